"""Text -> sentence spans. Pure.

A sentence ends after 。！？；… or a line break, with the closing quotes and brackets that follow;
but not at a line break that the edge of a page made.
Inside quotation marks and brackets nothing ends but at a line break, so that “……。”stays whole.
"""

import re
from collections.abc import Collection

from index.model import Span
from index.numerals import unspaced

__all__ = ["sentences"]

_END = "。！？；!?;…"
_OPEN, _CLOSE = "“「『（(《〈【[", "”」』）)》〉】]"
_MARKS = re.compile(rf"\n|[{re.escape(_END)}]+|[{re.escape(_OPEN + _CLOSE)}]")
_LONGEST_NESTED = 300  # code points after which an unclosed bracket is taken for a slip


def sentences(text: str, span: Span, broken: Collection[int] = ()) -> tuple[Span, ...]:
    """The sentences of `span`, in order, without white space at their ends. Together they hold
    every character of the span that shows. `broken`: the places in `text` of line breaks within a
    paragraph.
    """
    found: list[Span] = []
    start, depth, opened = span.start, 0, span.start
    for match in _MARKS.finditer(text, span.start, span.end):
        mark, end = match.group(), match.end()
        if mark == "\n":
            if match.start() in broken:
                continue
            depth = 0
        elif mark in _OPEN:
            depth, opened = depth + 1, opened if depth else match.start()
            continue
        elif mark in _CLOSE:
            depth = max(0, depth - 1)
            # “……。”他说 ends no sentence, but “……。” at a sentence's end does.
            if depth or text[match.start() - 1 : match.start()] not in _END or end == span.start:
                continue
            if end < span.end and text[end] not in "\n" + _OPEN and mark != "”":
                continue
        elif depth and match.start() - opened < _LONGEST_NESTED:
            continue
        while end < span.end and text[end] in _CLOSE and mark != "\n" and depth == 0:
            end += 1
        if end <= start:
            continue
        found.append(Span(start, end).strip(text))
        start = end
    found.append(Span(start, span.end).strip(text))
    return tuple(piece for piece in found if unspaced(piece.of(text)))
