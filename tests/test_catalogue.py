import gc
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from outlines import outline_of, source
from stores import LAW, RULES

from index.catalogue import Catalogue, DocumentInfo, Mention, write_catalogue
from index.clauses import clauses
from index.model import Document, Heading
from index.outline import outline
from index.versions import versions

PAGES = (0, 30)


def documents() -> list[Document]:
    law = replace(source(LAW, "法.txt"), page_starts=PAGES, headings=(Heading(6, 1),))
    return [*outline(law).documents, *outline_of(RULES, "收费.txt").documents]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "a folder #1?%41 中文"
    folder.mkdir()
    found = documents()
    blank = source("- 1 -\n", "空.txt")
    origins = {"法.txt": "/laws/法.txt", "收费.txt": "/laws/收费.txt", "空.txt": "/空.txt"}
    write_catalogue(
        folder / "catalogue.sqlite",
        [*(document.source for document in found), blank],
        [(document, clauses(document)) for document in found],
        origins,
    )
    return Catalogue(folder / "catalogue.sqlite")


def labels(found: list[object]) -> list[tuple[int, str]]:
    return [(c.document_id, c.clause.label) for c in found]  # type: ignore[attr-defined]


def test_documents_are_listed_in_order_with_their_sizes(catalogue: Catalogue) -> None:
    law, rules = catalogue.documents()
    assert (law.id, law.title, law.source, law.clauses) == (0, "测试条例", "法.txt", 5)
    assert (rules.id, rules.title, rules.source, rules.clauses) == (1, "收费办法", "收费.txt", 2)
    assert law.characters == len(LAW)
    assert law.text_sha256 == documents()[0].source.text_sha256


def test_a_source_without_documents_is_listed_too(catalogue: Catalogue) -> None:
    assert [(s["path"], s["origin"]) for s in catalogue.sources()] == [
        ("法.txt", "/laws/法.txt"),
        ("收费.txt", "/laws/收费.txt"),
        ("空.txt", "/空.txt"),
    ]
    assert catalogue.sources()[0]["page_starts"] == "[0, 30]"
    assert catalogue.sources()[0]["headings"] == "[[6, 1]]"


def test_a_document_comes_back_as_it_was(catalogue: Catalogue) -> None:
    for number, document in enumerate(documents()):
        found = catalogue.document(number, document.text)
        assert found.nodes == document.nodes
        assert (found.title, found.span, found.date) == (
            document.title,
            document.span,
            document.date,
        )
        assert tuple(c.clause for c in catalogue.clauses_of(number)) == clauses(document)


def test_clauses_are_found_by_number_and_branch(catalogue: Catalogue) -> None:
    assert labels(list(catalogue.numbered(2, 3))) == [(0, "第二条"), (0, "第三条"), (1, "第二条")]
    assert labels(list(catalogue.numbered(3, 3, branch=1))) == [(0, "第三条之一")]
    assert catalogue.numbered(9, 99) == []


def test_clauses_are_found_by_label_and_id(catalogue: Catalogue) -> None:
    assert labels(list(catalogue.labelled("第一条"))) == [(0, "第一条"), (1, "第一条")]
    for label in ("第1条", "第 １ 条"):
        assert labels(list(catalogue.labelled(label))) == [(0, "第一条"), (1, "第一条")]
    assert labels(list(catalogue.labelled("第3条之1"))) == [(0, "第三条之一")]
    assert catalogue.labelled("（一）") == catalogue.labelled("第9条") == []
    found = catalogue.clauses([5, 0])
    assert {i: c.clause.label for i, c in found.items()} == {0: "第一条", 5: "第一条"}
    assert found[5].document_id == 1


def test_sections_come_outer_before_inner(catalogue: Catalogue) -> None:
    sections = catalogue.sections(0)
    assert [(family, number, label) for family, number, label, _, _ in sections] == [
        ("chapter", 1, "第一章"),
        ("chapter", 2, "第二章"),
        ("section", 1, "第一节"),
        ("section", 2, "第二节"),
    ]
    assert LAW[sections[2][3] : sections[2][4]].startswith("第一节 一般规定")
    assert "第四条" not in LAW[sections[2][3] : sections[2][4]]


def test_numbers_are_those_of_the_articles(catalogue: Catalogue) -> None:
    assert catalogue.numbers(0) == [
        (1, "第一条"),
        (2, "第二条"),
        (3, "第三条"),
        (3, "第三条之一"),
        (4, "第四条"),
    ]


def test_pages_are_told_where_there_is_a_page_map(catalogue: Catalogue) -> None:
    assert [catalogue.page(0, offset) for offset in (0, 29, 30, 99)] == [1, 1, 2, 2]
    assert catalogue.page(1, 5) is None


def test_threads_may_share_a_catalogue(catalogue: Catalogue) -> None:
    expected = labels(list(catalogue.numbered(1, 9)))
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: labels(list(catalogue.numbered(1, 9))), range(200))
        assert all(result == expected for result in found)


CITING = """收费条例

第一条 依照本条例第二条至第四条、测试条例第三条第二款和《税法》第九条。

第二条 收费应当公开。
前款收费包括第三条所列。

第三条 违反本章的。

第四条 按照第二条第一款，以及前条处理。
"""


@pytest.fixture
def citing(tmp_path: Path) -> Catalogue:
    found = [*documents(), *outline_of(CITING, "引用.txt").documents]
    write_catalogue(
        tmp_path / "catalogue.sqlite",
        [document.source for document in found],
        [(document, clauses(document)) for document in found],
        {document.source.path: "/" for document in found},
    )
    return Catalogue(tmp_path / "catalogue.sqlite")


def read(mentions: tuple[Mention, ...]) -> list[tuple[str, list[tuple[int, str]], int]]:
    return [(m.text, labels(list(m.clauses)), m.paragraph) for m in mentions]


def test_what_a_clause_cites_comes_in_the_order_of_its_text(citing: Catalogue) -> None:
    first, second, third, fourth = (clause.id for clause in citing.clauses_of(2))
    assert read(citing.cites(first)) == [
        ("本条例第二条至第四条", [(2, "第二条"), (2, "第三条"), (2, "第四条")], 0),
        ("测试条例第三条第二款", [(0, "第三条")], 2),
        ("《税法》第九条", [], 0),
    ]
    assert read(citing.cites(second)) == [
        ("前款", [(2, "第二条")], 1),
        ("第三条", [(2, "第三条")], 0),
    ]
    assert read(citing.cites(third)) == [("本章", [], 0)]
    assert read(citing.cites(fourth)) == [
        ("第二条第一款", [(2, "第二条")], 1),
        ("前条", [(2, "第三条")], 0),
    ]
    for clause_id in (first, second, third, fourth):
        for mention in citing.cites(clause_id):
            assert mention.span.of(CITING) == mention.text


def test_what_cites_a_clause_comes_with_where_it_stands(citing: Catalogue) -> None:
    _, second, third, _ = (clause.id for clause in citing.clauses_of(2))
    assert read(citing.cited_by(second)) == [
        ("本条例第二条至第四条", [(2, "第一条")], 0),
        ("第二条第一款", [(2, "第四条")], 0),
    ]
    assert read(citing.cited_by(third)) == [
        ("本条例第二条至第四条", [(2, "第一条")], 0),
        ("第三条", [(2, "第二条")], 0),
        ("前条", [(2, "第四条")], 0),
    ]
    law = next(c.id for c in citing.clauses_of(0) if c.clause.label == "第三条")
    assert read(citing.cited_by(law)) == [("测试条例第三条第二款", [(2, "第一条")], 0)]
    assert citing.cited_by(law + 1) == ()
    assert citing.cites(10**6) == ()


def test_mentions_of_many_clauses_are_found_at_once(citing: Catalogue) -> None:
    clauses_of = citing.clauses_of(2)
    places = [(2, clause.clause.span.start) for clause in clauses_of]
    found = citing.mentions([*places, places[0], (7, 7)])
    assert set(found) == set(places)
    for clause, place in zip(clauses_of, places, strict=True):
        assert found[place] == (citing.cites(clause.id), citing.cited_by(clause.id))
    assert citing.mentions([]) == {}


def test_a_section_that_is_cited_gives_its_first_and_last_clause(tmp_path: Path) -> None:
    (document,) = outline_of(LAW.replace("丙应当公示", "依照本章办理")).documents
    write_catalogue(
        tmp_path / "catalogue.sqlite",
        [document.source],
        [(document, clauses(document))],
        {document.source.path: "/"},
    )
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    assert read(catalogue.cites(3)) == [("本章", [(0, "第三条"), (0, "第四条")], 0)]
    assert catalogue.cited_by(4) == ()


def info(title: str, date: str, source: str) -> DocumentInfo:
    return DocumentInfo(0, title, source, 9, 1, "", date, "", "", "", 0)


def test_documents_of_one_title_are_told_apart_by_date_else_by_source() -> None:
    found = versions(
        [
            info("立法法", "2015-03-15", "a.md"),
            info("立法法", "2023-03-13", "b.md"),
            info("立法法", "", "c.md"),
            info("税法", "2023-03-13", "d.md"),
            info("收费法", "2001-01-01", "e.md"),
            info("收费法", "2001-01-01", "f.md"),
            info("解释", "2016-12-16", "g.md"),
            info("解释", "2016-12-16", "g.md"),
            info("解释", "2008-05-09", "g.md"),
        ]
    )
    assert found[:6] == ("2015-03-15", "2023-03-13", "c.md", "", "e.md", "f.md")
    assert found[6:] == ("g.md 第1篇", "g.md 第2篇", "2008-05-09")


def test_the_file_is_closed_with_the_catalogue(tmp_path: Path) -> None:
    write_catalogue(tmp_path / "catalogue.sqlite", [], [], {})
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    connection = catalogue._db
    assert connection.execute("SELECT count(*) FROM clauses").fetchone() == (0,)
    del catalogue
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_clauses_with_points_in_their_numbers(tmp_path: Path) -> None:
    text = "运行规范\n\n1. 总则\n\n1.1 甲应当登记。\n\n1.2 乙应当登记。\n\n2. 管理\n\n2.1 丙应当备案。\n"
    found = [*outline_of(text, "规范.txt").documents, *outline_of(RULES, "收费.txt").documents]
    write_catalogue(
        tmp_path / "c.sqlite",
        [d.source for d in found],
        [(d, clauses(d)) for d in found],
        {d.source.path: "/x" for d in found},
    )
    pointed = Catalogue(tmp_path / "c.sqlite").pointed
    assert labels(list(pointed(9, 9))) == [(0, "1.1"), (0, "1.2"), (0, "2.1")]
    assert labels(list(pointed(2, 3)))[-1] == (1, "第二条")
