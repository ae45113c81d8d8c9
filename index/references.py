"""Cross-references in the text of a clause, and what they name. Pure.

A reference is read from left to right as a chain: a document (本法, 《民法典》, 刑法; else that of
the clause itself), then section, article, paragraph (款) and item (项), each inside the one before.
What follows after 、 和 至 goes on from there: 《商标法》第三条、第五条 are two articles of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index.anchors import GAP, HAN, NUMBER, Anchor, amended_title, find_anchor, plain_own
from index.model import Clause, Document, Span
from index.normalise import as_counted_here, counts_as_taiwan, in_place
from index.numerals import Family, find_label, letter_number, parse_label, to_int
from index.patterns import regex

__all__ = ["Kind", "Number", "Reference", "references"]

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
    the kind by which its own document is named (本合同), or "". `points`: the figures of the first
    and of the last number such as 2.1, which `first` and `last` are not; else ().
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
    points: tuple[tuple[int, ...], ...] = ()


_IN_BRACKETS = rf"[（(]{GAP}{NUMBER}{GAP}[）)]"
_ONE = rf"(?:{_IN_BRACKETS}|{NUMBER})"
_AND = rf"{GAP}(?:、|和|及|与|或者|或|以及|至|到|[—~～-]){GAP}(?:第{GAP})?"
_BRANCH = rf"(?:{GAP}之{GAP}(?P<branch>[一二三四五六七八九十]+(?![般些切致起种样个])|[0-9０-９]+))?"
# 2.1, or A.1 of an appendix; without 条 behind it where the sentence goes on as of a clause.
_POINTS = r"(?<![\d.．A-Za-z])(?:[A-Z]|[0-9０-９]{1,3})(?:[.．][0-9０-９]{1,3}){1,4}(?![\d.．%％])"
_CITES = regex(rf"(?:符合|按照?|依照|依据|根据|违反|满足|参[见照]|[见照]){GAP}$")
_FIGURE = regex(r"(?:系数|权重|倍数|[率值])(?:均|应|可|统一|一律)?$")  # 系数按1.2执行
_SAYS = regex(rf"{GAP}的?(?:规定|约定|要求|所述)")
_CITED = regex(rf"{GAP}(?:的?(?:规定|约定|要求|方法)|[）)。；，,、和与及至到]|执行|$)")
_MENTION = regex(
    r"(?P<title>《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》)"
    rf"|第{GAP}(?P<numbers>{_ONE}(?:{_AND}{_ONE})*){GAP}(?:(?P<letter>[A-Z]){GAP}(?=条))?"
    rf"(?P<unit>条|款|项(?!目)|分?编|章|节|部分){_BRANCH}"
    rf"|(?P<ordinal>第{GAP})?(?P<points>{_POINTS}(?:{_AND}{_POINTS})*)"
    rf"(?:{GAP}(?P<level>条(?!件|例|约(?!定)|款|文|目)|款(?![项式])|项(?!目)))?"
    rf"|(?P<labels>{_IN_BRACKETS}(?:{_AND}{_IN_BRACKETS})*)(?!第{NUMBER}条)(?P<item>项(?!目))?"
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
_JOIN = regex(
    rf"(?:的?规定(?:的{HAN}{{1,15}})?)?\s*([、，,]|、?(?:以及|或者|和|及|与|或|至|到|[—~～-]))\s*"
)
# 违反刑法第三条的规定，且不属于第五条: what comes after the conjunction is of the same law.
_STILL = regex(r"[^。；！？\n]{0,60}(?:或者?|且|和|及)[^，、。；！？\n]{0,4}")
_AFTER_DASH = regex(r"[0-9][ ]*-[ ]*[0-9]+\s*条$")
_RANGE = regex(r"[至到—~～-]")
# 条, 款, 项 and 节 also count things (第三条铁路), so without a document before it a number names a
# clause only where the sentence goes on so. 第三条修改为 names one of what is amended.
_AFTER = regex(
    rf"{GAP}(?:[^\w\s]|$|\n|[第的所中和或至到及与以之罪外并等应不作由将同除者]"
    r"|规定|情形|行为|确定|执行|处罚|处理|办理|适用|履行|承担|支付|解除|享有|具体|有关|要求|程序|标准|条件|约定|进行|予以|给予)"
)
_LABEL = regex(r"[。；！：”\n]\s*$")  # what stands before a label that is no reference


def references(document: Document, clause: Clause) -> tuple[Reference, ...]:
    """The references in the text of `clause`, in order; its own label is none. A document that is
    named without a number (依照《民法典》的规定) is none either.
    """
    if (plain := in_place(document.text)) is not document.text:
        plain = as_counted_here(plain) if counts_as_taiwan(document.text) else plain
        document = replace(document, source=replace(document.source, text=plain))
    return tuple(_read(document, clause))


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
        anchor = find_anchor(
            text, max(at, title.end() if title else 0), match.start(), title, named
        )
        if match["points"]:
            now = _pointed(document, match, step, anchor, found)
        else:
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
    anchor: Anchor | None,
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
        base, anchored = _bare(document, step.end if step else 0, start)
    if not unit and not anchor:
        return None
    numbers, branch = _branched(match, numbers)
    made = _named(base, unit, numbers, branch, Span(start, match.end()))
    found += made
    return _Step(made[-1], depth, match.end(), True, anchored, first)


def _branched(
    match: re.Match[str], numbers: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], int]:
    """The numbers of a reference, and the branch of the last: of 第9条之一, 第9-1条 or 第2A条."""
    branch = to_int(match["branch"] or "") or letter_number(match["letter"]) or 0
    first, last = numbers[0]
    if not branch and first >= last and _AFTER_DASH.search(match[0]):
        return [(first, first)], last
    return numbers, branch


def _bare(document: Document, at: int, start: int) -> tuple[Reference, bool]:
    """What a number at `start` without a document before it is of, and whether that is certain."""
    amended = amended_title(document)
    own = plain_own(document.text, at, start)
    return Reference(Span(0, 0), "clause", amended, own=own), bool(amended)


def _pointed(
    document: Document,
    match: re.Match[str],
    step: _Step | None,
    anchor: Anchor | None,
    found: list[Reference],
) -> _Step | None:
    """第2.1条, 本合同2.1条, 按4.2的规定, and what is joined to one of them."""
    text, start, first = document.text, match.start(), len(found)
    numbers = [
        tuple(label.number) for one in re.findall(_POINTS, match["points"])
        if (label := parse_label(one))
    ]  # fmt: skip
    if not numbers:
        return None
    joined = step and step.reference.points and _joined(text, step, _ARTICLE, start)
    if anchor and (match["level"] or match["ordinal"] or anchor.appendix):
        start, base = anchor.start, Reference(Span(0, 0), "clause", anchor.document)
        appendix = "" if match["points"][0].isalpha() else anchor.appendix
        base = replace(base, appendix=appendix, own=anchor.own)
    elif step and step.depth < _ARTICLE and not text[step.end : start].strip(" \t\u3000"):
        start, first = step.reference.span.start, step.first  # 第一部分第1.2条
        base = replace(step.reference, kind="clause", first=(0, 0), last=(0, 0))
        found[first:] = []
    elif step and joined:
        base, first = step.reference, step.first
        if _RANGE.fullmatch(joined):
            span = Span(base.span.start, match.end())
            found[-1] = replace(base, span=span, points=(base.points[0], numbers[-1]))
            return step._replace(reference=found[-1], end=match.end())
    elif _is_cited(text, match) and not _is_label(text, match):
        base, _ = _bare(document, step.end if step else 0, start)
    else:
        return None
    base = replace(base, span=Span(start, match.end()), paragraphs=(), items=())
    ranged = len(numbers) == 2 and _RANGE.search(match["points"])
    pairs = [(numbers[0], numbers[1])] if ranged else [(one, one) for one in numbers]
    found += [replace(base, points=pair) for pair in pairs]
    return _Step(found[-1], _ARTICLE, match.end(), True, True, first)


def _is_cited(text: str, match: re.Match[str]) -> bool:
    """Whether the words around 2.1 show that it is the number of a clause, and no figure."""
    if match["ordinal"] and match["level"]:
        return True
    if match["level"] and _SAYS.match(text, match.end()):
        return True
    cites = _CITES.search(text, max(0, match.start() - 4), match.start())
    if cites is None or _FIGURE.search(text, max(0, cites.start() - 6), cites.start()):
        return False
    return _CITED.match(text, match.end()) is not None


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
        base = replace(base, span=span, kind=kind, paragraphs=(), items=(), back=0, points=())
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
    if base.points and depth == _ARTICLE:
        return replace(base, span=span, points=(base.points[0], (high,)))
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
    for number in re.finditer(NUMBER, words):
        value = to_int(number[0])
        if not value:
            return []
        if found and _RANGE.search(words, end, number.start()):
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
        end = number.end()
    return found


def _label_length(text: str, clause: Clause) -> int:
    """How much of the clause's text is its own label."""
    words = clause.span.of(text)
    start = max(0, words.find("第")) if clause.kind == "article" else 0  # 1. 第一条
    label = find_label(words[start:]) if clause.kind != "paragraph" else None
    return start + label[1] if label else 0


def _paragraph(clause: Clause, offset: int) -> int:
    """Which paragraph of the clause, from 1, holds `offset`."""
    return max(1, sum(span.start <= offset for span in clause.paragraphs))
