"""Numbers of one kind inside each other: 1. in 1. is cited with what is around it."""

import pytest
from outlines import outline_of, the_document

from index.clauses import clauses
from qa.cite import citation_text


def cited(text: str, path: str) -> list[str]:
    return [citation_text("", c, 0)[2:] for c in clauses(the_document(text, path))]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (  # indented further, as Markdown has it
            "协议.md",
            "# 协议\n\n1. 注册\n   1. 信息真实。\n   2. 年满十八岁。\n2. 费用\n   1. 每月三十元。\n3. 争议\n\n   提交仲裁。\n",
            ["1. 1.", "1. 2.", "2. 1.", "3."],
        ),
        (
            "规定.txt",
            "采购规定\n\n1、总则\n　　1、公开透明。\n　　2、节约。\n　　说明一。\n2、程序\n　　1、申请。\n",
            ["1、1、", "1、2、", "2、1、"],
        ),
        (  # below headings
            "手册.md",
            "# 手册\n\n## 1. 总则\n\n1. 适用全员。\n2. 即日执行。\n\n## 2. 考勤\n\n一般说明。\n\n1. 八小时。\n\n## 3. 附则\n\n由人事部解释。\n",
            ["1. 1.", "1. 2.", "2.第1段", "2. 1.", "3."],
        ),
        (
            "手册.md",
            "# 手册\n\n## 1、总则\n\n### 1、目的\n\n规范管理。\n\n### 2、范围\n\n全员。\n\n## 2、考勤\n\n### 1、时间\n\n八小时。\n",
            ["1、1、", "1、2、", "2、1、"],
        ),
        (  # what is around is no heading, and so this is a list in it
            "规定.txt",
            "采购规定\n\n1. 采购应当符合下列条件：\n   1. 有预算；\n   2. 有审批。\n2. 采购后验收。\n",
            ["1.", "2."],
        ),
        (
            "规则.md",
            "# 规则\n\n1. 甲\n   1. 乙\n      1. 丙。\n   2. 丁。\n2. 戊\n   1. 己。\n",
            ["1. 1.", "1. 2.", "2. 1."],
        ),
        (
            "方案.txt",
            "工作方案\n\n一、任务\n（一）项目\n1. 重点：\n  1. 铁路；\n  2. 公路。\n2. 一般。\n二、保障\n1. 组织\n  1. 专班。\n2. 资金。\n",
            ["一、（一）", "二、1. 1.", "二、2."],
        ),
        (  # in a list of 3.1, indented further or not
            "制度.md",
            "# 制度\n\n## 1 总则\n\n1. 适用全员。\n2. 即日执行。\n\n## 2 时间\n\n八小时。\n\n## 3 请假\n\n### 3.1 事假\n\n"
            "1. 提前申请。\n   1. 一天由主管批准。\n   2. 两天由经理批准。\n2. 不计薪。\n\n### 3.2 病假\n\n须证明。\n",
            ["1 1.", "1 2.", "2", "3.1", "3.2"],
        ),
        (
            "制度.txt",
            "某某制度\n1 总则\n1. 适用全员。\n2. 即日执行。\n2 请假\n2.1 事假\n1. 提前申请：\n1. 一天由主管批准。\n2. 两天由经理批准。\n"
            "2. 不计薪。\n3. 不得代请。\n2.2 病假须证明。\n3 附则\n3.1 由人事部解释。\n",
            ["1 1.", "1 2.", "2.1", "2.2", "3.1"],
        ),
        (  # indented by chance
            "须知.txt",
            "考试须知\n\n1. 带身份证。\n  2. 带准考证。\n说明：\n  1. 手机关机。\n",
            ["1.", "2.", "第1段", "1."],
        ),
    ],
)
def test_a_number_inside_another_of_its_kind(path: str, text: str, expected: list[str]) -> None:
    assert cited(text, path) == expected


def test_numbers_inside_others_count_by_themselves() -> None:
    text = "# 协议\n\n1. 甲\n   1. 子。\n   2. 丑。\n2. 乙\n   1. 寅。\n   3. 卯。\n"
    problems = [p.message for p in outline_of(text, "协议.md").problems]
    assert problems == ["第8行：跳号，1.之后是3."]
