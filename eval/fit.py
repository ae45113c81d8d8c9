"""Cases -> signals -> weights. Signals are those of `qa`: each simulated case's collection is
indexed by itself, so that BM25, idf and background are what they would be in a store of these
passages (`eval.unseen` asks of whole stores).
"""

import tempfile
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.model_selection import GroupKFold

from eval.metrics import auroc, ece, recall, reciprocal_rank
from eval.simulate import SHARES, Case
from eval.tables import Embedded, part, read, write
from index.background import elsewhere, has_han, measure
from index.embedding import digests
from index.encoder import Encoder
from index.vectors import Vectors
from qa.question.expects import Expected, expected
from qa.question.question import parse
from qa.ranking.gives import gives
from qa.ranking.rank import (
    CHECKED,
    EVIDENCE,
    Weights,
    by_tokens,
    confidence,
    nearer_elsewhere,
    nearest,
    total,
    weights,
)
from qa.ranking.retrieve import Candidates, Searchable, read_queries, retrieve

__all__ = [
    "SIGNALS",
    "Observed",
    "ask",
    "cross_validate",
    "fit_order",
    "missing_chance",
    "missing_odds",
    "observe",
    "scores",
    "with_confidence",
    "with_order",
]

SIGNALS = ("sentence", "window", "lexical", "coverage")
_UNITS = np.array([10.0, 10.0, 1.0, 1.0])  # cosines differ by hundredths, shares by tenths
_SHARPNESS = 3.0  # of the softmax; it sets the scale of the sum that orders candidates
_PENALTY = 1e-3
_PRIOR = 3.0  # answerable questions for one that is not
_REPEATS = 40  # of a case of share 1, so that shares count to a fortieth
_REFUSED = 0.04  # of the answerable training questions in Chinese, of which many are hard
_SEED = 0

Flags = npt.NDArray[np.bool_]
Weight = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Observed:
    """A case with its candidates: whether each is `gold`, how near its `tokens` come (see
    `qa.ranking.rank.by_tokens`), and its likeness (as for `confidence`).
    `elsewhere` is the likeness to sentences about other things; `sentences` are the texts of each
    candidate's sentences if a date or amount is `wanted`.
    """

    case: Case
    candidates: Candidates
    gold: Flags
    tokens: Vectors
    likeness: Vectors
    elsewhere: float
    wanted: Expected | None
    sentences: list[list[str]]


class _Remembering:
    """An encoder that embeds the same questions only once."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.fingerprint = encoder.name, encoder.fingerprint
        self.dimension, self.max_tokens = encoder.dimension, encoder.max_tokens
        self.encode_document, self.count_tokens = encoder.encode_document, encoder.count_tokens
        self._encoder = encoder
        self._known: dict[bytes, Vectors] = {}

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        keys = digests(texts)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        vectors = self._encoder.encode_query(list(new.values()))
        self._known |= dict(zip(new, vectors, strict=True))
        return np.stack([self._known[key] for key in keys])


def observe(
    cases: Sequence[Case],
    whole: Embedded,
    encoder: Encoder,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Observed]:
    """Ask each case's question of its collection; `progress(1)` is called after each."""
    remembering, beside = _Remembering(encoder), elsewhere(encoder)
    found = []
    for case in cases:
        found.append(_observe(case, part(whole, case.passages), remembering, beside))
        progress(1)
    return found


def _observe(case: Case, collection: Embedded, encoder: Encoder, beside: Vectors) -> Observed:
    texts = collection.rows.sentence_texts
    with tempfile.TemporaryDirectory() as folder:
        write(collection, measure(encoder, collection.sentences, beside), Path(folder))
        tables = read(Path(folder))
        start = tables.sentence_start
        gold = {row for row, text in enumerate(case.passages) if text in case.gold}
        return ask(case, tables, encoder, gold, lambda row: texts[start[row] : start[row + 1]])


def ask(
    case: Case,
    tables: Searchable,
    encoder: Encoder,
    gold: Set[int],
    sentences: Callable[[int], list[str]],
) -> Observed:
    """Ask a case's question of `tables`, in which the passages `gold` answer it; `sentences` gives
    the search copies of a passage's.
    """
    question = parse(case.question)
    (query,) = read_queries(encoder, tables.background, tables.tokens, [question.search])
    candidates = retrieve(tables, query.vector, question.content)
    by = weights()
    is_han, wanted = has_han(question.search), expected(question.search)
    rows = candidates.passages.tolist()
    return Observed(
        case,
        candidates,
        gold=np.array([row in gold for row in rows]),
        tokens=by_tokens(tables, by, query, candidates, total(candidates, by)),
        likeness=tables.background.likeness(candidates.sentence, is_han),
        elsewhere=tables.background.likeness_elsewhere(query.vector, is_han, len(tables.sentences)),
        wanted=wanted,
        sentences=[sentences(row) for row in rows] if wanted else [],
    )


def _best_first(seen: Observed, by: Weights) -> tuple[list[int], Vectors]:
    """The candidates as `qa.ranking.search` orders them, and which of these lack what is asked."""
    totals = total(seen.candidates, by) + by.order["tokens"] * seen.tokens
    first = np.argsort(-totals, kind="stable")[:CHECKED]
    missing = np.array([_is_missing(seen, int(place), by) for place in first], dtype=np.float32)
    again = np.argsort(-(totals[first] + by.order["missing"] * missing), kind="stable")
    return first[again].tolist(), missing[again]


def _is_missing(seen: Observed, place: int, by: Weights) -> bool:
    if seen.wanted is None:
        return False
    candidates = seen.candidates
    found = nearest(candidates.cosines[place], candidates.coverages[place], by)[:EVIDENCE]
    return not gives(seen.wanted, " ".join(seen.sentences[place][i] for i in found))


def _evidence(observed: Sequence[Observed], by: Weights) -> Vectors:
    """What there is in each case for and against its first passage: columns likeness, elsewhere,
    coverage and missing.
    """
    rows = []
    for seen in observed:
        best, missing = _best_first(seen, by)
        first = slice(best[0], best[0] + 1)
        likeness, coverage = seen.likeness[first], seen.candidates.coverage[first]
        nearer = nearer_elsewhere(likeness, coverage, seen.elsewhere)
        rows.append((likeness[0], nearer[0], coverage[0], missing[0]))
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


def missing_odds(observed: Sequence[Observed], elsewhere: Sequence[str], by: Weights) -> float:
    """What it says that a passage lacks what the question expects: the log likelihood ratio of that
    in passages that answer (the first candidates, where they are gold) against `elsewhere`, search
    copies of texts about other things. All kinds together, half a case added to each side.
    """
    lacking, answering, lacking_elsewhere, others = 0.5, 1.0, 0.5, 1.0
    for seen in observed:
        if seen.wanted is None or not seen.gold.any():
            continue
        first = int(np.argmax(total(seen.candidates, by)))
        if seen.gold[first]:
            lacking, answering = lacking + _is_missing(seen, first, by), answering + 1
            lacking_elsewhere += sum(not gives(seen.wanted, text) for text in elsewhere)
            others += len(elsewhere)
    return float(np.log(lacking / answering) - np.log(lacking_elsewhere / others))


def missing_chance(odds: float) -> float:
    """The logarithm of the chance that a passage about what is asked answers, although what the
    question expects is missing, which changes the log-odds by `odds`: from those of the prior.
    """
    return float(-np.log1p(np.exp(-odds) / _PRIOR))


def with_order(observed: Sequence[Observed], base: Weights) -> Weights:
    """`base` with the order fitted to cases; but for what the kind of answer that is asked for
    counts if it is missing, for which there are too few.
    """
    ranked = [seen for seen in observed if seen.gold.any()]
    found = fit_order([_signals(seen) for seen in ranked], [seen.gold for seen in ranked])
    weight = dict(zip(SIGNALS, (float(f"{w:.3g}") for w in found), strict=True))
    return replace(base, order=base.order | weight)


def with_confidence(observed: Sequence[Observed], base: Weights) -> Weights:
    """`base` with the confidence, and the threshold that follows from it, fitted to cases; but for
    what coverage counts, since these questions avoid the words of what answers them, and what it
    counts that something is missing.
    """
    evidence = _evidence(observed, base)
    answerable = np.array([bool(seen.case.gold) for seen in observed])
    shares = np.array([SHARES[seen.case.kind] for seen in observed])
    is_han = np.array([has_han(seen.case.question) for seen in observed])
    # Where something is missing, its weight would have a say in the others.
    whole = evidence[:, 3] == 0
    han, other = (
        weight | _chances(evidence[rows], answerable[rows], shares[rows], weight["coverage"])
        if np.unique(answerable[rows]).size == 2
        else weight  # nothing to be learned
        for rows, weight in (
            (whole & is_han, base.confidence),
            (whole & ~is_han, base.confidence_other),
        )
    )
    by = replace(base, confidence=han, confidence_other=other)
    # Of one language: those in another are found with less confidence, and many of them would move
    # the threshold of all.
    asked = answerable & (is_han if (answerable & is_han).any() else ~is_han)
    threshold = np.quantile(
        _confidences(observed, by)[asked], _REFUSED, method="inverted_cdf", weights=shares[asked]
    )
    return replace(by, threshold=round(float(threshold), 3))


def _chances(
    evidence: Vectors, answerable: Flags, shares: Weight, coverage: float
) -> dict[str, float]:
    """The weights of likeness and elsewhere, and the bias at the prior, by logistic regression with
    a small penalty on squares; `evidence` as of `_evidence`, `coverage` the weight of that, which
    is given (scikit-learn's takes no such offset).
    """
    x = np.column_stack([evidence[:, :2], np.ones(len(evidence))])
    given = coverage * evidence[:, 2]
    sums = np.where(answerable, shares[answerable].sum() / _PRIOR, shares[~answerable].sum())
    weight, sign = shares / sums / (1 + _PRIOR), np.where(answerable, 1, -1)

    def loss(found: Weight) -> tuple[float, Weight]:
        odds, most = sign * (x @ found + given), _PENALTY * found * [1, 1, 0]
        value = weight @ np.logaddexp(0, -odds) + found @ most / 2
        return float(value), most - (weight * sign * expit(-odds)) @ x

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="BFGS").x
    return {
        name: round(float(value), 3)
        for name, value in zip(("likeness", "elsewhere", "bias"), best, strict=True)
    }


def fit_order(signals: Sequence[Vectors], gold: Sequence[Flags]) -> Weight:
    """The weights, none negative, shape (k,), that give gold candidates the highest probability.

    `signals`: for each question those of its candidates, shape (n, k); `gold`, shape (n,). The
    probability of a candidate is the softmax of its weighted sum among its question's candidates;
    there is a small penalty on squares.
    """
    most = max(map(len, gold))
    x = np.zeros((len(gold), most, len(_UNITS)))
    is_gold, is_there = np.zeros((2, len(gold), most), dtype=bool)
    for i, (values, flags) in enumerate(zip(signals, gold, strict=True)):
        x[i, : len(values)] = values * _UNITS
        is_gold[i, : len(flags)], is_there[i, : len(flags)] = flags, True

    def loss(weight: Weight) -> tuple[float, Weight]:
        odds = np.where(is_there, _SHARPNESS * x @ weight, -np.inf)
        shares = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        right = np.where(is_gold, shares, 0)
        sums = np.maximum(right.sum(axis=1), 1e-300)
        pull = shares - right / sums[:, None]
        slope = _SHARPNESS * np.einsum("qnk,qn->k", x, pull) / len(gold)
        value = -np.log(sums).mean() + _PENALTY / 2 * weight @ weight
        return float(value), slope + _PENALTY * weight

    start = np.full(len(_UNITS), 0.5)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return np.asarray(best.x * _UNITS)


def _signals(seen: Observed) -> Vectors:
    return np.stack([getattr(seen.candidates, name) for name in SIGNALS], axis=1)


def _confidences(observed: Sequence[Observed], by: Weights) -> Weight:
    """The confidence in each case's first passage."""
    likeness, nearer, coverage, missing = _evidence(observed, by).T
    is_han = [has_han(seen.case.question) for seen in observed]
    pairs = [confidence(likeness, nearer, coverage, missing, side, by) for side in (True, False)]
    return np.where(is_han, *pairs).astype(np.float64)


def scores(observed: Sequence[Observed], by: Weights) -> dict[str, float | None]:
    """recall@1 and mrr@10 where a question is answered; AUROC of the confidence; its calibration
    error, cases counted by their share and the prior.
    """
    answerable = np.array([bool(seen.case.gold) for seen in observed])
    runs = [
        [bool(seen.gold[place]) for place in _best_first(seen, by)[0]]
        for seen in observed
        if seen.case.gold
    ]
    confidences = _confidences(observed, by)
    shares = np.array([SHARES[seen.case.kind] for seen in observed])
    balance = _PRIOR * shares[~answerable].sum() / max(float(shares[answerable].sum()), 1e-9)
    times = np.rint(_REPEATS * shares * np.where(answerable, balance, 1)).astype(int)
    return {
        "recall@1": float(np.mean([recall(run, 1) for run in runs])),
        "mrr@10": float(np.mean([reciprocal_rank(run) for run in runs])),
        "auroc": auroc(confidences[answerable], confidences[~answerable]),
        "ece": ece(np.repeat(confidences, times), np.repeat(answerable, times).astype(float)),
    }


def cross_validate(
    observed: Sequence[Observed],
    base: Weights,
    fitting: Callable[[Sequence[Observed], Weights], Weights],
    folds: int = 5,
) -> list[dict[str, float | None]]:
    """The scores on each fold of weights fitted without it by `fitting`, which is `with_order` or
    `with_confidence`. What belongs to one group is in one fold.
    """
    groups = [seen.case.group for seen in observed]
    split = GroupKFold(folds, shuffle=True, random_state=_SEED).split(observed, groups=groups)
    found = []
    for learned, left in split:
        by = fitting([observed[i] for i in learned], base)
        found.append(scores([observed[i] for i in left], by))
    return found
