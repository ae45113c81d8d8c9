"""FAISS over rows of unit vectors: memory-mapped when opened, exact while that is cheap.

Row i of the index is row i of whatever table stands beside it; nothing is added or left out. The
vectors themselves are kept whole (`NAME.faiss`), since an answer's order comes from exact cosines.
Where there are many of them, graphs (HNSW over 8-bit copies; `NAME_0.hnsw` and so on) say which
rows are worth comparing: `scripts/bench_search` measures from where on that is faster, and how
seldom it misses one of the nearest ten. Rows with the same vector (laws repeat each other's
sentences) share one node, since nodes at distance 0 crowd each other out of a graph: node n stands
for the rows `order[start[n]:start[n + 1]]` (`NAME_order.npy`, `NAME_start.npy`).
"""

import errno
import hashlib
import os
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
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
# Rows to a graph. One thread builds it, so that the same vectors give the same graph, and several
# are built at a time.
_SHARD = 1 << 18
_LINKS = 16  # of a row to others
_BUILD_EFFORT, _EFFORT = 80, 768  # rows looked at in a graph, for a row that joins and a query
_WIDER = 2  # rows whose exact cosines are taken, for one that is wanted

_AT_ONCE = 1 << 16  # rows read at once; a call of the system gives less than 2 GiB
_NONE = np.zeros(0, dtype=np.int64)
_faiss: Any = faiss  # its stubs do not know all of it


class VectorIndex:
    """An opened index: `size` rows of `dimension` numbers."""

    def __init__(
        self,
        flat: Any,
        graphs: Sequence[Any] = (),
        order: Ids = _NONE,
        start: Ids = _NONE,
        path: Path | None = None,
    ) -> None:
        """Put the parts together (see above); `path` is where `flat` lies, if its rows are to be
        read from the file: a few thousand of a million, mapped, bring in most of the file, since
        pages come in with their neighbours.
        """
        self._flat, self._graphs = flat, graphs
        self._file = None
        if path is not None and hasattr(os, "preadv"):
            self._file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
            self._begin = os.fstat(self._file).st_size - 4 * flat.ntotal * flat.d
        self._order, self._start = order, start
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
        starts, order = self._start, self._order
        nodes = None if inside is None else np.logical_or.reduceat(inside[order], starts[:-1])
        found: list[Ids] = []
        nearness: list[Vectors] = []
        first = 0
        for graph in self._graphs:
            part = None if nodes is None else nodes[first : first + graph.ntotal]
            bits, selector = _selector(part)
            parameters = _faiss.SearchParametersHNSW(efSearch=max(effort, _WIDER * k), sel=selector)
            (scores,), (near,) = graph.search(query[None, :], _WIDER * k, params=parameters)
            del bits
            found.append(near[near >= 0] + first)
            nearness.append(scores[near >= 0])
            first += graph.ntotal
        best, _ = _first(np.concatenate(found), np.concatenate(nearness), _WIDER * k)
        rows = np.concatenate([order[starts[node] : starts[node + 1]] for node in best])
        return np.sort(rows if inside is None else rows[inside[rows]]).astype(np.int64)

    def cosines(self, query: Vectors, ids: Ids) -> Vectors:
        """The cosine of one query with each of the rows `ids`."""
        return np.asarray(self.rows(ids) @ query, dtype=np.float32)

    def rows(self, ids: Ids) -> Vectors:
        """The vectors of rows `ids`, shape (len(ids), dimension)."""
        if not len(ids):
            return np.zeros((0, self.dimension), dtype=np.float32)
        if self._file is None:
            return np.asarray(self._flat.reconstruct_batch(ids), dtype=np.float32)
        found = np.empty((len(ids), self.dimension), dtype=np.float32)
        width, buffer = found.strides[0], found.data.cast("B")
        breaks = np.flatnonzero(np.diff(ids, prepend=ids[0] - 2, append=ids[-1] + 2) != 1)
        edges = np.union1d(breaks, np.arange(0, len(ids), _AT_ONCE))
        for a, b in pairwise(edges.tolist()):  # rows that are neighbours are read at once
            at = self._begin + int(ids[a]) * width
            if os.preadv(self._file, [buffer[a * width : b * width]], at) != (b - a) * width:
                raise OSError(errno.EIO, "the file of vectors is cut off")
        return found


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
    if len(vectors) <= exact:
        return
    order, start = _alike(vectors)
    np.save(_beside(path, "order.npy"), order)
    np.save(_beside(path, "start.npy"), start)
    parts = np.array_split(order[start[:-1]], _graph_count(len(vectors)))
    with ThreadPoolExecutor(usable_cores()) as pool:
        for i, graph in enumerate(pool.map(lambda rows: _graph(vectors[rows]), parts)):
            _write(graph, _beside(path, f"{i}.hnsw"))


def _alike(vectors: Vectors) -> tuple[npt.NDArray[np.int32], Ids]:
    """Rows that are the same, together: `order`, all rows, in ascending order among their like, and
    `start`, where each kind begins in it. The kinds come in an order that has nothing to do with
    that of the rows, since a graph is the better for it.
    """
    digests = b"".join(hashlib.blake2b(row, digest_size=8).digest() for row in vectors)
    keys = np.frombuffer(digests, dtype="<u8")
    order = np.argsort(keys, kind="stable").astype(np.int32)
    first = np.flatnonzero(np.diff(keys[order], prepend=~keys[order[:1]]))
    return order, np.append(first, len(order)).astype(np.int64)


def _graph(vectors: Vectors) -> Any:
    faiss.omp_set_num_threads(1)  # of this thread's loops: their order decides on the graph
    kind = _faiss.ScalarQuantizer.QT_8bit
    graph = _faiss.IndexHNSWSQ(vectors.shape[1], kind, _LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _BUILD_EFFORT
    graph.keep_max_size_level0 = True  # fewer nodes that no link leads to
    graph.train(vectors)
    graph.add(vectors)
    return graph


def _graph_count(size: int) -> int:
    return -(-size // _SHARD)


def _beside(path: Path, name: str) -> Path:
    """Where what belongs to the index at `path` is."""
    return path.with_name(f"{path.stem}_{name}")


def _write(index: Any, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # all that FAISS raises, for a full disk too
        raise OSError(errno.EIO, f"{path.name} cannot be written", str(path)) from error


def open_vectors(path: Path, exact: int = _EXACT) -> VectorIndex:
    """Open the index at `path`, written with the same `exact`, without reading it into memory.
    Raises RuntimeError if FAISS cannot make sense of a file, or OSError.
    """
    flat = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    if flat.ntotal <= exact:
        return VectorIndex(flat)
    graphs = [
        faiss.read_index(str(_beside(path, f"{i}.hnsw")), faiss.IO_FLAG_MMAP_IFC)
        for i in range(_graph_count(int(flat.ntotal)))
    ]
    order, start = (
        np.asarray(np.load(_beside(path, name), mmap_mode="r"))
        for name in ("order.npy", "start.npy")
    )
    return VectorIndex(flat, graphs, order, start, path)
