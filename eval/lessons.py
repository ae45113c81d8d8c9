"""Questions that were written about documents (eval/written) as courses for the packaged model: of
sentences under their headings with what follows them, and of sentences alone.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from eval.beir import Benchmark
from eval.dataset import EvalQuestion, load, squeeze
from eval.pairs import Course, Taught, articles
from index.clauses import clauses
from index.encoder import Encoder
from index.errors import InputError
from index.lexical import LexicalIndex, build_lexical, open_lexical, tokenise
from index.normalise import search_copy
from index.outline import outline
from index.readers import discover, read
from index.rows import Rows, cut
from qa.question.asking import marked
from qa.question.question import parse

__all__ = ["about_articles", "about_documents", "halved", "sampled"]

_NEAR = 30  # rows that share most words with a question, by BM25
_BESIDE = 2  # rows before and after one that answers
_LEAST = 6  # characters that evidence and a row have in common
_WHOLE, _SENTENCE = 120, 140  # characters


def about_articles(benchmark: Benchmark, questions: Path, scratch: Path) -> list[Course]:
    """The courses of a file of questions (see `eval.dataset`) whose `document` is the id of an
    entry of `benchmark`. Raises InputError for one that is not, or that has no evidence.
    """
    ids = {entry.id for entry in benchmark.entries}
    asked = load(questions)
    for question in asked:
        if not question.answerable:
            raise InputError(
                f"{questions} 的 {question.id} 没有 evidence",
                f"{questions}, {question.id} has no evidence",
            )
        if question.document not in ids:
            raise InputError(
                f"{questions} 的 {question.id}：{benchmark.name} 中没有 {question.document}",
                f"{questions}, {question.id}: no {question.document} in {benchmark.name}",
            )
    of_file = replace(
        benchmark,
        name=questions.stem,
        queries={question.id: question.question for question in asked},
        judgements={question.id: {str(question.document): 1} for question in asked},
    )
    return articles(of_file, scratch, {q.id: search_copy(q.evidence[0]) for q in asked})


def about_documents(
    questions: Path, documents: Path, encoder: Encoder, scratch: Path
) -> list[Course]:
    """The courses of a file of questions about the files in the folder `documents`, whose name is
    their group; BM25 is indexed in the folder `scratch`. Raises InputError if nothing holds what is
    to answer a question, SourceError for bad files.
    """
    sources = [read(path, name) for path, name in discover([documents])]
    outlined = [document for source in sources for document in outline(source).documents]
    rows = cut([(document, clauses(document)) for document in outlined], encoder, lambda *_: None)
    build_lexical(rows.sentence_texts, scratch)
    words = open_lexical(scratch, len(rows.sentence_texts))
    plain = [
        squeeze(search_copy(outlined[rows.passages[passage][0]].text[start:end]))
        for passage, start, end in rows.sentences
    ]
    taught = []
    for question in load(questions):
        gold = _answering(plain, question)
        if question.answerable and not gold:
            raise InputError(
                f"{questions} 的 {question.id}：{documents} 中没有句子含有 evidence",
                f"{questions}, {question.id}: no sentence of {documents} holds the evidence",
            )
        if gold:
            taught.append(_taught(question, gold, words, documents.name))

    def alone(row: int, _search: str, _generator: np.random.Generator) -> str:
        return rows.sentence_texts[row][:_SENTENCE]

    heads = _heads(rows)

    def within(row: int, _search: str, _generator: np.random.Generator) -> str:
        passage, texts = rows.sentences[row][0], rows.sentence_texts
        last = row
        while last + 1 < len(texts) and rows.sentences[last + 1][0] == passage:
            last += 1
        return " ".join([heads[passage], *texts[row : last + 1]])[:_WHOLE]

    return [
        Course(f"{questions.stem}, whole", tuple(taught), within, 1),
        Course(f"{questions.stem}, sentences", tuple(taught), alone, 2),
    ]


def halved(courses: Sequence[Course], seed: int) -> list[Course]:
    """Courses that come in twos with the same questions, such as the functions above give, with
    each question in one of its two, drawn by lot: half the work for nearly as much to learn from.
    """
    generator = np.random.default_rng(seed)
    found = []
    for pair in zip(courses[::2], courses[1::2], strict=True):
        which = generator.integers(2, size=len(pair[0].questions))
        for place, course in enumerate(pair):
            chosen = zip(course.questions, which, strict=True)
            found.append(replace(course, questions=tuple(q for q, i in chosen if i == place)))
    return found


def sampled(courses: Sequence[Course], share: float, seed: int) -> list[Course]:
    """The courses with this share of their questions each, drawn by lot, to go through again."""
    generator = np.random.default_rng(seed)
    found = []
    for course in courses:
        size = len(course.questions)
        drawn = sorted(generator.permutation(size)[: round(share * size)].tolist())
        questions = tuple(course.questions[i] for i in drawn)
        found.append(replace(course, name=f"{course.name}, again", questions=questions))
    return found


def _heads(rows: Rows) -> list[str]:
    """What stands before each passage in the texts of its windows."""
    found = [""] * len(rows.passages)
    for (passage, _, _), text in zip(rows.windows, rows.window_texts, strict=True):
        first = bisect_left(rows.sentences, passage, key=lambda row: row[0])
        found[passage] = text[: max(0, text.find(rows.sentence_texts[first]))]
    return found


def _taught(question: EvalQuestion, gold: list[int], words: LexicalIndex, group: str) -> Taught:
    parsed = parse(question.question)
    near, _ = words.search(tokenise(parsed.content), _NEAR)
    around = {row + step for row in gold for step in range(-_BESIDE, _BESIDE + 1)}
    beside = around & set(range(words.size)) - set(gold)
    others = tuple(row for row in near.tolist() if row not in gold)
    return Taught(marked(parsed.search), tuple(gold), others, tuple(sorted(beside)), group)


def _answering(plain: Sequence[str], question: EvalQuestion) -> list[int]:
    """The rows that hold a piece of a question's evidence or are part of one; for a piece that
    begins within a row and ends in another, those that have most in common with it.
    """
    found: set[int] = set()
    for evidence in question.evidence:
        piece = squeeze(search_copy(evidence))
        rows = {
            row
            for row, text in enumerate(plain)
            if piece in text or (len(text) >= _LEAST and text in piece)
        }
        if not rows:
            shared = [_shared(text, piece) for text in plain]
            most = max(shared, default=0)
            rows = {row for row, size in enumerate(shared) if size == most >= _LEAST}
        found |= rows
    return sorted(found)


def _shared(text: str, piece: str) -> int:
    """The length of the longest run of characters that both have."""
    return SequenceMatcher(None, text, piece, autojunk=False).find_longest_match().size
