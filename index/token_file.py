"""The side file of a build that keeps the tokens of sentences beside their vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import KEY_BYTES, SideFile
from index.encoder import Encoder
from index.store import FORMAT
from index.tokens import Axes, Codes
from index.vectors import Vectors

__all__ = ["TokenFile", "token_file"]


class TokenFile(SideFile):
    """Records of a digest, a vector, the number of tokens, and their codes, which are those that
    `codes` has under the digest: to be there before a record is added, and there once it is read.
    """

    def __init__(self, path: Path, dimension: int, width: int) -> None:
        super().__init__(path, dimension)
        self.codes: dict[bytes, Codes] = {}
        self._bytes = width // 2
        self._head = np.dtype([*self._record.descr, ("tokens", "<u4")])

    def read(self) -> dict[bytes, Vectors]:
        """All whole records; a half-written last one is cut off."""
        data = memoryview(self.path.read_bytes() if self.path.exists() else b"")
        found: dict[bytes, Vectors] = {}
        at, size = 0, self._head.itemsize
        while at + size <= len(data):
            head = np.frombuffer(data, self._head, 1, at)[0]
            end = at + size + int(head["tokens"]) * self._bytes
            if end > len(data):
                break
            key = head["key"].tobytes()
            found[key] = head["vector"]
            self.codes[key] = self.codes_in(data[at + size : end])
            at = end
        if at < len(data):
            with self.path.open("r+b") as file:
                file.truncate(at)
        return found

    def codes_in(self, data: bytes | memoryview) -> Codes:
        """The codes of a text's tokens, whose bytes these are; they are not copied."""
        return np.frombuffer(data, np.uint8).reshape(-1, self._bytes)

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Add records."""
        head = np.zeros(1, dtype=self._head)
        with self.path.open("ab") as file:
            for key, vector in zip(keys, vectors, strict=True):
                head["key"] = np.frombuffer(key, dtype=f"V{KEY_BYTES}")
                head["vector"], head["tokens"] = vector, len(self.codes[key])
                file.write(head.tobytes() + self.codes[key].tobytes())


def token_file(folder: Path, encoder: Encoder, by: Axes) -> TokenFile:
    """That of builds with `encoder` of the store that is put together in `folder`. One of another
    format is not read, since its codes mean something else.
    """
    path = folder / f"embedding-{encoder.fingerprint[:16]}-{FORMAT}.tokens.part"
    return TokenFile(path, encoder.dimension, by.directions.shape[1])
