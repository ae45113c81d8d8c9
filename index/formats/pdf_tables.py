"""Tables on the pages of a PDF file: lines that are drawn -> a grid of cells -> the words of its
rows. Pure.

Where nothing is drawn between two fields of the grid they are one cell. A page in columns of
articles, whose rows are no rows, and a frame around text are left as they are.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from index.formats.pdf_pages import Line, Page
from index.layout.columns import count_on
from index.layout.versions import Cell, article_number, read_columns
from index.numerals import find_label

__all__ = ["Grid", "Rule", "find_grids", "join_rows"]

_NEAR = 3.0  # points: rules that are nearer than this meet, or are one
_NARROWEST = 5.0  # points: a column or a row
_MOST_RULES = 2_000
_MOST_FIELDS = 20_000  # as many as a page has room for
_LONGEST_CELL = 800  # code points; what is longer is a page in a frame
_LONG_CELL = 200  # code points
_HAN = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef，。；：、（）“”]"
_BREAK = re.compile(rf"\xad[ \t]*\n[ \t]*|(?<={_HAN})[ \t]*\n[ \t]*|[ \t]*\n[ \t]*(?={_HAN})")

_Field = tuple[int, int]  # row and column of a grid


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn, `upright` or level: where it is, and from where to where it goes."""

    upright: bool
    at: float
    first: float
    last: float


@dataclass
class Grid:
    """A table: the places of its upright rules from the left and of its level ones from the top,
    and for each field the first one of its cell. `words` are added by field, in the file's order.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[_Field, _Field]
    cut: tuple[bool, bool] = (False, False)  # whether it goes on from the page before, to the next
    words: dict[_Field, str] = field(default_factory=dict)
    size: float = 0
    _last: dict[_Field, float] = field(default_factory=dict)  # the height of a cell's last line

    def cell(self, x: float, y: float) -> _Field | None:
        """The cell at a place; None outside of the table."""
        column = bisect_right(self.xs, x) - 1
        row = sum(at >= y for at in self.ys) - 1
        return self.cells.get((row, column))

    def add(self, cell: _Field, character: str, y: float, size: float) -> None:
        """Add a character to a cell, at the height `y`."""
        below = cell in self._last and abs(self._last[cell] - y) > size / 2
        self.words[cell] = self.words.get(cell, "") + "\n" * below + character
        self._last[cell], self.size = y, size

    def rows(self) -> Iterator[tuple[str, float, float]]:
        """The words of each row that has any, between tabs, with its top and bottom."""
        for row, (top, bottom) in enumerate(pairwise(self.ys)):
            cells = [self._cell_words((row, column)) for column in range(len(self.xs) - 1)]
            shown = [words for words in cells if words is not None]
            if any(shown):
                yield "\t".join(shown).rstrip("\t"), top, bottom

    def _cell_words(self, place: _Field) -> str | None:
        """What a row shows in a field; None where a cell goes on from the left."""
        first = self.cells.get(place)
        if first is None or first == self.cells.get((place[0], place[1] - 1)):
            return None
        words = self.words.get(first, "") if first == place else ""
        return " ".join(_BREAK.sub("", words).split())

    def lines(self) -> list[Line]:
        """Its rows."""
        rows = [
            Line(words, self.xs[0], self.xs[-1], top, bottom, self.size, row=True)
            for words, top, bottom in self.rows()
        ]
        if rows and self.cut[0]:
            rows[0] = replace(rows[0], cut=(True, rows[0].cut[1]))
        if rows and self.cut[1]:
            rows[-1] = replace(rows[-1], cut=(rows[-1].cut[0], True))
        return rows

    def as_tables(self) -> "list[Grid]":
        """Its rows that are read as such, without words: a table for those between others."""
        if not self._is_table():
            return []
        count = len(self.ys) - 1
        spanned = {
            row
            for place, first in self.cells.items()
            for row in (place[0], first[0])
            if place[0] != first[0]
        }
        whole = self._holds_versions()
        texts = [
            r for r in range(count) if not whole and r not in spanned and self._holds_clauses(r)
        ]
        found = []
        for before, after in pairwise([-1, *texts, count]):
            cells = {p: first for p, first in self.cells.items() if before < p[0] < after}
            cut = (self.cut[0] and before < 0, self.cut[1] and after == count)
            found += [Grid(self.xs, self.ys, cells, cut)] if cells else []
        return found

    def _is_table(self) -> bool:
        """Whether this is read row by row."""
        rows = [words.split("\t") for words, _, _ in self.rows()]
        filled = [[words for words in row if words] for row in rows]
        several = [row for row in filled if len(row) > 1]
        boxes = len(rows) == 1 and max(map(len, rows[0])) == 1  # a character is written in each
        if boxes or not several or max(map(len, self.words.values())) > _LONGEST_CELL:
            return False
        articles: dict[int, list[int]] = {}  # their numbers, by column
        for place in sorted(self.words):
            if (number := article_number(self.words[place].strip())) is not None:
                articles.setdefault(place[1], []).append(number)
        if len(articles) > 1:  # a page in columns
            return self._holds_versions()
        later = (numbers for column, numbers in articles.items() if column)
        return not any(map(count_on, later))  # something stands before articles

    def _holds_versions(self) -> bool:
        """Whether versions of a text stand side by side: then a row says of which each cell is."""
        rows: list[list[Cell]] = [[] for _ in self.ys[1:]]
        for (row, column), first in sorted(self.cells.items()):
            if rows[row] and first == self.cells.get((row, column - 1)):
                rows[row][-1] = replace(rows[row][-1], last=column)
            else:
                words = self.words.get(first, "") if first == (row, column) else ""
                rows[row].append(Cell(column, column, words.strip()))
        return any(part.version for part in read_columns(rows))

    def _holds_clauses(self, row: int) -> bool:
        """Whether a row is there for the layout: its cells are clauses that count on, or one cell,
        beside no more than another or a long one, counts its own in lines.
        """
        words = (self.words.get((row, column), "") for column in range(len(self.xs) - 1))
        filled = [one for one in words if one.strip()]
        first = "\n".join(one.strip().split("\n")[0] for one in filled)
        return _counts(first) or any(
            (len(filled) <= 2 or len(one) > _LONG_CELL) and _counts(one) for one in filled
        )


def _counts(words: str) -> bool:
    """Whether lines of a cell begin with numbers that go on: （一） and （二）."""
    last: dict[str, int] = {}
    for label, _ in filter(None, (find_label(line.strip()) for line in words.split("\n"))):
        if last.get(label.family) == label.number[0] - 1:
            return True
        last[label.family] = label.number[0]
    return False


def join_rows(pages: Sequence[Page]) -> list[Page]:
    """`pages` with rows in one that go on over two of them."""
    found = list(pages)
    for i, page in enumerate(found[1:], 1):
        above = [j for j, line in enumerate(found[i - 1].lines) if line.row][-1:]
        below = [j for j, line in enumerate(page.lines) if line.row][:1]
        if not (above and below):
            continue
        lines, more = list(found[i - 1].lines), list(page.lines)
        first, second = lines[above[0]], more.pop(below[0])
        if first.cut[1] and second.cut[0]:
            cells = zip_longest(first.words.split("\t"), second.words.split("\t"), fillvalue="")
            words = "\t".join(_BREAK.sub("", f"{a}\n{b}").strip("\n") for a, b in cells)
            lines[above[0]] = replace(first, words=words.replace("\n", " "))
            found[i - 1] = replace(found[i - 1], lines=tuple(lines))
            found[i] = replace(page, lines=tuple(more))
    return found


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that the rules of a page make: such as meet, with several columns."""
    level, upright = ([*_merged([r for r in rules if r.upright is way])] for way in (False, True))
    if len(level) + len(upright) > _MOST_RULES:
        return []
    group = list(range(len(level)))  # of each level rule, by the first of those it belongs with

    def head(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    meets = [[i for i, one in enumerate(level) if _meet(one, other)] for other in upright]
    for together in meets:
        for i in together[1:]:
            group[head(i)] = head(together[0])
    found = []
    for first in sorted({head(i) for i in range(len(level))}):
        across = [one for i, one in enumerate(level) if head(i) == first]
        down = [
            one for one, near in zip(upright, meets, strict=True) if near and head(near[0]) == first
        ]
        above, below = _open_ends(across, down)
        ys = _places([*(one.at for one in across), *above, *below])[::-1]
        xs = _places([one.at for one in down])
        if len(xs) > 2 and len(ys) > 1 and len(xs) * len(ys) <= _MOST_FIELDS:
            cells = _cells(xs, ys, across, down)
            found.append(Grid(tuple(xs), tuple(ys), cells, (bool(above), bool(below))))
    return found


def _open_ends(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[float], list[float]]:
    """Where the upright rules of a table end together above and below its level ones: there is none
    where a row goes on over pages.
    """
    places = [one.at for one in across]
    above = [one.last for one in down if one.last > max(places) + _NARROWEST]
    below = [one.first for one in down if one.first < min(places) - _NARROWEST]
    return [max(above)] if len(above) > 2 else [], [min(below)] if len(below) > 2 else []


def _merged(rules: Sequence[Rule]) -> Iterator[Rule]:
    """Rules of one direction, with those in one that go on in each other."""
    waiting: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.at / 2), rule.first)):
        last = waiting[-1] if waiting else None
        near = last is not None and abs(last.at - rule.at) <= _NEAR
        if last and near and max(rule.first - last.last, last.first - rule.last) <= _NEAR:
            ends = min(last.first, rule.first), max(last.last, rule.last)
            waiting[-1] = Rule(rule.upright, last.at, *ends)
        else:
            waiting.append(rule)
    yield from waiting


def _meet(level: Rule, upright: Rule) -> bool:
    return (
        level.first - _NEAR <= upright.at <= level.last + _NEAR
        and upright.first - _NEAR <= level.at <= upright.last + _NEAR
    )


def _places(places: Sequence[float]) -> list[float]:
    """Places from the lowest, those in one that are too near to hold a cell between them."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] >= _NARROWEST:
            found.append(place)
    return found


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[_Field, _Field]:
    """For each field the first field of its cell."""

    def near(rules: Sequence[Rule], places: Sequence[float]) -> list[list[Rule]]:
        return [[one for one in rules if abs(one.at - at) < _NARROWEST] for at in places]

    def drawn(rules: Sequence[Rule], middle: float) -> bool:
        return any(one.first - 1 <= middle <= one.last + 1 for one in rules)

    uprights, levels = near(down, xs), near(across, ys)
    first: dict[_Field, _Field] = {}
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            middle = (left + right) / 2, (top + bottom) / 2
            place = (row, column)
            first[place] = place
            if column and not drawn(uprights[column], middle[1]):
                first[place] = first[row, column - 1]
            elif row and not drawn(levels[row], middle[0]):
                first[place] = first[row - 1, column]
    return first
