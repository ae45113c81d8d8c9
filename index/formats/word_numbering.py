"""The automatic numbering of a .docx file, which is in no paragraph's text: 第一条, （一）, 1.1."""

import re
from dataclasses import dataclass
from typing import Any

from index.formats.number_formats import write_number
from index.formats.word_styles import Styles, W, number_of, value

__all__ = ["Numbering"]

_LEVELS = 9
_LONGEST_LABEL = 50  # a label is a few characters; a forged one must not fill the memory
_INDENT = "\u3000\u3000"  # of 1. in 1.
_CLOSES = tuple("、）】》．。：；，")  # full width: what follows needs no space


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    gap: str
    restart: int | None  # the level (from 1) after which it starts anew; 0 never, None any above
    legal: bool  # all numbers in figures
    style: str | None


class Numbering:
    """Counts the numbered paragraphs of a document, in order. `root` is that of numbering.xml, or
    None.
    """

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Any] = {}
        self._nums: dict[str, Any] = {}
        for child in () if root is None else root:
            if child.tag == W + "abstractNum":
                self._abstract[child.get(W + "abstractNumId")] = child
            elif child.tag == W + "num":
                self._nums[child.get(W + "numId")] = child
        self._levels: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}  # abstract list -> level -> last number
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Any) -> str:
        """The label of the next paragraph, with the gap after it; "" for one without."""
        if (found := self._place(properties)) is None:
            return ""
        num, level = found
        abstract, levels = self._list(num)
        counts = self._counts.setdefault(abstract, {})
        self._count(num, level, levels, counts)
        return self._write(level, levels, counts)

    def is_bulleted(self, properties: Any) -> bool:
        """Whether a paragraph has a bullet in place of a number."""
        found = self._place(properties)
        return found is not None and self._list(found[0])[1][found[1]].form == "bullet"

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """The list and the level that number a paragraph; None if there is none."""
        num, level, style = self._styles.numbering(properties)
        if num is None or num not in self._nums:
            return None
        _, levels = self._list(num)
        if level is None:
            level = next((i for i, one in levels.items() if style and one.style == style), 0)
        return (num, level) if level in levels else None

    def _count(
        self, num: str, level: int, levels: dict[int, _Level], counts: dict[int, int]
    ) -> None:
        begins = _override(self._nums[num], level)
        if begins is not None and (num, level) not in self._begun:
            self._begun.add((num, level))  # a list with a start of its own starts there once
            counts[level] = begins - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for i in range(level + 1, _LEVELS):
            restart = levels[i].restart if i in levels else None
            if restart is None or level + 1 <= restart:
                counts.pop(i, None)

    def _write(self, level: int, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        this = levels[level]
        if this.form == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            i = int(match[1]) - 1
            if i not in levels:
                return ""
            form = "decimal" if this.legal and levels[i].form != "none" else levels[i].form
            return write_number(counts.get(i, levels[i].start), form)

        text = re.sub(r"%([1-9])", number, this.text)
        alike = sum(_is_alike(this, levels[i]) for i in range(level) if i in levels)
        return _INDENT * alike + text + ("" if text.endswith(_CLOSES) or not text else this.gap)

    def _list(self, num: str) -> tuple[str, dict[int, _Level]]:
        """The key under which a list is counted, and its levels."""
        if num not in self._levels:
            element = self._nums[num]
            key = value(element, "abstractNumId") or ""
            abstract = self._abstract.get(key)
            link = self._styles.list_of(value(abstract, "numStyleLink"))
            if link is not None and link in self._nums:
                key = value(self._nums[link], "abstractNumId") or ""
                abstract = self._abstract.get(key)
            levels = _levels(abstract)
            for change in element.iterfind(W + "lvlOverride"):
                levels |= _levels(change)
            self._levels[num] = key, levels
        return self._levels[num]


def _is_alike(level: _Level, above: _Level) -> bool:
    """Whether numbers of two levels look the same, and only their indents tell them apart."""
    texts = [re.sub(r"%[1-9]", "%", one.text) for one in (level, above)]
    return (
        level.form == above.form != "bullet" and texts[0] == texts[1] and texts[0].count("%") == 1
    )


def _override(num: Any, level: int) -> int | None:
    for change in num.iterfind(W + "lvlOverride"):
        if number_of(change.get(W + "ilvl")) == level:
            return number_of(value(change, "startOverride"))
    return None


def _levels(parent: Any) -> dict[int, _Level]:
    """The levels (w:lvl) below `parent` by their number from 0."""
    levels: dict[int, _Level] = {}
    for element in () if parent is None else parent.iterfind(W + "lvl"):
        level = number_of(element.get(W + "ilvl"))
        if level is None or not 0 <= level < _LEVELS:
            continue
        start, restart = number_of(value(element, "start")), value(element, "lvlRestart")
        levels[level] = _Level(
            start=0 if start is None else start,
            form=_form(element),
            text=(value(element, "lvlText") or "")[:_LONGEST_LABEL],
            gap="" if value(element, "suff") == "nothing" else " ",
            restart=number_of(restart),
            legal=element.find(W + "isLgl") is not None,
            style=value(element, "pStyle"),
        )
    return levels


def _form(level: Any) -> str:
    """The number format, also where a newer one is given beside one that older programs know."""
    forms = [form.get(W + "val") for form in level.iter(W + "numFmt")]
    return next((form for form in forms if form and form != "custom"), "decimal")
