"""References of a question -> passages, by number and never by likeness."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from index.catalogue import IndexedClause
from index.store import Store
from qa.question import Reference, Unit

__all__ = ["Found", "look_up", "rows_of"]

# Which families of section headings each unit may mean.
_FAMILIES: dict[Unit, frozenset[str]] = {
    "part": frozenset({"part", "comma"}),
    "chapter": frozenset({"book", "subbook", "chapter", "section"}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """`passages`: rows of the store in document order. If a reference has no target, `missing` and
    `missing_en` say which, and what exists, in one line each; else they are empty.
    """

    passages: tuple[int, ...]
    missing: str
    missing_en: str


def look_up(store: Store, references: Iterable[Reference], documents: Collection[int]) -> Found:
    """The passages that `references` name, in `documents` (ids; all if empty)."""
    ids = sorted(documents) or list(range(len(store.documents)))
    clauses = [r for r in references if r.unit == "clause"]
    paragraphs = [r for r in references if r.unit == "paragraph"]
    others = [r for r in references if r.unit in _FAMILIES]
    passages: set[int] = set()
    missing: list[Reference] = []
    for reference in clauses:
        targets = _clauses(store, reference, ids)
        rows = [row for clause in targets for row in _rows_of(store, clause, paragraphs)]
        passages.update(rows)
        missing += [] if rows else [reference]
    for reference in others:
        rows = _rows_of_sections(store, reference, ids)
        passages.update(rows)
        missing += [] if rows else [reference]
    for reference in [] if clauses else paragraphs:
        rows = _rows_of_paragraphs(store, reference, ids)
        passages.update(rows)
        missing += [] if rows else [reference]
    if missing and not passages:
        names = "、".join(reference.text for reference in missing)
        return Found((), *_no_such(store, names, ids))
    return Found(tuple(sorted(passages)), "", "")


def _clauses(store: Store, reference: Reference, ids: list[int]) -> list[IndexedClause]:
    if reference.first > 0:
        found = store.catalogue.numbered(reference.first, reference.last, reference.branch)
        return [clause for clause in found if clause.document_id in ids]
    found = []
    for document_id in ids:
        numbered = [
            c for c in store.catalogue.clauses_of(document_id) if c.clause.kind != "paragraph"
        ]
        if len(numbered) >= -reference.first:
            found.append(numbered[reference.first])
    return found


def rows_of(store: Store, clause_id: int) -> list[int]:
    """The passages of a clause, in order."""
    first, last = np.searchsorted(store.passages[:, 1], [clause_id, clause_id + 1])
    return list(range(int(first), int(last)))


def _rows_of(store: Store, clause: IndexedClause, paragraphs: list[Reference]) -> list[int]:
    """The passages of a clause; of its numbered `paragraphs` only, where it is cut into them."""
    rows = rows_of(store, clause.id)
    wanted = [
        row
        for row in rows
        for reference in paragraphs
        if reference.first <= store.passages[row, 2] <= reference.last
    ]
    return wanted or rows


def _rows_of_paragraphs(store: Store, reference: Reference, ids: list[int]) -> list[int]:
    """Paragraphs by number in documents that have no other numbering (《…公报》第7段)."""
    rows: list[int] = []
    for document_id in ids:
        if store.catalogue.numbers(document_id):
            continue
        clauses = store.catalogue.clauses_of(document_id)
        if reference.first < 0:
            chosen = clauses[reference.first :][:1]
        else:
            labels = {f"第{n}段" for n in range(reference.first, reference.last + 1)}
            chosen = [clause for clause in clauses if clause.clause.label in labels]
        rows += [row for clause in chosen for row in rows_of(store, clause.id)]
    return rows


def _rows_of_sections(store: Store, reference: Reference, ids: list[int]) -> list[int]:
    """The passages inside sections by number (第三部分, 第二章)."""
    rows: list[int] = []
    for document_id in ids:
        sections = [
            s for s in store.catalogue.sections(document_id) if s[0] in _FAMILIES[reference.unit]
        ]
        if reference.first < 0:
            chosen = sections[reference.first :][:1]
        else:
            chosen = [s for s in sections if reference.first <= s[1] <= reference.last]
        for _, _, _, start, end in chosen:
            table = store.passages
            inside = (table[:, 0] == document_id) & (table[:, 3] >= start) & (table[:, 4] <= end)
            rows += np.flatnonzero(inside).tolist()
    return rows


def _no_such(store: Store, names: str, ids: list[int]) -> tuple[str, str]:
    """That `names` do not exist, and what does."""
    numbered, others = [], []
    for document_id in ids:
        title = store.documents[document_id].title
        if numbers := store.catalogue.numbers(document_id):
            first, last = min(numbers)[1], max(numbers)[1]
            numbered.append((f"《{title}》有{first}至{last}", f"《{title}》 has {first} to {last}"))
        else:
            count = store.documents[document_id].clauses
            zh = f"《{title}》不分条，共{count}段"
            others.append((zh, f"《{title}》 has {count} unnumbered paragraphs"))
    ranges = numbered or others
    shown = ranges[:3]
    more = (" 等", " and others") if len(ranges) > len(shown) else ("", "")
    return (
        f"没有“{names}”。" + "；".join(zh for zh, _ in shown) + more[0] + "。",
        f"There is no “{names}”. " + "; ".join(en for _, en in shown) + more[1] + ".",
    )
