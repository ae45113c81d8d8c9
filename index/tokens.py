"""How near the words of a question come to single words of a sentence.

A sentence of a plan names many things, and its vector is of them all together; the vectors of its
tokens are each of one of them. The similarity of late interaction (ColBERT, Khattab and Zaharia
2020) is what each token of a question comes nearest to, in the mean over its tokens, of which rare
ones count more. The vectors are the packaged model's, less their mean, on the first axes of their
principal components (`index/e5/axes.safetensors`), each as `WIDTH` numbers of four bits.

Stores of very many sentences have none: they take more room than the sentences' vectors.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

from index.background import elsewhere_texts
from index.encoder import Encoder, Reader, reads_tokens
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
# plenum), the first half of what they add. Four bits find what eight do, two a third less.
WIDTH = 128
MOST_SENTENCES = 250_000  # about half a gigabyte
_STEP = 0.04  # of a code; numbers of unit vectors beyond seven steps are rare
_MOST, _ZERO = 7, 8
_ONE_THREAD = 1 << 18  # multiplications, above which OpenBLAS takes more threads, which spin
_MADE = Path(__file__).parent / "e5" / "axes.safetensors"

# Of each token a row of bytes; in byte i the numbers i (high bits) and WIDTH / 2 + i, from -7 to 7,
# each with 8 added.
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Axes:
    """`mean`, shape (dimension,), of a model's vectors of tokens, the `directions`, shape
    (dimension, WIDTH), that are kept of what is left, and `rarity`, shape (dimension + 1,): weights
    of the numbers of such a vector, and what is added, that tell how rare its word is in questions.
    """

    mean: Vectors
    directions: Vectors
    rarity: Vectors

    def project(self, states: Vectors) -> Vectors:
        """Unit vectors, shape (n, WIDTH), of a model's vectors of tokens, shape (n, dimension)."""
        return _unit(_products(np.asarray(states - self.mean), self.directions))

    def shares(self, states: Vectors) -> Vectors:
        """How much each token of a question counts, shape (n,), in sum 1: the rarer its word is in
        questions, the more (什么 less than 铁路).
        """
        rarity = np.maximum(states @ self.rarity[:-1] + self.rarity[-1], 1)
        return np.asarray(rarity / rarity.sum(), dtype=np.float32)

    def codes(self, states: Vectors) -> Codes:
        """As `project`, in four bits a number, shape (n, WIDTH / 2); for a text without tokens
        those of one that is like nothing.
        """
        width = self.directions.shape[1]
        found = self.project(states) if len(states) else np.zeros((1, width), dtype=np.float32)
        steps = (np.clip(np.rint(found / _STEP), -_MOST, _MOST) + _ZERO).astype(np.uint8)
        return np.asarray(steps[:, : width // 2] << 4 | steps[:, width // 2 :], dtype=np.uint8)


class Tokens:
    """The tokens of a store's sentences: those of sentence i are the rows [start[i], start[i + 1])
    of `codes`.
    """

    def __init__(self, codes: Codes, start: Ids) -> None:
        self.codes, self.start = codes, start

    def similarities(self, question: Vectors, sentences: Ids) -> Vectors:
        """For each of some sentences, shape (n,), and each token of a question, shape (tokens,
        WIDTH), the cosine with the token there that it is nearest to, about: shape (n, tokens).
        """
        if not len(question) or not len(sentences):
            return np.zeros((len(sentences), len(question)), dtype=np.float32)
        first, last = self.start[sentences], self.start[sentences + 1]
        edges = np.cumsum(last - first) - (last - first)
        rows = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
        steps = _products(_unpacked(self.codes[rows]), question.T)
        nearest = np.maximum.reduceat(steps, edges, axis=0)
        return np.asarray(_STEP * (nearest - _ZERO * question.sum(axis=1)), dtype=np.float32)

    def of(self, sentence: int) -> Codes:
        """The codes of a sentence's tokens."""
        return np.asarray(self.codes[self.start[sentence] : self.start[sentence + 1]])


def axes(encoder: Encoder) -> Axes | None:
    """Those of the packaged model; None for any other."""
    fingerprint, found = _shipped()
    return found if reads_tokens(encoder) and encoder.fingerprint == fingerprint else None


@cache
def _shipped() -> tuple[str, Axes]:
    """The fingerprint of the model that the shipped axes are of, and the axes."""
    with safe_open(_MADE, framework="numpy") as file:
        tensors = (file.get_tensor(n).astype(np.float32) for n in ("mean", "directions", "rarity"))
        return file.metadata()["made of"], Axes(*tensors)


def write_axes(encoder: Reader, rarity: Vectors, sources: Mapping[str, str]) -> None:
    """Fit the axes to the tokens of sentences about everything, and write them where `axes` looks
    for them, with `rarity`, which is fitted to `sources`, by name the SHA-256 of each.
    """
    _, found = encoder.read_document(elsewhere_texts())
    states = np.concatenate(found).astype(np.float64)
    mean = states.mean(axis=0)
    rest = states - mean
    rest /= np.linalg.norm(rest, axis=1, keepdims=True)
    _, _, directions = np.linalg.svd(rest.T @ rest)
    tensors = {"mean": mean, "directions": directions[:WIDTH].T, "rarity": rarity}
    rounded = {name: np.ascontiguousarray(t, dtype=np.float16) for name, t in tensors.items()}
    about = {"made of": encoder.fingerprint, "rarity": json.dumps(sources, sort_keys=True)}
    save_file(rounded, _MADE, about)
    _shipped.cache_clear()


def write_tokens(codes: Sequence[Codes], folder: Path) -> None:
    """Write the codes of a store's sentences, in order, into `folder`. Raises OSError."""
    start = np.cumsum([0, *map(len, codes)], dtype=np.int64)
    kind = {"descr": "|u1", "fortran_order": False, "shape": (int(start[-1]), codes[0].shape[1])}
    with (folder / "tokens.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, kind)
        file.writelines(each.tobytes() for each in codes)  # which together may be half a gigabyte
    np.save(folder / "tokens_start.npy", start)


def open_tokens(folder: Path, sentences: int) -> Tokens | None:
    """The inverse, without reading it into memory; None if there are none. Raises OSError, or
    ValueError if they are not those of so many sentences.
    """
    if not (folder / "tokens.npy").exists():
        return None
    codes = np.load(folder / "tokens.npy", mmap_mode="r")
    start = np.load(folder / "tokens_start.npy")
    if codes.dtype != np.uint8 or len(start) != sentences + 1 or start[-1] != len(codes):
        raise ValueError(f"tokens.npy is not of {sentences} sentences")
    return Tokens(np.asarray(codes), start)


def _unpacked(codes: Codes) -> Vectors:
    """The numbers of some tokens, each with 8 added, shape (n, WIDTH)."""
    found = np.empty((len(codes), 2 * codes.shape[1]), dtype=np.float32)
    high, low = np.split(found, 2, axis=1)
    np.right_shift(codes, 4, out=high, casting="unsafe")
    np.bitwise_and(codes, 15, out=low, casting="unsafe")
    return found


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
