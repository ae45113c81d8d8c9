"""A comparison -> HTML. Pure; every byte of a document goes through `visible` or `escape`, and the
text of a side, joined, is its slice of the source, character by character.
"""

import re
from collections.abc import Sequence
from html import escape

from index.catalogue import DocumentInfo
from index.versions import versions
from qa.comparison.comparison import Comparison, Row, Side
from ui.address import DIGITS, address
from ui.pieces import visible
from ui.wording import Lang, say

__all__ = ["comparison", "kinds", "name", "part"]

_BREAK = re.compile(r"\s*\n\s*")
_TAGS = {"deleted": "del", "inserted": "ins"}
# What can be shown alone, in the order of the buttons; the second is shown first.
_FILTERS = {
    "versions": ("all", "differing", "changed", "added", "removed", "moved"),
    "statements": ("all", "linked", "removed", "added"),
}


def name(info: DocumentInfo, version: str) -> str:
    """What a document is called among others."""
    return f"{info.title}（{version}）" if version else info.title


def part(info: DocumentInfo) -> str:
    """How an address names a document: by its text and where it begins there."""
    return f"{info.text_sha256[:DIGITS]}-{info.start}"


def comparison(
    found: Comparison, infos: tuple[DocumentInfo, ...], lang: Lang, chosen: bool = False
) -> str:
    """The summary, what can be shown alone, and the rows. `infos` are all documents of the store;
    `chosen`: somebody chose the mode, so that the address has to say it.
    """
    told = versions(infos)
    heads = [
        f'<p class="tw-versus-title"><span>{say(lang, side)}</span>'
        f'<bdi lang="zh">{visible(name(info, told[info.id]))}</bdi></p>'
        for side, info in (("compare_left", found.left), ("compare_right", found.right))
    ]
    first = _FILTERS[found.mode][1]
    shown = summary(found, lang)
    query = f"?tab=compare&left={part(found.left)}&right={part(found.right)}"
    query += f"&mode={found.mode}" if chosen else ""
    rows = "".join(_row(row, found, told, lang) for row in found.rows)
    return (
        f'<div class="tw-versus" data-mode="{found.mode}" data-shown="{first}"'
        f' data-query="{escape(query)}" data-summary="{escape(shown)}"'
        f' data-empty="{escape(say(lang, "compare_none"))}">'
        f'<p class="tw-versus-summary">{escape(shown)}</p>{_tools(found, lang)}'
        f'<p class="tw-versus-key">{_key(found.mode, lang)}</p>'
        f'<div class="tw-versus-heads">{"".join(heads)}</div>'
        f'<ol class="tw-versus-rows">{rows}</ol></div>'
    )


def summary(found: Comparison, lang: Lang) -> str:
    """How many of what there are, in one line."""
    counts = found.counts()
    counts["linked"] = counts["same"] + counts["changed"]
    line = say(lang, f"compare_{found.mode}", **counts)
    among = [key for key in ("moved", "renumbered") if counts[key]]
    told = say(lang, "compare_and").join(
        say(lang, f"compare_among_{key}", n=counts[key]) for key in among
    )
    return line + (say(lang, "compare_among", those=told) if told else "")


def _tools(found: Comparison, lang: Lang) -> str:
    counts = found.counts()
    counts["linked"] = counts["same"] + counts["changed"]
    counts["differing"] = counts["changed"] + counts["added"] + counts["removed"]
    if found.mode == "versions":  # moved or renumbered clauses may be the same
        rows = [row for row in found.rows if not row.heading and row.kind == "same"]
        counts["differing"] += sum(row.moved or row.renumbered for row in rows)
    counts["all"] = sum(counts[kind] for kind in ("same", "changed", "added", "removed"))
    first = _FILTERS[found.mode][1]
    buttons = "".join(
        f'<button type="button" data-show="{key}" aria-pressed="{str(key == first).lower()}">'
        f"{say(lang, _word(key, found))} <b>{counts[key]}</b></button>"
        for key in _FILTERS[found.mode]
    )
    exports = "".join(
        f'<button type="button" data-export="{kind}">{say(lang, f"compare_{kind}")}</button>'
        for kind in ("markdown", "docx")
    )
    return (
        f'<div class="tw-versus-tools"><div role="group" aria-label="{say(lang, "compare_show")}">'
        f'{buttons}</div><div role="group" aria-label="{say(lang, "compare_export")}">{exports}'
        "</div></div>"
    )


def _word(key: str, found: Comparison) -> str:
    alone = found.mode == "statements" and key in ("added", "removed", "changed")
    return f"compare_{key}_statement" if alone else f"compare_{key}"


def _key(mode: str, lang: Lang) -> str:
    if mode == "versions":
        words = [f"<{tag}>{say(lang, f'compare_is_{kind}')}</{tag}>" for kind, tag in _TAGS.items()]
    else:
        words = [f"<mark>{say(lang, 'compare_is_equal')}</mark>"]
    return f"{say(lang, 'compare_key')} {' '.join(words)}"


def kinds(row: Row, found: Comparison, lang: Lang) -> str:
    """What became of a clause, or where a statement stands."""
    words = [say(lang, _word(row.kind, found))]
    words += [say(lang, f"compare_{key}") for key in ("moved", "renumbered") if getattr(row, key)]
    return " · ".join(words)


def _row(row: Row, found: Comparison, told: Sequence[str], lang: Lang) -> str:
    """`told`: what tells documents of one title apart."""
    flags = "".join(
        f" data-{key}" for key in ("moved", "renumbered", "heading") if getattr(row, key)
    )
    sides = "".join(
        _side(side, info, told[info.id], found.mode, say(lang, key), lang)
        for side, info, key in (
            (row.left, found.left, "compare_left"),
            (row.right, found.right, "compare_right"),
        )
    )
    return (
        f'<li class="tw-versus-row" data-kind="{row.kind}"{flags}>'
        f'<p class="tw-versus-kind">{kinds(row, found, lang)}</p>{sides}</li>'
    )


def _side(
    side: Side | None, info: DocumentInfo, version: str, mode: str, which: str, lang: Lang
) -> str:
    if side is None:
        none = say(lang, "compare_nothing")
        return f'<div class="tw-versus-side tw-versus-none"><p>{none}</p></div>'
    # The version stands above the column.
    where = side.citation.removeprefix(f"《{info.title}》").removeprefix(f"（{version}）")
    where = where or side.label
    page = "" if side.page is None else f"<span>{say(lang, 'page', page=side.page)}</span>"
    link = escape(address(info.text_sha256, side.start, side.end))
    return (
        f'<div class="tw-versus-side"><p class="tw-versus-where"><span>{which}</span>'
        f'<a href="{link}" title="{escape(side.citation)}">'
        f'<bdi lang="zh">{visible(where)}</bdi></a>'
        f'{page}</p><div class="tw-versus-text" lang="zh">{_pieces(side, mode, lang)}</div></div>'
    )


def _pieces(side: Side, mode: str, lang: Lang) -> str:
    """The text, with what was deleted and inserted marked, or between statements what is equal."""
    written = []
    for piece in side.pieces:
        tag = _TAGS.get(piece.kind, "") if mode == "versions" else ""
        if mode == "statements" and piece.kind == "equal":
            tag = "mark"
        said = (
            f' data-said="{say(lang, f"compare_said_{piece.kind}")}"'
            if tag in ("del", "ins")
            else ""
        )
        text = _text(piece.text)
        written.append(f"<{tag}{said}>{text}</{tag}>" if tag else text)
    return "".join(written)


def _text(text: str) -> str:
    """`text` escaped; runs of white space with line feeds break the line and are else hidden."""
    pieces, at = [], 0
    for gap in _BREAK.finditer(text):
        pieces.append(visible(text[at : gap.start()]))
        pieces.append(f'<br><span class="tw-space">{gap[0]}</span>')
        at = gap.end()
    return "".join([*pieces, visible(text[at:])])
