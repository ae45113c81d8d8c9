"""How many lines are a table of contents, or stand before it. Pure."""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.layout.lines import Line, ends_like_title, is_contents_word, is_prose
from index.numerals import find_label

__all__ = [
    "MOST_COVER_LINES",
    "count_above_contents",
    "count_above_heading",
    "count_before_contents",
    "count_contents",
    "entry_of",
    "listed",
]

MOST_COVER_LINES = 12
_MOST_LINES_ABOVE = 60
_MOST_ENTRIES, _FEWEST_ENTRIES = 500, 4
_SENTENCE = re.compile("[。；！]|[：:]$")
_PAGED = re.compile(r"(?:[.．…·\u3000 ]{2,}|\t)[（(]?\d{1,4}[）)]?$")
_FIGURES = re.compile(r"\d+")
_LED = re.compile("[.．…·]{3,}|…")  # what leads to the number of a page
_FEWEST_ALONE = 2
_CLAUSES = {"article", "book", "subbook", "part", "chapter", "section", "comma", "bracket"}
_DOTTED = re.compile("[.．…·]{2}")
_PAGE = re.compile(r"[（(\[【〔/-]\s*\d+\s*[）)\]】〕/-]?$")  # （12）, behind the dots


def count_above_heading(text: str, lines: Sequence[Line]) -> int:
    """How many lines stand above the only main heading that the format marks, if they may: a web
    page has tables and dates there. 0 if there is no such heading.
    """
    found = [i for i, line in enumerate(lines) if line.level == 1 and not line.label]
    together = not found or found[-1] - found[0] == len(found) - 1
    if not found or not together or found[0] > _MOST_LINES_ABOVE:
        return 0
    above = [(line, line.words(text)) for line in lines[: found[0]]]
    told = any(
        line.label or line.level or words.endswith("。") or (len(words) > 100 and "\t" not in words)
        for line, words in above
    )
    return 0 if told else found[0]


def count_before_contents(text: str, lines: Sequence[Line]) -> int:
    """How many lines of a cover stand between title and table of contents; 0 without one."""
    for i, line in enumerate(lines[:MOST_COVER_LINES]):
        words = line.words(text)
        if is_contents_word(words):
            return i
        if line.label or line.level or _SENTENCE.search(words):
            break
    return 0


def count_above_contents(text: str, lines: Sequence[Line]) -> int:
    """How many lines of text, such as a guide to the terms of an insurance, stand above a table of
    contents whose first entry comes once more right below it; 0 if there is none.
    """
    words = [line.words(text) for line in lines[:_MOST_LINES_ABOVE]]
    at = next((i for i, one in enumerate(words) if is_contents_word(one)), 0)
    count = count_contents(text, lines[at:]) if at else 0
    if count < _FEWEST_ENTRIES or at + count >= len(lines):
        return 0
    if any(line.label and line.label.family in _CLAUSES for line in lines[:at]):
        return 0  # of another text, which has clauses of its own
    first, again = lines[at + 1].words(text), lines[at + count].words(text)
    return at if entry_of(first) == entry_of(again) else 0


def count_contents(text: str, lines: Sequence[Line]) -> int:
    """How many lines are a table of contents: up to where its first entry comes again."""
    headed = bool(lines) and is_contents_word(lines[0].words(text))
    if not headed and not _is_bare(text, lines):
        return 0
    first, named, last = "", "", dict[str, int]()
    for i, line in enumerate(lines[headed:], headed):
        words = line.words(text)
        entry = entry_of(words)
        whole = entry + "".join(entry_of(next_.words(text)) for next_ in lines[i + 1 : i + 2])
        again = entry == first or (not line.rest and whole == first)  # 第一章 / 总则 on two lines
        again = again or (not line.label and entry == named)  # 一、甲制度……1, and then 甲制度
        if (first and again) or is_prose(words):
            return i
        article = line.label is not None and line.label.family == "article"
        if article and not _PAGED.search(words):
            last = last or _last(text, lines)
            if last[entry] == i:
                return i
        named = named or (_named(words) if not first else "")
        first = first or entry
    # That of a book whose parts are documents of their own.
    return len(lines) if _are_entries(text, lines[headed:]) else 1


def _are_entries(text: str, lines: Sequence[Line]) -> bool:
    """Whether all lines name what begins on later and later pages, and do not list prices."""
    words = [line.words(text) for line in lines]
    if len(words) < _FEWEST_ALONE or not all(map(_PAGED.search, words)):
        return False
    pages = [int(_FIGURES.findall(one)[-1]) for one in words]
    led = sum(_LED.search(one) is not None for one in words) * 2 > len(words)
    titled = led or all(ends_like_title(_PAGED.sub("", one)) for one in words)
    return titled and pages == sorted(pages)


def listed(text: str, lines: Sequence[Line]) -> dict[str, int]:
    """The entries of a table of contents near the beginning of these lines, and where each comes
    first: what a book holds may be named there (see `entry_of`).
    """
    words = [line.words(text) for line in lines[:_MOST_LINES_ABOVE]]
    start = next((i for i, one in enumerate(words) if is_contents_word(one)), len(lines))
    found: dict[str, int] = {}
    for i, line in enumerate(lines[start + 1 : start + 1 + _MOST_ENTRIES], start + 1):
        found.setdefault(_named(line.words(text)), i)
    return found


def _is_bare(text: str, lines: Sequence[Line]) -> bool:
    """Whether entries with page numbers, which do not fall, begin here without a word above them,
    whose first comes again below. Such rows of a table (技术方案 / 40) have no number of a heading.
    """
    words = [line.words(text) for line in lines[:_MOST_ENTRIES]]
    paged = [_PAGED.search(one) is not None for one in words]
    if paged[:2] != [True, True]:
        return False
    pages = [int(_FIGURES.findall(one)[-1]) for one in takewhile(_PAGED.search, words)]
    if pages != sorted(pages) or not (_DOTTED.search(words[0]) or find_label(words[0])):
        return False
    again = (
        not there and entry_of(one) == entry_of(words[0])
        for one, there in zip(words, paged, strict=True)
    )
    return any(again)


def _last(text: str, lines: Sequence[Line]) -> dict[str, int]:
    """Where each line comes for the last time, by its words as an entry."""
    return {entry_of(line.words(text)): i for i, line in enumerate(lines)}


def _named(words: str) -> str:
    """An entry without its number."""
    found = find_label(words)
    return entry_of(words[found[1] :] if found else words)


def entry_of(words: str) -> str:
    """The words of an entry in a table of contents, without dots and page number."""
    return re.sub(r"[\s.．…·\d]|[IVXⅠ-Ⅻ]+$", "", _PAGE.sub("", words))
