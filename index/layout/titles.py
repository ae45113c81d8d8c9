"""The title of a document: how many lines it takes, and its words. Pure."""

import re
from collections.abc import Sequence

from index.layout.lines import (
    Line,
    ends_like_title,
    is_contents_word,
    is_head_line,
    is_prose,
    is_signature_line,
    is_title_like,
)

__all__ = ["MOST_TITLE_LINES", "is_last_word", "join_words", "read_title", "title_lines"]

MOST_TITLE_LINES = 4
_MOST_NEAR_LINES = 40
_LONGEST_KIND = 6
_ANNEX = re.compile(
    r"^附\s*件\s*[一二三四五六七八九十\d]*(?:(?<=\d)[-－—–]\d{1,2})?[ \u3000]+(?=\S{4})"
)  # before a title
_HEADS = ("通知", "公告", "通知公告")  # a document of its own, or the part of a site
_STEMS = ("规划", "建议", "制度", "规范", "体系", "流程")  # what titles go on behind
_ORDINAL = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")  # of several of one name


def is_last_word(words: str) -> bool:
    """Whether a short line ends a text without a full stop (此复), or announces an annex."""
    return len(words) <= 8 and words.startswith(("此复", "此致", "特此", "附"))


def title_lines(text: str, lines: Sequence[Line]) -> int:
    """How many of the first lines join into a title that a document may have; 1 if none do."""
    for count, line in enumerate(lines[:MOST_TITLE_LINES], 1):
        words = line.words(text)
        ordinal = count > 1 and _is_ordinal(text, lines[count - 1 :])
        labelled = line.label and not ordinal
        long = not _is_named(words) and (len(words) > 45 or is_prose(words))
        if labelled or (line.level and count > 1) or long:
            break
        if is_last_word(words) or (count > 1 and is_signature_line(words)):
            break
        joined = join_words(text, lines[:count])
        if is_title_like(joined) and not _goes_on(text, joined, lines[count:]):
            return count
    return 1


def join_words(text: str, lines: Sequence[Line]) -> str:
    """What lines of a title say together."""
    return "".join(_tidy(line.words(text)) for line in lines)


def _goes_on(text: str, title: str, after: Sequence[Line]) -> bool:
    """Whether what looks like a whole title has its end on the next line (…的规定 / 的批复)."""
    words = after[0].words(text) if after else ""
    opened = title.count("《") > title.count("》")
    going = words.startswith(("的", "》")) or (opened and "》" in words)
    # …规划 / 纲要, …制度 / 实施方案, …的建议 / 全会公报
    short = len(words) <= _LONGEST_KIND and ends_like_title(words) and words not in _HEADS
    going = going or (title.endswith(_STEMS) and short)
    return going or _is_ordinal(text, after)


def _is_named(words: str) -> bool:
    """Whether a line, however long, says what a document is about (关于……的批复)."""
    return words.startswith("关于") and ends_like_title(words)


def _is_ordinal(text: str, lines: Sequence[Line]) -> bool:
    """Whether the first line is （一） and nothing else, and no list of such lines begins there."""
    words = [line.words(text) for line in lines[:_MOST_NEAR_LINES]]
    alone = [i for i, each in enumerate(words) if _ORDINAL.fullmatch(each)]
    return alone == [0] and len(words) > 1


def read_title(text: str, lines: Sequence[Line]) -> tuple[int, str]:
    """How many lines the title takes, and its words, without 附件1 before them."""
    count, title = _read_title(text, lines)
    return count, _ANNEX.sub("", title, count=1) if ends_like_title(title) else title


def _read_title(text: str, lines: Sequence[Line]) -> tuple[int, str]:
    marked = 0
    while marked < len(lines) and lines[marked].level == 1 and not lines[marked].label:
        marked += 1
    if marked:
        title = _tidy(lines[0].words(text))
        for line in lines[1:marked]:  # 民法典 / 合同编, but 某某法院 / 关于…的批复
            title += (" " if ends_like_title(title) else "") + _tidy(line.words(text))
        return marked, title
    words = lines[0].words(text)
    if lines[0].label or is_prose(words) or is_contents_word(words):
        return 0, ""
    joined = _tidy(words)
    for count, line in enumerate(lines[1:MOST_TITLE_LINES], 2):
        more = _tidy(line.words(text))
        ordinal = _is_ordinal(text, lines[count - 1 :])
        labelled = line.label and not ordinal
        told = is_prose(more) and not _is_named(more)
        if _is_whole(text, joined, lines[count - 1 :]) or labelled or told:
            break
        if is_head_line(more) and not more.startswith("关于") and not ordinal:
            break
        joined += more
        if len(joined) <= 100 and _is_whole(text, joined, lines[count:]):
            return count, joined
    name = "".join(words.split())
    if name == "中华人民共和国" and len(lines) > 1 and not lines[1].label:
        more = lines[1].words(text)  # 民法典合同编, which is no kind of document
        if not (is_prose(more) or is_head_line(more) or is_contents_word(more)):
            return 2, name + _tidy(more)
    return 1, _tidy(words)


def _is_whole(text: str, title: str, after: Sequence[Line]) -> bool:
    return ends_like_title(title) and not _goes_on(text, title, after)


def _tidy(words: str) -> str:
    """A line of a title on one line: letters set apart (公　告) together, other gaps one space; in
    cells, the last of them if it says all that the others do.
    """
    *others, last = (cell.strip() for cell in words.split("\t"))
    words = last if all(map(last.startswith, others)) else words
    parts = words.split()
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)
