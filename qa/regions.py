"""Whether a question is about a province of which a store that is all about others says nothing.

Where the documents are those of one province, what another one does (广东省的海洋经济目标) is not
in them, however much a clause is about the same matter. Where they are not, as with national laws,
a province in a question is only where somebody happens to be.
"""

import numpy as np

from index.lexical import tokenise
from qa.place_names import PROVINCE, PROVINCES
from qa.retrieve import Terms

__all__ = ["is_elsewhere"]

_REGIONAL = 0.05  # of the sentences name one province


def is_elsewhere(search: str, terms: Terms, sentences: int) -> bool:
    """Whether a question (its search copy) names provinces, of which the `sentences` rows of
    `terms` name none, though they are about some other.
    """
    asked = PROVINCE.findall(search)
    if not asked or any(_rows(name, terms) for name in asked):
        return False
    return max(_rows(name, terms) for name in PROVINCES) >= _REGIONAL * max(sentences, 1)


def _rows(name: str, terms: Terms) -> int:
    """In how many rows a name stands, or at most could: as many as its rarest pair."""
    tokens = tokenise(name)
    pairs = tokens[tokens >= 1 << 21]
    return int(np.min(terms.document_frequency(pairs)))
