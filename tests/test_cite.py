from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stores import LAW, fake_build, write

from index.errors import InputError
from index.model import Clause, Span
from index.passages import LONG_CLAUSE
from index.store import Store, open_store
from qa import Assistant
from qa.answer import Related, verify
from qa.cite import citation_text, excerpt, passage, whole, with_related


def clause(kind: str, label: str, labels: tuple[str, ...] = ()) -> Clause:
    span = Span(0, 9)
    return Clause(kind, label, labels, label, span, (span,), labels)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "paragraph", "expected"),
    [
        (clause("article", "第三十九条", ("第四章",)), 0, "《劳动法》第三十九条"),
        (clause("article", "第三十九条", ("第四章",)), 2, "《劳动法》第三十九条第二款"),
        (clause("article", "第三条之一"), 12, "《劳动法》第三条之一第十二款"),
        (clause("item", "（十一）", ("三、",)), 0, "《劳动法》三、（十一）"),
        (clause("item", "（十一）", ("三、",)), 2, "《劳动法》三、（十一）第2段"),
        (clause("paragraph", "第7段"), 0, "《劳动法》第7段"),
        (clause("paragraph", "第7段", ("第一部分", "一、")), 0, "《劳动法》第一部分一、第7段"),
    ],
)
def test_a_citation_reads_as_one_writes_it(found: Clause, paragraph: int, expected: str) -> None:
    assert citation_text("劳动法", found, paragraph) == expected


def test_a_citation_names_the_version_where_there_are_several() -> None:
    article = clause("article", "第三条")
    assert citation_text("立法法", article, 0, "2023-03-13") == "《立法法》（2023-03-13）第三条"
    item = clause("item", "（二）", ("一、",))
    assert citation_text("决定", item, 2, "a.txt") == "《决定》（a.txt）一、（二）第2段"


@st.composite
def sentence_spans(draw: st.DrawFn) -> list[Span]:
    """Sentences in order, with white space between some."""
    at, spans = draw(st.integers(0, 50)), []
    for length, gap in draw(
        st.lists(st.tuples(st.integers(1, 600), st.integers(0, 2)), min_size=1, max_size=30)
    ):
        spans.append(Span(at, at + length))
        at += length + gap
    return spans


@given(sentence_spans(), st.data())
def test_an_excerpt_holds_the_best_sentence_and_is_no_longer_than_it_must(
    sentences: list[Span], data: st.DataObject
) -> None:
    marked = data.draw(st.lists(st.integers(0, len(sentences) - 1), unique=True, max_size=3))
    span = Span(sentences[0].start, sentences[-1].end)
    shown = excerpt(span, sentences, marked)
    best = sentences[marked[0] if marked else 0]
    assert span.contains(shown)
    assert shown.contains(best)
    assert len(shown) <= LONG_CLAUSE or shown in (span, best)
    if len(span) <= LONG_CLAUSE:
        assert shown == span
    else:
        assert shown.start in [s.start for s in sentences]
        assert shown.end in [s.end for s in sentences]
        # As many as fit: neither neighbour would.
        after = [s for s in sentences if s.start >= shown.end][:1]
        before = [s for s in sentences if s.end <= shown.start][-1:]
        assert all(s.end - shown.start > LONG_CLAUSE for s in after)
        assert all(shown.end - s.start > LONG_CLAUSE for s in before)


def test_an_excerpt_of_a_long_passage_has_its_answer_in_the_middle() -> None:
    sentences = [Span(100 * i, 100 * i + 100) for i in range(10)]
    assert excerpt(Span(0, 1000), sentences, [5]) == Span(300, 700)
    assert excerpt(Span(0, 1000), sentences, [0]) == Span(0, 400)
    assert excerpt(Span(0, 1000), sentences, [9]) == Span(600, 1000)
    assert excerpt(Span(0, 1000), sentences, [2, 5]) == Span(200, 600)
    assert excerpt(Span(0, 1000), sentences, [2, 9]) == Span(0, 400)
    assert excerpt(Span(0, 1000), sentences, []) == Span(0, 400)


LONG = "".join(f"第{i}项工作应当抓紧落实，不得拖延，也不得敷衍了事。" for i in range(40))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("cite")
    texts = {"law.txt": LAW, "long.txt": f"长期办法\n\n第一条 {LONG}\n\n第二条 完。\n"}
    fake_build([write(folder / "laws", texts)], folder / "store")
    return open_store(folder / "store")


def row_of(store: Store, words: str) -> int:
    for row, (document, _, _, start, end) in enumerate(store.passages):
        if words in store.text(store.documents[document].text_sha256)[start:end]:
            return row
    raise AssertionError(words)


def test_a_passage_is_quoted_and_its_sentences_are_marked(store: Store) -> None:
    row = row_of(store, "乙应当备案")
    found = store.catalogue.clauses([int(store.passages[row, 1])]).popitem()[1]
    quoted = passage(store, row, found, rank=2, score=0.5, marked=[1])
    citation = quoted.citation
    assert quoted.text == "第三条 甲应当登记。\n乙应当备案。"
    assert [mark.text for mark in quoted.highlights] == ["乙应当备案。"]
    assert (citation.text, citation.label) == ("《测试条例》第三条", "第三条")
    assert citation.path == ("第二章 管理", "第一节 一般规定", "第三条")
    assert (citation.start, citation.clause_start) == (LAW.index("第三条"), LAW.index("第三条"))
    assert (quoted.rank, quoted.score, quoted.below_threshold) == (2, 0.5, False)
    assert verify(quoted, LAW)


def test_marks_come_in_the_order_of_the_text(store: Store) -> None:
    row = row_of(store, "乙应当备案")
    found = store.catalogue.clauses([int(store.passages[row, 1])]).popitem()[1]
    marks = passage(store, row, found, 1, 1.0, [1, 0]).highlights
    assert [mark.text for mark in marks] == ["第三条 甲应当登记。", "乙应当备案。"]


def test_a_long_passage_shows_the_sentences_around_the_marked_one(store: Store) -> None:
    row = row_of(store, "第30项")
    found = store.catalogue.clauses([int(store.passages[row, 1])]).popitem()[1]
    quoted = passage(store, row, found, 1, 1.0, [30])
    assert "第30项" in quoted.text
    assert "第0项" not in quoted.text
    assert 400 < len(quoted.text) <= LONG_CLAUSE
    (mark,) = quoted.highlights
    assert mark.text.startswith("第30项")
    assert (quoted.citation.clause_start, quoted.citation.clause_end) == (
        found.clause.span.start,
        found.clause.span.end,
    )
    assert verify(quoted, store.text(quoted.citation.text_sha256))


def test_a_clause_asked_for_by_its_label_is_shown_whole(store: Store) -> None:
    row = row_of(store, "第30项")
    found = store.catalogue.clauses([int(store.passages[row, 1])]).popitem()[1]
    shown = whole(store, found, 1)
    assert shown.text == f"第一条 {LONG}"
    assert (shown.score, shown.highlights, shown.citation.text) == (1.0, (), "《长期办法》第一条")
    assert verify(shown, store.text(shown.citation.text_sha256))


def test_a_source_without_pages_has_none_to_cite(store: Store) -> None:
    row = row_of(store, "乙应当备案")
    found = store.catalogue.clauses([int(store.passages[row, 1])]).popitem()[1]
    assert whole(store, found, 1).citation.page is None


OLD = "收费法\n\n2015年3月15日通过\n\n第一条 旧。\n\n第二条 依照第一条。\n"
NEW = "收费法\n\n第一条 新。\n\n第二条 依照前条和第三条。\n\n第三条 完。\n"
RULE = (
    "办法\n\n第一条 依照收费法第一条至第三条、税法第九条。\n\n第二条 依照《收费法》第二条第一款。\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("library")
    texts = {"旧.txt": OLD, "收费法(2023-03-13).md": NEW, "办法.txt": RULE}
    fake_build([write(folder / "laws", texts)], folder / "store")
    return open_store(folder / "store")


def related(store: Store, title: str, label: str, date: str = "") -> tuple[list[Related], ...]:
    """What a clause cites, and what cites it."""
    document = next(d for d in store.documents if d.title == title and date in ("", d.date))
    clause = next(c for c in store.catalogue.clauses_of(document.id) if c.clause.label == label)
    (found,) = with_related(store, [whole(store, clause, 1)])
    assert verify(found, store.text(document.text_sha256))
    return list(found.cites), list(found.cited_by)


def test_references_lead_to_citations(library: Store) -> None:
    cites, cited_by = related(library, "办法", "第一条")
    assert [(r.text, r.citation) for r in cites] == [
        ("收费法第一条至第三条", "《收费法》（2023-03-13）第一条至第三条"),
        ("税法第九条", None),
    ]
    assert cited_by == []
    first, last = NEW.index("第一条"), NEW.index("完。") + 2
    assert (cites[0].clause_start, cites[0].clause_end) == (first, last)
    assert library.documents[cites[0].document_id or 0].date == "2023-03-13"
    assert RULE[cites[0].start : cites[0].end] == cites[0].text


def test_a_citation_tells_its_version(library: Store) -> None:
    found = library.catalogue.labelled("第一条")
    told = {whole(library, clause, 1).citation.version for clause in found}
    assert told == {"", "2015-03-15", "2023-03-13"}


def test_a_version_is_shown_by_its_citation(library: Store) -> None:
    assistant = Assistant(library, FakeEncoder())
    both, new = "《收费法》第二条", "《收费法》（2023-03-13）第二条"
    assert [p.text for p in assistant.show(both).passages] == [
        "第二条 依照前条和第三条。",
        "第二条 依照第一条。",
    ]
    (passage_,) = assistant.show(new).passages
    assert passage_.citation.text == new
    assert [r.citation for r in passage_.cites] == [
        "《收费法》（2023-03-13）第一条",
        "《收费法》（2023-03-13）第三条",
    ]
    assert [r.citation for r in passage_.cited_by] == ["《办法》第一条", "《办法》第二条"]


def test_a_version_is_asked_about_as_it_is_cited(library: Store) -> None:
    assistant = Assistant(library, FakeEncoder())
    for date in ("2015-03-15", "2023-03-13"):
        title = f"收费法（{date}）"
        for question in (f"《收费法》（{date}）第二条讲什么", f"{title}第二条的内容"):
            answer = assistant.ask(question)
            assert [p.citation.text for p in answer.passages] == [f"《收费法》（{date}）第二条"]
            assert answer.confidence == 1
        for name in (title, f"《收费法》（{date}）", f"费法({date}"):
            found = assistant.ask("第二条讲什么", documents=[name]).passages
            assert [p.citation.version for p in found] == [date]
            assert [p.citation.version for p in assistant.show("第二条", name).passages] == [date]
    with pytest.raises(InputError):  # no title holds it, and no file name
        assistant.ask("第二条", documents=["2015-03-15"])
    (info,) = [d for d in library.documents if d.title == "办法"]
    for name in (info.source, info.source.rpartition("/")[2].rpartition(".")[0]):
        found = assistant.ask("第二条讲什么", documents=[name]).passages
        assert {p.citation.source for p in found} == {info.source}


def test_a_clause_tells_who_cites_it(library: Store) -> None:
    _, cited_by = related(library, "收费法", "第二条", "2023-03-13")
    assert [(r.text, r.citation) for r in cited_by] == [
        ("收费法第一条至第三条", "《办法》第一条"),
        ("《收费法》第二条第一款", "《办法》第二条"),
    ]
    (again,) = related(library, "办法", "第二条")[0]
    assert again.citation == "《收费法》（2023-03-13）第二条第一款"
    _, cited_by = related(library, "收费法", "第一条", "2015-03-15")
    assert [r.citation for r in cited_by] == ["《收费法》（2015-03-15）第二条"]


def test_only_what_is_shown_of_a_clause_is_said_to_cite(tmp_path: Path) -> None:
    text = f"办法\n\n第一条 依照第二条。{LONG}依照前条。\n\n第二条 完。\n"
    fake_build([write(tmp_path / "laws", {"a.txt": text})], tmp_path / "store")
    store = open_store(tmp_path / "store")
    clause = store.catalogue.clauses([0])[0]
    part = passage(store, 0, clause, 1, 1.0, [30])
    assert "第二条" not in part.text
    assert with_related(store, [part])[0].cites == ()
    assert [r.text for r in with_related(store, [whole(store, clause, 1)])[0].cites] == [
        "第二条",
        "前条",
    ]
    assert with_related(store, []) == ()
