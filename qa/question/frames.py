"""What a question says of the text at hand, not of what is asked: 文件里有没有提到…，谢谢. Pure.

Such words stand in no clause and are of no topic, but a vector of a whole question is moved by them
towards passages that speak of documents and of saying.
"""

import re
from functools import lru_cache

from index.patterns import regex
from qa.question.asking import without_words_of_asking
from qa.question.introduced import without_introduction
from qa.question.mentions import BEGIN, END, TEXT, WHAT, spoken_of

__all__ = ["without_frame"]

_WHO_SAYS = "(?:[省市县]里|国家|政府|上[面头级]|官方|法律|法规|规定)"
_BREAK = r"(?<![,。;?!\s])[,。;?!\s]*+"
_GREETED = regex(r"^\W*(?:(?:您|你|大家)好|打扰(?:一?下)?了?)(?=\W)[^\w“\"‘'「『《〈(]*")
_POLITE = regex(
    r"(?<!\W)\W*+(?:谢谢|多谢|感谢)(?:您|你|大家)?[了啦]?\W*$"
    rf"|{BEGIN}(?:请问|麻烦(?:问|查)?一?下|请教一?下|问一?下)(?:一?[下哈]哈?)?[呀啊哈]?[,:\s]*"
)
_WANTED = regex(
    rf"{BEGIN}(?:我们?)?(?:就是|只是)?(?:想|要)(?:了解|知道|问问?|请教|咨询|打听)(?:一?[下哈]哈?)?"
    rf"(?:关于|有关)?[,:\s]*{WHAT}(?:(?:[这那]?方面)?的?(?:情况|内容|信息))?{END}"
)
_SAID = "(?:说|讲|表述|阐述|论述)[的到过了起]*|(?:写|提|谈|描述|表达)(?:的|到的?|过)"
_HOW = (
    "(?:对(?:此|这个?))?(?:具体|到底|究竟)?[是又都]?(?:怎么|怎样|如何|咋个?)"
    f"(?:{_SAID})[呢呀啊嘛喃]?{END}"
)
_HOW_SAID = regex(
    rf"{BEGIN}在?{TEXT}(?:对于?|关于|有关|针对)?{WHAT}{_HOW}"
    rf"|{_BREAK}在?(?:{TEXT}|{_WHO_SAYS})(?:{_HOW}|(?:怎么|如何|咋个?)写{END})|{_HOW}"
)
_WHETHER = "(?:到底|究竟)?(?:有没有|有无|是否有?|是不是)(?:明确|具体|专门)?"
_MENTIONED = "(?:提到|提及|提起|提过|说到|说过|讲到|讲过|谈到|涉及到?)"
_AT_ALL = f"(?:{_MENTIONED}|[提说讲写])[到过了]*(?:没有?|[吗么])?{END}"
_WHETHER_SAID = regex(
    rf"{BEGIN}(?:在?(?:{TEXT}|{_WHO_SAYS}){_WHETHER}"
    f"(?:{_MENTIONED}|[说讲写](?![明清法课])|提(?![高升供出前倡])|写明|写到)"
    rf"|{_WHETHER}(?:{_MENTIONED}|说(?![明清法服])))(?:了|要)?(?:关于|有关)?"
    rf"|{_BREAK}在?{TEXT}(?:有没有?|有|都)?{_AT_ALL}|[,。;?!]\s*+(?:有没有?|有){_AT_ALL}"
)
_KINDS = "(?:内容|规定|表述|论述|提法|说法|条款|部署|要求|安排|措施|举措)"
_WHICH = (
    f"(?:的?(?:相关|有关|具体|主要)?的?{_KINDS}?[都又各]?[有是]些?(?:什么|哪些|怎样的)的?{_KINDS}?)"
)
_MEETING = "[这本此该]次(?:会议|全会|大会)(?:上|中)?"
_ORIGINAL = (
    "的?(?:(?:相关|有关)的?(?:内容|规定|表述|论述|提法|说法|条款)(?:都?有哪些|是什么)?"
    "|(?:表述|论述|提法|说法)(?:都?有哪些|是什么|是怎样的)"
    "|原[文话句](?:是什么|在哪里?|是?怎么[写说讲]的?)?)"
)
_ORIGIN = (
    "(?:这一?(?:个?(?:说法|提法|表述|词)|[句段]话))?是?(?:出自|来自|出现在)"
    "(?:哪(?:里|儿|一?[条段章篇份个])|什么地方|何处)"
)
_ABOUT = regex(
    rf"{BEGIN}(?:在?{TEXT}|{_MEETING})(?:中|里)?(?:对于?|关于|有关|针对){WHAT}{_WHICH}{END}"
    rf"|(?<=[^\W_])(?:{_BREAK}(?:{_ORIGINAL}|{_ORIGIN})){END}"
)
_TO_DO = regex(
    rf"{BEGIN}(?:请?(?:结合|根据|依据|按照?){TEXT}的?(?:内容)?(?:回答|说明|分析|解释)(?:一?下)?[:,\s]*"
    "|(?:能不能|能否|可不可以|可以)?(?:请你?|帮我|给我|帮忙|麻烦你?)+"
    "(?:告诉我|找|查|搜|查找|搜索|介绍|说明|解释|列出)(?:一?[下查找])?(?:关于|有关)?"
    r"|(?:能不能|能否|可不可以|可以)?告诉我(?:一?下)?|(?:我想)?(?:核实|确认)一下[,:\s]*)"
)
_DOCUMENT = (
    "(?:the|this|these|that) (?:two )?"
    "(?:decision|document|communique|communiqué|text|file|report|resolution|plan|plenum|policy)s?"
)
_ENGLISH = regex(
    r"\b(?:tell me )?what (?:exactly )?"
    rf"(?:(?:does|do|did) {_DOCUMENT} (?:say|state|mention|tell us)"
    rf"|{_DOCUMENT} (?:says?|states?|mentions?|said)) (?:about|on|regarding)\b"
    rf"|^(?:does|do|did) {_DOCUMENT}"
    r" (?:mention|address|cover|(?:say|tell us) (?:anything|something) about)\b"
    rf"|,? (?:according to|in|by) {_DOCUMENT}(?=\W*$)|^(?:according to|in) {_DOCUMENT}\s*,"
    r"|^(?:hello|hi|excuse me|please|(?:please|could you) tell me)\b\s*,?"
    r"|,? (?:please|thanks|thank you)\W*$"
)


@lru_cache(maxsize=64)  # it is asked again by what reads parts of a question
def without_frame(search: str) -> str:
    """A question's search copy without what it says of the text at hand and to whoever answers, if
    this leaves anything to ask.
    """
    left = _POLITE.sub("", without_introduction(_GREETED.sub("", search)))
    left = _TO_DO.sub("", spoken_of(left))
    left = _ABOUT.sub(_what, left)
    left = _HOW_SAID.sub(_what, left)
    left = _WHETHER_SAID.sub("", left)
    left = _ENGLISH.sub("", left)
    left = _WANTED.sub(_what, left)
    if left == search or not re.search(r"\w{2}", without_words_of_asking(left)):
        return search
    return left.strip(" ,;:。?!")


def _what(match: re.Match[str]) -> str:
    return match["what"] or ""
