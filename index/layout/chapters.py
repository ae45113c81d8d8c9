"""Lines such as 4 总体要求 that are the chapters of a standard -> lines with that label. Pure.

A number with nothing but a blank after it may be anything; here the numbers must count from one,
and there must be 4.1 for some 4, as there is in a standard (GB/T 1.1).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.layout.lines import Line, is_heading_like
from index.numerals import Label, unspaced

__all__ = ["label_chapters"]

_CHAPTER = re.compile(r"(\d{1,2})([.．、]?)[ \t\u3000]+([\u4e00-\u9fff][^\t]{0,30})")


def label_chapters(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which the chapters of a standard have their numbers as labels; what explains these
    below it (条文说明) has its own.
    """
    parts = [0, *_explained(text, lines), len(lines)]
    return [one for a, b in pairwise(parts) for one in _label_chapters(text, lines[a:b])]


def _explained(text: str, lines: Sequence[Line]) -> list[int]:
    """The places of 条文说明 below which 1.0.1 is counted anew, and not on as where each clause has
    its own.
    """
    labels = ((i, line.label) for i, line in enumerate(lines))
    counted = [(i, label.number) for i, label in labels if label and label.family == "decimal"]
    places = [i for i, one in enumerate(lines) if unspaced(one.words(text)) == "条文说明"]
    found = []
    for place in places:
        at = bisect_left(counted, (place, ()))
        if 0 < at < len(counted) and counted[at][1] <= counted[at - 1][1]:
            found.append(place)
    return found


def _label_chapters(text: str, lines: Sequence[Line]) -> list[Line]:
    labels = [line.label for line in lines if line.label]
    divided = {label.number[0] for label in labels if label.family == "decimal"}
    found: dict[int, Line] = {}
    following = _following(text, lines)
    last = {line.label: i for i, line in enumerate(lines) if line.label}
    number, until = 0, len(lines)  # where all 4.1 that were read have come once more
    for i, line in enumerate(lines) if divided else ():
        if line.label and line.label.family == "decimal" and number:
            until = min(until, last[line.label])
        match = None if line.label else _CHAPTER.fullmatch(line.words(text))
        if not match or not is_heading_like(match[3]):
            continue
        if match[1] == "1" and i < until:  # what was read until here is a table of contents
            found, number, until = {}, 0, len(lines)
        own = following[i] == number + 1 or number + 1 not in divided  # 4.1 comes next
        if int(match[1]) == number + 1 and own:
            number += 1
            label = Label("point", (number,))
            written, rest = match[1] + match[2], match[3]
            found[i] = replace(line, label=label, label_text=written, rest=rest, spaced=True)
    if number < 2 or not divided & set(range(1, number + 1)):
        return list(lines)
    return [found.get(i, line) for i, line in enumerate(lines)]


def _following(text: str, lines: Sequence[Line]) -> list[int]:
    """For each line the chapter of the next number such as 4.1; 0 without one, or where another
    line might be its chapter.
    """
    found, following = [0] * len(lines), 0
    for i in reversed(range(len(lines))):
        found[i] = following
        label = lines[i].label
        if label and label.family == "decimal":
            following = label.number[0]
        elif not label and (match := _CHAPTER.fullmatch(lines[i].words(text))):
            following = 0 if int(match[1]) == following else following
    return found
