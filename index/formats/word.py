"""Word files (.docx) -> sources: the text as Word shows it, with all changes accepted.

Paragraphs are lines, a row of a table is one line with tabs between its cells, text boxes and notes
follow the paragraph they belong to. Headers, footers and comments are left out.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.formats.number_formats import write_number
from index.formats.word_chunks import read_chunk
from index.formats.word_numbering import Numbering
from index.formats.word_package import read_parts
from index.formats.word_signs import TURN, symbol, whole
from index.formats.word_styles import TITLE, Styles, W, is_on, value
from index.formats.word_tables import (
    DELETED,
    MC,
    WRAPPERS,
    alternative,
    boxes,
    has_label,
    has_words,
    inside,
    is_counted,
    is_deleted,
    is_joined,
    is_page,
    numbered,
    paragraphs,
    places,
)
from index.layout.articles import NAMED
from index.layout.columns import article_column, lone_values
from index.layout.versions import Part, read_columns
from index.model import Heading, Problem, Source, Span
from index.numerals import parse_label

__all__ = ["read_word"]

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DRAWINGS = {W + "drawing", W + "pict", W + "object"}
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_CIRCLED = re.compile(r"\s*eq\s*\\o\\ac\([○◯]\s*,\s*(\d{1,2})\)\s*", re.IGNORECASE)


def read_word(data: bytes, name: str) -> Source:
    """The source that the bytes of a .docx file hold. `name` is what errors and citations call it.
    Raises SourceError in one line.
    """
    parts = read_parts(data, name)
    styles = Styles(parts.get("styles"))
    numbering, notes = Numbering(parts.get("numbering"), styles), _notes(parts)
    body = _Body(styles, numbering, notes, parts["chunks"])
    body.blocks(parts["document"])
    body.finish()
    digest = hashlib.sha256(data).hexdigest()
    text = "".join(body.out.pieces)
    asides, found = frozenset(body.asides), body.problems()
    return Source(
        *(name, digest, text, "DOCX", (), body.headings(), found, asides, tuple(body.columns))
    )


def _notes(parts: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """The notes by what refers to them and their number."""
    kinds = [kind for kind in ("footnote", "endnote") if parts[f"{kind}s"] is not None]
    return {
        (f"{kind}Reference", note.get(W + "id")): note
        for kind in kinds
        for note in parts[f"{kind}s"]
    }


@dataclass
class _Text:
    """Text in the making."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def line(self, words: str) -> None:
        self.pieces.append(words + "\n")
        self.length += len(words) + 1


@dataclass
class _Omitted:
    """Text of one kind that is left out: how often, how much, and where first."""

    times: int = 0
    characters: int = 0
    at: int = 0
    line: int = 0
    sample: str = ""


class _Body:
    """Walks through a document's body and writes its text to `out`."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        notes: dict[tuple[str, str], Any],
        chunks: dict[str, bytes],
    ) -> None:
        self.out = self._whole = _Text()
        self.asides: list[int] = []  # where lines begin that are in text boxes or have bullets
        self.columns: list[Span] = []  # of tables that hold versions of a text
        self._styles = styles
        self._numbering = numbering
        self._labels: dict[Any, str] = {}  # of paragraphs in tables, whose cells move
        self._notes = notes
        self._chunks = chunks
        self._levels: list[tuple[int, int]] = []  # offset, level
        self._carried = ""  # the words of a paragraph whose mark is deleted: they go on in the next
        self._in_code: list[bool] = []  # for each open field, whether we are in its instruction
        self._code = ""  # the instruction of the field that began last
        self._pending: list[Any] = []  # text boxes and notes of the paragraph that is being read
        self._noted: dict[str, int] = {}
        self._omitted: dict[str, _Omitted] = {}

    def blocks(self, parent: Any) -> None:
        """Write the paragraphs and tables below `parent`."""
        for child in () if parent is None else parent:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == MC + "AlternateContent":
                self.blocks(alternative(child))
            elif child.tag in WRAPPERS:
                self.blocks(child)
            elif child.tag == W + "altChunk":
                self._chunk(child)

    def _chunk(self, element: Any) -> None:
        """Write the text of another file that belongs here, if it is a web page."""
        data = self._chunks.pop(element.get(_RELATION), b"")
        page = read_chunk(data, "") if data else None
        if page is None:
            self._omit("embedded", "")
            return
        if self.out is self._whole:
            self._levels += [(self.out.length + one.start, one.level) for one in page.headings]
        for line in page.text.removesuffix("\n").split("\n"):
            self.out.line(line)

    def finish(self) -> None:
        """Write what is still carried."""
        if self._carried:
            self.out.line(self._carried)
            self._carried = ""

    def headings(self) -> tuple[Heading, ...]:
        """The headings, below the title's level if there is a title."""
        first = min((level for _, level in self._levels), default=1)
        shift = 1 if first == TITLE else 0
        return tuple(Heading(start, level + shift) for start, level in self._levels)

    def problems(self) -> tuple[Problem, ...]:
        """What was left out, and a person might miss."""
        words = {
            "hidden": "隐藏文字",
            "deleted": "修订中删除的文字（按接受修订处理）",
            "embedded": "嵌入的其他文件",
            "row": "对照表的行号和其他表头",
        }
        found = []
        for kind, one in self._omitted.items():
            size = f"（共 {one.characters} 字）" if one.characters else ""
            sample = f"：“{one.sample}”" if one.sample else ""
            message = f"第{one.line}行起：略去 {one.times} 处{words[kind]}{size}{sample}"
            found.append(Problem("removed", Span(one.at, one.at), message))
        return tuple(found)

    def _omit(self, kind: str, text: str) -> None:
        if not text.strip() and kind != "embedded":
            return
        one = self._omitted.setdefault(kind, _Omitted())
        if not one.times:
            one.at, one.sample = self._whole.length, text.strip()[:20]
            one.line = "".join(self._whole.pieces).count("\n") + 1
        one.times += 1
        one.characters += len(text)

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(W + "pPr")
        words = whole(self._words(paragraph, self._styles.of(properties)))
        self._in_code = [False] * len(self._in_code)  # no instruction goes on in another paragraph
        joined = is_joined(properties)
        words = self._label(paragraph) + words if words or not joined else words
        words, self._carried = self._carried + words, ""
        if joined:
            self._carried = words
            return
        level = self._styles.level(properties)
        if level is None and self._numbering.is_bulleted(properties) and self.out is self._whole:
            self.asides.append(self.out.length)
        if level is not None and self.out is self._whole:
            start = self.out.length
            for line in words.split("\n"):  # a title may be broken into lines
                self._levels += [(start, level)] if line.strip() else []
                start += len(line) + 1
        self.out.line(words)
        self._write_pending()

    def _label(self, paragraph: Any) -> str:
        """The label of the next paragraph, or that which it was given before it was read."""
        known = self._labels.get(paragraph)
        return self._numbering.label(paragraph.find(W + "pPr")) if known is None else known

    def _write_pending(self) -> None:
        """Text boxes and notes of what was just written."""
        pending, self._pending = self._pending, []
        for element in pending:
            if element.tag == W + "txbxContent":
                self._beside(element)
                continue
            number = self._noted[element.tag] = self._noted.get(element.tag, 0) + 1
            kind = "注" if element.tag == W + "footnote" else "尾注"
            words = " ".join(
                whole(self._words(paragraph, None)).strip() for paragraph in element.iter(W + "p")
            )
            self.out.line(f"〔{kind}{number}〕{words}")

    def _beside(self, element: Any) -> None:
        """Write a text box, or a cell beside an article: unless it has clauses, no paragraph."""
        start, before = self.out.length, len(self.out.pieces)
        self.blocks(element)
        self.finish()
        lines = "".join(self.out.pieces[before:]).split("\n")[:-1]
        if self.out is self._whole and not any(map(has_label, lines)):
            for line in lines:
                self.asides.append(start)
                start += len(line) + 1

    def _words(self, parent: Any, style: str | None) -> Iterator[str]:
        """The words of the runs below `parent`, in a paragraph of this style."""
        for child in parent:
            if child.tag == W + "r":
                yield from self._run(child, style)
            elif child.tag in DELETED:
                self._omit(
                    "deleted", "".join(t.text or "" for t in child.iter(W + "delText", W + "t"))
                )
            elif child.tag == MC + "AlternateContent":
                yield from self._words(alternative(child), style)
            elif child.tag in WRAPPERS:
                yield from self._words(child, style)
            elif child.tag.endswith(("}oMath", "}oMathPara")):
                yield "".join(t.text or "" for t in child.iter(_MATH_TEXT))

    def _run(self, run: Any, style: str | None) -> Iterator[str]:
        """The words of one run."""
        properties = run.find(W + "rPr")
        hidden = is_on(properties, "vanish")
        if hidden is None:
            own = value(properties, "rStyle")
            hidden = self._styles.hidden(own) or self._styles.hidden(style)
        for child in run:
            if child.tag == W + "fldChar":
                yield self._field(child)
            elif any(self._in_code):
                self._code += child.text or "" if child.tag == W + "instrText" else ""
            elif hidden:
                self._omit("hidden", child.text or "" if child.tag == W + "t" else "")
            elif child.tag == MC + "AlternateContent" or child.tag in _DRAWINGS:
                self._pending += boxes(child)
            elif child.tag == W + "ruby":
                yield from self._words(child, style)
            else:
                yield self._sign(child)

    def _sign(self, child: Any) -> str:
        """The text of one child of a run."""
        tag = child.tag
        if tag == W + "t":
            text = (child.text or "").replace("\r", " ").replace("\n", " ")
            kept = child.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
            return text if kept else text.strip(" \t")
        if tag == W + "sym":
            return symbol(child)
        if tag == W + "br" and child.get(W + "type") in ("page", "column"):
            return TURN
        note = self._notes.pop((tag.removeprefix(W), child.get(W + "id")), None)
        if note is not None:
            self._pending.append(note)
        return _SIGNS.get(tag, "")

    def _field(self, mark: Any) -> str:
        """A field begins, goes from its instruction to its result, or ends. What it shows without a
        result: a box to tick, or a number in a circle.
        """
        kind, shown = mark.get(W + "fldCharType"), ""
        box = mark.find(f"{W}ffData/{W}checkBox")
        if box is not None and not any(self._in_code):
            ticked = is_on(box, "checked")
            shown = "☑" if ticked or (ticked is None and is_on(box, "default")) else "□"
        if kind == "begin":
            self._in_code.append(True)
            self._code = ""
        elif self._in_code and kind == "separate":
            self._in_code[-1] = False
        elif self._in_code and kind == "end" and self._in_code.pop():
            circled = _CIRCLED.fullmatch(self._code)
            shown = write_number(int(circled[1]), "decimalEnclosedCircle") if circled else ""
        return shown

    def _table(self, table: Any) -> None:
        self.finish()
        rows = [(row, list(inside(row, "tc"))) for row in inside(table, "tr")]
        rows = [(row, cells) for row, cells in rows if not self._is_deleted(row)]
        labels = self._labels
        labels |= {
            p: self._label(p) for _, cells in rows for p in paragraphs(cells) if is_counted(p)
        }
        placed = [places(cells, labels) for _, cells in rows]
        if parts := read_columns(placed):
            self._columns([cells for _, cells in rows], parts)
            return
        articles = article_column([[cell.words for cell in row] for row in placed])
        lone = lone_values(placed)
        for i, (_, cells) in enumerate(rows):
            filled = [cell for cell in cells if has_words(cell)]
            if articles is not None and articles < len(cells) and numbered(cells[articles], labels):
                self.blocks(cells.pop(articles))
                self.finish()
                for cell in filter(has_words, cells):
                    self._beside(cell)
            elif i in lone and len(filled) == 1:
                self.out.line(f"\t{self._cell(filled[0])}\t")
            elif len(filled) <= 1 or any(map(is_page, filled)):
                for cell in filled:
                    self.blocks(cell)
                self.finish()
            else:
                self._row(cells, filled)

    def _is_deleted(self, row: Any) -> bool:
        """Whether a row is deleted, and so left out."""
        if deleted := is_deleted(row):
            self._omit("deleted", "".join(t.text or "" for t in row.iter(W + "delText", W + "t")))
        return deleted

    def _columns(self, rows: list[list[Any]], parts: list[Part]) -> None:
        """Write the cells of a table column by column."""
        read = {place for part in parts for place in (*part.cells, part.heading)}
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if (i, j) not in read:
                    self._omit("row", "".join(t.text or "" for t in cell.iter(W + "t")))
        for part in parts:
            start = self.out.length
            if part.heading:
                self.out.line(self._cell(rows[part.heading[0]][part.heading[1]]))
            for i, j in part.cells:
                write = self._beside if (i, j) in part.aside else self.blocks
                write(rows[i][j])
                self.finish()
            if part.version and self.out is self._whole:
                self.columns.append(Span(start, self.out.length))

    def _row(self, cells: list[Any], filled: list[Any]) -> None:
        """Write a row in one line, but what stands beside the number of an article in its own."""
        first = self._cell(filled[0])
        label = parse_label(first) if len(filled) == 2 else None
        if label and label.family in ("article", *NAMED):
            self._carried = f"{first}\t"
            self.blocks(filled[1])
            self.finish()
            return
        words = (first if cell is filled[0] else self._cell(cell) for cell in cells)
        self.out.line("\t".join(words).rstrip("\t"))

    def _cell(self, cell: Any) -> str:
        """The words of a cell in one line."""
        outer, self.out = self.out, _Text()
        self.blocks(cell)
        self.finish()
        lines, self.out = "".join(self.out.pieces).split("\n"), outer
        return " ".join(line.strip().replace("\t", " ") for line in lines if line.strip())
