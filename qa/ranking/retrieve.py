"""Question -> candidate passages with their signals. Exact for every candidate.

Each of three searches (sentences, windows, BM25) names its nearest passages; every passage that one
of them names is then given all signals, so no candidate is judged on a missing value.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.background import Background, has_han
from index.encoder import Encoder, reads_tokens
from index.lexical import tokenise
from index.searches import Nearest, Terms, Words
from index.tokens import Tokens, axes
from index.vectors import Vectors
from qa.question.asking import marked
from qa.question.introduced import asked_after

__all__ = [
    "Candidates",
    "Ids",
    "Place",
    "Query",
    "Searchable",
    "inside",
    "query_vectors",
    "ranges",
    "read_queries",
    "retrieve",
]

_DEPTH = 100  # rows that each search names

Ids = npt.NDArray[np.int64]
Place = tuple[int, int, int]  # a document's id, and code points [start, end) of its text


class Searchable(Protocol):
    """What a search reads of a store (see `index.store.Store`, where each is explained)."""

    passages: Ids
    windows: Ids
    sentences: Ids
    window_start: Ids
    sentence_start: Ids
    background: Background

    @property
    def tokens(self) -> Tokens | None:
        """Of row i of `sentences`; None if there are none."""
        ...

    @property
    def window_vectors(self) -> Nearest:
        """Row i is row i of `windows`."""
        ...

    @property
    def sentence_vectors(self) -> Nearest:
        """Row i is row i of `sentences`."""
        ...

    @property
    def lexical(self) -> Words:
        """Row i is passage i."""
        ...

    @property
    def terms(self) -> Terms:
        """Row i is row i of `sentences`."""
        ...


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


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is compared: its `vector`, shape (dimension,), without what all questions
    have in common, its `tokens`, shape (tokens, width), none where the store has none, and their
    `shares`, shape (tokens,), in sum 1.
    """

    vector: Vectors
    tokens: Vectors
    shares: Vectors


def read_queries(
    encoder: Encoder, background: Background, tokens: Tokens | None, searches: Sequence[str]
) -> list[Query]:
    """What each question's search copy is compared by, with a store's `tokens` if it has any: with
    a question mark, as those that the model was fitted to, whatever it ends with. One that begins
    with who asks is compared as it is and without that, half and half.
    """
    searches = [marked(search) for search in searches]
    apart = [asked_after(search) for search in searches]
    read = _read_queries(encoder, background, tokens, [*searches, *filter(None, apart)])
    whole, rest = read[: len(searches)], iter(read[len(searches) :])
    return [
        _between(each, next(rest)) if after else each
        for each, after in zip(whole, apart, strict=True)
    ]


def _between(whole: Query, rest: Query) -> Query:
    """A vector between both, and the tokens of both, each with half its share."""
    vector = whole.vector + rest.vector
    return Query(
        vector / max(np.linalg.norm(vector), np.finfo(np.float32).tiny),
        np.concatenate([whole.tokens, rest.tokens]),
        np.concatenate([whole.shares, rest.shares]) * np.float32(0.5),
    )


def _read_queries(
    encoder: Encoder, background: Background, tokens: Tokens | None, searches: Sequence[str]
) -> list[Query]:
    by = None if tokens is None else axes(encoder)
    if by is None or not reads_tokens(encoder):
        none = np.zeros((0, 0), dtype=np.float32)
        alone = query_vectors(encoder, background, searches)
        return [Query(vector, none, none.ravel()) for vector in alone]
    vectors, states = encoder.read_query(searches)
    return [
        Query(background.centred(vector, has_han(search)), by.project(each), by.shares(each))
        for search, vector, each in zip(searches, vectors, states, strict=True)
    ]


def query_vectors(
    encoder: Encoder, background: Background, searches: Sequence[str]
) -> list[Vectors]:
    """The vector of each question's search copy, shape (dimension,), without what all questions
    have in common.
    """
    queries = encoder.encode_query(searches)
    return [
        background.centred(query, has_han(search))
        for search, query in zip(searches, queries, strict=True)
    ]


def ranges(documents: Ids, chosen: Collection[int]) -> Ids:
    """The ranges of rows, shape (m, 2), of the `chosen` documents; `documents`, in ascending order,
    are those of all rows.
    """
    ids = np.array(sorted(chosen), dtype=documents.dtype)
    first, last = (np.searchsorted(documents, ids, side=side) for side in ("left", "right"))
    return np.stack([first, last], axis=1)


def inside(passages: Ids, places: Collection[Place]) -> Ids:
    """The ranges of rows, shape (m, 2), of the `passages` (the store's table) that begin inside one
    of `places`.
    """
    found: list[tuple[int, int]] = []
    for document, start, end in sorted(set(places)):
        ((first, last),) = ranges(passages[:, 0], [document])
        edges = np.searchsorted(passages[first:last, 3], [start, end])
        begin = max(first + edges[0], found[-1][1] if found else 0)  # places may overlap
        if begin < first + edges[1]:
            found.append((begin, first + edges[1]))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def retrieve(
    store: Searchable,
    query: Vectors,
    text: str,
    allowed: Ids | None = None,
    always: Ids | None = None,
    preferred: Ids | None = None,
) -> Candidates:
    """The candidates for a question: `query` its vector, `text` its words.

    `allowed`: the ranges of passages, shape (m, 2), that may be found; `preferred`: those of them,
    as ranges, of which the nearest are candidates too, however many others are nearer; `always`:
    passages that are candidates whatever the searches say.
    """
    tokens = tokenise(text)
    found = [_nearest(store, query, tokens, allowed)]
    if preferred is not None and len(preferred):
        found.append(_nearest(store, query, tokens, preferred))
    if always is not None:
        found.append(always)
    passages = np.unique(np.concatenate(found))
    scores = store.lexical.scores(tokens, passages)
    sentence_rows, edges = _rows(store.sentence_start, passages)
    cosines = store.sentence_vectors.cosines(query, sentence_rows)
    distinct = np.unique(tokens)
    coverages = store.terms.coverage(distinct, _idf(store, distinct), sentence_rows)
    window_rows, window_edges = _rows(store.window_start, passages)
    windows = store.window_vectors.cosines(query, window_rows)
    return Candidates(
        *(passages, _most(cosines, edges), _most(windows, window_edges)),
        # BM25 comes near to the sum of the idf of all tokens, but never over it.
        (scores / max(float(_idf(store, tokens).sum()), 1e-9)).astype(np.float32),
        *(_most(coverages, edges), _split(cosines, edges), _split(coverages, edges)),
    )


def _nearest(store: Searchable, query: Vectors, tokens: Ids, allowed: Ids | None) -> Ids:
    """The passages that each of the three searches names."""
    named = [store.lexical.search(tokens, _DEPTH, allowed)[0]]
    for table, start, index in (
        (store.sentences, store.sentence_start, store.sentence_vectors),
        (store.windows, store.window_start, store.window_vectors),
    ):
        rows, _ = index.search(query, _DEPTH, None if allowed is None else start[allowed])
        named.append(table[rows, 0])
    return np.concatenate(named)


def _rows(start: Ids, passages: Ids) -> tuple[Ids, list[int]]:
    """The rows of `passages` one after the other, and where each passage's begin and end."""
    lengths = start[passages + 1] - start[passages]
    edges = np.concatenate(([0], np.cumsum(lengths)))
    rows = np.arange(edges[-1]) + np.repeat(start[passages] - edges[:-1], lengths)
    return rows, edges.tolist()


def _split(values: Vectors, edges: list[int]) -> list[Vectors]:
    return [values[a:b] for a, b in pairwise(edges)]


def _most(values: Vectors, edges: list[int]) -> Vectors:
    return np.asarray(
        np.maximum.reduceat(values, np.array(edges[:-1], dtype=np.int64)), dtype=np.float32
    )


def _idf(store: Searchable, tokens: Ids) -> Vectors:
    """Inverse document frequency among passages, as BM25 has it (see `index.lexical`)."""
    df = store.lexical.document_frequency(tokens)
    return np.asarray(np.log(1 + (store.lexical.size - df + 0.5) / (df + 0.5)), dtype=np.float32)
