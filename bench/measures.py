"""The pure part: values -> figures."""

from collections.abc import Mapping, Sequence
from statistics import mean, median

import numpy as np

from eval.dataset import relevant
from eval.metrics import recall_at_characters

__all__ = ["embedded_tokens", "growth", "judged", "percentiles", "ratio"]

_BUDGETS = (500, 2000)  # characters that a reader, or a language model's prompt, has room for


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The 50th, 95th and 99th percentile, by linear interpolation between ranks."""
    p50, p95, p99 = np.percentile(np.array(values, dtype=np.float64), [50, 95, 99])
    return {"p50": float(p50), "p95": float(p95), "p99": float(p99)}


def judged(
    shown: Sequence[Sequence[str]], evidence: Sequence[Sequence[str]]
) -> dict[str, float | int]:
    """The quality of a run: `shown[i]`, the passages for question i, best first; `evidence[i]`, the
    strings any of which answers it.

    `recall@500c`, `recall@2000c`: share of questions whose evidence lies within that many
    characters, passages one after the other. `recall@1`: share whose first passage holds it, which
    a long passage does by being long: hence `first_characters`, the median length of first ones.
    """
    rows = [
        {
            f"recall@{budget}c": recall_at_characters(texts, [True] * len(texts), pieces, budget)
            for budget in _BUDGETS
        }
        | {"recall@1": float(bool(texts) and relevant(texts[0], pieces))}
        for texts, pieces in zip(shown, evidence, strict=True)
    ]
    figures: dict[str, float | int] = {name: mean(row[name] for row in rows) for name in rows[0]}
    return figures | {"first_characters": int(median(len(texts[0]) for texts in shown if texts))}


def embedded_tokens(tokens: Sequence[int], most: int) -> tuple[int, float]:
    """Of texts of so many `tokens`, how many a model reads that cuts each off after `most`, and
    what share of all that is.
    """
    read = sum(min(n, most) for n in tokens)
    return read, read / max(sum(tokens), 1)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """How many times as much as ours theirs is: `theirs[i]` and `ours[i]` are of the same round.
    The median over the rounds, and the least and the most.
    """
    values = [b / a for a, b in zip(ours, theirs, strict=True)]
    return {"median": median(values), "min": min(values), "max": max(values)}


def growth(sizes: Mapping[int, float]) -> float:
    """The exponent k of value ~ size^k, by least squares over logarithms; 1 is linear growth.
    `sizes`: size -> value, two or more.
    """
    x, y = (
        np.log(np.array(list(part), dtype=np.float64)) for part in zip(*sizes.items(), strict=True)
    )
    return float(np.polyfit(x, y, 1)[0])
