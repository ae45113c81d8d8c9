from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Citation, Highlight, Passage
from qa.repeats import overlap, with_repeats

LONG = "到二〇三五年与全国同步基本实现现代化"


def passage(rank: int, document: int, clause: int, *sentences: str) -> Passage:
    cited = Citation(
        *("", "", (), "", 0, 1, "", None, "", ""),
        clause_start=clause,
        clause_end=clause + 1,
        document_id=document,
    )
    marks = tuple(Highlight(0, len(text), text) for text in sentences)
    return Passage(rank, 0.5, "", cited, marks)


def test_the_share_of_common_pairs_by_hand() -> None:
    # 一二三四五六七八九十甲乙 has 11 pairs, of which the other lacks 十甲 and 甲乙
    assert overlap("一二三四五六七八九十甲乙", "零一二三四五六七八九十丙丁") == pytest.approx(
        9 / 11
    )
    assert overlap("短句", "短句") == 0


def test_the_first_passage_that_says_the_same_is_named() -> None:
    found = with_repeats(
        [
            passage(1, 0, 0, LONG),
            passage(2, 1, 5, "别的一句话，说的是另一件完全不同的事情", f"全会指出，{LONG}。"),
            passage(3, 1, 5, LONG),
            passage(4, 0, 0, LONG),
        ]
    )
    assert [p.repeats for p in found] == [None, 1, 1, 2]


def test_what_tells_another_figure_does_not_say_the_same() -> None:
    rent = "乙方应当于每月五日前向甲方支付租金人民币{}元整"
    shown = [rent.format(n) for n in (5000, 6500, "五千", "六千五百", 5000)]
    found = with_repeats([passage(i, i, 0, text) for i, text in enumerate(shown, 1)])
    assert [p.repeats for p in found] == [None, None, 1, 2, 1]
    terms = [f"租赁期限自交付之日起为{n}年，期满不再续租" for n in "一两"]
    assert with_repeats([passage(i, i, 0, t) for i, t in enumerate(terms)])[1].repeats is None
    left_out = [f"全会提出，{LONG}。", "全会提出，到本世纪中叶与全国同步基本实现现代化。"]
    found = with_repeats([passage(i, i, 0, text) for i, text in enumerate(left_out, 1)])
    assert [p.repeats for p in found] == [None, 1]


def test_passages_of_one_clause_do_not_repeat_each_other() -> None:
    one = passage(1, 0, 0, LONG)
    assert with_repeats([one, replace(one, rank=2)])[1].repeats is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_overlap_is_a_share_and_has_no_order(one: str, two: str) -> None:
    assert 0 <= overlap(one, two) <= 1
    assert overlap(one, two) == overlap(two, one)
