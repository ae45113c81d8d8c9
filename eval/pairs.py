"""Questions, texts that answer them, and texts that do not: what the packaged model is fitted to.

From a BEIR folder of articles (STARD, ids as in `eval.simulate`) come two courses: whole articles
under the name of their law, as windows are embedded, and single sentences of articles. From one of
paragraphs with answers.jsonl (cmrc2018) comes a course of sentences.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from eval.beir import Benchmark
from eval.simulate import answers_of, named_law
from index.lexical import build_lexical, open_lexical, tokenise
from index.model import Span
from index.normalise import search_copy
from index.rows import without_label
from index.sentences import sentences
from qa.question.asking import marked
from qa.question.question import parse

__all__ = ["Course", "Taught", "articles", "paragraphs"]

_NEAR = 30  # articles that share most words with a question, by BM25
_WHOLE, _SENTENCE = 150, 140  # characters
_BEFORE = 40  # characters of a long article that are shown before its best sentence
_NONE: Mapping[str, str] = MappingProxyType({})
_PLAIN = 20  # characters by which sentences are made longer when shares of words are compared


@dataclass(frozen=True, slots=True)
class Taught:
    """A question's search copy; the rows of its course that answer it, that share words with it,
    and that stand beside those that answer it; and the law, paragraph or folder it is about.
    """

    search: str
    gold: tuple[int, ...]
    near: tuple[int, ...]
    beside: tuple[int, ...]
    group: str


@dataclass(frozen=True)
class Course:
    """`text(row, search, generator)` is the text in a row that is compared with a question; there
    are `rivals` for each text that answers.
    """

    name: str
    questions: tuple[Taught, ...]
    text: Callable[[int, str, np.random.Generator], str]
    rivals: int

    def of(self, groups: frozenset[str]) -> "Course":
        """The questions about these laws, paragraphs or folders."""
        return replace(self, questions=tuple(q for q in self.questions if q.group in groups))


def articles(
    benchmark: Benchmark, scratch: Path, evidence: Mapping[str, str] = _NONE
) -> list[Course]:
    """The two courses of a folder of articles; BM25 is indexed in the folder `scratch`. `evidence`:
    words of the article, by the query's id, where it is known what answers.
    """
    ids = [entry.id for entry in benchmark.entries]
    texts = [entry.text.strip() or entry.id for entry in benchmark.entries]
    row_of = {id_: row for row, id_ in enumerate(ids)}
    beside: dict[str, list[int]] = defaultdict(list)
    for row, id_ in enumerate(ids):
        beside[named_law(id_)].append(row)
    build_lexical(
        [search_copy(f"{id_} {text}") for id_, text in zip(ids, texts, strict=True)], scratch
    )
    words = open_lexical(scratch, len(texts))
    questions = []
    known: dict[tuple[int, str], str] = {}
    for query, text in benchmark.queries.items():
        parsed = parse(text)
        search = marked(parsed.search)
        judged = benchmark.judgements[query]
        gold = [row_of[entry] for entry, grade in judged.items() if grade > 0]
        near, _ = words.search(tokenise(parsed.content), _NEAR)
        known |= {(row, search): evidence[query] for row in gold if query in evidence}
        law = named_law(ids[gold[0]])
        others, rest = (
            tuple(row for row in rows if row not in gold) for rows in (near.tolist(), beside[law])
        )
        questions.append(Taught(search, tuple(gold), others, rest, law))

    def best(row: int, search: str) -> str:
        return _likest(known.get((row, search), search), _sentences(texts[row]))

    def whole(row: int, search: str, generator: np.random.Generator) -> str:
        # Benchmarks give an article's number with the law's name, documents its headings.
        title = ids[row] if generator.random() < 0.5 else named_law(ids[row])
        return f"{search_copy(title)} {_around(search_copy(texts[row]), best(row, search))}"

    def sentence(row: int, search: str, _generator: np.random.Generator) -> str:
        return best(row, search)[:_SENTENCE]

    return [
        Course(f"{benchmark.name}, whole", tuple(questions), whole, 1),
        Course(f"{benchmark.name}, sentences", tuple(questions), sentence, 2),
    ]


def paragraphs(benchmark: Benchmark, answers: Path) -> Course:
    """The course of a folder of paragraphs, whose answers are in the file `answers`."""
    found = answers_of(answers)
    texts = {entry.id: entry.text.strip() for entry in benchmark.entries}
    rows: list[str] = []
    questions = []
    for query, text in benchmark.queries.items():
        judged = benchmark.judgements[query]
        id_ = next(entry for entry, grade in judged.items() if grade > 0)
        parts = _sentences(texts[id_])
        answer = search_copy(found.get(query, ""))
        holds = [bool(answer) and answer in part for part in parts]
        if not any(holds):
            continue
        first = len(rows)
        rows += parts
        gold = tuple(first + i for i, is_there in enumerate(holds) if is_there)
        beside = tuple(first + i for i, is_there in enumerate(holds) if not is_there)
        questions.append(Taught(marked(parse(text).search), gold, (), beside, id_))

    def sentence(row: int, _search: str, _generator: np.random.Generator) -> str:
        return rows[row][:_SENTENCE]

    return Course(benchmark.name, tuple(questions), sentence, 2)


def _sentences(text: str) -> list[str]:
    """The search copies of a text's sentences, as they are embedded."""
    spans = sentences(text, Span(0, len(text)))
    return [search_copy(without_label(span.of(text))) for span in spans]


def _likest(search: str, parts: Sequence[str]) -> str:
    """The part that shares most pairs of characters with a question, for its length."""
    asked = _pairs(search)

    def share(part: str) -> float:
        return float(len(asked & _pairs(part)) / (len(part) + _PLAIN) ** 0.5)

    return max(parts, key=share, default="")


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _around(text: str, part: str) -> str:
    """A text, cut to what stands around a part of it if it is long."""
    start = max(0, min(text.find(part) - _BEFORE, len(text) - _WHOLE))
    return text[start : start + _WHOLE]
