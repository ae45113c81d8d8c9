import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import the_document

from index.anchors import short_names
from index.clauses import clauses
from index.model import Document, Span
from index.numerals import to_chinese
from index.references import Reference, references

HEAD = "收费条例\n\n第一条 为了规范收费，制定本条例。\n\n"


def found(text: str, title: str = "收费条例") -> list[tuple[str, Reference]]:
    """The references in the last clause of a document, each with its wording."""
    document = the_document(HEAD.replace("收费条例", title) + text + "\n")
    clause = clauses(document)[-1]
    return [(r.span.of(document.text), r) for r in references(document, clause)]


def short(reference: Reference) -> tuple[object, ...]:
    """Document, first, last, and what is named of them, without trailing blanks."""
    parts: list[object] = [reference.document, reference.first, reference.last]
    parts += [reference.paragraphs, reference.items]
    while parts and parts[-1] == ():
        parts.pop()
    return tuple(parts)


THREE = ((3, 0), (3, 0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("违反本条例第三条规定的", [("本条例第三条", ("", *THREE))]),
        ("违反第三条的规定", [("第三条", ("", *THREE))]),
        ("依照本办法第 三 条处罚", [("本办法第 三 条", ("", *THREE))]),
        ("依照本法第３条处罚", [("本法第３条", ("", *THREE))]),
        ("本合同第三条第二款约定", [("本合同第三条第二款", ("", *THREE, (2,)))]),
        (
            "本条例第三条第二款第（三）项规定",
            [("本条例第三条第二款第（三）项", ("", *THREE, (2,), (3,)))],
        ),
        ("违反第三条之99999999999999999999的规定", []),
        ("第三条至第五条规定", [("第三条至第五条", ("", (3, 0), (5, 0)))]),
        (
            "第三条、第五条和第七条规定",
            [
                ("第三条", ("", *THREE)),
                ("第五条", ("", (5, 0), (5, 0))),
                ("第七条", ("", (7, 0), (7, 0))),
            ],
        ),
        (
            "第三条第一款、第二款和第五条",
            [
                ("第三条第一款", ("", *THREE, (1,))),
                ("第二款", ("", *THREE, (2,))),
                ("第五条", ("", (5, 0), (5, 0))),
            ],
        ),
        (
            "《商标法》第三条第（一）项至第（三）项、第五条",
            [
                ("《商标法》第三条第（一）项至第（三）项", ("商标法", *THREE, (), (1, 2, 3))),
                ("第五条", ("商标法", (5, 0), (5, 0))),
            ],
        ),
        ("本条例第三条第一、二款", [("本条例第三条第一、二款", ("", *THREE, (1, 2)))]),
        ("依照本条例第三条第一款至第三款", [("本条例第三条第一款至第三款", ("", *THREE, (1, 2, 3)))]),
        (
            "本《规定》第三、五条",
            [
                ("本《规定》第三、五条", ("", *THREE)),
                ("本《规定》第三、五条", ("", (5, 0), (5, 0))),
            ],
        ),
        ("依照刑法第一百二十条之一处罚", [("刑法第一百二十条之一", ("刑法", (120, 1), (120, 1)))]),
        ("依据《中华人民共和国民法典》第五百条", [("《中华人民共和国民法典》第五百条", ("中华人民共和国民法典", (500, 0), (500, 0)))]),
        ("依照第三条第二项处理", [("第三条第二项", ("", *THREE, (), (2,)))]),
        ("按照第三条办理", [("第三条", ("", *THREE))]),
        ("同意将公司章程第三条删去", [("公司章程第三条", ("公司章程", *THREE))]),
        ("依照第9-1条规定", [("第9-1条", ("", (9, 1), (9, 1)))]),
        ("依照第3-5条规定", [("第3-5条", ("", (3, 0), (5, 0)))]),
        ("依照第2A条规定", [("第2A条", ("", (2, 1), (2, 1)))]),
        ("依照刑法第一百〇三条处罚", [("刑法第一百〇三条", ("刑法", (103, 0), (103, 0)))]),
        ("依照刑法第一百○三条处罚", [("刑法第一百○三条", ("刑法", (103, 0), (103, 0)))]),
        ("应当认定为刑法第三条规定的", [("刑法第三条", ("刑法", *THREE))]),
        ("劳动合同法第三条规定的", [("劳动合同法第三条", ("劳动合同法", *THREE))]),
        (
            "《中华人民共和国渔业法》（以下简称《渔业法》）第三条",
            [("《渔业法》）第三条", ("渔业法", *THREE))],
        ),
        ("《公司法规定》（三）第三条", [("《公司法规定》（三）第三条", ("公司法规定（三）", *THREE))]),
        ("依照《税法》和该法第三条", [("该法第三条", ("该法", *THREE))]),
        ("依照《税法》第三条和该法第五条", [("《税法》第三条", ("税法", *THREE)), ("该法第五条", ("税法", (5, 0), (5, 0)))]),
        ("本决定（十五）要求", [("本决定（十五）", ("", (15, 0), (15, 0)))]),
        ("《纲要》三、（十一）要求", [("《纲要》三、（十一）", ("纲要", (11, 0), (11, 0)))]),
        (
            "刑法第三条规定的侮辱罪或者第五条规定的诽谤罪",
            [("刑法第三条", ("刑法", *THREE)), ("第五条", ("刑法", (5, 0), (5, 0)))],
        ),
        (
            "符合税法第三条的规定，且不属于第五条规定的",
            [("税法第三条", ("税法", *THREE)), ("第五条", ("税法", (5, 0), (5, 0)))],
        ),
        ("实施税法第三条前两款行为的", [("税法第三条前两款", ("税法", *THREE, (1, 2)))]),
    ],
)  # fmt: skip
def test_clauses_are_named_with_their_document(
    text: str, expected: list[tuple[str, tuple[object, ...]]]
) -> None:
    assert [(words, short(r)) for words, r in found(f"第九条 {text}。")] == expected


@pytest.mark.parametrize(
    "text",
    [
        "不得对抗善意第三人", "应当在第一时间报告", "第二次会议通过", "第十四届委员会", "建设第一条生产线",
        "建成第一条和第二条地铁", "完成第三项任务", "推出第一款产品", "本条例自公布之日起施行", "依照法律执行",
        "网上款项", "以前条件不足", "本章程由会员通过", "本节约措施", "该项目", "同条件下优先",
        "（一）甲；（二）乙", "第三部分人员", "合同条款的理解", "依照《商标法》的规定", "方法第一步", "本法施行前",
        "将第三条修改为：甲", "第三条第二款改为甲", "在第三条后增加一条",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_reference_is_none(text: str) -> None:
    assert found(f"第九条 {text}。") == []


def test_the_label_of_a_clause_is_no_reference() -> None:
    assert found("第九条 规定如下。") == []
    assert found("第九条之一 的规定。") == []
    # Nor is a label that the outline did not see.
    assert found("第九条 规定如下。 第十条 与收费有关的事项。") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按第2.2条约定", [("第2.2条", "", ((2, 2), (2, 2)), ())]),
        ("依照第5.2款承担责任", [("第5.2款", "", ((5, 2), (5, 2)), ())]),
        ("按本合同2.2条至2.4条办理", [("本合同2.2条至2.4条", "", ((2, 2), (2, 4)), ())]),
        ("第2.2至2.4条约定", [("第2.2至2.4条", "", ((2, 2), (2, 4)), ())]),
        ("第2.2条至第3条约定", [("第2.2条至第3条", "", ((2, 2), (3,)), ())]),
        ("第1.1条、第２．３款约定", [("第1.1条", "", ((1, 1), (1, 1)), ()), ("第２．３款", "", ((2, 3), (2, 3)), ())]),
        ("第2.1条、第4条约定", [("第2.1条", "", ((2, 1), (2, 1)), ()), ("第4条", "", (), ())]),
        ("按第3.1.2条第（2）项", [("第3.1.2条第（2）项", "", ((3, 1, 2), (3, 1, 2)), (2,))]),
        ("因3.1条约定的解除", [("3.1条", "", ((3, 1), (3, 1)), ())]),
        ("原合同第2.2条修改为", [("原合同第2.2条", "原合同", ((2, 2), (2, 2)), ())]),
        ("应符合4.2.1的规定", [("4.2.1", "", ((4, 2, 1), (4, 2, 1)), ())]),
        ("见附录A.2。", [("附录A.2", "", ((101, 2), (101, 2)), ())]),
        ("《通用条款》第2.1款", [("《通用条款》第2.1款", "通用条款", ((2, 1), (2, 1)), ())]),
        ("增长2.1条", []), ("按2.5元计算", []), ("版本2.1.3的程序", []), ("支付3.5万元", []), ("符合2.5米的要求", []),
        ("第2.1款产品上市", [("第2.1款", "", ((2, 1), (2, 1)), ())]),
    ],
)  # fmt: skip
def test_numbers_with_points_name_clauses(
    text: str, expected: list[tuple[str, str, tuple[tuple[int, ...], ...], tuple[int, ...]]]
) -> None:
    read = [(words, r.document, r.points, r.items) for words, r in found(f"第九条 {text}。")]
    assert read == expected


PARAGRAPHS = "第九条 收费应当公开。\n前款规定的公开，{}。\n违反{}的，依照{}处罚。"


def here(text: str) -> list[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    return [(words, r.kind, r.paragraphs, r.items) for words, r in found(text)]


def test_paragraphs_before_are_counted_from_where_they_are_named() -> None:
    assert here(PARAGRAPHS.format("另行规定", "前两款规定", "本条第一款")) == [
        ("前款", "here", (1,), ()),
        ("前两款", "here", (1, 2), ()),
        ("本条第一款", "here", (1,), ()),
    ]
    assert here(PARAGRAPHS.format("按本款第三项", "第二款", "前款第（三）项")) == [
        ("前款", "here", (1,), ()),
        ("本款第三项", "here", (2,), (3,)),
        ("第二款", "here", (2,), ()),
        ("前款第（三）项", "here", (2,), (3,)),
    ]
    assert here("第九条 违反上款规定的。") == [("上款", "here", (0,), ())]


def test_articles_before_are_counted_back() -> None:
    ((one, first), (two, second)) = found("第九条 违反前条第二款或者前两条规定的。")
    assert (one, first.kind, first.back, first.paragraphs) == ("前条第二款", "before", 1, (2,))
    assert (two, second.kind, second.back, second.paragraphs) == ("前两条", "before", 2, ())


def test_the_article_named_last_may_be_named_again() -> None:
    (_, (words, again)) = found("第九条 依照税法第三条第一款处罚，但该条第二款除外。")
    assert (words, short(again)) == ("该条第二款", ("税法", *THREE, (2,)))


def test_sections_are_named_outer_before_inner() -> None:
    names = found(
        "第九条 依照本章、本编第六章、本法第二章第一节、第三节和本条例第四章至第六章的规定。"
    )
    assert [(words, r.kind, r.sections) for words, r in names] == [
        ("本章", "section", (("chapter", 0),)),
        ("本编第六章", "section", (("book", 0), ("chapter", 6))),
        ("本法第二章第一节", "section", (("chapter", 2), ("section", 1))),
        ("第三节", "section", (("chapter", 2), ("section", 3))),
        ("本条例第四章至第六章", "section", (("chapter", 4),)),
    ]
    assert (names[-1][1].first, names[-1][1].last) == ((4, 0), (6, 0))


def test_a_section_before_an_article_is_part_of_its_name() -> None:
    assert [(words, short(r)) for words, r in found("第九条 犯本节第三条之罪的。")] == [
        ("本节第三条", ("", *THREE))
    ]


def test_an_amending_document_means_the_one_that_it_amends() -> None:
    title = "国务院关于修改《收费条例》的决定"
    ((words, first), (other, second)) = found("第九条 将第三条修改为甲。本决定第五条除外。", title)
    assert (words, short(first)) == ("第三条", ("收费条例", *THREE))
    assert (other, short(second)) == ("本决定第五条", ("", (5, 0), (5, 0)))


def test_short_names_are_those_a_document_gives() -> None:
    document = the_document(
        HEAD
        + "第二条 依照《中华人民共和国商标法》（以下简称《商标法》）和《著作权法实施条例》"
        + "（以下简称条例或者“细则”）执行，本局（以下简称局）负责。\n"
    )
    assert short_names(document) == {
        "商标法": "中华人民共和国商标法",
        "条例": "著作权法实施条例",
        "细则": "著作权法实施条例",
    }


def test_a_preamble_has_references_too() -> None:
    document = the_document(
        "办法\n\n根据《税法》第三条，制定本办法。\n\n第一条 甲。\n\n第二条 乙。\n"
    )
    preamble = clauses(document)[0]
    (reference,) = references(document, preamble)
    assert reference.span.of(document.text) == "《税法》第三条"


NUMBERS = st.integers(1, 1260)
PIECES = st.sampled_from(["的规定，", "处罚；", "第三人", "《商标法》", "（一）", "前款", "本章", "\n", " ", "和", "、", "至", "第", "条", "应当", "本条例", "刑法"])  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=20))
def test_references_lie_in_order_inside_their_clause(pieces: list[str]) -> None:
    document = the_document(HEAD + "第二条 " + "".join(pieces).replace("\r", "") + "完。\n")
    for clause in clauses(document):
        spans = [r.span for r in references(document, clause)]
        assert all(len(span) and clause.span.contains(span) for span in spans)
        assert spans == sorted(spans)


def written(number: int, branch: int, paragraph: int, item: int, arabic: bool) -> str:
    """A reference as one writes it."""
    spell = str if arabic else to_chinese
    words = f"第{spell(number)}条" + (f"之{to_chinese(branch)}" if branch else "")
    words += f"第{to_chinese(paragraph)}款" if paragraph else ""
    return words + (f"第（{to_chinese(item)}）项" if item else "")


@given(
    st.sampled_from(["", "本法", "《商标法》", "民法典"]),
    st.lists(
        st.tuples(NUMBERS, st.integers(0, 10), st.integers(0, 20), st.integers(0, 20)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["、", "和", "以及", "或者", "，"]),
    st.booleans(),
)
def test_what_is_written_is_what_is_read(
    document: str, names: list[tuple[int, int, int, int]], between: str, arabic: bool
) -> None:
    words = [written(*name, arabic) for name in names]
    read = found(f"第九条 违反{document}{between.join(words)}规定的，处以罚款。")
    words[0] = document + words[0]
    title = "" if document == "本法" else document.strip("《》")
    assert [text for text, _ in read] == words
    assert [r for _, r in read] == [
        Reference(
            *(reference.span, "clause", title, (number, branch), (number, branch)),
            (paragraph,) if paragraph else (),
            (item,) if item else (),
            own="法" if document == "本法" else "",
        )
        for (_, reference), (number, branch, paragraph, item) in zip(read, names, strict=True)
    ]


def test_spans_are_those_of_the_source() -> None:
    document: Document = the_document(HEAD + "第二条 依照本条例第一条。\n")
    (reference,) = references(document, clauses(document)[1])
    start = document.text.index("本条例第一条")
    assert reference.span == Span(start, start + len("本条例第一条"))


def test_laws_of_taiwan_count_items_in_xiang() -> None:
    text = (
        "租賃條例\n第 1 條\n用詞定義如下：\n一、房屋：建築物。\n二、業者：包租。\n前項第二款業者應申請許可。\n"
        "第 2 條\n依第一條第二項規定辦理。\n違反第一條第一項第二款者，處罰鍰。\n"
    )
    document = the_document(text)
    read = [r for clause in clauses(document) for r in references(document, clause)]
    assert [(r.span.of(text), r.kind, r.paragraphs, r.items) for r in read] == [
        ("前項第二款", "here", (1,), (2,)),
        ("第一條第二項", "clause", (2,), ()),
        ("第一條第一項第二款", "clause", (1,), (2,)),
    ]


@pytest.mark.parametrize(
    "more", ["前項規定除外，上款亦同。", "前项规定除外。前项的情形，依照《某某條例》办理。"]
)
def test_elsewhere_paragraphs_are_kuan(more: str) -> None:
    text = f"某某條例\n第一條 甲。\n乙。\n第二條 依第一條第二款規定辦理。\n{more}\n"
    document = the_document(text)
    read = [r for clause in clauses(document) for r in references(document, clause)]
    assert ("第一條第二款", (2,), ()) in [(r.span.of(text), r.paragraphs, r.items) for r in read]
