"""Words in a text, whatever characters they are written with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Span
from ui.read.find import find


def found(text: str, words: str) -> list[str]:
    count, first, spans = find(text, words, Span(0, len(text)), 100)
    assert (count, first) == (len(spans), 0)
    return [span.of(text) for span in spans]


@pytest.mark.parametrize(
    ("text", "words", "hits"),
    [
        ("发展养老服务，養老服務。", "養老", ["养老", "養老"]),
        ("发展养老服务，養老服務。", "养老服务", ["养老服务", "養老服務"]),
        ("ＧＤＰ增长３％", "gdp", ["ＧＤＰ"]),
        ("ＧＤＰ增长３％", "3%", ["３％"]),
        ("铁路运\n输和铁 路", "铁路 运输", ["铁路运\n输"]),
        ("铁路运\n输和铁 路", "铁路", ["铁路", "铁 路"]),
        ("依㈱公司办理", "株", ["㈱"]),
        ("铁\u200b路", "铁路", ["铁\u200b路"]),
        ("二\u202e十大", "二十", ["二\u202e十"]),
        ("⻔户开放", "门户", ["⻔户"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("甲乙", "丙", []),
        ("甲乙", "", []),
        ("甲乙", " \n\u200b", []),
        ("", "甲", []),
        ("𠮷野家和𠮷田", "𠮷", ["𠮷", "𠮷"]),
        ("a.c abc", "a.c", ["a.c"]),
    ],
)
def test_words_are_found_as_they_are_meant(text: str, words: str, hits: list[str]) -> None:
    assert found(text, words) == hits


def test_only_the_part_that_is_asked_about_is_looked_at() -> None:
    text = "铁路，铁路，铁路"
    assert find(text, "铁路", Span(1, 6), 100) == (1, 0, [Span(3, 5)])
    assert find(text, "铁路", Span(3, 8), 100) == (2, 0, [Span(3, 5), Span(6, 8)])


@pytest.mark.parametrize(
    ("at", "first"), [(0, 0), (4, 0), (5, 1), (10, 3), (11, 4), (17, 5), (18, 5), (99, 5)]
)
def test_all_are_counted_and_those_around_what_is_read_are_told(at: int, first: int) -> None:
    told = [Span(2 * i, 2 * i + 1) for i in range(first, first + 4)]
    assert find("甲乙" * 9, "甲", Span(0, 18), 4, at) == (9, first, told)


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, 8))
def test_whatever_is_copied_from_a_text_is_found_in_it(text: str, at: int, length: int) -> None:
    words = text[at : at + length]
    count, _, spans = find(text, words, Span(0, len(text)), 100)
    if words.strip() and count == 0:
        assert all(not find(c, c, Span(0, 1), 1)[0] for c in words)  # nothing that can be seen
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
