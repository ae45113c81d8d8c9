"""A tiny deterministic encoder for tests that are not about embeddings: hashed character pairs."""

import zlib
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.background import elsewhere_texts

_ELSEWHERE = frozenset(elsewhere_texts())


class FakeEncoder:
    name = "fake"
    fingerprint = "0123456789abcdef" * 4
    dimension = 256
    max_tokens = 200

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def _vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in zip(text, text[1:] + " ", strict=True):
                row[zlib.crc32("".join(pair).encode()) % self.dimension] += 1
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows

    def encode_query(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._vectors(texts)

    def encode_document(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        if not _ELSEWHERE.issuperset(texts):  # which every new store needs
            self.encoded += texts
        if progress:
            progress(len(texts), len(texts))
        return self._vectors(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) + 2 for text in texts]
