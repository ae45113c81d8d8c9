"""Titles that hold what else would be taken for a number, a bracket or another title."""

from pathlib import Path

import pytest
from stores import use_fake, write

from index.build import build
from qa import Assistant
from qa.question.aliases import aliases
from qa.question.question import parse

TITLES = [
    "最高人民法院关于适用刑法第十二条几个问题的解释",
    "中华人民共和国刑法",
    "最高人民法院关于审理食品安全民事纠纷案件适用法律若干问题的解释（一）",
    "最高人民法院关于审理食品安全民事纠纷案件适用法律若干问题的解释（二）",
    "山东省实施《中华人民共和国献血法》办法",
    "中华人民共和国民法典 合同编",
    "2021年中华人民共和国国务院政府工作报告",
    "最高人民法院 最高人民检察院关于执行《中华人民共和国刑法》确定罪名的补充规定（四）",
    "中华人民共和国最高人民检察院公告",
    "中华人民共和国最高人民法院公告",
    "上海市促进浦东新区保税维修业务发展若干规定",
    "上海市旅游条例",
    "决胜全面建成小康社会 夺取新时代中国特色社会主义伟大胜利(十九大)",
]
NAMES = aliases(TITLES)


@pytest.mark.parametrize(
    ("text", "clauses", "documents"),
    [
        ("最高人民法院关于适用刑法第十二条几个问题的解释第二条", [2], {0}),
        ("《最高人民法院关于适用刑法第十二条几个问题的解释》第二条", [2], {0}),
        ("刑法第十二条", [12], {1}),
        (
            "《最高人民法院关于审理食品安全民事纠纷案件适用法律若干问题的解释（一）》第三条",
            [3],
            {2},
        ),
        ("第八条 最高人民法院关于审理食品安全民事纠纷案件适用法律若干问题的解释(二)", [8], {3}),
        ("《山东省实施〈中华人民共和国献血法〉办法》第三条", [3], {4}),
        ("山东省实施《献血法》办法第三条", [3], {4}),
        ("《中华人民共和国民法典 合同编》第四条", [4], {5}),
        ("中华人民共和国民法典 合同编第四条", [4], {5}),
        ("民法典第四条", [4], {5}),
        ("刑法一条是什么", [1], {1}),
        ("国务院批准的上海市旅游条例第三条", [3], {11}),
        ("最高人民法院审理旅游案件适用上海市旅游条例第三条", [3], {11}),
        ("决胜全面建成小康社会（三）", [3], {12}),
        ("第四条 中华人民共和国民法典", [4], {5}),
        ("合同编第四条", [4], {5}),
        ("合同编4条", [4], {5}),
        ("确定罪名的补充规定（四）讲了什么", [], {7}),
        ("最高人民法院公告第一条", [1], {9}),
        ("最高人民检察院公告第一条", [1], {8}),
    ],
)
def test_a_title_is_taken_whole(text: str, clauses: list[int], documents: set[int]) -> None:
    question = parse(text, NAMES)
    assert [r.first for r in question.references if r.unit == "clause"] == clauses
    assert question.documents == documents
    assert not question.absent
    assert question.lookup is bool(question.references)


def test_a_number_of_another_makes_another_title() -> None:
    only_first = aliases([*TITLES[:3], *TITLES[4:]])
    question = parse(f"{TITLES[2][:-3]}（三）第一条", only_first)
    assert 2 not in question.documents


def test_rules_of_a_city_are_not_of_the_court() -> None:
    assert parse("最高人民法院的规定第二条", aliases(TITLES[10:11])).absent == (
        "最高人民法院的规定",
    )
    assert parse("国务院的规定第二条", aliases(TITLES[10:11])).absent == ("国务院的规定",)


def test_rules_of_another_court_are_not_meant() -> None:
    court = aliases(["最高人民法院关于适用简易程序审理民事案件的若干规定"])
    assert parse("最高人民法院关于简易程序的规定第五条", court).documents == {0}
    assert parse("最高检关于简易程序的规定第五条", court).absent == ("最高检关于简易程序的规定",)


def test_a_title_is_found_twice_with_what_stands_between() -> None:
    question = parse(f"{TITLES[0]}第一条和{TITLES[2]}第三条", NAMES)
    assert [(r.first, set(r.documents)) for r in question.references] == [(1, {0}), (3, {2})]


def test_a_citation_of_the_store_is_found_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    law = "\n\n第一条 甲应当登记。\n\n第二条 乙应当备案。\n\n第三条 丙应当公示。\n"
    files = {f"{i}.txt": title + law for i, title in enumerate([*TITLES[:5], *TITLES[6:8]])}
    build([write(tmp_path / "laws", files)], tmp_path / "store")
    assistant = Assistant.load(tmp_path / "store")
    seen = 0
    for title in {info.title for info in assistant.documents()}:
        for label in ("第一条", "第二条", "第三条"):
            citation = f"《{title}》{label}"
            for answer in (assistant.ask(citation), assistant.show(citation)):
                (passage,) = answer.passages
                assert (passage.citation.text, passage.score) == (citation, 1.0)
                seen += 1
    assert seen == 7 * 3 * 2


@pytest.mark.parametrize("end", ["（试行）", "（2023年修订）", "(征求意见稿)"])
def test_what_stands_in_brackets_at_the_end_of_a_title_is_a_part_of_it(end: str) -> None:
    names = aliases([f"鉴定人参与办案的规定{end}", "鉴定人参与办案的办法"])
    for text in (
        f"《鉴定人参与办案的规定{end}》第二条第二款",
        f"鉴定人参与办案的规定{end}第2条第2款讲什么",
    ):
        question = parse(text, names)
        assert [(r.unit, r.first, r.documents) for r in question.references] == [
            ("clause", 2, frozenset({0})),
            ("paragraph", 2, frozenset({0})),
        ]
        assert question.lookup
    assert parse("鉴定人参与办案的规定第二条", names).documents == {0}


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("（2024）川0104民初88号判决被告要付多少钱", 0),
        ("(2024) 川0104民初93号怎么判的", 1),
        ("〔2024〕川0104民初93号第二项", 1),
        ("2024川0104民初88号判决结果", 0),
        ("川0104民初93号案件的被告是谁", 1),
        ("法释[2022]17号里的家庭暴力", 2),
        ("法释 2022 17号第三条", 2),
        ("法释【2022】17号", 2),
        ("法释〔2022〕18号第三条", None),
        ("（2024）川0104民初8号判决", None),
        ("2022年17号", None),
        ("法释〔2022〕第17号第三条", 2),
        ("最高法法释〔2022〕17号第三条", 2),
        ("2024年川0104民初88号判决", 0),
        ("（2023）川0104民初88号判决被告要付多少钱", None),
        ("2023年川0104民初88号判决", None),
        ("川法释〔2022〕17号第三条", None),
    ],
)
def test_documents_by_the_numbers_under_which_they_were_issued(
    text: str, document: int | None
) -> None:
    titles = [
        "甲区人民法院民事判决书",
        "甲区人民法院民事判决书",
        "关于办理保护令案件的规定",
        "办法",
    ]
    numbers = ["（2024）川0104民初88号", "（2024）川0104民初93号", "法释〔2022〕17号", ""]
    parsed = parse(text, aliases(titles, numbers=numbers))
    assert parsed.documents == ({document} if document is not None else set())
    assert "号" not in parsed.content or document is None or parsed.lookup
