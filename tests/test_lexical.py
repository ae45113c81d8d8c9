"""BM25 against the formula by hand and against bm25s itself."""

import math
from pathlib import Path
from unittest import mock

import bm25s
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import lexical
from index.lexical import (
    LexicalIndex,
    build_lexical,
    build_postings,
    open_lexical,
    open_postings,
    tokenise,
)

TEXTS = ["天府粮仓建设", "天府新区", "ABC 2022年 粮食", "粮粮粮", ""]


def index_of(texts: list[str], folder: Path) -> LexicalIndex:
    build_lexical(texts, folder)
    return open_lexical(folder, len(texts))


def pair(text: str) -> int:
    return ord(text[0]) << 21 | ord(text[1])


def test_tokens_are_characters_pairs_and_words() -> None:
    tokens = tokenise("粮仓 ABC").tolist()
    assert tokens[:3] == [ord("粮"), ord("仓"), pair("粮仓")]
    assert len(tokens) == 4
    assert tokens[3] >= 1 << 62


def test_spelling_does_not_matter() -> None:
    assert tokenise("天府糧倉ＡＢＣ１２").tolist() == tokenise("天府粮仓abc12").tolist()
    assert tokenise("3.5").size == 1


def test_pairs_do_not_cross_punctuation() -> None:
    assert pair("甲乙") not in tokenise("甲，乙").tolist()


def test_score_by_hand(tmp_path: Path) -> None:
    index = index_of(["甲", "甲甲", "乙"], tmp_path)
    # Tokens: [甲], [甲, 甲, 甲甲], [乙]; lengths 1, 3, 1; mean 5/3; df(甲) = 2 of 3.
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * 1 / (1 + 1.5 * (0.25 + 0.75 * 1 / (5 / 3))),
        idf * 2 / (2 + 1.5 * (0.25 + 0.75 * 3 / (5 / 3))),
        0,
    ]
    # Of the question 甲 alone counts here, not the pair 甲甲.
    assert index.scores(tokenise("甲"), np.arange(3)) == pytest.approx(expected, rel=1e-5)
    rows, scores = index.search(tokenise("甲"), 3)
    assert rows.tolist() == sorted((0, 1), key=lambda i: -expected[i])
    assert scores == pytest.approx(sorted(expected[:2], reverse=True), rel=1e-5)


@given(st.lists(st.text("甲乙丙丁a1 ", max_size=8), min_size=1, max_size=8), st.text("甲乙丙丁a1 "))
def test_same_scores_as_bm25s(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], question: str
) -> None:
    texts = [*texts, "甲"]
    index = index_of(texts, tmp_path_factory.mktemp("lexical"))
    reference = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    reference.index([[str(t) for t in tokenise(x)] for x in texts], show_progress=False)
    tokens = [str(t) for t in tokenise(question)]
    expected = reference.get_scores(tokens) if tokens else np.zeros(len(texts))
    scores = index.scores(tokenise(question), np.arange(len(texts)))
    assert scores == pytest.approx(expected, rel=1e-5, abs=1e-6)


RANGES = st.lists(st.integers(0, 30), max_size=6).map(
    lambda ends: np.array(sorted(ends[: len(ends) // 2 * 2]), dtype=np.int64).reshape(-1, 2)
)


@given(
    st.lists(st.text("甲乙丙丁a ", max_size=6), min_size=1, max_size=30),
    st.text("甲乙丙丁a ", min_size=1, max_size=8),
    st.integers(1, 12),
    st.none() | RANGES,
    st.sampled_from([0, 20_000]),
)
def test_the_best_rows_are_those_of_the_plain_sum(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    question: str,
    k: int,
    allowed: npt.NDArray[np.int64] | None,
    few: int,
) -> None:
    index = index_of(texts, tmp_path_factory.mktemp("lexical"))
    tokens = tokenise(question)
    with mock.patch.object(lexical, "_FEW", few):
        assert_plain_sum(index, tokens, k, allowed)


def assert_plain_sum(
    index: LexicalIndex,
    tokens: npt.NDArray[np.int64],
    k: int,
    allowed: npt.NDArray[np.int64] | None,
) -> None:
    """`search` and `scores` are, to the last bit, what adding up whole columns gives."""
    total = np.zeros(index.size, dtype=np.float32)
    for token in tokens.tolist():
        if token in index.keys:
            column = int(np.searchsorted(index.keys, token))
            part = slice(index.start[column], index.start[column + 1])
            total[index.rows[part]] += index.values[part]
    inside = list(range(index.size))
    if allowed is not None:
        inside = [i for i in inside if any(a <= i < b for a, b in allowed)]
    best = sorted((i for i in inside if total[i] > 0), key=lambda i: (-total[i], i))[:k]
    rows, scores = index.search(tokens, k, allowed)
    assert list(zip(rows, scores, strict=True)) == [(i, total[i]) for i in best]
    some = np.arange(0, index.size, 2)
    assert index.scores(tokens, some).tolist() == total[some].tolist()


@pytest.mark.parametrize("k", [1, 10, 100])
@mock.patch.object(lexical, "_FEW", 0)
def test_columns_that_are_only_looked_up_change_nothing(tmp_path: Path, k: int) -> None:
    # Zipf's law makes a few long columns and many short ones, as in any language.
    generator = np.random.default_rng(0)
    numbers = np.minimum(generator.zipf(1.3, (3000, 30)), 500)
    index = index_of(["".join(chr(0x4E00 + n) for n in row) for row in numbers], tmp_path)
    for seed in range(20):
        words = np.minimum(np.random.default_rng(seed).zipf(1.3, 12), 500)
        tokens = tokenise("".join(chr(0x4E00 + n) for n in words))
        assert_plain_sum(index, tokens, k, None)
        assert_plain_sum(index, tokens, k, np.array([[100, 900], [2000, 2001]]))


def test_rows_without_any_token_are_not_found(tmp_path: Path) -> None:
    index = index_of(["甲", "乙", ""], tmp_path)
    assert index.search(tokenise("甲丁"), 3)[0].tolist() == [0]
    assert index.search(tokenise("丁"), 3)[0].tolist() == []
    assert index.search(tokenise(""), 3)[0].tolist() == []


def test_document_frequency(tmp_path: Path) -> None:
    index = index_of(TEXTS, tmp_path)
    tokens = np.array([ord("粮"), pair("天府"), pair("粮粮"), ord("龙")])
    assert index.document_frequency(tokens).tolist() == [3, 2, 1, 0]


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    index = index_of([], tmp_path)
    assert index.search(tokenise("粮仓"), 5)[0].tolist() == []
    assert index.document_frequency(tokenise("粮仓")).tolist() == [0, 0, 0]


@pytest.mark.parametrize("few", [0, 20_000])
def test_coverage_is_the_share_of_the_words_that_a_row_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(lexical, "_FEW", few)
    texts = ["粮食安全", "铁路", "粮票"]
    build_postings(texts, tmp_path)
    postings = open_postings(tmp_path, 3)
    tokens = np.unique(tokenise("粮食税"))  # 粮 食 税 粮食 食税
    assert len(tokens) == 5
    assert postings.coverage(tokens, np.ones(5, dtype=np.float32), np.arange(3)) == pytest.approx(
        [3 / 5, 0, 1 / 5]
    )
    weights = np.where(tokens == ord("粮"), 6, 1).astype(np.float32)
    assert postings.coverage(tokens, weights, np.array([0, 2])) == pytest.approx([8 / 10, 6 / 10])
    assert postings.document_frequency(tokens).sum() == 2 + 1 + 1  # 粮 twice, 食 and 粮食 once


def test_no_rows_and_no_tokens_cover_nothing(tmp_path: Path) -> None:
    build_postings([], tmp_path)
    none = np.zeros(0, dtype=np.int64)
    empty = open_postings(tmp_path, 0)
    assert empty.coverage(tokenise("粮食"), np.ones(3, np.float32), np.arange(0)).size == 0
    build_postings(["粮食"], tmp_path)
    assert open_postings(tmp_path, 1).coverage(none, np.zeros(0, np.float32), np.arange(1)) == [0]
