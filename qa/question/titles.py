"""Titles in a question that hold what else would be taken for something asked: a number of a clause
(…刑法第八十八条第一款…批复), brackets (…解释(二)), a title inside, a blank; and titles without
their marks. No search happens here.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.normalise import search_copy
from index.patterns import regex

__all__ = ["is_number", "masked", "unquoted"]

# How titles and numbers of documents are written differs in these: 《实施〈中华人民共和国献血法〉
# 办法》, 法释[2022]第17号.
_UNEVEN = regex(
    r"\s+|[《》〈〉<>]|中华人民共和国|[〔【\[(](?=\d{4}[〕】\])])|(?<=[〔【\[(]\d{4})[〕】\])]"
    r"|(?<=\d{4}[〕】\])])第(?=\d{1,5}号)"
)
# Evened.
_NUMBER = regex(r"(?<!\d)\d{5,}号$|^[\u4e00-\u9fff]\d{2,4}[\u4e00-\u9fff]+\d+号$|字第\d+号$")
# What makes the number behind it another one: the year of a case, a province (豫法〔1996〕83号).
_YEAR = regex(r"(\d{4})年?$")
_ISSUER = regex("[京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]$")
_BEFORE = regex(r"(?:\s+|[《〈]|中华人民共和国)+$")
_MISREAD = regex(r"[\s《》〈〉<>()]|\d|第[一二三四五六七八九十百]+[条章节编款项届]")
_ORDINAL = regex(r"([\u4e00-\u9fff]{2})\([一二三四五六七八九十]{1,2}\)$")
_ANOTHER = regex(r"\([一二三四五六七八九十]{1,2}\)")  # of the same name, but for its number
_LEAST, _MOST = 4, 40  # characters before 规定(四) that tell which one is meant
_FIRST = 0xF0000  # of the private characters that stand for titles


def unquoted(name: str) -> str:
    """The search copy of a name, without the marks of titles, which may stand inside too."""
    return search_copy(name).replace("《", "").replace("》", "")


def is_number(name: str) -> bool:
    """Whether a name is the number of a document or of a case, which only `masked` finds."""
    return _NUMBER.search(_evened(name)[0]) is not None


def masked(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, Sequence[tuple[str, ...]]]:
    """A question's search copy with such titles, however their marks and blanks are written, as
    marks and two private characters, and `titles` (the `aliases` of each document, in order) with
    those two as one more alias of the documents that have them.
    """
    even, places = _evened(search)
    known = _known(tuple(titles))
    found: list[tuple[int, int, str]] = []  # code points of `search`, and the title
    for title in known.misread:
        for start, end in _occurrences(even, title):
            if is_number(title) and _is_another(even[:start], title, known.documents):
                continue
            first, last = places[start], places[end - 1] + 1
            if all(last <= a or b <= first for a, b, _ in found):
                found.append((first, last, title))
    names: dict[str, str] = {}
    for first, last, title in sorted(found, reverse=True):
        name = names.setdefault(title, 2 * chr(_FIRST + len(names)))
        before, after = _BEFORE.sub("", search[:first]), search[last:].lstrip("》〉 ")
        before = before.rstrip("〔【[(") if title[0].isdecimal() else before
        search = f"{before}《{name}》{after}"
    if not names:
        return search, titles
    more: dict[int, list[str]] = {}
    for title, name in names.items():
        for i in known.documents[title]:
            more.setdefault(i, []).append(name)
    return search, [(*each, *more.get(i, ())) for i, each in enumerate(titles)]


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that would be misread, evened, the longest first; the documents of each."""

    misread: tuple[str, ...]
    documents: dict[str, list[int]]


@lru_cache(maxsize=8)
def _known(titles: tuple[tuple[str, ...], ...]) -> _Known:
    found: set[str] = set()
    documents: dict[str, list[int]] = {}
    for i, names in enumerate(titles):
        evened = {name: _evened(name)[0] for name in names}
        found |= {even for name, even in evened.items() if _MISREAD.search(name)}
        for even in dict.fromkeys(evened.values()):
            documents.setdefault(even, []).append(i)
    misread = sorted((t for t in found if len(t) > _LEAST), key=lambda t: (-len(t), t))
    return _Known(tuple(misread), documents)


def _evened(text: str) -> tuple[str, list[int]]:
    """A text without what is written now so and now otherwise, and where its characters stand."""
    places = [*range(len(text))]
    for match in reversed([*_UNEVEN.finditer(text)]):
        del places[match.start() : match.end()]
    return "".join(text[place] for place in places), places


def _is_another(before: str, number: str, known: Container[str]) -> bool:
    """Whether the number of a document is but the end of another one."""
    year = _YEAR.search(before)
    return f"{year[1]}{number}" not in known if year else _ISSUER.search(before) is not None


def _occurrences(even: str, title: str) -> list[tuple[int, int]]:
    """Where a title stands in an evened question; or if it is one of several that differ by a
    number, where its end does with enough before it (补充规定(四)).
    """
    if title in even:
        ends = [match.end() for match in re.finditer(re.escape(title), even)]
        return [(e - len(title), e) for e in ends if not _ANOTHER.match(even, e)]
    numbered = _ORDINAL.search(title) if "(" in even else None
    if not numbered or numbered[0] not in even:
        return []
    end = even.index(numbered[0]) + len(numbered[0])
    for start in range(max(0, end - _MOST), end - len(numbered[0]) - _LEAST + 1):
        if even[start:end] in title:
            return [(start, end)]
    return []
