"""Lines that belong to the pages of a text: page numbers, and running heads beside them. Pure."""

from collections import Counter
from collections.abc import Sequence

from index.layout.lines import Line, is_page_number, is_prose
from index.layout.marks import is_comment

__all__ = ["furniture", "sample"]

_MOST_TITLE_LINES = 4
_LONGEST_SAMPLE = 60


def furniture(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """What is no part of the text, by the place of its line: what it is called. A running head
    stands beside page numbers again and again, or says the title of the text beside one.
    """
    found = {i: "页码" for i in range(len(lines)) if _is_number(text, lines, i)}
    comments = {i: "注释" for i, line in enumerate(lines) if is_comment(line.words(text))}
    beside = sorted({j for i in found for j in (i - 1, i + 1)} - {-1, 0, len(lines)} - set(found))
    titles = set()
    for count in range(1, _MOST_TITLE_LINES + 1):
        titles.add("".join(_plain(text, line) for line in lines[:count]))
    seen = Counter(_plain(text, lines[i]) for i in beside)
    for i in beside:
        words = _plain(text, lines[i])
        apart = lines[i].label is None and not lines[i].level and not is_prose(words)
        if apart and (seen[words] > 1 or words in titles):
            found[i] = "页眉"
    return found | comments


def _is_number(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a line is a page number: - 31 -, or 31 beside the end of a page."""
    words = lines[i].words(text)
    if is_page_number(words):
        return True
    if not (words.isdecimal() and len(words) <= 4):
        return False
    before = lines[i - 1].span.end if i else 0
    after = lines[i + 1].span.start if i + 1 < len(lines) else len(text)
    return "\f" in text[before : lines[i].span.start] or "\f" in text[lines[i].span.end : after]


def _plain(text: str, line: Line) -> str:
    return "".join(line.words(text).split())


def sample(words: str) -> str:
    """Words for a message: on one line, the first of many."""
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_SAMPLE else words[:_LONGEST_SAMPLE] + "…"
