"""References -> the clauses that they name in a document. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.model import Clause, Document
from index.numerals import LETTERS, Family, Label, parse_label, pointed_number, to_int
from index.patterns import regex
from index.references import Number, Reference

__all__ = ["Place", "counts_parts", "part_targets", "place_of", "points", "targets", "whole_code"]

_Key = tuple[Family, Number]
_LINES = regex(r"^[^\S\n]*([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3}){1,4})(?!\d)", re.MULTILINE)
_BRACKET = regex("[（(]")
_DASHED = regex(r"\d\s*[-‐-–－]\s*\d+\s*[条條]$")
_LONGEST_TITLE = 30
_MOST_OF_ONE_NAME = 20
_CODE_PART = regex(r"(.+法典?)[ ·]*[\u4e00-\u9fff]{1,8}编$")  # 民法典 合同编


@dataclass(frozen=True, slots=True)
class _Section:
    """A numbered section: its first and last clause (`stop` is one more)."""

    family: Family
    number: int
    first: int
    stop: int


@dataclass(slots=True)
class Place:
    """A document among others: its clauses are those numbered from `first` to before `stop`."""

    id: int
    date: str
    key: str
    clauses: Sequence[Clause]
    first: int
    stop: int
    text: str
    numbered: dict[_Key, list[int]] = field(default_factory=dict)
    sections: list[_Section] = field(default_factory=list)
    points: list[tuple[int, ...]] = field(default_factory=list)  # see `points`
    within: dict[tuple[int, ...], list[int]] = field(default_factory=dict)  # 2.1: what is in it
    lines: dict[int, set[tuple[int, ...]]] = field(default_factory=dict)  # see `_has_line`
    titled: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # names of sections
    appendices: dict[str, None] = field(default_factory=dict)  # their labels, in order


def whole_code(key: str) -> str:
    """民法典 for 民法典合同编: a code may be kept in several documents. Else the key itself."""
    match = _CODE_PART.fullmatch(key)
    return match[1] if match else key


def place_of(
    document_id: int, document: Document, clauses: Sequence[Clause], first: int, key: str
) -> Place:
    """The place of a document whose title is known by `key`."""
    stop = first + len(clauses)
    place = Place(document_id, document.date, key, clauses, first, stop, document.text)
    place.appendices |= dict.fromkeys(filter(None, map(_appendix, clauses)))
    for i, clause in enumerate(clauses, first):
        label = parse_label(clause.label) if clause.kind != "paragraph" else None
        if label and len(label.number) == 1:
            place.numbered.setdefault(_key(label), []).append(i)
    starts = [clause.span.start for clause in clauses]
    for node in (node for top in document.nodes for node in top.walk()):
        if node.kind == "section":
            begin, end = (
                first + bisect_left(starts, at) for at in (node.span.start, node.span.end)
            )
            if label := parse_label(node.label):
                place.sections.append(_Section(label.family, label.number[-1], begin, end))
            for name in (node.label, "".join(node.title.split())):
                place.titled.setdefault(name, []).append((begin, end))
    return place


def _key(label: Label) -> _Key:
    return label.family, (label.number[0], label.branch)


def targets(reference: Reference, place: Place, here: int | None) -> tuple[int, ...]:
    """The clauses of the document at `place` that a reference names; `here` is the clause that it
    stands in, None if that is in another document.
    """
    if reference.kind == "section":
        return _section_targets(reference, place, here)
    if reference.kind == "here":
        return () if here is None else (here,)
    if reference.kind == "before":
        return () if here is None else _before(reference.back, place, here)
    if reference.points:
        return _pointed(reference, place, here)
    if reference.appendix and reference.items and reference.first == (0, 0):
        return _appendix_item(reference, place, here)
    if reference.kind == "clause" and counts_parts(place):
        return part_targets(reference, place)
    family: Family = "article" if reference.kind == "clause" else "bracket"
    if reference.kind == "clause" and here is not None and _means_points(reference, place):
        family = "comma"  # 本通知第二条, which is 二、
        if (family, reference.first) not in place.numbered:
            return part_targets(reference, place)
    first, last = _ends(reference, place, here)
    ends = [
        _nearest(_inside(reference, place, here, place.numbered.get((family, n), ())), place, here)
        for n in (first, last)
    ]
    if first == last:
        return ends[0]
    if not (len(ends[0]) == len(ends[1]) == 1 and ends[0][0] < ends[1][0]):
        return ()
    kind = place.clauses[ends[0][0] - place.first].kind
    inside = range(ends[0][0], ends[1][0] + 1)
    return tuple(i for i in inside if place.clauses[i - place.first].kind == kind)


def _ends(reference: Reference, place: Place, here: int | None) -> tuple[Number, Number]:
    """The first and the last number that a reference names; 第1-2条 is one where there is such."""
    number = (reference.first[0], reference.last[0])
    if here is None or ("article", number) not in place.numbered:
        return reference.first, reference.last
    dashed = _DASHED.search(reference.span.of(place.text))
    return (number, number) if dashed else (reference.first, reference.last)


def _appendix_item(reference: Reference, place: Place, here: int | None) -> tuple[int, ...]:
    """The item that 附件一第1项 names, however that appendix counts (1., （一）, 一、)."""
    number = (reference.items[0], 0) if len(reference.items) == 1 else (0, 0)
    families: tuple[Family, ...] = ("point", "bracket", "comma", "item")
    found = [
        i
        for family in families
        for i in _inside(reference, place, here, place.numbered.get((family, number), ()))
    ]
    return tuple(found) if len(found) == 1 else ()


def _pointed(reference: Reference, place: Place, here: int | None) -> tuple[int, ...]:
    """The clauses with the numbers that a reference names (2.1), or inside of them (2.1.3), or else
    the article in whose lines the first of them stands.
    """
    low, high = reference.points
    having = _between(place, low, high)
    if having:
        lettered = low[0] > LETTERS  # A.1, which is in one appendix alone
        found = having if lettered else _inside(reference, place, here, having)
        found = _in_same_part(place, here, found)
        numbers = {(points(place, i), _appendix(place.clauses[i - place.first])) for i in found}
        if found:
            return tuple(found) if len(numbers) == len(found) else ()
    if low[:1] != high[:1]:
        return ()
    found = _inside(reference, place, here, place.numbered.get(("article", (low[0], 0)), ()))
    return _nearest([i for i in found if _has_line(place, i, low)], place, here)


def _in_same_part(place: Place, here: int | None, found: Sequence[int]) -> Sequence[int]:
    """Those of the clauses that are in the part or chapter that clause `here` is in, if any are:
    each may number its own anew.
    """
    path = () if here is None else place.clauses[here - place.first].path_labels
    top = parse_label(path[0]) if path else None
    if top is None or top.family not in ("book", "part", "chapter"):
        return found
    same = [i for i in found if place.clauses[i - place.first].path_labels[:1] == path[:1]]
    return same or found


def _between(place: Place, low: tuple[int, ...], high: tuple[int, ...]) -> list[int]:
    """The clauses with numbers such as 2.1, or inside of them, from `low` to `high`."""
    _number(place)
    if low == high:
        return place.within.get(low, [])
    return [
        i for i, n in enumerate(place.points, place.first) if low <= n and n[: len(high)] <= high
    ]


def _number(place: Place) -> None:
    """Read the numbers such as 2.1 of a document's clauses, once."""
    if place.points:
        return
    for i, clause in enumerate(place.clauses, place.first):
        number = pointed_number((*clause.path_labels, clause.label))
        place.points.append(number)
        for length in range(1, len(number) + 1):
            place.within.setdefault(number[:length], []).append(i)


def points(place: Place, i: int) -> tuple[int, ...]:
    """The figures of a number such as 2.1 that clause `i` has, or the section that it is in; ()
    without one.
    """
    _number(place)
    return place.points[i - place.first]


def _has_line(place: Place, i: int, number: tuple[int, ...]) -> bool:
    """Whether a line of clause `i` begins with a number such as 2.1, or one inside of it."""
    if i not in place.lines:
        span = place.clauses[i - place.first].span
        read = map(parse_label, _LINES.findall(place.text, span.start, span.end))
        place.lines[i] = {
            label.number[:length]
            for label in read
            if label
            for length in range(1, len(label.number) + 1)
        }
    return number in place.lines[i]


def _means_points(reference: Reference, place: Place) -> bool:
    """Whether 本通知第二条 means 二、 of a notice, which has no articles. 第（二）条 is （二）, and
    本规定第二条 in a decision on other rules is of those.
    """
    return (
        reference.own != ""
        and place.key.endswith(reference.own)
        and not any(family == "article" for family, _ in place.numbered)
        and not _BRACKET.search(reference.span.of(place.text))
    )


def counts_parts(place: Place) -> bool:
    """Whether 第一条 means a part: the document has no articles, but parts 一、 in which 1. counts
    anew (see `qa.lookup.counted`).
    """
    families = {family for family, _ in place.numbered}
    anew = any(len(of) > 1 for (family, _), of in place.numbered.items() if family == "point")
    return anew and not families & {"article", "bracket"}


def part_targets(reference: Reference, place: Place, here: int | None = None) -> tuple[int, ...]:
    """The clauses of the part that a reference (第一条) means, or that `here` is in (本条), or the
    one in it (第一条第3款).
    """
    parts = [
        section
        for section in place.sections
        if section.family in ("comma", "capital")
        and (
            section.number == reference.first[0]
            if here is None
            else section.first <= here < section.stop
        )
    ]
    if len(parts) != 1 or reference.first != reference.last or reference.appendix:
        return ()
    inside = range(parts[0].first, parts[0].stop)
    numbers = reference.paragraphs or reference.items
    if not numbers:
        return tuple(inside)
    named = [i for n in numbers for i in place.numbered.get(("point", (n, 0)), ()) if i in inside]
    return tuple(named) if len(named) == len(numbers) == 1 else ()


def _inside(
    reference: Reference, place: Place, here: int | None, found: Sequence[int]
) -> Sequence[int]:
    """Of the clauses with one number those in the sections and the appendix that a reference names,
    or that it means without a name: the appendix it stands in, else the main text.
    """
    appendices = {i: _appendix(place.clauses[i - place.first]) for i in found}
    if reference.appendix:
        named = [a for a in place.appendices if _is_called(a, reference.appendix)]
        found = [i for i in found if len(named) == 1 and appendices[i] == named[0]]
    elif here is not None:
        clause = place.clauses[here - place.first]
        around = _appendix(clause)
        if reference.own and around and reference.own not in clause.path[0]:
            around = ""  # 本合同 in its 附件一：服务清单
        same = [i for i in found if appendices[i] == around]
        found = same if reference.own or not around else same or found
        found = _under_title(reference, place, found)
    if not reference.sections:
        return found
    sections = _sections_named(reference, place, here)
    inside = [i for i in found if any(a <= i < b for a, b in sections)]
    return inside if sections or len(found) > 1 else found


def _under_title(reference: Reference, place: Place, found: Sequence[int]) -> Sequence[int]:
    """Of the clauses that a reference may mean those in the section whose title stands before it
    (通用条款第3条), if one does.
    """
    start = reference.span.start
    before = "".join(place.text[max(0, start - _LONGEST_TITLE) : start].split())
    before = before.removesuffix("的").removesuffix("中")
    names = (before[at:] for at in range(len(before) - 2))  # the longest first
    named = next((place.titled[name] for name in names if name in place.titled), None)
    # What so many are called says of none that it is meant.
    if named is None or len(named) > _MOST_OF_ONE_NAME:
        return found
    return [i for i in found if any(a <= i < b for a, b in named)]


def _appendix(clause: Clause) -> str:
    """The label of the appendix that a clause is in; "" in the main text."""
    outermost = next(iter(clause.path_labels), "")
    return outermost if outermost.startswith("附") else ""


def _is_called(label: str, written: str) -> bool:
    """Whether an appendix is meant by 附件1; 附件 alone may be any."""
    kind, number = written[:2], written[2:]
    if not label.startswith(kind):
        return False
    numbers = (to_int(label[2:]), to_int(number))
    return not number or label[2:] == number or (numbers[0] == numbers[1] is not None)


def _nearest(found: Sequence[int], place: Place, here: int | None) -> tuple[int, ...]:
    """Of several clauses with one number the one in the same part of the document, else the only
    one of its main text: parts and appendices may number their own anew.
    """
    path = () if here is None else place.clauses[here - place.first].path
    for depth in range(len(path), 0, -1):
        same = [i for i in found if place.clauses[i - place.first].path[:depth] == path[:depth]]
        if same:
            found = same
            break
    if len(found) > 1:
        found = [i for i in found if not _appendix(place.clauses[i - place.first])]
    return tuple(found) if len(found) == 1 else ()


def _before(back: int, place: Place, here: int) -> tuple[int, ...]:
    kind = place.clauses[here - place.first].kind
    found = range(here - back, here)
    if kind == "paragraph" or not found or found[0] < place.first:
        return ()
    same = all(place.clauses[i - place.first].kind == kind for i in found)
    return tuple(found) if same else ()


def _section_targets(reference: Reference, place: Place, here: int | None) -> tuple[int, ...]:
    """The clauses of the sections that a reference names."""
    around = _sections_named(reference, place, here)
    low, high = reference.first[0], reference.last[0]
    if here is not None and len(around) > 1 and low == high:
        # 第二章 of a law in several books: the one of this book.
        around = [pair for pair in around if _same_book(place, pair, here)]
    if not around or (low == high and len(around) > 1):
        return ()
    return tuple(range(around[0][0], around[-1][1]))


def _sections_named(reference: Reference, place: Place, here: int | None) -> list[tuple[int, int]]:
    """The sections that a reference names, each inside the one before: of each its first clause,
    and one more than its last.
    """
    around = [(place.first, place.stop)]
    low, high = reference.first[0], reference.last[0]
    for family, number in reference.sections:
        innermost = reference.kind == "section" and family == reference.sections[-1][0]
        numbers = range(number, (high if innermost and number == low else number) + 1)
        inside = [
            s
            for s in place.sections
            if s.family == family
            and any(a <= s.first and s.stop <= b for a, b in around)
            and (s.number in numbers if number else here is not None and s.first <= here < s.stop)
        ]
        around = [(s.first, s.stop) for s in inside]
    if not around and reference.sections[0] == ("book", 0) and whole_code(place.key) != place.key:
        around = [(place.first, place.stop)]  # 本编 where the document is one
    return around


def _same_book(place: Place, section: tuple[int, int], here: int) -> bool:
    books = [
        s for s in place.sections if s.family in ("book", "subbook") and s.first <= here < s.stop
    ]
    return any(b.first <= section[0] and section[1] <= b.stop for b in books[-1:])
