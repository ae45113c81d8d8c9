"""How the pages of a PDF file are set: columns, edges of the text, notes below it. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.formats.pdf_pages import Line, Page
from index.numerals import find_label

__all__ = ["Layout", "find_note", "layout_of", "notes_below"]

_Placed = tuple[Page, Line]
_ACROSS = -1  # the column of what stands across columns, such as a title
_FEWEST_LINES = 20  # that tell edges
_MOST_ACROSS = 0.06  # of the lines, over a gap between columns
_LEAST_IN_COLUMN, _LEAST_FULL = 0.12, 0.3  # lines in a column, and full ones among these
_NARROWEST = 10  # characters in a column
_SMALL = 0.88  # of the size of the text: what is smaller may be a note
_FEW_LINES = 60  # of a text in which hardly a line may be full
_LONG = 0.6  # of the page's width
_MARKED = re.compile(r"[。；：！？.;:!?\d)）》”」』]$")  # where a line ends as it should
_INDENT = 2  # characters
_NOTE = re.compile(r"[①-⑳*＊†※]|[\[〔【［(（]?\d{1,3}[\]〕】］)）\s\u3000]|注\s*\d*\s*[：:]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is set, by page number odd or even (`number % 2`): the gaps between columns,
    and the left and right edge of each column's text.
    """

    gaps: dict[int, tuple[float, ...]]
    edges: dict[tuple[int, int], tuple[float, float]]
    size: float  # the width of a character
    pitch: float  # from line to line
    indents: bool = False  # whether paragraphs begin indented

    def column(self, page: int, line: Line) -> int:
        """Which column a line is in, from 0."""
        return _column(line, self.gaps[page % 2], self.size)

    def edge(self, page: int, line: Line) -> tuple[float, float]:
        """The left and the right edge of the text around a line."""
        return self.edges[page % 2, self.column(page, line)]


def layout_of(pages: Sequence[Page], kept: Sequence[Sequence[Line]]) -> Layout:
    """How the lines that are `kept` of each page are set."""
    pairs = (pair for page in kept for pair in pairwise(page))
    steps = [a.top - b.top for a, b in pairs if not (a.row or b.row)]
    # Rows of tables are as wide and as small as they like.
    kept = [[line for line in page if not line.row] for page in kept]
    lines = [line for page in kept for line in page]
    size = median(line.size for line in lines) if lines else 0
    down = [step for step in steps if step > 0.5 * size]
    everywhere = [(page, line) for page, group in zip(pages, kept, strict=True) for line in group]
    gaps: dict[int, tuple[float, ...]] = {}
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for parity in (0, 1):
        own = [pair for pair in everywhere if pair[0].number % 2 == parity]
        some = own if len(own) >= _FEWEST_LINES else everywhere
        gaps[parity] = _gaps(some, size)
        edges |= {(parity, i): edge for i, edge in _columns(some, gaps[parity], size)}
    layout = Layout(gaps, edges, size, median(down) if down else 2 * size)
    indented = [
        line.left - layout.edge(page.number, line)[0] > 0.8 * size
        for page, line in everywhere
        if find_label(line.words)
    ]
    indents = sum(indented) * 2 > len(indented)
    if not indents and _all_indented(everywhere, layout):
        edges = {key: (left - _INDENT * size, right) for key, (left, right) in edges.items()}
        indents = True
    return Layout(gaps, edges, size, layout.pitch, indents)


def _all_indented(lines: Sequence[_Placed], layout: Layout) -> bool:
    """Whether every line begins a paragraph that is indented: they begin by the indent further from
    the page's edge than the full ones end, and none further.
    """
    if any(layout.gaps.values()) or not lines:
        return False
    left, right = layout.edges[0, 0]
    margin = median(page.width for page, _ in lines) - right
    further = sum(1.5 * layout.size < line.left - left < 2.5 * layout.size for _, line in lines)
    return abs((left - margin) / layout.size - _INDENT) < 0.4 and further <= 1


def _column(line: Line, gaps: Sequence[float], size: float) -> int:
    column = 0
    for gap in gaps:
        if line.left + 0.5 * size < gap < line.right - 0.5 * size:
            return _ACROSS
        column += line.left + 0.5 * size >= gap
    return column


def _gaps(lines: Sequence[_Placed], size: float) -> tuple[float, ...]:
    """The middles of the gaps between columns: hardly a line goes over them, and what is between
    them are lines as full as those of a text. None for one column.
    """
    if len(lines) < _FEWEST_LINES or not size:
        return ()
    step = size / 2
    across = Counter[int]()  # how many lines more go over a place than over the one before
    for _, line in lines:
        first, last = int((line.left + step) / step) + 1, int((line.right - step) / step)
        if first <= last:
            across[first] += 1
            across[last + 1] -= 1
    found: list[float] = []
    count, begun = 0, None
    for place in range(min(across, default=0), max(across, default=0) + 1):
        count += across[place]
        if count <= _MOST_ACROSS * len(lines):
            begun = place if begun is None else begun
        elif begun is not None:
            found.append((begun + place - 1) / 2 * step)
            begun = None
    gaps = tuple(gap for gap in found if gap > min(line.left for _, line in lines))
    inside = [[p for p in lines if _column(p[1], gaps, size) == i] for i in range(len(gaps) + 1)]
    return gaps if all(_is_column(group, len(lines), size) for group in inside) else ()


def _is_column(inside: Sequence[_Placed], of: int, size: float) -> bool:
    if len(inside) < max(3, _LEAST_IN_COLUMN * of):
        return False
    left, right = _edges(inside, size)
    full = sum(line.right - line.left > 0.85 * (right - left) for _, line in inside)
    return right - left >= _NARROWEST * size and full >= _LEAST_FULL * len(inside)


def _columns(
    lines: Sequence[_Placed], gaps: Sequence[float], size: float
) -> Iterator[tuple[int, tuple[float, float]]]:
    """The edges of each column."""
    left, right = _edges(lines, size)
    # Lines that all end in the left part of the page are short, not full.
    whole = left, max(right, 0.75 * median(page.width for page, _ in lines)) if lines else right
    whole = _widened(lines, whole, size) if len(lines) < _FEW_LINES else whole
    yield _ACROSS, whole
    for i in range(len(gaps) + 1):
        inside = [pair for pair in lines if _column(pair[1], gaps, size) == i]
        yield i, _edges(inside, size) if gaps else whole


def _widened(
    lines: Sequence[_Placed], edges: tuple[float, float], size: float
) -> tuple[float, float]:
    """The edges of a short text, in which few lines are full: a long line that breaks off shows the
    right one, and the one below it the left one.
    """
    left, right = edges
    for (page, line), (next_page, below) in pairwise(lines):
        of_text = abs(line.size - size) < (1 - _SMALL) * size
        long = line.right - line.left > _LONG * page.width
        if of_text and long and page == next_page and _MARKED.search(line.words) is None:
            right = max(right, line.right)
            if below.size == line.size and line.left - below.left > 0.8 * size:
                left = min(left, below.left)
    return left, right


def _edges(lines: Sequence[_Placed], size: float) -> tuple[float, float]:
    """The left and the right edge of the text: the outermost at which lines often begin and end."""
    if not lines or not size:
        return 0.0, 0.0
    least = max(2, len(lines) // 50)
    lefts = Counter(round(line.left / size * 2) for _, line in lines)
    rights = Counter(round(line.right / size * 2) for _, line in lines)
    left = min((place for place, count in lefts.items() if count >= least), default=None)
    right = max((place for place, count in rights.items() if count >= least), default=None)
    leftmost = min(line.left for _, line in lines)
    rightmost = max(line.right for _, line in lines)
    return (
        leftmost if left is None else left * size / 2,
        rightmost if right is None else right * size / 2,
    )


def find_note(words: str) -> re.Match[str] | None:
    """The mark of a note that words begin with."""
    return _NOTE.match(words)


def _is_small(line: Line, size: float) -> bool:
    return line.size < _SMALL * size and not line.row


def notes_below(page: int, lines: Sequence[Line], layout: Layout) -> set[int]:
    """Which lines of a page are notes: smaller ones below all others of their column, of which the
    first has a mark.
    """
    found: set[int] = set()
    columns = [layout.column(page, line) for line in lines]
    for column in set(columns):
        inside = [i for i, own in enumerate(columns) if own == column]
        inside.sort(key=lambda i: lines[i].top)
        count = 0
        while count < len(inside) and _is_small(lines[inside[count]], layout.size):
            count += 1
        while count and not find_note(lines[inside[count - 1]].words):
            count -= 1
        found |= set(inside[:count]) if count < len(inside) else set()
    return found
