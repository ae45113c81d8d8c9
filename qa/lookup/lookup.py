"""References of a question -> passages, by number and never by likeness."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.catalogue import IndexedClause
from index.normalise import search_copy
from index.numerals import parse_label, to_chinese
from index.store import Store
from qa.lookup.absent import outside
from qa.lookup.found import Found
from qa.lookup.parts import (
    UNNUMBERED,
    by_place,
    from_end,
    having,
    is_named,
    narrowed,
    no_such_parts,
    paragraphs_of,
    parts_of,
    rows_of,
    titled,
    told_by_place,
)
from qa.lookup.pointed import is_no_label, pointed, rows_pointed
from qa.lookup.ranges import MOST_RANGES, as_far_as, no_such, not_inside, only_in_appendices
from qa.lookup.sections import FAMILIES, fineness, is_appendix, of_main_texts, rows_of_sections
from qa.question.reference import Reference

__all__ = ["Found", "cut_short", "look_up", "only_inside", "rows_labelled"]


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
        if is_joined:
            groups.pop()
        is_inside = (is_joined or reference.unit not in FAMILIES) and _is_inside_appendix(
            groups, around
        )
        rows, targets, lines = _rows_in(
            store, reference, inside, parts, around, (is_joined, is_inside)
        )
        told += lines
        told += no_such_parts(store, targets if rows else (), parts)
        told += as_far_as(store, reference, targets, inside) if rows else ()
        if rows and not around:
            told += only_in_appendices(store, reference, targets)
        if not rows and is_inside and reference.unit == "clause":
            if whole:  # else the appendix itself is missing
                told.append(not_inside(store, reference, around[-1].reference, inside, whole))
        elif not rows and (whole or not is_joined):  # else that section is missing
            # A clause that is nowhere is missing by itself.
            named = around if is_joined and (targets or reference.unit != "clause") else []
            text = "".join(section.reference.text for section in named)
            missing.append(replace(reference, text=text + reference.text))
        groups.append(_Group(reference, rows, is_joined))
        around += groups[-1:] if reference.unit in FAMILIES else []
    lines = [no_such(store, missing, ids)] if missing else []
    lines += dict.fromkeys(told)
    zh, en = "".join(zh for zh, _ in lines), " ".join(en for _, en in lines)
    return Found(tuple(sorted(_together(groups))), zh, en)


def _rows_in(
    store: Store,
    reference: Reference,
    ids: list[int],
    parts: Sequence[Reference],
    around: Sequence["_Group"],
    tied: tuple[bool, bool],
) -> tuple[set[int], list[IndexedClause], list[tuple[str, str]]]:
    """What a reference names inside the sections `around` it, the clauses, and what is to be told.
    `tied`: whether it is joined to the last of these, and whether it can be nowhere else.
    """
    is_joined, is_inside = tied
    whole = around[-1].rows if around else set()
    rows, targets = _rows_of(store, reference, ids, parts, whole, is_joined)
    if is_inside:
        return rows & whole, targets, []  # an appendix counts its own
    if rows & whole or not is_joined:
        return rows & whole or rows, targets, []
    if not _goes_on(targets):
        return set(), targets, []
    is_label = any(clause.clause.kind == "article" for clause in targets)  # 第四条 itself
    if not is_label and (place := by_place(store, reference, ids, whole)):
        line = told_by_place(place, reference, [g.reference for g in around])
        return set(narrowed(store, place, parts)), [place], [line]
    return rows, targets, _elsewhere(store, targets, around) if whole else []


def _is_inside_appendix(groups: Sequence["_Group"], around: Sequence["_Group"]) -> bool:
    """Whether what is named next is inside an appendix: one that was named for a clause of it, and
    not as a whole (附件二第三条、第五条; in 附件二和第五条 it is another thing).
    """
    is_whole = any(group is around[-1] for group in groups) if around else True
    return not is_whole and is_appendix(around[-1].reference)


def cut_short(found: Found, shown: slice) -> Found:
    """What was found, telling how much there is, if only the passages `shown` are."""
    count = len(found.passages)
    first, last = shown.start, min(shown.stop, count)
    if last - first == count:
        return found
    if first and last == first + 1:
        zh, en = f"共{count}段，这里是第{last}段。", f"This is passage {last} of {count}."
    elif first:
        zh = f"共{count}段，这里是第{first + 1}至{last}段。"
        en = f"These are passages {first + 1} to {last} of {count}."
    else:
        zh, en = (
            f"共{count}段，这里是前{last}段。",
            f"These are the first {last} of {count} passages.",
        )
    en = f"{found.missing_en} {en}".strip()
    return replace(found, missing=found.missing + zh, missing_en=en)


def rows_labelled(store: Store, label: str, documents: Collection[int]) -> tuple[int, ...]:
    """The passages of clauses with exactly this label (第7段, 序言), in `documents` (ids; all if
    empty).
    """
    found = store.catalogue.labelled("".join(label.split()))
    inside = [c for c in found if not documents or c.document_id in documents]
    return tuple(row for clause in inside for row in rows_of(store, clause.id))


def only_inside(
    store: Store, references: Sequence[Reference], found: Found, rows: tuple[int, ...]
) -> Found:
    """What was found, of which only the passages in `rows` are where one looks; with the clauses
    that are not. Of a section that is named, what is there is what is meant.
    """
    ids = [set(store.passages[list(each), 1].tolist()) for each in (found.passages, rows)]
    lost = sorted(ids[0] - ids[1])[:MOST_RANGES]
    if not lost or (rows and any(r.unit in (*FAMILIES, "document") for r in references)):
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
    if reference.unit in FAMILIES:
        return rows_of_sections(store, reference, ids, within), []
    if reference.unit != "clause":
        return _rows_of_paragraphs(store, reference, ids, within), []
    find = pointed if reference.points else _clauses
    targets = find(store, reference, ids, within)
    inside = [c for c in targets if whole.intersection(rows_of(store, c.id))]
    targets = having(store, _as_written(reference, inside or of_main_texts(targets)), parts)
    rows = (row for c in targets for row in narrowed(store, c, parts))
    return set(rows_pointed(store, reference, targets) if reference.points else rows), targets


def _as_written(reference: Reference, clauses: list[IndexedClause]) -> list[IndexedClause]:
    """Those of each document with the very label that is asked for, if it has any, or else with the
    usual one: 第三十条 (第30条) and not 第三十零条, 第二条 and not 二、.
    """
    is_range = reference.first != reference.last or reference.last_branch is not None
    if is_range or reference.first < 0 or reference.points:  # 1.2, and all that is in it
        return clauses
    usual = "" if "(" in reference.text else f"第{to_chinese(reference.first)}条"
    for label in (reference.text, usual):
        so = [search_copy(c.clause.label) == label for c in clauses]
        own = {c.document_id for c, is_so in zip(clauses, so, strict=True) if is_so}
        clauses = [
            c for c, is_so in zip(clauses, so, strict=True) if is_so or c.document_id not in own
        ]
    return clauses


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
            levels.setdefault(fineness(group.reference), set()).update(group.rows)
    passages: set[int] = set()
    for _, rows in sorted(levels.items(), key=lambda level: level[0]):
        passages = passages & rows or passages | rows
    return passages.union(*(group.rows for group in groups if group.joined))


def _is_finer(reference: Reference, section: Reference) -> bool:
    """Whether a reference may name something in a section."""
    same = reference.documents == section.documents
    return same and fineness(reference) > fineness(section)


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
            numbered = [c for c in clauses if c.clause.kind != "paragraph"]
            found += from_end(numbered if section else of_main_texts(numbered), reference)
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


def _elsewhere(
    store: Store, clauses: Sequence[IndexedClause], around: Sequence[_Group]
) -> list[tuple[str, str]]:
    """That clauses are not in the section that is named, but where they are; of a few of them."""
    named = "".join(section.reference.text for section in around)
    told = []
    for clause in clauses[:MOST_RANGES]:
        what = f"{titled(store, clause.document_id)}{clause.clause.label}"
        where = "".join(clause.clause.path_labels)
        zh, en = f"{what}不在“{named}”", f"{what} is not in “{named}”"
        told.append(
            (f"{zh}，而在“{where}”。", f"{en} but in “{where}”.")
            if where
            else (f"{zh}。", f"{en}.")
        )
    return told
