"""Whether a question is about a province, or about what governs it, of which a store that is all
about others says nothing; and which documents are of the places that it names.

Where the documents are those of one province, what another one does (广东省的海洋经济目标) is not
in them, however much a clause is about the same matter. Where they are not, as with national laws,
a province in a question is only where somebody happens to be.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.lexical import tokenise
from index.normalise import search_copy
from qa.place_names import CITY, PROVINCE, PROVINCES
from qa.retrieve import Terms

__all__ = ["is_other_province", "names_place", "of_places"]

_REGIONAL = 0.05  # of the sentences name one province
_GOVERNING = re.compile(f"(?:{PROVINCE.pattern})(?:省|市|自治区)?(?:委(?!托)|政府|人大|政协)")
# Places whose names are words too (日照市), as titles begin with them.
_FULL = re.compile(r"[^城]{2,4}?(?:市(?![场政容])|自治[州县])")
# Laws about dealings with them are of the whole country (内地与香港…委托提取证据的安排).
_DEALT_WITH = {"香港", "澳门", "台湾"}
# Whoever asks what their own province does for them (在广东打工，想回老家), what one does for those
# who come from elsewhere (我是湖北人), or when they go there (去江苏看病).
_WHERE_ONE_IS = re.compile(
    rf"(?:是|来自)(?:{PROVINCE.pattern})(?:省|市)?的?人(?![口大民均才])"
    rf"|(?:{PROVINCE.pattern})(?:省|市)?(?:户口|户籍|籍(?!贯)|来的)"
    rf"|(?:在|到|去)(?:{PROVINCE.pattern})(?:省|市)?(?:看病|就医|住院|出差|旅游)|"
    rf"(?:在|到|去)(?:{PROVINCE.pattern})(?:省|市|那边)?"
    "(?:打工|务工|做工|上班|工作|读书|念书|上学|上大学|当兵|做生意|生活|住)(?=.*(?:[回返]|老家|家乡))"
)


def is_other_province(search: str, terms: Terms, sentences: int) -> bool:
    """Whether a question (its search copy) names provinces, of which the `sentences` rows of
    `terms` name none, though they are about some other; or what governs another one than theirs
    (重庆市委), which stands nowhere, though the province may.
    """
    search = _WHERE_ONE_IS.sub(" ", search)
    asked = PROVINCE.findall(search)
    if not asked:
        return False
    known = (name for name in PROVINCES if name not in _DEALT_WITH)
    own = max(known, key=lambda name: _rows(name, terms))
    if own in asked or _rows(own, terms) < _REGIONAL * max(sentences, 1):
        return False
    if not any(_rows(name, terms) for name in asked):
        return True
    governing = [match.group() for match in _GOVERNING.finditer(search)]
    return bool(governing) and not any(_rows(name, terms) for name in governing)


def _rows(name: str, terms: Terms) -> int:
    """In how many rows a name stands, or at most could: as many as its rarest pair."""
    tokens = tokenise(name)
    pairs = tokens[tokens >= 1 << 21]
    return int(np.min(terms.document_frequency(pairs)))


def names_place(search: str) -> bool:
    """Whether a question (its search copy) may name a place."""
    return bool(PROVINCE.search(search) or CITY.search(search) or re.search("[市州县]", search))


def of_places(search: str, titles: Sequence[str]) -> list[int]:
    """Which documents have a place in their titles that a question (its search copy) names: of
    those about one matter one of these is meant (在菏泽带狗坐公交), or one of the whole country.
    """
    named = {*PROVINCE.findall(search), *CITY.findall(search)}
    known = _places(tuple(titles)).items()
    meant = [ids for name, ids in known if name in named or (_FULL.match(name) and name in search)]
    return sorted({i for ids in meant for i in ids})


@lru_cache(maxsize=8)
def _places(titles: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """The places that titles name, with the documents."""
    found: dict[str, list[int]] = {}
    for i, title in enumerate(map(search_copy, titles)):
        full = _FULL.match(title)
        names = {*PROVINCE.findall(title), *CITY.findall(title), *([full[0]] if full else ())}
        for name in names:
            found.setdefault(name, []).append(i)
    return {name: tuple(ids) for name, ids in found.items()}
