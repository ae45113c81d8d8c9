"""Addresses of the page: what one says is what the other reads, and nothing else is read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Span
from ui.address import Place, address, parse, tab_address

TEXT = "0123456789abcdef" * 4


def test_a_place_is_named_by_its_text_and_offsets() -> None:
    assert address(TEXT, 310, 420) == "?tab=read&text=0123456789abcdef&at=310-420"
    assert address(TEXT) == "?tab=read&text=0123456789abcdef"
    assert tab_address("compare") == "?tab=compare"


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_what_is_written_is_read_again(start: int, length: int) -> None:
    place = Place("read", TEXT[:16], Span(start, start + length))
    assert parse(address(TEXT, start, start + length)) == place
    assert parse(address(TEXT, start, start + length)[1:]) == place


def test_a_text_and_a_tab_alone_are_places_too() -> None:
    assert parse(address(TEXT)) == Place("read", TEXT[:16], None)
    assert parse("?tab=compare") == Place("compare")
    assert parse("?__theme=dark&tab=read&text=0123456789abcdef") == Place("read", TEXT[:16])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "?q=铁路",
        "?tab=",
        "?tab=Read",
        "?tab=../etc",
        "?tab=<script>",
        f"?tab={'a' * 21}",
        "?tab=read&tab=ask",
        "?tab=read&text=0123456789abcde",
        "?tab=read&text=0123456789abcdeff",
        "?tab=read&text=0123456789ABCDEF",
        "?tab=read&text=0123456789abcdeg",
        "?tab=read&text=0123456789abcdef&text=0123456789abcdef",
        "?tab=read&at=1-2",
        "?tab=read&text=0123456789abcdef&at=1",
        "?tab=read&text=0123456789abcdef&at=2-1",
        "?tab=read&text=0123456789abcdef&at=2-2",
        "?tab=read&text=0123456789abcdef&at=-1-2",
        "?tab=read&text=0123456789abcdef&at=1-2-3",
        "?tab=read&text=0123456789abcdef&at=1-2%0a",
        "?tab=read&text=0123456789abcdef&at=١-٢",
        f"?tab=read&text=0123456789abcdef&at=1-{'9' * 13}",
        "?tab=read&text=0123456789abcdef&at=1-2" + "&x=y" * 200,
    ],
)
def test_anything_else_is_no_place(query: str) -> None:
    assert parse(query) is None


@given(st.text(max_size=80))
def test_no_text_breaks_it(query: str) -> None:
    place = parse(query)
    assert place is None or re.fullmatch("[a-z]{1,20}", place.tab)
