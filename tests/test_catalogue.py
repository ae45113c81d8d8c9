from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from outlines import outline_of, source
from stores import LAW, RULES

from index.catalogue import Catalogue, write_catalogue
from index.clauses import clauses
from index.model import Document, Heading
from index.outline import outline

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
