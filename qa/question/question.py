"""What is asked: clause numbers, parts, documents by name. No search happens here.

Everything is read off the question's search copy, so full width, Traditional characters and
letter case make no difference: "決定第１５條", "决定（十五）" and "决定第十五条" ask the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.normalise import search_copy
from index.numerals import to_chinese
from index.patterns import regex
from qa.question.asking import (
    compared,
    is_asked,
    left,
    of_all,
    without_end,
    without_words_of_asking,
)
from qa.question.elsewhere import (
    law_that_is_not_here,
    part_that_is_not_here,
    rules_that_are_not_here,
)
from qa.question.frames import without_frame
from qa.question.names import AFTER, Named, called, named
from qa.question.numbers import (
    BRANCH,
    CHINESE_FIGURES,
    FIGURES,
    NUMBER,
    UNITS,
    appendices_alone,
    items_in,
    numbered_in,
    one_by_one,
    pointed_alone,
    unspaced,
)
from qa.question.other_numbers import as_read
from qa.question.reference import Reference, one
from qa.question.reports import reports
from qa.question.short_names import of_year, shortened
from qa.question.titles import masked
from qa.question.within import asked_within

__all__ = ["Question", "parse"]

# The number of a question in a list of questions, if it is not what is asked about.
_LISTED = regex(
    rf"(?:(?P<plain>\d{{1,3}}(?:、|\.)(?!\d))|[{CHINESE_FIGURES}]{{1,3}}、(?![{FIGURES}第])"
    rf"|[(]\d{{1,3}}[)](?![的里中内讲说规款提写和与及])|[(][{CHINESE_FIGURES}]{{1,3}}[)](?!{AFTER}))"
    rf"\s*(?!第[{FIGURES}]+(?:自然)?段|[(])"
)
_BARE = regex(rf"第?{NUMBER}(条|点|部分|段|章|节){BRANCH}")
# By itself, of a clause if there is one of that number; not a year.
_ALONE = regex(
    rf"第?((?!(?:19|20)\d\d$)\d{{1,5}}|[一二三四五六七八九十廿卅][{CHINESE_FIGURES}]{{0,6}})"
)


# 会 alone is too little for a vector to tell that it is a meeting.
_THIS_MEETING = regex(
    r"((?:[这那][个次场]|[本此]次)|^)会(?=[是都]?在?"
    r"(?:几[月号日]|哪[天年月日里儿个座]|什么时[候间]|啥时候|何时|何地)[^,。?]{0,6}(?:开[的了]?(?=\W|$)|召开|举[行办]))"
)

_BY = regex(r"(?:根据|按照?|依照|依据|参照)《?(?=\s)")  # names, of which blanks are left


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question. `search`: its search copy, without its number in a list of questions;
    `asked`: that without what it says of the text at hand, and without the names of documents, if
    it asks what stands in these alone, `within` (ids); `content`: that without the words of asking,
    references, and names of documents.
    `documents`: ids of the documents it names; `absent`: the names of those that are not there and
    a clause of which it asks for. `lookup`: it asks to see what it refers to, and nothing else.
    `elsewhere`: the rules that it is about, if the store may have but those of other places.
    `law`: the national law or the 条例 of a place that it is about, if the store may have but what
    speaks of it. `cited`: the clauses of the `absent` ones (公司法第八十八条), if it asks for more
    than to see them, and for no clause that is there.
    `compares`: it asks how the documents that it names differ, and no more.
    """

    text: str
    search: str
    asked: str
    content: str
    references: tuple[Reference, ...]
    documents: frozenset[int]
    absent: tuple[str, ...]
    lookup: bool
    elsewhere: str = ""
    within: frozenset[int] = frozenset()
    compares: bool = False
    law: str = ""
    cited: tuple[str, ...] = ()


def parse(text: str, titles: Sequence[tuple[str, ...]] = ()) -> Question:
    """Read a question. `titles`: for each document of the store its `aliases`, in order."""
    search = _THIS_MEETING.sub(r"\1会议", _unlisted(without_end(search_copy(text))))
    rest, titles = masked(search, titles)
    spaced = unspaced(as_read(rest))
    rest, of_clauses = items_in(one_by_one(spaced))
    rest, before = called(rest, titles)
    rest, numbered = numbered_in(rest)
    rest, of_years = reports(rest, titles)
    rest, short = shortened(rest, titles)
    rest, documents = named(rest, titles)
    documents |= short | of_years
    compares = False
    if len(documents) + len(numbered) > 1:
        before_words = rest
        rest, what = compared(rest)
        compares = rest != before_words and not (numbered or left(what))
        search = search if numbered else what or search
    remaining = left(rest)
    bare = _BARE.fullmatch(remaining)
    if bare and bare[0] in ("一条", "一点") and not before:  # 一条 by itself is any one
        bare = None
    if not numbered and bare and _stands(bare[1], rest):
        numbered = [(len(rest), one(UNITS[bare[2]], bare[1], bare[3], bare[0]))]
        remaining = ""
    elif not numbered and (only := appendices_alone(rest) or pointed_alone(rest)):
        numbered, remaining = only, ""
    elif not numbered and (alone := _ALONE.fullmatch(remaining)) and _stands(alone[1], rest):
        numbered = [(len(rest), one("clause", alone[1], None, remaining))]
        remaining = ""
    elif not numbered and (unit := of_all(rest, remaining)) and (documents or unit != "全文"):
        text, last = ("全文", 1) if unit == "全文" else ("", 0)  # of none is told how many
        numbered, remaining = [(0, Reference(UNITS[unit], 1, last, 0, text, documents))], ""
    in_order = sorted(
        [*of_clauses, *numbered], key=lambda pair: pair[0]
    )  # an item before what follows
    references, absent = _of_documents(in_order, before, bool(titles))
    documents |= {i for each in before for i in each.documents}
    documents = of_year(search, documents, titles)
    content = without_words_of_asking(without_frame(_BY.sub("", rest) if documents else rest))
    if not re.search(r"[^\W_]", content):
        content = search
    references = _with_items(references)
    lookup = bool(references) and len(remaining) < 2
    is_unnamed = not (references or documents or before)
    not_here = rules_that_are_not_here if is_unnamed else part_that_is_not_here
    elsewhere = "" if references else not_here(spaced, titles)
    asked = "" if references else asked_within(rest, spaced, titles, documents)
    return Question(
        *(text, search, without_frame(asked or search), content),
        *(references, documents, absent, lookup),
        *(elsewhere, documents if asked else frozenset(), compares),
        law_that_is_not_here(spaced, titles) if is_unnamed else "",
        _cited(in_order, before) if len(remaining) > 1 and not references else (),
    )


def _unlisted(search: str) -> str:
    """A question without its number in a list of questions (1、四川要建哪些铁路). It is none where
    nothing else is asked (三、讲什么) or what follows is a heading.
    """
    match = _LISTED.match(search)
    if match is None or not left(rest := search[match.end() :]):
        return search
    return rest if match["plain"] or is_asked(rest) else search


def _stands(number: str, rest: str) -> bool:
    """Whether a number was written like this: 15 is not what 第1.5条 asks for, nor 3 第-3条."""
    return bool(re.search(rf"(?<![-\u2212.\d]){number}", "".join(rest.split())))


def _of_documents(
    numbered: Sequence[tuple[int, Reference]], before: Sequence[Named], is_known: bool
) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
    """The references, each of the document that is named before it, without those of documents that
    are not there, if it `is_known` which are; and the names of these.
    """
    found, absent = [], []
    for place, reference in numbered:
        of = _last_named(before, place)
        if of and of.absent:
            absent.append(of.absent)
        if not (of and of.absent and is_known):
            found.append(replace(reference, documents=of.documents) if of else reference)
    return tuple(found), tuple(dict.fromkeys(absent))


def _last_named(before: Sequence[Named], place: int) -> Named | None:
    return next((each for each in reversed(before) if each.start <= place), None)


def _cited(numbered: Sequence[tuple[int, Reference]], before: Sequence[Named]) -> tuple[str, ...]:
    """The clauses of documents that are not there as these are cited (公司法第八十八条)."""
    found = []
    for place, reference in numbered:
        of = _last_named(before, place)
        if of and of.absent and reference.unit == "clause" and reference.first > 0:
            branch = f"之{to_chinese(reference.branch)}" if reference.branch else ""
            found.append(f"{of.absent}第{to_chinese(reference.first)}条{branch}")
    return tuple(found)


def _with_items(references: Sequence[Reference]) -> tuple[Reference, ...]:
    """The references; an item that is counted from the end (第一条最后一项) as one of the clause
    beside it. By itself, or in a section (附件二第三项), it is a clause of a document.
    """
    counted = [r.unit == "clause" and r.text.endswith("项") for r in references]
    sections = [r.unit in ("part", "chapter") for r in references]
    if all(a or b for a, b in zip(counted, sections, strict=True)):
        return tuple(references)
    return tuple(
        replace(r, unit="item") if is_item else r
        for r, is_item in zip(references, counted, strict=True)
    )
