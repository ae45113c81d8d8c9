"""Forms in which people number clauses: what is read as a label, and what only looks like one."""

import pytest
from outlines import cited, outline_of, the_document

from index.clauses import clauses
from index.numbering import numbering_problems


def labels(text: str) -> list[tuple[tuple[str, ...], str]]:
    """Path and label of each clause."""
    return [(path, label) for path, label, _ in cited(the_document(text))]


def text_of(*lines: str) -> str:
    return "\n".join(("某某市停车管理办法", *lines, ""))


@pytest.mark.parametrize(
    "form",
    [
        "（第{}条）", "(第{}条)", "[第{}条] ", "「第{}条」", "【第{}条】", "• 第{}条 ", "●第{}条　", "- 第{}条　",
        "★第{}条　", "\uf0d8 第{}条　", "1. 第{}条 ", "Article 1 第{}条 ",
    ],
)  # fmt: skip
def test_articles_in_brackets_or_behind_a_mark(form: str) -> None:
    lines = [form.format(n) + f"甲{n}应当登记。" for n in "一二三四"]
    found = cited(the_document(text_of(*lines)))
    expected = [((), f"第{n}条", line) for n, line in zip("一二三四", lines, strict=True)]
    assert found == expected
    if form.startswith("【"):  # always a label
        return
    # A text that has articles of its own only lists others in this way.
    own = [f"第{n}条　乙{n}应当备案。" for n in "一二三四"]
    listed = [form.format(n) + "停车费" for n in "二四"]
    found = cited(the_document(text_of(*own, "下列各条继续有效：", *listed)))
    assert [label for _, label, _ in found] == ["第一条", "第二条", "第三条", "第四条"]


def test_articles_that_are_named_in_brackets_here_and_there_are_none() -> None:
    text = text_of(
        "1. 盗窃罪", "（第264条）", "2. 抢夺罪", "（第267条）", "3. 诈骗罪", "（第266条）"
    )
    assert [label for _, label in labels(text)] == ["1.", "2.", "3."]


@pytest.mark.parametrize(
    ("chapter", "article"),
    [
        (("第壹章", "第贰章"), ("第壹条", "第贰条", "第壹拾伍条")),
        (("第Ⅰ章", "第Ⅱ章"), ("第Ⅰ条", "第Ⅱ条", "第XV条")),
        (("壹、", "贰、"), ("第一条", "第二条", "第十五条")),
        (("（第一章）", "（第二章）"), ("（第一条）", "（第二条）", "（第三条）")),
    ],
)
def test_capital_and_roman_numerals(
    chapter: tuple[str, str], article: tuple[str, str, str]
) -> None:
    one, two = chapter
    text = text_of(
        *(f"{one} 总则", f"{article[0]} 甲应当登记。", f"{article[1]} 乙应当备案。"),
        *(f"{two} 附则", f"{article[2]} 丙应当公告。"),
    )
    path = [(f"{name.strip('（）')}总则",) for name in chapter]
    found = [("".join(path[0].split()), label.strip()) for path, label in labels(text)]
    assert found == [
        (path[0][0], article[0].strip("（）")),
        (path[0][0], article[1].strip("（）")),
        (path[1][0].replace("总则", "附则"), article[2].strip("（）")),
    ]


def test_capitals_stand_above_the_other_numbers() -> None:
    text = text_of(
        *(
            "壹、总则",
            "一、目的",
            "（一）甲应当登记。",
            "（二）乙应当备案。",
            "二、范围",
            "（一）丙。好。",
        ),
        *("贰、附则", "一、施行", "（一）丁应当公告。"),
    )
    assert labels(text) == [
        (("壹、总则", "一、目的"), "（一）"),
        (("壹、总则", "一、目的"), "（二）"),
        (("壹、总则", "二、范围"), "（一）"),
        (("贰、附则", "一、施行"), "（一）"),
    ]
    navy = text_of("一、甲应当登记。", "陆、海、空三军要支持。", "二、乙应当备案。")
    assert [label for _, label in labels(navy)] == ["一、", "二、"]


@pytest.mark.parametrize("form", ["Ⅰ. Ⅱ. Ⅲ.", "I. II. III.", "一： 二： 三：", "一 二 三"])
def test_headings_with_other_numbers_where_they_count(form: str) -> None:
    one, two, three = form.split()
    text = text_of(
        *(f"{one} 总则", "1. 甲应当登记。", "2. 乙应当备案。", f"{two} 收费", "1. 丙应当公告。"),
        *(f"{three} 附则", "1. 丁应当评估。"),
    )
    found = [("".join(path).replace(" ", ""), label) for path, label in labels(text)]
    assert found == [
        (f"{one}总则", "1."),
        (f"{one}总则", "2."),
        (f"{two}收费", "1."),
        (f"{three}附则", "1."),
    ]


def test_a_list_with_roman_numbers_is_no_heading() -> None:
    text = text_of("1. 车辆分为：", "I. 大型车", "II. 小型车", "2. 乙应当备案。")
    assert [label for _, label in labels(text)] == ["1.", "2."]


@pytest.mark.parametrize("mark", ["：", "，"])
def test_marks_that_laymen_put_behind_numbers(mark: str) -> None:
    text = text_of(f"1{mark}甲应当登记。", f"2{mark}乙应当备案。", f"3{mark}丙应当公告。")
    assert [label for _, label in labels(text)] == [f"{n}{mark}" for n in "123"]
    scale = text_of(
        "第一条　图纸应当清楚。", f"5{mark}五百比例尺的图纸也可以。", "第二条　乙应当备案。"
    )
    assert len(clauses(the_document(scale))[0].paragraphs) == 2


def test_articles_with_decimal_numbers() -> None:
    text = text_of(
        "第一章 定义",
        "第1.1条 甲应当登记。",
        "第1.2条 乙应当备案。",
        "第二章 交割",
        "第2.1条 丙应当公告。",
    )
    assert labels(text) == [
        (("第一章 定义",), "第1.1条"),
        (("第一章 定义",), "第1.2条"),
        (("第二章 交割",), "第2.1条"),
    ]


def test_signs_of_one_character_are_the_labels_that_they_show() -> None:
    text = text_of("一、收费", "㈠甲应当登记。", "⒈要快。", "⑴要好。", "㈡乙应当备案。")
    document = the_document(text)
    assert labels(text) == [(("一、收费",), "㈠"), (("一、收费",), "㈡")]
    assert [leaf.label for leaf in document.nodes[1].leaves()] == ["一、", "", "⒈", "⑴", ""]


def test_figures_in_brackets_are_clauses_where_nothing_else_is() -> None:
    text = text_of(
        "一、收费", "（1）甲应当登记。", "（2）乙应当备案。", "二、附则", "（1）丙应当公告。"
    )
    assert labels(text) == [
        (("一、收费",), "（1）"),
        (("一、收费",), "（2）"),
        (("二、附则",), "（1）"),
    ]
    listed = text_of("一、收费的车辆有：", "（1）大型车；", "（2）小型车。", "二、乙应当备案。")
    assert [label for _, label in labels(listed)] == ["一、", "二、"]


def test_a_colon_behind_a_number_is_no_part_of_the_title() -> None:
    text = text_of("第一章：总则", "第一条：登记", "甲应当登记。", "第二条：备案", "乙应当备案。")
    document = the_document(text)
    assert [(c.path, c.heading) for c in clauses(document)] == [
        (("第一章 总则",), "第一条 登记"),
        (("第一章 总则",), "第二条 备案"),
    ]


def test_general_provisions_without_a_number_above_the_first_article() -> None:
    text = text_of(
        "总　则", "第一条　甲应当登记。", "会　员", "第二条　乙应当备案。", "附　则", "第三条　丙。"
    )
    assert [path for path, _ in labels(text)] == [("总则",), ("会员",), ("附则",)]


@pytest.mark.parametrize(
    "pair",
    [
        ("第{n}条 定义", "Article {n} Definitions"),
        ("Article {n} Definitions", "第{n}条 定义"),
        ("Article {n} 第{n}条 定义", "The Parties agree."),
    ],
)
def test_contracts_in_two_languages(pair: tuple[str, str]) -> None:
    lines = [
        [p.format(n=n) for p in pair] + [f"甲方{n}应当付款。", "Party A shall pay."] for n in "123"
    ]
    text = text_of(*(line for inside in lines for line in inside))
    assert cited(the_document(text)) == [
        ((), f"第{n}条", "\n".join(inside)) for n, inside in zip("123", lines, strict=True)
    ]


def test_a_contract_that_comes_once_more_in_english() -> None:
    text = text_of(
        *(
            "第一条 付款",
            "甲方付款。",
            "第二条 交货",
            "乙方交货。",
            "第三条 附则",
            "本合同一式两份。",
        ),
        *(
            "甲方（盖章）：",
            "Sales Contract",
            "Chapter I Sales",
            "Article 1 Payment",
            "Party A shall pay.",
        ),
        *(
            "Article 2 Delivery",
            "Party B shall deliver.",
            "Article 3. Copies",
            "There are two copies.",
        ),
    )
    document = the_document(text)
    assert [(path, label) for path, label, _ in cited(document)] == [
        *(((), "第一条"), ((), "第二条"), ((), "第三条"), ((), "第1段"), ((), "第2段")),
        (("ChapterI Sales",), "Article1"),
        (("ChapterI Sales",), "Article2"),
        (("ChapterI Sales",), "Article3."),
    ]
    assert outline_of(text).problems == ()


def test_a_number_that_comes_once_more_in_english_is_no_second_clause() -> None:
    text = text_of(
        "1. 付款",
        "1.1 甲方应当付款。",
        "1.1 Party A shall pay.",
        "1.2 乙方发货。",
        "1.2 Party B ships.",
    )
    assert cited(the_document(text)) == [
        (("1. 付款",), "1.1", "1.1 甲方应当付款。\n1.1 Party A shall pay."),
        (("1. 付款",), "1.2", "1.2 乙方发货。\n1.2 Party B ships."),
    ]


@pytest.mark.parametrize(
    ("recital", "clause"), [("（一）", "1、"), ("1、", "1、"), ("1. ", "一、"), ("（一）", "1. ")]
)
def test_what_recitals_count_is_no_clause(recital: str, clause: str) -> None:
    second, next_ = (
        recital.replace("一", "二").replace("1", "2"),
        clause.replace("一", "二").replace("1", "2"),
    )
    text = text_of(
        *(
            "甲方：张三",
            "鉴于：",
            f"{recital}甲方有车；",
            f"{second}乙方有地。",
            "双方达成协议如下：",
        ),
        *(f"{clause}甲方停车。", f"{next_}乙方收费。"),
    )
    assert [label for _, label in labels(text)] == ["序言", clause.strip(), next_.strip()]


def test_what_a_court_holds_ends_the_facts_that_it_counts() -> None:
    text = (
        "某某市人民法院民事判决书\n原告：张三，男。\n经审理查明：\n一、甲欠款。\n二、乙催款。\n"
        "本院认为，甲应当还款。\n依照《民法典》第一条的规定，判决如下：\n一、甲还款。\n二、驳回其他请求。\n"
    )
    found = cited(the_document(text))
    assert [(label, words) for _, label, words in found[1:]] == [
        ("一、", "一、甲欠款。"),
        ("二、", "二、乙催款。"),
        ("第1段", "本院认为，甲应当还款。"),
        ("第2段", "依照《民法典》第一条的规定，判决如下："),
        ("一、", "一、甲还款。"),
        ("二、", "二、驳回其他请求。"),
    ]


@pytest.mark.parametrize(
    "line", ["联系人：李四，电话：12345678", "出席：张三、李四", "联 系 电 话：1234"]
)
def test_whom_to_ask_and_who_was_there_is_no_part_of_the_last_clause(line: str) -> None:
    text = f"某某局关于停车的通知\n各单位：\n一、甲应当登记。\n二、乙应当备案。\n{line}\n"
    assert cited(the_document(text))[-2:] == [
        ((), "二、", "二、乙应当备案。"),
        ((), "结语", line),
    ]


@pytest.mark.parametrize(
    ("ask", "answer"), [("问：", "答："), ("Q{}：", "A{}："), ("问题{}：", "答：")]
)
def test_a_question_and_its_answer_are_one_clause(ask: str, answer: str) -> None:
    pairs = [
        (ask.format(n) + f"停车{n}小时多少钱？", answer.format(n) + f"{n}元。") for n in (1, 2)
    ]
    text = "停车收费问答\n现将有关问题解答如下，供参考。\n" + "".join(
        f"{a}\n{b}\n" for a, b in pairs
    )
    text += "不满一小时的不收费。\n"
    assert cited(the_document(text)) == [
        ((), "第1段", "现将有关问题解答如下，供参考。"),
        ((), "第2段", "\n".join(pairs[0])),
        ((), "第4段", "\n".join(pairs[1]) + "\n不满一小时的不收费。"),
    ]


@pytest.mark.parametrize("entry", ["第{}条 {}……………3", "第{}条 {}\t3", "第{}条 {}"])
def test_a_table_of_contents_of_articles(entry: str) -> None:
    named = list(zip("一二三", ("登记", "备案", "公告"), strict=True))
    listed = [entry.format(*pair) for pair in named]
    body = [words for n, name in named for words in (f"第{n}条 {name}", f"应当{name}。")]
    document = the_document(text_of("目　录", *listed, "甲方：张三", *body))
    assert [node.kind for node in document.nodes][:2] == ["title", "contents"]
    assert [words for _, _, words in cited(document)][-3:] == [
        f"第{n}条 {name}\n应当{name}。" for n, name in named
    ]


@pytest.mark.parametrize(
    ("signed", "count"), [("2023年5月6日", 2), ("乙方（盖章）：", 2), ("第三条　丙。", 1)]
)
def test_another_contract_below_one_that_is_signed(signed: str, count: int) -> None:
    text = f"房屋买卖合同\n第一条　甲付款。\n第二条　乙交房。\n{signed}\n房屋买卖补充协议\n第一条　丙。\n第二条　丁。\n"
    assert len(outline_of(text).documents) == count


def test_rows_of_a_table_are_no_chapters_of_a_contract() -> None:
    text = text_of(
        *(
            "1 服务",
            "1.1 甲应当登记。",
            "1 服务器 2 三万元",
            "2 交换机 4 八千元",
            "2 付款",
            "2.1 乙付款。",
        ),
        *("3 附则", "3.1 丙。"),
    )
    assert [(path, label) for path, label in labels(text)] == [
        (("1 服务",), "1.1"),
        (("2 付款",), "2.1"),
        (("3 附则",), "3.1"),
    ]


def test_the_appendix_of_a_standard_has_numbers_with_its_letter() -> None:
    text = text_of(
        *(
            "1　范围",
            "本文件适用于停车。",
            "2　要求",
            "2.1　应登记。",
            "A.1　不是条号。",
            "附　录　A",
            "（规范性）",
        ),
        *(
            "服务流程",
            "A.1　接待",
            "A.1.1　应设窗口。",
            "A.2　应收费。",
            "参考文献",
            "[1]　GB 5749　水",
        ),
    )
    annex = "附录A：（规范性）服务流程"
    assert cited(the_document(text)) == [
        ((), "1", "1　范围\n本文件适用于停车。"),
        (("2 要求",), "2.1", "2.1　应登记。\nA.1　不是条号。"),
        ((annex, "A.1 接待"), "A.1.1", "A.1.1　应设窗口。"),
        ((annex,), "A.2", "A.2　应收费。"),
        (("参考文献",), "第1段", "[1]　GB 5749　水"),
    ]


def test_topics_of_a_meeting_are_headings() -> None:
    text = text_of(
        *(
            "议题一：停车收费",
            "会议听取汇报。",
            "1．同意收费。",
            "议题二：停车证",
            "1．同意发证。",
            "2．一车一证。",
        ),
    )
    assert labels(text) == [
        (("议题一：停车收费",), "第1段"),
        (("议题一：停车收费",), "1．"),
        (("议题二：停车证",), "1．"),
        (("议题二：停车证",), "2．"),
    ]
    assert outline_of(text).problems == ()


def test_measures_below_the_notice_that_issues_them_are_a_document_of_their_own() -> None:
    text = (
        "某某市人民政府关于印发某某市停车若干措施的通知\n各区人民政府：\n现印发给你们。\n"
        "某某市人民政府\n2023年5月18日\n某某市停车若干措施\n为了规范停车，制定如下措施。\n"
        "一、登记\n1．甲应当登记。\n"
    )
    assert [document.title for document in outline_of(text).documents] == [
        "某某市人民政府关于印发某某市停车若干措施的通知",
        "某某市停车若干措施",
    ]


def test_a_heading_in_two_languages_is_one() -> None:
    text = text_of(
        *("第一章 总则", "Chapter I General Provisions", "第一条 甲。", "Article 1 A."),
        *("Chapter II Fees", "第二章 收费", "第二条 乙。", "Article 2 B."),
    )
    assert cited(the_document(text)) == [
        (("第一章 总则",), "第一条", "第一条 甲。\nArticle 1 A."),
        (("第二章 收费",), "第二条", "第二条 乙。\nArticle 2 B."),
    ]


def test_stars_before_what_a_bid_must_not_miss() -> None:
    text = text_of(
        "一、服务", "★1．应当全天服务。", "▲2．应当及时响应。", "二、付款", "3．货到付款。"
    )
    document = the_document(text)
    assert [(c.label, c.heading, c.span.of(text)) for c in clauses(document)] == [
        ("1．", "1．应当全天服务", "★1．应当全天服务。"),
        ("2．", "2．应当及时响应", "▲2．应当及时响应。"),
        ("3．", "3．货到付款", "3．货到付款。"),
    ]


def test_a_year_may_follow_the_number_of_a_fact() -> None:
    text = text_of(
        "1.2021年3月1日，甲登记。", "2.2021年3月5日，乙备案。", "一审法院认为，甲应当付款。"
    )
    assert [(label, words) for _, label, words in cited(the_document(text))] == [
        ("1.", "1.2021年3月1日，甲登记。"),
        ("2.", "2.2021年3月5日，乙备案。"),
        ("第1段", "一审法院认为，甲应当付款。"),
    ]


def test_who_signs_and_supplementary_provisions_end_the_last_item() -> None:
    text = text_of("一、甲借款。", "二、乙付款。", "借款人：张三（签字）")
    assert cited(the_document(text))[-1] == ((), "结语", "借款人：张三（签字）")
    text = text_of("一、收费", "（一）甲付款。", "附　则", "本办法自发布之日起施行。")
    assert labels(text) == [(("一、收费",), "（一）"), (("附则",), "第1段")]


def test_what_is_counted_anew_is_named_by_no_clause() -> None:
    text = text_of(
        "甲方的义务：", "1、登记；", "2、付款。", "乙方的义务：", "1、收费。", "法定代表人签字："
    )
    assert [(label, words) for _, label, words in cited(the_document(text))] == [
        ("序言", "甲方的义务："),
        ("1、", "1、登记；"),
        ("2、", "2、付款。"),
        ("第1段", "乙方的义务："),
        ("1、", "1、收费。"),
        ("结语", "法定代表人签字："),
    ]


def test_facts_that_a_judgment_counts_are_no_recitals() -> None:
    text = (
        "某某市人民法院民事判决书\n经审理查明：\n一、甲欠款。\n二、乙催款。\n"
        "依照合同，判决如下：\n一、甲还款。\n二、驳回其他请求。\n"
    )
    assert [label for _, label in labels(text)] == ["序言", "一、", "二、", "第1段", "一、", "二、"]


@pytest.mark.parametrize(
    ("heading", "annex"),
    [
        ("附录A（规范性）试验", "附录A：（规范性）试验"),
        ("附 录 A (资料性附录)　试验", "附录A：(资料性附录)　试验"),
        ("附录A（规范性附录）\n试验", "附录A：（规范性附录）试验"),
        ("附件A 试验", "附件A：试验"),
        ("附表A：试验", "附表A：试验"),
    ],
)
def test_the_heading_of_an_appendix_takes_one_line_or_two(heading: str, annex: str) -> None:
    text = f"某某规范\n1 范围\n1.1 用于甲。\n1.2 用于乙。\n{heading}\nA.1 取样。\nA.2 检验。\n"
    assert cited(the_document(text))[2:] == [
        ((annex,), "A.1", "A.1 取样。"),
        ((annex,), "A.2", "A.2 检验。"),
    ]


@pytest.mark.parametrize("heading", ["附件 图纸", "附件1 图纸", "附件一：图纸", "附件1"])
@pytest.mark.parametrize(
    "counts",
    [("第一条 甲。", "第二条 附件有：", "第三条 乙。"), ("一、甲", "二、附件", "三、乙。")],
)
def test_what_an_article_lists_is_no_appendix(heading: str, counts: tuple[str, ...]) -> None:
    one, two, three = counts
    text = f"某某合同\n{one}\n甲事。\n{two}\n{heading}\n{three}\n{heading}\n{one}\n图。\n"
    document = the_document(text)
    found = [(path, label) for path, label, words in cited(document) if "乙" in words]
    assert found == [((), three.split("乙")[0].strip())]
    last = cited(document)[-1]
    assert last[0][0].startswith("附件")
    assert last[2].endswith("图。")


def test_an_appendix_has_a_number_or_none() -> None:
    text = "某某通知\n一、甲。\n二、乙。\n某某局\n2025年1月2日\n附件　甲公司名录\n甲公司。\n附表 收费\n一元。\n"
    assert [path for path, _, _ in cited(the_document(text))][2:] == [
        ("附件：甲公司名录",),
        ("附表：收费",),
    ]


def test_articles_that_were_put_between_others_have_a_branch() -> None:
    text = "某條例\n第 9 條\n甲。\n第 9-1 條\n乙。\n第 9-2 條　依第 3-5 條辦理。\n第10條 丙。\n第10A條 丁\n戊。\n"
    assert labels(text) == [
        ((), label) for label in ("第9條", "第9-1條", "第9-2條", "第10條", "第10A條")
    ]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("第一条 甲。\n第二条 给予警告：\n一、醉酒\n二、斗殴\n第三条 丙。\n", [(), (), ()]),
        (
            "第一条 标的\n一、名称\n二、数量\n第二条 价款\n一、单价\n二、总价\n第三条 其他\n一式两份。\n",
            [(), (), ()],
        ),
        ("第一条 甲。\n第二条 乙包括：\n一、子\n第三条 丙。\n", [(), (), ()]),
        (
            "规定如下：\n一、总则\n第一条 甲。\n二、罚则\n第二条 乙。\n",
            [("一、总则",), ("二、罚则",)],
        ),
        (
            "一、总则\n第一条 甲应当：\n1、子\n2、丑\n二、罚则\n第二条 乙。\n",
            [("一、总则",), ("二、罚则",)],
        ),
        (
            "一、总则\n第一条 甲应当：\n一、子；\n二、丑。\n二、罚则\n第二条 乙。\n",
            [("一、总则",), ("二、罚则",)],
        ),
    ],
)
def test_what_an_article_lists_heads_no_other_article(
    text: str, paths: list[tuple[str, ...]]
) -> None:
    found = cited(the_document(f"某某规定\n{text}"))
    assert [path for path, label, _ in found if label.startswith("第")] == paths
    words = "".join(one for _, _, one in found).replace("\n", "")
    listed = [
        line for line in text.split("\n") if line[:2] in ("一、", "二、") and "则" not in line
    ]
    assert all(line in words for line in listed)


def test_an_ordinance_of_hong_kong() -> None:
    document = the_document(
        "《個人資料(私隱)條例》\n第1部\n導言\n1. 簡稱\n本條例可引稱為條例。\n2. 釋義\n(1) 甲。\n(2) 乙。\n第2部\n執行\n"
        "3. 適用範圍\n對政府具約束力。\n3A. 豁免\n不適用於私人用途。\n4. 罰則\n處第3級罰款。\n"
    )
    assert [(c.path, c.label, c.span.of(document.text)) for c in clauses(document)] == [
        (("第1部 導言",), "1.", "1. 簡稱\n本條例可引稱為條例。"),
        (("第1部 導言",), "2.", "2. 釋義\n(1) 甲。\n(2) 乙。"),
        (("第2部 執行",), "3.", "3. 適用範圍\n對政府具約束力。"),
        (("第2部 執行",), "3A.", "3A. 豁免\n不適用於私人用途。"),
        (("第2部 執行",), "4.", "4. 罰則\n處第3級罰款。"),
    ]
    assert not numbering_problems(document)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "第一条 甲应当付款。\n\t乙应当发货。\t\n\t前款规定适用于丙。\t\n",
            3,
        ),  # no rows of a table
        ("第一条 期限如下：\n30 日内未答复的，视为同意。\n5 年以上未使用的，予以收回。\n", 3),
        ("第一条 处罚：\n（一）逃税；\n（二）骗税；\n5 年内再犯的，从重处罚。\n", 2),
    ],
)
def test_other_paragraphs_are_counted(text: str, count: int) -> None:
    (article, _) = clauses(the_document(f"某某办法\n{text}第二条 丁。\n"))
    assert len(article.paragraphs) == count


def test_the_second_of_two_films_is_no_part() -> None:
    text = "某某规定\n第一条 摄制电影：\n第一部\n爱情片。\n第二部\n战争片。\n第二条 甲。\n"
    assert labels(text) == [((), "第一条"), ((), "第二条")]
