"""A document as one reads it: nothing gets through unescaped, nothing is lost or displaced."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup import Page
from stores import LAW, RULES

from index.catalogue import DocumentInfo
from index.errors import StoreDamaged
from index.model import Document, Node, Source, Span
from index.outline import outline
from ui.read import reader
from ui.read.shelf import functions, located

HOSTILE = "<script>alert('x')</script>&amp;\"双引号\"'\u202e倒写\u202c${1+1}{{value}}"
BODY = f"办法\n\n第一条　为了管理。\n第二条 {HOSTILE}\n  末段。\n"


def document(text: str, cuts: list[int], title: str = "办法", pages: Any = ()) -> Document:
    edges = [0, *cuts, len(text)]
    nodes = [
        Node("paragraph", f"第{i}段", "", Span(a, b)) for i, (a, b) in enumerate(pairwise(edges))
    ]
    source = Source("<b>.txt", "0" * 64, text, "utf-8", tuple(pages))
    return Document(source, title, Span(0, len(text)), tuple(nodes))


def articles() -> Document:
    one, two, tail = (BODY.index(word) for word in ("第一条", "第二条", "  末段"))
    nodes = (
        Node("title", "", "", Span(0, one)),
        Node("article", "第一条", "", Span(one, two), (Node("paragraph", "", "", Span(one, two)),)),
        Node(
            *("article", "第二条", "", Span(two, len(BODY))),
            (
                Node("paragraph", "", "", Span(two, tail)),
                Node("paragraph", "", "", Span(tail, len(BODY))),
            ),
        ),
    )
    return Document(Source("办法.txt", "0" * 64, BODY, "utf-8"), HOSTILE, Span(0, len(BODY)), nodes)


def law(text: str = LAW) -> Document:
    return outline(Source("law.txt", "0" * 64, text, "utf-8")).documents[0]


def info(of: Document, number: int = 0) -> DocumentInfo:
    return DocumentInfo(
        id=number,
        title=of.title,
        source=of.source.path,
        characters=len(of.span),
        clauses=2,
        issuer="<i>某省</i>",
        date="2022-11-29",
        number="",
        source_sha256=of.source.sha256,
        text_sha256=of.source.text_sha256,
        start=of.span.start,
    )


def leaves(of: Document) -> list[tuple[dict[str, str | None], str]]:
    return [(a, text) for a, text, _ in Page(reader.body(of, "zh")).all("tw-leaf")]


def test_the_leaves_joined_are_the_document() -> None:
    for of in (articles(), law(), law(RULES)):
        assert "".join(text for _, text in leaves(of)) == of.span.of(of.text)
        ((_, whole, _),) = Page(reader.body(of, "en")).all("tw-text")
        assert whole == of.span.of(of.text)


@given(st.data())
def test_any_text_with_any_pages_is_shown_whole_and_each_leaf_where_it_is(
    data: st.DataObject,
) -> None:
    text = data.draw(st.text(min_size=1, max_size=60))
    places = st.integers(0, len(text))
    cuts = sorted(data.draw(st.sets(places, max_size=4)) - {0, len(text)})
    pages = sorted(data.draw(st.lists(places, max_size=4)))
    shown = leaves(document(text, cuts, pages=pages))
    assert "".join(words for _, words in shown) == text
    for attributes, words in shown:
        start = int(attributes["data-leaf"] or "")
        assert text[start : start + len(words)] == words


def test_the_first_leaf_of_a_clause_says_where_that_is_and_how_it_is_cited() -> None:
    of = law()
    cited = {
        a["data-cite"]: of.text[slice(*map(int, (a["data-clause"] or "").split("-")))]
        for a, _ in leaves(of)
        if "data-clause" in a
    }
    assert list(cited) == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert cited["第三条"] == "第三条 甲应当登记。\n乙应当备案。"
    assert cited["第四条"] == "第四条 丁免予登记。"


def test_items_are_cited_with_their_sections() -> None:
    of = law("决定\n\n一、总体要求\n\n（一）坚持原则。要坚持。\n\n（二）坚持创新。要创新。\n")
    assert [a["data-cite"] for a, _ in leaves(of) if "data-cite" in a] == [
        "一、（一）",
        "一、（二）",
    ]


def test_the_outline_is_a_tree_of_links_to_leaves_and_addresses() -> None:
    of = law()
    page = Page(reader.body(of, "zh"))
    links = {text: attributes for attributes, text, _ in page.all("a")}
    assert list(links) == [
        *("第一章 总则", "第一条", "第二条", "第二章 管理", "第一节 一般规定", "第三条"),
        *("第三条之一", "第二节 特别规定", "第四条"),
    ]
    starts = {attributes["data-leaf"] for attributes, _ in leaves(of)}
    assert {attributes["data-jump"] for attributes in links.values()} <= starts
    at, text = LAW.index("第三条"), of.source.text_sha256[:16]
    span = f"{at}-{LAW.index('备案。') + 3}"
    assert links["第三条"]["href"] == f"?tab=read&text={text}&at={span}"
    assert links["第三条"]["data-jump"] == str(at)
    chapter = LAW.index("第二章")
    assert links["第二章 管理"]["href"] == f"?tab=read&text={text}&at={chapter}-{chapter + 6}"
    assert [text for _, text, _ in page.all("tw-lead")][:2] == ["第一条", "第二条"]


def test_sections_can_be_folded_and_are_in_a_long_outline() -> None:
    def states(of: Document) -> set[str | None]:
        return {a["aria-expanded"] for a, _, _ in Page(reader.body(of, "zh")).all("data-fold")}

    many = "\n\n".join(f"第{n}条 甲应当登记。" for n in "一二三四五六七八九十")
    chapters = [f"第{n}章 甲\n\n{many}" for n in "一二三四五六七八九十"]
    long = law("条例\n\n" + "\n\n".join(chapters) + "\n\n第十一章 附则\n\n" + many)
    assert states(law()) == {"true"}
    assert states(long) == {"false"}
    label = next(a["aria-label"] for a, _, _ in Page(reader.body(law(), "zh")).all("data-fold"))
    assert label == "展开或收起：第一章 总则"


def test_paragraphs_are_listed_where_nothing_else_has_a_name() -> None:
    page = Page(reader.body(document("甲。\n乙。", [3]), "zh"))
    assert page.texts("tw-bare") == ["第0段", "第1段"]


def test_a_page_begins_at_its_first_character_that_can_be_seen() -> None:
    #       0   1   2   3    4   5   6   7   8
    text = "甲\n\n乙丙\n丁\n"
    of = document(text, [3], pages=[0, 1, 4, 4, 6, 8])
    page = Page(reader.body(of, "zh"))
    at = next(span.start for _, _, span in page.all("tw-text"))
    found = [(a["data-page"], text[s.start - at]) for a, _, s in page.all("tw-page")]
    assert found == [("第 1 页", "甲"), ("第 2 页", "乙"), ("第 4 页", "丙"), ("第 5 页", "丁")]
    english = Page(reader.body(of, "en")).all("tw-page")[0][0]
    assert (english["aria-label"], english["role"]) == ("page 1", "doc-pagebreak")
    assert Page(reader.body(document(text, [3]), "zh")).all("tw-page") == []


def test_pages_of_other_documents_of_a_file_are_not_shown() -> None:
    of = replace(document("甲乙丙丁", [], pages=[0, 2, 3]), span=Span(2, 4))
    of = replace(of, nodes=(Node("paragraph", "", "", Span(2, 4)),))
    page = Page(reader.body(of, "zh"))
    assert [a["data-page"] for a, _, _ in page.all("tw-page")] == ["第 2 页", "第 3 页"]


def test_a_character_that_turns_the_direction_is_kept_and_held() -> None:
    page = Page(reader.body(document("甲\u202e乙\u2066丙\u200f", []), "zh"))
    held = [(attributes["data-code"], text) for attributes, text, _ in page.all("tw-bidi")]
    assert held == [("U+202E", "\u202e"), ("U+2066", "\u2066"), ("U+200F", "\u200f")]
    assert page.texts("tw-text") == ["甲\u202e乙\u2066丙\u200f"]


def test_long_documents_are_laid_out_in_pieces() -> None:
    text = "甲" * 999 + "\n"
    page = Page(reader.body(document(text * 10, [1000 * i for i in range(1, 10)]), "zh"))
    chunks = [(a["style"], len(words)) for a, words, _ in page.all("tw-chunk")]
    assert chunks == [("--tw-chars:3000", 3000)] * 3 + [("--tw-chars:1000", 1000)]


def test_nothing_of_a_document_becomes_markup() -> None:
    of = articles()
    named = replace(info(of), source="<b>.txt")
    shown = reader.body(of, "zh") + reader.reader(named, "en", Span(0, 3), [Span(0, 2)])
    shown += reader.body(document(HOSTILE, []), "en")
    page = Page(shown)
    assert {tag for tag, *_ in page.elements}.isdisjoint({"script", "b", "i", "img"})
    assert "from <b>.txt" in page.text
    assert "<i>某省</i>" in page.text
    names = {name for _, attributes, *_ in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on")]


def test_the_frame_names_the_document_and_what_is_marked() -> None:
    of = law()
    frame = Page(reader.reader(info(of, 4), "zh", Span(30, 40), [Span(31, 33), Span(35, 36)]))
    ((attributes, text, _),) = frame.all("tw-reader")
    assert attributes["data-book"] == f"{of.source.text_sha256[:16]}-0-zh"
    assert (attributes["data-cited"], attributes["data-marks"]) == ("30-40", "31-33 35-36")
    assert attributes["data-opens"] == "4:30-40"
    assert (attributes["data-from"], attributes["data-to"]) == ("0", str(len(of.span)))
    assert "2022-11-29" in text
    assert "第一条" not in text
    ((plain, _, _),) = Page(reader.reader(info(of, 4), "en")).all("tw-reader")
    assert (plain["data-cited"], plain["data-marks"], plain["data-opens"]) == ("", "", "4:")


# --- what the browser fetches


class Shelf:
    """An assistant of two documents in one text, and of another."""

    def __init__(self, *found: Document) -> None:
        self.found = found
        self.read_count = 0

    def documents(self) -> tuple[DocumentInfo, ...]:
        return tuple(info(of, i) for i, of in enumerate(self.found))

    def read(self, number: int) -> Document:
        self.read_count += 1
        return self.found[number]

    def text(self, digest: str) -> str:
        return next(of.text for of in self.found if of.source.text_sha256 == digest)


def two() -> tuple[Document, Document]:
    text = "甲法。\n乙法，甲。\n"
    source = Source("x/two.txt", "0" * 64, text, "utf-8")
    spans = (Span(0, 4), Span(4, len(text)))
    first, second = (
        Document(source, title, span, (Node("paragraph", "第1段", "", span),))
        for title, span in zip(("甲法", "乙法"), spans, strict=True)
    )
    return first, second


def called(shelf: Shelf | None) -> dict[str, Any]:
    startup: Any = SimpleNamespace(state=SimpleNamespace(assistant=shelf))
    return {function.__name__: function for function in functions(startup)}


def test_a_place_is_in_the_document_that_holds_it() -> None:
    infos = Shelf(*two(), law()).documents()
    text, other = infos[0].text_sha256[:16], infos[2].text_sha256[:16]
    ids = [getattr(located(infos, text, at), "id", None) for at in (None, 0, 3, 4, 9, 10)]
    assert ids == [0, 0, 0, 1, 1, None]
    assert getattr(located(infos, other, 3), "id", None) == 2
    assert located(infos, "0" * 16, None) is None


def test_a_book_is_found_by_its_key_and_words_within_it() -> None:
    shelf = Shelf(*two())
    first, second = (reader.key(entry, "zh") for entry in shelf.documents())
    call = called(shelf)
    assert Page(call["read_book"](second)).texts("tw-text") == ["乙法，甲。\n"]
    assert call["find_words"]([first, "甲", 0]) == {"count": 1, "first": 0, "hits": [[0, 1]]}
    assert call["find_words"]([second, "甲", 10**30]) == {"count": 1, "first": 0, "hits": [[7, 8]]}
    assert call["get_text"](second) == {"name": "two.txt", "text": "甲法。\n乙法，甲。\n"}


def test_a_book_is_made_once() -> None:
    shelf = Shelf(*two())
    key = reader.key(shelf.documents()[1], "en")
    call = called(shelf)
    assert call["read_book"](key) is call["read_book"](key)


@pytest.mark.parametrize(
    "given",
    [None, 7, "", "x", [], ["a"], {"a": 1}, f"{'0' * 16}-0-zh", f"{'0' * 16}-0-de", "\ud800"],
)
def test_what_names_no_book_gets_nothing(given: object) -> None:
    call = called(Shelf(*two()))
    assert call["read_book"](given) == ""
    nothing = {"count": 0, "first": 0, "hits": []}
    assert call["find_words"](given) == nothing
    assert call["find_words"]([given, "甲", 0]) == nothing
    book = reader.key(Shelf(*two()).documents()[0], "zh")
    assert call["find_words"]([book, given, 0]) == nothing
    assert call["find_words"]([book, "甲", given if given != 7 else True]) == nothing
    assert call["get_original"](given) == {}
    assert call["get_text"](given) == {}


def test_nothing_is_given_while_the_store_is_being_opened() -> None:
    key = reader.key(Shelf(*two()).documents()[0], "zh")
    assert called(None)["read_book"](key) == ""


def test_a_damaged_store_is_told_in_the_text_s_place() -> None:
    class Damaged(Shelf):
        def read(self, _: int) -> Document:
            raise StoreDamaged("索引坏了 <b>", "broken <b>")

        def text(self, _: str) -> str:
            raise StoreDamaged("索引坏了", "broken")

    shelf = Damaged(replace(two()[0], title="别的"))
    key = reader.key(shelf.documents()[0], "zh")
    call = called(shelf)
    assert "索引坏了 <b>" in Page(call["read_book"](key)).text
    assert call["find_words"]([key, "甲", 0])["said"] == "索引坏了 <b>"
    assert call["get_text"](key) == {"said": "索引坏了"}
