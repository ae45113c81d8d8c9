"""What is told of numbers that no clause has: which there are instead."""

from collections.abc import Sequence
from itertools import islice

from index.numerals import parse_label
from index.store import Store
from qa.reference import Reference
from qa.sections import FAMILIES, sections

__all__ = ["MOST_RANGES", "no_such"]

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


def _range(store: Store, document_id: int, reference: Reference | None) -> tuple[str, str] | None:
    """What a document has of the kind that `reference` names (None: of its clauses, numbered or
    not), in Chinese and in English; None if it has nothing of the kind.
    """
    info = store.documents[document_id]
    numbers = store.catalogue.numbers(document_id)
    if reference and reference.unit in FAMILIES:
        numbers = [(s[1], s[2]) for s in sections(store, document_id, reference)]
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


def _figures(number: int | None, label: str) -> tuple[int, ...]:
    """What a label is put in order by: 2 and 10.1 by their figures."""
    if number is not None:
        return (number,)
    read = parse_label(label)
    return read.number if read else (0,)
