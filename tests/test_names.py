"""Documents by the names that people give them."""

import pytest

from qa.question.aliases import aliases
from qa.question.question import parse
from qa.question.reference import Reference

TITLES = [
    "中华人民共和国劳动合同法（2012年修正）",
    "中华人民共和国劳动合同法实施条例",
    "中华人民共和国网络安全法",
    "最高人民法院关于审理商标民事纠纷案件适用法律若干问题的解释",
    "最高人民法院 最高人民检察院关于办理危害生产安全刑事案件适用法律若干问题的解释（二）",
    "最高人民法院关于适用《中华人民共和国公司法》时间效力的若干规定",
    "最高人民检察院关于指派、聘请有专门知识的人参与办案若干问题的规定（试行）",
    "河南省开发区条例",
    "房屋租赁合同",
    "中共某省委关于深入学习贯彻党的二十大精神的决定",
    "四川省城镇污水处理管理条例",
    "最高人民法院关于限制被执行人高消费及有关消费的若干规定",
]
NAMES = aliases(TITLES)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("劳动合同法第三十九条", 0),
        ("劳动合同法实施条例第6条", 1),
        ("实施条例第六条", 1),
        ("第三十九条 劳动合同法", 0),
        ("劳合法第39条", 0),
        ("网安法37条", 2),
        ("商标解释第9条", 3),
        ("请问商标民事纠纷司法解释第九条讲什么", 3),
        ("《商标解释》第九条", 3),
        ("危害生产安全的司法解释（二）第三条", 4),
        ("危害生产安全解释二第3条", 4),
        ("危害生产安全解释第三条", 4),  # there is no other
        ("公司法时间效力规定第四条", 5),
        ("指派聘请有专门知识的人参与办案规定 第17条", 6),
        ("开发区条例第三条", 7),
        ("租赁合同第八条", 8),
        ("我和房东签的租赁合同第八条", 8),
        ("学习贯彻二十大精神的决定第三条", 9),
        ("限制高消费规定第三条", 11),
    ],
)
def test_short_names_before_a_number(text: str, document: int) -> None:
    question = parse(text, NAMES)
    assert question.documents == {document}
    assert [reference.unit for reference in question.references] == ["clause"]
    assert question.absent == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公司法第1条到第3条", "公司法"),  # it stands in the title of another document
        ("劳动法第三条", "劳动法"),
        ("劳动合同法司法解释第三条", "劳动合同法司法解释"),
        ("四川省开发区条例第三条", "四川省开发区条例"),
        ("商标解释（二）第三条", "商标解释(二)"),
        ("危害生产安全解释（三）第三条", "危害生产安全解释(三)"),
        ("民法典577条", "民法典"),
        ("网络餐饮服务规定第三条", "网络餐饮服务规定"),
        ("省委关于乡村振兴的决定第三条", ""),  # there is only one 决定
        ("河南省城镇污水处理管理条例第三条", "河南省城镇污水处理管理条例"),
        ("这个解释第三条", ""),
        ("有关规定第三条", ""),
        ("我们的服务合同第三条", ""),
    ],
)
def test_names_of_what_is_not_there(text: str, name: str) -> None:
    question = parse(text, NAMES)
    assert question.absent == ((name,) if name else ())
    assert not (name and question.documents)


LAWS = aliases(["中华人民共和国公司法", "中华人民共和国劳动合同法", "中华人民共和国劳动合同法实施条例",
                "中华人民共和国民事诉讼法", "中华人民共和国消费者权益保护法", "物业管理条例"])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("公司法第三条与劳动合同法第三十九条", [(0, 3), (1, 39)]),
        ("劳动合同法第39条和公司法第3条", [(1, 39), (0, 3)]),
        ("公司法第3条、劳动合同法第39条", [(0, 3), (1, 39)]),
        ("公司法第3条和第5条以及劳动合同法第39条", [(0, 3), (0, 5), (1, 39)]),
        ("公司法第三、五条", [(0, 3), (0, 5)]),
        ("劳动合同法第三十九条及其实施条例第十九条", [(1, 39), (2, 19)]),
        ("劳动合同法第39条和劳动法第25条", [(1, 39)]),
        ("民诉法第三条", [(3, 3)]),
        ("消保法第55条", [(4, 55)]),
        ("如何理解公司法第三条", [(0, 3)]),
        ("老板说劳动合同法第39条允许开除", [(1, 39)]),
        ("我们公司劳动合同法第39条怎么执行", [(1, 39)]),
        ("符合公司法第三条的条件", [(0, 3)]),
        ("公司法规定的第三条", [(0, 3)]),
        ("公司法第10条试用期多久", [(0, 10)]),
    ],
)
def test_each_number_is_of_the_document_before_it(text: str, pairs: list[tuple[int, int]]) -> None:
    found = parse(text, LAWS).references
    assert [(*reference.documents, reference.first) for reference in found] == pairs


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上海市物业管理条例第三条", "上海市物业管理条例"),
        ("合同法第52条对应劳动合同法哪条", "合同法"),
        ("香港公司法第三条", "香港公司法"),
        ("公司法修正案（二）第三条", "公司法修正案(二)"),
        ("宪法第三条", "宪法"),
        ("老板说民法典第三条允许开除", "民法典"),
        ("二十大报告第三部分", "二十大报告"),
        ("这种做法第三条", ""),
    ],
)
def test_what_only_ends_like_a_title_is_not_there(text: str, name: str) -> None:
    assert parse(text, LAWS).absent == ((name,) if name else ())


def test_an_item_is_shown_with_its_clause() -> None:
    for text in ("劳动合同法第三十九条第二项", "劳动合同法第39条第（二）项"):
        question = parse(text, NAMES)
        number = [(r.unit, r.first, r.last) for r in question.references]
        assert number == [("clause", 39, 39), ("item", 2, 2)]
        assert question.lookup
    paragraph = parse("劳动合同法第十七条第一款第（三）项", NAMES).references
    assert [(r.unit, r.first) for r in paragraph] == [("clause", 17), ("paragraph", 1), ("item", 3)]
    bracketed = parse("决定（二十一）第1项").references
    assert [(r.unit, r.first) for r in bracketed] == [("clause", 21), ("item", 1)]
    several = parse("劳动合同法第三十九条第二项至第四项、第六项", NAMES).references
    assert [(r.unit, r.first) for r in several] == [("clause", 39), ("item", 2)]
    assert parse("决定第3项").references == (Reference("clause", 3, 3, 0, "第3项"),)


def test_a_report_is_called_by_its_congress() -> None:
    names = aliases(["高举旗帜 团结奋斗（二十大）", "决胜小康（十九大）"])
    assert parse("二十大报告第四部分", names).documents == {0}


@pytest.mark.parametrize(
    "before",
    [
        *(
            "解释",
            "请解释一下",
            "说明",
            "总结",
            "列出",
            "打开",
            "遵守",
            "没有遵守",
            "落实",
            "学习",
            "来自",
        ),
        *("出自", "详见", "见", "对比", "为什么", "最新版", "同", "小王违反", "检察院依据", "新"),
        *(
            "2023年",
            "2023年修订的",
            "2024年7月1日施行的",
            "2024年12月",
            "3月份",
            "2023版",
            "2023年新",
        ),
        *(
            "国家",
            "我国",
            "二〇二三年",
            "二〇二三年十二月",
            "2024年7月1日起",
            "2018年修正后的",
            "12月31日的",
        ),
    ],
)
def test_what_is_done_with_a_law_and_when_it_was_made_are_no_part_of_its_name(before: str) -> None:
    there = parse(f"{before}网络安全法第三条", NAMES)
    assert (there.references[0].documents, there.absent) == (frozenset({2}), ())
    assert parse(f"{before}公司法第三条", NAMES).absent == ("公司法",)


@pytest.mark.parametrize(
    "before",
    [
        "违反",
        "员工违反了",
        "解释",
        "看一下",
        "我们公司的",
        "公司",
        "老板说",
        "最新版",
        "2024年",
        "详见",
    ],
)
@pytest.mark.parametrize(
    ("name", "document"), [("考勤办法", 0), ("报销规定", 1), ("章程", 2), ("采购合同", 3)]
)
def test_short_names_stand_behind_what_is_done_with_them(
    before: str, name: str, document: int
) -> None:
    titles = ["某某公司考勤管理办法", "差旅费报销规定", "公司章程", "设备采购合同"]
    parsed = parse(f"{before}{name}第五条", aliases(titles))
    assert (parsed.references[0].documents, parsed.absent) == (frozenset({document}), ())


def test_a_general_name_behind_a_blank_is_no_name_of_its_own() -> None:
    names = aliases(["差旅费 管理办法", "员工考勤管理办法"])
    assert names[0] == ("差旅费 管理办法",)
    assert parse("违反管理办法怎么处理", names).documents == set()


def test_words_inside_of_a_short_name_are_none_before_it() -> None:
    names = aliases(["菏泽市养犬管理条例", "某某公司考勤管理办法"])
    for name in ("日照市养犬管理条例", "信用管理办法", "人事管理办法", "检查办法", "征求意见办法"):
        assert parse(f"{name}第五条", names).absent == (name,)


@pytest.mark.parametrize(
    "name",
    [
        *("十年禁渔条例", "国家开发区条例", "韩国网络安全法", "涉外网络安全法", "共同网络安全法"),
        "出版网络安全法",
    ],
)
def test_other_words_before_a_law_tell_another_one(name: str) -> None:
    assert parse(f"{name}第三条", NAMES).absent == (name,)


def test_what_stands_before_a_law_in_a_title_is_left_out() -> None:
    names = aliases(["主席令第65号 中华人民共和国劳动合同法", "劳动律师 劳动合同"])
    parsed = parse("劳动合同法第三十九条", names)
    assert parsed.references[0].documents == frozenset({0})
    assert parse("劳动合同怎么签", names).documents == frozenset()


def test_of_two_documents_of_a_kind_both_may_be_meant() -> None:
    names = aliases(["某县委关于甲的决定", "关于修改乙的决定", "某县委全会公报"])
    question = parse("决定第十五条和公报第三段", names)
    clause, paragraph = question.references
    assert (clause.documents, clause.unit, clause.first) == (frozenset({0, 1}), "clause", 15)
    assert (paragraph.documents, paragraph.unit, paragraph.first) == (
        frozenset({2}),
        "paragraph",
        3,
    )


def test_a_second_part_is_another_document() -> None:
    names = aliases(["关于审理甲案件的解释", "关于审理甲案件的解释（二）"])
    assert parse("甲案件解释第一条", names).documents == {0, 1}  # either may be meant
    assert parse("甲案件解释（二）第一条", names).documents == {1}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("安排加班要给多少钱", []),
        ("报告事故要在几小时内", []),
        ("通知对方要几天", []),
        ("决定裁员前要跟谁说", []),
        ("合同期满公司不续签有补偿吗", []),
        ("在合同中约定违约金可以吗", []),
        ("合同里没写价格怎么办", []),
        ("这份合同的押金多少", [0]),
        ("报告对就业怎么说", [1]),
        ("安排里对取证费用怎么规定", [2]),
        ("决定什么时候通过的", [3]),
        ("决定", [3]),
        ("决定第三条", [3]),
        ("条例施行前养的狗怎么办", [4]),
    ],
)
def test_kinds_that_are_verbs_or_that_everybody_has(text: str, documents: list[int]) -> None:
    titles = ["房屋租赁合同", "2025年政府工作报告", "委托取证的安排", "物价的决定", "养犬管理条例"]
    assert sorted(parse(text, aliases(titles)).documents) == documents


@pytest.mark.parametrize(
    ("text", "documents", "absent"),
    [
        ("劳动合同法实施条例里用人单位要在收到劳动法第三十条第一款规定的通知后几日内答复", {1}, ()),
        ("《劳动合同法实施条例》对劳动法第三条规定的劳动者怎么说", {1}, ()),
        ("劳动合同法实施条例里劳动法第三条怎么说", {1}, ("劳动法",)),
        ("劳动法第三条规定的劳动者是谁", set(), ("劳动法",)),
    ],
)
def test_what_another_document_only_defines_is_not_asked_of_it(
    text: str, documents: set[int], absent: tuple[str, ...]
) -> None:
    question = parse(text, NAMES)
    assert question.documents == documents
    assert question.absent == absent
    assert question.references == ()


COMPANY = aliases(
    [
        "宏图科技有限公司采购管理制度",
        "宏图科技有限公司员工手册",
        "宏图科技有限公司章程",
        "中国共产党章程",
    ]
)


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("采购制度第三条", {0}),
        ("员工手册第三条讲什么", {1}),
        ("公司章程第八条", {2}),
        ("中国共产党章程第八条", {3}),
        ("制度第三条", set()),
    ],
)
def test_a_company_s_papers_have_short_names(question: str, documents: set[int]) -> None:
    parsed = parse(question, COMPANY)
    assert parsed.documents == documents
    assert parsed.absent == ()


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("机动车商业保险条款第五条第二项", {0}),
        ("车险条款第五条", set()),
        ("供水应急预案第三条讲什么", {1}),
        ("住院须知第二条", {2}),
        ("湖滨小区管理规约第三条", {3}),
        ("哪些条款第五条提到", set()),
    ],
)
def test_terms_plans_and_notices_have_short_names(question: str, documents: set[int]) -> None:
    titles = ["宏图财产保险公司机动车商业保险条款(2020版)", "宏图县农村供水应急预案"]
    known = aliases([*titles, "宏图医院住院患者须知", "湖滨小区管理规约"])
    assert parse(question, known).documents == documents


def test_a_system_that_is_spoken_of_is_no_document() -> None:
    parsed = parse("完善生育支持制度第三条", COMPANY)
    assert (parsed.documents, parsed.absent) == (frozenset(), ())
    assert parse("公司章程第八条", COMPANY[:2] + COMPANY[3:]).absent == ("公司章程",)


@pytest.mark.parametrize(
    ("text", "documents", "absent"),
    [
        ("租房合同第三条", {0}, ()),
        ("房租合同第三条", {0}, ()),
        ("租房协议第三条", {1}, ()),
        ("买房合同第三条", set(), ()),
        ("租车合同二、3", {2}, ()),
        ("访客须知第三条", set(), ("访客须知",)),
        ("就餐制度第三条", set(), ("就餐制度",)),
        ("员工须知第三条", set(), ()),  # there is something for these
        ("公司须知第三条", set(), ()),
        ("这份须知第三条", set(), ()),
        ("打开须知第三条", set(), ()),
        ("前述公约第三条", set(), ()),
        ("现行公约第三条", set(), ()),
        ("教师须知第三条", set(), ("教师须知",)),
        ("法释〔2023〕99号第三条", set(), ("法释〔2023〕99号",)),
        ("看川府发（2023）5号文件第三条", set(), ("川府发(2023)5号文件",)),
        ("本公司章程第三条", {4}, ()),
        ("这家公司章程第三条", {4}, ()),
    ],
)
def test_contracts_and_rules_of_a_house_by_what_they_are_about(
    text: str, documents: set[int], absent: tuple[str, ...]
) -> None:
    names = aliases(["房屋租赁合同", "城南房屋租赁协议", "车辆租赁合同", "员工手册", "甲公司章程"])
    parsed = parse(text, names)
    assert (set(parsed.documents), parsed.absent) == (documents, absent)
