"""Texts -> the tables that `qa.ranking.retrieve` reads of a store, without catalogue and sources.

For collections that are measured but never read by anybody: benchmarks, and parts of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.background import Background, read_background, write_background
from index.build import Progress
from index.embedding import SideFile, embed
from index.encoder import Encoder
from index.lexical import (
    LexicalIndex,
    Postings,
    build_lexical,
    build_postings,
    open_lexical,
    open_postings,
)
from index.model import Clause, Document, Source, Span
from index.rows import Rows, cut
from index.store import Table
from index.tokens import Codes, Tokens, open_tokens, write_tokens
from index.vectors import VectorIndex, Vectors, open_vectors, write_vectors

__all__ = ["Embedded", "Tables", "Text", "document", "embedded", "part", "read", "write"]

Text = tuple[Document, tuple[Clause, ...]]


@dataclass
class Tables:
    """What `qa.ranking.retrieve` reads of a store, for a collection; its text i is row i of
    `passages`.
    """

    passages: Table
    windows: Table
    sentences: Table
    window_vectors: VectorIndex
    sentence_vectors: VectorIndex
    lexical: LexicalIndex
    terms: Postings
    background: Background
    window_start: Table
    sentence_start: Table
    tokens: Tokens | None


@dataclass(frozen=True)
class Embedded:
    """The rows of a collection, and the vectors of its windows and of its sentences, in order, with
    the codes of the sentences' tokens if there are to be any (see `index.tokens`).
    """

    rows: Rows
    windows: Vectors
    sentences: Vectors
    tokens: Sequence[Codes] = ()


def document(id_: str, text: str, title: str = "", path: tuple[str, ...] = ()) -> Text:
    """A text as a document of one clause, so that it is cut as clauses are, into one passage;
    `title` its document's, `path` its headings.
    """
    span = Span(0, len(text))
    clause = Clause("paragraph", id_, path, id_, span, (span,))
    return Document(Source(id_, "", text, "utf-8"), title, span, ()), (clause,)


def embedded(
    texts: Sequence[Text],
    encoder: Encoder,
    side: SideFile,
    progress: Callable[[Progress], None],
) -> Embedded:
    """Cut and embed texts, without tokens. What is in `side` is not embedded again, and what is new
    is added.
    """
    rows = cut(texts, encoder, lambda i, n: progress(Progress("cut", i, n)))
    vectors, _, _ = embed(
        *(rows.window_texts + rows.sentence_texts, encoder, {}, side),
        lambda i, n: progress(Progress("embed", i, n)),
    )
    return Embedded(rows, vectors[: len(rows.windows)], vectors[len(rows.windows) :])


def part(whole: Embedded, passages: Sequence[int]) -> Embedded:
    """The part of a collection that holds only `passages`, row numbers in ascending order."""
    rows, number = whole.rows, {old: new for new, old in enumerate(passages)}
    windows = [i for i, (passage, _, _) in enumerate(rows.windows) if passage in number]
    sentences = [i for i, (passage, _, _) in enumerate(rows.sentences) if passage in number]
    chosen = Rows(
        passages=[rows.passages[i] for i in passages],
        windows=[(number[rows.windows[i][0]], *rows.windows[i][1:]) for i in windows],
        sentences=[(number[rows.sentences[i][0]], *rows.sentences[i][1:]) for i in sentences],
        passage_texts=[rows.passage_texts[i] for i in passages],
        window_texts=[rows.window_texts[i] for i in windows],
        sentence_texts=[rows.sentence_texts[i] for i in sentences],
    )
    return Embedded(chosen, whole.windows[windows], whole.sentences[sentences])


def write(collection: Embedded, background: Background, folder: Path) -> None:
    """Write a collection's tables into `folder`. Raises OSError."""
    rows = collection.rows
    for name, table in rows.tables().items():
        np.save(folder / f"{name}.npy", table)
    write_vectors(collection.windows, folder / "windows.faiss")
    write_vectors(collection.sentences, folder / "sentences.faiss")
    build_lexical(rows.passage_texts, folder)
    build_postings(rows.sentence_texts, folder)
    write_background(background, folder)
    if collection.tokens:
        write_tokens(collection.tokens, folder)


def read(folder: Path) -> Tables:
    """The tables in `folder`. Raises OSError, RuntimeError or ValueError if they are damaged."""
    tables = {n: np.load(folder / f"{n}.npy") for n in ("passages", "windows", "sentences")}
    edges = np.arange(len(tables["passages"]) + 1)
    return Tables(
        **tables,
        window_vectors=open_vectors(folder / "windows.faiss"),
        sentence_vectors=open_vectors(folder / "sentences.faiss"),
        lexical=open_lexical(folder, len(tables["passages"])),
        terms=open_postings(folder, len(tables["sentences"])),
        background=read_background(folder),
        window_start=np.searchsorted(tables["windows"][:, 0], edges),
        sentence_start=np.searchsorted(tables["sentences"][:, 0], edges),
        tokens=open_tokens(folder, len(tables["sentences"])),
    )
