"""What an exported document is made of, and how it is written as Markdown.

Text is kept character by character in both formats, with what they cannot hold replaced by U+FFFD
(control characters). Characters that change the direction of what follows are kept in quotes, which
are paragraphs of their own and so cannot reach beyond themselves, and replaced in all other text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

__all__ = ["Block", "Kind", "Pair", "Part", "Run", "Style", "name", "to_markdown"]

Style = Literal["plain", "mark", "strong", "deleted", "inserted", "code"]
Kind = Literal["title", "heading", "citation", "text", "quote", "item", "code"]

# Control characters but tab and line feed, lone surrogates, and what XML has no place for.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&~|$^#]")
_LINE_START = re.compile(r"^(?:[+\-=]|\d+(?=[.)]))", re.MULTILINE)
_SPACE = re.compile(r"^\s+|\s+$|\s*\n\s*")
_TAGS = {"deleted": "del", "inserted": "ins"}
_HEADINGS = {"title": "# ", "heading": "## ", "citation": "### "}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. A "quote" is text of a document, a "code" block is shown as it is."""

    kind: Kind
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, kind: Kind, text: str) -> "Block":
        """A paragraph in one style."""
        return cls(kind, (Run(text),))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts side by side, each of any number of paragraphs."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


Part = Block | Pair


def name(text: str) -> str:
    """A title, a file name or a question as it may stand among other words: one line, in which
    nothing turns the direction.
    """
    return " ".join(_TURNING.sub("\ufffd", text).split())


def writable(text: str) -> str:
    """`text` with U+FFFD for each character that a format has no place for."""
    return _UNWRITABLE.sub("\ufffd", text)


def to_markdown(parts: Sequence[Part]) -> str:
    """The document in CommonMark; what was marked is bold, deleted and inserted words are <del> and
    <ins>. Pairs stand one below the other.
    """
    blocks: list[Block] = []
    for part in parts:
        blocks += [part] if isinstance(part, Block) else [*part.left, *part.right]
    pieces = []
    # Neighbouring items are one list; quotes are kept apart by what stands between them.
    for kind, group in groupby((b for b in blocks if any(r.text for r in b.runs)), _kind):
        pieces.append(("\n" if kind == "item" else "\n\n").join(map(_block, group)))
    return "\n\n".join(pieces) + "\n"


def _kind(block: Block) -> Kind:
    return block.kind


def _block(block: Block) -> str:
    if block.kind == "code":
        return "\n".join(f"    {line}" for line in _plain(block).split("\n"))
    if block.kind in _HEADINGS:
        return _HEADINGS[block.kind] + _escaped(" ".join(_plain(block).split()))
    text = _spaced(_inline(block))
    text = _LINE_START.sub(_escaped_start, text)
    if block.kind == "quote":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    return ("- " + text.replace("\n", "\n  ")) if block.kind == "item" else text


def _plain(block: Block) -> str:
    return writable("".join(run.text for run in block.runs))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", writable(text))


def _escaped_start(match: re.Match[str]) -> str:
    """What would begin a list or underline a heading: `- ` and `1. `."""
    return match[0] + "\\" if match[0].isdigit() else "\\" + match[0]


def _spaced(text: str) -> str:
    """`text` with every character of white space that Markdown would drop written as a reference,
    and a hard break for each run of white space with line feeds in it.
    """

    def kept(match: re.Match[str]) -> str:
        space = match[0]
        at = space.rfind("\n")
        is_break = at >= 0 and match.start() > 0 and match.end() < len(text)
        written = [f"&#{ord(character)};" for character in space]
        if is_break:
            written[at] = "\\\n"
        return "".join(written)

    return _SPACE.sub(kept, text)


def _inline(block: Block) -> str:
    """The runs of a block, neighbours in the same style as one."""
    joined = [
        Run("".join(run.text for run in group), style)
        for style, group in groupby(block.runs, _markdown_style)
    ]
    whole = "\n" + "".join(run.text for run in joined) + "\n"
    pieces, at = [], 1
    for run in joined:
        end = at + len(run.text)
        pieces.append(_run(run, whole[at - 1], whole[end]))
        at = end
    return "".join(pieces)


def _markdown_style(run: Run) -> Style:
    return "mark" if run.style == "strong" else run.style  # both are bold


def _run(run: Run, before: str, after: str) -> str:
    """A run that stands between these two characters."""
    if run.style == "code":
        return f"`{writable(run.text)}`"
    if run.style in _TAGS:
        tag = _TAGS[run.style]
        return f"<{tag}>{_escaped(run.text)}</{tag}>"
    if run.style == "plain" or not run.text:
        return _escaped(run.text)
    lines = run.text.split("\n")
    befores, afters = [before, *"\n" * (len(lines) - 1)], [*"\n" * (len(lines) - 1), after]
    return "\n".join(map(_bold, lines, befores, afters))


def _bold(line: str, before: str, after: str) -> str:
    """`line` in bold, but for white space at its ends, and for punctuation where a letter stands
    outside: `**` between a letter and a bracket or a full stop would not be read as bold.
    """
    first, last = 0, len(line)
    while first < last and not _holds(line[first], before):
        first += 1
    while first < last and not _holds(line[last - 1], after):
        last -= 1
    bold = f"**{_escaped(line[first:last])}**" if first < last else ""
    return f"{_escaped(line[:first])}{bold}{_escaped(line[last:])}"


def _holds(inside: str, outside: str) -> bool:
    """Whether `**` may stand between these two."""
    return not inside.isspace() and (_is_letter(inside) or not _is_letter(outside))


def _is_letter(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] not in "PS"
