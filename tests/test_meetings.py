"""Whose meeting it is that is asked about, and that a text tells of."""

from pathlib import Path

import pytest

from index.normalise import search_copy
from qa import Assistant
from qa.ranking.meetings import asks_when_held, is_about_one, is_other_session, whose_meeting

PLENUM = search_copy(
    "中国共产党四川省第十二届委员会第二次全体会议，于2022年11月28日至29日在成都举行。"
    "省第十二次党代会代表也列席会议。"
)


@pytest.mark.parametrize(
    "question",
    [
        "全会什么时候召开的",
        "这次全会是哪天开的？",
        "请问四川省委十二届二次全会在哪个城市举行",
        "十二届二次全会是哪天到哪天开的",
        "什么时候召开的全会",
        "全委会召开的时间是什么时候",
        "2022年的省委全会在哪儿开的",
        *("省委全会是什么时候", "全会在哪呢", "全会在什么地方开的", "全会是哪几天召开的"),
    ],
)
def test_short_names_are_made_of_the_characters_of_long_ones(question: str) -> None:
    assert whose_meeting(search_copy(question), PLENUM) == "same"


@pytest.mark.parametrize(
    "question",
    [
        "省党代会什么时候召开？",  # it is spoken of, but not where one is said to be held
        "全国人大哪一天召开",
        "中央经济工作会议在哪里召开",
        "党的二十大是何时召开的",
        "十二届三次全会什么时候召开",
        "省委十二届三次全会打算什么时候开",
        *("哪天召开省两会", "二十大是什么时候", "党代会是几号"),
    ],
)
def test_what_lacks_a_character_of_the_name_is_another_meeting(question: str) -> None:
    assert whose_meeting(search_copy(question), PLENUM) == "other"


def test_the_title_names_what_the_text_calls_by_a_shorter_name() -> None:
    asked, told = "县委五次全会哪天召开", "全会于5月8日召开"
    assert whose_meeting(asked, told) == "other"
    assert whose_meeting(asked, told, "某县委第五次全体会议公报") == "same"


def test_where_nothing_is_held_it_is_not_told() -> None:
    asked = "职工大会什么时候召开"
    assert whose_meeting(asked, "过去五年取得重大成就") == "other"
    assert whose_meeting(asked, "定于5月8日") == ""  # of what is not said
    assert whose_meeting(asked, "每年5月召开一次") == ""
    assert whose_meeting(asked, "每年召开一次职工大会") == "same"


@pytest.mark.parametrize(
    "question",
    [
        "会议什么时候召开",  # any
        "全会由谁主持",
        "玫瑰花什么时候开",
        "社会保险什么时候缴",
        "要哪儿开的证明",
        *("工会在哪里", "消费者协会在哪儿", "机会是什么时候"),
    ],
)
def test_other_questions_are_not_about_when_a_meeting_is_held(question: str) -> None:
    assert not asks_when_held(question)
    assert whose_meeting(question, PLENUM) == ""


TITLE = search_copy("中国共产党四川省第十二届委员会第二次全体会议公报")
CAME = search_copy("出席全会的有，省委委员79人，候补省委委员15人。省第十二次党代会代表也列席会议。")


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("十二届一次全会是哪天", True),
        ("省委十二届一次全会选出了哪些常委", True),
        ("十一届二次全会有多少人出席", True),
        ("十二届二次全会有多少人出席", False),
        ("全会有多少委员出席", False),
        ("下一次全会有哪些议题", True),
        ("西博会 下一届 举办时间", True),
        ("党的二十大有多少名代表出席", True),
        ("二十届一中全会有多少人出席", True),
        ("省第十二次党代会有多少代表", True),
        ("党的二十大提出了什么", False),
        ("中央经济工作会议有多少人参加", True),
    ],
)
def test_another_session_is_not_this_one(question: str, other: bool) -> None:
    assert is_other_session(search_copy(question), CAME, TITLE) is other
    assert is_about_one(search_copy(question)) or not other


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("全国人民代表大会有哪些职权", "全国人民代表大会行使下列职权"),
        ("全国人民代表大会由谁召集", "由全国人民代表大会常务委员会召集"),
        ("职工代表大会会期几天", "职工代表大会会期二天"),
        ("县人民代表大会有多少代表", "县人民代表大会有一百八十名代表"),
        ("职工代表大会多少人出席才有效", "有三分之二以上的代表出席方可召开"),
        ("试用期不合格下次还能再约定吗", "只能约定一次试用期"),
        ("下一届村民委员会由谁选举产生", "村民委员会由村民换届选举产生"),
        ("下一次续签劳动合同要补偿吗", "续订劳动合同"),
    ],
)
def test_rules_about_meetings_are_of_any(question: str, told: str) -> None:
    assert not is_other_session(question, told)
    assert whose_meeting(question, told) != "other"


def test_the_first_meeting_is_one_of_its_kind() -> None:
    told = "债权人会议由人民法院召集,自债权申报期限届满之日起十五日内召开"
    assert whose_meeting("第一次债权人会议什么时候召开", told) == "same"
    assert whose_meeting("业主大会召开几日前通知业主", "应当提前十五日通知全体业主") == ""


def test_sessions_are_told_by_the_text_before_the_title() -> None:
    told = "第十二届委员会第一次全会于6月1日召开"
    assert not is_other_session("十二届一次全会是哪天", told, TITLE)
    assert is_other_session("十二届二次全会是哪天", told, TITLE)
    assert not is_other_session("下一次全会什么时候召开", "下次会议于2023年5月举行", TITLE)


def test_the_plenum_is_told_from_others(corpus_store: Path) -> None:
    assistant = Assistant.load(corpus_store)
    told = assistant.ask("省委全会是什么时候召开的？")
    assert told.answered
    assert told.passages[0].highlights[0].text.endswith("于2022年11月28日至29日在成都举行。")
    others = ("省党代会什么时候召开？", "全国人大哪一天召开？", "省委经济工作会议在哪里召开？")
    for other in (*others, "谁是省长", "省委副书记是谁", "省委十二届一次全会选出了哪些常委"):
        assert not assistant.ask(other).answered
