"""What was deleted from one text and inserted into the other, in words that can be read. Pure.

Texts are compared without regard to white space and to full or half width, which differ between
the files that a text comes from. Whatever is told apart or not, the pieces of each text, joined,
are that text.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from index.model import Span
from index.patterns import regex

__all__ = ["Change", "Kind", "difference"]

Kind = Literal["equal", "deleted", "inserted"]

# What is one word: a label, a figure with what belongs to it, a Latin word; else each character.
# White space belongs to the word before it.
_WORD = regex(
    r"(?:第\s*[〇零一二三四五六七八九十百千万\d]+\s*[编章节条款项](?:之[一二三四五六七八九十]+)?"
    r"|[〇零一二三四五六七八九十百千万亿]{2,}|\d+(?:[.,]\d+)*[%％]?|[A-Za-z]+|\S)\s*|\s+"
)
_ISLAND = 4  # words: fewer that stay the same between two changes twice as long are no landmark
_ENDS, _COMMAS = "。；！？", "，、；："


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of each text: "equal" of both, "deleted" of the left one (the right span is empty),
    "inserted" into the right one (the left span is empty).
    """

    kind: Kind
    left: Span
    right: Span


@dataclass(frozen=True, slots=True)
class _Words:
    """A text cut into words: word i is `[edges[i], edges[i + 1])`, and reads `keys[i]`."""

    keys: list[str]
    edges: list[int]

    def span(self, first: int, last: int) -> Span:
        """The words [first, last)."""
        return Span(self.edges[first], self.edges[last])


def difference(left: str, right: str, least: int = 2) -> list[Change]:
    """The changes that make `right` of `left`, in order; deletions before insertions. What is equal
    for fewer than `least` words is told as changed, or nothing could be read between the marks.
    """
    one, two = _words(left), _words(right)
    blocks = _joined(_equal(one.keys, two.keys), len(one.keys), len(two.keys), least)
    blocks = _settled(blocks, one.keys, two.keys)
    changes: list[Change] = []
    at = (0, 0)
    for i, j, size in [*blocks, (len(one.keys), len(two.keys), 0)]:
        here, there = one.span(at[0], i), two.span(at[1], j)
        if len(here):
            changes.append(Change("deleted", here, Span(there.start, there.start)))
        if len(there):
            changes.append(Change("inserted", Span(here.end, here.end), there))
        if size:
            changes.append(Change("equal", one.span(i, i + size), two.span(j, j + size)))
        at = (i + size, j + size)
    return changes


def _words(text: str) -> _Words:
    found = [match.group() for match in _WORD.finditer(text)]
    edges = [0]
    for word in found:
        edges.append(edges[-1] + len(word))
    return _Words(["".join(unicodedata.normalize("NFKC", w).split()) for w in found], edges)


def _equal(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """What is equal: where it begins on both sides, and how many words it has, in order."""
    head = 0
    most = min(len(left), len(right))
    while head < most and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < most - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    # Long texts are mostly the same at both ends, and the matcher takes quadratic time.
    inner = SequenceMatcher(
        None, left[head : len(left) - tail], right[head : len(right) - tail], autojunk=False
    )
    blocks = [(head + i, head + j, size) for i, j, size in inner.get_matching_blocks() if size]
    ends = [(0, 0, head), *blocks, (len(left) - tail, len(right) - tail, tail)]
    found: list[tuple[int, int, int]] = []
    for i, j, size in (block for block in ends if block[2]):
        if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (i, j):
            i, j, size = found[-1][0], found[-1][1], found[-1][2] + size
            found.pop()
        found.append((i, j, size))
    return found


def _joined(
    blocks: Sequence[tuple[int, int, int]], left: int, right: int, least: int
) -> list[tuple[int, int, int]]:
    """The equal `blocks` without those too short to stand between two changes. `left`, `right`: how
    many words the texts have.
    """
    kept = list(blocks)
    while True:
        edges = [(0, 0, 0), *kept, (left, right, 0)]
        # How many words of each side the change before each block, and after the last one, has.
        gaps = [(j[0] - i[0] - i[2], j[1] - i[1] - i[2]) for i, j in pairwise(edges)]
        short = [k for k in range(len(kept)) if _is_short(kept[k][2], gaps[k], gaps[k + 1], least)]
        if not short:
            return kept
        # The shortest first: what it joins may make its neighbours short, or not.
        del kept[min(short, key=lambda k: (kept[k][2], k))]


def _is_short(size: int, before: tuple[int, int], after: tuple[int, int], least: int) -> bool:
    """Whether `size` equal words are too few to be seen between these changes: words of the left
    and of the right side. Between two insertions, or two deletions, fewer are.
    """
    if not (any(before) and any(after)):
        return False
    is_plain = not (before[0] or after[0]) or not (before[1] or after[1])
    longest = min(max(before), max(after))
    return size < least or (size < _ISLAND and 2 * size <= longest and not is_plain)


def _settled(
    blocks: Sequence[tuple[int, int, int]], left: Sequence[str], right: Sequence[str]
) -> list[tuple[int, int, int]]:
    """The equal `blocks`, with what stands between two of them on one side alone moved to where a
    reader would see it: 确定。[规定。] and not 确[定。规]定。
    """
    found = list(blocks)
    for k in range(len(found) - 1):
        (i, j, size), (after_i, after_j, after) = found[k], found[k + 1]
        gaps = (after_i - i - size, after_j - j - size)
        if min(gaps):
            continue
        words, start, end = (left, i + size, after_i) if gaps[0] else (right, j + size, after_j)
        # `by`: how many words further on; both blocks keep one word at least.
        most = next((n for n in range(after - 1) if words[start + n] != words[end + n]), after - 1)
        least = next(
            (n for n in range(size - 1) if words[end - 1 - n] != words[start - 1 - n]), size - 1
        )
        by = max(
            range(-least, max(most, 0) + 1),
            key=lambda n: (_reads_well(words[start + n : end + n]), -abs(n)),
        )
        found[k], found[k + 1] = (i, j, size + by), (after_i + by, after_j + by, after - by)
    return found


def _reads_well(words: Sequence[str]) -> int:
    """How well a change can be read: one that ends a sentence, or begins with a comma, is whole."""
    return 2 if words[-1] in _ENDS else int(words[0] in _COMMAS)
