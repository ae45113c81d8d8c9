"""Numerals and the labels made of them: 十二 and 12, 二〇三五 and 2035, 第一百二十条之一. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.patterns import regex

__all__ = [
    "CAPITALS",
    "LETTERS",
    "NO_WIDTH",
    "PLAIN",
    "ROUND",
    "STARS",
    "Family",
    "Label",
    "find_label",
    "letter_number",
    "parse_label",
    "pointed_number",
    "roman_number",
    "to_chinese",
    "to_int",
    "to_roman",
    "unspaced",
]

Family = Literal[
    "book",  # 第一编, 第一篇
    "subbook",  # 第一分编
    "part",  # 第一部分
    "chapter",  # 第一章
    "section",  # 第一节
    "article",  # 第一条
    "paragraph",  # 第1段, 第一款
    "capital",  # 壹、
    "comma",  # 一、
    "bracket",  # （一）
    "decimal",  # 1.1, 1.1.1
    "point",  # 1.  1、
    "item",  # （1）
    "circle",  # ①
]

ROUND = "○◯ＯOo"  # what people type for 〇 between Chinese digits
_ZEROS = str.maketrans(dict.fromkeys(ROUND, "〇"))
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_MOST_FIGURES = 8  # as far as `to_chinese` goes: what is longer numbers nothing
_SMALL_UNITS = (("千", 1000), ("百", 100), ("十", 10))
CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟貳參陸"  # as sums are written, so that none can be altered
PLAIN = str.maketrans(CAPITALS, "一二三四五六七八九十百千二三六")
_HAN = "〇零一二三四五六七八九十百千万两廿卅" + CAPITALS
NO_WIDTH = "\u00ad\u200b-\u200f\u2060\ufeff"  # for a pattern: what shows at no place in a line
LETTERS = 100  # A.1 of an appendix is 101.1, which no clause of the text is
_GAP = rf"[ \t\u00a0\u2000-\u200a\u202f\u3000{NO_WIDTH}]*"
# What stands behind 第3-5条 where that is one article, and behind 第1-2條, as Taiwan numbers
# what was put in, but for several of which nothing is told (刪除).
_OF_ONE = regex(rf"{_GAP}(?:\n|$)")
_PUT_IN = regex(rf"{_GAP}(?:\n|$)|\s(?!{_GAP}[（(]?(?:略|省略|删|刪|保留)[^\n]{{0,6}}(?:\n|$))")
_UNSEEN = regex(rf"[\s{NO_WIDTH}]+")
_SPACED = rf"(?:[{_HAN}](?:{_GAP}[{_HAN}{ROUND}])*|[0-9０-９](?:{_GAP}[0-9０-９])*)"
_SIGNS: tuple[Family, ...] = ("circle", "bracket", "item", "point")  # of one character: ①, ㈠
_NUMBERED: tuple[Family, ...] = ("capital", "comma", "bracket", "item", "point")
_NAMED: dict[str, Family] = {
    "分编": "subbook", "编": "book", "篇": "book", "部分": "part", "部": "part", "章": "chapter",
    "节": "section", "条": "article", "段": "paragraph", "款": "paragraph",
    "分編": "subbook", "編": "book", "節": "section", "條": "article",
}  # fmt: skip
_SPACED += rf"|[Ⅰ-Ⅻ]|[IVXL]{{1,7}}(?={_GAP}[编篇部章节條条])"
_ENGLISH: dict[str, Family] = {
    "article": "article", "clause": "article", "chapter": "chapter", "section": "section",
}  # fmt: skip
_COUNT = rf"[一二三四五六七八九十百]+(?:(?<=百)[〇零{ROUND}][一二三四五六七八九])?"
_CAPITAL = "[壹贰叁肆伍陆柒捌玖拾佰貳參陸]+"
STARS = "★☆▲△※"  # before a number of a call for tenders: what a bid must not miss
# What stands before a number of an article or a section: a bullet, the number in English.
_LEAD = (
    rf"(?:[●•◆■□▪▫➢➤√✓★☆※·▶►◇▲△\uf000-\uf0ff*＊–—-]{_GAP}"
    r"|(?:Article|ARTICLE|Chapter|CHAPTER|Section|SECTION)[ \u00a0]*[0-9IVXL]{1,7}"
    r"[ \u00a0.:：,，]*)"
)
_LABEL = regex(
    rf"(?:[{STARS}]{_GAP})?(?:"
    rf"{_LEAD}?(?:(?P<open>[【〔])|(?P<round>[（(\[「〖]))?"
    rf"第{_GAP}(?P<number>{_SPACED}){_GAP}"
    rf"(?:(?:[-‐-–－]{_GAP}(?P<after>[0-9０-９]{{1,2}})|(?P<letter>[A-Z])){_GAP}(?=[条條]))?"
    rf"(?P<unit>(?:分{_GAP})?[编編]|篇|部{_GAP}分|章|[节節條条]|段|款"
    r"|(?:(?<=[0-9A-Z])|(?<=[0-9A-Z][ \u3000]))部(?=[ \t\u3000]|\n|$))"  # 第2部 of Hong Kong
    rf"(?:{_GAP}之{_GAP}(?P<branch>[一二三四五六七八九十{CAPITALS}]+(?![般些切致起种样个])|[0-9０-９]+))?"
    rf"(?(open)(?:{_GAP}[】〕]|(?=[^】〕\n]{{1,30}}[】〕])))(?(round){_GAP}[）)\]」〗])"
    r"|(?P<english>Article|ARTICLE|Clause|CLAUSE|Chapter|CHAPTER|Section|SECTION)[ \u00a0]*"
    r"(?P<figure>[0-9]{1,3}|[IVXL]{1,7})(?!\.?\w)(?:[.:](?=\s|$))?"
    rf"|(?P<capital>{_CAPITAL}){_GAP}[、.．]"
    rf"|(?P<comma>{_COUNT}){_GAP}(?:、|[.．](?![\d.．])|[：:，](?![\d０-９]))"
    rf"|(?:[（(]{_GAP}(?P<bracket>{_COUNT}|{_CAPITAL}){_GAP}[）)]|(?P<in_bracket>[㈠-㈩]))"
    rf"|(?:[（(]{_GAP}(?P<item>[0-9０-９]{{1,3}}){_GAP}[）)]|(?P<in_item>[⑴-⒇]))"
    rf"|第{_GAP}(?P<inner>[0-9０-９]{{1,3}}(?:[.．][0-9０-９]{{1,3}}){{1,3}}){_GAP}[条條款]"
    r"|(?P<annexed>[A-Z](?:[.．][0-9]{1,3}){1,3})(?![\w.．])"  # A.1
    r"|(?P<decimal>[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3}){1,4})(?:[.．](?![.．0-9０-９])|(?![.．0-9０-９]))(?![%％])(?=\D|$)"
    r"|(?P<put_in>[0-9]{1,3}[A-Z])[.．](?=[ \t\u3000]|$)"  # 3A. of Hong Kong
    r"|(?:(?P<point>[0-9０-９]{1,3})(?:[.．](?=(?:19|20)\d\d年)|[.．：:，](?![0-9０-９])|、)|(?P<in_point>[⒈-⒛]))"
    r"|(?P<circle>[①-⑳㉑-㉟㊱-㊿])"
    r")"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label read: `number` has one figure, or several for 1.2.3; `branch` is the 一 of
    第一百二十条之一, 0 without one.
    """

    family: Family
    number: tuple[int, ...]
    branch: int = 0


def to_int(text: str) -> int | None:
    """The number that a numeral stands for (十二, 12, １２, 二〇三五, 二○三五, 廿一, 拾贰); None if
    it is none, or one of more than eight figures.
    """
    text = unspaced(text).translate(PLAIN)
    if not text:
        return None
    if all(unicodedata.decimal(c, None) is not None for c in text):
        return _figures("".join(str(unicodedata.decimal(c)) for c in text))
    text = text.replace("廿", "二十").replace("卅", "三十")
    if any(c in _HAN for c in text):
        text = text.translate(_ZEROS)
    if all(c in _DIGITS for c in text):
        return _figures("".join(str(_DIGITS[c]) for c in text))
    text = text[0] + text[1:].replace("〇", "零")  # 一百〇三 as 一百零三
    high, mark, low = text.partition("万")
    if not mark:
        return _below_ten_thousand(text)
    above = _figures(high) if high.isdecimal() else _below_ten_thousand(high)
    below = (_figures(low) if low.isdecimal() else _below_ten_thousand(low)) if low else 0
    return None if not above or below is None else _figures(str(above * 10_000 + below))


def unspaced(text: str) -> str:
    """`text` without white space, and without what has no width (第\u200b十二 条 as 第十二条)."""
    return _UNSEEN.sub("", text)


def letter_number(text: str | None) -> int | None:
    """How many-th letter `text` is (附录A is the first); None if it is no single one."""
    plain = (text or "").strip().upper()
    return ord(plain) - ord("A") + 1 if len(plain) == 1 and "A" <= plain <= "Z" else None


def roman_number(text: str) -> int | None:
    """The number in Roman figures (XIV, Ⅻ) below a hundred; None if they are none."""
    text = unicodedata.normalize("NFKC", text)
    return next((n for n in range(1, 100) if to_roman(n) == text), None)


def to_roman(number: int) -> str:
    """`number`, 1 to 99, in Roman figures."""
    tens, ones = divmod(number, 10)
    units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    return units[tens].translate(str.maketrans("IVX", "XLC")) + units[ones]


def _figures(figures: str) -> int | None:
    """The number that is written in figures; None if it has too many."""
    figures = figures.lstrip("0") or "0"
    return int(figures) if len(figures) <= _MOST_FIGURES else None


def _below_ten_thousand(text: str) -> int | None:
    """千百十 in this order, each at most once; 零 fills up where one is left out. Figures may stand
    for the digits (3千5百), and for what is left at the end (1百20).
    """
    total, rest, least = 0, text.lstrip("零"), 10_000
    for unit, value in _SMALL_UNITS:
        before, mark, after = rest.partition(unit)
        if not mark:
            continue
        digit = 1 if before == "" and value == 10 else _digit(before)
        if not digit:
            return None
        total, rest, least = total + digit * value, after.removeprefix("零"), value
    if not rest:
        return total or None
    last = _figures(rest) if rest.isdecimal() else _digit(rest) or None  # 一千零零 is no number
    return None if last is None or last >= least else total + last


def _digit(text: str) -> int | None:
    """The value of a single digit, Chinese or not; None if `text` is none."""
    if len(text) != 1:
        return None
    return _DIGITS.get(text, unicodedata.decimal(text, None))


def to_chinese(number: int) -> str:
    """`number` in Chinese: 12 -> 十二. Raises ValueError outside 0..99,999,999."""
    if not 0 <= number <= 99_999_999:
        raise ValueError(f"not written here: {number}")
    if number == 0:
        return "零"
    high, low = divmod(number, 10_000)
    text = _spell(high) + "万" if high else ""
    if low:
        text += ("零" if high and low < 1000 else "") + _spell(low)
    return text.removeprefix("一") if text.startswith("一十") else text


def _spell(number: int) -> str:
    """1..9999, with 一十 for 10 to 19."""
    text, skipped = "", False
    for unit, value in (*_SMALL_UNITS, ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            text += ("零" if skipped and text else "") + "〇一二三四五六七八九"[digit] + unit
            skipped = False
        else:
            skipped = True
    return text


def find_label(text: str) -> tuple[Label, int] | None:
    """The label at the very start of `text`, and its length; None if it starts with none."""
    match = _LABEL.match(text)
    if match is None:
        return None
    found = match.groupdict()
    if found["unit"]:
        number = to_int(found["number"])
        number = roman_number(found["number"]) if number is None else number
        branch = to_int(found["branch"] or found["after"] or "零")
        if number is None or branch is None:
            return None
        ranged = found["after"] and branch > number
        of_one = _PUT_IN if found["unit"] == "條" else _OF_ONE
        if ranged and not of_one.match(text, match.end()):
            return None
        branch = branch or letter_number(found["letter"]) or 0
        return Label(_NAMED[unspaced(found["unit"])], (number,), branch), match.end()
    if found["english"]:
        number = to_int(found["figure"]) or roman_number(found["figure"])
        family = _ENGLISH[found["english"].lower()]
        return None if number is None else (Label(family, (number,)), match.end())
    for family in _SIGNS:
        if sign := found["circle" if family == "circle" else f"in_{family}"]:
            return Label(family, (int(unicodedata.numeric(sign)),)), match.end()
    if annexed := found["annexed"]:
        letter, *others = re.split("[.．]", annexed)
        figures = (LETTERS + (letter_number(letter) or 0), *map(int, others))
        return Label("decimal", figures), match.end()
    if decimal := found["decimal"] or found["inner"]:
        figures = tuple(to_int(part) or 0 for part in re.split("[.．]", decimal))
        return Label("decimal", figures), match.end()
    if put_in := found["put_in"]:
        return Label("point", (int(put_in[:-1]),), letter_number(put_in[-1]) or 0), match.end()
    for family in _NUMBERED:
        if found[family]:
            number = to_int(found[family])
            return None if number is None else (Label(family, (number,)), match.end())
    return None


def pointed_number(labels: Sequence[str]) -> tuple[int, ...]:
    """The figures of a number such as 2.1 that the innermost of `labels` (the outermost first) has
    or is in, or those of 1. in another 1.; () without one.
    """
    inner: list[int] = []
    for label in filter(None, map(parse_label, reversed(labels))):
        if label.family == "decimal":
            return label.number
        if label.family == "point":
            inner.insert(0, label.number[0])
        elif inner:
            break
    return tuple(inner) if len(inner) > 1 else ()


def parse_label(text: str) -> Label | None:
    """A whole label (第十二条, （十五）, 三、, 第7段, 1.2, and 4 or 四 as some chapters have it);
    None if `text` is not just a label.
    """
    text = text.strip()
    if re.fullmatch("[一二三四五六七八九十]{1,3}", text):
        number = to_int(text)
        return None if number is None else Label("comma", (number,))
    if text.isdecimal() and len(text) <= 2:
        return Label("point", (int(text),))
    found = find_label(text)
    return found[0] if found and found[1] == len(text) else None
