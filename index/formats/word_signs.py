"""The words of a paragraph in a .docx file: its signs, and all of it together."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from index.formats.word_styles import W
from index.layout.lines import ends_sentence
from index.numerals import NO_WIDTH, find_label

__all__ = ["TURN", "symbol", "whole"]

TURN = "\f"  # where a page or a column ends
_LONG = 20  # characters of a line that is no heading

# What symbol fonts show for their private characters, where documents use it: boxes and ticks.
_SYMBOLS = {
    ("Wingdings", 0x6F): "□", ("Wingdings", 0x71): "□", ("Wingdings", 0x72): "□",
    ("Wingdings", 0xA8): "□", ("Wingdings", 0xFE): "☑", ("Wingdings", 0xFC): "✓",
    ("Wingdings", 0xFD): "☒", ("Wingdings", 0xFB): "✗", ("Wingdings 2", 0x2A): "□",
    ("Wingdings 2", 0xA3): "□", ("Wingdings 2", 0x30): "□", ("Wingdings 2", 0x52): "☑",
    ("Wingdings 2", 0x53): "☒", ("Wingdings 2", 0x50): "✓", ("Wingdings 2", 0x4F): "✗",
}  # fmt: skip
_UNSEEN = re.compile(f"[{NO_WIDTH}]+")


def symbol(element: Any) -> str:
    """The character of a w:sym, which may be half of one: see `whole`."""
    char = element.get(W + "char")
    code = int(char, 16) if _is_hex(char) else 0xFFFD
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get((element.get(W + "font", ""), code & 0xFF), "\ufffd")
    return "\ufffd" if unicodedata.category(chr(code)) in ("Cc", "Cn") else chr(code)


def whole(words: Iterable[str]) -> str:
    """Words in one. Halves of a character (surrogates), of which symbols may be made, become that
    character, or U+FFFD where the other half is missing. What has no width is not shown.
    """
    text = "".join(words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    first, *others = _UNSEEN.sub("", text).split(TURN)
    for other in others:
        first += ("" if _goes_on(first, other.strip()) else "\n") + other
    return first


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on over the break of a page or a column."""
    broken = len(before.rpartition("\n")[2]) >= _LONG and not ends_sentence(before)
    return broken and after != "" and find_label(after) is None


def _is_hex(text: str | None) -> bool:
    return (
        text is not None and 0 < len(text) <= 4 and all(c in "0123456789abcdefABCDEF" for c in text)
    )
