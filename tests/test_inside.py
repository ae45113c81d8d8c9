"""What stands inside a clause, by its number, however that is written and counted."""

import pytest
from stores import fake_build, use_fake, write

from qa import Assistant

FILES = {
    "a.txt": "借款合同\n第一条 定义。\n第二条 期限\n一、一年。\n二、可以展期：\n1、展期六个月；\n2、利率另定。\n"
    "第三条 义务：\n（一）还款：\n1.本金；\n2.利息。\n（二）告知。\n",
    "b.txt": "租賃條例\n第 1 條\n1 用詞定義如下：\n一、房屋：建築物。\n二、業者：\n（一）包租業。\n（二）代管業。\n"
    "2 前項第二款業者應申請許可。\n第 2 條\n本條例自公布日施行。\n",
    "c.txt": "工程技术规程\n1 总则\n1.0.1 制定本规程。\n2 设计\n2.1 一般规定\n2.1.1 设计应符合下列规定：\n"
    "1 安全等级不低于二级；\n2 年限为50年。\n2.1.2 设计应验算：\n（1）荷载；\n（2）内力。\n3 验收\n验收应合格。\n"
    "附录A 计算\nA.0.1 按下式。\nA.0.2 按表。\n本规程用词说明\n1 用词如下。\n条文说明\n1 总则\n1.0.1 本条说明目的。\n",
    "d.txt": "大学章程\n第一章 总则\n第一条 名称。\n第二章 学生\n第二条 权利。\n第二章之一 教师\n第三条 义务。\n",
    "e.txt": "某某人寿保险股份有限公司\n安心医疗保险条款\n1. 合同\n1.1 构成。\n1.2 生效。\n2. 保障\n2.1 责任。\n",
    "j.txt": "作业规程\n1 总则\n1.0.1 甲。\n2 作业\n2.0.1 应符合下列规定：\n1 工期为三十日。\n2 人数为三人。\n",
    "g.txt": "防疫手册\n第一条 手册分为1.0版和2.0版。\n第二条 甲。\n",
    "h.txt": "某某條例\n第一條 定義：\n一、甲。\n二、乙。\n前項規定適用於丙。\n第二條 上款規定除外。\n",
    "i.txt": "资料条例\n1. 简称\n甲。\n2. 范围\n乙。\n2A. 豁免\n丙。\n3. 罚则\n丁。\n",
    "f.txt": "物业采购文件\n第一章 公告\n一、概况\n（一）甲。\n（二）乙。\n二、资格\n（一）丙。\n（二）丁。\n"
    "第二章 须知\n一、总则\n（一）戊。\n二、响应\n（一）己。\n（二）庚。\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("inside")
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([write(folder / "files", FILES)], folder / "store")
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("question", "place", "mark"),
    [
        ("借款合同第二条第一项", "第二条", "一、一年。"),
        ("借款合同第三条（一）2", "第三条", "（一）还款："),
        ("借款合同第三条（二）", "第三条", "（二）告知。"),
        ("租賃條例第1條第1項第2款", "第1條", "二、業者："),
        ("租赁条例第一条第二项", "第1條", "2 前項第二款業者應申請許可。"),
        ("租赁条例第1条第2项", "第1條", "2 前項第二款業者應申請許可。"),
        ("工程技术规程第2.1.1条第2项", "2.1.1", "2 年限为50年。"),
        ("工程技术规程2.1.2第（2）项", "2.1.2", "（2）内力。"),
        ("工程技术规程2.1.2的第二项", "2.1.2", "（2）内力。"),
        ("工程技术规程2.1.2（2）", "2.1.2", "（2）内力。"),
        ("工程技术规程附录A的A.0.2", "附录A A.0.2", "A.0.2 按表。"),
        ("工程技术规程附录A A.0.2", "附录A A.0.2", "A.0.2 按表。"),
        ("工程技术规程附录A第A.0.2条", "附录A A.0.2", "A.0.2 按表。"),
        ("工程技术规程第1.0.1条", "1.0.1", "1.0.1 制定本规程。"),
        ("工程技术规程第3章", "3", "3 验收"),
        ("工程技术规程第三章", "3", "3 验收"),
        ("大学章程第二章", "第二条", "第二条 权利。"),
        ("大学章程第二章之一", "第三条", "第三条 义务。"),
        ("安心医疗保险条款1.2", "1.2", "1.2 生效。"),
        ("安心医疗保险条款第2.1条", "2.1", "2.1 责任。"),
        ("物业采购文件第二章二、（二）", "第二章二、（二）", "（二）庚。"),
        ("作业规程2.0.1第2项", "2.0.1", "2 人数为三人。"),
        ("某某條例第一條第一款第二項", "第一條", "二、乙。"),
        ("某某條例第一條第二款", "第一條", "前項規定適用於丙。"),
        ("资料条例第2A条", "2A.", "2A. 豁免"),
        ("物业采购文件第一章二、（二）", "第一章二、（二）", "（二）丁。"),
    ],
)
def test_a_number_leads_to_what_it_names_and_to_nothing_else(
    assistant: Assistant, question: str, place: str, mark: str
) -> None:
    answer = assistant.ask(question)
    assert answer.answered
    assert [p.citation.text.split("》")[1] for p in answer.passages] == [place]
    marks = [each.text.split("\n")[0] for each in answer.passages[0].highlights]
    assert marks[:1] == [mark]


@pytest.mark.parametrize(
    ("question", "document"),
    [("安心医疗保险条款2.2", "安心医疗保险条款"), ("工程技术规程第4章", "工程技术规程")],
)
def test_what_is_not_there_is_not_shown_of_another(
    assistant: Assistant, question: str, document: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.answered, answer.passages) == (False, ())
    assert document in answer.message


def test_a_version_is_no_number_of_a_clause(assistant: Assistant) -> None:
    assert "2.0条" not in assistant.ask("防疫手册2.0是什么").message
