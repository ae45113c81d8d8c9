import pytest

from qa.expects import Expected, expected, gives


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("成渝中线高铁哪一年通车？", Expected("date")),
        ("全会是什么时候召开的", Expected("time")),
        ("when was the plenum held?", Expected("time")),
        ("达州市委书记是谁？", Expected("person")),
        ("谁可以成为个体工商户？", None),
        ("这份决定的发文字号是什么", Expected("document number")),
        ("“六个必须坚持”分别是哪六个？", Expected("list", count=6)),
        ("城镇化率要达到多少", Expected("quantity", "%")),
        ("川藏铁路总投资多少亿元？", Expected("quantity", "元")),
        ("要建成多少万亩高标准农田？", Expected("quantity", "亩")),
        ("引大济岷工程全长多少公里？", Expected("quantity", "公里")),
        ("有几个国家公园", Expected("quantity")),
        ("开行了多少列", Expected("quantity", "列")),
        ("面积有多大", Expected("quantity")),
        ("how many members attended?", Expected("quantity")),
        ("中心设在成都哪个区？", Expected("place", "区")),
        ("馆建在哪座城市？", Expected("place", "城市")),
        ("分布在哪些地区？", None),
        ("是哪个国家的演员？", None),
        ("有哪几座卫星城？", None),
        ("四川要建哪些铁路？", None),
        ("怎样保障粮食安全", None),
        ("how will farmland be protected?", None),
    ],
)
def test_what_a_question_wants(question: str, wanted: Expected | None) -> None:
    assert expected(question) == wanted


@pytest.mark.parametrize(
    ("wanted", "text", "given"),
    [
        (Expected("date"), "会议于2022年11月28日举行", True),
        (Expected("date"), "到二〇三五年基本实现现代化", True),
        (Expected("date"), "“十四五”期间完成", True),
        (Expected("date"), "抓好引大济岷“一号工程”", False),
        (Expected("date"), "实施基础研究十年行动", False),
        (Expected("time"), "自用工之日起一个月内订立", True),
        (Expected("time"), "应当订立书面劳动合同", False),
        (Expected("time"), "向第二个百年奋斗目标进军的关键时期", False),
        (Expected("time"), "保存三百年", True),
        (Expected("person"), "省委书记王晓晖作了讲话", True),
        (Expected("person"), "推动高质量发展", False),
        (Expected("document number"), "国发〔2022〕12号", True),
        (Expected("document number"), "抓好“一号工程”", False),
        (Expected("list", count=4), "制造、建筑、交通、能源。其他", True),
        (Expected("list", count=4), "制造、建筑。交通、能源。", False),
        (Expected("quantity"), "到二〇三五年", False),
        (Expected("quantity"), "省委委员79人", True),
        (Expected("quantity"), "构建五纵五横主水网骨架", True),
        (Expected("quantity"), "加快铁路建设", False),
        (Expected("list", count=6), "做到坚持、发展、运用,学懂,弄通,做实,领会,转化", False),
        (Expected("list", count=3), "坚持党的领导,坚持以人为本,坚持依法行政", True),
        (Expected("list", count=6), "一是保护。二是利用。", True),
        (Expected("list"), "实施十大行动。", False),
        (Expected("place", "区"), "地点在锦江区", True),
        (Expected("place", "区", asked="法务区在哪个区"), "建设中央法务区", False),
        (Expected("place", "区"), "设在天府新区", True),
        (Expected("place", "区"), "建设经济区与行政区适度分离的示范区,推进区域协同", False),
        (Expected("place", "城市"), "于成都举行", True),
        (Expected("quantity", asked="79人中有多少人"), "省委委员79人", False),
        (Expected("quantity"), "第十二条 应当登记", False),
        (Expected("quantity"), "第12条 应当登记", False),
        (Expected("quantity"), "(三)项应当登记", False),
        (Expected("quantity", "%"), "男女比例为1:7", True),
        (Expected("quantity", "元"), "投资一千二百亿元", True),
        (Expected("quantity", "元"), "投资1.5 亿元", True),
        (Expected("quantity", "元"), "培育百亿企业", False),
        (Expected("quantity", "亩"), "建成五千余万亩农田", True),
        (Expected("quantity", "亩"), "把永久基本农田全部建成高标准农田", False),
        (Expected("quantity", "人"), "选出委员12名", True),
        (Expected("quantity", "%"), "占百分之三十", True),
    ],
)
def test_whether_a_sentence_gives_it(wanted: Expected, text: str, given: bool) -> None:
    assert gives(wanted, text) is given
