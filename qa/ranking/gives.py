"""Whether a sentence holds something of the kind that a question wants (`qa.question.expects`)."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from index.patterns import regex
from qa.question.expects import HOW_MANY, NUMERAL, PEOPLE, UNITS, Expected
from qa.question.place_names import CITY, PROVINCE
from qa.ranking.people import of_those_counted

__all__ = ["gives"]

_SPACED = regex("(?<=\\d) +(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) +(?=\\d)")  # 2017 年
_OF_WOMEN = regex(rf"女(?:性|的|同志|委员|干部|代表|党员)|(?:{HOW_MANY})[名位个]?女(?![儿方])")
_REASON = regex(
    "因[为其此]|原因|由于|鉴于|为了|以便|便于|(?<!不)利于|有助于|所以|旨在|基于|考虑到|目的(?!地)"
)
_DATE = regex(
    rf"{NUMERAL}{{2,4}}年(?!行动|计划)|{NUMERAL}{{1,2}}月|\d{{1,2}}日|世纪|“十{NUMERAL}五”"
)
# Not 百年, which is an age.
_PERIOD = regex(
    rf"(?![百千万]年)(?:{NUMERAL}+|半)个?(?:[年月日天周]|工作日|小时|分钟)|[之次前一当]日|当天|[次当][年月]|期间|届满|[春夏秋冬]季|[年月]末|岁"
    "|终身|永久|(?:任期|期限|时间|年限)[^,。;]{0,8}(?:相同|一致|为准)"
)
# How long something lasts, where no number tells: as is agreed on, from when and until when.
_LASTS_UNTIL = (
    "(?:期限?|年限)由[^,。;]{1,16}(?:约定|商定|自行确定|协商确定)"
    "|[自从](?![事业])[^,。;]{0,24}[至到][^,。;]{0,24}(?<![禁防停制阻废中])止|有效期(?:限|为|截)*[至到]"
)
_CLOCK = regex(
    rf"(?:\d|{NUMERAL})(?:时(?![期代节候])|点(?!米|[零一二三四五六七八九]))|\d:\d\d|全天|昼夜"
)
_ASKED_WHEN = "(?:什么时[候间]|啥时候|何时|几时|哪一?[天年日]|几月|几号)"
# What is done to laws, as it is asked when, and how texts say it.
_ACTS = {
    rf"{_ASKED_WHEN}[^,。?]{{0,8}}修[订正改](?!案)|修[订正改]的?(?:日期|时间)": "修[订正改]",
    rf"{_ASKED_WHEN}[^,。?]{{0,6}}(?:审议)?通过的?\W*$|通过的?(?:日期|时间)\W*$": "通过",
    rf"{_ASKED_WHEN}[^,。?]{{0,6}}(?:[公颁发]布|印发)的?\W*$"
    r"|(?:[公颁发]布|印发)的?(?:日期|时间)\W*$": "[公颁发]布|印发",
    rf"{_ASKED_WHEN}[^,。?]{{0,6}}废止": "废止",
}
_HOW_OFTEN = regex(
    "多(?:久|长时间)[^,。?]{0,8}(?:[一几][次回趟]|调查|检[查测修验定]|抽[检查]|巡查|评[估价]|考核|培训|体检|维护)"
    "|隔多[久长]"
)
_OFTEN = regex(
    rf"每(?:隔|半|个)?{NUMERAL}?个?(?:[年月日天周旬季]|学期|工作日|小时)|按[年月季旬周日]|逐[年月日]|定期"
)
# Of what is so by law one asks for the condition, which is worded as one, not of what happens.
_IS_SO_WHEN = regex(
    "^(?!.*(?:召开|举[行办]|开[工通放业建幕]|建成|完工|竣工|通车|启动|上线|出台|通过|[公发颁]布|修[订改]|施行|实施))"
    ".*(?:什么时[候间]|啥时候|何时|几时)"
)
_CONDITION = regex(
    "的,[^。;]{0,40}(?:应当|可以|方可|即|予以|给予|享受|不得)|(?<![同届])时(?=起|[,;。退付]|成立|生效|设立|终止|消灭|转移|支付)"
    "|(?:签字|盖章|签名|签订|登记|交付|批准|公布|验收|期满)[^,。;]{0,8}(?:生效|成立|设立|后)"
    "|[^以]前(?=提出|申请|提交|支付|缴纳|报)|(?:日期|时间)[为是]|为[^,。;]{2,15}(?:日期|时间)"
)
_COUNTED = (
    UNITS.replace("|年", "").replace("|场", "")
    + "|美元|欧元|万|亿|大|类|批|级|点|步|区|化|好|纵|横|者|方面|分之|半"
)
# Not the number of a clause (第十二条, (三)), which every sentence of a law might begin with.
_ANY_QUANTITY = regex(
    rf"(?<![第\d.,])(?!\d{{4}}年)\d[\d.,]*(?![\d.,]*[条)])|百分之|(?<![第(]|{NUMERAL}){NUMERAL}+[余多]?(?:{_COUNTED})|[ivx]+类"
    rf"|[万千]分之|[一二三四五六七八九]成(?![不就立果员])|{NUMERAL}比{NUMERAL}|税率为零|零税率"
    rf"|(?<![第(]|{NUMERAL})[一二两三四五六七八九十百]{{1,3}}年(?!代|[\d一二三四五六七八九十]+月)"
)
# What a sum is a share or a multiple of counts as well.
_SUM = regex(
    rf"(?:(?<!\d)\d[\d.,]*+|{NUMERAL}{{1,12}})\s*[余多]?{NUMERAL}{{0,4}}(?:元|倍|%|美金|美元|个月[^,。]{{0,8}}工资)|分之|{NUMERAL}成"
)
# Which no other sum stands for, by what texts call them.
_SUMS = {
    "滞纳金": "滞纳金",
    "违约金": "违约",
    "利息": "息",
    "学费": "学费|收费|免费",
    "押金": "押金|保证金",
    "保证金": "押金|保证金",
    "抚恤金": "抚恤",
    "津贴": "津贴|补[贴助]",
    "工资": "工资|薪|报酬|收入|计酬",
    "租金": "租",
    **dict.fromkeys(("补贴", "补助", "奖金", "奖励"), "补(?![充短齐缴])|津贴|资助|奖"),
}
_OF_WHAT = (
    "总?额|标准|最[高低多少]|每[人月年天日亩户吨]|一个?[月年天次]"
    "|[按能可得给领拿发交收是为有要应该]"
)
_SUM_OF = regex(rf"多少(?:钱|元)?的?({'|'.join(_SUMS)})|({'|'.join(_SUMS)})(?:{_OF_WHAT})*多少")
# A fine is no price or wage, unless what is asked has to do with doing wrong.
_FINE = regex("处[^。;]{0,60}罚款|罚款[^。;]{0,20}元")
_IS_NO_FINE = regex(
    "^(?!.*(?:罚|赔|违|处分|拖欠|[不没未][交缴付给发办]|逾期|骗|偷|伪造|挪用|多收|克扣|倒卖)).*"
    "(?:工资|薪|报酬|补[贴助]|奖[金励]|津贴|(?:管理|服务|手续|登记|报名)费|价|租金|押金|成本|一[箱斤吨瓶张]多少钱)"
)
_DIGITS = regex(r"\d{3,}(?!\d*年)")
_ORDINAL = regex(rf"第\s*(?:\d+|{NUMERAL}+)|\((?:\d{{1,2}}|{NUMERAL}{{1,3}})\)")
_MOST_OF_IT = 0.4  # of the pairs of a quotation
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭马罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟"
    "汪姜谭廖邹熊陆郝孔崔邱秦侯邵孟尹黎乔赖龚习闻阮舒祁骆柴裴翁柯姚尤倪严华齐欧游"
)
_LIKE_WORDS = "高何许程余田任范方石金白康毛江史顾万雷钱汤易常武贺文温段章屈龙于安"
_COUNTERS = regex(
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十],|\([一二三四五六七八九\d]+\)|[①-⑩]"
)
_QUOTED = regex(
    '[“"]([^”"]{2,20})[”"][^,。;]{0,4}(?:具体|分别|包括|指|是|有[哪什]|分为|涵盖|选定|哪)'
)
_LISTED = "[^。;,:]{0,9}(?:[:是为即有—]|包括|,[^。;,]{0,6}(?:[是即:]|包括))"
_BETWEEN = regex("[、和与及]|以及|或者")
_EACH_OF = regex("哪(?:[二两三四五六七八九十]{1,3}|几)个?([\u4e00-\u9fff]{2,4})\\W*$")
_NAME = rf"[{_SURNAMES}](?![委务])[\u4e00-\u9fff]{{1,2}}"
_OFFICE = (
    "书记|主席(?!团)|主任|总理|总裁|经理|[省市县区州部局院校厅处科会组队行社馆所]长|教授|院士|代表人?|负责人"
    "|姓名"
)
# A name stands beside an office, or does what persons do. Many names begin like words (文化, 高校):
# these only where nothing else is called so.
_PERSON = regex(
    rf"(?:{_OFFICE})(?:[是为由:]|包括)?{_NAME}(?![会院部区])"
    rf"|{_NAME}(?=同志|书记|主席(?!团)|总理|总书记|先生|女士|教授|院士|担?任|当选|主持|出席|代表|为|作(?:了|的|报告|重要|说明))"
    rf"|(?:[{_LIKE_WORDS}][\u4e00-\u9fff]{{1,2}})(?=同志|先生|女士)|姓名[:为是][{_LIKE_WORDS}]"
    r"|[A-Za-z]+·[A-Za-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]"
)
_CITIES = regex(
    CITY.pattern
    + "|(?![全上都城各本我强县州股夜超范])[\u4e00-\u9fff]市(?![场民县州域政区委直圈公])"
    "|(?![神各九全])[\u4e00-\u9fff]州"
)
# 浙川, 京津冀: short names stand beside others.
_PROVINCES = regex(PROVINCE.pattern + "|[京津冀沪渝晋辽苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘]{2,}")
_COUNTIES = "[\u4e00-\u9fff](?<![社新园乡村城各本该小古全强大省市郡])[县镇](?![域级区化村乡])"
_HELD = regex("哪[^,。?]{0,8}(?:召开|举行|举办)|会[^,。?]*哪[^,。?]{0,4}开的")
_HELD_AT = regex(
    "[在于][^,。;:]{1,20}?(?:召开|举行|举办)|地点[^,。;]{1,20}|[^,。;]{1,12}(?:承办|举办)(?!地点)"
)
_NAMED_PLACES = {
    "": regex(
        f"{_CITIES.pattern}|{_PROVINCES.pattern}|{_COUNTIES}|[\u4e00-\u9fff]{{2}}新区|所在地"
    ),
    "市县": regex(f"{_CITIES.pattern}|[\u4e00-\u9fff]县"),
    "市": _CITIES,
    "城市": _CITIES,
    "省": _PROVINCES,
    "省份": _PROVINCES,
}
_SOME_OFFICE = (
    "部门|机关|机构|委员会|[常监管居村]委会|人大(?![学约幅])|国务院|国库|海关|政府|公安|法院|检察院"
    "|[公登派]\\w{0,2}[处所]|办事处|办公室|信办|监会|小组|[总支大]队|工会|妇联|残联|党委"
    "|[^格布全大结骗开好变僵残破]局(?![面部势限])|(?<![展客歌])厅|署(?!名)|委(?![员托派以任屈])"
    "|(?<![全内外东西南北中干局底总头一乐])部(?![分署队位长件门落])"
)
_SOME_BODY = f"{_SOME_OFFICE}|单位|组织|协会|联合会|银行|公司|企业|中心|学校|医院"
_COMMON_COUNTIES = regex(
    "(?:试点|示范|先行|重点|帮扶|欠发达|贫困|脱贫|民族|百强|中心|特色|美丽|卫星|城关|[强大小穷各全本新老强])[县镇乡]"
)
# Areas of a kind, which are no names of districts.
_COMMON_AREAS = regex(
    "(?:社|地|景|园|城|郊|山|林|牧|灾|片|辖|校|厂|小|战|库|湖|示范|先行|试验|保护|功能|经济|合作|集聚"
    "|核心|中心|产业|自贸|贸易|法务|度假|丘陵|自治|行政|分)区"
)
# Of organisations: how names end, and what stands before these words without being a name.
_ENDS_OF_NAMES = {
    "": "集团",
    "企业": "银行|厂",
    "大学": "大学|学院",
    "高校": "大学|学院",
    "高职": "学院|学校",
    "院校": "大学|学院|学校",
    "学校": "[中小大]学|学院",
}
_NO_NAME = (
    "(?<!公立|民营|私立|国有|国央|中央|地方|外资|外商|龙头|骨干|中小|小微|上市|科技|专科|综合|定点"
    "|高等|职业|普通|重点|有关|相关)(?<![级类型各本该等军头所家])"
)
_PAPERS = regex(
    "(?<![进新原建型合])材料|资料(?!库)|证[件明书](?!券)|凭证|票据|单据|复印件|清单|执照|[^,。;]{2}证(?![实据券监])|户口[簿本]"
    "|[凭持][^,。;]{1,14}(?:标志|卡|票|簿)|合同|协议|声明|书面|申请表|登记表|[申请报通登告建定决承意见明任证]书(?![记院香籍写法])"
)
_APPOINTS = regex(
    "任命|任免|提名|选举|选[出任]|推[选举]|聘[任请用]|委[任派]|指[定派]|决定|产生|罢免"
)
# Who holds a post, where it is not asked who puts them there.
_HOLDS = regex(f"{_APPOINTS.pattern}|担任|[兼出]任|由[^,。;]{{1,60}}组成")
_ASKS_WHO_HOLDS = regex("谁(?:来)?(?:担任|兼任|出任|当|做)")
# Whoever is in the chair may be a body.
_IN_THE_CHAIR = regex(r"谁(?:来|在会上)?主持|\bwho (?:chaired|presided|hosted)\b")
_CHAIRED = regex("由[^,。;]{2,20}主持")
_OFFICIAL_NUMBER = regex(r"[〔\[(]\d{4}[〕\])]\d+号|第\d+号")
_LASTS = ("年", "个月", "月", "周", "天", "日", "工作日", "小时", "长")
# How else a quantity may be told: as a share of all, as much again.
_OTHERWISE = {
    **dict.fromkeys(_LASTS, f"|半个?[年月天]|当[日天场]|{_LASTS_UNTIL}"),
    **dict.fromkeys(
        ("人", "名", "位"),
        rf"|分之|[半多]数|\d%|\d/\d|{NUMERAL}+个以[上下]的?(?:个人|会员|股东|发起人)",
    ),
    "长": f"|半个?[年月天]|终身|永久|{_LASTS_UNTIL}",
    "倍": "|[双加]倍|%|百分之",
}
# Points in time, which last no so many days or years.
_DATED = regex(
    rf"{NUMERAL}{{4}}年度?(?:{NUMERAL}{{1,3}}月(?:份|{NUMERAL}{{1,3}}日)?)?|{NUMERAL}{{1,3}}月{NUMERAL}{{1,3}}日"
)
# What may stand for a unit that a question names.
_SAME_UNIT = {
    "人": f"人|名|位|个?女?(?:{PEOPLE}|子女)",
    "名": f"名|人|位|个?女?(?:{PEOPLE}|子女)",
    "位": "位|人|名",
    "年": "周?年|个?月",
    **dict.fromkeys(("个月", "月"), "个?月|周?年|[日天]|周"),
    "周": "周|星期|[日天]|个?月",
    **dict.fromkeys(("天", "日", "工作日"), "[日天]|个?工作日|周|星期|个?月|小时"),
    "小时": "小时|[日天]|个?工作日|分钟|学时",
    "岁": "周?岁",
    "周岁": "周?岁",
    "家": "家|户",
    "户": "户|家",
    "长": "公里|千米|米|里|[年月周天日]|个月|个?工作日|季度|小时|分钟|学时",
    "平方米": "平方米|平方公里|公顷|亩",
    "起": "(?<!一)起",
    "美元": "美[元金]",
    "斤": "公?斤|千克|吨",
    "套": "套|户|间",
    "件": "件|起|宗|项|部|个|份|条|例",
    "台": "台|辆|部|架|套",
    "千瓦": "[千兆吉]瓦",
    **dict.fromkeys(("学时", "课时"), "[学课]时|小时"),
}


def gives(wanted: Expected, text: str) -> bool:
    """Whether `text` (its search copy) holds something of the kind."""
    return _GIVES[wanted.kind](wanted, _SPACED.sub("", text))


def _new(pattern: re.Pattern[str], wanted: Expected, text: str) -> bool:
    """Whether something in `text` fits that does not stand in the question itself."""
    return any(match.group() not in wanted.asked for match in pattern.finditer(text))


def _gives_quantity(wanted: Expected, text: str) -> bool:
    if not wanted.unit:
        return _new(_ANY_QUANTITY, wanted, text)
    if wanted.unit == "%":
        return re.search(r"\d\s*%|百分之|[一二两三四五六七八九]成|\d[.:]\d", text) is not None
    units = _SAME_UNIT.get(wanted.unit, re.escape(wanted.unit))
    text = _DATED.sub(" ", text) if wanted.unit in _LASTS else text
    # Possessive, and begun where figures begin: else a long row of them would take forever.
    pattern = (
        rf"(?:(?<!\d)\d[\d.,]*+\s*[余多]?{NUMERAL}*"
        rf"|(?<!{NUMERAL}){NUMERAL}+(?:(?:\s+|\s*[余多]){NUMERAL}*)?)(?:{units})"
    )
    of_women = wanted.unit in ("人", "名", "位") and _OF_WOMEN.search(wanted.asked)
    if of_women and not re.search("[女妇]", text):
        return False  # so many of all are not so many women
    text = of_those_counted(wanted, text)
    pattern += _OTHERWISE.get(wanted.unit, "")
    return _new(re.compile(pattern), wanted, text)


def _gives_money(wanted: Expected, text: str) -> bool:
    sum_of = _SUM_OF.search(wanted.asked)
    if sum_of and not re.search(_SUMS[sum_of[1] or sum_of[2]], text):
        return False
    text = _FINE.sub(" ", text) if _IS_NO_FINE.search(wanted.asked) else text
    return _new(_SUM, wanted, text)


def _gives_date(wanted: Expected, text: str) -> bool:
    return _new(_DATE, wanted, _of_the_act(wanted, text))


def _of_the_act(wanted: Expected, text: str) -> str:
    """A text, if it speaks of what was done to a law that is asked about: when it takes effect says
    nothing of when it was amended.
    """
    acts = [told for asked, told in _ACTS.items() if re.search(asked, wanted.asked)]
    return text if all(re.search(told, text) for told in acts) else ""


def _gives_time(wanted: Expected, text: str) -> bool:
    text = _of_the_act(wanted, text)
    if wanted.unit == "点":
        return _CLOCK.search(text) is not None
    if _new(_DATE, wanted, text) or _new(_PERIOD, wanted, text):
        return True
    if _HOW_OFTEN.search(wanted.asked):
        return _OFTEN.search(text) is not None
    return bool(_IS_SO_WHEN.search(wanted.asked) and _CONDITION.search(text))


def _gives_organisation(wanted: Expected, text: str) -> bool:
    """Something of the kind, or a company, has a name, which 民营企业 and 二级医院 are not."""
    ends = _ENDS_OF_NAMES.get(wanted.unit, wanted.unit)
    named = re.compile(rf"[\u4e00-\u9fff]{{2}}{_NO_NAME}(?:{ends}|公司|集团)")
    return _new(named, wanted, text)


def _gives_place(wanted: Expected, text: str) -> bool:
    if _HELD.search(wanted.asked):  # else any place would do that is spoken of beside a meeting
        text = " ".join(_HELD_AT.findall(text))
    if wanted.unit in _NAMED_PLACES:
        return _new(_NAMED_PLACES[wanted.unit], wanted, text)
    # Where a name begins is not marked, so its end says whether it is the question's own.
    common = _COMMON_AREAS if wanted.unit == "区" else _COMMON_COUNTIES
    named = common.sub(" ", text)
    return _new(re.compile(rf"[\u4e00-\u9fff]{wanted.unit}(?!域|间|划|分|别|级|民)"), wanted, named)


def _gives_list(wanted: Expected, text: str) -> bool:
    """So many things are counted off, stand one after the other between commas, or begin alike; if
    what they are is quoted (“五纵五横”分别是哪几条河), a text that holds this name says so at it.
    """
    quoted = _QUOTED.search(wanted.asked)
    if quoted and quoted[1] in text:
        return _lists_named(wanted, quoted[1], text)
    if len(_COUNTERS.findall(text)) >= 2:
        return True
    for sentence in re.split("[。;!?]", text):
        parts = sentence.split(",")
        items = max(len(_BETWEEN.findall(part)) + 1 for part in parts)
        alike = max(Counter(part[:2] for part in parts).values())
        if max(items, alike) >= wanted.count or (wanted.count == 2 and len(parts) > 1):
            return True
    return False


def _lists_named(wanted: Expected, name: str, text: str) -> bool:
    """Whether a text says behind or before a name what it stands for, or names so many things of
    the kind that is asked for beside it (A机场与B机场“两场一体”: 哪两个机场).
    """
    quoted = re.escape(name)
    if re.search(rf"{quoted}{_LISTED}|等[^,。]{{0,9}}{quoted}", text):
        return True
    kind = _EACH_OF.search(wanted.asked)
    if kind is None:
        return False
    beside = [sentence for sentence in re.split("[。;!?]", text) if name in sentence]
    return any(sentence.count(kind[1]) >= wanted.count for sentence in beside)


def _gives_person(wanted: Expected, text: str) -> bool:
    if _IN_THE_CHAIR.search(wanted.asked) and _CHAIRED.search(text):
        return True
    return _new(_PERSON, wanted, text)


def _gives_appointment(wanted: Expected, text: str) -> bool:
    told = _HOLDS if _ASKS_WHO_HOLDS.search(wanted.asked) else _APPOINTS
    return told.search(text) is not None


def _gives_wording(wanted: Expected, text: str) -> bool:
    """Whether a text has most pairs of neighbours of a quotation: people misquote."""
    words, letters = (re.sub(r"[\W_]", "", each) for each in (wanted.unit, text))
    pairs = [first + second for first, second in pairwise(words)]
    return sum(pair in letters for pair in pairs) >= _MOST_OF_IT * len(pairs)


_GIVES: dict[str, Callable[[Expected, str], bool]] = {
    "date": _gives_date,
    "time": _gives_time,
    "money": _gives_money,
    "number to call": lambda wanted, text: _new(_DIGITS, wanted, text),
    "ordinal": lambda wanted, text: _new(_ORDINAL, wanted, text),
    "body": lambda wanted, text: bool(re.search(_SOME_OFFICE if wanted.unit else _SOME_BODY, text)),
    "organisation": _gives_organisation,
    "reason": lambda _, text: _REASON.search(text) is not None,
    "person": _gives_person,
    "appointment": _gives_appointment,
    "papers": lambda _, text: _PAPERS.search(text) is not None,
    "document number": lambda wanted, text: _new(_OFFICIAL_NUMBER, wanted, text),
    "place": _gives_place,
    "quantity": _gives_quantity,
    "list": _gives_list,
    "wording": _gives_wording,
}
