"""The shipped questions: each piece of evidence can be found where the question says."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from eval.dataset import EvalQuestion, load
from index.model import Document
from index.outline import outline
from index.readers import discover, read

ROOT = Path(__file__).resolve().parent.parent
KINDS = {
    *("keyword", "paraphrase", "number", "bulletin_only", "decision_only", "lookup", "english"),
    *("several", "colloquial", "misspelt", "traditional", "unanswerable_near", "unanswerable_far"),
}

OTHERS = ("second", "third", "fourth", "far")


@pytest.fixture(scope="module")
def questions() -> tuple[EvalQuestion, ...]:
    return load(ROOT / "eval" / "questions.jsonl")


@pytest.fixture(scope="module")
def others() -> dict[str, tuple[EvalQuestion, ...]]:
    """Those of other writers."""
    return {name: load(ROOT / "eval" / f"{name}.jsonl") for name in OTHERS}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    found = [read(path, name) for path, name in discover([ROOT / "corpus"])]
    return [document for source in found for document in outline(source).documents]


def test_there_are_enough_questions_of_every_kind(questions: tuple[EvalQuestion, ...]) -> None:
    kinds = Counter(question.kind for question in questions)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 5
    assert len(questions) >= 150


def test_no_question_is_asked_twice(questions: tuple[EvalQuestion, ...]) -> None:
    assert max(Counter(question.id for question in questions).values()) == 1
    assert max(Counter(question.question for question in questions).values()) == 1


def test_enough_questions_have_no_answer_and_half_of_these_look_as_if_they_had(
    questions: tuple[EvalQuestion, ...],
) -> None:
    unanswerable = [question for question in questions if not question.answerable]
    near = [question for question in unanswerable if question.kind == "unanswerable_near"]
    assert len(unanswerable) >= 40
    assert 2 * len(near) >= len(unanswerable)
    assert {question.kind for question in unanswerable} == {"unanswerable_near", "unanswerable_far"}
    assert not any(q.answerable for q in questions if q.kind.startswith("unanswerable"))


def test_evidence_stands_verbatim_in_the_corpus(
    questions: tuple[EvalQuestion, ...], others: dict[str, tuple[EvalQuestion, ...]]
) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    missing = [
        (question.id, piece)
        for question in chain(questions, *others.values())
        for piece in question.evidence
        if not any(piece in text for text in texts)
    ]
    assert missing == []


def test_evidence_stands_in_the_document_that_is_named(
    questions: tuple[EvalQuestion, ...], documents: list[Document]
) -> None:
    texts = {document.title: document.span.of(document.text) for document in documents}
    named = [question for question in questions if question.document is not None]
    assert named
    for question in named:
        assert question.document in texts, question.id
        for piece in question.evidence:
            assert piece in texts[question.document], question.id


@pytest.mark.parametrize(
    ("name", "answerable", "not_answerable"),
    [("second", 221, 54), ("third", 193, 152), ("fourth", 100, 60), ("far", 0, 125)],
)
def test_no_question_of_another_set_is_asked_twice(
    others: dict[str, tuple[EvalQuestion, ...]],
    name: str,
    answerable: int,
    not_answerable: int,
) -> None:
    asked = [question.question for question in others[name]]
    assert len(set(asked)) == len(asked)
    found = Counter(question.answerable for question in others[name])
    assert (found[True], found[False]) == (answerable, not_answerable)


def test_nothing_is_fitted_to_them(
    questions: tuple[EvalQuestion, ...], others: dict[str, tuple[EvalQuestion, ...]]
) -> None:
    files = sorted((ROOT / "eval" / "written").rglob("*.jsonl"))
    written = {question.question for path in files for question in load(path)}
    assert len(written) > 10_000
    same = written & {question.question for question in chain(questions, *others.values())}
    assert same <= {"第三次分配"}  # a term that is in reports as well
