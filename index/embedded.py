"""The rows of a store -> their vectors and tokens: taken over from the store before, found in what
an interrupted build had embedded, or embedded now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.background import elsewhere
from index.embedding import digests, embed, side_file
from index.encoder import Encoder, Reader, reads_tokens
from index.rows import Rows
from index.store import Store
from index.token_file import token_file
from index.tokens import MOST_SENTENCES, Axes, Codes, axes
from index.vectors import Vectors

__all__ = ["EmbeddedRows", "axes_of", "embed_rows"]


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
    then, tokens = _sentences(
        sentences, encoder, folder, old, lambda i, _n: progress(cut + i, every)
    )
    return EmbeddedRows(
        *(encoder, found[:2], then[:2], tokens),
        beside=old.background.elsewhere if old else elsewhere(encoder),
        anew=found[2] + then[2],
    )


def axes_of(encoder: Encoder, sentences: int) -> Axes | None:
    """What the tokens of so many sentences are to be kept by; None if they are not to be kept."""
    return axes(encoder) if sentences <= MOST_SENTENCES else None


def _sentences(
    texts: Sequence[str],
    encoder: Encoder,
    folder: Path,
    old: Store | None,
    progress: Callable[[int, int], None],
) -> tuple[tuple[Vectors, list[bytes], int], list[Codes]]:
    """What `embed` gives for sentences, and the codes of their tokens if there are to be any."""
    by, known = axes_of(encoder, len(texts)), _known(old, "sentences")
    if by is None or not reads_tokens(encoder):
        kept = axes(encoder)  # what was embedded when there were fewer sentences is not lost
        known |= token_file(folder, encoder, kept).read() if kept else {}
        return embed(texts, encoder, known, side_file(folder, encoder), progress), []
    side = token_file(folder, encoder, by)
    side.codes |= _codes(old)
    known = {key: known[key] for key in known if key in side.codes}
    found = embed(texts, _Reading(encoder, by, side.codes), known, side, progress)
    return found, [side.codes[key] for key in found[1]]


class _Reading:
    """An encoder that notes the codes of the tokens it meets in `codes`."""

    def __init__(self, encoder: Reader, by: Axes, codes: dict[bytes, Codes]) -> None:
        self.dimension = encoder.dimension
        self._encoder, self._axes, self._codes = encoder, by, codes

    def encode_document(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """As the encoder."""
        vectors, states = self._encoder.read_document(texts, progress)
        self._codes.update(zip(digests(texts), map(self._axes.codes, states), strict=True))
        return vectors


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
