"""Labels that may be none, or do not stand first on their line: in brackets （第一条）, behind a
bullet or the number of a list (• 第一条, 1. 第一条), 壹、, Ⅰ., once more in English. Pure.

One such line shows nothing; all of them together show whether they count, as the clauses of a text
do and what is listed or referred to does not.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from index.layout.articles import NAMED
from index.layout.columns import count_on
from index.layout.lines import (
    BLANK,
    Line,
    amends,
    is_heading_like,
    labelled,
    refers,
    unlabelled,
)
from index.model import Span
from index.numerals import Family, Label, to_int, to_roman

__all__ = ["settle"]

_OWN = ("第", "【", "〔")
_FIGURES = {"point", "item", "circle", "bracket"}  # that an automatic list has
_ROMAN = re.compile(rf"([Ⅰ-Ⅻ]|[IVX]{{1,5}})([.．、])[{BLANK}]*(?=\S)")
_HAN_NUMBER = re.compile(
    rf"([一二三四五六七八九十]{{1,3}})[{BLANK}]+([\u4e00-\u9fff][^\t。；，：！？]{{1,30}})"
)
_TOPIC = re.compile(
    r"((?:议题|议案|提案|议程|专题|事项|案例|任务)\s*([一二三四五六七八九十\d]{1,3})[：:、]?)\s*([^\t。；]{2,50})"
)
_ANNEX = re.compile(r"附\s*[录件表]\s*([A-Z])(?![\w.])")
_OTHER_MARKS = ("：", ":", "，")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2,}")
_LONGEST_HEADING = 100
_FEWEST_PAIRS, _TRANSLATED = 3, 0.6  # lines with one in English below, of sentences in Chinese
_SENTENCE_ENDS = "。；：！？.;:!?"


def settle(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` with those labels alone that number something."""
    columns = groupby(lines, key=lambda line: line.column)
    return [line for _, inside in columns for line in _settle(text, list(inside))]


def _settle(text: str, lines: Sequence[Line]) -> list[Line]:
    found = _romans(text, _english(text, _together(text, lines)))
    found = _marked(text, _spaced(text, found))
    found = _counted(text, found)
    found = _once(text, _listed(_annexed(text, _topics(text, found))))
    return _translated(text, _capitals(text, found))


def _counted(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` without the labels in brackets or behind bullets that do not count on, by themselves
    or with the others of the text.
    """
    led = {i for i, line in enumerate(lines) if _is_led(text, line)}
    if not led:
        return list(lines)
    own = [i for i, line in enumerate(lines) if i not in led and _is_own(text, line)]
    articles = [i for i in led if _is_article(lines[i])]
    numbers = _numbers(lines, articles)
    counted = bool(articles) and (
        count_on(_numbers(lines, [*own, *articles]))
        or (len(own) < len(articles) and count_on(numbers))
    )
    kept = set(articles) if counted else set()
    sections = [i for i in led if _family(lines[i]) in NAMED]
    if counted or (not own and count_on(_numbers(lines, sections))):
        kept |= {i for i in sections if is_heading_like(lines[i].rest) or not lines[i].rest}
    return [unlabelled(text, line) if i in led - kept else line for i, line in enumerate(lines)]


def _is_led(text: str, line: Line) -> bool:
    """Whether something stands before the number of an article or a section."""
    named = line.label is not None and (
        line.label.family in NAMED or line.label.family in ("article", "paragraph")
    )
    return named and not (_begins(text, line) or _is_english(line))


def _begins(text: str, line: Line) -> bool:
    """Whether a line begins with its number, in Chinese, or does so below one in English."""
    return any(words.startswith(_OWN) for words in line.words(text).split("\n")[:2])


def _is_own(text: str, line: Line) -> bool:
    """Whether a line is an article, whose number stands first, in Chinese."""
    return _begins(text, line) and _is_article(line)


def _is_english(line: Line) -> bool:
    """Whether a line has the number of an article or a section in English alone."""
    named = _family(line) == "article" or _family(line) in NAMED
    return named and "第" not in line.label_text


def _english(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which numbers in English are labels below all of the articles in Chinese, as in a
    contract that comes once more, but not beside these.
    """
    found = [i for i, line in enumerate(lines) if _is_english(line)]
    if not found:
        return list(lines)
    last = max((i for i, line in enumerate(lines) if _is_own(text, line)), default=-1)
    later = [i for i in found if i > last]
    articles = [i for i in later if _family(lines[i]) == "article"]
    kept = set(later) if articles and count_on(_numbers(lines, articles)) else set()
    dropped = set(found) - kept
    return [unlabelled(text, line) if i in dropped else line for i, line in enumerate(lines)]


def _listed(lines: Sequence[Line]) -> list[Line]:
    """`lines` in which the articles that a list numbers (1. 第一条) are labelled as articles."""
    found: dict[int, Line] = {}
    own = 0
    for i, line in enumerate(lines):
        own += _is_article(line)
        if line.label and line.label.family in _FIGURES and line.rest.startswith("第"):
            inner = labelled(line, line.rest)
            if _is_article(inner):
                found[i] = inner
    if len(found) <= own or not count_on(_numbers(list(found.values()), range(len(found)))):
        return list(lines)
    return [found.get(i, line) for i, line in enumerate(lines)]


def _romans(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which headings Ⅰ. or I. have these as labels."""

    def read(words: str, number: int) -> tuple[str, str] | None:
        match = _ROMAN.match(words)
        figures = (to_roman(number), chr(ord("Ⅰ") + number - 1))
        if match is None or match[1] not in figures or not is_heading_like(words[match.end() :]):
            return None
        return match[1] + match[2], words[match.end() :]

    return _headed(text, lines, "capital", read)


def _spaced(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which headings 一　总则 have 一 as their label."""

    def read(words: str, number: int) -> tuple[str, str] | None:
        match = _HAN_NUMBER.fullmatch(words)
        return (match[1], match[2]) if match and to_int(match[1]) == number else None

    return _headed(text, lines, "comma", read)


def _topics(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which headings 议题一：…… have these as their labels."""

    def read(words: str, number: int) -> tuple[str, str] | None:
        match = _TOPIC.fullmatch(words)
        return (match[1], match[3]) if match and to_int(match[2]) == number else None

    return _headed(text, lines, "part", read)


def _headed(
    text: str,
    lines: Sequence[Line],
    family: Family,
    read: Callable[[str, int], tuple[str, str] | None],
) -> list[Line]:
    """`lines` in which what `read` takes for a heading of the next number (its label, and the rest)
    has a label: they count from one, and something stands between two of them, as it does not in a
    list.
    """
    found: dict[int, Line] = {}
    for i, line in enumerate(lines):
        number = len(found) + 1
        heading = None if line.label or i - 1 in found else read(line.words(text), number)
        if heading:
            label = Label(family, (number,))
            found[i] = replace(
                line, label=label, label_text=heading[0], rest=heading[1], spaced=True
            )
    if len(found) < 2 or max(found) == len(lines) - 1:
        return list(lines)
    return [found.get(i, line) for i, line in enumerate(lines)]


def _annexed(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which A.1 is a label below 附录A (or 附件A) alone."""
    found: list[Line] = []
    letter = ""
    for line in lines:
        if match := _ANNEX.match(line.words(text)):
            letter = match[1]
        initial = line.label_text[:1] if _family(line) == "decimal" else ""
        other = "A" <= initial <= "Z" and initial != letter
        found.append(unlabelled(text, line) if other else line)
    return found


def _marked(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` without the numbers with a mark that others have too (1：, 一，), unless these count
    from one.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for i, line in enumerate(lines):
        if line.label_text.endswith(_OTHER_MARKS):
            found.setdefault((_family(line), line.label_text[-1]), []).append(i)
    dropped = set[int]()
    for places in found.values():
        numbers = [0, *_numbers(lines, places)]
        counted = all(after in (1, before + 1) for before, after in pairwise(numbers))
        if not counted or len(places) < 2:
            dropped.update(places)
    return [unlabelled(text, line) if i in dropped else line for i, line in enumerate(lines)]


def _capitals(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which 壹、 and so on are labels as long as they count from one (陆、海、空军)."""
    found: list[Line] = []
    last = 0
    for line in lines:
        if line.label and line.label.family == "capital":
            if line.label.number[0] not in (1, last + 1):
                found.append(unlabelled(text, line))
                continue
            last = line.label.number[0]
        found.append(line)
    return found


def _once(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which what comes once more in the other language has no number of its own
    (1.1 甲方应当…… / 1.1 Party A shall …).
    """
    found: list[Line] = []
    before: Line | None = None
    for line in lines:
        if (
            before
            and line.label == before.label
            and bool(_HAN.search(before.rest)) != bool(_HAN.search(line.rest))
        ):
            found.append(unlabelled(text, line))
            continue
        before = line if line.label else before
        found.append(line)
    return found


def _translated(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which those that say most lines above them once more in the other language go on
    with these: they are no paragraphs of their own.
    """
    kinds = [_language(line.words(text)) for line in lines]
    # In which language clauses begin, below a heading in both.
    begun = [
        kind or below
        for line, (kind, below) in zip(lines, pairwise([*kinds, ""]), strict=True)
        if line.label
    ]
    first, again = "chinese", "english"
    if begun.count("english") > begun.count("chinese"):
        first, again = again, first
    found: list[Line] = []
    pairs = 0
    for line, (before, kind) in zip(lines, pairwise(["", *kinds]), strict=True):
        goes_on = before == first or (before == again and found[-1].listed)
        if kind == again and goes_on and not (line.label or line.level):
            pairs += before == first
            line = replace(line, listed=True)
        found.append(line)
    whole = [
        kind == first and line.words(text)[-1] in _SENTENCE_ENDS
        for line, kind in zip(lines, kinds, strict=True)
    ]
    alike = pairs >= _FEWEST_PAIRS and pairs >= _TRANSLATED * sum(whole)
    return found if alike else list(lines)


def _language(words: str) -> str:
    """What a line is written in; "" if in both, as a heading in two languages."""
    if not _HAN.search(words):
        return "english" if len(_LATIN.findall(words)) > 1 else ""
    return "" if any(not _HAN.search(line) for line in words.split("\n")) else "chinese"


def _together(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` with those in one that head an article or a section in two languages (Article 1
    Definitions / 第一条 定义, 第一章 总则 / Chapter I General Provisions).
    """
    above, below = _pairs(text, lines)
    if len(above) + len(below) < 2:
        return list(lines)
    found: list[Line] = []
    for i, line in enumerate(lines):
        if i in above or i in below:
            continue
        start = lines[i - 1].span.start if i - 1 in above else line.span.start
        end = lines[i + 1].span.end if i + 1 in below else line.span.end
        begins = line.start if start == line.span.start else start
        found.append(replace(line, span=Span(start, end), start=begins))
    return found


def _pairs(text: str, lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    """The headings in English right above those in Chinese, and those right below them."""
    above, below = set[int](), set[int]()
    for i, (one, two) in enumerate(pairwise(lines)):
        if one.label is None or one.label != two.label or _is_english(one) == _is_english(two):
            continue
        if _is_english(one) and len(one.words(text)) <= _LONGEST_HEADING:
            above.add(i)
        elif _is_english(two) and (_family(one) in NAMED or _is_heading(text, two)):
            below.add(i + 1)
    return above, below


def _is_heading(text: str, line: Line) -> bool:
    """Whether an article in English has nothing but a heading on its line."""
    return len(line.words(text)) <= _LONGEST_HEADING and is_heading_like(
        line.rest.replace(".", "。")
    )


def _is_article(line: Line) -> bool:
    """Whether a line is an article, for all that it shows."""
    about = amends(line.rest) or (not line.spaced and line.rest and refers(line.rest))
    return _family(line) == "article" and not about


def _family(line: Line) -> str:
    return line.label.family if line.label else ""


def _numbers(lines: Sequence[Line], places: Sequence[int]) -> list[int]:
    return [label.number[0] for i in sorted(places) if (label := lines[i].label)]
