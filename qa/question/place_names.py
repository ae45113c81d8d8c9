"""Names of China's provinces, and of its larger cities and prefectures, as people call them."""

from index.patterns import regex

__all__ = [
    "CITY",
    "OF_CITY",
    "OF_PROVINCE",
    "PLACE",
    "PROVINCE",
    "PROVINCES",
    "PROVINCE_OF",
    "places_in",
]

PROVINCES = [
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海",
    "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南",
    "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西",
    "甘肃", "青海", "宁夏", "新疆", "香港", "澳门", "台湾",
]  # fmt: skip
# Those that are words as well, or run over the edge of two, only with 市: 安康, 保定, 日照, 白银.
_IN = {
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 张家口 承德 沧州 廊坊 衡水 保定市",
    "山西": "太原 阳泉 晋城 朔州 晋中 运城 忻州 临汾 吕梁 大同市 长治市",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布",
    "辽宁": (
        "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 阜新 辽阳 盘锦 铁岭 葫芦岛 营口市 "
        "朝阳市"
    ),
    "吉林": "长春 吉林市 辽源 松原 白城 延边 四平市 通化市 白山市",
    "黑龙江": (
        "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 "
        "黑河 绥化"
    ),
    "江苏": (
        "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 "
        "宿迁"
    ),
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "安徽": (
        "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 滁州 阜阳 宿州 六安 亳州 池州 "
        "宣城 黄山市"
    ),
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": (
        "济南 青岛 淄博 枣庄 烟台 潍坊 济宁 泰安 威海 临沂 德州 聊城 滨州 菏泽 "
        "东营市 日照市"
    ),
    "河南": (
        "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 "
        "南阳 商丘 信阳 周口 驻马店"
    ),
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施",
    "湖南": (
        "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 "
        "娄底 湘西"
    ),
    "广东": (
        "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 "
        "阳江 清远 东莞 潮州 揭阳 云浮"
    ),
    "广西": (
        "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 崇左 "
        "来宾市"
    ),
    "海南": "海口 三亚 三沙 儋州",
    "四川": (
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 "
        "宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 都江堰"
    ),
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南",
    "云南": (
        "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 西双版纳 德宏 怒江 "
        "迪庆"
    ),
    "西藏": "拉萨 日喀则 昌都 林芝 那曲",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 商洛 安康市",
    "甘肃": (
        "兰州 嘉峪关 金昌 天水 张掖 平凉 酒泉 庆阳 陇南 临夏 甘南 白银市 武威市 "
        "定西市"
    ),
    "青海": "西宁 果洛 海东市",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫市",
    "新疆": (
        "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 喀什 "
        "伊犁 塔城 阿勒泰"
    ),
    "台湾": "台北 高雄",
}  # fmt: skip
_MUNICIPAL = ("北京", "天津", "上海", "重庆", "香港", "澳门")
PROVINCE_OF = {city: province for province, cities in _IN.items() for city in cities.split()}
_CITIES = [*_MUNICIPAL, *PROVINCE_OF]

# Where two words that meet look like a name: 长江西段, 推广东西部协作, 西南通道.
_MEETING = {
    "江西": "(?<!长)江西", "河南": "(?<!黄)河南", "广东": "广东(?!西)",
    "南通": "南通(?!道)", "白银市": "白银市(?!场)", "大庆": "大庆(?!祝)", "广元": "广元(?!宇)",
}  # fmt: skip
PROVINCE = regex("|".join(_MEETING.get(name, name) for name in PROVINCES))
CITY = regex("|".join(_MEETING.get(name, name) for name in _CITIES))
PLACE = regex(f"(?:{PROVINCE.pattern}|{CITY.pattern})")
# What the names of places are followed by where they are written out, as in titles.
OF_PROVINCE = "(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)"
OF_CITY = "(?:市?经济特区|特区|市)"


def places_in(text: str) -> list[str]:
    """The provinces and then the cities that a text names, in order."""
    return [*PROVINCE.findall(text), *CITY.findall(text)]
