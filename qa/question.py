"""What is asked: clause numbers, parts, documents by name. No search happens here.

Everything is read off the question's search copy, so full width, Traditional characters and
letter case make no difference: "決定第１５條", "决定（十五）" and "决定第十五条" ask the same.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.normalise import search_copy
from index.numerals import CAPITALS, letter_number, to_chinese, to_int
from qa.asking import compared, is_asked, left, of_all, without_words_of_asking
from qa.elsewhere import part_that_is_not_here, rules_that_are_not_here
from qa.frames import without_frame
from qa.names import AFTER, Named, called, named
from qa.other_numbers import as_read
from qa.reference import Reference, Unit, one
from qa.reports import reports
from qa.short_names import of_year, shortened
from qa.titles import masked
from qa.within import asked_within

__all__ = ["Question", "parse"]

_CHINESE_FIGURES = "〇零一二三四五六七八九十百千两廿卅"
_FIGURES = rf"\d{_CHINESE_FIGURES}"
_NUMBER = rf"(\d{{1,5}}|[{_CHINESE_FIGURES}{CAPITALS}]{{1,9}})"
_UNITS: dict[str, Unit] = {
    **dict.fromkeys(("条", "点", "项", "小点"), "clause"),
    **dict.fromkeys(("部分", "大点", "大部分", "大项"), "part"),
    **dict.fromkeys(("编", "篇", "分编", "章", "节"), "chapter"),
    **dict.fromkeys(("段", "自然段", "款"), "paragraph"),
    "全文": "document",
    **dict.fromkeys(("article", "clause", "item"), "clause"),
    **dict.fromkeys(("part", "section"), "part"),
    **dict.fromkeys(("chapter",), "chapter"),
    **dict.fromkeys(("paragraph",), "paragraph"),
}
_CHINESE_UNITS = "小点|大部分|部分|大点|大项|自然段|条|点|项|分编|编|篇|章|节|段|款"
_BRANCH = rf"(?:之{_NUMBER})?"
_RANGE = re.compile(rf"第?{_NUMBER}({_CHINESE_UNITS})?[至到~—-]+第?{_NUMBER}({_CHINESE_UNITS})")
# 第一百二十条之一到第一百二十条之三; both are branches, or one of them is.
_BRANCHES = re.compile(rf"第?{_NUMBER}条{_BRANCH}[至到~—-]+(?:第?{_NUMBER}条)?{_BRANCH}")
_NUMBERED = re.compile(rf"(倒数)?第[(]?{_NUMBER}[)]?({_CHINESE_UNITS}){_BRANCH}{AFTER}")
# 第2.1条, 第3.1条至第3.3条; 2.1 by itself only where nothing else is asked.
_POINTS = r"\d{1,3}(?:\.\d{1,3}){1,4}"
_POINTED_UNIT = r"(?:条|款|项|点|小?节|章)"
_POINTED_RANGE = (
    rf"(?P<first>{_POINTS}){_POINTED_UNIT}?[至到~—-]+"
    rf"第?(?P<last>{_POINTS}){_POINTED_UNIT}?(?![\d.%])"
)
_POINTED = re.compile(
    rf"第(?:{_POINTED_RANGE}|(?P<one>{_POINTS})(?:{_POINTED_UNIT}(?!\w)|{_POINTED_UNIT}?{AFTER}))"
    rf"|(?<![a-z\d.])(?P<bare>{_POINTS})(?:[条款项]|小?节){AFTER}"
)
_POINTED_ALONE = re.compile(rf"(?<![a-z\d.])(?:{_POINTED_RANGE}|(?P<one>{_POINTS}))(?![\d.%])")
_OF_SOMETHING = re.compile(r"^(?:标准|规范|合同|协议)|\b(?:clause|section|article|item)s?\b")
_BRACKETED = re.compile(r"(?<![a-z0-9_])[(]([一二三四五六七八九十百廿卅]{1,5}|\d{1,3})[)]")
_LAST = re.compile(
    rf"最后(?:(?P<count>[二两三四五六七八九十]|\d{{1,2}})|(?:一|的)?(?:个|那)?(?:一)?)({_CHINESE_UNITS}){AFTER}"
)
_ENGLISH_UNITS = "article|clause|item|part|section|chapter|paragraph"
_ENGLISH = re.compile(
    rf"\b({_ENGLISH_UNITS})s?\s+(\d{{1,4}})(?:(?:[-~–—]|\s+(?:to|through)\s+)(\d{{1,3}}))?\b(?!\.\d)"
)
# articles 3, 5 and 7
_SEVERAL_ENGLISH = re.compile(
    rf"\b({_ENGLISH_UNITS})s\s+(\d{{1,4}}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)\d{{1,3}})+)\b(?!\.\d)"
)
# 三、, by itself or before what stands in it (决定三、第1段); not 三、四线城市, 1、2号线.
_HEADING = re.compile(
    rf"(?:^(?![{_FIGURES}]+、[{_FIGURES}]+(?!部分|[{_FIGURES}]))|(?<![{_FIGURES}第])(?<![{_FIGURES}]、)"
    rf"(?=[{_FIGURES}]+、(?:第[{_FIGURES}]+(?:自然)?段|[(]))){_NUMBER}、"
)
_APPENDIX = re.compile(
    rf"(?:附[件录表](?:{_NUMBER}|(?P<letter>[a-z])(?![a-z]))?|序言|结语)"
    rf"(?=的?(?:倒数)?第[{_FIGURES}]+(?:(?:自然)?段|[条点项])|的?最后|[(][{_FIGURES}]+[)])"
)
_WHOLE = re.compile(rf"序言|结语|附[件录表](?:{_NUMBER}|(?P<letter>[a-z]))")
# The number of a question in a list of questions, if it is not what is asked about.
_LISTED = re.compile(
    rf"(?:(?P<plain>\d{{1,3}}(?:、|\.)(?!\d))|[{_CHINESE_FIGURES}]{{1,3}}、(?![{_FIGURES}第])"
    rf"|[(]\d{{1,3}}[)](?![的里中内讲说规款提写和与及])|[(][{_CHINESE_FIGURES}]{{1,3}}[)](?!{AFTER}))"
    rf"\s*(?!第[{_FIGURES}]+(?:自然)?段|[(])"
)
_BARE = re.compile(rf"第?{_NUMBER}(条|点|部分|段|章|节){_BRANCH}")
# By itself, of a clause if there is one of that number; not a year.
_ALONE = re.compile(
    rf"第?((?!(?:19|20)\d\d$)\d{{1,5}}|[一二三四五六七八九十廿卅][{_CHINESE_FIGURES}]{{0,6}})"
)
# A document stood right before it, of which blanks are left.
_OF_ONE = re.compile(rf"(?<= )(倒数)?第[(]?{_NUMBER}[)]?({_CHINESE_UNITS}){_BRANCH}")
# 第十五、十六条 are two clauses, 第19条2款 is its second paragraph.
_LIST = rf"{_NUMBER}(?:条?[、和与及]第?{_NUMBER})+条"
# Without 第 after a law (刑法13、14条), which by itself is read as one number; 编 is no title.
_UNMARKED = re.compile(
    rf"(?:^|(?<=[典例则释》])|(?<=决定)|(?<=[^做方看想说执违合依守无]法))"
    rf"(?=(?:{_LIST}|{_NUMBER}条第?{_NUMBER}[款项](?:第?{_NUMBER}项)?){AFTER})"
    rf"|(?<=编)(?=(?:{_LIST}|{_NUMBER}条{_BRANCH}){AFTER})"
)
_SEVERAL = re.compile(
    rf"第({_NUMBER}(?:条?[、和与及]第?{_NUMBER})+)(条|款|段|项|部分|章|节|编){AFTER}"
)
_PART_OF_ONE = re.compile(rf"(?<=条)(?={_NUMBER}(?:款|项))")

# Items of a clause or of a paragraph: without 第三十九条 and the like before them clauses.
_BEHIND_BRANCH = rf"(?<=条之[{_FIGURES}])|(?<=条之[{_FIGURES}]{{2}})"
_IN_BRACKETS = rf"[(]{_NUMBER}[)]"
_ITEM = re.compile(
    rf"(?:(?<=[条款])第?|(?:(?<=[)])|{_BEHIND_BRANCH})第)[(]?{_NUMBER}[)]?"
    rf"(?:(?:小?项|目)?[、和与及至到]+第?[(]?{_NUMBER}[)]?|{_IN_BRACKETS})*(?:小?项|目)"
    rf"|(?:(?<=[条款])|{_BEHIND_BRANCH}){_IN_BRACKETS}(?:[、和与及至到]*{_IN_BRACKETS})*(?![条\d])"
)
# What is named after the clause (第十条 劳动合同法) goes on as after a clause.
_ASIDE = re.compile(r"([条款章节编段])\s+(?=(?!第)[\u4e00-\u9fff])")
# White space beside a Chinese character is only typography (第 十二 条).
_SPACED = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
# Between two references that are not one inside the other.
_APART = re.compile(r"(?:[^\w)》]|[和与及跟或]|还有)$")

# 会 alone is too little for a vector to tell that it is a meeting.
_THIS_MEETING = re.compile(
    r"((?:[这那][个次场]|[本此]次)|^)会(?=[是都]?在?"
    r"(?:几[月号日]|哪[天年月日里儿个座]|什么时[候间]|啥时候|何时|何地)[^,。?]{0,6}(?:开[的了]?(?=\W|$)|召开|举[行办]))"
)

_BY = re.compile(r"(?:根据|按照?|依照|依据|参照)《?(?=\s)")  # names, of which blanks are left


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question. `search`: its search copy, without its number in a list of questions;
    `asked`: that without what it says of the text at hand, and without the names of documents, if
    it asks what stands in these alone, `within` (ids); `content`: that without the words of asking,
    references, and names of documents.
    `documents`: ids of the documents it names; `absent`: the names of those that are not there and
    a clause of which it asks for. `lookup`: it asks to see what it refers to, and nothing else.
    `elsewhere`: the rules that it is about, if the store may have but those of other places.
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


def parse(text: str, titles: Sequence[tuple[str, ...]] = ()) -> Question:
    """Read a question. `titles`: for each document of the store its `aliases`, in order."""
    search = _THIS_MEETING.sub(r"\1会议", _unlisted(search_copy(text)))
    rest, titles = masked(search, titles)
    rest = _SEVERAL_ENGLISH.sub(_each_english, as_read(rest))
    spaced = _SPACED.sub("", _ASIDE.sub(r"\1,", rest))
    marked = _SEVERAL.sub(_each, _UNMARKED.sub("第", spaced))
    rest, items = _items(_PART_OF_ONE.sub("第", marked))
    rest, before = called(rest, titles)
    rest, numbered = _references(rest)
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
        numbered = [(len(rest), one(_UNITS[bare[2]], bare[1], bare[3], bare[0]))]
        remaining = ""
    elif not numbered and (whole := _WHOLE.fullmatch(remaining)):
        number = (to_int(whole[1]) if whole[1] else letter_number(whole["letter"])) or 0
        numbered = [(len(rest), Reference("part", number, number, 0, whole[0]))]
        remaining = ""
    elif not numbered and (pointed := _pointed_alone(rest)):
        numbered, remaining = pointed, ""
    elif not numbered and (alone := _ALONE.fullmatch(remaining)) and _stands(alone[1], rest):
        numbered = [(len(rest), one("clause", alone[1], None, remaining))]
        remaining = ""
    elif not numbered and (unit := of_all(rest, remaining)) and (documents or unit != "全文"):
        text, last = ("全文", 1) if unit == "全文" else ("", 0)  # of none is told how many
        numbered, remaining = [(0, Reference(_UNITS[unit], 1, last, 0, text, documents))], ""
    in_order = sorted([*items, *numbered], key=lambda pair: pair[0])  # an item before what follows
    references, absent = _of_documents(in_order, before)
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
    numbered: Sequence[tuple[int, Reference]], before: Sequence[Named]
) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
    """The references, each of the document that is named before it, without those of documents that
    are not there; and the names of these.
    """
    found, absent = [], []
    for place, reference in numbered:
        of = next((each for each in reversed(before) if each.start <= place), None)
        if of and of.absent:
            absent.append(of.absent)
        else:
            found.append(replace(reference, documents=of.documents) if of else reference)
    return tuple(found), tuple(dict.fromkeys(absent))


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


def _each(match: re.Match[str]) -> str:
    unit = match[match.re.groups]
    if "条" in match[1] and unit != "条":  # 第二条和第二章
        return match[0]
    return "、".join(f"第{number}{unit}" for number in re.findall(_NUMBER, match[1]))


def _each_english(match: re.Match[str]) -> str:
    return " and ".join(f"{match[1]} {number}" for number in re.findall(r"\d+", match[2]))


def _items(search: str) -> tuple[str, list[tuple[int, Reference]]]:
    """The items of clauses that a question names, and what is left without them; with the places in
    this where they stood.
    """
    items: list[tuple[int, Reference]] = []
    cut = 0
    for match in _ITEM.finditer(search):
        place = match.start() - cut
        cut += len(match[0])
        found = re.findall(_NUMBER, match[0])
        numbers = [n for number in found if (n := to_int(number)) is not None]
        if re.search("[至到]", match[0]) and len(numbers) == len(found) > 1:
            first, last = sorted((numbers[0], numbers[-1]))
            items.append((place, Reference("item", first, last, 0, match[0])))
        else:
            items += [(place, one("item", n, None, _item_label(n))) for n in found]
    return _ITEM.sub("", search), items


def _item_label(number: str) -> str:
    value = to_int(number)
    return f"第{number if value is None else to_chinese(value)}项"


def _references(search: str) -> tuple[str, list[tuple[int, Reference]]]:
    """The references of a question with their places, in order, and what is left without them."""
    found: list[tuple[int, Reference]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(search):
            if reference := read(match):
                found.append((match.start(), reference))
                # Blanked, not cut: the places of later matches stay what they are.
                search = search[: match.start()] + " " * len(match[0]) + search[match.end() :]
    found.sort(key=lambda pair: pair[0])
    ends = [place + len(reference.text) for place, reference in found]
    between = [search[end:place] for end, (place, _) in zip(ends, found[1:], strict=False)]
    joined = [False, *(not _APART.search(each) for each in between)]
    return search, [
        (place, replace(reference, joined=is_joined))
        for (place, reference), is_joined in zip(found, joined, strict=False)
    ]


def _read_range(match: re.Match[str]) -> Reference | None:
    first, last = to_int(match[1]), to_int(match[3])
    if first is None or last is None:
        return None
    if "第" not in match[0] and not _is_range(match, first, last):
        return None
    first, last = sorted((first, last))
    return Reference(_UNITS[match[4]], first, last, 0, match[0])


def _is_range(match: re.Match[str], first: int, last: int) -> bool:
    """Whether clauses are meant without 第: 十点到三点 and 9点到12点 are times, 3至5项 counts."""
    around = match.string[: match.start()] + match.string[match.end() :]
    if not 0 < first <= last or (match[4] == "点" and left(around)):
        return False
    counts = match[4] in ("条", "点", "项", "段", "节")
    return not counts or re.match(AFTER, match.string[match.end() :]) is not None


def _read_branches(match: re.Match[str]) -> Reference | None:
    ends = [(match[1], match[2]), (match[3] or match[1], match[4])]
    if not (match[3] or match[4]) or not (match[2] or match[4]):
        return None
    read = [(to_int(number), (to_int(branch) or None) if branch else 0) for number, branch in ends]
    known = sorted((n, b) for n, b in read if n is not None and b is not None)
    if len(known) < 2:
        return Reference("clause", 1, 0, 0, match[0])
    (first, branch), (last, last_branch) = known
    return Reference("clause", first, last, branch, match[0], last_branch=last_branch)


def _read_appendix(match: re.Match[str]) -> Reference | None:
    number = to_int(match[1]) if match[1] else letter_number(match["letter"]) or 0
    return None if number is None else Reference("part", number, number, 0, match[0])


def _read_numbered(match: re.Match[str]) -> Reference:
    return one(_UNITS[match[3]], match[2], match[4], match[0], match[1] or "")


def _read_last(match: re.Match[str]) -> Reference:
    count = to_int(match["count"] or "") or 1
    return Reference(_UNITS[match[2]], -count, -1, 0, match[0])


def _read_english(match: re.Match[str]) -> Reference:
    first, last = sorted((int(match[2]), int(match[3] or match[2])))
    return Reference(_UNITS[match[1]], first, last, 0, match[0])


def _read_pointed(match: re.Match[str]) -> Reference:
    found = match.groupdict()
    ends = (found["first"] or found["one"] or found.get("bare"), found["last"])
    each = [tuple(int(figure) for figure in end.split(".")) for end in ends if end]
    return Reference("clause", 1, 0, 0, match[0], points=(min(each), max(each)))


def _pointed_alone(rest: str) -> list[tuple[int, Reference]]:
    """The numbers such as 2.1 in a question that says nothing else (2.1讲什么); else none."""
    others = _OF_SOMETHING.sub(" ", _POINTED_ALONE.sub(" ", rest).strip())
    if left(others):
        return []
    return [(match.start(), _read_pointed(match)) for match in _POINTED_ALONE.finditer(rest)]


def _read_heading(match: re.Match[str]) -> Reference | None:
    number = to_int(match[1])
    return None if number is None else Reference("part", number, number, 0, match[0])


def _read_bracketed(match: re.Match[str]) -> Reference | None:
    number = to_int(match[1])
    return None if number is None else Reference("clause", number, number, 0, match[0])


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Reference | None]], ...] = (
    (_POINTED, _read_pointed),
    (_HEADING, _read_heading),
    (_APPENDIX, _read_appendix),
    (_BRANCHES, _read_branches),
    (_RANGE, _read_range),
    (_OF_ONE, _read_numbered),
    (_NUMBERED, _read_numbered),
    (_LAST, _read_last),
    (_ENGLISH, _read_english),
    (_BRACKETED, _read_bracketed),
)
