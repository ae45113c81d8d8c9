"""Where to look: what the filters of the tab 问答 say -> places in the documents of a store."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.catalogue import DocumentInfo
from index.errors import InputError
from index.model import Document, Node
from index.versions import versions
from qa.ranking.retrieve import Place
from ui.pieces import level

__all__ = ["Place", "Scope", "names", "parts", "places", "still_there", "titles"]

_DATE = re.compile(r"(\d{4})(?:年|\D+(\d{1,2})(?:\D+(\d{1,2})\D*)?\D*)?")
_DEEPEST = 2  # levels of parts that can be chosen
_LONGEST = 40  # characters of a part's name


@dataclass(frozen=True, slots=True)
class Scope:
    """The filters as they are set: `documents` by `names`, the `part` by `parts`, dates as typed.
    All documents, all of them and any date if empty.
    """

    documents: tuple[str, ...] = ()
    part: str = ""
    since: str = ""
    until: str = ""


def names(documents: Sequence[DocumentInfo]) -> dict[str, DocumentInfo]:
    """The documents by what they are called in the filter, which stays the same when the store is
    built anew from the same files: the first digits of the text's hash, where in it, the title.
    """
    return {f"{info.text_sha256[:16]}-{info.start} {info.title}": info for info in documents}


def still_there(scope: Scope, documents: Sequence[DocumentInfo]) -> Scope:
    """The filters without the documents that are gone; a document that has another text by now, and
    is the only one of its title, is chosen as it is. A part is one of the text that it was.
    """
    known = names(documents)
    chosen: list[str] = []
    for name in scope.documents:
        called = name.partition(" ")[2]
        anew = [each for each, info in known.items() if info.title == called]
        chosen += [name] if name in known else anew if len(anew) == 1 else []
    found = tuple(dict.fromkeys(chosen))
    return scope if found == scope.documents else replace(scope, documents=found, part="")


def titles(documents: Sequence[DocumentInfo]) -> list[str]:
    """The title of each, and the version where there are several of that title."""
    return [
        level(f"{info.title}（{version}）" if version else info.title)
        for info, version in zip(documents, versions(documents), strict=True)
    ]


def parts(document: Document) -> list[tuple[str, str]]:
    """The parts of a document, as a reader knows them and as `Scope.part` has them."""
    return [
        (
            "　" * depth + level(node.label + node.title[:_LONGEST]),
            f"{node.span.start}-{node.span.end}",
        )
        for depth, node in _sections(document.nodes, 0)
    ]


def _sections(nodes: Sequence[Node], depth: int) -> Iterator[tuple[int, Node]]:
    for node in nodes:
        if node.kind in ("section", "appendix") and depth < _DEEPEST:
            yield depth, node
            yield from _sections(node.children, depth + 1)


def places(scope: Scope, documents: Sequence[DocumentInfo]) -> list[Place] | None:
    """The only places to look in, None if that is everywhere. Raises InputError if a date cannot be
    read, or if nothing is left.
    """
    scope = still_there(scope, documents)
    since, until = _date(scope.since), _date(scope.until)
    if not (scope.documents or since or until):
        return None
    shared = min(len(since), len(until))  # 2022 goes until the end of that year
    if since[:shared] > until[:shared]:
        raise InputError(
            f"起始日期 {since} 晚于截止日期 {until}；请改正或清空其中一个",
            f"the first date, {since}, is after the last one, {until}; mend or clear one of them",
        )
    known = names(documents)
    chosen = [known[name] for name in scope.documents] or list(documents)
    found = [
        info
        for info in chosen
        if (not since and not until)
        or (info.date and info.date >= since and info.date[: len(until)] <= (until or info.date))
    ]
    if not found:
        raise InputError(
            f"没有日期在此范围内的文件（{scope.since or '…'} 至 {scope.until or '…'}）；请放宽日期",
            f"no document is dated {scope.since or '…'} to {scope.until or '…'}; widen the dates",
        )
    if scope.part and len(chosen) == 1:
        start, end = map(int, scope.part.split("-"))
        return [(found[0].id, start, end)]
    return [(info.id, info.start, info.start + info.characters) for info in found]


def _date(typed: str) -> str:
    """A date as catalogues have it, or the beginning of one: 2022年11月 -> 2022-11."""
    if not typed.strip():
        return ""
    match = _DATE.fullmatch(typed.strip())
    numbers = [int(part) for part in match.groups() if part] if match else []
    if not _is_date(numbers):
        raise InputError(
            f"不能识别日期“{typed.strip()[:20]}”；请写成 2022、2022-11 或 2022-11-29",
            f"“{typed.strip()[:20]}” is no date; write 2022, 2022-11 or 2022-11-29",
        )
    year, *rest = numbers
    return "-".join([f"{year:04}", *(f"{number:02}" for number in rest)])


def _is_date(numbers: Sequence[int]) -> bool:
    """Whether there is such a year, month of it, or day."""
    try:
        year, month, day = (*numbers, 1, 1)[:3] if numbers else (0, 0, 0)
        date(year, month, day)
    except ValueError:
        return False
    return True
