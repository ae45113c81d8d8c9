"""Lines that belong to the pages of a PDF file and not to its text: page numbers, running heads,
watermarks. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["WATERMARK", "Line", "Page", "furniture", "is_printed"]

WATERMARK = "水印"
_SMALL = 0.85  # of the size of the text: what is smaller at the top of pages is a running head
_FURNITURE_LINES = 3  # page number, running head, a line between
_EDGE = 0.15  # of the page's height
_SURE_NUMBER = re.compile(
    r"[-—–－─―·•~〜]+\s*(\d{1,4})\s*[-—–－─―·•~〜]+|第\s*(\d{1,4})\s*页(?:[\s,，/]*共\s*\d+\s*页)?"
    r"|[Pp]age\s*(\d{1,4})(?:\s*(?:of|/)\s*\d+)?"
)
# What a browser prints around a page: its address below; the time and the page's name above.
_ADDRESS = re.compile(r"(?:https?|file)://\S+.*")
_TIME = re.compile(
    r"\d{1,4}[-/年.]\d{1,2}[-/月.]\d{1,4}日?[\s,，]*(?:上午|下午|[AP]M)?\s*\d{1,2}:\d{2}.*",
    re.IGNORECASE,
)
_BORDER = 0.06  # of the page's height
_BARE_NUMBER = re.compile(r"(\d{1,4})(?:\s*/\s*\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, its box in points from the page's lower left corner, the width of one
    character, whether it is written slantwise, and whether it is the row of a table. `cut`: whether
    that goes on from the page before, and to the next.
    """

    words: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    slanted: bool = False
    row: bool = False
    cut: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size in points, its lines."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def furniture(pages: Sequence[Page]) -> dict[tuple[int, int], str]:
    """The lines that belong to the page and not to the text, by page number and place: what they
    are called.
    """
    edges = {page.number: list(_at_edges(page)) for page in pages}
    heads = Counter(
        (_shape(line), edge, round(line.top / 4))
        for page in pages
        for edge, _, line in edges[page.number]
    )
    often = max(3, len(pages) // 5)
    offset = _number_offset(pages, edges)
    found: dict[tuple[int, int], str] = {}
    small = _small_heads(pages, edges)
    for page in pages:
        slanted = [i for i, line in enumerate(page.lines) if line.slanted]
        found |= {(page.number, i): WATERMARK for i in slanted}
        for wanted in ("top", "bottom"):
            for edge, i, line in edges[page.number]:
                if edge != wanted:
                    continue
                near = sum(
                    heads[_shape(line), edge, round(line.top / 4) + step] for step in (-1, 0, 1)
                )
                if is_printed(page, line):
                    found[page.number, i] = "页眉" if edge == "top" else "页脚"
                elif not line.row and _is_number(line.words, page.number, offset):
                    found[page.number, i] = "页码"
                elif (near >= often or (page.number, i) in small) and _is_head(line.words):
                    found[page.number, i] = "页眉" if edge == "top" else "页脚"
                else:
                    break
    return found


def is_printed(page: Page, line: Line) -> bool:
    """Whether a browser printed this line around a web page."""
    if line.top > (1 - _BORDER) * page.height:
        return _TIME.fullmatch(line.words) is not None
    below = line.bottom < _BORDER * page.height
    return below and _ADDRESS.fullmatch(line.words) is not None


def _small_heads(
    pages: Sequence[Page], edges: dict[int, list[tuple[str, int, Line]]]
) -> set[tuple[int, int]]:
    """The first lines of pages that are smaller than the text and set off from it, where most pages
    have one in that place, whatever it says.
    """
    sizes = [line.size for page in pages for line in page.lines]
    size = median(sizes) if sizes else 0
    found: dict[tuple[int, int], int] = {}
    for page in pages:
        tops = [(i, line) for edge, i, line in edges[page.number] if edge == "top"]
        others = sorted((line.top for line in page.lines), reverse=True)
        if tops and len(others) > 1:
            i, line = tops[0]
            if not line.row and line.size < _SMALL * size and line.bottom - others[1] > 0.8 * size:
                found[page.number, i] = round(line.top / 4)
    places = Counter(found.values())
    least = max(2, len(pages) / 2)
    return {
        key for key, top in found.items() if sum(places[top + step] for step in (-1, 0, 1)) >= least
    }


def _at_edges(page: Page) -> Iterator[tuple[str, int, Line]]:
    """The outermost lines of a page that lie near its edge: edge, place, line; outermost first."""
    upright = ((i, line) for i, line in enumerate(page.lines) if not line.slanted)
    order = sorted(upright, key=lambda pair: -pair[1].top)
    for i, line in order[:_FURNITURE_LINES]:
        if line.bottom > (1 - _EDGE) * page.height:
            yield "top", i, line
    for i, line in order[: -_FURNITURE_LINES - 1 : -1]:
        if line.top < _EDGE * page.height:
            yield "bottom", i, line


def _shape(line: Line) -> str:
    """A line without white space, and with all numbers alike; a row of a table, whose numbers tell
    it from others, as it is.
    """
    return line.words if line.row else re.sub(r"\d+", "0", "".join(line.words.split()))


def _is_head(words: str) -> bool:
    """Whether a line that repeats may be a running head: neither a sentence nor a mere figure."""
    return not words.endswith("。") and _BARE_NUMBER.fullmatch(words) is None


def _is_number(words: str, page: int, offset: int | None) -> bool:
    if _SURE_NUMBER.fullmatch(words):
        return True
    bare = _BARE_NUMBER.fullmatch(words)
    return bare is not None and offset is not None and int(bare[1]) - page == offset


def _number_offset(
    pages: Sequence[Page], edges: dict[int, list[tuple[str, int, Line]]]
) -> int | None:
    """What page numbers printed as bare figures are ahead of the pages' places; None if nothing
    shows that figures at the edge are page numbers.
    """
    ahead = Counter(
        int(match[1]) - page.number
        for page in pages
        for _, _, line in edges[page.number]
        if (match := _BARE_NUMBER.fullmatch(line.words))
    )
    if not ahead:
        return None
    offset, count = max(ahead.items(), key=lambda item: (item[1], -abs(item[0])))
    return offset if count >= 2 or offset == 0 else None
