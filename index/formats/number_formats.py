"""Numbers as word processors and web pages write them in automatic numbering. Pure.

The names of the formats are those of Office Open XML (ST_NumberFormat).
"""

from collections.abc import Callable

from index.numerals import to_chinese

__all__ = ["write_number"]

_MOST = 9999  # nobody numbers further; a forged start value must not fill the memory
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def write_number(number: int, form: str) -> str:
    """`number` in a format ("chineseCounting": 12 -> 十二); in figures if the format has no sign
    for it or is not known.
    """
    if form == "none":
        return ""
    write = _FORMS.get(form)
    return (write(number) if write and 0 < number <= _MOST else "") or str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """Letters: a … z, aa, bb …, the letter is repeated."""
    count, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (count + 1)


def _signs(signs: str) -> Callable[[int], str]:
    """1 is the first of `signs`; past the last there is none."""
    return lambda number: signs[number - 1] if number <= len(signs) else ""


def _between(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_CIRCLES = _between("①", "⑳") + _between("㉑", "㉟") + _between("㊱", "㊿")
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _signs(_CIRCLES),
    "decimalEnclosedCircleChinese": _signs(_CIRCLES),
    "decimalEnclosedParen": _signs(_between("⑴", "⒇")),
    "decimalEnclosedFullstop": _signs(_between("⒈", "⒛")),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "chineseCounting": to_chinese,
    "chineseCountingThousand": to_chinese,
    "japaneseCounting": to_chinese,
    "taiwaneseCounting": to_chinese,
    "taiwaneseCountingThousand": to_chinese,
    "chineseLegalSimplified": lambda number: to_chinese(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: to_chinese(number).translate(_LEGAL_TRADITIONAL),
    "ideographDigital": lambda number: str(number).translate(_DIGITS),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(_DIGITS),
    "taiwaneseDigital": lambda number: str(number).translate(_DIGITS),
    "ideographTraditional": _signs("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _signs("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _signs(_between("㊀", "㊉")),
}
