"""Lines -> which of them head an appendix, and which only say that there is one. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.layout.articles import are_within
from index.layout.lines import Line, is_heading_like, is_party
from index.layout.signature import count_signature
from index.numerals import find_label

__all__ = ["Appendices", "Heading", "count_on_below", "find_appendices", "may_follow"]

_MOST_APART = 2  # in a table of contents, and below the text
_LISTS = ("：", ":", "、", "；", "，")
_OF_ONE = r"(?:(?<=\d)\s*[-－—–]\s*\d{1,2})?"  # 附件2-1, of 附件2
# What stands below the appendices of a standard, and counts 1.0.1 once more.
_APART = (
    r"参\s*考\s*文\s*献|条\s*文\s*说\s*明|引用标准(?:名录|目录)"
    r"|本(?:规程|规范|标准|导则|通则)用词(?:用语)?说明"
)
_HEADING = re.compile(
    rf"(?P<label>(?:{_APART})(?=\s*$)|附(?:\s*(?:件|录|表)\s*(?:[一二三四五六七八九十\d]*|[A-Z]))?"
    rf"{_OF_ONE})"
    r"(?:\s*[：:]\s*(?P<title>.{0,60})|\s*$)"
)
# 附件1 清单 in one line: what reads like a heading.
_SPACED = re.compile(
    rf"(?P<label>附\s*(?:件|录|表)\s*(?:[一二三四五六七八九十\d]+|[A-Z])?{_OF_ONE})"
    r"[ \u3000\xa0]+(?P<title>[^\s\d].{1,40})$"
)
_STATED = r"[（(](?:规范|资料)性(?:附录)?[）)]"  # of a standard's appendix
_STATUS = re.compile(_STATED)
# 附录A（规范性）试验方法 in one line.
_OF_STANDARD = re.compile(
    rf"(?P<label>附\s*录\s*(?:[一二三四五六七八九十\d]+|[A-Z]))\s*(?P<title>{_STATED}\s*.{{0,40}})$"
)
_END = ("。", "；", "：", "！", "？", "”", "）", ")", ";", ":", "」", "…", ".", "，")


@dataclass(frozen=True, slots=True)
class Heading:
    """What heads an appendix: 附件1, its title, and how many lines these take."""

    label: str
    title: str
    lines: int


@dataclass(frozen=True, slots=True)
class Appendices:
    """`heads`: the headings of the appendices by the place of their first line; `announced`: the
    places of lines that name one (附件：1.清单) which comes later, or is not there.
    """

    heads: dict[int, Heading]
    announced: frozenset[int]


def find_appendices(text: str, lines: Sequence[Line]) -> Appendices:
    """The appendices of a document."""
    found: dict[int, Heading] = {}
    within = are_within(lines)  # then an article only names one among what it lists
    for i, line in enumerate(lines):
        words = line.words(text)
        match = _heads(words) if line.level or len(words) <= 40 else None
        named = match is not None and re.match(r"附\s*[件录表]", match["label"])
        bare = match is not None and not (named or match["title"])
        if bare and i and lines[i - 1].words(text).endswith(_LISTS):
            continue  # what is listed there (注明下列字样：附)
        if match and (i == 0 or may_follow(lines[i - 1], text)) and not within[i]:
            found[i] = _heading(text, match, lines[i + 1 : i + 3])
    apart = Counter(heading.label for heading in found.values() if heading.label[0] != "附")
    # One below each clause (条文说明) is a part of that.
    found = {i: one for i, one in found.items() if apart[one.label] <= _MOST_APART}
    announced = set()
    later: dict[str, set[str]] = {}  # the titles by the labels
    for i in reversed(found):
        label, title = found[i].label, _plain(found[i].title)
        below = lines[i + 1].label if i + 1 < len(lines) else None
        listed = (not title and below is not None and below.family == "point") and any(
            other.startswith(label) for other in later
        )
        # 附件：1.甲表, 2. on the next line; or the same words again where the appendix begins.
        if listed or find_label(title) or {title, ""} & later.get(label, set()):
            announced.add(i)
        later.setdefault(label, set()).add(title)
    announced |= _without_text(text, lines, [i for i in found if i not in announced], found)
    heads = {i: heading for i, heading in found.items() if i not in announced}
    return Appendices(heads, frozenset(announced))


def count_on_below(lines: Sequence[Line], announced: Collection[int]) -> Iterator[int]:
    """The places of the lines that go on counting the appendices below one that names the first
    (2.乙表 below 附件：1.甲表).
    """
    for i in announced:
        for j in range(i + 1, len(lines)):
            label = lines[j].label
            if label is None or label.family != "point":
                break
            yield j


def _heads(words: str) -> re.Match[str] | None:
    """The label and the title in a line that heads an appendix, if it does."""
    spaced = _OF_STANDARD.match(words) or _SPACED.match(words)
    return spaced if spaced and is_heading_like(spaced["title"]) else _HEADING.match(words)


def _without_text(
    text: str, lines: Sequence[Line], places: Sequence[int], found: Mapping[int, Heading]
) -> set[int]:
    """Those of the headings at `places` after which nothing comes but who signs the document: the
    appendices are somewhere else.
    """
    if not places or count_signature(text, lines[: places[0]]):
        return set()
    end = len(lines) - count_signature(text, lines)
    empty: set[int] = set()
    for i in reversed(places):
        below = i + found[i].lines
        # The line below may have been taken for the title. Parties above a text are those of that.
        parties = below < end and is_party(lines[below].words(text))
        parties = parties and not any(
            line.label or line.words(text).endswith("。") for line in lines[below:end]
        )
        signed = i + 1 >= end or below >= end or parties
        if not (signed or below in empty):
            break
        empty.add(i)
    return empty


def _heading(text: str, match: re.Match[str], after: Sequence[Line]) -> Heading:
    """A heading with its title, which may be on the line below."""
    label, title = "".join(match["label"].split()), (match["title"] or "").strip()
    if _STATUS.fullmatch(title) and after and not after[0].label:
        named = after[0].words(text)
        if is_heading_like(named) and "\t" not in named and not _heads(named):
            return Heading(label, f"{title}{named}", 2)
    if not title and len(after) > 1 and _STATUS.fullmatch(after[0].words(text)):
        status, named = (line.words(text) for line in after[:2])
        if is_heading_like(named) and not after[1].label:
            return Heading(label, f"{status}{named}", 3)
    words = after[0].words(text) if after and not after[0].label else ""
    words = "" if label[0] != "附" else words
    titled = is_heading_like(words) and len(words) <= 30 and not words.startswith(("（", "("))
    if title or not titled or "\t" in words or _heads(words):
        return Heading(label, title, 1)
    return Heading(label, words, 2)


def _plain(title: str) -> str:
    return re.sub(r"[\s《》]", "", title)


def may_follow(line: Line, text: str) -> bool:
    """Whether a line ends a sentence or is a heading, so that something new may follow."""
    words = line.words(text)
    return line.level > 0 or words.endswith(_END) or len("".join(words.split())) <= 30
