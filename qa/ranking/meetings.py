"""Whose meeting it is that is asked about: when one was held tells nothing of another. Pure."""

import re
from typing import Literal

from index.numerals import to_int
from index.patterns import regex
from qa.question.asking import WHEN_OR_WHERE

__all__ = ["asks_when_held", "is_about_one", "is_other_session", "whose_meeting"]

_HOLD = "(?:召开|举行|举办)"
_NAME = (
    "(?P<name>[\u4e00-\u9fff〇“”\\d]{0,22}(?:会议?|[人十]大))"
    "(?:打算|准备|计划|预计|一般|通常|将要?|要)?"
)
_ASKED = (
    regex(rf"{_NAME}(?<=[大全]会|会议|代会|[人十]大)的?[是在于]*{WHEN_OR_WHERE}[呢啊]?\W*$"),
    regex(
        rf"{_NAME}的?[是又都]?[在于]?{WHEN_OR_WHERE}(?:[到至]{WHEN_OR_WHERE})?(?:{_HOLD}|开(?=[的了过]|\W|$))"
    ),
    regex(rf"{_NAME}(?:的?{_HOLD}|开)的?(?:时间|日期|地点)?[是又都]?[在于]?{WHEN_OR_WHERE}"),
    regex(rf"{WHEN_OR_WHERE}{_HOLD}(?:了|的|过)?{_NAME}(?:[的吗呢啊呀]|\W|$)"),
)
# What is said of a meeting without being its name; that it is one is said in the end.
_BESIDE = regex(
    "请问|我?想知道|[这那本此该上首]一?[次个届回]|第[一二三四五六七八九十]+次(?![全党])|我们|你们|今年|去年|前年|当时|最近|[的是在了]"
    f"|{_HOLD}|\\d+年"
)
_KIND = regex("(?:[大年]?会议?|会期)$")
_SOMETHING_HELD = regex(rf"{_HOLD}|召集|开[幕会]|会期|时间|日期|地点|安排|定[于在]|于\d")
# What is said up to where it was held, and a little after it: 会议于5月召开, 召开了职工大会.
_HELD = regex(f"[^。;!?\n]{{0,80}}(?:{_HOLD}|召集|开幕)[^,。;!?\n]{{0,20}}")
_NUMERAL = "[\\d一二三四五六七八九十百]"
_SESSION = regex(rf"({_NUMERAL}+)届(?:[^,。]{{0,8}}第)?({_NUMERAL}+)次")
_TO_COME = regex(
    rf"下一?[次届](?:[\u4e00-\u9fff]{{0,4}}(?:全会|大会|会议|例会|开会)|[^,。?]{{0,6}}{_HOLD})"
)
_COMES = regex("下一?[次届]|换届|届满")
# Meetings by their own names, which stand before how many came, or who.
_NAMED = regex(
    "[\u4e00-\u9fff]{0,12}?(?:[一二三四五六七八九十]{1,2}[次中]全会|党代会|人代会|工作会议"
    "|[一二三四五六七八九十]{2,3}大(?=[有的是上会代选]|\\W|$))"
)
_COUNTED = regex(f"{_NUMERAL}+[余多]?[名位]?(?:代表|委员|人|名|位)|分之|半数")
_CHOSEN = regex("[\u4e00-\u9fff]{2,3}同志|选[举为出]")
_WHO_CAME = regex(
    "(?:多少|几)[名位个]?(?:代表(?!大会)|委员(?!会)|常委(?!会)|人)"
    "|(?:代表(?!大会)|委员(?!会)|常委(?!会))[^,。?]{0,6}(?:多少|几[名位个人])|(?:选出|当选|出席)[^,。?]{0,6}[谁哪]"
)


def asks_when_held(asked: str) -> bool:
    """Whether a question (its search copy) is when or where a meeting is held that it names."""
    return bool(_name(asked))


def is_about_one(asked: str) -> bool:
    """Whether a question (its search copy) names a meeting that a text may tell from another."""
    patterns = (_SESSION, _TO_COME, _NAMED)
    return asks_when_held(asked) or any(pattern.search(asked) for pattern in patterns)


def whose_meeting(asked: str, told: str, title: str = "") -> Literal["", "same", "other"]:
    """Where `asked` wants to know when or where a meeting is held: whether one that `told` says was
    held is the "same", or each is an "other", as it is where `told` says of none that it was held
    (search copies, all three). A short name is made of characters of the long one (党代会 of
    党员代表大会), so what lacks one of them, and stands in no document with this `title` that has
    them, is something else. "" where no meeting is named, in `asked` or beside what was held.
    """
    name = _name(asked)
    if not name:
        return ""
    if not _SOMETHING_HELD.search(told):
        return "other"
    held = _HELD.findall(told)
    named = [words for words in held if "会" in words]
    if any(name <= set(words + title) for words in named):
        return "same"
    return "other" if named and len(named) == len(held) else ""


def _name(asked: str) -> set[str]:
    """The characters that tell the meeting from others, none if no meeting is asked about."""
    found = next(filter(None, (pattern.search(asked) for pattern in _ASKED)), None)
    return set(_KIND.sub("", _BESIDE.sub("", found["name"]))) if found else set()


def is_other_session(asked: str, told: str, title: str = "") -> bool:
    """Whether `asked` is about another session of a body (十二届一次) than `told`, or the document
    with this `title`; about one to come; or about who came to another meeting than any sentence of
    `told` could be about (search copies, all three).
    """
    sessions = _sessions(asked)
    known = _sessions(told) or _sessions(title)
    if sessions and known and not sessions & known:
        return True
    if _TO_COME.search(asked) and not _COMES.search(told):
        return True
    meeting = _NAMED.search(asked)
    if meeting is None or not _WHO_CAME.search(asked):
        return False
    name = set(_KIND.sub("", _BESIDE.sub("", meeting[0])))
    answer = _COUNTED if re.search("多少|几", asked) else _CHOSEN
    sentences = re.split("[。;!?\n]", told)
    return not any(name <= set(s + title) and answer.search(s) for s in sentences)


def _sessions(text: str) -> set[tuple[int | None, ...]]:
    return {(to_int(match[1]), to_int(match[2])) for match in _SESSION.finditer(text)}
