"""Who issued a document, when, and under which number: read off the lines around it. Pure."""

import re
from pathlib import PurePosixPath

from index.layout.lines import is_after_signature
from index.numerals import ROUND, to_int

__all__ = ["date_of", "issuer_of", "number_of"]

# Who writes may name an office in brackets: 法（经）复〔1990〕15号, 〔89〕高检会（研）字第12号.
_WRITES = r"[\u4e00-\u9fff]{1,10}(?:\s*[（(][\u4e00-\u9fff]{1,4}[）)][\u4e00-\u9fff]{0,6})?"
_IN_YEAR = r"[〔\[【(（]\s*(?:[12]\d{3}|\d{2})\s*[〕\]】)）]"
_COUNTS = r"第?\s*\d+\s*号"
# A court's: （2023）川0107民初1234号.
_CASE = r"[（(][12]\d{3}[）)]\s*[\u4e00-\u9fff]{1,2}\d{2,4}[\u4e00-\u9fff]{1,6}\d+\s*号"
_NUMBER = re.compile(rf"(?:{_WRITES}\s*{_IN_YEAR}|{_IN_YEAR}\s*{_WRITES})\s*{_COUNTS}|{_CASE}")
_DATE = re.compile(
    rf"([12１２]\d{{3}}|[一二三四五六七八九〇零{ROUND}]{{4}})\s*年"
    r"\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日(?!\s*起?\s*(?:施行|生效|实施))"
)
# A line that is nothing but a date, perhaps with a number: nobody passed or published then.
_OWN_DATE = re.compile(rf"^[（(]?\s*{_DATE.pattern}\s*(?:{_NUMBER.pattern})?\s*[）)]?$", re.M)
_DATE_IN_NAME = re.compile(
    r"(?<!\d)([12]\d{3})[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])日?[)）]?$"
)
_YEAR = re.compile(rf"[\d〇零{ROUND}一二三四五六七八九十]{{2,4}}\s*年")
_IN_TITLE = re.compile(
    r"^((?:中共|中国|中华人民共和国|国务院|最高|全国|[\u4e00-\u9fff]{2,8}[省市县区州]"
    r"|[\u4e00-\u9fff]{2,12}(?:部|局|署|委|会|厅|院)(?=[、 \u3000]|关于))"
    r"[\u4e00-\u9fff、 \u3000]{0,60}?)关于"
)
# Bodies in a title may stand on lines of their own, which are one there.
_BETWEEN = r"[、\s]+|(?<=人民法院|民检察院)(?=最高人民|公安部|司法部|国家)"
_BODY = (
    r"(?:全国人民代表大会(?:常务委员会)?"
    r"|[\u4e00-\u9fff]{2,20}?(?:人民代表大会(?:常务委员会)?|人民政府)|国务院"
    r"|最高人民法院(?!关于)|最高人民检察院(?!关于)|中央军(?:事委员会|委)"
    r"|[\u4e00-\u9fff]{2,16}(?:委员会|总局|办公厅|办公室|部|局|厅|署|法院|检察院))"
)
_JUDGES = re.compile(r"(.+(?:法院|仲裁(?:委员会|院))).{0,10}(?:判决|裁定|裁决|调解|决定)书")
_COUNT = r"第[〇零一二三四五六七八九十百\d]+"
_STATE = "中华人民共和国"
_BODIES = rf"(?:{_STATE})?{_BODY}(?:[、\s]+(?:{_STATE})?{_BODY}){{0,5}}"
_MET = rf"(?:{_COUNT}(?:次|届)(?:全体)?会议|常务会议|(?:(?!批准)[^。\n]){{0,12}}?)?(?:审议|修订)?"
_PASSED = re.compile(
    rf"(?:{_COUNT}届)?({_BODIES}){_MET}"
    r"(?:通过|令|发布|公布|制定|颁布|印发|(?<=会议修订)|(?<=会议第.次修订))"
)
# Who approves is not who issues, if that is said.
_APPROVED = re.compile(rf"(?:{_COUNT}届)?({_BODIES}){_MET}批准")
_PARTY = re.compile(r"(中共中央(?:办公厅)?)(?:[、\s]*(国务院(?:办公厅)?))?(?:发布|印发)")
# 国务院令, 最高人民检察院公告: such a title says nothing but who speaks.
_SPEAKS = re.compile(
    r"(.{2,80}?)\s*(?:令|公\s*告|通\s*告)(?:\s*第?\s*[\d〇零一二三四五六七八九十百]+\s*号)?"
)
_PERSON = re.compile(
    r"(?:国务院)?(?:审判长|(?:代理)?审判员|(?:首席|独任)?仲裁员|人民陪审员|执行员|总理|主席|委员长|部长|主任|局长|署长|行长|院长|检察长|省长|市长|州长|县长|区长)"
    r"[\u4e00-\u9fff·]{1,11}(?<![会室团厅部处局院委])"
)

# A note in brackets, and where a line of it was broken inside a sentence.
_NOTE = re.compile(r"^[ \t\u3000]*[（(].*?[）)][ \t\u3000]*$", re.M | re.S)
_BROKEN = re.compile(
    r"(?<=[^\s过布行准订正施号日会局部署院厅》）、；])\s*\n\s*(?![12]\d{3}年)"
    r"|(?<=[会院])\s*\n\s*(?=第|议|会议|常务|审判|检察委|通过|公布|发布)"
)
_PERSONS = re.compile(  # 张三　　李四, who signed articles of association
    r"[\u4e00-\u9fff]{2,3}(?<![会室团厅部处局院委司署府社])"
    r"(?:\s+[\u4e00-\u9fff]{2,3}(?<![会室团厅部处局院委司署府社]))+"
)

_SIGNS = re.compile("代表人|签[字名章署]|盖章")  # where somebody has to sign


def issuer_of(title: str, head: str, signature: str) -> str:
    """Who issued a document: the bodies before 关于 in its title, or before 令 or 公告 where it is
    nothing else, or the court of a judgment, else who passed or published it as the lines under the
    title (`head`) say, else the bodies that signed; "" if nothing says so.
    """
    if match := _IN_TITLE.match(title):
        return "、".join(re.split(_BETWEEN, match[1].strip()))
    if match := _JUDGES.fullmatch(title):
        return match[1].strip()
    if match := _SPEAKS.fullmatch(title):
        bodies = [one for one in re.split(rf"{_STATE}|[、\s]+", match[1]) if one]
        if bodies == ["主席"]:
            return f"{_STATE}主席"
        if bodies and all(re.fullmatch(_BODY, one) for one in bodies):
            return "、".join(bodies)
    head = _mended(head)
    if match := _PARTY.search(head):
        return "、".join(filter(None, match.groups()))
    if match := _PASSED.search(head) or _APPROVED.search(head):
        bodies = re.split(r"[、\s]+", match[1])
        return "、".join(
            re.sub(rf"^(?:.*[年月日])?(?:{_STATE})?|{_COUNT}届", "", one) for one in bodies
        )
    lines = [
        _joined(line)
        for line in signature.splitlines()
        if not (_YEAR.search(line) or _PERSONS.fullmatch(line.strip()) or _SIGNS.search(line))
    ]
    bodies = [
        line
        for line in lines
        if 2 < len(line) <= 30 and not _PERSON.fullmatch(line) and not is_after_signature(line)
    ]
    return "、".join(bodies)


def _joined(line: str) -> str:
    """A line that is signed with, without its blanks; several bodies (财政部　税务总局) apart."""
    parts = line.split()
    several = len(parts) > 1 and all(re.fullmatch(_BODY, part) for part in parts)
    return ("、" if several else "").join(parts)


def date_of(path: str, head: str, signature: str, alone: bool = True) -> str:
    """The date of this version, as 2023-12-29: the latest that the head states or the file's name
    bears (立法法(2023-03-13).md), else the signature's; "" if there is none. Unless the document is
    `alone` in its file, whose name may mean another, a date on a line of its own goes before.
    """
    head = _mended(head)
    own = None if alone else _OWN_DATE.search(f"{head}\n{signature}")
    if own and (date := _iso(*own.groups())):
        return date
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


def _mended(head: str) -> str:
    """The head with notes in brackets whole again, of which lines were broken inside a sentence."""
    return _NOTE.sub(lambda note: _BROKEN.sub("", note[0]), head)


def _iso(*parts: str) -> str:
    year, month, day = (to_int(part) or 0 for part in parts)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
