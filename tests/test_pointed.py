"""Asking for clauses by numbers such as 2.1, for 第二篇, and for 附录A."""

from pathlib import Path

import pytest
from stores import fake_build, use_fake, write

from qa import Assistant
from qa.question.question import parse

FILES = {
    "a.txt": "保密协议\n1. 定义\n1.1 保密信息，是指甲。\n1.2 下列信息除外：\n1.2.1 乙；\n1.2.2 丙。\n"
    "2. 期限\n2.1 三年。\n2.2 终止。\n3. 其他\n3.1 一式两份。\n10. 附则\n10.1 丁。\n",
    "b.txt": "服务合同\n第一条 服务\n1.1 运维。\n第二条 费用\n2.1 费用2.1万元。\n2.2 分期。\n第三条 违约\n赔偿。\n",
    "c.txt": "发展纲要\n第一篇 基础\n第一章 现状\n增长一成。\n第二篇 产业\n第二章 制造\n突破千亿。\n",
    "d.txt": "停车规范\n1 范围\n本文件规定停车。\n2 要求\n2.1 标志\n应有标志。\n2.2 设备\n2.2.1 道闸。\n"
    "2.2.2 摄像机。\n附录A\n检验。\n附录B\n记录。\n",
    "e.txt": "某某公司采购办法\n第一条 公开。\n第二条 招标。\n附件一：评标\n第一条 五人。\n第二条 低价。\n",
    "g.md": "# 员工手册\n\n## 1. 考勤\n\n1. 八小时。\n2. 迟到扣款。\n\n## 2. 休假\n\n1. 五日。\n2. 三日。\n",
    "h.txt": "冷库规范\n1 范围\n1.1 大库。\n1.2 小库。\n附录A（规范性）温度\nA.1 测量\nA.1.1 三次。\n"
    "A.1.2 取平均。\nA.2 记录。\n",
    "f.txt": "某某公司用车办法\n第一条 登记。\n第二条 审批。\n附件一：费用\n第一条 油费。\n第二条 路费。\n",
}


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    fake_build([write(tmp_path / "files", FILES)], tmp_path / "store")
    use_fake(monkeypatch)
    return Assistant.load(tmp_path / "store")


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("保密协议第2.1条讲什么", ["《保密协议》2.1"]),
        ("保密协议2.1", ["《保密协议》2.1"]),
        ("《保密协议》第1.2.2项", ["《保密协议》1.2.2"]),
        ("保密协议1.2", ["《保密协议》1.2", "《保密协议》1.2.1", "《保密协议》1.2.2"]),
        ("保密协议第２．１条和3.1条", ["《保密协议》2.1", "《保密协议》3.1"]),
        ("保密协议第1.2.2条至第2.2条", ["《保密协议》1.2.2", "《保密协议》2.1", "《保密协议》2.2"]),
        ("第10.1条", ["《保密协议》10.1"]),
        ("员工手册1.2", ["《员工手册》1. 2."]),
        ("《员工手册》第2.1条讲什么", ["《员工手册》2. 1."]),
        ("员工手册1.2至2.1", ["《员工手册》1. 2.", "《员工手册》2. 1."]),
        ("附录A.2", ["《冷库规范》附录A A.2"]),
        ("冷库规范附录 A.1.2 是怎么规定的", ["《冷库规范》附录A A.1.2"]),
        ("冷库规范a.1", ["《冷库规范》附录A A.1.1", "《冷库规范》附录A A.1.2"]),
        ("服务合同第2.2条", ["《服务合同》第二条"]),
        ("標準2.2.1", ["《停车规范》2.2.1"]),
        ("第2.2节讲什么", ["《保密协议》2.2", "《服务合同》第二条", "《停车规范》2.2.1", "《停车规范》2.2.2", "《员工手册》2. 2."]),
        ("第二篇", ["《发展纲要》第二篇第二章第1段"]),
        ("发展纲要第一篇第一章", ["《发展纲要》第一篇第一章第1段"]),
        ("附录B讲什么", ["《停车规范》附录B第1段"]),
        ("采购办法附件一第二条", ["《某某公司采购办法》附件一第二条"]),
        ("《采购办法》附件1的第一条", ["《某某公司采购办法》附件一第一条"]),
        ("采购办法附件一第2项", ["《某某公司采购办法》附件一第二条"]),
        ("采购办法第二条", ["《某某公司采购办法》第二条"]),
        ("用车办法附件一讲什么", ["《某某公司用车办法》附件一第一条", "《某某公司用车办法》附件一第二条"]),
    ],
)  # fmt: skip
def test_what_is_asked_for_by_its_number_is_shown(
    assistant: Assistant, question: str, places: list[str]
) -> None:
    answer = assistant.ask(question)
    assert (answer.answered, answer.confidence) == (True, 1.0)
    assert [passage.citation.text for passage in answer.passages] == places


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("保密协议第9.9条", "没有“第9.9条”。《保密协议》有1.1至10.1。"),
        ("保密协议9.9", "没有“第9.9条”。《保密协议》有1.1至10.1。"),
        ("服务合同第2.3条讲什么", "没有“第2.3条”。《服务合同》有第一条至第三条。"),
        ("停车规范第九条", "没有“第九条”。《停车规范》有1至2.2.2。"),
        ("发展纲要第九篇", "没有“第九篇”。《发展纲要》有第一篇至第二篇。"),
        (
            "采购办法附件一第九项",
            "没有“附件一第九项”。《某某公司采购办法》附件一有第一条至第二条。",
        ),
        ("采购办法附件二第一条", "没有“附件二”。《某某公司采购办法》只有附件一。"),
        ("冷库规范附录A.9", "没有“附录a.9”。《冷库规范》有1.1至A.2。"),
        ("停车规范附录C", "没有“附录c”。《停车规范》有附录A至附录B。"),
    ],
)
def test_a_number_that_is_not_there_is_refused_with_those_that_are(
    assistant: Assistant, question: str, missing: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.answered, answer.reason, answer.message) == (False, "no_such_clause", missing)


def test_the_line_of_an_article_that_is_asked_for_is_marked(assistant: Assistant) -> None:
    (passage,) = assistant.ask("服务合同2.2讲什么").passages
    assert [mark.text for mark in passage.highlights] == ["2.2 分期。"]


@pytest.mark.parametrize("question", ["第1.5条", "clause 1.5", "1.5讲什么"])
def test_a_number_with_a_point_is_neither_of_its_figures(question: str) -> None:
    (reference,) = parse(question).references
    assert (reference.points, reference.last) == (((1, 5), (1, 5)), 0)


@pytest.mark.parametrize(
    "question",
    ["2.1万元", "费用是2.1万元吗", "版本1.2", "版本1.2是什么", "增长8.5%", "8.5%", "GB/T 1.1", "1.5倍", "2024.5",
     "第1.5倍", "版本v.2", "e.5元", "附录怎么填", "第二篇报道", "第3.5版"],
)  # fmt: skip
def test_other_numbers_with_a_point_name_no_clause(question: str) -> None:
    assert parse(question).references == ()


def test_without_such_labels_figures_alone_are_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_build([write(tmp_path / "f", {"a.txt": "办法\n第一条 圆周率。\n"})], tmp_path / "s")
    use_fake(monkeypatch)
    assistant = Assistant.load(tmp_path / "s")
    assert assistant.ask("3.14是什么").reason != "no_such_clause"
    assert assistant.ask("第3.14条").message == "没有“第3.14条”。《办法》只有第一条。"


def test_an_appendix_of_a_document_that_is_not_there_is_none_of_another(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("商标法附件一第一条")
    assert not answer.answered
    assert "商标法" in answer.message
