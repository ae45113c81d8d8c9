"""Questions that were written about documents, answered and unanswered ones, as cases to fit
weights to: each is asked of a store of all the documents it could be about.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from eval.dataset import EvalQuestion, load, relevant
from eval.fit import Observed, ask
from eval.simulate import Case
from index.encoder import Encoder
from index.errors import InputError
from index.normalise import search_copy
from index.places import build, open_store
from index.store import Store

__all__ = ["observe_written"]

_PLAIN = "normal"  # the kind of questions that have words in common with what answers them
_NEAR = {"paired": "written near", "unanswerable_paired": "written nearly"}
_EACH = 3  # of the questions about other documents, one in so many is asked


def observe_written(
    files: Sequence[Path],
    elsewhere: Sequence[Path],
    documents: Path,
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Observed]:
    """Ask the questions of `files` (see `eval.dataset`) of a store of `documents`, built in
    `folder`, and some of those of the files `elsewhere`, which are about other documents.
    `progress(1)` is called after each. Raises InputError, or what a build raises.
    """
    asked = [(path, question) for path in files for question in load(path)]
    build([documents], folder, encoder.name)
    store = open_store(folder)
    texts = [_text(store, row) for row in range(len(store.passages))]
    cases = []
    for path, question in asked:
        gold = [row for row, text in enumerate(texts) if relevant(text, question.evidence)]
        if question.answerable and not gold:
            raise InputError(
                f"{path} 的 {question.id}：{documents} 中没有段落含有 evidence",
                f"{path}, {question.id}: no passage of {documents} holds the evidence",
            )
        cases.append(_case(question, _kind(question), documents.name, gold))
    for path in elsewhere:
        others = [question for question in load(path) if question.answerable][::_EACH]
        cases += [_case(question, "written elsewhere", documents.name) for question in others]
    found = []
    for case in cases:
        found.append(ask(case, store, encoder, case.gold, lambda row: _sentences(store, row)))
        progress(1)
    return found


def _case(question: EvalQuestion, kind: str, group: str, gold: Sequence[int] = ()) -> Case:
    return Case(question.question, (), frozenset(gold), kind, group)


def _kind(question: EvalQuestion) -> str:
    if question.kind in _NEAR:
        return _NEAR[question.kind]
    if not question.answerable:
        return "written missing"
    return "written plain" if question.kind == _PLAIN else "written"


def _text(store: Store, row: int) -> str:
    document, _, _, start, end = store.passages[row].tolist()
    return store.text(store.documents[document].text_sha256)[start:end]


def _sentences(store: Store, row: int) -> list[str]:
    """The search copies of a passage's sentences."""
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    first, last = store.sentence_start[row : row + 2].tolist()
    return [search_copy(text[a:b]) for _, a, b in store.sentences[first:last].tolist()]
