from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from index.embedding import SideFile, digests, embed, remove_side_files, side_file

TEXTS = ["粮食安全", "川藏铁路", "粮食安全", "养老服务"]


def side(tmp_path: Path) -> SideFile:
    return SideFile(tmp_path / "part", FakeEncoder.dimension)


def test_each_text_is_embedded_once_and_lands_in_its_row(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    vectors, keys, count = embed(TEXTS, encoder, {}, side(tmp_path), lambda _i, _n: None)
    assert count == 3
    assert sorted(encoder.encoded) == sorted(set(TEXTS))
    assert np.array_equal(vectors, FakeEncoder().encode_document(TEXTS))
    assert keys == digests(TEXTS)


def test_known_vectors_are_taken_over(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    mark = np.full(FakeEncoder.dimension, 7, dtype=np.float32)
    known = {digests(["川藏铁路"])[0]: mark}
    vectors, _, count = embed(TEXTS, encoder, known, side(tmp_path), lambda _i, _n: None)
    assert count == 2
    assert "川藏铁路" not in encoder.encoded
    assert np.array_equal(vectors[1], mark)


def test_an_interrupted_build_goes_on_where_it_was(tmp_path: Path) -> None:
    class Killed(Exception):
        pass

    class Mortal(FakeEncoder):
        def encode_document(self, texts, progress=None):  # type: ignore[no-untyped-def]
            if self.encoded:
                raise Killed
            return super().encode_document(texts, progress)

    texts = [f"第{i}句" for i in range(700)]
    with pytest.raises(Killed):
        embed(texts, Mortal(), {}, side(tmp_path), lambda _i, _n: None)
    with (tmp_path / "part").open("ab") as file:
        file.write(b"half a record")
    again = FakeEncoder()
    vectors, _, count = embed(texts, again, {}, side(tmp_path), lambda _i, _n: None)
    assert count == len(again.encoded) == 700 - 512
    assert np.array_equal(vectors, FakeEncoder().encode_document(texts))


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    embed(TEXTS, FakeEncoder(), {}, side(tmp_path), lambda i, n: seen.append((i, n)))
    assert seen[0] == (1, 4)
    assert seen[-1] == (4, 4)


def test_a_side_file_without_records_is_empty(tmp_path: Path) -> None:
    assert side(tmp_path).read() == {}


def test_side_files_of_every_model_are_removed(tmp_path: Path) -> None:
    mine, other = FakeEncoder(), FakeEncoder()
    other.fingerprint = "f" * 64
    for encoder in (mine, other):
        vector = np.ones((1, encoder.dimension), dtype=np.float32)
        side_file(tmp_path, encoder).append(digests(["甲"]), vector)
    (tmp_path / "CURRENT").write_text("kept")
    assert len(list(tmp_path.iterdir())) == 3
    remove_side_files(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]
