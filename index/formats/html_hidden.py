"""What of a web page its rules of style hide: words put between others so that copies can be told.

Pages also hide what a click shows. So what is long, or a clause, is text whatever rules say, and so
is what another rule may show again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from index.numerals import find_label

__all__ = ["hide", "is_hidden"]

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SHOWN = re.compile(
    r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible|content\s*:", re.IGNORECASE
)
_ASIDE = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT = re.compile(r"@[^{};@]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")  # @media print {…}
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)", re.IGNORECASE)
_LONGEST = 200  # characters that are hidden at most


def is_hidden(element: Any) -> bool:
    """Whether an element says of itself that it is not shown."""
    style = element.get("style") or ""
    return element.get("hidden") is not None or _HIDDEN.search(style) is not None


def hide(root: Any) -> None:
    """Let the elements that the page's rules hide say so themselves, unless others show them (on
    wide screens); nor a sentence where one (.tab.on) shows what has a name of its element.
    """
    css = _ASIDE.sub("", "".join(style.text or "" for style in root.iter("style")))
    hiding = _by_name(one for one, hides in _rules(_AT.sub("", css)) if hides)
    showing = _by_name(one for one, hides in _rules(css) if not hides)
    named = {name for rules in showing.values() for _, names in rules for name in names}
    if not hiding:
        return
    for element in root.iter():
        if isinstance(element.tag, str) and _fits(hiding, element):
            styled = _SHOWN.search(element.get("style") or "")
            words = "".join(element.itertext())
            switched = "。" in words and not named.isdisjoint(_names(element))
            if not (styled or switched or _fits(showing, element) or _is_text(words)):
                element.set("hidden", "")


_Simple = tuple[str, frozenset[str]]  # a tag or "", and classes and ids: .a, #b


def _rules(css: str) -> Iterator[tuple[_Simple, bool]]:
    """What elements the rules are of that hide (True) or show: only such as name them by tag, class
    and id; of what stands inside another, what shows it alone.
    """
    for match in _RULE.finditer(css):
        hides = _HIDDEN.search(match[2]) is not None
        if not hides and not _SHOWN.search(match[2]):
            continue
        for selector in match[1].split(","):
            *outer, last = selector.split() or [""]
            simple = _SIMPLE.fullmatch(last)
            if simple and last and not (hides and (outer or not simple["names"])):
                names = frozenset(re.findall(r"[.#][\w-]+", simple["names"]))
                yield ((simple["tag"] or "").lower(), names), hides


def _by_name(rules: Iterable[_Simple]) -> dict[str, list[_Simple]]:
    """Rules by one of the names, or else the tag, that what they are of must have."""
    found: dict[str, list[_Simple]] = {}
    for tag, names in dict.fromkeys(rules):
        found.setdefault(min(names, default=tag), []).append((tag, names))
    return found


def _fits(rules: Mapping[str, Sequence[_Simple]], element: Any) -> bool:
    """Whether one of the rules is of an element."""
    own = _names(element)
    return any(
        tag in ("", element.tag) and names <= own
        for key in (*own, element.tag)
        for tag, names in rules.get(key, ())
    )


def _names(element: Any) -> set[str]:
    """The classes and the id of an element: .a, #b."""
    own = {f".{name}" for name in (element.get("class") or "").split()}
    return own | {f"#{element.get('id') or ''}"}


def _is_text(words: str) -> bool:
    return len(words) > _LONGEST or any(find_label(line.strip()) for line in words.split("\n"))
