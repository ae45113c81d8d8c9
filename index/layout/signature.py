"""The last lines of a document: who signed, and when. Pure."""

import re
from collections.abc import Sequence

from index.layout.lines import Line, is_after_signature, is_imprint, is_signature_line

__all__ = ["count_signature"]

_MOST_AFTER = 3  # lines after the date
_TELLS = re.compile("^[^签盖]*：$")  # 二、报名截止时间：, and then a date


def count_signature(text: str, lines: Sequence[Line]) -> int:
    """How many of the last lines are who signed, and when, and what comes after that; of what is
    annexed to an official document, or signed on top, the imprint alone.
    """
    after = 0
    while after < min(_MOST_AFTER, len(lines)) and _is_after(lines[-after - 1], text):
        after += 1
    printed = [i for i in range(1, after + 1) if is_imprint(lines[-i].words(text))]
    lines = lines[: len(lines) - after]
    if len(lines) < 2 or not is_signature_line(lines[-1].words(text)) or lines[-1].label:
        return max(printed, default=0) if lines else 0
    count = 1
    for line in reversed(lines[1:-1]):
        words = line.words(text)
        if (
            count == 4
            or line.label
            or line.level
            or len(words) > 30
            or re.search("[。：；，]", words)
        ):
            break
        count += 1
    told = count == 1 and lines[-2].label is not None and _TELLS.search(lines[-2].words(text))
    return max(printed, default=0) if told else count + after


def _is_after(line: Line, text: str) -> bool:
    return line.label is None and is_after_signature(line.words(text))
