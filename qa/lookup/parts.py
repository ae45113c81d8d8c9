"""Paragraphs and items (款, 项) of the clauses that a question names: of which clause they are,
where they stand, and whether they are there.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

import numpy as np

from index.catalogue import IndexedClause
from index.model import Span
from index.normalise import counts_as_taiwan
from index.numerals import parse_label, to_int
from index.patterns import regex
from index.store import Store
from qa.question.reference import Reference, Unit

__all__ = [
    "PARTS",
    "UNNUMBERED",
    "by_place",
    "from_end",
    "having",
    "is_named",
    "named_sentences",
    "narrowed",
    "no_such_parts",
    "paragraphs_of",
    "parts_of",
    "rows_of",
    "titled",
    "told_by_place",
]

_Unit = TypeVar("_Unit")
_Part = tuple[Reference | None, Reference | None]  # a paragraph (None: any), an item in it

PARTS: dict[Unit, str] = {"paragraph": "款", "item": "项"}
UNNUMBERED = ("序言", "结语")  # clauses whose paragraphs are numbered, but not they themselves
_MOST_CLAUSES = 3  # whose texts are read to tell what is not there
# How items are labelled; those of the kind that comes first are the items, others are inside of
# them. Within a line they follow a mark or a blank: 第四条第（一）项 refers to an item elsewhere.
_BEFORE = r"(?:^[^\S\n]*|(?<=[：；。:;\s]))"
_ITEMS = tuple(
    regex(pattern, re.MULTILINE)
    for pattern in (
        rf"{_BEFORE}[（(]([一二三四五六七八九十百]+)[）)]",
        r"^[^\S\n]*([一二三四五六七八九十百]+)、",
        rf"{_BEFORE}[（(](\d{{1,3}})[）)]",
        r"^[^\S\n]*(\d{1,2})(?:[.．](?!\d)|、)",
        rf"{_BEFORE}([①-⑳])",
    )
)
_ALONE = regex(r"^[^\S\n]*(\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff])", re.MULTILINE)  # 1 安全等级
_CIRCLED = ord("①") - 1


def parts_of(references: Sequence[Reference]) -> list[tuple[Reference, ...] | None]:
    """For each reference the paragraphs and items of it: those behind a clause are its own, those
    before any are of all. None for these themselves, but not for a paragraph that is of no clause
    (《…公报》第7段).
    """
    own: list[list[Reference]] = [[] for _ in references]
    is_part = [False] * len(references)
    owner = -1
    for i, part in enumerate(references):
        if part.unit not in PARTS:
            owner = i
            continue
        owners = [owner] if owner >= 0 else range(len(references))
        for of in owners:
            clause = references[of]
            if clause.unit == "clause" and clause.documents == part.documents:
                own[of].append(part)
                is_part[i] = True
        is_part[i] |= part.unit == "item"
    return [None if is_part[i] else tuple(parts) for i, parts in enumerate(own)]


def is_named(store: Store, reference: Reference, clause: IndexedClause) -> bool:
    """Whether a reference to clauses names this one."""
    if reference.documents and clause.document_id not in reference.documents:
        return False
    if clause.clause.kind == "paragraph":
        return False
    if reference.first < 0:
        clauses = store.catalogue.clauses_of(clause.document_id)
        numbered = [c.id for c in clauses if c.clause.kind != "paragraph"]
        return clause.id in from_end(numbered, reference)
    label = parse_label(clause.clause.label)
    if label is None or reference.points or len(label.number) > 1:
        return label is not None and reference.points == (label.number, label.number)
    at, first = (label.number[0], label.branch), (reference.first, reference.branch)
    branch = reference.branch if reference.last_branch is None else reference.last_branch
    return first <= at <= (reference.last, branch)


def named_sentences(
    store: Store, row: int, clause: IndexedClause, references: Collection[Reference]
) -> list[int]:
    """Which sentences of the passage in `row` are in the paragraphs or items that `references` name
    of its clause (第十七条第二款, 第三十九条第二项); the first one if they name none, or none that
    it has. All of a paragraph that is cited as it is.
    """
    references = list(references)
    text = store.text(store.documents[clause.document_id].text_sha256)
    found: list[Span] = []
    for reference, parts in zip(references, parts_of(references), strict=True):
        if parts and is_named(store, reference, clause):
            for part in _in_order(parts, text):
                found += _spans(text, clause, *part)
        if reference.unit == "paragraph" and clause.clause.label in UNNUMBERED:
            found += paragraphs_of(clause, reference)
    first, last = store.sentence_start[row : row + 2].tolist()
    spans = store.sentences[first:last, 1:].tolist()
    # An item within a line may share a sentence with what stands before it.
    inside = [i for i, (a, b) in enumerate(spans) if any(a < s.end and s.start < b for s in found)]
    cited = not references and store.passages[row, 2] > 0
    return inside or ([*range(len(spans))] if cited else [0])


def titled(store: Store, document_id: int) -> str:
    """《title》 of a document, with what tells it from others of its title (a date, a source)."""
    version = store.versions[document_id]
    return f"《{store.documents[document_id].title}》" + (f"（{version}）" if version else "")


def rows_of(store: Store, clause_id: int) -> list[int]:
    """The passages of a clause, in order."""
    first, last = np.searchsorted(store.passages[:, 1], [clause_id, clause_id + 1])
    return list(range(int(first), int(last)))


def narrowed(store: Store, clause: IndexedClause, parts: Sequence[Reference]) -> list[int]:
    """The passages of a clause; those that are among its `parts` only, or hold these, where it is
    cut into paragraphs.
    """
    rows = rows_of(store, clause.id)
    last = len(clause.clause.paragraphs) + 1  # 最后一款 is counted from the end
    text = store.text(store.documents[clause.document_id].text_sha256) if parts else ""
    ordered = _in_order(parts, text)
    paragraphs = [paragraph for paragraph, _ in ordered]
    if None in paragraphs and len(rows) > 1:  # an item of any of them
        spans = [span for part in ordered for span in _spans(text, clause, *part)]
        places = {row: Span(*map(int, store.passages[row, 3:5])) for row in rows}
        holding = [
            row
            for row, at in places.items()
            if any(at.start < s.end and s.start < at.end for s in spans)
        ]
        return holding or rows
    if None in paragraphs:
        return rows
    wanted = [
        row
        for row in rows
        for r in paragraphs
        if r
        and r.first + last * (r.first < 0) <= store.passages[row, 2] <= r.last + last * (r.last < 0)
    ]
    return list(dict.fromkeys(wanted)) or rows


def by_place(
    store: Store, reference: Reference, ids: Collection[int], whole: Collection[int]
) -> IndexedClause | None:
    """The clause that a reference to one in a section means by its place there: where (一)至(三十)
    go on from part to part, 第七部分第一条 is (二十七). `whole`: the rows of the section. None
    where the label itself is written, or there are not so many.
    """
    is_label = not reference.text.startswith("第") or "(" in reference.text
    if is_label or not whole or reference.branch or reference.first != reference.last:
        return None
    if max(whole) - min(whole) + 1 != len(whole):  # several sections of that number
        return None
    clauses = [
        clause
        for document_id in ids
        for clause in store.catalogue.clauses_of(document_id)
        if clause.clause.kind != "paragraph" and rows_of(store, clause.id)[0] in whole
    ]
    return clauses[reference.first - 1] if 0 < reference.first <= len(clauses) else None


def told_by_place(
    clause: IndexedClause, reference: Reference, around: Sequence[Reference]
) -> tuple[str, str]:
    """Which clause of a section a number means there, where that is none of its labels."""
    named, label = "".join(section.text for section in around), clause.clause.label
    return (
        f"“{named}”里没有编号为{reference.first}的，“{reference.text}”按次序是{label}。",
        f"None in “{named}” is numbered {reference.first}; {label} stands in that place.",
    )


def having(
    store: Store, clauses: list[IndexedClause], parts: Sequence[Reference]
) -> list[IndexedClause]:
    """Those of a few clauses of one number that have the `parts` named of it; all if none has."""
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return clauses
    found = []
    for clause in clauses:
        text = store.text(store.documents[clause.document_id].text_sha256)
        if all(_spans(text, clause, *part) for part in _in_order(parts, text)):
            found.append(clause)
    return found or clauses


def no_such_parts(
    store: Store, clauses: Sequence[IndexedClause], parts: Sequence[Reference]
) -> Iterator[tuple[str, str]]:
    """For each of the `parts` that none of the clauses has, that it is not there, and what is; of
    a few clauses, since their texts are read.
    """
    if not 0 < len(clauses) <= _MOST_CLAUSES:
        return
    text = store.text(store.documents[clauses[0].document_id].text_sha256)
    for paragraph, item in _in_order(parts, text):
        if paragraph:
            yield from _no_such(store, clauses, paragraph, None)
        if item and (not paragraph or any(paragraphs_of(c, paragraph) for c in clauses)):
            yield from _no_such(store, clauses, item, paragraph)


def _no_such(
    store: Store, clauses: Sequence[IndexedClause], part: Reference, paragraph: Reference | None
) -> Iterator[tuple[str, str]]:
    """That none of the clauses has a part (in a `paragraph` of it), if it is so."""
    counts = [_count(store, clause, part, paragraph) for clause in clauses]
    if part.last != 0 and abs(part.first) <= max(counts):
        return
    clause, count = clauses[counts.index(max(counts))], max(counts)
    title = titled(store, clause.document_id)
    word = part.text[-1] if part.text[-1] in PARTS.values() else PARTS[part.unit]
    appendix = "".join(label for label in clause.clause.path_labels[:1] if label[:1] == "附")
    where = f"{title}{appendix}{clause.clause.label}{paragraph.text if paragraph else ''}"
    plural = "" if count == 1 else "s"
    yield (
        f"没有“{part.text}”。{where}" + (f"共{count}{word}。" if count else f"不分{word}。"),
        f"There is no “{part.text}”. {where} has {count or 'no'} {part.unit}{plural}.",
    )


def _in_order(parts: Sequence[Reference], text: str) -> list[_Part]:
    """Paragraphs with the items that are named behind them (第二款第一、二项: two). In a law of
    Taiwan 項 are the paragraphs and 款 the items in them.
    """
    units = [part.unit for part in parts]
    turned = units == ["item", "paragraph"] and "條" in text
    as_here = units == ["paragraph", "item"]  # then what is asked for says so itself
    if turned or (not as_here and counts_as_taiwan(text)):
        swapped: dict[Unit, Unit] = {"item": "paragraph", "paragraph": "item"}
        parts = [replace(part, unit=swapped[part.unit]) for part in parts]
    found: list[_Part] = []
    paragraph: Reference | None = None
    for part in parts:
        if part.unit == "paragraph":
            paragraph = part
            found.append((part, None))
        else:
            if paragraph and found[-1] == (paragraph, None):
                found.pop()
            found.append((paragraph, part))
    return found


def _spans(
    text: str, clause: IndexedClause, paragraph: Reference | None, item: Reference | None
) -> Sequence[Span]:
    """Where a part of a clause stands."""
    paragraphs = paragraphs_of(clause, paragraph) if paragraph else clause.clause.paragraphs
    if item is None:
        return paragraphs
    found = [numbered for each in paragraphs for numbered in _items(text, clause, each)]
    if item.first < 0:
        return from_end([span for _, span in found], item)
    return [span for number, span in found if item.first <= number <= item.last]


def paragraphs_of(clause: IndexedClause, reference: Reference) -> Sequence[Span]:
    """The paragraphs of a clause that a reference names."""
    paragraphs = clause.clause.paragraphs
    if reference.first < 0:
        return from_end(paragraphs, reference)
    return paragraphs[max(reference.first, 1) - 1 : reference.last]


def from_end(units: Sequence[_Unit], reference: Reference) -> Sequence[_Unit]:
    """Those that are counted from the end (最后两条), if there are as many."""
    count = reference.last - reference.first + 1
    return units[reference.first :][:count] if len(units) >= -reference.first else ()


def _items(text: str, clause: IndexedClause, paragraph: Span) -> list[tuple[int, Span]]:
    """The items of a paragraph with their numbers; each ends at the next, or with its line."""
    start, end = paragraph.start, paragraph.end
    if start == clause.clause.span.start:  # its own label is none
        start += len(clause.clause.label)
    kinds = [list(pattern.finditer(text, start, end)) for pattern in _ITEMS]
    kinds.append(_alone(text, start, end))
    labels = min(filter(None, kinds), key=lambda one: one[0].start(), default=[])
    found: list[tuple[int, Span]] = []
    for label, following in zip_longest(labels, labels[1:]):
        stop = following.start() if following else end
        line = text.find("\n", label.end(), stop)
        if (number := _number(label[1])) is not None:
            found.append((number, Span(label.start(), stop if line < 0 else line)))
    return found


def _alone(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The labels of items that are figures alone: these count from 1 below a colon (not 30 日)."""
    found: list[re.Match[str]] = []
    for label in _ALONE.finditer(text, start, end):
        opened = bool(found) or text[label.start() - 2 : label.start()] in ("：\n", ":\n")
        if opened and int(label[1]) == len(found) + 1:
            found.append(label)
    return found


def _number(label: str) -> int | None:
    return ord(label) - _CIRCLED if "①" <= label <= "⑳" else to_int(label)


def _count(
    store: Store, clause: IndexedClause, part: Reference, paragraph: Reference | None
) -> int:
    """How many paragraphs a clause has, or the highest number of its items, in a `paragraph`."""
    if part.unit == "paragraph":
        return max(len(clause.clause.paragraphs), 1)
    text = store.text(store.documents[clause.document_id].text_sha256)
    paragraphs = paragraphs_of(clause, paragraph) if paragraph else clause.clause.paragraphs
    numbers = [number for each in paragraphs for number, _ in _items(text, clause, each)]
    return max(numbers, default=0)
