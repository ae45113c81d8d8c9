"""The year that a question asks about, and the years that a yearly report tells of."""

from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from stores import fake_build, write

from index.store import open_store
from qa import Assistant
from qa.question.aliases import aliases
from qa.question.question import parse
from qa.ranking.years import asked_year, told_of

REPORT = "2025年政府工作报告"


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("2024年国内生产总值是多少", 2024),
        ("二〇二四年新增就业多少人", 2024),
        ("到2035年要实现什么", 2035),
        ("2024年12月底完成了多少", 2024),
        ("国内生产总值是多少", 0),
        ("2023年和2024年哪年增长快", 0),
        ("2021年以来新增就业多少", 0),
        ("2024年1月1日起施行的办法", 0),
        ("2018年修正的安全生产法", 0),
        ("12024年", 0),
        *((f"{span}新增就业多少", 0) for span in ("2021-2025年", "2021年到2025年", "2023、2024年")),
        ("2025年政府工作报告里，新增就业多少人", 0),  # it may tell of the year before
    ],
)
def test_the_only_year_is_asked_about(question: str, year: int) -> None:
    assert asked_year(parse(question, aliases([REPORT]))) == year


@pytest.mark.parametrize(
    ("year", "title", "path", "text", "told"),
    [
        (2024, REPORT, ("一、2024年工作回顾", "第2段"), "生产总值增长5%。", 1),
        (2025, REPORT, ("一、2024年工作回顾", "第2段"), "生产总值增长5%。", -1),
        (2025, REPORT, ("一、2024年工作回顾", "第2段"), "到2025年增长5%。", 0),
        (2025, REPORT, ("二、对今年工作的建议",), "增长5%左右。", 1),
        (2024, REPORT, ("一、过去一年和五年工作回顾",), "增长5%。", 1),
        (2022, REPORT, ("一、过去一年和五年工作回顾",), "年均增长5%。", -1),
        (2022, REPORT, ("一、过去一年和五年工作回顾",), "二〇二二年增长3%。", 0),
        (2025, REPORT, ("一、总体要求",), "增长5%。", 0),
        (2024, REPORT, ("一、总体要求",), "增长5%。", 0),
        (2023, REPORT, ("一、总体要求",), "增长5%。", -1),
        (2023, "关于2024年预算执行情况和2025年预算草案的报告", ("一、",), "收入增长5%。", 0),
        (2022, "关于2024年预算执行情况和2025年预算草案的报告", ("一、",), "收入增长5%。", -1),
        *(
            (2023, f"治污行动计划({span}年)", ("一、任务",), "第一年改造锅炉。", 0)
            for span in ("2022—2025", "2022年-2025", "二〇二二至二〇二五", "2023、2024、2025")
        ),
        (2019, "治污行动计划(2022—2025年)", ("一、任务",), "第一年改造锅炉。", -1),
        (2020, "某市养犬管理条例(2021年修正)", ("第一章",), "罚款五百元。", 0),
        (2020, "在第二十次大会上的报告", ("一、过去五年的工作",), "增长5%。", 0),
    ],
)
def test_a_yearly_report_tells_of_some_years(
    year: int, title: str, path: tuple[str, ...], text: str, told: int
) -> None:
    assert told_of(year, title, path, text) == told


def test_the_figure_of_the_year_comes_first_and_that_of_another_is_no_answer(
    tmp_path: Path,
) -> None:
    texts = {
        f"{year}.txt": f"{year}年政府工作报告\n\n一、{year - 1}年工作回顾\n\n"
        f"全年新增就业{year - 1900}万人。\n\n二、{year}年重点工作\n\n新增就业{year - 1800}万人。\n"
        for year in (2022, 2024)
    }
    fake_build([write(tmp_path / "reports", texts)], tmp_path / "store")
    assistant = Assistant(open_store(tmp_path / "store"), FakeEncoder())
    for year, figure in ((2021, 122), (2022, 222), (2023, 124), (2024, 224)):
        first = assistant.ask(f"{year}年新增就业多少万人").passages[0]
        assert f"新增就业{figure}万人" in first.text
    there = assistant.ask("2024年新增就业多少万人").confidence
    another = assistant.ask("2016年新增就业多少万人")
    assert another.confidence < there / 2
    assert (another.answered, another.lacking) == (False, "year")
