"""FAISS over rows of unit vectors: memory-mapped when opened, exact while that is cheap.

Row i of the index is row i of whatever table stands beside it; nothing is added or left out. The
vectors themselves are kept whole (`NAME.faiss`), since an answer's order comes from exact cosines.
Where there are many of them, graphs (HNSW over 8-bit copies; `NAME_0.hnsw` and so on, a graph for
each `_SHARD` rows) say which rows are worth comparing: `scripts/bench_search` measures from where
on that is faster, and how seldom it misses one of the nearest ten.
"""

import errno
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# OpenMP threads that spin while they wait starve every other process on a small machine
# (a question took 1.7 s instead of 16 ms); the setting is read when faiss loads its OpenMP.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import faiss

from index.encoder import usable_cores
from index.searches import Ids, Vectors

__all__ = ["VectorIndex", "Vectors", "open_vectors", "write_vectors"]

_EXACT = 20_000  # rows that are compared one by one within a few milliseconds
# Rows of a graph. One thread builds it, so that the same vectors give the same graph, and several
# are built at a time.
_SHARD = 1 << 18
_LINKS = 16  # of a row to others
_BUILD_EFFORT, _EFFORT = 80, 512  # rows looked at in a graph, for a row that joins and a query
_WIDER = 2  # rows whose exact cosines are taken, for one that is wanted

_faiss: Any = faiss  # its stubs do not know all of it


class VectorIndex:
    """An opened index: `size` rows of `dimension` numbers."""

    def __init__(self, flat: Any, graphs: Sequence[Any] = ()) -> None:
        self._flat, self._graphs = flat, graphs
        self.size = int(flat.ntotal)
        self.dimension = int(flat.d)

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The `k` nearest rows of one query, shape (dimension,): rows and cosines, best first,
        ties in row order. `allowed`, shape (m, 2), are the ranges of rows that may be found,
        half-open and in ascending order.
        """
        count = self.size if allowed is None else int((allowed[:, 1] - allowed[:, 0]).sum())
        k = min(k, count)
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        inside = None if allowed is None else _mask(allowed, self.size)
        if self._graphs and (count > _EXACT or inside is None):
            rows = self._promising(query, k, inside, _EFFORT * self.size // count)
            if len(rows) >= k:
                return _first(rows, self.cosines(query, rows), k)
        return self._exact(query, k, inside)

    def _exact(
        self, query: Vectors, k: int, inside: npt.NDArray[np.bool_] | None
    ) -> tuple[Ids, Vectors]:
        """`search` over all rows that are `inside`, of which there are at least `k`."""
        bits, selector = _selector(inside)
        parameters = selector and _faiss.SearchParameters(sel=selector)
        depth = min(k + 1, self.size)
        while True:
            (scores,), (rows,) = self._flat.search(query[None, :], depth, params=parameters)
            # Of rows that tie for the last place, FAISS keeps any: look further until none do.
            if depth == self.size or rows[-1] < 0 or scores[-1] < scores[k - 1]:
                break
            depth = min(4 * depth, self.size)
        del bits  # the selector points into it
        found = rows >= 0  # FAISS fills up with -1 when fewer are found
        return _first(rows[found], scores[found], k)

    def _promising(
        self, query: Vectors, k: int, inside: npt.NDArray[np.bool_] | None, effort: int
    ) -> Ids:
        """The rows, ascending, that are nearest by the 8-bit copies."""
        found: list[Ids] = []
        nearness: list[Vectors] = []
        start = 0
        for graph in self._graphs:
            part = None if inside is None else inside[start : start + graph.ntotal]
            bits, selector = _selector(part)
            parameters = _faiss.SearchParametersHNSW(efSearch=max(effort, _WIDER * k), sel=selector)
            (scores,), (rows,) = graph.search(query[None, :], _WIDER * k, params=parameters)
            del bits
            found.append(rows[rows >= 0] + start)
            nearness.append(scores[rows >= 0])
            start += graph.ntotal
        rows, _ = _first(np.concatenate(found), np.concatenate(nearness), _WIDER * k)
        return np.sort(rows)

    def cosines(self, query: Vectors, ids: Ids) -> Vectors:
        """The cosine of one query with each of the rows `ids`."""
        return np.asarray(self.rows(ids) @ query, dtype=np.float32)

    def rows(self, ids: Ids) -> Vectors:
        """The vectors of rows `ids`, shape (len(ids), dimension)."""
        if not len(ids):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._flat.reconstruct_batch(ids), dtype=np.float32)


def _mask(ranges: Ids, size: int) -> npt.NDArray[np.bool_]:
    """Whether each of `size` rows lies in one of `ranges`."""
    inside = np.zeros(size, dtype=np.bool_)
    for first, last in ranges.tolist():
        inside[first:last] = True
    return inside


def _selector(inside: npt.NDArray[np.bool_] | None) -> tuple[Any, Any]:
    """What tells FAISS which rows may be found, and the memory behind it; None for all."""
    if inside is None:
        return None, None
    bits = np.packbits(inside, bitorder="little")
    return bits, faiss.IDSelectorBitmap(len(inside), faiss.swig_ptr(bits))


def _first(rows: Ids, scores: Vectors, k: int) -> tuple[Ids, Vectors]:
    """The `k` rows with the highest scores, best first, ties in row order."""
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


def write_vectors(vectors: Vectors, path: Path, exact: int = _EXACT) -> None:
    """Write an index of `vectors`, shape (n, dimension), to `path`, and graphs beside it if there
    are more than `exact` of them. Raises OSError.
    """
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    _write(flat, path)
    paths = _graph_paths(path, len(vectors), exact)
    parts = np.array_split(vectors, len(paths)) if paths else []
    with ThreadPoolExecutor(usable_cores()) as pool:
        for graph, place in zip(pool.map(_graph, parts), paths, strict=True):
            _write(graph, place)


def _graph(vectors: Vectors) -> Any:
    faiss.omp_set_num_threads(1)  # of this thread's loops: their order decides on the graph
    kind = _faiss.ScalarQuantizer.QT_8bit
    graph = _faiss.IndexHNSWSQ(vectors.shape[1], kind, _LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _BUILD_EFFORT
    graph.train(vectors)
    graph.add(vectors)
    return graph


def _graph_paths(path: Path, size: int, exact: int) -> list[Path]:
    """Where the graphs of an index of `size` rows at `path` are."""
    count = -(-size // _SHARD) if size > exact else 0
    return [path.with_name(f"{path.stem}_{i}.hnsw") for i in range(count)]


def _write(index: Any, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # all that FAISS raises, for a full disk too
        raise OSError(errno.EIO, f"{path.name} cannot be written", str(path)) from error


def open_vectors(path: Path, exact: int = _EXACT) -> VectorIndex:
    """Open the index at `path`, written with the same `exact`, without reading it into memory.
    Raises RuntimeError if FAISS cannot make sense of a file.
    """
    flat = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    graphs = [
        faiss.read_index(str(place), faiss.IO_FLAG_MMAP_IFC)
        for place in _graph_paths(path, int(flat.ntotal), exact)
    ]
    return VectorIndex(flat, graphs)
