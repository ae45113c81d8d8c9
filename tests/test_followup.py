"""Which questions lean on the one before, what they mean, and which must be left alone."""

import pytest

from qa.followup import Followed, follow_up, subjects

RAILWAYS = "四川要建哪些铁路？"
ECOLOGY = "What does the decision say about ecological protection?"


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "那公路呢？", "四川要建哪些公路"),
        (RAILWAYS, "那养老呢？", "四川要建哪些养老"),
        (RAILWAYS, "公路呢", "四川要建哪些公路"),
        (RAILWAYS, "那么，机场呢？", "四川要建哪些机场"),
        (RAILWAYS, "还有机场", "四川要建哪些机场"),
        ("養老服務有什麼要求", "那托育呢？", "托育有什么要求"),
        ("养老服务怎么补贴？", "托育呢？", "托育怎么补贴"),
        ("决定对生态保护有什么要求", "那养老呢？", "决定对养老有什么要求"),
        ("出席全会的省委委员有多少人？", "那候补委员呢？", "出席全会的候补委员有多少人"),
        ("成都都市圈怎么建设", "和重庆呢？", "重庆怎么建设"),
        ("到2035年的目标是什么", "那2027年呢？", "2027年的目标是什么"),
        ("劳动者可以解除合同吗？", "那用人单位呢？", "用人单位可以解除合同吗"),
        ("劳动者可以解除合同吗？", "个人呢？", "个人可以解除合同吗"),
        ("哪些企业可以享受补贴？", "那学校呢？", "哪些企业可以享受补贴，学校"),
        ("决定第十五条讲什么", "那第十六条呢？", "决定第十六条讲什么"),
        (ECOLOGY, "And pensions?", "what does the decision say about pensions"),
        (ECOLOGY, "What about railways?", "what does the decision say about railways"),
    ],
)
def test_another_subject_takes_the_place_of_the_one_before(
    previous: str, question: str, meant: str
) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "它们什么时候建成？", "四川要建铁路，什么时候建成"),
        (RAILWAYS, "什么时候完成？", "四川要建铁路，什么时候完成"),
        (RAILWAYS, "为什么？", "四川要建铁路，为什么"),
        (RAILWAYS, "那由谁负责呢？", "四川要建铁路，由谁负责"),
        (RAILWAYS, "其中成都的呢？", "四川要建铁路，成都"),
        (RAILWAYS, "具体有哪些措施？", "四川要建铁路，具体有哪些措施"),
        (RAILWAYS, "还有呢？", "四川要建哪些铁路"),
        ("养老服务有什么要求", "这由谁牵头？", "养老服务，由谁牵头"),
        ("成渝地区双城经济圈怎么建设？", "它的目标是什么？", "成渝地区双城经济圈建设的目标是什么"),
        ("出席全会的省委委员有多少人？", "他们是谁？", "出席全会的省委委员，是谁"),
        (ECOLOGY, "Why?", "what does the decision say about ecological protection why"),
    ],
)
def test_a_question_without_a_subject_is_asked_of_the_one_before(
    previous: str, question: str, meant: str
) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        ("生态保护有什么要求", "第十六条呢？", "第十六条"),
        ("决定第十五条讲什么", "那养老呢？", "养老"),
        (RAILWAYS, "这份文件里怎么说生态保护", "生态保护"),
        (RAILWAYS, "该文件对养老有什么要求？", "养老有什么要求"),
    ],
)
def test_some_are_asked_of_the_document_before(previous: str, question: str, meant: str) -> None:
    assert follow_up(question, previous) == Followed(meant, same_document=True)


@pytest.mark.parametrize(
    "question",
    [
        "火锅底料怎么炒？",
        "养老",
        "养老服务有什么要求",
        "那曲市在哪里？",  # a town
        "其他省份怎么做？",  # not 其
        "其实养老怎么办？",
        "其次要建什么机场",
        "和谐社会怎么建？",  # not 和
        "这次全会何时召开？",
        "这个会几号开的，在哪个城市？",
        "这个决定对养老有什么要求？",
        "那些年的铁路怎么建的",
        "那么四川要建哪些机场？",  # complete, whatever it begins with
        "还有哪些机场要建？",
        "全会什么时候开的呢？",  # complete, whatever it ends with
        "有没有养老补贴呢？",
        "决定第三条讲什么",
        "第十五条",
        "android 系统怎么升级",  # not "and"
        "and pensions?",  # another language than the question before
        "What does the decision say about pensions?",
        "",
        "？",
    ],
)
def test_a_question_with_a_subject_stands_by_itself(question: str) -> None:
    assert follow_up(question, RAILWAYS) is None


@pytest.mark.parametrize("previous", ["", "  ", "？"])
def test_nothing_follows_nothing(previous: str) -> None:
    assert follow_up("那养老呢？", previous) is None


def test_a_dialogue_goes_on_from_what_was_meant() -> None:
    meant = RAILWAYS
    for question, wanted in (
        ("那公路呢？", "四川要建哪些公路"),
        ("机场呢？", "四川要建哪些机场"),
        ("什么时候建成？", "四川要建机场，什么时候建成"),
    ):
        followed = follow_up(question, meant)
        assert followed
        meant = followed.question
        assert meant == wanted


def test_subjects_are_what_is_neither_asked_with_nor_a_frame() -> None:
    assert subjects("四川要建哪些铁路？") == ["四川", "建", "铁路"]
    assert subjects("什么时候完成？") == []
    assert subjects("火鍋底料怎麼炒") == ["火锅底料", "炒"]
    assert subjects("When will it be done?") == []


def test_strange_questions_are_survived() -> None:
    for question in ("那" * 3000, "呢", "那呢", "它", "(?:呢", "那\\1呢"):
        follow_up(question, RAILWAYS)
        follow_up("那养老呢", question)
