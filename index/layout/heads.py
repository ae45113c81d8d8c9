"""What stands between the title of a document and its text: who issued it and when, notes of what
was changed, the title once more.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.layout.lines import Line, is_contents_word, is_head_line
from index.layout.marks import INFO_END

__all__ = ["count_again", "count_head"]

_MOST_HEAD_LINES = 60
_MOST_SHORT_LINES = 6
_MOST_NOTE_LINES = 12
_MOST_TITLE_LINES = 4
_NOTE = re.compile(r"年.*(?:通过|公布|发布|施行|批准|修订|修正|印发|颁布|实施|生效)")


def count_head(text: str, lines: Sequence[Line]) -> int:
    """How many lines after the title are about the document."""
    words = [line.words(text) for line in lines[:_MOST_HEAD_LINES]]
    if INFO_END in words:
        return words.index(INFO_END) + 1
    noted = told = 0  # lines up to here are in brackets that were opened before; say when or who
    for i, line in enumerate(lines[: len(words)]):
        if i < noted:
            continue
        short = len(words[i]) <= 20 and not re.search("[。：:，；！\t]", words[i])
        noted = i + _note_lines(words[i:])
        sure = is_head_line(words[i]) or noted > i
        if sure:
            told = max(i + 1, noted)
        general = "".join(words[i].split()) == "总则"
        sure = sure and not general
        if line.label or line.level or general or is_contents_word(words[i]) or not (sure or short):
            # Many short lines are a list of names or the like.
            return i if i - told <= _MOST_SHORT_LINES else told
    if len(words) == len(lines):
        return 0
    return len(words) if len(words) - told <= _MOST_SHORT_LINES else told


def count_again(text: str, lines: Sequence[Line], title: str) -> int:
    """How many of the first lines are the title once more, below what is told of the document, and
    what more is told of it below that.
    """
    whole, joined = "".join(title.split()), ""
    for count, line in enumerate(lines[:_MOST_TITLE_LINES], 1):
        joined += "".join(line.words(text).split())
        if joined == whole:
            below = takewhile(lambda line: is_head_line(line.words(text)), lines[count:])
            return count + sum(1 for _ in below)
        if not whole.startswith(joined):
            return 0
    return 0


def _note_lines(words: Sequence[str]) -> int:
    """How many lines a note in brackets takes that says who adopted the document, and when; 0 if
    there is none.
    """
    joined = ""
    for count, more in enumerate(words[:_MOST_NOTE_LINES], 1):
        joined += more
        if not joined.startswith(("（", "(")):
            return 0
        if len(re.findall("[（(]", joined)) <= len(re.findall("[）)]", joined)):
            return count if joined.endswith(("）", ")")) and _NOTE.search(joined) else 0
    return 0
