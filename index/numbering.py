"""Numbers of clauses as they are read: gaps, repeats and backward jumps. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index.model import Document, Node, Problem
from index.numerals import Label, parse_label

__all__ = ["numbering_problems"]

_KINDS = {"gap": "跳号", "repeat": "重号", "backward": "倒号"}


def numbering_problems(document: Document) -> list[Problem]:
    """What is odd in the numbers of a document's articles and items, in order of place. Numbers
    may begin again at one in another section, and in each appendix.
    """
    found: list[Problem] = []
    # What is counted, in which column of a table, and whether inside another number of its kind
    # -> label, as written, its section's place.
    last: dict[tuple[str, bool, int, bool], tuple[Label, str, int]] = {}
    columns = [column.start for column in document.source.columns]
    for node, section, counted in _numbered(document.nodes, -1, ""):
        label = parse_label(node.label)
        if label is None or label.family == "decimal":
            continue
        column = bisect_right(columns, node.span.start)
        key = (label.family, node.label.isascii(), column, label.family == counted)
        gap = not columns  # a table of what is amended leaves the other articles out
        if key in last:
            before, written, where = last[key]
            restarted = section != where and label.number == (1,)
            kind = "" if restarted else _kind(before, label)
            if kind and (gap or kind != "gap"):
                found.append(_problem(document, node, kind, written))
        elif label.number != (1,) and gap:
            found.append(_problem(document, node, "gap", ""))
        last[key] = (label, node.label, section)
    return found


def _numbered(nodes: Sequence[Node], section: int, counted: str) -> Iterator[tuple[Node, int, str]]:
    """The articles and items outside of appendices, and the headings that are numbered as items
    are, each with the start of its section and what that is counted by.
    """
    for node in nodes:
        if node.kind in ("article", "item"):
            yield node, section, counted
        elif node.kind == "section":
            label = parse_label(node.label)
            family = label.family if label else ""
            if family in ("comma", "point"):  # 一、 is a heading or an item
                yield node, section, counted
            yield from _numbered(node.children, node.span.start, family)


def _kind(before: Label, label: Label) -> str:
    old, new = (before.number[0], before.branch), (label.number[0], label.branch)
    if new == old:
        return "repeat"
    if new < old:
        return "backward"
    follows = new in ((old[0] + 1, 0), (old[0], old[1] + 1))
    return "" if follows else "gap"


def _problem(document: Document, node: Node, kind: str, before: str) -> Problem:
    text, start = document.text, node.span.start
    line = text.count("\n", 0, start) + 1
    page = document.source.page(start)
    where = f"第{line}行" + (f"（第{page}页）" if page else "")
    what = f"{before}之后是{node.label}" if before else f"从{node.label}开始"
    span = node.children[0].span if node.children else node.span
    return Problem(kind, span, f"{where}：{_KINDS[kind]}，{what}", page)
