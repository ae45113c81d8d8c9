"""Clauses that run on in one line -> a line each, as if no line break had been lost. Pure.

第一条……。第二条……。 is taken apart only where the numbers count on, where the next article has no
line of its own, and where no quotation is open.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.layout.lines import Line, amends, make_line, refers
from index.model import Span
from index.numerals import Label, find_label

__all__ = ["take_apart"]

_SECTIONS = {"book", "subbook", "part", "chapter", "section"}
_NEXT = re.compile(r"(?<=[。；！？”）;)])[ \t\u3000]*(?=第)")
_TITLE = re.compile(
    r"[^。；，：！？“”《》\n]{1,25}?(?=第[ \t\u3000]*[〇零一二三四五六七八九十百千\d])"
)
# What stands above the first label of a law: a title, or one with sentences behind it.
_FIRST = re.compile(
    r"(?:[^。；\n]{4,120}?|[^\n]{4,800}?(?<=[。：”]))"
    r"(?=第[ \t\u3000]*[一1１][ \t\u3000]*(?:分?[编編]|[章条條]))"
)
# The same of an excerpt, which begins with any article.
_NUMBER = r"第[ \t\u3000]*[〇零一二三四五六七八九十百千\d]+[ \t\u3000]*"
_EXCERPT = re.compile(rf"[^。；，：\n]{{4,120}}?(?={_NUMBER}(?:分?[编編]|[章节節条條]))")
_ARTICLE = re.compile(rf"{_NUMBER}[条條]")
_FEWEST, _FEWEST_ARTICLES = 6, 2  # starts that are looked at, and articles among these
_LOOK = 200  # code points of a clause that tell whether one begins there

_Number = tuple[int, int]  # of an article and its branch


def take_apart(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` with those taken apart in which several articles stand."""
    lines = [part for line in lines for part in _without_title(text, line)]
    until = [0] * len(lines)  # the number of the next article that has a line of its own
    for i in range(len(lines) - 1, 0, -1):
        label = lines[i].label
        own = label.number[0] if label and label.family == "article" else 0
        until[i - 1] = own or until[i]
    found: list[Line] = []
    last = (0, 0)
    for line, before in zip(lines, until, strict=True):
        label = line.label
        if (
            label is None
            or line.level
            or line.marked
            or label.family not in ("article", *_SECTIONS)
        ):
            found.append(line)
            continue
        if label.family == "article" or (last == (0, 0) and _count(text, line, label) > 1):
            last = _before(text, line, label)
        starts = [line.span.start]
        for start, number in _starts(text, line, label, last):
            if number is not None and before and number[0] >= before:
                break
            starts.append(start)
            last = number or last
        found += _pieces(text, line, starts)
    return found


def _without_title(text: str, line: Line) -> list[Line]:
    """A line, or the title that it begins with and the rest, if all of a law stands in it."""
    whole = line.label or line.level or line.marked or len(line.rest) < _LOOK
    for pattern in () if whole else (_FIRST, _EXCERPT):
        if match := pattern.match(text, line.start, line.span.end):
            rest = make_line(text, Span(match.end(), line.span.end), 0, line.number)
            if rest.label and _count(text, rest, rest.label) >= _FEWEST_ARTICLES:
                title = Span(line.start, match.end()).strip(text)
                return [make_line(text, title, 0, line.number), rest]
    return [line]


def _count(text: str, line: Line, label: Label) -> int:
    """How many articles begin inside a line, as far as that is looked at."""
    starts = islice(_starts(text, line, label, _before(text, line, label)), _FEWEST)
    return sum(number is not None for _, number in starts)


def _before(text: str, line: Line, label: Label) -> _Number:
    """The number of the article that a line begins with, or else of the one that would come before
    the first that begins inside of it.
    """
    if label.family == "article":
        return label.number[0], label.branch
    first = _ARTICLE.search(text, line.start, min(line.span.end, line.start + _LOOK))
    found = find_label(first[0]) if first else None
    return (found[0].number[0] - 1 if found else 0, 0)


def _pieces(text: str, line: Line, starts: Sequence[int]) -> Iterator[Line]:
    if len(starts) == 1:
        yield line
        return
    for start, end in zip(starts, [*starts[1:], line.span.end], strict=True):
        yield make_line(text, Span(start, end).strip(text), line.level, line.number)


def _starts(
    text: str, line: Line, label: Label, last: _Number
) -> Iterator[tuple[int, _Number | None]]:
    """Where clauses and sections begin inside a line, and the number of each that is an article."""
    end = line.span.end
    if label.family in _SECTIONS and (inner := _in_section(text, line.start, end, last)):
        yield from inner
        last = inner[-1][1] or last
    opened, seen = 0, line.start  # quotation marks until `seen` that are not closed
    for match in _NEXT.finditer(text, line.start, end):
        at = match.end()
        opened += text.count("“", seen, at) - text.count("”", seen, at)
        seen = at
        if opened > 0:
            continue
        if number := _article(text, at, end, last):
            yield at, number
            last = number
        elif inner := _in_section(text, at, end, last):
            yield at, None
            yield from inner
            last = inner[-1][1] or last


def _article(text: str, at: int, end: int, last: _Number) -> _Number | None:
    """The number of the article that begins at `at`, if it is the one that comes after `last`."""
    words = text[at : min(end, at + _LOOK)]
    found = find_label(words)
    if found is None or found[0].family != "article":
        return None
    number = (found[0].number[0], found[0].branch)
    after = words[found[1] :]
    rest = after.strip()
    if number not in ((last[0] + 1, 0), (last[0], last[1] + 1)) or amends(rest):
        return None
    if refers(rest) and not after[:1].isspace():  # but 第一百零六条　与境外机构……
        return None
    return number


def _in_section(
    text: str, at: int, end: int, last: _Number, deepest: int = 3
) -> list[tuple[int, _Number | None]]:
    """Where the first article of a section begins whose heading is at `at` (第一章总则第一条……),
    and before it the sections within (第一编总则第一章……); nothing if there is none.
    """
    found = find_label(text[at : min(end, at + _LOOK)])
    if found is None or found[0].family not in _SECTIONS or not deepest:
        return []
    title = _TITLE.match(text, at + found[1], end)
    if title is None:
        return []
    if number := _article(text, title.end(), end, last):
        return [(title.end(), number)]
    inner = _in_section(text, title.end(), end, last, deepest - 1)
    return [(title.end(), None), *inner] if inner else []
