"""Documents -> the tables of a store and the texts beside them. Pure but for the tokenizer."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder
from index.layout.marks import is_markdown, unmark
from index.model import Clause, Document, Span
from index.normalise import search_copy
from index.numerals import find_label
from index.passages import fit, passage_spans, window_spans
from index.sentences import sentences

__all__ = ["Rows", "cut", "without_label"]


@dataclass
class Rows:
    """The tables of a store in the making (columns as in `index.store`), and for each row of
    windows and sentences the text that is embedded, for each passage the text that BM25 sees.
    """

    documents: list[tuple[Document, tuple[Clause, ...]]] = field(default_factory=list)
    passages: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    windows: list[tuple[int, int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int, int]] = field(default_factory=list)
    passage_texts: list[str] = field(default_factory=list)
    window_texts: list[str] = field(default_factory=list)
    sentence_texts: list[str] = field(default_factory=list)

    def tables(self) -> dict[str, npt.NDArray[np.int64]]:
        """The three tables as arrays, by name; column by column in memory and in files, since a
        column is what is searched.
        """
        tables = {
            "passages": np.array(self.passages, dtype=np.int64).reshape(-1, 5),
            "windows": np.array(self.windows, dtype=np.int64).reshape(-1, 3),
            "sentences": np.array(self.sentences, dtype=np.int64).reshape(-1, 3),
        }
        return {name: np.asfortranarray(table) for name, table in tables.items()}


def cut(
    documents: Sequence[tuple[Document, tuple[Clause, ...]]],
    encoder: Encoder,
    progress: Callable[[int, int], None],
) -> Rows:
    """Cut documents into passages, windows and sentences, none over the encoder's `max_tokens`."""
    rows = Rows()
    first_clause = 0
    for done, (document, clauses) in enumerate(documents):
        progress(done, len(documents))
        _cut_document(rows, document, clauses, first_clause, encoder)
        rows.documents.append((document, clauses))
        first_clause += len(clauses)
    progress(len(documents), len(documents))
    return rows


def _cut_document(
    rows: Rows, document: Document, clauses: Sequence[Clause], first: int, encoder: Encoder
) -> None:
    text, broken = document.text, _broken(document)
    within = frozenset(broken)

    marked = is_markdown(document.source)

    def words(span: Span) -> str:
        found = _mended(text, span, broken) if broken else span.of(text)
        return unmark(found) if marked else found

    def tokens(spans: Sequence[Span]) -> list[int]:
        return encoder.count_tokens([search_copy(words(span)) for span in spans])

    passages = [
        (first + i, clause, passage)
        for i, clause in enumerate(clauses)
        for passage in passage_spans(clause)
    ]
    title = search_copy(document.title)
    for number, clause, passage in passages:
        row, span = len(rows.passages), passage.span
        rows.passages.append((len(rows.documents), number, passage.paragraph, span.start, span.end))
        path, body = search_copy(" ".join(clause.path)), search_copy(words(span))
        rows.passage_texts.append(f"{title} {path} {body}")
        pieces = fit(sentences(text, span, within), tokens, encoder.max_tokens)
        for sentence in pieces:
            rows.sentences.append((row, sentence.start, sentence.end))
            rows.sentence_texts.append(search_copy(without_label(words(sentence))))
        head = f"{title} {path} "
        whole, prefix = encoder.count_tokens([head + body, head])
        if prefix > encoder.max_tokens // 2:
            head, prefix = "", 0  # a heading that leaves no room for its clause is no help
        parts = [span]
        if whole > encoder.max_tokens:
            room = encoder.max_tokens - prefix
            pieces = fit(pieces, tokens, room)
            parts = window_spans(pieces, tokens(pieces), room)
        for part in parts:
            rows.windows.append((row, part.start, part.end))
            rows.window_texts.append(head + search_copy(without_label(words(part))))


def _broken(document: Document) -> list[int]:
    """The places of line breaks within a paragraph, ascending: see `index.layout.wrapped`."""
    text = document.text
    leaves = (leaf for node in document.nodes for leaf in node.leaves() if leaf.kind != "table")
    spans = (leaf.span.strip(text) for leaf in leaves)
    return [at for span in spans for at in _breaks(text, span)]


def _breaks(text: str, span: Span) -> Iterator[int]:
    at = text.find("\n", span.start, span.end)
    while at >= 0:
        yield at
        at = text.find("\n", at + 1, span.end)


def _mended(text: str, span: Span, broken: Sequence[int]) -> str:
    """The words of `span` without the line breaks in the places `broken` and the blanks there."""
    inside = broken[bisect_left(broken, span.start) : bisect_left(broken, span.end)]
    edges = [span.start, *inside, span.end]
    pieces = [text[a:b].strip() for a, b in pairwise(edges)]
    mended = pieces[0]
    for piece in pieces[1:]:
        parts_words = mended[-1:].isascii() and piece[:1].isascii()
        mended += f" {piece}" if parts_words else piece
    return mended


def without_label(words: str) -> str:
    """`words` without the number of the article that they begin with, if there is more: it says
    nothing of what the article is about, but moves its vector towards all other articles.

    Measured on STARD (408 questions, 4,177 articles): R@1 .493 -> .505, R@10 .714 -> .724. The
    labels of items (（三）), which are followed by a heading of a few words, are better left there.
    """
    found = find_label(words)
    if found is None or found[0].family != "article":
        return words
    return words[found[1] :].strip() or words
