"""The rows and cells of a table in a .docx file, and what they are there for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from index.formats.word_styles import W, number_of, value
from index.layout.versions import Cell, article_number
from index.numerals import find_label

__all__ = [
    "DELETED",
    "MC",
    "WRAPPERS",
    "alternative",
    "boxes",
    "has_label",
    "has_words",
    "inside",
    "is_counted",
    "is_deleted",
    "is_joined",
    "is_page",
    "numbered",
    "paragraphs",
    "places",
    "words_of",
]

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WRAPPERS = {W + tag for tag in ("ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple")}
WRAPPERS |= {W + tag for tag in ("sdt", "sdtContent", "dir", "bdo", "ruby", "rubyBase")}
WRAPPERS |= {MC + tag for tag in ("Choice", "Fallback")}
DELETED = {W + "del", W + "moveFrom"}
_CELL_LINES, _CELL_CHARACTERS = 3, 200  # beyond both, a cell is a page of its own, not a value


def inside(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also in content controls."""
    for child in parent:
        if child.tag == W + tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from inside(child, tag)


def alternative(element: Any) -> Any:
    """Of content in several versions, the first (the newest)."""
    return element if len(element) == 0 else element[0]


def paragraphs(parents: Iterable[Any]) -> Iterator[Any]:
    """The paragraphs of cells, in the order in which Word numbers them: row by row."""
    for child in chain.from_iterable(parents):
        if child.tag == W + "p":
            yield child
        elif child.tag == W + "tbl":
            rows = (row for row in inside(child, "tr") if not is_deleted(row))
            yield from paragraphs(cell for row in rows for cell in inside(row, "tc"))
        elif child.tag == MC + "AlternateContent":
            yield from paragraphs([alternative(child)])
        elif child.tag in WRAPPERS:
            yield from paragraphs([child])


def is_deleted(row: Any) -> bool:
    """Whether a row of a table is deleted."""
    properties = row.find(W + "trPr")
    return properties is not None and properties.find(W + "del") is not None


def is_joined(properties: Any) -> bool:
    """Whether a paragraph goes on in the next one: its mark is deleted, or it is the large first
    letter of that.
    """
    mark = None if properties is None else properties.find(W + "rPr")
    deleted = mark is not None and any(mark.find(tag) is not None for tag in DELETED)
    return deleted or value(properties, "framePr", "dropCap") in ("drop", "margin")


def is_counted(paragraph: Any) -> bool:
    """Whether a paragraph takes a number: not if nothing is left of it."""
    return not is_joined(paragraph.find(W + "pPr")) or any(
        text.text for text in paragraph.iter(W + "t")
    )


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


def numbered(cell: Any, labels: Mapping[Any, str]) -> int | None:
    """The number of the article that a cell begins with; None if it begins with none. `labels`:
    those that the paragraphs of a table have by themselves.
    """
    return article_number(words_of(cell, labels))


def words_of(cell: Any, labels: Mapping[Any, str]) -> str:
    """The words of a cell, a line for each paragraph."""
    lines = (
        labels.get(p, "") + "".join(text.text or "" for text in p.iter(W + "t"))
        for p in cell.iter(W + "p")
    )
    return "\n".join(lines)


def places(cells: Sequence[Any], labels: Mapping[Any, str]) -> list[Cell]:
    """The cells of a row with the columns that they cover."""
    found, column = [], 0
    for cell in cells:
        wide = max(1, number_of(value(cell.find(W + "tcPr"), "gridSpan")) or 1)
        found.append(Cell(column, column + wide - 1, words_of(cell, labels)))
        column += wide
    return found


def boxes(element: Any) -> list[Any]:
    """The text boxes of a drawing; where it is there in several versions, of the first with any."""
    if element.tag == MC + "AlternateContent":
        return next(filter(None, map(boxes, element)), [])
    found: list[Any] = []
    for child in element:
        found += [child] if child.tag == W + "txbxContent" else boxes(child)
    return found
