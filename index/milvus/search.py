"""The searches of a store, answered by a Milvus server (the protocols of `index.searches`).

Row numbers are the ids, so a range of rows is a range of ids and needs no further field. Builds are
never changed, so the server need not wait until it has seen what others write ("Eventually").
"""

from typing import Any

import numpy as np
from pymilvus import MilvusClient

from index.errors import StoreUnreachable
from index.lexical import columns_of
from index.milvus.address import Address
from index.milvus.server import READ_SECONDS, asked, count, read_rows
from index.searches import Ids, Vectors

__all__ = ["MilvusLexical", "MilvusVectors"]

_MOST = 16_384  # rows that Milvus names for one query
_DECIMALS = 6  # of what the server computes in single precision
_BATCH = 4096  # vectors read at once: 6 MiB


class _Collection:
    """Rows with one vector each, dense or sparse, that are compared by inner product."""

    def __init__(self, client: MilvusClient, address: Address, name: str) -> None:
        self.client = client
        self.address = address
        self.name = name

    def best(self, query: Any, k: int, size: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """The `k` best rows of `size` and their products with `query`, best first, ties in row
        order.
        """
        where = "" if allowed is None else _within(allowed)
        k = min(k, size)
        if k == 0 or where is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        depth = min(k + 1, size, _MOST)
        while True:
            rows, scores = self._search(query, depth, where)
            # Of rows that tie for the last place, any may be named: look further until none do.
            if depth == min(size, _MOST) or len(rows) < depth or scores[-1] < scores[k - 1]:
                break
            depth = min(4 * depth, size, _MOST)
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

    def products(self, query: Any, ids: Ids) -> Vectors:
        """The product of `query` with each of the rows `ids`, in ascending order; 0 for a row that
        the server does not name.
        """
        products = np.zeros(len(ids), dtype=np.float32)
        for start in range(0, len(ids), _MOST):
            part = ids[start : start + _MOST]
            rows, scores = self._search(query, len(part), f"id in {part.tolist()}")
            products[start + np.searchsorted(part, rows)] = scores
        return products

    def _search(self, query: Any, k: int, where: str) -> tuple[Ids, Vectors]:
        (hits,) = asked(
            *(self.client, self.address, self.name),
            lambda: self.client.search(
                *(self.name, [query], where, k),
                anns_field="vector",
                search_params={"metric_type": "IP"},
                consistency_level="Eventually",
                timeout=READ_SECONDS,
            ),
        )
        # Equal vectors may differ in the last bit, by the order in which a server adds up.
        scores = np.array(hits.distances, dtype=np.float32).round(_DECIMALS)
        return np.array(hits.ids, dtype=np.int64), scores


class MilvusVectors(_Collection):
    """`size` vectors of `dimension` numbers in a collection."""

    def __init__(self, client: MilvusClient, address: Address, name: str, dimension: int) -> None:
        super().__init__(client, address, name)
        self.size = count(client, address, name)
        self.dimension = dimension

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The `k` nearest rows of one query: rows and cosines, best first, ties in row order."""
        return self.best(query, k, self.size, allowed)

    def cosines(self, query: Vectors, ids: Ids) -> Vectors:
        """The cosine of each of the rows `ids`, in ascending order."""
        return self.products(query, ids)

    def rows(self, ids: Ids) -> Vectors:
        """The vectors of rows `ids`, in ascending order, shape (len(ids), dimension)."""
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            where = f"id in {part.tolist()}"
            found = read_rows(self.client, self.address, self.name, where, ["id", "vector"])
            if len(found) != len(part):
                raise StoreUnreachable(
                    f"集合 {self.name} 只给出 {len(part)} 个向量中的 {len(found)} 个；请再试一次",
                    f"collection {self.name} gives {len(found)} of {len(part)} vectors; try again",
                )
            places = start + np.searchsorted(part, [row["id"] for row in found])
            vectors[places] = np.array([row["vector"] for row in found], dtype=np.float32)
        return vectors


class MilvusLexical(_Collection):
    """BM25 over `size` passages. The collection holds their scores by column; which column is a
    token's (`keys`, sorted) and how long it is (`start`) are read on this machine.
    """

    def __init__(
        self, client: MilvusClient, address: Address, name: str, keys: Ids, start: Ids, size: int
    ) -> None:
        super().__init__(client, address, name)
        self.size = size
        self.keys = keys
        self._lengths = np.diff(start)

    def document_frequency(self, tokens: Ids) -> Ids:
        """In how many passages each of `tokens` occurs."""
        columns, known = columns_of(self.keys, tokens)
        frequency = np.zeros(len(tokens), dtype=np.int64)
        frequency[known] = self._lengths[columns[known]]
        return frequency

    def search(self, tokens: Ids, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The `k` best passages with a positive score: rows and scores, ties in row order."""
        rows, scores = (
            self.best(query, k, self.size, allowed)
            if (query := self._query(tokens))
            else (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
        )
        return rows[scores > 0], scores[scores > 0]

    def scores(self, tokens: Ids, rows: Ids) -> Vectors:
        """The score of each of the passages `rows`, in ascending order."""
        query = self._query(tokens)
        return self.products(query, rows) if query else np.zeros(len(rows), dtype=np.float32)

    def _query(self, tokens: Ids) -> dict[int, float]:
        """How often a question has the token of each column."""
        columns, known = columns_of(self.keys, tokens)
        found, times = np.unique(columns[known], return_counts=True)
        return dict(zip(found.tolist(), times.astype(float).tolist(), strict=True))


def _within(allowed: Ids) -> str | None:
    """Ranges of rows, shape (m, 2), ascending, as a filter; None if no row is in them. Ranges that
    touch become one.
    """
    ranges = allowed[allowed[:, 0] < allowed[:, 1]]
    if not len(ranges):
        return None
    fresh = np.append(True, ranges[1:, 0] > ranges[:-1, 1])
    last = np.append(np.flatnonzero(fresh)[1:] - 1, len(ranges) - 1)
    edges = zip(ranges[fresh, 0].tolist(), ranges[last, 1].tolist(), strict=True)
    return " or ".join(f"(id >= {first} and id < {end})" for first, end in edges)
