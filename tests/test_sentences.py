from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Span
from index.sentences import sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句。两句！三句？", ["一句。", "两句！", "三句？"]),
        ("甲；乙。", ["甲；", "乙。"]),
        ("投资1.5亿元。完", ["投资1.5亿元。", "完"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("规定“一是甲；二是乙。”第二句。", ["规定“一是甲；二是乙。”", "第二句。"]),
        ("（注：一。二。）完。", ["（注：一。二。）完。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("没有括号的“一句\n第二行。第三句。", ["没有括号的“一句", "第二行。", "第三句。"]),
        ("省略……好。", ["省略……", "好。"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences_by_hand(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_only_the_span_is_cut() -> None:
    text = "前面。中间一句。中间两句。后面。"
    assert [s.of(text) for s in sentences(text, Span(3, 13))] == ["中间一句。", "中间两句。"]


@given(st.text(alphabet="甲乙 1。；！？“”（）\n　a.", max_size=60))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    spans = sentences(text, Span(0, len(text)))
    assert "".join("".join(s.of(text) for s in spans).split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(s.of(text) == s.of(text).strip() != "" for s in spans)


def test_what_has_no_width_is_no_sentence() -> None:
    text = "甲应当登记。\n\u200b\n乙应当备案。\u200b"
    assert [span.of(text) for span in sentences(text, Span(0, len(text)))] == [
        "甲应当登记。",
        "乙应当备案。",
    ]
