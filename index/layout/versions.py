"""Tables whose columns hold articles each (before and after an amendment, or a page in columns) ->
in what order their cells are read. Pure.

Row by row, the articles of two versions would be mixed; column by column each is a text. Rows that
only have articles beside each other (what is forbidden, and what follows) are left as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.layout.lines import refers
from index.numerals import find_label

__all__ = ["Cell", "Part", "article_number", "read_columns"]

_VERSION = re.compile("[修改变拟]|前|后|[原新旧][^告]|^[原新旧]$|现行|草案|稿|版")
_LONGEST_HEAD, _LONGEST_MARK = 30, 12  # characters: 修订前, （新增）
_NEAR, _PAIRED = 3, 0.6  # numbers of one article in two versions, and rows that have two
_STEPS = 0.8


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the columns that it covers, from 0, and its words."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """Cells that are read one after the other, by row and place in it, those in `aside` beside the
    article before them. `heading`: the cell that names them. `version`: a text of its own.
    """

    version: bool
    heading: tuple[int, int] | None = None
    cells: list[tuple[int, int]] = field(default_factory=list)
    aside: set[tuple[int, int]] = field(default_factory=set)


def article_number(words: str) -> int | None:
    """The number of the article that a cell begins with; None if it begins with none."""
    words = next((line.strip() for line in words.split("\n") if line.strip()), "")
    found = find_label(words)
    if found is None or found[0].family != "article":
        return None
    rest = words[found[1] :]
    return found[0].number[0] if rest.strip() and not refers(rest) else None


def read_columns(rows: Sequence[Sequence[Cell]]) -> list[Part]:
    """What is read in turn of a table in which several columns hold articles; nothing for another
    table. What is in no part are a head's other words, and the numbers of rows.
    """
    numbers: dict[int, dict[int, int]] = {}  # column -> row -> article
    for i, row in enumerate(rows):
        for cell in row:
            if cell.first == cell.last and (number := article_number(cell.words)) is not None:
                numbers.setdefault(cell.first, {})[i] = number
    columns = sorted(numbers)
    if len(columns) < 2:
        return []
    by_row = [numbers[c][i] for i in range(len(rows)) for c in columns if i in numbers[c]]
    by_column = [number for column in columns for number in numbers[column].values()]
    if _counts(by_row):
        return [Part(False, None, list(_places(rows)))]
    if _counts(by_column):
        cells = [place for column in columns for place in _places(rows, column)]
        return [Part(False, None, cells)] if len(cells) == len(list(_places(rows))) else []
    first = min(min(inside) for inside in numbers.values())
    heads = [_head(rows[:first], column) for column in columns]
    if not _are_versions(rows, numbers, heads):
        return []
    top = min((head[0] for head in heads if head), default=0)
    above = [(i, j) for i, j in _places(rows) if i < top]  # the table's title
    titled = [Part(False, None, above)] if above else []
    start = max((head[0] + 1 for head in heads if head), default=0)
    return [*titled, *_versions(rows, numbers, start, heads)]


def _counts(numbers: Sequence[int]) -> bool:
    """Whether articles of these numbers are one text."""
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) > 3 and min(steps) >= 0 and steps.count(1) >= _STEPS * len(steps)


def _are_versions(
    rows: Sequence[Sequence[Cell]],
    numbers: dict[int, dict[int, int]],
    heads: Sequence[tuple[int, int] | None],
) -> bool:
    """Whether columns are versions of one text: they are said to be, or most rows have the same
    article in each.
    """
    inside = [list(of.values()) for of in numbers.values()]
    if any(after < before for one in inside for before, after in pairwise(one)):
        return False
    if any(head and _VERSION.search(rows[head[0]][head[1]].words) for head in heads):
        return True
    found = [[of[i] for of in numbers.values() if i in of] for i in range(len(rows))]
    found = [each for each in found if each]
    near = sum(len(each) > 1 and max(each) - min(each) <= _NEAR for each in found)
    return near >= 2 and near >= _PAIRED * len(found)


def _head(rows: Sequence[Sequence[Cell]], column: int) -> tuple[int, int] | None:
    """The cell above the articles of a column that names it alone."""
    for i in reversed(range(len(rows))):
        for j, cell in enumerate(rows[i]):
            words = "".join(cell.words.split())
            named = 0 < len(words) <= _LONGEST_HEAD and find_label(words) is None
            if named and cell.first == cell.last == column:
                return i, j
    return None


def _places(
    rows: Sequence[Sequence[Cell]], column: int | None = None, first: int = 0
) -> Iterator[tuple[int, int]]:
    """The cells with words, of one column or all, from a row on."""
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            inside = column is None or cell.first <= column <= cell.last
            if i >= first and inside and cell.words.strip():
                yield i, j


def _versions(
    rows: Sequence[Sequence[Cell]],
    numbers: dict[int, dict[int, int]],
    first: int,
    heads: Sequence[tuple[int, int] | None],
) -> Iterator[Part]:
    """A part a column. What is in no such column, or only says that an article is new or gone, is
    read beside the article of its row.
    """
    columns = sorted(numbers)
    serial = set(_serial(rows, columns, first))
    parts = {c: Part(True, head) for c, head in zip(columns, heads, strict=True)}
    for i, row in enumerate(rows[first:], first):
        holders = [column for column in columns if i in numbers[column]]
        beside = []
        for j, cell in enumerate(row):
            over = _over(cell, columns)
            marks = holders and not set(over) & set(holders) and len(cell.words) <= _LONGEST_MARK
            if not cell.words.strip() or (i, j) in serial:
                continue
            if not over or marks:
                beside.append((i, j))
            for column in over if not marks else ():
                parts[column].cells.append((i, j))
        last = parts[(holders or columns)[-1]]
        last.cells.extend(beside)
        last.aside.update(beside)
    yield from parts.values()


def _over(cell: Cell, columns: Sequence[int]) -> list[int]:
    """Those of the columns that a cell covers."""
    return [column for column in columns if cell.first <= column <= cell.last]


def _serial(
    rows: Sequence[Sequence[Cell]], columns: Sequence[int], first: int
) -> Iterator[tuple[int, int]]:
    """The cells of a column that numbers the rows."""
    edge = columns[0]
    for column in range(edge):
        places = [(i, j) for i, j in _places(rows, column, first) if not _over(rows[i][j], columns)]
        words = ["".join(rows[i][j].words.split()).rstrip(".、") for i, j in places]
        if all(word.isdecimal() for word in words):
            yield from places
