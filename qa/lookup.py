"""References of a question -> passages, by number and never by likeness."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import TypeVar

import numpy as np

from index.catalogue import IndexedClause
from index.model import Span
from index.normalise import search_copy
from index.numerals import to_int
from index.store import Store
from qa.question import Reference, Unit

__all__ = ["Found", "look_up", "named_sentences", "no_such_document", "rows_of"]

_Unit = TypeVar("_Unit")

# Which families of section headings a unit means: the first that the document has. Chinese names
# the family, and that is what counts (第二章 is no 第二节).
_FAMILIES: dict[Unit, tuple[str, ...]] = {
    "part": ("part", "comma"),
    "chapter": ("chapter", "book", "section"),
}
_PARTS: dict[Unit, str] = {"paragraph": "款", "item": "项"}  # of a clause
_MOST_TITLES = 5  # documents named when one is asked for that is not there
_MOST_RANGES = 3  # documents whose numbers are told when a number does not exist
_ITEM = re.compile(r"^[^\S\n]*[（(]([一二三四五六七八九十百]+|\d+)[）)][^\n]*", re.MULTILINE)
_IN_TEXT = re.compile(r"[（(]([一二三四五六七八九十百]+|\d{1,3})[）)]")
_NAMED = {"编": ("book",), "章": ("chapter",), "节": ("section",)}


@dataclass(frozen=True, slots=True)
class Found:
    """`passages`: rows of the store in document order. If a reference has no target, `missing` and
    `missing_en` say which, and what exists, in one line each, whether others have one or not; else
    they are empty.
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
    parts = [r for r in references if r.unit in _PARTS]
    several = sum(r.unit == "clause" for r in references) > 1  # of which of them is a part?
    missing: list[Reference] = []
    told: list[tuple[str, str]] = []
    levels: dict[int, set[int]] = {}  # how fine a reference is -> the passages that are meant
    for reference in references:
        # What is named may be outside of where it is looked for: then it is not there.
        inside = [i for i in ids if i in reference.documents] if reference.documents else ids
        if reference.documents and not inside:
            told.append(_outside(store, reference))
            continue
        if reference.unit == "clause":
            targets = _clauses(store, reference, inside)
            its = [p for p in parts if p.documents == reference.documents or p.unit == "item"]
            rows = [row for clause in targets for row in _rows_of(store, clause, its)]
            told += _no_such_parts(store, targets, () if several else its)
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
    lines = [_no_such(store, missing, ids)] if missing else []
    lines += dict.fromkeys(told)
    return Found(
        tuple(sorted(passages)), "".join(zh for zh, _ in lines), " ".join(en for _, en in lines)
    )


def _families(reference: Reference) -> tuple[str, ...]:
    named = [families for word, families in _NAMED.items() if word in reference.text]
    return named[0] if named else _FAMILIES[reference.unit]


def _fineness(reference: Reference) -> int:
    if reference.unit not in _FAMILIES:
        return 4
    order = ("book", "part", "chapter", "section")
    return order.index(_families(reference)[0])


def _clauses(store: Store, reference: Reference, ids: list[int]) -> list[IndexedClause]:
    if reference.first >= 0:
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
    numbered = [item for span in wanted or paragraphs for item in _items(text, span)]
    found = [span for number, span in numbered if number in items]
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
        return _from_end(paragraphs, reference)
    return paragraphs[max(reference.first, 1) - 1 : reference.last]


def _from_end(units: Sequence[_Unit], reference: Reference) -> Sequence[_Unit]:
    """The one that is counted from the end, if there are as many."""
    return units[reference.first :][:1] if len(units) >= -reference.first else ()


def _items(text: str, paragraph: Span) -> Iterator[tuple[int, Span]]:
    """The items of a paragraph, a line each, with their numbers."""
    for line in _ITEM.finditer(text, paragraph.start, paragraph.end):
        if (number := to_int(line[1])) is not None:
            yield number, Span(line.start(), line.end())


def _rows_of(store: Store, clause: IndexedClause, parts: list[Reference]) -> list[int]:
    """The passages of a clause; of those of its numbered paragraphs that are among `parts` only,
    where it is cut into them.
    """
    rows = rows_of(store, clause.id)
    last = len(clause.clause.paragraphs) + 1  # 最后一款 is counted from the end
    wanted = [
        row
        for row in rows
        for r in parts
        if r.unit == "paragraph"
        and r.first + last * (r.first < 0) <= store.passages[row, 2] <= r.last + last * (r.last < 0)
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
            chosen = _from_end(clauses, reference)
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
            chosen = _from_end(sections, reference)
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
    of = {i for reference in missing for i in reference.documents}
    ids = [i for i in ids if i in of] if all(r.documents for r in missing) else ids
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


def _outside(store: Store, reference: Reference) -> tuple[str, str]:
    """That the document of a reference is not where it is looked for."""
    titles = dict.fromkeys(f"《{store.documents[i].title}》" for i in sorted(reference.documents))
    return (
        f"{'、'.join(titles)}不在所选的范围内。",
        f"{', '.join(titles)} is not among what was chosen.",
    )


def _no_such_parts(
    store: Store, clauses: Sequence[IndexedClause], parts: Iterable[Reference]
) -> Iterator[tuple[str, str]]:
    """For each of the `parts` that none of the clauses has, that it is not there, and what is; of
    a few clauses, since their texts are read.
    """
    for part in parts if 0 < len(clauses) <= _MOST_RANGES else ():
        counts = [_count(store, clause, part) for clause in clauses]
        if part.last == 0 or abs(part.first) > max(counts):
            clause, count = clauses[counts.index(max(counts))], max(counts)
            title, word = store.documents[clause.document_id].title, _PARTS[part.unit]
            where, plural = f"《{title}》{clause.clause.label}", "" if count == 1 else "s"
            yield (
                f"没有“{part.text}”。{where}"
                + (f"共{count}{word}。" if count else f"不分{word}。"),
                f"There is no “{part.text}”. {where} has {count or 'no'} {part.unit}{plural}.",
            )


def _count(store: Store, clause: IndexedClause, part: Reference) -> int:
    """How many paragraphs a clause has, or the highest number of its items, wherever it stands."""
    clause_ = clause.clause
    if part.unit == "paragraph":
        return max(len(clause_.paragraphs), 1)
    text = store.text(store.documents[clause.document_id].text_sha256)
    numbers = _IN_TEXT.findall(text, clause_.span.start + 1, clause_.span.end)  # but its own
    return max((to_int(number) or 0 for number in numbers), default=0)


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


def no_such_document(store: Store, name: str) -> tuple[str, str]:
    """That no document is called so, and which there are, the most similar titles first."""
    documents = sorted(store.documents, key=lambda d: -_in_common(name, d.title))
    titles = [f"《{document.title}》" for document in documents[:_MOST_TITLES]]
    count = len(store.documents)
    zh, en = "".join(titles), ", ".join(titles)
    more = ("等", " and others") if count > len(titles) else ("", "")
    return (
        f"索引中没有《{name}》；现有 {count} 份文件：{zh}{more[0]}。",
        f"The store does not hold 《{name}》; its {count} documents are {en}{more[1]}.",
    )


def _in_common(name: str, title: str) -> int:
    """How many characters of a name stand in a title in pieces of two or more, in order."""
    blocks = SequenceMatcher(None, name, search_copy(title), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)
