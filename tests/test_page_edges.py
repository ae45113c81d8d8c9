"""What stands at the edges of pages in a text that was copied out of them."""

import pytest
from outlines import cited, outline_of, the_document

from index.clauses import clauses

_TEXT = """某某集团员工手册
第一章 总则
第一条 为规范员工行为，制定本手册。
第二条 本手册适用于全体员工，包括试用期员工和劳务派遣员{gap}{first}{gap}工，以及实习生。
实习生另行管理。
第三条 员工应当遵守下列规定：
（一）按时上下班；
（二）服从管理，爱护公物，{gap}{second}{gap}并且节约用水用电；
（三）不得旷工。{gap}{third}{gap}员工应当相互尊重。
第四条 员工每日打卡两次。
"""


@pytest.mark.parametrize(
    "page",
    [
        "- {0} -",
        "第 {0} 页",
        "第 {0} 页（共 8 页）",
        "（第{0}页/共8页）",
        "共8页 第{0}页",
        "Page {0} of 8",
        "{0}/8",
        "员工手册 2024版　　　　第 {0} 页 共 8 页",
        "- {0} -\t某某集团人力资源部",
        "{0} / 8    内部资料",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_pages_part_no_paragraphs(page: str, gap: str) -> None:
    first, second, third = (page.format(number) for number in (1, 2, 3))
    document = the_document(_TEXT.format(first=first, second=second, third=third, gap=gap))
    found = {clause.label: clause.paragraphs for clause in clauses(document)}
    assert {label: len(paragraphs) for label, paragraphs in found.items()} == {
        "第一条": 1, "第二条": 2, "第三条": 2, "第四条": 1,
    }  # fmt: skip
    assert found["第二条"][1].of(document.text) == "实习生另行管理。"
    assert found["第三条"][1].of(document.text) == "员工应当相互尊重。"
    problems = outline_of(document.text).problems
    assert [problem.kind for problem in problems] == ["dropped"] * 3


def test_figures_alone_number_pages_where_a_page_is_between_two() -> None:
    words = "甲方应当按照合同的约定向乙方支付费用并承担相应的责任。" * 10
    text = f"某某合同\n第一条 {words}\n1\n第二条 {words}\n2\n第三条 {words}\n3\n"
    assert [words for _, _, words in cited(the_document(text))] == [
        f"第一条 {words}", f"第二条 {words}", f"第三条 {words}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["序号", "1", "张三", "2", "李四", "3", "王五"],  # cells of a table
        ["1", "范围", "甲" * 250 + "。", "2", "引用文件", "乙" * 250 + "。", "3", "术语", "丙。"],
        ["2021", "甲" * 250 + "。", "2022", "乙" * 250 + "。", "2023", "丙。"],
        ["1", "甲" * 250 + "。", "2", "乙" * 250 + "。", "3", "丙。"],
        ["比例", "1/3", "比例", "2/5", "比例", "4/5"],
        ["甲方占1/3。", "乙方占2/3。"],
        ["张三所占份额", "1/3", "李四所占份额及其收益", "2/3"],
        ["姓名：张三，身份证号略", "产权比例    1/3", "姓名：李四，身份证号略", "产权比例\t2/3"],
        [line for i in "123" for line in (i, "许可" + i, "甲" * 210 + "。", "某某局")],  # cells
        [line for i in "123" for line in (i, f"{i}.1 {'甲' * 210}。", f"{i}.2 乙。")],
        [
            line
            for i, n in ("1一", "2二", "3三")
            for line in (i, f"第{n}条 {'甲' * 210}。", "理由。")
        ],
        [line for i in "123" for line in (i, f"（一）{'甲' * 210}。", "（二）乙。")],
    ],
)
def test_other_figures_are_kept(lines: list[str]) -> None:
    text = "某某说明\n" + "\n".join(lines) + "\n"
    assert not [problem for problem in outline_of(text).problems if problem.kind == "dropped"]


def test_a_heading_at_the_end_of_a_page_does_not_go_on_below_it() -> None:
    text = (
        "某某办法\n第一条 甲、乙、丙：\n（一）丁；\n（二）戊。\n第二节 一般规定和特别规定以及附则\n- 1 -\n"
        "下列规定适用于本节。\n第二条 己。\n- 2 -\n庚。\n"
    )
    assert cited(the_document(text))[1:] == [
        (("第二节 一般规定和特别规定以及附则",), "第1段", "下列规定适用于本节。"),
        (("第二节 一般规定和特别规定以及附则",), "第二条", "第二条 己。\n- 2 -\n庚。"),
    ]


def test_the_title_above_pages_without_numbers_is_no_paragraph() -> None:
    title = "某某公司员工奖惩管理制度"
    document = the_document(
        f"{title}\n第一条 为严明纪律，制定本制度。\n第二条 适用于全体员工，包括正式员工、试用期员工以及\n{title}\n劳务派遣人员。\n"
        f"第三条 奖励分为：\n（一）表扬；\n{title}\n（二）奖金。\n奖励由人事部提出。\n{title}\n第四条 处分。\n"
    )
    assert {clause.label: len(clause.paragraphs) for clause in clauses(document)} == {
        "第一条": 1, "第二条": 1, "第三条": 2, "第四条": 1,
    }  # fmt: skip


@pytest.mark.parametrize("below", ["甲方：某某公司", "第一条 甲。", "（2020年1月1日通过）"])
def test_a_title_below_which_something_begins_is_kept(below: str) -> None:
    title = "某某公司劳动合同"
    text = f"{title}\n第一条 甲。\n第二条 乙。\n" + f"{title}\n{below}\n第二条 乙。\n" * 2
    assert not [problem for problem in outline_of(text).problems if problem.kind == "dropped"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "女士们、先生们：",
            ["一、甲。", "女士们、先生们：", "二、乙。", "女士们、先生们：", "三、丙。"],
        ),
        (
            "安全检查记录表",
            ["一、甲。", "安全检查记录表", "检查人：张三", "安全检查记录表", "检查人：李四"],
        ),
        (
            "工程施工合同",
            ["第一条 文件：", "工程施工合同", "第二条 顺序：", "工程施工合同", "第三条 甲。"],
        ),
        ("员工保密协议", ["第一条 甲。", "员工保密协议", "签署页", "员工保密协议", "附页"]),
    ],
)
def test_what_is_said_again_on_purpose_is_kept(title: str, lines: list[str]) -> None:
    problems = outline_of("\n".join([title, *lines]) + "\n").problems
    assert not [problem for problem in problems if problem.kind == "dropped"]


def test_behind_items_without_marks_a_page_may_end_them() -> None:
    document = the_document(
        "某某办法\n第一条 企业应当：\n（一）缴纳养老保险、失业保险、工伤保险费用\n（二）为职工缴存住房公积金、企业年金\n"
        "- 1 -\n前款规定的企业包括分公司。\n第二条 甲。\n- 2 -\n乙。\n"
    )
    assert [len(clause.paragraphs) for clause in clauses(document)] == [2, 2]
