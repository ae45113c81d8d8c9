"""Character n-gram BM25 over rows, and the one tokeniser for corpus and question.

Chinese is cut into single characters and pairs of neighbours, other scripts and numbers into whole
words: no dictionary, so no word is unknown. A token is a 63-bit integer, which keeps the vocabulary
a sorted array that is opened without being read: a character is its code point, a pair is
`first << 21 | second`, a word is a hash with the top bits set.

The scores are computed once, by bm25s, when the index is built (its "lucene" variant: Robertson's
BM25 with idf = ln(1 + (N - df + .5) / (df + .5)), k1 = 1.5, b = 0.75) and kept as a sparse matrix
by token; a question adds up the columns of its tokens. Reading them needs numpy alone, since
importing bm25s costs a cold start more than the search.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.normalise import search_copy

__all__ = [
    "LexicalIndex",
    "Postings",
    "build_lexical",
    "build_postings",
    "open_lexical",
    "open_postings",
    "tokenise",
]

# Han characters outside the word class below; everything else that is a letter or digit is a word.
_TOKENS = re.compile(
    r"(?P<han>[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+)"
    r"|(?P<word>[^\W_\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
    r"(?:\.\d+)*)"
)
_WORD = np.int64(1 << 62)


@dataclass(frozen=True)
class Postings:
    """Which rows hold which token: column `t` is `rows[start[t]:start[t + 1]]`, for the sorted
    tokens `keys`; `size` rows in all.
    """

    keys: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    size: int

    def _places(
        self, tokens: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """The column of each token, and whether it has one."""
        if not len(self.keys):
            return np.zeros(len(tokens), dtype=np.int64), np.zeros(len(tokens), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self.keys, tokens), len(self.keys) - 1)
        return places, np.asarray(self.keys[places] == tokens)

    def document_frequency(self, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """In how many rows each of `tokens` occurs (0 for one the index does not know)."""
        places, known = self._places(tokens)
        if not known.any():
            return np.zeros(len(tokens), dtype=np.int64)
        return np.where(known, np.asarray(self.start[places + 1] - self.start[places]), 0)

    def rows_with(self, token: int) -> npt.NDArray[np.int32]:
        """The rows that hold a token, in order."""
        places, known = self._places(np.array([token]))
        if not known[0]:
            return self.rows[:0]
        return self.rows[self.start[places[0]] : self.start[places[0] + 1]]

    def coverage(
        self, tokens: npt.NDArray[np.int64], weights: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float32]:
        """How much of a question each row holds, shape (size,), 0 to 1: the share by weight of the
        distinct `tokens`, with `weights` beside them, that occur in it.
        """
        total = np.zeros(self.size, dtype=np.float32)
        places, known = self._places(tokens)
        for place, weight in zip(places[known], weights[known], strict=True):
            total[self.rows[self.start[place] : self.start[place + 1]]] += weight
        return np.asarray(total / max(float(weights.sum()), 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class LexicalIndex(Postings):
    """Postings with the BM25 score of each entry beside `rows`."""

    scores: npt.NDArray[np.float32]

    def search(self, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The BM25 score of every row, shape (size,), for a question's `tokens` (with repeats)."""
        total = np.zeros(self.size, dtype=np.float32)
        places, known = self._places(tokens)
        for place in places[known]:
            part = slice(self.start[place], self.start[place + 1])
            total[self.rows[part]] += self.scores[part]
        return total


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
    """Write the index of `texts`, one row each, as four arrays into `folder`."""
    tokens = [tokenise(text) for text in texts]
    keys = np.unique(np.concatenate(tokens)) if tokens else np.zeros(0, dtype=np.int64)
    if len(keys):
        from bm25s import BM25

        scorer = BM25(k1=1.5, b=0.75, method="lucene")
        columns = [np.searchsorted(keys, row).tolist() for row in tokens]
        scorer.index((columns, {str(c): c for c in range(len(keys))}), show_progress=False)
        start, rows, scores = (scorer.scores[name] for name in ("indptr", "indices", "data"))
    else:
        start, rows, scores = np.zeros(1), np.zeros(0), np.zeros(0)
    np.save(folder / "lexical_keys.npy", keys)
    # bm25s may append a column for the empty token; columns past our keys are never looked up.
    np.save(folder / "lexical_start.npy", np.asarray(start, dtype=np.int64))
    np.save(folder / "lexical_rows.npy", np.asarray(rows, dtype=np.int32))
    np.save(folder / "lexical_scores.npy", np.asarray(scores, dtype=np.float32))


def build_postings(texts: Sequence[str], folder: Path) -> None:
    """Write which of `texts`, one row each, hold which token, as three arrays into `folder`."""
    tokens = [np.unique(tokenise(text)) for text in texts]
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(found) for found in tokens])
    every = np.concatenate(tokens) if tokens else np.zeros(0, dtype=np.int64)
    order = np.argsort(every, kind="stable")
    keys, start = np.unique(every[order], return_index=True)
    np.save(folder / "terms_keys.npy", keys)
    np.save(folder / "terms_start.npy", np.append(start, len(every)).astype(np.int64))
    np.save(folder / "terms_rows.npy", rows[order])


def open_postings(folder: Path, size: int) -> Postings:
    """The postings in `folder`, memory-mapped; `size` is their number of rows."""
    keys, start, rows = (_load(folder / f"terms_{name}.npy") for name in ("keys", "start", "rows"))
    return Postings(keys, start, rows, size)


def open_lexical(folder: Path, size: int) -> LexicalIndex:
    """The index in `folder`, memory-mapped; `size` is its number of rows."""
    keys, start, rows, scores = (
        _load(folder / f"lexical_{name}.npy") for name in ("keys", "start", "rows", "scores")
    )
    return LexicalIndex(keys, start, rows, size, scores)


def _load(path: Path) -> npt.NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r"))
