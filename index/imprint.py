"""Who issued a document, when, and under which number: read off the lines around it. Pure."""

import re
from pathlib import PurePosixPath

from index.numerals import to_int

__all__ = ["date_of", "issuer_of", "number_of"]

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}\s*[〔\[【(（]\s*\d{4}\s*[〕\]】)）]\s*第?\s*\d+\s*号")
_DATE = re.compile(
    r"([12]\d{3}|[一二三四五六七八九〇零○]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日(?!\s*起?\s*(?:施行|生效|实施))"
)
_DATE_IN_NAME = re.compile(
    r"(?<!\d)([12]\d{3})[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])日?[)）]?$"
)
_YEAR = re.compile(r"[\d〇○零一二三四五六七八九十]{2,4}\s*年")
_IN_TITLE = re.compile(
    r"^((?:中共|中国|中华人民共和国|国务院|最高|全国|[\u4e00-\u9fff]{2,8}[省市县区州])"
    r"[\u4e00-\u9fff、 \u3000]{0,60}?)关于"
)
_BODY = (
    r"(?:全国人民代表大会(?:常务委员会)?"
    r"|[\u4e00-\u9fff]{2,20}?(?:人民代表大会(?:常务委员会)?|人民政府)|国务院"
    r"|最高人民法院(?!关于)|最高人民检察院(?!关于)|中央军事委员会"
    r"|[\u4e00-\u9fff]{2,16}(?:委员会|总局|办公厅|办公室|部|局|厅|署|法院|检察院))"
)
_COUNT = r"第[一二三四五六七八九十百\d]+"
_PASSED = re.compile(
    rf"(?:{_COUNT}届)?({_BODY})(?:{_COUNT}(?:次|届)(?:全体)?会议|常务会议|[^。\n]{{0,12}}?)?"
    r"(?:审议|修订)?(?:通过|批准|令|发布|公布|制定|颁布|印发)"
)


def issuer_of(title: str, head: str, signature: str) -> str:
    """Who issued a document: the bodies before 关于 in its title, else who passed or published it
    as the lines under the title (`head`) say, else who signed; "" if nothing says so.
    """
    if match := _IN_TITLE.match(title):
        return "、".join(re.split(r"[、\s]+", match[1].strip()))
    if match := _PASSED.search(head):
        return re.sub(rf"^.*[年月日]|{_COUNT}届", "", match[1])
    lines = ["".join(line.split()) for line in signature.splitlines() if not _YEAR.search(line)]
    return "、".join(line for line in lines if 2 < len(line) <= 30)


def date_of(path: str, head: str, signature: str) -> str:
    """The date of this version, as 2023-12-29: the latest that the head states or the file's name
    bears (立法法(2023-03-13).md), else the signature's; "" if there is none.
    """
    dates = [_iso(*match.groups()) for match in _DATE.finditer(head)]
    if match := _DATE_IN_NAME.search(PurePosixPath(path).stem):
        dates.append(_iso(*match.groups()))
    if not any(dates):
        dates = [_iso(*match.groups()) for match in _DATE.finditer(signature)]
    return max(dates, default="")


def number_of(head: str) -> str:
    """The document number (国发〔2022〕12号), without spaces; "" if there is none."""
    match = _NUMBER.search(head)
    return "".join(match[0].split()) if match else ""


def _iso(*parts: str) -> str:
    year, month, day = (to_int(part.replace("○", "〇")) or 0 for part in parts)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
