"""The catalogue of a store: sources, documents and clauses in one SQLite file.

Rows are read when they are shown, so a store of a million clauses opens as fast as one of thirty.
"""

import contextlib
import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.links import links
from index.model import Clause, Document, Node, Source, Span, page_of
from index.numerals import parse_label

__all__ = [
    "Catalogue",
    "DocumentInfo",
    "IndexedClause",
    "Mention",
    "write_catalogue",
]

_SCHEMA = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, path TEXT, origin TEXT, sha256 TEXT, text_sha256 TEXT, encoding TEXT,
    page_starts TEXT, headings TEXT, asides TEXT, columns TEXT, way TEXT
);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, source INTEGER, title TEXT, start INTEGER, "end" INTEGER,
    issuer TEXT, date TEXT, number TEXT, clauses INTEGER, outline TEXT
);
CREATE TABLE clauses (
    id INTEGER PRIMARY KEY, document INTEGER, kind TEXT, label TEXT, number INTEGER, branch INTEGER,
    heading TEXT, path TEXT, path_labels TEXT, start INTEGER, "end" INTEGER, paragraphs TEXT
);
CREATE TABLE sections (
    document INTEGER, family TEXT, number INTEGER, label TEXT, start INTEGER, "end" INTEGER
);
CREATE TABLE links (
    reference INTEGER, clause INTEGER, start INTEGER, "end" INTEGER, kind TEXT, text TEXT,
    target INTEGER, paragraph INTEGER
);
CREATE INDEX links_by_clause ON links (clause);
CREATE INDEX links_by_target ON links (target);
CREATE INDEX clauses_by_document ON clauses (document, start);
CREATE INDEX clauses_by_number ON clauses (number, branch);
CREATE INDEX sections_by_number ON sections (number);
"""


_COLUMNS = 'id, document, kind, label, path, heading, start, "end", paragraphs, path_labels'
_CLAUSES = f"SELECT {_COLUMNS} FROM clauses "  # noqa: S608
_OTHER = ", ".join(f"o.{column}" for column in _COLUMNS.split(", "))
# What the clauses of the table `here` cite (0), and what cites them (1), in the order of the store.
_MENTIONS = f"""
SELECT 0, h.document, h.start, l.reference, l.start, l."end", l.text, l.paragraph, {_OTHER}
FROM here h JOIN links l ON l.clause = h.id LEFT JOIN clauses o ON o.id = l.target
UNION ALL
SELECT 1, h.document, h.start, l.reference, l.start, l."end", l.text, 0, {_OTHER}
FROM here h JOIN links l ON l.target = h.id JOIN clauses o ON o.id = l.clause
WHERE l.clause != h.id AND l.kind != 'section'
ORDER BY 4, 9
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One document of a store. `characters`: its length in code points; `clauses`: how many;
    `start`: where it begins in the text of its source, in code points.
    """

    id: int
    title: str
    source: str
    characters: int
    clauses: int
    issuer: str
    date: str
    number: str
    source_sha256: str
    text_sha256: str
    start: int


@dataclass(frozen=True, slots=True)
class IndexedClause:
    """A clause and where it stands in the store. Clause ids follow document order."""

    id: int
    document_id: int
    clause: Clause


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference at `span` of the source that it stands in, worded `text`. `clauses` are those at
    its other end, in order: what it names (() if that is not in the store), or where it stands.
    `paragraph` is the one paragraph (款) that it names of them, or 0.
    """

    span: Span
    text: str
    clauses: tuple[IndexedClause, ...]
    paragraph: int


def write_catalogue(
    path: Path,
    sources: Sequence[Source],
    documents: Sequence[tuple[Document, Sequence[Clause]]],
    origins: Mapping[str, str],
    ways: Mapping[str, str] | None = None,
) -> None:
    """Write the catalogue of `sources` and their `documents` (with clauses) to a new file.

    `origins`: for each `Source.path`, the place on this machine that it was read from; `ways`: the
    path by which that was found, where links lead from there to it.
    """
    source_ids = {source.path: i for i, source in enumerate(sources)}
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.executescript(_SCHEMA)
        db.executemany(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (i, source.path, origins[source.path], source.sha256, source.text_sha256)
                + (source.encoding, json.dumps(source.page_starts))
                + (json.dumps([[h.start, h.level] for h in source.headings]),)
                + (
                    json.dumps(sorted(source.asides)),
                    json.dumps([[c.start, c.end] for c in source.columns]),
                )
                + ((ways or {}).get(source.path, ""),)
                for i, source in enumerate(sources)
            ),
        )
        clause_id = 0
        for document_id, (document, clauses) in enumerate(documents):
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (document_id, source_ids[document.source.path], document.title)
                + (document.span.start, document.span.end)
                + (document.issuer, document.date, document.number, len(clauses))
                + (json.dumps([_pack(node) for node in document.nodes], ensure_ascii=False),),
            )
            db.executemany(
                f"INSERT INTO clauses VALUES ({', '.join('?' * 12)})",  # noqa: S608
                (_clause_row(clause_id + i, document_id, c) for i, c in enumerate(clauses)),
            )
            db.executemany(
                "INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)",
                _section_rows(document_id, document),
            )
            clause_id += len(clauses)
        db.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _links(documents))


def _links(documents: Sequence[tuple[Document, Sequence[Clause]]]) -> Iterator[tuple[Any, ...]]:
    """A row for each clause that a reference names; of a section for its first and last alone, and
    one without a clause for a reference that names nothing in the store.
    """
    for reference, link in enumerate(links(documents)):
        targets: Sequence[int | None] = link.targets or (None,)
        if link.kind == "section":
            targets = tuple(dict.fromkeys((targets[0], targets[-1])))
        for target in targets:
            span = (link.span.start, link.span.end)
            row = (reference, link.clause, *span, link.kind, link.text)
            yield (*row, target, link.paragraph)


def _clause_row(clause_id: int, document_id: int, clause: Clause) -> tuple[Any, ...]:
    paragraphs = [[span.start, span.end] for span in clause.paragraphs]
    number, branch = _number(clause.label)
    return (
        *(clause_id, document_id, clause.kind, clause.label, number, branch, clause.heading),
        json.dumps(clause.path, ensure_ascii=False),
        json.dumps(clause.path_labels, ensure_ascii=False),
        *(clause.span.start, clause.span.end, json.dumps(paragraphs)),
    )


def _number(label: str) -> tuple[int | None, int]:
    """The number of a label and of its branch (第十二条之一: 12, 1); None, 0 if it has not one
    number (1.2 is not the second clause).
    """
    parsed = parse_label(label)
    if parsed is None or len(parsed.number) > 1:
        return None, 0
    return parsed.number[0], parsed.branch


def _section_rows(document_id: int, document: Document) -> Iterator[tuple[Any, ...]]:
    for top in document.nodes:
        for node in top.walk():
            if node.kind == "section" and (label := parse_label(node.label)):
                span = (node.span.start, node.span.end)
                yield (document_id, label.family, label.number[-1], node.label, *span)


def _pack(node: Node) -> list[Any]:
    children = [_pack(child) for child in node.children]
    return [node.kind, node.label, node.title, node.span.start, node.span.end, children]


def _unpack(row: list[Any]) -> Node:
    kind, label, title, start, end, children = row
    return Node(kind, label, title, Span(start, end), tuple(map(_unpack, children)))


class Catalogue:
    """Reads a catalogue. One may be shared between threads (SQLite serialises the calls)."""

    def __init__(self, path: Path) -> None:
        # "immutable": nobody writes to a finished store, so no lock files are made beside it.
        self._db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        weakref.finalize(self, self._db.close)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents, in order."""
        rows = self._db.execute(
            'SELECT d.id, d.title, s.path, d."end" - d.start, d.clauses, d.issuer, d.date,'
            " d.number, s.sha256, s.text_sha256, d.start"
            " FROM documents d JOIN sources s ON s.id = d.source ORDER BY d.id"
        )
        return tuple(DocumentInfo(*row) for row in rows)

    def sources(self) -> list[dict[str, Any]]:
        """The sources' columns, in order; without "way" in older stores."""
        rows = self._db.execute("SELECT * FROM sources ORDER BY id")
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def source(self, document_id: int, text: str) -> Source:
        """The source of a document, with its `text` (which the store keeps in a file)."""
        row = self._db.execute(
            "SELECT s.path, s.sha256, s.encoding, s.page_starts FROM sources s"
            " JOIN documents d ON d.source = s.id WHERE d.id = ?",
            (document_id,),
        ).fetchone()
        return Source(row[0], row[1], text, row[2], tuple(json.loads(row[3])))

    def origin(self, document_id: int) -> Path:
        """The place on this machine that a document's source was read from."""
        (origin,) = self._db.execute(
            "SELECT s.origin FROM sources s JOIN documents d ON d.source = s.id WHERE d.id = ?",
            (document_id,),
        ).fetchone()
        return Path(origin)

    def page(self, document_id: int, offset: int) -> int | None:
        """The page (from 1) of a document's source that holds the character at `offset`."""
        (starts,) = self._db.execute(
            "SELECT s.page_starts FROM sources s JOIN documents d ON d.source = s.id"
            " WHERE d.id = ?",
            (document_id,),
        ).fetchone()
        return page_of(json.loads(starts), offset)

    def document(self, document_id: int, text: str) -> Document:
        """A document with its tree."""
        row = self._db.execute(
            'SELECT title, start, "end", outline, issuer, date, number FROM documents WHERE id = ?',
            (document_id,),
        ).fetchone()
        title, start, end, outline, *head = row
        nodes = tuple(_unpack(node) for node in json.loads(outline))
        return Document(self.source(document_id, text), title, Span(start, end), nodes, *head)

    def clauses(self, ids: Iterable[int]) -> dict[int, IndexedClause]:
        """Clauses by id."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        return {c.id: c for c in self._select(f"WHERE id IN ({marks})", wanted)}

    def numbered(self, first: int, last: int, branch: int = 0) -> list[IndexedClause]:
        """The articles and items with numbers [first, last], in order; from 第三条 to 第五条 are
        第三条之一 and 第四条之一 too, but not 第五条之一.
        """
        return self._select(
            "WHERE kind != 'paragraph' AND number BETWEEN ? AND ?"
            " AND (branch = ? OR (number < ? AND ? = 0)) ORDER BY id",
            [first, last, branch, last, branch],
        )

    def labelled(self, label: str) -> list[IndexedClause]:
        """The clauses with exactly this label, in order; articles in whatever spelling of it."""
        wanted = parse_label(label)
        if wanted is None or wanted.family != "article":
            return self._select("WHERE label = ? ORDER BY id", [label])
        found = self.numbered(wanted.number[0], wanted.number[0], wanted.branch)
        return [one for one in found if parse_label(one.clause.label) == wanted]

    def numbers(self, document_id: int) -> list[tuple[int | None, str]]:
        """The numbers and labels of a document's articles and items, in order; None for the number
        of a label such as 1.2.
        """
        return self._db.execute(
            "SELECT number, label FROM clauses WHERE document = ? AND kind != 'paragraph'"
            " ORDER BY id",
            (document_id,),
        ).fetchall()

    def repeats(self, document_id: int) -> bool:
        """Whether articles or items have one label, or paragraphs one label in one place."""
        query = (
            "SELECT 1 FROM clauses WHERE document = ?"
            " GROUP BY label, CASE kind WHEN 'paragraph' THEN path_labels END HAVING count(*) > 1"
        )
        return self._db.execute(query, (document_id,)).fetchone() is not None

    def sections(self, document_id: int) -> list[tuple[str, int, str, int, int]]:
        """A document's sections, outer before inner: family, number, label, start, end."""
        return self._db.execute(
            'SELECT family, number, label, start, "end" FROM sections WHERE document = ?'
            ' ORDER BY start, "end" DESC',
            (document_id,),
        ).fetchall()

    def clauses_of(self, document_id: int) -> list[IndexedClause]:
        """The clauses of a document, in order."""
        return self._select("WHERE document = ? ORDER BY id", [document_id])

    def pointed(self, first: int, last: int) -> list[IndexedClause]:
        """The articles and items [first, last], what is, or is in, 1.2, and 1. in 1."""
        return self._select(
            "WHERE (kind != 'paragraph' AND number BETWEEN ? AND ?)"
            " OR label || path_labels GLOB '*[0-9０-９A-Z][.．][0-9０-９]*'"
            " OR path_labels GLOB '*[0-9０-９][.．、]\"*' ORDER BY id",
            [first, last],
        )

    def cites(self, clause_id: int) -> tuple[Mention, ...]:
        """The references in a clause, in order, with what they name."""
        return self._mentions_of(clause_id)[0]

    def cited_by(self, clause_id: int) -> tuple[Mention, ...]:
        """The references to a clause in other clauses, in order, with where they stand. 本章 and
        the like are none, though they name the clause among others.
        """
        return self._mentions_of(clause_id)[1]

    def _mentions_of(self, clause_id: int) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        here = "SELECT id, document, start FROM clauses WHERE id = ?"
        return next(iter(self._mentions(here, [clause_id]).values()), ((), ()))

    def mentions(
        self, places: Iterable[tuple[int, int]]
    ) -> dict[tuple[int, int], tuple[tuple[Mention, ...], tuple[Mention, ...]]]:
        """`cites` and `cited_by` of the clauses at `places` (document, start) that have any, by
        their place. One query, however many clauses.
        """
        wanted = list(dict.fromkeys(places))
        if not wanted:
            return {}
        values = ", ".join(["(?, ?)"] * len(wanted))
        here = (
            f"SELECT c.id, c.document, c.start FROM (VALUES {values}) p"  # noqa: S608
            " CROSS JOIN clauses c ON c.document = p.column1 AND c.start = p.column2"
        )
        return self._mentions(here, [number for place in wanted for number in place])

    def _mentions(
        self, here: str, values: Sequence[int]
    ) -> dict[tuple[int, int], tuple[tuple[Mention, ...], tuple[Mention, ...]]]:
        found: dict[tuple[int, int], tuple[dict[int, Mention], dict[int, Mention]]] = {}
        query = f"WITH here(id, document, start) AS ({here}) {_MENTIONS}"
        for row in self._db.execute(query, values):
            incoming, document, at, reference, start, end, text, paragraph = row[:8]
            side = found.setdefault((document, at), ({}, {}))[incoming]
            before = side[reference].clauses if reference in side else ()  # a range has many rows
            clauses = before if row[8] is None else (*before, _clause(row[8:]))
            side[reference] = Mention(Span(start, end), text, clauses, paragraph)
        return {
            place: (tuple(cites.values()), tuple(cited_by.values()))
            for place, (cites, cited_by) in found.items()
        }

    def _select(self, where: str, values: Sequence[Any]) -> list[IndexedClause]:
        return [_clause(row) for row in self._db.execute(_CLAUSES + where, values)]


def _clause(row: Sequence[Any]) -> IndexedClause:
    """A clause from its `_COLUMNS`."""
    return IndexedClause(
        row[0],
        row[1],
        Clause(
            *(row[2], row[3], tuple(json.loads(row[4])), row[5], Span(row[6], row[7])),
            tuple(Span(*pair) for pair in json.loads(row[8])),
            tuple(json.loads(row[9])),
        ),
    )
