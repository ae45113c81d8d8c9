from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
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


@settings(deadline=None)
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


@pytest.fixture
def graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs of 200 rows, and exact search where at most 50 rows are allowed."""
    monkeypatch.setattr(index.vectors, "_EXACT", 50)
    monkeypatch.setattr(index.vectors, "_SHARD", 200)


def with_graphs(vectors: Vectors, folder: Path) -> VectorIndex:
    write_vectors(vectors, folder / "vectors.faiss", exact=50)
    return open_vectors(folder / "vectors.faiss", exact=50)


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.mark.usefixtures("graphs")
def test_graphs_find_the_rows_that_are_nearest_by_exact_cosines(folder: Path) -> None:
    vectors = unit_vectors(500)
    found = with_graphs(vectors, folder)
    assert sorted(p.name for p in folder.glob("*.hnsw")) == [f"vectors_{i}.hnsw" for i in range(3)]
    for query in unit_vectors(30, seed=1):
        rows, scores = found.search(query, 10)
        assert rows.tolist() == np.argsort(-(vectors @ query), kind="stable")[:10].tolist()
        assert scores == pytest.approx(vectors[rows] @ query, abs=1e-6)


@pytest.mark.usefixtures("graphs")
def test_rows_that_are_the_same_are_all_found_in_row_order(folder: Path) -> None:
    vectors = unit_vectors(500)
    again = np.array([3, 7, 7, 7, 400])
    found = with_graphs(np.concatenate([vectors, vectors[again]]), folder)
    rows, scores = found.search(vectors[7], 5)
    assert rows[:4].tolist() == [7, 501, 502, 503]
    assert scores[:4] == pytest.approx(np.ones(4), abs=1e-6)
    rows, _ = found.search(vectors[7], 5, np.array([[400, 502]]))
    assert rows[0] == 501
    assert sorted(found.search(vectors[3], 505)[0]) == list(range(505))


@pytest.mark.usefixtures("graphs")
@pytest.mark.parametrize("ranges", [[[0, 500]], [[130, 260], [300, 301]], [[400, 430]], [[7, 8]]])
def test_what_is_not_allowed_is_not_found_in_graphs(folder: Path, ranges: list[list[int]]) -> None:
    vectors = unit_vectors(500)
    inside = np.concatenate([np.arange(a, b) for a, b in ranges])
    found = with_graphs(vectors, folder)
    for query in unit_vectors(10, seed=1):
        rows, _ = found.search(query, 10, np.array(ranges))
        best = inside[np.argsort(-(vectors[inside] @ query), kind="stable")][:10]
        assert rows.tolist() == best.tolist()


@pytest.mark.usefixtures("graphs")
def test_the_same_vectors_give_the_same_files(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with_graphs(unit_vectors(500), tmp_path / name)
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()})
    assert len(written[0]) == 6
    assert written[0] == written[1]


@pytest.mark.usefixtures("graphs")
def test_a_graph_that_is_missing_is_an_error(folder: Path) -> None:
    with_graphs(unit_vectors(500), folder)
    (folder / "vectors_1.hnsw").unlink()
    with pytest.raises(RuntimeError):
        open_vectors(folder / "vectors.faiss", exact=50)


@settings(deadline=None)
@given(TABLES, st.data())
def test_rows_come_back_as_they_were_written(
    folder: Path, vectors: Vectors, data: st.DataObject
) -> None:
    ids = data.draw(st.lists(st.integers(0, len(vectors) - 1)))
    rows = index_of(vectors, folder).rows(np.array(ids, dtype=np.int64))
    assert np.array_equal(rows, vectors[ids].reshape(-1, DIMENSION))


@pytest.mark.parametrize("ids", [[0], [499], [3, 4, 5, 9, 10, 499], [7, 7, 6, 5], []])
@pytest.mark.usefixtures("graphs")
def test_rows_are_read_from_the_file_beside_graphs(folder: Path, ids: list[int]) -> None:
    vectors = unit_vectors(500)
    found = with_graphs(vectors, folder)
    assert np.array_equal(found.rows(np.array(ids, dtype=np.int64)), vectors[ids].reshape(-1, 16))


@pytest.mark.usefixtures("graphs")
def test_many_rows_are_read_in_several_pieces(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.vectors, "_AT_ONCE", 64)
    assert np.array_equal(
        with_graphs(unit_vectors(500), folder).rows(np.arange(500)), unit_vectors(500)
    )


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


def test_what_cannot_be_written_is_an_error_of_the_disk(folder: Path) -> None:
    with pytest.raises(OSError, match="faiss cannot be written"):
        write_vectors(np.ones((2, 2), dtype=np.float32), folder / "no" / "missing.faiss")
