"""Document -> its clauses: what a citation names. Pure."""

import re
from collections.abc import Iterator, Sequence

from index.layout.marks import is_markdown, unmark, words_in
from index.model import Clause, Document, Node, Source, Span
from index.numerals import unspaced

__all__ = ["clauses"]

_LEAD = re.compile(r"[。：:；！？\n]")
_LONGEST_LEAD = 40
_HAN = re.compile("[\u4e00-\u9fff]")
# How `index.formats.word` writes the notes of a page, and Markdown those of a text.
_NOTE = re.compile(r"〔尾?注\d+〕|\[\^[^\[\]\n]+\]:")


def clauses(document: Document) -> tuple[Clause, ...]:
    """The clauses of a document, in order: articles, items, and paragraphs outside of both. Their
    spans do not overlap. A preamble and a closing are one clause each.
    """
    return tuple(_walk(document.source, document.nodes, (), ()))


def _walk(
    source: Source, nodes: Sequence[Node], path: tuple[str, ...], labels: tuple[str, ...]
) -> Iterator[Clause]:
    for node in nodes:
        if node.kind in ("section", "appendix"):
            spaced = " " if node.label and node.title and node.label[-1] not in "、：，" else ""
            if spaced and node.kind == "appendix":
                spaced = "："
            heading = f"{node.label}{spaced}{node.title}"
            label = node.label or f"“{node.title}”"
            yield from _walk(source, node.children, (*path, heading), (*labels, label))
        elif node.kind in ("article", "item"):
            paragraphs = _paragraphs(source, node)
            span = Span(node.span.start, paragraphs[-1].end)
            heading = node.label + _lead(source, node)
            yield Clause(
                "article" if node.kind == "article" else "item",
                *(node.label, path, heading, span, paragraphs, labels),
            )
        elif node.kind in ("paragraph", "preamble", "closing", "table"):
            spans = tuple(words_in(source, leaf.span) for leaf in node.leaves())
            spans = tuple(span for span in spans if len(span))
            if spans:
                span = Span(spans[0].start, spans[-1].end)
                yield Clause("paragraph", node.label, path, node.label, span, spans, labels)


def _paragraphs(source: Source, node: Node) -> tuple[Span, ...]:
    """The paragraphs (款) of a clause: lines of a list belong to the one before, and so do
    notes, and the first text under a label that stands alone on its line.
    """
    text, plain = source.text, unmark if is_markdown(source) else str
    spans: list[Span] = []
    bare = _words_of(f"{node.label}{node.title}")
    for i, leaf in enumerate(node.leaves()):
        span = words_in(source, leaf.span)
        alone = i == 1 and _words_of(plain(spans[0].of(text))) == bare
        if spans and (leaf.label or alone or _NOTE.match(text, span.start)):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return tuple(spans)


def _words_of(heading: str) -> str:
    """A heading without the marks in it (第一条：租金), and without what it is called in English on
    a line of its own.
    """
    lines = heading.split("\n")
    own = [line for line in lines if _HAN.search(line)] or lines
    return re.sub(r"\W", "", "".join(own))


def _lead(source: Source, node: Node) -> str:
    """What follows the label in the heading of a clause: its title, or its first few words."""
    if node.title:
        return (" " if node.kind == "article" else "") + node.title
    if node.kind == "article":
        return ""
    words = node.span.of(source.text)
    words = unmark(words) if is_markdown(source) else words
    label_end = _after_label(words, node.label)
    lead = _LEAD.split(words[label_end:].strip(), maxsplit=1)[0]
    return lead if len(lead) <= _LONGEST_LEAD else ""


def _after_label(words: str, label: str) -> int:
    """Where the label, which may be written with spaces inside, ends in `words`."""
    seen, start = 0, max(0, words.find(label[:1]))  # behind ★
    for i, character in enumerate(words[start:], start):
        if unspaced(character):
            seen += 1
            if seen == len(label):
                return i + 1
    return len(words)
