"""What the packaged model is fitted with: the file, and what it says of itself."""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from index.checksums import file_sha256
from index.e5.bert_files import matrix_names
from index.e5.fitted import changes, joined, read_factors, read_provenance, write_factors
from index.packaged import FITTED

ROOT = Path(__file__).resolve().parent.parent


def test_a_change_is_the_product_of_its_factors(tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    down = np.array([[1, 2, 0], [0, 1, -1]], dtype=np.float32)
    up = np.array([[1, 0], [0.5, 2]], dtype=np.float32)
    write_factors({"l0.q.w": (down, up)}, {"seed": 7, "name": "条文"}, file)
    # [1 0; .5 2] times [1 2 0; 0 1 -1]
    assert changes(file)["l0.q.w"].tolist() == [[1, 2, 0], [0.5, 3, -2]]
    assert changes(file)["l0.q.w"].dtype == np.float32
    assert read_provenance(file) == {"seed": 7, "name": "条文"}
    assert {part.dtype.name for part in load_file(file).values()} == {"float16"}


def test_two_steps_of_fitting_add_up(tmp_path: Path) -> None:
    first = {"l0.q.w": (np.array([[1, 2]], np.float32), np.array([[1], [0.5]], np.float32))}
    then = {"l0.q.w": (np.array([[0, 4]], np.float32), np.array([[2], [0]], np.float32))}
    write_factors(joined(first, then), {}, tmp_path / "x.safetensors")
    # [1; .5] times [1 2], and [2; 0] times [0 4]
    assert changes(tmp_path / "x.safetensors")["l0.q.w"].tolist() == [[1, 10], [0.5, 1]]
    down, up = read_factors(tmp_path / "x.safetensors")["l0.q.w"]
    assert (down.tolist(), up.tolist()) == ([[1, 2], [0, 4]], [[1, 2], [0.5, 0]])


def test_the_shipped_file_has_a_change_for_every_matrix() -> None:
    found = changes(FITTED)
    assert set(found) == set(matrix_names(12).values())
    assert found["l3.fi.w"].shape == (1536, 384)
    assert found["l3.fo.w"].shape == (384, 1536)
    assert all(0 < np.abs(change).max() < 0.2 for change in found.values())


def test_the_shipped_file_says_what_it_was_fitted_on() -> None:
    provenance = read_provenance(FITTED)
    files: dict[str, str] = {}
    for step in ("first", "then", "last"):
        files |= provenance[step]["files"]
    assert {"stard/corpus.jsonl.gz", "stard/queries.jsonl", "cmrc2018/answers.jsonl"} <= set(files)
    ours = [*(ROOT / "corpus").iterdir(), *(ROOT / "eval").glob("*.json*")]
    assert len(ours) >= 3
    written = {path.name: file_sha256(path) for path in (ROOT / "eval" / "written").glob("*.jsonl")}
    assert len(written) == 11
    drafts = ROOT / "eval" / "written" / "drafts"
    shipped = {
        f"{path.parent.name}/{path.name}": file_sha256(path)
        for path in drafts.rglob("*")
        if path.is_file()
    }
    assert len(shipped) == 12 + 60
    assert provenance["last"]["files"] == shipped
    assert {f"written/{name}": sha256 for name, sha256 in written.items()}.items() <= files.items()
    assert not {file_sha256(path) for path in ours if path.is_file()} & set(files.values())
