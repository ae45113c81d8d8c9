from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder

import index.background
from index.background import (
    Background,
    background_questions,
    elsewhere,
    elsewhere_texts,
    has_han,
    measure,
    read_background,
    write_background,
    write_elsewhere,
)
from index.encoder import Encoder
from index.vectors import Vectors

NONE = np.zeros(2, dtype=np.float32)


def test_a_question_loses_what_all_have_in_common() -> None:
    means = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
    background = Background(*means, (0.0, 1.0), (0.0, 1.0), NONE[None])
    question = np.array([0.8, 0.6], dtype=np.float32)
    # (.8, .6) - .7 * (1, 0) = (.1, .6), of length sqrt(.37)
    expected = np.array([0.1, 0.6]) / np.sqrt(0.37)
    assert background.centred(question, is_han=True) == pytest.approx(expected)
    # (.8, .6) - .5 * (0, 1) = (.8, .1), of length sqrt(.65)
    expected = np.array([0.8, 0.1]) / np.sqrt(0.65)
    assert background.centred(question, is_han=False) == pytest.approx(expected)


def test_likeness_counts_standard_deviations() -> None:
    about = np.array([[0.6, 0.8], [1, 0], [0, 1]], dtype=np.float32)
    background = Background(NONE, NONE, (0.5, 0.1), (0.8, 0.02), about)
    cosines = np.array([0.5, 0.7], dtype=np.float32)
    assert background.likeness(cosines, is_han=True) == pytest.approx([0, 2], abs=1e-5)
    assert background.likeness(cosines, is_han=False) == pytest.approx([-15, -5], abs=1e-5)
    question = np.array([0.8, 0.6], dtype=np.float32)  # cosines .96, .8 and .6
    assert background.likeness_elsewhere(question, True, 3) == pytest.approx(4.6, abs=1e-5)
    assert background.likeness_elsewhere(question, False, 3) == pytest.approx(8, abs=1e-5)
    # Each ten times as many sentences are nearer by .6.
    assert background.likeness_elsewhere(question, True, 300) == pytest.approx(5.8, abs=1e-5)
    assert background.likeness_elsewhere(question, False, 30) == pytest.approx(8.6, abs=1e-5)


def test_files_give_the_same_background(tmp_path: Path) -> None:
    sentences = FakeEncoder().encode_document(["地球离太阳很远。", "保障粮食安全。"])
    background = measure(FakeEncoder(), sentences, sentences[:1])
    write_background(background, tmp_path)
    again = read_background(tmp_path)
    assert np.array_equal(again.mean, background.mean)
    assert np.array_equal(again.mean_other, background.mean_other)
    assert not np.array_equal(again.mean, again.mean_other)
    assert (again.han, again.other) == (background.han, background.other)
    assert again.elsewhere == pytest.approx(background.elsewhere, abs=1e-3)


def chance(questions: list[str], share: float) -> tuple[float, float, Vectors]:
    """The best cosine of each question to any other, one by one."""
    vectors = FakeEncoder().encode_query(questions).astype(np.float64)
    centred = vectors - share * vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    best = [
        max(float(one @ other) for j, other in enumerate(centred) if i != j)
        for i, one in enumerate(centred)
    ]
    return float(np.mean(best)), float(np.std(best)), centred.astype(np.float32)


@pytest.mark.parametrize("is_han", [True, False])
def test_the_yardstick_is_what_questions_reach_by_chance(is_han: bool) -> None:
    questions = [q for q in background_questions() if has_han(q) == is_han]
    mean, deviation, centred = chance(questions, 0.7 if is_han else 0.5)
    sentences = FakeEncoder().encode_document(["明天会下雨吗?", "how do i cook rice?", "粮食"])
    there = float((centred @ sentences.T).max(axis=1).mean())
    background = measure(FakeEncoder(), sentences, NONE[None])
    found = background.han if is_han else background.other
    # A fifth of the way from the questions among themselves to the questions in the store.
    assert found[0] == pytest.approx(0.8 * mean + 0.2 * there, abs=1e-5)
    assert found[1] == pytest.approx(deviation, abs=1e-5)


def test_the_packaged_model_s_vectors_of_other_things_are_at_hand(
    packaged: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = packaged
    texts = elsewhere_texts()
    asked = encoder.encode_document(texts[::25])
    with monkeypatch.context() as patch:
        patch.setattr(encoder, "encode_document", None)
        kept = elsewhere(encoder)
    assert len(kept) == len(set(texts)) == len(texts)
    assert np.einsum("ij,ij->i", asked, kept[::25]) == pytest.approx(np.ones(40), abs=2e-3)
    monkeypatch.setattr(index.background, "_MADE", tmp_path / "made.safetensors")
    write_elsewhere(FakeEncoder())
    found = elsewhere(FakeEncoder())
    assert found == pytest.approx(FakeEncoder().encode_document(texts), abs=1e-3)
    assert not np.array_equal(found, FakeEncoder().encode_document(texts))  # they were rounded


@pytest.mark.parametrize("text", ["{}", "[]", '{"mean": 1}'])
def test_any_other_file_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "background.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="not a background file"):
        read_background(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("粮食", True), ("2035 plan", False), ("what is 成都", True), ("", False)],
)
def test_what_is_chinese(text: str, expected: bool) -> None:
    assert has_han(text) is expected
