"""The measures against figures worked out by hand, and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.metrics import (
    auroc,
    ece,
    highlighted,
    highlighted_characters,
    interval,
    ndcg,
    recall,
    recall_at_characters,
    reciprocal_rank,
    reliability,
    risk_coverage,
    selective_accuracy,
)

RUN = [False, True, False, True]


def test_recall_asks_for_one_relevant_passage() -> None:
    assert [recall(RUN, k) for k in (1, 2, 3, 10)] == [0, 1, 1, 1]
    assert recall([], 10) == 0


def test_reciprocal_rank_looks_no_further_than_k() -> None:
    assert reciprocal_rank(RUN) == 0.5
    assert reciprocal_rank([False] * 10 + [True]) == 0
    assert reciprocal_rank([False] * 10 + [True], k=11) == pytest.approx(1 / 11)
    assert reciprocal_rank([]) == 0


def test_ndcg_by_hand() -> None:
    # DCG = 1/log2(3) + 1/log2(5) = 0.63093 + 0.43068; ideal of three: 1 + 0.63093 + 0.5.
    assert ndcg(RUN, known=3) == pytest.approx(1.06161 / 2.13093, abs=1e-5)
    # Of two known: ideal 1.63093.
    assert ndcg(RUN, known=2) == pytest.approx(1.06161 / 1.63093, abs=1e-5)
    assert ndcg([True, True], known=2) == 1
    assert ndcg(RUN, known=3, k=2) == pytest.approx(0.63093 / 1.63093, abs=1e-5)


def test_ndcg_at_its_edges() -> None:
    assert ndcg([], known=2) == 0
    assert ndcg([False], known=0) == 0
    assert ndcg([True, True, False], known=1) == 1  # two excerpts of the one known passage
    assert ndcg([True] * 10, known=50) == 1  # no run of ten can show more


def test_evidence_must_lie_within_the_characters_shown() -> None:
    texts = ["一二三四五", "六七八九十"]
    everywhere = [True, True]
    assert recall_at_characters(texts, everywhere, ["四五"], limit=5) == 1
    assert recall_at_characters(texts, everywhere, ["四五"], limit=4) == 0
    assert recall_at_characters(texts, everywhere, ["七八"], limit=8) == 1
    assert recall_at_characters(texts, everywhere, ["七八"], limit=7) == 0
    assert recall_at_characters(texts, everywhere, ["九", "一"], limit=1) == 1
    assert recall_at_characters([], [], ["一"]) == 0


def test_a_passage_that_does_not_count_still_takes_up_its_length() -> None:
    texts = ["一二三四五", "一二三四五"]
    assert recall_at_characters(texts, [False, True], ["一"], limit=6) == 1
    assert recall_at_characters(texts, [False, True], ["一"], limit=5) == 0


def test_white_space_is_ignored_in_matching_and_counted_as_shown() -> None:
    assert recall_at_characters(["一 \n 二三"], [True], ["一二"], limit=5) == 1
    assert recall_at_characters(["一 \n 二三"], [True], ["一二"], limit=4) == 0


def test_evidence_across_two_passages_is_not_evidence() -> None:
    assert recall_at_characters(["一二", "三四"], [True, True], ["二三"]) == 0


def test_half_of_the_evidence_highlighted_is_enough() -> None:
    text = "甲乙丙丁戊己"
    assert highlighted(text, [(0, 3)], ["乙丙丁戊"])  # 乙丙 of four
    assert not highlighted(text, [(0, 2)], ["乙丙丁戊"])  # 乙 of four
    assert highlighted(text, [(1, 2), (4, 5)], ["乙丙丁戊"])
    assert highlighted(text, [(5, 6)], ["甲乙", "己"])
    assert not highlighted(text, [], ["甲"])
    assert not highlighted(text, [(0, 6)], ["庚"])


def test_highlights_are_counted_without_white_space_and_at_any_occurrence() -> None:
    assert highlighted("甲 乙\n\n\n丙 丁", [(0, 3)], ["甲乙丙丁"])
    assert not highlighted("甲 乙\n\n\n丙 丁", [(1, 6)], ["甲乙丙丁"])
    assert highlighted("甲乙。甲乙。", [(3, 6)], ["甲乙"])


def test_highlights_in_an_evidence_sentence_are_right() -> None:
    text = "甲乙丙。丁戊己。庚辛。"
    assert highlighted_characters(text, [(0, 4)], ["乙"]) == (4, 4)
    assert highlighted_characters(text, [(0, 4), (8, 11)], ["乙"]) == (4, 7)
    assert highlighted_characters(text, [(2, 6)], ["乙"]) == (2, 4)
    assert highlighted_characters(text, [(2, 6)], ["乙", "辛", "丁"]) == (4, 4)
    assert highlighted_characters(text, [(4, 8)], ["丙。丁"]) == (4, 4)  # of two sentences
    assert highlighted_characters(text, [(0, 2), (1, 3)], ["庚"]) == (0, 3)
    assert highlighted_characters(text, [], ["甲"]) == (0, 0)
    assert highlighted_characters(text, [(0, 11)], ["壬"]) == (0, 11)


def test_white_space_is_no_part_of_a_highlight() -> None:
    assert highlighted_characters("甲 乙。\n丙。", [(0, 7)], ["甲乙"]) == (3, 5)
    assert highlighted_characters("甲乙\n丙丁。", [(0, 6)], ["乙丙"]) == (5, 5)


def test_auroc_by_hand() -> None:
    # Pairs: .9 beats both, .4 beats .2 and equals .4: (2 + 1.5) of 4.
    assert auroc(np.array([0.9, 0.4]), np.array([0.4, 0.2])) == 3.5 / 4
    assert auroc(np.array([]), np.array([1.0])) is None
    assert auroc(np.array([1.0]), np.array([])) is None


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
)
def test_auroc_is_that_of_scikit_learn(positive: list[int], negative: list[int]) -> None:
    truth = [1] * len(positive) + [0] * len(negative)
    expected = roc_auc_score(truth, positive + negative)
    found = auroc(np.array(positive, dtype=float), np.array(negative, dtype=float))
    assert found == pytest.approx(expected, abs=1e-12)


def test_the_interval_of_a_share_is_near_the_binomial_one() -> None:
    values = np.array([1.0] * 80 + [0.0] * 20)
    bounds = interval(np.mean, values)
    assert bounds is not None
    # .8 -/+ 1.96 * sqrt(.8 * .2 / 100) = .7216, .8784
    assert bounds == pytest.approx((0.7216, 0.8784), abs=0.02)
    assert interval(np.mean, values) == bounds
    assert interval(np.mean, values, seed=1, resamples=20) != bounds


def test_the_interval_of_a_constant_is_a_point() -> None:
    assert interval(np.mean, np.ones(5)) == (1.0, 1.0)
    assert interval(auroc, np.array([2.0, 3.0]), np.array([1.0])) == (1.0, 1.0)
    assert interval(np.mean, np.array([])) is None
    assert interval(auroc, np.array([1.0]), np.array([])) is None


def test_what_belongs_together_is_drawn_together() -> None:
    pairs = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    assert interval(lambda rows: ece(*rows.T), pairs) == (0.0, 0.0)
    assert interval(ece, *pairs.T) != (0.0, 0.0)


def test_reliability_and_ece_by_hand() -> None:
    confidences = np.array([0.0, 0.05, 0.62, 0.68, 1.0])
    correct = np.array([0.0, 0.0, 1.0, 0.0, 1.0])
    bins = reliability(confidences, correct)
    assert [count for count, _, _ in bins] == [2, 2, 1]
    assert np.allclose([pair for _, *pair in bins], [[0.025, 0.0], [0.65, 0.5], [1.0, 1.0]])
    # 2/5 * .025 + 2/5 * .15 + 1/5 * 0
    assert ece(confidences, correct) == pytest.approx(0.07)
    assert ece(np.array([]), np.array([])) is None


def test_risk_coverage_by_hand() -> None:
    confidences = np.array([0.2, 0.9, 0.5, 0.5])
    correct = np.array([0.0, 1.0, 0.0, 1.0])
    assert risk_coverage(confidences, correct) == [(0.25, 0.0), (0.75, 1 / 3), (1.0, 0.5)]


def test_selective_accuracy_by_hand() -> None:
    confidences = np.array([0.2, 0.9, 0.5, 0.5])
    correct = np.array([0.0, 1.0, 0.0, 1.0])
    assert selective_accuracy(confidences, correct) == 0.5  # four fifths of four are all four
    assert selective_accuracy(confidences, correct, 0.25) == 1
    assert selective_accuracy(confidences, correct, 0.5) == pytest.approx(2 / 3)  # a tie: three
    assert selective_accuracy(np.array([]), np.array([])) is None


def test_four_of_five_are_four_fifths() -> None:
    confidences = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    assert selective_accuracy(confidences, np.array([1.0, 1.0, 1.0, 1.0, 0.0])) == 1
