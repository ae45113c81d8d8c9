"""What every law has, whatever it is about: when it takes effect, why it was made, to what it
applies, who is in charge of it, what its words mean. A question for that (…条例的施行日期是哪天)
has hardly a word in common with where it stands (本条例自…起施行), so it is told by how such
clauses are worded. No search happens here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.normalise import search_copy
from index.patterns import regex
from qa.question.kinds import RULES

__all__ = ["Provision", "provision"]

_WHICH = r"(?:哪(?:一|几)?[个些]?|什么|何)"
_BODY = "(?:部门|机关|机构|单位)"
_OWN = f"本(?:法|典|[\u4e00-\u9fff]{{0,4}}?(?:{RULES}|规定|解释|决定|意见|标准))"
_HERE = "(?:全国|全省|全市|全区|全自治区|本(?:行政区域|市|省|区|自治区|州|县)|辖区)"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of provision is `asked` for, the `words` that this is asked in, and how it
    `stands` in the text (without blanks).
    """

    asked: re.Pattern[str]
    words: re.Pattern[str]
    stands: re.Pattern[str]


_KINDS = (
    _Kind(
        regex(
            r"(?:什么时[候间]|啥时候|何时|几时|哪一?[天年日]|几月几[日号])[^,。?]{0,6}(?:施行|生效|实施|执行)"
            r"|(?:施行|生效|实施|执行)的?(?:日期|时间|日)"
        ),
        regex("施行|生效|实施|执行|日期|时间|开始|正式|起|从|日"),
        regex(rf"(?:{_OWN}|公布,|^)自[^。;]{{2,24}}起(?:施行|实施|生效|执行)"),
    ),
    _Kind(
        regex(
            "(?:立法|制定|颁布|出台)的?(?:目的|宗旨|初衷|本意|依据|根据|背景)|立法为了什么"
            "|(?:为什么|为何|为啥|为了什么|(?:根据|依据)(?:什么|哪))[^,。?]{0,8}(?:制定|颁布|出台|立法)"
        ),
        regex(
            "立法|目的?|宗旨|初衷|本意|依据|根据|背景|制定|颁布|出台|为|要|上位法|法律|部"
        ),
        regex(rf"(?:为|根据|依照)[^。]{{4,200}}(?:制定|公布|颁布){_OWN}"),
    ),
    _Kind(
        regex(
            "适用的?(?:地域|空间)?(?:范围|对象|区域)|适用(?:于|在)?(?:哪|谁|什么)|对(?:谁|哪些[人单])[^,。?]{0,3}(?:适用|有效|有约束)"
            r"|(?:哪些|什么|哪里|谁)[^,。?]{0,8}适用"
        ),
        regex(
            "适用|地域|空间|范围|对象|包括|区域|于|情况|情形|地方|地区|人|单位|行为|活动|对|有效|有约束力|约束力"
        ),
        regex(
            rf"(?<!参照)(?<!比照)(?<!不)适用{_OWN}|(?:应当|必须|都要)遵守{_OWN}|{_OWN}适用于"
        ),
    ),
    _Kind(
        regex(
            rf"{_WHICH}{_BODY}[^,。?]{{0,4}}(?:主管|负责|管|执行|实施|监[管督])"
            rf"|(?:主管|执法|监管|监督|执行){_BODY}(?:是|为)?(?:{_WHICH}|谁)|(?:执法|责任|监管)主体"
            rf"|归{_WHICH}?{_BODY}?谁?管|由?谁来?(?:负责|主管|执行|执法|监管|监督|管)"
        ),
        regex(
            "主管|部门|机关|机构|单位|主体|行政|负责|组织|实施|执行|执法|监督|监管|管理?|归|由|来|工作|全国|全[省市]|规定|个"
        ),
        regex(
            rf"(?:主管|负责|承担|管理){_HERE}[^。;]{{0,40}}(?:工作|管理|监督)"
            rf"|(?:对|负责){_HERE}?[^。;]{{0,40}}(?:统一监督管理|综合监督管理)"
            rf"|负责{_OWN}[^。;]{{0,10}}(?:实施|执行)|主管[^。;]{{1,20}}工作|是[^。;]{{1,20}}主管{_BODY}"
        ),
    ),
    _Kind(
        regex("解释权|(?:谁|部门|机关)(?:来|负责)?解释"),
        regex("解释权?|部门|机关|由|来|负责|归"),
        regex("由[^。;]{2,40}(?:负责)?解释"),
    ),
    _Kind(
        regex("废止"),
        regex("废止|同时|文件|原来|旧"),
        regex("(?:同时|即行|予以)废止"),
    ),
    _Kind(
        regex("(?:什么|哪些|哪几[个条项]|何种)(?:基本)?(?:原则|方针)|(?:原则|方针)(?:是什么|有哪些)"),
        regex("基本|原则|方针|坚持|遵循|贯彻|实行|规定|应当|要"),
        regex("(?:坚持|遵循|贯彻|实行)[^。]{2,150}(?:原则|方针)"),
    ),
)  # fmt: skip
_MEANS = regex(
    "什么是|何谓|何为|啥是|(?:什么|啥)(?:意思|含义)|(?:指的?是?|称为|叫做?)(?:什么|啥)"
    "|的(?:定义|含义|概念)|定义|是指|指的是|(?:怎么|如何)(?:界定|理解)|包括(?:哪[些几]|什么|谁)"
)
_WHAT_IS = regex(r"(?:是|叫)(?:什么|啥)\W*$")
_OF_MEANING = regex(
    "[都具体]+包括|[类种]\\W*$|定义|含义|意思|概念|界定|理解|包括|所称|指|叫|规定|按照|根据|依照|里|中"
)
_LEAST, _MOST = 2, 24  # letters of a word that is explained


@dataclass(frozen=True, slots=True)
class Provision:
    """What is asked for: how it stands in a text; `everywhere`: in whatever document, since the
    word that is to be explained says which.
    """

    stands: re.Pattern[str]
    everywhere: bool = False

    def within(self, text: str) -> bool:
        """Whether a text is such a provision."""
        return bool(self.stands.search("".join(search_copy(text).split())))


def provision(search: str, content: str, titles: Sequence[str] = ()) -> Provision | None:
    """What a question asks for (its search copy, and what is left of it without words of asking and
    names of documents), if it is a provision of this kind and nothing else; what stands in the
    `titles` of the documents that are named (search copies) is nothing else.
    """
    for kind in _KINDS:
        if kind.asked.search(search):
            others = map(_letters, kind.words.sub(" ", content).split())
            if all(any(other in title for title in (*titles, "")) for other in others):
                return Provision(kind.stands)
    pieces = [_letters(piece) for piece in _OF_MEANING.sub(" ", content).split()]
    words: list[str] = []
    if _MEANS.search(search):
        words = ["".join(pieces), *pieces]
    elif _WHAT_IS.search(search):
        words = ["".join(pieces)]
    each = [re.escape(word) for word in dict.fromkeys(words) if _LEAST <= len(word) <= _MOST]
    return Provision(_explains("|".join(each)), everywhere=True) if each else None


def _explains(words: str) -> re.Pattern[str]:
    """How one of `words` (a pattern) stands where it is said what it means."""
    before = r"(?:所称的?|[“\"‘',。;:()]|^)"
    note = r"(?:\([^()]{0,60}\))?"  # (以下简称辅警)
    return regex(rf"{before}(?:{words})[”\"’']?{note},?(?:(?:是|系|即|均)?指|包括)")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
