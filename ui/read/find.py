"""Where words stand in a text, whatever characters they are written with."""

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.model import Span
from index.normalise import search_copy

__all__ = ["find"]


def find(
    text: str, words: str, within: Span, most: int, at: int = 0
) -> tuple[int, int, list[Span]]:
    """How often `words` stand in `within` of `text`, and where, none overlapping: `most` of them,
    half of them from the offset `at` on, and which of all the first of these is (from 0). Compared
    as search copies, character by character: full width is half width, Traditional is Simplified,
    small letters are large ones; white space and invisible characters are passed over, so that a
    line break in the middle of a word hides nothing.
    """
    wanted = "".join(map(_fold, words))
    if not wanted:
        return 0, 0, []
    folded, places = _folded(text)
    low, high, here = (int(i) for i in np.searchsorted(places, [within.start, within.end, at]))
    found = []
    place = folded.find(wanted, low, high)
    while place >= 0:
        found.append(place)
        place = folded.find(wanted, place + len(wanted), high)
    first = max(0, min(bisect_left(found, here) - most // 2, len(found) - most))
    told = [
        Span(int(places[place]), int(places[place + len(wanted) - 1]) + 1)
        for place in found[first : first + most]
    ]
    return len(found), first, told


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
