"""References of a question -> passages, by number and never by likeness."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.catalogue import IndexedClause
from index.model import Span
from index.numerals import to_int
from index.store import Store
from qa.question import Reference, Unit

__all__ = ["Found", "look_up", "named_sentences", "rows_of"]

# Which families of section headings a unit means: the first that the document has. Chinese names
# the family, and that is what counts (第二章 is no 第二节).
_FAMILIES: dict[Unit, tuple[str, ...]] = {
    "part": ("part", "comma"),
    "chapter": ("chapter", "book", "section"),
}
_MOST_RANGES = 3  # documents whose numbers are told when a number does not exist
_ITEM = re.compile(r"^[^\S\n]*[（(]([一二三四五六七八九十百]+|\d+)[）)][^\n]*", re.MULTILINE)
_NAMED = {"编": ("book",), "章": ("chapter",), "节": ("section",)}


@dataclass(frozen=True, slots=True)
class Found:
    """`passages`: rows of the store in document order. If a reference has no target, `missing` and
    `missing_en` say which, and what exists, in one line each; else they are empty.
    """

    passages: tuple[int, ...]
    missing: str
    missing_en: str


def look_up(store: Store, references: Iterable[Reference], documents: Collection[int]) -> Found:
    """The passages that `references` name, in `documents` (ids; all if empty).

    A finer reference is looked for inside a coarser one where it can be (第三章第二节).
    """
    references = list(references)
    ids = sorted(documents) or list(range(len(store.documents)))
    of_clauses = {r.documents for r in references if r.unit == "clause"}
    paragraphs = [r for r in references if r.unit == "paragraph"]
    missing: list[Reference] = []
    levels: dict[int, set[int]] = {}  # how fine a reference is -> the passages that are meant
    for reference in references:
        # What is named may be outside of where it is looked for: then it is not there.
        inside = [i for i in ids if i in reference.documents] if reference.documents else ids
        if reference.unit == "clause":
            targets = _clauses(store, reference, inside)
            its = [p for p in paragraphs if p.documents == reference.documents]
            rows = [row for clause in targets for row in _rows_of(store, clause, its)]
        elif reference.unit in _FAMILIES:
            rows = _rows_of_sections(store, reference, inside)
        elif reference.documents in of_clauses or reference.unit == "item":
            continue  # paragraphs and items of those clauses
        else:
            rows = _rows_of_paragraphs(store, reference, inside)
        levels.setdefault(_fineness(reference), set()).update(rows)
        missing += [] if rows else [reference]
    passages: set[int] = set()
    for _, rows_meant in sorted(levels.items(), key=lambda level: level[0]):
        passages = passages & rows_meant or passages | rows_meant
    if missing and not passages:
        return Found((), *_no_such(store, missing, ids))
    return Found(tuple(sorted(passages)), "", "")


def _families(reference: Reference) -> tuple[str, ...]:
    named = [families for word, families in _NAMED.items() if word in reference.text]
    return named[0] if named else _FAMILIES[reference.unit]


def _fineness(reference: Reference) -> int:
    if reference.unit not in _FAMILIES:
        return 4
    order = ("book", "part", "chapter", "section")
    return order.index(_families(reference)[0])


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


def named_sentences(
    store: Store, row: int, clause: IndexedClause, references: Collection[Reference]
) -> list[int]:
    """Which sentences of the passage in `row` are in the paragraphs or items that `references` name
    (第十七条第二款, 第三十九条第二项); the first one if they name none, or none that it has.
    """
    references = [r for r in references if not r.documents or clause.document_id in r.documents]
    paragraphs = clause.clause.paragraphs
    wanted = [
        span
        for reference in references
        if reference.unit == "paragraph"
        for span in _numbered(paragraphs, reference)
    ]
    text = store.text(store.documents[clause.document_id].text_sha256)
    items = [n for r in references if r.unit == "item" for n in range(r.first, r.last + 1)]
    found = [item for span in wanted or paragraphs for item in _items(text, span, items)]
    first, last = store.sentence_start[row : row + 2].tolist()
    spans = store.sentences[first:last, 1:].tolist()
    inside = [
        i
        for i, (a, b) in enumerate(spans)
        if any(s.start <= a and b <= s.end for s in (found if items else wanted))
    ]
    return inside or [0]


def _numbered(paragraphs: Sequence[Span], reference: Reference) -> Sequence[Span]:
    if reference.first < 0:
        return paragraphs[reference.first :][:1]
    return paragraphs[reference.first - 1 : reference.last]


def _items(text: str, paragraph: Span, numbers: Collection[int]) -> Iterator[Span]:
    """The items of a paragraph, a line each, that have one of the `numbers`."""
    for line in _ITEM.finditer(text, paragraph.start, paragraph.end):
        if to_int(line[1]) in numbers:
            yield Span(line.start(), line.end())


def _rows_of(store: Store, clause: IndexedClause, paragraphs: list[Reference]) -> list[int]:
    """The passages of a clause; of its numbered `paragraphs` only, where it is cut into them."""
    rows = rows_of(store, clause.id)
    last = len(clause.clause.paragraphs) + 1  # 最后一款 is counted from the end
    wanted = [
        row
        for row in rows
        for r in paragraphs
        if r.first + last * (r.first < 0) <= store.passages[row, 2] <= r.last + last * (r.last < 0)
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
        sections = _sections(store, document_id, reference)
        if reference.first < 0:
            chosen = sections[reference.first :][:1]
        else:
            chosen = [s for s in sections if reference.first <= s[1] <= reference.last]
        for _, _, _, start, end in chosen:
            table = store.passages
            inside = (table[:, 0] == document_id) & (table[:, 3] >= start) & (table[:, 4] <= end)
            rows += np.flatnonzero(inside).tolist()
    return rows


def _sections(
    store: Store, document_id: int, reference: Reference
) -> list[tuple[str, int, str, int, int]]:
    """The sections of a document of the kind that a reference names."""
    sections = store.catalogue.sections(document_id)
    for family in _families(reference):
        if found := [section for section in sections if section[0] == family]:
            return found
    return []


def _no_such(store: Store, missing: Sequence[Reference], ids: list[int]) -> tuple[str, str]:
    """That the `missing` references have no target, and what exists instead."""
    names = "、".join(reference.text for reference in missing)
    for kind in (missing[0], None):
        all_ranges = (found for i in ids if (found := _range(store, i, kind)))
        if ranges := list(islice(all_ranges, _MOST_RANGES + 1)):
            break
    zh = "；".join(zh for zh, _ in ranges[:_MOST_RANGES])
    en = "; ".join(en for _, en in ranges[:_MOST_RANGES])
    if len(ranges) > _MOST_RANGES:
        zh, en = f"{zh}；等等", f"{en}; and others"
    return (
        f"没有“{names}”。" + (f"{zh}。" if zh else ""),
        f"There is no “{names}”." + (f" {en}." if en else ""),
    )


def _range(store: Store, document_id: int, reference: Reference | None) -> tuple[str, str] | None:
    """What a document has of the kind that `reference` names (None: of its clauses, numbered or
    not), in Chinese and in English; None if it has nothing of the kind.
    """
    info = store.documents[document_id]
    numbers = store.catalogue.numbers(document_id)
    if reference and reference.unit in _FAMILIES:
        numbers = [(s[1], s[2]) for s in _sections(store, document_id, reference)]
    elif not numbers and (reference is None or reference.unit == "paragraph"):
        count = info.clauses
        zh, en = f"不分条，共{count}段", f"has {count} unnumbered paragraphs"
        return f"《{info.title}》{zh}", f"《{info.title}》 {en}"
    elif reference and reference.unit == "paragraph":
        return None
    if not numbers:
        return None
    # Stable: 第十二条之一 stays after 第十二条, and labels without a number stay where they are.
    ordered = sorted(numbers, key=lambda pair: pair[0] or 0)
    first, last = ordered[0][1], ordered[-1][1]
    if first == last:
        return f"《{info.title}》只有{first}", f"《{info.title}》 has {first} only"
    return f"《{info.title}》有{first}至{last}", f"《{info.title}》 has {first} to {last}"
