"""What is named inside a section is looked for there alone, and what is not there is told."""

from pathlib import Path

import pytest
from stores import LAW, fake_build, use_fake, write

from qa import Assistant
from qa.answer import Answer

REPORT = """测试报告

各位代表，现在报告工作。

一、过去的工作

过去办了许多实事。

过去也有许多不足。

二、今后的任务

今后要办更多的事。

（一）修桥。桥要修得结实。

（二）铺路。路要铺得平整。

三、对大家的要求

大家要好好工作。

大家要天天向上。

大家要互相帮助。
"""
CHARTER = """测试章程

我们的历史非常悠久。

我们的前途一片光明。

第一条 甲。
"""
CODE = """测试法典

第一编 通则

第一分编 原则

第一章 甲编

第一条 甲。

第二章 乙编

第二条 乙。

第二编 物权

第一分编 一般

第一章 丙编

第三条 丙。

第四条 丁。

附件一

第一件事情办完了。

第二件事情没有办。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("sections")
    files = {"law.txt": LAW, "report.txt": REPORT, "y.txt": CHARTER, "z.txt": CODE}
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([write(folder / "files", files)], folder / "store")
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


def cited(answer: Answer) -> list[str]:
    return [passage.citation.text for passage in answer.passages]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("测试报告一、第2段", ["《测试报告》一、第2段"]),
        ("《测试报告》二、第1段", ["《测试报告》二、第1段"]),
        ("测试报告第三部分第三段", ["《测试报告》三、第3段"]),
        ("测试报告第三部分第二至三段", ["《测试报告》三、第2段", "《测试报告》三、第3段"]),
        ("测试报告第三部分最后一段", ["《测试报告》三、第3段"]),
        ("测试报告第二段", ["《测试报告》一、第2段", "《测试报告》三、第2段"]),
        ("测试报告一、第1段、三、第2段", ["《测试报告》一、第1段", "《测试报告》三、第2段"]),
        ("测试报告二、（二）", ["《测试报告》二、（二）"]),
        ("测试报告第二部分最后一条", ["《测试报告》二、（二）"]),
        ("测试法典附件一第2段", ["《测试法典》附件一第2段"]),
        ("测试法典第一编第一章", ["《测试法典》第一条"]),
        ("测试法典第一编最后一章", ["《测试法典》第二条"]),
        ("测试法典第二编第一分编", ["《测试法典》第三条", "《测试法典》第四条"]),
        ("测试法典第二编最后一条", ["《测试法典》第四条"]),
        ("测试法典第一章最后一条", ["《测试法典》第一条", "《测试法典》第四条"]),
        ("测试法典第一编第一章和第二章", ["《测试法典》第一条", "《测试法典》第二条"]),
        ("测试法典第一章、第四条", ["《测试法典》第四条"]),
        ("测试法典第二章和第四条", ["《测试法典》第二条", "《测试法典》第四条"]),
    ],
)
def test_what_a_section_holds_is_found_in_it(
    assistant: Assistant, question: str, expected: list[str]
) -> None:
    answer = assistant.ask(question)
    assert (cited(answer), answer.message) == (expected, "")
    assert {passage.score for passage in answer.passages} == {1.0}


def test_every_citation_of_a_paragraph_is_found_again(assistant: Assistant) -> None:
    for info in assistant.documents():
        for clause in assistant.store.catalogue.clauses_of(info.id):
            where = "".join(clause.clause.path_labels)
            if where and clause.clause.kind == "paragraph":
                citation = f"《{info.title}》{where}{clause.clause.label}"
                assert cited(assistant.ask(citation)) == [citation]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("测试报告三、第9段", "没有“三、第9段”。《测试报告》有（一）至（二）。"),
        ("测试报告第一部分第三段", "没有“第一部分第三段”。《测试报告》有（一）至（二）。"),
        ("测试报告第二部分第九条", "没有“第九条”。《测试报告》有（一）至（二）。"),
        ("测试报告第九部分第一段", "没有“第九部分”。《测试报告》有一、至三、。"),
        ("测试章程序言第三段", "没有“序言第三段”。《测试章程》只有第一条。"),
        ("测试章程结语第一段", "没有“结语”。《测试章程》只有第一条。"),
        ("测试法典附件二第1段", "没有“附件二”。《测试法典》只有附件一。"),
        ("测试法典第二编第二章", "没有“第二编第二章”。《测试法典》有第一章至第二章。"),
        ("测试法典第九编第一章", "没有“第九编”。《测试法典》有第一编至第二编。"),
        ("测试条例第一段", "没有“第一段”。《测试条例》有第一条至第四条。"),
        ("测试法典第二款", "没有“第二款”。《测试法典》有第一条至第四条。"),
    ],
)
def test_what_a_section_does_not_hold_is_refused(
    assistant: Assistant, question: str, message: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.reason, cited(answer), answer.message) == ("no_such_clause", [], message)


def test_a_clause_that_is_in_another_section_is_shown_with_where_it_is(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("测试法典第一编第二章第四条")
    assert cited(answer) == ["《测试法典》第四条"]
    assert answer.message == ("《测试法典》第四条不在“第一编第二章”，而在“第二编第一分编第一章”。")
    assert answer.message_en == (
        "《测试法典》第四条 is not in “第一编第二章” but in “第二编第一分编第一章”."
    )
    assert cited(assistant.ask("测试报告一、（二）")) == ["《测试报告》二、（二）"]


def test_a_clause_of_a_section_that_is_not_there_is_shown_alone(assistant: Assistant) -> None:
    answer = assistant.ask("测试条例第九章第二条")
    assert cited(answer) == ["《测试条例》第二条"]
    assert answer.message == "没有“第九章”。《测试条例》有第一章至第二章。"


def test_a_paragraph_of_the_preamble_is_marked_in_it(assistant: Assistant) -> None:
    answer = assistant.ask("测试章程序言第二段")
    assert cited(answer) == ["《测试章程》序言"]
    assert [mark.text for mark in answer.passages[0].highlights] == ["我们的前途一片光明。"]


def test_an_appendix_of_an_appendix_is_not_the_twenty_first(tmp_path: Path) -> None:
    plan = "供水预案\n\n一、启动。\n\n附件2-1\n\n局长在场。\n\n附件2-2\n\n科长在场。\n\n附件21\n\n书记在场。\n\n附件21-1\n\n秘书在场。\n"
    pact = "供水协议\n\n第一条 甲。\n\n附件1\n\n第一条 乙。\n\n附件2\n\n第一条 丙。\n\n附件3\n\n第一条 丁。\n"
    fake_build([write(tmp_path / "plans", {"a.txt": plan, "b.txt": pact})], tmp_path / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        found = Assistant.load(tmp_path / "store")
    for asked in (
        "附件2-1",
        "附件 2—1",
        "附件2－1讲什么",
        "附件二-1",
        "附件2-1第1段",
        " annex 2-1",
    ):
        assert cited(found.ask(f"供水预案{asked}")) == ["《供水预案》附件2-1第1段"]
    assert cited(found.ask("供水预案附件21")) == ["《供水预案》附件21第1段"]
    assert cited(found.ask("供水预案附件2")) == [
        "《供水预案》附件2-1第1段",
        "《供水预案》附件2-2第1段",
    ]
    assert (
        found.ask("供水预案附件2-3").message == "没有“附件2-3”。《供水预案》有附件2-1至附件21-1。"
    )
    whole = [f"《供水协议》附件{number}第一条" for number in "123"]
    for asked in ("附件1-3", "附件1—3讲什么", "附件一至三", "附件1到附件3", "附件1至3第一条"):
        assert cited(found.ask(f"供水协议{asked}")) == whole
    for asked in ("附件1、3", "附件1和附件3"):
        assert cited(found.ask(f"供水协议{asked}")) == [whole[0], whole[2]]
    assert (
        found.ask("供水协议附件2-1第一条").message == "没有“附件2-1”。《供水协议》有附件1至附件3。"
    )
    answer = found.ask("供水协议附件1至5")
    assert cited(answer) == whole
    assert answer.message == "“附件1至5”只到《供水协议》附件3，后面的没有。"
