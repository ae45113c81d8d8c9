"""Addresses of the page, as a browser shows them and a colleague mails them.

    ?tab=compare                                    a tab
    ?tab=read&text=0123456789abcdef&at=310-420      a place in a text, opened in the tab 原文
    ?tab=read&text=0123456789abcdef                 the text's first document

A text is named by the first 16 hexadecimal digits of its `text_sha256` and a place by code points
into it, so an address stays right when the store is built anew. ui/assets/address.js does the same
in the browser.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from index.model import Span

__all__ = ["DIGITS", "Place", "address", "parse", "tab_address"]

DIGITS = 16  # hexadecimal digits of the hash: two texts in a million share them once in 40 million
_LONGEST = 500  # characters of an address that are looked at
_TAB = re.compile(r"[a-z]{1,20}")
_TEXT = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
_AT = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: to a tab, and in a text (by the first digits of its hash, "" if none
    is named) to `span`, None for the beginning.
    """

    tab: str
    text: str = ""
    span: Span | None = None


def address(text_sha256: str, start: int | None = None, end: int | None = None) -> str:
    """The address of code points [start, end) of a text, or of the text if they are None; relative
    to the page. It holds nothing that HTML would have to escape but "&".
    """
    at = "" if start is None or end is None else f"&at={start}-{end}"
    return f"?tab=read&text={text_sha256[:DIGITS]}{at}"


def tab_address(tab: str) -> str:
    """The address of a tab, by the name that ui/page.py knows it by."""
    return f"?tab={tab}"


def parse(query: str) -> Place | None:
    """Where a query string (with or without "?") leads; None if it names no tab or if anything of
    it is not as `address` writes it. Parameters of others (__theme) are passed over.
    """
    if len(query) > _LONGEST:
        return None
    found = parse_qs(query.removeprefix("?"), keep_blank_values=True)
    if any(len(found.get(name, ())) > 1 for name in ("tab", "text", "at")):
        return None
    tab, text, at = (found.get(name, [""])[0] for name in ("tab", "text", "at"))
    if not _TAB.fullmatch(tab) or (text and not _TEXT.fullmatch(text)) or (at and not text):
        return None
    span = _AT.fullmatch(at)
    if at and not span:
        return None
    if span is None:
        return Place(tab, text)
    start, end = int(span[1]), int(span[2])
    return Place(tab, text, Span(start, end)) if start < end else None
