"""What kind of answer a question wants, and whether a sentence can give it. Pure.

The right topic is not yet an answer: what a railway costs (川藏铁路投资多少亿元) is not answered
by a sentence about that railway without an amount. Only what can be read off the words is judged:
dates and quantities.
"""

import re
from dataclasses import dataclass

__all__ = ["Expected", "expected", "gives"]

_NUMERAL = r"[\d〇零一二三四五六七八九十百千万亿两]"
_UNITS = (  # of amounts in thousands or millions too: 亿元 is 亿 and 元
    "元|公里|千米|立方米|平方米|平方公里|米|公顷|亩|吨|公斤|人次|人|名|位|年|个月|月"
    "|日|天|小时|分钟|岁|家|户|个|项|条|座|所|票|列|辆|艘|次|度|倍|%"
)
_QUANTITY = re.compile(
    rf"(?:多少|几)(?:个(?!月))?[十百千万亿]*(?P<unit>{_UNITS})?|多大|多长|多高|多远|百分之几|第几|占比"
    r"|\bhow (?:many|much|long|far|large|big)\b"
)
_WHEN = re.compile(
    r"什么时候|什么时间|啥时候|何时|哪一?年|哪一?天|哪几天|哪一?日|几月|几号|哪个月"
    r"|\b(?:when|what (?:year|date)|which year)\b"
)
_DATE = re.compile(
    rf"{_NUMERAL}{{2,4}}年(?!行动|计划)|{_NUMERAL}{{1,2}}月|\d{{1,2}}日|世纪|“十{_NUMERAL}五”"
)
_ANY_QUANTITY = re.compile(
    rf"\d|百分之|{_NUMERAL}+(?:{_UNITS}|万|亿|大|类|批|级|点|步|区|化|好|纵|横|者|方面)"
)
# What may stand for a unit that a question names.
_SAME_UNIT = {
    "人": "人|名|位",
    "名": "名|人|位",
    "位": "位|人|名",
    "天": "天|日",
    "日": "日|天",
    "家": "家|户",
    "户": "户|家",
    "月": "个月|月",
    "平方米": "平方米|平方公里|公顷|亩",
}
_VAGUE = {"个", "项", "条", "次", "度", "所"}


@dataclass(frozen=True, slots=True)
class Expected:
    """`kind`: what is asked for; `unit`: the unit it is asked in, "" if any will do."""

    kind: str  # "date" or "quantity"
    unit: str = ""


def expected(search: str) -> Expected | None:
    """What a question (its search copy) asks for, if it is a date or a quantity."""
    if _WHEN.search(search):
        return Expected("date")
    match = _QUANTITY.search(search)
    if match is None:
        return None
    unit = match["unit"] or ""
    return Expected("quantity", "" if unit in _VAGUE else unit)


def gives(wanted: Expected, text: str) -> bool:
    """Whether `text` (its search copy) holds something of the kind."""
    if wanted.kind == "date":
        return _DATE.search(text) is not None
    if not wanted.unit:
        return _ANY_QUANTITY.search(text) is not None
    if wanted.unit == "%":
        return re.search(r"\d\s*%|百分之", text) is not None
    units = _SAME_UNIT.get(wanted.unit, re.escape(wanted.unit))
    pattern = rf"(?:[\d.,]+|{_NUMERAL}+)\s*[余多]?{_NUMERAL}*(?:{units})"
    return re.search(pattern, text) is not None
