import os
from pathlib import Path
from typing import NoReturn

import faiss
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import index.vectors
from index.vectors import VectorIndex, Vectors, open_vectors, write_vectors

DIMENSION = 4
# Small whole numbers: every product is exact, and ties are frequent.
NUMBERS = st.integers(-2, 2).map(float)
TABLES = st.integers(1, 60).flatmap(
    lambda n: hnp.arrays(np.float32, (n, DIMENSION), elements=NUMBERS)
)
QUERIES = hnp.arrays(np.float32, DIMENSION, elements=NUMBERS)


def index_of(vectors: Vectors, folder: Path) -> VectorIndex:
    write_vectors(vectors, folder / "vectors.faiss")
    return open_vectors(folder / "vectors.faiss")


def brute_force(
    vectors: Vectors, query: Vectors, k: int, allowed: npt.NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    scores = vectors @ query
    rows = [i for i in range(len(vectors)) if allowed is None or allowed[i]]
    return [(i, float(scores[i])) for i in sorted(rows, key=lambda i: (-scores[i], i))[:k]]


def ranges_of(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The ranges of rows that are True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return edges.astype(np.int64).reshape(-1, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@given(TABLES, QUERIES, st.integers(1, 70), st.data())
def test_search_is_brute_force_with_ties_in_row_order(
    folder: Path, vectors: Vectors, query: Vectors, k: int, data: st.DataObject
) -> None:
    allowed = data.draw(st.none() | hnp.arrays(np.bool_, len(vectors)))
    ranges = None if allowed is None else ranges_of(allowed)
    rows, scores = index_of(vectors, folder).search(query, k, ranges)
    found = list(zip(rows.tolist(), scores.tolist(), strict=True))
    assert found == brute_force(vectors, query, k, allowed)


@pytest.mark.parametrize("k", [1, 99, 100, 101, 1000])
def test_many_rows_of_few_scores_come_in_row_order(folder: Path, k: int) -> None:
    generator = np.random.default_rng(0)
    vectors = generator.integers(-1, 2, (1000, DIMENSION)).astype(np.float32)
    query = np.array([1, 1, 0, 0], dtype=np.float32)
    allowed = generator.random(1000) < 0.7
    for mask in (None, allowed):
        ranges = None if mask is None else ranges_of(mask)
        rows, scores = index_of(vectors, folder).search(query, k, ranges)
        found = list(zip(rows.tolist(), scores.tolist(), strict=True))
        assert found == brute_force(vectors, query, k, mask)


COUNT, WIDE = 2000, 16


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Unit vectors, of which some come again."""
    generator = np.random.default_rng(0)
    found = generator.standard_normal((COUNT, WIDE)).astype(np.float32)
    found[[500, 501, 1500]] = found[7]
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@pytest.fixture(scope="module")
def coded(vectors: Vectors, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    return with_codes(vectors, tmp_path_factory.mktemp("coded"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured in thousands of rows, in hundreds."""
    monkeypatch.setattr(index.vectors, "_EXACT_AMONG", 200)
    monkeypatch.setattr(index.vectors, "_COMPARED", 300)


def with_codes(vectors: Vectors, folder: Path) -> VectorIndex:
    write_vectors(vectors, folder / "vectors.faiss", exact=100)
    return open_vectors(folder / "vectors.faiss", exact=100)


def queries(count: int) -> Vectors:
    return np.random.default_rng(1).standard_normal((count, WIDE)).astype(np.float32)


@pytest.mark.usefixtures("small")
def test_codes_find_the_rows_that_are_nearest_by_exact_cosines(
    vectors: Vectors, coded: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VectorIndex, "_exact", None)  # not needed
    for query in queries(30):
        rows, scores = coded.search(query, 10)
        assert rows.tolist() == np.argsort(-(vectors @ query), kind="stable")[:10].tolist()
        assert scores == pytest.approx(vectors[rows] @ query, abs=1e-5)


@pytest.mark.usefixtures("small")
def test_rows_that_are_the_same_are_found_in_row_order(
    vectors: Vectors, coded: VectorIndex
) -> None:
    rows, scores = coded.search(vectors[7], 6)
    assert rows[:4].tolist() == [7, 500, 501, 1500]
    assert scores[:4] == pytest.approx(np.ones(4), abs=1e-6)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "ranges", [[[0, COUNT]], [[130, 860], [1000, 1100]], [[400, 430]], [[7, 8]], [[1500, 1900]]]
)
def test_what_is_not_allowed_is_not_found_by_codes(
    vectors: Vectors, coded: VectorIndex, ranges: list[list[int]]
) -> None:
    inside = np.concatenate([np.arange(a, b) for a, b in ranges])
    for query in queries(10):
        rows, _ = coded.search(query, 10, np.array(ranges))
        best = inside[np.argsort(-(vectors[inside] @ query), kind="stable")][:10]
        assert rows.tolist() == best.tolist()


@pytest.mark.usefixtures("small")
def test_allowed_rows_that_are_all_far_away_are_found_one_by_one(tmp_path: Path) -> None:
    near, far = np.eye(WIDE, dtype=np.float32)[:2]
    noise = 0.1 * np.random.default_rng(2).standard_normal((COUNT, WIDE)).astype(np.float32)
    vectors = noise + np.where(np.arange(COUNT)[:, None] < 1500, near, far)
    rows, _ = with_codes(vectors, tmp_path).search(near, 20, np.array([[1500, COUNT]]))
    assert rows.tolist() == (1500 + np.argsort(-(vectors[1500:] @ near))[:20]).tolist()


def test_the_same_vectors_give_the_same_files(vectors: Vectors, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with_codes(vectors, tmp_path / name)
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()})
    assert sorted(written[0]) == ["vectors.codes", "vectors.faiss"]
    assert written[0] == written[1]


def test_codes_that_are_missing_are_an_error(vectors: Vectors, tmp_path: Path) -> None:
    with_codes(vectors, tmp_path)
    (tmp_path / "vectors.codes").unlink()
    with pytest.raises(RuntimeError):
        open_vectors(tmp_path / "vectors.faiss", exact=100)


@pytest.mark.parametrize("dimension", [2, 3, 7, 16])
def test_codes_of_any_dimension(dimension: int, tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).standard_normal((700, dimension)).astype(np.float32)
    index = with_codes(vectors, tmp_path)
    rows, _ = index.search(vectors[5], 3)
    assert rows.tolist() == np.argsort(-(vectors @ vectors[5]))[:3].tolist()


@pytest.mark.parametrize("ids", [[0], [COUNT - 1], [3, 4, 5, 9, 10, 499], [7, 7, 6, 5], []])
@pytest.mark.parametrize("mapped", [0, 1 << 28])
def test_rows_are_read_from_the_file_beside_codes(
    vectors: Vectors,
    ids: list[int],
    mapped: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index.vectors, "_MAPPED", mapped)
    rows = with_codes(vectors, tmp_path).rows(np.array(ids, dtype=np.int64))
    assert np.array_equal(rows, vectors[ids].reshape(-1, WIDE))


def test_many_rows_are_read_in_several_pieces(
    vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.vectors, "_MAPPED", 0)
    monkeypatch.setattr(index.vectors, "_AT_ONCE", 64)
    coded = with_codes(vectors, tmp_path)
    assert np.array_equal(coded.rows(np.arange(COUNT)), vectors)


@given(TABLES, st.data())
def test_rows_come_back_as_they_were_written(
    folder: Path, vectors: Vectors, data: st.DataObject
) -> None:
    ids = data.draw(st.lists(st.integers(0, len(vectors) - 1)))
    rows = index_of(vectors, folder).rows(np.array(ids, dtype=np.int64))
    assert np.array_equal(rows, vectors[ids].reshape(-1, DIMENSION))


def test_an_empty_index_finds_nothing(folder: Path) -> None:
    index = index_of(np.zeros((0, DIMENSION), dtype=np.float32), folder)
    rows, scores = index.search(np.ones(DIMENSION, dtype=np.float32), 5)
    assert (index.size, index.dimension) == (0, DIMENSION)
    assert (rows.tolist(), scores.tolist()) == ([], [])


def test_where_nothing_is_allowed_nothing_is_found(folder: Path) -> None:
    index = index_of(np.ones((9, DIMENSION), dtype=np.float32), folder)
    for ranges in ([], [[3, 3]]):
        nothing = np.array(ranges, dtype=np.int64).reshape(-1, 2)
        rows, _ = index.search(np.ones(DIMENSION, dtype=np.float32), 5, nothing)
        assert rows.tolist() == []


def test_a_file_that_is_no_index_is_refused(folder: Path) -> None:
    (folder / "garbage").write_bytes(b"garbage" * 99)
    with pytest.raises(RuntimeError):
        open_vectors(folder / "garbage")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Error: 'f' failed: could not open a.faiss for writing: No such file or directory", 2),
        ("write error in a.faiss: 4051 != 7680000 (No space left on device)", 28),
        ("something else", 5),
    ],
)
def test_what_cannot_be_written_is_an_error_of_the_disk(
    monkeypatch: pytest.MonkeyPatch, folder: Path, said: str, code: int
) -> None:
    def refused(*_: object) -> NoReturn:
        raise RuntimeError(said)

    monkeypatch.setattr(faiss, "write_index", refused)
    with pytest.raises(OSError, match=os.strerror(code)) as caught:
        write_vectors(np.ones((2, 2), dtype=np.float32), folder / "a.faiss")
    assert (caught.value.errno, caught.value.filename) == (code, str(folder / "a.faiss"))
