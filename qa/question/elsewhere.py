"""Rules that a question names, without the number of a clause, and that the store does not have:
those of a province or a city where it has only other places', and national laws. No search happens
here.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from index.normalise import search_copy
from index.patterns import regex
from qa.question.aliases import KIND_AT_END
from qa.question.asking import BEFORE_NAMES
from qa.question.law_names import NATIONAL_LAWS
from qa.question.names import called, shortens
from qa.question.place_names import OF_CITY, OF_PROVINCE, PLACE
from qa.question.reports import report_that_is_not_here

__all__ = [
    "law_that_is_not_here",
    "part_that_is_not_here",
    "rules_of_another_place",
    "rules_that_are_not_here",
    "tells_of",
]

_SENTENCE = r"(?:^|(?<=\w)[,;。?!])"
_LEADING = rf"{_SENTENCE}(?:{BEFORE_NAMES}|[\W_])*+"
# Or one that no list has: 昆山市, 长丰县, 延边朝鲜族自治州; not 农贸集市.
_PLACE = (
    rf"(?:{PLACE.pattern}|[\u4e00-\u9fff]{{2,3}}(?<![城集超股上夜都门早辖级])(?=市(?![场政容民]))"
    "|[\u4e00-\u9fff]{2,3}(?=县)|[\u4e00-\u9fff]{2,10}(?=自治[州县]))"
)
_OF_A_PLACE = f"(?:{OF_PROVINCE}|{OF_CITY}|县|自治州|自治县)?"
# 办法 and 规定 are common nouns too (四川省有什么办法), unless they are called as rules are.
_KIND = (
    "(?:条例|(?:管理|实施|暂行|试行|监督|监察|奖励|处罚)(?:办法|规定|细则|规则)|(?:若干|暂行)规定)"
)
_ASKING = "怎么|如何|哪|什么|有没有|是否|吗|对(?!外)|的(?!若干)|提出|提到|制定|出台"
_RULES = regex(
    rf"{_LEADING}(?P<where>(?P<place>{_PLACE}){_OF_A_PLACE})的?"
    rf"(?P<subject>(?:(?!{_ASKING})[\u4e00-\u9fff、]){{2,30}}?)(?P<kind>{_KIND})(?!草案|修正)"
)
_NAMED_SO = regex("法|条例|则|规定|报告")  # and 办法
_PLACED = regex(rf"^{_PLACE}{_OF_A_PLACE}")
_SAYS_NOTHING = regex("管理|实施|若干|促进|保护|监督|发展|工作|条例|办法|规定|细则|暂行")

# Where a law may be named of which it is asked what it says: as the first thing of a sentence, or
# 在…里.
_BEFORE_LAW = regex(
    rf"(?:{BEFORE_NAMES}|我国的?|国家的?|中国的?|现行的?|最?新版?的?|新修[订正]的?|修[订正]后的|《|中华人民共和国)*"
)
_NAME_OF_LAW = r"(?P<name>[\u4e00-\u9fff《、]{1,60}?(?:法典|法|条例|通则|总则))"
# 公司法人, 旅游法规, 税收征收管理法实施细则; 国家赔偿法和有关政策.
_AFTER_LAW = (
    "(?!院|官|定|律|规(?!定)|人|治|制|典|医|庭|警|务|学(?!习)|理|案|系|实施|施行|的?(?:司法)?解释"
    "|的?(?:宣传|宣讲|宣誓|普及|教育|学习|精神|意识|权威|知识)"
    rf"|修[正订]案|草案|[、和与及跟](?!《?(?:{'|'.join(map(re.escape, sorted(NATIONAL_LAWS)))})))"
)
_AFTER = regex(_AFTER_LAW)
_LAW = regex(rf"{_SENTENCE}\W*+{_NAME_OF_LAW}》?{_AFTER_LAW}")
_LAW_WITHIN = regex(rf"(?:在|《){_NAME_OF_LAW}》?(?:里|中(?![央国]))")
_PART_OF_CODE = regex(
    r"(?P<code>[\u4e00-\u9fff]{1,2}法典)》?的?(?P<part>[\u4e00-\u9fff]{2,4}?)编(?![号写制入])"
)
_IN_CODE = regex("民法典》?(?:里面?|中(?!央)|对于?|关于|有关|规定|怎么|如何|是|的|,|有)")
_PARTS_OF_CODE = {
    "总则": "诉讼时效|宣告(?:失踪|死亡)|民事行为能力",
    "物权": "物权|居住权|地役权|宅基地|相邻关系|遗失物|善意取得",
    "合同": "合同|违约金|定金|借款|租赁|赠与|保证人|物业服务|不当得利|无因管理",
    "人格权": "人格权|隐私|名誉|肖像|姓名权|性骚扰|个人信息",
    "婚姻家庭": "婚姻|结婚|离婚|夫妻|收养|抚养|赡养",
    "继承": "继承|遗嘱|遗产|遗赠",
    "侵权责任": "侵权|高空抛物|精神损害|医疗损害|饲养的?动物",
}
_BASED_ON = regex("(?:根据|依据|依照)[^。]{2,200}(?:制定|修[订改])(?:本|了?《)")
_LAWS = sorted(law for law in NATIONAL_LAWS if law.endswith("法"))
_KIND_OF_LAW = regex("(?:法典|法|条例|通则|总则)$")
_SAYS_WHICH = 3  # characters of the end of a name that tell which law is meant
_LAW_AT_END = regex(r"法典?(?:[(][^()]*[)])?$|编$")


def rules_that_are_not_here(search: str, titles: Sequence[tuple[str, ...]]) -> str:
    """The name of the rules that a question (its search copy, without blanks) is about, if they are
    of another place than `titles` (see `rules_of_another_place`), or a national law or regulation
    of which no title speaks; or of the report, if it is of another year (see
    `qa.question.reports`); else "".
    """
    if not _NAMED_SO.search(search):  # as most do not, which saves what the long patterns take
        return ""
    return (
        report_that_is_not_here(search, titles)
        or rules_of_another_place(search, titles)
        or _law_without(search, titles, _may_be)
    )


def rules_of_another_place(search: str, titles: Sequence[tuple[str, ...]]) -> str:
    """The name of the rules that a question or a sentence of it (its search copy, without blanks)
    begins with, if none of `titles` (the `aliases` of each document) is called so, and they are
    either of a place that no title names or about what there are another place's rules of; else "".
    """
    name, match = _rules_of_no_title(search, titles)
    if match is None:
        return ""
    wholes = [names[0] for names in titles if names]
    here = [title for title in wholes if match["place"] in title]
    if not here or any(_is_about(match["subject"], title) for title in wholes if title not in here):
        return name
    return ""


def _rules_of_no_title(
    search: str, titles: Sequence[tuple[str, ...]]
) -> tuple[str, re.Match[str] | None]:
    """The name of a place's rules that a question or a sentence of it begins with, if none of
    `titles` is called so, and what of `_RULES` it is.
    """
    match = _RULES.search(search)
    if not titles or match is None or PLACE.search(match["subject"]):
        return "", None
    name = match["where"] + match["subject"] + match["kind"]
    before_clause = called(f"{name}第一条", titles)[1]
    if not before_clause or before_clause[0].documents:
        return "", None
    return name, match


def _is_about(subject: str, title: str) -> bool:
    """Whether a title of some place says what it rules on with the words of `subject`."""
    placed = _PLACED.match(title)
    core = _SAYS_NOTHING.sub("", subject)
    return placed is not None and len(core) > 1 and core in title[placed.end() :]


def part_that_is_not_here(search: str, titles: Sequence[tuple[str, ...]]) -> str:
    """The part of a code that a question (its search copy, without blanks) names (民法典继承编), or
    in which stands what is asked of 民法典 (遗嘱), if only other parts are there; else "".
    """
    match = _PART_OF_CODE.search(search)
    code, part = (match["code"], match["part"]) if match else ("民法典", _part_of(search))
    wholes = [names[0] for names in titles if names]
    if not part or any(f"{part}编" in title for title in wholes):
        return ""
    whole = re.compile(rf"(?:中华人民共和国)?{code}")
    if any(whole.fullmatch(title) for title in wholes):
        return ""
    here = re.findall(rf"{code} ?([\u4e00-\u9fff]+?)编", " ".join(wholes))
    return "" if not match and any(each in search for each in here) else f"{code}{part}编"


def _part_of(search: str) -> str:
    """The part of 民法典, if a question names this as where it stands, that alone has what is asked
    for; "" if it may stand in another.
    """
    match = _IN_CODE.search(search)
    told = search[match.end() :] if match else ""
    parts = [part for part, words in _PARTS_OF_CODE.items() if re.search(words, told)]
    return parts[0] if len(parts) == 1 else ""


def tells_of(name: str, texts: Sequence[str]) -> bool:
    """Whether any of some sentences speaks of the rules of a name, and not only as what its own
    document is based on.
    """
    plain = ("".join(search_copy(text).split()) for text in texts)
    return any(name in text and not _BASED_ON.search(text) for text in plain)


def law_that_is_not_here(search: str, titles: Sequence[tuple[str, ...]]) -> str:
    """The national law, or the 条例 of a place, that a question (its search copy, without blanks)
    is about, if none of `titles` is its own; others may be on it or speak of it.
    """
    if law := _law_without(search, titles, _is):
        return law
    name, match = _rules_of_no_title(search, titles) if "条例" in search else ("", None)
    return name if match and match["kind"] == "条例" else ""


def _is(law: str, title: str) -> bool:
    """Whether a title may be a law's own, however it is written (《劳动法》全文, 劳动法_2018)."""
    _, is_named, behind = title.rpartition(law)
    return bool(is_named) and _AFTER.match(behind) is not None and not KIND_AT_END.search(behind)


def _law_without(
    search: str, titles: Sequence[tuple[str, ...]], is_there: Callable[[str, str], bool]
) -> str:
    """The first national law that a question is about and that `is_there` by none of `titles`, if
    there are any; else "".
    """
    if not (titles and _NAMED_SO.search(search)):  # most name none, and the patterns take long
        return ""
    found = (*_LAW.finditer(search), *_LAW_WITHIN.finditer(search))
    laws = [law for match in found if (law := _law_of(match["name"]))]
    there = [names[0] for names in titles if names] if laws else []
    return next((law for law in laws if not any(is_there(law, title) for title in there)), "")


@lru_cache(maxsize=1024)
def _law_of(words: str) -> str:
    """The national law that words end in by its name or a short one (请问消保法), if what stands
    before it says nothing of it; else "".
    """
    for at in range(len(words) - 1):
        if _BEFORE_LAW.fullmatch(words[:at]):
            name = words[at:]
            if name in NATIONAL_LAWS:
                return name
            if law := next((law for law in _LAWS if shortens(name, law)), ""):
                return law
            of_that = [law for law in _LAWS if name.removesuffix("法") in law]
            if len(name) >= _SAYS_WHICH and len(of_that) == 1 and of_that[0].endswith(name):
                return of_that[0]  # 破产法
    return ""


def _may_be(law: str, title: str) -> bool:
    """Whether a title speaks of a law, or is of another one on the same that may be meant
    (劳动合同法 where 劳动法 is said), or of a place's rules on it.
    """
    core = _SAYS_NOTHING.sub("", _KIND_OF_LAW.sub("", law))
    is_law = _LAW_AT_END.search(law) is not None
    return law in title or (core in title and is_law == (_LAW_AT_END.search(title) is not None))
