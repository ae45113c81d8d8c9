"""What a question says of the text at hand, not of what is asked: 文件里有没有提到…，谢谢. Pure.

Such words stand in no clause and are of no topic, but a vector of a whole question is moved by them
towards passages that speak of documents and of saying.
"""

import re

from qa.asking import without_words_of_asking

__all__ = ["without_frame"]

# The text at hand, by what it is or, where a document was named, by the blanks that are left.
_TEXT = (
    r"(?:[这那本该]?(?:[次份个篇]|[几两][份个])?(?:省委|全会|会议)?的?\s*+"
    "(?:文件|文本|材料|原文|正文|文章|决定|公报|报告|决议|意见|方案|规划|纲要|通知|政策"
    r"|(?<=\s)(?=[里中上]))(?:里[面头边]?|中(?!央)|上面?|内)?|文[中里])"
)
_WHO_SAYS = "(?:[省市县]里|国家|政府|上[面头级]|官方|法律|法规|规定)"
_BEGIN = r"(?:^|(?<=[,。;:?!]))\s*+"
_END = r"(?=\s*(?:[,。;?!]|$))"
_BREAK = r"(?<![,。;?!\s])[,。;?!\s]*+"
_WHAT = "(?P<what>[^,。;?!]{2,80}?)"
_POLITE = re.compile(
    rf"^\W*(?:(?:您|你|大家)好|打扰(?:一?下)?了?)(?=\W)\W*"
    r"|(?<!\W)\W*+(?:谢谢|多谢|感谢)(?:您|你|大家)?[了啦]?\W*$"
    rf"|{_BEGIN}(?:请问|麻烦(?:问|查)?一?下|请教一?下|问一?下)(?:一?[下哈])?[呀啊哈]?[,:\s]*"
)
_WANTED = re.compile(
    rf"{_BEGIN}(?:我们?)?(?:就是|只是)?(?:想|要)(?:了解|知道|问问?|请教|咨询|打听)(?:一?[下哈])?"
    rf"(?:关于|有关)?[,:\s]*{_WHAT}(?:(?:[这那]?方面)?的?(?:情况|内容|信息))?{_END}"
)
_SAID = "(?:说|讲|表述|阐述|论述)[的到过了起]*|(?:写|提|谈|描述|表达)(?:的|到的?|过)"
_HOW = (
    "(?:对(?:此|这个?))?(?:具体|到底|究竟)?[是又都]?(?:怎么|怎样|如何|咋个?)"
    f"(?:{_SAID})[呢呀啊嘛喃]?{_END}"
)
_HOW_SAID = re.compile(
    rf"{_BEGIN}在?{_TEXT}(?:对于?|关于|有关|针对)?{_WHAT}{_HOW}"
    rf"|{_BREAK}在?(?:{_TEXT}|{_WHO_SAYS})(?:{_HOW}|(?:怎么|如何|咋个?)写{_END})|{_HOW}"
)
_WHETHER = "(?:到底|究竟)?(?:有没有|有无|是否有?|是不是)(?:明确|具体|专门)?"
_MENTIONED = "(?:提到|提及|提起|提过|说到|说过|讲到|讲过|谈到|涉及到?)"
_AT_ALL = f"(?:{_MENTIONED}|[提说讲写])[到过了]*(?:没有?|[吗么])?{_END}"
_WHETHER_SAID = re.compile(
    rf"{_BEGIN}(?:在?(?:{_TEXT}|{_WHO_SAYS}){_WHETHER}"
    f"(?:{_MENTIONED}|[说讲写](?![明清法课])|提(?![高升供出前倡])|写明|写到)"
    rf"|{_WHETHER}(?:{_MENTIONED}|说(?![明清法服])))(?:了|要)?(?:关于|有关)?"
    rf"|{_BREAK}在?{_TEXT}(?:有没有?|有|都)?{_AT_ALL}|[,。;?!]\s*+(?:有没有?|有){_AT_ALL}"
)
_DOCUMENT = (
    "(?:the|this|these|that) (?:two )?"
    "(?:decision|document|communique|communiqué|text|file|report|resolution|plan|plenum|policy)s?"
)
_ENGLISH = re.compile(
    rf"^what (?:exactly )?(?:does|do|did) {_DOCUMENT}"
    r" (?:say|state|mention|tell us) (?:about|on|regarding)\b"
    rf"|^(?:does|do|did) {_DOCUMENT}"
    r" (?:mention|address|cover|(?:say|tell us) (?:anything|something) about)\b"
    rf"|,? (?:according to|in|by) {_DOCUMENT}(?=\W*$)|^(?:according to|in) {_DOCUMENT}\s*,"
    r"|^(?:hello|hi|excuse me|please|could you tell me)\b\s*,?|,? (?:please|thanks|thank you)\W*$"
)


def without_frame(search: str) -> str:
    """A question's search copy without what it says of the text at hand and to whoever answers, if
    this leaves anything to ask.
    """
    left = _POLITE.sub("", search)
    left = _HOW_SAID.sub(_what, left)
    left = _WHETHER_SAID.sub("", left)
    left = _ENGLISH.sub("", left)
    left = _WANTED.sub(_what, left)
    if left == search or not re.search(r"\w{2}", without_words_of_asking(left)):
        return search
    return left.strip(" ,;:。?!")


def _what(match: re.Match[str]) -> str:
    return match["what"] or ""
