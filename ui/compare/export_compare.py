"""A comparison -> a document to hand on, as Markdown or .docx, with an appendix to check it by."""

from collections.abc import Iterator

from index.catalogue import DocumentInfo
from index.model import Span
from qa.comparison.comparison import Comparison, Row, Side
from ui.ask.export import Cited, appendix
from ui.compare.contrast import summary
from ui.paper import Block, Pair, Part, Run, Style, name, to_markdown
from ui.wording import Lang, say

__all__ = ["docx", "markdown"]


def markdown(found: Comparison, lang: Lang) -> str:
    """The comparison in CommonMark."""
    return to_markdown(list(_parts(found, lang)))


def docx(found: Comparison, lang: Lang) -> bytes:
    """The comparison as the bytes of a .docx file."""
    from ui.paper_docx import to_docx  # not before somebody wants one

    return to_docx(list(_parts(found, lang)), say(lang, "compare_title"))


def _parts(found: Comparison, lang: Lang) -> Iterator[Part]:
    yield Block.of("title", say(lang, "compare_title"))
    for side, info in (("compare_left", found.left), ("compare_right", found.right)):
        facts = "，".join(filter(None, (info.date, info.source)))
        yield Block.of("text", f"{say(lang, side)} 《{name(info.title)}》（{name(facts)}）")
    yield Block.of("text", summary(found, lang))
    cited: list[Cited] = []
    number = 0
    for row in found.rows:
        if _is_as_it_was(row, found):
            continue
        number += 1
        sides = ((row.left, found.left), (row.right, found.right))
        here = [_cited(number, side, info) if side else None for side, info in sides]
        cited += [one for one in here if one]
        left, right = (_side(side, one, found) for (side, _), one in zip(sides, here, strict=True))
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


def _side(side: Side | None, cited: Cited | None, found: Comparison) -> tuple[Block, ...]:
    if side is None or cited is None:
        return ()
    styles: dict[str, Style] = {"equal": "plain", "deleted": "deleted", "inserted": "inserted"}
    if found.mode == "statements":
        styles = {"equal": "mark", "deleted": "plain", "inserted": "plain"}
    runs = tuple(Run(piece.text, styles[piece.kind]) for piece in side.pieces)
    return (Block.of("citation", f"[{cited.number}] {name(side.citation)}"), Block("quote", runs))
