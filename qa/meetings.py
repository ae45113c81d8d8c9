"""Whose meeting it is that is asked about: when one was held tells nothing of another. Pure."""

import re
from typing import Literal

__all__ = ["asks_when_held", "whose_meeting"]

_HOLD = "(?:召开|举行|举办)"
_POINT = (
    "(?:什么时[候间]|啥时候|何时|几时|几月几[日号]|几[日号]|哪一?[天年日]|哪个月"
    "|哪里|哪儿|何地|什么地方|哪[座个]城市|哪个[省市县区])"
)
_NAME = (
    "(?P<name>[\u4e00-\u9fff〇“”\\d]{0,22}(?:会议?|[人十]大))"
    "(?:打算|准备|计划|预计|一般|通常|将要?|要)?"
)
_ASKED = (
    re.compile(
        rf"{_NAME}的?[是又都]?[在于]?{_POINT}(?:[到至]{_POINT})?(?:{_HOLD}|开(?=[的了过]|\W|$))"
    ),
    re.compile(rf"{_NAME}(?:的?{_HOLD}|开)的?(?:时间|日期|地点)?[是又都]?[在于]?{_POINT}"),
    re.compile(rf"{_POINT}{_HOLD}(?:了|的|过)?{_NAME}(?:[的吗呢啊呀]|\W|$)"),
)
# What is said of a meeting without being its name; that it is one is said in the end.
_BESIDE = re.compile(
    "请问|我?想知道|[这那本此该上]一?[次个届回]|我们|你们|今年|去年|前年|当时|最近|[的是在了]"
    f"|{_HOLD}|\\d+年"
)
_KIND = re.compile("(?:[大年]?会议?|会期)$")
_SOMETHING_HELD = re.compile(rf"{_HOLD}|召集|开[幕会]|会期|时间|日期|地点|安排|定[于在]|于\d")
# What is said up to where it was held, and a little after it: 会议于5月召开, 召开了职工大会.
_HELD = re.compile(f"[^。;!?\n]{{0,80}}(?:{_HOLD}|召集|开幕)[^,。;!?\n]{{0,20}}")


def asks_when_held(asked: str) -> bool:
    """Whether a question (its search copy) is when or where a meeting is held that it names."""
    return bool(_name(asked))


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
