"""Documents by the names that people give them: their titles, short ones (商标解释 for the 解释 on
trade marks), their kinds. No search happens here.
"""

import re
from collections.abc import Iterator, Sequence

from index.normalise import search_copy
from qa.place_names import CITY, PROVINCE

__all__ = ["aliases", "called", "named"]

# What a document is said to do in a question (公报里怎么说…).
_SPEAKS = (
    r"》?(?:里面|里头|里边|里|中(?!央)|内)?(?:都|是)?(?:怎么|如何|有没有|对|关于)?"
    r"(?:说|讲|提到|提出|规定|指出|强调|要求|写)?(?:到|了)?"
)
# Kinds of document that are also verbs or common nouns need a frame to count as a name.
_KINDS = (
    "公报|决定|决议|意见|通知|条例|办法|规定|解释|批复|细则|规则|规程|纲要|规划|方案|报告|合同|协议"
    "|章程|宪法|法典|令|答复|公告|安排|守则|准则"
)
_KIND_AT_END = re.compile(rf"({_KINDS})(?:[(][^)]*[)])?$")
_FRAME_BEFORE = r"(?:全会(?:的)?|省委(?:的)?|这个|这份|该|本|《)"
_FRAME_AFTER = (
    r"(?:》|里|中(?!央)|内|第|[(]|提出|提到|指出|强调|要求|对|关于|有没有|怎么|如何|说|讲|写)"
)
# A name right before the number of a clause: 《劳动合同法》第十条, 商标解释第九条.
_NUMBER = r"[\d〇零一二三四五六七八九十百千两廿卅]{1,9}"
_CLAUSE = rf"的?(?:里的?|中的?)?(?=第[(]?{_NUMBER}[)]?[条章节编款部]|{_NUMBER}条)"
_ORDINAL = (
    "(?:[(](?P<in{0}>[一二三四五六七八九十]{{1,2}})[)]|(?P<at{0}>[二三四五六七八九十])(?=第))?"
)
_LAWS = "法典|法|宪法"
_RULES = (
    "条例|办法|细则|解释|章程|准则|规则|规程"  # of which no other clause is meant than their own
)
_OTHERS = "规定|批复|决定|决议|意见|通知|安排|公告|答复|纲要|规划|方案|合同|协议"
_BEFORE_CLAUSE = re.compile(
    rf"《(?P<quoted>[^《》]{{2,80}})》{_ORDINAL.format(1)}{_CLAUSE}"
    rf"|(?P<bare>[\u4e00-\u9fff、]{{1,60}}?(?:{_LAWS}|{_RULES}|{_OTHERS})){_ORDINAL.format(2)}{_CLAUSE}"
)
_LEADING = re.compile(
    "^(?:请问|麻烦|根据|按照|依照|依据|看看|看|查一下|查|我想看|我想知道|在|关于|给我|把|按|那么?|这个|全会的?"
    "|省委的?|最高(?:人民)?法院?|最高(?:人民)?检(?:察院)?|两高|国务院|[和与及、的])+"
)
_GENERIC = {f"{this}{kind}" for this in ("", "本", "该", "此", "这个", "这部", "这", "依", "按")
            for kind in ("法", "条例", "办法", "细则", "解释", "章程", "准则", "规则")}  # fmt: skip
_KIND = re.compile(f"(?:司法)?({_LAWS}|{_RULES}|{_OTHERS})$")
_VERSION = re.compile(
    "[(](?![一二三四五六七八九十]{1,2}[)])[^()]*[)]$"
)  # not 解释(二), which is another
_LAST_ORDINAL = re.compile("[(]([一二三四五六七八九十]{1,2})[)]$")
# What short names of rules leave out, and marks.
_LEFT_OUT = re.compile("司法(?=解释)|适用法律|具体应用法律|若干|问题|关于|适用|的|[\\W_]")
_FEWEST, _MANY = 2, 4  # characters that tell one document from others, and in pieces
_SAYS_WHICH = 4  # characters before the kind, after which no other document can be meant


def aliases(titles: Sequence[str]) -> list[tuple[str, ...]]:
    """The names by which a question may call each of `titles` (search copies): the title, the
    title without 中华人民共和国 and date, and its kind (公报) if no other document is of that kind.
    """
    plain = [_VERSION.sub("", search_copy(title)) for title in titles]
    kinds = [m[1] if (m := _KIND_AT_END.search(title)) else "" for title in plain]
    return [
        tuple(
            dict.fromkeys(
                name
                for name in (
                    title,
                    title.removeprefix("中华人民共和国"),
                    title.removeprefix("中华人民共和国").split(" ")[0],  # 民法典 合同编
                    kind if kinds.count(kind) == 1 else "",
                )
                if len(name) > 1
            )
        )
        for title, kind in zip(plain, kinds, strict=True)
    ]


def named(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, frozenset[int]]:
    """The documents that a question names, and what is left without their names."""
    named: dict[str, set[int]] = {}  # versions of one law have one name
    for i, names in enumerate(titles):
        for alias in names:
            if alias in search:
                named.setdefault(alias, set()).add(i)
    found: set[int] = set()
    for alias, ids in sorted(named.items(), key=lambda pair: -len(pair[0])):
        name = re.escape(alias)
        if _KIND_AT_END.fullmatch(alias) and alias != "公报":
            pattern = rf"{_FRAME_BEFORE}{name}|(?:^|[^\w]|在|看){name}{_FRAME_AFTER}|^{name}"
        else:
            pattern = name
        if re.search(pattern, search):
            found |= ids
            # 劳动合同法 inside 劳动合同法实施条例 is no name, so what was found is taken out.
            search = re.sub(rf"(?:{_FRAME_BEFORE})?{name}{_SPEAKS}", " ", search)
    return search, frozenset(found)


def called(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, frozenset[int], str]:
    """The documents named right before the number of a clause, what is left of the question (its
    search copy, without spaces) without their names, and the first such name of a law or rule that
    none of `titles` has, "" if there is none.
    """
    found: set[int] = set()
    absent = ""
    for match in _BEFORE_CLAUSE.finditer(search):
        name = _LEADING.sub("", match["quoted"] or match["bare"])
        ordinal = next(filter(None, match.group("in1", "at1", "in2", "at2")), "")
        ids = set(_of_name(name, ordinal, titles))
        is_foreign = _says_which(name, titles)
        if not ids and is_foreign:
            absent = absent or name + (f"({ordinal})" if ordinal else "")
        if ids or is_foreign:
            search = search[: match.start()] + " " * len(match[0]) + search[match.end() :]
        found |= ids
    return search, frozenset(found), absent


def _says_which(name: str, titles: Sequence[tuple[str, ...]]) -> bool:
    """Whether a name means one document, so that no other has the clause that is asked for. Where
    there is only one 决定, that of the plenum is this, whatever else it is called.
    """
    kind = _KIND.search(name)
    if kind is None or name in _GENERIC or kind[1] in ("合同", "协议"):
        return False
    if kind[1] in f"{_LAWS}|{_RULES}".split("|"):
        return True
    words = _LEFT_OUT.sub("", name[: kind.start()])
    return len(words) >= _SAYS_WHICH and not any(kind[1] in names for names in titles)


def _of_name(name: str, ordinal: str, titles: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """The documents of a name: those whose alias it is, else laws that it abbreviates, else rules
    in whose titles its words stand one after the other.
    """
    if _KIND_AT_END.fullmatch(name):
        return
    whole = f"{name}({ordinal})" if ordinal else name
    known = (alias for names in titles for alias in names if whole.endswith(alias))
    longest = max((a for a in known if not _KIND_AT_END.fullmatch(a)), key=len, default="")
    kind = _KIND.search(name)
    if longest:
        yield from (i for i, names in enumerate(titles) if longest in names)
    elif kind and kind[1] in _LAWS.split("|"):
        yield from (i for i, names in enumerate(titles) if name in map(_abbreviation, names))
    elif kind:
        cores = (_LEFT_OUT.sub("", part) for part in _parts(name[: kind.start()]))
        for core in filter(lambda core: len(core) >= _FEWEST, cores):
            words = [_words(names, kind[1]) for names in titles]
            fits = [i for i, each in enumerate(words) if core in each]
            if not fits and len(core) >= _MANY:
                fits = [i for i, each in enumerate(words) if _in_pieces(core, each)]
            numbered = {i: _LAST_ORDINAL.search(titles[i][0]) for i in fits}
            same = [i for i in fits if (((m := numbered[i]) and m[1]) or "") == ordinal]
            if same or (fits and not ordinal):
                yield from same or fits
                return


def _parts(name: str) -> Iterator[str]:
    """A name, and what stands after its last 的 (我和房东签的租赁 -> 租赁), unless that leaves out
    which place it is of.
    """
    yield name
    before, _, last = name.rstrip("的").rpartition("的")
    if before and not (PROVINCE.search(before) or CITY.search(before)):
        yield last


def _words(names: tuple[str, ...], kind: str) -> str:
    """The words of a title before its kind; "" if it is of another kind."""
    title = _LAST_ORDINAL.sub("", names[0]) if names else ""
    end = _KIND.search(title)
    return _LEFT_OUT.sub("", title[: end.start()]) if end and end[1] == kind else ""


def _in_pieces(core: str, words: str) -> bool:
    """Whether `core` stands in `words` in pieces of two characters or more, in order (限制高消费 in
    限制被执行人高消费).
    """
    for size in range(len(core), 1, -1):
        at = words.find(core[:size])
        if at >= 0 and (size == len(core) or _in_pieces(core[size:], words[at + size :])):
            return True
    return False


def _abbreviation(law: str) -> str:
    """民事诉讼法 -> 民诉法: the first of each two characters; "" if there is none."""
    stem = law.removesuffix("法")
    return stem[::2] + "法" if stem != law and len(stem) in (4, 6) else ""
