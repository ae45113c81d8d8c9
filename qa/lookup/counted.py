"""第二条第3款 of a contract that counts 一、二、 and in each of these 1. 2.: it means 二、3."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from index.numerals import parse_label
from index.patterns import regex
from index.store import Store
from qa.lookup.parts import PARTS
from qa.question.question import Question
from qa.question.reference import Reference

__all__ = ["as_counted"]

_MOST_DOCUMENTS = 3  # whose numbers are looked at
_PARTS = ("comma", "capital")
_ARTICLE = regex("条$|^(?:article|clause)")


def as_counted(store: Store, question: Question, documents: Collection[int]) -> Question:
    """`question` in which references to articles of documents that have none, but parts in which 1.
    counts anew, are to these parts and to what is counted in them. `documents`: those that are
    looked in where none is named (ids; all if empty).
    """
    found: list[Reference] = []
    open_ = False  # whether what was named last is such a part, of which nothing is named yet
    for reference in question.references:
        is_article = reference.unit == "clause" and _ARTICLE.search(reference.text)
        if is_article and not (reference.branch or reference.joined):
            ids = reference.documents or documents or range(len(store.documents))
            open_ = 0 < len(ids) <= _MOST_DOCUMENTS and all(
                _has_part(store, i, reference.first, reference.last) for i in ids
            )
            found.append(replace(reference, unit="part") if open_ else reference)
            continue
        inside = open_ and reference.unit in PARTS
        found.append(replace(reference, unit="clause", joined=True) if inside else reference)
        open_ = False
    return replace(question, references=tuple(found))


def _has_part(store: Store, document_id: int, first: int, last: int) -> bool:
    """Whether a document has parts of these numbers, and no articles, but 1. in several parts."""
    labels = [label for _, label in store.catalogue.numbers(document_id)]
    read = [label for label in map(parse_label, labels) if label]
    points = Counter(label.number for label in read if label.family == "point")
    anew = any(count > 1 for count in points.values())
    if not anew or any(label.family in ("article", "bracket") for label in read):
        return False
    parts = {s[1] for s in store.catalogue.sections(document_id) if s[0] in _PARTS}
    return {first, last} <= parts
