"""What kind of answer a question wants, and whether a sentence can give it. Pure.

The right topic is not yet an answer: what a railway costs (川藏铁路投资多少亿元) is not answered
by a sentence about that railway without an amount. Only what can be read off the words is judged:
dates, quantities, persons' names, lists of so many things, and document numbers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.numerals import to_int

__all__ = ["Expected", "expected", "gives"]

_NUMERAL = r"[\d〇零一二三四五六七八九十百千万亿两]"
_UNITS = (  # of amounts in thousands or millions too: 亿元 is 亿 and 元
    "元|公里|千米|立方米|平方米|平方公里|米|公顷|亩|吨|公斤|人次|人|名|位|年|个月|月"
    "|日|天|小时|分钟|岁|家|户|个|项|条|种|间|座|所|票|列|辆|艘|次|度|倍|%"
)
_QUANTITY = re.compile(
    rf"(?:多少|几)(?:个(?!月))?[十百千万亿]*(?P<unit>{_UNITS})?|多大|多长|多高|多远|百分之几|第几"
    r"|\bhow (?:many|much|long|far|large|big)\b"
)
_SHARE = re.compile(
    r"(?:率|比例|比重|占比|份额|增速|涨幅|增长目标)[^，。？]{0,8}(?:多少|几|多高)|百分之几"
)
_DAY = re.compile(
    r"什么时间|哪一?年|哪一?天|哪几天|哪一?日|几月|几号|哪个月|\b(?:what|which) (?:year|date|day)\b"
)
_WHEN = re.compile(r"什么时候|啥时候|何时|\bwhen\b")
# Not every 谁: laws are asked who must do something, and answer with a body or a condition.
_WHO = re.compile(
    r"(?:书记|主席|主任|总理|[省市县区州部局院校厅处科]长|领导|负责人|发言人|作者)(?:是|叫)?谁"
    r"|^谁(?:在|作|做|主持|代表)|(?:叫|是)什么名字|姓名"
)
_LIST = re.compile(
    r"(?:分别|具体|都|各)(?:是|指|有|包括)(?:什么|哪)(?P<some>[二三四五六七八九十]{1,3})?"
    r"|(?:是|有|指|包括|分为)哪(?P<count>[二三四五六七八九十]{1,3})[个项条种大类点句方]"
)
_DOCUMENT_NUMBER = re.compile(r"文号|发文字号|发文号|第几号文")

_DATE = re.compile(
    rf"{_NUMERAL}{{2,4}}年(?!行动|计划)|{_NUMERAL}{{1,2}}月|\d{{1,2}}日|世纪|“十{_NUMERAL}五”"
)
_PERIOD = re.compile(rf"{_NUMERAL}+个?[年月日天周]|之日|期间|届满|时期|[春夏秋冬]季|[年月]末|岁")
_COUNTED = _UNITS.replace("|年", "") + "|万|亿|大|类|批|级|点|步|区|化|好|纵|横|者|方面|分之|半"
_ANY_QUANTITY = re.compile(
    rf"\d(?!\d*年)|百分之|{_NUMERAL}+(?:{_COUNTED})"
    rf"|(?<!{_NUMERAL})[一二两三四五六七八九十百]{{1,3}}年(?!代|[\d一二三四五六七八九十]+月)"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常"
    "武乔贺赖龚文习温闻"
)
_PERSON = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=同志|书记|主席|总理|先生|女士|[作在同为任的是和与、，。（(等对于主代出]|$)"
    r"|[A-Za-z]+·[A-Za-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]"
)
_OFFICIAL_NUMBER = re.compile(r"[〔\[(]\d{4}[〕\])]\d+号|第\d+号")
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
_VAGUE = {"种", "间", "个", "项", "条", "次", "度", "所"}


@dataclass(frozen=True, slots=True)
class Expected:
    """`kind`: what is asked for; `unit`: the unit a quantity is asked in, "" if any will do;
    `count`: how many things a list should have, at least 2.
    """

    kind: str
    unit: str = ""
    count: int = 2


def expected(search: str) -> Expected | None:
    """What a question (its search copy) asks for, if it is one of the kinds known here."""
    if _DOCUMENT_NUMBER.search(search):
        return Expected("document number")
    if match := _LIST.search(search):
        return Expected("list", count=to_int(match["some"] or match["count"] or "") or 2)
    if _DAY.search(search):
        return Expected("date")
    if _WHEN.search(search):
        return Expected("time")
    if _SHARE.search(search):
        return Expected("quantity", "%")
    if match := _QUANTITY.search(search):
        unit = match["unit"] or ""
        return Expected("quantity", "" if unit in _VAGUE else unit)
    return Expected("person") if _WHO.search(search) else None


def gives(wanted: Expected, text: str) -> bool:
    """Whether `text` (its search copy) holds something of the kind."""
    return _GIVES[wanted.kind](wanted, text)


def _gives_quantity(wanted: Expected, text: str) -> bool:
    if not wanted.unit:
        return _ANY_QUANTITY.search(text) is not None
    if wanted.unit == "%":
        return re.search(r"\d\s*%|百分之|[一二两三四五六七八九]成", text) is not None
    units = _SAME_UNIT.get(wanted.unit, re.escape(wanted.unit))
    pattern = rf"(?:[\d.,]+|{_NUMERAL}+)\s*[余多]?{_NUMERAL}*(?:{units})"
    return re.search(pattern, text) is not None


def _gives_list(wanted: Expected, text: str) -> bool:
    """So many things stand one after the other in one sentence, or are counted off."""
    if re.search(r"一是|第一[,，是]|首先|\(1\)|①", text):
        return True
    sentences = re.split("[。;!?]", text)
    return any(len(re.findall("[、,，]", part)) >= wanted.count - 1 for part in sentences)


_GIVES: dict[str, Callable[[Expected, str], bool]] = {
    "date": lambda _, text: _DATE.search(text) is not None,
    "time": lambda _, text: (_DATE.search(text) or _PERIOD.search(text)) is not None,
    "person": lambda _, text: _PERSON.search(text) is not None,
    "document number": lambda _, text: _OFFICIAL_NUMBER.search(text) is not None,
    "quantity": _gives_quantity,
    "list": _gives_list,
}
