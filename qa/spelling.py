"""Typing errors by sound (天府粮苍 for 天府粮仓), where the words of the documents settle them.

A character is taken for another of the same sound only if it makes no known pair with either of its
neighbours, and exactly one character of its sound makes known pairs with all of them and a known
run of three.
"""

import re
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.sounds import Sounds, alike
from qa.retrieve import Terms

__all__ = ["corrections"]

_COMMON = "的得地是事以一有不了在和"  # they stand beside anything
_HAN = re.compile("[\u4e00-\u9fff]{3,}")


def corrections(words: str, terms: Terms, sounds: Sounds) -> list[tuple[str, str]]:
    """What to replace in a question: runs of three characters as written, and as they are meant.
    `words`: its content, in which what does not belong together is parted by other characters.
    """
    found: list[tuple[str, str]] = []
    for run in _HAN.finditer(words):
        text = run.group()
        codes = np.array([ord(character) for character in text])
        # Whether what stands before and after each character makes a known pair with it.
        known = np.zeros(len(text) + 1, dtype=np.bool_)
        known[1:-1] = terms.document_frequency(codes[:-1] << 21 | codes[1:]) > 0
        for i in np.flatnonzero(~(known[:-1] | known[1:])).tolist():
            if text[i] not in _COMMON:
                meant = _meant(text, i, terms, sounds)
                found += meant if len({right for _, right in meant}) == 1 else []
    return found


def _meant(text: str, i: int, terms: Terms, sounds: Sounds) -> list[tuple[str, str]]:
    """For each character that sounds like the one at `i` and makes a known run of three: such a
    run as written, and with it.
    """
    others = alike(sounds, text[i])
    known = others[np.all(_pairs(text, i, others, terms), axis=0)]
    found = []
    for other in map(chr, known.tolist()):
        for start in range(max(0, i - 2), min(i, len(text) - 3) + 1):
            wrong = text[start : start + 3]
            right = wrong[: i - start] + other + wrong[i - start + 1 :]
            if _together(right, terms):
                found.append((wrong, right))
                break
    return found


def _pairs(
    text: str, i: int, codes: npt.NDArray[np.int64], terms: Terms
) -> list[npt.NDArray[np.bool_]]:
    """For each neighbour of place `i`: whether each of `codes` makes a known pair with it."""
    pairs = []
    if i > 0:
        pairs.append(ord(text[i - 1]) << 21 | codes)
    if i + 1 < len(text):
        pairs.append(codes << 21 | ord(text[i + 1]))
    return [terms.document_frequency(pair) > 0 for pair in pairs]


def _together(run: str, terms: Terms) -> bool:
    """Whether both pairs of a run of three characters occur in one sentence."""
    first, second = (terms.rows_with(ord(a) << 21 | ord(b)) for a, b in pairwise(run))
    return bool(len(np.intersect1d(first, second, assume_unique=True)))
