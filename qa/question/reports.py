"""Reports that people name by their year, or by the congress that they were made to:
2021年的政府工作报告, 二十大的报告, the 2023 government work report. No search happens here.
"""

import re
from collections.abc import Iterator, Sequence

from index.patterns import regex
from qa.question.asking import BEFORE_NAMES
from qa.question.names import SPEAKS
from qa.question.place_names import OF_CITY, OF_PROVINCE, PLACE

__all__ = ["report_that_is_not_here", "reports"]

_FIGURES = "〇一二三四五六七八九零"
_TO_DIGITS = str.maketrans(_FIGURES, "01234567890")
_YEAR = rf"(?P<year>(?<!\d)(?:19|20)\d\d|(?<![{_FIGURES}])[一二][{_FIGURES}]{{3}})"
_OF_A_PLACE = rf"(?:{OF_PROVINCE}|{OF_CITY})?的?"
_BY = "(?:国务院|中央|全国|国家|中国|总理|人民|的)*"
_WORK_REPORT = regex(
    rf"《?(?:(?P<before>{PLACE.pattern}){_OF_A_PLACE})?(?:{_YEAR}年?度?的?)?"
    rf"(?:(?P<where>{PLACE.pattern}){_OF_A_PLACE})?{_BY}政府工作报告(?!的?(?:决议|意见|说明|起草))》?"
)
_NAMED_SO = regex("报告|report")
_ORDINAL = "[一二三四五六七八九十]{1,3}"
_TO_CONGRESS = regex(
    rf"《?(?:中国共产党|中共|党的?)?(?P<congress>{_ORDINAL}大)的?(?:政治|工作)?报告》?"
)
_IN_ENGLISH = regex(
    r"(?:the )?(?P<year>(?:19|20)\d\d) (?:(?:chinese|china['’]s|national|state council) )?"
    r"(?:government )?work report"
    r"|(?:the )?(?:government )?work report (?:of|for|from|in) (?P<after>(?:19|20)\d\d)\b"
)
_TITLE = regex(r"政府工作报告(?:[(][^()]*[)])?$")
_TITLE_OF_CONGRESS = regex(rf"[(]({_ORDINAL}大)[)]$")
_LEADING = regex(rf"(?:^|[,。;?!])\W*{BEFORE_NAMES}*$")


def reports(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, frozenset[int]]:
    """The reports that a question (its search copy) names so, and what is left of it without their
    names; `titles` are the `aliases` of each document, in order.
    """
    found: set[int] = set()
    if not _NAMED_SO.search(search):  # as most do not, which saves what the long patterns take
        return search, frozenset()
    for pattern in (_WORK_REPORT, _TO_CONGRESS, _IN_ENGLISH):
        for match in reversed([*pattern.finditer(search)]):
            if ids := {*_meant(match, titles)}:
                found |= ids
                rest = re.sub(rf"^上?{SPEAKS}", "", search[match.end() :])
                search = f"{search[: match.start()]} {rest}"
    return search, frozenset(found)


def report_that_is_not_here(search: str, titles: Sequence[tuple[str, ...]]) -> str:
    """The name of the report that a question, or a sentence of it, begins with, if it is of another
    year, congress or place than those that are there; else "".
    """
    has_congress = any(_TITLE_OF_CONGRESS.search(names[-1]) for names in titles if names)
    for pattern in (_WORK_REPORT, *([_TO_CONGRESS] if has_congress else [])):
        for match in pattern.finditer(search):
            is_told = any(match.groupdict().values())
            if (
                is_told
                and _LEADING.search(search[: match.start()])
                and not [*_meant(match, titles)]
            ):
                return match[0].strip("《》")
    return ""


def _meant(match: re.Match[str], titles: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """The ids of the reports that a name means; none if it does not tell which one."""
    told = match.groupdict()
    year = (told.get("year") or told.get("after") or "").translate(_TO_DIGITS)
    where = told.get("where") or told.get("before") or ""
    for i, names in enumerate(titles):
        if congress := told.get("congress"):
            ends = (_TITLE_OF_CONGRESS.search(name) for name in names)
            if any(end and end[1] == congress for end in ends):
                yield i
        elif (year or where) and any(
            _TITLE.search(name) and _is_of(name, year, where) for name in names
        ):
            yield i


def _is_of(title: str, year: str, where: str) -> bool:
    """Whether a report's title has the year, if one is told, and the place, or none."""
    has_year = not year or year in title.translate(_TO_DIGITS)
    return has_year and (where in title if where else PLACE.search(title) is None)
