"""Questions for the passages that speak of something (哪些条款涉及…, 文件提到哪些…的内容): what
they are about is all that can be looked for. Pure.
"""

import re

from index.patterns import regex

__all__ = ["BEGIN", "END", "TEXT", "WHAT", "spoken_of"]

# The text at hand, by what it is or, where a document was named, by the blanks that are left.
TEXT = (
    r"(?:[这那本该]?(?:[次份个篇]|[几两][份个])?(?:省委|全会|会议)?的?\s*+"
    "(?:文件|文本|材料|原文|正文|文章|决定|公报|报告|决议|意见|方案|规划|纲要|通知|政策"
    r"|(?<=\s)(?=[里中上]))(?:里[面头边]?|中(?!央)|上面?|内)?|文[中里])"
)
BEGIN = r"(?:^|(?<=[,。;:?!]))\s*+"
END = r"(?=\s*(?:[,。;?!]|$))"
WHAT = "(?P<what>[^,。;?!]{2,80}?)"

_PASSAGES = (
    "(?:内容|规定|表述|论述|提法|说法|条款|条文|法条|段落|部分(?!地)|章节|地方(?!政府)|文字)"
)
_SPEAK = "(?:涉及到?|[提说讲谈写]到|提及|提起|提过|讲过|说过|写了|讲了|说了)[了过]*"
_ARE_ABOUT = (
    f"(?:{_SPEAK}|规定[了过]|包含|含有|(?:写|讲|说|规定)的就?是?|(?:是|都)+(?:关于|有关|针对))"
)
_ONE_OF_THEM = "(?:哪(?:一?[条款章段节]|几[条款章段节])|第几[条款章])"
_WHERE = f"(?:{_ONE_OF_THEM}|哪(?:些|几[个处]|一?[个处])的?{_PASSAGES}|哪一?处|哪里|哪儿|什么地方)"
_SHOW = (
    "(?:(?:请|帮我|给我|麻烦你?|我?想)*"
    "(?>找出|列出|列举|查找|搜索|搜|显示|给出|查看|看看?|查|找)+(?:一?下)?)?"
)
_ALL = "(?:所有|全部|一共|具体|主要|分别|相关|有关)*的?"
_WHICH = "(?:有|是|做|作|讲|说|写|谈|(?:提|作)出|提)[了过到]*些?(?:什么|哪些|啥|怎样的)的?"
_ARE_THERE = f"(?:[都又]?(?:有哪些|有什么|是什么|有几[条处个]|有没?有?[吗么]?|在{_WHERE}))?[呢吗]?"

_WITH = r"[与和跟同](?=[^,。;?!]{2,80}?[相有]关的)"
_TOPICS = (
    # 文件里哪些条款涉及…
    rf"{BEGIN}{_SHOW}(?:在?{TEXT}的?)?有?{_WHERE}[里中都又也有专门明确具体]*{_ARE_ABOUT}"
    rf"(?:关于|有关)?{WHAT}(?:的{_PASSAGES})?的?[呢吗]?{END}",
    # 文件提到哪些…的内容
    rf"{BEGIN}(?:在?{TEXT}[都一共]*(?:{_SPEAK}|有|写|讲|包括|包含)|{_SPEAK})(?:哪些|什么)"
    rf"(?:关于|有关|与)?{WHAT}(?:相关|有关|方面)?的{_ALL}{_PASSAGES}{END}",
    # 涉及…的条款有哪些, 有没有关于…的内容
    rf"{BEGIN}{_SHOW}(?:在?{TEXT}的?)?(?:有没有|有哪些|有什么|是否有|有无)?{_ALL}"
    rf"(?:{_SPEAK}|关于|有关|针对|{_WITH}){WHAT}"
    rf"(?:相关|有关|方面)?的{_ALL}{_PASSAGES}{_ARE_THERE}{END}",
    # …方面的内容有哪些, 和…有关的有哪些条款
    rf"{BEGIN}(?:在|{_WITH}|{_SHOW}){WHAT}(?:相关|有关|方面)的"
    rf"{_ALL}(?:{_PASSAGES}{_ARE_THERE}|有哪些{_PASSAGES}){END}",
    # 文件对…提了哪些要求
    rf"{BEGIN}在?{TEXT}(?:对于?|关于|有关|针对|在){WHAT}(?:方面)?[都又各]?{_WHICH}{_ALL}"
    rf"(?:要求|部署|安排|措施|举措|{_PASSAGES})?{END}",
    # 文件里…的内容
    rf"{BEGIN}在?{TEXT}(?<=[里中上]){WHAT}(?:相关|有关|方面)?的{_ALL}{_PASSAGES}{_ARE_THERE}{END}",
    # …有哪些规定
    rf"{BEGIN}(?:关于|有关|对于?|针对)?{WHAT}(?:方面)?[都又各]?有(?:哪些|什么|啥)的?{_ALL}"
    rf"(?:规定|条款|条文|表述|论述){END}",
    # 我想看…的内容
    rf"{BEGIN}(?:我想|帮我|给我|请)(?:查看|看看?|查|找)(?:一?[下些点])?{WHAT}的{_ALL}{_PASSAGES}{END}",
)
_TOPIC = tuple(map(regex, _TOPICS))
# …在哪里提到, …是哪一条规定的
_PLACE_ASKED = regex(
    rf"(?<=[\w”\"])(?<![是在写])[,\s]*(?:(?:是|在|写在|出现在|规定在)(?:{TEXT}的?)?)+"
    rf"(?:{_WHERE}有?(?:{_SPEAK}|规定|出现|写|讲|说)[的了过]*|(?<!是){_ONE_OF_THEM}[里中]?)的?{END}"
)


def spoken_of(search: str) -> str:
    """What a question for the passages that speak of something is about; the whole question (its
    search copy) if it is none.
    """
    for pattern in _TOPIC:
        search = pattern.sub(_what, search)
    return _PLACE_ASKED.sub("", search)


def _what(match: re.Match[str]) -> str:
    return str(match["what"])
