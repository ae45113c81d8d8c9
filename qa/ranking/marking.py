"""Which sentences of a passage are marked as what answers a question."""

from collections.abc import Sequence

from index.patterns import regex
from index.store import Store
from qa.question.expects import Expected, expected
from qa.ranking.gives import gives
from qa.ranking.rank import EVIDENCE, Weights, marks, nearest
from qa.ranking.retrieve import Candidates
from qa.ranking.texts import behind, words_of

__all__ = ["marked"]

_POINTED_AT = ("date", "time", "place", "person")  # a sentence that holds one is easily told
_AMOUNTS = ("money", "quantity")
_HEADING = regex(r"\s*\(\w{1,4}\)[^。;]{2,40}[。.]?\s*")


def marked(
    store: Store, by: Weights, search: str, candidates: Candidates, place: int
) -> Sequence[int]:
    """Which sentences of a candidate answer a question (its search copy). If a date, a place or a
    person is asked for, that is the one that holds it rather than one that comes nearer to the
    words; if an amount, the words that lead to it, and it.
    """
    cosines, coverages = candidates.cosines[place], candidates.coverages[place]
    found, wanted = marks(cosines, coverages, by), expected(search)
    row = int(candidates.passages[place])
    if found == [0] and len(cosines) > 1 and _HEADING.fullmatch(words_of(store, row, [0])):
        found = nearest(cosines, coverages, by)[:2]  # a heading says what it is about, and no more
    if wanted is not None and wanted.kind in _POINTED_AT:
        giving = [
            i
            for i in nearest(cosines, coverages, by)[:EVIDENCE]
            if gives(wanted, words_of(store, row, [i]))
        ]
        return found if found[0] in giving else giving[:1] or found
    if wanted is not None and wanted.kind in _AMOUNTS:
        return [*found, *_leads_to(store, wanted, row, found)]
    return found


def _leads_to(store: Store, wanted: Expected, row: int, found: Sequence[int]) -> list[int]:
    """The part of a sentence that tells an amount, if none of the parts `found` of the passage in a
    row of the store does, but they lead to it (责令改正;逾期不改正的,处五千元罚款).
    """
    if gives(wanted, words_of(store, row, found)):
        return []
    further = behind(store, row, found[0], "；;：:，,")
    return [at for at in further if gives(wanted, words_of(store, row, [at]))][:1]
