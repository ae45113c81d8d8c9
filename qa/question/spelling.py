"""Typing errors by sound (天府粮苍 for 天府粮仓), where the words of the documents settle them; and
years as the documents write them.

A character is taken for another of the same sound only if it makes no known pair with either of its
neighbours, and exactly one character of its sound makes known pairs with all of them and a known
run of four. Runs of three are too easily known by chance, where words meet (what is 去政府 to
who has read 听取政府): of 16,000 questions without errors these changed 439, those of four 18
(counted by a throwaway script).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.lexical import tokenise
from index.patterns import regex
from index.searches import Terms
from index.sounds import Sounds, alike
from qa.question.latin_names import with_names_as_written
from qa.question.question import Question

__all__ = ["as_written", "corrected", "corrections", "with_years_as_written"]

# They stand beside anything, or by themselves (罚多少).
_COMMON = "的得地是事以一有不了在和由个种到去这那把被给让就都也还又罚付税费时即之搞小现约涉"
_KNOWN = 4  # characters of a run that settles what is meant
_HAN = regex(rf"[\u4e00-\u9fff]{{{_KNOWN},}}")

_FIGURES = "〇一二三四五六七八九"
_YEAR = regex(
    r"(?<![\d.])(?:1[89]|20)\d\d(?= ?年)"
    rf"|(?<![{_FIGURES}零])[一二][〇零八九][{_FIGURES}零]{{2}}(?=年)"
)
_OTHERWISE = str.maketrans(f"{_FIGURES}零0123456789", f"01234567890{_FIGURES}")


def as_written(
    parsed: Question, titles: Sequence[tuple[str, ...]], terms: Terms, sounds: Sounds
) -> Question:
    """A question with its years, and its names in Latin letters, as the documents write them;
    `titles` are their `aliases`.
    """
    return with_names_as_written(with_years_as_written(parsed, terms), titles, terms, sounds)


def with_years_as_written(parsed: Question, terms: Terms) -> Question:
    """A question with its years as the documents write them (二〇三五年 for 2035年), where they
    write them in one way alone: neither words nor vectors tell that these are the same.
    """
    pairs = [(year, year.translate(_OTHERWISE)) for year in set(_YEAR.findall(parsed.search))]
    return _replaced(
        parsed, [(y, o) for y, o in pairs if not _stands(y, terms) and _stands(o, terms)]
    )


def corrected(parsed: Question, terms: Terms, sounds: Sounds) -> Question:
    """A question without the typing errors by sound that the documents' words settle."""
    return _replaced(parsed, corrections(parsed.content, terms, sounds))


def _replaced(parsed: Question, pairs: Sequence[tuple[str, str]]) -> Question:
    search, asked, content = parsed.search, parsed.asked, parsed.content
    for old, new in pairs:
        search, asked, content = (each.replace(old, new) for each in (search, asked, content))
    return replace(parsed, search=search, asked=asked, content=content)


def _stands(year: str, terms: Terms) -> bool:
    """Whether a year stands in a sentence of the documents."""
    tokens = tokenise(year)
    return bool(np.all(terms.document_frequency(tokens) > 0)) and (
        len(tokens) == 1 or _together(year, terms)
    )


def corrections(words: str, terms: Terms, sounds: Sounds) -> list[tuple[str, str]]:
    """What to replace in a question: runs of four characters as written, and as they are meant.
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
    """For each character that sounds like the one at `i` and makes a known run of four: such a
    run as written, and with it.
    """
    others = alike(sounds, text[i])
    known = others[np.all(_pairs(text, i, others, terms), axis=0)]
    found = []
    for other in map(chr, known.tolist()):
        for start in range(max(0, i - _KNOWN + 1), min(i, len(text) - _KNOWN) + 1):
            wrong = text[start : start + _KNOWN]
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
    """Whether all pairs of a run of characters occur in one sentence."""
    rows = (terms.rows_with(ord(a) << 21 | ord(b)) for a, b in pairwise(run))
    return bool(len(reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), rows)))
