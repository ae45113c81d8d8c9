"""FAISS over rows of unit vectors: exact inner product, memory-mapped when opened.

Row i of the index is row i of whatever table stands beside it; nothing is added or left out.
"""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# OpenMP threads that spin while they wait starve every other process on a small machine
# (a question took 1.7 s instead of 16 ms); the setting is read when faiss loads its OpenMP.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import faiss

__all__ = ["VectorIndex", "Vectors", "open_vectors", "write_vectors"]

Vectors = npt.NDArray[np.float32]


class VectorIndex:
    """An opened index: `size` rows of `dimension` numbers."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.size = int(index.ntotal)
        self.dimension = int(index.d)

    def search(
        self, query: Vectors, k: int, allowed: npt.NDArray[np.bool_] | None = None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        """The `k` nearest rows of one query, shape (dimension,): rows and cosines, best first,
        ties in row order. `allowed`, shape (size,), says which rows may be found.
        """
        k = min(k, self.size)
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(self.size, faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        depth = min(k + 1, self.size)
        while True:
            (scores,), (rows,) = self._index.search(query[None, :], depth, params=parameters)
            # Of rows that tie for the last place, FAISS keeps any: look further until none do.
            if depth == self.size or rows[-1] < 0 or scores[-1] < scores[k - 1]:
                break
            depth = min(4 * depth, self.size)
        order = np.lexsort((rows, -scores))
        order = order[rows[order] >= 0][:k]  # FAISS fills up with -1 when fewer are found
        return rows[order], scores[order]

    def rows(self, ids: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of rows `ids`, shape (len(ids), dimension)."""
        if not len(ids):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(ids), dtype=np.float32)


def write_vectors(vectors: Vectors, path: Path) -> None:
    """Write an exact index of `vectors`, shape (n, dimension). Raises OSError."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # all that FAISS raises, for a full disk too
        raise OSError(errno.EIO, f"{path.name} cannot be written", str(path)) from error


def open_vectors(path: Path) -> VectorIndex:
    """Open the index at `path` without reading it into memory. Raises RuntimeError if FAISS cannot
    make sense of the file.
    """
    return VectorIndex(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
