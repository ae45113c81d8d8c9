"""Signals -> order and confidence. The weights are data (`qa/weights.json`), not code."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.vectors import Vectors
from qa.answer import Passage
from qa.ranking.retrieve import Candidates, Ids, Query, Searchable

__all__ = [
    "CHECKED",
    "EVIDENCE",
    "Weights",
    "by_tokens",
    "confidence",
    "falls_short",
    "marks",
    "nearer_elsewhere",
    "nearest",
    "order",
    "total",
    "weights",
]

# How many candidates are checked for the date or amount that is asked for, and in how many of the
# sentences of each that are most like the question it is sought.
CHECKED = 20
EVIDENCE = 3
_COMPARED = 10  # candidates whose tokens are compared; with more no more was found
# In cosine. In the conditions and consequences of a law half of the question is in each of two
# sentences. In a plan's lists it is in one, and 0 finds less there (R@1 .870 for .890).
_ANOTHER = 0.1
_MOST_MARKS = 3
_MARK_MARGIN = 0.03  # in cosine; from .02 to .04 equally good (F1 on cmrc2018's answers)


@dataclass(frozen=True, slots=True)
class Weights:
    """`order`: weight of each signal in the sum that orders candidates, and what is added where
    the date or amount that is asked for is "missing", or the document is "named", and the weight of
    `by_tokens`.
    `confidence`: weight of each signal of a passage, and "bias", in the log-odds that it is about
    what a Chinese question asks, and the logarithm of the chance that it answers although what is
    asked for is "missing"; `confidence_other`: the same for other scripts. `threshold`: confidence
    from which a question counts as answered.
    """

    order: dict[str, float]
    confidence: dict[str, float]
    confidence_other: dict[str, float]
    threshold: float


@cache
def weights() -> Weights:
    """The shipped weights."""
    data = json.loads((Path(__file__).parents[1] / "weights.json").read_text(encoding="utf-8"))
    return Weights(data["order"], data["confidence"], data["confidence_other"], data["threshold"])


def falls_short(passage: Passage) -> bool:
    """Whether a passage is no answer, be it listed under one: its confidence would not do."""
    return passage.below_threshold or passage.score < weights().threshold


def total(candidates: Candidates, by: Weights) -> Vectors:
    """What orders candidates, shape (n,): the weighted sum of their signals, but for tokens."""
    return np.asarray(
        by.order["sentence"] * candidates.sentence
        + by.order["window"] * candidates.window
        + by.order["lexical"] * candidates.lexical
        + by.order["coverage"] * candidates.coverage,
        dtype=np.float32,
    )


def order(tables: Searchable, by: Weights, query: Query, candidates: Candidates) -> Ids:
    """Positions in `candidates`, best first by all signals. Ties stay in document order."""
    totals = total(candidates, by)
    totals = totals + by.order["tokens"] * by_tokens(tables, by, query, candidates, totals)
    return np.asarray(np.argsort(-totals, kind="stable"), dtype=np.int64)


def nearest(cosines: Vectors, coverages: Vectors, by: Weights) -> list[int]:
    """The sentences of a passage, those first that are most like the question by `order`."""
    total = by.order["sentence"] * cosines + by.order["coverage"] * coverages
    return [int(i) for i in np.argsort(-total, kind="stable")]


def by_tokens(
    tables: Searchable, by: Weights, query: Query, candidates: Candidates, totals: Vectors
) -> Vectors:
    """How near the tokens of a question come to those of a passage (see `index.tokens`), of the few
    sentences there that are most like it, for the first few candidates by `totals`; 0 for all
    others, and where a store has none. Shape (n,).
    """
    found = np.zeros(len(totals), dtype=np.float32)
    if tables.tokens is None or not len(query.tokens) or not len(totals):
        return found
    first = np.argsort(-totals, kind="stable")[:_COMPARED]
    chosen = [
        nearest(candidates.cosines[place], candidates.coverages[place], by)[:EVIDENCE]
        for place in first.tolist()
    ]
    starts = tables.sentence_start[candidates.passages[first]].tolist()
    rows = [start + i for start, each in zip(starts, chosen, strict=True) for i in each]
    near = tables.tokens.similarities(query.tokens, np.array(rows, dtype=np.int64))
    found[first] = _together(near, query.shares, np.cumsum([0, *map(len, chosen[:-1])]))
    return found


def _together(near: Vectors, shares: Vectors, edges: Ids) -> Vectors:
    """How near the tokens of a question come to groups of sentences that begin at `edges`, shape
    (groups,); `near` as `Tokens.similarities` has it. What is nearer in another sentence than in
    the best one counts too, but a little less.
    """
    means = near @ shares
    best = np.repeat(np.maximum.reduceat(means, edges), np.diff(edges, append=len(means)))
    near = np.where((means >= best)[:, None], near, near - _ANOTHER)
    return np.asarray(np.maximum.reduceat(near, edges, axis=0) @ shares, dtype=np.float32)


def marks(cosines: Vectors, coverages: Vectors, by: Weights) -> list[int]:
    """Which sentences of a passage answer, the most telling first: the nearest one, and those
    that come near to it.
    """
    total = by.order["sentence"] * cosines + by.order["coverage"] * coverages
    best = nearest(cosines, coverages, by)[:_MOST_MARKS]
    margin = _MARK_MARGIN * by.order["sentence"]
    return [i for i in best if total[i] >= total[best[0]] - margin]


def nearer_elsewhere(likeness: Vectors, coverage: Vectors, elsewhere: float) -> Vectors:
    """How much more a question is like a sentence about something else, whose likeness is
    `elsewhere`, than like each passage, shape (n,); as far as its words are not in the passage.
    """
    return np.asarray(np.maximum(elsewhere - likeness, 0) * (1 - coverage), dtype=np.float32)


def confidence(
    likeness: Vectors,
    elsewhere: Vectors,
    coverage: Vectors,
    missing: Vectors,
    is_han: bool,
    by: Weights,
) -> Vectors:
    """The probability, shape (n,), that each passage answers: that it is about what is asked,
    logistic in `likeness` (its best sentence's, see `index.background`), `elsewhere` (see
    `nearer_elsewhere`) and `coverage`; times, where what the question expects (a date, an amount)
    is `missing` in it (0 or 1), the chance that it answers all the same. So a passage that is all
    about a railway says no more what that costs than one that mentions it.
    """
    weight = by.confidence if is_han else by.confidence_other
    odds = weight["bias"] + weight["likeness"] * likeness + weight["elsewhere"] * elsewhere
    odds = odds + weight["coverage"] * coverage
    there = np.exp(weight["missing"] * missing)
    return np.asarray(there / (1 + np.exp(-odds)), dtype=np.float32)
