"""Text -> its lines that are not blank, whole where a sentence goes on over several of them. Pure.

Blank lines part the paragraphs of many texts. What stands between two of them is one paragraph if
its lines are broken, and several if each line is one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from index.layout.lines import (
    BLANK,
    Line,
    ends_sentence,
    is_signature_line,
    labelled,
    make_line,
    refers,
    unlabelled,
)
from index.layout.marks import Piece, is_markdown, pieces, unmark
from index.model import Heading, Source, Span

__all__ = ["read_lines"]

_CLAUSES = {"article", "comma", "bracket", "point", "decimal"}
_IN_MARKS = r"(?:\*\*|__|\[)?{}[ \u3000]*(?:\*\*|__|</|\]\()"  # a label, in bold or as a link
_GOES_ON = re.compile("[，。、；：！？》」』”]")
_OWN = re.compile(r"[-*+>|~`#=\[<]|.*\t|——")  # of Markdown, tables and lists: lines of their own
_FOLDED = re.compile("折叠|展开|收起")  # what folds a part away, as copied with its heading
_FEWEST_FULL, _RAGGED, _ALIKE = 5, 2.5, 0.8  # lines that show how wide a full one is


def read_lines(source: Source) -> list[Line]:
    """The lines of a source that are not blank, in order. In a text or Markdown file in which blank
    lines part the paragraphs, a sentence that goes on over several lines is one line.
    """
    text, markdown = source.text, is_markdown(source)
    blocks = _marked_blocks(text) if markdown else _blocks(source)
    if (markdown or source.path.lower().endswith((".txt", ".text"))) and _stand_apart(text, blocks):
        first = next(i for i, block in enumerate(blocks) if block)  # with the title, maybe
        full = _full(text, blocks)
        blocks[first + 1 :] = [_mend(text, block, full) for block in blocks[first + 1 :]]
    return [line for block in blocks for line in block]


def _blocks(source: Source) -> list[list[Line]]:
    """The lines that stand between blank ones."""
    text, start = source.text, 0
    headings = sorted(source.headings, key=lambda heading: heading.start)
    starts = [heading.start for heading in headings]
    columns = [column.start for column in source.columns]
    blocks: list[list[Line]] = [[]]
    folded = _are_folded(text, starts)
    for number, piece in enumerate(text.split("\n"), 1):
        end = start + len(piece)
        if words := piece.strip(BLANK):
            first = start + (len(piece) - len(piece.lstrip(BLANK)))
            span = Span(first, first + len(words))
            level = _level(headings, starts, start, end)
            button = _FOLDED.match(words) if folded and level else None
            line = make_line(text, span, level, number, first + (button.end() if button else 0))
            column = bisect_right(columns, start)
            inside = column > 0 and start < source.columns[column - 1].end
            aside = start in source.asides
            blocks[-1].append(replace(line, aside=aside, column=column * inside))
        elif not piece.strip():  # a line of characters without width parts nothing
            blocks.append([])
        start = end + 1
    return blocks


def _marked_blocks(text: str) -> list[list[Line]]:
    """The lines of a Markdown file that stand between blank ones. What is quoted (behind >) has no
    labels beside lines that have their own, unless all of the text is.
    """
    found = list(pieces(text))
    lines = [_marked_line(text, piece) if piece else None for piece in found]
    own = any(
        line and line.label and line.label.family in _CLAUSES and not (piece and piece.quoted)
        for line, piece in zip(lines, found, strict=True)
    )
    blocks: list[list[Line]] = [[]]
    for line, piece in zip(lines, found, strict=True):
        if line is None:
            blocks.append([])
        elif piece and piece.quoted and own:
            blocks[-1].append(replace(unlabelled(text, line), level=0))
        else:
            blocks[-1].append(line)
    return blocks


def _marked_line(text: str, piece: Piece) -> Line:
    words = text[piece.start : piece.span.end]
    plain = unmark(words)
    line = make_line(text, piece.span, piece.level, piece.number, piece.start)
    line = replace(line, listed=piece.listed)
    if plain == words or words.startswith(("---\n", "<!--")):
        return line
    line = labelled(replace(line, marked=True), plain)
    if line.label and not line.spaced and not refers(line.rest):  # **第一条**为了
        label = plain[: len(plain) - len(line.rest)].strip(BLANK)
        return replace(line, spaced=re.match(_IN_MARKS.format(re.escape(label)), words) is not None)
    return line


def _stand_apart(text: str, blocks: Sequence[Sequence[Line]]) -> bool:
    """Whether a blank line follows where a sentence ends at a line's end, but for a few places."""
    inside = last = 0
    for block in blocks:
        ended = [ends_sentence(line.words(text)) for line in block]
        inside += sum(ended[:-1])
        last += sum(ended[-1:])
    return last >= 3 and last >= 5 * inside


def _full(text: str, blocks: Sequence[Sequence[Line]]) -> float:
    """How wide a full line is at least, if lines inside blocks are broken at an edge."""
    broken = [line for block in blocks for line in block[:-1]]
    widths = [_width(text, line) for line in broken if not ends_sentence(line.words(text))]
    edge = max(widths, default=0) - _RAGGED
    alike = sum(width >= edge for width in widths)
    return edge if alike >= max(_FEWEST_FULL, _ALIKE * len(widths)) else float("inf")


def _width(text: str, line: Line) -> float:
    """How wide a line is, in characters: Latin ones take half of one."""
    return sum(0.5 if c.isascii() else 1 for c in _raw(text, line))


def _mend(text: str, block: Sequence[Line], full: float) -> list[Line]:
    """The lines of a block with those put together over which one sentence goes: it begins on a
    line with commas that is long, as no title is, or has characters without width below it, or it
    goes on with a comma, or its lines are full; and it ends where a line that is not `full` ends in
    a full stop.
    """
    lines: list[Line] = []
    i = 0
    while i < len(block):
        end = i
        while end + 1 < len(block) and (
            not ends_sentence(block[end].words(text))
            or (_width(text, block[end]) >= full and _may_go_on(text, block[end + 1]))
        ):
            end += 1
        run = block[i : end + 1]
        if _is_one(text, run, full):
            span = Span(run[0].span.start, run[-1].span.end)
            rest = run[0].rest + text[run[0].span.end : span.end]
            marked = any(line.marked for line in run)
            lines.append(replace(run[0], span=span, rest=rest, marked=marked))
        else:
            lines += run
        i = end + 1
    return lines


def _may_go_on(text: str, line: Line) -> bool:
    """Whether a line may go on with the paragraph of the one above it."""
    raw = _raw(text, line)
    indented = text[line.span.start - 1 : line.span.start] in BLANK
    return not (line.label or line.level or indented or _OWN.match(raw) or is_signature_line(raw))


def _is_one(text: str, run: Sequence[Line], full: float) -> bool:
    """Whether lines, of which none but the last may end a sentence, are one sentence."""
    if len(run) == 1:
        return False
    first, *others = (line.words(text) for line in run)
    # What is skipped inside a block are lines of characters without width: they part no sentence.
    skipped = text.count("\n", run[0].span.end, run[1].span.start) > 1
    begun = (skipped or len(first) >= 20) and re.search("[，。；,]", first) is not None
    begun = begun or all(_width(text, line) >= full for line in run[:-1])
    return (
        (begun or any(_GOES_ON.match(words) for words in others))
        and ends_sentence(others[-1])
        and not (run[0].level or _OWN.match(_raw(text, run[0]).lstrip("—")))
        and not any(line.level or line.label for line in run[1:])
        and not any(_OWN.match(_raw(text, line)) for line in run[1:])
        and not any(is_signature_line(words) for words in others)
    )


def _raw(text: str, line: Line) -> str:
    return text[line.span.start : line.span.end]


def _are_folded(text: str, starts: Sequence[int]) -> bool:
    """Whether several of the headings have the word of a button before their number: 折叠第二章."""
    buttons = [button for start in starts if (button := _FOLDED.match(text, start))]
    return sum(text.startswith("第", button.end()) for button in buttons) > 1


def _level(headings: Sequence[Heading], starts: Sequence[int], start: int, end: int) -> int:
    place = bisect_left(starts, start)
    return headings[place].level if place < len(starts) and starts[place] <= end else 0
