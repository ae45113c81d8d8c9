"""Cross-references in the text of a clause, and what they name. Pure.

A reference is read from left to right as a chain: a document (本法, 《民法典》, 刑法; else that of
the clause itself), then section, article, paragraph (款) and item (项), each inside the one before.
What follows after 、 和 至 goes on from there: 《商标法》第三条、第五条 are two articles of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index.model import Clause, Document, Span
from index.normalise import in_place
from index.numerals import CAPITALS, ROUND, Family, find_label, to_int
from index.patterns import regex

__all__ = ["Kind", "Number", "Reference", "references", "short_names"]

Kind = Literal[
    "clause",  # 第三条, 第三条至第五条: `first` to `last`
    "item",  # 本决定（十五）: likewise, by numbers in brackets
    "before",  # 前条, 前两条: the `back` articles before this one
    "here",  # 前款, 第二款, 本条第一款: parts of the clause itself
    "section",  # 本章, 第二章第一节: `sections`, the outer before the inner
]
Number = tuple[int, int]  # of an article, and of its branch (第一百二十条之一: 120, 1) or 0


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference at `span`. `document` is the title or name as written, without 《》 ("" for the
    clause's own document). `paragraphs` and `items` are those named of the clause; a paragraph 0 is
    one that is not there (前款 in the first paragraph). A section with number 0 is the enclosing
    one; of several sections in a row (第二章至第四章), `first` and `last` number the innermost. A
    clause is inside the `sections` and the `appendix` (附件一) that are named before it; `own` is
    the kind by which its own document is named (本合同), or "".
    """

    span: Span
    kind: Kind
    document: str = ""
    first: Number = (0, 0)
    last: Number = (0, 0)
    paragraphs: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    back: int = 0
    sections: tuple[tuple[Family, int], ...] = ()
    appendix: str = ""
    own: str = ""


_GAP = r"[ \t\u3000]*"
_HAN = r"[\u4e00-\u9fff]"
_NUMERAL = "〇零一二三四五六七八九十百千两廿卅" + CAPITALS
_NUMBER = rf"(?:[{_NUMERAL}][{_NUMERAL}{ROUND}]{{0,8}}|[0-9０-９]{{1,4}})"
_IN_BRACKETS = rf"[（(]{_GAP}{_NUMBER}{_GAP}[）)]"
_ONE = rf"(?:{_IN_BRACKETS}|{_NUMBER})"
_AND = rf"{_GAP}(?:、|和|及|与|或者|或|以及|至|到|[—~～-]){_GAP}(?:第{_GAP})?"
_BRANCH = (
    rf"(?:{_GAP}之{_GAP}(?P<branch>[一二三四五六七八九十]+(?![般些切致起种样个])|[0-9０-９]+))?"
)
_MENTION = regex(
    r"(?P<title>《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》)"
    rf"|第{_GAP}(?P<numbers>{_ONE}(?:{_AND}{_ONE})*){_GAP}"
    rf"(?P<unit>条|款|项(?!目)|分?编|章|节|部分){_BRANCH}"
    rf"|(?P<labels>{_IN_BRACKETS}(?:{_AND}{_IN_BRACKETS})*)(?!第{_NUMBER}条)(?P<item>项(?!目))?"
    r"|(?:前|(?<![以网线之])上)(?P<count>[一二三两四五六]?)(?P<before>款(?![项式待])|条(?![件例约款])|项(?!目))"
    r"|(?P<this>本|(?:该|同)(?=[条款]))"
    r"(?P<here>条(?![例款约文件])|款(?!项)|项(?!目)|分?编(?![制辑写号外])|章(?!程)|节(?![约能]))"
)
_UNITS: dict[str, tuple[int, Family | None]] = {  # how deep, and the family of its sections
    "编": (0, "book"), "部分": (0, "part"), "分编": (1, "subbook"), "章": (2, "chapter"),
    "节": (3, "section"), "条": (4, None), "款": (5, None), "项": (6, None),
}  # fmt: skip
_ARTICLE, _PARAGRAPH, _ITEM = 4, 5, 6
_DEPTHS = {family: depth for depth, family in _UNITS.values() if family}
_LONGEST_NAME = 60
_JOIN = regex(
    rf"(?:的?规定(?:的{_HAN}{{1,15}})?)?\s*([、，,]|、?(?:以及|或者|和|及|与|或|至|到|[—~～-]))\s*"
)
# 违反刑法第三条的规定，且不属于第五条: what comes after the conjunction is of the same law.
_STILL = regex(r"[^。；！？\n]{0,60}(?:或者?|且|和|及)[^，、。；！？\n]{0,4}")
_RANGE = regex(r"[至到—~～-]")
# 条, 款, 项 and 节 also count things (第三条铁路), so without a document before it a number names a
# clause only where the sentence goes on so. 第三条修改为 names one of what is amended.
_AFTER = regex(
    rf"{_GAP}(?:[^\w\s]|$|\n|[第的所中和或至到及与以之罪外并等应不作由将同除]"
    r"|规定|情形|行为|确定|执行|处罚|具体|有关|要求|程序|标准|条件|约定|进行|予以|给予)"
)
_LABEL = regex(r"[。；！：”\n]\s*$")  # what stands before a label that is no reference
_KINDS = (
    "法典|法|条例|办法|规定|细则|规则|规程|解释|决定|决议|意见|通知|批复|安排|方案|合同|协议|章程|公约"
    "|准则|守则|通则|纲要|公告"
)
_PART = rf"(?:总则|分则|{_HAN}{{1,6}}编)?(?:的|中|之)?{_GAP}"
_OWN = regex(
    rf"本(?:实施|暂行|若干|补充|试行|司法|管理|基本|通用|专用){{0,2}}(?P<kind>{_KINDS}){_PART}$"
)
_PLAIN_OWN = regex(r"(合同|协议)的?$")  # 主合同第三条, which may be that of an appendix
_APPENDIX = regex(
    rf"(?<!本)(?P<appendix>附[件录表]{_GAP}(?:{_NUMBER}|[A-Za-z])?){_GAP}(?:的|中|之)?{_GAP}$"
)
_THAT = regex(rf"(?:(?<!应)该|(?<![合共])同|上述)(?:{_KINDS}){_PART}$")
_NAME = regex(
    rf"({_HAN}*(?:法典|法|条例|细则|章程|公约|通则|办法|规则)"
    rf"|{_HAN}*(?:修正案|规定|解释|条例|办法|法)[（(][^（()）]{{1,10}}[）)]){_PART}$"
)
_AFTER_TITLE = regex(
    rf"(?:[）)]|[（(](?:(?P<number>{_NUMBER})|[^（()）]{{1,40}})[）)])?{_PART}(?:{_NUMBER}、)?"
)
# Words before a name that is not in 《》, and no part of it.
_LEAD = regex(
    r"依照|依据|根据|按照|违反|适用|符合|属于|参照|遵守|触犯|援引|执行|引用|修[正改订]后的?|现行"
    r"|认定为|视为|构成|计入|所称|具有|规定的|是指|包括|提交|基于|实施(?!条例|细则|办法)|涉嫌|犯(?!罪)"
    r"|以及|[以按依]|(?<![消清解])除"
)
_BARE_KIND = regex(rf"(?:该|同|此|各|有关|相关|其他)?(?:{_KINDS})")
_AMENDING = regex(r"关于修[改正订][《〈](.+?)[》〉]|^(.+?)修正案")
_SHORT = regex(
    r"《(?P<title>[^《》\n]+)》[^《》（()）\n]{0,6}[（(]\s*(?:以下|下)(?:统)?(?:简)?称(?:为|：)?"
    r"(?P<names>[^（()）\n]{2,40})[）)]"
)


def references(document: Document, clause: Clause) -> tuple[Reference, ...]:
    """The references in the text of `clause`, in order; its own label is none. A document that is
    named without a number (依照《民法典》的规定) is none either.
    """
    if (plain := in_place(document.text)) is not document.text:
        document = replace(document, source=replace(document.source, text=plain))
    return tuple(_read(document, clause))


def short_names(document: Document) -> dict[str, str]:
    """The names that a document gives to others, with their titles: （以下简称商标法）."""
    return {
        name.strip('《》“”" '): match["title"]
        for match in _SHORT.finditer(document.text, document.span.start, document.span.end)
        for name in re.split("或者?|、", match["names"])
    }


class _Anchor(NamedTuple):
    """What is named right before a number, and where its name begins (see `Reference`)."""

    document: str
    start: int
    appendix: str = ""
    own: str = ""


class _Step(NamedTuple):
    """Where the reading of a chain is: what it names by now, how deep, and up to where. `listed`:
    whether that is among the references found; `anchored`: whether the chain began with a word that
    makes it one for certain; `first`: the place of its first reference among those found.
    """

    reference: Reference
    depth: int
    end: int
    listed: bool
    anchored: bool
    first: int


def _read(document: Document, clause: Clause) -> list[Reference]:
    text = document.text
    at = clause.span.start + _label_length(text, clause)
    found: list[Reference] = []
    step: _Step | None = None
    title: re.Match[str] | None = None
    named = ""  # the document that was named last, which 该法 means
    for match in _MENTION.finditer(text, at, clause.span.end):
        if match["title"]:
            title = match
            continue
        anchor = _anchor(text, max(at, title.end() if title else 0), match.start(), title, named)
        now = _next(document, clause, match, step, anchor, found)
        if now is None:
            continue
        step, at = now, match.end()
        named = step.reference.document or named
        if not step.anchored and not _AFTER.match(text, at, clause.span.end):
            del found[step.first :]
            step = None
    return found


def _next(
    document: Document,
    clause: Clause,
    match: re.Match[str],
    step: _Step | None,
    anchor: _Anchor | None,
    found: list[Reference],
) -> _Step | None:
    """The step that `match` makes after `step`; adds to `found`. None if it is no reference."""
    if match["before"]:
        return _relative(clause, match, step, found)
    if match["here"]:
        return _here(clause, match, found)
    unit = match["unit"] or ("项" if match["item"] else "")
    depth = _UNITS[unit][0] if unit else _ARTICLE
    if not (numbers := _numbers(match)):
        return None
    start, first, anchored = match.start(), len(found), True
    if anchor:
        base, start = Reference(Span(0, 0), "clause", anchor.document), anchor.start
        base = replace(base, appendix=anchor.appendix, own=anchor.own)
    elif step and depth > step.depth and not document.text[step.end : start].strip(" \t\u3000"):
        base, start, first = step.reference, step.reference.span.start, step.first
        anchored = step.anchored
        if step.listed:
            found.pop()
    elif step and unit and (joined := _joined(document.text, step, depth, start)):
        base, first, anchored = _beside(step.reference, depth), step.first, step.anchored
        if step.listed and depth == step.depth and _RANGE.fullmatch(joined):
            found[-1] = _extended(base, depth, numbers[-1][1], match)
            return _Step(found[-1], depth, match.end(), True, anchored, first)
    elif not match["unit"] or unit == "部分":
        return None  # （三） and 第三部分 are counted everywhere
    elif _is_label(document.text, match):
        return None
    else:
        amended = _amended(document)
        own = _PLAIN_OWN.search(document.text, max(step.end if step else 0, start - 3), start)
        base, anchored = Reference(Span(0, 0), "clause", amended), bool(amended)
        base = replace(base, own=own[1] if own else "")
    if not unit and not anchor:
        return None
    branch = to_int(match["branch"] or "") or 0
    made = _named(base, unit, numbers, branch, Span(start, match.end()))
    found += made
    return _Step(made[-1], depth, match.end(), True, anchored, first)


def _beside(base: Reference, depth: int) -> Reference:
    """What a list goes on from: in 第二章、第九条 the article is not in the chapter."""
    return replace(base, sections=()) if base.kind == "section" and depth >= _ARTICLE else base


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether this is a label at the start of a line or sentence that was not read as one."""
    spaced = text[match.end() : match.end() + 1].isspace()
    return spaced and bool(_LABEL.search(text, max(0, match.start() - 4), match.start()))


def _joined(text: str, step: _Step, depth: int, start: int) -> str:
    """What joins the chain at `step` to what begins at `start`; "" if nothing does."""
    if match := _JOIN.fullmatch(text, step.end, start):
        return match[1]
    still = step.reference.document and depth == _ARTICLE
    return "和" if still and _STILL.fullmatch(text, step.end, start) else ""


def _relative(
    clause: Clause, match: re.Match[str], step: _Step | None, found: list[Reference]
) -> _Step:
    """前款, 前两条, 前项; and 第三条前两款, which are its first two."""
    count = to_int(match["count"]) or 1
    span = Span(match.start(), match.end())
    adjoining = step and step.listed and (step.depth, step.end) == (_ARTICLE, match.start())
    if step and adjoining and match["before"] == "款":
        span = Span(step.reference.span.start, match.end())
        found[-1] = replace(step.reference, span=span, paragraphs=tuple(range(1, count + 1)))
        return step._replace(reference=found[-1], depth=_PARAGRAPH, end=match.end())
    here = _paragraph(clause, match.start())
    if match["before"] == "条":
        reference, depth = Reference(span, "before", back=count), _ARTICLE
    elif match["before"] == "款":
        paragraphs = tuple(range(here - count, here)) if here > count else (0,)
        reference, depth = Reference(span, "here", paragraphs=paragraphs), _PARAGRAPH
    else:
        reference, depth = Reference(span, "here", paragraphs=(here,)), _ITEM
    found.append(reference)
    return _Step(reference, depth, match.end(), True, not match["count"], len(found) - 1)


def _here(clause: Clause, match: re.Match[str], found: list[Reference]) -> _Step | None:
    """本条, 本款, 该条, which name nothing new unless more follows, and 本章, which does."""
    depth, family = _UNITS[match["here"]]
    span = Span(match.start(), match.end())
    reference = Reference(span, "here")
    if family:
        reference = Reference(span, "section", sections=((family, 0),))
        found.append(reference)
    elif match["this"] != "本":
        named = [r for r in found if r.kind == "clause" and r.first == r.last]
        if not named or depth != _ARTICLE:
            return None
        reference = replace(named[-1], span=span, paragraphs=(), items=())
    elif depth >= _PARAGRAPH:
        reference = replace(reference, paragraphs=(_paragraph(clause, match.start()),))
    listed = family is not None
    return _Step(reference, depth, match.end(), listed, True, len(found) - listed)


def _named(
    base: Reference, unit: str, numbers: Sequence[tuple[int, int]], branch: int, span: Span
) -> list[Reference]:
    """What the `numbers` (from, to) of a `unit` ("" for labels in brackets) name inside `base`."""
    depth, family = _UNITS[unit] if unit else (_ARTICLE, None)
    if depth == _ARTICLE:
        kind: Kind = "clause" if unit else "item"
        base = replace(base, span=span, kind=kind, paragraphs=(), items=(), back=0)
        return [replace(base, first=(low, branch), last=(high, branch)) for low, high in numbers]
    if family:
        outer = tuple(pair for pair in base.sections if _DEPTHS[pair[0]] < depth)
        base = Reference(span, "section", base.document, appendix=base.appendix, own=base.own)
        return [
            replace(base, first=(low, 0), last=(high, 0), sections=(*outer, (family, low)))
            for low, high in numbers
        ]
    each = tuple(n for low, high in numbers for n in (low, *range(low + 1, min(high, 99) + 1)))
    somewhere = base.document or base.appendix or base.first != (0, 0)
    kind = base.kind if somewhere or base.kind != "clause" else "here"
    if depth == _PARAGRAPH:
        return [replace(base, span=span, kind=kind, paragraphs=each, items=())]
    return [replace(base, span=span, kind=kind, items=each)]


def _extended(base: Reference, depth: int, high: int, match: re.Match[str]) -> Reference:
    """`base` (第三条) up to what `match` names (至第五条)."""
    span = Span(base.span.start, match.end())
    if depth == _PARAGRAPH:
        more = tuple(range(base.paragraphs[-1] + 1, min(high, 99) + 1))
        return replace(base, span=span, paragraphs=base.paragraphs + more)
    if depth == _ITEM:
        more = tuple(range(base.items[-1] + 1, min(high, 99) + 1)) if base.items else (high,)
        return replace(base, span=span, items=base.items + more)
    return replace(base, span=span, last=(high, to_int(match["branch"] or "") or 0))


def _numbers(match: re.Match[str]) -> list[tuple[int, int]]:
    """The numbers of 第一、二款 or 第（一）至（三）项 as ranges; none if one cannot be read."""
    if to_int(match["branch"] or "零") is None:
        return []
    words = match["numbers"] or match["labels"]
    found: list[tuple[int, int]] = []
    end = 0
    for number in re.finditer(_NUMBER, words):
        value = to_int(number[0])
        if not value:
            return []
        if found and _RANGE.search(words, end, number.start()):
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
        end = number.end()
    return found


def _anchor(
    text: str, at: int, start: int, title: re.Match[str] | None, named: str
) -> _Anchor | None:
    """The document named right before `start`, and the appendix of it; "" for the clause's own.
    `at`: where the last reference or `title` ended; `named`: what 该法 means.
    """
    if appendix := _APPENDIX.search(text, max(at, start - _LONGEST_NAME), start):
        of = _anchor(text, at, appendix.start(), title, named) or _Anchor("", appendix.start())
        return of._replace(appendix="".join(appendix["appendix"].split()))
    if title and title.end() == at and (after := _AFTER_TITLE.fullmatch(text, at, start)):
        number = f"（{after['number']}）" if after["number"] else ""
        if text[title.start() - 1 : title.start()] == "本":
            return _Anchor("", title.start() - 1)
        return _Anchor(title["title"][1:-1] + number, title.start())
    at = max(at, start - _LONGEST_NAME)
    if own := _OWN.search(text, at, start):
        return _Anchor("", own.start(), own=own["kind"])
    if that := _THAT.search(text, at, start):
        return _Anchor(named or that[0], that.start())
    if name := _NAME.search(text, at, start):
        begin = name.start(1)
        for lead in _LEAD.finditer(name[1]):
            if not _BARE_KIND.fullmatch(name[1], lead.end()):
                begin = name.start(1) + lead.end()
        if not _BARE_KIND.fullmatch(text, begin, name.end(1)):
            return _Anchor(text[begin : name.end(1)], begin)
    return None


def _amended(document: Document) -> str:
    """The document that this one amends, which is what its bare 第三条 means; else ""."""
    match = _AMENDING.search(document.title)
    return (match[1] or match[2]) if match else ""


def _label_length(text: str, clause: Clause) -> int:
    """How much of the clause's text is its own label."""
    words = clause.span.of(text)
    start = max(0, words.find("第")) if clause.kind == "article" else 0  # 1. 第一条
    label = find_label(words[start:]) if clause.kind != "paragraph" else None
    return start + label[1] if label else 0


def _paragraph(clause: Clause, offset: int) -> int:
    """Which paragraph of the clause, from 1, holds `offset`."""
    return max(1, sum(span.start <= offset for span in clause.paragraphs))
