"""Whether a question only wants more of what was asked before (还有吗, 继续), how much it is
(投资多少), or the clause beside it (下一条); and what is asked about in English, so that something
else can take its place. Pure.
"""

from index.background import has_han
from index.numerals import to_chinese
from index.patterns import regex
from qa.question.other_numbers import as_read
from qa.question.question import parse
from qa.question.reference import Reference

__all__ = ["english_instead", "only_how_much", "onward", "wants_more"]

_AGAIN = regex(
    r"(?:能|可以|请)?(?:不能)?(?:再|更)?(?:说|讲|介绍)?得?(?:再|更)?(?:详细|具体|仔细|展开)(?:一?[点些])?(?:地)?"
    r"(?:再)?(?:说说|讲讲|说一?下|讲一?下|说明(?:一下)?|介绍(?:一下)?)?"
)
# What asks for more, and what may stand around it (能再列几条其他的规定吗); whatever else is said
# must have been asked about already (还有别的铁路吗).
_MORE = (
    "还有|继续|接着|往下|接下来|然后|其[他它余]的?|别的|别$|更多的?|剩[下余]的?|余下的?|下面|后[面续]|[下换]一[页批组]"
    r"|(?:就|只|仅|光)(?:有|是)?(?=这|[几两三四五六七八九十\d]+[条段个])|^没有?$|没有?了|[再多](?:给|来|列|找|看|显示|说|讲|介绍)"
    r"|除此|除了?这"
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
_SO_MANY = regex(r"[这那](?:[几两三四五六七八九十]+|\d+)[条段]")  # and no clause (就这两条)
_AT_END = regex(r"(?:[一的了吗呢吧啊]|\W)+$")
_BESIDE = regex(
    r"(?:那|再?看看?|再)?(?P<way>[下后上前])(?:面的?)?"
    r"(?:一?个?(?P<unit>条(?![款文])|款|段|章|节|项|点|部分)|条[款文]|(?<=[下后]面)(?=[讲说]|规定))"
    r"(?:的?(?:内容|全文|原文))?(?:是|讲|说|规定)?(?:的|了)?(?:什么|啥|怎么说|怎么规定)?(?:的)?(?:呢|啊)?"
)

_HOW_MUCH = regex(
    r"(?:大概|一?共|总共?|要|需要|得)*(?:投[资入]|花费?|面积|规模|金额|预算|费用|成本|全?长度?)?(?:大概|一?共|是|有|要|为)*"
    r"(?:多少(?:钱|[万亿]*元|公里|[万亿]?亩|平方米)?|多[大长])"
)
# which railways will …, how will corruption be …, how will Sichuan support …
_DO = r"(?:will|can|could|should|must|would|does|do|did|is|are|was|were|has|have)"
_ENGLISH_FOCUS = (
    regex(rf"^(?:which|what) ((?!{_DO}\b).+?) {_DO}\b"),
    regex(rf"^how {_DO} (.+?) be \w+$"),
    regex(rf"^how {_DO} (?:the )?\w+ \w+ (.+)$"),
)
_ABOUT = regex(r"\b(?:about|on|of|for|to|regarding|with)\s+(?:the\s+)?((?:(?!\babout\b).)+)$")


def onward(asked: str, before: str) -> str | None:
    """What `asked` means after the question `before` (search copies, both); None if it is neither
    for more nor for what stands beside.
    """
    if meant := _beside(asked, before):
        return meant
    if wants_more(asked, before) or _AGAIN.fullmatch(_AT_END.sub("", asked)):
        return before
    return None


def _beside(asked: str, before: str) -> str | None:
    """The question before, of what stands beside the one clause that it was about; None if `asked`
    is not for that.
    """
    beside = _BESIDE.fullmatch(asked)
    if beside is None:
        return None
    unit = beside["unit"] or "条"
    references = [r for r in parse(before).references if _is_one(r, unit)]
    if len(references) != 1:
        return None
    (reference,) = references
    number = reference.first + (1 if beside["way"] in "下后" else -1)
    spellings = (before, as_read(before), "".join(as_read(before).split()))
    written = next((each for each in spellings if reference.text in each), None)
    return written and written.replace(reference.text, f"第{to_chinese(number)}{unit}")


def wants_more(asked: str, before: str) -> bool:
    """Whether `asked` is for what else answers the question `before` (search copies, both)."""
    plain = _AT_END.sub("", asked)
    more, spoken = _SPOKEN[has_han(plain)]
    if not more.search(plain) or parse(_SO_MANY.sub("", plain)).references:
        return False
    return spoken.sub("", plain) in before


def _is_one(reference: Reference, unit: str) -> bool:
    """Whether a reference is to one clause, paragraph or section of such a unit, by number."""
    is_one = reference.first == reference.last > 0 and not (reference.branch or reference.points)
    text = reference.text
    return is_one and (text.endswith(unit) or (unit == "条" and text.startswith("(")))


def only_how_much(asked: str) -> bool:
    """Whether a question is how much, and of nothing (总投资是多少)."""
    return _HOW_MUCH.fullmatch(asked) is not None


def english_instead(other: str, before: str) -> str:
    """The English question before with `other` in the place of what it asked about, or behind it
    where that cannot be told.
    """
    found = (kind.search(before) for kind in (_ABOUT, *_ENGLISH_FOCUS))
    match = next(filter(None, found), None)
    if match is None:
        return f"{before} {other}"
    return before[: match.start(1)] + other + before[match.end(1) :]
