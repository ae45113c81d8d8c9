"""Questions about documents that no model was fitted to, as cases to fit the confidence to.

Each is asked of a store of its document alone, of one of the documents of its file, and of one of
all documents, so that a confidence means the same for a single contract and for a shelf of laws.
Other questions are asked there too: those about another file's documents, and those about something
else altogether.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from eval.beir import Benchmark
from eval.dataset import EvalQuestion, load, relevant
from eval.fit import Observed, ask
from eval.judge import passages_of
from eval.simulate import Case, law_texts
from index.encoder import Encoder
from index.errors import InputError
from index.normalise import search_copy
from index.places import build, open_store
from index.store import Store

__all__ = ["Unseen", "observe_unseen", "read_unseen"]

_FAR = "far.jsonl"


class Unseen(NamedTuple):
    """Questions of one file, each with the title of its document, and the texts of those by title.
    `name` is the file's.
    """

    name: str
    questions: tuple[EvalQuestion, ...]
    documents: dict[str, str]


class _Asked(NamedTuple):
    """A question with the `kind` and `group` of the case that it becomes."""

    question: EvalQuestion
    kind: str
    group: str


def read_unseen(folder: Path, laws: Benchmark) -> tuple[list[Unseen], tuple[EvalQuestion, ...]]:
    """The questions in the files of `folder`, and those of them about something else (far.jsonl).

    The documents of NAME.jsonl are those in NAME/, whose first lines are their titles, or laws of
    the data set `laws`. Raises InputError if there is no document of that title.
    """
    known = law_texts(laws)
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.name != _FAR:
            own = _texts(path.with_suffix("")) or known
            found.append(_unseen(path, own))
    return found, load(folder / _FAR)


def _texts(folder: Path) -> dict[str, str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    return {text.split("\n", 1)[0].strip(): text for text in texts}


def _unseen(path: Path, texts: Mapping[str, str]) -> Unseen:
    questions = load(path)
    for question in questions:
        if question.document not in texts:
            raise InputError(
                f"{path} 的 {question.id}：没有文件“{question.document}”",
                f"{path}, {question.id}: there is no document “{question.document}”",
            )
    titles = dict.fromkeys(question.document or "" for question in questions)
    return Unseen(path.stem, questions, {title: texts[title] for title in titles})


def observe_unseen(
    files: Sequence[Unseen],
    far: Sequence[EvalQuestion],
    encoder: Encoder,
    scratch: Path,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Observed]:
    """The cases, with stores built in `scratch`, which is to be empty; `progress(1)` is called
    after each. Raises InputError if no passage holds the evidence of one, or what a build raises.
    """
    paths = {file.name: _write(file, scratch / "documents" / file.name) for file in files}
    found = []
    for number, (documents, asked) in enumerate(_stores(files, far, paths)):
        place = scratch / "stores" / str(number)
        found += _observe(documents, asked, encoder, place, progress)
    return found


def _observe(
    documents: Sequence[Path],
    asked: Sequence[_Asked],
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int], object],
) -> list[Observed]:
    """Ask questions of a store of `documents`, built in `folder`."""
    build(documents, folder, encoder.name)
    store = open_store(folder)
    passages, found = passages_of(store), []
    for question, kind, group in asked:
        gold = [row for row, one in enumerate(passages) if relevant(one.text, question.evidence)]
        if question.answerable and not gold:
            names = "、".join(str(path) for path in documents)
            raise InputError(
                f"{names} 中没有段落含有 {question.id}（{question.question}）的 evidence",
                f"no passage of {names} holds the evidence of {question.id} ({question.question})",
            )
        case = Case(question.question, (), frozenset(gold), kind, group)
        found.append(ask(case, store, encoder, case.gold, lambda row: _sentences(store, row)))
        progress(1)
    return found


def _sentences(store: Store, row: int) -> list[str]:
    """The search copies of a passage's sentences."""
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    first, last = store.sentence_start[row : row + 2].tolist()
    return [search_copy(text[a:b]) for _, a, b in store.sentences[first:last].tolist()]


def _write(file: Unseen, folder: Path) -> dict[str, Path]:
    folder.mkdir(parents=True)
    paths = {title: folder / f"{i}.txt" for i, title in enumerate(file.documents)}
    for title, path in paths.items():
        path.write_text(file.documents[title], encoding="utf-8")
    return paths


def _stores(
    files: Sequence[Unseen],
    far: Sequence[EvalQuestion],
    paths: Mapping[str, Mapping[str, Path]],
) -> Iterator[tuple[list[Path], list[_Asked]]]:
    """The documents of each store, and what it is asked. In stores of each of the three sizes the
    same questions are asked, each once, so that no size counts more than another; but those about
    another file's documents only in two, since no file is left out of all. A question's group is
    its file, or for those about something else one of the files, the same in every store.
    """
    alone = [(file, title) for file in files for title in file.documents]
    beside = [_Asked(one, "unseen far", files[i % len(files)].name) for i, one in enumerate(far)]
    for i, (file, title) in enumerate(alone):
        own = [question for question in file.questions if question.document == title]
        place, every = list(file.documents).index(title), len(file.documents)
        asked = _own(own, file) + _others(files, file)[place::every]
        yield [paths[file.name][title]], asked + beside[i :: len(alone)]
    for i, file in enumerate(files):
        asked = _own(file.questions, file) + _others(files, file)
        yield list(paths[file.name].values()), asked + beside[i :: len(files)]
    whole = [asked for file in files for asked in _own(file.questions, file)]
    yield [path for each in paths.values() for path in each.values()], whole + beside


def _own(questions: Sequence[EvalQuestion], file: Unseen) -> list[_Asked]:
    kinds = {True: "unseen", False: "unseen near"}
    return [_Asked(question, kinds[question.answerable], file.name) for question in questions]


def _others(files: Sequence[Unseen], file: Unseen) -> list[_Asked]:
    """The answered questions of the file after this one, which are not about its documents."""
    after = files[(files.index(file) + 1) % len(files)]
    return [
        _Asked(replace(question, evidence=()), "unseen other", after.name)
        for question in after.questions
        if question.answerable
    ]
