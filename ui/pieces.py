"""A slice of a document's text -> HTML, cut where something marked in it begins or ends."""

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from index.model import Span

__all__ = ["Layer", "level", "pieces", "visible"]

Layer = tuple[Span, str]  # a span and the class of its pieces; "mark" is the element
# Characters that turn the direction of what follows them.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text`, escaped. A character that would turn the direction of what follows is kept, but in
    an element of its own, out of which it does not work and in which the page shows its code.
    """
    return _BIDI.sub(
        lambda found: f'<span class="tw-bidi" data-code="U+{ord(found[0]):04X}">{found[0]}</span>',
        escape(text),
    )


def level(text: str) -> str:
    """`text` where no element can be, as in a list to choose from: with the codes of characters
    that would turn the direction of what follows in their place.
    """
    return _BIDI.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def pieces(text: str, span: Span, layers: Sequence[Layer]) -> str:
    """The slice `span` of `text`, escaped. Each layer's part of it has the layer's class; white
    space that would disturb the layout (class "tw-space") has no other.
    """
    inside = [
        (Span(max(s.start, span.start), min(s.end, span.end)), name)
        for s, name in layers
        if max(s.start, span.start) < min(s.end, span.end)
    ]
    cuts = {span.start, span.end}.union(*((s.start, s.end) for s, _ in inside))
    return "".join(
        _piece(text[a:b], [name for s, name in inside if s.start <= a and b <= s.end])
        for a, b in pairwise(sorted(cuts))
    )


def _piece(text: str, names: Sequence[str]) -> str:
    if "tw-space" in names:
        names = ["tw-space"]
    if not names:
        return visible(text)
    element = "mark" if "mark" in names else "span"
    classes = " ".join(name for name in names if name != "mark")
    kind = f' class="{classes}"' if classes else ""
    return f"<{element}{kind}>{visible(text)}</{element}>"
