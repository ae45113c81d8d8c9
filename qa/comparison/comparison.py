"""What a comparison of two documents is made of, and its JSON. All are frozen values."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from index.catalogue import DocumentInfo
from qa.comparison.difference import Kind as PieceKind

__all__ = ["MODES", "Comparison", "Mode", "Piece", "Row", "RowKind", "Side", "describe"]

Mode = Literal["versions", "statements"]
RowKind = Literal["same", "changed", "added", "removed"]
MODES: tuple[Mode, ...] = ("versions", "statements")
_MARKS = {"equal": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}
_WORDS = {
    "zh": {"same": "相同", "changed": "修改", "added": "新增", "removed": "删除"}
    | {"moved": "移动", "renumbered": "改条号"},
    "en": {kind: kind for kind in ("same", "changed", "added", "removed", "moved", "renumbered")},
}
# Of statements: the one document is no version of the other.
_OF_STATEMENTS = {
    "zh": {"same": "相同", "changed": "相近", "added": "仅右文", "removed": "仅左文"},
    "en": {"same": "same", "changed": "similar", "added": "right alone", "removed": "left alone"},
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points [start, end) of a source, `text`: "equal" to the other side but for white space
    and width, "deleted" from the left side, or "inserted" into the right one.
    """

    kind: PieceKind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """A clause, a heading or a statement of one document: code points [start, end) of its source.
    `citation` is what to write under a quotation; `pieces`, joined, are the text.
    """

    label: str
    path: tuple[str, ...]
    citation: str
    start: int
    end: int
    page: int | None
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The slice of the source."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side. "same" is the same but for its label, white space and width;
    "added" stands on the right alone, "removed" on the left alone. `moved`: it stands elsewhere in
    the order of clauses; `renumbered`: under another label; `heading`: it is no clause.
    """

    kind: RowKind
    left: Side | None
    right: Side | None
    similarity: float = 0.0
    moved: bool = False
    renumbered: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows: of versions in the order of the right document, of statements in that of the left
    one, where a statement that stands in several places has several rows.
    """

    mode: Mode
    left: DocumentInfo
    right: DocumentInfo
    rows: tuple[Row, ...]

    def counts(self) -> dict[str, int]:
        """How many clauses (statements of the left document; what is added is of the right one)
        are same, changed, added and removed, and how many of them moved or were renumbered.
        """
        seen: dict[tuple[str, int], Row] = {}
        for row in self.rows:
            side = row.left or row.right
            if side and not row.heading:
                seen.setdefault(("left" if row.left else "right", side.start), row)
        kinds = Counter(row.kind for row in seen.values())
        found = {kind: kinds[kind] for kind in ("same", "changed", "added", "removed")}
        found["moved"] = sum(row.moved for row in seen.values())
        return found | {"renumbered": sum(row.renumbered for row in seen.values())}

    def to_json(self) -> dict[str, Any]:
        """The comparison for programs."""
        return {
            "mode": self.mode,
            "left": _document_json(self.left),
            "right": _document_json(self.right),
            "counts": self.counts(),
            "rows": [
                {name: getattr(row, name) for name in ("kind", "moved", "renumbered", "heading")}
                | {"similarity": round(row.similarity, 4)}
                | {"left": _side_json(row.left), "right": _side_json(row.right)}
                for row in self.rows
            ],
        }


def _document_json(info: DocumentInfo) -> dict[str, Any]:
    names = ("id", "title", "date", "source", "source_sha256", "text_sha256")
    return {name: getattr(info, name) for name in names}


def _side_json(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    names = ("label", "citation", "start", "end", "page", "text")
    pieces = [{name: getattr(p, name) for name in p.__slots__} for p in side.pieces]
    return {n: getattr(side, n) for n in names} | {"path": list(side.path), "pieces": pieces}


def describe(found: Comparison, lang: str) -> str:
    """The comparison for reading in a terminal: how many of what, and all rows but those that are
    the same; [-deleted-] and {+inserted+} words of versions are marked.
    """
    words = (_WORDS if found.mode == "versions" else _OF_STATEMENTS)[lang]
    counts = found.counts()
    blocks = [
        {"zh": "，", "en": ", "}[lang].join(f"{words[kind]} {counts[kind]}" for kind in words)
    ]
    for row in found.rows:
        flags = [flag for flag in ("moved", "renumbered") if getattr(row, flag)]
        if row.kind == "same" and not flags and found.mode == "versions":
            continue
        lines = [" ".join(words[kind] for kind in (row.kind, *flags))]
        for sign, side in (("<", row.left), (">", row.right)):
            if side:
                lines.append(f"{sign} {side.citation} [{side.start}, {side.end})")
                lines.append(_marked(side) if found.mode == "versions" else side.text)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _marked(side: Side) -> str:
    return "".join(p.text.join(_MARKS[p.kind]) for p in side.pieces)
