"""Clauses that a question names in other spellings (第壹拾伍条, 第XV条, 附件（二）第三条, article
fifteen, Article 2(1), annex 2) -> as they are read. No search happens here.
"""

import re

from index.numerals import CAPITALS, PLAIN, letter_number, roman_number
from index.patterns import regex
from qa.question.english_laws import laws_in_chinese
from qa.question.names import AFTER

__all__ = ["as_read"]

_FORMAL = PLAIN | str.maketrans("弌弍弎叄参", "一二三三三")
_HAN = "〇零一二三四五六七八九十百千两廿卅"
_NUMERAL = rf"(?:\d{{1,5}}|[{_HAN}]{{1,9}})"
_UNIT = "(?:条|点|款|项|段|分?编|篇|章|节|部分|自然段)"
_FORMAL_NUMBER = regex(
    rf"(第)([弌弍弎叄参{CAPITALS}{_HAN}]{{1,9}})(?={_UNIT})"
    rf"|(附[件录表])([{CAPITALS}]{{1,3}})(?!\w*\d)"
)
_ROMAN = r"(?=[ivxl])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"  # below a hundred
_ROMAN_NUMBER = regex(
    rf"(第)({_ROMAN})(?={_UNIT})|(附[件录表])({_ROMAN})(?<=[ivxl]{{2}})(?![a-z\d])"
)
# 第十五之一条 and 第15-1条 are 第十五条之一; 第1-2条 are two.
_BRANCH_BEFORE = regex(rf"第({_NUMERAL})之({_NUMERAL})条")
_BRANCH_DASHED = regex(r"第(\d{1,4})-(\d{1,2})条(?!之)")
_BRANCH_LETTER = regex(r"第(\d{1,4})([a-z])条")  # 第2A条
_MOST_BRANCHES = 9
# 附件（二）第三条, 附件二：第三条, 附件二里第三条.
_NAMES_CLAUSE = rf"(?=(?:倒数)?第{_NUMERAL}{_UNIT}|最后(?:一|的)?[个那]?一?{_UNIT})"
_APPENDIX = regex(
    rf"(附[件录表])(?:[(]({_NUMERAL})[)]|({_NUMERAL}|[a-z])(?![a-z\d]))(?::|里面|之中|里|中|内)?的?{_NAMES_CLAUSE}"
)
_RANGE_OF_LABELS = regex(
    rf"(?<![条款项第)])[(]([{_HAN}]{{1,5}}|\d{{1,3}})[)][至到~—-]+[(]([{_HAN}]{{1,5}}|\d{{1,3}})[)](?!小?[项目])"
)
_FIRST_FEW = regex(
    rf"(?<![以之目先眼日提])前([二两三四五六七八九十]|\d{{1,2}})({_UNIT}){AFTER}(?!规定的)"
)
_PART_BEFORE_CLAUSE = regex(
    rf"(^|决定|决议|意见|纲要|方案|规划|报告)([一二三四五六七八九十]{{1,3}})(?=[(][{_HAN}]{{1,5}}[)])"
)
# As what a contract counts in 一、 is cited (租赁合同二、3).
_POINT_OF_PART = regex(
    rf"(合同|协议|决定|决议|意见|方案|通知)([一二三四五六七八九十]{{1,3}})、(\d{{1,2}})(?![\d.、]){AFTER}"
)

_WORDS = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_NTH = [
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_TENS |= {"eighty": 80, "ninety": 90}
_NUMBERS = {word: number for words in (_WORDS, _NTH) for number, word in enumerate(words, 1)}
_NUMBERS |= _TENS | {word.replace("y", "ieth"): number for word, number in _TENS.items()}
_COUNT = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_WORDS[:9])}))?|{'|'.join(_WORDS[::-1])})"
_ORDINAL = (
    rf"(?:(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_NTH[:9])})|{'|'.join(_NTH[::-1])}"
    rf"|{'|'.join(word.replace('y', 'ieth') for word in _TENS)}|\d{{1,4}}(?:st|nd|rd|th))"
)
_APPENDIX_WORD = "annex|appendix|schedule|exhibit|attachment"
_NAMED = f"(?:article|clause|section|chapter|part|paragraph|item|{_APPENDIX_WORD})"
_CLAUSE = "(?:article|clause)"
# What follows a number that names something: section c, part i play and part one of these are none.
_ENDS = r"(?=\s*(?:$|[?.,;:)]|[^\x00-\x7f]|(?:and|of(?! (?:these|the following))|in|to|says?)\b))"
_MORE = "(?:, and |, | and | to | through |-)"
_COUNTED = regex(rf"\b({_NAMED}s?) ({_COUNT}(?:{_MORE}{_COUNT})*)\b{_ENDS}")
_ONE_COUNT = regex(_COUNT)
_ENGLISH_ROMAN = regex(rf"\b({_NAMED}s?) (?!l(?![a-z]))({_ROMAN})(?![a-z\d'])(?:(?<!\bi)|{_ENDS})")
_OF = r"(?: of| in)(?: the)? "
_NTH_UNIT = regex(rf"\b(?:the )?({_ORDINAL}) ({_CLAUSE}|chapter|paragraph)\b")
_FEW = regex(rf"\b(?:the )?(first|last) ({_COUNT}) ({_CLAUSE}|chapter)s\b{_ENDS}")
# Beside a chapter a section is 节, and not a part of a document that has no chapters.
_SECTION_OF_CHAPTER = regex(
    rf"\bchapter (\d{{1,3}})(?:,|{_OF})? ?section (\d{{1,3}})\b"
    rf"|\bsection (\d{{1,3}})(?:,|{_OF}) ?chapter (\d{{1,3}})\b"
)
_POINT = regex(rf"\bpoint (?=\d{{1,3}}\b{_ENDS})")
# What a document is called whose clause is asked for: the decision is the one 决定 there is.
_NUMBERED = regex(rf"\b{_NAMED}s? \d|第\d+[条章]|最后[一\d]")
_KINDS = {"decision": "决定", "communique": "公报", "communiqué": "公报", "contract": "合同"}
# The contract law is another thing.
_KIND = regex(
    rf"(?:(?:\b(?:of|in) )?\b(?:the|this) |^)({'|'.join(_KINDS)})\b(?:'s)?"
    rf"(?=\s*(?:$|[?.,;:]|(?:and|about|means?|says?|states?|{_NAMED}s?)\b))"
)
_LAST_UNIT = regex(rf"\b(?:the )?(?:very )?last ({_CLAUSE}|chapter)\b")
_BUT_LAST = regex(
    r"\b(?:the )?(?:second(?:[- ]to)?[- ]last|next[- ]to[- ]last|last[- ]but[- ]one|penultimate)"
    rf" {_CLAUSE}\b"
)
_SHORT = regex(r"\b(?:arts?|cls?)\. ?(?=\d)|\barts? (?=\d{1,4}\b)|§+ ?(?=\d)")
_PART = r"(?:paragraph|para\.?|subsection|sub-?paragraph)"
_ITEM = r"(?:sub-?item|item|point)"
_BRACKETED = r"[(]?(\d{1,3})[)]?"
_PART_OF = regex(
    rf"\b(?:{_ITEM} {_BRACKETED}(?:,|{_OF}) ?)?(?:{_PART} {_BRACKETED}(?:,|{_OF}) ?)?"
    rf"(?<= ){_CLAUSE} (\d{{1,4}})\b"
)
_OWN_PARTS = regex(
    rf"\b{_CLAUSE} (\d{{1,4}})(?: ?[(](\d{{1,3}})[)](?: ?[(](\d{{1,3}})[)])?"
    rf"|,? {_PART} {_BRACKETED}(?:,? {_ITEM} {_BRACKETED})?|,? {_ITEM} {_BRACKETED})(?![\d-])"
)
_CLAUSE_OF_APPENDIX = regex(
    rf"\b{_CLAUSE} (\d{{1,4}})(?:,|{_OF}) ?(?:{_APPENDIX_WORD}) (\d{{1,2}}|[a-z])\b"
    rf"|\b(?:{_APPENDIX_WORD}) (\d{{1,2}}|[a-z])\b(?:,|'s)? ?{_CLAUSE} (\d{{1,4}})\b"
)
# annex 2-1 is one of annex 2, annexes 2-4 are three
_APPENDIX_ALONE = regex(
    rf"\b(?:(?P<many>annexes|appendices|(?:schedule|exhibit|attachment)s)|{_APPENDIX_WORD})"
    rf" (?P<number>\d{{1,2}}(?:{_MORE}\d{{1,2}})*|[a-z])(?![\w']){_ENDS}"
)
_TO = regex(" (?:to|through) ")
_AND = regex(",? and |, ")


def as_read(search: str) -> str:
    """A search copy with the clauses that it names as `qa.question.numbers` reads them."""
    if re.search("[第附(]", search):
        search = _FORMAL_NUMBER.sub(_plain, search)
        search = _ROMAN_NUMBER.sub(_arabic, search)
        search = _BRANCH_BEFORE.sub(r"第\1条之\2", search)
        search = _BRANCH_DASHED.sub(_branch, search)
        search = _BRANCH_LETTER.sub(lambda m: f"第{m[1]}条之{letter_number(m[2])}", search)
        search = _APPENDIX.sub(lambda m: m[1] + (m[2] or m[3]), search)
        search = _PART_BEFORE_CLAUSE.sub(r"\1\2、", search)
        search = _RANGE_OF_LABELS.sub(r"第\1条至第\2条", search)
    search = _POINT_OF_PART.sub(r"\1第\2条第\3款", search)
    search = _FIRST_FEW.sub(r"第1\2至第\1\2", search)
    return _english(search) if re.search("[a-z§]", search) else search


def _english(search: str) -> str:
    search = _SHORT.sub("article ", search)
    search = _COUNTED.sub(lambda m: f"{m[1]} {_ONE_COUNT.sub(_in_figures, m[2])}", search)
    search = _ENGLISH_ROMAN.sub(lambda m: f"{m[1]} {roman_number(m[2].upper())}", search)
    search = _FEW.sub(_few, search)
    search = _SECTION_OF_CHAPTER.sub(lambda m: f"第{m[1] or m[4]}章第{m[2] or m[3]}节,", search)
    search = _BUT_LAST.sub("倒数第2条,", search)
    search = _LAST_UNIT.sub(lambda m: "最后一章," if m[1] == "chapter" else "最后一条,", search)
    search = _NTH_UNIT.sub(lambda m: f"{m[2]} {_number(m[1])}", search)
    search = _CLAUSE_OF_APPENDIX.sub(_appended, search)
    search = _APPENDIX_ALONE.sub(_appendices, search)
    search = _PART_OF.sub(_part_of, _POINT.sub("item ", search))
    search = _OWN_PARTS.sub(_own_parts, search)
    if _NUMBERED.search(search):
        search = _KIND.sub(lambda m: f", 该{_KINDS[m[1]]}, ", search)
    return laws_in_chinese(search)


def _plain(match: re.Match[str]) -> str:
    number = (match[2] or match[4]).translate(_FORMAL)
    return (match[1] or match[3]) + number


def _arabic(match: re.Match[str]) -> str:
    return f"{match[1] or match[3]}{roman_number((match[2] or match[4]).upper())}"


def _number(words: str) -> int:
    """The number of English words (twenty-one, twenty-first, 21st)."""
    if words[0].isdecimal():
        return int(words[:-2])
    return sum(_NUMBERS[word] for word in re.split("[- ]", words))


def _few(match: re.Match[str]) -> str:
    """The first three articles as 第1条至第3条, the last two as 最后2条."""
    count, unit = _number(match[2]), "章" if match[3] == "chapter" else "条"
    return f"第1{unit}至第{count}{unit}," if match[1] == "first" else f"最后{count}{unit},"


def _in_figures(match: re.Match[str]) -> str:
    return str(_number(match[0]))


def _branch(match: re.Match[str]) -> str:
    number, branch = int(match[1]), int(match[2])
    # 第4-3条 may be the two, as 第1-2条 are.
    is_one = 0 < branch <= min(_MOST_BRANCHES, number) and branch != number - 1
    return f"第{number}条之{branch}" if is_one else match[0]


def _appendix(number: str) -> str:
    return f"附件{number}" if number[0].isdecimal() else f"附录{number}"


def _appendices(match: re.Match[str]) -> str:
    """Annexes 1, 2 and 4 as 附件1、附件2、附件4."""
    dash = "至" if match["many"] else "-"
    numbers = _AND.sub("、", _TO.sub("至", match["number"])).replace("-", dash)
    return "、".join(map(_appendix, numbers.split("、")))


def _appended(match: re.Match[str]) -> str:
    return f"{_appendix(match[2] or match[3])}第{match[1] or match[4]}条,"


def _part_of(match: re.Match[str]) -> str:
    """Item 2 of article 39 as 第39条第2项."""
    if not (match[1] or match[2]):
        return match[0]
    return _clause(match[3], match[2], match[1])


def _own_parts(match: re.Match[str]) -> str:
    return _clause(match[1], match[2] or match[4], match[3] or match[5] or match[6])


def _clause(number: str, paragraph: str | None, item: str | None) -> str:
    """第39条第1款第2项; with a comma, since English may follow."""
    parts = f"第{paragraph}款" if paragraph else ""
    return f"第{number}条{parts}" + (f"第{item}项," if item else ",")
