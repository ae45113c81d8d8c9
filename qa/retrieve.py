"""Question -> candidate passages with their signals. Exact for every candidate.

Each of three searches (sentences, windows, BM25) names its nearest passages; every passage that one
of them names is then given all signals, so no candidate is judged on a missing value.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.background import Background, has_han
from index.encoder import Encoder
from index.lexical import LexicalIndex, Postings, tokenise
from index.vectors import VectorIndex, Vectors

__all__ = ["Candidates", "Ids", "Searchable", "query_vector", "retrieve"]

_DEPTH = 100  # rows that each search names

Ids = npt.NDArray[np.int64]


class Searchable(Protocol):
    """What a search reads of a store (see `index.store.Store`, where each is explained)."""

    passages: Ids
    windows: Ids
    sentences: Ids
    window_vectors: VectorIndex
    sentence_vectors: VectorIndex
    lexical: LexicalIndex
    terms: Postings
    window_start: Ids
    sentence_start: Ids
    background: Background


@dataclass(frozen=True)
class Candidates:
    """Candidate passages in document order, each with its signals, all of shape (n,):
    `sentence`, the best cosine of its sentences; `window`, the best cosine of its windows;
    `lexical`, its BM25 score as a share of what is attainable; `coverage`, the share of the
    question's words (by idf) in the sentence that holds most of them.

    `cosines[i]` and `coverages[i]` are those of all sentences of candidate i, in order.
    """

    passages: Ids
    sentence: Vectors
    window: Vectors
    lexical: Vectors
    coverage: Vectors
    cosines: list[Vectors]
    coverages: list[Vectors]


def query_vector(encoder: Encoder, background: Background, search: str) -> Vectors:
    """The vector of a question's search copy, shape (dimension,): without what all questions have
    in common, if it is in Chinese.
    """
    query: Vectors = encoder.encode_query([search])[0]
    return background.centred(query) if has_han(search) else query


def retrieve(
    store: Searchable,
    query: Vectors,
    text: str,
    allowed: npt.NDArray[np.bool_] | None = None,
    always: Ids | None = None,
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
    sentence_rows, edges = _rows(store.sentence_start, passages)
    cosines = _split(store.sentence_vectors.rows(sentence_rows) @ query, edges)
    distinct = np.unique(tokens)
    coverages = _split(store.terms.coverage(distinct, _idf(store, distinct))[sentence_rows], edges)
    window_rows, window_edges = _rows(store.window_start, passages)
    windows = _split(store.window_vectors.rows(window_rows) @ query, window_edges)
    return Candidates(
        *(passages, _most(cosines), _most(windows)),
        # BM25 comes near to the sum of the idf of all tokens, but never over it.
        (scores[passages] / max(float(_idf(store, tokens).sum()), 1e-9)).astype(np.float32),
        *(_most(coverages), cosines, coverages),
    )


def _best(scores: Vectors) -> Ids:
    """The passages of the highest positive scores."""
    if len(scores) > _DEPTH:
        best = np.argpartition(-scores, _DEPTH)[:_DEPTH]
    else:
        best = np.arange(len(scores))
    return best[scores[best] > 0].astype(np.int64)


def _rows(start: Ids, passages: Ids) -> tuple[Ids, list[int]]:
    """The rows of `passages` one after the other, and where each passage's begin and end."""
    lengths = start[passages + 1] - start[passages]
    edges = np.concatenate(([0], np.cumsum(lengths)))
    rows = np.arange(edges[-1]) + np.repeat(start[passages] - edges[:-1], lengths)
    return rows, edges.tolist()


def _split(values: Vectors, edges: list[int]) -> list[Vectors]:
    return [values[a:b] for a, b in pairwise(edges)]


def _most(values: list[Vectors]) -> Vectors:
    return np.array([part.max() for part in values], dtype=np.float32)


def _idf(store: Searchable, tokens: Ids) -> Vectors:
    """Inverse document frequency among passages, as BM25 has it (see `index.lexical`)."""
    df = store.lexical.document_frequency(tokens)
    return np.asarray(np.log(1 + (store.lexical.size - df + 0.5) / (df + 0.5)), dtype=np.float32)
