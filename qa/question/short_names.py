"""Documents by short names in questions that ask for no number: 上海的旅游条例, 养犬条例里, 民诉法.
No search happens here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.patterns import regex
from qa.question.kinds import LIGHT, RULES
from qa.question.names import SAYS_NOTHING, SPEAKS, shortens
from qa.question.place_names import CITY, OF_CITY, OF_PROVINCE, PLACE, PROVINCE, places_in

__all__ = ["of_year", "shortened"]

# Which are verbs too, so that a name in them that tells little must stand where something is said
# to be in it.
_SAID = "规定|解释|安排"
_FRAME = regex(r"》?(?:里|中(?!央)|内|对|关于|规定|自|何时|什么时候|是|[,，:：])")
_KIND = regex(f"(?:(?<!公)司法(?=解释))?({RULES}|{_SAID}|法典|法)$")
_MENTION = regex(
    rf"《(?P<quoted>[^《》]{{2,40}})》|(?P<kind>{RULES}|法典|法(?!院|官|定|律|规(?!定)|人|治|制|典|医|庭|警)"
    rf"|{_SAID})"
)
_RUN = regex(r"[\u4e00-\u9fff《》〈〉、]{1,40}$")
# What short names of documents leave out, and marks.
_LEFT_OUT = regex(
    r"中华人民共和国|最高人民法院|最高人民检察院|司法(?=解释)|实施|若干|问题|关于|适用|法律|暂行|试行|[的《》〈〉、\s]"
)
_LAW_AT_END = regex(r"(?<=[\u4e00-\u9fff]{2})法$")
_OF_LAW = regex(f"(?:法|法典|{RULES})$")
_VERSION = regex(r"[(][^()]*[)]$")
_OF_PLACE = regex(
    rf"^(?:(?:{PROVINCE.pattern}){OF_PROVINCE}?)?"
    rf"(?:(?:{CITY.pattern}){OF_CITY}?|[^城]{{2,4}}?(?:市(?![场政容])|自治[州县]))?"
)
_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?=年|\W|版|修)")
_LEAST = 2  # characters that tell one subject from others
_LONG, _FEW = 4, 3  # so many characters tell, or of so many documents each may be meant


def shortened(search: str, titles: Sequence[tuple[str, ...]]) -> tuple[str, frozenset[int]]:
    """The documents that a question (its search copy) names by short names, and what is left of it
    without these; `titles` are the `aliases` of each document, in order.
    """
    found: set[int] = set()
    mentions = [*_MENTION.finditer(search)]
    known = _known(tuple(names[0] if names else "" for names in titles)) if mentions else ()
    for match in reversed(mentions):
        start, ids = _meant(search, match, titles, known)
        end = match.end("quoted") if match["quoted"] else match.end()
        if ids and not _is_whole(search[:end], end - start, titles):
            found |= ids
            rest = re.sub(rf"^{SPEAKS}", "", search[match.end() :])
            search = f"{search[:start]} {rest}"
    return search, frozenset(found)


def of_year(
    search: str, documents: frozenset[int], titles: Sequence[tuple[str, ...]]
) -> frozenset[int]:
    """The documents that a question names, of versions of one law only those of a year that the
    question tells too (2021年修正的安全生产法).
    """
    years = _YEAR.findall(search)
    kept = set(documents)
    for title in {titles[i][0] for i in documents} if years else ():
        versions = [i for i in documents if titles[i][0] == title]
        told = [i for i in versions if any(y in name for name in titles[i] for y in years)]
        kept -= set(versions) - set(told or versions)
    return frozenset(kept)


@dataclass(frozen=True, slots=True)
class _Title:
    """A title: its `kind`, and what stands before it as `_plain` has it."""

    id: int
    kind: str
    core: str

    @property
    def subject(self) -> str:
        """What it is about, without its place."""
        return _OF_PLACE.sub("", self.core)


@lru_cache(maxsize=8)
def _known(titles: tuple[str, ...]) -> tuple[_Title, ...]:
    found = []
    for i, title in enumerate(titles):
        name = _VERSION.sub("", title)
        if (kind := _KIND.search(name)) and kind[1] not in ("法", "法典"):
            found.append(_Title(i, kind[1], _plain(name[: kind.start()])[0]))
    return tuple(found)


def _meant(
    search: str,
    match: re.Match[str],
    titles: Sequence[tuple[str, ...]],
    known: Sequence[_Title],
) -> tuple[int, frozenset[int]]:
    """Where a short name begins that ends as `match` does, and the documents that it means."""
    if quoted := match["quoted"]:
        begin, end, kind = match.start("quoted"), match.end("quoted"), _KIND.search(quoted)
        if kind is None:
            return begin, frozenset()
        bare, name_kind = quoted[: kind.start()], kind[1]
    else:
        run = _RUN.search(search[: match.start()])
        bare, name_kind, end = (run[0] if run else ""), match["kind"], match.end()
        begin = match.start() - len(bare)
    if name_kind in ("法", "法典"):
        at, ids = _of_law(bare + name_kind, titles, bool(quoted))
    else:
        at, ids = _of_rules(bare, name_kind, search, known, bool(quoted))
        if name_kind in _SAID and not quoted and not _is_told(bare[at:], search[end:]):
            return begin, frozenset()
    return (match.start() if quoted else begin + at), ids


def _is_whole(until: str, length: int, titles: Sequence[tuple[str, ...]]) -> bool:
    """Whether a question `until` the end of a short name of so many characters ends in a whole
    title as long, which is found as such.
    """
    return any(len(name) >= length and until.endswith(name) for names in titles for name in names)


def _is_told(name: str, after: str) -> bool:
    """Whether a short name that ends in a verb (童工规定) is one: it tells which place it is of, or
    something is said to be in it; and it is not another document's that says so (公司法规定).
    """
    if PLACE.match(name):
        return True
    return not _OF_LAW.search(name.rstrip("的")) and bool(_FRAME.match(after))


def _of_law(
    name: str, titles: Sequence[tuple[str, ...]], is_whole: bool
) -> tuple[int, frozenset[int]]:
    """Where in `name` the short name of a law begins (民诉法), and the laws."""
    for at in [0] if is_whole else range(max(0, len(name) - 6), len(name) - 2):
        if SAYS_NOTHING.fullmatch(name[:at]):
            short = name[at:]
            ids = {i for i, names in enumerate(titles) if any(shortens(short, a) for a in names)}
            if ids:
                return at, frozenset(ids)
    return 0, frozenset()


def _of_rules(
    bare: str, kind: str, search: str, known: Sequence[_Title], is_whole: bool
) -> tuple[int, frozenset[int]]:
    """Where in `bare` the short name of rules begins, and the documents: those of the kind, or, of
    a place that is told, of another (people call a 规定 a 条例).
    """
    plain, places = _plain(bare)
    reached = [
        (_reach(plain, each.core), each) for each in known if plain[-1:] and plain[-1] in each.core
    ]
    for is_of_kind in (True, False):
        among = [(at, each) for at, each in reached if (each.kind == kind) == is_of_kind]
        start = min((at for at, _ in among), default=len(plain))
        words = plain[start:]
        about = _OF_PLACE.sub("", words)
        if len(LIGHT.sub("", about)) < _LEAST or (is_whole and start):
            continue
        if not SAYS_NOTHING.fullmatch(bare[: places[start]]) or not (is_of_kind or about != words):
            continue
        fitting = _of_places(search, words, [each for at, each in among if at == start])
        subjects = Counter(each.subject for each in fitting)
        if len(subjects) == 1 or (subjects and len(words) >= _LONG and len(fitting) <= _FEW):
            return places[start], frozenset(each.id for each in fitting)
    return 0, frozenset()


def _of_places(search: str, words: str, fitting: Sequence[_Title]) -> list[_Title]:
    """Those titles that a short name fits which are of the places that the question names, or of
    none; or if it names none, the one whose whole title it is.
    """
    asked = places_in(search)
    here = [each for each in fitting if any(place in each.core for place in asked)]
    whole = [each for each in fitting if each.core == words]
    if not asked:
        return whole or list(fitting)
    if here:
        return here + [each for each in whole if each not in here]
    return [each for each in fitting if each.subject == each.core]


def _plain(words: str) -> tuple[str, list[int]]:
    """Words without what short names leave out, and where their characters stand."""
    places = [*range(len(words))]
    for match in reversed([*_LEFT_OUT.finditer(words)]):
        del places[match.start() : match.end()]
    plain = "".join(words[place] for place in places)
    if end := _LAW_AT_END.search(plain):
        plain, places = plain[: end.start()], places[: end.start()]
    return plain, places


@lru_cache(maxsize=4096)
def _reach(plain: str, core: str) -> int:
    """From where on `plain` stands in `core` in pieces of two characters or more, in order (养犬 in
    养犬管理, 上海旅游 in 上海市旅游), or the first ones of two words (科创 in 科技创新).
    """
    best = len(plain)
    for size in range(2, len(plain) + 1):
        at = core.rfind(plain[-size:])
        if at < 0:
            break
        best = min(best, _reach(plain[:-size], core[:at]))
    for at in _initials(plain[-2:], core):
        best = min(best, _reach(plain[:-2], core[:at]))
    return best


def _initials(pair: str, core: str) -> Iterator[int]:
    """Where two words stand in `core` that begin with the characters of `pair`."""
    if len(pair) == 2:
        yield from (m.start() for m in re.finditer(f"(?={pair[0]}.{pair[1]}.)", core))
