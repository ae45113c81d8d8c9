from dataclasses import replace

import pytest
from outlines import outline_of, the_document

from index.clauses import clauses
from index.links import links, name_key
from index.model import Document

LAW = """中华人民共和国收费法

第一编 总则

第一章 一般规定

第一条 为了规范收费，制定本法。

第二条 收费应当公开。
收费应当合理。

第二章 标准

第三条 依照第二条第一款和前条办理。

第二编 罚则

第一章 一般规定

第四条 违反本法第二条至第三条的，依照本章处罚。

第五条 本法第二章和第一章除外，参照第九条。
违反前款规定的，依照第三款处罚。
"""
RULES = """实施办法

第一条 根据《收费法》第二条（以下简称《收费法》），制定本办法。

第二条 依照收费法第二条第二款、第三条和《中华人民共和国收费法》第四条。

第三条 同时违反收费法第二条、劳动收费法第三条的，依照本办法第一条、《实施办法》第二条处理。

第三条之一 依照《税法》第一条处理。
"""


def wordings(*documents: Document) -> list[tuple[str, str, list[str], int]]:
    """For each link: the clause it is in, its words, where it leads, and the paragraph."""
    pairs = [(document, clauses(document)) for document in documents]
    flat = [(document, clause) for document, found in pairs for clause in found]
    return [
        (
            flat[link.clause][1].label,
            link.text,
            [flat[i][0].title[-3:] + flat[i][1].label for i in link.targets],
            link.paragraph,
        )
        for link in links(pairs)
    ]


def test_references_lead_to_clauses_of_the_same_document() -> None:
    assert wordings(the_document(LAW)) == [
        ("第三条", "第二条第一款", ["收费法第二条"], 1),
        ("第三条", "前条", ["收费法第二条"], 0),
        ("第四条", "本法第二条至第三条", ["收费法第二条", "收费法第三条"], 0),
        ("第四条", "本章", ["收费法第四条", "收费法第五条"], 0),
        ("第五条", "本法第二章", ["收费法第三条"], 0),
        ("第五条", "第一章", ["收费法第四条", "收费法第五条"], 0),
        ("第五条", "第九条", [], 0),
        ("第五条", "前款", ["收费法第五条"], 1),
        ("第五条", "第三款", [], 0),
    ]


def test_references_lead_to_clauses_of_other_documents() -> None:
    assert wordings(the_document(RULES), the_document(LAW))[:9] == [
        ("第一条", "《收费法》第二条", ["收费法第二条"], 0),
        ("第二条", "收费法第二条第二款", ["收费法第二条"], 2),
        ("第二条", "第三条", ["收费法第三条"], 0),
        ("第二条", "《中华人民共和国收费法》第四条", ["收费法第四条"], 0),
        ("第三条", "收费法第二条", ["收费法第二条"], 0),
        ("第三条", "劳动收费法第三条", [], 0),
        ("第三条", "本办法第一条", ["施办法第一条"], 0),
        ("第三条", "《实施办法》第二条", ["施办法第二条"], 0),
        ("第三条之一", "《税法》第一条", [], 0),
    ]


def targets(*documents: Document) -> list[list[tuple[int, str]]]:
    """For each link: the number of the document and the label of each clause it leads to."""
    pairs = [(document, clauses(document)) for document in documents]
    flat = [(i, clause.label) for i, (_, found) in enumerate(pairs) for clause in found]
    return [[flat[i] for i in link.targets] for link in links(pairs)]


def law(title: str, date: str, articles: int) -> Document:
    labels = ["一", "二", "三", "四"][:articles]
    text = f"{title}\n\n" + "\n\n".join(f"第{n}条 收费。" for n in labels) + "\n"
    return replace(the_document(text), date=date)


def test_of_several_versions_the_latest_is_meant() -> None:
    rules = the_document("办法\n\n第一条 依照《收费法》第二条。\n\n第二条 依照《收费法》第三条。\n")
    versions = [law("收费法", date, 2) for date in ("2015-01-01", "2023-03-13", "2000-12-31")]
    assert targets(rules, *versions) == [[(2, "第二条")], []]


def test_a_version_that_lacks_the_clause_is_not_meant() -> None:
    rules = the_document("办法\n\n第一条 依照《收费法》第四条。\n\n第二条 无。\n")
    versions = [law("收费法", "2015-01-01", 4), law("收费法", "2023-03-13", 3)]
    assert targets(rules, *versions) == [[(1, "第四条")]]


def test_a_document_that_names_its_own_title_means_itself() -> None:
    own = replace(
        the_document("收费法\n\n第一条 收费。\n\n第二条 依照《收费法》第一条。\n"),
        date="2001-01-01",
    )
    assert targets(own, law("收费法", "2023-03-13", 2)) == [[(0, "第一条")]]


def test_a_code_kept_in_several_documents_is_one_code() -> None:
    general = the_document("民法典 总则编\n\n第一条 甲。\n\n第二条 乙。\n")
    contracts = the_document("民法典 合同编\n\n第三条 依照本法第一条和本编。\n\n第四条 丁。\n")
    rules = the_document(
        "办法\n\n第一条 依照《民法典》第四条和民法典合同编第三条。\n\n第二条 无。\n"
    )
    assert targets(general, contracts, rules) == [
        [(0, "第一条")],
        [(1, "第三条"), (1, "第四条")],
        [(1, "第四条")],
        [(1, "第三条")],
    ]


def test_short_names_lead_to_what_they_stand_for() -> None:
    rules = the_document(
        "办法\n\n第一条 根据《中华人民共和国收费法》（以下简称费法）制定。\n\n第二条 依照费法第二条。\n"
    )
    assert targets(rules, law("收费法", "", 2)) == [[(1, "第二条")]]


def test_a_name_ends_where_its_words_do() -> None:
    rules = the_document(
        "办法\n\n第一条 实施收费法第二条的，以及劳动收费法第二条。\n\n第二条 无。\n"
    )
    documents = [rules, law("收费法", "", 2)]
    pairs = [(document, clauses(document)) for document in documents]
    found = list(links(pairs))
    assert [(link.text, len(link.targets)) for link in found] == [
        ("收费法第二条", 1),
        ("劳动收费法第二条", 0),
    ]
    assert all(link.span.of(rules.text) == link.text for link in found)


def test_an_appendix_means_its_own_articles() -> None:
    text = "办法\n\n第一条 依照附件。\n\n第二条 依照第一条。\n\n附件\n\n第一条 甲。\n\n第二条 依照第一条。\n"
    document = the_document(text)
    found = list(links([(document, clauses(document))]))
    starts = [clauses(document)[link.targets[0]].span.start for link in found]
    assert starts == [text.index("第一条"), text.index("第一条 甲")]


def cited(*documents: Document) -> list[tuple[str, str, list[str]]]:
    """For each link: the clause it is in, its words, and where it leads, with their sections."""
    pairs = [(document, clauses(document)) for document in documents]
    names = ["".join((*c.path_labels, c.label)) for _, found in pairs for c in found]
    return [(names[one.clause], one.text, [names[i] for i in one.targets]) for one in links(pairs)]


def test_an_article_of_a_chapter_that_counts_anew_is_that_of_the_chapter_named() -> None:
    text = (
        "员工手册\n第一章 总则\n第一条 甲。\n第二条 违反的，依照第二章第二条的规定处理。\n第二章 考勤\n第一条 乙。\n"
        "第二条 违反第一条的，以及第一章第二条、第三条的，扣奖金。\n第三条 依照第一条至第二条和第一章第一条至第二条执行。\n"
        "第三章 休假\n第一条 依照第二章第一条和第三条、第五章第一条的规定执行。\n第二条 依照第二章、第二条执行。\n"
    )
    other = "附则\n第一条 依照《员工手册》第二条和《员工手册》第二章第二条执行。\n第二条 完。\n"
    assert cited(the_document(text), the_document(other)) == [
        ("第一章第二条", "第二章第二条", ["第二章第二条"]),
        ("第二章第二条", "第一条", ["第二章第一条"]),
        ("第二章第二条", "第一章第二条", ["第一章第二条"]),
        ("第二章第二条", "第三条", []),
        ("第二章第三条", "第一条至第二条", ["第二章第一条", "第二章第二条"]),
        ("第二章第三条", "第一章第一条至第二条", ["第一章第一条", "第一章第二条"]),
        ("第三章第一条", "第二章第一条", ["第二章第一条"]),
        ("第三章第一条", "第三条", ["第二章第三条"]),
        ("第三章第一条", "第五章第一条", []),
        ("第三章第二条", "第二章", ["第二章第一条", "第二章第二条", "第二章第三条"]),
        ("第三章第二条", "第二条", ["第三章第二条"]),
        ("第一条", "《员工手册》第二条", []),
        ("第一条", "《员工手册》第二章第二条", ["第二章第二条"]),
    ]


def test_an_article_of_an_appendix_is_that_of_the_appendix_named() -> None:
    text = (
        "采购合同\n第一条 甲。\n第二条 按附件一第三条的规定和附件2第一条处理，不适用附录第二条、本合同第三条。\n"
        "附件一：清单\n第一条 按本合同第二条、第一条的约定。\n第二条 依照主合同第二条的约定执行。\n第三条 违反第一条的，适用附件三第一条。\n"
        "附件二：廉洁协议\n第一条 违反本协议第二条的，解除合同。\n第二条 按附件一的第1条、第2条和《采购合同》附件一第三条执行。\n"
    )
    assert cited(the_document(text)) == [
        ("第二条", "附件一第三条", ["附件一第三条"]),
        ("第二条", "附件2第一条", ["附件二第一条"]),
        ("第二条", "附录第二条", []),
        ("第二条", "本合同第三条", []),
        ("附件一第一条", "本合同第二条", ["第二条"]),
        ("附件一第一条", "第一条", ["第一条"]),
        ("附件一第二条", "第二条", ["第二条"]),
        ("附件一第三条", "第一条", ["附件一第一条"]),
        ("附件一第三条", "附件三第一条", []),
        ("附件二第一条", "本协议第二条", ["附件二第二条"]),
        ("附件二第二条", "附件一的第1条", ["附件一第一条"]),
        ("附件二第二条", "第2条", ["附件一第二条"]),
        ("附件二第二条", "《采购合同》附件一第三条", ["附件一第三条"]),
    ]


def test_an_item_of_an_appendix_is_that_of_the_appendix_named() -> None:
    text = (
        "采购合同\n第一条 按附件二第2项交付，不适用附件一第5项。\n附件一：清单\n1. 服务器。\n2. 交换机。\n"
        "附件二：期限\n1. 附件一第1项：三十日。\n2. 附件一第（二）项：六十日。\n"
    )
    assert cited(the_document(text)) == [
        ("第一条", "附件二第2项", ["附件二2."]),
        ("第一条", "附件一第5项", []),
        ("附件二1.", "附件一第1项", ["附件一1."]),
        ("附件二2.", "附件一第（二）项", ["附件一2."]),
    ]


def test_items_are_found_by_their_numbers() -> None:
    text = "关于收费的决定\n\n一、总体要求\n\n（一）公开收费。按本决定（三）办理。\n\n（二）合理收费。\n\n二、保障\n\n（三）加强领导。\n"
    assert wordings(the_document(text)) == [("（一）", "本决定（三）", ["的决定（三）"], 0)]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("中华人民共和国立法法", "立法法"),
        ("立法法(2023-03-13)", "立法法"),
        ("立法法（2015年修正）", "立法法"),
        ("最高人民法院关于适用《中华人民共和国民法典》的解释（一）", "最高人民法院关于适用民法典的解释(一)"),
        ("最高人民法院关于适用〈民法典〉的解释（一）", "最高人民法院关于适用民法典的解释(一)"),
        ("中华人民共和国", "中华人民共和国"),
        ("最高人民法院 最高人民检察院关于收费的规定(试行)", "最高人民法院最高人民检察院关于收费的规定"),
    ],
)  # fmt: skip
def test_titles_are_compared_by_what_they_have_in_common(title: str, key: str) -> None:
    assert name_key(title) == key


def test_references_in_traditional_characters() -> None:
    law = """收費條例

第一條　為了規範收費，制定本條例。

第二條　收費應當公開。
收費應當合理。

第三條　依照本條例第二條第二款辦理；違反前兩條和《收費條例》第一條的，依照本條處罰。
"""
    assert wordings(the_document(law)) == [
        ("第三條", "本條例第二條第二款", ["費條例第二條"], 2),
        ("第三條", "前兩條", ["費條例第一條", "費條例第二條"], 0),
        ("第三條", "《收費條例》第一條", ["費條例第一條"], 0),
    ]


def test_an_article_of_a_contract_that_counts_parts_is_a_part() -> None:
    loan = (
        "借款合同\n一、金额\n1．借款一百万元。\n2．不得挪用。\n二、期限\n1．一年。\n2．可以展期。\n三、责任\n"
        "1．违反本合同第一条第2款的，应当还款。\n2．期限依照本合同第二条、第九条。\n"
        "3．按本条第1款还款，不适用本条第七款。\n"
    )
    assert wordings(the_document(loan)) == [
        ("1．", "本合同第一条第2款", ["款合同2．"], 0),
        ("2．", "本合同第二条", ["款合同1．", "款合同2．"], 0),
        ("2．", "第九条", [], 0),
        ("3．", "本条第1款", ["款合同1．"], 0),
        ("3．", "本条第七款", [], 0),
    ]
    document = the_document(loan)
    assert [link.targets for link in links([(document, clauses(document))])][-2] == (4,)


LEASE = """租赁合同
甲方：张三
乙方：李四
第1条 房屋
1.1 房屋一套。
第2条 租金
2.1 租金一万元。
2.2 违反第1.1条、第2.1款的，押金不退；见2.5。
第3条 其他
一式两份。
甲方（签章）：
2025年1月1日
租赁合同补充协议
甲方：张三
乙方：李四
鉴于双方签订了《租赁合同》（编号：甲一，以下简称“原合同”），现协议如下：
第一条 原合同第2.1条改为九千元，原合同第3条不变，原合同第9条删去。
第二条 按本协议第一条执行，原协议第一条除外。
"""
STANDARD = """某某标准
4 要求
4.1 尺寸
4.1.1 长一米。
4.1.2 宽一米。
4.2 检验
4.2.1 按4.1.1和4.1的规定，参见附录A.2，长度取1.5。
4.2.2 按第9.1条执行。
附录A
A.1 甲方法。
A.2 乙方法。
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            LEASE,
            [
                ("第1.1条", ["赁合同第1条"]),
                ("第2.1款", ["赁合同第2条"]),
                ("原合同第2.1条", ["赁合同第2条"]),
                ("原合同第3条", ["赁合同第3条"]),
                ("原合同第9条", []),
                ("本协议第一条", ["充协议第一条"]),
                ("原协议第一条", []),
            ],
        ),
        (
            STANDARD,
            [
                ("4.1.1和4.1", ["某标准4.1.1"]),
                ("4.1.1和4.1", ["某标准4.1.1", "某标准4.1.2"]),
                ("附录A.2", ["某标准A.2"]),
                ("第9.1条", []),
            ],
        ),
    ],
)
def test_numbers_with_points_lead_to_clauses(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    found = wordings(*outline_of(text).documents)
    assert [(words, targets) for _, words, targets, _ in found] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("第一部分第一条", [("第一条", ["条件/第一条"])]),
        ("本合同第一部分第1.2条", [("本合同第一部分第1.2条", ["条件/第一条"])]),
        ("本合同通用条件第1.2条", [("第1.2条", ["条件/第一条"])]),
        ("通用条件的第一条", [("第一条", ["条件/第一条"])]),
        ("通用条件第二条", [("第二条", [])]),
        ("专用条件第1.3款", [("第1.3款", ["条件/第一条"])]),
        ("第1.1条", [("第1.1条", ["条件/第一条"])]),
    ],
)
def test_a_title_before_a_number_says_where_it_is(
    words: str, expected: list[tuple[str, list[str]]]
) -> None:
    text = (
        "某某合同\n第一部分 通用条件\n第一条 定义\n1.1 甲。\n1.2 乙。\n第二部分 专用条件\n第一条 补充\n"
        f"1.1 丙。\n1.3 丁。\n第二条 按{words}执行。\n"
    )
    document = the_document(text)
    found = clauses(document)
    expected_part = "专用" if "专用" in words or words == "第1.1条" else "通用"
    named = [
        (link.text, [f"{found[i].path[0][-2:]}/{found[i].label}" for i in link.targets])
        for link in links([(document, found)])
        if link.kind != "section"
    ]
    assert named == expected
    assert all(
        expected_part in found[i].path[0]
        for link in links([(document, found)])
        for i in link.targets
    )


def test_each_part_of_a_contract_numbers_its_own() -> None:
    text = (
        "合同\n第一部分 通用条款\n1. 定义\n1.1 甲。\n1.2 按第1.1款。\n第二部分 专用条款\n1. 定义\n"
        "1.1 乙。\n1.2 按第1.1款，通用条款第1.2款除外。\n"
    )
    document = the_document(text)
    found = clauses(document)
    named = [
        [found[i].span.of(text)[:5] for i in link.targets] for link in links([(document, found)])
    ]
    assert named == [["1.1 甲"], ["1.1 乙"], ["1.2 按"]]
    paths = [[found[i].path[0] for i in link.targets] for link in links([(document, found)])]
    assert paths == [["第一部分 通用条款"], ["第二部分 专用条款"], ["第一部分 通用条款"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("本公告第二条", ["二、"]),
        ("本公告第三条", ["第1段", "第2段"]),
        ("本公告第二条至第三条", []),
        ("本公告第九条", []),
        ("第二条", []),  # of a law, maybe
        ("本公告第（二）条", []),
        ("本规定第二条", []),
    ],
)
def test_a_notice_may_call_its_points_articles(words: str, expected: list[str]) -> None:
    text = f"某公告\n一、甲应当登记。\n二、乙应当备案。\n三、罚则\n违反{words}的，处罚。\n从重。\n四、施行。\n"
    document = the_document(text)
    found = clauses(document)
    (first, *_) = links([(document, found)])
    assert [found[i].label for i in first.targets] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("按第1.2款执行。", [("第1.2款", ["第一条"])]),
        ("见附件一1.2。", [("附件一1.2", ["附件一1.2"])]),
        ("单价按3.1执行。", [("3.1", ["第三条"])]),
        ("系数按3.1执行，调整率均按3.1，不变。", []),
    ],
)
def test_numbers_of_lines_beside_an_appendix(
    words: str, expected: list[tuple[str, list[str]]]
) -> None:
    text = (
        f"采购合同\n第一条 标的\n1.1 甲。\n1.2 乙。\n第二条 价款\n{words}\n第三条 违约\n3.1 丙。\n"
    )
    contract = the_document(f"{text}附件一 清单\n1.1 丁。\n1.2 戊。\n")
    assert [(said, targets) for _, said, targets in cited(contract)] == expected


def test_an_article_with_a_dash_is_one_where_it_is_there() -> None:
    rules = (
        "某规则\n第1条 甲。\n第1-1條 乙。\n第1-2條 丙。\n第2条 依第1-2条、第1条至第2条、第2-3条。\n"
    )
    assert [targets for _, _, targets in cited(the_document(f"{rules}第3条 丁。\n"))] == [
        ["第1-2條"],
        ["第1条", "第1-1條", "第1-2條", "第2条"],
        ["第2条", "第3条"],
    ]
