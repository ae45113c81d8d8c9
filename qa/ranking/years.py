"""Whether what a yearly report tells is of the year that a question asks about: the figures of 2024
stand in the report of 2025, under 2024年工作回顾, and say 全年 or nothing. No search happens here.
"""

import numpy as np

from index.numerals import to_int
from index.patterns import regex
from index.store import Store
from index.vectors import Vectors
from qa.question.question import Question
from qa.ranking.retrieve import Ids

__all__ = ["asked_year", "told_of", "told_then"]

_TO = "[-—–―－~～至到]{1,2}"
_CHINESE = regex(f"[一二][〇零一二三四五六七八九]{{3}}(?=年|{_TO}|[、和与及])")
_YEAR = regex(rf"(?<![\d.])((?:19|20)\d\d)(?=年|(?:{_TO}|[、/和与及])(?:19|20)\d\d年)")
_SPAN = regex(rf"(?<![\d.])((?:19|20)\d\d)年?{_TO}((?:19|20)\d\d)(?=年)")
_LONGEST = 50  # years that a plan is for
_NOT_IN = regex(r"^年(?:以[来前后]|之?[前后]|起|开始|[至到—-]|版|[修制]|\d{1,2}月\d)")
_YEARLY = regex("报告|公报|计划|总结|要点|预算|安排")
_BEFORE = regex("过去|回顾|上一?年|去年")
_THIS_YEAR = regex("今年|本年")


def asked_year(parsed: Question) -> int:
    """The only year that a question asks about; 0 if there is none, or if it may be that of a
    document which it names.
    """
    plain = "" if parsed.documents else _figures(parsed.search)
    found = [m for m in _YEAR.finditer(plain) if not _NOT_IN.match(plain[m.end() :])]
    return int(found[0][1]) if len(found) == 1 and not _SPAN.search(plain) else 0


def told_of(year: int, title: str, path: tuple[str, ...], text: str) -> int:
    """1 if a passage under the headings `path` of a yearly report with this title tells of a year
    by its place, -1 if it tells of another one and does not name it, 0 if it may tell of it.
    """
    titled = _years(title) if year and _YEARLY.search(title) else set()
    if not titled:
        return 0
    headed = next(filter(None, (_years(heading) for heading in reversed(path))), set())
    around = "".join(path)
    last = min(titled) - 1
    if not headed and _BEFORE.search(around):
        headed = {last}  # of the years before it a review of five says which one it means
    elif not headed and _THIS_YEAR.search(around):
        headed = titled
    if year in headed:
        return 1
    is_open = not headed and year in titled | {last}
    return 0 if is_open or year in _years(text) else -1


def told_then(store: Store, parsed: Question, passages: Ids) -> Vectors:
    """`told_of` for each of the `passages` (rows of the store): of the year that a question asks
    about.
    """
    found = np.zeros(len(passages), dtype=np.float32)
    year = asked_year(parsed)
    if not year:
        return found
    rows = store.passages[passages]
    yearly = {i for i in set(rows[:, 0].tolist()) if _years(store.documents[i].title)}
    places = np.flatnonzero(np.isin(rows[:, 0], list(yearly)))
    clauses = store.catalogue.clauses(rows[places, 1].tolist())
    for place in places.tolist():
        document, clause, _, start, end = rows[place].tolist()
        info = store.documents[document]
        text = store.text(info.text_sha256)[start:end]
        found[place] = told_of(year, info.title, clauses[clause].clause.path, text)
    return found


def _figures(text: str) -> str:
    return _CHINESE.sub(lambda match: str(to_int(match[0])), text)


def _years(text: str) -> set[int]:
    """The years that a text names, and those between (2023—2025年)."""
    plain = _figures(text)
    spans = [(int(first), int(last)) for first, last in _SPAN.findall(plain)]
    between = (range(a, b) for a, b in spans if b - a <= _LONGEST)
    return {int(year) for year in _YEAR.findall(plain)}.union(*between)
