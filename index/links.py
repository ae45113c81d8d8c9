"""References -> the clauses they name, in one pass over all documents of a store. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.anchors import short_names
from index.model import Clause, Document, Span
from index.normalise import search_copy
from index.patterns import regex
from index.references import Kind, Reference, references
from index.targets import Place, counts_parts, part_targets, place_of, points, targets, whole_code

__all__ = ["Link", "links", "name_key"]

# What may stand between a verb and the name of a law (和刑法第五条), one character at a time.
_BETWEEN = "和与及或的对将除按依由以为在从原新旧有犯无指括施嫌定供交于据用备到出"
_DATED = regex(r"[(][^()]*(?:\d{4}|修[正订改]|施行|试行)[^()]*[)]$")
_THIS_ARTICLE = regex("本[条條]")


@dataclass(frozen=True, slots=True)
class Link:
    """A reference in clause `clause` (a number in the order of `links`) at `span`, worded `text`.
    `targets`: the clauses that it names, in order, () if they are not there; `paragraph`: the one
    paragraph (款) that it names of them, or 0.
    """

    clause: int
    span: Span
    kind: Kind
    text: str
    targets: tuple[int, ...]
    paragraph: int


def links(documents: Sequence[tuple[Document, Sequence[Clause]]]) -> Iterator[Link]:
    """The links of all `documents` with their clauses, in order. Clauses are numbered through.

    A title that several documents have means the latest that holds what is named.
    """
    places: list[Place] = []
    names: dict[str, list[Place]] = {}
    first = 0
    for document_id, (document, clauses) in enumerate(documents):
        place = place_of(document_id, document, clauses, first, name_key(document.title))
        places.append(place)
        for name in {place.key, whole_code(place.key)}:
            names.setdefault(name, []).append(place)
        first = place.stop
    for found in names.values():
        found.sort(key=lambda place: (place.date, place.id), reverse=True)
    for place, (document, clauses) in zip(places, documents, strict=True):
        short = {name_key(name): name_key(title) for name, title in short_names(document).items()}
        for i, clause in enumerate(clauses):
            for reference in references(document, clause):
                link = _link(reference, document.text, place, place.first + i, names, short)
                if link.targets or not link.text[-1].isdecimal():  # 见2.1, which may be a figure
                    yield link


def name_key(title: str) -> str:
    """What two ways of writing one title have in common: without 中华人民共和国, inner 《》, white
    space, and a date or version in brackets at the end.
    """
    plain = re.sub(r"\s|[《》〈〉<>]|中华人民共和国", "", search_copy(title))
    return _DATED.sub("", plain) or plain or title


def _link(
    reference: Reference,
    text: str,
    place: Place,
    here: int,
    names: Mapping[str, Sequence[Place]],
    short: Mapping[str, str],
) -> Link:
    """The link of a reference in the clause numbered `here`."""
    found: tuple[int, ...] = ()
    holder, span = place, reference.span
    meant, before = _meant(reference, place, names, short)
    if before and text.startswith(reference.document, span.start):
        span = Span(span.start + before, span.end)
    if _THIS_ARTICLE.match(span.of(text)) and counts_parts(place):
        found, meant = part_targets(reference, place, here), ()
    for holder in meant:
        if found := targets(reference, holder, here if holder is place else None):
            break
    paragraph = 0
    lines = bool(reference.points) and bool(found) and not points(holder, found[0])
    if len(found) == 1 and reference.paragraphs and not lines and not counts_parts(holder):
        count = len(holder.clauses[found[0] - holder.first].paragraphs)
        there = all(0 < number <= count for number in reference.paragraphs)
        if reference.kind == "here" and not there:
            found = ()
        elif len(reference.paragraphs) == 1 and there:
            (paragraph,) = reference.paragraphs
    return Link(here, span, reference.kind, span.of(text), found, paragraph)


def _meant(
    reference: Reference,
    place: Place,
    names: Mapping[str, Sequence[Place]],
    short: Mapping[str, str],
) -> tuple[Sequence[Place], int]:
    """The documents that a reference may mean, the likeliest first, and how many characters before
    the name of it were taken for a part of that.
    """
    if not reference.document:
        whole = whole_code(place.key)
        others = names[whole] if whole != place.key else ()
        return [place, *(other for other in others if other is not place)], 0
    written = name_key(reference.document)
    for i in range(len(written)):
        if i and written[i - 1] not in _BETWEEN:
            continue
        name = short.get(written[i:], written[i:])
        if name in names:
            before = i if len(written) == len(reference.document) else 0
            return sorted(names[name], key=lambda other: other is not place), before
    return (), 0
