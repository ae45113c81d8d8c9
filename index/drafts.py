"""Nodes of an outline in the making. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.model import NodeKind

__all__ = ["COMMA", "Draft", "number_paragraphs", "without_empty_sections"]

COMMA = re.compile("[一二三四五六七八九十]|.*、$")  # 一、, 一．, 1、


@dataclass
class Draft:
    """A node in the making: its end is known when all starts are."""

    kind: NodeKind
    label: str
    title: str
    start: int
    children: list["Draft"] = field(default_factory=list)


def without_empty_sections(node: Draft) -> Draft:
    """A heading 一、 with nothing under it is an item: its words are all it has to say."""
    node.children = [without_empty_sections(child) for child in node.children]
    if node.kind == "section" and len(node.children) == 1 and COMMA.match(node.label):
        paragraph = Draft("paragraph", "", "", node.start)
        return Draft("item", node.label, node.title, node.start, [paragraph])
    return node


def number_paragraphs(nodes: Sequence[Draft]) -> None:
    """Number the paragraphs and the tables among `nodes`, and those of each section by itself."""
    paragraphs = tables = 0
    for node in nodes:
        if node.kind == "paragraph":
            paragraphs += 1
            node.label = f"第{paragraphs}段"
        elif node.kind == "table":
            tables += 1
            node.label = f"表{tables}"
        elif node.kind == "section":
            number_paragraphs(node.children)
