"""Helpers of the outline's tests: sources from strings, and trees as short text."""

from index.clauses import clauses
from index.model import Document, Node, Outline, Source
from index.outline import outline


def source(text: str, path: str = "test.txt") -> Source:
    return Source(path, "0" * 64, text, "UTF-8")


def outline_of(text: str, path: str = "test.txt") -> Outline:
    return outline(source(text, path))


def the_document(text: str, path: str = "test.txt") -> Document:
    (document,) = outline_of(text, path).documents
    return document


def tree(document: Document) -> list[str]:
    """One line a node: indent, kind, label, title."""
    lines: list[str] = []

    def add(node: Node, depth: int) -> None:
        words = " ".join(part for part in (node.kind, node.label, node.title) if part)
        lines.append("  " * depth + words)
        for child in node.children:
            add(child, depth + 1)

    for node in document.nodes:
        add(node, 0)
    return lines


def cited(document: Document) -> list[tuple[tuple[str, ...], str, str]]:
    """Path, label and words of each clause."""
    return [(c.path, c.label, c.span.of(document.text)) for c in clauses(document)]
