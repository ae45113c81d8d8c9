"""The clauses, parts, paragraphs and items that a question names by number, and what is left of it
without them. No search happens here.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from index.numerals import CAPITALS, letter_number, parse_label, to_chinese, to_int
from index.patterns import regex
from qa.question.asking import left
from qa.question.names import AFTER
from qa.question.reference import Reference, Unit, one

__all__ = [
    "BRANCH",
    "CHINESE_FIGURES",
    "FIGURES",
    "NUMBER",
    "UNITS",
    "appendices_alone",
    "items_in",
    "numbered_in",
    "one_by_one",
    "pointed_alone",
    "unspaced",
]

CHINESE_FIGURES = "〇零一二三四五六七八九十百千两廿卅"
FIGURES = rf"\d{CHINESE_FIGURES}"
NUMBER = rf"(\d{{1,5}}|[{CHINESE_FIGURES}{CAPITALS}]{{1,9}})"
UNITS: dict[str, Unit] = {
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
BRANCH = rf"(?:之{NUMBER})?"
_RANGE = regex(rf"第?{NUMBER}({_CHINESE_UNITS})?[至到~—-]+第?{NUMBER}({_CHINESE_UNITS})")
# 第一百二十条之一到第一百二十条之三; both are branches, or one of them is.
_BRANCHES = regex(rf"第?{NUMBER}条{BRANCH}[至到~—-]+(?:第?{NUMBER}条)?{BRANCH}")
_NUMBERED = regex(rf"(倒数)?第[(]?{NUMBER}[)]?({_CHINESE_UNITS}){BRANCH}{AFTER}")
# 第2.1条, 第3.1条至第3.3条; 2.1 by itself only where nothing else is asked.
_POINTS = r"\d{1,3}(?:\.\d{1,3}){1,4}"
_POINTED_UNIT = r"(?:条|款|项|点|小?节|章)"
_ANNEXED = r"(?P<annexed>[a-z](?:\.\d{1,3}){1,4})(?:[条款项]|小?节)?(?![\d.%a-z])"  # A.1
_POINTED_RANGE = (
    rf"(?P<first>{_POINTS}){_POINTED_UNIT}?[至到~—-]+"
    rf"第?(?P<last>{_POINTS}){_POINTED_UNIT}?(?![\d.%])"
)
_POINTED = regex(
    rf"第(?:{_POINTED_RANGE}|(?P<one>{_POINTS})(?:{_POINTED_UNIT}(?!\w)|{_POINTED_UNIT}?{AFTER}))"
    rf"|(?<![a-z\d.])(?P<bare>{_POINTS})(?:[条款项]|小?节){AFTER}"
    rf"|附[录件表]{_ANNEXED}"
)
_POINTED_ALONE = regex(
    rf"(?<![a-z\d.])(?:(?:{_POINTED_RANGE}|(?P<one>{_POINTS}))(?![\d.%])|{_ANNEXED})"
)
_OF_SOMETHING = regex(r"^(?:标准|规范|合同|协议)|\b(?:clause|section|article|item)s?\b")
_BRACKETED = regex(r"(?<![a-z0-9_])[(]([一二三四五六七八九十百廿卅]{1,5}|\d{1,3})[)]")
_LAST = regex(
    rf"最后(?:(?P<count>[二两三四五六七八九十]|\d{{1,2}})|(?:一|的)?(?:个|那)?(?:一)?)({_CHINESE_UNITS}){AFTER}"
)
_ENGLISH_UNITS = "article|clause|item|part|section|chapter|paragraph"
_ENGLISH = regex(
    rf"(?<![a-z])({_ENGLISH_UNITS})s?\s+(\d{{1,4}})(?:(?:[-~–—]|\s+(?:to|through)\s+)(\d{{1,3}}))?\b(?!\.\d)"
)
# articles 3, 5 and 7
_SEVERAL_ENGLISH = regex(
    rf"(?<![a-z])({_ENGLISH_UNITS})s\s+(\d{{1,4}}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)\d{{1,3}})+)\b(?!\.\d)"
)
# 三、, by itself or before what stands in it (决定三、第1段); not 三、四线城市, 1、2号线.
_HEADING = regex(
    rf"(?:^(?![{FIGURES}]+、[{FIGURES}]+(?!部分|[{FIGURES}]))|(?<![{FIGURES}第])(?<![{FIGURES}]、)"
    rf"(?=[{FIGURES}]+、(?:第[{FIGURES}]+(?:自然)?段|[(]))){NUMBER}、"
)
_NUMBERED_APPENDIX = (
    rf"附[件录表](?:{NUMBER}|(?P<letter>[a-z])(?![a-z]))"
    rf"(?:\s*[-—–－]\s*(?P<branch>[{FIGURES}]{{1,3}})|(?:[至到~]|[-—–－]+(?=附))(?:附[件录表])?(?P<last>[{FIGURES}]{{1,3}}))?"
)
_APPENDIX = regex(
    rf"(?:{_NUMBERED_APPENDIX}|附[件录表]|序言|结语)"
    rf"(?=的?(?:倒数)?第[{FIGURES}]+(?:(?:自然)?段|[条点项])|的?最后|[(][{FIGURES}]+[)])"
)
_APPENDIX_ALONE = regex(rf"{_NUMBERED_APPENDIX}|序言|结语")
_SEVERAL_APPENDICES = regex(rf"(附[件录表])({NUMBER}(?:[、和与及]{NUMBER})+)(?![{FIGURES}]){AFTER}")
# A document stood right before it, of which blanks are left.
_OF_ONE = regex(rf"(?<= )(倒数)?第[(]?{NUMBER}[)]?({_CHINESE_UNITS}){BRANCH}")
# 第十五、十六条 are two clauses, 第19条2款 is its second paragraph.
_LIST = rf"{NUMBER}(?:条?[、和与及]第?{NUMBER})+条"
# Without 第 after a law (刑法13、14条), which by itself is read as one number; 编 is no title.
_UNMARKED = regex(
    rf"(?:^|(?<=[典例则释》])|(?<=[决规]定)|(?<=[^做方看想说执违合依守无]法))"
    rf"(?=(?:{_LIST}|{NUMBER}条第?{NUMBER}[款项](?:第?{NUMBER}项)?){AFTER})"
    rf"|(?<=编)(?=(?:{_LIST}|{NUMBER}条{BRANCH}){AFTER})"
)
_SEVERAL = regex(rf"第({NUMBER}(?:条?[、和与及]第?{NUMBER})+)(条|款|段|项|部分|章|节|编){AFTER}")
_PART_OF_ONE = regex(
    rf"(?<=条)(?={NUMBER}(?:款|项))|(?<=条之[一二三四五六七八九十])(?=\d{{1,2}}[款项])"
)
# Items of a clause or of a paragraph: without 第三十九条 and the like before them clauses.
_BEHIND_BRANCH = rf"(?<=条之[{FIGURES}])|(?<=条之[{FIGURES}]{{2}})"
_IN_BRACKETS = rf"[(]{NUMBER}[)]"
_ITEM = regex(
    rf"(?:(?<=[条款])第?|(?:(?<=[)])|{_BEHIND_BRANCH})第)[(]?{NUMBER}[)]?"
    rf"(?:(?:小?项|目)?[、和与及至到]+第?[(]?{NUMBER}[)]?|{_IN_BRACKETS})*(?:小?项|目)"
    rf"|(?:(?<=[条款])|{_BEHIND_BRANCH}){_IN_BRACKETS}(?:[、和与及至到]*{_IN_BRACKETS})*(?![条\d])"
    rf"|(?<=[条款]){_IN_BRACKETS}(?=\d)(?:\d{{1,2}}[、.]?(?:小?项|目|小?点)?{AFTER})?"
)
# What stands between a number and what is inside of it: 第四条2、(2), 附录A的A.2.1; 1.3.1第(2)项.
_INSIDE = regex(
    r"(?<=条)(\d{1,2})[、.](?=[(]\d)|(?<=附[录件表])([a-z])(?:里面|[里中])?的?\s*第?(?=\2\.\d)"
)
_OF_POINTED = regex(
    rf"(?<![a-z\d.第])({_POINTS})(?:[里中]?的)?(?=第[(]?{NUMBER}[)]?(?:款|小?项|目)|[(]{NUMBER}[)])"
)
# 采购合同2.1, 第二章2.1: a name stands before it, or a chapter; 手册2.0 is its version.
_BEHIND_NAME = regex(
    r"(?:(?<=[章节])|(?<=\w{3})(?<=条款|规范|合同|协议|文件|手册|制度|规程|预案|规约|章程))"
    rf"(?!\d+\.0(?![\d.]))({_POINTS})(?![\d.%至到~—-]|[、和与及]第?\d){AFTER}"
)
# What is named after the clause (第十条 劳动合同法) goes on as after a clause.
_ASIDE = regex(r"([条款章节编段])\s+(?=(?!第)[\u4e00-\u9fff])")
# White space beside a Chinese character is only typography (第 十二 条).
_SPACED = regex(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
# Between two references that are not one inside the other.
_APART = regex(r"(?:[^\w)》]|[和与及跟或]|还有)$")


def unspaced(search: str) -> str:
    """A question without white space that is only typography; of several references in English
    each by itself.
    """
    search = _SEVERAL_ENGLISH.sub(_each_english, search)
    return _SPACED.sub("", _ASIDE.sub(r"\1,", search))


def one_by_one(search: str) -> str:
    """A question in which each of several numbers (第十五、十六条, 附件1、2) stands by itself, with
    what belongs before it.
    """
    search = _BEHIND_NAME.sub(r"第\1条", search)
    search = _OF_POINTED.sub(r"第\1条", _INSIDE.sub(lambda m: m[1] or "", search))
    search = _SEVERAL_APPENDICES.sub(
        lambda m: "、".join(f"{m[1]}{number}" for number in re.findall(NUMBER, m[2])), search
    )
    return _PART_OF_ONE.sub("第", _SEVERAL.sub(_each, _UNMARKED.sub("第", search)))


def _each(match: re.Match[str]) -> str:
    unit = match[match.re.groups]
    if "条" in match[1] and unit != "条":  # 第二条和第二章
        return match[0]
    return "、".join(f"第{number}{unit}" for number in re.findall(NUMBER, match[1]))


def _each_english(match: re.Match[str]) -> str:
    return " and ".join(f"{match[1]} {number}" for number in re.findall(r"\d+", match[2]))


def items_in(search: str) -> tuple[str, list[tuple[int, Reference]]]:
    """The items of clauses that a question names, and what is left without them; with the places in
    this where they stood.
    """
    items: list[tuple[int, Reference]] = []
    cut = 0
    for match in _ITEM.finditer(search):
        place = match.start() - cut
        cut += len(match[0])
        inner = re.search(r"(?<=[)])\d+\D*$", match[0])  # (二)2: what is in an item
        found = re.findall(NUMBER, match[0][: inner.start()] if inner else match[0])
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


def numbered_in(search: str) -> tuple[str, list[tuple[int, Reference]]]:
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
    return Reference(UNITS[match[4]], first, last, 0, match[0])


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
    number = to_int(match[1]) if match[1] else letter_number(match["letter"] or "") or 0
    branch, last = to_int(match["branch"] or "") or 0, to_int(match["last"] or "") or 0
    if number is None:
        return None
    # 附件2-1 is not the 21st; 附件1-3 may be three.
    return Reference("part", number, max(number, branch, last), branch, match[0])


def appendices_alone(rest: str) -> list[tuple[int, Reference]]:
    """The appendices by number, the preamble or the closing in a question that says nothing else
    (附件2讲什么); else none.
    """
    if left(_APPENDIX_ALONE.sub(" ", rest)):
        return []
    found = [(m.start(), _read_appendix(m)) for m in _APPENDIX_ALONE.finditer(rest)]
    return [(place, reference) for place, reference in found if reference]


def _read_numbered(match: re.Match[str]) -> Reference:
    return one(UNITS[match[3]], match[2], match[4], match[0], match[1] or "")


def _read_last(match: re.Match[str]) -> Reference:
    count = to_int(match["count"] or "") or 1
    return Reference(UNITS[match[2]], -count, -1, 0, match[0])


def _read_english(match: re.Match[str]) -> Reference:
    first, last = sorted((int(match[2]), int(match[3] or match[2])))
    return Reference(UNITS[match[1]], first, last, 0, match[0])


def _read_pointed(match: re.Match[str]) -> Reference:
    found = match.groupdict()
    one_of = found["first"] or found["one"] or found.get("bare") or found["annexed"]
    ends = [parse_label(end.upper()) for end in (one_of, found["last"]) if end]
    each = [label.number for label in ends if label]
    return Reference("clause", 1, 0, 0, match[0], points=(min(each), max(each)))


def pointed_alone(rest: str) -> list[tuple[int, Reference]]:
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
