"""Passages that say the same in the same words: a 公报 and the 决定 that it reports on."""

from collections.abc import Sequence
from dataclasses import replace

from index.numerals import to_int
from index.patterns import regex
from qa.answer import Passage

__all__ = ["overlap", "with_repeats"]

_SAME = 0.7  # of the pairs of neighbouring characters of the shorter sentence
_SHORTEST = 12  # characters: shorter sentences are alike by chance
_NUMERAL = "[〇零一二三四五六七八九十百千万亿两]"
_FIGURES = regex(rf"\d+(?:[.,]\d+)*|{_NUMERAL}{{2,}}|{_NUMERAL}(?=个?[年月日天周元倍期])")


def with_repeats(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each with the rank of the first one before it, from another clause, one of
    whose highlighted sentences stands, all but literally, among its own; another figure (a rent of
    5000 or of 6500) is not the same.
    """
    marks = [[(_pairs(mark.text), mark.text) for mark in each.highlights] for each in passages]
    found = []
    for i, passage in enumerate(passages):
        before = (
            passages[j].rank
            for j in range(i)
            if not _same_clause(passages[j], passage)
            and any(_says_the_same(a, b) for a in marks[j] for b in marks[i])
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


def _says_the_same(one: tuple[set[str], str], two: tuple[set[str], str]) -> bool:
    """Whether two sentences, are alike, and one has only figures of the other."""
    if _shared(one[0], two[0]) < _SAME:
        return False
    figures, others = ({to_int(n) or n for n in _FIGURES.findall(text)} for _, text in (one, two))
    return figures <= others or figures >= others


def _shared(one: set[str], two: set[str]) -> float:
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _same_clause(one: Passage, two: Passage) -> bool:
    a, b = one.citation, two.citation
    return (a.document_id, a.clause_start) == (b.document_id, b.clause_start)
