"""How near the words of a question come to single words of a sentence.

A sentence of a plan names many things, and its vector is of them all together; the vectors of its
tokens are each of one of them. What each token of a question comes nearest to, in the mean over its
tokens, is the similarity of late interaction (ColBERT, Khattab and Zaharia 2020). Nothing is fitted
for it: the packaged model's vectors of tokens, less their mean, on the first axes of their
principal components (`index/e5/axes.safetensors`), each as `WIDTH` small whole numbers.

Stores of many sentences have none: there it found no more (questions about 36 laws among 55,404
articles), and they take three times the room of the sentences' vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

from index.background import elsewhere_texts
from index.encoder import Encoder, Reader
from index.searches import Ids
from index.vectors import Vectors

__all__ = [
    "MOST_SENTENCES",
    "WIDTH",
    "Axes",
    "Codes",
    "Tokens",
    "axes",
    "open_tokens",
    "write_axes",
    "write_tokens",
]

# Of 64, 96 and 128 numbers, and all 384, the last two found equally much (724 questions about the
# plenum), the first half of what they add.
WIDTH = 128
MOST_SENTENCES = 20_000
_UNIT = 127
_ONE_THREAD = 1 << 18  # multiplications, above which OpenBLAS takes more threads, which spin
_MADE = Path(__file__).parent / "e5" / "axes.safetensors"

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Axes:
    """`mean`, shape (dimension,), of a model's vectors of tokens, and the `directions`, shape
    (dimension, WIDTH), that are kept of what is left.
    """

    mean: Vectors
    directions: Vectors

    def project(self, states: Vectors) -> Vectors:
        """Unit vectors, shape (n, WIDTH), of a model's vectors of tokens, shape (n, dimension)."""
        return _unit(np.asarray((states - self.mean) @ self.directions, dtype=np.float32))

    def codes(self, states: Vectors) -> Codes:
        """The same as whole numbers of 127 to the unit; for a text without tokens one of zeros."""
        if not len(states):
            return np.zeros((1, self.directions.shape[1]), dtype=np.int8)
        return np.asarray(np.rint(_UNIT * self.project(states)), dtype=np.int8)


class Tokens:
    """The tokens of a store's sentences: those of sentence i are the rows [start[i], start[i + 1])
    of `codes`.
    """

    def __init__(self, codes: Codes, start: Ids) -> None:
        self.codes, self.start = codes, start

    def similarities(self, question: Vectors, sentences: Ids) -> Vectors:
        """For each of some sentences, shape (n,), the cosine of each token of a question, shape
        (tokens, WIDTH), with the token there that it is nearest to, in the mean over the question's
        tokens; 0 for a question without tokens.
        """
        if not len(question) or not len(sentences):
            return np.zeros(len(sentences), dtype=np.float32)
        first, last = self.start[sentences], self.start[sentences + 1]
        edges = np.cumsum(last - first) - (last - first)
        rows = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
        cosines = _products(self.codes[rows].astype(np.float32), question.T)
        nearest = np.maximum.reduceat(cosines, edges, axis=0)
        return np.asarray(nearest.mean(axis=1) / _UNIT, dtype=np.float32)

    def of(self, sentence: int) -> Codes:
        """The codes of a sentence's tokens."""
        return np.asarray(self.codes[self.start[sentence] : self.start[sentence + 1]])


def axes(encoder: Encoder) -> Axes | None:
    """Those of the packaged model; None for any other."""
    fingerprint, found = _shipped()
    return found if isinstance(encoder, Reader) and encoder.fingerprint == fingerprint else None


@cache
def _shipped() -> tuple[str, Axes]:
    """The fingerprint of the model that the shipped axes are of, and the axes."""
    with safe_open(_MADE, framework="numpy") as file:
        mean, directions = (file.get_tensor(n).astype(np.float32) for n in ("mean", "directions"))
        return file.metadata()["made of"], Axes(mean, directions)


def write_axes(encoder: Reader) -> None:
    """Fit the axes to the tokens of sentences about everything, and write them where `axes` looks
    for them.
    """
    _, found = encoder.read_document(elsewhere_texts())
    states = np.concatenate(found).astype(np.float64)
    mean = states.mean(axis=0)
    rest = states - mean
    rest /= np.linalg.norm(rest, axis=1, keepdims=True)
    _, _, directions = np.linalg.svd(rest.T @ rest)
    tensors = {"mean": mean, "directions": directions[:WIDTH].T}
    rounded = {name: np.ascontiguousarray(t, dtype=np.float16) for name, t in tensors.items()}
    save_file(rounded, _MADE, {"made of": encoder.fingerprint})
    _shipped.cache_clear()


def write_tokens(codes: Sequence[Codes], folder: Path) -> None:
    """Write the codes of a store's sentences, in order, into `folder`. Raises OSError."""
    np.save(folder / "tokens.npy", np.concatenate(codes))
    np.save(folder / "tokens_start.npy", np.cumsum([0, *map(len, codes)], dtype=np.int64))


def open_tokens(folder: Path, sentences: int) -> Tokens | None:
    """The inverse, without reading it into memory; None if there are none. Raises OSError, or
    ValueError if they are not those of so many sentences.
    """
    if not (folder / "tokens.npy").exists():
        return None
    codes = np.load(folder / "tokens.npy", mmap_mode="r")
    start = np.load(folder / "tokens_start.npy")
    if len(start) != sentences + 1 or start[-1] != len(codes):
        raise ValueError(f"tokens.npy is not of {sentences} sentences")
    return Tokens(np.asarray(codes), start)


def _products(vectors: Vectors, others: Vectors) -> Vectors:
    """The matrix product, on one thread."""
    found: Vectors = np.empty((len(vectors), others.shape[1]), dtype=np.float32)
    step = max(1, _ONE_THREAD // others.size)
    for start in range(0, len(vectors), step):
        np.matmul(vectors[start : start + step], others, out=found[start : start + step])
    return found


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)
