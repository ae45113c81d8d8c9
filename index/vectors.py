"""FAISS over rows of unit vectors: memory-mapped when opened, exact while that is cheap.

Row i of the index is row i of whatever table stands beside it; nothing is added or left out. The
vectors are kept whole (`NAME.faiss`), since an answer's order comes from exact cosines. Where there
are many of them, a code of 4 bits for every two numbers (`NAME.codes`, product quantisation read
by FAISS's fast scan) says which thousand rows are worth comparing: `scripts/bench_search` measures
from where on that is faster, and how seldom it misses one of the nearest ten. Graphs (HNSW) were
tried: far slower to build, and some rows that no link leads to are never found.
"""

import errno
import os
import weakref
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# OpenMP threads that spin while they wait starve every other process on a small machine
# (a question took 1.7 s instead of 16 ms); the setting is read when faiss loads its OpenMP.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import faiss

from index.searches import Ids, Vectors

__all__ = ["VectorIndex", "Vectors", "open_vectors", "write_vectors"]

_EXACT = 20_000  # rows that are compared one by one within a few milliseconds
_EXACT_AMONG = 100_000  # the same where only some rows are allowed, which codes cannot skip
_COMPARED, _COMPARED_EACH = 1000, 10  # rows compared after the codes: at least, and for one wanted
_TRAINED = 20_000  # rows that the codes are fitted to
_MAPPED = 1 << 27  # bytes of vectors that may all come into memory
_AT_ONCE = 1 << 16  # rows read at once; a call of the system gives less than 2 GiB
_faiss: Any = faiss  # its stubs do not know all of it


class VectorIndex:
    """An opened index: `size` rows of `dimension` numbers."""

    def __init__(self, flat: Any, codes: Any = None, path: Path | None = None) -> None:
        """Put the parts together (see above); `path` is where `flat` lies. Of a large file single
        rows are read: mapped, a few thousand of a million bring in most of it, since pages come in
        with their neighbours.
        """
        self._flat, self._codes = flat, codes
        self.size = int(flat.ntotal)
        self.dimension = int(flat.d)
        self._file = None
        large = path is not None and path.stat().st_size > _MAPPED
        if path is not None and large and hasattr(os, "preadv"):
            self._file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
            self._begin = os.fstat(self._file).st_size - 4 * self.size * self.dimension

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
        if self._codes is not None and (inside is None or count > _EXACT_AMONG):
            least = min(max(_COMPARED, _COMPARED_EACH * k), count)
            rows = self._promising(query, least, inside)
            if len(rows) >= least:
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

    def _promising(self, query: Vectors, least: int, inside: npt.NDArray[np.bool_] | None) -> Ids:
        """The rows, ascending, that are nearest by their codes: `least` of them, or those of them
        that are `inside`, which are as many unless it is far from the query.
        """
        share = 1.0 if inside is None else 0.5 * float(inside.mean())
        _, (rows,) = self._codes.search(query[None, :], min(int(least / share), self.size))
        rows = np.sort(rows[rows >= 0])
        return rows if inside is None else rows[inside[rows]]

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
    """Write an index of `vectors`, shape (n, dimension), to `path`, and codes beside it if there
    are more than `exact` of them. Raises OSError.
    """
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    _write(flat, path)
    if len(vectors) > exact:
        _write(_codes(vectors), path.with_suffix(".codes"))


def _codes(vectors: Vectors) -> Any:
    dimension = vectors.shape[1]
    parts = dimension // 2 if dimension % 2 == 0 else dimension
    codes = _faiss.IndexPQFastScan(dimension, parts, 4, faiss.METRIC_INNER_PRODUCT)
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # sums in one order: the same vectors give the same codes
    try:
        codes.train(np.ascontiguousarray(vectors[:: -(-len(vectors) // _TRAINED)]))
        codes.add(vectors)
    finally:
        faiss.omp_set_num_threads(threads)
    return codes


def _write(index: Any, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # all that FAISS raises; its message ends with the system's
        said = str(error).rstrip(")")
        code = next((c for c in errno.errorcode if said.endswith(os.strerror(c))), errno.EIO)
        raise OSError(code, os.strerror(code), str(path)) from error


def open_vectors(path: Path, exact: int = _EXACT) -> VectorIndex:
    """Open the index at `path`, written with the same `exact`, without reading it into memory.
    Raises RuntimeError if FAISS cannot make sense of a file.
    """
    flat = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    if flat.ntotal <= exact:
        return VectorIndex(flat)
    return VectorIndex(flat, faiss.read_index(str(path.with_suffix(".codes"))), path)
