"""Rows of a table that are the articles of a text, with something beside them (a translation,
remarks) -> lines with their labels. Pure.

The first cells of other tables may name articles too; these count on, and no other cell begins with
one, as it would in a table of two versions.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.layout.lines import Line, labelled, refers
from index.layout.versions import Cell, article_number
from index.numerals import find_label

__all__ = ["article_column", "count_on", "is_row", "is_value", "label_rows", "lone_values"]

_FEWEST, _COUNTED = 3, 0.8  # articles, and how many of these follow the one before
_LONGEST_VALUE, _LONGEST_NOTE = 40, 200
_NOTED = re.compile(r"(?:备?注|说明|備?註|說明)\s*\d?\s*[：:]")
_SENTENCE = ("。", "；", "：", ";", ":", "！", "？")  # how what is no value ends


def label_rows(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which the rows that are articles have the numbers of these as labels."""
    found: dict[int, Line] = {}
    numbers: list[int] = []
    for i, line in enumerate(lines):
        read = line
        if not line.label and not line.level and "\t" in line.rest:
            first, *others = line.words(text).split("\t")
            if any(_is_article(labelled(line, cell)) for cell in others):
                return list(lines)
            read = labelled(line, first)
            if _is_article(read):
                found[i] = replace(read, rest="\t".join([read.rest, *others]).strip())
        if read.label and _is_article(read):
            numbers.append(read.label.number[0])
    if not count_on(numbers):
        return list(lines)
    return [found.get(i, line) for i, line in enumerate(lines)]


def lone_values(rows: Sequence[Sequence[Cell]]) -> set[int]:
    """The rows of a table that say nothing but a value in one of their cells, since the one before
    goes on from above or is empty, and notes below others: no paragraphs, as rows without any are.
    Readers of files write a tab on both sides of it.
    """
    filled = [[cell for cell in row if cell.words.strip()] for row in rows]
    width = max((row[-1].last + 1 for row in rows if row), default=0)
    several = [i for i, row in enumerate(filled) if len(row) > 1]
    found = set()
    for i, row in enumerate(filled):
        if len(row) == 1 and several and is_value(row[0].words):
            below = i > several[0]  # otherwise what covers all columns may be a title
            found |= {i} if below or row[0].last - row[0].first + 1 < width else set()
    return found


def is_value(words: str) -> bool:
    """Whether the words of a cell are no sentence and no clause, or a note."""
    words = words.strip()
    if "\n" in words or find_label(words):
        return False
    if _NOTED.match(words):
        return len(words) <= _LONGEST_NOTE
    return not (words.endswith(_SENTENCE) or "，" in words) and len(words) <= _LONGEST_VALUE


def is_row(text: str, line: Line) -> bool:
    """Whether a line is a row of a table: a tab stands in it, or on both sides."""
    around = text[line.span.start - 1 : line.span.start], text[line.span.end : line.span.end + 1]
    return "\t" in line.rest or (around == ("\t", "\t") and is_value(line.words(text)))


def article_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The column of a table in which the articles of a text count on, with something else beside
    them (a translation, remarks), given the words of the cells of its `rows`; None without one. Two
    versions side by side are no text.
    """
    found: dict[int, list[int]] = {}
    for cells in rows:
        for column, words in enumerate(cells):
            if number := article_number(words):
                found.setdefault(column, []).append(number)
    if len(found) != 1:
        return None
    ((column, numbers),) = found.items()
    return column if count_on(numbers) else None


def count_on(numbers: Sequence[int]) -> bool:
    """Whether articles of these numbers are a text, in which a few may not be seen to be any."""
    steps = [after - before for before, after in pairwise(numbers)]
    counted = sum(step in (0, 1) for step in steps)
    return len(set(numbers)) >= _FEWEST and min(steps) >= 0 and counted >= _COUNTED * len(steps)


def _is_article(line: Line) -> bool:
    """Whether a line or cell begins with the number of an article, and not with words about one."""
    article = line.label is not None and line.label.family == "article"
    return article and not (line.rest and refers(line.rest))
