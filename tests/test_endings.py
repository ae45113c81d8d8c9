"""Where the last of what is counted ends."""

import pytest
from outlines import cited, the_document

from index.clauses import clauses


@pytest.mark.parametrize(
    "words",
    [
        "被申请人答辩称：不同意支付。",
        "某某公司未提交答辩意见。",
        "被告某某公司未作答辩。",
        "上诉人张某辩称，已经支付。",
        "第三人述称，与其无关。",
        "经审理查明，双方签订了合同。",
        "另查明，合同已经到期。",
        "本院经审理认定事实如下：合同成立。",
    ],
)
def test_what_others_say_is_no_part_of_the_last_claim(words: str) -> None:
    document = the_document(
        "某某市劳动人事争议仲裁委员会\n仲裁裁决书\n申请人请求：\n一、支付工资；\n二、支付加班费。\n"
        f"{words}\n裁决如下：\n一、支付工资；\n二、驳回其他请求。\n"
    )
    assert [(label, said) for _, label, said in cited(document)][2:5] == [
        ("二、", "二、支付加班费。"), ("第1段", words), ("第2段", "裁决如下："),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["修正案", "通知", "意见", "补充协议"])
def test_when_a_text_comes_into_force_closes_it(kind: str) -> None:
    last = f"本{kind}自通过之日起生效，有效期五年。"
    document = the_document(f"某某公司章程{kind}\n一、修改甲。\n二、删去乙。\n{last}\n")
    assert [(label, words) for _, label, words in cited(document)] == [
        ("一、", "一、修改甲。"), ("二、", "二、删去乙。"), ("结语", last),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["本协议自签字之日起生效。", "联系人：张三"])
def test_what_closes_a_text_may_be_all_that_a_clause_says(words: str) -> None:
    document = the_document(f"服务协议\n1. 费用\n每月一百元。\n2. 其他\n{words}\n")
    assert [said for _, _, said in cited(document)] == [
        "1. 费用\n每月一百元。",
        f"2. 其他\n{words}",
    ]


@pytest.mark.parametrize("word", ["附：", "附", "附　："])
def test_what_is_annexed_without_a_number_is_no_part_of_the_last_article(word: str) -> None:
    document = the_document(
        f"某某特别规定\n第一条 甲。\n第二条 本规定自公布之日起施行。\n{word}\n禁止从事的劳动\n"
        "一、矿山作业。\n二、高空作业。\n"
    )
    assert cited(document) == [
        ((), "第一条", "第一条 甲。"),
        ((), "第二条", "第二条 本规定自公布之日起施行。"),
        (("附：禁止从事的劳动",), "一、", "一、矿山作业。"),
        (("附：禁止从事的劳动",), "二、", "二、高空作业。"),
    ]


def test_what_an_article_lists_below_is_no_annex() -> None:
    document = the_document("某某规定\n第一条 提交：\n附\n证件\n第二条 本规定自公布之日起施行。\n")
    assert [label for _, label, _ in cited(document)] == ["第一条", "第二条"]


def test_what_stands_below_the_appendices_of_a_standard_is_apart() -> None:
    document = the_document(
        "某某工程技术规程\n1 总则\n1.0.1 甲。\n2 设计\n2.1 规定\n2.1.1 设计应符合下列规定：\n1 安全等级为二级；\n2 年限为50年。\n"
        "附录A 计算\nA.0.1 乙。\n本规程用词说明\n1 用词如下。\n引用标准名录\n《荷载规范》GB 50009\n条 文 说 明\n"
        "1 总则\n1.0.1 丙。\n2 设计\n2.1 规定\n2.1.1 丁。\n"
    )
    assert cited(document) == [
        (("1 总则",), "1.0.1", "1.0.1 甲。"),
        (
            ("2 设计", "2.1 规定"),
            "2.1.1",
            "2.1.1 设计应符合下列规定：\n1 安全等级为二级；\n2 年限为50年。",
        ),
        (("附录A：计算",), "A.0.1", "A.0.1 乙。"),
        (("本规程用词说明",), "第1段", "1 用词如下。"),
        (("引用标准名录",), "第1段", "《荷载规范》GB 50009"),
        (("条文说明", "1 总则"), "1.0.1", "1.0.1 丙。"),
        (("条文说明", "2 设计", "2.1 规定"), "2.1.1", "2.1.1 丁。"),
    ]
    rule = next(c for c in clauses(document) if c.label == "2.1.1")
    assert len(rule.paragraphs) == 1  # 1 and 2 are listed in it


@pytest.mark.parametrize(
    "words",
    [
        "经审查认定符合条件的，发给证书。",
        "经查证确认属实后，给予奖励。",
        "另查明有违法行为的，移送处理。",
        "申请人应当在举证期限内提交证据。",
        "申请人提交申请书、证据材料。",
        "被申请人未提交答辩书的，不影响审理。",
        "本会经审理认定事实清楚的，可以裁决。",
    ],
)
def test_a_rule_about_cases_is_part_of_its_clause(words: str) -> None:
    document = the_document(f"办案指南\n一、申请：提交申请书。\n二、审理：公开进行。\n{words}\n")
    assert cited(document)[-1][1:] == ("二、", f"二、审理：公开进行。\n{words}")


def test_what_is_listed_below_its_entry_into_force_is_no_closing() -> None:
    last = "二、本协议一式两份。\n本协议自签字之日起生效。\n另行约定如下：\n（1）甲；\n（2）乙。"
    document = the_document(f"合作协议\n一、甲方供货。\n{last}\n")
    assert cited(document)[-1][2] == last


def test_what_a_titled_clause_says_below_its_entry_into_force_is_no_closing() -> None:
    last = "10. 其他\n本合同一式两份。\n本合同自签字之日起生效。\n未尽事宜，协商解决。"
    document = the_document(f"合作合同\n9. 违约\n赔偿损失。\n{last}\n")
    assert [words for _, _, words in cited(document)][-1] == last


@pytest.mark.parametrize("word", ["附", "条文说明", "引用标准名录"])
def test_what_the_last_article_lists_is_no_annex(word: str) -> None:
    document = the_document(f"某某规定\n第一条 甲。\n第二条 注明下列字样：\n{word}\n正本\n")
    assert [label for _, label, _ in cited(document)] == ["第一条", "第二条"]


def test_what_explains_each_clause_parts_no_chapters() -> None:
    document = the_document(
        "某某规范\n1 总则\n1.0.1 甲。\n条文说明\n子。\n1.0.2 乙。\n条文说明\n丑。\n2 设计\n2.0.1 丙。\n条文说明\n寅。\n"
    )
    assert [(path, label) for path, label, _ in cited(document)] == [
        (("1 总则",), "1.0.1"), (("1 总则",), "1.0.2"), (("2 设计",), "2.0.1"),
    ]  # fmt: skip
    assert cited(document)[-1][2] == "2.0.1 丙。\n条文说明\n寅。"
