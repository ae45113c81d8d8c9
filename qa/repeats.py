"""Passages that say the same in the same words: a 公报 and the 决定 that it reports on."""

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Passage

__all__ = ["overlap", "with_repeats"]

_SAME = 0.7  # of the pairs of neighbouring characters of the shorter sentence
_SHORTEST = 12  # characters: shorter sentences are alike by chance


def with_repeats(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each with the rank of the first one before it, from another clause, one of
    whose highlighted sentences stands, all but literally, among its own.
    """
    marks = [[_pairs(mark.text) for mark in passage.highlights] for passage in passages]
    found = []
    for i, passage in enumerate(passages):
        before = (
            passages[j].rank
            for j in range(i)
            if not _same_clause(passages[j], passage)
            and any(_shared(a, b) >= _SAME for a in marks[j] for b in marks[i])
        )
        first = next(before, None)
        found.append(passage if first is None else replace(passage, repeats=first))
    return tuple(found)


def overlap(first: str, second: str) -> float:
    """The share of the pairs of neighbouring characters of the shorter sentence that the other one
    has too; 0 if either is too short to tell.
    """
    return _shared(_pairs(first), _pairs(second))


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters; none of a text that is too short."""
    return set() if len(text) < _SHORTEST else {text[i : i + 2] for i in range(len(text) - 1)}


def _shared(one: set[str], two: set[str]) -> float:
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _same_clause(one: Passage, two: Passage) -> bool:
    a, b = one.citation, two.citation
    return (a.document_id, a.clause_start) == (b.document_id, b.clause_start)
