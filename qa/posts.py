"""Whose name is asked for by a post: who holds one tells nothing of who holds another. Pure."""

import re

__all__ = ["is_other_post"]

_POST = (
    "总书记|书记|[省市县区州乡镇村部厅局司处科院校行会队组所馆社台站]长|主席(?!团)|主任|总理|总统|董事长|秘书长"
    "|检察长|经理|总裁"
)
_TITLE = (
    rf"(?P<of{{0}}>[\u4e00-\u9fff]{{{{0,16}}}}?)(?P<deputy{{0}}>(?:常务)?副)?(?P<post{{0}}>{_POST})"
)
_WHO = "(?:谁|什么名字|哪一?位)"
_ASKED = (
    re.compile(rf"{_TITLE.format(1)}(?:现在|目前)?(?:是|叫|由)(?:{_WHO})(?=[呢啊呀]|担任|\W|$)"),
    re.compile(rf"谁是{_TITLE.format(1)}\W*$"),
)
_BESIDE = re.compile("请问|现在|目前|现任|当时|时任|我们|咱们?|[的这那该本是]")
_NAME = "[\u4e00-\u9fff]{2,3}"
_HELD = (
    re.compile(rf"{_TITLE.format(1)}(?:[:是为由]|一职由)?(?={_NAME})"),
    re.compile(rf"{_NAME}[^,。;]{{0,8}}(?:任|当选为?|任命为){_TITLE.format(1)}"),
)


def is_other_post(asked: str, told: str, title: str = "") -> bool:
    """Whether `asked` wants to know who holds a post, and `told` (search copies, both) speaks of
    posts, each another one: of another kind, a deputy or none, or with a character before it
    (省纪委书记) that is neither there nor in the `title` of the document.
    """
    wanted = next(filter(None, (pattern.search(asked) for pattern in _ASKED)), None)
    if wanted is None:
        return False
    of = set(_BESIDE.sub("", wanted["of1"].rpartition("的")[2]))
    held = [match for pattern in _HELD for match in pattern.finditer(told)]
    return not any(
        (match["post1"], match["deputy1"]) == (wanted["post1"], wanted["deputy1"])
        and of <= set(match["of1"] + title)
        for match in held
    )
