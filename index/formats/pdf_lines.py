"""Lines on pages -> text: page numbers and running heads out, lines of a paragraph joined. Pure.

A PDF file says where characters stand, not where paragraphs end. A line goes on in the next one if
it is full, that is if the next line's first word would not have fitted, and if the next line is not
indented; where a document does not indent, a label after a full stop begins a paragraph. A bracket
that is open is not left open.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.formats.pdf_layout import Layout, find_note, layout_of, notes_below
from index.formats.pdf_pages import WATERMARK, Line, Page, furniture
from index.layout.columns import is_value
from index.layout.endings import ends_text
from index.layout.lines import ends_like_title, is_addressed, is_head_line, is_party, refers
from index.model import Problem, Span
from index.numerals import Label, find_label

__all__ = ["assemble"]


_ENDS = tuple("。；：！？;:!?")
_CLOSERS = "”’」』）)》】"
_CONTENTS = re.compile(r"(?:[.．…·]\s*){3,}\d{1,4}\s*$")
_FIRST_WORD = re.compile(
    r"[（(《〈“‘「『【〔]*(?:[A-Za-z0-9.,%/-]+|.)[，。、；：？！）)》〉”’」』】〕…%]*"
)
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]")
_SECTIONS = {"book", "subbook", "part", "chapter", "section"}
_COUNTED = {"comma", "bracket", "point", "item", "circle"}
_ANNEXED = re.compile(r"附\s*[件录表]\s*[一二三四五六七八九十\dA-Z-]{0,3}\s*(?:[：:]|$)")
_HAN = re.compile("[\u4e00-\u9fff]")
_SOFT_HYPHEN = "\u00ad"
_LONGEST_BRACKET = 200
_NUMERALS = "[〇零一二三四五六七八九十百千\\d]"
_IN_BRACKETS = re.compile("[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]")
_HALF_LABEL = re.compile(f"第{_NUMERALS}*")
_OTHER_HALF = re.compile(f"{_NUMERALS}*[条章节]|{_NUMERALS}+")
_TALLER = 1.3


def assemble(pages: Sequence[Page]) -> tuple[str, list[int], list[Problem]]:
    """The text, the offset at which each page begins in it, and what was taken out."""
    around = furniture(pages)
    kept = [
        [line for i, line in enumerate(page.lines) if (page.number, i) not in around]
        for page in pages
    ]
    layout = layout_of(pages, kept)
    text = _Text()
    begins = []
    for page, lines in zip(pages, kept, strict=True):
        notes = notes_below(page.number, lines, layout)
        body = [line for i, line in enumerate(lines) if i not in notes]
        begins.append([text.add(page.number, line, layout) for line in body])
        text.hold(lines[i] for i in sorted(notes))
    text.end()
    whole = "".join(text.pieces) + ("\n" if text.pieces else "")
    starts, following = [], len(whole)
    for begun in reversed(begins):  # a page without text begins where the next one does
        following = begun[0] if begun else following
        starts.append(following)
    starts = [0, *starts[-2::-1]]
    problems = [
        Problem(
            *("removed", Span(start, start)),
            *(f"第{page.number}页：{kind}“{words}”不属于正文，已略去", page.number),
        )
        for page, start in zip(pages, starts, strict=True)
        for kind, words in _left_out(page, around)
    ]
    return whole, starts, problems


def _left_out(page: Page, around: dict[tuple[int, int], str]) -> Iterator[tuple[str, str]]:
    """What was left out of a page; a watermark, which may come letter by letter, as one."""
    marks = ""
    for i, line in enumerate(page.lines):
        kind = around.get((page.number, i))
        if kind == WATERMARK:
            marks += line.words
        elif kind:
            yield kind, line.words
    if marks:
        yield WATERMARK, marks


class _Text:
    """Text in the making: lines are added in order."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self._before: tuple[int, Line] | None = None
        self._paragraph = ""
        self._held: list[str] = []  # notes that wait for the paragraph's end

    def hold(self, notes: Iterable[Line]) -> None:
        """Keep the notes below a page for when the paragraph ends that goes on over it."""
        for note in notes:
            if self._held and find_note(note.words) is None:
                self._held[-1] += note.words
            else:
                self._held.append(note.words)

    def end(self) -> None:
        """Write the notes that wait."""
        for words in self._held:
            self.pieces += ["\n", words] if self.pieces else [words]
            self.length += len(words) + (len(self.pieces) > 1)
        self._held = []

    def add(self, page: int, line: Line, layout: Layout) -> int:
        """Add a line of a page; where it starts."""
        if line.row and "\t" not in line.words.strip() and is_value(line.words):
            line = replace(line, words=f"\t{line.words.strip()}\t")
        joint = self._joint(page, line, layout)
        if joint == "\n":
            self.end()
        if joint == _SOFT_HYPHEN:
            self.pieces[-1], joint = self.pieces[-1][:-1], ""
            self.length -= 1
        self._paragraph = line.words if joint == "\n" else self._paragraph + joint + line.words
        start = self.length + len(joint)
        self.pieces += [joint, line.words]
        self.length = start + len(line.words)
        self._before = page, line
        return start

    def _joint(self, page: int, line: Line, layout: Layout) -> str:
        """What stands before a line: a line end, or within a paragraph nothing, a space between
        words of Latin letters, or the soft hyphen that has to go.
        """
        if self._before is None:
            return ""
        if line.row or self._before[1].row:
            return "\n"
        if _begins(self._paragraph, line.words) or not (
            _goes_on(self._before, (page, line), layout)
            or self._ends_label(page, line)
            or (_is_open(self._paragraph) and find_label(line.words) is None)
        ):
            return "\n"
        last, first = self._before[1].words[-1], line.words[0]
        if last == _SOFT_HYPHEN:
            return _SOFT_HYPHEN
        return " " if _ALPHANUMERIC.match(last) and _ALPHANUMERIC.match(first) else ""

    def _ends_label(self, page: int, line: Line) -> bool:
        """Whether a line goes on with the number that alone stands in a narrow cell above (第十 /
        二条).
        """
        before = self._before
        return (
            before is not None
            and before[0] == page
            and _HALF_LABEL.fullmatch(self._paragraph) is not None
            and _OTHER_HALF.fullmatch(line.words) is not None
            and abs(before[1].left - line.left) < line.size
            and 0 < before[1].top - line.top < 3 * line.size
        )


def _begins(paragraph: str, words: str) -> bool:
    """Whether words begin another paragraph, however full the line above them is: the next number,
    what stands below a title, or below a note on when that was passed.
    """
    short = len(paragraph) <= _LONGEST_BRACKET  # as titles and notes are
    if short and ends_like_title(paragraph) and (is_head_line(words) or is_addressed(words)):
        return True
    one, other = find_label(paragraph[:_LONGEST_BRACKET]), find_label(words)
    if short and one is None and _IN_BRACKETS.fullmatch(paragraph):
        return re.search(r"\d\s*[年月日]", paragraph) is not None
    if one is None or other is None or one[0].family not in _COUNTED:
        return False
    rest = words[other[1] :]
    counts = other[0] == Label(one[0].family, (one[0].number[0] + 1,))
    return counts and not refers(rest) and not rest.startswith(("项", "款", "目"))


def _is_open(paragraph: str) -> bool:
    """Whether a bracket is open at the end of a paragraph that is not too long for one."""
    if len(paragraph) > _LONGEST_BRACKET:
        return False
    return any(paragraph.rfind(a) > paragraph.rfind(b) for a, b in ("（）", "《》", "〔〕"))


def _goes_on(before: tuple[int, Line], here: tuple[int, Line], layout: Layout) -> bool:
    """Whether a line, given with its page, is full and goes on in the next one."""
    (page, line), (next_page, following) = before, here
    if line.words.endswith(_SOFT_HYPHEN):
        return True
    if line.top - line.bottom > _TALLER * (following.top - following.bottom):
        return False  # a title, and what stands below it
    word = _FIRST_WORD.match(following.words)
    needed = _width(word[0] if word else "") * layout.size
    room = layout.edge(page, line)[1] - line.right
    if room > needed + 0.3 * layout.size or _CONTENTS.search(line.words):
        return False
    columns = layout.column(page, line), layout.column(next_page, following)
    if page == next_page and columns[0] != columns[1]:
        if columns[1] < columns[0] or following.top <= line.top:
            return False
    elif page == next_page:
        step = line.top - following.top
        if not 0.3 * layout.pitch < step < 1.4 * layout.pitch:
            return False
    ended = line.words.rstrip(_CLOSERS).endswith(_ENDS)
    closes = is_party(following.words) or ends_text(following.words)
    if ended and (closes or _ANNEXED.match(following.words)):
        return False
    if line.words.endswith(".") and not _HAN.search(line.words) and _HAN.match(following.words):
        return False  # the next in Chinese, below what is said in English
    label, next_label = find_label(line.words), find_label(following.words)
    if label and next_label and {label[0].family, next_label[0].family} <= _SECTIONS:
        return False  # entries of a table of contents
    if following.left - layout.edge(next_page, following)[0] > 0.8 * layout.size:
        return not ended and next_label is None
    return not (next_label and ended and not layout.indents)


def _width(word: str) -> float:
    """How wide a word is, in characters."""
    return sum(0.5 if c.isascii() else 1 for c in word)
