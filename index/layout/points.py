"""Numbers such as 1. and 1.1: which of them head others, and which are of a list in one. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.layout.lines import Line, is_heading_like
from index.numerals import Label, parse_label

__all__ = [
    "Listed",
    "counted_with_heads",
    "heads_decimals",
    "heads_points",
    "is_around",
    "is_decimal",
    "nest_points",
]

_SMALL = {"item", "circle", "paragraph"}
_DECIMAL = re.compile(r"\d+[.．]\d")
_NO_HEADING = 9  # as if of a lower level than any
_WIDE, _TAB = 2, 4  # columns that an indent of \u3000, or of a tab, takes


def nest_points(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which 1. that begins a count inside another 1. is told from that one, and so are
    those that go on with it: it is no heading where the other is, or one of a lower level, or it is
    indented further.
    """
    found: list[Line] = []
    around: list[tuple[int, bool, int]] = []  # level and indent of the numbers that are counted
    for line in lines:
        family = line.label.family if line.label else ""
        # What has no mark behind its number (1 总则) is a chapter, above what has one.
        marked = not line.label_text.isdecimal()
        place = (line.level or _NO_HEADING, marked, _indent(text, line))
        if line.label and family == "point":
            while len(around) > 1 and place <= around[-2]:
                around.pop()
            if around and place > around[-1] and line.label.number == (1,):
                around.append(place)
            else:  # goes on, however it is indented
                around[-1:] = [place]
            line = replace(line, depth=len(around) - 1)
        elif family:
            if family not in _SMALL:
                around.clear()
        elif line.level or not line.words(text).endswith(("：", ":")):
            # Below a paragraph that is not indented further, a list may be indented as it likes.
            while around and place <= around[-1]:
                around.pop()
        found.append(line)
    return found


def _indent(text: str, line: Line) -> int:
    """How far a line is indented, in columns; 0 where others stand before it in one."""
    start = line.span.start
    while start and text[start - 1].isspace() and text[start - 1] != "\n":
        start -= 1
    if start and text[start - 1] != "\n":
        return 0
    before = text[start : line.span.start]
    return sum(_TAB if c == "\t" else _WIDE if c == "\u3000" else 1 for c in before)


def is_decimal(label: str) -> bool:
    """Whether a label as written is 3.1."""
    return _DECIMAL.match(label) is not None


def is_around(section: str, number: tuple[int, ...]) -> bool:
    """Whether a section of this label may hold 3.1: no 2. and no 2.1 does."""
    label = parse_label(section)
    if label is None or label.family not in ("point", "decimal"):
        return True
    return number[: len(label.number)] == label.number


def heads_decimals(lines: Sequence[Line], i: int, first: bool = False) -> bool:
    """Whether the numbers go on below line `i`: 1.1 below 1., 1.1.1 below 1.1. `first`: from 1."""
    label = lines[i].label
    after = _following(lines, i)
    following = after.label if after else None
    if not (label and following and following.family == "decimal"):
        return False
    size = len(label.number)
    inside = following.number[:size] == label.number and len(following.number) > size
    return inside and not (first and following.number[size] != 1)


def counted_with_heads(lines: Sequence[Line]) -> set[int]:
    """The places of headings 1. that are counted with one that heads others (1. 方法, 2. 标准, 2.1
    价格).
    """
    found = set[int]()
    following: tuple[int, Label] | None = None  # the next label that is none of a list
    for i in reversed(range(len(lines))):
        label = lines[i].label
        if label is None or label.family in _SMALL:
            continue
        if label.family == "point" and following:
            j, after = following
            next_one = Label("point", (label.number[0] + 1,))
            heads = after == next_one and (j in found or heads_decimals(lines, j, True))
            found |= {i} if heads and is_heading_like(lines[i].rest) else set()
        following = i, label
    return found


def heads_points(lines: Sequence[Line], i: int) -> bool:
    """Whether another 1. begins a count inside the one in line `i`."""
    following = _following(lines, i)
    return following is not None and following.depth > lines[i].depth


def _following(lines: Sequence[Line], i: int) -> Line | None:
    """The next line below line `i` with a label that is none of a list."""
    below = (lines[j] for j in range(i + 1, len(lines)))
    return next((one for one in below if one.label and one.label.family not in _SMALL), None)


def _is_needed(lines: Sequence[Line], i: int) -> bool | None:
    """Whether 3. in line `i` is the only one that may be the chapter between 2.1 and 4.1; None if
    no decimal number comes any more, and so nobody knows.
    """
    label = lines[i].label
    for after in (line.label for line in lines[i + 1 :]):
        if label is None or after == label:
            return False
        if after and after.family == "decimal":
            return after.number[0] > label.number[0]
    return None


@dataclass
class Listed:
    """The list in a clause 3.1 that is being read. `last`: its last number, 0 without one;
    `named`: whether that was with what reads like a heading; `around`: the last numbers of the
    lists that this one is in.
    """

    last: int = 0
    named: bool = False
    around: list[int] = field(default_factory=list)

    def goes_on(self, lines: Sequence[Line], i: int, clause: str, chapter: int) -> bool:
        """Whether 1. in line `i` is of a list in `clause`, and not the chapter after `chapter`
        (0 where none is numbered so).
        """
        label = lines[i].label
        if label is None or not is_decimal(clause) or heads_decimals(lines, i, True):
            self.last = 0
            return False
        named = is_heading_like(lines[i].rest)
        is_next = chapter > 0 and label.number[0] == chapter + 1
        if is_next and self.last > 0:  # of the list, or a chapter in which nothing is numbered
            needed = _is_needed(lines, i)
            is_next = named and (not self.named if needed is None else needed)
        counted = not is_next and self._count(label.number[0])
        self.last, self.named = label.number[0] if counted else 0, named
        self.around = self.around if counted else []
        return counted

    def _count(self, number: int) -> bool:
        """Whether `number` goes on with the list or with one around it, or begins another."""
        if number == 1:
            self.around += [self.last] if self.last else []
        elif number != self.last + 1:
            while self.around and self.around[-1] + 1 != number:
                self.around.pop()
            return bool(self.around) and self.around.pop() > 0
        return True
