"""What a store can be asked to find, wherever its indexes are: in files or on a server."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Ids", "Nearest", "Terms", "Vectors", "Words"]

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]


class Nearest(Protocol):
    """`size` unit vectors of `dimension` numbers, wherever they are."""

    size: int
    dimension: int

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The `k` nearest rows of one query, shape (dimension,): rows and cosines, best first,
        ties in row order. `allowed`, shape (m, 2), are the ranges of rows that may be found,
        half-open and in ascending order.
        """
        ...

    def cosines(self, query: Vectors, ids: Ids) -> Vectors:
        """The cosine of one query with each of the rows `ids`, in ascending order."""
        ...

    def rows(self, ids: Ids) -> Vectors:
        """The vectors of rows `ids`, in ascending order, shape (len(ids), dimension)."""
        ...


class Words(Protocol):
    """BM25 over `size` rows, wherever they are."""

    @property
    def keys(self) -> Ids:
        """The tokens that it knows, in ascending order."""
        ...

    @property
    def size(self) -> int:
        """How many rows."""
        ...

    def document_frequency(self, tokens: Ids) -> Ids:
        """In how many rows each of `tokens` occurs."""
        ...

    def search(self, tokens: Ids, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The `k` best rows with a positive score for `tokens` (with repeats): rows and scores,
        best first, ties in row order. `allowed`, shape (m, 2), are the ranges of rows that may be
        found, half-open and in ascending order.
        """
        ...

    def scores(self, tokens: Ids, rows: Ids) -> Vectors:
        """The score of each of `rows`, in ascending order."""
        ...


class Terms(Protocol):
    """Which rows hold which token (see `index.lexical.Postings`)."""

    def document_frequency(self, tokens: Ids) -> Ids:
        """In how many rows each of `tokens` occurs."""
        ...

    def coverage(self, tokens: Ids, weights: Vectors, rows: Ids) -> Vectors:
        """The share by weight of the distinct `tokens` that occur in each of `rows`, in ascending
        order.
        """
        ...

    def rows_with(self, token: int) -> npt.NDArray[np.int32]:
        """The rows that hold a token, in order."""
        ...
