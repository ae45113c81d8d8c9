"""Signals -> order and confidence. The weights are data (`qa/weights.json`), not code."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.vectors import Vectors
from qa.retrieve import Candidates

__all__ = ["Ranking", "Weights", "rank", "weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """`fusion`: weight of each signal's min-max value among the candidates. `confidence`: weight of
    each absolute signal of the first passage, and "bias", in the log-odds that it is relevant.
    `threshold`: confidence from which a question counts as answered.
    """

    fusion: dict[str, float]
    confidence: dict[str, float]
    threshold: float


@dataclass(frozen=True)
class Ranking:
    """Candidates, best first: their positions in `Candidates` and their probabilities."""

    order: npt.NDArray[np.int64]
    scores: Vectors


@cache
def weights() -> Weights:
    """The shipped weights."""
    data = json.loads((Path(__file__).parent / "weights.json").read_text(encoding="utf-8"))
    return Weights(data["fusion"], data["confidence"], data["threshold"])


def rank(candidates: Candidates, boost: Vectors, by: Weights) -> Ranking:
    """Order candidates by the weighted sum of their min-max signals plus `boost`, shape (n,).

    Ties break by document order. The score of each is the logistic function of its absolute
    signals: what makes one passage better than another need not make it relevant.
    """
    signals = {
        "sentence": candidates.sentence,
        "window": candidates.window,
        "lexical": candidates.lexical,
    }
    fused = boost + sum(by.fusion[name] * _min_max(values) for name, values in signals.items())
    order = np.argsort(-fused, kind="stable")
    share = candidates.lexical / max(candidates.attainable, 1e-9)
    absolute = signals | {"lexical": share}
    odds = by.confidence["bias"] + sum(by.confidence[n] * v for n, v in absolute.items())
    scores = 1 / (1 + np.exp(-odds))
    # A score never rises with the rank: readers take the order and the score for one statement.
    return Ranking(order, np.minimum.accumulate(scores[order]).astype(np.float32))


def _min_max(values: Vectors) -> Vectors:
    spread = values.max(initial=0) - values.min(initial=1)
    return (values - values.min(initial=1)) / spread if spread > 0 else np.zeros_like(values)
