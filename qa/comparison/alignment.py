"""Which clause of one document is which of another, and which statement stands where. Pure.

What two texts have in common is weighed by runs of four letters: one that stands once in each
document says that these two belong together, one that stands everywhere says nothing. A run in m
texts of the one and n of the other weighs 1 / (m n), so that a stock phrase of sixteen letters
weighs less than three that are found nowhere else.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.vectors import Vectors

__all__ = ["Pairing", "align", "evidence", "letters", "link", "similarity"]

_RUN = 4  # letters
_COMMON = 400  # a run that m texts share with n others, m n above this, is no evidence of anything
_CANDIDATES = 5  # others that a clause is compared with, beside the one of its own number
_ALIKE, _ALIKE_BY_NUMBER = 0.5, 0.3  # from which similarity two clauses are versions of one
_TAKEN_UP = 0.7  # what a text that is wholly in a longer one counts for
# From which evidence one statement stands in another: on its own, if it is that share of the
# shorter one's runs, and if each is nearest to the other by its vector.
_STRONG, _SHARED, _SHARE, _NEAREST = 6.5, 3.0, 0.4, 1.5
_MOST_LINKS = 3  # places of one statement


@dataclass(frozen=True, slots=True)
class Pairing:
    """Text `left` of the one document is text `right` of the other. `moved`: it does not stand in
    the order that most others keep; `similarity` is 0 to 1.
    """

    left: int
    right: int
    similarity: float
    moved: bool = False


def letters(text: str) -> str:
    """The letters and figures of `text` alone, in one width."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def similarity(left: str, right: str) -> float:
    """How much of the pairs of neighbouring letters two texts share, 0 to 1: Dice's coefficient,
    or, where one was taken up into the other, a part of the share of the shorter one.
    """
    if left == right:
        return 1.0
    one, two = (Counter(pairwise(text)) for text in (left, right))
    shared, sizes = (one & two).total(), (one.total(), two.total())
    if not min(sizes):
        return 0.0
    return max(2 * shared / sum(sizes), _TAKEN_UP * shared / min(sizes))


def evidence(left: Sequence[str], right: Sequence[str]) -> dict[tuple[int, int], float]:
    """What each text of `left` (letters) has in common with each of `right`, where that is more
    than nothing.
    """
    here, there = _where(left), _where(right)
    found: defaultdict[tuple[int, int], float] = defaultdict(float)
    for run, places in here.items():
        others = there.get(run, ())
        if not 0 < len(places) * len(others) <= _COMMON:
            continue
        weight = 1 / (len(places) * len(others))
        for i in places:
            for j in others:
                found[i, j] += weight
    return dict(found)


def _where(texts: Sequence[str]) -> dict[str, list[int]]:
    """The texts that hold each run."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for run in dict.fromkeys(_runs(text)):
            places[run].append(i)
    return places


def _runs(text: str) -> list[str]:
    return [text[at : at + _RUN] for at in range(len(text) - _RUN + 1)]


def align(
    left: Sequence[str], right: Sequence[str], numbers: tuple[Sequence[str], Sequence[str]]
) -> list[Pairing]:
    """The clauses (letters, without their labels) that are versions of each other, in the order of
    `left`, none twice. `numbers`: what each side's are numbered, "" for none.

    Most documents keep their order, so the likeliest pairs in order come first; of what is left
    over, the most alike are pairs that have moved.
    """
    alike = _candidates(left, right, numbers)
    kept = _in_order(alike)
    used = [set(side) for side in zip(*kept, strict=True)] or [set(), set()]
    moved = set()
    for pair in sorted(alike, key=lambda pair: (-alike[pair], pair)):
        if pair[0] not in used[0] and pair[1] not in used[1]:
            moved.add(pair)
            used[0].add(pair[0])
            used[1].add(pair[1])
    return [Pairing(i, j, alike[i, j], (i, j) in moved) for i, j in sorted({*kept, *moved})]


def _candidates(
    left: Sequence[str], right: Sequence[str], numbers: tuple[Sequence[str], Sequence[str]]
) -> dict[tuple[int, int], float]:
    """Pairs that are alike enough, with how much."""
    pairs: dict[tuple[int, int], float] = {}
    by_number = {number: j for j, number in reversed(list(enumerate(numbers[1]))) if number}
    same = {(i, by_number[number]) for i, number in enumerate(numbers[0]) if number in by_number}
    for i, j in same | _nearest(left, right):
        alike = similarity(left[i], right[j])
        if alike >= (_ALIKE_BY_NUMBER if (i, j) in same else _ALIKE):
            pairs[i, j] = alike
    return pairs


def _nearest(left: Sequence[str], right: Sequence[str]) -> set[tuple[int, int]]:
    """The pairs with the most in common; equal texts in turn, which may be too short to have a run
    or stand too often to say anything.
    """
    near: set[tuple[int, int]] = set()
    rows: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (i, j), weight in evidence(left, right).items():
        rows[i].append((-weight, j))
    for i, row in rows.items():
        near |= {(i, j) for _, j in sorted(row)[:_CANDIDATES]}
    equal: defaultdict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(right):
        equal[text].append(j)
    seen: Counter[str] = Counter()
    for i, text in enumerate(left):
        if seen[text] < len(equal.get(text, ())):
            near.add((i, equal[text][seen[text]]))
            seen[text] += 1
    return near


def _in_order(alike: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs that rise on both sides and are the most alike taken together (squares, or many
    that are hardly alike would outweigh one that is the same).
    """
    # `ends`: right places at which chains of growing weight end; `best[k]`: weight and last pair.
    ends: list[int] = []
    best: list[tuple[float, tuple[int, int]]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    # Of one left text the highest right place comes first, so that it takes one of them at most.
    for i, j in sorted(alike, key=lambda pair: (pair[0], -pair[1])):
        at = bisect_left(ends, j)
        weight, before[i, j] = best[at - 1] if at else (0.0, None)
        weight += alike[i, j] ** 2
        if at < len(ends) and ends[at] == j and best[at][0] >= weight:
            continue
        stop = at
        while stop < len(ends) and best[stop][0] <= weight:
            stop += 1
        ends[at:stop], best[at:stop] = [j], [(weight, (i, j))]
    chain = []
    pair = best[-1][1] if best else None
    while pair is not None:
        chain.append(pair)
        pair = before[pair]
    return chain[::-1]


def link(
    left: Sequence[str], right: Sequence[str], vectors: tuple[Vectors, Vectors]
) -> list[Pairing]:
    """The statements (letters) of `left` that stand in `right`, in order, at most three places
    each, the most alike first. `vectors`: unit vectors of both, shapes (len(left), d) and
    (len(right), d).
    """
    common = evidence(left, right)
    nearest = _mutual(*vectors)
    found: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (i, j), weight in common.items():
        share = weight / max(1, min(len(left[i]), len(right[j])) - _RUN + 1)
        stands = weight >= _STRONG or (weight >= _SHARED and share >= _SHARE)
        if stands or (weight >= _NEAREST and nearest.get(i) == j):
            found[i].append((-weight, j))
    return [
        Pairing(i, j, similarity(left[i], right[j]))
        for i in sorted(found)
        for _, j in sorted(found[i])[:_MOST_LINKS]
    ]


def _mutual(left: Vectors, right: Vectors) -> dict[int, int]:
    """The rows that are each other's nearest."""
    if not (len(left) and len(right)):
        return {}
    best = np.full(len(right), -np.inf, dtype=np.float32)
    theirs: npt.NDArray[np.int64] = np.zeros(len(right), dtype=np.int64)
    ours: list[int] = []
    for start in range(0, len(left), 1000):  # in parts, or large documents would not fit
        cosines = left[start : start + 1000] @ right.T
        ours += cosines.argmax(axis=1).tolist()
        row = cosines.argmax(axis=0)
        top = cosines[row, np.arange(len(right))]
        theirs[top > best] = start + row[top > best]
        best = np.maximum(best, top)
    return {i: j for i, j in enumerate(ours) if theirs[j] == i}
