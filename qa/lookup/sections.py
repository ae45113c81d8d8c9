"""Parts, chapters and appendices by number: which they are, and the passages inside them."""

from collections.abc import Sequence

import numpy as np

from index.catalogue import IndexedClause
from index.numerals import letter_number, to_int
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
_DASH = regex("[—–－]")
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
        having = []
        for _, number, _, start, end in sections(store, document_id, reference):
            table = store.passages
            inside = (table[:, 0] == document_id) & (table[:, 3] >= start) & (table[:, 4] <= end)
            rows = set(np.flatnonzero(inside).tolist())
            if within is None or rows & within:
                having.append((number, rows))
        if reference.first < 0:
            chosen = from_end(having, reference)
        else:
            chosen = [s for s in having if reference.first <= s[0] <= reference.last]
        found.update(row for _, rows in chosen for row in rows)
    return found


def sections(store: Store, document_id: int, reference: Reference) -> list[Section]:
    """The sections of a document of the kind that a reference names."""
    families = _families(reference)
    if families == _NAMED["附件"]:
        found = _appendices(store, document_id, reference.text[:2])
        if "-" in reference.text:  # 附件2-1
            return [each for each in found if _DASH.sub("-", each[2]) == reference.text]
        # 附件2 alone where it is there, else all that is of it.
        own = [s for s in found if s[1] == reference.first and "-" not in _DASH.sub("-", s[2])]
        return own if own and reference.first == reference.last else found
    known = store.catalogue.sections(document_id)
    for family in families:
        if found := [section for section in known if section[0] == family]:
            return found
    return []


def _appendices(store: Store, document_id: int, kind: str) -> list[Section]:
    """The appendices of a document, or its preamble or closing, like its sections; one without a
    number has number 0, and 附件2-1 that of 附件2, which it is of.
    """
    found: dict[str, Section] = {}
    for clause in store.catalogue.clauses_of(document_id):
        label = (*clause.clause.path_labels, clause.clause.label)[0]
        if label.startswith(kind):
            span = clause.clause.span
            words = _DASH.sub("-", label.removeprefix(kind)).partition("-")[0]
            number = to_int(words) or letter_number(words) or 0
            start = found[label][3] if label in found else span.start
            found[label] = ("appendix", number, label, start, span.end)
    return list(found.values())


def of_main_texts(clauses: Sequence[IndexedClause]) -> list[IndexedClause]:
    """Without those in appendices, which count their own, of documents that have others."""
    is_main = [not in_appendix(c) for c in clauses]
    having = {c.document_id for c, main in zip(clauses, is_main, strict=True) if main}
    pairs = zip(clauses, is_main, strict=True)
    return [c for c, main in pairs if main or c.document_id not in having]


def in_appendix(clause: IndexedClause) -> bool:
    """Whether a clause is one of an appendix."""
    return "".join(clause.clause.path_labels).startswith("附")


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
        return len(_ORDER)
    return _ORDER.index(_families(reference)[0])
