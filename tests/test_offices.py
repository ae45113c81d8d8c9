"""Outlines and citations of contracts, notices and judgments as offices write them."""

from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from outlines import cited, outline_of, the_document
from stores import fake_build, use_fake, write

from index.clauses import clauses
from index.model import Document
from index.numerals import to_chinese
from index.rows import cut
from qa import Assistant
from qa.cite import citation_text, repeated


def named(document: Document) -> list[tuple[str, str]]:
    """How each clause is cited, and its first line."""
    found = clauses(document)
    again = repeated(found)
    return [
        (citation_text("", c, 0, "", again)[2:], c.span.of(document.text).split("\n")[0])
        for c in found
    ]


def kinds(document: Document) -> list[str]:
    """The kinds of the top nodes, in order."""
    return [node.kind for node in document.nodes]


def test_decimal_numbers_are_nested_as_they_say_and_cited_once() -> None:
    text = (
        "保密协议\n1. 定义\n1.1 保密信息，是指甲。\n1.2 下列信息除外：\n1.2.1 乙；\n1.2.2 丙。\n"
        "2. 期限\n2.1 许可\n2.1.1 三年。\n2.2 终止。\n3. 违约\n应当赔偿。\n4. 其他\n4.1 一式两份。\n"
    )
    document = the_document(text)
    assert named(document) == [
        ("1.1", "1.1 保密信息，是指甲。"),
        ("1.2", "1.2 下列信息除外："),
        ("1.2.1", "1.2.1 乙；"),
        ("1.2.2", "1.2.2 丙。"),
        ("2.1.1", "2.1.1 三年。"),
        ("2.2", "2.2 终止。"),
        ("3.", "3. 违约"),
        ("4.1", "4.1 一式两份。"),
    ]
    paths = [path for path, _, _ in cited(document)]
    assert paths[4:] == [("2. 期限", "2.1 许可"), ("2. 期限",), (), ("4. 其他",)]
    assert outline_of(text).problems == ()


def test_a_number_that_heads_decimals_is_a_heading_beside_other_numbering() -> None:
    text = (
        "施工合同\n第一部分 协议书\n一、概况\n1.工程名称：甲。\n2.工程地点：乙。\n"
        "第二部分 通用条款\n1. 一般约定\n1.1 语言\n使用汉语。\n2. 发包人\n2.1 许可\n办理许可。\n"
    )
    assert named(the_document(text)) == [
        ("第一部分一、1.", "1.工程名称：甲。"),
        ("第一部分一、2.", "2.工程地点：乙。"),
        ("第二部分1.1", "1.1 语言"),
        ("第二部分2.1", "2.1 许可"),
    ]


CONTRACT = """服务协议
甲方：某某公司
乙方：某某中心
第一条 服务
1.1 服务内容见附件一。
第二条 费用
2.1 费用十万元。
附件一：服务清单
附件二：服务标准
（以下无正文）
甲方（盖章）：                       乙方（盖章）：
日期：2024年2月20日                  日期：2024年2月20日
附件一：服务清单
第一条 运维
每周一次。
第二条 培训
每季一次。
附件二
服务标准
一、两小时内到达。
二、四小时内恢复。
附件3：联系人
1.张三
2.李四
"""


def test_the_clauses_of_an_appendix_are_its_own_and_cited_with_it() -> None:
    document = the_document(CONTRACT)
    assert named(document) == [
        ("序言", "甲方：某某公司"),
        ("第一条", "第一条 服务"),
        ("第二条", "第二条 费用"),
        ("结语", "附件一：服务清单"),
        ("附件一第一条", "第一条 运维"),
        ("附件一第二条", "第二条 培训"),
        ("附件二 一、", "一、两小时内到达。"),
        ("附件二 二、", "二、四小时内恢复。"),
        ("附件3 1.", "1.张三"),
        ("附件3 2.", "2.李四"),
    ]
    assert cited(document)[6][0] == ("附件二：服务标准",)
    assert document.date == "2024-02-20"
    assert outline_of(CONTRACT).problems == ()


def test_an_appendix_is_found_by_its_number_and_its_clause_by_its_citation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_build([write(tmp_path / "files", {"a.txt": CONTRACT})], tmp_path / "store")
    use_fake(monkeypatch)
    assistant = Assistant.load(tmp_path / "store")
    texts = [[p.citation.text for p in assistant.show(label).passages] for label in (
        "附件二第二条", "附件一第二条", "《服务协议》附件二 二、", "《服务协议》第二条", "《服务协议》附件3 2."
    )]  # fmt: skip
    assert texts == [
        ["《服务协议》附件二 二、"],
        ["《服务协议》附件一第二条"],
        ["《服务协议》附件二 二、"],
        ["《服务协议》第二条"],
        ["《服务协议》附件3 2."],
    ]


def test_articles_that_each_part_counts_anew_are_cited_with_their_part() -> None:
    text = "员工手册\n第一章 总则\n第一条 甲。\n第二章 考勤\n第一条 乙。\n第二条 丙。\n"
    assert named(the_document(text)) == [
        ("第一章第一条", "第一条 甲。"),
        ("第二章第一条", "第一条 乙。"),
        ("第二条", "第二条 丙。"),
    ]


NOTICE = """某某局文件
某局发〔2024〕7号
某某局关于做好防汛工作的通知
各科室：
现将有关事项通知如下。
一、落实责任
主要负责人为第一责任人。
二、加强值守
（一）值班。
（二）报告。
附件：1.物资清单
　　　2.电话表
某某局
２０２４年５月６日
（此件公开发布）
附件1
物资清单
物资\t数量
水泵\t20台
附件2
电话表
防汛办：12345
抄送：某某厅。
"""


def test_a_notice_that_names_its_appendices_is_signed_before_them() -> None:
    document = the_document(NOTICE)
    assert named(document) == [
        ("序言", "各科室："),
        ("一、第1段", "主要负责人为第一责任人。"),
        ("二、（一）", "（一）值班。"),
        ("二、（二）", "（二）报告。"),
        ("结语", "附件：1.物资清单"),
        ("附件1表1", "物资\t数量"),
        ("附件2第1段", "防汛办：12345"),
    ]
    assert (document.issuer, document.date) == ("某某局", "2024-05-06")
    signature = next(node for node in document.nodes if node.kind == "signature")
    assert signature.span.of(NOTICE).split() == ["某某局", "２０２４年５月６日", "（此件公开发布）"]
    assert kinds(document)[-4:] == ["signature", "appendix", "appendix", "signature"]


def test_a_plan_below_the_notice_that_issues_it_is_a_document_of_its_own() -> None:
    text = (
        "某某省政府关于印发《某某省实施方案》的通知\n各市：\n现将方案印发给你们。\n附件：1. 分工表\n"
        "某某省政府\n2023年8月9日\n（此件公开发布）\n某某省实施方案\n为落实要求，制定本方案。\n"
        "一、目标\n增长一成。\n附件1\n分工表\n由甲局负责。\n"
    )
    notice, plan = outline_of(text).documents
    assert (notice.date, plan.title) == ("2023-08-09", "某某省实施方案")
    assert named(plan) == [
        ("序言", "为落实要求，制定本方案。"),
        ("一、第1段", "增长一成。"),
        ("附件1第1段", "由甲局负责。"),
    ]


def test_two_appendices_of_one_number_are_both_there() -> None:
    text = "某某通知\n一、甲事。要办。\n附件1：甲表\n填写甲。\n附件1：乙表\n填写乙。\n附录A\n（规范性）\n丙。\n"
    assert [(path, words) for path, _, words in cited(the_document(text))] == [
        ((), "一、甲事。要办。"),
        (("附件1：甲表",), "填写甲。"),
        (("附件1：乙表",), "填写乙。"),
        (("附录A",), "（规范性）"),
        (("附录A",), "丙。"),
    ]


def test_an_appendix_may_have_its_title_behind_a_blank() -> None:
    text = (
        "某某办法\n第一条 甲。\n第二条 乙。\n附件1 所列标准应当公示。\n附件1 收费清单\n一、丙类。收十元。\n"
        "附件 2　申请流程\n先到窗口。\n附录A 术语\nA.1 丁是某物。\n"
    )
    assert [(path, words) for path, _, words in cited(the_document(text))] == [
        ((), "第一条 甲。"),
        ((), "第二条 乙。\n附件1 所列标准应当公示。"),
        (("附件1：收费清单",), "一、丙类。收十元。"),
        (("附件2：申请流程",), "先到窗口。"),
        (("附录A：术语",), "A.1 丁是某物。"),
    ]
    notice = "某某通知\n各县：\n办法印发给你们。\n某某市人民政府\n2020年1月1日\n附件1 某某市管理办法\n第一条 甲。\n"
    assert [document.title for document in outline_of(notice).documents] == [
        *("某某通知", "某某市管理办法"),
    ]
    listed = "某某通知\n现将办法印发给你们。\n附件1 管理办法\n附件2 实施细则\n某市人民政府\n2020年1月1日\n"
    assert [words for _, _, words in cited(the_document(listed))] == ["现将办法印发给你们。"]


def test_what_a_report_counts_after_a_colon_are_clauses_and_a_list_is_none() -> None:
    text = (
        "工作报告\n一、去年的工作\n主要做了以下工作：\n（一）经济回升。增长一成。\n（二）科技进步。\n"
        "——某装置建成。\n（三）民生改善。\n二、今年的工作\n会议议定：\n（一）同意立项；\n（二）落实资金。\n会议要求抓紧。\n"
    )
    assert named(the_document(text)) == [
        ("一、第1段", "主要做了以下工作："),
        ("一、（一）", "（一）经济回升。增长一成。"),
        ("一、（二）", "（二）科技进步。"),
        ("一、（三）", "（三）民生改善。"),
        ("二、第1段", "会议议定："),
        ("二、第2段", "（一）同意立项；"),
        ("二、第3段", "（二）落实资金。"),
        ("二、第4段", "会议要求抓紧。"),
    ]
    assert outline_of(text).problems == ()


def test_articles_of_another_law_that_a_notice_quotes_are_none_of_its_own() -> None:
    text = (
        "关于检查的通知\n各单位：\n一、检查依据\n《劳动合同法》规定：\n第十条 应当订立书面合同。\n"
        "第八十二条 应当支付二倍工资。\n二、检查内容\n（一）合同签订。要全面检查。\n（二）工资支付。\n"
    )
    assert named(the_document(text)) == [
        ("序言", "各单位："),
        ("一、第1段", "《劳动合同法》规定："),
        ("一、第2段", "第十条 应当订立书面合同。"),
        ("一、第3段", "第八十二条 应当支付二倍工资。"),
        ("二、（一）", "（一）合同签订。要全面检查。"),
        ("二、（二）", "（二）工资支付。"),
    ]
    excerpt = "某某法（节选）\n第十条 甲：\n一、乙；\n二、丙。\n第十一条 丁。\n"
    assert [label for label, _ in named(the_document(excerpt))] == ["第十条", "第十一条"]


def test_running_heads_beside_page_numbers_are_dropped_and_begin_no_document() -> None:
    text = (
        "某某市管理办法\n（2021年5月1日某某市人民政府令第88号公布）\n第一章 总则\n第一条 甲。\n— 1 —\n"
        "某某市管理办法\n第二条 乙。\n政府公报\n第 2 页 共 3 页\n某某市管理办法\n第三条 丙。\n政府公报\n- 3 -\n"
    )
    document = the_document(text)
    assert cited(document) == [
        (("第一章 总则",), "第一条", "第一条 甲。"),
        (("第一章 总则",), "第二条", "第二条 乙。"),
        (("第一章 总则",), "第三条", "第三条 丙。"),
    ]
    assert [problem.message for problem in outline_of(text).problems] == [
        "第5行：页码“— 1 —”不属于正文，已略去",
        "第6行：页眉“某某市管理办法”不属于正文，已略去",
        "第8行：页眉“政府公报”不属于正文，已略去",
        "第9行：页码“第 2 页 共 3 页”不属于正文，已略去",
        "第10行：页眉“某某市管理办法”不属于正文，已略去",
        "第12行：页眉“政府公报”不属于正文，已略去",
        "第13行：页码“- 3 -”不属于正文，已略去",
    ]


def test_a_line_beside_a_page_number_that_stands_there_once_is_text() -> None:
    text = "某某通知\n各单位：\n现将办法印发。\n某某局\n2020年1月2日\n- 1 -\n某某市管理办法\n第一条 甲。\n- 2 -\n第二条 乙。\n"
    found = outline_of(text)
    assert [document.title for document in found.documents] == ["某某通知", "某某市管理办法"]
    assert [problem.kind for problem in found.problems] == ["dropped", "dropped"]


def test_a_plan_in_pian_chapters_and_sections() -> None:
    text = (
        "某某市发展规划纲要\n目录\n第一篇 新征程\n第一章 基础\n第二篇 产业\n第二章 制造业\n第一篇 新征程\n"
        "第一章 基础\n年均增长一成。\n第二篇 产业\n第二章 制造业\n第一节 电子\n突破千亿。\n第一篇报道发表于去年\n"
    )
    assert named(the_document(text)) == [
        ("第一篇第一章第1段", "年均增长一成。"),
        ("第二篇第二章第一节第1段", "突破千亿。"),
        ("第二篇第二章第一节第2段", "第一篇报道发表于去年"),
    ]


def test_labels_in_traditional_characters() -> None:
    text = (
        "臺北市某某章程\n第一編 總則\n第一章 通則\n第一節 目的\n第一條　本章程依條例第二條規定訂定之。\n"
        "第一條規定之事項，由本會辦理。\n第二條之一　本會置委員：\n一、主任委員一人；\n二、委員二人。\n"
    )
    document = the_document(text)
    assert cited(document) == [
        (
            ("第一編 總則", "第一章 通則", "第一節 目的"),
            "第一條",
            "第一條　本章程依條例第二條規定訂定之。\n第一條規定之事項，由本會辦理。",
        ),
        (
            ("第一編 總則", "第一章 通則", "第一節 目的"),
            "第二條之一",
            "第二條之一　本會置委員：\n一、主任委員一人；\n二、委員二人。",
        ),
    ]


def test_articles_that_run_on_in_one_line_are_taken_apart() -> None:
    text = (
        "某某规则\n第一章总则第一条为了甲，制定本规则。第二条适用于乙。 第二条之一丙。\n第二章会议第三条每年一次。\n"
        "第四条违反第三条的，应当改正。第五条规定的除外。第三条不变。第五条将《某某条例》修改为：“第六条丁。第七条戊。”"
        "第三章附则第六条自通过之日起生效。第八条己。\n第七条庚。第八条的例外。\n第八条辛。\n"
    )
    assert [(path[0], label, words) for path, label, words in cited(the_document(text))] == [
        ("第一章 总则", "第一条", "第一条为了甲，制定本规则。"),
        ("第一章 总则", "第二条", "第二条适用于乙。"),
        ("第一章 总则", "第二条之一", "第二条之一丙。"),
        ("第二章 会议", "第三条", "第三条每年一次。"),
        ("第二章 会议", "第四条", "第四条违反第三条的，应当改正。第五条规定的除外。第三条不变。"),
        ("第二章 会议", "第五条", "第五条将《某某条例》修改为：“第六条丁。第七条戊。”"),
        ("第三章 附则", "第六条", "第六条自通过之日起生效。第八条己。"),
        ("第三章 附则", "第七条", "第七条庚。第八条的例外。"),
        ("第三章 附则", "第八条", "第八条辛。"),
    ]
    assert outline_of(text).problems == ()


def test_an_article_that_has_a_line_of_its_own_is_not_looked_for_in_another() -> None:
    text = "某某规则\n第一条甲。第二条情形除外。\n第二条乙。\n"
    assert [words for _, _, words in cited(the_document(text))] == [
        "第一条甲。第二条情形除外。",
        "第二条乙。",
    ]


def test_a_clause_in_a_row_of_headings_is_in_none_of_them() -> None:
    text = (
        "某某公告\n一、总体要求\n要重视。\n二、项目预算：十万元\n三、资格要求：\n1.信誉良好；\n2.有能力。\n"
        "四、要按时报名。逾期不候。\n五、其他\n自公布之日起施行。\n"
    )
    document = the_document(text)
    assert named(document) == [
        ("一、第1段", "要重视。"),
        ("二、", "二、项目预算：十万元"),
        ("三、", "三、资格要求："),
        ("四、", "四、要按时报名。逾期不候。"),
        ("五、第1段", "自公布之日起施行。"),
    ]
    assert outline_of(text).problems == ()


def test_a_call_for_tenders_has_articles_in_its_contract_alone() -> None:
    text = (
        "某某项目\n公开招标文件\n项目编号：甲-1\n采购人：某某局\n目 录\n第一章 须知……1\n第二章 合同……9\n"
        "第一章 须知\n一、总则\n1.适用范围\n1.1仅适用于本次招标。\n2.费用\n自行承担。\n3.语言\n3.1中文。\n"
        "二、开标\n按时开标。\n第二章 合同\n第一条 标的\n一、甲；\n二、乙。\n第二条 价款\n十万元。\n"
    )
    document = the_document(text)
    assert document.title == "某某项目公开招标文件"
    assert kinds(document) == ["title", "head", "contents", "section", "section"]
    assert named(document) == [
        ("第一章一、1.1", "1.1仅适用于本次招标。"),
        ("第一章一、2.", "2.费用"),
        ("第一章一、3.1", "3.1中文。"),
        ("第一章二、第1段", "按时开标。"),
        ("第一条", "第一条 标的"),
        ("第二条", "第二条 价款"),
    ]
    assert outline_of(text).problems == ()


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("合同编号：HT-2023-0456\n设备采购合同", "设备采购合同"),
        ("首页 > 政务公开 > 文件\n某某区若干规定", "某某区若干规定"),
        ("某某财产保险股份有限公司\n家庭财产保险条款", "某某财产保险股份有限公司家庭财产保险条款"),
    ],
)
def test_what_is_and_what_is_not_in_a_title(above: str, title: str) -> None:
    assert the_document(f"{above}\n第一条 甲。\n第二条 乙。\n").title == title


def test_a_judgment() -> None:
    text = (
        "某某市某某区人民法院\n民 事 判 决 书\n（2023）川0107民初1234号\n原告：张某某，男。\n判决如下：\n"
        "一、被告支付违约金28000元；\n二、驳回原告的其他诉讼请求。\n如不服本判决，可以上诉。\n"
        "审 判 长  赵某某\n人民陪审员  孙某某\n二〇二三年六月二十日\n书 记 员  周某某\n"
    )
    document = the_document(text)
    assert (document.title, document.issuer, document.date, document.number) == (
        "某某市某某区人民法院民事判决书",
        *("某某市某某区人民法院", "2023-06-20", "（2023）川0107民初1234号"),
    )
    assert named(document) == [
        ("序言", "原告：张某某，男。"),
        ("一、", "一、被告支付违约金28000元；"),
        ("二、", "二、驳回原告的其他诉讼请求。"),
        ("结语", "如不服本判决，可以上诉。"),
    ]
    assert kinds(document)[-1] == "signature"


def test_what_a_web_page_says_of_a_document_is_above_its_text() -> None:
    text = (
        "某某市管理规定\n发布时间：2023-04-05 来源：市政府\n"
        "（2023年3月20日某某市人民政府令第12号公布）\n第一条 甲。\n第二条 乙。\n"
    )
    document = the_document(text)
    assert [clause.label for clause in clauses(document)] == ["第一条", "第二条"]
    assert (document.issuer, document.date) == ("某某市人民政府", "2023-03-20")


def wrapped(paragraphs: list[str], width: int, indent: str) -> str:
    """Paragraphs as they are copied from a page: broken at its edge, marks hanging over it."""
    lines = []
    for paragraph in paragraphs:
        line = indent
        for character in paragraph:
            if len(line) >= width and character not in "，。、；：）":
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return "\n".join(lines) + "\n"


GOES_ON = "应当按照规定的时间和地点办理登记，如实说明情况，不得弄虚作假；情况变化的，应当及时变更。"
PARAGRAPHS = [
    f"第一条 为了规范登记，保障权益，{GOES_ON}",
    f"第二条 单位和个人有下列情形之一的，{GOES_ON}",
    f"市人民政府依照本办法第一条的规定，{GOES_ON}",
    f"（一）单位{GOES_ON}",
    "第三条 本办法自公布之日起施行。",
]


@pytest.mark.parametrize("indent", ["", "　　"])
def test_lines_broken_at_the_edge_of_a_page_are_one_paragraph(indent: str) -> None:
    found = clauses(the_document("某某市登记办法\n" + wrapped(PARAGRAPHS, 20, indent)))
    assert [(clause.label, len(clause.paragraphs)) for clause in found] == [
        ("第一条", 1),
        ("第二条", 2),
        ("第三条", 1),
    ]


def test_lines_of_one_length_that_no_sentence_goes_over_stay_lines() -> None:
    names = [f"某某市第{n}中学初中部和高中部全体教师名单" for n in "一二三四五六七八"]
    text = "名单公示\n" + "\n".join(names) + "\n以上名单公示三日。\n"
    assert [words for _, words in named(the_document(text))] == [*names, "以上名单公示三日。"]


@pytest.mark.parametrize("count", [8, 70])
def test_many_short_lines_and_tables_below_a_title_are_text(count: int) -> None:
    names = [f"{n}号获奖人" for n in range(count)]
    text = "某某局关于公布名单的通知\n某某发〔2020〕1号\n" + "\n".join(names) + "\n特此通知如上。\n"
    assert [words for _, words in named(the_document(text))] == [*names, "特此通知如上。"]
    table = "值班安排\n日期\t领导\n初一\t张某\n以上安排请遵照执行。\n"
    assert named(the_document(table)) == [("表1", "日期\t领导"), ("第1段", "以上安排请遵照执行。")]


def test_headings_without_numbers_between_articles() -> None:
    text = (
        "家庭财产保险条款\n第一条 本合同由保险单组成。\n保险责任\n第二条 下列损失由保险人赔偿：\n（一）火灾；\n"
        "（二）暴雨。\n责任 免除\n第三条 战争\n保险标的\n第四条 不赔偿。\n全体股东\n"
    )
    assert cited(the_document(text)) == [
        ((), "第一条", "第一条 本合同由保险单组成。"),
        (("保险责任",), "第二条", "第二条 下列损失由保险人赔偿：\n（一）火灾；\n（二）暴雨。"),
        (("责任免除",), "第三条", "第三条 战争\n保险标的"),
        (("责任免除",), "第四条", "第四条 不赔偿。\n全体股东"),
    ]


def test_what_is_counted_right_below_a_heading_are_clauses_and_a_list_is_none() -> None:
    text = (
        "采购合同\n一、交货\n1、三十日内交货。\n2、交货方式：\n（1）运输；\n（2）卸货。\n二、付款\n"
        "3、预付三成。\n分两次。\n三、资料\n应当提交：\n1.甲证；\n2.乙证。\n上述资料一式两份。\n"
    )
    assert named(the_document(text)) == [
        ("一、1、", "1、三十日内交货。"),
        ("一、2、", "2、交货方式："),
        ("二、3、", "3、预付三成。"),
        ("三、第1段", "应当提交："),
        ("三、第2段", "1.甲证；"),
        ("三、第3段", "2.乙证。"),
        ("三、第4段", "上述资料一式两份。"),
    ]
    assert outline_of(text).problems == ()


STANDARD = """ICS 03.080
CCS A 00
四川省地方标准
DB51/T 1234—2023
政务大厅服务规范
2023-06-01发布
{contents}前言
本文件由某某厅提出。
1 范围
本文件规定了要求。
2 术语
下列术语适用。
2.1
大厅
办事的场所。
3 要求
3.1 选址
3.1.1 应在城区。
3.2 应公开下列事项：
a) 时限；
1) 五日；
3 个工作日内办结。
附录A
（规范性）
A.1 每年评价。
"""


@pytest.mark.parametrize(
    "contents", ["", "目　次\n前言……II\n1 范围……1\n2 术语……1\n3 要求……2\n附录A……9\n"]
)
def test_a_standard(contents: str) -> None:
    text = STANDARD.replace("{contents}", contents)
    document = the_document(text)
    assert document.title == "政务大厅服务规范"
    assert named(document)[1:] == [
        ("1", "1 范围"),
        ("2第1段", "下列术语适用。"),
        ("2.1", "2.1"),
        ("3.1.1", "3.1.1 应在城区。"),
        ("3.2", "3.2 应公开下列事项："),
        ("附录A第1段", "（规范性）"),
        ("附录A A.1", "A.1 每年评价。"),
    ]
    paths = [path for path, _, _ in cited(document)]
    assert paths[3:6] == [("2 术语",), ("3 要求", "3.1 选址"), ("3 要求",)]
    assert outline_of(text).problems == ()


def test_numbers_with_a_blank_are_no_chapters_where_nothing_is_divided() -> None:
    text = "某某清单\n1 服务器十台\n2 交换机四台\n以上设备应当按时交付使用单位。\n"
    assert [label for label, _ in named(the_document(text))] == ["第1段"]


def test_a_part_in_a_citation_is_found_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "施工合同\n第一部分 协议书\n甲乙双方订立。\n第二部分 通用条款\n1. 约定\n1.1 使用汉语。\n1.2 适用法律。\n"
    fake_build([write(tmp_path / "files", {"a.txt": text})], tmp_path / "store")
    use_fake(monkeypatch)
    shown = Assistant.load(tmp_path / "store").show("《施工合同》第二部分1.2").passages
    assert [passage.text for passage in shown] == ["1.2 适用法律。"]


@pytest.mark.parametrize(
    ("text", "last", "issuer"),
    [
        (
            "某某局关于报送材料的通知\n各科室：\n请报送材料。\n附件：材料清单\n某某局\n2023年4月1日\n",
            [("第2段", "请报送材料。"), ("第3段", "附件：材料清单")],
            "某某局",
        ),
        (
            "委托合同\n第一条 事项\n办理登记。\n附件一：授权书\n附件二：报价单\n甲方（盖章）：\n2023年4月1日\n",
            [("第一条", "第一条 事项"), ("结语", "附件一：授权书")],
            "",
        ),
        (
            "某某预案\n1. 总则\n1.1 目的\n为了甲。\n附件\n1. 名单\n2. 物资表\n某某局\n2023年4月1日\n附件1\n名单\n张某任组长。\n",
            [("结语", "附件"), ("附件1第1段", "张某任组长。")],
            "某某局",
        ),
        (
            "租赁合同\n第一条 租金\n三千元。\n甲方（签字）：\n2023年4月1日\n附：交割清单\n1.空调；\n2.钥匙。\n",
            [("附 1.", "1.空调；"), ("附 2.", "2.钥匙。")],
            "",
        ),
    ],
)
def test_appendices_that_are_elsewhere_and_such_as_have_no_number(
    text: str, last: list[tuple[str, str]], issuer: str
) -> None:
    document = the_document(text)
    assert named(document)[-2:] == last
    assert (document.issuer, document.date) == (issuer, "2023-04-01")


def test_articles_quoted_below_a_judgment_or_named_in_a_report_are_none_of_its_own() -> None:
    judgment = (
        "某某县人民法院\n刑事判决书\n判决如下：\n一、判处王某有期徒刑六个月；\n二、责令退赔三千元。\n"
        "审判长 李某\n二〇二二年九月九日\n书记员 孙某\n附：本判决适用的法律条文\n第二百六十四条 盗窃公私财物的，处罚金。\n"
    )
    assert [label for label, _ in named(the_document(judgment))] == [
        "序言", "一、", "二、", "附第二百六十四条"
    ]  # fmt: skip
    report = "关于草案的说明\n一、必要性\n缺口很大。\n二、内容\n第一条至第五条为总则。\n第六条 规定了标准。\n以上请审议。\n"
    labels = [label for label, _ in named(the_document(report))]
    assert labels == ["一、第1段", "二、第1段", "二、第2段", "二、第3段"]


@pytest.mark.parametrize("indent", ["", "　　"])
def test_sentences_go_over_lines_that_were_broken(indent: str) -> None:
    def texts(text: str) -> tuple[list[str], ...]:
        document = the_document("某某市登记办法\n" + text)
        rows = cut([(document, clauses(document))], FakeEncoder(), lambda _i, _n: None)
        # A new line is a blank in what is searched, and so is an indent.
        return rows.sentence_texts, *(
            ["".join(words.split()) for words in found]
            for found in (rows.window_texts, rows.passage_texts)
        )

    whole, *others = texts("\n".join(indent + paragraph for paragraph in PARAGRAPHS))
    assert whole[:2] == [
        "为了规范登记,保障权益,应当按照规定的时间和地点办理登记,如实说明情况,不得弄虚作假;",
        "情况变化的,应当及时变更。",
    ]
    assert texts(wrapped(PARAGRAPHS, 20, indent)) == (whole, *others)
    broken = wrapped(PARAGRAPHS, 20, indent)
    document = the_document("某某市登记办法\n" + broken)
    rows = cut([(document, clauses(document))], FakeEncoder(), lambda _i, _n: None)
    first = document.text[slice(*rows.sentences[0][1:])]
    assert first.startswith("第一条 为了规范登记")
    assert first.endswith("不得弄虚作假；")
    assert "\n" in first  # what is quoted is the text as it is


def test_words_of_letters_stay_apart_where_a_line_was_broken() -> None:
    lines = [
        "第一条 本办法所称的新能源汽车是指按照 Chinese",
        "GB 18384 制造，并且经过检验合格的车辆。",
    ]
    paragraphs = [*PARAGRAPHS[1:4], "第三条 " + GOES_ON]
    text = "某某市登记办法\n" + "\n".join(lines) + "\n" + wrapped(paragraphs, 24, "")
    document = the_document(text)
    rows = cut([(document, clauses(document))], FakeEncoder(), lambda _i, _n: None)
    assert "chinese gb 18384" in rows.sentence_texts[0]


def test_a_tab_behind_the_number_of_an_article_makes_no_table_of_it() -> None:
    text = (
        "某某市登记办法\n第一章\t总则\n第一条\t为了规范登记，制定本办法。\n"
        "第二条 \t有下列情形之一的，应当登记：\n（一）\t设立企业；\n（二）\t变更住所。\n"
        "第三条\t登记收费如下：\n项目\t元\n第一条\t30\n第二条\t设立\t50\n1.\t变更\n"
        "第四条\t本办法自公布之日起施行。\n"
    )
    document = the_document(text)
    found = clauses(document)
    assert [(clause.label, clause.path) for clause in found] == [
        (label, ("第一章 总则",)) for label in ("第一条", "第二条", "第三条", "第四条")
    ]
    assert found[1].span.of(text) == (
        "第二条 \t有下列情形之一的，应当登记：\n（一）\t设立企业；\n（二）\t变更住所。"
    )
    assert len(found[1].paragraphs) == 1
    assert found[2].span.of(text).endswith("第二条\t设立\t50\n1.\t变更")


def test_a_law_below_the_order_that_issues_it_is_a_document_of_its_own() -> None:
    text = (
        "中华人民共和国国务院令\n第123号\n"
        "《国有资产评估管理办法》已经2020年3月1日国务院第50次常务会议通过，现予公布，自2020年5月1日起施行。\n"
        "总理　某某某\n2020年3月5日\n国有资产评估管理办法\n"
        "（2019年3月1日国务院第十次常务会议通过　根据2021年5月28日《国务院关于修改部分行政法规的决定》修正）\n"
        "第一章　总则\n第一条　为了正确体现国有资产的价值量，制定本办法。\n第二条　本办法自公布之日起施行。\n"
    )
    documents = outline_of(text).documents
    assert [document.title for document in documents] == [
        "中华人民共和国国务院令",
        "国有资产评估管理办法",
    ]
    assert [clause.label for clause in clauses(documents[1])] == ["第一条", "第二条"]


@pytest.mark.parametrize("gap", ["\u2003", "\u2002", "\u00a0", "\u2009", "\u202f"])
def test_white_space_of_any_width_indents_articles_and_parts_their_numbers(gap: str) -> None:
    text = (
        f"某某市登记办法\n第{gap}一{gap}章{gap}总则\n{gap * 2}第一条{gap}为了规范登记，制定本办法。\n"
        f"{gap * 2}第{gap}二{gap}条{gap}有下列情形之一的，应当登记：\n{gap * 2}（一）设立企业；\n"
        f"{gap}\n{gap * 2}（二）变更住所。\n{gap * 2}第三条本办法自公布之日起施行。{gap}\n"
    )
    document = the_document(text)
    found = clauses(document)
    assert [(clause.label, clause.path) for clause in found] == [
        (label, ("第一章 总则",)) for label in ("第一条", "第二条", "第三条")
    ]
    assert found[0].span.of(text) == f"第一条{gap}为了规范登记，制定本办法。"
    assert len(found[1].paragraphs) == 1
    assert found[2].span.of(text) == "第三条本办法自公布之日起施行。"


def test_characters_without_width_before_a_number_hide_no_article() -> None:
    for mark in "\u200b\u200e\u2060\u00ad\ufeff":
        lines = (f"{mark}　　第{n}条　本条规定登记。" for n in "一二三")
        document = the_document("某某市登记办法\n" + "\n".join(lines) + "\n")
        assert [clause.label for clause in clauses(document)] == ["第一条", "第二条", "第三条"]


def test_a_footnote_is_no_paragraph_of_its_article() -> None:
    text = (
        "某某市登记办法\n第一条　为了规范登记，制定本办法。\n〔注1〕本条是2021年修改的。\n"
        "登记应当及时。\n〔尾注1〕见市政府的通知。\n第二条　本办法自公布之日起施行。\n"
    )
    first, second = clauses(the_document(text))
    assert [span.of(text) for span in first.paragraphs] == [
        "第一条　为了规范登记，制定本办法。\n〔注1〕本条是2021年修改的。",
        "登记应当及时。\n〔尾注1〕见市政府的通知。",
    ]
    assert second.label == "第二条"


def test_a_chapter_may_be_named_with_a_word_that_also_goes_on_after_a_reference() -> None:
    names = ["总则", "前期物业管理", "中介合同", "内部控制", "外部监督", "后续监管", "等级评定"]
    lines = [
        f"第{n}章　{name}\n第{n}条　本市的{name}适用本章。"
        for n, name in zip("一二三四五六七", names, strict=True)
    ]
    found = clauses(the_document("某某市物业管理条例\n" + "\n".join(lines) + "\n"))
    assert [(clause.label, clause.path) for clause in found] == [
        (f"第{n}条", (f"第{n}章 {name}",)) for n, name in zip("一二三四五六七", names, strict=True)
    ]


def test_characters_without_width_inside_a_number_hide_no_article() -> None:
    text = "某某市登记办法\n第\u200b一\ufeff条\u00ad　应当登记。\n依照前款登记。\n第\u200b二条\u200b应当年检。\n"
    found = clauses(the_document(text))
    assert [(c.label, c.span.of(text).split("\n")[0]) for c in found] == [
        ("第一条", "第\u200b一\ufeff条\u00ad　应当登记。"),
        ("第二条", "第\u200b二条\u200b应当年检。"),
    ]


def test_the_imprint_below_a_law_that_a_notice_issues_is_no_part_of_its_last_article() -> None:
    law = "某某市登记办法\n第一条　应当登记。\n第二条　本办法自2024年6月1日起施行。\n"
    text = law + "抄送：市委各部门。\n某某市政府办公厅　2024年5月6日印发\n"
    document = the_document(text)
    assert clauses(document)[-1].span.of(text) == "第二条　本办法自2024年6月1日起施行。"
    assert document.nodes[-1].kind == "signature"


def test_page_numbers_of_contents_may_stand_in_brackets() -> None:
    contents = "目录\n第一章　总则……（1）\n第二章　附则……（12）\n"
    law = "第一章　总则\n第一条　应当登记。\n第二章　附则\n第二条　本办法自公布之日起施行。\n"
    found = clauses(the_document("某某市登记办法\n" + contents + law))
    assert [(c.label, c.path) for c in found] == [
        ("第一条", ("第一章 总则",)),
        ("第二条", ("第二章 附则",)),
    ]


def test_the_letters_of_a_unit_may_stand_apart() -> None:
    text = (
        "某某法\n第 一 分 编　通 则\n第一条　应当登记。\n第 二 部 分　分 则\n第二条　应当年检。\n"
    )
    found = clauses(the_document(text))
    assert [clause.path_labels for clause in found] == [("第一分编",), ("第一分编", "第二部分")]


def test_numbers_in_brackets_and_lines_behind_marks_of_quotation() -> None:
    for text in (
        "某某市登记办法\n【第一条】应当登记。\n可以代办。\n【第二条】规定由市政府解释。\n",
        "> 某某市登记办法\n> 第一条　应当登记。\n> 可以代办。\n>\n> 第二条　规定由市政府解释。\n",
    ):
        document = the_document(text)
        found = [(clause.label, len(clause.paragraphs)) for clause in clauses(document)]
        assert (document.title, found) == ("某某市登记办法", [("第一条", 2), ("第二条", 1)])


def test_what_was_copied_from_below_a_web_page_is_no_part_of_the_last_article() -> None:
    law = "某某市登记办法\n第一条　应当登记。\n第二条　本办法自2024年6月1日起施行。\n"
    below = "【打印】【关闭】\n主办：某某市政府 备案号：某ICP备05012345号\n"
    found = outline_of(law + below)
    (document,) = found.documents
    assert clauses(document)[-1].span.of(document.text) == "第二条　本办法自2024年6月1日起施行。"
    assert [(one.kind, one.message) for one in found.problems] == [
        ("dropped", "第4行：网页文字“【打印】【关闭】”不属于正文，已略去"),
        (
            "dropped",
            "第5行：网页文字“主办：某某市政府 备案号：某ICP备05012345号”不属于正文，已略去",
        ),
    ]


def test_an_excerpt_in_one_line_may_begin_with_any_article() -> None:
    def line(first: int) -> str:
        numbers = [f"第{to_chinese(n)}条" for n in range(first, first + 3)]
        return "".join(
            f"{n}　甲应当按照约定付款，乙应当按照约定发货，并且通知对方。" for n in numbers
        )

    text = f"中华人民共和国民法典第一分编　通则第一章　一般规定{line(463)}第二章　合同的订立{line(466)}"
    document = the_document(text + "第四百六十九条　" + "甲乙应当登记，" * 10 + "乙应当年检。\n")
    assert document.title == "中华人民共和国民法典"
    assert [(clause.label, clause.path_labels) for clause in clauses(document)] == [
        *((f"第{to_chinese(n)}条", ("第一分编", "第一章")) for n in range(463, 466)),
        *((f"第{to_chinese(n)}条", ("第一分编", "第二章")) for n in range(466, 470)),
    ]
    plain = the_document(f"中华人民共和国民法典（节选）{line(463)}{line(466)}{line(469)}\n")
    assert [clause.label for clause in clauses(plain)] == [
        f"第{to_chinese(n)}条" for n in range(463, 472)
    ]


def test_rows_that_are_articles_are_cited_with_what_stands_beside_them() -> None:
    rows = [f"第{n}条 应当登记{n}。\tArticle {n}" for n in "一二三"]
    text = "登记合同\n条文\t译文\n" + "\n".join(rows) + "\n"
    assert cited(the_document(text)) == [
        ((), "序言", "条文\t译文"),
        *(((), f"第{n}条", row) for n, row in zip("一二三", rows, strict=True)),
    ]
    for other in (
        "第一条 登记。\t第一条 应当登记。\n第二条 年检。\t第二条 应当年检。\n第三条 收费。\t第三条 应当收费。\n",
        "第三条 应当登记。\t罚款\n第九条 应当年检。\t警告\n第八条 应当收费。\t罚款\n",
        "第一条规定的登记\t是\n第二条规定的年检\t是\n第三条规定的收费\t是\n",
    ):
        assert [clause.label for clause in clauses(the_document("登记表\n" + other))] == ["表1"]


LISTED = "有下列情形的，应当登记：\n{}新建；\n{}改建；\n其中：\n{}扩建。\n登记不收费。\n"


@pytest.mark.parametrize(
    "marks",
    [
        "1）2）3）",
        "a.b.c.",
        "（a）（b）（c）",
        "A、B、C、",
        "●●●",
        "⑴⑵⑶",
        "（甲）（乙）（丙）",
        "一是二是三是",
    ],
)
def test_lists_without_labels_are_no_paragraphs_of_an_article(marks: str) -> None:
    size = len(marks) // 3
    listed = LISTED.format(*(marks[i : i + size] for i in range(0, len(marks), size)))
    text = f"某某市登记办法\n第一条　{listed}第二条　登记分两种。\n1）一般登记应当先申请。\n"
    found = [
        [span.of(text)[:5] for span in clause.paragraphs] for clause in clauses(the_document(text))
    ]
    assert found == [
        ["第一条　有", "其中：\n" + marks[2 * size], "登记不收费"],
        ["第二条　登", "1）一般登"],
    ]


@pytest.mark.parametrize("mark", ["、", "，", "；", "。", "）", ": "])
def test_a_mark_behind_every_number_of_an_article_sets_it_apart(mark: str) -> None:
    text = "登记合同\n" + "".join(f"第{n}条{mark}甲方应当登记。\n" for n in "一二三")
    document = the_document(text)
    assert [clause.label for clause in clauses(document)] == ["第一条", "第二条", "第三条"]
    titled = text.replace("登记。\n第二条", "登记。\n第一条、第二条的规定适用。\n第二条")
    assert [clause.label for clause in clauses(the_document(titled))][:2] == ["第一条", "第二条"]


def test_the_name_of_an_article_may_stand_in_its_brackets() -> None:
    text = "登记合同\n【第一条 总则】\n应当登记。\n【第二条 附则】\n不收费。\n"
    document = the_document(text)
    assert [(c.label, c.heading) for c in clauses(document)] == [
        ("第一条", "第一条 总则"),
        ("第二条", "第二条 附则"),
    ]


def test_decimal_numbers_may_end_in_a_point_and_have_lists() -> None:
    listed = "1.1. 乙方应当提供：\n（一）设计。\n（二）图纸。\n其中图纸一式两份。\n1.2. 乙方应当：\n（一）培训。\n（二）维护。\n"
    text = f"服务合同\n双方订立本合同。\n1.\t服务内容\n{listed}2.\t费用\n2.1. 费用为一万元。\n"
    assert [row[:2] for row in cited(the_document(text))] == [
        ((), "序言"),
        (("1. 服务内容",), "1.1."),
        (("1. 服务内容",), "1.2."),
        (("2. 费用",), "2.1."),
    ]


@pytest.mark.parametrize(("mark", "end"), [("、", "："), ("、", "。"), (".", ""), ("．", "")])
def test_headings_of_parts_however_they_are_marked(mark: str, end: str) -> None:
    heads = [f"{n}{mark}{title}{end}" for n, title in (("一", "总体要求"), ("二", "主要任务"))]
    items = "（一）提高认识。\n（二）落实责任。\n"
    text = f"某某市政府关于安全生产的意见\n现提出意见。\n{heads[0]}\n{items}{heads[1]}\n{items}"
    found = [clause for clause in clauses(the_document(text)) if clause.kind == "item"]
    assert [(clause.label, clause.path_labels) for clause in found] == [
        (label, (f"{part}{mark}",)) for part in "一二" for label in ("（一）", "（二）")
    ]


def test_a_list_of_what_a_part_names_is_no_part_of_its_own() -> None:
    text = "某某通知\n一、处理范围：\n（一）建筑；\n（二）道路。\n二、处理时间，请注意：\n（一）上午。\n（二）下午。\n"
    assert [clause.label for clause in clauses(the_document(text))] == ["一、", "二、"]


@pytest.mark.parametrize(
    ("above", "number"),
    [
        ("川府发〔2025〕3号", "川府发〔2025〕3号"),
        ("川府发〔2025〕3号　　　签发人：张某某", "川府发〔2025〕3号"),
        (
            "索引号：\t0001/2024\t发文字号：\t川府发〔2025〕3号\n标　题：\t关于养老的意见",
            "川府发〔2025〕3号",
        ),
        ("发布日期：2025年2月8日\n公开方式：主动公开", ""),
    ],
)
def test_what_stands_above_a_title_is_no_part_of_it(above: str, number: str) -> None:
    text = f"{above}\n四川省人民政府\n关于养老的意见\n各市人民政府：\n一、甲\n做甲事。\n二、乙\n做乙事。\n"
    document = the_document(text)
    assert (document.title, document.number) == ("四川省人民政府关于养老的意见", number)


@pytest.mark.parametrize("body", ["农业农村部", "国家发展改革委", "应急管理部、公安部"])
def test_what_a_decree_announces_is_a_document(body: str) -> None:
    name = f"{body}关于修改《某某办法》的决定"
    text = (
        f"中华人民共和国农业农村部令\n2024年　第1号\n《{name.translate(str.maketrans('《》', '〈〉'))}》"
        f"已经审议通过，现予公布。\n部长　唐某某\n2024年1月2日\n{name}\n"
        "决定对《某某办法》作如下修改：\n一、修改第三条。\n二、删去第五条。\n"
        "某某办法\n（2015年3月1日公布，2024年1月2日修订）\n第一条 甲。\n第二条 乙。\n"
    )
    _, second, third = outline_of(text).documents
    assert (second.title, second.issuer, third.title) == (name, body, "某某办法")


@pytest.mark.parametrize(
    "below",
    [
        "信息公开选项：主动公开",
        "信息公开属性：依申请公开\n抄送：甲局，乙局。",
        "（此件公开发布）",
        "联系人：张三，联系电话：12345678",
    ],
)
def test_what_stands_below_a_signature_leaves_it_one(below: str) -> None:
    text = f"关于某项目的批复\n某公司：\n批复如下：\n一、甲。\n二、乙。\n某某市生态环境局\n2025年5月6日\n{below}\n"
    document = the_document(text)
    assert (document.issuer, document.date) == ("某某市生态环境局", "2025-05-06")
    assert cited(document)[-1] == ((), "二、", "二、乙。")


@pytest.mark.parametrize("path", ["a.txt", "a.docx", "a.pdf"])
@pytest.mark.parametrize(
    "below",
    [
        "©北大法宝：（www.pkulaw.com）专业提供法律信息。",
        "北大法宝，版权所有\n扫描二维码阅读原文\n原文链接：https://www.pkulaw.com/lar/a.html",
        "本文来自 http://www.law-lib.com/law/",
    ],
)
def test_what_a_collection_of_laws_adds_is_no_part_of_them(below: str, path: str) -> None:
    text = (
        "某某省消防条例(2020修订)\n【发布部门】某某省人大\n【发布日期】2020.07.30\n制定机关：某某省人大\n"
        f"施行日期：2020-10-01\n时效性：有效\n法律性质：地方性法规\n第一条 甲。\n第二条 乙。\n{below}\n"
    )
    assert cited(the_document(text, path)) == [
        ((), "第一条", "第一条 甲。"),
        ((), "第二条", "第二条 乙。"),
    ]
    ends = "某条例\n第一条 甲。\n第二条 乙。\n扫黑除恶办公室\n"
    assert cited(the_document(ends, path))[-1][2].endswith("扫黑除恶办公室")


def test_to_whom_a_text_goes_is_no_part_of_its_last_clause() -> None:
    text = "某某省委关于振兴的意见\n（2025年2月20日）\n一、甲\n1．做甲事。\n二、乙\n2．做乙事。\n（此件发至县）\n"
    assert cited(the_document(text))[-1] == (("二、乙",), "2．", "2．做乙事。")
