"""Lines of a text that were broken at its right edge, as copied from a page -> whole again. Pure.

Nobody can tell from one line whether its paragraph goes on; but where many lines of a text end in
the midst of a sentence, and nearly all of these are equally long, they are full lines. Behind a
comma any line goes on.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.layout.lines import Line, ends_sentence, is_open, refers
from index.model import Span

__all__ = ["join_wrapped"]

_FEWEST, _SHARE = 5, 0.2  # lines that break off, and how many of all lines
_ALIKE = 0.8  # how many of those are as long as the longest,
_RAGGED = 2.5  # but for so many characters: a mark that may not begin a line, letters
_MARK = re.compile("[，、；。：,;]")  # what half of them have: they are no list of names
_FEW = 0.1  # lines that might be sentences and have no mark at their end
_NARROWEST, _WIDEST = 15, 80  # characters in a full line


def join_wrapped(text: str, lines: Sequence[Line], apart: frozenset[int]) -> list[Line]:
    """`lines` with those in one over which a sentence goes. `apart`: places of lines that are no
    part of the text.
    """
    edge = _edge(text, lines, apart)
    labelled = [_is_indented(text, line) for line in lines if line.label]
    indents = sum(labelled) * 2 > len(labelled)
    lines = _over_pages(text, lines, apart, edge)
    found: list[Line] = []
    i = 0
    while i < len(lines):
        end = i
        while end + 1 < len(lines) and (
            (
                edge
                and _width(text, lines[end]) >= edge
                and _breaks(text, lines, end, apart, indents)
            )
            or (_is_cut(text, lines[end]) and _breaks(text, lines, end, apart, False))
        ):
            end += 1
        # What does not end like a sentence might be anything: a title, a list of names.
        if end > i and ends_sentence(lines[end].words(text)):
            span = Span(lines[i].span.start, lines[end].span.end)
            rest = lines[i].rest + text[lines[i].span.end : span.end]
            marked = any(line.marked for line in lines[i : end + 1])
            found.append(replace(lines[i], span=span, rest=rest, marked=marked))
            i = end + 1
        else:
            found.append(lines[i])
            i += 1
    return found


def _over_pages(text: str, lines: Sequence[Line], apart: frozenset[int], edge: float) -> list[Line]:
    """`lines` with those marked as `listed` with which a sentence goes on behind what stands at the
    edges of pages: they are no paragraphs of their own.
    """
    found = list(lines)
    marked = bool(edge) or _ends_marked(text, lines, apart)
    for i, line in enumerate(lines[1:], 1):
        if i in apart or i - 1 not in apart or line.label or line.level:
            continue
        above = next((lines[j] for j in range(i - 2, -1, -1) if j not in apart), None)
        if above and is_open(above, text):
            parted = above.words(text).endswith(("，", "、"))
            full = marked and _width(text, above) >= edge
            tab = "\t" in above.words(text) + line.words(text)
            if (parted or full) and not tab and not _is_indented(text, line):
                found[i] = replace(line, listed=True)
    return found


def _ends_marked(text: str, lines: Sequence[Line], apart: frozenset[int]) -> bool:
    """Whether lines in the midst of pages that might be sentences end with a mark, but for a few:
    then one without goes on.
    """
    found = [0, 0]
    for i, line in enumerate(lines[:-1]):
        words = line.words(text)
        might = len(words) >= _NARROWEST and _MARK.search(line.rest) and "\t" not in words
        if might and not line.level and not {i, i + 1} & apart:
            found[ends_sentence(words) or words.endswith(("，", "、"))] += 1
    return found[False] <= _FEW * sum(found)


def _edge(text: str, lines: Sequence[Line], apart: frozenset[int]) -> float:
    """How wide a full line is at least, 0 if lines are not broken at an edge."""
    broken = [
        (_width(text, lines[i]), lines[i].words(text))
        for i in range(len(lines) - 1)
        if _breaks(text, lines, i, apart, False)
    ]
    broken = [pair for pair in broken if _NARROWEST <= pair[0] <= _WIDEST]
    widths = [width for width, _ in broken]
    marked = sum(_MARK.search(words) is not None for _, words in broken)
    if len(widths) < max(_FEWEST, _SHARE * len(lines)) or marked * 2 < len(widths):
        return 0
    alike = {w - _RAGGED: sum(w - _RAGGED <= other <= w for other in widths) for w in set(widths)}
    edge = max(alike, key=lambda least: (alike[least], least))
    return edge if alike[edge] >= _ALIKE * len(widths) else 0


def _breaks(text: str, lines: Sequence[Line], i: int, apart: frozenset[int], indents: bool) -> bool:
    """Whether line `i` breaks off in the midst of a paragraph, for all that the two lines show.
    `indents`: whether paragraphs are indented.
    """
    line, following = lines[i], lines[i + 1]
    begins = following.label is not None and not (
        following.label.family == "article" and refers(following.rest)
    )
    between = text.count("\n", line.span.end, following.span.start)
    return (
        not (line.level or following.level or begins or _is_indented(text, following))
        and between == 1
        and not {i, i + 1} & apart
        and "\t" not in line.words(text) + following.words(text)
        and (indents or not ends_sentence(line.words(text)))
    )


def _is_cut(text: str, line: Line) -> bool:
    """Whether a line is a sentence that goes on behind it, wherever the edge is."""
    words = line.words(text)
    return words.endswith("，") and len(words) >= _NARROWEST


def _is_indented(text: str, line: Line) -> bool:
    return text[line.span.start - 1 : line.span.start] in (" ", "\t", "\u3000")


def _width(text: str, line: Line) -> float:
    """How wide a line is with its indent, in characters: Latin ones take half of one."""
    whole = text[text.rfind("\n", 0, line.span.start) + 1 : line.span.end]
    return sum(0.5 if c.isascii() else 1 for c in whole)
