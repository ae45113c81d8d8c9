"""A quote in each style is verbatim, and leads back to its clause."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from stores import fake_build, use_fake, write

from index.store import open_store
from qa import Assistant
from qa.answer import Citation, Passage
from qa.cite import passage, whole
from qa.quoting import cited_in, markdown, official, plain, written

LAW = """测试条例

第一章 总则

第一条 为了规范测试，制定本条例。

第二条 甲应当登记。
乙应当备案，违反第一条规定的，“责令改正”。

第二条之一 丙应当公示。
"""
DECISION = """关于测试工作的决定

一、总体要求

坚持测试。

（一）指导思想。测试为先。

（二）原则。测试为本。

二、主要任务

（三）推进测试。全面推进*测试*。

1. 测试甲。

2. 测试乙。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("quoting")
    write(folder / "files", {"条例.txt": LAW, "决定.txt": DECISION})
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([folder / "files"], folder / "store")
        use_fake(monkeypatch)
        yield Assistant.load(folder / "store")


def cited(text: str, title: str = "关于测试工作的决定", version: str = "") -> Passage:
    """A passage that says 测试“为先”。 and is cited as 《title》`text`."""
    name = f"《{title}》（{version}）" if version else f"《{title}》"
    citation = Citation(
        *(title, text, (text,), f"{name}{text}", 0, 7, "a.txt", None, "0" * 64, "1" * 64, 0, 7, 0),
        version,
    )
    return Passage(1, 1.0, "测试“为先”。", citation, ())


def test_the_plain_style_is_the_citation_and_the_quote() -> None:
    assert plain(cited("一、（一）")) == "《关于测试工作的决定》一、（一）\n测试“为先”。"


def test_markdown_quotes_line_by_line_and_escapes() -> None:
    given = replace(cited("第2段"), text="1. *甲*\n\n[乙](丙)")
    assert (
        markdown(given)
        == "> 1\\. \\*甲\\*  \n>\n> \\[乙\\](丙)  \n\n—— 《关于测试工作的决定》第2段"
    )


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("三、（十五）", "第三部分第（十五）条规定，“测试“为先”。”"),
        ("三、（十四）第1段", "第三部分第（十四）条第1段规定，“测试“为先”。”"),
        ("二、（三）2.", "第二部分第（三）条第2项规定，“测试“为先”。”"),
        ("第三十九条第二款", "第三十九条第二款规定，“测试“为先”。”"),
        ("第一百二十条之一", "第一百二十条之一规定，“测试“为先”。”"),
        ("第7段", "第7段，“测试“为先”。”"),
        ("序言", "序言，“测试“为先”。”"),
    ],
)
def test_the_official_style_says_where(where: str, said: str) -> None:
    assert official(cited(where)) == f"根据《关于测试工作的决定》{said}"


def test_the_official_style_gives_version_and_number() -> None:
    given = cited("第三条", "立法法", "2023-03-13")
    assert official(given, "主席令〔2023〕3号") == (
        "根据《立法法》（2023-03-13）（主席令〔2023〕3号）第三条规定，“测试“为先”。”"
    )
    assert cited_in(official(cited("第三条"), "国发〔2022〕5号")) == "《关于测试工作的决定》第三条"


@pytest.mark.parametrize(
    "label", ["第十二条", "（二十一）", "12", "序言", " 第三条 ", "", "三、（十五）"]
)
def test_a_label_is_left_alone(label: str) -> None:
    assert cited_in(label) == label


def test_titles_may_hold_titles() -> None:
    given = cited("第二条", "关于修改《立法法》的决定")
    for text in (plain(given), markdown(given), official(given)):
        assert cited_in(text) == "《关于修改《立法法》的决定》第二条"


def test_what_is_spoken_is_written_again() -> None:
    assert written("《决定》第三部分第（十五）条") == "《决定》三、（十五）"
    assert written("第三部分第1段") == "三、第1段"
    assert written("第十五条") == "第十五条"


def test_every_quote_of_any_style_finds_its_clause(assistant: Assistant) -> None:
    store = assistant.store
    clauses = store.catalogue.clauses(range(1, 20)) | store.catalogue.clauses([0])
    seen = 0
    for row in range(len(store.passages)):
        one = passage(store, row, clauses[int(store.passages[row, 1])], 1, 1.0, [])
        quotes = [plain(one), markdown(one), official(one), official(one, "川委发〔2022〕20号")]
        for quote in (*quotes, one.citation.text):
            found = assistant.show(quote).passages
            places = [(p.citation.document_id, p.citation.clause_start) for p in found]
            assert places == [(one.citation.document_id, one.citation.clause_start)], quote
            seen += 1
        assert f"“{one.text}”" in official(one)
        assert one.text in plain(one)
    assert seen == 5 * 7


def test_a_quote_of_another_document_is_not_found(assistant: Assistant) -> None:
    assert not assistant.show("根据《关于别的决定》第三部分第（十五）条规定，“甲。”").answered


def test_a_file_name_is_no_citation(assistant: Assistant, tmp_path: Path) -> None:
    assert not assistant.show(str(tmp_path)).answered


def test_blanks_and_numbers_in_names_hide_nothing_that_is_cited(tmp_path: Path) -> None:
    texts = {
        "old one.txt": "关于第三部分的办法\n\n第一条 旧的一条。\n",
        "new one.txt": "关于第三部分的办法\n\n第一条 新的一条。\n",
        "车.md": "# 停车 规则\n\n## 总 则\n\n车辆应当登记。\n\n## 收 费\n\n每小时五元。\n",
    }
    fake_build([write(tmp_path / "files", texts)], tmp_path / "store")
    store = open_store(tmp_path / "store")
    assistant = Assistant(store, FakeEncoder())
    clauses = store.catalogue.clauses(range(4))
    shown = [whole(store, clauses[i], 1) for i in range(4)]
    assert [each.citation.text for each in shown] == [
        "《关于第三部分的办法》（files/new one.txt）第一条",
        "《关于第三部分的办法》（files/old one.txt）第一条",
        "《停车 规则》“总 则”第1段",
        "《停车 规则》“收 费”第1段",
    ]
    for each in shown:
        for quote in (each.citation.text, plain(each), markdown(each), official(each)):
            assert [passage.text for passage in assistant.show(quote).passages] == [each.text]
            answer = assistant.ask(quote)
            assert [passage.text for passage in answer.passages] == [each.text]
            assert answer.confidence == 1
