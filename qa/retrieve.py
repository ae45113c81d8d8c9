"""Question -> candidate passages with their signals. Exact for every candidate.

Each of three searches (sentences, windows, BM25) names its nearest passages; every passage that one
of them names is then given all three signals, so no candidate is judged on a missing value.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.lexical import tokenise
from index.store import Store
from index.vectors import Vectors

__all__ = ["Candidates", "retrieve"]

_DEPTH = 100  # rows that each search names


@dataclass(frozen=True)
class Candidates:
    """Candidate passages in document order, and per candidate: `sentence`, the best cosine of its
    sentences; `window`, the best cosine of its windows; `lexical`, its BM25 score. All shape (n,).
    `sentence_cosines[i]` are the cosines of all sentences of candidate i, in order.
    `attainable` is the BM25 score of a passage that held every token of the question often.
    """

    passages: npt.NDArray[np.int64]
    sentence: Vectors
    window: Vectors
    lexical: Vectors
    sentence_cosines: list[Vectors]
    attainable: float


def retrieve(
    store: Store,
    query: Vectors,
    text: str,
    allowed: npt.NDArray[np.bool_] | None = None,
    always: npt.NDArray[np.int64] | None = None,
) -> Candidates:
    """The candidates for a question: `query` its vector, `text` its words.

    `allowed`: for each passage whether it may be found; `always`: passages that are candidates
    whatever the searches say.
    """
    tokens = tokenise(text)
    scores = store.lexical.search(tokens)
    if allowed is not None:
        scores = np.where(allowed, scores, 0)
    named = [_best(scores)]
    for table, index in (
        (store.sentences, store.sentence_vectors),
        (store.windows, store.window_vectors),
    ):
        mask = None if allowed is None else allowed[table[:, 0]]
        rows, _ = index.search(query, _DEPTH, mask)
        named.append(table[rows, 0])
    if always is not None:
        named.append(always)
    passages = np.unique(np.concatenate(named))
    cosines = _cosines(store, query, passages)
    return Candidates(
        passages,
        np.array([c.max() for c in cosines[0]], dtype=np.float32),
        np.array([c.max() for c in cosines[1]], dtype=np.float32),
        scores[passages],
        cosines[0],
        _attainable(store, tokens),
    )


def _best(scores: Vectors) -> npt.NDArray[np.int64]:
    """The passages of the highest positive scores."""
    if len(scores) > _DEPTH:
        best = np.argpartition(-scores, _DEPTH)[:_DEPTH]
    else:
        best = np.arange(len(scores))
    return best[scores[best] > 0].astype(np.int64)


def _cosines(
    store: Store, query: Vectors, passages: npt.NDArray[np.int64]
) -> tuple[list[Vectors], list[Vectors]]:
    """For each passage the cosines of its sentences, and of its windows."""
    found = []
    for start, index in (
        (store.sentence_start, store.sentence_vectors),
        (store.window_start, store.window_vectors),
    ):
        lengths = start[passages + 1] - start[passages]
        edges = np.concatenate(([0], np.cumsum(lengths)))
        rows = np.arange(edges[-1]) + np.repeat(start[passages] - edges[:-1], lengths)
        cosines = index.rows(rows) @ query
        found.append([cosines[a:b] for a, b in pairwise(edges)])
    return found[0], found[1]


def _attainable(store: Store, tokens: npt.NDArray[np.int64]) -> float:
    """The sum of the tokens' idf (see `index.lexical`): what BM25 comes near to, but not over."""
    df = store.lexical.document_frequency(tokens)
    return float(np.log(1 + (store.lexical.size - df + 0.5) / (df + 0.5)).sum())
