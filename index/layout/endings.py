"""How a text goes on below the last of its clauses. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from index.layout.lines import Line, is_heading_like, is_party
from index.numerals import Label, parse_label

__all__ = ["begins_anew", "closes", "ends_count", "ends_text", "is_opinion", "is_signed", "is_told"]

_CLOSING = re.compile(
    r"全(?:党|国|省|市|县|区|州|会|军|社会|体)|各(?:级|地|部门|单位|省|市)|同志们|各位|让我们|以上"
    r"|如果?未按本|如不服本|(?:当事人|双方|一方)?(?:如|若)?对本.{1,8}不服|本(?:裁定|判决|裁决|调解)书?(?:自|立即|即|为终|送达|一经|经)|联\s*系\s*(?:人|电\s*话|方\s*式)|咨询电话|当事人应当?自(?:收到|接到)|(?:本案)?案件受理费|(?:记录人?|发送)[：:]|信息公开(?:选项|属性)|根据本决定|本决定自|(?:大会|会议|全会)(?:号召|强调)"
)
_IN_FORCE = re.compile(
    r"本[\u4e00-\u9fff]{2,8}自[^，。；：]{1,30}(?:施行|实施|执行|生效|有效|起效)"
)
_LONGEST_NAME = 20
_MOST_BELOW, _MOST_LAST = 1000, 50  # lines in which a count goes on, and below the last clause
# No rule about such cases (经查明属实的，; 提交证据后，).
_TOLD = "(?![^，。；：]{0,40}[的者后][，；。])"
# How a judgment goes on below the facts that it counts.
_OPINION = re.compile(
    r"[\u4e00-\u9fff]{0,12}法院(?:经审[理查]|审查|再审)?(?:认为|认定)|本(?:院|局|机关|委|会|厅|队|所)(?:经审[理查]|审查|再审)?(?:认为|查明)|.{0,300}(?:判决|裁定|裁决|决定|调解|协议|处罚)如下[：:]$"
    r"|(?:(?:[\u4e00-\u9fff]{0,6}法院|本[院委会])?(?:另|现|又)?(?:经?(?:开庭|再)?审[理查]|经(?:庭审|查证|调查))(?:查明|认定|确认)|(?:另|又|再|经)查明)"
    rf"{_TOLD}(?=[，：:,]|[^，。；：]{{0,8}}(?:事实|如下|以下|下列)|[^，。；：]{{0,4}}(?:原告|被告|申请人|当事人|双方|\d{{4}}年))"
    r"|[^，。；：]{2,40}?(?:(?:答|共同|书面|当庭)*(?:答辩|辩)称|述称|诉称)[，：,:]"
    r"|[^，。；：]{2,40}?未(?:作|做|提交|提出|发表)[^，。；：]{0,6}答辩[^，：；的]{0,6}。"
    rf"|(?:原告|被告|第三人|申请人|被申请人|上诉人|被上诉人){_TOLD}(?=[^。；]{{0,40}}(?:证明|主张|未|本[院委会]|[如以]下|提交了|证据[：:]))[^，。；：应须可]{{0,30}}?提交[^。；]{{0,12}}证据"
)
# What ends a text even right below the words of a section.
_ENDING = re.compile(
    r"特此|此[复致]|抄\s*[送报]|(?:(?:出|列|缺)\s*席|请\s*假|分送|主送)(?:人员?|单位|领导)?\s*[：:]"
)
# That what a case comes to stands below (综上，……判决如下：).
_RULING = re.compile(r".{0,300}(?:判决|裁定|裁决|处罚(?:决定)?)如下[：:]$")


def closes(words: str) -> bool:
    """Whether a line closes a text: whom it calls upon, whom to ask, who was there."""
    return ends_text(words) or bool(_CLOSING.match(words) or _IN_FORCE.match(words))


def ends_text(words: str) -> bool:
    """Whether a line closes a text wherever it stands: 特此公告。, 出席：……, 抄送：……."""
    return _ENDING.match(words) is not None


def is_opinion(words: str) -> bool:
    """Whether a line of a judgment says what the court holds, or that it decides."""
    return _OPINION.match(words) is not None


def is_signed(words: str) -> bool:
    """Whether a line is where a party signs (甲方（盖章）：), and not what it has to do."""
    return is_party(words) and re.search("[盖签]|无正文|_{3}", words) is not None


def is_told(text: str, lines: Sequence[Line], i: int, titled: bool) -> bool:
    """Whether the party in line `i` is what a clause tells (联系方式如下：甲方：……), and not who
    signs: below a colon, or below a heading where a sentence comes after it; or whether what else
    may close a text is all that its clause says, or when it comes into force, in a clause that is
    `titled` (10. 其他) or goes on with a list.
    """
    words = lines[i].words(text)
    if _IN_FORCE.match(words) and (titled or _lists(text, lines[i + 1 : i + 1 + _MOST_LAST])):
        return True
    if _CLOSING.match(words) and i and lines[i - 1].label and is_heading_like(lines[i - 1].rest):
        return True  # 5. 生效 / 本合同自签字之日起生效。
    if not is_party(words) or is_signed(words):
        return False
    for line in reversed(lines[:i]):
        above = line.words(text)
        if is_party(above):
            if above[:2] == words[:2]:
                return False  # it was told already
        elif line.label and is_heading_like(line.rest):
            return any(below.words(text).endswith("。") for below in lines[i + 1 :])
        elif line.label or above.endswith(("。", "；", "：")):
            return above.endswith("：") and not re.search("[盖签]", above)
    return False


def _lists(text: str, lines: Sequence[Line]) -> bool:
    """Whether something is counted in these lines, above what is annexed."""
    own = takewhile(lambda line: not line.words(text).startswith("附"), lines)
    return any(line.label or line.listed for line in own)


def ends_count(
    words: str, clause: str, sections: Sequence[str], lines: Sequence[Line], i: int
) -> bool:
    """Whether what was found out, or counted, in the `clause` and the `sections` that are open (by
    their labels) ends above line `i`, whose `words` are these.
    """
    if clause and _leads_anew(words, clause, lines[i + 1 : i + 2]):
        return True
    # Right below a heading it is what that is about (二、处罚程序 / 处罚决定如下：).
    headed = lines[i - 1].label is not None and is_heading_like(lines[i - 1].rest)
    rules = sections and not headed and _RULING.match(words)
    ends = (clause and is_opinion(words)) or rules
    return bool(ends) and not _are_counted_on([*sections, clause], lines, i)


def _are_counted_on(labels: Iterable[str], lines: Sequence[Line], i: int) -> bool:
    """Whether one of the `labels` goes on below line `i` (二、 after 一、), and so nothing ends."""
    for label in filter(None, map(parse_label, labels)):
        below = (lines[j].label for j in range(i + 1, min(len(lines), i + _MOST_BELOW)))
        following = next((one for one in below if one and one.family == label.family), None)
        if following and following.number[0] == label.number[0] + 1:
            return True
    return False


def begins_anew(below: Sequence[Line]) -> bool:
    """Whether the next article is another first one, as where a contract comes once more."""
    labels = (line.label for line in below if line.label)
    following = next((label for label in labels if label.family == "article"), None)
    return following is not None and following.number == (1,)


def _leads_anew(words: str, clause: str, below: Sequence[Line]) -> bool:
    """Whether a line names what is counted anew below it (乙方的权利义务：), as the `clause` before
    was.
    """
    named = len(words) <= _LONGEST_NAME and words.endswith(("：", ":"))
    if not (named and below and below[0].label):
        return False
    label = parse_label(clause)
    return label is not None and below[0].label == Label(label.family, (1,))
