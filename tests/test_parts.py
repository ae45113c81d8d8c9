"""Paragraphs and items go with the clause that they are named behind, and are there or not."""

from dataclasses import replace
from pathlib import Path

import pytest
from stores import fake_build, use_fake, write

from qa import Assistant
from qa.lookup.parts import parts_of
from qa.question.reference import Reference
from qa.quoting import official

DUTIES = """职责办法

第一条 甲应当做以下事项：
（一）登记；
（二）公告：
（1）张贴；
（2）刊登；
（3）播报。
乙应当检查。

第二条 丙应当做以下事项：
（一）备案；
（二）报告。
丙应当留存。

第三条 依照本办法第一条第（一）项至第（三）项处理。

第四条 丁承担：（一）水费；（二）电费。（三）气费。

第五条 戊的义务：
1.交租；
2．修缮；
3、退租。
每次不超过1.5小时。

第六条 己的义务：
①清扫；
②看守。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([write(folder / "duties", {"duties.txt": DUTIES})], folder / "store")
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


def marked(assistant: Assistant, question: str) -> list[tuple[str, list[str]]]:
    passages = assistant.ask(question).passages
    return [(p.citation.label, [mark.text for mark in p.highlights]) for p in passages]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "职责办法第一条第二项、第二条第一项",
            [
                ("第一条", ["（二）公告："]),
                ("第二条", ["（一）备案；"]),
            ],
        ),
        (
            "职责办法第一条第二款和第二条第二款",
            [("第一条", ["乙应当检查。"]), ("第二条", ["丙应当留存。"])],
        ),
        (
            "职责办法第一条第二款和第二条第一项",
            [("第一条", ["乙应当检查。"]), ("第二条", ["（一）备案；"])],
        ),
        ("职责办法第二条第一、二项", [("第二条", ["（一）备案；", "（二）报告。"])]),
        ("职责办法第二条第二项和第二款", [("第二条", ["（二）报告。", "丙应当留存。"])]),
        ("职责办法第二条第一款第一项和第二款", [("第二条", ["（一）备案；", "丙应当留存。"])]),
        ("职责办法第二条最后一项", [("第二条", ["（二）报告。"])]),
        ("职责办法第五条第二项", [("第五条", ["2．修缮；"])]),
        ("职责办法第五条第3项", [("第五条", ["3、退租。"])]),
        ("职责办法第六条第二项", [("第六条", ["②看守。"])]),
    ],
)
def test_a_part_is_of_the_clause_before_it(
    assistant: Assistant, question: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert marked(assistant, question) == expected
    assert assistant.ask(question).message == ""


def test_a_part_before_any_clause_is_of_all() -> None:
    second, third = Reference("paragraph", 2, 2, 0, "第二款"), Reference("item", 3, 3, 0, "第三项")
    one, two = (Reference("clause", n, n, 0, f"第{n}条") for n in (1, 2))
    assert parts_of([second, one, two]) == [None, (second,), (second,)]
    assert parts_of([second, one, third, two]) == [None, (second, third), None, (second,)]
    assert parts_of([second, third]) == [(), None]


def test_a_paragraph_of_another_document_is_of_no_clause() -> None:
    of_one, of_other = frozenset({1}), frozenset({2})
    clause = Reference("clause", 1, 1, 0, "第一条", of_one)
    paragraph = Reference("paragraph", 2, 2, 0, "第二段", of_other)
    section = Reference("part", 3, 3, 0, "三、", of_one)
    assert parts_of([clause, paragraph]) == [(), ()]
    assert parts_of([clause, section, replace(paragraph, documents=of_one)]) == [(), (), ()]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("职责办法第一条第三项", "没有“第三项”。《职责办法》第一条共2项。"),
        ("职责办法第一条第二款第一项", "没有“第一项”。《职责办法》第一条第二款不分项。"),
        ("职责办法第一条第三款第一项", "没有“第三款”。《职责办法》第一条共2款。"),
        ("职责办法第三条第一项", "没有“第一项”。《职责办法》第三条不分项。"),
        ("职责办法第四条第三项", ""),
        ("职责办法第四条第四项", "没有“第四项”。《职责办法》第四条共3项。"),
        ("职责办法第五条第四项", "没有“第四项”。《职责办法》第五条共3项。"),
        ("职责办法第六条第三项", "没有“第三项”。《职责办法》第六条共2项。"),
        ("职责办法第一条和第二条第三项", "没有“第三项”。《职责办法》第二条共2项。"),
    ],
)
def test_a_part_that_is_not_there_is_told(
    assistant: Assistant, question: str, message: str
) -> None:
    assert assistant.ask(question).message == message


def test_an_item_of_a_list_below_a_clause_is_not_the_clause_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    text = "测试意见\n\n（一）总体要求。1、登记。\n2、公告。\n\n（二）工作任务。逐项落实。\n"
    fake_build([write(tmp_path / "a", {"a.txt": text})], tmp_path / "store")
    assistant = Assistant.load(tmp_path / "store")
    assert assistant.ask("第（二）条第二项").message == "没有“第二项”。《测试意见》（二）不分项。"


LONG = "".join(f"第{i}类事项由局登记，并向社会公开。" for i in range(30))
STATED = f"""收费规定

第一条 {LONG}
有下列情形之一的，免收：
（一）学生；
（二）老人。

第二条 甲应当缴费。

第二条 乙应当缴费。

第三条之一 丙应当缴费。
丁免予缴费。

第三十条 戊缴费。

第三十零条 己缴费。
"""


HANDBOOK = "# 员工手册\n\n## 休假\n\n五天。\n\n## 考勤\n\n九时。\n\n## 休假\n\n六天。\n"


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("stated")
    with pytest.MonkeyPatch.context() as monkeypatch:
        texts = {"规定.txt": STATED, "手册.md": HANDBOOK}
        fake_build([write(folder / "laws", texts)], folder / "store")
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


def test_an_item_comes_with_the_paragraph_that_holds_it(stated: Assistant) -> None:
    (passage,) = stated.ask("收费规定第一条第二项").passages
    assert passage.citation.text == "《收费规定》第一条第二款"
    assert [mark.text for mark in passage.highlights] == ["（二）老人。"]


def test_a_paragraph_that_is_cited_is_marked_as_a_whole(stated: Assistant) -> None:
    (passage,) = stated.ask("《收费规定》第一条第二款").passages
    assert "".join(mark.text for mark in passage.highlights) == passage.text.replace("\n", "")


def test_clauses_of_one_number_are_cited_apart(stated: Assistant) -> None:
    both = stated.ask("收费规定第二条").passages
    assert [(p.citation.text, p.text) for p in both] == [
        ("《收费规定》第二条（第1处）", "第二条 甲应当缴费。"),
        ("《收费规定》第二条（第2处）", "第二条 乙应当缴费。"),
    ]
    for passage in both:
        assert [p.text for p in stated.ask(passage.citation.text).passages] == [passage.text]
        assert [p.text for p in stated.show(official(passage)).passages] == [passage.text]
    assert [p.text for p in stated.show("《收费规定》第二条").passages] == [p.text for p in both]


def test_paragraphs_of_sections_of_one_name_are_cited_apart(stated: Assistant) -> None:
    both = stated.show("《员工手册》“休假”第1段").passages
    assert [(p.citation.text, p.text) for p in both] == [
        ("《员工手册》“休假”第1段（第1处）", "五天。"),
        ("《员工手册》“休假”第1段（第2处）", "六天。"),
    ]
    assert [p.text for p in stated.show(both[1].citation.text).passages] == ["六天。"]


@pytest.mark.parametrize("asked", ["第3条之一2款", "第三条之一第二款", "第三条之一2款"])
def test_a_paragraph_behind_a_branch_is_of_its_article(stated: Assistant, asked: str) -> None:
    assert marked(stated, f"收费规定{asked}") == [("第三条之一", ["丁免予缴费。"])]


def test_of_clauses_of_one_number_that_is_meant_which_has_the_part(tmp_path: Path) -> None:
    texts = {
        "甲.txt": "收费规定\n\n第二条 甲缴费。\n",
        "乙.txt": "收费规定\n\n第二条 甲不缴费：\n（一）学生；\n（二）老人。\n",
    }
    fake_build([write(tmp_path / "laws", texts)], tmp_path / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        found = Assistant.load(tmp_path / "store")
    assert marked(found, "收费规定第二条第二项") == [("第二条", ["（二）老人。"])]
    assert [label for label, _ in marked(found, "收费规定第二条")] == ["第二条", "第二条"]


LOAN = """借款合同

一、金额
1．借款一百万元。
2．用途为：
（1）进货；
（2）还债。
二、期限
1．一年。
2．可以展期：
（1）一次；
（2）两次。
三、还款
1、按月付息。
2、到期还本：
（1）现金；
（2）转账。
3、逾期罚息。
四、争议
向法院起诉。
"""


@pytest.fixture(scope="module")
def loan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("loan")
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([write(folder / "loans", {"借款.txt": LOAN})], folder / "store")
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("asked", "cited", "mark"),
    [
        ("第二条", ["二、1．", "二、2．"], "1．一年。"),
        ("第2条第1款", ["二、1．"], "1．一年。"),
        ("第二条第2款第（2）项", ["二、2．"], "（2）两次。"),
        ("第三条第3款", ["三、3、"], "3、逾期罚息。"),
        ("第三条最后一款", ["三、3、"], "3、逾期罚息。"),
        ("第三部分第1条", ["三、1、"], "1、按月付息。"),
        (" article 2", ["二、1．", "二、2．"], "1．一年。"),
        ("第四条", ["四、第1段"], "向法院起诉。"),
    ],
)
def test_an_article_of_a_contract_that_counts_parts_is_a_part(
    loan: Assistant, asked: str, cited: list[str], mark: str
) -> None:
    for question in (f"借款合同{asked}", f"《借款合同》{asked}"):
        found = loan.ask(question).passages
        assert [p.citation.text.removeprefix("《借款合同》") for p in found] == cited
        assert found[0].highlights[0].text == mark
    assert [p.text for p in loan.show(f"借款合同{asked}").passages] == [p.text for p in found]


def test_a_number_that_no_part_has_is_not_there(loan: Assistant) -> None:
    assert loan.ask("借款合同第九条").reason == "no_such_clause"


def test_the_items_are_those_that_come_first_and_not_those_inside_of_them(tmp_path: Path) -> None:
    text = "租赁合同\n\n第一条 租金\n1、每月付。\n2、如下付：\n（1）现金；\n（2）转账。\n3、逾期罚息。\n"
    fake_build([write(tmp_path / "leases", {"租.txt": text})], tmp_path / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        found = Assistant.load(tmp_path / "store")
    assert marked(found, "租赁合同第一条第3项") == [("第一条", ["3、逾期罚息。"])]
    assert marked(found, "租赁合同第一条第2项") == [("第一条", ["2、如下付："])]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        *(("第三十条", "第三十条"), ("第三十零条", "第三十零条"), ("第30条", "第三十条")),
        *(("第三〇条", "第三十条"), ("第卅条", "第三十条"), (" article 30", "第三十条")),
    ],
)
def test_a_number_that_is_written_so_is_meant(stated: Assistant, asked: str, meant: str) -> None:
    assert [label for label, _ in marked(stated, f"收费规定{asked}")] == [meant]
