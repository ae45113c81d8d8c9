"""Rules of a place that a question names without the number of a clause."""

from pathlib import Path

import pytest
from stores import use_fake, write

from index.build import build
from index.store import open_store
from qa.assistant import Assistant
from qa.question.aliases import aliases
from qa.question.elsewhere import tells_of
from qa.question.question import parse

TITLES = [
    *("菏泽市养犬管理条例", "上海市旅游条例", "山东省禁毒条例", "婚姻登记条例", "浙江省信访条例"),
    *("青岛市实施《献血法》若干规定", "中共四川省委关于发展的决定", "中华人民共和国刑法"),
]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("广东省养犬管理条例怎么规定遛狗？", "广东省养犬管理条例"),
        ("請問《廣東省旅遊條例》里导游要做什么", "广东省旅游条例"),
        ("上海市禁毒条例里吸毒怎么处理", "上海市禁毒条例"),  # Shanghai's, but not on that
        ("上海养犬条例罚多少", "上海养犬条例"),
        ("北京市献血条例规定几岁可以献血", "北京市献血条例"),
        ("昆山市养犬管理条例对大型犬有什么规定", "昆山市养犬管理条例"),  # on no list of cities
        ("延边朝鲜族自治州旅游条例里导游要做什么", "延边朝鲜族自治州旅游条例"),
        ("我住广州，广州市养犬管理条例规定能养几只", "广州市养犬管理条例"),
        ("广东的养犬条例规定狗绳多长", "广东养犬条例"),
        ("上海的旅游条例对导游有什么要求", ""),
        ("日照市养犬管理条例对吸烟怎么规定", "日照市养犬管理条例"),  # not 按照市养犬条例
        ("农贸集市管理条例怎么规定摊位费", ""),  # no place
        ("湖南婚姻登记管理办法", "湖南婚姻登记管理办法"),  # nothing of Hunan
        ("上海旅游条例对导游有什么要求", ""),
        ("山东禁毒条例", ""),
        ("浙江省信访工作条例", ""),  # may be what Zhejiang's is called
        ("四川省民营经济促进条例有没有提到", ""),  # Sichuan's, and nobody else's on that
        ("四川省有什么办法治理污染", ""),
        ("北京市规定了什么", ""),
        ("北京对外地车管理有什么规定", ""),
        ("四川提出制定哪些条例", ""),
        ("广东和山东的禁毒条例有什么不同", ""),
        ("广东省养犬管理条例第三条", ""),  # is told by its number
    ],
)
def test_rules_of_another_place(question: str, name: str) -> None:
    assert parse(question, aliases(TITLES)).elsewhere == name


LAWS = [
    *(
        "中华人民共和国劳动合同法",
        "婚姻登记条例",
        "山东省实施《道路交通安全法》办法",
        "旅游服务合同",
    ),
    *("最高人民法院关于适用《中华人民共和国公司法》时间效力的若干规定", "上海市住宅物业管理规定"),
    *("著作权集体管理条例", "中华人民共和国民法典 合同编", "郑州市轨道交通条例"),
]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("消费者权益保护法规定假一赔三吗", "消费者权益保护法"),
        ("请问《中华人民共和国个人所得税法》的起征点是多少", "个人所得税法"),
        ("行政处罚法 听证要几天前通知", "行政处罚法"),
        ("根据消保法，网购几天内可以退货", "消费者权益保护法"),
        ("網購幾天內可以退，消費者權益保護法怎麼說", "消费者权益保护法"),
        ("产假在妇女权益保障法里怎么规定", "妇女权益保障法"),
        ("婚姻法规定多大能结婚", "婚姻法"),  # 婚姻登记条例 is no law
        ("著作权法保护期多少年", "著作权法"),
        ("失业保险条例里失业金能领多久", "失业保险条例"),
        ("工伤保险条例对上下班途中怎么说", "工伤保险条例"),
        ("国家赔偿法里误工费怎么算", "国家赔偿法"),
        ("你好，我想咨询一下个人信息保护法对人脸识别的规定", "个人信息保护法"),
        ("新修订的公务员法试用期多久", "公务员法"),
        ("看守所条例怎么规定会见", "看守所条例"),
        ("刑法对盗窃怎么判", "刑法"),
        ("想问宪法里对国旗的规定", "宪法"),
        ("宪法宣传教育怎么开展", ""),
        ("著作权法的学习怎么安排", ""),
        ("有什么好办法", ""),
        ("民法典继承编对遗嘱怎么规定", "民法典继承编"),
        ("民法典的合同编对定金怎么规定", ""),
        ("劳动法规定加班费怎么算", ""),  # people call 劳动合同法 so
        ("合同法对违约金怎么规定", ""),
        ("民法典对离婚怎么规定", "民法典婚姻家庭编"),  # only another part is there
        ("根据民法典，遗嘱怎么立", "民法典继承编"),
        ("民法典的诉讼时效是几年", "民法典总则编"),
        ("民法典里夫妻之间的借款合同怎么规定", ""),  # which that other part may tell
        ("民法典对定金怎么规定", ""),
        ("破产法里债权人会议怎么表决", "企业破产法"),
        ("交通法对酒驾怎么处罚", ""),  # there are several
        ("道路交通安全法对酒驾怎么处罚", ""),  # a place's rules on it are
        ("公司法规定注册资本多久缴清", ""),
        ("物业管理条例里物业费谁来定", ""),
        ("地铁条例里逃票怎么罚", ""),  # may be what a document is called
        ("旅游法规有哪些", ""),
        ("公司法人是谁", ""),
        ("税收征收管理法实施细则对税务登记怎么规定", ""),  # not among the names that are known
        ("红烧肉的做法里要放糖吗", ""),
        ("遛狗违反治安管理处罚法的怎么办", ""),
        ("行政处罚法和行政复议法有什么不同", "行政处罚法"),
        ("劳动法和反家庭暴力法有什么不同", ""),  # of which the first may be there
        ("行政处罚法和有关政策有什么不同", ""),
        ("食品安全法第一百四十八条", ""),  # is told by its number
    ],
)
def test_national_laws_that_are_not_here(question: str, name: str) -> None:
    assert parse(question, aliases(LAWS)).elsewhere == name


@pytest.mark.parametrize(
    ("question", "law"),
    [
        ("公司法规定股东会怎么召集", "公司法"),
        ("请解释一下公司法对股东会的规定", "公司法"),
        ("根据最新公司法，股东会怎么召集", "公司法"),
        ("列出新公司法关于股东会的条款", "公司法"),
        ("老板违反公司法怎么办", ""),
        ("请问消费者权益保护法里假一赔几", "消费者权益保护法"),
        ("献血法规定几岁可以献血", "献血法"),  # of which there is what a city does
        ("劳动法规定加班费怎么算", "劳动法"),
        ("劳动合同法规定试用期多久", ""),
        ("刑法怎么处罚盗窃", ""),
        ("公司法第八十八条", ""),  # told by its number
        ("公司的法人是谁", ""),
        ("上海市旅游条例对导游怎么规定", "上海市旅游条例"),
        ("上海养老条例有吗", "上海养老条例"),
        ("上海市预算监督条例怎么规定决算", ""),
        ("上海出台养老条例了吗", ""),
    ],
)
def test_what_others_say_of_a_law_is_not_the_law(question: str, law: str) -> None:
    titles = [
        "最高人民法院关于适用《中华人民共和国公司法》时间效力的若干规定",
        *(
            "青岛市实施《献血法》若干规定",
            "中华人民共和国劳动合同法",
            "中华人民共和国刑法(2023年修正)",
            "上海市预算审查监督条例",
        ),
    ]
    assert parse(question, aliases(titles)).law == law


@pytest.mark.parametrize(
    ("title", "law"),
    [
        *(
            (title, "")
            for title in (
                *("《中华人民共和国劳动法》", "中华人民共和国劳动法全文", "劳动法_20181229"),
                *(
                    "劳动法2018修正",
                    "中华人民共和国 劳动法【最新】",
                    "中华人民共和国劳动法 Labour Law",
                ),
                "主席令第28号 中华人民共和国劳动法(2018)(全文)",
            )
        ),
        *(
            (title, "劳动法")
            for title in (
                *("劳动法实施条例", "关于修改《中华人民共和国劳动法》的决定", "劳动法修正案(草案)"),
                *("关于贯彻执行《劳动法》若干问题的意见", "劳动合同法", "劳动法学概论"),
            )
        ),
    ],
)
def test_a_law_is_there_however_its_title_is_written(title: str, law: str) -> None:
    assert parse("劳动法规定每天工作几小时", aliases([title])).law == law


def test_a_law_that_is_named_by_the_way_tells_nothing_of_itself() -> None:
    law = "未成年人保护法"
    assert not tells_of(law, ["为了保护儿童，根据劳动法、未成年人保护法，制定本规定。"])
    assert tells_of(law, ["雇用童工的，依照未成年人保护法处罚。"])
    assert not tells_of(law, [])


def test_a_whole_code_has_all_its_parts() -> None:
    question = "民法典继承编对遗嘱怎么规定"
    assert parse(question, aliases(["中华人民共和国民法典"])).elsewhere == ""
    assert parse("民法典对离婚怎么规定", aliases(["中华人民共和国民法典"])).elsewhere == ""
    assert parse(question, aliases(["中华人民共和国民法典 继承编"])).elsewhere == ""
    assert parse(question).elsewhere == ""


def test_without_titles_nothing_is_elsewhere() -> None:
    assert parse("广东省养犬管理条例怎么规定遛狗？").elsewhere == ""


def test_the_nearest_are_told_but_are_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dogs = "菏泽市养犬管理条例\n\n第一条 遛狗应当牵绳。\n\n第二条 犬只应当登记。\n"
    market = "菏泽市集市管理条例\n\n第一条 依照《济南市集市管理条例》收费。\n"
    folder = write(tmp_path, {"dogs.txt": dogs, "market.txt": market})
    encoder = use_fake(monkeypatch)
    build([folder / "dogs.txt", folder / "market.txt"], folder / "store")
    assistant = Assistant(open_store(folder / "store"), encoder)
    answer = assistant.ask("广东省养犬管理条例对遛狗怎么规定")
    assert (answer.answered, answer.reason, answer.confidence) == (False, "no_such_document", 0.0)
    assert answer.message.startswith(
        "索引中没有《广东省养犬管理条例》；现有 2 份文件：《菏泽市养犬管理条例》"
    )
    assert answer.passages[0].text == "第一条 遛狗应当牵绳。"
    assert all(each.below_threshold and each.score == 0.0 for each in answer.passages)
    assert assistant.ask("菏泽市养犬管理条例对遛狗怎么规定").reason != "no_such_document"
    # What a clause speaks of is not elsewhere.
    assert assistant.ask("济南市集市管理条例").reason != "no_such_document"


def test_an_answer_out_of_what_speaks_of_a_law_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = "关于适用公司法的规定\n\n第一条 股东会召集程序不当的，适用公司法第二十六条。\n"
    folder, encoder = write(tmp_path, {"rules.txt": rules}), use_fake(monkeypatch)
    build([folder / "rules.txt"], folder / "store")
    assistant = Assistant(open_store(folder / "store"), encoder)
    answer = assistant.ask("公司法规定股东会召集程序不当的怎么办")
    assert (answer.answered, answer.message) == (True, "索引中没有《公司法》。")
    assert assistant.ask("股东会召集程序不当的怎么办").message == ""
    # What follows an answer is told as such.
    assert assistant.ask("公司法规定股东会召集程序不当的怎么办", skip=1).reason == "nothing_more"
    refusal = assistant.ask("公司法规定火锅怎么煮")
    assert refusal.message.startswith("索引中没有《公司法》。这些文件没有回答这个问题；")


@pytest.mark.parametrize(
    ("asked", "cited"),
    [
        ("民事诉讼法第一百条规定的担保数额是多少", ("民事诉讼法第一百条",)),
        ("公司法第88条第一款溯及既往吗", ("公司法第八十八条",)),
        ("刑法第120条之一和民法典第三条怎么衔接", ("刑法第一百二十条之一", "民法典第三条")),
        ("民事诉讼法第一百条讲什么", ()),  # no more than what stands there
        ("公司法第二章的董事会", ()),
        ("养犬条例第三条和公司法第八条哪个适用", ()),  # one is there, and shown
        ("养犬条例第三条的犬只", ()),  # which is there
    ],
)
def test_clauses_of_laws_that_are_not_there_are_cited(asked: str, cited: tuple[str, ...]) -> None:
    assert parse(asked, aliases(["菏泽市养犬条例"])).cited == cited


def test_what_cites_a_clause_that_is_not_there_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = (
        "办理财产保全规定\n\n第一条 依照《中华人民共和国合同法》第一百条要求担保的，担保数额不超过三成。"
        "\n\n第二条 依照劳动合同法第九条收取的押金，应当退还。\n"
    )
    encoder = use_fake(monkeypatch)
    build([write(tmp_path, {"rules.txt": rules}) / "rules.txt"], tmp_path / "store")
    assistant = Assistant(open_store(tmp_path / "store"), encoder)
    answer = assistant.ask("合同法第一百条要求的担保数额不超过几成")
    assert (answer.answered, answer.message) == (True, "索引中没有《合同法》。")
    assert answer.passages[0].citation.label == "第一条"
    for asked in ("合同法第九条收取的押金应当退还吗", "合同法第十条要求的担保数额不超过几成"):
        assert assistant.ask(asked).reason == "no_such_document"
