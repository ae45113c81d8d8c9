import struct
from pathlib import Path

import numpy as np
import pytest

from index.e5.q4 import Q4Model, read_q4

# Weight j of a block is in the low nibble of byte j, weight j + 16 in its high nibble: byte j of
# this one holds j below and 15 - j above.
BLOCK = struct.pack("<e", 0.5) + bytes(j | (15 - j) << 4 for j in range(16))
WEIGHTS = [0.5 * (j - 8) for j in range(16)] + [0.5 * (15 - j - 8) for j in range(16)]


def model_file(path: Path) -> Path:
    """A model with hidden size 32, three pieces, two mapped characters, one tensor of each kind."""
    pieces = [piece.encode() for piece in ("<s>", "▁", "中国")]
    ends = np.cumsum([0, *map(len, pieces)])
    sizes = (1, 32, 1, 2, 64, 3, 5, 2)  # version, hidden, layers, heads, intermediate, …
    head = struct.pack("<4sI7i", b"E5S1", *sizes)
    head += struct.pack("<f6iQ", 1e-12, 32, 3, 0, 2, 1, 2, int(ends[-1]))
    vocabulary = struct.pack("<4I3f", *ends, 0.0, -2.5, -7.25) + b"".join(pieces)
    entries = struct.pack("<IBI", ord("Ａ"), 1, ord("A")) + struct.pack("<IB", 7, 0)
    characters = struct.pack("<iI", 2, len(entries)) + entries
    names = [(b"l0.q.b", 0, 32 * 4), (b"l0.q.w", 1, 2 * 18), (b"l0.fo.w", 1, 2 * 18)]
    directory = 4 + sum(2 + len(name) + 21 for name, _, _ in names)
    at = len(head + vocabulary + characters) + directory
    listing = struct.pack("<i", len(names))
    for name, quantised, size in names:
        listing += (
            struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", quantised, 2, at, size)
        )
        at += size
    bias = struct.pack("<32f", *range(32))
    opposite = struct.pack("<e", -2.0) + BLOCK[2:]
    tensors = bias + (BLOCK + opposite) * 2
    path.write_bytes(head + vocabulary + characters + listing + tensors)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Q4Model:
    return read_q4(model_file(tmp_path / "model.bin"))


def test_sizes_pieces_and_characters_are_read(model: Q4Model) -> None:
    assert (model.hidden, model.layers, model.heads, model.intermediate) == (32, 1, 2, 64)
    assert (model.vocabulary, model.positions) == (3, 5)
    assert (model.bos, model.eos, model.pad, model.unk) == (0, 2, 1, 2)
    assert model.epsilon == pytest.approx(1e-12)
    assert model.pieces == ("<s>", "▁", "中国")
    assert model.scores.tolist() == [0.0, -2.5, -7.25]
    assert model.characters == {ord("Ａ"): "A", 7: ""}


def test_vectors_are_float32_as_stored(model: Q4Model) -> None:
    assert model.vectors["l0.q.b"].tolist() == list(range(32))


def test_a_weight_is_its_scale_times_its_nibble_less_eight(model: Q4Model) -> None:
    matrix = model.matrices["l0.q.w"]
    assert matrix.scales.tolist() == [[0.5], [-2.0]]
    assert matrix.nibbles()[0].tolist() == [*range(16), *range(15, -1, -1)]
    assert matrix.dequantise().tolist() == [WEIGHTS, [-4 * weight for weight in WEIGHTS]]
    assert matrix.dequantise(1, 2).tolist() == [[-4 * weight for weight in WEIGHTS]]


def test_the_second_feed_forward_matrix_is_as_wide_as_the_inner_layer(model: Q4Model) -> None:
    row = WEIGHTS + [-4 * weight for weight in WEIGHTS]
    assert model.matrices["l0.fo.w"].dequantise().tolist() == [row]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(ValueError, match="not a 4-bit E5 model file"):
        read_q4(path)


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = model_file(tmp_path / "model.bin")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="buffer"):
        read_q4(path)
