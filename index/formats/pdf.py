"""PDF files with a text layer -> sources. `pdf_lines` decides what is a paragraph."""

import hashlib
import math
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from index.errors import SourceError
from index.formats.archive import broken
from index.formats.html_around import OUTSIDE, title_lines
from index.formats.pdf_lines import assemble
from index.formats.pdf_pages import Line, Page, is_printed
from index.formats.pdf_rules import read_rules
from index.formats.pdf_tables import Grid, find_grids, join_rows
from index.layout.below import count_after
from index.model import Heading, Problem, Source, Span
from index.normalise import RADICALS

__all__ = ["read_pdf"]

_MOST_PAGES = 5000
_MOST_CHARACTERS = 16_000_000
_WRONG_PASSWORD = 4
_LINE_ENDS, _HYPHENS = "\r\n", "-\x02\xad\ufffe"
_SOFT_HYPHEN = "\u00ad"
_WHITE = " \t\u00a0\u3000"
_OPENS = "“‘（《〈【「『〔"
_NOT_TEXT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ufffe\uffff]")
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_ORDINARY = RADICALS | _KANGXI
_LOST = re.compile("[\ufffd\ue000-\uf8ff]")  # unknown, or private to a font
_SLANTED = 0.1
_FEW_LINES = 6  # page number, running head and the like: what is more is text
_SUFFIX = re.compile(r"\.(?:docx?|wps|pdf|html?|txt)$", re.IGNORECASE)
_MOST_LOST = 0.3  # of the characters; beyond this the text layer is of no use
_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for threads


def read_pdf(data: bytes, name: str) -> Source:
    """The source that the bytes of a PDF file hold, with the place where each page begins. `name`
    is what errors and citations call it. Raises SourceError in one line.
    """
    with _ONE_AT_A_TIME:
        pages, pictured = _pages(data, name)
        title, is_web = _about(data)
    characters = "".join(line.words for page in pages for line in page.lines)
    text, starts, problems = assemble(join_rows(pages))
    if not text.strip():  # or page numbers and the like alone
        raise SourceError(
            f"{name}：PDF 没有文字层（可能是扫描件）；请先做文字识别（OCR）再加入",
            f"{name}: the PDF has no text layer (it may be a scan); run OCR on it first",
        )
    if len(_LOST.findall(characters)) > _MOST_LOST * len(characters):
        raise SourceError(
            f"{name}：PDF 的字体没有文字编码，读出来是乱码；请先做文字识别（OCR），或换成原文件",
            f"{name}: the fonts of the PDF do not say which characters they show; run OCR on it",
        )
    problems += [
        Problem(
            *("removed", Span(starts[number - 1], starts[number - 1])),
            *(f"第{number}页：只有图像，没有文字，其中的内容读不到；可先做文字识别（OCR）", number),
        )
        for number, end in enumerate([*starts[1:], len(text)], 1)
        if number in pictured and not text[starts[number - 1] : end].strip()
    ]
    text, replaced = _ordinary(text)
    problems += replaced
    if is_web or any(is_printed(page, line) for page in pages for line in page.lines):
        text, left_out = _without_end(text)
        problems += left_out
    lines = [f"{line}\n" for line in text.split("\n")]
    headings = [Heading(sum(map(len, lines[:i])), 1) for i in title_lines(lines, [title])]
    end = len(text)
    found = [replace(p, span=Span(min(p.span.start, end), min(p.span.end, end))) for p in problems]
    places = tuple(min(start, end) for start in starts)
    digest = hashlib.sha256(data).hexdigest()
    return Source(name, digest, text, "PDF", places, tuple(headings), tuple(found))


def _without_end(text: str) -> tuple[str, list[Problem]]:
    """The text of a web page that was printed without the last lines that are no part of it."""
    lines = text.removesuffix("\n").split("\n")
    count = count_after(lines)
    if not count:
        return text, []
    kept = "".join(f"{line}\n" for line in lines[:-count])
    size = sum(map(len, lines[-count:]))
    message = f"略去{OUTSIDE} {count} 处（共 {size} 字）：“{lines[-count][:20]}”"
    return kept, [Problem("removed", Span(len(kept), len(kept)), message)]


def _about(data: bytes) -> tuple[str, bool]:
    """What a PDF file says that it is called, and whether a browser printed it."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with pypdfium2.PdfDocument(data) as document:
            told = document.get_metadata_dict()
    except pypdfium2.PdfiumError:
        return "", False
    return _SUFFIX.sub("", told.get("Title", "")), told.get("Creator", "").startswith("Mozilla/")


def _pages(data: bytes, name: str) -> tuple[list[Page], set[int]]:
    """The lines of each page, and the numbers of those that hold images."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > _MOST_PAGES:
                raise SourceError(
                    f"{name}：超过 {_MOST_PAGES} 页；请拆成几个文件",
                    f"{name}: more than {_MOST_PAGES} pages; split it into several files",
                )
            pages, pictured, characters = [], set(), 0
            for number in range(1, len(document) + 1):
                page = document[number - 1]
                pages.append(_page(page, number, raw))
                if len(pages[-1].lines) <= _FEW_LINES and any(
                    page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])
                ):
                    pictured.add(number)
                page.close()
                characters += sum(len(line.words) for line in pages[-1].lines)
                if characters > _MOST_CHARACTERS:
                    raise SourceError(
                        f"{name}：文字超过 {_MOST_CHARACTERS // 10_000} 万字；请拆成几个文件",
                        f"{name}: more than {_MOST_CHARACTERS:,} characters; split the file",
                    )
            return pages, pictured
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            raise SourceError(
                f"{name}：PDF 有密码；请取消密码后另存",
                f"{name}: the PDF has a password; save it without one",
            ) from error
        raise broken(name, "PDF 文件", "PDF file") from error


def _page(page: Any, number: int, raw: Any) -> Page:
    """The lines of one page in the order in which the file has them, and of tables the rows."""
    width, height = page.get_size()
    rotation = page.get_rotation()
    if rotation in (90, 270):
        width, height = height, width  # of the sheet before it is turned
    textpage = page.get_textpage()
    grids = [] if rotation else find_grids(read_rules(page, raw))
    lines = _lines(textpage, raw, (width, height, rotation), grids)
    kept = [table for grid in grids for table in grid.as_tables()]
    if [table.cells for table in kept] != [grid.cells for grid in grids]:
        lines = _lines(textpage, raw, (width, height, rotation), kept)
    textpage.close()
    turned = rotation in (90, 270)
    return Page(number, *((height, width) if turned else (width, height)), tuple(lines))


def _lines(
    textpage: Any, raw: Any, sheet: tuple[float, float, int], grids: Sequence[Grid]
) -> list[Line]:
    """The lines of a page. What stands in one of the `grids` is added to these: their rows stand
    where the first of it does.
    """
    lines: list[Line] = []
    tables: list[tuple[int, Grid]] = []  # before which line each stands
    codes: list[int] = []
    places: list[int] = []
    count = textpage.count_chars()
    cell = None  # of a grid, where the last character was
    for i in range(count + 1):
        code = raw.FPDFText_GetUnicode(textpage, i) if i < count else ord("\n")
        if grids and i < count and chr(code) not in _LINE_ENDS:
            cell = cell if chr(code) in _WHITE else _cell(textpage, i, grids)
        if chr(code) in _LINE_ENDS or (cell and codes):
            if line := _line(textpage, codes, places, sheet):
                lines.append(line)
            codes, places = [], []
            if chr(code) in _LINE_ENDS:
                continue
        if code == 0 and raw.FPDFText_HasUnicodeMapError(textpage, i) == 1:
            code = 0xFFFD
        elif chr(code) in _HYPHENS and raw.FPDFText_IsHyphen(textpage, i) == 1:
            code = ord(_SOFT_HYPHEN)
        if cell:
            grid, place, y, size = cell
            tables += [] if any(grid is one for _, one in tables) else [(len(lines), grid)]
            grid.add(place, chr(code), y, size)
            continue
        codes.append(code)
        places.append(i)
    for at, grid in reversed(tables):
        rows = [replace(row, words=_text(row.words)) for row in grid.lines()]
        lines[at:at] = [row for row in rows if row.words]
    return lines


def _cell(
    textpage: Any, i: int, grids: Sequence[Grid]
) -> tuple[Grid, tuple[int, int], float, float] | None:
    """In which cell of which grid a character stands, at which height, and how wide it is; None
    also for one of a watermark.
    """
    if _is_slanted(textpage, i):
        return None
    left, bottom, right, top = textpage.get_charbox(i, loose=True)
    x, y = (left + right) / 2, (bottom + top) / 2
    for grid in grids:
        if (place := grid.cell(x, y)) is not None:
            return grid, place, y, max(right - left, (top - bottom) / 2)
    return None


def _line(
    textpage: Any, codes: list[int], places: list[int], sheet: tuple[float, float, int]
) -> Line | None:
    """A line from its characters' codes and their places on the page; None if it is blank."""
    _in_order(textpage, codes, places)
    seen = [i for i, code in enumerate(codes) if chr(code) not in _WHITE and code > 0x20]
    if not seen:
        return None
    first, last = seen[0], seen[-1]
    words = _text("".join(map(chr, codes[first : last + 1]))).replace("\t", "")
    start, end = (
        _turned(textpage.get_charbox(places[i], loose=True), *sheet) for i in (first, last)
    )
    size = max(start[2] - start[0], end[2] - end[0])
    top, bottom = max(start[3], end[3]), min(start[1], end[1])
    slanted = _is_slanted(textpage, places[first])
    return Line(words, start[0], end[2], top, bottom, size, slanted) if words else None


def _is_slanted(textpage: Any, i: int) -> bool:
    """Whether a character is written slantwise, at no multiple of 90 degrees."""
    from pypdfium2 import raw

    return abs(math.sin(2 * raw.FPDFText_GetCharAngle(textpage, i))) > _SLANTED


def _in_order(textpage: Any, codes: list[int], places: list[int]) -> None:
    """Put marks that open in the order in which they are seen: where two of them are set closer,
    the second one's box begins further left (“（).
    """
    for i in range(1, len(codes)):
        if chr(codes[i]) in _OPENS and chr(codes[i - 1]) in _OPENS:
            before, here = (textpage.get_charbox(places[j]) for j in (i - 1, i))
            if here[2] <= before[0]:
                for of in (codes, places):
                    of[i - 1 : i + 1] = of[i], of[i - 1]


def _text(joined: str) -> str:
    """What characters say, of which those beyond U+FFFF come as two halves."""
    words = joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _NOT_TEXT.sub("", words)


def _turned(
    box: tuple[float, float, float, float], width: float, height: float, rotation: int
) -> tuple[float, float, float, float]:
    """A box (left, bottom, right, top) on the sheet as it lies on the page that is shown."""
    left, bottom, right, top = box
    if rotation == 90:
        return bottom, width - right, top, width - left
    if rotation == 180:
        return width - right, height - top, width - left, height - bottom
    if rotation == 270:
        return height - top, left, height - bottom, right
    return box


def _ordinary(text: str) -> tuple[str, list[Problem]]:
    """`text` with the radicals that fonts leave behind as the characters they look like; one for
    one, so that no offset moves.
    """
    found = _RADICAL.findall(text)
    mapped = text.translate(_ORDINARY)
    changed = sorted({c for c in found if c.translate(_ORDINARY) != c})
    if not changed:
        return text, []
    samples = "、".join(f"{c}→{c.translate(_ORDINARY)}" for c in changed[:5])
    at = next(i for i, c in enumerate(text) if c in changed)
    message = f"PDF 里的 {len(found)} 个部首字符已换成普通汉字（{samples}）"
    return mapped, [Problem("encoding", Span(at, at + 1), message)]
