"""What kind of answer a question wants, and whether a sentence can give it. Pure.

The right topic is not yet an answer: what a railway costs (川藏铁路投资多少亿元) is not answered
by a sentence about that railway without an amount. Only what can be read off the words is judged:
dates, quantities, sums of money, ordinals, names of persons and organisations, places, bodies in
charge, lists of so many things, why this one, and the numbers of documents and telephones.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from index.numerals import to_int
from qa.place_names import CITY, PROVINCE

__all__ = ["Expected", "expected", "gives"]

_NUMERAL = r"[\d〇零一二三四五六七八九十百千万亿两]"
_UNITS = (  # of amounts in thousands or millions too: 亿元 is 亿 and 元
    "元|公里|千米|立方米|平方米|平方公里|米|公顷|亩|吨|公斤|人次|人|名|位|年|个月|月"
    "|工作日|日|天|小时|分钟|周岁|岁|家|户|个|项|条|种|间|座|所|票|列|辆|艘|次|度|倍|%"
)
# Not 十几里, 几十户, 近几年, 好几次: some, not how many. Nor 几桩什么事, which asks what they are.
_SEVERAL = (
    "(?<![十百千万哪好这那近没])(?<!今后)(?<!前(?=几年))几"
    "(?![十百千万]|年[间来]|[桩件类项个种点条]什么)"
)
_HOW_MANY = f"多少|{_SEVERAL}"
# Where something else is asked, 几 is some, too: 买了几条鱼想放生，可以吗.
_ASKS_ELSE = re.compile(
    "[吗咋]|怎么|怎样|如何|什么|为何|能不能|可不可以|会不会|要不要|用不用|是不是|有没有|算不算|行不行|能否|是否"
)
_QUANTITY = re.compile(
    rf"(?:{_HOW_MANY})(?:个(?!月))?[十百千万亿]*(?P<unit>{_UNITS})?"
    r"|多大|多长|多高|多远|百分之几"
    r"|\bhow (?:many|much|long|far|large|big)\b"
    r"|\bwhat (?:is|was|are) the (?:total )?(?:budget|cost|price|population|area|length)\b"
)
_PEOPLE = (
    "干部|女性|妇女|男性|学生|老人|党员|职工|工人|农民|教师|老师|医生|孩子|代表|委员|专家|人才"
    "|志愿者|群众|居民|游客|旅客|村民|移民|人员"
)
_OF_WOMEN = re.compile(
    rf"女(?:性|的|同志|委员|干部|代表|党员)|(?:{_HOW_MANY})[名位个]?女(?![儿方])"
)
_HOW_MANY_PEOPLE = re.compile(
    rf"(?:{_HOW_MANY})[名位个]?女?(?:{_PEOPLE})(?![^,。?]{{0,4}}(?:同意|出席|联名|表决|参加))"
)
# 多少天退押金 asks for days.
_NOT_COUNTED = f"(?![十百千万亿]*(?:{_UNITS.removeprefix('元|')}))"
_MONEY = re.compile(
    r"多少钱|几块钱|罚多少|赔多少"
    rf"|多少{_NOT_COUNTED}(?:(?![要才就])[\u4e00-\u9fff]){{0,2}}(?:补贴|补助|奖金|奖励|报酬|费用?|贷款|赔偿"
    r"|罚款|滞纳金|工资|租金|押金|经费|资金|投资|津贴|[抚赡]\w金|保证金|税)(?![收务率人员户名项])"
    r"|(?:补贴|补助|奖金|报酬|费用?|价格|预算|罚款|滞纳金|工资|租金|押金|(?:投资|经费|资金|产值)(?!.*元))"
    rf"(?:总?额|标准)?(?:是|为|有|要)?多少{_NOT_COUNTED}"
    r"|[补贴奖罚发领给交收缴][\u4e00-\u9fff]{0,2}几[十百千万]+(?:元|块钱?)\W*$"
    r"|^(?!.*(?:谁|怎|如何|由|制定|确定|提高|调整|完善|健全)).*"
    r"(?:发放|补助|补贴|缴费|收费|优待金|救助|低保|奖励|赔偿|抚恤金)的?标准\W*$"
)
# Whose names end in what they are: 哪家医院, 哪所大学. Not 哪些企业, which asks for conditions.
_ORGANISATION = re.compile(
    r"(?<![去到在上找论管任便])哪(?:一|几)?家(公司|企业|银行|医院|宾馆|酒店|饭店)"
    r"|(?:设|建|放|定|召?开)在哪(?:一|几)?家(医院|宾馆|酒店|饭店|企业|公司)"
    r"|哪(?:一|几)?[家个](宾馆|酒店|饭店|会议中心)(?=召开|举[行办]|开)|哪(?:一|几)?家单位(?:承建|施工|中标|设计|承办|开发)"
    r"|(?<![去到在上找论管任便])哪(?:一|几)?所(大学|高校|高职|院校|学校|学院)"
)
# What is built or held; not where to go (去哪里办) or where it may be, which offices and conditions
# answer.
_WHERE = re.compile(
    r"^(?!.*(?:应|该|可以|能|要|户口|股东|听证)).*(?:(?:选址在?|坐落[在于]?|位于|落户[在于到]?|[建盖]在)"
    r"哪(?![个家所座些])|在哪(?:里|儿)?(?:召开|举行|举办|开的))"
)
# Why this one and no other (为什么选遂宁). Other reasons are often given without a word for it.
_WHY_THIS = re.compile(
    "为(?:什么|何|啥)(?:(?:要|会|就|偏偏?)?(?:选(?![举择民票拔用])|挑(?![战重])|定在|放在(?!第|首|核心|突出|优先)|设在|落在)|(?:没有?|不)(?:把|选))"
)
_REASON = re.compile(
    "因[为其此]|原因|由于|鉴于|为了|以便|便于|(?<!不)利于|有助于|所以|旨在|基于|考虑到|目的(?!地)"
)
_NUMBER_TO_CALL = re.compile(
    r"(?:电话|热线|手机)(?:号码|号)?(?:是|为|打)?(?:多少|几号|哪个)|电话号码"
)
_WHICH = re.compile("第几")
_SHARE = re.compile(
    rf"(?:率|比例|比重|占比|份额|增速|涨幅|增长目标)[^,。?]{{0,8}}(?:{_HOW_MANY}|多高)|百分之几|几成"
)
_DAY = re.compile(
    r"什么时间|哪一?年|(?<!到)哪一?天|哪几天|哪一?日|几月|几号|哪个月"
    r"|\b(?:what|which) (?:year|date|day)\b"
)
# Counted from something, which is no date: 从哪天算起, 自用工之日.
_FROM_DAY = re.compile("[从自]哪一?[天日]|哪一?[天日](?:起|开始|算)")
_WHEN = re.compile(
    r"什么时候|啥时候|何时|多久|多长时间|到哪一?天|\bwhen\b|\bhow long (?:does|do|did|will|can)\b"
)
# Not every 谁: laws are asked who must do something, and answer with a body or a condition.
_WHO = re.compile(
    r"(?:书记|主席|主任|总理|总裁|经理|[省市县区州部局院校厅处科会组事队]长|领导|负责人|发言人|作者|创始人)"
    r"(?:(?:是|叫)谁|谁\W*$)|(?:递补|增补|当选|选举|选出|推选|任命)(?:了|的(?:是|有)?)谁"
    r"|(?:书记|主席|主任|组长)由谁(?:来)?(?:担任|出任|当)|是哪一?位(?!数)|(?<!的)哪一?位领导|是谁(?:就|在会|主持|作[了的]|宣读)"
    r"|^谁(?:在|作|做|主持|代表)|(?:叫|是)什么名字|姓名(?:是(?!否|不是)|叫)"
    r"|\bwho (?:gave|made|chaired|delivered|hosted|presided)\b"
    r"|\bwho (?:is|was) the (?:\w+ ){0,3}(?:secretary|governor|mayor|chair|chairman|president"
    r"|premier|minister|director|head|leader|speaker|author|founder)\b"
)
# Not aspects and conditions (哪三个方面, 哪几种情况), each of which may have a sentence of its own,
# nor what is a place, a body, a time or an organisation.
_LIST = re.compile(
    r"(?:分别|具体|都|各)(?:是|指|有|包括)(?:什么|哪(?![个一]))"
    r"|哪[二三四五六七八九十]{1,3}(?![二三四五六七八九十]|个?方面|类人|种情)[\u4e00-\u9fff]"
    r"|[”\"](?:包括|指的是|是指|分为|涵盖)哪"
    r"|哪几(?!个?(?:省|市|区|县|镇|乡|村|州|城市|地|部门|机关|单位|机构|方面|类人|种情)|[天日年月周次家所位座点])"
)
_SO_MANY = re.compile("(?:什么|哪)([二三四五六七八九十]{1,3})")
# A kind of place whose names end in its own name: 哪个区, 哪座城市. Not 哪个国家 (日本, 新加坡),
# nor what is of a kind of place (哪些城市更新任务).
_PLACE = re.compile(
    r"哪(?:一|几)?个?座?(省份?|城市|市|区|县|镇|乡|村|州)(?!别|分|域|级|民)"
    r"|哪些(?:(市县)|(省份?|城市|县)(?=[有在是能开搞试供]|\W*$))"
)
# A few words, the last of which is a measure: 西渝高铁 设计时速. Not what is done about it.
_MEASURE = re.compile(
    "^(?!.*(?:什么|如何|怎|谁|何|哪|否|吗|呢|不(?!动产)|要求|稳定|提高|降低|控制|调整|完善))[^,。?]{2,14}"
    "(?:时速|储量|数量|面积|长度|里程|产量|产值|投资额|人数|户数|涨幅|增幅|占比|票价|门票|总额"
    r"|(?:总|常住|户籍)人口|限额|单价|利率|税率)\W*$"
)
_LONG = re.compile("(?:有|全长)多长(?!时间)|全长是?多少(?!公里|千米|米)")
_MOMENT = re.compile(
    r"^(?!.*(?:延长|错时|推迟|合同)).*(?:举办|召开|开工|通车|建成|完工|开放|发布|施行|实施|截止|生效)(?:时间|日期)\W*$"
)
_YES_OR_NO = re.compile(r"[吗么]\W*$")
_BODY = re.compile(
    "(?:哪(?:一|几|两)?[个家级]?|哪些|(?<![为凭])什么)(?:(部门|机关)|单位|机构)"
    "(?!改革|规章|犯罪)|哪(?:一个|个)([厅局委部处办])(?![门位分件长理罚置托员法事])"
)
_DOCUMENT_NUMBER = re.compile(r"文号|发文字号|发文号|第几号文")

_DATE = re.compile(
    rf"{_NUMERAL}{{2,4}}年(?!行动|计划)|{_NUMERAL}{{1,2}}月|\d{{1,2}}日|世纪|“十{_NUMERAL}五”"
)
# Not 百年, which is an age.
_PERIOD = re.compile(
    rf"(?![百千万]年){_NUMERAL}+个?(?:[年月日天周]|小时|分钟)|[之次前一]日|期间|届满|[春夏秋冬]季|[年月]末|岁"
)
_COUNTED = _UNITS.replace("|年", "") + "|万|亿|大|类|批|级|点|步|区|化|好|纵|横|者|方面|分之|半"
# Not the number of a clause (第十二条, (三)), which every sentence of a law might begin with.
_ANY_QUANTITY = re.compile(
    rf"(?<![第\d.,])\d[\d.,]*(?![\d.,]*[年条)])|百分之|(?<![第(]|{_NUMERAL}){_NUMERAL}+[余多]?(?:{_COUNTED})|[ivx]+类"
    rf"|[万千]分之|[一二三四五六七八九]成(?![不就立果员])|{_NUMERAL}比{_NUMERAL}|税率为零|零税率"
    rf"|(?<![第(]|{_NUMERAL})[一二两三四五六七八九十百]{{1,3}}年(?!代|[\d一二三四五六七八九十]+月)"
)
# What a sum is a share or a multiple of counts as well.
_SUM = re.compile(
    rf"(?:\d[\d.,]*|{_NUMERAL}{{1,12}})\s*[余多]?{_NUMERAL}{{0,4}}(?:元|倍|%|美金|美元|个月[^,。]{{0,8}}工资)|分之|{_NUMERAL}成"
)
_DIGITS = re.compile(r"\d{3,}(?!\d*年)")
_ORDINAL = re.compile(rf"第\s*(?:\d+|{_NUMERAL}+)")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭马罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟"
    "汪姜谭廖邹熊陆郝孔崔邱秦侯邵孟尹黎乔赖龚习闻阮舒祁骆柴裴翁柯姚尤倪严华齐欧游"
)
_LIKE_WORDS = "高何许程余田任范方石金白康毛江史顾万雷钱汤易常武贺文温段章屈龙于安"
_COUNTERS = re.compile(
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十],|\([一二三四五六七八九\d]+\)|[①-⑩]"
)
_QUOTED = re.compile(
    '[“"]([^”"]{2,20})[”"][^,。;]{0,4}(?:具体|分别|包括|指|是|有[哪什]|分为|涵盖|选定|哪)'
)
_LISTED = "[^。;,:]{0,9}(?:[:是为即有—]|包括|,[^。;,]{0,6}(?:[是即:]|包括))"
_BETWEEN = re.compile("[、和与及]|以及|或者")
_NAME = rf"[{_SURNAMES}](?![委务])[\u4e00-\u9fff]{{1,2}}"
_OFFICE = (
    "书记|主席(?!团)|主任|总理|总裁|经理|[省市县区州部局院校厅处科会组队行社馆所]长|教授|院士|代表人?|负责人"
    "|姓名"
)
# A name stands beside an office, or does what persons do. Many names begin like words (文化, 高校):
# these only where nothing else is called so.
_PERSON = re.compile(
    rf"(?:{_OFFICE})(?:[是为由:]|包括)?{_NAME}(?![会院部区])"
    rf"|{_NAME}(?=同志|书记|主席(?!团)|总理|总书记|先生|女士|教授|院士|担?任|当选|主持|出席|代表|为|作(?:了|的|报告|重要|说明))"
    rf"|(?:[{_LIKE_WORDS}][\u4e00-\u9fff]{{1,2}})(?=同志|先生|女士)|姓名[:为是][{_LIKE_WORDS}]"
    r"|[A-Za-z]+·[A-Za-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]"
)
_CITIES = re.compile(
    CITY.pattern
    + "|(?![全上都城各本我强县州股夜超范])[\u4e00-\u9fff]市(?![场民县州域政区委直圈公])"
    "|(?![神各九全])[\u4e00-\u9fff]州"
)
# 浙川, 京津冀: short names stand beside others.
_PROVINCES = re.compile(
    PROVINCE.pattern + "|[京津冀沪渝晋辽苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘]{2,}"
)
_COUNTIES = "[\u4e00-\u9fff](?<![社新园乡村城各本该小古全强大省市郡])[县镇](?![域级区化村乡])"
_HELD = re.compile("哪[^,。?]{0,8}(?:召开|举行|举办)|会[^,。?]*哪[^,。?]{0,4}开的")
_HELD_AT = re.compile(
    "[在于][^,。;:]{1,20}?(?:召开|举行|举办)|地点[^,。;]{1,20}|[^,。;]{1,12}(?:承办|举办)(?!地点)"
)
_NAMED_PLACES = {
    "": re.compile(
        f"{_CITIES.pattern}|{_PROVINCES.pattern}|{_COUNTIES}|[\u4e00-\u9fff]{{2}}新区|所在地"
    ),
    "市县": re.compile(f"{_CITIES.pattern}|[\u4e00-\u9fff]县"),
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
_COMMON_COUNTIES = re.compile(
    "(?:试点|示范|先行|重点|帮扶|欠发达|贫困|脱贫|民族|百强|中心|特色|美丽|卫星|城关|[强大小穷各全本新老强])[县镇乡]"
)
# Areas of a kind, which are no names of districts.
_COMMON_AREAS = re.compile(
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
_OFFICIAL_NUMBER = re.compile(r"[〔\[(]\d{4}[〕\])]\d+号|第\d+号")
# What may stand for a unit that a question names.
_SAME_UNIT = {
    "人": f"人|名|位|个?女?(?:{_PEOPLE}|子女)",
    "名": f"名|人|位|个?女?(?:{_PEOPLE}|子女)",
    "位": "位|人|名",
    "天": "天|日|个?工作日",
    "日": "日|天|个?工作日",
    "工作日": "个?工作日|日|天",
    "岁": "周?岁",
    "周岁": "周?岁",
    "家": "家|户",
    "户": "户|家",
    "月": "个月|月",
    "长": "公里|千米|米|里|[年月周天日]|个月|个?工作日|季度|小时|分钟|学时",
    "平方米": "平方米|平方公里|公顷|亩",
}
_VAGUE = {"种", "间", "个", "项", "条", "次", "度", "所"}


# Patterns, kinds and units, in the order in which they are looked for.
_ASKED = (
    (_DOCUMENT_NUMBER, "document number", ""),
    (_LIST, "list", ""),
    (_FROM_DAY, "time", ""),
    (_DAY, "date", ""),
    (_WHEN, "time", ""),
    (_WHICH, "ordinal", ""),
    (_SHARE, "quantity", "%"),
    (_NUMBER_TO_CALL, "number to call", ""),
    (_MONEY, "money", ""),
    (_LONG, "quantity", "长"),
    (_MOMENT, "time", ""),
    (_MEASURE, "quantity", ""),
)
# Those that no question of yes or no asks for; the pattern's group is the unit.
_ASKED_OPENLY = (
    (_PLACE, "place"),
    (_ORGANISATION, "organisation"),
    (_BODY, "body"),
    (_WHERE, "place"),
    (_WHY_THIS, "reason"),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """`kind`: what is asked for; `unit`: the unit a quantity is asked in (长 for how long), or the
    kind of place, body or organisation, "" if any will do; `count`: how many things a list should
    have, at least 2; `asked`: the question, since what stands in it is no answer to it.
    """

    kind: str
    unit: str = ""
    count: int = 2
    asked: str = field(default="", compare=False)


def expected(search: str) -> Expected | None:
    """What a question (its search copy) asks for, if it is one of the kinds known here."""
    for pattern, kind, unit in _ASKED:
        if pattern.search(search):
            so_many = _SO_MANY.search(search) if kind == "list" else None
            count = (so_many and to_int(so_many[1])) or 2
            return Expected(kind, unit, count, asked=search)
    match = _QUANTITY.search(search)
    if match and not (match.group().startswith("几") and _ASKS_ELSE.search(search)):
        unit = "人" if _HOW_MANY_PEOPLE.search(search) else match["unit"] or ""
        return Expected("quantity", "" if unit in _VAGUE else unit, asked=search)
    for pattern, kind in () if _YES_OR_NO.search(search) else _ASKED_OPENLY:
        if match := pattern.search(search):
            return Expected(kind, next(filter(None, match.groups()), ""), asked=search)
    return Expected("person", asked=search) if _WHO.search(search) else None


def gives(wanted: Expected, text: str) -> bool:
    """Whether `text` (its search copy) holds something of the kind."""
    return _GIVES[wanted.kind](wanted, text)


def _new(pattern: re.Pattern[str], wanted: Expected, text: str) -> bool:
    """Whether something in `text` fits that does not stand in the question itself."""
    return any(match.group() not in wanted.asked for match in pattern.finditer(text))


def _gives_quantity(wanted: Expected, text: str) -> bool:
    if not wanted.unit:
        return _new(_ANY_QUANTITY, wanted, text)
    if wanted.unit == "%":
        return re.search(r"\d\s*%|百分之|[一二两三四五六七八九]成|\d[.:]\d", text) is not None
    units = _SAME_UNIT.get(wanted.unit, re.escape(wanted.unit))
    pattern = rf"(?:\d[\d.,]*|{_NUMERAL}+)\s*[余多]?{_NUMERAL}*(?:{units})"
    if wanted.unit in ("人", "名", "位"):
        if _OF_WOMEN.search(wanted.asked) and not re.search("[女妇]", text):
            return False  # so many of all are not so many women
        pattern += r"|分之|半数|\d%"  # as many as a share of all
    return _new(re.compile(pattern), wanted, text)


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
        name = re.escape(quoted[1])
        return re.search(rf"{name}{_LISTED}|等[^,。]{{0,9}}{name}", text) is not None
    if len(_COUNTERS.findall(text)) >= 2:
        return True
    for sentence in re.split("[。;!?]", text):
        parts = sentence.split(",")
        items = max(len(_BETWEEN.findall(part)) + 1 for part in parts)
        alike = max(Counter(part[:2] for part in parts).values())
        if max(items, alike) >= wanted.count or (wanted.count == 2 and len(parts) > 1):
            return True
    return False


_GIVES: dict[str, Callable[[Expected, str], bool]] = {
    "date": lambda wanted, text: _new(_DATE, wanted, text),
    "time": lambda wanted, text: _new(_DATE, wanted, text) or _new(_PERIOD, wanted, text),
    "money": lambda wanted, text: _new(_SUM, wanted, text),
    "number to call": lambda wanted, text: _new(_DIGITS, wanted, text),
    "ordinal": lambda wanted, text: _new(_ORDINAL, wanted, text),
    "body": lambda wanted, text: bool(re.search(_SOME_OFFICE if wanted.unit else _SOME_BODY, text)),
    "organisation": _gives_organisation,
    "reason": lambda _, text: _REASON.search(text) is not None,
    "person": lambda wanted, text: _new(_PERSON, wanted, text),
    "document number": lambda wanted, text: _new(_OFFICIAL_NUMBER, wanted, text),
    "place": _gives_place,
    "quantity": _gives_quantity,
    "list": _gives_list,
}
