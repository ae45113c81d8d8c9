from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@given(TABLES, QUERIES, st.integers(1, 70), st.data())
def test_search_is_brute_force_with_ties_in_row_order(
    folder: Path, vectors: Vectors, query: Vectors, k: int, data: st.DataObject
) -> None:
    allowed = data.draw(st.none() | hnp.arrays(np.bool_, len(vectors)))
    rows, scores = index_of(vectors, folder).search(query, k, allowed)
    found = list(zip(rows.tolist(), scores.tolist(), strict=True))
    assert found == brute_force(vectors, query, k, allowed)


@pytest.mark.parametrize("k", [1, 99, 100, 101, 1000])
def test_many_rows_of_few_scores_come_in_row_order(folder: Path, k: int) -> None:
    generator = np.random.default_rng(0)
    vectors = generator.integers(-1, 2, (1000, DIMENSION)).astype(np.float32)
    query = np.array([1, 1, 0, 0], dtype=np.float32)
    allowed = generator.random(1000) < 0.7
    for mask in (None, allowed):
        rows, scores = index_of(vectors, folder).search(query, k, mask)
        found = list(zip(rows.tolist(), scores.tolist(), strict=True))
        assert found == brute_force(vectors, query, k, mask)


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
    rows, _ = index.search(np.ones(DIMENSION, dtype=np.float32), 5, np.zeros(9, dtype=np.bool_))
    assert rows.tolist() == []


def test_a_file_that_is_no_index_is_refused(folder: Path) -> None:
    (folder / "garbage").write_bytes(b"garbage" * 99)
    with pytest.raises(RuntimeError):
        open_vectors(folder / "garbage")


def test_what_cannot_be_written_is_an_error_of_the_disk(folder: Path) -> None:
    with pytest.raises(OSError, match="faiss cannot be written"):
        write_vectors(np.ones((2, 2), dtype=np.float32), folder / "no" / "missing.faiss")
