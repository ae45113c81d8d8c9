"""A question that leans on the one before it (那养老呢？, 什么时候建成？) -> what it means.

Pure, by rules that can be told to the reader; what has a subject of its own stands by itself.

1. 那X呢, X呢, 还有X, what about X: X takes the place of what the question before asked about
   (四川要建哪些铁路？ 那公路呢？ -> 四川要建哪些公路), a clause that of a clause
   (决定第十五条讲什么 第十六条呢？ -> 决定第十六条讲什么).
2. It begins with a pronoun (它…, 其中…) or has no subject (为什么？): it is asked of what the
   question before was about (四川要建哪些铁路？ 什么时候完成？ -> 四川要建铁路，什么时候完成).
3. A clause by number, or 这份文件…: it is looked for in the document that the answer before cited.
"""

import re
from dataclasses import dataclass

from index.background import has_han
from index.normalise import search_copy
from qa.question import parse

__all__ = ["Followed", "follow_up", "subjects"]

_LONGEST = 16  # characters of an X; more is a question of its own
_END = " \t\n。？?！!，,；;.…"

# 那曲 is a town, 那些 a pronoun; 和 is left out because 和谐 begins with it.
_LEAD = re.compile(
    r"(?:那么|那(?![曲坡些个里边时样年次位种条项份部])|还有|另外|以及|再说"
    r"|(?:what|how) about\b|and\b)"
    r"[\s，,]*"
)
_JOINING = re.compile(r"^(?:和|与|跟|对|对于|关于|在)|的$")

# Words of asking, with what only belongs to them (有多少人, 是什么). The first group holds those
# that stand before what is asked for: 哪些铁路.
_ASKS = re.compile(
    r"(?:有|是)?(?:(哪些|哪几[个条项种]|哪[个条项种]|什么样的|多少[个条项种]?|几[个条项种])"
    r"|什么时候|何时|哪年|为什么|为何|怎么样|怎么办|怎么|怎样|如何|咋个?|是否|能否|可否|有没有|是不是"
    r"|能不能|可不可以|会不会|要不要|多[大久长高远]|哪里|哪儿|在哪|谁|吗|什么|啥|多少|几)"
    r"|\b(?:what|which|who|whom|whose|when|where|why|how|does|do|did|is|are|was|were|can|will"
    r"|should|must|may)\b"
)
# Words that say something only of something else, and words of no weight.
_FRAME = re.compile(
    r"具体|主要|分别|大概|到底|究竟|请问|内容|要求|规定|措施|举措|目标|任务|部署|安排|重点|方面|情况"
    r"|期限|时间|原因|理由|依据|意义|结果|完成|建成|实现|实施|施行|生效|开始|结束|启动|负责|牵头|全文"
    r"|提到|提出|讲|说|做|写|(?<!个)人|有|是|由|要|会|能|可以|需要|应当|应该|必须|的|了|在|到|对|关于|这|那"
    r"|个(?!人)|些|项|种|条|点|次|家|名|位|还|都|也|又|就|呢|吧|啊|呀|嘛|们|我|你|请"
    r"|\b(?:the|an?|it|its|they|them|their|this|that|these|those|be|been|being|to|of|in|on|for|by"
    r"|at|and|or|not|done|there|any|more|please|tell|me|about|say|says|said|have|has|had|it's)\b"
)
_FRAMED = re.compile(rf"(?:{_FRAME.pattern})$")
_PRONOUN = re.compile(
    r"(?:它们?|他们|她们|其中(?:的|，|,)?|其(?![他它余实次间妙])|上述(?:的)?|前述(?:的)?"
    r"|(?![这那]个会是?在?(?:几[月号日]|哪|什么时|啥时|何时|何地))"  # a meeting
    r"[这那](?:些|个|项|样|方面|点)?(?=[，,]?(?:是|要|会|能|算|应|由|属|可|有|合|违|怎|如|为|需|多|什|何|具|谁|的))"
    r"|\b(?:it|its|they|their|these|those|this|that)\b)"
)
_ENGLISH_PRONOUN = re.compile(r"\b(?:it|they|them|this|that|these|those)\b(?!\s+(?:decision|law))")
_SAME = re.compile(
    r"(?:在)?(?:[这那该本](?:个|份|部|篇)?(?:文件|文|法律|法规|材料)|同一(?:份|部|篇)?文件)"
    r"(?:里面|里头|里|中|内)?(?:还|又|对|关于|有没有|是|怎么|如何)?(?:提到|说|讲|规定)?(?:了)?[，,]?"
)
_BEFORE = re.compile(r"(?:有|是|应当|应该|可以|能够|能|会|要|需要|由|都|还|将|该|被|为)+$")
_MODAL = re.compile(r"应当|应该|可以|能够|必须|不得|需要")
_PARTS = re.compile(r"的|对于|关于|对|在|[，,、；;：:]")
_DOCUMENT = re.compile(
    r"《[^》]*》|[该本]?(?:公报|决定|决议|意见|通知|条例|办法|细则|规划|纲要|法)"
)
_ABOUT = re.compile(r"\b(?:about|on|of|for|to|regarding|with)\s+(?:the\s+)?((?:(?!\babout\b).)+)$")


@dataclass(frozen=True, slots=True)
class Followed:
    """`question` is what is meant; `same_document`: by the document that was cited before."""

    question: str
    same_document: bool = False


def follow_up(question: str, previous: str) -> Followed | None:
    """What `question` means after `previous`, the question before as it was meant; None if it
    stands by itself.
    """
    asked, before = _plain(question), _plain(previous)
    if not before or not asked:
        return None
    if match := _SAME.match(asked):
        rest = asked[match.end() :]
        return Followed(rest, same_document=True) if subjects(rest) else None
    other = _other(asked)
    if other and subjects(other):
        return _instead(other, before)
    said = _leaning(asked)
    return None if said is None else Followed(_of(before, said))


def subjects(question: str) -> list[str]:
    """What a question is about: the runs of its search copy that are neither words of asking nor
    such as say something only of something else.
    """
    rest = _FRAME.sub(" ", _ASKS.sub(" ", _plain(question)))
    return [run for run in re.split(r"[\W_]+", rest) if run]


def _plain(text: str) -> str:
    """The search copy without what ends a sentence."""
    return search_copy(text).strip(_END)


def _other(asked: str) -> str | None:
    """The X of 那X呢, if the question is of this form."""
    lead = _LEAD.match(asked)
    if not (lead or asked.endswith("呢")):
        return None
    inner = asked[lead.end() if lead else 0 :].removesuffix("呢")
    inner = _JOINING.sub("", _JOINING.sub("", inner.strip(_END)))
    is_other = not _ASKS.search(inner) and not _PRONOUN.match(inner) and len(inner) <= _LONGEST
    return inner if is_other else None


def _instead(other: str, before: str) -> Followed | None:
    """The question before with `other` in the place of what it asked about."""
    new, old = parse(other), parse(before)
    if new.references and not subjects(_without_references(other)):
        if len(old.references) == 1 and old.references[0].text in before:
            return Followed(before.replace(old.references[0].text, new.references[0].text))
        return Followed(other, same_document=True)
    if has_han(other) != has_han(before):
        return None
    if old.references and not subjects(_DOCUMENT.sub("", _without_references(before))):
        return Followed(other, same_document=True)
    if not has_han(before):
        match = _ABOUT.search(before)
        return Followed(
            f"{before[: match.start(1)]}{other}" if match else f"{before} {other}",
        )
    start, end = _focus(before)
    return Followed(f"{before[:start]}{other}{before[end:]}" if end else f"{before}，{other}")


def _without_references(question: str) -> str:
    for reference in parse(question).references:
        question = question.replace(reference.text, " ")
    return question


def _focus(question: str) -> tuple[int, int]:
    """Where a Chinese question names what it asks about: [start, end), (0, 0) if that cannot be
    told. After 哪些 and the like, or else before the word of asking.
    """
    match = _ASKS.search(question)
    if match is None:
        return (0, 0)
    after = question[match.end() :]
    if match[1] and match.start() and len(subjects(after)) == 1 and not _ASKS.search(after):
        return match.end(), len(question)
    before = question[: match.start()]
    before = before[: len(before) - len(_tail(before))]
    if modal := _MODAL.search(before):  # who may do it, rather than what
        return (0, modal.start()) if subjects(before[: modal.start()]) else (0, 0)
    edges = [0, *(edge for part in _PARTS.finditer(before) for edge in part.span()), len(before)]
    runs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if subjects(before[a:b])]
    return runs[-1] if runs else (0, 0)


def _tail(before: str) -> str:
    match = _BEFORE.search(before)
    return match[0] if match else ""


def _leaning(asked: str) -> str | None:
    """What is said of something that is not named, if the question is of this form."""
    lead = _LEAD.match(asked)
    rest = asked[lead.end() :] if lead else asked
    if match := _PRONOUN.match(rest):
        return rest[match.end() :].removesuffix("呢")
    if parse(rest).references or subjects(rest):
        is_english = not has_han(rest) and _ENGLISH_PRONOUN.search(rest)
        return rest if is_english and len(subjects(rest)) <= 1 else None
    return rest.removesuffix("呢")


def _of(before: str, rest: str) -> str:
    """`rest` asked of what the question before was about."""
    if not has_han(before):
        return f"{before} {rest}".strip()
    topic = _ASKS.sub("", before).strip(_END)
    while subjects(shorter := _FRAMED.sub("", topic).strip(_END)) and shorter != topic:
        topic = shorter
    if not (subjects(rest) or _ASKS.search(rest)):
        return before
    return f"{topic}{rest}" if rest.startswith("的") else f"{topic}，{rest.removesuffix('的')}"
