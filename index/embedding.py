"""Texts -> vectors, without embedding anything twice.

A text's vector depends on the text and the model alone, so it is known by the text's digest: rows
of the store that is being replaced are taken over, and what an interrupted build had embedded is
found again in a side file.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder
from index.onnx_encoder import Progress
from index.vectors import Vectors

__all__ = ["KEY_BYTES", "SideFile", "digests", "embed", "remove_side_files", "side_file"]

KEY_BYTES = 16
_CHUNK = 512  # texts embedded between two writes to the side file


class _Embeds(Protocol):
    dimension: int

    def encode_document(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> Vectors: ...


def digests(texts: Sequence[str]) -> list[bytes]:
    """A 16-byte digest of each text."""
    return [hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest() for text in texts]


class SideFile:
    """Vectors of an unfinished build: records of a digest and a float32 vector, appended."""

    def __init__(self, path: Path, dimension: int) -> None:
        self.path = path
        self._record = np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", (dimension,))])

    def read(self) -> dict[bytes, Vectors]:
        """All whole records; a half-written last one is cut off."""
        if not self.path.exists():
            return {}
        size = self.path.stat().st_size
        if size % self._record.itemsize:
            with self.path.open("r+b") as file:
                file.truncate(size - size % self._record.itemsize)
        records = np.fromfile(self.path, dtype=self._record)
        return {row["key"].tobytes(): row["vector"] for row in records}

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Add records."""
        records = np.zeros(len(keys), dtype=self._record)
        records["key"] = np.frombuffer(b"".join(keys), dtype=f"V{KEY_BYTES}")
        records["vector"] = vectors
        with self.path.open("ab") as file:
            file.write(records.tobytes())

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)


def side_file(folder: Path, encoder: Encoder) -> SideFile:
    """The side file of builds with `encoder` of the store that is put together in `folder`."""
    path = folder / f"embedding-{encoder.fingerprint[:16]}.part"
    return SideFile(path, encoder.dimension)


def remove_side_files(folder: Path) -> None:
    """Delete what builds in `folder`, with whichever model, had embedded on the way."""
    for path in folder.glob("embedding-*.part"):
        path.unlink(missing_ok=True)


def embed(
    texts: Sequence[str],
    encoder: _Embeds,
    known: Mapping[bytes, npt.NDArray[np.float32]],
    side: SideFile,
    progress: Callable[[int, int], None],
) -> tuple[Vectors, list[bytes], int]:
    """The vectors of `texts`, shape (n, dimension), their digests, and how many were embedded now.

    `known`: vectors by digest, from an earlier store of the same model.
    """
    keys = digests(texts)
    found = {key: known[key] for key in keys if key in known} | side.read()
    missing = list({k: t for k, t in zip(keys, texts, strict=True) if k not in found}.items())
    progress(len(texts) - len(missing), len(texts))
    done = 0
    for chunk in _chunks(missing):
        vectors = encoder.encode_document(
            [text for _, text in chunk],
            progress=lambda i, _n, done=done: progress(  # type: ignore[misc]
                len(texts) - len(missing) + done + i, len(texts)
            ),
        )
        side.append([key for key, _ in chunk], vectors)
        found.update(zip((key for key, _ in chunk), vectors, strict=True))
        done += len(chunk)
    progress(len(texts), len(texts))
    rows = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    for row, key in zip(rows, keys, strict=True):
        row[:] = found[key]
    return rows, keys, len(missing)


def _chunks(pairs: list[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    """Chunks of texts of like length: what is encoded together is padded together."""
    pairs = sorted(pairs, key=lambda pair: (len(pair[1]), pair[1]))
    return (pairs[i : i + _CHUNK] for i in range(0, len(pairs), _CHUNK))
