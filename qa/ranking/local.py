"""Whether the rules of a province or a city hold where a question asks about: those of 菏泽 and of
山东 do in 菏泽; in 湖州 neither. No search happens here.
"""

from functools import lru_cache

from index.patterns import regex
from qa.question.kinds import RULES
from qa.question.place_names import CITY, OF_PROVINCE, PROVINCE, PROVINCE_OF, places_in
from qa.ranking.regions import asked_about

__all__ = ["asked_places", "holds_there", "is_of_elsewhere"]

_KIND = regex(rf"(?:{RULES}|规定|标准|通告|决定)(?:\W.*)?$")
_OF_PLACE = regex(
    rf"(?:{PROVINCE.pattern}){OF_PROVINCE}?(?P<city>{CITY.pattern})?"
    rf"|(?P<alone>{CITY.pattern})"
)


def asked_places(search: str) -> frozenset[str]:
    """The provinces and cities that a question (its search copy) is about."""
    search = asked_about(search)
    return frozenset(places_in(search))


@lru_cache(maxsize=8192)
def holds_there(title: str, asked: frozenset[str]) -> int:
    """1 if the rules of a title (its search copy) are of a place that is `asked` about, or of its
    province; -1 if they are of another place; 0 if they are of none, or of one in the province that
    is asked about.
    """
    own = _own(title)
    if not own or not asked:
        return 0
    around = {PROVINCE_OF.get(place, place) for place in asked}
    if own in asked or own in around:
        return 1
    return 0 if PROVINCE_OF.get(own) in asked else -1


def is_of_elsewhere(asked: frozenset[str], told: str, title: str) -> bool:
    """Whether what is told under a title is the rule of another place, and does not speak of any
    that is asked about.
    """
    return holds_there(title, asked) < 0 and not any(place in told for place in asked)


@lru_cache(maxsize=8192)
def _own(title: str) -> str:
    """The place that rules are of, as their title begins; "" if of none."""
    match = _OF_PLACE.match(title) if _KIND.search(title) else None
    if match is None:
        return ""
    return match["city"] or match["alone"] or PROVINCE.findall(match[0])[0]
