"""Lines on pages -> text: page numbers and running heads out, lines of a paragraph joined. Pure.

A PDF file says where characters stand, not where paragraphs end. A line goes on in the next one if
it is full, that is if the next line's first word would not have fitted, and if the next line is not
indented; where a document does not indent, a label after a full stop begins a paragraph. A bracket
that is open is not left open.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.model import Problem, Span
from index.numerals import find_label

__all__ = ["Line", "Page", "assemble"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, its box in points from the page's lower left corner, and the width of one
    character.
    """

    words: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size in points, its lines."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a document is set: the edges of its text, by page number odd or even."""

    edges: dict[int, tuple[float, float]]  # number % 2 -> left, right
    size: float  # the width of a character
    pitch: float  # from line to line
    indents: bool  # whether paragraphs begin indented


_FURNITURE_LINES = 3  # page number, running head, a line between
_EDGE = 0.15  # of the page's height
_SURE_NUMBER = re.compile(
    r"[-—–－─―·•~〜]+\s*(\d{1,4})\s*[-—–－─―·•~〜]+|第\s*(\d{1,4})\s*页(?:[\s,，/]*共\s*\d+\s*页)?"
    r"|[Pp]age\s*(\d{1,4})(?:\s*(?:of|/)\s*\d+)?"
)
_BARE_NUMBER = re.compile(r"(\d{1,4})(?:\s*/\s*\d{1,4})?")
_ENDS = tuple("。；：！？;:!?")
_CLOSERS = "”’」』）)》】"
_CONTENTS = re.compile(r"(?:[.．…·]\s*){3,}\d{1,4}\s*$")
_FIRST_WORD = re.compile(
    r"[（(《〈“‘「『【〔]*(?:[A-Za-z0-9.,%/-]+|.)[，。、；：？！）)》〉”’」』】〕…%]*"
)
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]")
_SECTIONS = {"book", "subbook", "part", "chapter", "section"}
_SOFT_HYPHEN = "\u00ad"
_LONGEST_BRACKET = 200


def assemble(pages: Sequence[Page]) -> tuple[str, list[int], list[Problem]]:
    """The text, the offset at which each page begins in it, and what was taken out."""
    furniture = _furniture(pages)
    kept = [
        [line for i, line in enumerate(page.lines) if (page.number, i) not in furniture]
        for page in pages
    ]
    layout = _layout(pages, kept)
    text = _Text()
    begins = [
        [text.add(page.number, line, layout) for line in lines]
        for page, lines in zip(pages, kept, strict=True)
    ]
    whole = "".join(text.pieces) + ("\n" if text.pieces else "")
    starts, following = [], len(whole)
    for begun in reversed(begins):  # a page without text begins where the next one does
        following = begun[0] if begun else following
        starts.append(following)
    starts = [0, *starts[-2::-1]]
    problems = [
        Problem(
            *("removed", Span(start, start)),
            *(f"第{page.number}页：{kind}“{line.words}”不属于正文，已略去", page.number),
        )
        for page, start in zip(pages, starts, strict=True)
        for i, line in enumerate(page.lines)
        if (kind := furniture.get((page.number, i)))
    ]
    return whole, starts, problems


class _Text:
    """Text in the making: lines are added in order."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self._before: tuple[int, Line] | None = None
        self._paragraph = ""

    def add(self, page: int, line: Line, layout: _Layout) -> int:
        """Add a line of a page; where it starts."""
        joint = self._joint(page, line, layout)
        if joint == _SOFT_HYPHEN:
            self.pieces[-1], joint = self.pieces[-1][:-1], ""
            self.length -= 1
        self._paragraph = line.words if joint == "\n" else self._paragraph + joint + line.words
        start = self.length + len(joint)
        self.pieces += [joint, line.words]
        self.length = start + len(line.words)
        self._before = page, line
        return start

    def _joint(self, page: int, line: Line, layout: _Layout) -> str:
        """What stands before a line: a line end, or within a paragraph nothing, a space between
        words of Latin letters, or the soft hyphen that has to go.
        """
        if self._before is None:
            return ""
        if not (
            _goes_on(self._before, (page, line), layout)
            or (_is_open(self._paragraph) and find_label(line.words) is None)
        ):
            return "\n"
        last, first = self._before[1].words[-1], line.words[0]
        if last == _SOFT_HYPHEN:
            return _SOFT_HYPHEN
        return " " if _ALPHANUMERIC.match(last) and _ALPHANUMERIC.match(first) else ""


def _is_open(paragraph: str) -> bool:
    """Whether a bracket is open at the end of a paragraph that is not too long for one."""
    if len(paragraph) > _LONGEST_BRACKET:
        return False
    return any(paragraph.rfind(a) > paragraph.rfind(b) for a, b in ("（）", "《》", "〔〕"))


def _goes_on(before: tuple[int, Line], here: tuple[int, Line], layout: _Layout) -> bool:
    """Whether a line, given with its page, is full and goes on in the next one."""
    (page, line), (next_page, following) = before, here
    if line.words.endswith(_SOFT_HYPHEN):
        return True
    word = _FIRST_WORD.match(following.words)
    needed = _width(word[0] if word else "") * layout.size
    room = layout.edges[page % 2][1] - line.right
    if room > needed + 0.3 * layout.size or _CONTENTS.search(line.words):
        return False
    if page == next_page:
        step = line.top - following.top
        if not 0.3 * layout.pitch < step < 1.4 * layout.pitch:
            return False
    ended = line.words.rstrip(_CLOSERS).endswith(_ENDS)
    label, next_label = find_label(line.words), find_label(following.words)
    if label and next_label and {label[0].family, next_label[0].family} <= _SECTIONS:
        return False  # entries of a table of contents
    if following.left - layout.edges[next_page % 2][0] > 0.8 * layout.size:
        return not ended and next_label is None
    return not (next_label and ended and not layout.indents)


def _width(word: str) -> float:
    """How wide a word is, in characters."""
    return sum(0.5 if c.isascii() else 1 for c in word)


def _layout(pages: Sequence[Page], kept: Sequence[Sequence[Line]]) -> _Layout:
    lines = [line for page in kept for line in page]
    size = median(line.size for line in lines) if lines else 0
    steps = [a.top - b.top for page in kept for a, b in pairwise(page)]
    down = [step for step in steps if step > 0.5 * size]
    edges = {}
    for parity in (0, 1):
        own = [
            (page, line)
            for page, group in zip(pages, kept, strict=True)
            for line in group
            if page.number % 2 == parity
        ]
        edges[parity] = _edges(own, size) if len(own) >= 20 else (-1.0, -1.0)
    everywhere = [(page, line) for page, group in zip(pages, kept, strict=True) for line in group]
    whole = _edges(everywhere, size)
    edges = {parity: whole if edge[0] < 0 else edge for parity, edge in edges.items()}
    indented = [
        line.left - edges[page.number % 2][0] > 0.8 * size
        for page, line in everywhere
        if find_label(line.words)
    ]
    pitch = median(down) if down else 2 * size
    return _Layout(edges, size, pitch, sum(indented) * 2 > len(indented))


def _edges(lines: Sequence[tuple[Page, Line]], size: float) -> tuple[float, float]:
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
    edge = rightmost if right is None else right * size / 2
    # Lines that all end in the left part of the page are short, not full.
    width = median(page.width for page, _ in lines)
    return leftmost if left is None else left * size / 2, max(edge, 0.75 * width)


def _furniture(pages: Sequence[Page]) -> dict[tuple[int, int], str]:
    """The lines that belong to the page and not to the text, by page number and place: what they
    are called.
    """
    edges = {page.number: list(_at_edges(page)) for page in pages}
    heads = Counter(
        (_shape(line.words), edge, round(line.top / 4))
        for page in pages
        for edge, _, line in edges[page.number]
    )
    often = max(3, len(pages) // 5)
    offset = _number_offset(pages, edges)
    found: dict[tuple[int, int], str] = {}
    for page in pages:
        for wanted in ("top", "bottom"):
            for edge, i, line in edges[page.number]:
                if edge != wanted:
                    continue
                near = sum(
                    heads[_shape(line.words), edge, round(line.top / 4) + step]
                    for step in (-1, 0, 1)
                )
                if _is_number(line.words, page.number, offset):
                    found[page.number, i] = "页码"
                elif near >= often and _is_head(line.words):
                    found[page.number, i] = "页眉" if edge == "top" else "页脚"
                else:
                    break
    return found


def _at_edges(page: Page) -> Iterator[tuple[str, int, Line]]:
    """The outermost lines of a page that lie near its edge: edge, place, line; outermost first."""
    order = sorted(enumerate(page.lines), key=lambda pair: -pair[1].top)
    for i, line in order[:_FURNITURE_LINES]:
        if line.bottom > (1 - _EDGE) * page.height:
            yield "top", i, line
    for i, line in order[: -_FURNITURE_LINES - 1 : -1]:
        if line.top < _EDGE * page.height:
            yield "bottom", i, line


def _shape(words: str) -> str:
    """A line without white space, and with all numbers alike."""
    return re.sub(r"\d+", "0", "".join(words.split()))


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
