"""Documents and answers as HTML: nothing gets through unescaped, nothing is lost or displaced."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.build import Progress
from index.errors import StoreDamaged
from index.model import Document, Node, Source, Span
from qa.answer import Answer, Citation, Highlight, Passage, Related, StoreInfo
from ui import render
from ui.startup import State
from ui.wording import EXAMPLES, TEXT

HOSTILE = "<script>alert('x')</script>&amp;\"双引号\"'\u202e倒写\u202c${1+1}{{value}}"
BODY = f"办法\n\n第一条　为了管理。\n第二条 {HOSTILE}\n  末段。\n"


class Page(HTMLParser):
    """What a browser makes of HTML: its text, and which pieces of it are inside which elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None], int, int]] = []
        self._open: list[tuple[str, dict[str, str | None], int]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs), len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        name, attributes, start = self._open.pop()
        assert name == tag
        self.elements.append((tag, attributes, start, len(self.text)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[tuple[dict[str, str | None], str, Span]]:
        """Elements with the tag or class `name`: attributes, text, where in all the text."""
        return sorted(
            (
                (attributes, self.text[a:b], Span(a, b))
                for tag, attributes, a, b in self.elements
                if name == tag or name in (attributes.get("class") or "").split()
            ),
            key=lambda element: element[2],
        )


def document(text: str, cuts: list[int], title: str = "办法") -> Document:
    edges = [0, *cuts, len(text)]
    nodes = [
        Node("paragraph", f"第{i}段", "", Span(a, b)) for i, (a, b) in enumerate(pairwise(edges))
    ]
    return Document(
        Source("<b>.txt", "0" * 64, text, "utf-8"), title, Span(0, len(text)), tuple(nodes)
    )


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


def passage(text: str, start: int, marks: list[Span], below: bool = False) -> Passage:
    end = start + len(text)
    cited = Citation(
        document=HOSTILE,
        label="第二条",
        path=(HOSTILE, "第二条"),
        text=f"《{HOSTILE}》第二条",
        start=start,
        end=end,
        source="办法.txt",
        page=3,
        source_sha256="0" * 64,
        text_sha256="1" * 64,
        clause_start=start,
        clause_end=end,
        document_id=7,
    )
    found = tuple(Highlight(m.start, m.end, text[m.start - start : m.end - start]) for m in marks)
    return Passage(1, 0.934, text, cited, found, below)


def answered(*passages: Passage, declined: str = "") -> Answer:
    return Answer(
        *(HOSTILE, not declined, "nothing_relevant" if declined else None, 0.9, passages),
        *(StoreInfo("id", "model", 2, 3), 1.0, declined, f"EN {declined}"),
    )


def shown_text(html: str) -> tuple[str, int]:
    """The text of the document as the reader shows it, and where that begins in all the text."""
    ((_, text, span),) = Page(html).all("tw-text")
    return text, span.start


def test_the_blocks_of_the_reader_joined_are_the_document() -> None:
    html = render.reader(articles(), 0, "zh", Span(20, 60), [Span(25, 31)])
    assert shown_text(html)[0] == BODY
    assert "".join(text for _, text, _ in Page(html).all("tw-leaf")) == BODY


@given(st.data())
def test_any_text_with_any_marks_is_shown_whole(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=60))
    places = st.lists(st.integers(0, len(text)), min_size=2, max_size=2).map(sorted)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text)), max_size=4)) - {len(text)})
    cited, mark = (Span(*data.draw(places)) for _ in range(2))
    html = render.reader(document(text, cuts), 0, "zh", cited, [mark])
    whole, at = shown_text(html)
    assert whole == text
    marked = [span for _, _, span in Page(html).all("mark")]
    visible = "".join(text[s.start - at : s.end - at] for s in marked)
    inside = mark.of(text)
    assert re.sub(r"\s", "", visible) == re.sub(r"\s", "", inside)
    assert all(mark.contains(Span(s.start - at, s.end - at)) for s in marked)


def test_marks_stand_at_their_offsets() -> None:
    start = BODY.index("双引号")
    cited, mark = Span(start - 1, start + 6), Span(start, start + 3)
    html = render.reader(articles(), 0, "zh", cited, [mark])
    at = shown_text(html)[1]
    ((attributes, text, span),) = Page(html).all("mark")
    assert (text, span.start - at, attributes) == ("双引号", start, {"class": "tw-cited"})
    pieces = [(s.start - at, s.end - at) for _, _, s in Page(html).all("tw-cited")]
    assert pieces == [(start - 1, start), (start, start + 3), (start + 3, start + 6)]


def test_the_first_cited_block_is_where_the_page_goes() -> None:
    two, tail = BODY.index("第二条"), BODY.index("  末段")
    html = render.reader(articles(), 4, "zh", Span(two, len(BODY) - 1))
    targets = [a["id"] for a, _, _ in Page(html).all("p") if "data-target" in a]
    assert targets == [f"leaf-{two}"]
    assert [a["id"] for a, _, _ in Page(html).all("tw-whole")] == [f"leaf-{two}", f"leaf-{tail}"]
    assert f'data-place="4:{two}-{len(BODY) - 1}"' in html
    part = render.reader(articles(), 4, "zh", Span(two, two + 5))
    assert [a["id"] for a, _, _ in Page(part).all("tw-part")] == [f"leaf-{two}"]


def test_outline_links_lead_to_blocks() -> None:
    page = Page(render.reader(articles(), 0, "zh"))
    links = {text: (a["href"] or "").lstrip("#") for a, text, _ in page.all("a")}
    assert links.keys() == {"目录", "第一条", "第二条"}
    assert links["第二条"] == f"leaf-{BODY.index('第二条')}"
    assert {a.get("id") for a, _, _ in page.all("tw-leaf")} >= {links["第一条"], links["第二条"]}
    assert [text for _, text, _ in page.all("tw-lead")] == ["第一条", "第二条"]


def test_paragraphs_are_listed_where_nothing_else_has_a_name() -> None:
    page = Page(render.reader(document("甲。\n乙。", [3]), 0, "zh"))
    assert [text for _, text, _ in page.all("tw-bare")] == ["第0段", "第1段"]


def test_nothing_of_a_document_becomes_markup() -> None:
    given_answer = answered(passage(HOSTILE, 40, [Span(41, 50)]))
    html = render.answer(given_answer, "zh") + render.reader(articles(), 0, "zh")
    html += render.reader(document(HOSTILE, []), 0, "en")
    html += render.failure(StoreDamaged(HOSTILE, HOSTILE), "zh")
    page = Page(html)
    tags = {tag for tag, *_ in page.elements}
    assert "script" not in tags
    assert "b" in tags  # ours, in the confidence; the one of the file's name must be text
    assert [text for _, text, _ in page.all("b")] == ["很大"]
    assert "来源 <b>.txt" in Page(render.reader(document("甲", []), 0, "zh")).text
    names = {name for _, attributes, *_ in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on")]


def test_a_passage_shows_its_citation_quote_and_confidence() -> None:
    text = "第二条 甲。\n\n乙丙。"
    page = Page(render.answer(answered(passage(text, 40, [Span(44, 46), Span(48, 51)])), "zh"))
    ((cite, where, _),) = page.all("tw-cite")
    assert where == f"《{HOSTILE}》第二条"
    assert (cite["data-cite"], cite["data-place"]) == ("1", f"7:40-{40 + len(text)}")
    ((_, quoted, _),) = page.all("tw-quote")
    assert quoted == text
    assert [marked for _, marked, _ in page.all("mark")] == ["甲。", "乙丙。"]
    assert [line for _, line, _ in page.all("tw-quote")] == [text]
    assert page.all("tw-copy")[0][0]["data-copy"] == f"《{HOSTILE}》第二条"
    assert [step for _, step, _ in page.all("tw-path")] == [f"{HOSTILE}第 3 页"]
    assert [words for _, words, _ in page.all("tw-confidence")] == ["把握 很大0.93"]
    assert 'style="width:93%"' in render.answer(answered(passage(text, 40, [])), "zh")


def linked(cites: list[Related], cited_by: list[Related]) -> Passage:
    return replace(passage("甲。", 40, []), cites=tuple(cites), cited_by=tuple(cited_by))


def other(number: int, document: int = 3, title: str = "税法") -> Related:
    """A reference to, or in, article `number` of a document."""
    at = number * 10
    return Related("前条", 0, 2, f"《{title}》第{number}条", document, at, at + 9)


def test_related_clauses_are_buttons_under_the_passage() -> None:
    own = other(9, 7, HOSTILE)
    shown = linked([other(1), own, other(1), Related("本法第九条", 0, 5)], [other(2)])
    page = Page(render.answer(answered(shown), "zh"))
    assert page.all("details") == []
    assert [text for _, text, _ in page.all("dt")] == ["引用", "被引用"]
    assert [text for _, text, _ in page.all("tw-link")] == [
        "《税法》第1条",
        "第9条",
        "《税法》第2条",
    ]
    places = [attributes["data-place"] for attributes, _, _ in page.all("tw-link")]
    assert places == ["3:10-19", "7:90-99", "3:20-29"]
    assert page.all("tw-link")[1][0]["data-located"] == f"已在原文中定位：《{HOSTILE}》第9条"
    assert {tag for tag, attributes, *_ in page.elements if "data-open" in attributes} == {"button"}


def test_a_version_stands_with_the_title() -> None:
    shown = linked([other(9, 7, HOSTILE)], [])
    cited = replace(shown.citation, version="2023-03-13", text=f"《{HOSTILE}》（2023-03-13）第二条")
    again = replace(shown.cites[0], citation=f"《{HOSTILE}》（2023-03-13）第9条")
    page = Page(render.answer(answered(replace(shown, citation=cited, cites=(again,))), "zh"))
    assert [text for _, text, _ in page.all("tw-title")] == [f"《{HOSTILE}》（2023-03-13）"]
    assert [text for _, text, _ in page.all("tw-where")] == ["第二条"]
    assert [text for _, text, _ in page.all("tw-link")] == ["第9条"]


def test_more_than_five_related_clauses_are_folded() -> None:
    five, six = ([other(number) for number in range(1, count)] for count in (6, 7))
    assert Page(render.answer(answered(linked(five, [])), "zh")).all("summary") == []
    page = Page(render.answer(answered(linked(six[:3], six[3:])), "en"))
    assert [text for _, text, _ in page.all("summary")] == ["Related clauses (6)"]
    assert [text for _, text, _ in page.all("dt")] == ["Cites", "Cited by"]
    assert len(page.all("tw-link")) == 6


def test_a_passage_is_not_related_to_itself() -> None:
    own = Related("前款", 0, 2, f"《{HOSTILE}》第二条第一款", 7, 40, 42)
    assert "tw-related" not in render.answer(answered(linked([own], [])), "zh")
    part = replace(own, clause_end=99)  # but a part of a clause is to the whole of it
    assert "第二条第一款" in render.answer(answered(linked([part], [])), "zh")
    assert "tw-related" not in render.answer(
        answered(linked([Related("税法第九条", 0, 5)], [])), "zh"
    )


def test_a_refusal_says_so_and_calls_the_nearest_passages_that() -> None:
    declined = answered(passage("甲。", 0, [], below=True), declined="没有 <i>回答</i>。")
    page = Page(render.answer(declined, "zh"))
    ((_, notice, _),) = page.all("tw-notice")
    assert notice == "!没有找到答案没有 <i>回答</i>。"
    assert [heading for _, heading, _ in page.all("h2")] == ["最接近的段落，低于阈值"]
    assert "低于阈值" in page.all("tw-confidence")[0][1]
    assert "EN 没有" in Page(render.answer(declined, "en")).text


def test_the_status_shows_how_far_a_build_is() -> None:
    page = Page(render.status(State(Progress("embed", 40, 410)), "zh"))
    ((bar, _, _),) = page.all("progress")
    assert bar == {"value": "40", "max": "410"}
    assert [line for _, line, _ in page.all("tw-stage")] == ["计算向量：40 / 410"]
    assert "打开索引" in render.status(State(), "zh")
    broken = State(error=StoreDamaged("索引坏了", "the store is broken"))
    assert "索引坏了" in render.status(broken, "zh")
    assert "the store is broken" in render.status(broken, "en")


def test_every_string_is_there_in_both_languages_with_the_same_places() -> None:
    assert TEXT["zh"].keys() == TEXT["en"].keys()
    for key, text in TEXT["zh"].items():
        places = [sorted(re.findall(r"\{\w+\}", t)) for t in (text, TEXT["en"][key])]
        assert places[0] == places[1], key


def test_examples_are_buttons() -> None:
    buttons = Page(render.examples("zh")).all("button")
    assert tuple(text for _, text, _ in buttons) == EXAMPLES
    assert tuple(attributes["data-question"] for attributes, _, _ in buttons) == EXAMPLES


def test_a_corrected_question_says_so() -> None:
    corrected = replace(answered(declined="没有。"), searched_for="天府<粮仓")
    assert "已按“天府&lt;粮仓”查找" in render.answer(corrected, "zh")
    assert "Searched for “天府&lt;粮仓”" in render.answer(corrected, "en")
    assert "已按" not in render.answer(answered(declined="没有。"), "zh")


def test_a_repeated_sentence_is_told() -> None:
    first, second = passage("甲。", 40, []), replace(passage("甲。", 40, []), rank=2, repeats=1)
    assert "与第 1 段所引为同一句话" in render.answer(answered(first, second), "zh")
    assert "同一句话" not in render.answer(answered(first), "zh")
