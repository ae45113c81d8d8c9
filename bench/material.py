"""Documents of every size: statutes of STARD as text files, and varied copies of them.

STARD's corpus holds single articles (中华人民共和国刑法第一条). They are put together into laws
again, one text file each, that are indexed like any other document. What goes beyond them are
copies in which one in ten kinds of character trades places with another of like frequency, so that
a copy's words, postings and clauses are of the same sort, but not the same.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.dataset import jsonl
from index.errors import InputError
from index.model import Span
from index.normalise import search_copy
from index.sentences import sentences

__all__ = ["Law", "copies", "laws", "queries", "swaps", "write_laws"]

Law = tuple[str, str]  # title, text

_ARTICLE = re.compile(r"(.+?)(第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?)")
# Characters that say where a clause begins, what it is called, or when it holds.
_STRUCTURE = frozenset("零〇一二三四五六七八九十百千万亿两第条款项目章节编篇部分之年月日号附则")
_SHARE = 0.1  # of the pairs of characters of like frequency that trade places
_RANKS = (50, 4000)  # by frequency, of the characters that may
_SEED = 20260101


def laws(corpus: Path) -> list[Law]:
    """The laws of a STARD corpus, in an order that mixes them. Raises InputError if it is none."""
    texts: dict[str, list[str]] = {}
    for number, row in jsonl(corpus):
        found = _ARTICLE.fullmatch(str(row.get("title")))
        if found is None:
            raise InputError(
                f"{corpus} 第 {number} 行：title 不是“法律名＋第几条”",
                f"{corpus}, line {number}: the title is not a law's name and an article's number",
            )
        body = "\n".join(line.strip() for line in str(row["text"]).splitlines() if line.strip())
        texts.setdefault(found[1], []).append(f"{found[2]}　{body}")
    whole = [(title, "\n".join([title, "", *articles]) + "\n") for title, articles in texts.items()]
    random.Random(_SEED).shuffle(whole)
    return whole


def queries(corpus: Path) -> list[str]:
    """The questions that stand beside the corpus."""
    path = corpus.parent / "queries.jsonl"
    return [str(row["text"]) for _, row in jsonl(path) if str(row.get("text", "")).strip()]


def swaps(whole: Sequence[Law], number: int) -> dict[int, int]:
    """Which characters trade places in copy `number` (from 1), for `str.translate`: its own
    inverse.
    """
    counts = Counter(character for _, text in whole for character in text)
    ranked = sorted(counts, key=lambda character: (-counts[character], character))
    usable = [c for c in ranked if "\u4e00" <= c <= "\u9fff" and c not in _STRUCTURE]
    usable = [c for c in usable[slice(*_RANKS)] if search_copy(c) == c]
    generator = random.Random(_SEED + number)
    table: dict[int, int] = {}
    for one, other in zip(usable[::2], usable[1::2], strict=False):
        if generator.random() < _SHARE:
            table |= {ord(one): ord(other), ord(other): ord(one)}
    return table


def copies(whole: Sequence[Law], number: int) -> list[Law]:
    """All laws with the characters of copy `number` traded; copy 0 is the laws as they are."""
    table = swaps(whole, number) if number else {}
    return [(title.translate(table), text.translate(table)) for title, text in whole]


def write_laws(whole: Sequence[Law], folder: Path, least: int | None) -> int:
    """Write laws, and copies when they run out, until they hold `least` sentences (None: all laws
    once), one file each. Returns how many copies were begun.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = 0
    for number, place, (title, text) in _endless(whole, 1 if least is None else 1000):
        name = re.sub(r"[/\\\s]+", " ", title)[:60]
        path = folder / f"{number}-{place:04}-{name}.txt"
        path.write_text(text, encoding="utf-8")
        held += len(sentences(text, Span(0, len(text))))
        if least is not None and held >= least:
            return number
    return 0


def _endless(whole: Sequence[Law], most: int) -> Iterator[tuple[int, int, Law]]:
    for number in range(most):
        for place, law in enumerate(copies(whole, number)):
            yield number, place, law
