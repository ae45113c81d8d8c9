import numpy as np
import pytest
from fake_encoder import FakeEncoder

from index.background import Background, has_han, measure, read_background


def test_a_question_loses_what_all_have_in_common() -> None:
    means = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
    background = Background(*means, (0.0, 1.0), (0.0, 1.0))
    question = np.array([0.8, 0.6], dtype=np.float32)
    # (.8, .6) - .7 * (1, 0) = (.1, .6), of length sqrt(.37)
    expected = np.array([0.1, 0.6]) / np.sqrt(0.37)
    assert background.centred(question, is_han=True) == pytest.approx(expected)
    # (.8, .6) - .5 * (0, 1) = (.8, .1), of length sqrt(.65)
    expected = np.array([0.8, 0.1]) / np.sqrt(0.65)
    assert background.centred(question, is_han=False) == pytest.approx(expected)


def test_likeness_counts_standard_deviations() -> None:
    none = np.zeros(2, dtype=np.float32)
    background = Background(none, none, (0.5, 0.1), (0.8, 0.02))
    cosines = np.array([0.5, 0.7], dtype=np.float32)
    assert background.likeness(cosines, is_han=True) == pytest.approx([0, 2], abs=1e-5)
    assert background.likeness(cosines, is_han=False) == pytest.approx([-15, -5], abs=1e-5)


def test_a_file_gives_the_same_background() -> None:
    sentences = FakeEncoder().encode_document(["地球离太阳很远。", "保障粮食安全。"])
    background = measure(FakeEncoder(), sentences)
    again = read_background(background.to_json())
    assert np.array_equal(again.mean, background.mean)
    assert np.array_equal(again.mean_other, background.mean_other)
    assert not np.array_equal(again.mean, again.mean_other)
    assert (again.han, again.other) == (background.han, background.other)


def test_the_best_cosine_of_each_question_counts() -> None:
    encoder = FakeEncoder()
    near = measure(encoder, encoder.encode_query(["明天会下雨吗?", "how do i cook rice?"]))
    far = measure(encoder, encoder.encode_query(["zzzz"]))
    assert near.han[0] > far.han[0]
    assert near.other[0] > far.other[0]
    assert near.han[1] > 0


@pytest.mark.parametrize("text", ["{}", "[]", '{"mean": 1}'])
def test_any_other_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a background file"):
        read_background(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("粮食", True), ("2035 plan", False), ("what is 成都", True), ("", False)],
)
def test_what_is_chinese(text: str, expected: bool) -> None:
    assert has_han(text) is expected
