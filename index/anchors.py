"""Which document, or which appendix, is named right before a number: 本法, 刑法. Pure."""

import re
from typing import NamedTuple

from index.model import Document
from index.numerals import CAPITALS, ROUND
from index.patterns import regex

__all__ = [
    "GAP",
    "HAN",
    "NUMBER",
    "Anchor",
    "amended_title",
    "find_anchor",
    "plain_own",
    "short_names",
]

GAP = r"[ \t\u3000]*"
HAN = r"[\u4e00-\u9fff]"
_NUMERAL = "〇零一二三四五六七八九十百千两廿卅" + CAPITALS
NUMBER = rf"(?:[{_NUMERAL}][{_NUMERAL}{ROUND}]{{0,8}}|[0-9０-９]{{1,4}})"
_LONGEST_NAME = 60
_KINDS = (
    "法典|法|条例|办法|规定|细则|规则|规程|解释|决定|决议|意见|通知|批复|安排|方案|合同|协议|章程|公约"
    "|准则|守则|通则|纲要|公告"
)
_PART = rf"(?:总则|分则|{HAN}{{1,6}}编)?(?:的|中|之)?{GAP}"
_OWN = regex(
    rf"本(?:实施|暂行|若干|补充|试行|司法|管理|基本|通用|专用){{0,2}}(?P<kind>{_KINDS}){_PART}$"
)
_PLAIN_OWN = regex(r"(合同|协议)的?$")  # 主合同第三条, which may be that of an appendix
_FORMER = regex(rf"(?P<name>原(?:合同|协议)书?)(?:的|中|之)?{GAP}$")  # which this one adds to
_APPENDIX = regex(
    rf"(?<!本)(?P<appendix>附[件录表]{GAP}(?:{NUMBER}|[A-Za-z])?){GAP}(?:的|中|之)?{GAP}$"
)
_THAT = regex(rf"(?:(?<!应)该|(?<![合共])同|上述)(?:{_KINDS}){_PART}$")
_NAME = regex(
    rf"({HAN}*(?:法典|法|条例|细则|章程|公约|通则|办法|规则)"
    rf"|{HAN}*(?:修正案|规定|解释|条例|办法|法)[（(][^（()）]{{1,10}}[）)]){_PART}$"
)
_AFTER_TITLE = regex(
    rf"(?:[）)]|[（(](?:(?P<number>{NUMBER})|[^（()）]{{1,40}})[）)])?{_PART}(?:{NUMBER}、)?"
)
# Words before a name that is not in 《》, and no part of it.
_LEAD = regex(
    r"依照|依据|根据|按照|违反|适用|符合|属于|参照|遵守|触犯|援引|执行|引用|修[正改订]后的?|现行"
    r"|认定为|视为|构成|计入|所称|具有|规定的|是指|包括|提交|基于|实施(?!条例|细则|办法)|涉嫌|犯(?!罪)"
    r"|以及|同意|[以按依将]|(?<![消清解])除"
)
_BARE_KIND = regex(rf"(?:该|同|此|各|有关|相关|其他)?(?:{_KINDS})")
_AMENDING = regex(r"关于修[改正订][《〈](.+?)[》〉]|^(.+?)修正案")
_SHORT = regex(
    r"《(?P<title>[^《》\n]+)》[^《》（()）\n]{0,6}[（(]\s*(?:[^（()）\n]{0,40}[，,；;])?(?:以下|下)(?:统)?(?:简)?称(?:为|：)?"
    r"(?P<names>[^（()）\n]{2,40})[）)]"
)


class Anchor(NamedTuple):
    """What is named right before a number, and where its name begins (see `Reference`)."""

    document: str
    start: int
    appendix: str = ""
    own: str = ""


def find_anchor(
    text: str, at: int, start: int, title: re.Match[str] | None, named: str
) -> Anchor | None:
    """The document named right before `start`, and the appendix of it; "" for the clause's own.
    `at`: where the last reference or `title` ended; `named`: what 该法 means.
    """
    if appendix := _APPENDIX.search(text, max(at, start - _LONGEST_NAME), start):
        of = find_anchor(text, at, appendix.start(), title, named) or Anchor("", appendix.start())
        return of._replace(appendix="".join(appendix["appendix"].split()))
    if title and title.end() == at and (after := _AFTER_TITLE.fullmatch(text, at, start)):
        number = f"（{after['number']}）" if after["number"] else ""
        if text[title.start() - 1 : title.start()] == "本":
            return Anchor("", title.start() - 1)
        return Anchor(title["title"][1:-1] + number, title.start())
    at = max(at, start - _LONGEST_NAME)
    if own := _OWN.search(text, at, start):
        return Anchor("", own.start(), own=own["kind"])
    if former := _FORMER.search(text, at, start):
        return Anchor(former["name"], former.start())
    if that := _THAT.search(text, at, start):
        return Anchor(named or that[0], that.start())
    if name := _NAME.search(text, at, start):
        begin = name.start(1)
        for lead in _LEAD.finditer(name[1]):
            if not _BARE_KIND.fullmatch(name[1], lead.end()):
                begin = name.start(1) + lead.end()
        if not _BARE_KIND.fullmatch(text, begin, name.end(1)):
            return Anchor(text[begin : name.end(1)], begin)
    return None


def amended_title(document: Document) -> str:
    """The document that this one amends, which is what its bare 第三条 means; else ""."""
    match = _AMENDING.search(document.title)
    return (match[1] or match[2]) if match else ""


def plain_own(text: str, at: int, start: int) -> str:
    """The kind by which a document names itself without 本 right before `start`: 合同第三条."""
    own = _PLAIN_OWN.search(text, max(at, start - 3), start)
    return own[1] if own else ""


def short_names(document: Document) -> dict[str, str]:
    """The names that a document gives to others, with their titles: （以下简称商标法）."""
    return {
        name.strip('《》“”" '): match["title"]
        for match in _SHORT.finditer(document.text, document.span.start, document.span.end)
        for name in re.split("或者?|、", match["names"])
    }
