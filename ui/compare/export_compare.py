"""A comparison -> a document to hand on, as Markdown or .docx, with an appendix to check it by."""

from collections.abc import Iterator

from index.catalogue import DocumentInfo
from index.model import Span
from qa.comparison.comparison import Comparison, Row, Side
from ui.ask.export import Cited, appendix
from ui.compare.contrast import kinds, summary
from ui.paper import Block, Pair, Part, Run, Style, name, to_markdown
from ui.wording import Lang, say

__all__ = ["docx", "markdown"]

_STYLES: dict[str, dict[str, Style]] = {  # of the pieces of a side
    "versions": {"equal": "plain", "deleted": "deleted", "inserted": "inserted"},
    "statements": {"equal": "mark", "deleted": "plain", "inserted": "plain"},
}


def markdown(found: Comparison, lang: Lang) -> str:
    """The comparison in CommonMark."""
    return to_markdown(list(_parts(found, lang)))


def docx(found: Comparison, lang: Lang) -> bytes:
    """The comparison as the bytes of a .docx file."""
    from ui.paper_docx import to_docx  # not before somebody wants one

    return to_docx(list(_parts(found, lang)), say(lang, "compare_title"))


def _parts(found: Comparison, lang: Lang) -> Iterator[Part]:
    yield Block.of("title", say(lang, "compare_title"))
    yield Block.of("text", summary(found, lang))
    yield Block("text", _key(found, lang))
    yield Pair(
        (_head("compare_left", found.left, lang),), (_head("compare_right", found.right, lang),)
    )
    cited: list[Cited] = []
    number = 0
    for row in found.rows:
        if _is_as_it_was(row, found):
            continue
        number += 1
        sides = ((row.left, found.left), (row.right, found.right))
        here = [_cited(number, side, info) if side else None for side, info in sides]
        cited += [one for one in here if one]
        kind = kinds(row, found, lang)
        left, right = (
            _side(side, one, kind, found) for (side, _), one in zip(sides, here, strict=True)
        )
        yield Pair(left, right)
    same = [row.right.label for row in found.rows if row.right and _is_as_it_was(row, found)]
    if same:
        yield Block.of("heading", say(lang, "compare_same"))
        yield Block.of("text", "、".join(map(name, filter(None, same))))
    yield from appendix(cited, (), lang)


def _is_as_it_was(row: Row, found: Comparison) -> bool:
    """Whether a clause of a new version is worth no more than its label."""
    plain = row.kind == "same" and not row.moved and not row.renumbered
    return found.mode == "versions" and plain


def _cited(number: int, side: Side, info: DocumentInfo) -> Cited:
    span = Span(side.start, side.end)
    hashes = (info.source_sha256, info.text_sha256)
    return Cited(number, side.citation, info.source, side.page, span, *hashes)


def _head(side: str, info: DocumentInfo, lang: Lang) -> Block:
    """What stands above a column: the document, and how to tell it from its other versions."""
    facts = "，".join(filter(None, (info.date, info.source)))
    words = f"{say(lang, side)} 《{name(info.title)}》（{name(facts)}）"
    return Block("text", (Run(words, "strong"),))


def _key(found: Comparison, lang: Lang) -> tuple[Run, ...]:
    """What the marks mean."""
    marked = {kind: style for kind, style in _STYLES[found.mode].items() if style != "plain"}
    runs = [Run(say(lang, "compare_key"))]
    for kind, style in marked.items():
        runs += [Run(" "), Run(say(lang, f"compare_is_{kind}"), style)]
    return tuple(runs)


def _side(
    side: Side | None, cited: Cited | None, kind: str, found: Comparison
) -> tuple[Block, ...]:
    if side is None or cited is None:
        return ()
    styles = _STYLES[found.mode]
    runs = tuple(Run(piece.text, styles[piece.kind]) for piece in side.pieces)
    citation = f"[{cited.number}] {kind} {name(side.citation)}"
    return (Block.of("citation", citation), Block("quote", runs))
