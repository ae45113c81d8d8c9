"""The search copy of a text: what is embedded and matched, never what is shown.

Full width becomes half width and compatibility characters their ordinary form (NFKC), CJK radicals
that PDF files leave behind become the characters they look like, Traditional becomes Simplified
(OpenCC, phrase by phrase), letters become lower case and runs of white space one space. Circles and
letters that are typed for 〇 (二○二五年, 第一百o三条) become 〇. What has no width is left out.
"""

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.numerals import NO_WIDTH
from index.patterns import regex

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = [
    "RADICALS",
    "as_counted_here",
    "counts_as_taiwan",
    "in_place",
    "search_copy",
    "simplify",
    "whole_characters",
]

# Radicals of the CJK Radicals Supplement (U+2E80–U+2EFF) that NFKC leaves alone but that stand for
# an ordinary character in text extracted from PDF files. The Kangxi radicals (U+2F00–) are in NFKC.
RADICALS = str.maketrans(
    {
        "⺁": "厂", "⺇": "几", "⺌": "小", "⺎": "尢", "⺏": "尣", "⺐": "尢", "⺒": "巳",
        "⺓": "幺", "⺖": "忄", "⺘": "扌", "⺙": "攵", "⺛": "旡", "⺝": "月", "⺟": "母",
        "⺠": "民", "⺡": "氵", "⺢": "氺", "⺣": "灬", "⺤": "爫", "⺦": "丬", "⺧": "牛",
        "⺨": "犭", "⺩": "王", "⺫": "罒", "⺬": "示", "⺭": "礻", "⺮": "竹", "⺯": "糸",
        "⺰": "纟", "⺲": "罒", "⺳": "网", "⺴": "网", "⺶": "羊", "⺷": "羊", "⺸": "羊",
        "⺹": "老", "⺻": "聿", "⺼": "肉", "⺽": "臼", "⺾": "艹", "⺿": "艹", "⻀": "艹",
        "⻁": "虎", "⻂": "衤", "⻃": "西", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角",
        "⻈": "讠", "⻉": "贝", "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶",
        "⻏": "阝", "⻐": "钅", "⻑": "长", "⻒": "长", "⻓": "长", "⻔": "门", "⻖": "阝",
        "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食",
        "⻠": "饣", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤",
        "⻨": "麦", "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙", "⻳": "龟",
    }
)  # fmt: skip

_RADICAL = regex("[\u2e80-\u2eff]")
_UNSEEN = regex(f"[{NO_WIDTH}]+")
_TRADITIONAL = regex("[條項編節]")
_COUNTED = regex("(前[一二三四五六]?|[本同各]|第[ 〇零一二三四五六七八九十百\\d]{1,6})([项款])")
# A letter only between what may stand in a numeral: 十ok is none.
_ZEROS = regex(
    r"(?<=[〇零一二三四五六七八九十百千万])"
    r"(?:[○◯o]+(?=[〇零一二三四五六七八九十百千万年月日号条款项段点编章节])|[○◯]+)"
)


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def simplify(text: str) -> str:
    """`text` in Simplified characters."""
    return str(_converter().convert(text))


@cache
def _simple(character: str) -> str:
    found = simplify(character)
    return found if len(found) == 1 else character


@lru_cache(maxsize=4)
def in_place(text: str) -> str:
    """`text` with each Traditional character as the Simplified one, where offsets have to stay; the
    same if no clause or item is numbered in Traditional characters.
    """
    if not _TRADITIONAL.search(text):
        return text
    return text.translate({ord(c): _simple(c) for c in set(text) if ord(c) >= 0x2E80})


@lru_cache(maxsize=4)
def counts_as_taiwan(text: str) -> bool:
    """Whether a text is a law of Taiwan, where 項 are paragraphs and 款 the items in them; in Macao
    it is the other way round, as it is here, and what stands above is 上款.
    """
    return text.count("前項") > text.count("前款") + text.count("上款")


@lru_cache(maxsize=4)
def as_counted_here(text: str) -> str:
    """A text in Simplified characters with 项 and 款 exchanged where they number what is in an
    article.
    """
    return _COUNTED.sub(lambda m: m[1] + ("款" if m[2] == "项" else "项"), text)


def whole_characters(text: str) -> str:
    """`text` with "?" for each half of a surrogate pair, which JSON can hold, but which is no
    character.
    """
    return text.encode("utf-8", "replace").decode()


def search_copy(text: str) -> str:
    """The search copy of `text`: one line, no white space at the ends."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", whole_characters(text)))
    if _RADICAL.search(plain):  # rare, and to look for one takes a tenth of putting them right
        plain = plain.translate(RADICALS)
    folded = simplify(" ".join(plain.split())).casefold()
    return _ZEROS.sub(lambda match: "〇" * len(match[0]), folded)
