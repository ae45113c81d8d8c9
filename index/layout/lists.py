"""Lines of a list that have no label of a clause (1）, a., ●, 一是) -> lines that go on with the
paragraph above them. Labels behind which a mark stands (第一条、) -> labels set apart. Headings
that end like sentences (一、总则：) -> headings. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.layout.columns import count_on
from index.layout.endings import is_opinion
from index.layout.lines import BLANK, Line, is_heading_like, unlabelled
from index.numerals import find_label

__all__ = ["head_parts", "list_recitals", "mark_lists", "set_apart"]

_OPENED = ("：", ":", "；", ";")  # how a line ends below which a list may begin or go on
_COUNTED = (
    "[0-9０-９]{1,3}|[A-Za-zＡ-Ｚａ-ｚ]|[ivxIVX]{1,5}"
    "|[甲乙丙丁戊己庚辛壬癸]|[一二三四五六七八九十]{1,3}"
)
_MARK = re.compile(
    rf"[（(〔【\[〈<]?(?:{_COUNTED})[）)〕】\]〉>.．、，:：°]"
    r"|[⑴-⒛㈠-㈩Ⅰ-ⅻ①-⓿❶-➓]"
    r"|[●•◆■□○▪▫➢➤√✓★☆※·▶►◇▲△\uf000-\uf0ff]|[-*＊–—]+(?=[^-*＊–—])"
    r"|[一二三四五六七八九十]{1,2}(?:是|要)|(?:第[一二三四五六七八九十]|首先|其次|再次|最后)[，、]"
)
_COUNTED_ALONE = re.compile(r"(\d{1,2})[ \u3000]+[\u4e00-\u9fff]")  # 1 安全等级, of a standard
_MARKS = "、，；。）).．"
_RECITED = re.compile("鉴于|背景|前提")
_LONGEST_HEADING, _LONGEST_NAME = 25, 15
_FEWEST_HEADED, _HEADED = 3, 0.5  # articles whose first line is a heading, of all
_ENDS = "：:。"
_SENTENCE = re.compile(
    "应当|可以|不得|必须|实行|施行|禁止|属于|享有|有权|依法|，"
    "|是(?!否)|(?<![行作])为(?!期|准)|(?<![事理缘案自])由"
)
_INSIDE = {"comma", "bracket", "decimal", "point", "item", "circle"}  # what counts in an article


def mark_lists(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` with those marked as `listed` that are of a list: behind a colon, or behind another
    line of it. Figures alone are a list where they count: 30 日 is a time.
    """
    found: list[Line] = []
    opened, last = False, 0
    for line in lines:
        words = line.words(text)
        alone = _COUNTED_ALONE.match(words)
        number = int(alone[1]) if alone else 0
        marked = number == last + 1 if alone else _MARK.match(words)
        if opened and not line.label and not line.level and marked:
            found.append(replace(line, listed=True))
            last = number
        else:
            found.append(line)
            opened, last = words.endswith(_OPENED), 0
    return found


def list_recitals(text: str, lines: Sequence[Line]) -> list[Line]:
    """`lines` in which what is counted above the first clause is a list (鉴于：（一）……；（二）……。
    双方约定如下：), since the count begins again below.
    """
    first = next((i for i, line in enumerate(lines) if line.label), 0)
    label = lines[first].label if first else None
    if label is None or label.number != (1,):
        return list(lines)
    opening, end = lines[first - 1].words(text), first
    while end < len(lines) and lines[end].label == replace(label, number=(end - first + 1,)):
        end += 1
    later = next((line.label for line in lines[end:] if line.label), None)
    if end - first < 2 or lines[end : end + 1] == [] or lines[end].label or later is None:
        return list(lines)
    closing = lines[end].words(text)
    agreed = closing.endswith(("：", ":")) and re.search("协议|约定|合同|如下", closing)
    again = later.family == label.family and agreed and not is_opinion(closing)
    recited = _RECITED.search(opening) is not None or again
    if not (opening.endswith(("：", ":")) and recited and later.number == (1,)):
        return list(lines)
    listed = [replace(unlabelled(text, line), listed=True) for line in lines[first:end]]
    return [*lines[:first], *listed, *lines[end:]]


def head_parts(lines: Sequence[Line]) -> list[Line]:
    """`lines` in which 一、总则： is read as a heading where （一） comes next and is a whole
    sentence, and so a clause; and 第一条　租金： or 第一条　租金。 where most articles begin so.
    """
    found = _head_articles(lines)
    for i, (line, below) in enumerate(pairwise(lines)):
        label, mark = below.label, line.rest[-1:]
        named = line.label and line.label.family == "comma" and mark in ("：", ":", "。")
        first = label and label.family == "bracket" and label.number == (1,)
        if named and first and below.rest.endswith("。"):
            rest = line.rest[:-1]
            if is_heading_like(rest) and len(rest) <= _LONGEST_HEADING and "，" not in rest:
                found[i] = replace(line, rest=rest)
    return found


def _head_articles(lines: Sequence[Line]) -> list[Line]:
    """`lines` in which the short first lines of articles are headings, whatever mark is at their
    end, as in a contract most of whose articles have one and more below it.
    """
    found: dict[str, dict[int, Line]] = {}  # the lines by the mark at their end
    articles = 0
    for i, line in enumerate(lines):
        if not line.label or line.label.family != "article":
            continue
        articles += 1
        rest = line.rest.rstrip(_ENDS)
        below = lines[i + 1].label if i + 1 < len(lines) else line.label
        inside = below is None or below.family in _INSIDE
        named = is_heading_like(rest) and len(rest) <= _LONGEST_NAME
        if inside and named and not _SENTENCE.search(rest):
            found.setdefault(line.rest[-1], {})[i] = replace(line, rest=rest)
    least = max(_FEWEST_HEADED, _HEADED * articles)
    headed = [alike for alike in found.values() if len(alike) >= least]
    return [next((of[i] for of in headed if i in of), line) for i, line in enumerate(lines)]


def set_apart(lines: Sequence[Line]) -> list[Line]:
    """`lines` in which the numbers of articles count as set apart from what follows where the same
    mark stands behind them, which behind one of them would go on with a sentence (第三条、第五条).
    """
    behind: dict[str, list[int]] = {}
    for line in lines:
        if line.label and (mark := _mark_behind(line)):
            behind.setdefault(mark, []).append(line.label.number[0])
    marks = {mark for mark, numbers in behind.items() if count_on(numbers)}
    return [
        replace(line, rest=line.rest[1:].strip(BLANK), spaced=True)
        if _mark_behind(line) in marks
        else line
        for line in lines
    ]


def _mark_behind(line: Line) -> str:
    """The mark behind the number of an article, "" without one, or if a number follows it."""
    if line.label is None or line.label.family != "article":
        return ""
    mark, words = line.rest[:1], line.rest[1:].strip(BLANK)
    return "" if mark not in _MARKS or find_label(words) else mark
