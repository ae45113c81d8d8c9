"""Contracts, terms of insurance and the like: what is a heading, a paragraph or a list in them."""

import pytest
from outlines import cited, outline_of, the_document

from index.clauses import clauses


def paragraphs(text: str, path: str = "test.txt") -> dict[str, list[str]]:
    """The paragraphs of each clause, by its label."""
    document = the_document(text, path)
    return {c.label: [span.of(text) for span in c.paragraphs] for c in clauses(document)}


@pytest.mark.parametrize("mark", ["：", "、", ". ", "　", "——"])
def test_a_heading_is_no_paragraph_of_its_article_whatever_stands_behind_the_number(
    mark: str,
) -> None:
    found = paragraphs(
        f"租赁合同\n第一条{mark}租期\n租期一年。\n第二条{mark}租金\n月租三千元。\n按季支付。\n"
        f"第三条{mark}押金\n押金三千元。\n"
    )
    assert found["第二条"] == [f"第二条{mark}租金\n月租三千元。", "按季支付。"]
    assert list(found) == ["第一条", "第二条", "第三条"]


@pytest.mark.parametrize("mark", ["：", "。"])
def test_headings_of_articles_may_end_like_sentences_where_most_do(mark: str) -> None:
    contract = (
        f"租赁合同\n第一条　租期{mark}\n租期一年。\n第二条　租金{mark}\n月租三千元。\n按季支付。\n"
        f"第三条　押金{mark}\n押金三千元。\n第四条　本合同一式两份。\n"
    )
    found = paragraphs(contract)
    assert found["第二条"] == [f"第二条　租金{mark}\n月租三千元。", "按季支付。"]
    assert found["第四条"] == ["第四条　本合同一式两份。"]
    other = "：" if mark == "。" else "。"
    assert paragraphs(contract.replace(f"租金{mark}", f"租金{other}"))["第二条"][0] == (
        f"第二条　租金{other}"
    )
    # The short sentences of a law are paragraphs.
    flag = "某某规定\n第一条　校训为勤学。\n校长解释。\n第二条　校旗是红旗。\n校旗每日升起。\n"
    flag += "第三条　校徽由校办发放。\n校徽应当佩戴。\n第四条　校歌为红星。\n校歌在典礼上唱。\n"
    assert paragraphs(flag)["第二条"] == ["第二条　校旗是红旗。", "校旗每日升起。"]
    law = "某某法\n第一条　国家实行登记制度。\n由局登记。\n第二条　登记应当公开。\n公开办法由局规定。\n"
    law += "第三条　违反登记管理，造成损失的，应当赔偿。\n"
    assert paragraphs(law)["第二条"] == ["第二条　登记应当公开。", "公开办法由局规定。"]


CHINESE = (
    "第一条 定义",
    "本协议中公司指甲公司。",
    "第二条 转让",
    "卖方转让三成股权。",
    "买方购买。",
)
ENGLISH = (
    "Article 1 Definitions",
    "In this Agreement the Company means A.",
    "Article 2. Transfer",
    "The Seller sells 30% of the shares.",
    "The Buyer buys them.",
)


@pytest.mark.parametrize(("above", "below"), [(CHINESE, ENGLISH), (ENGLISH, CHINESE)])
def test_a_translation_below_each_line_makes_no_paragraphs(
    above: tuple[str, ...], below: tuple[str, ...]
) -> None:
    lines = [f"{one}\n{other}" for one, other in zip(above, below, strict=True)]
    text = "股权转让协议\n" + "\n".join(lines) + "\n"
    assert paragraphs(text) == {
        "第一条": ["\n".join(lines[:2])],
        "第二条": ["\n".join(lines[2:4]), lines[4]],
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_translation_of_a_number_goes_on_with_it(order: tuple[int, int]) -> None:
    pairs = [
        ("1.1 乙方调试。", "1.1 Party B shall test."),
        ("1.2 在上海调试。", "1.2 The place is Shanghai."),
        ("2.1 费用十万元。", "2.1 The fee is fixed."),
    ]
    one, two, three = ("\n".join(pair[i] for i in order) for pair in pairs)
    text = f"服务合同\n第一条 服务\n{one}\n{two}\n第二条 费用\n{three}\n"
    assert paragraphs(text) == {
        "第一条": [f"第一条 服务\n{one}\n{two}"],
        "第二条": [f"第二条 费用\n{three}"],
    }


def test_lines_in_english_that_translate_nothing_are_paragraphs() -> None:
    text = (
        "某某办法\n第一条 术语如下。\nGreen Finance Standard\n第二条 由局负责。\n局应当公开。\n"
        "局应当检查。\n第三条 本办法自发布之日起施行。\n"
    )
    assert paragraphs(text)["第一条"] == ["第一条 术语如下。", "Green Finance Standard"]


TERMS = (
    "某某保险条款\n1 合同\n1.1 构成\n条款和保单。\n2 保障\n2.1 责任\n给付保险金。\n"
    "3 免除\n3.1 下列情形不给付：\n1. 自杀；\n2. 犯罪；\n3. 吸毒；\n4. 醉酒。\n第1项除外。\n"
    "3.2 其他免除\n1、战争；\n2、核辐射。\n4 释义\n4.1 周岁\n零周岁起算。\n"
)


@pytest.mark.parametrize("mark", ["", "."])
def test_a_list_in_a_decimal_number_is_no_chapter(mark: str) -> None:
    text = "".join(
        f"{line[0]}{mark}{line[1:]}" if line[1:2] == " " else line
        for line in TERMS.splitlines(keepends=True)
    )
    assert [(path, label) for path, label, _ in cited(the_document(text))] == [
        ((f"1{mark} 合同",), "1.1"),
        ((f"2{mark} 保障",), "2.1"),
        ((f"3{mark} 免除",), "3.1"),
        ((f"3{mark} 免除",), "3.2"),
        ((f"4{mark} 释义",), "4.1"),
    ]
    assert paragraphs(text)["3.1"] == [
        "3.1 下列情形不给付：\n1. 自杀；\n2. 犯罪；\n3. 吸毒；\n4. 醉酒。",
        "第1项除外。",
    ]


@pytest.mark.parametrize(
    ("listed", "below", "count"),
    [
        ("1. 食品；\n2. 饮料。", "", 1),
        ("1. 食品\n2. 饮料", "4. 附则\n4.1 即日施行。\n", 1),
        ("1. 食品；\n2. 饮料。", "4. 附则\n即日施行。\n", 2),
        ("1. 食品\n2. 饮料\n3. 宠物", "4. 附则\n4.1 即日施行。\n", 1),
        ("1. 食品；\n2. 饮料；\n3. 宠物", "4. 附则\n4.1 即日施行。\n", 1),
        ("1. 食品；\n2. 饮料；\n3. 宠物", "", 1),
    ],
)
def test_a_chapter_without_numbers_in_it_comes_after_a_list(
    listed: str, below: str, count: int
) -> None:
    text = f"某某规程\n1. 目的\n1.1 安全。\n2. 范围\n2.1 禁止：\n{listed}\n3. 职责\n主任负责。\n"
    found = cited(the_document(text + below))
    assert found[1] == (("2. 范围",), "2.1", f"2.1 禁止：\n{listed}")
    chapters = [words for path, _, words in found if not path]
    assert (chapters[0], len(chapters)) == ("3. 职责\n主任负责。", count)


def test_a_decimal_number_is_in_no_chapter_of_another_number() -> None:
    text = "某某标准\n1 范围\n1.1 甲。\n2 要求\n2.1 乙。\n3.1 丙。\n"
    assert cited(the_document(text))[-1][:2] == ((), "3.1")


def test_general_provisions_without_a_number_stand_beside_the_first_chapter() -> None:
    text = (
        "某某保险条款\n总则\n第一条 甲。\n第一章 车损\n保险责任\n第二条 乙。\n责任免除\n第三条 丙。\n"
        "第二章 三者\n保险责任\n第四条 丁。\n附则\n第五条 戊。\n"
    )
    assert [path for path, _, _ in cited(the_document(text))] == [
        ("总则",),
        ("第一章 车损", "保险责任"),
        ("第一章 车损", "责任免除"),
        ("第二章 三者", "保险责任"),
        ("附则",),
    ]


def test_general_provisions_below_a_part_are_in_it() -> None:
    text = (
        "学生手册\n第一部分 学籍\n总则\n第一条 甲。\n入学\n第二条 乙。\n"
        "第二部分 奖励\n总则\n第一条 丙。\n奖项\n第二条 丁。\n"
    )
    assert [(path, label) for path, label, _ in cited(the_document(text))] == [
        (("第一部分 学籍", "总则"), "第一条"),
        (("第一部分 学籍", "入学"), "第二条"),
        (("第二部分 奖励", "总则"), "第一条"),
        (("第二部分 奖励", "奖项"), "第二条"),
    ]


def test_what_is_signed_below_the_last_part_is_no_paragraph_of_it() -> None:
    text = (
        "借款合同\n一、金额\n一百万元。\n二、争议\n向法院起诉。\n甲方（盖章）：\n乙方（盖章）：\n"
    )
    assert cited(the_document(text))[-1] == ((), "结语", "甲方（盖章）：\n乙方（盖章）：")


@pytest.mark.parametrize(
    ("told", "signed"),
    [
        ("一、联系\n双方联系方式：\n甲方：张三\n乙方：李四\n", "甲方（盖章）：\n乙方（盖章）："),
        ("一、联系\n双方联系方式：\n甲方：张三\n乙方：李四\n", "甲方：\n乙方："),
        ("一、账户\n甲方：工行\n账号：1\n账户变更的，通知乙方。\n", "甲方：\n乙方："),
        ("一、送达地址如下：\n甲方：某路\n乙方：某街\n", "甲方（盖章）：\n乙方（盖章）："),
        ("一、联系\n1.发函。\n2.联系方式：\n甲方：张三\n乙方：李四\n", "甲方：\n乙方："),
        ("一、效力\n本合同一式两份。\n", "双方签字：\n甲方：\n乙方："),
    ],
)
def test_parties_of_which_the_last_part_tells_are_in_it(told: str, signed: str) -> None:
    found = cited(the_document(f"某某合同\n{told}{signed}\n"))
    assert [one for one in found if one[1] == "结语"] == [((), "结语", signed)]


def test_an_appendix_of_an_appendix_is_no_part_of_its_last_clause() -> None:
    text = "某某预案\n一、响应\n（一）启动。\n（二）终止。\n附件2-1\n联系表\n甲\t1\n乙\t2\n"
    assert [one[:2] for one in cited(the_document(text))] == [
        (("一、响应",), "（一）"),
        (("一、响应",), "（二）"),
        (("附件2-1：联系表",), "表1"),
    ]


def test_a_question_in_bold_is_cited_with_its_answer() -> None:
    text = "# 问答\n\n## 一、报名\n\n**Q1：能报名吗？**\n\nA：能。\n\n**Q2：要钱吗？**\n\n**A**：不要。\n"
    found = cited(the_document(text, "a.md"))
    assert [(label, words.count("\n")) for _, label, words in found] == [("第1段", 2), ("第3段", 2)]


def test_an_award_is_named_as_one_and_motions_are_parts() -> None:
    award = the_document(
        "某某仲裁委员会\n裁 决 书\n（2022）某仲裁字第1号\n申请人：甲\n一、案情\n略。\n"
    )
    assert award.title == "某某仲裁委员会裁决书"
    text = "股东大会资料\n议案一：报告\n各位股东：\n一、经营\n良好。\n议案二：分配\n一、基数\n一亿股。\n"
    assert [path[0] for path, _, _ in cited(the_document(text))] == [
        "议案一：报告",
        "议案一：报告",
        "议案二：分配",
    ]


def test_what_a_ruling_says_below_its_items_is_none_of_them() -> None:
    text = "某某人民法院\n裁定书\n（2023）某1号\n裁定如下：\n一、查封房产；\n二、冻结存款。\n本裁定立即执行。\n"
    assert [one[1:] for one in cited(the_document(text))][-2:] == [
        ("二、", "二、冻结存款。"),
        ("结语", "本裁定立即执行。"),
    ]


def test_a_list_in_a_decimal_number_below_a_chapter_in_words_is_none_of_its_own() -> None:
    text = (
        "员工手册\n第一章 休假\n1.1 年假\n五天。\n1.2 病假\n1. 需证明。\n2. 按八成发。\n须补交。\n"
    )
    assert paragraphs(text)["1.2"] == ["1.2 病假\n1. 需证明。\n2. 按八成发。", "须补交。"]


@pytest.mark.parametrize(
    ("cut", "count"), [("情节严重的，", 1), ("情节严重的。", 2), ("各位代表，", 2)]
)
def test_a_line_that_ends_in_a_comma_goes_on(cut: str, count: int) -> None:
    first = "第一条 违反规定的，责令改正；" if cut != "各位代表，" else "第一条 "
    text = f"某某条例\n{first}{cut}\n处一万元罚款。\n第二条 自公布之日起施行。\n"
    assert len(paragraphs(text)["第一条"]) == count


@pytest.mark.parametrize(
    "end", ["甲登记。", "甲是“登记人。”", "甲登记（有例外。）", "价格如下：\n甲\t一元"]
)
def test_a_heading_without_a_number_comes_where_a_clause_ends(end: str) -> None:
    text = f"某某条例\n第一章 登记\n第一条 {end}\n工业登记\n第二条 乙登记。\n"
    assert [path for path, _, _ in cited(the_document(text))] == [
        ("第一章 登记",),
        ("第一章 登记", "工业登记"),
    ]


def test_who_is_responsible_for_a_part_stands_between_it_and_its_clauses() -> None:
    text = "工作要点\n一、增长\n1. 增产。\n二、民生\n（责任单位：民政局）\n1. 建院。\n2. 就业。\n"
    assert [(path, label) for path, label, _ in cited(the_document(text))][1:] == [
        (("二、民生",), "第1段"),
        (("二、民生",), "1."),
        (("二、民生",), "2."),
    ]


@pytest.mark.parametrize("body", ["一、范围\n承包人保修。\n", "双方就保修达成协议。\n"])
def test_an_appendix_may_begin_with_its_parties(body: str) -> None:
    text = (
        "施工合同\n第一条 甲。\n第二条 乙。\n附件1：一览表\n主楼\t三万\n附件2：保修书\n发包人：某某公司\n"
        f"承包人：某某集团\n{body}"
    )
    found = [path[0] for path, _, _ in cited(the_document(text)) if path]
    assert list(dict.fromkeys(found)) == ["附件1：一览表", "附件2：保修书"]


_SIGNED = "甲方（签章）：\n乙方（签章）：\n2025年1月1日\n"


@pytest.mark.parametrize(
    ("above", "titles"),
    [
        (_SIGNED, ["租赁合同", "租赁合同补充协议（一）"]),
        (f"{_SIGNED}附件：清单\n1.空调三台。\n", ["租赁合同", "租赁合同补充协议（一）"]),
        (f"{_SIGNED}附件：清单\n空调\t三台\n", ["租赁合同", "租赁合同补充协议（一）"]),
        ("甲方：张三　乙方：李四\n2025年1月1日\n", ["租赁合同", "租赁合同补充协议（一）"]),
        (f"{_SIGNED}附件二\n", ["租赁合同"]),
        (f"{_SIGNED}附件二：补充协议（格式）\n", ["租赁合同"]),
        ("第三章 合同格式\n（仅供参考。）\n", ["租赁合同"]),
    ],
)
def test_a_contract_that_follows_a_signed_one_is_a_document(above: str, titles: list[str]) -> None:
    more = "租赁合同补充协议（一）\n甲方：张三\n乙方：李四\n一、租金改为九千元。\n二、其他不变。\n"
    text = (
        f"租赁合同\n甲方：张三\n乙方：李四\n第一条 房屋一套。\n第二条 租金一万元。\n{above}{more}"
    )
    assert [document.title for document in outline_of(text).documents] == titles


def test_what_is_left_out_before_the_last_part_keeps_it_a_part() -> None:
    text = "某法\n第一编 总则\n第一条 甲。\n第二编 分则\n第九条 乙。\n附　　则\n第四十二条 丙。\n"
    assert [(path, label) for path, label, _ in cited(the_document(text))] == [
        (("第一编 总则",), "第一条"),
        (("第二编 分则",), "第九条"),
        (("附则",), "第四十二条"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "甲方向乙方作出如下保证：",
        "乙方应当按下列方式付款：",
        "甲方的义务：",
        "出租人应当做到：",
        "甲方将提供：",
        "乙方承诺：",
    ],
)
def test_what_a_party_does_is_no_line_that_it_signs(words: str) -> None:
    text = f"合同\n第一条 甲。\n第二条 保证\n{words}\n2.1 有效。\n2.2 真实。\n甲方（公章）：\n乙方负责人（签字）：\n"
    *_, last, closing = cited(the_document(text))
    assert (last[1], last[2]) == ("第二条", f"第二条 保证\n{words}\n2.1 有效。\n2.2 真实。")
    assert closing[1:] == ("结语", "甲方（公章）：\n乙方负责人（签字）：")


@pytest.mark.parametrize(
    "words",
    [
        "当事人对本裁决不服的，可以起诉。",
        "如对本决定不服，可以申请复议。",
        "对本判决不服的，可以上诉。",
    ],
)
def test_what_can_be_done_against_a_ruling_is_none_of_its_points(words: str) -> None:
    text = f"仲裁裁决书\n经审理，裁决如下：\n一、支付工资。\n二、支付补偿。\n{words}\n"
    assert cited(the_document(text))[-2:] == [((), "二、", "二、支付补偿。"), ((), "结语", words)]
