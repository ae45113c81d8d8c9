"""What is counted in judgments, minutes, rules, standards and calls for tenders, and where that
ends.
"""

import pytest
from outlines import outline_of, the_document

from index.clauses import clauses
from qa.cite import citation_text, repeated

COURT = "某某市某某区人民法院\n民事判决书\n（2024）川0104民初88号\n原告：张三。\n"


def cited(text: str) -> list[tuple[str, str]]:
    """How each clause is cited, and its last line."""
    document = the_document(text)
    found = clauses(document)
    again = repeated(found)
    return [
        (
            citation_text("", c, 0, "", again)[2:],
            c.span.of(document.text).rsplit("\n", maxsplit=1)[-1],
        )
        for c in found
    ]


@pytest.mark.parametrize(
    ("quoted", "below"),
    [
        ("合同约定：\n第九条 逾期交房的，可以解除。\n第十三条 误差据实结算。\n", ""),
        ("合同约定：\n第一条 租期三年。\n第二条 月租五千元。\n第三条 逾期加收。\n", ""),
        (
            "合同约定：\n第一条 租期三年。\n第二条 月租五千元。\n",
            "民法典规定：\n第五百零九条 应当全面履行。\n",
        ),
    ],
)
def test_articles_that_a_judgment_quotes_are_none_of_its_clauses(quoted: str, below: str) -> None:
    text = f"{COURT}{quoted}本院认为，被告违约。\n{below}依照上述规定，判决如下：\n一、付款六万元；\n二、驳回其他请求。\n"
    assert cited(text) == [
        ("序言", "依照上述规定，判决如下："),
        ("一、", "一、付款六万元；"),
        ("二、", "二、驳回其他请求。"),
    ]


def test_articles_that_go_on_below_what_a_body_holds_are_clauses() -> None:
    text = "某某仲裁规则\n第一条 为公正，制定本规则。\n第二条 可以申请。\n本会认为必要的，可以要求补充。\n第三条 三人组成。\n"
    assert cited(text) == [
        ("第一条", "第一条 为公正，制定本规则。"),
        ("第二条", "本会认为必要的，可以要求补充。"),
        ("第三条", "第三条 三人组成。"),
    ]


def test_a_ruling_is_in_none_of_the_points_of_dispute() -> None:
    text = (
        f"{COURT}本院认为，争议焦点如下：\n一、关于效力\n本院认为合同有效。\n二、关于违约金\n约定不过高。\n"
        "综上所述，判决如下：\n驳回上诉，维持原判。\n"
    )
    assert cited(text)[1:] == [
        ("一、第1段", "本院认为合同有效。"),
        ("二、第1段", "约定不过高。"),
        ("第1段", "综上所述，判决如下："),
        ("第2段", "驳回上诉，维持原判。"),
    ]


def test_what_is_counted_goes_on_below_what_a_rule_imposes() -> None:
    text = (
        "某某公司奖惩制度\n一、奖励\n（一）全勤奖。二百元。\n二、违纪\n（一）迟到。十分钟以内不计。\n"
        "迟到三次以上的，处罚如下：\n1.警告；\n2.扣款。\n（二）旷工。解除合同。\n"
    )
    assert [place for place, _ in cited(text)] == ["一、（一）", "二、（一）", "二、（二）"]


def test_who_was_there_is_in_no_section() -> None:
    text = (
        "某某市人民政府常务会议纪要\n一、关于更新\n会议同意。\n二、其他\n会议还研究了其他事项。\n"
        "出席：张某\n列席：赵某\n"
    )
    assert cited(text)[-2:] == [("二、第1段", "会议还研究了其他事项。"), ("结语", "列席：赵某")]


@pytest.mark.parametrize(
    "line", ["全体股东签字：", "法人代表签名：＿＿", "业主盖章处：", "董事签署："]
)
def test_where_all_sign_is_no_paragraph_of_the_last_article(line: str) -> None:
    line = line.replace("＿", "_")
    text = f"某某公司章程\n第一条 制定本章程。\n第二条 一式三份。\n{line}\n"
    assert cited(text)[1:] == [("第二条", "第二条 一式三份。"), ("结语", line)]


@pytest.mark.parametrize("heading", ["附则：", "附　则"])
def test_supplementary_provisions_without_articles_are_none_of_the_last(heading: str) -> None:
    text = f"某某村规民约\n第一条 爱国。\n第二条 和睦。\n{heading}\n1、自公布之日起执行。\n2、由村委会解释。\n"
    assert cited(text) == [
        *[("第一条", "第一条 爱国。"), ("第二条", "第二条 和睦。")],
        *[("“附则”第1段", "1、自公布之日起执行。"), ("“附则”第2段", "2、由村委会解释。")],
    ]


def test_a_number_is_a_clause_beside_one_that_heads_others() -> None:
    text = (
        "某某招标文件\n第一章 邀请\n一、概况\n欢迎投标。\n第二章 评标\n1. 方法\n采用综合评分。\n2. 标准\n"
        "2.1 价格三十分。\n2.2 技术五十分。\n"
    )
    assert [place for place, _ in cited(text)] == [
        *("第一章一、第1段", "第二章1.", "第二章2.1", "第二章2.2"),
    ]


def test_chapters_of_a_standard_that_its_contents_names_with_some_parts() -> None:
    text = (
        "某某服务规范\n目  次\n1 范围……1\n2 引用文件……1\n3 术语……2\n4 要求……3\n4.1 机构……3\n4.2 人员……3\n"
        "1 范围\n适用于服务。\n2 引用文件\n无。\n3 术语\n3.1 服务\n指活动。\n4 要求\n4.1 机构\n应合法。\n4.2 人员\n应持证。\n"
    )
    assert [place for place, _ in cited(text)] == ["1", "2", "3.1", "4.1", "4.2"]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("江中市国民经济和社会发展第十五个五年规划\n纲要", None),
        ("中共某某省委关于制定国民经济和社会\n发展第十五个五年规划的建议", None),
        ("中共某某省委关于制定五年规划的建议\n全会公报", None),
        ("某某市防洪规划\n某某市水务局", "某某市防洪规划"),
        (
            "最高人民检察院\n关于贪污养老、医疗等社会保险基金能否适用《最高人民法院最高人民检察院关于办理贪污贿赂刑事案件适用法律若干问题的解释》第一条第二款第一项规定的批复",
            None,
        ),
    ],
)
def test_a_title_on_several_lines_is_whole(lines: str, title: str | None) -> None:
    text = f"{lines}\n一、总体要求\n坚持稳中求进。\n二、任务\n抓好落实。\n"
    assert the_document(text).title == (title or lines.replace("\n", ""))


PLAN = "推动设备更新和消费品以旧换新行动方案"
NOTICE = f"国务院关于印发《{PLAN}》的通知\n各省人民政府：\n现将《{PLAN}》印发给你们，请认真执行。\n"
SIGNED = "国务院\n2024年3月7日\n"
BODY = "设备更新是重要举措，现制定本方案，请各地区各部门结合实际情况认真抓好贯彻落实，确保取得实效。\n一、要求\n稳中求进。\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{NOTICE}{SIGNED}{PLAN}\n{BODY}", 2),
        (f"{NOTICE}{SIGNED}（本文有删减）\n{PLAN[:10]}\n{PLAN[10:]}\n{BODY}", 2),
        (f"{NOTICE}{PLAN}\n（征求意见稿）\n{BODY}", 2),
        (f"{NOTICE}附件：{PLAN}\n{SIGNED}附件\n{PLAN}\n{BODY}", 2),
        (f"{NOTICE}{SIGNED}", 1),
        (f"{NOTICE}{SIGNED}{PLAN}\n{BODY}".replace(PLAN, "某某改革2025年重点工作任务"), 2),
        # What only speaks of it may have it as a heading.
        (f"《{PLAN}》解读\n国务院印发《{PLAN}》。\n一、背景\n落实部署。\n{PLAN}\n{BODY}", 1),
    ],
)
def test_what_a_notice_issues_is_a_document_of_that_name(text: str, count: int) -> None:
    titles = [document.title for document in outline_of(text).documents]
    assert len(titles) == count
    assert all(f"《{title}》" in text for title in titles[1:])
