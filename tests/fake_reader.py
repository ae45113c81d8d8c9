"""A fake encoder that tells the vectors of single tokens too: each character is one."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from fake_encoder import FakeEncoder

import index.tokens
from index.tokens import Axes
from index.vectors import Vectors

WIDTH = 64


class FakeReader(FakeEncoder):
    fingerprint = "abcdef0123456789" * 4

    def read_query(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        return self.encode_query(texts), [self._tokens(text) for text in texts]

    def read_document(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        return self.encode_document(texts, progress), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> Vectors:
        rows = np.zeros((len(text), self.dimension), dtype=np.float32)
        for row, character in zip(rows, text, strict=True):
            row[zlib.crc32(character.encode()) % WIDTH] = 3
        return rows


@contextmanager
def fake_axes() -> Iterator[Axes]:
    """Let the shipped axes be those of the fake reader, which keep all that its tokens have."""
    directions = np.eye(FakeReader.dimension, WIDTH, dtype=np.float32)
    rarity = np.eye(1, FakeReader.dimension + 1, FakeReader.dimension, dtype=np.float32)[0]
    found = Axes(np.zeros(FakeReader.dimension, dtype=np.float32), directions, rarity)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(index.tokens, "_shipped", lambda: (FakeReader.fingerprint, found))
        yield found
