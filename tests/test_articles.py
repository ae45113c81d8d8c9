"""Which lines 第X条 are the clauses of a law, and in which chapters they stand."""

import pytest
from outlines import cited, outline_of, the_document

from index.clauses import clauses
from index.model import Heading, Source
from index.outline import outline


def labels(text: str) -> list[str]:
    return [c.label for c in clauses(the_document(text))]


def test_a_part_of_a_code_begins_with_another_number_than_one() -> None:
    text = (
        "合同编通则条例\n第四百六十三条本编调整因合同产生的民事关系。\n"
        "第四百六十四条合同是民事主体之间的协议。\n（一）买卖；\n（二）租赁。\n"
        "第四百六十五条依法成立的合同，受法律保护。\n"
    )
    assert labels(text) == ["第四百六十三条", "第四百六十四条", "第四百六十五条"]
    # What a notice quotes below its own numbers is none of its clauses.
    notice = "关于贯彻合同编的通知\n一、要学好合同编。\n" + text.split("\n", 1)[1]
    assert labels(notice)[0] == "一、"
    assert "第四百六十三条" not in labels(notice)


def test_an_article_may_begin_like_a_reference_where_the_count_goes_over_it() -> None:
    text = (
        "某某管辖规定\n第一条救助费用的诉讼，由法院管辖。\n"
        "第二条与船舶担保有关的纠纷，由被告住所地的海事法院管辖。\n第三条本规定自发布之日起施行。\n"
    )
    assert labels(text) == ["第一条", "第二条", "第三条"]
    # A paragraph about the next article is none where that one comes after it.
    text = (
        "某某管辖规定\n第一条救助费用的诉讼，由法院管辖。\n第二条规定的纠纷不适用前款。\n"
        "第二条担保纠纷，由海事法院管辖。\n第三条本规定自发布之日起施行。\n"
    )
    assert [words for _, label, words in cited(the_document(text)) if label == "第二条"] == [
        "第二条担保纠纷，由海事法院管辖。"
    ]


def test_a_chapter_may_be_called_what_a_reference_goes_on_with() -> None:
    text = (
        "某某安全管理办法\n第一章 总则\n第一条 为了安全，制定本办法。\n"
        "第二章 等级评定\n第二条 等级由局评定。\n第三章中介服务\n第三条 中介应当登记。\n"
    )
    assert [path for path, _, _ in cited(the_document(text))] == [
        ("第一章 总则",),
        ("第二章 等级评定",),
        ("第三章 中介服务",),
    ]


def test_supplementary_provisions_without_a_number_are_in_no_chapter() -> None:
    text = (
        "某某管理条例\n第一编 总则\n第一章 任务\n第一条 为了管理，制定本条例。\n"
        "第二条 管理由局负责。\n附则\n第三条 本条例自公布之日起施行。\n"
    )
    assert [path for path, _, _ in cited(the_document(text))] == [
        ("第一编 总则", "第一章 任务"),
        ("第一编 总则", "第一章 任务"),
        ("附则",),
    ]


def test_a_deleted_article_behind_a_tab_is_an_article() -> None:
    text = "某某条例\n第一条\t为了管理，制定本条例。\n第二条\t（删去）\n第三条\t本条例自发布之日起施行。\n"
    assert labels(text) == ["第一条", "第二条", "第三条"]


def test_a_chapter_on_two_lines_ends_the_contents_that_have_it_on_one() -> None:
    text = (
        "某某管理条例\n目　录\n第一章　总则\n第二章　附则\n第一章\n总则\n第一条 为了管理，制定本条例。\n"
        "第二章\n附则\n第二条 本条例自公布之日起施行。\n"
    )
    document = the_document(text)
    assert [node.kind for node in document.nodes] == ["title", "contents", "section", "section"]
    assert [(path, label) for path, label, _ in cited(document)] == [
        (("第一章 总则",), "第一条"),
        (("第二章 附则",), "第二条"),
    ]


def test_the_title_that_comes_again_below_the_contents_begins_no_document() -> None:
    text = (
        "中华人民共和国某某法\n（1979年7月1日第五届全国人民代表大会第二次会议通过　1997年3月14日"
        "第八届全国人民代表大会第五次会议修订　2009年8月27日第十一届全国人民代表大会常务委员会修正）\n"
        "目　录\n第一编　总则\n第二编　分则\n附件一\n附件二\n中华人民共和国某某法\n第一编　总则\n"
        "第一条　为了惩罚犯罪，保护人民，根据宪法，制定本法。\n第二编　分则\n第二条　本法自公布之日起施行。\n"
    )
    (document,) = outline_of(text).documents
    assert document.issuer == "全国人民代表大会"
    assert [(path, label) for path, label, _ in cited(document)] == [
        (("第一编 总则",), "第一条"),
        (("第二编 分则",), "第二条"),
    ]


def test_the_name_of_a_state_alone_is_no_title() -> None:
    text = "中华人民共和国\n民法典合同编\n（2020年5月28日通过）\n第一条 本编调整因合同产生的民事关系。\n"
    assert the_document(text).title == "中华人民共和国民法典合同编"


def test_a_title_that_is_a_heading_begins_a_document_below_the_order_that_issues_it() -> None:
    laws = ["中华人民共和国航标条例", "中华人民共和国渔业条例"]
    body = "\n第一章 总则\n第一条 为了管理，制定本条例。\n第二条 本条例自公布之日起施行。\n"
    text = (
        "中华人民共和国国务院令\n第752号\n现公布《中华人民共和国航标条例》，自2022年5月1日起施行。\n"
        "总理　张三\n2022年4月20日\n" + laws[0] + body + laws[1] + body
    )
    headings = tuple(Heading(text.rindex(f"{law}\n"), 1) for law in laws)
    found = outline(Source("令.docx", "0" * 64, text, "DOCX", headings=headings)).documents
    assert [d.title for d in found] == ["中华人民共和国国务院令", *laws]
    assert [[c.path for c in clauses(d)][-1] for d in found[1:]] == [("第一章 总则",)] * 2
    assert [d.date for d in found] == ["2022-04-20", "", ""]
    # A heading that is no title of a law begins none.
    text = "某某公司手册\n本手册供员工使用。\n第一部分的规定\n员工应当守时。\n某某管理的规定\n员工应当守法。\n"
    marks = tuple(Heading(text.index(words), 1) for words in ("第一部分", "某某管理"))
    assert len(outline(Source("x.docx", "0" * 64, text, "DOCX", headings=marks)).documents) == 1


@pytest.mark.parametrize(
    "last",
    [
        "本局认为确有必要的，应当复核。",
        "本会认为必要时，可以修改。",
        "本院经审查认为符合条件的，应当受理。",
        "附则",  # the last of a list
    ],
)
def test_what_a_rule_says_of_an_opinion_or_a_list_is_a_paragraph(last: str) -> None:
    text = f"复核办法\n第一条　规则由下列部分组成。\n第二条　对决定不服的，可以申请复核。\n{last}\n"
    assert [len(c.paragraphs) for c in clauses(the_document(text))] == [1, 2]


def test_a_text_does_not_issue_itself() -> None:
    text = "某省停车管理办法\n（根据2020年1月1日公布的《某省停车管理办法》修订）\n某省停车管理办法\n第一条　停车收费。\n第二条　即日施行。\n"
    assert the_document(text).date == "2020-01-01"


def test_a_ruling_below_its_heading_is_in_that_section() -> None:
    text = (
        "裁量办法\n一、要求\n依法裁量。\n二、程序\n作出处罚决定如下：\n（一）警告；\n（二）罚款。\n"
    )
    paths = [c.path for c in clauses(the_document(text))]
    assert paths[1:] == [("二、程序",)] * 3
