"""What is told of numbers that no clause has: which there are instead."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from index.catalogue import IndexedClause
from index.numerals import LETTERS, parse_label
from index.store import Store
from qa.lookup.parts import rows_of, titled
from qa.lookup.sections import FAMILIES, in_appendix, of_main_texts, sections
from qa.question.reference import Reference

__all__ = ["MOST_RANGES", "as_far_as", "no_such", "not_inside", "only_in_appendices"]

MOST_RANGES = 3  # documents whose numbers are told when a number does not exist


def no_such(store: Store, missing: Sequence[Reference], ids: list[int]) -> tuple[str, str]:
    """That the `missing` references have no target, and what exists instead."""
    names = "、".join(reference.text for reference in missing)
    of = {i for reference in missing for i in reference.documents}
    ids = [i for i in ids if i in of] if all(r.documents for r in missing) else ids
    for kind in (missing[0], None):
        all_ranges = (found for i in ids if (found := _range(store, i, kind)))
        if ranges := list(islice(all_ranges, MOST_RANGES + 1)):
            break
    zh = "；".join(zh for zh, _ in ranges[:MOST_RANGES])
    en = "; ".join(en for _, en in ranges[:MOST_RANGES])
    if len(ranges) > MOST_RANGES:
        zh, en = f"{zh}；等等", f"{en}; and others"
    no_zh, no_en = (f"没有“{names}”。", f"There is no “{names}”.") if names else ("", "")
    return no_zh + (f"{zh}。" if zh else ""), f"{no_en} {en}.".strip() if en else no_en


def not_inside(
    store: Store,
    reference: Reference,
    appendix: Reference,
    ids: Sequence[int],
    rows: Collection[int],
) -> tuple[str, str]:
    """That a clause is not in an `appendix`, the passages of which are in `rows` of the store; and
    which are.
    """
    ranges = []
    for document_id in ids:
        clauses = store.catalogue.clauses_of(document_id)
        inside = [c.clause for c in clauses if rows_of(store, c.id)[0] in rows]
        if inside:
            where = (*inside[0].path_labels, inside[0].label)[0]
            name = f"{titled(store, document_id)}{where}"
            numbers = _numbers(c for c in clauses if c.clause in inside)
            ranges.append(
                _told(name, numbers) or (f"{name}不分条", f"{name} has no numbered clauses")
            )
    name = appendix.text + reference.text
    zh = "；".join(zh for zh, _ in ranges[:MOST_RANGES])
    en = "; ".join(en for _, en in ranges[:MOST_RANGES])
    return f"没有“{name}”。{zh}。", f"There is no “{name}”. {en}."


def as_far_as(
    store: Store, reference: Reference, clauses: Sequence[IndexedClause], ids: Sequence[int]
) -> Iterator[tuple[str, str]]:
    """How far the `clauses` go that a range of numbers (第三条至第九条) names, or the sections in
    documents `ids` (附件1至5), if they do not go all the way; of one document.
    """
    is_range = 0 <= reference.first < reference.last and reference.last_branch is None
    if not is_range or reference.points:
        return
    ends: list[tuple[int, int, str]] = []  # the document, the highest number, the last label
    if reference.unit in FAMILIES:
        for i in ids:
            if found := [s for s in sections(store, i, reference) if s[1] >= reference.first]:
                last_one = max(found, key=lambda section: section[1])  # 第二编 counts anew
                ends.append((i, *last_one[1:3]))
    elif reference.unit == "clause" and len({c.document_id for c in clauses}) == 1:
        numbers = [number for number, _ in _numbers(clauses) if number is not None]
        last = clauses[-1]
        where = "".join(last.clause.path_labels[:1]) if in_appendix(last) else ""
        label = f"{where}{last.clause.label}"
        ends += [(last.document_id, max(numbers), label)] if numbers else []
    if len(ends) == 1 and ends[0][1] < reference.last:
        label = f"{titled(store, ends[0][0])}{ends[0][2]}"
        yield (
            f"“{reference.text}”只到{label}，后面的没有。",
            f"“{reference.text}” goes as far as {label}; the others are not there.",
        )


def only_in_appendices(
    store: Store, reference: Reference, clauses: Sequence[IndexedClause]
) -> Iterator[tuple[str, str]]:
    """For each document of which only appendices have a number, while its main text has others,
    that this is not the main text's.
    """
    if reference.points and reference.points[0][0] > LETTERS:
        return  # A.1 is in 附录A
    having = {c.document_id for c in clauses if not in_appendix(c)}
    for document_id in sorted({c.document_id for c in clauses} - having)[:MOST_RANGES]:
        every = store.catalogue.clauses_of(document_id)
        main = [c for c in every if c.clause.kind != "paragraph" and not in_appendix(c)]
        name = f"{titled(store, document_id)}正文"
        if told := _told(name, _numbers(main)):
            zh = f"{name}没有“{reference.text}”，附件里有。{told[0]}。"
            yield zh, f"“{reference.text}” is in an appendix alone. {told[1]}."


def _numbers(clauses: Iterable[IndexedClause]) -> list[tuple[int | None, str]]:
    """The numbers and labels of the numbered clauses among these."""
    labels = [c.clause.label for c in clauses if c.clause.kind != "paragraph"]
    read = [parse_label(label) for label in labels]
    return [
        (r.number[0] if r and len(r.number) == 1 else None, label)
        for r, label in zip(read, labels, strict=True)
    ]


def _range(store: Store, document_id: int, reference: Reference | None) -> tuple[str, str] | None:
    """What a document has of the kind that `reference` names (None: of its clauses, numbered or
    not; those of its appendices only if it has no others), in Chinese and in English; None if it
    has nothing of the kind.
    """
    name = titled(store, document_id)
    numbers = store.catalogue.numbers(document_id)
    if reference and reference.unit in FAMILIES:
        numbers = [(s[1], s[2]) for s in sections(store, document_id, reference)]
    elif not numbers and (reference is None or reference.unit == "paragraph"):
        count = store.documents[document_id].clauses
        zh, en = f"不分条，共{count}段", f"has {count} unnumbered paragraphs"
        return f"{name}{zh}", f"{name} {en}"
    elif reference and reference.unit == "paragraph":
        return None
    elif reference and reference.points:
        numbers = [pair for pair in numbers if pair[0] is None]
    else:
        clauses = store.catalogue.clauses_of(document_id)
        numbers = _numbers(of_main_texts([c for c in clauses if c.clause.kind != "paragraph"]))
    return _told(name, numbers)


def _told(name: str, numbers: Sequence[tuple[int | None, str]]) -> tuple[str, str] | None:
    """From where to where the numbers go in what has a `name`; None if there are none."""
    if not numbers:
        return None
    # Stable: 第十二条之一 stays after 第十二条, and labels without a number stay where they are.
    ordered = sorted(numbers, key=lambda pair: _figures(*pair))
    first, last = ordered[0][1], ordered[-1][1]
    if first == last:
        return f"{name}只有{first}", f"{name} has {first} only"
    return f"{name}有{first}至{last}", f"{name} has {first} to {last}"


def _figures(number: int | None, label: str) -> tuple[int, ...]:
    """What a label is put in order by: 2 and 10.1 by their figures."""
    if number is not None:
        return (number,)
    read = parse_label(label)
    return read.number if read else (0,)
