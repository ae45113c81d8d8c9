"""The rows and cells of a table in a web page, and what they are there for."""

import re
from collections.abc import Sequence
from typing import Any

from index.layout.columns import article_column, lone_values
from index.layout.versions import Cell, article_number

__all__ = ["ROWS", "articles_in", "cells_of", "is_page", "lone_in", "rows_of"]

ROWS = "对照表的行号和其他表头"
_CELL_LINES, _CELL_CHARACTERS = 3, 200  # beyond both, a cell is there for the layout
_WIDEST = 50  # columns, and rows, that a cell may cover


def rows_of(table: Any) -> list[tuple[Any, list[Any]]]:
    """The rows of a table, and not of one inside it, with their cells."""
    rows = (row for row in table.iter("tr") if next(row.iterancestors("table")) is table)
    return [(row, [cell for cell in row if cell.tag in ("td", "th")]) for row in rows]


def cells_of(table: Any) -> list[list[Cell]]:
    """The cells of a table with the columns that they cover."""
    found: list[list[Cell]] = []
    below: dict[int, int] = {}  # column -> rows further down that a cell above covers
    for _, cells in rows_of(table):
        column, row = 0, []
        covered, below = below, {c: left - 1 for c, left in below.items() if left > 1}
        for cell in cells:
            while column in covered:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            words = " ".join("".join(cell.itertext()).split())
            row.append(Cell(column, column + wide - 1, words))
            if high > 1:
                below |= dict.fromkeys(range(column, column + wide), high - 1)
            column += wide
        found.append(row)
    return found


def lone_in(table: Any) -> set[Any]:
    """The rows of a table that say nothing but a value in one cell (see `lone_values`)."""
    lone = lone_values(cells_of(table))
    return {row for i, (row, _) in enumerate(rows_of(table)) if i in lone}


def articles_in(table: Any) -> dict[Any, Any]:
    """The rows of a table in which an article stands behind something else (its number, what it is
    about), with its cell. Some articles between others (an offence, what forbids it, the fine) are
    cells of a row.
    """
    rows = [
        (row, [("".join(cell.itertext()), cell) for cell in cells]) for row, cells in rows_of(table)
    ]
    column = article_column([[words for words, _ in cells] for _, cells in rows])
    if not column:
        return {}
    found = {
        row: cells
        for row, cells in rows
        if column < len(cells) and article_number(cells[column][0])
    }
    first = article_number(next(iter(found.values()))[column][0])
    between = any(words.strip() for cells in found.values() for words, _ in cells[column + 1 :])
    return {} if between and first != 1 else {row: cells[column][1] for row, cells in found.items()}


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return min(int(text), _WIDEST) or 1 if re.fullmatch(r"\d{1,4}", text) else 1


def is_page(cell: Any) -> bool:
    """Whether a cell is there for the layout: it holds paragraphs of text, or another table."""
    if next(cell.iterdescendants("table"), None) is not None:
        return True
    breaks: Sequence[Any] = list(cell.iterdescendants("p", "br", "div", "li"))
    return len(breaks) > _CELL_LINES and len("".join(cell.itertext())) > _CELL_CHARACTERS
