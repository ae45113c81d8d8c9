"""What documents are called: the names by which a question may mean one."""

from collections import Counter
from collections.abc import Sequence

from index.normalise import search_copy
from index.patterns import regex
from qa.question.kinds import LAWS, LIGHT, RULES

__all__ = ["ISSUERS", "KIND_AT_END", "SAYS_WHICH", "aliases"]

_KINDS = (
    f"公报|决定|决议|意见|通知|{RULES}|规定|解释|批复|纲要|规划|方案|报告|合同|协议"
    "|宪法|法典|令|答复|公告|安排|守则"
)
KIND_AT_END = regex(rf"({_KINDS})(?:[(][^)]*[)])?$")
# Not 解释(二), which is another document.
_VERSION = regex("[(](?![一二三四五六七八九十]{1,2}[)])[^()]*[)]$")
# 某某律师网 劳动合同法; what follows in 差旅费 管理办法 says not which.
_LAW_BEHIND = regex(
    rf"(?<= )(?:中华人民共和国)?"
    rf"((?!(?:{LIGHT.pattern}|实施|暂行|若干)+(?:{RULES})$)[^ ]{{2,}}(?:{LAWS}|{RULES}))$"
)
# Terms of an insurance, named without the company: 某某保险有限公司安心医疗保险条款.
_TERMS = regex("公司 ?([^ ]{4,}条款)$")
_PART_OF_CODE = regex("(?<=法典) .*编$")  # 民法典 合同编
_OF_THE_STATE = regex("中华人民共和国国务院(?=政府工作报告$)")
_YEAR_BEFORE = regex(r"^[〔\[【(]\d{4}[〕\]】)]")
_REPORT = regex("[(]([\u4e00-\u9fff]{1,3}大)[)]$")  # 高举…团结奋斗(二十大)
ISSUERS = regex("最高人民法院|最高人民检察院|中华人民共和国|国务院|公安部|司法部")
SAYS_WHICH = 4  # characters before the kind, after which no other document can be meant


def aliases(
    titles: Sequence[str], versions: Sequence[str] = (), numbers: Sequence[str] = ()
) -> list[tuple[str, ...]]:
    """The names by which a question may call each of `titles` (search copies): the title, the
    title without 中华人民共和国 and date, a law's behind a blank, and its kind (公报) if no other
    document is of that kind;
    and the title as it is, and with what tells it from others, if there are `versions` ("" for
    none); and the number under which it was issued, if there are `numbers` (likewise). The first is
    without what stands in brackets at its end.
    """
    wholes = [search_copy(title) for title in titles]
    plain = [_VERSION.sub("", whole) for whole in wholes]
    reports = [m[1] if (m := _REPORT.search(whole)) else "" for whole in wholes]
    kinds = [m[1] if (m := KIND_AT_END.search(title)) else "" for title in plain]
    halves = [_first_half(title) for title in plain]
    of_half, of_kind = Counter(halves), Counter(kinds)
    return [
        tuple(
            dict.fromkeys(
                name
                for name in (
                    title,
                    title.removeprefix("中华人民共和国"),
                    _PART_OF_CODE.sub("", title),
                    _PART_OF_CODE.sub("", title.removeprefix("中华人民共和国")),
                    "".join(_PART_OF_CODE.findall(title)).strip(),
                    half if of_half[half] == 1 else "",
                    "".join(_LAW_BEHIND.findall(title)),
                    "".join(_TERMS.findall(title)),
                    _OF_THE_STATE.sub("", title),  # 2023年中华人民共和国国务院政府工作报告
                    f"{report}报告" if report else "",
                    kind if of_kind[kind] == 1 else "",
                    *_numbers(number),
                    whole,
                    f"{whole}({search_copy(version)})" if version else "",
                )
                if len(name) > 1
            )
        )
        for title, whole, kind, report, half, version, number in zip(
            *(plain, wholes, kinds, reports, halves),
            *(versions or [""] * len(plain), numbers or [""] * len(plain)),
            strict=True,
        )
    ]


def _numbers(number: str) -> list[str]:
    """How people write the number of a document (法释〔2022〕17号), of a court's also without the
    year ((2024)川0104民初88号).
    """
    number = search_copy(number)
    return [number, _YEAR_BEFORE.sub("", number)] if number else []


def _first_half(title: str) -> str:
    """What stands before the first blank of a title (决胜全面建成小康社会 夺取…), unless that tells
    only who issued it; "" without one.
    """
    half, blank, _ = title.removeprefix("中华人民共和国").partition(" ")
    return half if blank and len(half) >= SAYS_WHICH and not ISSUERS.match(half) else ""
