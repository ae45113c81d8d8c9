"""Character n-gram BM25 over rows, and the one tokeniser for corpus and question.

Chinese is cut into single characters and pairs of neighbours, other scripts and numbers into whole
words: no dictionary, so no word is unknown. A token is a 63-bit integer, which keeps the vocabulary
a sorted array that is opened without being read: a character is its code point, a pair is
`first << 21 | second`, a word is a hash with the top bits set.

The scores are computed once, when the index is built (Robertson's BM25 as Lucene and bm25s have it:
idf = ln(1 + (N - df + .5) / (df + .5)), k1 = 1.5, b = 0.75) and kept as a sparse matrix by token; a
question adds up the columns of its tokens.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.normalise import search_copy
from index.patterns import regex

__all__ = [
    "LexicalIndex",
    "Postings",
    "build_lexical",
    "build_postings",
    "columns_of",
    "open_lexical",
    "open_postings",
    "tokenise",
]

# Han characters outside the word class below; everything else that is a letter or digit is a word.
_TOKENS = regex(
    r"(?P<han>[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+)"
    r"|(?P<word>[^\W_\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
    r"(?:\.\d+)*)"
)
_WORD = np.int64(1 << 62)
_K1, _B = 1.5, 0.75
_WORTH = 8  # looking which rows lead costs about as much as adding an eighth of all rows
_FEW = 20_000  # rows, or entries of a question's columns: all are added up at once
_SLACK = np.float32(1 - 1e-5)  # sums of the same numbers in another order differ by their rounding


def columns_of(
    keys: npt.NDArray[np.int64], tokens: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The column of each token, its place among the sorted `keys`, and whether it has one."""
    if not len(keys):
        return np.zeros(len(tokens), dtype=np.int64), np.zeros(len(tokens), dtype=np.bool_)
    found = np.minimum(np.searchsorted(keys, tokens), len(keys) - 1)
    return found, np.asarray(keys[found] == tokens)


@dataclass(frozen=True)
class Postings:
    """Which rows hold which token: column `t` is `rows[start[t]:start[t + 1]]`, for the sorted
    tokens `keys`; `size` rows in all.
    """

    keys: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    size: int

    def document_frequency(self, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """In how many rows each of `tokens` occurs (0 for one the index does not know)."""
        places, known = columns_of(self.keys, tokens)
        if not known.any():
            return np.zeros(len(tokens), dtype=np.int64)
        return np.where(known, np.asarray(self.start[places + 1] - self.start[places]), 0)

    def rows_with(self, token: int) -> npt.NDArray[np.int32]:
        """The rows that hold a token, in order."""
        places, known = columns_of(self.keys, np.array([token]))
        if not known[0]:
            return self.rows[:0]
        return self.rows[self.start[places[0]] : self.start[places[0] + 1]]

    def coverage(
        self,
        tokens: npt.NDArray[np.int64],
        weights: npt.NDArray[np.float32],
        rows: npt.NDArray[np.int64],
    ) -> npt.NDArray[np.float32]:
        """How much of a question each of `rows`, in ascending order, holds, shape (len(rows),), 0
        to 1: the share by weight of the distinct `tokens`, with `weights` beside them, that occur
        in it.
        """
        places, known = columns_of(self.keys, tokens)
        entries = self._entries(places[known])
        if entries is not None:
            which, lengths = entries
            held = np.zeros(self.size, dtype=np.float32)
            np.add.at(held, self.rows[which], np.repeat(weights[known], lengths))
            total = held[rows]
        else:
            total = np.zeros(len(rows), dtype=np.float32)
            wanted = rows.astype(np.int32)
            for place, weight in zip(places[known], weights[known], strict=True):
                found, _ = _common(wanted, self.rows[self.start[place] : self.start[place + 1]])
                total[found] += weight
        return np.asarray(total / max(float(weights.sum()), 1e-9), dtype=np.float32)

    def _entries(
        self, places: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
        """Where the entries of some columns are, one column after the other, and how many each has;
        None unless they and the rows are few.
        """
        first = self.start[places]
        lengths = self.start[places + 1] - first
        ends = np.cumsum(lengths)
        count = int(ends[-1]) if len(ends) else 0
        if max(count, self.size) > _FEW:
            return None
        return np.arange(count) + np.repeat(first - ends + lengths, lengths), lengths


@dataclass(frozen=True)
class LexicalIndex(Postings):
    """Postings with the BM25 score of each entry (`values`) beside `rows`, and the highest of each
    column (`most`).
    """

    values: npt.NDArray[np.float32]
    most: npt.NDArray[np.float32]

    def search(
        self, tokens: npt.NDArray[np.int64], k: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The `k` best rows for a question's `tokens` (with repeats), of those that hold any: rows
        and scores, best first, ties in row order. `allowed`, shape (m, 2), are the ranges of rows
        that may be found, half-open and in ascending order.
        """
        places, known = columns_of(self.keys, tokens)
        sums = self._sums(places[known])
        if sums is not None:
            standing, least = _standing(sums, k, allowed)
            rows = standing[sums[standing] >= least].astype(np.int64)
            scores = sums[rows]
        else:
            rows = self._promising(places[known], k, allowed)
            scores = self.scores(tokens, rows)
        best = np.lexsort((rows, -scores))[:k]
        return rows[best], scores[best]

    def scores(
        self, tokens: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """The BM25 score of each of `rows`, in ascending order, shape (len(rows),)."""
        places, known = columns_of(self.keys, tokens)
        sums = self._sums(places[known])
        if sums is not None:
            return sums[rows]
        total = np.zeros(len(rows), dtype=np.float32)
        wanted = rows.astype(np.int32)
        for place in places[known]:
            part = slice(self.start[place], self.start[place + 1])
            which, where = _common(wanted, self.rows[part])
            total[which] += self.values[part][where]
        return total

    def _sums(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.float32] | None:
        """The sum of some columns for every row, or None where it costs less to read only some."""
        entries = self._entries(places)
        if entries is None:
            return None
        which, _ = entries
        sums = np.zeros(self.size, dtype=np.float32)
        np.add.at(sums, self.rows[which], self.values[which])  # to the last bit as one by one
        return sums

    def _promising(
        self, places: npt.NDArray[np.int64], k: int, allowed: npt.NDArray[np.int64] | None
    ) -> npt.NDArray[np.int64]:
        """Rows, in ascending order, among which are the `k` best ones.

        Columns are added up from the shortest on. Once all that are left could not lift a new row
        among the `k` best, they are only looked up for the rows that are still in the running: the
        columns of common characters, which hold nearly every row, are hardly ever read.
        """
        columns, times = np.unique(places, return_counts=True)
        lengths = self.start[columns + 1] - self.start[columns]
        order = np.argsort(lengths, kind="stable")
        columns, times, lengths = columns[order], times[order], lengths[order]
        # What the columns from each on can add at most; the last of them, nothing.
        left = np.append(np.cumsum((self.most[columns] * times)[::-1])[::-1], 0.0)
        total = np.zeros(self.size, dtype=np.float32)
        rows, least, done = np.zeros(0, dtype=np.int32), np.float32(0), 0
        for column, count, length in zip(columns, times, lengths, strict=True):
            if _WORTH * length > self.size:  # else adding it costs less than to look
                rows, least = _standing(total, k, allowed)
                if left[done] < least:
                    break
            part = slice(self.start[column], self.start[column + 1])
            total[self.rows[part]] += self.values[part] * np.float32(count)
            done += 1
        else:
            rows, least = _standing(total, k, allowed)
        sums = total[rows]
        for column, count, rest in zip(columns[done:], times[done:], left[done:-1], strict=True):
            rows, sums = rows[sums + rest >= least], sums[sums + rest >= least]
            part = slice(self.start[column], self.start[column + 1])
            which, where = _common(rows, self.rows[part])
            sums[which] += self.values[part][where] * np.float32(count)
            least = max(least, _least(sums, k))
        return rows[sums >= least].astype(np.int64)


def _common(
    rows: npt.NDArray[np.int32], column: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the numbers that both of two ascending arrays hold stand in each."""
    if not len(rows) or not len(column):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if len(column) < len(rows):
        where, which = _common(column, rows)
        return which, where
    places = np.minimum(np.searchsorted(column, rows), len(column) - 1)
    which = np.flatnonzero(column[places] == rows)
    return which, places[which]


def _standing(
    total: npt.NDArray[np.float32], k: int, allowed: npt.NDArray[np.int64] | None
) -> tuple[npt.NDArray[np.int32], np.float32]:
    """The allowed rows with a score, ascending, and what the `k` best of them have at least."""
    rows = np.flatnonzero(total)
    if allowed is not None:
        rows = rows[np.searchsorted(allowed.ravel(), rows, side="right") % 2 == 1]
    return rows.astype(np.int32), _least(total[rows], k)


def _least(sums: npt.NDArray[np.float32], k: int) -> np.float32:
    """The `k`-th highest of `sums`, or 0 if there are not so many; less what rounding may do."""
    if k > len(sums) or k < 1:
        return np.float32(0)
    return np.float32(np.partition(sums, len(sums) - k)[len(sums) - k] * _SLACK)


def tokenise(text: str) -> npt.NDArray[np.int64]:
    """The tokens of a text (of its search copy), repeats kept: shape (n,)."""
    pieces: list[npt.NDArray[np.int64]] = []
    for match in _TOKENS.finditer(search_copy(text)):
        if match.lastgroup == "han":
            codes = np.frombuffer(match.group().encode("utf-32-le"), dtype="<u4").astype(np.int64)
            pieces += [codes, codes[:-1] << 21 | codes[1:]]
        else:
            digest = hashlib.blake2b(match.group().encode(), digest_size=7).digest()
            pieces.append(np.array([_WORD | int.from_bytes(digest)], dtype=np.int64))
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)


def build_lexical(texts: Sequence[str], folder: Path) -> None:
    """Write the index of `texts`, one row each, as five arrays into `folder`."""
    columns = _columns(texts)
    found = np.diff(columns.start)
    idf = np.log(1 + (len(texts) - found + 0.5) / (found + 0.5)).astype(np.float32)
    mean = max(float(columns.lengths.mean()), 1e-9) if len(texts) else 1.0
    norms = _K1 * (1 - _B + _B * columns.lengths / mean)
    tf = columns.times / (columns.times + norms[columns.rows])
    values = (np.repeat(idf, found) * tf).astype(np.float32)
    most = np.maximum.reduceat(values, columns.start[:-1]) if len(values) else values
    _save(folder, "lexical", columns)
    np.save(folder / "lexical_values.npy", values)
    np.save(folder / "lexical_most.npy", most)


def build_postings(texts: Sequence[str], folder: Path) -> None:
    """Write which of `texts`, one row each, hold which token, as three arrays into `folder`."""
    _save(folder, "terms", _columns(texts))


@dataclass(frozen=True)
class _Columns:
    """The arrays of `Postings`; `times`: how often a row holds the token; `lengths`: how many
    tokens each text has.
    """

    keys: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    times: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int64]


def _columns(texts: Sequence[str]) -> _Columns:
    counted = [np.unique(tokenise(text), return_counts=True) for text in texts]
    empty = np.zeros(0, dtype=np.int64)
    tokens = np.concatenate([empty, *(found for found, _ in counted)])
    times = np.concatenate([empty, *(count for _, count in counted)]).astype(np.int32)
    lengths = np.array([count.sum() for _, count in counted], dtype=np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(found) for found, _ in counted])
    order = np.argsort(tokens, kind="stable")  # so that the rows of a column ascend
    keys, start = np.unique(tokens[order], return_index=True)
    start = np.append(start, len(tokens)).astype(np.int64)
    return _Columns(keys, start, rows[order], times[order], lengths)


def _save(folder: Path, name: str, columns: _Columns) -> None:
    np.save(folder / f"{name}_keys.npy", columns.keys)
    np.save(folder / f"{name}_start.npy", columns.start)
    np.save(folder / f"{name}_rows.npy", columns.rows)


def open_postings(folder: Path, size: int) -> Postings:
    """The postings in `folder`, memory-mapped; `size` is their number of rows."""
    keys, start, rows = (_load(folder / f"terms_{name}.npy") for name in ("keys", "start", "rows"))
    return Postings(keys, start, rows, size)


def open_lexical(folder: Path, size: int) -> LexicalIndex:
    """The index in `folder`, memory-mapped; `size` is its number of rows."""
    keys, start, rows, values, most = (
        _load(folder / f"lexical_{name}.npy")
        for name in ("keys", "start", "rows", "values", "most")
    )
    return LexicalIndex(keys, start, rows, size, values, most)


def _load(path: Path) -> npt.NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r"))
