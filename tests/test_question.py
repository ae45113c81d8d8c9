"""References and document names as people write them."""

from dataclasses import replace

import pytest

from qa.question.aliases import aliases
from qa.question.question import parse
from qa.question.reference import Reference

TITLES = [
    "中国共产党四川省第十二届委员会第二次全体会议公报",
    "中共四川省委关于深入学习贯彻党的二十大精神的决定",
]
NAMES = aliases(TITLES)


def units(text: str) -> list[tuple[str, int, int]]:
    return [(r.unit, r.first, r.last) for r in parse(text, NAMES).references]


@pytest.mark.parametrize(
    "text",
    [
        "第十二条", "第12条", "第１２条", "第 十二 条", "（十二）", "(12)", "十二条", "第十二点", "第12點",
        "决定第（十二）条讲什么？",
        "決定第十二條說了什麼", "《决定》（十二）的内容",
        "请问第十二条主要讲的是什么呢",
        "What does article 12 say?", "clause 12", "第十二条全文", "十二条说了啥",
    ],
)  # fmt: skip
def test_every_spelling_of_clause_twelve(text: str) -> None:
    question = parse(text, NAMES)
    assert [(r.unit, r.first, r.last, r.branch) for r in question.references] == [
        ("clause", 12, 12, 0)
    ]
    assert question.lookup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第三条到第五条", [("clause", 3, 5)]),
        ("第五条到第三条", [("clause", 3, 5)]),
        ("第零条至第三条", [("clause", 0, 3)]),
        ("第十二条第五项到第二项", [("clause", 12, 12), ("item", 2, 5)]),
        ("第十二条第（二）至（五）项", [("clause", 12, 12), ("item", 2, 5)]),
        ("（十一）、（十二）", [("clause", 11, 11), ("clause", 12, 12)]),
        ("第3至5条讲什么", [("clause", 3, 5)]),
        ("第四部分", [("part", 4, 4)]),
        ("最后一条是什么", [("clause", -1, -1)]),
        ("倒数第二条", [("clause", -2, -2)]),
        ("公报第七段", [("paragraph", 7, 7)]),
        ("第三条第二款", [("clause", 3, 3), ("paragraph", 2, 2)]),
        ("（十一）第2段", [("clause", 11, 11), ("paragraph", 2, 2)]),
        ("（廿一）讲什么", [("clause", 21, 21)]),
        ("三、", [("part", 3, 3)]),
        ("第二章第一节", [("chapter", 2, 2), ("chapter", 1, 1)]),
        ("第三、四部分", [("part", 3, 3), ("part", 4, 4)]),
        ("第二章和第四章", [("chapter", 2, 2), ("chapter", 4, 4)]),
        ("第二条和第九条分别讲什么", [("clause", 2, 2), ("clause", 9, 9)]),
        ("13和14条", [("clause", 13, 13), ("clause", 14, 14)]),
        ("决定十三、十四条", [("clause", 13, 13), ("clause", 14, 14)]),
        ("合同编471条", [("clause", 471, 471)]),
        ("合同编第二分编第十四章", [("chapter", 2, 2), ("chapter", 14, 14)]),
        ("决定三、第1段", [("part", 3, 3), ("paragraph", 1, 1)]),
        ("决定三、（十一）", [("part", 3, 3), ("clause", 11, 11)]),
        (
            "决定一、第1段、三、第2段",
            [("part", 1, 1), ("paragraph", 1, 1), ("part", 3, 3), ("paragraph", 2, 2)],
        ),
        ("附件一第2段", [("part", 1, 1), ("paragraph", 2, 2)]),
        ("附件第2段", [("part", 0, 0), ("paragraph", 2, 2)]),
        ("决定的序言讲什么", [("part", 0, 0)]),
        ("结语", [("part", 0, 0)]),
        ("附件一的内容", [("part", 1, 1)]),
        ("第二章最后一条", [("chapter", 2, 2), ("clause", -1, -1)]),
        (
            "第九条第二项、第十条第一项",
            [("clause", 9, 9), ("item", 2, 2), ("clause", 10, 10), ("item", 1, 1)],
        ),
        ("第十五条里面的碳达峰行动是什么", [("clause", 15, 15)]),
        ("12-15条讲什么", [("clause", 12, 15)]),
        ("What do articles 3 to 5 say?", [("clause", 3, 5)]),
        ("养鱼条例 article 30", [("clause", 30, 30)]),
        ("养鱼若干规定5条2款", [("clause", 5, 5), ("paragraph", 2, 2)]),
        ("附件1-3", [("part", 1, 3)]),
        ("附件一～三讲什么", [("part", 1, 3)]),
        ("附件1——附件3", [("part", 1, 3)]),
        ("附件一至附件三讲什么", [("part", 1, 3)]),
        ("附件1、2", [("part", 1, 1), ("part", 2, 2)]),
        ("附件1和附件3的内容", [("part", 1, 1), ("part", 3, 3)]),
        ("Articles 12-15", [("clause", 12, 15)]),
        ("articles 12 and 13", [("clause", 12, 12), ("clause", 13, 13)]),
        ("Chapters 2, 4, and 5", [("chapter", 2, 2), ("chapter", 4, 4), ("chapter", 5, 5)]),
        ("does article 5 and 2035 fit", [("clause", 5, 5)]),
        ("articles 5 to 2035", [("clause", 5, 5)]),
        ("三到五条的内容", [("clause", 3, 5)]),
        ("十到十二点讲什么", [("clause", 10, 12)]),
        ("3-5章", [("chapter", 3, 5)]),
        ("三、四部分", [("part", 3, 3)]),
    ],
)
def test_references(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "四川要建哪几条铁路",
        "成都第三条绕城高速什么时候开工", "十二届二次全会什么时候开的",
        "第二次全会有多少委员",
        "第一条生产线在哪里", "会议决定了什么", "二〇三五年的目标", "有三十条建议吗", "三点半开会吗",
        "想个办法三条路走不通", "做法三、四条", "第二、三、四季度", "附件一在哪里", "附件", "序言里怎么说铁路",
        "从十点到三点开会", "从零点到三点", "第-3条",
        "上午8点到10点可以办理登记吗", "工作时间是9点到12点吗", "每年培育3至5项重点技术",
        "要提出3到5条措施吗", "三、四线城市有什么政策", "一、二审分别多久", "1、2号线什么时候通车",
    ],
)  # fmt: skip
def test_numbers_that_are_no_references(text: str) -> None:
    question = parse(text, NAMES)
    assert question.references == ()
    assert not question.lookup


@pytest.mark.parametrize(
    ("text", "search", "references"),
    [
        ("1、四川要建哪些铁路？", "四川要建哪些铁路", []),
        ("1. Which railways?", "which railways", []),
        ("3.川藏铁路", "川藏铁路", []),
        ("二、成渝要建哪些铁路？", "成渝要建哪些铁路", []),
        ("一、如何申请公积金", "如何申请公积金", []),
        ("（1）对铁路有哪些要求？", "对铁路有哪些要求", []),
        ("（一）成渝要建哪些铁路", "成渝要建哪些铁路", []),
        ("2、决定第十五条讲什么", "决定第十五条讲什么", [("clause", 15, 15)]),
        ("三、讲什么", "三、讲什么", [("part", 3, 3)]),
        ("3、第2段怎么说", "3、第2段怎么说", [("part", 3, 3), ("paragraph", 2, 2)]),
        ("五、加快民生事业发展", "五、加快民生事业发展", [("part", 5, 5)]),
        ("（九）明确了什么", "(九)明确了什么", [("clause", 9, 9)]),
        ("（12）的目标有哪些", "(12)的目标有哪些", [("clause", 12, 12)]),
        ("（十五）对绿色发展有哪些要求", "(十五)对绿色发展有哪些要求", [("clause", 15, 15)]),
        ("（十五）推动绿色发展", "(十五)推动绿色发展", [("clause", 15, 15)]),
        ("2.8万亿里企业出了多少", "2.8万亿里企业出了多少", []),
    ],
)
def test_the_number_of_a_question_in_a_list_is_no_clause(
    text: str, search: str, references: list[tuple[str, int, int]]
) -> None:
    assert parse(text, NAMES).search == search
    assert units(text) == references


def test_a_branch_article() -> None:
    (reference,) = parse("第一百二十条之一规定了什么", NAMES).references
    assert reference == Reference("clause", 120, 120, 1, "第一百二十条之一")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("刑法13、14条", [("clause", 13, 0), ("clause", 14, 0)]),
        ("《刑法》十三条、十四条", [("clause", 13, 0), ("clause", 14, 0)]),
        ("刑法13条第二项", [("clause", 13, 0), ("item", 2, 0)]),
        ("刑法13条1款2项", [("clause", 13, 0), ("paragraph", 1, 0), ("item", 2, 0)]),
        ("刑法第十三条第（一）、（二）项", [("clause", 13, 0), ("item", 1, 0), ("item", 2, 0)]),
        ("刑法第十三条第（一）（二）项", [("clause", 13, 0), ("item", 1, 0), ("item", 2, 0)]),
        ("刑法第十三条（一）、（二）", [("clause", 13, 0), ("item", 1, 0), ("item", 2, 0)]),
        ("刑法第十三条第二款（一）", [("clause", 13, 0), ("paragraph", 2, 0), ("item", 1, 0)]),
        ("刑法第十三条之一（二）", [("clause", 13, 1), ("item", 2, 0)]),
        (
            "刑法第十三条第（一）项和第十四条第（二）项",
            [("clause", 13, 0), ("item", 1, 0), ("clause", 14, 0), ("item", 2, 0)],
        ),
        ("刑法134条之一第二项", [("item", 2, 0), ("clause", 134, 1)]),
        ("刑法第一百三十四条之十一第二项", [("clause", 134, 11), ("item", 2, 0)]),
        ("刑法第一百三十四条之一第（二）项", [("clause", 134, 1), ("item", 2, 0)]),
    ],
)
def test_numbers_behind_a_law(text: str, expected: list[tuple[str, int, int]]) -> None:
    question = parse(text, aliases(["中华人民共和国刑法"]))
    assert [(r.unit, r.first, r.branch) for r in question.references] == expected
    assert question.lookup
    assert question.documents == {0}


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("第一百二十条之一到第一百二十条之三", (120, 1, 120, 3)),
        ("第120条之三到第120条之一", (120, 1, 120, 3)),
        ("第一百二十条之一至之三", (120, 1, 120, 3)),
        ("第一百二十条到第一百二十条之三", (120, 0, 120, 3)),
        ("第一百二十条之六至第一百二十一条", (120, 6, 121, 0)),
    ],
)
def test_a_range_of_branch_articles(text: str, ends: tuple[int, int, int, int]) -> None:
    (reference,) = parse(text, NAMES).references
    assert (reference.first, reference.branch, reference.last, reference.last_branch) == ends


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("第一章第七条", [False, True]),
        ("第一章的第七条", [False, True]),
        ("第一章 第七条", [False, True]),
        ("第一章（总则）第七条", [False, True]),
        ("第二编第一章第七条", [False, True, True]),
        ("第一章和第七条", [False, False]),
        ("第一章、第七条", [False, False]),
        ("第一章以及第七条", [False, False]),
        ("第一章讲什么？第七条呢", [False, False]),
        ("第七条（第一章）", [False, False]),
    ],
)
def test_one_number_behind_another_is_joined_to_it(text: str, joined: list[bool]) -> None:
    assert [r.joined for r in parse(text, NAMES).references] == joined


def test_a_question_about_a_clause_is_no_mere_lookup() -> None:
    assert not parse("第十五条里面的碳达峰行动是什么", NAMES).lookup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公报里怎么说信息化", {0}),
        ("《决定》对养老有什么要求", {1}),
        ("全会决定第十五条", {1}),
        ("决定（十五）", {1}),
        ("公报和《决定》都提到的目标", {0, 1}),
        ("公报和决定对养老的说法有什么区别", {0, 1}),
        ("决定与公报的异同", {0, 1}),
        ("公报以及决定里的五区共兴", {0, 1}),
        ("全会和决定权有关吗", set()),
        ("决定的主要内容", {1}),
        ("会议决定在哪里开", set()),
        ("谁决定的", set()),
        ("中共四川省委关于深入学习贯彻党的二十大精神的决定讲养老吗", {1}),
    ],
)
def test_documents_by_name(text: str, expected: set[int]) -> None:
    assert parse(text, NAMES).documents == expected


def test_the_longer_name_wins() -> None:
    names = aliases(["中华人民共和国劳动合同法", "中华人民共和国劳动合同法实施条例"])
    assert parse("劳动合同法实施条例第三条", names).documents == {1}
    assert parse("劳动合同法第三条", names).documents == {0}


def test_aliases() -> None:
    assert aliases(["中华人民共和国立法法(2023修正)", "上海市旅游条例", "河南省开发区条例"]) == [
        ("中华人民共和国立法法", "立法法", "中华人民共和国立法法(2023修正)"),
        ("上海市旅游条例",),
        ("河南省开发区条例",),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("民法典第三条", "民法典"),
        ("请问《劳动合同法》第十条讲什么", "劳动合同法"),
        ("根据安全生产法第 二十 条", "安全生产法"),
        ("决定第十五条", ""),
        ("本法第三条", ""),
        ("《决定》第三条", ""),
        ("公报里提到民法典吗", ""),
        ("轨道交通建设规划第三条线路什么时候开工", ""),
        ("全面依法治省方案第五节能目标", ""),
        ("轨道交通建设规划第三条怎么规定", "轨道交通建设规划"),
        ("《轨道交通建设规划》第三条线路", "轨道交通建设规划"),
    ],
)
def test_clauses_of_documents_that_are_not_there(text: str, name: str) -> None:
    assert parse(text, NAMES).absent == ((name,) if name else ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("公报里说全会什么时候召开", "全会"),
        ("全会在哪座城市开的", "全会"),
        ("全会召开以来的变化", "全会召开以来变化"),
        ("《决定》对养老有什么要求", "养老有要求"),
        ("第十五条里面的碳达峰行动是什么", "里面碳达峰行动"),
        ("什么", "什么"),
        ("四川要建哪些铁路？", "四川要建铁路"),
    ],
)
def test_the_words_that_are_searched_for(text: str, words: str) -> None:
    assert "".join(parse(text, NAMES).content.split()) == words


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("这个会几号开的，在哪个城市？", "这个会议几号开的,在哪个城市"),
        ("会是哪天开的", "会议是哪天开的"),
        ("这个会议几号开的", "这个会议几号开的"),
        ("这个会计哪天上班", "这个会计哪天上班"),
        ("会什么时候生效", "会什么时候生效"),
        ("全会几号开的", "全会几号开的"),
    ],
)
def test_a_meeting_is_called_one(text: str, search: str) -> None:
    assert parse(text, NAMES).search == search


def test_a_number_in_program_text_is_no_reference() -> None:
    assert parse("<script>alert(1)</script>", NAMES).references == ()


def test_versions_of_one_law_are_named_together() -> None:
    titles = aliases(["立法法", "税法", "立法法"])
    assert parse("立法法第三条", titles).documents == {0, 2}
    assert parse("立法法第三条", titles).lookup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15", [("clause", 15, 15)]),
        ("⑮", [("clause", 15, 15)]),
        ("十五", [("clause", 15, 15)]),
        ("第15", [("clause", 15, 15)]),
        ("15.", [("clause", 15, 15)]),
        ("2035", []),  # a year
        ("79人", []),
        ("两", []),
        ("百", []),
        ("3.14", [("clause", 1, 0)]),
    ],
)
def test_a_number_by_itself_is_that_of_a_clause(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("公报", 0),
        ("公报讲了什么", 0),
        ("请给我看看公报的全文", 0),
        ("公报里有什么？", 0),
        ("决定的主要内容是什么", 1),
        ("总结一下这份决定", 1),
    ],
)
def test_a_document_is_asked_for_as_a_whole(text: str, document: int) -> None:
    question = parse(text, NAMES)
    (reference,) = question.references
    assert reference.unit == "document"
    assert reference.documents == {document}
    assert question.lookup


@pytest.mark.parametrize("text", ["公报提出了哪些要求", "决定怎么落实", "公报里的铁路", "全文"])
def test_more_is_asked_of_it_than_what_it_says(text: str) -> None:
    assert parse(text, NAMES).references == ()


@pytest.mark.parametrize(
    ("text", "unit", "documents"),
    [
        ("决定一共有多少条？", "clause", {1}),
        ("公报有几段", "paragraph", {0}),
        ("《决定》分几个部分", "part", {1}),
        ("一共有多少条", "clause", set()),
    ],
)
def test_how_many_there_are_is_told_of_none(text: str, unit: str, documents: set[int]) -> None:
    (reference,) = parse(text, NAMES).references
    assert (reference.unit, reference.first, reference.last, reference.text) == (unit, 1, 0, "")
    assert reference.documents == documents


def test_what_is_counted_otherwise_is_no_clause() -> None:
    assert parse("四川要建几条铁路", NAMES).references == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("公报和决定对养老的说法有什么区别", "养老"),
        ("比较公报和决定关于数字经济的内容", "数字经济的内容"),
        ("公报和决定对劳动关系的要求一样吗", "劳动关系 吗"),
        ("决定与公报的异同", "决定与公报的异同"),  # in nothing that is named
        ("公报对养老的说法有什么不同", "养老的说法有什么不同"),  # with nothing
        ("公报和决定里区别对待的内容", "区别对待的内容"),
        ("公报里怎么说养老的", "养老的"),
        ("决定对养老有什么要求", "养老有什么要求"),
        ("公报讲什么", "公报讲什么"),
        ("决定第十五条对养老有什么要求", "决定第十五条对养老有什么要求"),
    ],
)
def test_what_is_asked_of_documents_is_searched_for(text: str, asked: str) -> None:
    assert parse(text, NAMES).asked == asked


@pytest.mark.parametrize(
    ("text", "lookup"),
    [
        ("第十条和第十一条有什么区别", True),
        ("比较一下（八）和（九）", True),
        ("（十七）与（十八）的差异在哪里？", True),
        ("第三条与第五条是什么关系", True),
        ("第八条有什么区别", False),
        ("第十条和第十一条对数字经济的规定有什么不同", False),
    ],
)
def test_clauses_that_are_compared_are_shown(text: str, lookup: bool) -> None:
    assert parse(text, NAMES).lookup is lookup


@pytest.mark.parametrize("end", ["？", "?", "。", "！", "……", "，", " ？？", "～", ".", "？！ "])
@pytest.mark.parametrize(
    "text", ["四川要建哪些铁路", "决定第十五条对养老有什么要求", "Which railways", "三、", "条例"]
)
def test_the_end_of_a_question_does_not_matter(text: str, end: str) -> None:
    assert replace(parse(text + end, NAMES), text="") == replace(parse(text, NAMES), text="")
