"""Words of asking, and what they leave of a question. No search happens here."""

import re

from index.background import has_han
from index.normalise import search_copy
from index.patterns import regex
from qa.question.more import leans

__all__ = [
    "BEFORE_NAMES",
    "WHEN_OR_WHERE",
    "asks",
    "compared",
    "is_asked",
    "left",
    "marked",
    "of_all",
    "without_asking",
    "without_end",
    "without_words_of_asking",
]

# What may stand before the name of a document that is asked about; 看看 is read in one way alone,
# or many of them would be read in more ways than can be gone through.
BEFORE_NAMES = (
    "(?>请问?|麻烦|帮忙|我?想?(?:问|知道|了解|咨询|请教)|根据|按照?|依照|依据|在|对于|关于|对照|(?:如何)?理解"
    "|解释|说明|总结|概括|列出|找出|学习|查|看看?|一下|那么?)"
)
# Words that add nothing to a request to see a clause.
_FILLERS = regex(
    r"请问|麻烦|帮我|给我|告诉我|我想|想看|看看|看一下|看下|查一下|查|一下|列出|显示|展示|念|读"
    r"|讲|说|写|谈|规定|提出|提到|涉及|要求|部署|明确|内容|全文|原文|条文|条款|具体|主要|大概|到底"
    r"|什么|啥|哪些|哪几|怎么|如何|关于|方面|意思|是|的|了|有|在|里面|里|中|内|都|就|个|这|那|该|本"
    r"|你好|您好|谢谢|理解|依据|文件|省委|全会|呢|吗|啊|呀|嘛|吧|以及|还有|和|与|分别|来|到"
    r"|\b(?:what|does|do|is|are|the|of|in|say|says|show|me|about|please|content|text|read|and)\b"
)
_NOISE = regex(r"[\W_]+")
# With which people end a question, or do not, whatever they ask; not what makes 三、 a label.
_ENDS, _ENDS_OF_LABELS = "?!。,;~—", ".、:"
_FIGURE = regex(r"[\d〇零一二三四五六七八九十百千]")
# That something was held, where it is asked when or where: texts have one of these words or another
# by chance.
_HELD = r"(?:召开|举行|举办|开)(?=的|了|\W|$)"
WHEN_OR_WHERE = (
    "(?:什么时[候间]|啥时候|何时|几时|几月几[日号]|几[日号](?![前内后以])|哪[一几]?[天年日]|哪个月|(?<=在)哪(?![座个])"
    "|哪里|哪儿|何地|何处|什么地方|哪[座个]城市|哪个[省市县区])"
)
# Words of asking: they are in every question and in no clause, so they say nothing about either.
_ASKING = regex(
    rf"{WHEN_OR_WHERE}{_HELD}"
    r"|(?<=[,;、])(?:又|还)?在?哪[个座]?(?:城市|地方)(?=\W|$)"
    r"|请问|麻烦|告诉我|我想知道|我想问|想问一下|想问|问一下|介绍一下|说一下|讲一下|说说|讲讲|到底|究竟"
    r"|为什么|为何|为啥|凭什么|什么时候|什么样|什么|啥时候|啥子|咋个|咋样|咋办|咋|啥|怎么样|怎么办|怎么"
    r"|怎样|如何|哪些|哪几|哪个|哪里|哪儿|哪年|哪一?天|哪一|哪|多少|多大|多久|多长|几个|几条|几种|几次|几时|何时|几"
    r"|是不是|有没有|能不能|会不会|要不要|可不可以|是否|能否|可否|是指|指的是|具体|主要|分别|方面|有关"
    r"|关于|对于|谁|吗|呢|吧|啊|呀|嘛|么|的|了|是|在|和|与|及|或|我|你|他|她|它|们|这|那"
)
_ASKING_IN_ENGLISH = regex(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|many|much|long|often|not|is|are|was|were|does|do|did"
    r"|can|could|will|would|should|must|may|be|i|we|you|it|he|she|they|this|that|these|those|the|an?|so|about|please)\b"
)
# What is said to a person, or to whoever answers, and asks for nothing that documents tell.
_GREETING = regex(
    r"(?:(?:你|您|大家|早上|上午|下午|晚上)好|早安|晚安|(?:谢谢|多谢|感谢)(?:你|您|大家)?|好的|(?:知道|明白)了?+|收到|(?:你|您)?在[吗么]|再见|拜拜"
    r"|(?:你|您)(?:到底)?(?:是谁|是什么(?!意)|叫什么(?:名字)?|(?:都|还)?(?:能|会|可以)(?:帮我)?(?:做|干|回答)?(?:些|点)?(?:什么|啥)"
    r"|有(?:什么|哪些|啥)(?:用|功能|本事)|怎么用)"
    r"|hello|hi|hey|thanks|thank you|good (?:morning|afternoon|evening)|bye|bonjour"
    r"|[啊呀哈嘿喂了的\W_])+"
)
# What is asked of a document that is named as a whole: 公报讲了什么, 决定全文.
_ALL = regex(
    r"(?:请|把|帮我|给我|我想|想|查|看看?+|打开|显示|逐条|列出|总结|概括|概述|归纳|介绍|讲讲|说说|一下|下)*"
    r"(?:都|主要|大概|大致|具体|到底|包括|包含|涉及|[讲说写谈是有了些的])*(?:什么|啥|哪些)?"
    r"(?:主要|大致|核心|全部|所有|完整|具体)?的?(?:内容|全文|原文|正文|条款|条文|规定|大意|概要|梗概|要点)?"
    r"[是讲]?(?:什么|啥|哪些)?的?(?:东西|事情?)?(?:发?给我(?:看看?)?)?[呢吗啊]?"
    r"|(?:please|show|give|list|read|summari[sz]e|me|the|an?|full|whole|entire|all|text|articles?|clauses?|contents?"
    r"|summary|overview|of|in|what|is|does|say|about)+"
)
_HOW_MANY = regex(
    "(?:[一总全]?共|合计)?(?:分[为成]?)?(?:多少|几)(?P<unit>条|章|节|编|部分|段|自然段)"
)
# That things are compared which are named: no clause says so of itself.
_SAID = "(?:的|上|在|里)?(?:说法|提法|表述|措辞|内容|规定|要求|措施|部署|安排)?(?:上|里|中)?"
_PLACES = "(?:之处|点|的?地方)?"
_COMPARING = regex(
    r"(?:请|帮我|麻烦)?(?:比较|对比|对照)(?:一下|下)?"
    rf"|{_SAID}(?:各|都)?(?:又|还)?(?:有|是)(?:没有?|什么|哪些|何|啥)+(?:不同|区别|差异|差别|异同|不一样|关系|联系){_PLACES}"
    rf"|{_SAID}(?:的)?(?:不同|区别|差异|差别|异同){_PLACES}(?:在哪里?|是什么|有哪些)?(?=[吗呢]?\W*$)"
    rf"|{_SAID}(?:是否|是不是)?(?:一样|一致|相同|不同)(?=[吗么呢]?\W*$)"
)
_JOINED = regex(r"^(?:(?:以及|[、和与跟同及])\s*)+")
# Words that only what is asked has.
_INTERROGATIVE = regex(
    "[?吗呢]|什么|哪|怎|如何|多[少大久长高远]|是否|能否|谁|为何|何时|咋|啥|几[个条项年月天]"
)


def asks(text: str) -> bool:
    """Whether a text asks for anything: it is neither empty nor a greeting, does not lean on what
    was asked before (还有吗), and says more than that it asks (为什么).
    """
    search = search_copy(text)
    if leans(search) or _GREETING.fullmatch(search):
        return False
    told = (_ASKING if has_han(search) else _ASKING_IN_ENGLISH).sub(" ", search)
    is_told = re.search(r"[^\W_]", told) or re.search(_HELD, search)
    return bool(is_told or _HOW_MANY.fullmatch(left(search)))


def without_asking(text: str) -> list[str]:
    """The pieces of a text that the words of asking leave."""
    return without_words_of_asking(text).split()


def without_words_of_asking(search: str) -> str:
    """A question's search copy with blanks for the words of asking."""
    return _ASKING.sub(" ", search)


def of_all(rest: str, remaining: str) -> str:
    """What is asked of a document as a whole, if that is all: 全文 for what it says, or the unit of
    which it is asked how many there are; else "". `rest`: a search copy without the document's
    name; `remaining`: what `left` leaves of it.
    """
    if match := _HOW_MANY.fullmatch(remaining):
        return match["unit"]
    return "全文" if _ALL.fullmatch(_NOISE.sub("", rest)) else ""


def compared(rest: str) -> tuple[str, str]:
    """A search copy without the names of what is compared, with blanks for the words that say so;
    and what it is in that they are compared, "" if that is nothing or nothing is compared.
    """
    without = _COMPARING.sub(" ", rest)
    return without, _JOINED.sub("", " ".join(without.split())) if without != rest else ""


def without_end(search: str) -> str:
    """A search copy without the punctuation at its end, which must not decide what is answered."""
    end = len(search)
    while end > 1:
        last, before = search[end - 1], search[end - 2]
        is_label = last in _ENDS_OF_LABELS and _FIGURE.match(before)
        if is_label or not (last.isspace() or last in f"{_ENDS}{_ENDS_OF_LABELS}"):
            break
        end -= 1
    return search[:end]


def marked(search: str) -> str:
    """A search copy as the model reads it: with a question mark, whatever it ends with."""
    return f"{without_end(search)}?"


def is_asked(search: str) -> bool:
    """Whether a search copy is worded as a question."""
    return _INTERROGATIVE.search(search) is not None


def left(search: str) -> str:
    """The letters of a search copy that words of asking to see a clause leave."""
    return _NOISE.sub("", _FILLERS.sub("", search))
