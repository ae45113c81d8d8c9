"""Web pages -> sources: the text of the page's body, line by line as a browser would show it.

Navigation, footers and the like are left out, and that is reported. A library that guesses the main
text was measured and left out: it lost three articles in a thousand, and the title of most pages.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import SourceError
from index.formats.html_around import (
    BLOCKS,
    NEVER,
    OUTSIDE,
    around,
    title_lines,
)
from index.formats.html_hidden import hide, is_hidden
from index.formats.html_tables import ROWS, articles_in, cells_of, is_page, lone_in, rows_of
from index.formats.number_formats import write_number
from index.layout.below import count_after
from index.layout.versions import Part, read_columns
from index.model import Heading, Problem, Source, Span
from index.numerals import NO_WIDTH, find_label, parse_label

__all__ = ["declared_codec", "read_html"]

_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_META_BYTES = 4096
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_INDENT = "\u3000\u3000"
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_AS_WRITTEN = re.compile(r"white-space\s*:\s*(?:pre\b|break-spaces)", re.IGNORECASE)
_NOT_TEXT = re.compile(rf"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff{NO_WIDTH}]")


def declared_codec(data: bytes) -> str:
    """The encoding that a page says it is in, "" if it says none."""
    found = _META.search(data[:_META_BYTES])
    return found[1].decode("ascii").lower() if found else ""


def read_html(data: bytes, text: str, encoding: str, name: str) -> Source:
    """The source that a page holds, given its bytes and the `text` they decode to. `name` is what
    errors and citations call it. Raises SourceError in one line.
    """
    page = _Page()
    root = _root(text, name)
    hide(root)
    body = root.find("body")
    page.write(body, around(body))
    if not "".join(page.lines).strip():  # nothing but links: then they are the text
        page = _Page()
        page.write(body, set())
    page.finish(_names(root))
    digest = hashlib.sha256(data).hexdigest()
    text = "".join(page.lines)
    headings, problems = tuple(page.headings), tuple(page.problems())
    columns = tuple(column for column in page.columns if column.end <= len(text))
    asides = frozenset(page.asides)
    return Source(name, digest, text, encoding, (), headings, problems, asides, columns)


def _names(root: Any) -> list[str]:
    """What a page says that it, or what is in it, is called."""
    title = root.findtext("head/title") or ""
    metas = [meta for meta in root.iterfind("head/meta") if meta.get("content")]
    named = [m.get("content") for m in metas if (m.get("name") or "").lower() == "articletitle"]
    return [name for name in (*named, title) if name.strip()]


def _root(text: str, name: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    limited = [entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    if limited:
        raise SourceError(
            f"{name}：网页嵌套太深或段落太长，无法解析；请另存为纯文本（.txt）",
            f"{name}: the page is nested too deeply or has too long a text; save it as plain text",
        )
    if root is None or root.find("body") is None:
        root = etree.Element("html")
        etree.SubElement(root, "body")
    return root


class _Page:
    """Writes a page's text, line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.headings: list[Heading] = []
        self._length = 0
        self._words = ""  # of the line that is being written
        self._number = ""  # of the item of a list that was begun last
        self._level = 0  # of the heading we are in
        self.asides: list[int] = []  # where lines begin that stand beside an article in a table
        self.columns: list[Span] = []  # of tables that hold versions of a text
        self._articles: dict[Any, Any] = {}  # rows of tables, and the cell that is an article
        self._lone: set[Any] = set()  # rows of tables with a value in one cell
        self._kept = False  # whether lines and white space are shown as they are written
        self._left_out: dict[str, list[tuple[int, str]]] = {}  # kind -> offsets and texts

    def write(self, element: Any, outside: set[Any]) -> None:
        """Write an element and all in it, but for what stands around the text."""
        if not isinstance(element.tag, str) or element.tag in NEVER:
            return
        if element in outside or is_hidden(element):
            kind = OUTSIDE if element in outside else "网页不显示的文字"
            text = " ".join("".join(element.itertext()).split())
            self._left_out.setdefault(kind, []).append((self._length, text))
        elif element.tag == "br":
            self._end_line()
        elif element.tag == "table" and (parts := read_columns(cells_of(element))):
            self._columns(element, parts, outside)
        elif element.tag == "tr":
            self._row(element, outside)
        elif element.tag in BLOCKS:
            if element.tag == "table":
                self._articles |= articles_in(element)
                self._lone |= lone_in(element)
            self._block(element, outside)
        else:
            self._inside(element, outside)

    def finish(self, names: Sequence[str]) -> None:
        """Leave out the last lines if they are no part of the text, and find the title: `names` are
        those of the page.
        """
        kept = len(self.lines) - count_after(self.lines)
        self._length = sum(map(len, self.lines[:kept]))
        for line in self.lines[kept:]:
            self._left_out.setdefault(OUTSIDE, []).append((self._length, line.strip()))
        del self.lines[kept:]
        if title := title_lines(self.lines, names):
            starts = [sum(map(len, self.lines[:i])) for i in title]
            below = [heading for heading in self.headings if heading.start > starts[-1]]
            self.headings = [Heading(start, 1) for start in starts] + below
        self.headings = [h for h in self.headings if h.start < self._length]

    def problems(self) -> Iterator[Problem]:
        """What was left out."""
        for kind, pieces in self._left_out.items():
            texts = [(at, text) for at, text in pieces if text]
            if texts:
                at, sample = min(texts[0][0], self._length), texts[0][1]
                size = sum(len(text) for _, text in texts)
                message = f"略去{kind} {len(texts)} 处（共 {size} 字）：“{sample[:20]}”"
                yield Problem("removed", Span(at, at), message)

    def _block(self, element: Any, outside: set[Any]) -> None:
        numbered = self._number and self._words.strip() == self._number
        if element.tag == "li" or not numbered:  # the first paragraph of an item is on its line
            self._end_line()
        outer = self._level
        if re.fullmatch("h[1-6]", element.tag):
            self._level = int(element.tag[1])
        if element.tag == "li":
            self._words = _item_label(element)
            self._number = self._words.strip()
        kept = self._kept
        self._kept = kept or element.tag == "pre" or _keeps_lines(element)
        self._inside(element, outside)
        self._end_line()
        self._level, self._kept = outer, kept

    def _inside(self, element: Any, outside: set[Any]) -> None:
        self._add(element.text)
        for child in element:
            self.write(child, outside)
            self._add(child.tail)

    def _columns(self, table: Any, parts: list[Part], outside: set[Any]) -> None:
        """A table column by column."""
        self._end_line()
        rows = [cells for _, cells in rows_of(table)]
        read = {place for part in parts for place in (*part.cells, part.heading)}
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                words = "" if (i, j) in read else "".join(cell.itertext()).strip()
                self._left_out.setdefault(ROWS, []).append((self._length, words))
        for part in parts:
            start = self._length
            places = [part.heading, *part.cells] if part.heading else part.cells
            for place in places:
                at = self._length
                lines = _lines_of(rows[place[0]][place[1]], outside)
                for line in [" ".join(lines)] if place == part.heading else lines:
                    self._words = line
                    self._end_line(as_it_is=True)
                if place in part.aside:
                    self.asides.append(at)
            if part.version:
                self.columns.append(Span(start, self._length))

    def _row(self, row: Any, outside: set[Any]) -> None:
        """A row of a table in one line, unless its cells are there for the layout."""
        self._end_line()
        cells = [cell for cell in row if cell.tag in ("td", "th") and cell not in outside]
        if (article := self._articles.get(row)) in cells:
            self._article(article, [cell for cell in cells if cell is not article], outside)
            return
        layout = any(map(is_page, cells))
        texts = [] if layout else [_lines_of(cell, outside) for cell in cells]
        filled = [lines for lines in texts if lines]
        if len(filled) == 1 and row in self._lone:
            self._words = f"\t{' '.join(filled[0])}\t"
        elif len(filled) <= 1:
            self._inside(row, outside)
        elif len(filled) == 2 and _is_label("".join(filled[0])):  # 第一条 | its paragraphs
            self._words = f"{filled[0][0]}\t{filled[1][0]}"
            for line in filled[1][1:]:
                self._end_line(as_it_is=True)
                self._words = line
        else:
            self._words = "\t".join(" ".join(lines) for lines in texts).rstrip("\t")
        self._end_line(as_it_is=True)

    def _article(self, article: Any, others: Sequence[Any], outside: set[Any]) -> None:
        """An article in a cell, and what stands beside it in other cells."""
        for cell in (article, *others):
            for line in _lines_of(cell, outside):
                self.asides += [self._length] if cell is not article else []
                self._words = line
                self._end_line(as_it_is=True)

    def _add(self, text: str | None) -> None:
        first, *others = (text or "").split("\n") if self._kept else [text or ""]
        self._words += first
        for other in others:
            self._end_line()
            self._words = other

    def _end_line(self, as_it_is: bool = False) -> None:
        """Write the line, if it has words, with its white space as a browser shows it."""
        words, self._words = _NOT_TEXT.sub("", self._words), ""
        if self._kept:
            words = words.rstrip()
        elif not as_it_is:
            words = re.sub(rf"(?<=[{_HAN}])[ \t\r]*\n[ \t\r\n]*(?=[{_HAN}])", "", words)
            words = re.sub(r"[ \t\r\n\f]+", " ", words).strip(" ")
        if not words.strip():
            return
        if self._level:
            self.headings.append(Heading(self._length, self._level))
        self.lines.append(words + "\n")
        self._length += len(words) + 1


def _lines_of(cell: Any, outside: set[Any]) -> list[str]:
    page = _Page()
    page._inside(cell, outside)
    page._end_line()
    return [line for line in "".join(page.lines).split("\n") if line.strip()]


def _is_label(words: str) -> bool:
    return parse_label(words) is not None and not re.fullmatch("[一二三四五六七八九十]+", words)


def _keeps_lines(element: Any) -> bool:
    return _AS_WRITTEN.search(element.get("style") or "") is not None


def _item_label(item: Any) -> str:
    """The number that a browser puts before an item of a list; "" for a bullet, or where the item
    itself begins with a label.
    """
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    if find_label("".join(item.itertext()).strip()):
        return ""
    number = _whole(parent.get("start"), 1)
    for other in parent.iterchildren("li"):
        number = _whole(other.get("value"), number)
        if other is item:
            break
        number += 1
    form = _FORMS.get(parent.get("type") or "", "decimal")
    around = [_FORMS.get(one.get("type") or "", "decimal") for one in parent.iterancestors("ol")]
    # Where 1. is in another 1., the indent alone tells them apart.
    return _INDENT * around.count(form) + f"{write_number(number, form)}. "


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
