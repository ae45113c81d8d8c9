"""Which questions lean on the one before, what they mean, and which must be left alone."""

import pytest

from qa.question.aliases import aliases
from qa.question.followup import Followed, follow_up, subjects
from qa.question.question import parse

RAILWAYS = "四川要建哪些铁路？"
ECOLOGY = "What does the decision say about ecological protection?"


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "那公路呢？", "四川要建哪些公路"),
        (RAILWAYS, "那养老呢？", "四川要建哪些养老"),
        (RAILWAYS, "公路呢", "四川要建哪些公路"),
        (RAILWAYS, "那么，机场呢？", "四川要建哪些机场"),
        (RAILWAYS, "还有机场", "四川要建哪些机场"),
        (RAILWAYS, "那文化旅游呢？", "四川要建哪些文化旅游"),
        (RAILWAYS, "那法律援助呢？", "四川要建哪些法律援助"),
        (RAILWAYS, "那材料费呢？", "四川要建哪些材料费"),
        ("養老服務有什麼要求", "那托育呢？", "托育有什么要求"),
        ("养老服务怎么补贴？", "托育呢？", "托育怎么补贴"),
        ("决定对生态保护有什么要求", "那养老呢？", "决定对养老有什么要求"),
        ("出席全会的省委委员有多少人？", "那候补委员呢？", "出席全会的候补委员有多少人"),
        ("成都都市圈怎么建设", "和重庆呢？", "重庆怎么建设"),
        ("绵阳的定位是什么", "宜宾和泸州呢？", "宜宾和泸州的定位是什么"),
        ("未来五年的目标是什么", "那2035年呢？", "2035年的目标是什么"),
        ("到2035年的目标是什么", "那2027年呢？", "2027年的目标是什么"),
        ("劳动者可以解除合同吗？", "那用人单位呢？", "用人单位可以解除合同吗"),
        ("劳动者可以解除合同吗？", "个人呢？", "个人可以解除合同吗"),
        ("哪些企业可以享受补贴？", "那学校呢？", "哪些企业可以享受补贴，学校"),
        ("决定第十五条讲什么", "那第十六条呢？", "决定第十六条讲什么"),
        ("公报里怎么说养老的", "那教育呢？", "公报里怎么说教育的"),
        ("五区共兴是哪五区", "四化同步呢？", "四化同步是哪些"),
        ("德阳的定位是什么", "川东北呢", "川东北的定位是什么"),
        (
            "How will Sichuan develop agriculture?",
            "And schools?",
            "how will sichuan develop schools",
        ),
        ("Which railways will be built?", "What about roads?", "which roads will be built"),
        ("How will corruption be fought?", "And pollution?", "how will pollution be fought"),
        ("Who spoke?", "And railways?", "who spoke railways"),
        (ECOLOGY, "And pensions?", "what does the decision say about pensions"),
        (ECOLOGY, "What about railways?", "what does the decision say about railways"),
    ],
)
def test_another_subject_takes_the_place_of_the_one_before(
    previous: str, question: str, meant: str
) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        ("第三条第一款讲什么", "那第二款呢？", "第三条第二款讲什么"),
        ("合同第三条的第一款讲什么", "最后一款呢", "合同第三条的最后一款讲什么"),
        ("第三条第一款第一项讲什么", "第二项呢", "第三条第一款第二项讲什么"),
        ("第三条第一款讲什么", "第二款第一项呢", "第三条第二款第一项讲什么"),
        ("第三条第一款讲什么", "第四条呢", "第四条讲什么"),
        ("附件一第一条讲什么", "那第二条呢", "附件一第二条讲什么"),
        ("附件一第一条讲什么", "那附件二呢", "附件二讲什么"),
        ("第二章第一条讲什么", "那第二条呢", "第二章第二条讲什么"),
        ("第一章第一节讲什么", "那第二节呢", "第一章第二节讲什么"),
        ("第二篇讲什么", "第三篇呢", "第三篇讲什么"),
        ("合同第2.1条讲什么", "第2.2条呢", "合同第2.2条讲什么"),
    ],
)
def test_a_part_of_a_clause_takes_the_place_of_its_like(
    previous: str, question: str, meant: str
) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize("question", ["还有第三条呢", "再看第三条", "下面的第三条呢"])
def test_a_clause_by_number_is_no_more_of_another(question: str) -> None:
    followed = follow_up(question, "第十五条讲什么")
    assert followed is None or not followed.more


def test_where_several_clauses_were_asked_for_the_next_stands_by_itself() -> None:
    assert follow_up("第三条呢", "第一条和第二条讲什么") == Followed("第三条", same_document=True)


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "它们什么时候建成？", "四川要建铁路，什么时候建成"),
        (RAILWAYS, "什么时候完成？", "四川要建铁路，什么时候完成"),
        (RAILWAYS, "为什么？", "四川要建铁路，为什么"),
        (RAILWAYS, "那由谁负责呢？", "四川要建铁路，由谁负责"),
        (RAILWAYS, "这合法吗？", "四川要建铁路，合法吗"),
        (RAILWAYS, "这违约吗？", "四川要建铁路，违约吗"),
        (RAILWAYS, "这会影响退休吗？", "四川要建铁路，会影响退休吗"),
        (RAILWAYS, "其中成都的呢？", "四川要建铁路，成都"),
        (RAILWAYS, "具体有哪些措施？", "四川要建铁路，具体有哪些措施"),
        ("养老服务有什么要求", "这由谁牵头？", "养老服务，由谁牵头"),
        ("成渝地区双城经济圈怎么建设？", "它的目标是什么？", "成渝地区双城经济圈建设的目标是什么"),
        ("出席全会的省委委员有多少人？", "他们是谁？", "出席全会的省委委员，是谁"),
        ("全会什么时候开的", "在哪里开的？", "全会，在哪里开"),
        ("全会，在哪里开", "多少人参加", "全会，多少人参加"),
        ("全会什么时候开的", "谁主持？", "全会，谁主持"),
        ("全会什么时候开的", "谁讲话？", "全会，谁讲话"),
        ("宜宾的定位是什么", "它建什么？", "宜宾，建什么"),
        ("碳达峰十大行动是什么", "有哪十大？", "碳达峰十大行动，有哪十大"),
        ("引大济岷是什么", "总投资是多少亿元", "引大济岷，总投资是多少亿元"),
        ("养犬登记要什么材料", "多久办好", "养犬登记，多久办好"),
        ("养犬登记要什么材料", "不办会怎样", "养犬登记，不办会怎样"),
        ("盗窃罪怎么判", "最高判几年", "盗窃罪判，最高判几年"),
        ("合同解除权何时消灭", "有例外吗", "合同解除权消灭，有例外吗"),
        ("使用童工怎么认定", "谁来罚？", "使用童工认定，谁来罚"),
        ("房租是多少", "怎么付", "房租，怎么付"),
        ("养犬要办证吗", "要带什么材料", "养犬要办证，要带什么材料"),
        ("养犬要办证，不办罚多少", "去哪办", "养犬要办证，去哪办"),
        ("养犬要办证吗", "哪一条规定的", "养犬要办证，哪一条规定"),
        ("养犬要办证吗", "在第几条", "养犬要办证，在第几条"),
        ("养犬要办证吗", "罚款多少", "养犬要办证，罚款多少"),
        (
            "does a dog need a licence",
            "How much does it cost?",
            "does a dog need a licence how much does it cost",
        ),
        ("刑法第二百六十四条讲什么", "最高判多少年", "刑法第二百六十四条，最高判多少年"),
        ("引大济岷，投资多少", "全长多少公里", "引大济岷，全长多少公里"),
        ("引大济岷，投资多少", "什么时候通水", "引大济岷，什么时候通水"),
        (ECOLOGY, "Why?", "what does the decision say about ecological protection why"),
    ],
)
def test_a_question_without_a_subject_is_asked_of_the_one_before(
    previous: str, question: str, meant: str
) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        ("房租多少钱", "押金呢", "押金多少钱"),
        ("年假有多少天", "产假呢", "产假有多少天"),
        ("养犬要办证吗", "养猫呢", "养犬要办证吗，养猫"),
        ("养犬要办证，哪一条规定", "大型犬呢", "养犬要办证，哪一条规定，大型犬"),
        ("能源安全有什么要求", "粮食呢", "粮食有什么要求"),
        ("机会成本是什么", "沉没成本呢", "沉没成本是什么"),
        ("刑法第二百六十四条讲什么", "第二款呢", "刑法第二百六十四条第二款讲什么"),
        ("刑法第二百六十四条讲什么", "那第二百六十六条呢", "刑法第二百六十六条讲什么"),
        ("刑法第二百六十四条讲什么", "下一条呢", "刑法第二百六十五条讲什么"),
        ("《劳动合同法》第三十九条", "上一条", "《劳动合同法》第三十八条"),
        ("what does article 15 say", "the next one", "what does article 16 say"),
        ("clause 3", "and the previous clause?", "article 2"),
        ("试用期最长几个月", "最短呢", "试用期最短几个月"),
        ("罚款最高多少", "那最低呢？", "罚款最低多少"),
    ],
)
def test_a_measure_stays_and_what_is_measured_changes(
    previous: str, question: str, meant: str
) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    "question", ["税怎么交", "水费怎么收", "狗怎么管", "处罚标准", "学费多少钱", "驾照怎么办理"]
)
def test_what_has_a_subject_of_its_own_stands_by_itself(question: str) -> None:
    assert follow_up(question, RAILWAYS) is None


@pytest.mark.parametrize(
    "question",
    [
        *(
            "还有吗？",
            "还有呢？",
            "还有别的吗",
            "还有别的铁路吗",
            "还有哪些铁路？",
            "还有其他规定吗",
        ),
        *("还有没有别的", "还有没有相关内容", "就这些吗？", "只有这五条？", "没有了？", "其他的呢"),
        *("那其他铁路呢", "剩下的呢", "更多", "再来几条", "继续", "接着说", "下一页", "后面还有吗"),
        *(
            "除此之外呢",
            "别的条款有吗",
            "能再列几条吗",
            "没别的了吗",
            "换一批",
            "就这几条吗",
            "就这两条？",
            "下面的条款讲什么",
            "后续呢",
            "再给点别的",
        ),
    ],
)
def test_more_of_what_was_asked_is_what_was_not_shown(question: str) -> None:
    assert follow_up(question, RAILWAYS) == Followed("四川要建哪些铁路", more=True)


@pytest.mark.parametrize(
    "question", ["Anything else?", "More, please", "Is that all?", "the rest?", "Keep going"]
)
def test_more_is_asked_for_in_english_too(question: str) -> None:
    asked = "what does the decision say about ecological protection"
    assert follow_up(question, ECOLOGY) == Followed(asked, more=True)


@pytest.mark.parametrize(
    "question", ["还有公路呢", "别的城市呢", "还有什么时候完工", "详细说说", "还有多少"]
)
def test_another_thing_is_no_more_of_it(question: str) -> None:
    followed = follow_up(question, RAILWAYS)
    assert followed is not None
    assert not followed.more


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "能说得再具体一点吗", "四川要建哪些铁路"),
        (RAILWAYS, "详细说说", "四川要建哪些铁路"),
        ("第三条讲什么", "下一条呢", "第四条讲什么"),
        *(
            ("第三条讲什么", question, "第四条讲什么")
            for question in ("下面的条款讲什么", "后面讲了什么", "下面规定了什么", "后面的条文呢")
        ),
        ("第三条讲什么", "前面的条款", "第二条讲什么"),
        ("决定(十五)讲什么", "上一条", "决定第十四条讲什么"),
        ("决定第十条第二款讲什么", "下一款", "决定第十条第三款讲什么"),
        ("第一条讲什么", "上一条", "第零条讲什么"),
        ("第壹拾伍条讲什么", "下一条", "第十六条讲什么"),
        ("第 十五 条讲什么", "下一条", "第十六条讲什么"),
        ("第三部分讲什么", "看看下一部分", "第四部分讲什么"),
    ],
)
def test_more_is_asked_for_or_what_stands_beside(previous: str, question: str, meant: str) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("previous", "question"),
    [
        (RAILWAYS, "下一条"),  # of none
        ("第三条和第五条讲什么", "下一条"),
        ("第三条讲什么", "下一章"),
        ("第三条之一讲什么", "下一条"),
        (RAILWAYS, "还有哪些机场要建"),
        (RAILWAYS, "继续教育有什么要求"),
        (RAILWAYS, "更多人才从哪来"),
    ],
)
def test_what_only_begins_like_that_stands_by_itself(previous: str, question: str) -> None:
    assert follow_up(question, previous) is None


TRIAL, ECOLOGY_HERE = "试用期最长多久？", "决定对生态保护有什么要求"
IN_COMMUNIQUE = "公报里，四川要建哪些铁路"


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "那公报里呢？", IN_COMMUNIQUE),
        (RAILWAYS, "公报呢", IN_COMMUNIQUE),
        (RAILWAYS, "和公报呢？", IN_COMMUNIQUE),
        (RAILWAYS, "那么公报里面呢？", IN_COMMUNIQUE),
        (RAILWAYS, "那這份公報裡呢？", IN_COMMUNIQUE),
        (RAILWAYS, "还有公报", IN_COMMUNIQUE),
        (RAILWAYS, "公报怎么说？", IN_COMMUNIQUE),
        (RAILWAYS, "那公报里是怎么说的呢？", IN_COMMUNIQUE),
        (RAILWAYS, "公报里有没有提到？", IN_COMMUNIQUE),
        (RAILWAYS, "公报里也有吗？", IN_COMMUNIQUE),
        (RAILWAYS, "那省委的决定里呢？", "省委的决定里，四川要建哪些铁路"),
        (RAILWAYS, "《决定》里呢？", "《决定》里，四川要建哪些铁路"),
        (RAILWAYS, "那公报里的公路呢？", "公报里，四川要建哪些公路"),
        (RAILWAYS, "那交通规划里呢？", "交通规划里，四川要建哪些铁路"),
        (TRIAL, "劳动合同法呢？", "劳动合同法里，试用期最长多久"),
        (TRIAL, "劳动法怎么规定的？", "劳动法里，试用期最长多久"),
        (TRIAL, "按照劳动法呢？", "劳动法里，试用期最长多久"),
        (TRIAL, "合同里呢？", "合同里，试用期最长多久"),
        ("劳动法对试用期怎么规定？", "那劳动合同法呢？", "劳动合同法对试用期怎么规定"),
        (ECOLOGY_HERE, "那公报呢？", "公报对生态保护有什么要求"),
        (ECOLOGY_HERE, "那公报对养老呢？", "公报对养老有什么要求"),
        ("决定第十五条讲什么", "那公报呢？", "公报第十五条讲什么"),
        (IN_COMMUNIQUE, "那决定里呢？", "决定里，四川要建哪些铁路"),
        (IN_COMMUNIQUE, "那公路呢？", "公报里，四川要建哪些公路"),
        ("公报里，劳动者可以辞职吗？", "那用人单位呢？", "公报里，用人单位可以辞职吗"),
        (
            ECOLOGY,
            "What about the communique?",
            ECOLOGY[:-1].lower().replace("decision", "communique"),
        ),
        (
            "Which railways are planned?",
            "And the decision?",
            "which railways are planned in the decision",
        ),
    ],
)
def test_a_document_is_asked_the_question_before(previous: str, question: str, meant: str) -> None:
    assert follow_up(question, previous) == Followed(meant)


def test_a_document_that_is_named_is_read_as_named() -> None:
    titles = aliases(["省委全会公报", "省委关于发展的决定", "中华人民共和国劳动法"])
    for question, document in (("公报里呢？", 0), ("那决定里呢？", 1), ("劳动法怎么说？", 2)):
        followed = follow_up(question, RAILWAYS)
        assert followed
        assert parse(followed.question, titles).documents == {document}


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "那决定第十五条呢", "决定第十五条"),
        (RAILWAYS, "《决定》第十五条呢？", "《决定》第十五条"),
        (RAILWAYS, "公报的第七段呢？", "公报的第七段"),
        ("决定第十五条讲什么", "公报第七段呢？", "公报第七段"),
        ("公司法第八条讲什么", "那劳动合同法第十条呢？", "劳动合同法第十条"),
        ("决定第十五条讲什么", "第二款呢？", "决定第十五条第二款讲什么"),
        ("决定第十五条讲什么", "那第二项呢？", "决定第十五条第二项讲什么"),
        ("决定第十五条讲什么", "第十六条第二款呢？", "决定第十六条第二款讲什么"),
        ("公报第7段讲什么", "第8段呢？", "公报第8段讲什么"),
    ],
)
def test_a_clause_is_asked_for_by_itself(previous: str, question: str, meant: str) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        (RAILWAYS, "2023年呢？", "2023年，四川要建哪些铁路"),
        (RAILWAYS, "那2023呢？", "2023年，四川要建哪些铁路"),
        (RAILWAYS, "二〇二三年呢？", "二〇二三年，四川要建哪些铁路"),
        (RAILWAYS, "那明年呢？", "明年，四川要建哪些铁路"),
        (RAILWAYS, "那“十五五”期间呢？", "“十五五”期间，四川要建哪些铁路"),
        ("2035年四川的目标是什么？", "2027年呢？", "2027年四川的目标是什么"),
        ("2023年，四川要建哪些铁路", "2024年呢？", "2024年，四川要建哪些铁路"),
        ("《2023年报告》讲什么", "2024年呢？", "2024年，《2023年报告》讲什么"),
        (RAILWAYS, "重庆呢？", "重庆要建哪些铁路"),
        (RAILWAYS, "那成都市呢？", "成都市要建哪些铁路"),
        ("养老服务怎么补贴？", "成都呢？", "成都，养老服务怎么补贴"),
        ("成都到重庆的铁路怎么建？", "绵阳呢？", "绵阳，成都到重庆的铁路怎么建"),
        ("What are the goals for 2035?", "What about 2027?", "what are the goals for 2027"),
        (ECOLOGY, "And in 2023?", f"{ECOLOGY[:-1].lower()} in 2023"),
    ],
)
def test_a_year_or_a_place_is_no_subject(previous: str, question: str, meant: str) -> None:
    assert follow_up(question, previous) == Followed(meant)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("那公路规划呢？", "公路规划"),
        ("合同中止呢？", "合同中止"),
        ("规划中心呢？", "规划中心"),
        ("决定权呢？", "决定权"),
        ("处理办法呢？", "处理办法"),
        ("那执法呢？", "执法"),
        ("意见呢？", "意见"),
        ("成都的铁路呢？", "成都的铁路"),
    ],
)
def test_what_only_looks_like_a_document_or_a_place_is_a_subject(
    question: str, subject: str
) -> None:
    assert follow_up(question, RAILWAYS) == Followed(f"四川要建哪些{subject}")


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        ("生态保护有什么要求", "第十六条呢？", "第十六条"),
        ("决定第十五条讲什么", "那养老呢？", "养老"),
        ("刑法第二百六十四条讲什么", "抢劫呢", "抢劫"),
        (RAILWAYS, "这份文件里怎么说生态保护", "生态保护"),
        (RAILWAYS, "该文件对养老有什么要求？", "养老有什么要求"),
        (RAILWAYS, "这部法律还提到养老吗？", "养老吗"),
        (RAILWAYS, "那材料里有机场吗？", "有机场吗"),
    ],
)
def test_some_are_asked_of_the_document_before(previous: str, question: str, meant: str) -> None:
    assert follow_up(question, previous) == Followed(meant, same_document=True)


@pytest.mark.parametrize(
    "question",
    [
        "火锅底料怎么炒？",
        "养老",
        "养老服务有什么要求",
        "那曲市在哪里？",  # a town
        "其他省份怎么做？",  # not 其
        "其实养老怎么办？",
        "其次要建什么机场",
        "和谐社会怎么建？",  # not 和
        "这次全会何时召开？",
        "这个会几号开的，在哪个城市？",
        "这个决定对养老有什么要求？",
        "那些年的铁路怎么建的",
        "那么四川要建哪些机场？",  # complete, whatever it begins with
        "还有哪些机场要建？",
        "全会什么时候开的呢？",  # complete, whatever it ends with
        "有没有养老补贴呢？",
        "决定第三条讲什么",
        "第十五条",
        "公报",
        "公报讲什么？",
        "章程怎么写？",
        "公报里养老有什么要求？",
        "那由谁决定呢？",
        "2023年的目标是什么？",
        "android 系统怎么升级",  # not "and"
        "and pensions?",  # another language than the question before
        "What does the decision say about pensions?",
        "",
        "？",
        "住房公积金管理条例怎么规定的",
        "公司章程有没有要求",
        "该法律援助中心在哪",  # none of these is of 该法律, 本文, 这文 or 该法规
        "本文化馆怎么走",
        "这文件夹放哪",
        "该法规定的试用期多久",
        "这合同怎么签",  # 合 of 合同 is no 合 of 合法
        "这违约金怎么算",
        "这些应急预案谁批",
        "这会计科目怎么设",
        "工作条件怎么样",
        "原材料从哪来",
        "年报怎么报",
        "月报什么时候交",
    ],
)
def test_a_question_with_a_subject_stands_by_itself(question: str) -> None:
    assert follow_up(question, RAILWAYS) is None


@pytest.mark.parametrize("previous", ["", "  ", "？"])
def test_nothing_follows_nothing(previous: str) -> None:
    assert follow_up("那养老呢？", previous) is None


def test_a_dialogue_goes_on_from_what_was_meant() -> None:
    meant = RAILWAYS
    for question, wanted in (
        ("那公路呢？", "四川要建哪些公路"),
        ("机场呢？", "四川要建哪些机场"),
        ("什么时候建成？", "四川要建机场，什么时候建成"),
    ):
        followed = follow_up(question, meant)
        assert followed
        meant = followed.question
        assert meant == wanted


def test_subjects_are_what_is_neither_asked_with_nor_a_frame() -> None:
    assert subjects("四川要建哪些铁路？") == ["四川", "建", "铁路"]
    assert subjects("什么时候完成？") == []
    assert subjects("全会在哪里召开") == ["全会"]
    assert subjects("单位的定位是什么") == ["单位"]
    assert subjects("火鍋底料怎麼炒") == ["火锅底料", "炒"]
    assert subjects("When will it be done?") == []


def test_strange_questions_are_survived() -> None:
    for question in ("那" * 3000, "呢", "那呢", "它", "(?:呢", "那\\1呢"):
        follow_up(question, RAILWAYS)
        follow_up("那养老呢", question)
    assert follow_up("它" + "要建铁路" * 200, RAILWAYS) is None


@pytest.mark.parametrize("question", ["😀😀", "！！！", "👍", "？", "……"])
def test_a_question_without_words_asks_for_nothing_of_the_one_before(question: str) -> None:
    assert follow_up(question, RAILWAYS) is None


def test_a_long_question_is_read_as_far_as_it_takes_no_time() -> None:
    followed = follow_up("什么时候？", "铁路" + "会要" * 50_000)
    assert followed == Followed("铁路，什么时候")
