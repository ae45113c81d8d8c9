r"""The frozen types that flow through the house, and the contract on offsets.

**Offsets.** Every `Span` is half-open, in Unicode code points, into `Source.text`: the decoded
source with newlines unified to "\\n" and nothing else changed. Whatever is shown to a person is a
slice of it: `source.text[span.start:span.end] == quote`, always.

**Outline.** A `Document` is a tree of `Node`s. The spans of its leaves, in order, tile the
document's span: no character is in two leaves, and none is in no leaf; what a reader or the outline
leaves out of every document is reported as a `Problem` of kind "dropped". White space that follows
a leaf's words belongs to that leaf, so a span may end in white space: `Span.strip` gives the quote.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

__all__ = [
    "Clause",
    "Document",
    "Heading",
    "Node",
    "NodeKind",
    "Outline",
    "Problem",
    "Source",
    "Span",
    "page_of",
]

NodeKind = Literal[
    "title",  # the document's title line(s)
    "head",  # date, issuing body, document number under the title
    "contents",  # a table of contents, never searched
    "section",  # 编 章 节, 一、, a Markdown or Word heading; has children
    "heading",  # the heading line of a section (leaf, first child of its section)
    "article",  # 第X条; children: paragraphs
    "item",  # （一）, 1., 1.1 where such are the document's clauses; children: paragraphs
    "paragraph",  # an unnumbered paragraph, one (款) of a clause, or a question with its answer
    "preamble",  # unnumbered text before the first heading or clause (children: paragraphs)
    "closing",  # unnumbered text after the last clause (children: paragraphs)
    "signature",  # signing body and date at the end (leaf)
    "appendix",  # 附件 (children as in a document)
    "table",  # a table in reading order (leaf)
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points [start, end) of a source's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The slice of `text`."""
        return text[self.start : self.end]

    def strip(self, text: str) -> "Span":
        """The same span without the white space at both ends (empty at `start` if all is white)."""
        piece = self.of(text)
        left = len(piece) - len(piece.lstrip())
        return Span(self.start + left, self.start + max(left, len(piece.rstrip())))

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about a source: a gap in the numbering, dropped text, …

    `kind`: "gap", "repeat", "backward" (numbering), "dropped" (text in no node), "encoding",
    "removed" (a reader removed characters, so they are not in the text at all; empty span).
    """

    kind: str
    span: Span
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the file format itself marks (Word style, HTML h1–h6): `level` from 1."""

    start: int
    level: int


@dataclass(frozen=True)
class Source:
    """One source file as read. `path` is what a citation names; `sha256` is of the file's bytes;
    `asides`: where lines begin that are no paragraphs of the text: in a text box, behind a bullet.
    `columns`: what stands in the columns of a table that is read column by column, each with what
    names it.
    """

    path: str
    sha256: str
    text: str
    encoding: str
    page_starts: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()
    problems: tuple[Problem, ...] = ()
    asides: frozenset[int] = frozenset()
    columns: tuple[Span, ...] = ()

    @cached_property
    def text_sha256(self) -> str:
        """SHA-256 of the decoded text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def page(self, offset: int) -> int | None:
        """The page (from 1) that holds the character at `offset`, or None without a page map."""
        return page_of(self.page_starts, offset)


def page_of(page_starts: Sequence[int], offset: int) -> int | None:
    """The page (from 1) that holds `offset`, where pages start at `page_starts` (ascending)."""
    return bisect_right(page_starts, offset) or None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the outline. `label` is as the source writes it, without white space ("第十二条",
    "（十五）", "三、"), or ours where the source has none ("第7段", "序言", "结语"). `title` is the
    heading's words after the label ("" if none).
    """

    kind: NodeKind
    label: str
    title: str
    span: Span
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["Node"]:
        """The nodes below (or this one) that have no children, in document order."""
        return (node for node in self.walk() if not node.children)


@dataclass(frozen=True, slots=True)
class Clause:
    """What a citation names: an article, a numbered item, or an unnumbered paragraph.

    `path`: headings of the enclosing sections, outermost first ("三、在推动高质量发展中…").
    `path_labels`: the labels alone of the same sections ("三、"), "" for a section without one.
    `heading`: the clause's own heading ("（十五）推动生态优先绿色发展", "第十二条", "第7段").
    `span` runs from the label to the next clause or heading, without the white space at the end.
    `paragraphs`: the spans of its paragraphs (款; list items belong to the 款 they follow).
    """

    kind: Literal["article", "item", "paragraph"]
    label: str
    path: tuple[str, ...]
    heading: str
    span: Span
    paragraphs: tuple[Span, ...]
    path_labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One document of a source (a file may hold several). `text` is the whole source's text."""

    source: Source
    title: str
    span: Span
    nodes: tuple[Node, ...]
    issuer: str = ""
    date: str = ""
    number: str = ""

    @property
    def text(self) -> str:
        """The text that all spans index."""
        return self.source.text


@dataclass(frozen=True)
class Outline:
    """The documents of one source, and what a person should know about it."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
