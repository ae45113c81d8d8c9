"""The words of candidates, for what is told from words."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.normalise import search_copy
from index.patterns import regex
from index.store import Store
from qa.ranking.rank import EVIDENCE, Weights, nearest
from qa.ranking.retrieve import Candidates, Ids

__all__ = ["behind", "nearest_words", "whole_texts", "words_of"]

_copy = lru_cache(maxsize=512)(search_copy)  # what one question reads, it reads several times
# How a sentence goes on that tells what follows from a breach: 责令改正;逾期不改正的,处…罚款.
_CONSEQUENCE = regex("逾期|拒不|仍不|情节|造成|构成|并处|可以并处|没?有违法所得|对单位|对个人")


def whole_texts(store: Store, candidates: Candidates, best: Ids) -> list[str]:
    """The words of candidates, whole."""
    rows = store.passages[candidates.passages[best]]
    texts = (store.text(store.documents[d].text_sha256) for d in rows[:, 0])
    return [text[a:b] for text, (a, b) in zip(texts, rows[:, 3:], strict=True)]


def nearest_words(store: Store, by: Weights, candidates: Candidates, place: int) -> tuple[str, str]:
    """The search copies of the sentences of a candidate that are most like the question, with what
    follows from a breach that the first of them tells, and of the title of its document.
    """
    found = nearest(candidates.cosines[place], candidates.coverages[place], by)
    row = int(candidates.passages[place])
    title = store.documents[int(store.passages[row, 0])].title
    words = words_of(store, row, found[:EVIDENCE])
    for at in behind(store, row, found[0], "；;"):
        if not _CONSEQUENCE.match(further := words_of(store, row, [at])):
            break
        words = f"{words} {further}"
    return words, _copy(title)


def behind(store: Store, row: int, sentence: int, marks: str) -> Iterator[int]:
    """The parts of a sentence that stand behind its part `sentence` of the passage in a row of the
    store, as long as each ends in one of the `marks`: seen in the text, since most do not, and a
    search copy takes longer.
    """
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    first, last = store.sentence_start[row : row + 2].tolist()
    for at in range(first + sentence, last - 1):
        start, end = store.sentences[at, 1:].tolist()
        if not text[start:end].rstrip().endswith(tuple(marks)):
            return
        yield at + 1 - first


def words_of(store: Store, row: int, sentences: Sequence[int]) -> str:
    """The search copy of some of the sentences of the passage in a row of the store."""
    first = int(store.sentence_start[row])
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    spans = (store.sentences[first + i, 1:].tolist() for i in sentences)
    return _copy(" ".join(text[a:b] for a, b in spans))
