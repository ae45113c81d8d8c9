"""What of a web page its rules of style hide: words put between others so that copies can be told.

Pages also hide what a click shows. So what is long, or a clause, is text whatever rules say, and so
is what another rule may show again.
"""

import re
from collections.abc import Iterator
from typing import Any

from index.numerals import find_label

__all__ = ["hide", "is_hidden"]

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SHOWN = re.compile(
    r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible|content\s*:", re.IGNORECASE
)
_ASIDE = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")  # @media print {…}
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)", re.IGNORECASE)
_LONGEST = 200  # characters that are hidden at most


def is_hidden(element: Any) -> bool:
    """Whether an element says of itself that it is not shown."""
    style = element.get("style") or ""
    return element.get("hidden") is not None or _HIDDEN.search(style) is not None


def hide(root: Any) -> None:
    """Let the elements that the page's rules hide say so themselves."""
    rules = list(_rules("".join(style.text or "" for style in root.iter("style"))))
    hiding = [one for one, hides in rules if hides]
    showing = [one for one, hides in rules if not hides]
    if not hiding:
        return
    for element in root.iter():
        if isinstance(element.tag, str) and any(_fits(one, element) for one in hiding):
            styled = _SHOWN.search(element.get("style") or "")
            shown = styled or any(_fits(one, element) for one in showing)
            if not shown and not _is_text("".join(element.itertext())):
                element.set("hidden", "")


_Simple = tuple[str, frozenset[str]]  # a tag or "", and classes and ids: .a, #b


def _rules(css: str) -> Iterator[tuple[_Simple, bool]]:
    """What elements the rules are of that hide (True) or show: only such as name them by tag, class
    and id; of what stands inside another, what shows it alone.
    """
    for match in _RULE.finditer(_AT.sub("", _ASIDE.sub("", css))):
        hides = _HIDDEN.search(match[2]) is not None
        if not hides and not _SHOWN.search(match[2]):
            continue
        for selector in match[1].split(","):
            *outer, last = selector.split() or [""]
            simple = _SIMPLE.fullmatch(last)
            if simple and last and not (hides and (outer or not simple["names"])):
                names = frozenset(re.findall(r"[.#][\w-]+", simple["names"]))
                yield ((simple["tag"] or "").lower(), names), hides


def _fits(simple: _Simple, element: Any) -> bool:
    tag, names = simple
    own = {f".{name}" for name in (element.get("class") or "").split()}
    own.add(f"#{element.get('id') or ''}")
    return tag in ("", element.tag) and names <= own


def _is_text(words: str) -> bool:
    return len(words) > _LONGEST or any(find_label(line.strip()) for line in words.split("\n"))
