"""What a question names by number: clauses, parts, chapters, paragraphs, items."""

from dataclasses import dataclass
from typing import Literal

from index.numerals import to_int

__all__ = ["Reference", "Unit", "one"]

Unit = Literal["clause", "part", "chapter", "paragraph", "item", "document"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Numbered units [first, last] (counted from the end if negative, -1 the last; none at all if
    `last` is before `first`); `branch` is the 一 of 第一百二十条之一, 0 if none. `text` is how the
    question writes it; `documents` are the ids of those that it names before it, none if it names
    none. `last_branch`: that of `last`, in a range of branches; else None. `joined`: nothing like
    和 stands between it and the reference before. `points`: the figures of the first and of the
    last number such as 2.1, which `first` and `last` are not; else ().
    """

    unit: Unit
    first: int
    last: int
    branch: int
    text: str
    documents: frozenset[int] = frozenset()
    last_branch: int | None = None
    joined: bool = False
    points: tuple[tuple[int, ...], ...] = ()


def one(unit: Unit, number: str, branch: str | None, text: str, back: str = "") -> Reference:
    """One unit; none at all if a numeral is none (第十十条) or what it counts cannot be there
    (倒数第零条). `back`: it is counted from the end.
    """
    first, after = to_int(number), to_int(branch) if branch else None
    if first is None or (branch and not after) or (back and not first):
        return Reference(unit, 1, 0, 0, text)
    first = -first if back else first
    return Reference(unit, first, first, after or 0, text)
