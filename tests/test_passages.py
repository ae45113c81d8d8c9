from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.model import Clause, Span
from index.passages import LONG_CLAUSE, PassageSpan, fit, passage_spans, window_spans


def clause(length: int, cuts: list[int]) -> Clause:
    edges = [0, *cuts, length]
    paragraphs = tuple(Span(a, b) for a, b in pairwise(edges))
    return Clause("item", "（一）", (), "（一）", Span(0, length), paragraphs)


def lengths(spans: object) -> list[int]:
    assert isinstance(spans, list | tuple)
    return [len(span) for span in spans]


def test_a_short_clause_is_one_passage() -> None:
    short = clause(LONG_CLAUSE, [100, 200])
    assert passage_spans(short) == (PassageSpan(0, Span(0, LONG_CLAUSE)),)


def test_a_long_clause_is_cut_at_its_paragraphs() -> None:
    long = clause(LONG_CLAUSE + 1, [100])
    assert passage_spans(long) == (
        PassageSpan(1, Span(0, 100)),
        PassageSpan(2, Span(100, LONG_CLAUSE + 1)),
    )


def test_a_long_clause_of_one_paragraph_stays_whole() -> None:
    assert passage_spans(clause(900, [])) == (PassageSpan(0, Span(0, 900)),)


def test_fit_halves_until_all_fit() -> None:
    assert fit([Span(0, 3), Span(3, 13)], lengths, 4) == [
        *(Span(0, 3), Span(3, 5), Span(5, 8), Span(8, 10), Span(10, 13)),
    ]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=20), st.integers(1, 50))
def test_windows_tile_the_sentences_and_fit(sizes: list[int], most: int) -> None:
    edges = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    sentences = [Span(a, b) for a, b in pairwise(edges)]
    windows = window_spans(sentences, sizes, most)
    assert [windows[0].start, *(w.end for w in windows)] == [
        0,
        *(w.start for w in windows[1:]),
        edges[-1],
    ]
    for window in windows:
        inside = [s for s in sentences if window.contains(s)]
        assert sum(map(len, inside)) == len(window)
        assert len(window) <= most or len(inside) == 1


def test_windows_are_evenly_filled() -> None:
    sentences = [Span(i * 10, i * 10 + 10) for i in range(6)]
    assert window_spans(sentences, [10] * 6, 50) == [Span(0, 30), Span(30, 60)]
