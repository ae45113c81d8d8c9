"""What of a web page stands around its text: navigation, lists of links, footers; and which of its
lines is its title. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.formats.html_hidden import is_hidden
from index.numerals import find_label

__all__ = ["BLOCKS", "NEVER", "OUTSIDE", "around", "title_lines"]

OUTSIDE = "导航、页脚等页面文字"
NEVER = {
    *("head", "script", "style", "noscript", "template", "iframe", "object", "svg", "canvas"),
    *("button", "select", "option", "textarea", "input", "rt", "rp", "del", "audio", "video"),
}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "legend", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_AROUND = {"nav", "footer", "aside"}  # elements that stand around the text
_ROLES = {"navigation", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar"}
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|topbar|footer|foot|copyright|breadcrumbs?|crumbs?"
    r"|sidebar|share|pagination|pager|toolbar|friend-?links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MOST_AROUND = 400  # characters; what is longer is text, whatever its class says
_FEWEST_LINKS = 3
_CLAUSES = {"article", "bracket", "comma"}
_LONGEST_ENTRY = 20
_WORDS = re.compile(r"[^\W\d_]")  # separators of links, and dates beside them, count nothing
_PARTS = re.compile(r"[-—–_|｜>＞»·]+")  # of a page's name: 条例_法规_某某网
_SITE = re.compile(
    r"(?:网站?|政府|门户|首页|委员会|办公[厅室]|[局厅部]|平台|频道|公开|法院|检察院|人大|常委会|公司|协会|大学)$"
)
_SHORTEST_TITLE = 2
_MOST_BEFORE, _MOST_LINES = 60, 4  # lines above a title, and in it


def title_lines(lines: Sequence[str], names: Sequence[str]) -> range:
    """Which lines are the title, since the page's name (one of `names`) is what they say together,
    or begins or ends with it; none if that is nowhere.
    """
    wanted, single = set[str](), set[str]()
    for name in names:
        parts = [part for part in _PARTS.split("".join(name.split())) if part]
        single |= set(parts[:1] + parts[-1:])
        for i in range(1, len(parts) + 1):
            wanted |= {"".join(parts[:i]), "".join(parts[-i:])}
    wanted = {
        words for words in wanted if len(words) >= _SHORTEST_TITLE and not _SITE.search(words)
    }
    found, longest = range(0), 0
    words = [_PARTS.sub("", "".join(line.split())) for line in lines[: _MOST_BEFORE + _MOST_LINES]]
    for i in range(min(len(words), _MOST_BEFORE)):
        if find_label(words[i]):
            break
        for stop in range(i + 1, min(i + _MOST_LINES, len(words)) + 1):
            joined = "".join(words[i:stop])
            known = joined in wanted and (stop == i + 1 or joined in single)
            if known and len(joined) > longest:
                found, longest = range(i, stop), len(joined)
    return found


@dataclass(frozen=True, slots=True)
class _Weight:
    """What an element holds: characters, those in links to elsewhere, how many such links there
    are, whether there is a sentence in it, and whether there is a clause or a main heading.
    """

    characters: int = 0
    linked: int = 0
    links: int = 0
    sentence: bool = False
    clause: bool = False


def around(body: Any) -> set[Any]:
    """The elements that stand around the text: navigation, footers, lists of links."""
    elements = [element for element in body.iter() if isinstance(element.tag, str)]
    weights: dict[Any, _Weight] = {}
    for element in reversed(elements):  # children come before their parents
        weights[element] = _weigh(element, weights)
    most = min(_MOST_AROUND, weights[body].characters // 2)
    found: set[Any] = set()
    for element in elements[1:]:
        weight = weights[element]
        if element.getparent() in found:
            found.add(element)
        elif element.tag in BLOCKS and weight.characters and not weight.clause:
            links = weight.links >= _FEWEST_LINKS and weight.linked * 5 > weight.characters * 4
            named = weight.characters <= most and _is_named_around(element)
            if named or (links and not weight.sentence):
                found.add(element)
    return found


def _weigh(element: Any, weights: dict[Any, _Weight]) -> _Weight:
    if element.tag in NEVER or is_hidden(element):
        return _Weight()
    inside = [weights[child] for child in element if child in weights]
    texts = [(text or "").strip() for text in (element.text, *(child.tail for child in element))]
    characters = sum(len(_WORDS.findall(text)) for text in texts)
    characters += sum(weight.characters for weight in inside)
    away = element.tag == "a" and not (element.get("href") or "#").startswith("#")
    return _Weight(
        characters,
        characters if away else sum(weight.linked for weight in inside),
        1 if away else sum(weight.links for weight in inside),
        any("。" in text for text in texts) or any(weight.sentence for weight in inside),
        element.tag == "h1" or any(map(_is_clause, texts)) or any(w.clause for w in inside),
    )


def _is_clause(text: str) -> bool:
    """Whether a text is a clause, and not just its name in a table of contents, or says what is
    annexed.
    """
    label = find_label(text)
    long = label is not None and label[0].family in _CLAUSES and len(text) > _LONGEST_ENTRY
    return long or text.startswith("附件")


def _is_named_around(element: Any) -> bool:
    """Whether an element's tag, role, class or id says that it stands around the text."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    named = element.get("role") in _ROLES or _NAMES.search(names) is not None
    return element.tag in _AROUND or named
