"""Outlines of documents of every numbering, and the contract on offsets."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import cited, outline_of, source, the_document, tree

from index.clauses import clauses
from index.layout.blocks import read_lines
from index.model import Heading
from index.numerals import to_chinese
from index.outline import outline
from index.readers import read

CORPUS = Path(__file__).parent.parent / "corpus" / "四川省委十二届二次全会公报和决定.txt"
PLENUM = outline(read(CORPUS, f"corpus/{CORPUS.name}"))
BULLETIN, DECISION = PLENUM.documents


def test_the_plenum_file_holds_two_documents() -> None:
    assert BULLETIN.title == "中国共产党四川省第十二届委员会第二次全体会议公报"
    assert DECISION.title == (
        "中共四川省委关于深入学习贯彻党的二十大精神"
        "在全面建设社会主义现代化国家新征程上奋力谱写四川发展新篇章的决定"
    )
    assert DECISION.text[DECISION.span.start :].startswith(DECISION.title)


def test_the_page_number_is_the_only_thing_dropped() -> None:
    (problem,) = PLENUM.problems
    assert problem.kind == "dropped"
    assert problem.span.of(BULLETIN.text).strip() == "- 31 -"


def test_every_character_of_the_plenum_file_is_in_one_leaf_or_dropped() -> None:
    leaves = [leaf for d in PLENUM.documents for node in d.nodes for leaf in node.leaves()]
    spans = [leaf.span for leaf in leaves] + [p.span for p in PLENUM.problems]
    assert spans[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(spans))
    assert spans[-1].end == len(BULLETIN.text)


def test_the_bulletin_is_thirteen_paragraphs() -> None:
    found = clauses(BULLETIN)
    assert [c.label for c in found] == [f"第{n}段" for n in range(1, 14)]
    assert found[6].span.of(BULLETIN.text).startswith("全会指出，四川现代化建设是中国式现代化进程")
    assert {c.kind for c in found} == {"paragraph"}


def test_the_decision_is_thirty_clauses_in_seven_parts() -> None:
    found = clauses(DECISION)
    items = [c for c in found if c.kind == "item"]
    assert [c.label for c in items] == [f"（{to_chinese(n)}）" for n in range(1, 31)]
    parts = [c.path_labels[0] for c in items]
    sizes = [5, 4, 7, 3, 3, 4, 4]
    assert parts == [f"{to_chinese(i)}、" for i, n in enumerate(sizes, 1) for _ in range(n)]
    others = [(c.path_labels, c.label) for c in found if c.kind == "paragraph"]
    assert others == [
        ((), "序言"),
        *(((f"{to_chinese(i)}、",), "第1段") for i in range(1, 8)),
        ((), "结语"),
    ]


def test_a_clause_of_several_paragraphs() -> None:
    clause = next(c for c in clauses(DECISION) if c.label == "（十一）")
    assert clause.path == ("三、在推动高质量发展中加快建设现代化经济强省",)
    assert clause.heading == "（十一）促进高水平区域协调发展"
    starts = [p.of(DECISION.text)[:8] for p in clause.paragraphs]
    assert starts == [
        "（十一）促进高水",
        "建强现代化成都都",
        "提升区域中心城市",
        "强化重要节点支撑",
        "补齐区域发展突出",
    ]


def test_closing_words_of_several_paragraphs_are_one_clause() -> None:
    text = (
        "某某市政府工作报告\n一、甲\n（一）乙。\n（二）丙。\n各位代表！\n丁。\n"
        "全市上下要戊。\n让我们己。\n附件1：清单\n1.1 庚。\n甲方：辛\n乙方：壬\n"
    )
    document = the_document(text)
    assert cited(document) == [
        (("一、甲",), "（一）", "（一）乙。"),
        (("一、甲",), "（二）", "（二）丙。"),
        ((), "结语", "各位代表！\n丁。\n全市上下要戊。\n让我们己。"),
        (("附件1：清单",), "1.1", "1.1 庚。"),
        (("附件1：清单",), "结语", "甲方：辛\n乙方：壬"),
    ]
    assert [len(clause.paragraphs) for clause in clauses(document)] == [1, 1, 4, 1, 2]


def test_the_closing_is_not_part_of_the_last_clause() -> None:
    *_, last, closing = clauses(DECISION)
    assert last.label == "（三十）"
    assert last.span.of(DECISION.text).endswith("清清白白做人、干干净净做事。")
    assert closing.span.of(DECISION.text).startswith("全省各级党组织和广大党员干部要")
    assert closing.span.of(DECISION.text).endswith("贡献四川力量！")


LAW = """中华人民共和国粮食法
（2023年12月29日第十四届全国人民代表大会常务委员会第七次会议通过）
目　录
第一章　总则
第二章　储备
第一章　总则
第一条　为了保障粮食安全，制定本法。
第二条　国家保障粮食供给：
（一）甲；
（二）乙。
前款规定适用于本法第一条。
第一条规定的粮食，包括谷物。
第二章　储备
第三条　储备分两级。
第三条之一　资助储备的，给予补贴。
第三人不得侵占储备。
"""


def test_a_statute() -> None:
    document = the_document(LAW)
    assert tree(document) == [
        "title 中华人民共和国粮食法",
        "head",
        "contents",
        "section 第一章 总则",
        "  heading 第一章 总则",
        "  article 第一条",
        "    paragraph",
        "  article 第二条",
        "    paragraph",
        "    paragraph （一）",
        "    paragraph （二）",
        "    paragraph",
        "    paragraph",
        "section 第二章 储备",
        "  heading 第二章 储备",
        "  article 第三条",
        "    paragraph",
        "  article 第三条之一",
        "    paragraph",
        "    paragraph",
    ]
    assert document.date == "2023-12-29"
    second = clauses(document)[1]
    assert second.path == ("第一章 总则",)
    assert [p.of(document.text) for p in second.paragraphs] == [
        "第二条　国家保障粮食供给：\n（一）甲；\n（二）乙。",
        "前款规定适用于本法第一条。",
        "第一条规定的粮食，包括谷物。",
    ]


def test_a_statute_that_counts_on() -> None:
    assert outline_of(LAW).problems == ()


@pytest.mark.parametrize("zero", ["零", "〇", "○", "◯", "Ｏ", "O", "o"])
def test_articles_above_a_hundred_in_each_spelling_of_zero(zero: str) -> None:
    labels = [f"第{to_chinese(n).replace('零', zero)}条" for n in range(1, 113)]
    found = outline_of("某某市条例\n" + "".join(f"{label} 甲应当登记。\n" for label in labels))
    assert found.problems == ()
    here = cited(found.documents[0])
    assert here == [((), label, f"{label} 甲应当登记。") for label in labels]
    assert len(here[94:]) == 18  # 第九十五条 to 第一百一十二条


def test_gaps_repeats_and_backward_jumps_are_reported_with_their_line() -> None:
    text = "某某市条例\n第一条 甲。\n第三条 乙。\n第三条 丙。\n第二条 丁。\n第四条 戊。\n"
    problems = outline_of(text).problems
    assert [(p.kind, p.message) for p in problems] == [
        ("gap", "第3行：跳号，第一条之后是第三条"),
        ("repeat", "第4行：重号，第三条之后是第三条"),
        ("backward", "第5行：倒号，第三条之后是第二条"),
        ("gap", "第6行：跳号，第二条之后是第四条"),
    ]


def test_a_label_with_a_number_too_long_is_plain_text() -> None:
    long = f"第{'9' * 5000}章 总则"
    text = f"办法\n第一条 甲。\n{long}\n第99999999999999999999条 乙。\n第一条之{'9' * 20} 丙。\n第二条 丁。\n"
    document = the_document(text)
    second = text.index("第二条")
    assert cited(document) == [
        ((), "第一条", text[text.index("第一条") : second].strip()),
        ((), "第二条", "第二条 丁。"),
    ]
    assert "".join(leaf.span.of(text) for node in document.nodes for leaf in node.leaves()) == text


def test_numbers_that_begin_again_in_the_next_section_are_no_problem() -> None:
    text = (
        "关于某事的意见\n一、甲事\n（一）甲甲。好。\n（二）甲乙。好。\n二、乙事\n（一）乙甲。好。\n"
    )
    assert outline_of(text).problems == ()
    assert [(c[0][0][:1], c[1]) for c in cited(the_document(text))] == [
        ("一", "（一）"), ("一", "（二）"), ("二", "（一）"),
    ]  # fmt: skip


def test_a_label_alone_on_its_line_belongs_to_the_text_below() -> None:
    document = the_document(
        "房屋租赁合同\n第一条 租期\n租期一年。\n自签字之日起算。\n第二条\n租金一万元。\n"
    )
    first, second = clauses(document)
    assert first.heading == "第一条 租期"
    assert [p.of(document.text) for p in first.paragraphs] == [
        "第一条 租期\n租期一年。",
        "自签字之日起算。",
    ]
    assert [p.of(document.text) for p in second.paragraphs] == ["第二条\n租金一万元。"]


def test_items_that_say_something_are_clauses_and_headings_are_sections() -> None:
    text = "关于某事的通知\n各单位：\n一、提高认识。要重视。\n（一）甲。\n二、抓好落实。要落实。\n特此通知。\n某某局\n2020年1月2日\n"
    assert tree(the_document(text)) == [
        "title 关于某事的通知",
        "preamble 序言",
        "  paragraph",
        "item 一、",
        "  paragraph",
        "  paragraph （一）",
        "item 二、",
        "  paragraph",
        "closing 结语",
        "  paragraph",
        "signature",
    ]


def test_decimal_numbers_of_a_contract() -> None:
    text = "采购合同\n1 总则\n1. 标的\n1.1 甲方向乙方采购粮食。\n1.2 数量为十吨。\n2. 价款\n2.1 总价一万元。\n"
    found = cited(the_document(text))
    assert [(path, label) for path, label, _ in found][-3:] == [
        (("1. 标的",), "1.1"),
        (("1. 标的",), "1.2"),
        (("2. 价款",), "2.1"),
    ]


def test_markdown_headings_without_labels() -> None:
    text = "# 关于某事的意见\n\n前言。\n\n## 总体要求\n\n要求一。\n\n要求二。\n\n## 附则\n\n自公布之日起施行。\n"
    found = [(path, label) for path, label, _ in cited(the_document(text, "a.md"))]
    assert found == [
        ((), "序言"), (("总体要求",), "第1段"), (("总体要求",), "第2段"), (("附则",), "第1段"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["只有一句话。", "一个标题", "第一条 只有一条。", "- 3 -\n正文。\n"]
)
def test_small_files(text: str) -> None:
    assert len(outline_of(text).documents) == 1


def test_a_text_of_page_numbers_has_no_document() -> None:
    found = outline_of("- 1 -\n- 2 -\n")
    assert found.documents == ()
    assert [p.kind for p in found.problems] == ["dropped", "dropped"]


LINES = [
    "某某省委关于某事的决定", "第一章 总则", "第一条 甲。", "第二条", "第三条规定的乙。", "一、总体要求",
    "一、要做好。", "（一）丙。", "（二）丁", "1. 戊。", "1.1 己", "目录", "", "　　缩进。", "- 3 -",
    "附件：清单", "全省各级要努力。", "2020年1月2日", "# 标题", "## 二级", "普通一段话，" * 12 + "完。",
    "（第六条）丁。", "• 第七条 戊。", "壹、总则", "Ⅰ. 己", "一：庚。", "一　总则", "1. 第一条 辛。", "Article 1 Tax",
    "问：壬？", "答：癸。", "鉴于：", "㈠子。", "第1.1条 丑。", "甲方（盖章）：", "---", "===", "### **第四条**", "> - 壬", "<!-- 注 -->", "<!--", "-->", "| 第五条 | 癸。 |", "<p>", "&nbsp;",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=25), st.sampled_from(["a.txt", "a.md"]))
def test_leaves_tile_every_file_and_clauses_are_in_order(lines: list[str], path: str) -> None:
    text = "\n".join(lines)
    found = outline_of(text, path)
    leaves = [leaf for d in found.documents for node in d.nodes for leaf in node.leaves()]
    dropped = [p.span for p in found.problems if p.kind == "dropped"]
    spans = sorted([leaf.span for leaf in leaves] + dropped)
    assert all(a.end == b.start for a, b in pairwise(spans))
    if leaves or path == "a.txt":  # marks alone are no document
        assert "".join(span.of(text) for span in spans).split() == text.split()
    assert [leaf.span for leaf in leaves] == sorted(leaf.span for leaf in leaves)
    for document in found.documents:
        ordered = [c.span for c in clauses(document)]
        assert all(a.end <= b.start for a, b in pairwise(ordered))
        for clause in clauses(document):
            assert all(clause.span.contains(p) for p in clause.paragraphs)
            assert clause.span == clause.span.strip(text)


def test_an_announcement_before_the_document_is_a_document_of_its_own() -> None:
    text = (
        "最高人民法院\n公　告\n《最高人民法院关于某事的批复》已经通过，现予公布，自公布之日起施行。\n"
        "2020年1月2日\n最高人民法院关于某事\n如何处理问题的批复\n（2020年1月1日通过）\n"
        "四川省高级人民法院：\n答复如下。\n"
    )
    found = outline_of(text).documents
    assert [d.title for d in found] == [
        "最高人民法院公告",
        "最高人民法院关于某事如何处理问题的批复",
    ]
    assert [c.label for c in clauses(found[1])] == ["第1段", "第2段"]


def test_a_cover_without_text_belongs_to_the_head() -> None:
    text = "中华人民共和国国务院\n2020年1月2日\n国务院关于某事\n若干问题的规定\n第一条 甲。\n第二条 乙。\n"
    document = the_document(text)
    assert document.title == "国务院关于某事若干问题的规定"
    assert [c.label for c in clauses(document)] == ["第一条", "第二条"]
    assert (document.issuer, document.date) == ("国务院", "2020-01-02")


def test_rows_of_a_table_are_one_clause_and_open_no_articles() -> None:
    text = "某某市罪名规定\n前言如下。\n第224条之一\t组织罪\n第225条\t经营罪\n后记在此。\n"
    found = cited(the_document(text))
    assert [label for _, label, _ in found] == ["第1段", "表1", "第2段"]
    assert found[1][2] == "第224条之一\t组织罪\n第225条\t经营罪"


def test_words_that_only_look_like_a_reference() -> None:
    text = (
        "某某法\n第一条为了甲，制定本法。\n第二条中华人民共和国境内适用本法。\n"
        "第三条外国人适用本法。\n第二条中的规定除外。\n"
    )
    assert [label for _, label, _ in cited(the_document(text))] == ["第一条", "第二条", "第三条"]


AMENDS = """某某省关于修改《某某办法》的决定
对《某某办法》作如下修改：
一、将第一条修改为：“为了甲，制定本办法。”
第一条增加第二款：“乙。”
第二条 第一款修改为：“丙。”
二、将第三条修改为：“丁。”
第四条修改为：“戊。”
第五条删去“己”。
本决定自公布之日起施行。
"""


def test_what_a_decision_does_to_a_clause_is_no_clause_of_its_own() -> None:
    found = clauses(the_document(AMENDS))
    assert [c.label for c in found] == ["序言", "一、", "二、", "结语"]
    assert [p.of(AMENDS) for p in found[1].paragraphs] == [
        "一、将第一条修改为：“为了甲，制定本办法。”",
        "第一条增加第二款：“乙。”",
        "第二条 第一款修改为：“丙。”",
    ]


def test_an_article_may_be_about_adding_or_be_deleted() -> None:
    text = "某某办法\n第一条增加投入，保障供给。\n第二条 删除\n第三条 修改规划的，应当报批。\n"
    assert [label for _, label, _ in cited(the_document(text))] == ["第一条", "第二条", "第三条"]


MADE = "为了规范某事的管理工作，保障公民的合法权益，根据有关法律，结合实际情况，制定本规定。"


def heads(text: str) -> list[tuple[str, str, str, str, list[str]]]:
    """Title, issuer, number, the words above and under the title, and labels of each document."""
    found = []
    for document in outline_of(text).documents:
        kept = [node.span.of(text) for node in document.nodes if node.kind == "head"]
        head = "".join(kept).replace("\n", "/")
        labels = [clause.label for clause in clauses(document)]
        found.append((document.title, document.issuer, document.number, head, labels))
    return found


def test_a_decision_and_what_it_publishes_anew_are_two_documents() -> None:
    text = (
        "最高人民法院\n关于修改《最高人民法院\n关于某事的若干规定》的决定\n法释〔2015〕1号\n"
        "作如下修改：\n一、将第一条修改为：“甲。”\n第一条增加第二款：“乙。”\n"
        "根据本决定，将《关于某事的若干规定》重新公布。\n"
        "最高人民法院\n关于某事的\n若干规定\n（2010年5月17日通过\n根据2015年7月6日的决定修正）\n"
        f"{MADE}\n第一条　甲。\n乙。\n第二条　丙。\n"
    )
    assert heads(text) == [
        (
            "最高人民法院关于修改《最高人民法院关于某事的若干规定》的决定",
            *("最高人民法院", "法释〔2015〕1号", "法释〔2015〕1号/", ["序言", "一、", "结语"]),
        ),
        (
            "最高人民法院关于某事的若干规定",
            *("最高人民法院", "", "（2010年5月17日通过/根据2015年7月6日的决定修正）/"),
            ["序言", "第一条", "第二条"],
        ),
    ]


@pytest.mark.parametrize(
    ("after", "titles"),
    [
        ("（2020年1月1日通过）", 2),
        ("各市人民政府：", 2),
        ("目　录", 2),
        ("第一条　甲。", 2),
        (MADE, 2),
        ("第三条　丙。", 1),
        ("是这项工作的重点。", 1),
        ("他们在会上说，这项工作要长期坚持下去，要一年接着一年干，直到把事情做成做好为止。", 1),
    ],
)
def test_lines_after_a_sentence_are_a_title_where_a_text_begins_after_them(
    after: str, titles: int
) -> None:
    text = f"某某省关于甲事的通知\n{MADE}\n要抓好落实。\n某某省人民政府\n关于乙事的办法\n{after}\n第二条　乙。\n"
    assert len(outline_of(text).documents) == titles


def test_what_stands_above_a_title_is_no_title_and_no_clause() -> None:
    text = (
        "000001\n机密★1年\n特 急\n某某省人民政府文件\n某政发〔2020〕5号　签发人：张三\n"
        "某某省人民政府关于\n某事的通知\n各市人民政府：\n现将办法印发。\n某某省人民政府\n2020年1月2日\n"
        f"附件1\n某某省某事\n管理办法\n{MADE}\n第一条　甲。\n第二条　乙。\n"
    )
    above = "000001/机密★1年/特 急/某某省人民政府文件/某政发〔2020〕5号　签发人：张三/"
    assert heads(text) == [
        (
            "某某省人民政府关于某事的通知",
            *("某某省人民政府", "某政发〔2020〕5号", above, ["第1段", "第2段"]),
        ),
        ("某某省某事管理办法", "", "", "附件1/", ["序言", "第一条", "第二条"]),
    ]


def test_the_request_under_an_answer_is_a_document_of_its_own() -> None:
    text = (
        "某某法院关于甲的规定\n的电话答复\n（1991年4月23日）\n某某省高级人民法院：\n你院请示收悉。\n"
        "同意你院的意见。\n附：\n某某省高级人民法院\n关于甲的请示\n1991年4月1日　某法（研）请〔1991〕15号\n"
        "某某法院：\n我院有两种意见。\n当否，请批示。\n"
    )
    answer, request = heads(text)
    dates = [document.date for document in outline_of(text, "答复_19910423.txt").documents]
    assert dates == ["1991-04-23", "1991-04-01"]
    assert answer[0] == "某某法院关于甲的规定的电话答复"
    assert answer[4] == ["第1段", "第2段", "第3段"]
    assert request[:3] == (
        "某某省高级人民法院关于甲的请示",
        "某某省高级人民法院",
        "某法（研）请〔1991〕15号",
    )
    assert request[4] == ["第1段", "第2段", "第3段"]


def test_an_announcement_after_a_document_begins_another() -> None:
    text = (
        f"某某省关于甲事的通知\n{MADE}\n此复\n中华人民共和国最高人民法院\n公　告\n"
        "《关于乙事的规定》已经2020年1月1日审判委员会通过，现予公布，自2020年1月2日起施行。\n"
    )
    assert [(title, issuer) for title, issuer, *_ in heads(text)][1:] == [
        ("中华人民共和国最高人民法院公告", "最高人民法院")
    ]


@pytest.mark.parametrize(
    ("title", "after", "titles"),
    [
        ("养犬管理办法", "第一条 甲。", 2),
        ("养犬管理办法", "第一章　总则", 2),
        ("养犬管理办法", "目　录", 2),
        ("养犬管理办法", "第四条 丁。", 1),
        ("养犬管理办法", "一、甲。", 1),
        ("养犬的人很多", "第一条 甲。", 1),
    ],
)
def test_a_law_under_the_decree_that_issues_it(title: str, after: str, titles: int) -> None:
    text = (
        f"某某市公安局令\n第12号\n{MADE}\n局长　张三\n2020年1月2日\n{title}\n{after}\n第二条 乙。\n"
    )
    found = outline_of(text).documents
    assert [document.title for document in found] == ["某某市公安局令", title][:titles]
    assert found[0].issuer == "某某市公安局"


@pytest.mark.parametrize(
    ("note", "first"),
    [
        (
            "（2005年7月11日审判委员会\n第1359次会议通过，根据2008年的《关于修改〈规\n定（二）〉的决定》修正）",
            "为了规范",
        ),
        ("（2005年7月11日审判委员会\n第1359次会议通过，没有后括号", "第1359次"),
    ],
)
def test_a_note_under_the_title_goes_on_to_its_bracket(note: str, first: str) -> None:
    text = f"某某法院关于甲的规定\n{note}\n{MADE}\n第一条 甲。\n第二条 乙。\n"
    preamble, *articles = clauses(the_document(text))
    assert preamble.span.of(text).startswith(first)
    assert [article.label for article in articles] == ["第一条", "第二条"]


APART = """某某市政府工作报告

我们依照
宪法
和
基本法
，稳步推进各项改革。

“十四五”规划
胜利完成。

第一段在此，它的第一行就有逗号，后面接着说的是
国家规划
的落实情况。
某某市政府
2020年1月2日

一、总体要求
（一）要落实下列各项，它们在去年的会议上就已经定下来
1. 甲乙
丙丁。

第二段的字数比较多，推动全年的全员劳动生
\u200b
产率增长。

它是指标，目标设定
\u200b
为百分之六以上。

它是标题，目标设定
为百分之六以上。

目标设定
\u200b
为百分之六以上。

第三段。

第四段。
"""


def test_a_sentence_over_several_lines_is_one_paragraph_where_paragraphs_stand_apart() -> None:
    lines = [line.words(APART).split("\n") for line in read_lines(source(APART))]
    assert [parts for parts in lines if len(parts) > 1] == [
        ["我们依照", "宪法", "和", "基本法", "，稳步推进各项改革。"],
        ["第一段在此，它的第一行就有逗号，后面接着说的是", "国家规划", "的落实情况。"],
        ["第二段的字数比较多，推动全年的全员劳动生", "\u200b", "产率增长。"],
        ["它是指标，目标设定", "\u200b", "为百分之六以上。"],
    ]
    assert {"1. 甲乙", "“十四五”规划", "2020年1月2日"} < {parts[0] for parts in lines}
    together = APART.replace("\n\n", "\n")
    assert not any("\n" in line.words(together) for line in read_lines(source(together)))
    assert not any("\n" in line.words(APART) for line in read_lines(source(APART, "a.docx")))


BODY = "为了规范用水，根据有关法律，结合本地的情况，制定本条例。"


@pytest.mark.parametrize("chapters", [False, True])
def test_a_whole_law_on_one_line_is_taken_apart(chapters: bool) -> None:
    heads = ("第一章 总则", "第二章 附则") if chapters else ("", "")
    text = f"某某市节水条例{heads[0]}第一条　{BODY * 9}第二条　{BODY}{heads[1]}第三条　依照第一条的规定。"
    document = the_document(text)
    assert document.title == "某某市节水条例"
    assert [(path, label) for path, label, _ in cited(document)] == [
        (tuple(filter(None, heads[:1])), "第一条"),
        (tuple(filter(None, heads[:1])), "第二条"),
        (tuple(filter(None, heads[1:])), "第三条"),
    ]
    assert cited(document)[1][2] == f"第二条　{BODY}"
    told = f"节水条例为了节水，制定本条例。第一编　总则第一章　目的第一条　{BODY * 9}第二条　{BODY}第三条　{BODY}"
    assert [(path, label) for path, label, _ in cited(the_document(told))][1:] == [
        (("第一编 总则", "第一章 目的"), label) for label in ("第一条", "第二条", "第三条")
    ]
    quoted = f"对某某条例第一条的说明如下，{BODY * 9}"
    assert [label for _, label, _ in cited(the_document(quoted))] == ["第1段"]


def test_a_bare_number_at_the_end_of_a_page_is_its_number() -> None:
    found = outline_of("条例\n第一条　甲。\n12\n\f第二条　乙。\n2020\n第三条　丙。\n\n 13\n\f")
    assert [(p.kind, p.message) for p in found.problems] == [
        ("dropped", "第3行：页码“12”不属于正文，已略去"),
        ("dropped", "第8行：页码“13”不属于正文，已略去"),
    ]


def test_full_lines_between_blank_ones_are_one_paragraph_over_full_stops() -> None:
    one = "市人民政府应当加强对节水工作的领导。区人民政府应当按照各自职责做好本行政区域的工作。"
    two = "国家机关和企业事业单位应当建立节水制度以及考核办法并且每年向社会公布一次执行的情况，接受监督。"
    paragraphs = [f"第一条　{one}", two]
    paragraphs += [words for label in "二三四" for words in (f"第{label}条　{two}", two)]
    # The first line of `one` with its label is 22 characters wide: it ends where the sentence does.
    broken = ["\n".join(p[i : i + 22] for i in range(0, len(p), 22)) for p in paragraphs]
    assert broken[0].split("\n")[0].endswith("领导。")
    document = the_document("节水条例\n\n" + "\n\n".join(broken) + "\n")
    assert [len(c.paragraphs) for c in clauses(document)] == [2, 2, 2, 2]


def test_a_text_file_with_marks_of_markdown_is_read_as_one() -> None:
    text = "# 节水条例\n\n## 第一章 总则\n\n**第一条** 甲。\n\n**第二条** 乙。\n"
    document = the_document(text, "a.txt")
    assert (document.title, cited(document)) == (
        "节水条例",
        [
            (("第一章 总则",), "第一条", "**第一条** 甲。"),
            (("第一章 总则",), "第二条", "**第二条** 乙。"),
        ],
    )


@pytest.mark.parametrize(
    "below", ["2020年10月19日通过", "为了解释法律，制定本解释。", "第一条　甲。"]
)
def test_the_number_of_one_of_several_on_a_line_of_its_own_is_part_of_the_title(below: str) -> None:
    text = f"最高人民法院关于适用某某法若干问题的解释\n（一）\n{below}\n第一条　乙。\n"
    assert the_document(text).title == "最高人民法院关于适用某某法若干问题的解释（一）"
    listed = "某某市的规定\n（一）\n甲要登记。\n（二）\n乙也要登记。\n"
    assert the_document(listed).title == "某某市的规定"


def test_a_title_that_is_repeated_in_the_head_is_no_preamble() -> None:
    text = (
        "# 某市养犬管理规定\n\n2024年1月1日 某市人民代表大会常务委员会通过\n\n某市养犬\n\n管理规定\n\n"
        "第一条 为了规范养犬，制定本规定。\n\n第二条 本规定自公布之日起施行。\n"
    )
    document = the_document(text, "a.md")
    assert [node.kind for node in document.nodes][:2] == ["title", "head"]
    assert [clause.label for clause in clauses(document)] == ["第一条", "第二条"]


def test_the_words_of_buttons_before_headings_are_no_part_of_them() -> None:
    text = "折叠劳动\t劳动合同法\n第一章总则\n第一条甲。\n折叠第二章订立\n第二条乙。\n折叠第三章：附则\n第三条丙。\n"
    starts = [0, *(text.index(f"折叠第{n}") for n in "二三")]
    made = replace(source(text, "a.docx"), headings=tuple(Heading(at, 3) for at in starts))
    (document,) = outline(made).documents
    assert document.title == "劳动合同法"
    assert [path for path, _, _ in cited(document)] == [
        ("第一章 总则",),
        ("第二章 订立",),
        ("第三章 附则",),
    ]
    once = replace(source("折叠床标准\n第一条甲。\n第二条乙。\n"), headings=(Heading(0, 1),))
    assert outline(once).documents[0].title == "折叠床标准"


@pytest.mark.parametrize(
    ("below", "title"),
    [
        ("纲要", "某省发展规划纲要"),
        ("实施方案", "某省发展规划实施方案"),
        ("通知公告", "某省发展规划"),
        ("通知", "某省发展规划"),
    ],
)
def test_a_title_that_ends_in_plan_goes_on_with_what_that_can_be(below: str, title: str) -> None:
    text = f"某省发展规划\n{below}\n第一章 甲\n做甲事。\n第二章 乙\n做乙事。\n"
    assert the_document(text).title == title


RULES = (
    "考勤管理制度\n第一条 甲。\n第二条 乙。\n差旅费办法\n第一条 丙。\n第二条 丁。\n"
    "合同管理规范\n第一章 总则\n第一条 戊。\n第二章 附则\n第二条 己。\n"
)


@pytest.mark.parametrize(
    "contents",
    [
        "目　录\n一、考勤管理制度\t1\n二、差旅费办法\t3\n三、合同管理规范\t5\n",
        "目录\n1. 考勤管理制度……1\n2. 差旅费办法……3\n3. 合同管理规范……5\n",
        "目录\n考勤管理制度 1\n差旅费办法 3\n合同管理规范 5\n",
        "",
    ],
)
def test_each_of_the_rules_in_a_book_is_a_document(contents: str) -> None:
    book = f"某某公司制度汇编\n{contents}" if contents else ""
    documents = outline_of(book + RULES).documents
    cites = [(d.title, label) for d in documents for path, label, _ in cited(d) if "条" in label]
    assert cites == [
        *(("考勤管理制度", "第一条"), ("考勤管理制度", "第二条")),
        *(("差旅费办法", "第一条"), ("差旅费办法", "第二条")),
        *(("合同管理规范", "第一条"), ("合同管理规范", "第二条")),
    ]


def test_chapters_below_a_heading_without_a_number_are_inside_it() -> None:
    text = f"制度汇编\n{RULES}差旅补充\n第一条 庚。\n"
    levels = {
        "制度汇编": 1,
        "考勤管理制度": 2,
        "差旅费办法": 2,
        "合同管理规范": 2,
        "第一章": 3,
        "第二章": 3,
        "差旅补充": 2,
    }
    headings = tuple(Heading(text.index(words), level) for words, level in levels.items())
    (document,) = outline(replace(source(text, "a.docx"), headings=headings)).documents
    assert [(path, label) for path, label, _ in cited(document)][4:] == [
        (("合同管理规范", "第一章 总则"), "第一条"),
        (("合同管理规范", "第二章 附则"), "第二条"),
        (("差旅补充",), "第一条"),
    ]


def test_lines_of_a_docx_that_was_made_out_of_a_page_are_whole() -> None:
    words = "的单位和个人应当依照国家有关规定办理登记手续，并按照规定缴纳费用，"
    articles = [f"第{to_chinese(n)}条 甲{n}{words * 2}不得拖延。" for n in range(1, 8)]
    lines = [a[i : i + 24] for a in articles for i in range(0, len(a), 24)]
    document = the_document("某某办法\n" + "\n".join(lines) + "\n", "a.docx")
    found = clauses(document)
    assert [len(c.paragraphs) for c in found] == [1] * 7
    assert [c.span.of(document.text).replace("\n", "") for c in found] == articles
    short = "某某办法\n第一条 甲。\n乙应当登记\n丙应当付费\n第二条 丁。\n"
    assert [len(c.paragraphs) for c in clauses(the_document(short, "a.docx"))] == [3, 1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("国务院办公厅关于建立健全养老服务综合监管制度", "促进养老服务高质量发展的意见"),
        ("某某市人民政府关于完善社会保障体系", "若干问题的决定"),
        ("某某市医疗保障制度", "实施方案"),
        ("某某公司", "考勤管理制度"),
        ("某某省地方标准", "养老服务规范"),
    ],
)
def test_a_title_may_go_on_behind_what_others_end_in(first: str, second: str) -> None:
    text = f"{first}\n{second}\n一、甲\n做甲事。\n二、乙\n做乙事。\n"
    title = second if first.endswith("标准") else first + second
    assert the_document(text).title == title


@pytest.mark.parametrize("gap", ["\t", "……", " ．．．．． "])
@pytest.mark.parametrize("word", ["", "目　录\n"])
def test_a_table_of_contents_may_have_no_word_above_it(word: str, gap: str) -> None:
    contents = f"{word}第一章 总则{gap}1\n第二章 附则{gap}13\n"
    text = f"某规则\n{contents}第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n"
    assert tree(the_document(text))[1] == "contents"
    assert [(path, label) for path, label, _ in cited(the_document(text))] == [
        (("第一章 总则",), "第一条"),
        (("第二章 附则",), "第二条"),
    ]
    price = "某规则\n甲\t1\n乙\t2\n第一条 丙。\n第二条 丁。\n"
    assert cited(the_document(price))[0][1] != "第一条"


def test_what_is_told_below_the_title_once_more_is_told_of_the_document() -> None:
    lines = (
        "最高人民法院",
        "关于测试问题的规定",
        "法释〔2022〕17号",
        "为了测试，制定本规定。",
        "第一条 甲。",
    )
    document = the_document(
        "# 最高人民法院关于测试问题的规定\n\n<!-- INFO END -->\n\n" + "\n\n".join(lines)
    )
    assert document.number == "法释〔2022〕17号"
    assert tree(document) == [
        "title 最高人民法院关于测试问题的规定",
        "head",
        "preamble 序言",
        "  paragraph",
        "article 第一条",
        "  paragraph",
    ]


LISTED = "某办法\n第一条 甲。\n第二条 不得有下列行为：\n"


@pytest.mark.parametrize(
    "below",
    [
        "转发\n评论\n点赞",
        "投诉",
        "打印本页",
        "（此件由登记机关留存）",
        "营业执照复印件（盖章）\n申请表（签字）",
    ],
)
def test_what_the_last_article_lists_is_in_it(below: str) -> None:
    assert cited(the_document(f"{LISTED}{below}\n"))[-1][1:] == (
        "第二条",
        f"第二条 不得有下列行为：\n{below}",
    )


@pytest.mark.parametrize("words", ["扫描本二维码可以查询。", "用微信转账的，应当登记。"])
def test_a_sentence_is_not_below_the_text(words: str) -> None:
    assert cited(the_document(f"某办法\n第一条 甲。\n第二条 乙。\n{words}\n"))[-1][2].endswith(
        words
    )


@pytest.mark.parametrize("words", ["用微信扫描二维码", "转发到朋友圈"])
def test_what_a_page_shows_below_is_left_out(words: str) -> None:
    assert (
        cited(the_document(f"某办法\n第一条 甲。\n第二条 乙。\n{words}\n"))[-1][2] == "第二条 乙。"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "监事会关于年度报告的意见\n根据要求，监事会审核了年度报告。",
        "名称\t人数\n甲校\t10\n全国义务教育标准\n1.学校应当达标。",
    ],
)
def test_no_document_begins_where_a_count_goes_on(inside: str) -> None:
    text = f"某报告\n一、概况\n甲。\n二、情况\n乙。\n{inside}\n三、财务\n丙。\n"
    assert [path for path, _, _ in cited(the_document(text))][-1] == ("三、财务",)


def test_what_a_scheme_says_below_its_title_is_no_note_on_it() -> None:
    text = "某补贴方案\n实施范围：本市老人\n制定目的：改善生活\n一、标准\n甲。\n二、申请\n乙。\n"
    assert cited(the_document(text))[0][2] == "实施范围：本市老人\n制定目的：改善生活"


def test_rows_of_a_table_are_no_contents() -> None:
    text = "评分办法\n技术方案\t40\n商务报价\t60\n技术方案\n甲。\n商务报价\n乙。\n"
    assert cited(the_document(text))[0][2] == "技术方案\t40\n商务报价\t60"


def test_a_heading_after_an_article_left_open_is_no_list() -> None:
    text = "公司章程\n一、总则\n第一条 名称。\n第二条 住所：\n二、股东\n第三条 甲。\n"
    assert [path for path, _, _ in cited(the_document(text))][-1] == ("二、股东",)


@pytest.mark.parametrize("below", ["", "\n联系人：张三"])
def test_a_date_that_a_clause_tells_signs_nothing(below: str) -> None:
    text = f"关于甲的通知\n一、甲。\n二、截止时间：\n2024年1月1日{below}\n"
    assert cited(the_document(text))[1][2].startswith("二、截止时间：\n2024年1月1日")
