"""The words that ask for more of what was asked before (还有吗), for the same at more length
(详细说说), or for what stands beside it (下一条). Pure.
"""

from index.background import has_han
from index.patterns import regex

__all__ = ["BESIDE", "beside_more", "leans", "wants_detail"]

_DETAIL = regex(
    r"(?:能|可以|请)?(?:不能)?(?:再|更)?(?:说|讲|介绍)?得?(?:再|更)?(?:详细|具体|仔细|展开)(?:一?[点些])?(?:地)?"
    r"(?:再)?(?:说说|讲讲|说一?下|讲一?下|说明(?:一下)?|介绍(?:一下)?)?"
)
# What asks for more, and what may stand around it (能再列几条其他的规定吗); whatever else is said
# must have been asked about already (还有别的铁路吗).
_MORE = (
    "还有|继续|接着|往下|接下来|然后|其[他它余]的?|别的|别$|更多的?|剩[下余]的?|余下的?|下面|后[面续]|[下换]一[页批组]"
    r"|(?:就|只|仅|光)(?:有|是)?(?=这|[几两三四五六七八九十\d]+[条段个])|^没有?$|没有?了|[再多](?:给|来|列|找|看|显示|说|讲|介绍)"
    r"|除此|除了?这|^[另此]外$"
)
_AROUND = (
    "内容|规定|条[款文]|段落|结果|答案|信息|资料|地方|东西|说法|文件|项目|提到|相关|有关|类似|什么|刚才|以上|上面|另外|此外"
    r"|之外|以外|显示|介绍|麻烦|可以|[请能不你我咱再多给来列找看说讲念一点些下几两三四五六七八九十条个段批有没的地了吗么呢也还"
    r"那这里外出去吧都是啥哪\d\s,]"
)
_MORE_IN_ENGLISH = (
    r"\b(?:more|else|others?|rest|next|continue|go on|keep going|further"
    r"|(?:is|was) (?:that|this) (?:all|it|everything))\b"
)
_AROUND_IN_ENGLISH = (
    r"\b(?:the|and|any(?:thing)?|is|are|there|on|about|this|that|it|of|them|show|give|tell|list|me|some|please|results?"
    r"|passages?|clauses?|ones?|page|one|two|three|five|ten|\d+|what|can|could|you|how)\b|[\s,.]"
)
_SPOKEN = {
    True: (regex(_MORE), regex(f"{_MORE}|{_AROUND}")),
    False: (regex(_MORE_IN_ENGLISH), regex(f"{_MORE_IN_ENGLISH}|{_AROUND_IN_ENGLISH}")),
}
_HEADING = regex("其[他它余](?:规定|条[款文]|内容|项目|文件|资料|信息)")  # which contracts have
_AT_END = regex(r"(?:[一的了吗呢吧啊]|\W)+$")
BESIDE = regex(
    r"(?:那|再?看看?|再)?(?P<way>[下后上前])(?:面的?)?"
    r"(?:一?个?(?P<unit>条(?![款文])|款|段|章|节|项|点|部分)|条[款文]|(?<=[下后]面)(?=[讲说]|规定))"
    r"(?:的?(?:内容|全文|原文))?(?:是|讲|说|规定)?(?:的|了)?(?:什么|啥|怎么说|怎么规定)?(?:的)?(?:呢|啊)?"
    r"|(?:and |what about )?(?:the )?(?P<to>next|following|previous|preceding)"
    r" (?:article|clause|one)"
)


def leans(search: str) -> bool:
    """Whether a search copy asks for more, or for what stands beside, of nothing that it names."""
    is_more = beside_more(search) == "" and not _HEADING.fullmatch(search)
    return is_more or wants_detail(search) or BESIDE.fullmatch(_AT_END.sub("", search)) is not None


def beside_more(search: str) -> str | None:
    """What a search copy that asks for more says beside that (铁路 of 还有别的铁路吗); None if it
    does not ask for more.
    """
    plain = _AT_END.sub("", search)
    more, spoken = _SPOKEN[has_han(plain)]
    return spoken.sub("", plain) if more.search(plain) else None


def wants_detail(search: str) -> bool:
    """Whether a search copy asks for the same at more length."""
    return _DETAIL.fullmatch(_AT_END.sub("", search)) is not None
