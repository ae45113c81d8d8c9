"""Whether a question only wants more of what was asked before (还有吗, 继续), how much it is
(投资多少), or the clause beside it (下一条); and what is asked about in English, so that something
else can take its place. Pure.
"""

import re

from index.numerals import to_chinese
from index.patterns import regex
from qa.question.more import BESIDE, beside_more, wants_detail
from qa.question.other_numbers import as_read
from qa.question.question import parse
from qa.question.reference import Reference

__all__ = ["english_beside", "english_instead", "only_how_much", "onward", "wants_more"]

_SO_MANY = regex(r"[这那](?:[几两三四五六七八九十]+|\d+)[条段]")  # and no clause (就这两条)
_HOW_MUCH = regex(
    r"(?:大概|一?共|总共?+|要|需要|得)*(?:投[资入]|花费?|面积|规模|金额|预算|费用|成本|罚[款金]|赔偿金?|补[贴助偿]金?|全?长度?)?(?:大概|一?共|是|有|要|为)*"
    r"(?:多少(?:钱|[万亿]*元|公里|[万亿]?亩|平方米)?|多[大长])"
)
# which railways will …, how will corruption be …, how will Sichuan support …
_DO = r"(?:will|can|could|should|must|would|does|do|did|is|are|was|were|has|have)"
_ENGLISH_FOCUS = (
    regex(rf"^(?:which|what) ((?!{_DO}\b).+?) {_DO}\b"),
    regex(rf"^how {_DO} (.+?) be \w+$"),
    regex(rf"^how {_DO} (?:the )?\w+ \w+ (.+)$"),
)
_IN = regex(r"^(?:in|of|by|for|since|until)\s+")
_ABOUT = regex(r"\b(?:about|on|of|for|to|regarding|with)\s+(?:the\s+)?((?:(?!\babout\b).)+)$")


def onward(asked: str, before: str) -> str | None:
    """What `asked` means after the question `before` (search copies, both); None if it is neither
    for more nor for what stands beside.
    """
    if meant := _beside(asked, before):
        return meant
    return before if wants_more(asked, before) or wants_detail(asked) else None


def _beside(asked: str, before: str) -> str | None:
    """The question before, of what stands beside the one clause that it was about; None if `asked`
    is not for that.
    """
    beside = BESIDE.fullmatch(asked)
    if beside is None:
        return None
    unit = beside["unit"] or "条"
    references = [r for r in parse(before).references if _is_one(r, unit)]
    if len(references) != 1:
        return None
    (reference,) = references
    is_next = (beside["way"] or beside["to"]) in ("下", "后", "next", "following")
    number = reference.first + (1 if is_next else -1)
    label = f"第{to_chinese(number)}{unit}" if beside["way"] else f"article {number}"
    spellings = (before, as_read(before), "".join(as_read(before).split()))
    written = next((each for each in spellings if reference.text in each), None)
    return written and written.replace(reference.text, label)


def wants_more(asked: str, before: str) -> bool:
    """Whether `asked` is for what else answers the question `before` (search copies, both)."""
    beside = beside_more(asked)
    if beside is None or parse(_SO_MANY.sub("", asked)).references:
        return False
    return beside in before


def _is_one(reference: Reference, unit: str) -> bool:
    """Whether a reference is to one clause, paragraph or section of such a unit, by number."""
    is_one = reference.first == reference.last > 0 and not (reference.branch or reference.points)
    text = reference.text
    is_clause = unit == "条" and text.startswith(("(", "article", "clause"))
    return is_one and (is_clause or text.endswith(unit))


def only_how_much(asked: str) -> bool:
    """Whether a question is how much, and of nothing (总投资是多少)."""
    return _HOW_MUCH.fullmatch(asked) is not None


def english_instead(other: str, before: str) -> str:
    """The English question before with `other` in the place of what it asked about, or behind it
    where that cannot be told.
    """
    found = (kind.search(before) for kind in (_ABOUT, *_ENGLISH_FOCUS))
    match = next(filter(None, found), None)
    if match is None:
        return f"{before} {other}"
    return before[: match.start(1)] + other + before[match.end(1) :]


def english_beside(other: str, kind: re.Pattern[str], before: str) -> str:
    """The question before with the year or the document in the place of its own, or at its end."""
    bare = _IN.sub("", other)
    if len(found := kind.findall(before)) == 1:
        return before.replace(_IN.sub("", found[0]), bare)
    return f"{before} {other if bare != other else f'in {other}'}"
