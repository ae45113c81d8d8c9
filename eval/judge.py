"""What was shown for a question -> whether it is relevant, and the ranking measures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.dataset import EvalQuestion, relevant
from eval.metrics import ndcg, recall, recall_at_characters, reciprocal_rank
from index.store import Store

__all__ = ["RANKING", "Shown", "judge", "known", "mean", "passages_of", "relevance"]

RANKING = (
    *("recall@1", "recall@3", "recall@5", "recall@10"),
    *("mrr@10", "ndcg@10", "recall@500c"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a reader sees it, and the title of its document."""

    document: str
    text: str


def passages_of(store: Store) -> list[Shown]:
    """All passages of a store, whole, in row order."""
    infos = store.documents
    return [
        Shown(infos[document].title, store.text(infos[document].text_sha256)[start:end])
        for document, _, _, start, end in store.passages.tolist()
    ]


def relevance(question: EvalQuestion, shown: Iterable[Shown]) -> list[bool]:
    """For each text whether it is relevant."""
    return [
        question.document in (None, s.document) and relevant(s.text, question.evidence)
        for s in shown
    ]


def known(question: EvalQuestion, corpus: Iterable[Shown]) -> int:
    """How many passages of the whole corpus are relevant."""
    return sum(relevance(question, corpus))


def judge(question: EvalQuestion, shown: Sequence[Shown], known: int) -> dict[str, float]:
    """The measures of `RANKING` for an answerable question; `known` as for `metrics.ndcg`."""
    hits = relevance(question, shown)
    counts = [question.document in (None, s.document) for s in shown]
    return {
        **{f"recall@{k}": recall(hits, k) for k in (1, 3, 5, 10)},
        "mrr@10": reciprocal_rank(hits),
        "ndcg@10": ndcg(hits, known),
        "recall@500c": recall_at_characters([s.text for s in shown], counts, question.evidence),
    }


def mean(scores: Sequence[dict[str, float]]) -> dict[str, float | None]:
    """The mean of each measure of `RANKING` over questions; None if there are no questions."""
    return {
        name: float(np.mean([score[name] for score in scores])) if scores else None
        for name in RANKING
    }
