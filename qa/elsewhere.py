"""Rules of a province or a city that a question names, without the number of a clause, while the
store has only those of other places. No search happens here.
"""

import re
from collections.abc import Sequence

from qa.names import called
from qa.place_names import CITY, PROVINCE

__all__ = ["rules_of_another_place"]

_LEADING = (
    r"^(?:请问|麻烦|想问|我想知道|根据|按照|依照|依据|在|关于|查一下|查|看看|看|那么?|[\W_])*"
)
_PLACE = rf"(?:{PROVINCE.pattern}|{CITY.pattern})"
_OF_A_PLACE = "(?:省|市|县|自治区|特别行政区|经济特区|特区)?"
# 办法 and 规定 are common nouns too (四川省有什么办法), unless they are called as rules are.
_KIND = (
    "(?:条例|(?:管理|实施|暂行|试行|监督|监察|奖励|处罚)(?:办法|规定|细则|规则)|(?:若干|暂行)规定)"
)
_ASKING = "怎么|如何|哪|什么|有没有|是否|吗|对(?!外)|的(?!若干)|提出|提到|制定|出台"
_RULES = re.compile(
    rf"{_LEADING}(?P<name>(?P<place>{_PLACE}){_OF_A_PLACE}"
    rf"(?P<subject>(?:(?!{_ASKING})[\u4e00-\u9fff、]){{2,30}}?){_KIND})(?!草案|修正)"
)
_PLACED = re.compile(rf"^{_PLACE}{_OF_A_PLACE}")
_SAYS_NOTHING = re.compile("管理|实施|若干|促进|保护|监督|发展|工作|条例|办法|规定|细则|暂行")


def rules_of_another_place(search: str, titles: Sequence[tuple[str, ...]]) -> str:
    """The name of the rules that a question (its search copy, without blanks) begins with, if none
    of `titles` (the `aliases` of each document) is called so, and they are either of a place that
    no title names or about what there are another place's rules of; else "".
    """
    match = _RULES.match(search)
    if not titles or match is None or re.search(_PLACE, match["subject"]):
        return ""
    before_clause = called(f"{match['name']}第一条", titles)[1]
    if not before_clause or before_clause[0].documents:
        return ""
    wholes = [names[0] for names in titles if names]
    here = [title for title in wholes if match["place"] in title]
    if not here or any(_is_about(match["subject"], title) for title in wholes if title not in here):
        return match["name"]
    return ""


def _is_about(subject: str, title: str) -> bool:
    """Whether a title of some place says what it rules on with the words of `subject`."""
    placed = _PLACED.match(title)
    core = _SAYS_NOTHING.sub("", subject)
    return placed is not None and len(core) > 1 and core in title[placed.end() :]
