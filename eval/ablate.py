"""What each signal is worth: the same questions, asked of an assistant that lacks it."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from eval.metrics import auroc
from eval.run import Result, ask, confidences, summary
from index.background import background_questions, measure
from index.encoder import Encoder
from index.store import Store
from qa.assistant import Assistant
from qa.ranking.rank import Weights, weights

__all__ = ["WITHOUT", "ablate", "variants"]

_RANKING = ("recall@1", "recall@3", "mrr@10")
_TOGETHER = 64  # questions asked at a time

# What is left out, as reports name it.
WITHOUT = {
    "nothing": {"zh": "全部信号", "en": "all signals"},
    "sentence": {"zh": "无句向量", "en": "no sentence cosine"},
    "window": {"zh": "无条款向量", "en": "no window cosine"},
    "lexical": {"zh": "无 BM25", "en": "no BM25"},
    "coverage": {"zh": "排序不用词的覆盖", "en": "no coverage in the order"},
    "missing": {"zh": "排序不看所问的答案类型", "en": "no expected kind of answer in the order"},
    "named": {"zh": "不看问题里的文件名", "en": "no names of documents"},
    "tokens": {"zh": "排序不看单个词的远近", "en": "no single tokens in the order"},
    "centring": {"zh": "问题向量不去均值", "en": "questions not centred"},
    "evidence": {
        "zh": "置信度不看所问的答案类型",
        "en": "no expected kind of answer in the confidence",
    },
    "elsewhere": {
        "zh": "置信度不看别处更近的话",
        "en": "no sentences about other things in the confidence",
    },
    "cosine": {"zh": "置信度只看句向量", "en": "confidence by cosine alone"},
}


def variants(store: Store, encoder: Encoder) -> dict[str, Assistant]:
    """An assistant without each of the things that `WITHOUT` names, beginning with "nothing"."""
    by = weights()
    orders = {name: replace(by, order={**by.order, name: 0.0}) for name in by.order}
    confidences = {
        "evidence": _without(by, "missing"),
        "elsewhere": _without(by, "elsewhere"),
        "cosine": _without(by, "missing", "coverage", "elsewhere"),
    }
    return {
        "nothing": Assistant(store, encoder),
        **{n: Assistant(store, encoder, by=changed) for n, changed in orders.items()},
        "centring": Assistant(_uncentred(store, encoder), encoder),
        **{n: Assistant(store, encoder, by=changed) for n, changed in confidences.items()},
    }


def ablate(
    without: Mapping[str, Assistant],
    results: Sequence[Result],
    progress: Callable[[int], object] = lambda _: None,
) -> dict[str, dict[str, float | None]]:
    """The ranking and refusal measures of each of `without` on the questions of `results`.

    A confidence that lacks a signal has another scale, so a question counts as refused unless it is
    among the most confident, as many as `results` answers: false and correct refusal then compare
    the signals and not the threshold. `progress(n)` is called after each `n` questions.
    """
    questions, counts = [r.question for r in results], [r.known for r in results]
    answered = sum(r.answer.answered for r in results)
    found = {}
    for name, assistant in without.items():
        changed = ask(assistant, questions, counts, progress, together=_TOGETHER)
        figures = summary(changed)
        found[name] = {n: figures[n] for n in _RANKING} | _refusal(changed, answered)
    return found


def _refusal(results: Sequence[Result], answered: int) -> dict[str, float | None]:
    """The measures of refusal if the `answered` most confident questions are answered."""
    confidence, _ = confidences(results)
    threshold = np.sort(confidence)[-answered] if answered else np.inf
    answerable = np.array([r.question.answerable for r in results])
    refused = confidence < threshold
    return {
        "auroc": auroc(confidence[answerable], confidence[~answerable]),
        "false_refusal": float(refused[answerable].mean()) if answerable.any() else None,
        "correct_refusal": float(refused[~answerable].mean()) if (~answerable).any() else None,
    }


def _without(by: Weights, *names: str) -> Weights:
    """The confidence without these signals."""
    nothing = dict.fromkeys(names, 0.0)
    return replace(
        by,
        confidence=by.confidence | nothing,
        confidence_other=by.confidence_other | nothing,
    )


def _uncentred(store: Store, encoder: Encoder) -> Store:
    """The store with a background that leaves questions as they are, measured with such."""
    vectors = store.sentence_vectors
    questions = encoder.encode_query(background_questions())
    nearest = np.unique([vectors.search(question, 1)[0][0] for question in questions])
    beside = store.background.elsewhere
    background = measure(encoder, vectors.rows(nearest), beside, shares=(0.0, 0.0))
    changed = copy.copy(store)
    nothing = np.zeros_like(background.mean)
    changed.background = replace(background, mean=nothing, mean_other=nothing)
    return changed
