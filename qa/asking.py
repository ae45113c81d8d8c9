"""Words of asking, and what they leave of a question. No search happens here."""

import re

from index.normalise import search_copy

__all__ = ["asks", "is_asked", "left", "without_asking", "without_words_of_asking"]

# Words that add nothing to a request to see a clause.
_FILLERS = re.compile(
    r"请问|麻烦|帮我|给我|告诉我|我想|想看|看看|看一下|看下|查一下|查|一下|列出|显示|展示|念|读"
    r"|讲|说|写|谈|规定|提出|提到|涉及|要求|部署|明确|内容|全文|原文|条文|条款|具体|主要|大概|到底"
    r"|什么|啥|哪些|哪几|怎么|如何|关于|方面|意思|是|的|了|有|在|里面|里|中|内|都|就|个|这|那|该|本"
    r"|你好|您好|谢谢|理解|依据|文件|省委|全会|呢|吗|啊|呀|嘛|吧|和|与|分别|来|到"
    r"|\b(?:what|does|do|is|are|the|of|in|say|says|show|me|about|please|content|text|read|and)\b"
)
_NOISE = re.compile(r"[\W_]+")
# That something was held, where it is asked when or where: texts have one of these words or another
# by chance.
_HELD = r"(?:召开|举行|举办|开)(?=的|了|\W|$)"
# Words of asking: they are in every question and in no clause, so they say nothing about either.
_ASKING = re.compile(
    rf"(?:什么时[候间]|啥时候|何时|几时|几月几[日号]|几[日号]|哪一?[天年日]|哪里|哪儿|何地|哪座城市|哪个城市){_HELD}"
    r"|(?<=[,;、])(?:又|还)?在?哪[个座]?(?:城市|地方)(?=\W|$)"
    r"|请问|麻烦|告诉我|我想知道|我想问|想问一下|想问|问一下|介绍一下|说一下|讲一下|说说|讲讲|到底|究竟"
    r"|为什么|为何|为啥|凭什么|什么时候|什么样|什么|啥时候|啥子|咋个|咋样|咋办|咋|啥|怎么样|怎么办|怎么"
    r"|怎样|如何|哪些|哪几|哪个|哪里|哪儿|哪年|哪一?天|哪一|哪|多少|多大|多久|多长|几个|几条|几种|几次|几时|何时|几"
    r"|是不是|有没有|能不能|会不会|要不要|可不可以|是否|能否|可否|是指|指的是|具体|主要|分别|方面|有关"
    r"|关于|对于|谁|吗|呢|吧|啊|呀|嘛|么|的|了|是|在|和|与|及|或|我|你|他|她|它|们|这|那"
)
# What is said to a person, and asks for nothing.
_GREETING = re.compile(
    r"(?:(?:你|您|大家|早上|上午|下午|晚上)好|早安|晚安|(?:谢谢|多谢|感谢)(?:你|您|大家)?|(?:你|您)?在[吗么]|再见|拜拜"
    r"|hello|hi|hey|thanks|thank you|good (?:morning|afternoon|evening)|bye|bonjour"
    r"|[啊呀哈嘿喂了的\W_])+"
)
# Words that only what is asked has.
_INTERROGATIVE = re.compile(
    "[?吗呢]|什么|哪|怎|如何|多[少大久长高远]|是否|能否|谁|为何|何时|咋|啥|几[个条项年月天]"
)


def asks(text: str) -> bool:
    """Whether a text asks for anything: it is neither empty nor a greeting."""
    search = search_copy(text)
    return re.search(r"[^\W_]", search) is not None and not _GREETING.fullmatch(search)


def without_asking(text: str) -> list[str]:
    """The pieces of a text that the words of asking leave."""
    return without_words_of_asking(text).split()


def without_words_of_asking(search: str) -> str:
    """A question's search copy with blanks for the words of asking."""
    return _ASKING.sub(" ", search)


def is_asked(search: str) -> bool:
    """Whether a search copy is worded as a question."""
    return _INTERROGATIVE.search(search) is not None


def left(search: str) -> str:
    """The letters of a search copy that words of asking to see a clause leave."""
    return _NOISE.sub("", _FILLERS.sub("", search))
