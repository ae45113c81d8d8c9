"""Which numbers of people in a text are of those that a question counts. No search happens here."""

import re

from index.patterns import regex
from qa.question.expects import HOW_MANY, NUMERAL, Expected

__all__ = ["of_those_counted"]

_FEWEST = 4  # characters that say which people are counted
# Who is counted: 省纪委常委有几人. Of four characters or more, which say which ones.
_WHO_ARE_COUNTED = regex(
    r"([\u4e00-\u9fff]{2,}(?:[员者师生工人]|常委|代表|干部|专家|董事|监事))(?:一?共|总共)?有?"
    rf"(?:{HOW_MANY})(?:名|位|个?人)(?![\u4e00-\u9fff]*的)"
)
# What says of all of them, or how they are there, and not which ones they are.
_ALL_OF = regex(".*(?:的|全体|全部|所有|[出列]席|参[会加]|到会)")
_THERE_ARE = regex(".*(?:[共有设席]|其中|[应实]到|聘请?|选[出举])")
# Who was elected is not who came.
_ELECTED = regex("选举|选出|增补|递补|补选|当选|任命|免去|罢免")
_ELECTS = regex("选|(?<!候)补(?![贴助短齐充])|[罢任]免|免去|任命|撤销|产生")


def of_those_counted(wanted: Expected, text: str) -> str:
    """The sentences of a text that name the very people who are counted, if it names them: what
    stands beside them counts others (省委委员79人。省纪委常委列席); else without the numbers of
    others of the kind. So it is with who was elected.
    """
    if wanted.unit in ("人", "名", "位") and _ELECTED.search(wanted.asked):
        text = " ".join(s for s in re.split("[。;!?]", text) if _ELECTS.search(s))
    counted = _WHO_ARE_COUNTED.search(wanted.asked)
    who = _ALL_OF.sub("", counted[1]) if counted else ""
    if len(who) < _FEWEST:
        return text
    if who not in text:
        return re.sub(
            rf"([\u4e00-\u9fff]{{2,10}}{who[-2:]})[共有]?{NUMERAL}+[余多]?(?=名|位|个?人)",
            lambda match: match[0] if _may_be(match[1], who) else " ",
            text,
        )
    return " ".join(sentence for sentence in re.split("[。;!?]", text) if who in sentence)


def _may_be(group: str, who: str) -> bool:
    """Whether a group whose number is told may be those who are counted: 候补省委委员 are 候补委员,
    省委委员 are no 省纪委委员.
    """
    group = _THERE_ARE.sub("", group)
    rest = iter(group)
    return who.endswith(group) or all(character in rest for character in who)
