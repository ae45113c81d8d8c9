"""Numbers such as 1. and 1.1: which of them head others, and which are of a list in one. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.layout.lines import Line, is_heading_like
from index.numerals import parse_label

__all__ = ["Listed", "heads_decimals", "is_around", "is_decimal"]

_SMALL = {"item", "circle", "paragraph"}
_DECIMAL = re.compile(r"\d+[.．]\d")


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
    labels = (after.label for after in lines[i + 1 :] if after.label)
    following = next((one for one in labels if one.family not in _SMALL), None)
    if not (label and following and following.family == "decimal"):
        return False
    size = len(label.number)
    inside = following.number[:size] == label.number and len(following.number) > size
    return inside and not (first and following.number[size] != 1)


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
    `named`: whether that was with what reads like a heading.
    """

    last: int = 0
    named: bool = False

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
        counted = not is_next and label.number[0] in (1, self.last + 1)
        self.last, self.named = label.number[0] if counted else 0, named
        return counted
