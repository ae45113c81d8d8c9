"""Documents by the names that people give them: their titles, short ones (商标解释 for the 解释 on
trade marks), their kinds. No search happens here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.patterns import regex
from qa.question.aliases import ISSUERS, KIND_AT_END, SAYS_WHICH
from qa.question.kinds import LAWS, LIGHT, RULES
from qa.question.law_names import NATIONAL_LAWS
from qa.question.place_names import PLACE, places_in
from qa.question.titles import is_number

__all__ = [
    "AFTER",
    "SAYS_NOTHING",
    "SPEAKS",
    "Named",
    "called",
    "named",
    "shortens",
]

# 条, 点 and 项 also count things (第三条铁路), so a numbered unit names a clause only where the
# sentence goes on as it would after a clause.
AFTER = (
    r"(?=[^\w]|$|[的里中内讲说规款第关对怎如是有包要提写到至和与及谈都主具涉全分各原呢吗啊]"
    r"|以及|最后|会(?!议)|应该|该怎)"
)

# What a document is said to do in a question (公报里怎么说…).
SPEAKS = (
    r"》?(?:里面|里头|里边|里|中(?!央)|内)?(?:都|是)?(?:怎么|如何|有没有|对|关于)?"
    r"(?:说|讲|提到|提出|规定|指出|强调|要求|写)?(?:到|了)?"
)
# Kinds of document that are also verbs or common nouns need a frame to count as a name.
_FRAME_BEFORE = r"(?:全会(?:的)?|省委(?:的)?|这个|这份|该|本|《)"
_FRAME_AFTER = (
    r"(?:》|里|中(?!央)|内|第|[(]|提出|提到|指出|强调|要求|对|关于|有没有|怎么|如何|说|讲|写)"
)
# Which are verbs too, so that they begin questions about something else (报告事故, 安排加班).
_VERBS = regex("决定|通知|规定|解释|批复|报告|答复|公告|安排|令")
_OF_ITSELF = (
    "(?:什么时候|何时|哪[年天]|几[月号]|是|由|从|自|有|[一总]?共|分[为成]?几|主要|适用|施行|生效|通过|发布|公布"
    r"|的?(?:序言|结语|附件|附则|正文|开头|结尾|最后|倒数|[一二三四五六七八九十\d]+[、条章])"
    r"|的?(?:主要|大致|核心)?内容(?:$|[是有呢]|\W)|的(?:文号|标题|全文|内容|主题|日期|时间)|\W|$)"
)
# Everybody has one: 合同没写价格 is about none of the store's.
_CONTRACTS = "合同(?!编)|协议"
_ANYBODYS = regex(
    ".*[我你他她咱本贵该此这那的看按照].*|公司|单位|学校|小区|企业|[前上]述|以上|相关|有关|现行|翻[到开看]"
)
_OF_A_HOUSE = "制度|手册|公约|规约|须知|预案"
_EVERYWHERE = f"{_CONTRACTS}|条款|{_OF_A_HOUSE}"
# A name right before the number of a clause: 《劳动合同法》第十条, 商标解释第九条.
_NUMBER = r"[\d〇零一二三四五六七八九十百千两廿卅]{1,9}"
_CLAUSE = (
    rf"的?(?:里的?|中的?)?(?=(?:倒数)?第[(]?{_NUMBER}[)]?[条章节编篇款部段点大自]|{_NUMBER}条"
    r"|第\d{1,3}(?:\.\d{1,3}){1,4}(?![\d.])"
    rf"|[(]{_NUMBER}[)]|最后一?[条款段章]"
    rf"|附[件录表](?:{_NUMBER}|[a-z])(?:的?第|讲|说|是什么|\W|$))"
)
_ORDINAL = (
    "(?:[(](?P<in{0}>[一二三四五六七八九十]{{1,2}})[)]|(?P<at{0}>[一二三四五六七八九十])(?=第))?"
)
# Of which no other clause is meant than their own.
_RULES = f"{RULES}|解释|修正案|总则"
_OTHERS = f"公报|规定|批复|决定|决议|意见|通知|安排|公告|答复|纲要|规划|方案|报告|{_EVERYWHERE}"
# Under which no document of the store was issued, or it would be masked by now.
_OFFICIAL = r"[\u4e00-\u9fff]{1,9}[〔【\[(]\d{4}[〕】\])]第?\d{1,5}号(?:文件?)?"
_OFFICIAL_NUMBER = regex(_OFFICIAL)
_BEFORE_CLAUSE = regex(
    rf"《(?P<quoted>[^《》]{{2,80}})》{_ORDINAL.format(1)}{_CLAUSE}"
    rf"|(?P<bare>{_OFFICIAL}|[\u4e00-\u9fff、]{{0,60}}?(?:{LAWS}|{_RULES}|{_OTHERS})){_ORDINAL.format(2)}{_CLAUSE}"
)
# 交通建设规划第三条线路: no clause, where there is no such plan.
_COUNTS = regex(rf"(?:第{_NUMBER}[条点节段]|{_NUMBER}条)(?!之?{_NUMBER})(?!{AFTER})")
_COUNTING = regex(rf"(?:{_OTHERS})$")
# The clause of another document, right before a name (第三条和公司法).
_UNIT = "(?:条|款|项|目|段|章|节|编|点|部分)"
_JOINS = rf"(?:之{_NUMBER})?(?:的|规定)*(?:以及|[、和与及跟])?(?:其(?=实施|司法))?"
_OTHER_CLAUSE = regex(rf".*[〇零一二三四五六七八九十百千]{_UNIT}{_JOINS}")
_REST_OF_CLAUSE = regex(rf"{_UNIT}{_JOINS}")
_LEADING = regex(
    "^(?:请问|麻烦|根据|按照|依照|依据|看看|看|查一下|查|我想看|我想知道|在|关于|给我|把|按|那么?|这个|全会的?"
    "|省委的?|第?[一二三四五六七八九十]+届[^》]{0,6}(?:全会|会议)的?|最高(?:人民)?法院?|最高(?:人民)?检(?:察院)?|两高|国务院|其(?=实施|司法)|[、的])+"
)
_SAID = regex("^.*(?:说|理解|翻译|解读|符合|触犯|我们(?:公司|单位)?的?)(?=.{2})")
_GENERIC = {f"{this}{kind}" for this in ("", "本", "该", "此", "这个", "这部", "这", "依", "按")
            for kind in f"法|法典|{_RULES}".split("|")}  # fmt: skip
_NO_NAME = regex("(?:^|[的种个类样])(?:[做方看想说执违合依守无]法|司法)$")
_AS_STIPULATED = regex(f"(?:{LAWS}|{_RULES})规定$")  # 公司法规定的第三条
# What is meant is a thing, which another document defines: 收到文物保护法第三十条第一款规定的计划.
_CITED = regex(
    rf"第?{_NUMBER}条(?:之{_NUMBER})?(?:第?{_NUMBER}款)?(?:第?[(]?{_NUMBER}[)]?项)?(?:所?规定|所称)的?(?=\w)"
)
_IN_ANOTHER = regex(
    rf".*(?:{LAWS}|{_RULES})(?:里|中(?![央华])|内|规定|要求|对)(?=.*(?:{LAWS}|{_RULES}|{_OTHERS})$)"
)
# What a law's own rules are called beside it: 劳动合同法第三十九条及其实施条例第十九条.
_OF_A_LAW = ("实施条例", "实施细则", "实施办法", "司法解释")
_KIND = regex(f"(?:(?<!公)司法(?=解释))?({LAWS}|{_RULES}|{_OTHERS})$")
_LAST_ORDINAL = regex("[(]([一二三四五六七八九十]{1,2})[)]$")
# What short names of rules leave out, and marks.
_LEFT_OUT = regex("司法(?=解释)|适用法律|具体应用法律|若干|问题|关于|适用|的|[\\W_]")
_FEWEST, _MANY = 2, 4  # characters that tell one document from others, and in pieces
_COMMON = regex("公司|单位|案件|个人|企业|部门|学校|法院|政府|会议|有关|相关|上述")
_BODIES = regex("最高(?:人民)?[法检]|国务院")
# What may stand before a title without being a part of it: 按照…, 老板说…, 我们公司…, 2018年….
_DONE = "违反|解释|说明|总结|概括|打开|列出|遵守|按照?|根据|依[据照]|[查看]"
_DONE_WITH = (
    f"(?:{_DONE}|显示|展示|找出|背诵|对比|相比|落实|贯彻|宣传|学习|复习|参照|[来出摘选源]自|见|什么|怎么|如何"
    "|(?<!出)版|修[订正])(?:了|一下|过)?"
)
SAYS_NOTHING = regex(
    "(?:.*[的按照据在违反犯引用看查找新现行我年了和与及其于从对请把问下译解析读说讲学背谈凭拿合触到有是叫旧"
    "老原后个部则因就让被由给向以或但而]|.*(?:[我本中]|共和)国|.*(?:我|你|他|她|咱|公司|单位|老板|员工|房东|律师|老师|法官).*"
    f"|.*(?:{_DONE_WITH}|(?<![合共])同|比|月份?|[日号]起?))?"
)
_BEFORE_SHORT = regex(
    f".*(?:{_DONE_WITH}|公司|单位|我们?|[的和与说新])|年|[月日]起?|一下|照|[本贵该此]|这[个家份]"
)
# Before a kind alone, which with other words is a name (检查办法, 修订条例).
_BEFORE_KIND = regex(
    f"(?:请|因|如果|没有?|员工|部门)*(?:{_DONE}|[详参]?见|[来出]自|为什么|最新版?|老板说)(?:了|一下|过)?"
    "|年|[月日]起?|一下|照"
)


def named(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, frozenset[int]]:
    """The documents that a question names, and what is left without their names."""
    by_name: dict[str, set[int]] = {}  # versions of one law have one name
    for i, names in enumerate(titles):
        for alias in names:
            if alias in search and not is_number(alias):
                by_name.setdefault(alias, set()).add(i)
    found: set[int] = set()
    for alias, ids in sorted(by_name.items(), key=lambda pair: -len(pair[0])):
        name = re.escape(alias)
        is_kind = KIND_AT_END.fullmatch(alias) and alias != "公报"
        pattern = f"{_of_kind(alias)}|{_beside(alias, by_name)}" if is_kind else name
        if re.search(pattern, search):
            found |= ids
            # 劳动合同法 inside 劳动合同法实施条例 is no name, so what was found is taken out.
            search = re.sub(rf"(?:{_FRAME_BEFORE})?{name}{SPEAKS}", " ", search)
    return search, frozenset(found)


def _beside(kind: str, names: Iterable[str]) -> str:
    """How a question names the only document of a kind beside another one, for which a blank may
    stand by now (公报和决定).
    """
    others = "|".join([" ", *(re.escape(name) for name in names if name != kind)])
    joined = "(?:[、和与跟同及]|以及)"
    return rf"{kind}(?={joined}(?:{others}))|(?<= ){joined}{kind}"


def _of_kind(kind: str) -> str:
    """How a question names the only document of a kind (该决定, 决定里, 条例何时施行)."""
    if re.fullmatch(_EVERYWHERE, kind):
        return rf"(?:这份|本|《){kind}"
    first = f"(?={_FRAME_AFTER}(?!方)|{_OF_ITSELF})" if _VERBS.fullmatch(kind) else ""
    return rf"{_FRAME_BEFORE}{kind}|(?:^|[^\w]|在|看){kind}{_FRAME_AFTER}(?!方)|^{kind}{first}"


@dataclass(frozen=True, slots=True)
class Named:
    """What is named right before the number of a clause, at `start` of the question: the ids of the
    documents, or if there are none of that name, the name of what is `absent`.
    """

    start: int
    documents: frozenset[int]
    absent: str


def called(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, list[Named]]:
    """The documents named right before the number of a clause, in order, and what is left of the
    question (its search copy, without spaces), with blanks for their names.
    """
    found: list[Named] = []
    law = ""  # the one that was named last
    for match in _BEFORE_CLAUSE.finditer(search):
        bare = _without_clause(match["bare"] or "", search[: match.start()])
        start = match.start() if match["quoted"] else match.end("bare") - len(bare)
        written = match["quoted"] or bare
        name = _LEADING.sub("", written)
        if (national := name.removeprefix("国家")) in NATIONAL_LAWS:  # 国家刑法
            name = national
        by = written.removesuffix(name)
        name = f"{law}{name}" if name in _OF_A_LAW else name
        if bare and search[match.end("bare")] == "的" and _AS_STIPULATED.search(name):
            name = name.removesuffix("规定")
        ordinal = next(filter(None, match.group("in1", "at1", "in2", "at2")), "")
        of_name = [*_of_name(name, ordinal, titles, exact=bool(match["quoted"]))]
        ids = frozenset(
            i for i in of_name if _is_issued(titles[i][0], by) or _ends(name, titles[i])
        )
        is_of_others = bool(of_name) and not ids
        body = _BODIES.search(by) if KIND_AT_END.fullmatch(name) or is_of_others else None
        counts = bare and _COUNTING.search(name) and _COUNTS.match(search, match.end())
        if ids or body or (_says_which(name, titles) and not counts):
            name = by[body.start() :] + name if body else name
            whole = _said(name) + (f"({ordinal})" if ordinal else "")
            cited = None if ids else _CITED.match(search, match.end())
            is_aside = cited is not None and _is_named(search[:start], titles)
            if not is_aside:
                found.append(Named(start, ids, "" if ids else whole))
            end = cited.end() if cited and is_aside else match.end()
            if ordinal and ids and not any(f"({ordinal})" in titles[i][0] for i in ids):
                # It is no ordinal, but the label of a clause (决定(十一)第2段).
                end = min([end, *(match.start(g) - 1 for g in ("in1", "in2") if match[g])])
            search = search[:start] + " " * (end - start) + search[end:]
            law = name
    return search, found


def _said(name: str) -> str:
    """A name without what says nothing of it, as far as that can be told: what stands before the
    name of a national law, or words of saying.
    """
    ends = (name[at:] for at in range(len(name)) if SAYS_NOTHING.fullmatch(name[:at]))
    return next((end for end in ends if end in NATIONAL_LAWS), _SAID.sub("", name))


def _is_named(search: str, titles: Sequence[tuple[str, ...]]) -> bool:
    """Whether a document of the store is named there by more than its kind."""
    return any(len(a) > SAYS_WHICH and a in search for names in titles for a in names)


def _is_issued(title: str, by: str) -> bool:
    """Whether the document of a title may be issued by the body that is named in `by`, if one is:
    a 公告 of the court is none of the procurators', and none of a city's rules.
    """
    wanted, named = ({body[-1] for body in _BODIES.findall(text)} for text in (by, title))
    is_local = PLACE.match(title)
    return not wanted or bool(wanted & named if named else not is_local)


def _ends(name: str, names: tuple[str, ...]) -> bool:
    """Whether a name ends in one of these that is more than a kind of document: then who is named
    before it did something else (国务院批准的上海市旅游条例).
    """
    return any(name.endswith(each) for each in names if not KIND_AT_END.fullmatch(each))


def _without_clause(bare: str, before: str) -> str:
    """A name without the clause of another document that stands before it."""
    bare = bare[match.end() :] if (match := _IN_ANOTHER.match(bare)) else bare
    if re.search(r"[\d)]$", before):
        bare = bare[match.end() :] if (match := _REST_OF_CLAUSE.match(bare)) else bare
    return bare[match.end() :] if (match := _OTHER_CLAUSE.match(bare)) else bare


def _says_which(name: str, titles: Sequence[tuple[str, ...]]) -> bool:
    """Whether a name means one document, so that no other has the clause that is asked for. Where
    there is only one 决定, that of the plenum is this, whatever else it is called.
    """
    if _OFFICIAL_NUMBER.fullmatch(name):
        return True
    kind = _KIND.search(name)
    if kind is None or name in _GENERIC or _NO_NAME.search(name):
        return False
    is_law = kind[1] in f"{LAWS}|{_RULES}".split("|")
    if is_law or re.search("[一二三四五六七八九十]大报告$", name):
        return True
    words = _LEFT_OUT.sub("", name[: kind.start()])
    if re.fullmatch(_OF_A_HOUSE, kind[1]):  # 员工须知 where no 须知 is, and nothing about 员工
        plain = [names[0] for names in titles if names]
        is_said = len(words) >= _FEWEST and not (
            _ANYBODYS.fullmatch(words) or _BEFORE_KIND.fullmatch(words)
        )
        return is_said and not any(kind[1] in title or words in title for title in plain)
    if re.fullmatch(_EVERYWHERE, kind[1]) or len(words) < SAYS_WHICH:
        return False
    places = places_in(words)
    only = [names for names in titles if kind[1] in names]
    return not only or any(place not in only[0][0] for place in places)


def _of_name(
    name: str, ordinal: str, titles: Sequence[tuple[str, ...]], exact: bool
) -> Iterator[int]:
    """The documents of a name: those whose alias it is (`exact`: and nothing more), else laws that
    it abbreviates, else rules in whose titles its words stand.
    """
    kind = _KIND.search(name)
    if KIND_AT_END.fullmatch(name) or (
        kind and not exact and _BEFORE_KIND.fullmatch(name[: kind.start()])
    ):
        name = kind[1] if kind else name
        only = [i for i, names in enumerate(titles) if name in names]
        yield from only or (i for i, names in enumerate(titles) if _is_of(name, names))
        return
    whole = f"{name}({ordinal})" if ordinal else name
    known = {a for names in titles for a in names if whole.endswith(a)}
    fitting = (a for a in known if not KIND_AT_END.fullmatch(a) and _is_all(whole, a, exact))
    longest = max(fitting, key=len, default="")
    if longest:
        yield from (i for i, names in enumerate(titles) if longest in names)
    elif kind and kind[1] in LAWS.split("|"):
        yield from (i for i, names in enumerate(titles) if any(shortens(name, a) for a in names))
    elif kind:
        yield from _in_titles(name, kind, ordinal, titles)


def _is_of(kind: str, names: tuple[str, ...]) -> bool:
    return bool(names and (end := KIND_AT_END.search(names[0])) and end[1] == kind)


def _is_all(whole: str, alias: str, exact: bool) -> bool:
    """Whether a name that ends in a title is that title, but for words that tell nothing."""
    before = whole.removesuffix(alias).removeprefix("中华人民共和国")
    says_nothing = SAYS_NOTHING.fullmatch(before) and not PLACE.search(before)
    return not before or (not exact and bool(says_nothing))


def _in_titles(
    name: str, kind: re.Match[str], ordinal: str, titles: Sequence[tuple[str, ...]]
) -> Iterator[int]:
    """The documents of a kind whose titles have the words of a name."""
    # What people call an interpretation of the courts may be called otherwise by them.
    kinds = ("解释", "规定", "批复") if "司法解释" in name else (kind[1],)
    for part in _parts(name[: kind.start()]):
        core = _LEFT_OUT.sub("", part)
        if len(core) < _FEWEST:
            continue
        words = [_words(names, kinds) for names in titles]
        is_in = str.endswith if _COMMON.fullmatch(core) else str.__contains__  # 公司章程
        fits = [i for i, each in enumerate(words) if is_in(each, core)]
        if not fits and len(core) >= _MANY:
            fits = [i for i, each in enumerate(words) if _in_pieces(core, each)]
        if not fits and len(core) == _FEWEST and re.fullmatch(_CONTRACTS, kind[1]):
            fits = [i for i, each in enumerate(words) if set(core) <= set(each)]  # 租房: 房屋租赁
        if ordinal:
            fits = [i for i in fits if titles[i][0].endswith(f"({ordinal})")]
        if fits:
            yield from fits
            return


def _parts(name: str) -> Iterator[str]:
    """A name, and what of it stands behind words that say nothing of it (我和房东签的租赁 -> 租赁),
    the longest first, unless that leaves out which place it is of.
    """
    yield name
    for at in range(1, len(name)):
        is_apart = _BEFORE_SHORT.fullmatch(name[:at]) and not PLACE.search(name[:at])
        if is_apart and len(LIGHT.sub("", name[at:])) >= _FEWEST:
            yield name[at:]


def _words(names: tuple[str, ...], kinds: Sequence[str]) -> str:
    """The words of a title before its kind, without who issued it; "" if it is of another kind."""
    title = _LAST_ORDINAL.sub("", names[0]) if names else ""
    end = _KIND.search(title)
    if end is None or end[1] not in kinds:
        return ""
    return _LEFT_OUT.sub("", ISSUERS.sub("", title[: end.start()]))


@lru_cache(maxsize=4096)
def _in_pieces(core: str, words: str) -> bool:
    """Whether `core` stands in `words` in pieces of two characters or more, in order (限制高消费 in
    限制被执行人高消费).
    """
    for size in range(len(core), 1, -1):
        at = words.find(core[:size])
        if at >= 0 and (size == len(core) or _in_pieces(core[size:], words[at + size :])):
            return True
    return False


def shortens(name: str, law: str) -> bool:
    """Whether a name is made of characters of a law's, the first and none that are neighbours
    (民诉法 of 民事诉讼法, 消保法 of 消费者权益保护法; 劳动法 is not 劳动合同法).
    """
    short, stem = name.removesuffix("法"), law.removesuffix("法")
    if name == short or law == stem or len(short) < _FEWEST or short[0] != stem[:1]:
        return False
    at = 0
    for character in short[1:]:
        at = stem.find(character, at + 2)
        if at < 0:
            return False
    return True
