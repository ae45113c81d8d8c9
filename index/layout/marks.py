"""The marks of Markdown: which lines a text has without them, and what its words are. Pure.

The text itself stays as it is, marks and all, since quotes are slices of it; what a line says (its
label, its heading, a title) is told from its words alone.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.model import Source, Span

__all__ = [
    "INFO_END",
    "Piece",
    "front_title",
    "is_comment",
    "is_markdown",
    "pieces",
    "unmark",
    "words_in",
]

_GAPS = (
    r"[ \t\r\f\v\u00a0\u2000-\u200f\u202f\u205f\u3000\ufeff]|&(?:nbsp|e[mn]sp|thinsp|#160|#12288);"
)
_TAG = r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>\n]*)?/?>"
_GAP = re.compile(rf"(?:{_GAPS})+")
_OPENING_TAG = re.compile(_TAG)
_QUOTE = re.compile(r">[ \t]?")
_BULLET = re.compile(r"[-*+](?:[ \t\u3000]+(?=\S)(?![-*+\d\s]{1,40}$)|$)")  # no - - -, no - 31 -
_HEADING = re.compile(r"(#{1,6})(?:[ \t\u3000]+|$)")
_UNSPACED = re.compile(r"(#{1,6})(?=[\u4e00-\u9fff（(《])")  # #第一章, where no heading has a blank
_CLOSING = re.compile(rf"(?:{_GAPS}|{_TAG}|(?<!\\)\\|(?<=[ \t])\{{[^{{}}\n]*\}})+$")
_CLOSING_HASHES = re.compile(r"(?<=[ \t\u3000])#+$")
_HEADING_TAG = re.compile(r"<h([1-6])\b", re.IGNORECASE)
_RULE = re.compile(
    r"[ \t]*(?:([-*_])[ \t]*)(?:\1[ \t]*){2,}|[ \t]*(?:=+|-+)[ \t]*|[ \t]*(`{3,}|~{3,}).*"
)
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FRONT_LINE = re.compile(r"[\w-]+[ \t]*:|[ \t]|-[ \t]|#|$")
_MOST_FRONT_LINES = 60
_LONGEST_HEADING = 60
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.*\S)", re.MULTILINE)
INFO_END = "<!-- INFO END -->"  # of law collections in Markdown: ends the lines about the law
_FARTHEST = 100_000  # characters that a comment may have
_NEAREST = 300  # that are looked at for what ends a line

_MARKED = re.compile(r"[*_\[<&\\`|]")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_NOTE = re.compile(r"\[\^[^\[\]\n]+\](?!:)")
_STRONG = re.compile(r"\*\*(?=[^*\s])(.+?)\*\*|(?<!_)__(?=[^_\s])([^_\n]+?)(?<!\s)__(?!_)")
_SLANTED = re.compile(
    r"(?<![*0-9A-Za-z])\*(?=[^*\s])([^*\n]+?)(?<!\s)\*(?!\*)|(?<![\w_])_(?=[^_\s])([^_\n]+?)(?<!\s)_(?![\w_])"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELL_END = re.compile(r"(?<!\\)\|")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,6});")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of Markdown that has words: all of it, without the blanks around it, as `span`; its
    words are from `start` to the span's end. `level` is a heading's (1..), 0 otherwise; `quoted`:
    behind >; `listed`: behind a bullet; `number` counts lines of the source from 1.
    """

    span: Span
    start: int
    level: int
    quoted: bool
    number: int
    listed: bool = False


def is_markdown(source: Source) -> bool:
    """Whether a file is read as Markdown: by its name, or a text file that has its headings or
    begins its lines in bold or all with >.
    """
    path = source.path.lower()
    if path.endswith((".txt", ".text")):
        return _looks_marked(source.text)
    return path.endswith((".md", ".markdown"))


@lru_cache(maxsize=8)
def _looks_marked(text: str) -> bool:
    headings = re.search(r"^#{1,6} \S", text, re.MULTILINE)
    quoted = not re.search(r"^\s*[^\s>]", text, re.MULTILINE)  # all of it, as in an answer by mail
    return (
        quoted
        or headings is not None
        or len(re.findall(r"^\*\*[^*\n]+\*\*", text, re.MULTILINE)) > 1
    )


def pieces(text: str) -> Iterator[Piece | None]:
    """The lines with words, in order, and None for each that has none and so parts paragraphs."""
    unspaced = re.search(r"^#{1,6}[ \t\u3000]", text, re.MULTILINE) is None
    found: list[Piece | None] = []
    at, number = 0, 1
    closing = -1  # where the next comment ends
    if front := _front_matter(text):
        found.append(Piece(front, front.start, 0, False, 1))
        at, number = front.end, 1 + text.count("\n", 0, front.end)
    while at < len(text):
        if closing < at:
            closing = text.find("-->", at)
            closing = len(text) if closing < 0 else closing
        comment = _comment(text, at, closing)
        end = comment or text.find("\n", at)
        end = end if end >= 0 else len(text)
        if comment:
            span = Span(at, end).strip(text)
            found.append(Piece(span, span.start, 0, False, number))
        elif _underlines(text, found, at, end):
            found[-1] = _as_heading(found[-1], 1 if "=" in text[at:end] else 2)
            found.append(None)
        elif _RULE.fullmatch(text, at, end):
            found.append(None)
        else:
            found += _in_line(text, at, end, number, unspaced)
        number += text.count("\n", at, end + 1)
        at = end + 1
    yield from found


def _as_heading(piece: Piece | None, level: int) -> Piece | None:
    return replace(piece, level=level) if piece else None


def _front_matter(text: str) -> Span | None:
    """Where the lines about the file are (title: …) that stand between --- at its beginning."""
    lines = text[:20_000].split("\n", _MOST_FRONT_LINES)
    if lines[0].strip() != "---":
        return None
    length = len(lines[0])
    for count, line in enumerate(lines[1:], 1):
        length += 1 + len(line)
        if line.strip() in ("---", "..."):
            return Span(0, length).strip(text) if count > 1 else None
        if not _FRONT_LINE.match(line):
            return None
    return None


def front_title(words: str) -> str:
    """The title that the lines at the beginning of a file give it, "" if they give none."""
    found = _FRONT_TITLE.search(words) if words.startswith("---\n") else None
    return found[1].strip("\"'“”") if found else ""


def is_comment(words: str) -> bool:
    """Whether a line is a comment, and not the one that says where the lines about a law end."""
    return words.startswith("<!--") and words.endswith("-->") and words != INFO_END


def _comment(text: str, at: int, closing: int) -> int:
    """Where the line ends with which a comment does that begins on the line at `at`; 0 if none does
    or if it stands beside text. `closing`: where the next comment ends.
    """
    line = text[at : at + 200].lstrip(" \t")
    if not line.startswith("<!--"):
        return 0
    if closing == len(text) or closing - at > _FARTHEST:
        return 0
    stop = text.find("\n", closing)
    stop = len(text) if stop < 0 else stop
    return stop if not text[closing + 3 : stop].strip() else 0


def _underlines(text: str, found: list[Piece | None], at: int, end: int) -> bool:
    """Whether the line at `at` makes a heading of the one above: === or --- right below."""
    last = found[-1] if found else None
    if last is None or last.level or last.quoted or last.start > last.span.start:
        return False
    words = text[last.start : last.span.end]
    return (
        _UNDERLINE.fullmatch(text, at, end) is not None
        and text.find("\n", last.span.end) == at - 1
        and len(words) <= _LONGEST_HEADING
        and not words.endswith(tuple("。；：，！;:,|"))
        and not words.startswith(("---", "<!--", "|"))
    )


def _in_line(text: str, at: int, end: int, number: int, unspaced: bool) -> Iterator[Piece | None]:
    """The pieces of one line, which <br> may part."""
    breaks = [] if text[at:end].lstrip().startswith("|") else list(_BREAK.finditer(text, at, end))
    edges = [at, *(match.end() for match in breaks)]
    stops = [*(match.start() for match in breaks), end]
    some = False
    for a, b in zip(edges, stops, strict=True):
        if piece := _piece(text, a, b, number, unspaced):
            some = True
            yield piece
    if not some:
        yield None


def _piece(text: str, at: int, end: int, number: int, unspaced: bool) -> Piece | None:
    first, start, level, quoted, listed = at, at, 0, False, False
    while start < end:
        if match := _GAP.match(text, start, end):
            first = match.end() if first == start else first
        elif match := _QUOTE.match(text, start, end):
            quoted = True
        elif match := _HEADING.match(text, start, end) or (
            _UNSPACED.match(text, start, end) if unspaced else None
        ):
            level = len(match[1])
        elif match := _OPENING_TAG.match(text, start, end):
            tag = _HEADING_TAG.match(match[0])
            level = int(tag[1]) if tag else level
        else:
            match = _BULLET.match(text, start, end)
            listed = listed or match is not None
        if match is None:
            break
        start = match.end()
    stop = _end_of_words(text, start, end, level)
    span = Span(first, max(first, stop))
    return Piece(span, start, level, quoted, number, listed) if stop > start else None


def _end_of_words(text: str, start: int, end: int, level: int) -> int:
    """Where the words of a line end: before blanks, closing tags, {#name}, # of a heading, and a
    backslash that breaks the line.
    """
    while start < end:
        near = max(start, end - _NEAREST)
        found = _CLOSING.search(text, near, end)
        found = found or (_CLOSING_HASHES.search(text, near, end) if level else None)
        if found is None:
            break
        end = found.start()
    return end


def unmark(words: str) -> str:
    """Words without marks: emphasis, links, tags, escapes; the cells of a row parted by tabs."""
    if not _MARKED.search(words):
        return words
    if words.startswith("|") and words.count("|") > 1:
        cells = _CELL_END.split(words[1:].rstrip().removesuffix("|"))
        return "\t".join(unmark(cell.strip()) for cell in cells)
    words = _NOTE.sub("", _LINK.sub(r"\1", words))
    words = re.sub(_TAG, "", words)
    words = _SLANTED.sub(r"\1\2", _STRONG.sub(r"\1\2", words))
    words = _ESCAPED.sub(r"\1", words)
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), words)


def words_in(source: Source, span: Span) -> Span:
    """`span` without the blanks at both ends, and in Markdown without the marks of lines there:
    of a heading that begins below, of rules and comments.
    """
    text, span = source.text, span.strip(source.text)
    if not is_markdown(source) or not len(span):
        return span
    start, end = span.start, span.end
    while start < end:
        at = max(text.rfind("\n", start, end) + 1, start)
        if text.endswith("-->", start, end) and (opened := text.rfind("<!--", start, end)) > start:
            end = opened
        elif at > start and _RULE.fullmatch(text, at, end):
            end = at
        elif piece := _piece(text, at, end, 0, True):
            end = piece.span.end
            break
        else:
            end = at
        end = Span(start, end).strip(text).end
    line = text.find("\n", start, end)
    first = _piece(text, start, line if line >= 0 else end, 0, False)
    start = first.start if first else start
    return Span(start, max(start, end))
