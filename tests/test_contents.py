"""Tables of contents that stand below other text, or alone in their part of a file."""

import pytest
from outlines import cited, outline_of, the_document

_TERMS = """某某终身重大疾病保险条款
{guide}签收本合同之日起您有15日犹豫期。	1.2
{word}
1.合同的成立
1.1 构成
1.2 犹豫期
2.保障
2.1 保险责任
1.合同的成立
1.1 构成
由保险单和条款构成。
1.2 犹豫期
您有15日犹豫期。
2.保障
2.1 保险责任
给付保险金。
"""


@pytest.mark.parametrize("word", ["目录", "条款目录", "目　次", "条 款 目 录"])
def test_contents_below_a_guide_are_no_clauses(word: str) -> None:
    guide = "本指引有助于您理解条款，以条款为准。\n"
    document = the_document(_TERMS.format(guide=guide, word=word))
    assert [(label, words) for _, label, words in cited(document)] == [
        ("序言", f"{guide}签收本合同之日起您有15日犹豫期。\t1.2"),
        ("1.1", "1.1 构成\n由保险单和条款构成。"),
        ("1.2", "1.2 犹豫期\n您有15日犹豫期。"),
        ("2.1", "2.1 保险责任\n给付保险金。"),
    ]


def test_the_contents_of_a_book_are_no_clauses() -> None:
    found = outline_of(
        "劳动法律法规汇编\n目　录\n工伤保险条例…………1\n女职工劳动保护特别规定…………12\n"
        "工伤保险条例\n（2010年1月1日公布）\n第一条 甲。\n第二条 乙。\n"
        "女职工劳动保护特别规定\n第一条 丙。\n第二条 丁。\n"
    )
    assert [(document.title, len(cited(document))) for document in found.documents] == [
        ("劳动法律法规汇编", 0), ("工伤保险条例", 2), ("女职工劳动保护特别规定", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("gap", ["\t", "  "])
def test_prices_are_no_contents(gap: str) -> None:
    rows = "".join(
        f"{name}{gap}{price}\n" for name, price in (("挂号", 5), ("检查", 20), ("床位", 90))
    )
    (document,) = outline_of(f"某某医院收费\n目录\n{rows}").documents
    assert "".join(words for _, _, words in cited(document)).count("挂号") == 1


def test_clauses_above_contents_stay_clauses() -> None:
    document = the_document(
        "关于启用手册的通知\n一、手册自今日启用，请遵照执行。\n二、原手册废止，不再使用\n某某手册内容\n目录\n1 总则\n2 管理\n3 考核\n4 附则\n"
        "1 总则\n1.1 丙。\n2 管理\n2.1 丁。\n3 考核\n3.1 戊。\n4 附则\n4.1 己。\n"
    )
    assert cited(document)[0][1:] == ("一、", "一、手册自今日启用，请遵照执行。")
