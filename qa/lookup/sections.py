"""Parts, chapters and appendices by number: which they are, and the passages inside them."""

from collections.abc import Sequence

import numpy as np

from index.catalogue import IndexedClause
from index.numerals import letter_number, parse_label, to_int
from index.patterns import regex
from index.store import Store
from qa.lookup.parts import UNNUMBERED, from_end
from qa.question.reference import Reference, Unit

__all__ = [
    "FAMILIES",
    "Section",
    "fineness",
    "in_appendix",
    "is_appendix",
    "of_main_texts",
    "rows_of_sections",
    "sections",
]

Section = tuple[str, int, str, int, int]  # family, number, label, start, end

# Which families of section headings a unit means: the first that the document has. Chinese names
# the family, and that is what counts (第二章 is no 第二节).
FAMILIES: dict[Unit, tuple[str, ...]] = {
    "part": ("part", "capital", "comma"),
    "chapter": ("chapter", "book", "section"),
}
_ORDER = ("appendix", "book", "subbook", "part", "chapter", "section")  # the coarsest first
_DASH = regex(r"\s*[-—–－]\s*")
_NAMED = {
    **dict.fromkeys(("附件", "附录", "附表", *UNNUMBERED), ("appendix",)),
    "分编": ("subbook",),
    "编": ("book",),
    "篇": ("book",),
    "章": ("chapter",),
    "节": ("section",),
}


def rows_of_sections(
    store: Store, reference: Reference, ids: list[int], within: set[int] | None
) -> set[int]:
    """The passages inside sections by number (第三部分, 第二章), `within` another one if one is
    named.
    """
    found: set[int] = set()
    for document_id in ids:
        having: dict[Section, set[int]] = {}
        for section in sections(store, document_id, reference):
            table, (start, end) = store.passages, section[3:]
            inside = (table[:, 0] == document_id) & (table[:, 3] >= start) & (table[:, 4] <= end)
            rows = set(np.flatnonzero(inside).tolist())
            if within is None or rows & within:
                having[section] = rows
        found.update(*(having[section] for section in _meant([*having], reference)))
    return found


def _meant(having: Sequence[Section], reference: Reference) -> Sequence[Section]:
    """Those of the sections of a document that a reference names by number: 附件2 alone where it is
    there, else all that is of it; 附件1-3 are three where there is no 附件1-1 either.
    """
    if reference.first < 0:
        return from_end(having, reference)
    named = [s for s in having if reference.first <= s[1] <= reference.last]
    if not is_appendix(reference):
        if reference.first < reference.last:
            return named
        # 第二章之一 is not 第二章.
        read = [(s, parse_label(s[2])) for s in named]
        return [s for s, label in read if label is None or label.branch == reference.branch]
    branches = {s[2]: _branch(s[2]) for s in named if s[1] == reference.first}
    own = [s for s in named if branches.get(s[2]) == reference.branch]
    if reference.first < reference.last and not (reference.branch and any(branches.values())):
        return named
    return own if own or reference.branch else named


def sections(store: Store, document_id: int, reference: Reference) -> list[Section]:
    """The sections of a document of the kind that a reference names."""
    families = _families(reference)
    if families == _NAMED["附件"]:
        return _appendices(store, document_id, reference.text[:2])
    known = store.catalogue.sections(document_id)
    for family in families:
        if found := [section for section in known if section[0] == family]:
            return found
    return _heads(store, document_id) if families == _NAMED["章"] else []


def _heads(store: Store, document_id: int) -> list[Section]:
    """The chapters of a document that calls them 4 and numbers what is in them 4.1, as a standard
    does.
    """
    found: dict[str, Section] = {}
    divided = False
    for clause in store.catalogue.clauses_of(document_id):
        labels = (*clause.clause.path_labels, clause.clause.label)
        read, span = parse_label(labels[0]), clause.clause.span
        divided |= any((label := parse_label(x)) and label.family == "decimal" for x in labels)
        if read and read.family == "point":
            start = found[labels[0]][3] if labels[0] in found else span.start
            found[labels[0]] = ("chapter", read.number[0], labels[0], start, span.end)
    return list(found.values()) if divided else []


def _appendices(store: Store, document_id: int, kind: str) -> list[Section]:
    """The appendices of a document, or its preamble or closing, like its sections; one without a
    number has number 0, and 附件2-1 that of 附件2, which it is of.
    """
    found: dict[str, Section] = {}
    for clause in store.catalogue.clauses_of(document_id):
        label = (*clause.clause.path_labels, clause.clause.label)[0]
        if label.startswith(kind):
            span = clause.clause.span
            words = _DASH.split(label.removeprefix(kind))[0]
            number = to_int(words) or letter_number(words) or 0
            start = found[label][3] if label in found else span.start
            found[label] = ("appendix", number, label, start, span.end)
    return list(found.values())


def _branch(label: str) -> int:
    """The 1 of 附件2-1; 0 if there is none."""
    return to_int("".join(_DASH.split(label)[1:])) or 0


def of_main_texts(clauses: Sequence[IndexedClause]) -> list[IndexedClause]:
    """Without those in appendices, which count their own, of documents that have others."""
    is_main = [not in_appendix(c) for c in clauses]
    having = {c.document_id for c, main in zip(clauses, is_main, strict=True) if main}
    pairs = zip(clauses, is_main, strict=True)
    return [c for c, main in pairs if main or c.document_id not in having]


def in_appendix(clause: IndexedClause) -> bool:
    """Whether a clause is one of an appendix."""
    return "".join(clause.clause.path_labels).startswith(("附", "条文说明"))


def _families(reference: Reference) -> tuple[str, ...]:
    text = reference.text
    named = [word for word in _NAMED if word in text]
    # Of 第一编第二章 the end tells.
    word = max(named, key=lambda word: text.rindex(word) + len(word), default="")
    return _NAMED[word] if word else FAMILIES[reference.unit]


def is_appendix(reference: Reference) -> bool:
    """Whether a reference names an appendix (附件二), which counts its own clauses."""
    return reference.unit in FAMILIES and reference.text.startswith("附")


def fineness(reference: Reference) -> int:
    """How fine what a reference names is, the coarsest first; clauses are the finest."""
    if reference.unit not in FAMILIES:
        return len(_ORDER) + 1
    if reference.text.endswith("、"):  # 第五章二、
        return len(_ORDER)
    return _ORDER.index(_families(reference)[0])
