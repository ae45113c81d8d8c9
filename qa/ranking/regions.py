"""Whether a question is about a province, or about what governs it, of which a store that is all
about others says nothing.

Where the documents are those of one province, what another one does (广东省的海洋经济目标) is not
in them, however much a clause is about the same matter. Where they are not, as with national laws,
a province in a question is only where somebody happens to be.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.lexical import tokenise
from index.patterns import regex
from index.searches import Terms
from qa.question.place_names import PLACE, PROVINCE, PROVINCES

__all__ = ["asked_about", "is_other_province", "rows_with"]

_REGIONAL = 0.05  # of the sentences name one province
_GOVERNING = regex(f"(?:{PROVINCE.pattern})(?:省|市|自治区)?(?:委(?!托)|政府|人大|政协)")
# Laws about dealings with them are of the whole country (内地与香港…委托提取证据的安排).
_DEALT_WITH = {"香港", "澳门", "台湾"}
_PLACE = PLACE.pattern
# Whoever asks what their own province does for them (在广东打工，想回老家), what one does for those
# who come from elsewhere (我是湖北人), or when they go there (去江苏看病).
_WHERE_ONE_IS = regex(
    rf"(?:是|来自){_PLACE}(?:省|市)?的?人(?![口大民均才])"
    rf"|{_PLACE}(?:省|市)?(?:户口|户籍|籍(?!贯)|来的)"
    rf"|(?:在|到|去){_PLACE}(?:省|市)?(?:看病|就医|住院|出差|旅游)|"
    rf"(?:在|到|去){_PLACE}(?:省|市|那边)?"
    "(?:打工|务工|做工|上班|工作|读书|念书|上学|上大学|当兵|做生意|生活|住)(?=.*(?:[回返]|老家|家乡))"
)


def is_other_province(search: str, terms: Terms, sentences: int) -> bool:
    """Whether a question (its search copy) names provinces, of which the `sentences` rows of
    `terms` name none, though they are about some other; or what governs another one than theirs
    (重庆市委), which stands nowhere, though the province may.
    """
    search = asked_about(search)
    asked = PROVINCE.findall(search)
    if not asked:
        return False
    known = (name for name in PROVINCES if name not in _DEALT_WITH)
    own = max(known, key=lambda name: rows_with(name, terms))
    if own in asked or rows_with(own, terms) < _REGIONAL * max(sentences, 1):
        return False
    if not any(rows_with(name, terms) for name in asked):
        return True
    governing = [match.group() for match in _GOVERNING.finditer(search)]
    return bool(governing) and not any(rows_with(name, terms) for name in governing)


@lru_cache(maxsize=64)  # of one question it is asked several times
def asked_about(search: str) -> str:
    """A question's search copy without places where somebody only happens to be, or is from."""
    # What it takes to compile that is worth while only where a place is named.
    return _WHERE_ONE_IS.sub(" ", search) if PLACE.search(search) else search


def rows_with(name: str, terms: Terms) -> int:
    """In how many rows a name stands, or at most could: as many as its rarest pair."""
    return int(np.min(terms.document_frequency(_pairs(name))))


@lru_cache(maxsize=256)  # those of all provinces, and of what governs some
def _pairs(name: str) -> npt.NDArray[np.int64]:
    tokens = tokenise(name)
    return tokens[tokens >= 1 << 21]
