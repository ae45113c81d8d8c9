"""How an exported document is written as .docx (python-docx)."""

import io
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ui.paper import Block, Pair, Part, Run, writable

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["to_docx"]

# What Chinese offices have on every machine; other systems put their own in the place of these.
_BODY, _HEAD, _LATIN, _MONO = "宋体", "黑体", "Times New Roman", "Courier New"
_STYLES = {
    "title": "Title",
    "heading": "Heading 1",
    "citation": "Heading 2",
    "text": "Normal",
    "quote": "Quote",
    "item": "List Bullet",
    "code": "No Spacing",
}
_SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 12, "Normal": 11, "No Spacing": 9}
_RED, _GREEN = (0x9B, 0x1C, 0x1C), (0x14, 0x5A, 0x32)


def to_docx(parts: Sequence[Part], title: str) -> bytes:
    """The document as the bytes of a .docx file with this title. What was marked is bold and
    underlined, deleted words are struck out, inserted ones underlined; pairs are rows of a table.
    """
    import docx

    document = docx.Document()
    _dress(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = writable(title)[:255], "", ""
    properties.language = "zh-CN"
    for _, group in groupby(parts, type):
        neighbours = list(group)
        if pairs := [part for part in neighbours if isinstance(part, Pair)]:
            _table(document, pairs)
        for part in neighbours:
            if isinstance(part, Block):
                _add(document, part)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _dress(document: "Document") -> None:
    """Fonts with Chinese characters, black headings, and quotes that are not slanted."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    for name in set(_STYLES.values()):
        style = styles[name]
        is_head = name in ("Title", "Heading 1", "Heading 2")
        style.font.name = _MONO if name == "No Spacing" else _LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # or it would outweigh the font
        fonts.set(qn("w:eastAsia"), _HEAD if is_head else _BODY)
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        if name in _SIZES:
            style.font.size = Pt(_SIZES[name])
    styles["Normal"].paragraph_format.line_spacing = 1.5
    styles["Quote"].paragraph_format.left_indent = Pt(22)


def _table(document: "Document", pairs: Sequence[Pair]) -> None:
    table: Any = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for pair in pairs:
        for cell, blocks in zip(table.add_row().cells, (pair.left, pair.right), strict=True):
            empty = cell.paragraphs[0]  # a cell must hold a paragraph, so it comes with one
            for block in blocks:
                _add(cell, block)
            if blocks:
                empty._element.getparent().remove(empty._element)


def _add(place: Any, block: Block) -> None:
    paragraph = place.add_paragraph(style=_STYLES[block.kind])
    for run in block.runs:
        _add_run(paragraph, run)


def _add_run(paragraph: Any, run: Run) -> None:
    from docx.shared import RGBColor

    added = paragraph.add_run(writable(run.text))
    if run.style in ("mark", "strong"):
        added.bold = True
        added.underline = run.style == "mark" or None
    elif run.style == "deleted":
        added.font.strike = True
        added.font.color.rgb = RGBColor(*_RED)
    elif run.style == "inserted":
        added.underline = True
        added.font.color.rgb = RGBColor(*_GREEN)
    elif run.style == "code":
        added.font.name = _MONO
