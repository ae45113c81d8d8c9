"""What follows from a breach of a clause that is named by number (违反第三十一条怎么处罚): it
stands in another clause, which names this one (违反本条例第三十一条规定的，处…罚款).
"""

from collections.abc import Iterator
from dataclasses import replace

from index.catalogue import IndexedClause
from index.normalise import search_copy
from index.patterns import regex
from index.store import Store
from qa.lookup.found import Found
from qa.lookup.parts import rows_of

__all__ = ["with_penalties"]

_ASKED = regex("罚|处分|(?:法律|什么|哪些)(?:责任|后果)|(?:怎么|如何|怎样)(?:处理|追究)|受到什么")
_BREACH = regex("违反|违背|触犯|不遵守|没有?遵守|不按照?")
_STATED = regex("罚款|警告|没收|吊销|拘留|责令|处分|刑事责任|赔偿|取消|撤销")
_MOST = 20  # clauses named at once, of which this is looked for


def with_penalties(store: Store, search: str, found: Found) -> Found:
    """What a question (its search copy) names by number; first, if it asks what follows from its
    breach, the passages that say so.
    """
    rows = found.passages
    if not rows or not (_ASKED.search(search) and _BREACH.search(search)):
        return found
    ids = dict.fromkeys(int(store.passages[row, 1]) for row in rows)
    if len(ids) > _MOST:
        return found
    stating = dict.fromkeys(row for i in ids for row in _stating(store, i))
    return replace(found, passages=tuple(dict.fromkeys((*stating, *rows))))


def _stating(store: Store, clause_id: int) -> Iterator[int]:
    """The passages that say what follows from a breach of a clause, where they name it."""
    own = store.catalogue.clauses([clause_id])[clause_id]
    for mention in store.catalogue.cited_by(clause_id):
        for clause in mention.clauses:
            if clause.document_id == own.document_id:
                yield from _holding(store, clause, mention.span.start)


def _holding(store: Store, clause: IndexedClause, at: int) -> Iterator[int]:
    """The passage of a clause that holds a place, if it states a penalty."""
    text = store.text(store.documents[clause.document_id].text_sha256)
    for row in rows_of(store, clause.id):
        start, end = store.passages[row, 3:5].tolist()
        words = search_copy(text[start:end])
        if start <= at < end and _BREACH.search(words) and _STATED.search(words):
            yield row
