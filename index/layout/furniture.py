"""Lines that belong to the pages of a text: page numbers, and running heads beside them. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from index.layout.lines import (
    Line,
    is_contents_word,
    is_head_line,
    is_open,
    is_page_number,
    is_party,
    is_prose,
)
from index.layout.marks import is_comment

__all__ = ["furniture", "sample"]

_MOST_TITLE_LINES = 4
_LONGEST_SAMPLE = 60
_SHORTEST_TITLE = 6
_LONGEST_HEAD = 80
_GAPS = re.compile(r"\s{2,}|\t")  # between what a running head says and the number of the page
_OF_ALL = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")  # 1/3
_FIGURES = re.compile(r"\d{1,4}")
_SAID = re.compile("[，。；：！？,;:!?]")
_FEWEST_BARE = 3
_LEAST_PAGE, _LEAST_LINE = 200, 10  # characters between two figures alone, or other counts


def furniture(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """What is no part of the text, by the place of its line: what it is called. A running head
    stands beside page numbers again and again, or says the title of the text beside one.
    """
    on = _counted_on(lines)
    found = {i: "页码" for i in range(len(lines)) if _is_number(text, lines, i)}
    found |= dict.fromkeys(_counted(text, lines, on), "页码")
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
    return dict.fromkeys(_titles_again(text, lines, on, titles), "页眉") | found | comments


def _titles_again(
    text: str, lines: Sequence[Line], on: Collection[int], titles: Collection[str]
) -> set[int]:
    """The places of lines that say the title once more, twice or more often below the first label,
    where nothing begins and the text goes on over most of them: at edges of pages without numbers.
    """
    first = next((i for i, line in enumerate(lines) if line.label), len(lines))
    places = set()
    for i in range(first + 1, len(lines) - 1):
        line, below = lines[i], lines[i + 1]
        words = _plain(text, line)
        if line.label or line.level or len(words) < _SHORTEST_TITLE or words not in titles:
            continue
        if _SAID.search(words) or lines[i - 1].words(text).endswith(("：", ":")):
            continue  # how a speaker addresses the audience again; what a clause lists
        after = below.words(text)
        head = is_head_line(after) or is_party(after) or is_contents_word(after)
        if not head and not (below.label and below.label.number == (1,)):
            places.add(i)
    sure = len(places) > 1 and _are_of_pages(text, lines, on, dict.fromkeys(places))
    return places if sure else set()


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


def _counted(text: str, lines: Sequence[Line], on: Collection[int]) -> set[int]:
    """The places of lines that only count the pages from one to the next: 1/3, a running head and
    第 1 页 in one line, figures alone where nobody would look for the number of a heading.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for i, line in enumerate(lines):
        words = line.words(text)
        if line.label or line.level or len(words) > _LONGEST_HEAD or not _FIGURES.search(words):
            continue
        if paged := _paged(words):
            found.setdefault(paged[0], []).append((i, paged[1]))
    places = set[int]()
    for said, pages in found.items():
        bare, named = not said, not said.startswith("/")
        steps = {after - before for (_, before), (_, after) in pairwise(pages)}
        counted = steps <= ({1, 2} if named and not bare else {1})  # heads of left pages alone
        least = _LEAST_PAGE if bare else _LEAST_LINE
        apart = all(
            lines[j].span.start - lines[i].span.end >= least for (i, _), (j, _) in pairwise(pages)
        )
        enough = len(pages) >= (_FEWEST_BARE if bare else 2)
        numbers = dict(pages)
        sure = named and not bare and not any(_OF_ALL.search(lines[i].words(text)) for i in numbers)
        if enough and counted and apart and (sure or _are_of_pages(text, lines, on, numbers)):
            places |= set(numbers)
    return places


def _paged(words: str) -> tuple[str, int] | None:
    """What a line says beside the number of a page, and that number; None if it has none."""
    if words.isdecimal() and len(words) <= 3:
        return "", int(words)
    if (match := _OF_ALL.fullmatch(words)) and int(match[1]) <= int(match[2]):
        return f"/{int(match[2])}", int(match[1])
    parts = _GAPS.split(words)
    for i in (1, len(parts) - 1):  # before the number, or behind it
        for number, said in ((parts[i:], parts[:i]), (parts[:i], parts[i:])):
            joined = " ".join(number)
            if said and number and (is_page_number(joined) or _OF_ALL.fullmatch(joined)):
                figures = _FIGURES.findall(joined)
                own = figures[1] if joined.lstrip("（( ").startswith("共") else figures[0]
                return "".join(said), int(own)
    return None


def _counted_on(lines: Sequence[Line]) -> set[int]:
    """The places of lines below which the count of what is labelled above goes on."""
    found = set()
    last: dict[str, tuple[int, ...]] = {}
    for i, (line, below) in enumerate(pairwise(lines)):
        if line.label:
            last[line.label.family] = line.label.number
        if below.label:
            before = last.get(below.label.family, (0,))
            if below.label.number == (*before[:-1], before[-1] + 1):
                found.add(i)
    return found


def _are_of_pages(
    text: str, lines: Sequence[Line], on: Collection[int], places: Mapping[int, int | None]
) -> bool:
    """Whether the text goes on over most of these lines, of which some are numbers: a sentence, or
    the count of what is labelled. So they number no chapters, years or rows, and are no shares.
    """
    clear = 0
    for i, number in places.items():
        if i == 0 or i + 1 == len(lines):
            continue
        below = lines[i + 1].label
        counted = below is not None and i in on and below.number != (number,)
        clear += counted if below else is_open(lines[i - 1], text)
    return clear * 2 > len(places)


def _plain(text: str, line: Line) -> str:
    return "".join(line.words(text).split())


def sample(words: str) -> str:
    """Words for a message: on one line, the first of many."""
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_SAMPLE else words[:_LONGEST_SAMPLE] + "…"
