"""What the styles of a .docx file say of a paragraph: heading, numbered, hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["TITLE", "Styles", "W", "is_on", "number_of", "value"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE = 0  # the level of the document's title, above all headings
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])")
_BODY_TEXT = 9  # the outline level of what is no heading


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    properties: Any  # w:pPr or None
    hidden: bool | None


def value(parent: Any, tag: str, attribute: str = "val") -> str | None:
    """The attribute of a child (<w:numId w:val="1"/>), or None."""
    child = None if parent is None else parent.find(W + tag)
    return None if child is None else child.get(W + attribute)


def number_of(text: str | None) -> int | None:
    """A whole number as attributes hold them; None if it is none, or absurdly large."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


def is_on(properties: Any, tag: str) -> bool | None:
    """Whether a switch (<w:vanish/>) is on, off, or None where nothing is said."""
    child = None if properties is None else properties.find(W + tag)
    return None if child is None else child.get(W + "val") not in ("0", "false", "off")


class Styles:
    """The styles of a document; `root` is that of styles.xml, or None."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for style in () if root is None else root.iterfind(W + "style"):
            key = style.get(W + "styleId")
            name = (value(style, "name") or "").strip().lower()
            hidden = is_on(style.find(W + "rPr"), "vanish")
            self._styles[key] = _Style(name, value(style, "basedOn"), style.find(W + "pPr"), hidden)
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self._default = key

    def _chain(self, key: str | None) -> Iterator[tuple[str, _Style]]:
        """A style, and those it is based on."""
        seen: set[str] = set()
        while key is not None and key not in seen and key in self._styles:
            seen.add(key)
            yield key, self._styles[key]
            key = self._styles[key].based_on

    def of(self, properties: Any) -> str | None:
        """The style of a paragraph with these properties (w:pPr or None)."""
        return value(properties, "pStyle") or self._default

    def level(self, properties: Any) -> int | None:
        """The level of a heading (from 1; TITLE for the title), None for body text."""
        chain = [style for _, style in self._chain(self.of(properties))]
        if chain and chain[0].name in ("title", "标题"):
            return TITLE
        for one in (properties, *(style.properties for style in chain)):
            level = number_of(value(one, "outlineLvl"))
            if level is not None:
                return level + 1 if 0 <= level < _BODY_TEXT else None
        for style in chain:
            if heading := _HEADING.fullmatch(style.name):
                return int(heading[1])
        return None

    def hidden(self, key: str | None) -> bool:
        """Whether a style hides its text."""
        found = (style.hidden for _, style in self._chain(key) if style.hidden is not None)
        return next(found, False)

    def numbering(self, properties: Any) -> tuple[str | None, int | None, str | None]:
        """The list of a paragraph's numbering (w:numId), its level, and the style that gives it
        (None if the paragraph itself does).
        """
        own = None if properties is None else properties.find(W + "numPr")
        num, level = value(own, "numId"), number_of(value(own, "ilvl"))
        if num is not None:
            return num, level, None
        for key, style in self._chain(self.of(properties)):
            inherited = None if style.properties is None else style.properties.find(W + "numPr")
            if (num := value(inherited, "numId")) is not None:
                if level is None:
                    level = number_of(value(inherited, "ilvl"))
                return num, level, key
        return None, None, None

    def list_of(self, key: str | None) -> str | None:
        """The list (w:numId) that a numbering style stands for."""
        for _, style in self._chain(key):
            properties = style.properties
            numbered = None if properties is None else properties.find(W + "numPr")
            if (num := value(numbered, "numId")) is not None:
                return num
        return None
