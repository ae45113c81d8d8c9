"""Why a question was answered as it was: what it was given beside what it should have been given,
each passage with the signals that put it where it is.
"""

from dataclasses import dataclass

from eval.dataset import EvalQuestion, relevant
from eval.judge import passages_of, relevance
from eval.run import Result
from index.store import Store
from qa.answer import Passage
from qa.assistant import Assistant
from qa.cite import passage
from qa.ranking.search import Signals

__all__ = ["Compared", "explain"]

_MOST_GOLD, _MOST_SHOWN = 5, 5


@dataclass(frozen=True, slots=True)
class Compared:
    """A passage of the store. `gold`: it holds the evidence; `shown`: its rank in the answer, None
    if it is not among the first there; `signals`: None if no search was needed.
    """

    passage: Passage
    gold: bool
    shown: int | None
    signals: Signals | None


def explain(assistant: Assistant, result: Result) -> tuple[Compared, ...]:
    """The first passages of the answer and those that hold the evidence, in the order in which the
    search has them.
    """
    store, question = assistant.store, result.question
    gold = [i for i, hit in enumerate(relevance(question, passages_of(store))) if hit]
    shown = {_row(store, p): p for p in reversed(result.answer.passages[:_MOST_SHOWN])}
    rows = list(dict.fromkeys([*reversed(shown), *gold[:_MOST_GOLD]]))
    signals = assistant.signals(question.question, rows)
    clauses = store.catalogue.clauses(store.passages[rows, 1].tolist())
    found = []
    for row in rows:
        given = shown.get(row)
        if given is None:
            clause = clauses[int(store.passages[row, 1])]
            given = passage(store, row, clause, 0, 0.0, _telling(store, row, question))
        rank = given.rank or None
        found.append(Compared(given, row in gold, rank, signals.get(row)))
    return tuple(sorted(found, key=_place))


def _place(compared: Compared) -> tuple[float, float]:
    searched = compared.signals.rank if compared.signals else 0
    return compared.shown or float("inf"), searched


def _row(store: Store, shown: Passage) -> int:
    """The row of the store's passage that `shown` is, or is a part of."""
    cited = shown.citation
    documents, starts, ends = (store.passages[:, i] for i in (0, 3, 4))
    inside = (documents == cited.document_id) & (starts <= cited.start) & (ends > cited.start)
    return int(inside.argmax())


def _telling(store: Store, row: int, question: EvalQuestion) -> list[int]:
    """Which sentences of a passage hold the evidence, or the first if none does by itself."""
    first, last = int(store.sentence_start[row]), int(store.sentence_start[row + 1])
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    spans = [store.sentences[i, 1:].tolist() for i in range(first, last)]
    held = [i for i, (a, b) in enumerate(spans) if relevant(text[a:b], question.evidence)]
    return held or [0]
