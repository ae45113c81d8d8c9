"""The words of candidates, for what is told from words."""

import re
from collections.abc import Sequence

from index.normalise import search_copy
from index.store import Store
from qa.rank import EVIDENCE, Weights, nearest
from qa.retrieve import Candidates, Ids

__all__ = ["nearest_words", "whole_texts", "words_of"]

# How a sentence goes on that tells what follows from a breach: 责令改正;逾期不改正的,处…罚款.
_CONSEQUENCE = re.compile("逾期|拒不|仍不|情节|造成|构成|并处|可以并处|没?有违法所得|对单位|对个人")


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
    at, count = found[0], len(candidates.cosines[place])
    while at + 1 < count and _goes_on(store, row, at):
        at += 1
        if not _CONSEQUENCE.match(following := words_of(store, row, [at])):
            break
        words = f"{words} {following}"
    return words, search_copy(title)


def _goes_on(store: Store, row: int, sentence: int) -> bool:
    """Whether a sentence of a passage ends in a semicolon: seen in the text, since most do not, and
    a search copy takes longer.
    """
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    start, end = store.sentences[int(store.sentence_start[row]) + sentence, 1:].tolist()
    return text[start:end].rstrip().endswith(("；", ";"))


def words_of(store: Store, row: int, sentences: Sequence[int]) -> str:
    """The search copy of some of the sentences of the passage in a row of the store."""
    first = int(store.sentence_start[row])
    text = store.text(store.documents[int(store.passages[row, 0])].text_sha256)
    spans = (store.sentences[first + i, 1:].tolist() for i in sentences)
    return search_copy(" ".join(text[a:b] for a, b in spans))
