"""The rows and cells of a table in a .docx file, and what they are there for."""

from collections.abc import Iterator, Sequence
from typing import Any

from index.formats.word_styles import W, number_of, value
from index.layout.columns import count_on
from index.layout.versions import Cell, article_number
from index.numerals import find_label

__all__ = [
    "MC",
    "WRAPPERS",
    "article_column",
    "has_label",
    "has_words",
    "inside",
    "is_page",
    "numbered",
    "places",
]

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WRAPPERS = {W + tag for tag in ("ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple")}
WRAPPERS |= {W + tag for tag in ("sdt", "sdtContent", "dir", "bdo", "ruby", "rubyBase")}
WRAPPERS |= {MC + tag for tag in ("Choice", "Fallback")}
_CELL_LINES, _CELL_CHARACTERS = 3, 200  # beyond both, a cell is a page of its own, not a value


def inside(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also in content controls."""
    for child in parent:
        if child.tag == W + tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from inside(child, tag)


def has_label(line: str) -> bool:
    """Whether a line begins with a number, but not with one in English, as a translation does."""
    words = line.strip()
    english = words[:1].isascii() and words[:1].isalpha()
    return not english and find_label(words) is not None


def has_words(cell: Any) -> bool:
    """Whether anything is written in a cell."""
    shown = any((text.text or "").strip() for text in cell.iter(W + "t"))
    return shown or next(cell.iter(W + "numPr", W + "sym"), None) is not None


def is_page(cell: Any) -> bool:
    """Whether a cell is there for the layout: it holds paragraphs of text, or another table."""
    lines = [sum(len(t.text or "") for t in p.iter(W + "t")) for p in cell.iter(W + "p")]
    written = [length for length in lines if length]
    long = len(written) > _CELL_LINES and sum(written) > _CELL_CHARACTERS
    return long or next(cell.iter(W + "tbl"), None) is not None


def article_column(rows: Sequence[Sequence[Any]]) -> int | None:
    """The column of a table in which the articles of a text count on, with something else beside
    them (a translation, remarks); None without one. Two versions side by side are no text.
    """
    found: dict[int, list[int]] = {}
    for cells in rows:
        for column, cell in enumerate(cells):
            if number := numbered(cell):
                found.setdefault(column, []).append(number)
    if len(found) != 1:
        return None
    ((column, numbers),) = found.items()
    return column if count_on(numbers) else None


def numbered(cell: Any) -> int | None:
    """The number of the article that a cell begins with; None if it begins with none."""
    return article_number(_words(cell))


def _words(cell: Any) -> str:
    lines = ("".join(text.text or "" for text in p.iter(W + "t")) for p in cell.iter(W + "p"))
    return "\n".join(lines)


def places(cells: Sequence[Any]) -> list[Cell]:
    """The cells of a row with the columns that they cover."""
    found, column = [], 0
    for cell in cells:
        wide = max(1, number_of(value(cell.find(W + "tcPr"), "gridSpan")) or 1)
        found.append(Cell(column, column + wide - 1, _words(cell)))
        column += wide
    return found
