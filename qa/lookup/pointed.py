"""Clauses by numbers such as 2.1: as labels, or as lines inside the article 第二条."""

import re
from collections.abc import Collection, Iterator, Sequence

from index.catalogue import IndexedClause
from index.numerals import parse_label, pointed_number, to_int
from index.patterns import regex
from index.store import Store
from qa.lookup.parts import named_sentences, rows_of
from qa.question.reference import Reference

__all__ = ["is_no_label", "marked_sentences", "pointed", "rows_pointed"]

_LINES = regex(
    r"^[^\S\n]*([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3}){1,4})(?![0-9０-９.．%％])", re.MULTILINE
)


def is_no_label(store: Store, reference: Reference, ids: Sequence[int]) -> bool:
    """Whether a number that is written as figures alone (2.1) is none of a clause, since no
    document has such labels, or one that is all that is asked (15, 2035), since none has that.
    """
    if reference.unit == "clause" and to_int(reference.text.removeprefix("第")) is not None:
        found = store.catalogue.numbered(reference.first, reference.last, reference.branch)
        return not any(clause.document_id in ids for clause in found)
    if not reference.points or reference.text[0] in "第附":
        return False
    if not reference.text[-1].isdecimal():  # 2.1条
        return False
    has = any(number is None for i in ids for number, _ in store.catalogue.numbers(i))
    return not has and not pointed(store, reference, ids, None)


def pointed(
    store: Store, reference: Reference, ids: Sequence[int], within: set[int] | None
) -> list[IndexedClause]:
    """The clauses with these numbers or inside of them (4.2.1 is in 4.2), in these documents; or
    else the articles in whose lines they stand. Of a section alone if `within` are its rows.
    """
    numbers = [point[0] for point in reference.points]
    by_document: dict[int, list[IndexedClause]] = {i: [] for i in ids}
    for clause in store.catalogue.pointed(min(numbers), max(numbers)):
        if clause.document_id in by_document and (
            within is None or within.issuperset(rows_of(store, clause.id))
        ):
            by_document[clause.document_id].append(clause)
    found: list[IndexedClause] = []
    for clauses in by_document.values():
        having = [c for c in clauses if _is_in(reference, _number(c))]
        found += having or [c for c in clauses if _places(store, c, reference)]
    return found


def rows_pointed(
    store: Store, reference: Reference, clauses: Sequence[IndexedClause]
) -> Iterator[int]:
    """The passages of these clauses; of an article those in whose lines a number stands."""
    for clause in clauses:
        rows = rows_of(store, clause.id)
        places = _places(store, clause, reference)
        spans = [(row, *store.passages[row, 3:5].tolist()) for row in rows]
        inside = [row for row, start, end in spans if any(start <= at < end for at in places)]
        yield from inside or rows


def marked_sentences(
    store: Store, row: int, clause: IndexedClause, references: Collection[Reference]
) -> list[int]:
    """Which sentences of the passage in `row` the references name: those that begin with such a
    number, or else as `named_sentences` has it.
    """
    places = {at for r in references if r.points for at in _places(store, clause, r)}
    first, last = store.sentence_start[row : row + 2].tolist()
    spans = store.sentences[first:last, 1:].tolist()
    marked = [i for i, (start, end) in enumerate(spans) if any(start <= at < end for at in places)]
    return marked or named_sentences(store, row, clause, references)


def _places(store: Store, clause: IndexedClause, reference: Reference) -> list[int]:
    """Where lines of an article begin with one of the numbers."""
    if not _may_hold(reference, clause):
        return []
    text = store.text(store.documents[clause.document_id].text_sha256)
    span = clause.clause.span
    found = _LINES.finditer(text, span.start, span.end)
    return [at.start(1) for at in found if _is_in(reference, pointed_number([at[1]]))]


def _number(clause: IndexedClause) -> tuple[int, ...]:
    return pointed_number((*clause.clause.path_labels, clause.clause.label))


def _is_in(reference: Reference, number: tuple[int, ...]) -> bool:
    """Whether a number is one of those named, or inside of one."""
    first, last = reference.points
    return first <= number and number[: len(last)] <= last


def _may_hold(reference: Reference, clause: IndexedClause) -> bool:
    """Whether 2.1 may be a line of this clause: of 第二条."""
    read = parse_label(clause.clause.label)
    if read is None or len(read.number) > 1 or clause.clause.kind == "paragraph":
        return False
    first, last = reference.points
    return first[0] <= read.number[0] <= last[0]
