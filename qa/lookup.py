"""References of a question -> passages, by number and never by likeness."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from index.catalogue import IndexedClause
from index.numerals import letter_number, parse_label, to_int
from index.store import Store
from qa.absent import outside
from qa.parts import (
    UNNUMBERED,
    by_place,
    from_end,
    is_named,
    narrowed,
    no_such_parts,
    paragraphs_of,
    parts_of,
    rows_of,
    told_by_place,
)
from qa.pointed import is_no_label, pointed, rows_pointed
from qa.reference import Reference, Unit

__all__ = ["Found", "look_up", "only_inside"]

# Which families of section headings a unit means: the first that the document has. Chinese names
# the family, and that is what counts (第二章 is no 第二节).
_FAMILIES: dict[Unit, tuple[str, ...]] = {
    "part": ("part", "capital", "comma"),
    "chapter": ("chapter", "book", "section"),
}
_ORDER = ("appendix", "book", "subbook", "part", "chapter", "section")  # the coarsest first
_NAMED = {
    **dict.fromkeys(("附件", "附录", "附表", *UNNUMBERED), ("appendix",)),
    "分编": ("subbook",),
    "编": ("book",),
    "篇": ("book",),
    "章": ("chapter",),
    "节": ("section",),
}
_MOST_RANGES = 3  # documents whose numbers are told when a number does not exist


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

    A finer reference is looked for inside a coarser one where it can be (第三章和第二节), and
    nowhere else where it is joined to it (第三章第二节).
    """
    references = list(references)
    ids = sorted(documents) or list(range(len(store.documents)))
    missing: list[Reference] = []
    told: list[tuple[str, str]] = []
    groups: list[_Group] = []
    around: list[_Group] = []  # the sections that the reference stands behind, the coarsest first
    for reference, parts in zip(references, parts_of(references), strict=True):
        # What is named may be outside of where it is looked for: then it is not there.
        inside = [i for i in ids if i in reference.documents] if reference.documents else ids
        if reference.documents and not inside:
            told.append(outside(store, reference))
            continue
        if parts is None:  # a part of a clause
            continue
        around = [section for section in around if _is_finer(reference, section.reference)]
        is_joined = reference.joined and bool(around) and around[-1] is groups[-1]
        whole = around[-1].rows if around else set()
        if is_no_label(store, reference, inside):
            continue
        rows, targets = _rows_of(store, reference, inside, parts, whole, is_joined)
        if is_joined:
            groups.pop()
            if rows & whole:
                rows &= whole
            elif around[-1].reference.text.startswith("附") or not _goes_on(targets):
                rows = set()  # an appendix counts its own
            elif place := by_place(store, reference, inside, whole):
                told.append(told_by_place(place, reference, [g.reference for g in around]))
                rows, targets = set(narrowed(store, place, parts)), [place]
            elif whole:
                told += _elsewhere(store, targets, around)
        else:
            rows = rows & whole or rows
        told += no_such_parts(store, targets if rows else (), parts)
        if not rows and (whole or not is_joined):  # else that section is missing
            # A clause that is nowhere is missing by itself.
            named = around if is_joined and (targets or reference.unit != "clause") else []
            text = "".join(section.reference.text for section in named)
            missing.append(replace(reference, text=text + reference.text))
        groups.append(_Group(reference, rows, is_joined))
        around += groups[-1:] if reference.unit in _FAMILIES else []
    lines = [_no_such(store, missing, ids)] if missing else []
    lines += dict.fromkeys(told)
    zh, en = "".join(zh for zh, _ in lines), " ".join(en for _, en in lines)
    return Found(tuple(sorted(_together(groups))), zh, en)


def only_inside(
    store: Store, references: Sequence[Reference], found: Found, rows: tuple[int, ...]
) -> Found:
    """What was found, of which only the passages in `rows` are where one looks; with the clauses
    that are not. Of a section that is named, what is there is what is meant.
    """
    ids = [set(store.passages[list(each), 1].tolist()) for each in (found.passages, rows)]
    lost = sorted(ids[0] - ids[1])[:_MOST_RANGES]
    if not lost or (rows and any(r.unit in (*_FAMILIES, "document") for r in references)):
        return replace(found, passages=rows)
    clauses = store.catalogue.clauses(lost).values()
    names = "、".join(dict.fromkeys(clause.clause.label for clause in clauses))
    if not rows:
        names = "".join(r.text if r.joined else f"、{r.text}" for r in references)[1:]
    zh, en = f"“{names}”不在所选的范围内。", f"“{names}” is not among what was chosen."
    return Found(rows, found.missing + zh, f"{found.missing_en} {en}".strip())


def _rows_of(
    store: Store,
    reference: Reference,
    ids: list[int],
    parts: Sequence[Reference],
    whole: set[int],
    is_joined: bool,
) -> tuple[set[int], list[IndexedClause]]:
    """The passages that a reference names, and the clauses, if it names some. `whole`: those of the
    section before it; if it `is_joined` to this, what is last in it is meant by the last.
    """
    if reference.unit == "document":
        return set(np.flatnonzero(np.isin(store.passages[:, 0], ids)).tolist()), []
    within = whole if is_joined else None
    if reference.unit in _FAMILIES:
        return _rows_of_sections(store, reference, ids, within), []
    if reference.unit != "clause":
        return _rows_of_paragraphs(store, reference, ids, within), []
    find = pointed if reference.points else _clauses
    targets = find(store, reference, ids, within)
    inside = [c for c in targets if whole.intersection(rows_of(store, c.id))]
    targets = inside or _of_main_texts(targets)
    rows = (row for c in targets for row in narrowed(store, c, parts))
    return set(rows_pointed(store, reference, targets) if reference.points else rows), targets


def _of_main_texts(clauses: Sequence[IndexedClause]) -> list[IndexedClause]:
    """Without those in appendices, which count their own, of documents that have others."""
    is_main = [not "".join(c.clause.path_labels).startswith("附") for c in clauses]
    having = {c.document_id for c, main in zip(clauses, is_main, strict=True) if main}
    pairs = zip(clauses, is_main, strict=True)
    return [c for c, main in pairs if main or c.document_id not in having]


def _goes_on(clauses: Sequence[IndexedClause]) -> bool:
    """Whether the numbers of these go on from section to section, so that each is there once."""
    labels = {(clause.document_id, clause.clause.label) for clause in clauses}
    return len(labels) == len(clauses) > 0


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows that a reference names; `joined`: of the section before it, which is not meant."""

    reference: Reference
    rows: set[int]
    joined: bool


def _together(groups: Sequence[_Group]) -> set[int]:
    """What is in groups: those of finer references inside those of coarser ones, if it can be."""
    levels: dict[int, set[int]] = {}  # how fine a reference is -> the passages that are meant
    for group in groups:
        if not group.joined:
            levels.setdefault(_fineness(group.reference), set()).update(group.rows)
    passages: set[int] = set()
    for _, rows in sorted(levels.items(), key=lambda level: level[0]):
        passages = passages & rows or passages | rows
    return passages.union(*(group.rows for group in groups if group.joined))


def _is_finer(reference: Reference, section: Reference) -> bool:
    """Whether a reference may name something in a section."""
    same = reference.documents == section.documents
    return same and _fineness(reference) > _fineness(section)


def _families(reference: Reference) -> tuple[str, ...]:
    text = reference.text
    named = [word for word in _NAMED if word in text]
    # Of 第一编第二章 the end tells.
    word = max(named, key=lambda word: text.rindex(word) + len(word), default="")
    return _NAMED[word] if word else _FAMILIES[reference.unit]


def _fineness(reference: Reference) -> int:
    if reference.unit not in _FAMILIES:
        return len(_ORDER)
    return _ORDER.index(_families(reference)[0])


def _clauses(
    store: Store, reference: Reference, ids: list[int], within: set[int] | None
) -> list[IndexedClause]:
    if reference.first >= 0 and reference.last_branch is None:
        found = store.catalogue.numbered(reference.first, reference.last, reference.branch)
        return [clause for clause in found if clause.document_id in ids]
    found = []
    for document_id in ids:
        if reference.first >= 0:
            clauses = _clauses_of(store, document_id, None)
            found += [clause for clause in clauses if is_named(store, reference, clause)]
            continue
        for section in [None] if within is None else _runs(within):
            clauses = _clauses_of(store, document_id, section)
            found += from_end([c for c in clauses if c.clause.kind != "paragraph"], reference)
    return found


def _runs(rows: set[int]) -> list[set[int]]:
    """Rows in runs of neighbours: those of each section, where several have one number."""
    ordered = np.array(sorted(rows), dtype=np.int64)
    runs = np.split(ordered, np.flatnonzero(np.diff(ordered) != 1) + 1)
    return [set(run.tolist()) for run in runs]


def _clauses_of(store: Store, document_id: int, within: set[int] | None) -> list[IndexedClause]:
    """The clauses of a document, of those rows alone if some are given."""
    clauses = store.catalogue.clauses_of(document_id)
    if within is None:
        return clauses
    return [clause for clause in clauses if within.issuperset(rows_of(store, clause.id))]


def _rows_of_paragraphs(
    store: Store, reference: Reference, ids: list[int], within: set[int] | None
) -> set[int]:
    """The passages labelled as paragraphs by number (《…公报》第7段), `within` a section if one is
    named. From the end they are counted where nothing else is numbered.
    """
    rows: set[int] = set()
    for document_id in ids:
        if "款" in reference.text and store.catalogue.numbers(document_id):
            continue  # which are of clauses there
        clauses = _clauses_of(store, document_id, within)
        if within is not None and any(c.clause.label in UNNUMBERED for c in clauses):
            having = [clause for clause in clauses if paragraphs_of(clause, reference)]
            rows.update(row for clause in having for row in narrowed(store, clause, [reference]))
            continue
        if reference.first >= 0:
            chosen = [clause for clause in clauses if _is_numbered(clause, reference)]
        elif all(clause.clause.kind == "paragraph" for clause in clauses):
            chosen = list(from_end(clauses, reference))
        else:
            chosen = []
        rows.update(row for clause in chosen for row in rows_of(store, clause.id))
    return rows


def _is_numbered(clause: IndexedClause, reference: Reference) -> bool:
    label = parse_label(clause.clause.label)
    return (
        label is not None
        and label.family == "paragraph"
        and reference.first <= label.number[0] <= reference.last
    )


def _rows_of_sections(
    store: Store, reference: Reference, ids: list[int], within: set[int] | None
) -> set[int]:
    """The passages inside sections by number (第三部分, 第二章), `within` another one if one is
    named.
    """
    found: set[int] = set()
    for document_id in ids:
        sections = []
        for _, number, _, start, end in _sections(store, document_id, reference):
            table = store.passages
            inside = (table[:, 0] == document_id) & (table[:, 3] >= start) & (table[:, 4] <= end)
            rows = set(np.flatnonzero(inside).tolist())
            if within is None or rows & within:
                sections.append((number, rows))
        if reference.first < 0:
            chosen = from_end(sections, reference)
        else:
            chosen = [s for s in sections if reference.first <= s[0] <= reference.last]
        found.update(row for _, rows in chosen for row in rows)
    return found


def _sections(
    store: Store, document_id: int, reference: Reference
) -> list[tuple[str, int, str, int, int]]:
    """The sections of a document of the kind that a reference names."""
    families = _families(reference)
    if families == _NAMED["附件"]:
        return _appendices(store, document_id, reference.text[:2])
    sections = store.catalogue.sections(document_id)
    for family in families:
        if found := [section for section in sections if section[0] == family]:
            return found
    return []


def _appendices(store: Store, document_id: int, kind: str) -> list[tuple[str, int, str, int, int]]:
    """The appendices of a document, or its preamble or closing, like its sections; one without a
    number has number 0.
    """
    found: dict[str, tuple[str, int, str, int, int]] = {}
    for clause in store.catalogue.clauses_of(document_id):
        label = (*clause.clause.path_labels, clause.clause.label)[0]
        if label.startswith(kind):
            span, words = clause.clause.span, label.removeprefix(kind)
            number = to_int(words) or letter_number(words) or 0
            start = found[label][3] if label in found else span.start
            found[label] = ("appendix", number, label, start, span.end)
    return list(found.values())


def _elsewhere(
    store: Store, clauses: Sequence[IndexedClause], around: Sequence[_Group]
) -> list[tuple[str, str]]:
    """That clauses are not in the section that is named, but where they are; of a few of them."""
    named = "".join(section.reference.text for section in around)
    told = []
    for clause in clauses[:_MOST_RANGES]:
        what = f"《{store.documents[clause.document_id].title}》{clause.clause.label}"
        where = "".join(clause.clause.path_labels)
        zh, en = f"{what}不在“{named}”", f"{what} is not in “{named}”"
        told.append(
            (f"{zh}，而在“{where}”。", f"{en} but in “{where}”.")
            if where
            else (f"{zh}。", f"{en}.")
        )
    return told


def _figures(number: int | None, label: str) -> tuple[int, ...]:
    """What a label is put in order by: 2 and 10.1 by their figures."""
    if number is not None:
        return (number,)
    read = parse_label(label)
    return read.number if read else (0,)


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
    no_zh, no_en = (f"没有“{names}”。", f"There is no “{names}”.") if names else ("", "")
    return no_zh + (f"{zh}。" if zh else ""), f"{no_en} {en}.".strip() if en else no_en


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
    elif reference and reference.points:
        numbers = [pair for pair in numbers if pair[0] is None]
    if not numbers:
        return None
    # Stable: 第十二条之一 stays after 第十二条, and labels without a number stay where they are.
    ordered = sorted(numbers, key=lambda pair: _figures(*pair))
    first, last = ordered[0][1], ordered[-1][1]
    if first == last:
        return f"《{info.title}》只有{first}", f"《{info.title}》 has {first} only"
    return f"《{info.title}》有{first}至{last}", f"《{info.title}》 has {first} to {last}"
