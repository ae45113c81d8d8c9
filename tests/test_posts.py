"""Whose name it is that is asked for by a post."""

import pytest

from index.normalise import search_copy
from qa.ranking.posts import asks_for_post, is_other_post, is_other_speaker

TOLD = search_copy("全会由省委常委会主持。省委书记王晓晖作了讲话。")
TITLE = search_copy("中国共产党四川省第十二届委员会第二次全体会议公报")


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("省委书记是谁", False),
        ("现任四川省委书记叫什么名字？", False),
        ("谁是省委书记？", False),
        ("在全会上讲话的省委书记是谁", False),
        ("谁主持全会", False),
        ("现在的四川省省长是谁？", True),
        ("省委副书记是谁", True),
        ("省政协主席是谁", True),
        ("省纪委书记是谁", True),
        ("省委宣传部部长是谁", True),
        ("成都市委书记是谁", True),
        ("省委常务副书记叫什么名字", True),
        ("总书记是谁", True),
        ("Who is the mayor of Chengdu?", True),
        ("Who is the governor of the province?", True),
        ("Who is the provincial party secretary?", False),
        ("Who is the deputy party secretary?", True),
        ("Who is the General Secretary?", True),
        ("Who chaired the plenum?", False),
    ],
)
def test_each_post_has_its_own_holder(question: str, other: bool) -> None:
    assert is_other_post(search_copy(question), TOLD, TITLE) is other


def test_a_name_may_stand_before_the_post() -> None:
    assert not is_other_post("四川省省长是谁", "张三同志任四川省省长")
    assert is_other_post("四川省副省长是谁", "张三同志任四川省省长")


def test_the_body_may_stand_earlier_in_the_sentence() -> None:
    told = "县人大常委会由主任、副主任若干人组成,主任为王建国。"
    assert not is_other_post("人大常委会主任是谁", told)
    assert not is_other_post("市长是谁", "大会选举王凯为市长")
    assert not is_other_post("县长是谁", "(县长)王凯签字")
    assert is_other_post("县长是谁", "会议决定")


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("四川省省长在会上说了什么？", True),
        ("市长在全会上作了什么报告", True),
        ("省长在讲话中强调了哪些", True),
        ("省委书记在会上说了什么", False),
        ("省长说了算吗", False),
        ("全会上强调了什么", False),
    ],
)
def test_what_one_holder_said_is_not_what_another_said(question: str, other: bool) -> None:
    assert is_other_speaker(search_copy(question), [f"{TOLD} {TITLE}"]) is other


def test_a_speech_need_not_name_its_speaker() -> None:
    asked = "省长在会上提出了哪些要求"
    assert asks_for_post(asked)
    assert not is_other_speaker(asked, ["各级党组织书记要带头抓落实。"])
    assert not is_other_speaker(asked, ["省委书记张三同志主持会议。", "省长李四作报告。"])
