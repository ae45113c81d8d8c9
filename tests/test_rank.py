from typing import Any

import numpy as np
import pytest

from index.vectors import Vectors
from qa.ranking.rank import (
    Weights,
    confidence,
    marks,
    nearer_elsewhere,
    nearest,
    order,
    total,
    weights,
)
from qa.ranking.retrieve import Candidates, Query

BY = Weights(
    order={"sentence": 10.0, "window": 5.0, "lexical": 1.0, "coverage": 2.0, "tokens": 5.0},
    confidence={
        "likeness": 1.0,
        "elsewhere": -2.0,
        "coverage": 2.0,
        "missing": -3.0,
        "bias": -1.0,
    },
    confidence_other={
        "likeness": 2.0,
        "elsewhere": -0.5,
        "coverage": 0.0,
        "missing": 0.0,
        "bias": 0.0,
    },
    threshold=0.5,
)


class Tables:
    tokens = None


TABLES: Any = Tables()
NONE = np.zeros(0, dtype=np.float32)
QUERY = Query(np.zeros(4, dtype=np.float32), NONE.reshape(0, 0), NONE)


def floats(*values: float) -> Vectors:
    return np.array(values, dtype=np.float32)


def candidates(*signals: tuple[float, float, float, float]) -> Candidates:
    sentence, window, lexical, coverage = (floats(*column) for column in zip(*signals, strict=True))
    rows = np.arange(len(signals))
    return Candidates(rows, sentence, window, lexical, coverage, [], [])


def test_order_by_the_weighted_sum() -> None:
    # 10 * .8 + 5 * .8 = 12;  10 * .7 + 5 * .8 + 1 + 2 = 14;  10 * .9 + 5 * .7 + .2 = 12.7
    found = candidates((0.8, 0.8, 0, 0), (0.7, 0.8, 1, 1), (0.9, 0.7, 0.2, 0))
    assert total(found, BY) == pytest.approx([12, 14, 12.7])
    assert order(TABLES, BY, QUERY, found).tolist() == [1, 2, 0]


def test_ties_stay_in_document_order() -> None:
    same = (0.8, 0.8, 0.0, 0.0)
    assert order(TABLES, BY, QUERY, candidates(same, same, same)).tolist() == [0, 1, 2]


def test_confidence_is_logistic() -> None:
    # log-odds: -1 + 1 + 0 = 0;  -1 + 2 + 2 = 3;  -1 + 2 + 2 = 3 again, but something is missing;
    # -1 + 1 - 2 * .5 + 0 = -1
    found = confidence(
        floats(1, 2, 2, 1), floats(0, 0, 0, 0.5), floats(0, 1, 1, 0), floats(0, 0, 1, 0), True, BY
    )
    on_topic = 1 / (1 + np.exp(-3))
    assert found == pytest.approx([0.5, on_topic, np.exp(-3) * on_topic, 1 / (1 + np.e)])
    # 2 * 1 - .5 * 2 = 1
    assert confidence(floats(1), floats(2), floats(1), floats(1), False, BY) == pytest.approx(
        [1 / (1 + np.exp(-1))]
    )


def test_what_is_nearer_elsewhere_counts_as_far_as_words_are_not_there() -> None:
    found = nearer_elsewhere(floats(1.0, 1.0, 3.0, -1.0), floats(0, 0.75, 0, 1), 2.0)
    assert found == pytest.approx([1.0, 0.25, 0.0, 0.0])


def test_the_nearest_sentence_is_marked_and_those_near_to_it() -> None:
    cosines, coverages = floats(0.70, 0.80, 0.79, 0.80), floats(0, 0, 0, 0.5)
    assert nearest(cosines, coverages, BY) == [3, 1, 2, 0]
    assert marks(cosines, coverages, BY) == [3]
    assert marks(cosines, floats(0, 0, 0, 0), BY) == [1, 3, 2]


def test_the_shipped_weights_are_monotone() -> None:
    shipped = weights()
    assert all((shipped.order[name] > 0) == (name != "missing") for name in shipped.order)
    for table in (shipped.confidence, shipped.confidence_other):
        assert table["likeness"] > 0
        assert table["coverage"] > 0 > max(table["missing"], table["elsewhere"])
    assert 0 < shipped.threshold < 1
