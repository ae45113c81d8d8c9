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
