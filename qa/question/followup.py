"""A question that leans on the one before it (那养老呢？, 什么时候建成？) -> what it means.

Pure, by rules that can be told to the reader; what has a subject of its own stands by itself.

1. 那X呢, X呢, 还有X, what about X: X takes the place of what the question before asked about
   (四川要建哪些铁路？ 那公路呢？ -> 四川要建哪些公路), a clause that of a clause (第五条讲什么
   第六条呢？ -> 第六条讲什么); it stands behind where nothing would be asked (养犬要办证吗).
2. It begins with a pronoun (它…, 其中…) or has no subject (为什么？): it is asked of what the
   question before was about (四川要建哪些铁路？ 什么时候完成？ -> 四川要建铁路，什么时候完成).
3. A clause by number, or 这份文件…: it is looked for in the document that the answer before cited.
   With a document of its own (那决定第十五条呢) it is asked for by itself.
4. A document (那公报里呢？, 公报怎么说), a year or a place (2023年呢？, 成都呢？) is no subject:
   it takes the place of one of its kind in the question before, or else is put before it
   (四川要建哪些铁路？ 那公报里呢？ -> 公报里，四川要建哪些铁路).
5. 还有吗, 下一条: see `qa.question.onward`.
"""

import re
from dataclasses import dataclass

from index.background import has_han
from index.normalise import search_copy
from index.patterns import regex
from qa.question.onward import (
    english_beside,
    english_instead,
    only_how_much,
    onward,
    wants_more,
)
from qa.question.place_names import CITY, PROVINCE
from qa.question.question import parse
from qa.question.reference import Reference

__all__ = ["Followed", "follow_up", "subjects"]

_LONGEST = 16  # characters of an X; more is a question of its own
_READ = 500  # code points of a question that others lean on; a longer one stands by itself
_END = " \t\n。？?！!，,；;.…"

# 那曲 is a town, 那些 a pronoun; 和 is left out because 和谐 begins with it.
_LEAD = regex(
    r"(?:那么|那(?![曲坡些个里边时样年次位种条项份部])|还有|另外|以及|再说"
    r"|(?:what|how) about\b|and\b)"
    r"[\s，,]*"
)
_COMMA = regex(r"(?<=[\u4e00-\u9fff]),")
_JOINING = regex(r"^(?:和|与|跟|对|对于|关于|在)|的$")

# Words of asking, with what only belongs to them (有多少人, 是什么). The first group holds those
# that stand before what is asked for: 哪些铁路.
_ASKS = regex(
    r"(?:有|是)?(?:(哪些|哪几[个条项种]|哪[二两三四五六七八九十]{1,3}[个大条项种点]|哪一?[个条项种]|什么样的|多少[个条项种]?|第?几[个条项种款章])"
    r"|什么时候|何时|哪年|为什么|为何|怎么样|怎么办|怎么|怎样|如何|咋个?|是否|能否|可否|有没有|是不是"
    r"|能不能|可不可以|会不会|要不要|多[大久长高远]|在?哪[里儿]|[在去到]哪|谁|吗|什么|啥|多少|几)"
    r"|\b(?:what|which|who|whom|whose|when|where|why|how(?: (?:much|many|long|often|far))?|does"
    r"|do|did|is|are|was|were|can|will|should|must|may)\b"
)
# Words that say something only of something else, and words of no weight.
_FRAME = regex(
    r"召开|举[行办]|开(?=[的了过会]|\W*$)|参加|[出列]席|主持(?!人)|讲话|发言"
    r"|具体|主要|分别|大概|到底|究竟|请问|内容|要求|规定|措施|举措|目标|任务|部署|安排|重点|方面|情况|定位"
    r"|期限|时间|原因|理由|依据|意义|结果|完成|建成|实现|实施|施行|生效|开始|结束|启动|负责|牵头|[全原]文|材料|资料|手续|证件|流程|条件|通[车水航]|[开完]工|竣工|投产|启用|开通"
    r"|提到|提出|讲|说|做|写|(?<!个)人|有|是|由|要|(?<![全大开例年协学议事社机工商委员董监])会|能|可以|需要|应当|应该|必须|的|了|在|到|对|关于|这|那"
    r"|个(?!人)|些|项|种|条|点|次|家|名|(?<![单地学职岗])位|还|都|也|又|就|呢|吧|啊|呀|嘛|们|我|你|请"
    r"|\b(?:the|an?|it|its|they|them|their|this|that|these|those|be|been|being|to|of|in|on|for|by"
    r"|at|and|or|not|done|there|any|more|please|tell|me|about|say|says|said|have|has|had|it's)\b"
)
_MOST = regex("最[高低多少长短快慢]|至[多少]")
# What is done in any matter (怎么付, 最高判几年, 有例外吗): by itself it is said of nothing.
_DONE = regex(
    f"[年月天元久]|(?:{_MOST.pattern}|一般|通常|[不没先再来钱次付办交缴判罚赔补领退还算查报管找收带]"
    "|办[理好完]|支付|缴纳|处[理罚]|例外|后果|违反)+"
)
_FRAMED = regex(rf"(?:{_FRAME.pattern})$")
_PRONOUN = regex(
    r"(?:它们?|他们|她们|其中(?:的|，|,)?|其(?![他它余实次间妙])|上述(?:的)?|前述(?:的)?"
    r"|(?![这那]个会是?在?(?:几[月号日]|哪|什么时|啥时|何时|何地))"  # a meeting
    r"[这那](?:些|个|项|样|方面|点)?(?!合[同作]|违约金|会[计员费议展场]|应[急收届]|能[源力耗]|可(?:再生|燃|持续)"
    r"|算[力法]|有[限机]|要[素件]|属地|多[式元]|需求)(?=[，,]?(?:是|要|会|能|算|应|由|属|可|有|合|违|怎|如|为|需|多|什|何|具|谁|的))"
    r"|\b(?:it|its|they|their|these|those|this|that)\b)"
)
_ENGLISH_PRONOUN = regex(r"\b(?:it|they|them|this|that|these|those)\b(?!\s+(?:decision|law))")
_SAME = regex(
    r"(?:在)?(?:(?:[这那该本](?:个|份|部|篇)?|同一(?:份|部|篇)?)文件(?!夹)"
    # 那文化呢 and 该法律援助中心 are about something else.
    r"|(?:[这那该本][个份部篇]|[这该本])(?:文|法律|法规|材料)(?=[，,里内的第还又也有是怎呢]"
    r"|中(?![国央心介医间小])|对(?!象)|关于|如何|提到|说(?!明)|讲[了到的什过]|规定|$)"
    r"|那(?:文|法律|法规|材料)(?=里|中(?![国央心介医间小])|内))"
    r"(?:里面|里头|里|中|内)?(?:还|又|对|关于|有没有|是|怎么|如何)?(?:提到|说|讲|规定)?(?:了)?[，,]?"
)
_BEFORE = regex(r"(?:有|是|应当|应该|可以|能够|能|会|要|需要|由|都|还|将|该|被|为)+$")
_SAYS_MUST = regex(
    "(?<![主重需纲概])要(?![求点素件道])|(?<![功性职智节产储核动])能(?![源力耗量动])"
    "|(?<![机社开例大全协学议工商委董监])会(?![议计员费展场])|可以|应[当该]"
)
_MODAL = regex(r"应当|应该|可以|能够|必须|不得|需要")
_PARTS = regex(r"的|对于|关于|对|在|[，,、；;：:]")
# A document as it is named: by its title, by a kind that is hardly ever a subject, or by any where
# what is in it is meant (合同里).
_QUOTED = r"《[^《》]{2,80}》"
_QUOTES = regex(_QUOTED)
_BY = r"(?:在|按照?|根据|依照|看看?)?"
_THIS = r"(?:[这那][个份部]|[该本])?"
_SURE = r"(?:(?:省委|全会)的?)?(?:公报|决定|决议|条例|细则|纲要|章程|宪法)"
_LAW = (
    r"[\u4e00-\u9fff]{1,30}(?:(?<![办做方看想说执违合依守无司立用手书算疗设非普])法|法典|条例|公报|决议|细则"
    r"|纲要|章程)"
)
_ANY = (
    r"[\u4e00-\u9fff]{0,30}(?:公报|决定|决议|意见|通知|条例|办法|细则|规定|规划|纲要|方案|报告|合同|协议|章程"
    r"|解释|准则|规则|法典?)"
)
_INSIDE = r"(?:里面|里头|里边|里|中|内)"
_NAME = rf"(?P<name>{_QUOTED}|{_SURE}|{_LAW}|{_ANY}(?={_INSIDE}))"
_PLAIN = regex(rf"{_QUOTED}|{_SURE}|[\u4e00-\u9fff]{{1,5}}法")
_IN_DOCUMENT = regex(rf"{_BY}{_THIS}{_NAME}{_INSIDE}?的?")
# 合同中止 and 规划中心 are not in a contract or a plan.
_IN_DOCUMENT_OF = regex(
    rf"{_BY}{_THIS}{_NAME}(?:(?:里面|里头|里边|里|[中内](?=[的对关]))(?:的|对于?|关于)?|对于?|关于)(?P<rest>.+)"
)
_SAYS = regex(
    rf"{_BY}{_THIS}{_NAME}{_INSIDE}?(?:对此)?[是又也还都]?"
    r"(?:(?:怎么|怎样|如何|咋)(?:个)?(?:说|讲|规定|要求|提|写(?=的))(?:的|了)?"
    r"|(?:有没有|是否|有)(?:相关|有关)?(?:说|讲|提|写|规定|要求)?[到过了]*吗?)"
)
_OF_CLAUSE = regex(rf"{_THIS}(?:{_QUOTED}|{_ANY}){_INSIDE}?的?(?=\s|$)")
_NAMED = regex(
    rf"{_QUOTED}|(?:(?:省委|全会)的?)?公报|(?:^|(?<=[，在按照据]))(?:{_SURE}|{_LAW})"
    rf"(?={_INSIDE}|第|[(]|对|关于|提|怎|如何|有|说|讲|写|规定|要求|是|，)"
)
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
_WHEN = regex(
    rf"[到在从]?(?:{_YEAR}年(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?|[今明去前后]年|\d{{1,2}}月份?"
    r"|[\"“]?十[一二三四五六]五[\"”]?|本世纪中叶"
    r"|(?:未来|今后)[\d一二三五十]{1,3}年)"
    r"(?:年?[末底初]|[上下]半年|第?[一二三四]季度|期间|时期|以来|[以之][前后])?"
)
_WHERE = regex(
    rf"(?:{PROVINCE.pattern}|{CITY.pattern})"
    r"(?:省(?![委政长级])|市(?![委政长级场])|地区|自治[区州]|州|都市圈|经济圈|城市群)?"
)
_WHERE = regex(rf"(?:{_WHERE.pattern})(?:[、和与跟及](?:{_WHERE.pattern}))*")
# 五区共兴是哪五区: of something else it may be another number of something else.
_SO_MANY = regex(r"(?<=[是指有括])哪[二两三四五六七八九十]{1,3}[\u4e00-\u9fff]{1,2}$")
_ENGLISH_WHEN = regex(r"\b(?:(?:in|by|for|since|until)\s+)?(?:19|20)\d\d\b")
_ENGLISH_DOCUMENT = regex(
    r"\b(?:(?:in|of)\s+)?(?:the|this|that)\s+(?:communiqu[eé]|decision|resolution|regulations?|law|notice)\b"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """`question` is what is meant; `same_document`: by the document that was cited before;
    `more`: by what else answers it than was shown.
    """

    question: str
    same_document: bool = False
    more: bool = False


def follow_up(question: str, previous: str) -> Followed | None:
    """What `question` means after `previous`, the question before as it was meant; None if it
    stands by itself.
    """
    asked, before = _plain(question), _plain(previous[:_READ])
    if not before or not re.search(r"\w", asked) or len(asked) > _READ:
        return None
    if meant := onward(asked, before):
        return Followed(meant, more=meant == before and wants_more(asked, before))
    if match := _SAME.match(asked):
        rest = asked[match.end() :]
        return Followed(rest, same_document=True) if subjects(rest) else None
    if followed := _in_document(asked, before):
        return followed
    other = _other(asked)
    if other and subjects(other):
        return _instead(other, before)
    said = _leaning(asked)
    return None if said is None else Followed(_of(before, said))


def subjects(question: str) -> list[str]:
    """What a question is about: the runs of its search copy that are neither words of asking nor
    such as say something only of something else.
    """
    rest = _FRAME.sub(" ", _ASKS.sub(" ", _plain(question)))
    return [run for run in re.split(r"[\W_]+", rest) if run]


def _plain(text: str) -> str:
    """The search copy without what ends a sentence."""
    return _COMMA.sub("，", search_copy(text).strip(_END))


def _in_document(asked: str, before: str) -> Followed | None:
    """The question before, asked of the document that is named, if nothing else is or another
    subject alone (那公报里的铁路呢).
    """
    inner = _inner(asked)
    if not has_han(before):
        return None
    found = _SAYS.fullmatch(inner or asked)
    # Without 那 and 呢 it may stand by itself (公司章程怎么规定的), unless the document is plain.
    if found and (inner is not None or _PLAIN.fullmatch(found["name"])):
        return Followed(_put(found["name"], "里，", _NAMED, before))
    if inner is None:
        return None
    if found := _IN_DOCUMENT.fullmatch(inner):
        return Followed(_put(found["name"], "里，", _NAMED, before))
    found = _IN_DOCUMENT_OF.fullmatch(inner)
    if not found or _ASKS.search(found["rest"]) or not subjects(found["rest"]):
        return None
    meant = _instead(found["rest"], before)
    return meant and Followed(_put(found["name"], "里，", _NAMED, meant.question))


def _put(what: str, joined: str, kind: re.Pattern[str], before: str) -> str:
    """The question before with `what` in the place of the one that it names of this kind; before
    it, if it names none or several.
    """
    # What stands in the title of a document is no time or place of the question's own.
    found = [m for m in kind.finditer(before) if "《" not in _QUOTES.sub("", before[: m.start()])]
    if len(found) == 1:
        return before[: found[0].start()] + what + before[found[0].end() :]
    return f"{what}{joined}{before}"


def _inner(asked: str) -> str | None:
    """What stands between 那 and 呢, if the question has one of them."""
    lead = _LEAD.match(asked)
    if not (lead or asked.endswith("呢")):
        return None
    inner = asked[lead.end() if lead else 0 :].removesuffix("呢").strip(_END)
    return _JOINING.sub("", _JOINING.sub("", inner))


def _other(asked: str) -> str | None:
    """The X of 那X呢, if the question is of this form."""
    inner = _inner(asked)
    if inner is None:
        return None
    is_other = not _ASKS.search(inner) and not _PRONOUN.match(inner) and len(inner) <= _LONGEST
    return inner if is_other else None


def _instead(other: str, before: str) -> Followed | None:
    """The question before with `other` in the place of what it asked about."""
    is_year = re.fullmatch(_YEAR, other) or _ENGLISH_WHEN.fullmatch(other)
    if is_year and (beside := _beside(other, before)):  # 2023 by itself is no clause here
        return Followed(beside)
    new, old = parse(other), parse(before)
    if new.references and not subjects(rest := _without_references(other)):
        if len(old.references) == 1 and old.references[0].text in before:
            clause = old.references[0]
            meant = _clause(clause, new.references, other)
            return Followed(before.replace(clause.text, meant))
        if chained := _in_chain(old.references, new.references, other, before):
            return Followed(chained)
        return Followed(other, same_document=True)
    if new.references and not subjects(_OF_CLAUSE.sub("", rest)):
        return Followed(other)
    if new.absent:
        return Followed(other)
    if beside := _beside(other, before):
        return Followed(beside)
    if has_han(other) != has_han(before):
        return None
    if old.references and not subjects(_OF_CLAUSE.sub("", _without_references(before))):
        return Followed(other, same_document=True)
    if not has_han(before):
        return Followed(english_instead(other, before))
    before = _SO_MANY.sub("哪些", before)
    start, end = _focus(before)
    left = before[:start] + before[end:]
    # 养犬要办证吗: nothing would be asked of 养猫.
    is_all = left == "吗" or (_SAYS_MUST.search(before[start:end]) and not subjects(left))
    return Followed(
        f"{before}，{other}" if is_all or not end else f"{before[:start]}{other}{before[end:]}"
    )


def _clause(old: Reference, new: tuple[Reference, ...], other: str) -> str:
    """The clause that is meant by `other` after one: a paragraph or an item is of that."""
    is_part = all(r.unit in ("paragraph", "item") or r.text.endswith("项") for r in new)
    if is_part and old.unit == "clause" and not old.text.endswith("项"):
        return f"{old.text}{other}"
    return new[0].text if len(new) == 1 else other


def _in_chain(
    old: tuple[Reference, ...], new: tuple[Reference, ...], other: str, before: str
) -> str | None:
    """The question before with `other` in the place of what is as fine and finer in one clause
    that it names (第三条第一款 第二款呢 -> 第三条第二款); None if it names several.
    """
    places: list[tuple[int, int]] = []
    end = -1
    for reference in old:
        start = before.find(reference.text, max(end, 0))
        if start < 0 or (end >= 0 and before[end:start] not in ("", "的")):
            return None
        end = start + len(reference.text)
        places.append((start, end))
    depths = [_depth(reference) for reference in old]
    wanted = _depth(new[0])
    if not depths or depths != sorted(depths):
        return None
    starts = (start for depth, (start, _) in zip(depths, places, strict=True) if depth >= wanted)
    return f"{before[: next(starts, end)]}{other}{before[end:]}"


def _depth(reference: Reference) -> int:
    """How fine a unit is: a part or an appendix, a chapter, a clause, a paragraph, an item."""
    if reference.unit == "chapter":
        return 3 if reference.text.endswith("节") else 2 if reference.text.endswith("章") else 1
    if reference.unit == "clause" and reference.text.endswith("项"):
        return 6
    return {"part": 0, "clause": 4, "paragraph": 5, "item": 6}[reference.unit]


def _beside(other: str, before: str) -> str | None:
    """The question before with the time or the place that `other` is, in English also with the
    document; None if it is something else.
    """
    if not has_han(before):
        for kind in (_ENGLISH_WHEN, _ENGLISH_DOCUMENT):
            if kind.fullmatch(other):
                return english_beside(other, kind, before)
        return None
    if re.fullmatch(_YEAR, other):
        other += "年"
    for kind in (_WHEN, _WHERE, _MOST):
        if kind.fullmatch(other):
            return _put(other, "，", kind, before)
    return None


def _without_references(question: str) -> str:
    for reference in parse(question).references:
        question = question.replace(reference.text, " ")
    return question


def _focus(question: str) -> tuple[int, int]:
    """Where a Chinese question names what it asks about: [start, end), (0, 0) if that cannot be
    told. After 哪些 and the like, or else before the word of asking.
    """
    match = _ASKS.search(question)
    if match is None:
        return (0, 0)
    after = question[match.end() :]
    is_one = len(subjects(after)) == 1 and not (_ASKS.search(after) or _DONE.fullmatch(after))
    if match[1] and match.start() and is_one:
        return match.end(), len(question)
    before = _BEFORE.sub("", question[: match.start()])
    if modal := _MODAL.search(before):  # who may do it, rather than what
        start = before.rfind("，", 0, modal.start()) + 1
        return (start, modal.start()) if subjects(before[start : modal.start()]) else (0, 0)
    edges = [0, *(edge for part in _PARTS.finditer(before) for edge in part.span()), len(before)]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    runs = [(a, b) for a, b in pairs if subjects(_IN_DOCUMENT.sub("", before[a:b]))]
    if runs or not before:
        return runs[-1] if runs else (0, 0)
    behind = subjects(after)  # 公报里怎么说养老的
    start = question.find(behind[0], match.end()) if len(behind) == 1 else 0
    return (start, start + len(behind[0])) if start else (0, 0)


def _leaning(asked: str) -> str | None:
    """What is said of something that is not named, if the question is of this form."""
    lead = _LEAD.match(asked)
    rest = asked[lead.end() :] if lead else asked
    if match := _PRONOUN.match(rest):
        return rest[match.end() :].removesuffix("呢")
    is_said = all(_DONE.fullmatch(run) for run in subjects(rest)) or only_how_much(rest)
    if parse(rest).references or not is_said:
        is_english = not has_han(rest) and _ENGLISH_PRONOUN.search(rest)
        return rest if is_english and len(subjects(rest)) <= 1 else None
    return rest.removesuffix("呢")


def _of(before: str, rest: str) -> str:
    """`rest` asked of what the question before was about."""
    if not has_han(before):
        return f"{before} {rest}".strip()
    if not (subjects(rest) or _ASKS.search(rest)):
        return before
    # What was only asked of the same before is no part of it.
    while (parts := before.rpartition("，"))[0] and _leaning(parts[2]) is not None:
        before = parts[0]
    topic = _ASKS.sub("", before).strip(_END)
    clauses = tuple(reference.text for reference in parse(before).references)
    while subjects(shorter := _FRAMED.sub("", topic).strip(_END)) and shorter != topic:
        if topic.endswith(clauses):
            break
        topic = shorter
    return f"{topic}{rest}" if rest.startswith("的") else f"{topic}，{rest.removesuffix('的')}"
