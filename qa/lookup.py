"""References of a question -> passages, by number and never by likeness."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

import numpy as np

from index.catalogue import IndexedClause
from index.normalise import search_copy
from index.store import Store
from qa.parts import from_end, is_named, narrowed, no_such_parts, parts_of, rows_of
from qa.question import Reference, Unit

__all__ = ["Found", "look_up", "no_such_document"]

# Which families of section headings a unit means: the first that the document has. Chinese names
# the family, and that is what counts (第二章 is no 第二节).
_FAMILIES: dict[Unit, tuple[str, ...]] = {
    "part": ("part", "comma"),
    "chapter": ("chapter", "book", "section"),
}
_MOST_TITLES = 5  # documents named when one is asked for that is not there
_MOST_RANGES = 3  # documents whose numbers are told when a number does not exist
_NAMED = {"分编": ("subbook",), "编": ("book",), "章": ("chapter",), "节": ("section",)}


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
    missing: list[Reference] = []
    told: list[tuple[str, str]] = []
    levels: dict[int, set[int]] = {}  # how fine a reference is -> the passages that are meant
    for reference, parts in zip(references, parts_of(references), strict=True):
        # What is named may be outside of where it is looked for: then it is not there.
        inside = [i for i in ids if i in reference.documents] if reference.documents else ids
        if reference.documents and not inside:
            told.append(_outside(store, reference))
            continue
        if parts is None:  # a part of a clause
            continue
        if reference.unit == "clause":
            targets = _clauses(store, reference, inside)
            rows = [row for clause in targets for row in narrowed(store, clause, parts)]
            told += no_such_parts(store, targets, parts)
        elif reference.unit in _FAMILIES:
            rows = _rows_of_sections(store, reference, inside)
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
        return 5
    order = ("book", "subbook", "part", "chapter", "section")
    return order.index(_families(reference)[0])


def _clauses(store: Store, reference: Reference, ids: list[int]) -> list[IndexedClause]:
    if reference.first >= 0 and reference.last_branch is None:
        found = store.catalogue.numbered(reference.first, reference.last, reference.branch)
        return [clause for clause in found if clause.document_id in ids]
    return [
        clause
        for document_id in ids
        for clause in store.catalogue.clauses_of(document_id)
        if is_named(store, reference, clause)
    ]


def _rows_of_paragraphs(store: Store, reference: Reference, ids: list[int]) -> list[int]:
    """Paragraphs by number in documents that have no other numbering (《…公报》第7段)."""
    rows: list[int] = []
    for document_id in ids:
        if store.catalogue.numbers(document_id):
            continue
        clauses = store.catalogue.clauses_of(document_id)
        if reference.first < 0:
            chosen = from_end(clauses, reference)
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
            chosen = from_end(sections, reference)
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
