"""Whether the articles in a text are its own clauses. Pure."""

import re
from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise

from index.layout.lines import Line, amends, is_heading_like, refers

__all__ = ["NAMED", "are_in_statute", "are_within", "has_articles", "is_in_article", "last_of"]

_COUNTED = ("article", "chapter", "comma")
# How a court, an arbitrator or an authority goes on below the facts, and what was agreed; 本会认为
# 必要时 or 本局认为确有必要的 is what a rule says.
_HOLDS = re.compile(
    "本(?:院|庭|委(?:员会)?|会|局|厅|机关|仲裁庭)(?:经(?:审[理查]|复议|研究)|审查|再审|经?复核)*后?，?认为(?![^，。；]{1,60}[的时]，)"
)
NAMED = {"book", "subbook", "part", "chapter", "section"}  # what articles stand in


def has_articles(lines: Sequence[Line]) -> bool:
    """Whether lines that begin with 第X条 are the clauses of a body, and not only about some."""
    articles = [line for line in lines if line.label and line.label.family == "article"]
    return not (_are_quoted(lines) or _are_of_case(lines)) and (
        _count_on(lines)
        or any(
            line.level
            or (line.spaced and not amends(line.rest))
            or (line.label.number == (1,) and not refers(line.rest))
            for line in articles
            if line.label
        )
    )


def _count_on(lines: Sequence[Line]) -> bool:
    """Whether the first clauses are three articles that count on, as in a part of a code that does
    not begin with article 1.
    """
    labels = [line.label for line in lines if line.label and line.label.family not in NAMED]
    numbers = [label.number[0] for label in labels if label.family == "article"][:3]
    counted = len(numbers) == 3 and numbers == list(range(numbers[0], numbers[0] + 3))
    return counted and labels[0].family == "article"


def _are_quoted(lines: Sequence[Line]) -> bool:
    """Whether the articles are of another law, quoted in a document that counts 一、: the first of
    them does not begin a count.
    """
    counted = 0
    for line in lines:
        family = line.label.family if line.label else None
        if line.label and family == "comma":
            counted = counted or line.label.number[0]
        elif line.label and family == "article" and (line.spaced or not refers(line.rest)):
            return counted == 1 and line.label.number != (1,)
    return False


def _are_of_case(lines: Sequence[Line]) -> bool:
    """Whether the articles are quoted in a decision on a case, from a contract or a law: their
    count does not go on below what the court holds.
    """
    holds = [i for i, line in enumerate(lines) if not line.label and _HOLDS.match(line.rest)]
    if not holds:
        return False
    before = after = 0
    for i, line in enumerate(lines):
        if line.label and line.label.family == "article" and not after:
            before, after = (
                (line.label.number[0], 0) if i < holds[0] else (before, line.label.number[0])
            )
    return after - before not in (0, 1) or not after


def are_in_statute(lines: Sequence[Line], named: Sequence[int]) -> list[bool]:
    """For each line whether the clauses there are articles: in a call for tenders those of the
    contract are, which is one of its chapters, and what is in the others is not. `named`: the
    places of the headings of chapters and the like.
    """
    found = [has_articles(lines)] * len(lines)
    for start, stop in pairwise([*named, len(lines)]):
        inside = [line.label for line in lines[start:stop] if line.label]
        if not any(label.family == "article" for label in inside):
            found[start:stop] = [False] * (stop - start)
    return found


def are_within(lines: Sequence[Line]) -> list[bool]:
    """For each line whether a count of the text (第一条, 第二条) goes on over it, so that nothing
    else begins there.
    """
    found = [False] * len(lines)
    for family in _COUNTED:
        labels = (line.label for line in lines)
        numbers = [x.number[0] if x and x.family == family else 0 for x in labels]
        above = list(accumulate(numbers, _last))
        below = list(accumulate(reversed(numbers), _last))[::-1]
        for i, (last, following) in enumerate(zip(above, below, strict=True)):
            found[i] = found[i] or 0 < last == following - 1
    return found


def _last(before: int, number: int) -> int:
    return number or before


def last_of(lines: Sequence[Line], families: Collection[str], apart: Collection[int]) -> int:
    """The place of the last line with a label of these `families`, but for those `apart`; -1 if
    there is none.
    """
    labels = ((i, line.label) for i, line in enumerate(lines) if i not in apart)
    return max((i for i, label in labels if label and label.family in families), default=-1)


def is_in_article(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` (二、斗殴), after which another article comes, is one of those that the
    article above it lists, and no heading: it is 一、 right below a colon, or goes on from that.
    """
    line, label = lines[i], lines[i].label
    if line.level or label is None or i == 0:
        return False
    told = label.number[0] == 1 and lines[i - 1].words(text).endswith(("：", ":"))
    counted: list[Line] = []  # from the last one above to the first in the article
    for before in reversed(lines[:i]):
        if before.label and before.label.family == "article":
            goes_on = bool(counted) and is_heading_like(counted[0].rest)
            numbers = [one.label.number[0] for one in reversed(counted) if one.label]
            listed = [*numbers, label.number[0]] == list(range(1, len(numbers) + 2))
            return told or (goes_on and listed)
        if before.label and before.label.family == label.family:
            counted.append(before)
    return False
