"""The shipped questions over the shipped corpus with the packaged model: as good as it was."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import eval.baseline
from eval.baseline import baseline, read_baseline, regressions, write_baseline
from eval.dataset import load
from eval.judge import known, passages_of
from eval.run import ask, summary
from index.encoder import Encoder
from index.store import Store, open_store
from qa.assistant import Assistant

QUESTIONS = Path(eval.baseline.__file__).with_name("questions.jsonl")


@pytest.fixture(scope="module")
def store(corpus_store: Path) -> Store:
    return open_store(corpus_store)


@pytest.fixture(scope="module")
def assistant(store: Store, packaged: Encoder) -> Assistant:
    return Assistant(store, packaged)


@pytest.fixture(scope="module")
def figures(store: Store, assistant: Assistant) -> dict[str, Any]:
    questions, corpus = load(QUESTIONS), passages_of(store)
    counts = [known(question, corpus) for question in questions]
    return summary(ask(assistant, questions, counts))


def test_nothing_is_worse_than_it_was(store: Store, figures: dict[str, Any]) -> None:
    # After a change that is meant: python -m eval --write-baseline
    assert regressions(read_baseline(), baseline(store, figures)) == []


def test_the_baseline_is_written_as_it_is_read(
    store: Store, figures: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eval.baseline, "_PATH", tmp_path / "baseline.json")
    write_baseline(store, figures)
    assert read_baseline() == baseline(store, figures)
    kept = json.loads((tmp_path / "baseline.json").read_text(encoding="utf-8"))
    assert kept["scores"]["recall@1"] == round(figures["recall@1"], 4)
    assert kept["index"]["sentences"] == len(store.sentences)
    assert set(kept) == set(read_baseline())


def test_what_is_worse_is_named() -> None:
    kept = read_baseline()
    assert regressions(kept, kept) == []
    now = copy.deepcopy(kept)
    now["scores"]["mrr@10"] -= 0.0099
    assert regressions(kept, now) == []
    now["scores"]["mrr@10"] -= 0.0002
    now["scores"]["recall@3"] += 0.05
    now["scores"]["citations_verified"] = 0.9995
    now["index"]["sentences"] += 1
    faults = regressions(kept, now)
    assert [fault.split(":")[0] for fault in faults] == ["index", "mrr@10", "citations_verified"]
    assert faults[2] == "citations_verified: 0.9995, not 1"


def test_a_figure_that_there_is_no_more_is_named() -> None:
    kept = read_baseline()
    now = copy.deepcopy(kept)
    now["scores"]["highlight_recall"] = None  # nothing was answered with its evidence
    assert regressions(kept, now) == [
        f"highlight_recall: None, was {kept['scores']['highlight_recall']}"
    ]
    assert regressions(now, now) == []


@pytest.mark.parametrize(
    ("name", "change", "is_worse"),
    [
        ("false_refusal", 0.011, True),
        ("false_refusal", -0.02, False),
        ("correct_refusal", -0.035, False),  # two questions
        ("correct_refusal", -0.051, True),  # three
        ("highlight_recall", -0.011, True),
        ("highlight_precision", -0.011, True),
        ("highlight_precision", 0.02, False),
        ("ece", 0.011, True),
        ("ece", -0.02, False),
        ("selective_accuracy@80", -0.011, True),
        ("auroc", -0.011, True),
    ],
)
def test_refusal_highlights_and_calibration_may_not_become_worse_either(
    name: str, change: float, is_worse: bool
) -> None:
    now = copy.deepcopy(read_baseline())
    now["scores"][name] += change
    assert [fault.split(":")[0] for fault in regressions(read_baseline(), now)] == [name] * is_worse


@pytest.mark.parametrize(
    "question",
    [
        "全会什么时候召开的",
        "全会在哪里召开的",
        "全会在哪座城市开的",
        "全会何时召开",
        "全会有多少人参加",
    ],
)
def test_what_is_asked_of_the_meeting_is_not_answered_of_another(
    assistant: Assistant, question: str
) -> None:
    # 公报第4段 says of the national congress that it was held, in just these words, but not when.
    answer = assistant.ask(question)
    assert answer.answered
    (first, *_) = answer.passages
    assert first.citation.text.endswith("公报》第1段")
    telling = "委员79人" if "多少" in question else "于2022年11月28日至29日在成都举行"
    assert any(telling in highlight.text for highlight in first.highlights)


@pytest.mark.parametrize(
    "question",
    [
        *("党的二十大是何时召开的", "二十大什么时候召开", "党的二十大在哪里召开"),
        *("省委下一次全会什么时候召开", "下届全会在哪里举行"),
    ],
)
def test_nor_what_is_asked_of_another_of_the_meeting(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not answer.answered
    assert answer.lacking in ("time", "place")
