"""Reports that are named by their year, place or congress."""

import pytest

from qa.question.aliases import aliases
from qa.question.question import parse

TITLES = aliases(
    [
        "2021年中华人民共和国国务院政府工作报告",
        "1954年中华人民共和国国务院政府工作报告",
        "高举中国特色社会主义伟大旗帜 为全面建设社会主义现代化国家而团结奋斗 (二十大)",
        "第二届全国人民代表大会第三次会议关于政府工作报告的决议",
        "2023年四川省人民政府工作报告",
    ]
)


@pytest.mark.parametrize(
    ("asked", "documents", "left"),
    [
        ("2021年的政府工作报告怎么说碳达峰", {0}, "碳达峰"),
        ("2021政府工作报告里碳达峰怎么安排", {0}, "碳达峰怎么安排"),
        ("一九五四年政府工作報告裏和哪個國家發表了公報", {1}, "和哪个国家发表了公报"),
        ("党的二十大报告说怎么解决台湾问题", {2}, "怎么解决台湾问题"),
        ("四川省2023年政府工作报告对就业怎么安排", {4}, "就业怎么安排"),
    ],
)
def test_they_are_asked_alone(asked: str, documents: set[int], left: str) -> None:
    parsed = parse(asked, TITLES)
    assert set(parsed.documents) == set(parsed.within) == documents
    assert parsed.asked == left
    assert parsed.elsewhere == ""


def test_they_are_named_in_english() -> None:
    parsed = parse("What did the 2021 government work report say about carbon?", TITLES)
    assert parsed.documents == {0}
    assert parse("What does the work report of 1954 say?", TITLES).documents == {1}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("2019年政府工作报告把增长目标定在多少", "2019年政府工作报告"),
        ("请问2022年国务院政府工作报告提出了什么", "2022年国务院政府工作报告"),
        ("请总结2019年政府工作报告的目标", "2019年政府工作报告"),
        ("贵州省政府工作报告提出了什么", "贵州省政府工作报告"),
        ("十八大报告提出了哪些目标", "十八大报告"),
        ("政府工作报告对就业怎么说", ""),
        ("十八大以来发生了哪些变化", ""),
        ("决议是怎么评价2018年政府工作报告的", ""),
        ("二十大报告提出了哪些目标", ""),
    ],
)
def test_those_of_other_years_are_not_there(asked: str, name: str) -> None:
    assert parse(asked, TITLES).elsewhere == name


def test_one_congress_is_not_another_s_where_there_is_none() -> None:
    assert parse("十八大报告提出了哪些目标", aliases(["关于发展的决定"])).elsewhere == ""
