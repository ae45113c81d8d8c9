"""The measures: pure functions, each with its formula.

A *run* is what was shown for one question, best first, as `relevance`: whether each passage is
relevant. All values are in [0, 1]; higher is better but for `ece` and the risk.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from eval.dataset import relevant, squeeze
from index.model import Span
from index.sentences import sentences

__all__ = [
    "auroc",
    "ece",
    "highlighted",
    "highlighted_characters",
    "interval",
    "ndcg",
    "recall",
    "recall_at_characters",
    "reciprocal_rank",
    "reliability",
    "risk_coverage",
    "selective_accuracy",
]

Values = npt.NDArray[np.float64]


def recall(relevance: Sequence[bool], k: int) -> float:
    """recall@k = 1 if any of the first k passages is relevant, else 0.

    One relevant passage answers the question, so this is what others call success@k.
    """
    return float(any(relevance[:k]))


def reciprocal_rank(relevance: Sequence[bool], k: int = 10) -> float:
    """mrr@k: 1 / rank of the first relevant passage, 0 if there is none in the first k."""
    return next((1 / rank for rank, hit in enumerate(relevance[:k], 1) if hit), 0.0)


def ndcg(relevance: Sequence[bool], known: int, k: int = 10) -> float:
    """ndcg@k = DCG / ideal DCG, DCG = sum over relevant ranks r <= k of 1 / log2(r + 1).

    The ideal run has the `known` relevant passages of the whole corpus (at most k) first. A run
    that shows more than are known (excerpts of one passage) is its own ideal; 0 if none is known.
    """
    gains = 1 / np.log2(np.arange(2, k + 2))
    hits = np.flatnonzero(np.array(relevance[:k], dtype=bool))
    ideal = gains[: max(min(known, k), len(hits))].sum()
    return float(gains[hits].sum() / ideal) if ideal else 0.0


def recall_at_characters(
    texts: Sequence[str], counts: Sequence[bool], evidence: Sequence[str], limit: int = 500
) -> float:
    """1 if the evidence lies within the first `limit` characters shown, else 0.

    `texts` are shown one after the other and each takes up its length, white space included;
    `counts` says which of them may hold the evidence (not those of another document). Evidence
    must lie in one of them; white space is ignored in matching.
    """
    for text, may_count in zip(texts, counts, strict=True):
        if may_count and relevant(text[: max(limit, 0)], evidence):
            return 1.0
        limit -= len(text)
    return 0.0


def highlighted(text: str, marks: Sequence[tuple[int, int]], evidence: Sequence[str]) -> bool:
    """Whether half of the characters, or more, of an evidence string in `text` are highlighted.

    `marks` are the highlights, [start, end) in `text`. White space counts for nothing.
    """
    for start, end in _occurrences(text, evidence):
        inside = [any(a <= i < b for a, b in marks) for i in _characters(text, start, end)]
        if 2 * sum(inside) >= len(inside):
            return True
    return False


def highlighted_characters(
    text: str, marks: Sequence[tuple[int, int]], evidence: Sequence[str]
) -> tuple[int, int]:
    """How many highlighted characters of `text` lie in an evidence sentence, one that evidence
    overlaps, and how many are highlighted at all; their quotient is the highlights' precision.

    `marks` as for `highlighted`. White space counts for nothing.
    """
    places = _occurrences(text, evidence)
    telling = [
        sentence
        for sentence in sentences(text, Span(0, len(text)))
        if any(a < sentence.end and sentence.start < b for a, b in places)
    ]
    marked = {i for a, b in marks for i in _characters(text, a, b)}
    right = {i for sentence in telling for i in _characters(text, sentence.start, sentence.end)}
    return len(marked & right), len(marked)


def _occurrences(text: str, evidence: Sequence[str]) -> list[tuple[int, int]]:
    """Where the evidence strings stand in `text`, [start, end), white space ignored."""
    offsets = _characters(text, 0, len(text))
    plain = squeeze(text)
    found = []
    for piece in map(squeeze, evidence):
        at = plain.find(piece)
        while at >= 0:
            found.append((offsets[at], offsets[at + len(piece) - 1] + 1))
            at = plain.find(piece, at + 1)
    return found


def _characters(text: str, start: int, end: int) -> list[int]:
    """The offsets in [start, end) of `text` that are not white space."""
    return [i for i in range(start, end) if not text[i].isspace()]


def auroc(positive: Values, negative: Values) -> float | None:
    """P(a positive's value > a negative's) + P(equal) / 2, over all pairs; None without pairs.

    This is the area under the ROC curve, and the Mann-Whitney statistic over its maximum.
    """
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    up_to = np.searchsorted(ordered, positive, side="right")
    return float((below + up_to).sum() / (2 * len(positive) * len(negative)))


def interval(
    statistic: Callable[..., float | None], *samples: Values, seed: int = 0, resamples: int = 1000
) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of `statistic(*samples)`: its 2.5th and 97.5th percentile over
    resamples of each sample, by its first axis, with replacement. None if a sample is empty. What
    belongs together, such as a confidence and whether it was right, must be one sample of two
    columns.
    """
    if not samples or not all(map(len, samples)):
        return None
    generator = np.random.default_rng(seed)
    drawn = [
        statistic(
            *(sample[generator.integers(len(sample), size=len(sample))] for sample in samples)
        )
        for _ in range(resamples)
    ]
    low, high = np.percentile(np.array(drawn, dtype=np.float64), [2.5, 97.5])
    return float(low), float(high)


def reliability(
    confidences: Values, correct: Values, bins: int = 10
) -> list[tuple[int, float, float]]:
    """Per bin of equal width that is not empty: how many values, their mean confidence, and how
    often they were `correct` (0 or 1). Bin i holds [i / bins, (i + 1) / bins), the last also 1.
    """
    places = np.minimum(np.floor(confidences * bins), bins - 1)
    found = []
    for place in range(bins):
        inside = places == place
        if inside.any():
            means = float(confidences[inside].mean()), float(correct[inside].mean())
            found.append((int(inside.sum()), *means))
    return found


def ece(confidences: Values, correct: Values, bins: int = 10) -> float | None:
    """Expected calibration error: sum over bins of n_bin / n * |accuracy - mean confidence|."""
    if not len(confidences):
        return None
    return sum(
        n / len(confidences) * abs(right - mean)
        for n, mean, right in reliability(confidences, correct, bins)
    )


def risk_coverage(confidences: Values, correct: Values) -> list[tuple[float, float]]:
    """(coverage, risk) for each threshold, coverage ascending: answering the questions whose
    confidence reaches it answers a share `coverage` of all, of which `risk` are not correct.
    """
    if not len(confidences):
        return []
    order = np.argsort(-confidences, kind="stable")
    wrong = np.cumsum(1 - correct[order])
    last = np.append(np.diff(confidences[order]) != 0, True)  # equal ones are answered together
    answered = np.arange(1, len(order) + 1)
    return [
        (float(n / len(order)), float(errors / n))
        for n, errors, is_last in zip(answered, wrong, last, strict=True)
        if is_last
    ]


def selective_accuracy(confidences: Values, correct: Values, coverage: float = 0.8) -> float | None:
    """The share that is correct of the most confident questions, as many as `coverage` of all;
    those of equal confidence are answered together. None if there are no questions.
    """
    for share, risk in risk_coverage(confidences, correct):
        if share >= coverage - 1e-9:
            return 1 - risk
    return None
