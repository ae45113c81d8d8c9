"""Nodes of an outline in the making. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.model import NodeKind

__all__ = [
    "COMMA",
    "ORDER",
    "RANKS",
    "UNRANKED",
    "Draft",
    "ends_with",
    "number_paragraphs",
    "preface",
    "tidy",
]

ORDER = ("book", "subbook", "part", "chapter", "section", "capital", "comma", "bracket")
RANKS = {family: rank for rank, family in enumerate(ORDER, 1)}
UNRANKED = 20  # of headings without a known label: below all others, by their level

_NUMBER = r"\s*[\d一二三四五六七八九十]{0,3}[*_\s]*[：:]"
_BOLD = r"[\s*_#>]*"  # marks of Markdown
_ASKED = re.compile(rf"{_BOLD}(?:[问問]题?|Q){_NUMBER}")
_ANSWERED = re.compile(rf"{_BOLD}(?:答复?|A){_NUMBER}")
_FEWEST_ASKED = 2
COMMA = re.compile("[一二三四五六七八九十]|.*、$")  # 一、, 一．, 1、


@dataclass
class Draft:
    """A node in the making: its end is known when all starts are. `level`: that of a heading."""

    kind: NodeKind
    label: str
    title: str
    start: int
    children: list["Draft"] = field(default_factory=list)
    level: int = 0


def ends_with(last: int, draft: Draft, rank: int, level: int) -> bool:
    """Whether a section of rank `last` ends where one of this rank and level begins; beside a
    heading without a known label, the levels of both tell.
    """
    if level and draft.level and (rank >= UNRANKED) != (last >= UNRANKED):
        return draft.level >= level
    return last >= rank


def preface(title: str, starts: Sequence[int]) -> Draft:
    """Paragraphs that begin at `starts`; of a section if the first of these is its `title`."""
    paragraphs = [Draft("paragraph", "", "", start) for start in starts]
    if not title or len(starts) == 1:
        return Draft("preamble", "序言", "", starts[0], paragraphs)
    heading = Draft("heading", "", title, starts[0])
    draft = Draft("section", "", title, starts[0], [heading, *paragraphs[1:]])
    number_paragraphs(draft.children)
    return draft


def tidy(text: str, nodes: Sequence[Draft]) -> list[Draft]:
    """The top nodes of a body with questions and answers together, a preamble, and paragraphs
    outside clauses numbered.
    """
    found = [_without_empty_sections(node) for node in _join_answers(text, nodes)]
    parts = [i for i, node in enumerate(found) if node.kind not in ("paragraph", "table")]
    first = parts[0] if parts else 0
    if first and found[first].kind != "closing":
        preamble = Draft("preamble", "序言", "", found[0].start, found[:first])
        found = [preamble, *found[first:]]
    number_paragraphs(found)
    return found


def _join_answers(text: str, nodes: Sequence[Draft]) -> list[Draft]:
    """`nodes` in which each paragraph that asks (问：……) is one with those that answer it: alone it
    says nothing.
    """
    asked = [node.kind == "paragraph" and bool(_ASKED.match(text, node.start)) for node in nodes]
    pairs = {i for i, ask in enumerate(asked) if ask and _is_answered(text, nodes[i + 1 : i + 2])}
    for node in nodes:
        if node.kind == "section":
            node.children = _join_answers(text, node.children)
    if len(pairs) < _FEWEST_ASKED:
        return [*nodes]
    found: list[Draft] = []
    for i, node in enumerate(nodes):
        if i in pairs:
            first = Draft("paragraph", "", "", node.start)
            found.append(Draft("paragraph", "", "", node.start, [first]))
        elif node.kind == "paragraph" and found and _is_question(found[-1]):
            found[-1].children.append(node)
        else:
            found.append(node)
    return found


def _is_question(node: Draft) -> bool:
    return node.kind == "paragraph" and bool(node.children)


def _is_answered(text: str, below: Sequence[Draft]) -> bool:
    return any(node.kind == "paragraph" and _ANSWERED.match(text, node.start) for node in below)


def _without_empty_sections(node: Draft) -> Draft:
    """A heading 一、 with nothing under it is an item: its words are all it has to say."""
    node.children = [_without_empty_sections(child) for child in node.children]
    if node.kind == "section" and len(node.children) == 1 and COMMA.match(node.label):
        paragraph = Draft("paragraph", "", "", node.start)
        return Draft("item", node.label, node.title, node.start, [paragraph])
    return node


def number_paragraphs(nodes: Sequence[Draft]) -> None:
    """Number the paragraphs and the tables among `nodes`, and those of each section by itself."""
    paragraphs = tables = 0
    for node in nodes:
        if node.kind == "paragraph":
            node.label = f"第{paragraphs + 1}段"
            paragraphs += max(1, len(node.children))
        elif node.kind == "table":
            tables += 1
            node.label = f"表{tables}"
        elif node.kind == "section":
            number_paragraphs(node.children)
