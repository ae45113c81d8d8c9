"""Whether a question that names documents asks what stands in these alone (根据《…》，…), or names
them by the way (修正后的刑法怎么…). No search happens here.
"""

import re
from collections.abc import Collection, Sequence

from index.patterns import regex
from qa.question.asking import BEFORE_NAMES, left
from qa.question.kinds import LAWS, RULES

__all__ = ["asked_within"]

# What leads to the names of documents, of which blanks are left, and from them to what is asked.
_TO_NAMES = regex(
    rf"(?:^|(?<=[,;。])){BEFORE_NAMES}*《?\s++(?:[和与跟及、,]\s+)*"
    r"(?!实施|修正案|司法解释|解释|配套|上)[》的里中,:;]*"
)
# Rules and the like are called so by nobody who means something else; a contract may be any.
_PROPER = regex(
    rf"(?:{LAWS}|{RULES}|规定|解释|批复|公报|决定|决议|意见|通知|纲要|规划"
    r"|公告|工作报告)(?:\W.*)?$"
)
_SAID_IN = (
    r"》?的?(?:里|中(?!央)|内|规定|约定|写|载明|要求|对|说|讲|提[到出及]|指出|强调"
    "|(?:怎么|如何)(?:说|讲|写|规定|提|表述))"
)
# 遛狗在《…》里怎么规定, 遛狗要牵绳吗按照《…》
_IN_THE_MIDST = regex(r"在《?\s++(?!上)[》的里中]*|(?:根据|按照?|依照|依据)《?\s+》?\W*$")
_ACCORDING = regex(rf"《|^{BEFORE_NAMES}*(?:根据|按照?|依照|依据)")


def asked_within(
    rest: str, search: str, titles: Sequence[tuple[str, ...]], documents: Collection[int]
) -> str:
    """What a question asks in the `documents` that it names (ids; their `aliases` are in `titles`),
    without their names; "" if it does not ask in these alone, or nothing else. `search`: its search
    copy without spaces, `rest` that with blanks for the names.
    """
    asked, count = _TO_NAMES.subn(" ", rest)
    if not count:
        asked, count = _IN_THE_MIDST.subn(" ", rest)
    asked = " ".join(asked.split()).strip(" ,:;、")
    if not documents or not count or len(left(asked)) < 2:
        return ""
    meant = _ACCORDING.search(search) or all(_is_meant(search, titles[i]) for i in documents)
    return asked if meant else ""


def _is_meant(search: str, names: Sequence[str]) -> bool:
    """Whether a title is no common noun in a question, or something is said to stand in it."""
    return any(_PROPER.search(name) for name in names[:1]) or any(
        re.search(re.escape(name) + _SAID_IN, search) for name in names
    )
