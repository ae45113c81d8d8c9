"""Questions that were written about documents, answered and unanswered ones, as cases to fit
weights to: each is asked of a store of all the documents it could be about.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from eval.dataset import load, relevant
from eval.fit import Observed
from eval.simulate import Case
from index.background import has_han
from index.encoder import Encoder
from index.errors import InputError
from index.normalise import search_copy
from index.places import build, open_store
from index.store import Store
from qa.expects import expected
from qa.question import parse
from qa.retrieve import query_vectors, retrieve

__all__ = ["observe_written"]


def observe_written(
    questions: Path,
    documents: Path,
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Observed]:
    """Ask the Chinese questions of a file (see `eval.dataset`) of a store of `documents`, built in
    `folder`; `progress(1)` is called after each. Raises InputError, or what a build raises.
    """
    asked = [question for question in load(questions) if has_han(question.question)]
    build([documents], folder, encoder.name)
    store = open_store(folder)
    texts = [_text(store, row) for row in range(len(store.passages))]
    found = []
    for question in asked:
        gold = [row for row, text in enumerate(texts) if relevant(text, question.evidence)]
        if question.answerable and not gold:
            raise InputError(
                f"{questions} 的 {question.id}：{documents} 中没有段落含有 evidence",
                f"{questions}, {question.id}: no passage of {documents} holds the evidence",
            )
        kind = "written" if question.answerable else "written missing"
        case = Case(question.question, (), frozenset(gold), kind, questions.stem)
        found.append(_observe(case, store, encoder))
        progress(1)
    return found


def _observe(case: Case, store: Store, encoder: Encoder) -> Observed:
    question = parse(case.question)
    (query,) = query_vectors(encoder, store.background, [question.search])
    candidates = retrieve(store, query, question.content)
    rows, wanted = candidates.passages.tolist(), expected(question.search)
    return Observed(
        case,
        candidates,
        gold=np.array([row in case.gold for row in rows]),
        likeness=store.background.likeness(candidates.sentence, is_han=True),
        wanted=wanted,
        sentences=[_sentences(store, row) for row in rows] if wanted else [],
    )


def _text(store: Store, row: int) -> str:
    document, _, _, start, end = store.passages[row].tolist()
    return store.text(store.documents[document].text_sha256)[start:end]


def _sentences(store: Store, row: int) -> list[str]:
    """The search copies of a passage's sentences."""
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    first, last = store.sentence_start[row : row + 2].tolist()
    return [search_copy(text[a:b]) for _, a, b in store.sentences[first:last].tolist()]
