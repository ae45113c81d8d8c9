"""A document -> what one reads: its outline, and its text with an element for each leaf.

`reader` is the frame; it says which document is to be read and what is marked in it. The browser
fetches that document's `body` once and moves the marks in it (ui/assets/book.js), so a large
document is not sent anew for each citation.

Offsets are what `index.model` says: code points into the decoded source. White space that would
only disturb the layout is kept in hidden spans, and numbers of pages are no text, so the text of
the rendered leaves, joined, is the document's text, character by character.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from html import escape

from index.catalogue import DocumentInfo
from index.clauses import clauses
from index.layout.marks import words_in
from index.model import Clause, Document, Node, Span
from qa.cite import Repeated, citation_text, repeated
from ui.address import DIGITS, address
from ui.pieces import Layer, pieces, visible
from ui.wording import Lang, say

__all__ = ["body", "empty_reader", "facts", "frame_data", "key", "place", "reader", "slot"]

_HEADINGS = {"title": "h3", "heading": "h4"}  # kinds of leaves that are no <p>
_LISTED = ("section", "article", "item", "preamble", "closing", "appendix")
_FOLDED_FROM = 120  # entries of an outline from which its sections are folded
_CHUNK = 3000  # code points that the browser lays out at once


def key(info: DocumentInfo, lang: Lang) -> str:
    """How the page names a document that is open: <digits of its text's hash>-<start>-<lang>."""
    return f"{info.text_sha256[:DIGITS]}-{info.start}-{lang}"


def place(document_id: int | None, start: int | None, end: int | None) -> str:
    """How the page names a place in a document of the store."""
    return f"{document_id}:{start}-{end}"


def reader(
    info: DocumentInfo, lang: Lang, cited: Span | None = None, marks: Sequence[Span] = ()
) -> str:
    """The frame of a document beside an answer: `cited` is shaded and is where it is opened,
    `marks` are underlined in it.
    """
    at = place(info.id, cited.start, cited.end) if cited else f"{info.id}:"
    span = cited or Span(info.start, info.start + info.characters)
    link = escape(address(info.text_sha256, span.start, span.end))
    reading = escape(say(lang, "reading", title=info.title))
    return (
        f'<div class="tw-reader" {frame_data(info, lang, cited, marks)} data-opens="{at}"'
        f' tabindex="0" role="region" aria-label="{reading}"><div class="tw-reader-head">'
        f"{facts(info, lang)}"
        f'<a href="{link}" class="tw-to-read">{say(lang, "to_read")}</a>'
        f'<a href="{link}" data-jump="outline">{say(lang, "outline")}</a></div>'
        f"{slot(lang)}</div>"
    )


def slot(lang: Lang) -> str:
    """Where the browser puts the document, and what is told until it is there."""
    return f'<div class="tw-body" data-loading="{say(lang, "loading")}"></div>'


def frame_data(
    info: DocumentInfo, lang: Lang, cited: Span | None, marks: Sequence[Span] = ()
) -> str:
    """The attributes of a frame that the script fills: which document, where, what is marked."""
    spans = " ".join(f"{mark.start}-{mark.end}" for mark in marks)
    return (
        f'data-book="{key(info, lang)}" data-from="{info.start}"'
        f' data-to="{info.start + info.characters}"'
        f' data-cited="{f"{cited.start}-{cited.end}" if cited else ""}" data-marks="{spans}"'
        f' data-failed="{escape(say(lang, "not_loaded"))}"'
    )


def facts(info: DocumentInfo, lang: Lang) -> str:
    """Who issued a document, when, under which number, and where it comes from."""
    known = [info.issuer, info.date, info.number, say(lang, "origin", source=info.source)]
    said = " · ".join(f"<bdi>{visible(fact)}</bdi>" for fact in known if fact)
    return f'<p class="tw-facts">{said}</p>'


def empty_reader(lang: Lang) -> str:
    """What stands in the reader's place while there is nothing to read."""
    return f'<p class="tw-welcome">{say(lang, "reader_empty")}</p>'


def body(document: Document, lang: Lang) -> str:
    """The outline and the text of a whole document, nothing marked. Leaves have their offset as
    `data-leaf`; the first leaf of a clause has its place and how it is cited, without the title.
    """
    found = clauses(document)
    outline = _Outline(document, {clause.span.start: clause for clause in found}, lang)
    word = say(lang, "outline")
    return (
        f'<details class="tw-outline"><summary>{word}</summary><nav aria-label="{word}" lang="zh">'
        f"<ul>{outline.entries(document.nodes)}</ul></nav></details>"
        f'<div class="tw-text" lang="zh">{"".join(_chunks(document, found, lang))}</div>'
    )


def _listed(nodes: Sequence[Node]) -> list[Node]:
    """The nodes that the outline lists: sections and clauses, and paragraphs (第7段) only where
    there is nothing else to go by.
    """
    named = [node for node in nodes if node.kind in _LISTED]
    return named or [node for node in nodes if node.kind == "paragraph" and node.label]


class _Outline:
    """Writes the list of a document's sections and clauses (by where each starts)."""

    def __init__(self, document: Document, named: dict[int, Clause], lang: Lang) -> None:
        self._document = document
        self._named = named
        self._lang = lang
        nodes = (node for top in document.nodes for node in top.walk())
        self._is_open = sum(node.kind in _LISTED for node in nodes) < _FOLDED_FROM

    def entries(self, nodes: Sequence[Node]) -> str:
        """An <li> for each of `nodes` that is listed, with what is below it."""
        return "".join(self._entry(node) for node in _listed(nodes))

    def _entry(self, node: Node) -> str:
        """One line; a bare label (第十二条) takes no line of its own."""
        below = self.entries(node.children) if node.kind in ("section", "appendix") else ""
        gap = " " if node.label and node.title and node.label[-1] not in "、）)" else ""
        leaf = next(node.leaves()).span
        start = leaf.strip(self._document.text).start
        clause = self._named.get(node.span.start) or self._named.get(start)
        name = clause.heading if clause and node.kind in ("article", "item") else ""
        name = name or f"{node.label}{gap}{node.title}"
        span = leaf.strip(self._document.text) if below or not clause else clause.span
        link = escape(address(self._document.source.text_sha256, span.start, span.end))
        kind = ' class="tw-bare"' if name == node.label and not below else ""
        after = (
            " " if kind else ""
        )  # several stand in a line, and none runs into the next when copied
        return (
            f'<li{kind}>{self._fold(name) if below else ""}<a href="{link}"'
            f' data-jump="{leaf.start}"><bdi>{visible(name)}</bdi></a>'
            f"{f'<ul>{below}</ul>' if below else ''}</li>{after}"
        )

    def _fold(self, name: str) -> str:
        label = escape(say(self._lang, "fold", title=name))
        state = "true" if self._is_open else "false"
        states = f'aria-expanded="{state}" aria-label="{label}"'
        return f'<button type="button" data-fold {states}></button>'


def _chunks(document: Document, found: Sequence[Clause], lang: Lang) -> Iterator[str]:
    """The blocks of all leaves, in elements that the browser lays out when they come into view;
    --tw-chars lets it know about how tall they are before.
    """
    chunk: list[str] = []
    characters = 0
    for span, block in _blocks(document, found, lang):
        if chunk and characters + len(span) > _CHUNK:
            yield f'<div class="tw-chunk" style="--tw-chars:{characters}">{"".join(chunk)}</div>'
            chunk, characters = [], 0
        chunk.append(block)
        characters += max(len(span), 40)  # a line at least
    yield f'<div class="tw-chunk" style="--tw-chars:{characters}">{"".join(chunk)}</div>'


def _blocks(document: Document, found: Sequence[Clause], lang: Lang) -> Iterator[tuple[Span, str]]:
    """Each leaf of the document, in order, and its block."""
    text = document.text
    begins = {clause.span.start: clause for clause in found}
    leads = dict(_leads(document, begins))
    again = repeated(found)
    pages = _pages(document)
    starts = sorted(pages)
    for leaf in (leaf for top in document.nodes for leaf in top.leaves()):
        span, words = leaf.span, words_in(document.source, leaf.span)
        layers: list[Layer] = [(Span(span.start, words.start), "tw-space")]
        layers.append((Span(words.end, span.end), "tw-space"))
        if span.start in leads:
            layers.append((leads[span.start], "tw-lead"))
        inner, at = "", span.start
        for start in starts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]:
            inner += pieces(text, Span(at, start), layers) + _page(pages[start], lang)
            at = start
        inner += pieces(text, Span(at, span.end), layers)
        cited = _cited(begins.get(span.start) or begins.get(words.start), again)
        tag = _HEADINGS.get(leaf.kind, "p")
        kind = f"tw-leaf tw-{leaf.kind}"
        yield span, f'<{tag} class="{kind}" data-leaf="{span.start}"{cited}>{inner}</{tag}>'


def _cited(clause: Clause | None, again: Repeated) -> str:
    """The attributes of the leaf that a clause begins with; `again`: labels of several clauses."""
    if clause is None:
        return ""
    where = escape(citation_text("", clause, 0, "", again).removeprefix("《》"))
    return f' data-clause="{clause.span.start}-{clause.span.end}" data-cite="{where}"'


def _pages(document: Document) -> dict[int, int]:
    """The numbers of the pages by the offset of the first character on each that can be seen."""
    text, span = document.text, document.span
    found = {}
    for number, start in enumerate(document.source.page_starts, 1):
        if span.start <= start < span.end:
            words = Span(start, span.end).strip(text)
            if len(words):
                found[words.start] = number
    return found


def _page(number: int, lang: Lang) -> str:
    said = escape(say(lang, "page", page=number))
    return (
        f'<span class="tw-page" role="doc-pagebreak" aria-label="{said}" data-page="{said}"></span>'
    )


def _leads(document: Document, begins: dict[int, Clause]) -> Iterator[tuple[int, Span]]:
    """For the first leaf of each clause, by its start: the heading or label it begins with."""
    text = document.text
    for node in (node for top in document.nodes for node in top.walk()):
        if node.kind in ("article", "item"):
            leaf = next(node.leaves()).span
            start = leaf.strip(text).start
            clause = begins.get(node.span.start)
            for lead in (clause.heading if clause else "", node.label):
                if lead and text.startswith(lead, start):
                    yield leaf.start, Span(start, start + len(lead))
                    break
