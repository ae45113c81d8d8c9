"""Documents by short names in questions that ask for no number."""

import pytest

from qa.question.aliases import aliases
from qa.question.question import parse

TITLES = [
    "上海市旅游条例",
    "浙江省旅游条例",
    "菏泽市养犬管理条例",
    "宁波市养犬管理条例",
    "宁波市科技创新促进条例",
    "山东省实施《中华人民共和国道路交通安全法》办法",
    "中华人民共和国道路交通安全法",
    "中华人民共和国渔业法实施细则",
    "中华人民共和国民事诉讼法",
    "全国年节及纪念日放假办法",
    "济南市保障残疾人合法权益的若干规定",
    "禁止使用童工规定",
    "进口影片管理办法",
    "最高人民法院关于适用《中华人民共和国公司法》时间效力的若干规定",
    "浙江省南麂列岛国家级海洋自然保护区管理条例",
]
NAMES = aliases(TITLES)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("上海的旅游条例对导游有什么要求", {0}),
        ("浙江旅游条例里强迫购物怎么处罚", {1}),
        ("菏泽养犬条例规定狗粪不捡罚多少？", {2}),
        ("按照宁波养犬管理条例，狗证多久办好", {3}),
        ("养犬条例里哪些地方不能遛狗", {2, 3}),  # the same of two places
        ("我在菏泽养狗违反了养犬条例会怎样", {2}),  # of the place that is spoken of
        ("宁波科创条例对失败的项目怎么说", {4}),
        ("山东的道交法实施办法对教练车有什么要求", {5}),
        ("山东实施道路交通安全法办法里校车指什么", {5}),
        ("渔业法细则对拆船有什么规定", {7}),
        ("民诉法规定多少天内上诉", {8}),
        ("放假办法里春节放几天", {9}),
        ("济南残疾人规定里康复免费吗", {10}),
        ("济南保障残疾人合法权益的规定适用于谁", {10}),
        ("童工规定里受伤了医药费谁出", {11}),
        ("《进口影片办法》对走私影片怎么处理", {12}),
        ("浙江的南麂列岛保护区条例里采水仙罚多少", {14}),
        ("菏泽的养犬规定里狗绳多长", {2}),  # another kind, but which place is told
        ("菏泽市养犬办法对烈性犬怎么规定", {2}),
    ],
)
def test_short_names_say_which_document_is_meant(text: str, documents: set[int]) -> None:
    assert parse(text, NAMES).documents == documents


@pytest.mark.parametrize(
    "text",
    [
        "深圳养犬条例规定狗绳多长",  # there is none of this place
        "国产影片管理办法对票价有规定吗",
        "在青岛被旅行社骗了，旅游条例怎么赔",
        "劳动法规定加班费怎么算",
        "有关规定对养犬有什么要求",
        "按照管理办法应当怎么处理",
        "实施办法里怎么说",
        "养犬有哪些规定",
        "上海市规定几点熄灯",
        "违法使用童工会怎样",
        "公司法规定，股东怎么出资",  # this law, not what a court says of it
        "上海旅游要注意什么",
        "日照市养犬管理条例对烈性犬怎么规定",  # of another city, not 按照市养犬条例
        "养犬规定里狗绳多长",
    ],
)
def test_other_words_are_no_names(text: str) -> None:
    assert parse(text, NAMES).documents == frozenset()


def test_a_name_is_taken_out_of_what_is_searched_for() -> None:
    question = parse("菏泽养犬条例规定狗粪不捡罚多少？", NAMES)
    assert question.content.split() == ["狗粪不捡罚"]
    assert question.search == "菏泽养犬条例规定狗粪不捡罚多少"


def test_places_are_written_out_in_titles() -> None:
    names = aliases(["广西壮族自治区禁毒条例", "四川省禁毒条例"])
    assert parse("广西禁毒条例里容留吸毒怎么处罚", names).documents == {0}
    assert parse("禁毒条例里容留吸毒怎么处罚", names).documents == {0, 1}


def test_the_longest_name_is_meant() -> None:
    assert parse("中华人民共和国道路交通安全法对校车怎么规定", NAMES).documents == {6}
    both = parse("山东的道交法实施办法和道路交通安全法对酒驾怎么规定", NAMES)
    assert both.documents == {5, 6}


def test_a_whole_title_is_not_also_a_short_one() -> None:
    names = aliases(["北京市物业管理条例", "物业管理条例", "上海市物业管理条例"])
    assert parse("物业管理条例里业委会怎么选", names).documents == {1}
    assert parse("北京的物业条例里业委会怎么选", names).documents == {0}
    assert parse("《北京市物业管理条例》与《物业管理条例》对业委会的规定", names).documents == {
        0,
        1,
    }
    assert parse("物业条例里业委会怎么选", names).documents == {0, 1, 2}
    assert parse("深圳人问，物业条例里业委会怎么选", names).documents == {1}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("2021年修正的安全生产法对高危行业有什么要求", {0}),
        ("安全生产法（2014修正）里怎么说", {1}),
        ("安全生产法对高危行业有什么要求", {0, 1}),
        ("2003年的事故，安全生产法怎么处理", {0, 1}),  # there is none of this year
        ("信访条例（2016版）里怎么受理", {2}),
        ("2010年的信访条例里怎么受理", {3}),
    ],
)
def test_a_year_says_which_version_is_meant(text: str, documents: set[int]) -> None:
    titles = [
        "中华人民共和国安全生产法（2021年修正）",
        "中华人民共和国安全生产法（2014年修正）",
        "浙江省信访条例",
        "浙江省信访条例",
    ]
    names = aliases(titles, ["", "", "2016-07-29", "2010-01-01"])
    assert parse(text, names).documents == documents


def test_a_whole_title_is_found_however_long_and_with_what_leads_to_it() -> None:
    title = "最高人民法院关于审理使用人脸识别技术处理个人信息相关民事案件适用法律若干问题的规定"
    names = aliases([title, "菏泽市养犬管理条例"])
    for lead in ("根据《{}》，", "按照{}，", "《{}》里，", "{}规定，"):
        for named, document in ((title, 0), ("菏泽市养犬管理条例", 1), ("菏泽养犬条例", 1)):
            question = parse(f"{lead.format(named)}未成年人能不能同意处理", names)
            assert question.documents == {document}
            assert question.within == {document}
            assert question.asked == "未成年人能不能同意处理"
            assert "".join(question.content.split()).strip(",") == "未成年人同意处理"


def test_short_names_are_compared_too() -> None:
    names = aliases(["上海市生活垃圾管理条例", "北京市生活垃圾管理条例"])
    question = parse("上海垃圾条例和北京垃圾条例对厨余垃圾的规定有什么不同", names)
    assert question.documents == {0, 1}
