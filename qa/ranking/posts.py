"""Whose name is asked for by a post: who holds one tells nothing of who holds another. Pure."""

import re
from collections.abc import Sequence

from index.patterns import regex

__all__ = ["asks_for_post", "is_other_post", "is_other_speaker"]

_POST = (
    "总书记|书记|[省市县区州乡镇村部厅局司处科院校行会队组所馆社台站]长|主席(?!团)|主任|总理|总统|董事长|秘书长"
    "|检察长|经理|总裁"
)
_TITLE = rf"(?P<of>[\u4e00-\u9fff]{{0,16}}?)(?P<deputy>(?:常务)?副)?(?P<post>{_POST})"
_WHO = "(?:谁|什么名字|哪一?位)"
_ASKED = (
    regex(rf"{_TITLE}(?:现在|目前)?(?:是|叫|由)(?:{_WHO})(?=[呢啊呀]|担任|\W|$)"),
    regex(rf"谁是{_TITLE}\W*$"),
)
# As English calls them.
_IN_ENGLISH = (
    ("general secretary", "总书记"),
    ("secretary", "书记|秘书长"),
    ("mayor", "[市县区]长"),
    ("governor", "[省州]长"),
    ("premier|prime minister", "总理"),
    ("chairman|chairwoman|chairperson|chair", "主席|主任|董事长"),
    ("minister", "部长"),
    ("director", "主任|[局厅院所馆]长"),
    ("headmaster|principal", "校长"),
)
_ASKED_IN_ENGLISH = regex(
    r"(?:^|[.:,;?!]|\band)\s*who (?:is|was) the (?P<words>(?:\w+ ){0,3}?)(?P<post>"
    + "|".join(words for words, _ in _IN_ENGLISH)
    + r")\b"
)
# What a holder said at a meeting: 省长在会上说了什么.
_SPEAKS = regex(
    rf"{_TITLE}(?:同志)?在[^,。?]{{0,12}}(?:会|上|[讲致]话|报告|致辞)(?:[上中里])?(?:的讲话)?(?:都|又|还)?"
    "(?:说|讲|谈|强调|指出|提出|提到|表示|宣布|要求|作|做|发言|讲话)[了过的到]*(?:什么|哪些|啥|几)"
)
_SPOKE = regex(
    rf"(?:{_POST})[\u4e00-\u9fff]{{2,3}}(?:同志)?(?:在[^,。]{{0,20}})?"
    "(?:作(?:了|重要)?(?:讲话|报告|说明)|[讲说]话|发表|指出|强调|表示|宣读|主持|出席)"
)
_BESIDE = regex("请问|现在|目前|现任|当时|时任|我们|咱们?|[的这那该本是]")
_NAME = "[\u4e00-\u9fff]{2,3}"
_HELD = (
    regex(rf"{_TITLE}(?:[:是为由)]|一职由)?(?={_NAME})"),
    regex(rf"{_NAME}[^,。;]{{0,8}}(?:任|当选为?|任命为){_TITLE}"),
    regex(rf"(?:选举?|推选|任命){_NAME}(?:同志)?为{_TITLE}"),
)


def asks_for_post(asked: str) -> bool:
    """Whether a question (its search copy) is who holds a post, or what the holder said."""
    return any(pattern.search(asked) for pattern in (*_ASKED, _ASKED_IN_ENGLISH, _SPEAKS))


def is_other_post(asked: str, told: str, title: str = "") -> bool:
    """Whether `asked` wants to know who holds a post, and `told` (search copies, both) names the
    holder of none, or of another one: of another kind, a deputy or none, or with a character before
    it (省纪委书记) that stands neither before that, in its sentence, nor in the document's `title`.
    """
    held = (
        (match, sentence)
        for sentence in re.split("[。;!?\n]", told)
        for pattern in _HELD
        for match in pattern.finditer(sentence)
    )
    if english := _ASKED_IN_ENGLISH.search(asked):
        post = next(post for words, post in _IN_ENGLISH if english["post"] in words.split("|"))
        is_deputy = re.search("deputy|vice", english["words"]) is not None
        return not any(
            re.fullmatch(post, match["post"]) and bool(match["deputy"]) == is_deputy
            for match, _ in held
        )
    wanted = next(filter(None, (pattern.search(asked) for pattern in _ASKED)), None)
    if wanted is None:
        return False
    of = set(_BESIDE.sub("", wanted["of"].rpartition("的")[2]))
    kind = wanted["post"], wanted["deputy"]
    return not any(
        (match["post"], match["deputy"]) == kind and of <= set(sentence[: match.end()] + title)
        for match, sentence in held
    )


def is_other_speaker(asked: str, told: Sequence[str]) -> bool:
    """Whether `asked` wants to know what the holder of a post said at a meeting, and of all that is
    `told` (search copies) nothing names such a post, but something says that another's spoke.
    """
    speaker = _SPEAKS.search(asked)
    if speaker is None or any(speaker["post"] in text for text in told):
        return False
    return any(_SPOKE.search(text) for text in told)
