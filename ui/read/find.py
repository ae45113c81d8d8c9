"""Where words stand in a text, whatever characters they are written with."""

import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.model import Span
from index.normalise import search_copy

__all__ = ["find"]


def find(text: str, words: str, within: Span, most: int) -> tuple[int, list[Span]]:
    """How often `words` stand in `within` of `text`, and where (the first `most` of them, none
    overlapping). Compared as search copies, character by character: full width is half width,
    Traditional is Simplified, small letters are large ones; white space and invisible characters
    are passed over, so that a line break in the middle of a word hides nothing.
    """
    wanted = "".join(map(_fold, words))
    if not wanted:
        return 0, []
    folded, places = _folded(text)
    low, high = (int(i) for i in np.searchsorted(places, [within.start, within.end]))
    count, found = 0, []
    at = folded.find(wanted, low, high)
    while at >= 0:
        count += 1
        if count <= most:
            found.append(Span(int(places[at]), int(places[at + len(wanted) - 1]) + 1))
        at = folded.find(wanted, at + len(wanted), high)
    return count, found


@lru_cache(maxsize=1 << 16)
def _fold(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return ""
    return "".join(search_copy(character).split())


@lru_cache(maxsize=4)
def _folded(text: str) -> tuple[str, npt.NDArray[Any]]:
    """The text as it is compared, and for each of its characters the offset of the one in `text`
    that it comes from.
    """
    copies = [_fold(character) for character in text]
    lengths = np.fromiter(map(len, copies), dtype=np.int64, count=len(copies))
    return "".join(copies), np.repeat(np.arange(len(copies)), lengths)
