"""The rows of a store -> their vectors and tokens: taken over from the store before, found in what
an interrupted build had embedded, or embedded now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.background import elsewhere
from index.embedding import KEY_BYTES, SideFile, digests, embed, side_file
from index.encoder import Encoder, Reader
from index.rows import Rows
from index.store import Store
from index.tokens import MOST_SENTENCES, Axes, Codes, axes
from index.vectors import Vectors

__all__ = ["EmbeddedRows", "embed_rows"]


@dataclass(frozen=True, slots=True)
class EmbeddedRows:
    """Vectors of the `windows` and of the `sentences`, each with their digests; the codes of the
    sentences' `tokens` (see `index.tokens`), [] if there are to be none; vectors that are `beside`
    them (see `index.background.elsewhere`); and how many texts were embedded `anew`.
    """

    encoder: Encoder
    windows: tuple[Vectors, list[bytes]]
    sentences: tuple[Vectors, list[bytes]]
    tokens: list[Codes]
    beside: Vectors
    anew: int


def embed_rows(
    rows: Rows,
    encoder: Encoder,
    folder: Path,
    old: Store | None,
    progress: Callable[[int, int], None],
) -> EmbeddedRows:
    """Embed the rows of the store that is put together in `folder`; `old` is the one before."""
    if old is not None and old.manifest.fingerprint != encoder.fingerprint:
        old = None
    windows, sentences = rows.window_texts, rows.sentence_texts
    cut, every = len(windows), len(windows) + len(sentences)
    side = side_file(folder, encoder)
    found = embed(windows, encoder, _known(old, "windows"), side, lambda i, _n: progress(i, every))
    known, reading = _known(old, "sentences"), None
    by = axes(encoder) if len(sentences) <= MOST_SENTENCES else None
    if by is not None and isinstance(encoder, Reader):
        reading = _Reading(side.path.with_suffix(".tokens.part"), encoder, by, _codes(old))
        known = {key: known[key] for key in known if key in reading.codes}
    then = embed(
        *(sentences, reading or encoder, known, reading or side),
        lambda i, _n: progress(cut + i, every),
    )
    return EmbeddedRows(
        *(encoder, found[:2], then[:2]),
        tokens=[reading.codes[key] for key in then[1]] if reading else [],
        beside=old.background.elsewhere if old else elsewhere(encoder),
        anew=found[2] + then[2],
    )


class _Reading(SideFile):
    """An encoder that keeps the codes of the tokens it meets, and a side file of vectors with them:
    records of a digest, a vector, the number of tokens, and their codes.
    """

    def __init__(self, path: Path, encoder: Reader, by: Axes, known: Mapping[bytes, Codes]) -> None:
        super().__init__(path, encoder.dimension)
        self.dimension, self.codes = encoder.dimension, dict(known)
        self._encoder, self._axes = encoder, by
        self._head = np.dtype([*self._record.descr, ("tokens", "<u4")])

    def encode_document(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """As the encoder."""
        vectors, states = self._encoder.read_document(texts, progress)
        self.codes.update(zip(digests(texts), map(self._axes.codes, states), strict=True))
        return vectors

    def read(self) -> dict[bytes, Vectors]:
        """All whole records; a half-written last one is cut off."""
        data = self.path.read_bytes() if self.path.exists() else b""
        found: dict[bytes, Vectors] = {}
        at, size, width = 0, self._head.itemsize, self._axes.directions.shape[1]
        while at + size <= len(data):
            head = np.frombuffer(data, self._head, 1, at)[0]
            end = at + size + int(head["tokens"]) * width
            if end > len(data):
                break
            key = head["key"].tobytes()
            found[key] = head["vector"]
            self.codes[key] = np.frombuffer(data[at + size : end], np.int8).reshape(-1, width)
            at = end
        if at < len(data):
            with self.path.open("r+b") as file:
                file.truncate(at)
        return found

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Add records."""
        head = np.zeros(1, dtype=self._head)
        with self.path.open("ab") as file:
            for key, vector in zip(keys, vectors, strict=True):
                head["key"] = np.frombuffer(key, dtype=f"V{KEY_BYTES}")
                head["vector"], head["tokens"] = vector, len(self.codes[key])
                file.write(head.tobytes() + self.codes[key].tobytes())


def _known(old: Store | None, name: str) -> dict[bytes, Vectors]:
    """The vectors of the old store's windows or sentences by digest."""
    if old is None:
        return {}
    index = old.window_vectors if name == "windows" else old.sentence_vectors
    vectors = index.rows(np.arange(index.size))
    return dict(zip(_keys(old, name), vectors, strict=True))


def _codes(old: Store | None) -> dict[bytes, Codes]:
    """The codes of the tokens of the old store's sentences by digest."""
    if old is None or old.tokens is None:
        return {}
    return {key: old.tokens.of(row) for row, key in enumerate(_keys(old, "sentences"))}


def _keys(old: Store, name: str) -> list[bytes]:
    return [key.tobytes() for key in np.load(old.build / f"{name}_keys.npy")]
