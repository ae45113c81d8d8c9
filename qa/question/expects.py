"""What kind of answer a question wants (whether a sentence can give it: `qa.ranking.gives`). Pure.

The right topic is not yet an answer: what a railway costs (川藏铁路投资多少亿元) is not answered
by a sentence about that railway without an amount. Only what can be read off the words is judged:
dates, quantities, sums of money, ordinals, names of persons and organisations, places, bodies in
charge, lists of so many things, why this one, papers to hand in, words that are quoted, and the
numbers of documents and telephones.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from index.numerals import to_int
from index.patterns import regex
from qa.question.asking import is_asked
from qa.question.frames import without_frame

__all__ = ["HOW_MANY", "NUMERAL", "PEOPLE", "UNITS", "Expected", "expected"]

NUMERAL = r"[\d〇○零一二三四五六七八九十百千万亿两]"
UNITS = (  # of amounts in thousands or millions too: 亿元 is 亿 and 元
    "元|公里|千米|厘米|毫米|立方米|平方米|平方公里|米|公顷|亩|吨|公斤|千克|毫克|克|毫升|升|人次|人|名|位"
    "|年|个月|月|工作日|日|天|小时|分钟|周岁|岁|家|户|个|项|条|种|间|座|所|票|列|辆|艘|次|度|倍|%"
    "|份|只|头|场|(?<!一)起"
)
# Which, unlike those, count no more than what is asked for in them.
_FURTHER_UNITS = "美元|欧元|港元|港币|日元|英镑|斤|套|件|台(?![胞风湾商阶])|分贝|千瓦|学时|课时"
# Not 十几里, 几十户, 近几年, 好几次: some, not how many. Nor 几桩什么事, which asks what they are.
_SEVERAL = (
    "(?<![十百千万哪好这那近没第])(?<!今后)(?<!过去)(?<!前(?=几年))(?<!^[前早头])(?<![,。?!;][前早头])几"
    "(?![十百千万时]|年[间来]|[桩件类项个种点条]什么)"
)
HOW_MANY = f"多少|{_SEVERAL}"
# Where something else is asked, 几 is some, too: 买了几条鱼想放生，可以吗.
_ASKS_ELSE = regex(
    "[吗咋啥谁]|还是|([\u4e00-\u9fff])不\\1|[能可行算给该用要]不\\W*$|怎么|怎样|如何|什么|为何|能不能|可不可以|会不会|要不要|用不用|是不是|有没有|算不算|行不行|能否|是否"
)
_ASKS_WHICH = regex("哪|谁|怎|如何|什么|啥")
_ASKS_NOTHING_ELSE = regex(rf"(?:{HOW_MANY})[^,]{{0,4}}$|哪|有几|共几|分几|[是要交罚判]几")
_QUANTITY = regex(
    rf"(?:{HOW_MANY})(?:个(?!月))?[十百千万亿]*(?P<unit>{UNITS}|{_FURTHER_UNITS})?"
    r"|多大(?!的?(?:把握|可能|程度|关系|影响|作用|力度|责任|权[力限]|意义|好处|问题|区别|差别))(?P<age>岁数|年[纪龄])?|(?P<length>多长)|多高|多远|百分之几"
    r"|(?<!matter )(?<!by )\bhow (?:many|much|far|large|big|(?P<long>long)(?!-| term))\b"
    r"(?: (?P<english>years old|years|months|weeks|days|hours)\b(?!['’]))?"
    r"|\bwhat (?:is|was|are) the (?:total )?(?:budget|cost|price|population|area|length)"
    r"(?=\W*$| (?:of|for)\b)"
)
# What is told and not asked: how much was not written down, or whoever decides how much.
_TOLD = regex(
    r"(?:(?<!有)没有?(?:写|说|讲|标|约定|规定|谈|卖|赚|挣|花)|不管|不论|无论|谈不拢)[^,。;?!]{0,8}?"
    rf"(?:{HOW_MANY}|多[久长]|什么时候|啥时候|哪一?天)[^,。;?!]{{0,3}}"
    r"|多少(?:钱)?(?=[,、]?(?:[都该由是归]?谁|[要该应当]*(?:怎么|如何|怎样)(?:来?定|确定)))"
    r"|多少[回次遍][了都也]|(?:[谈说讲定约算]好|谈妥|谈拢|商量好|协商好)(?!的)了?[^,。;?!]{0,6}多少"
    r"|多少[^,。;?!]{0,8}[是都][^,。;?!]{1,12}[吗么](?=\W*$)|多少[^,。;?!]{0,3}都(?:随|行|可以|由)"
    r"|没[干做办剩卖挣买见来去说]了?几|[少多丢坏买卖带拿]了几[\u4e00-\u9fff]{1,3}(?=,)"
)
PEOPLE = (
    "干部|女性|妇女|男性|学生|老人|党员|职工|工人|农民|教师|老师|医生|孩子|代表|委员|专家|人才"
    "|志愿者|同志|群众|居民|游客|旅客|村民|移民|人员"
)
_HOW_MANY_PEOPLE = regex(
    rf"(?:{HOW_MANY})[名位个]?女?(?:{PEOPLE})(?![^,。?]{{0,4}}(?:同意|出席|联名|表决|参加))"
)
# 多少天退押金 asks for days.
_NOT_COUNTED = f"(?![十百千万亿]*(?:{UNITS.removeprefix('元|')}))"
_MONEY = regex(
    r"多少钱|几块钱|罚多少|赔多少"
    rf"|多少{_NOT_COUNTED}(?:(?![要才就])[\u4e00-\u9fff]){{0,2}}(?:补贴|补助|奖金|奖励|报酬|费用?|贷款|赔偿"
    r"|罚款|滞纳金|违约金|利息|学费|工资|租金|押金|经费|资金|投资|津贴|[抚赡]\w金|保证金|税)(?![收务率人员户名项])"
    r"|(?:补贴|补助|奖金|报酬|费用?|价格|预算|罚款|滞纳金|工资|租金|押金|(?:投资|经费|资金|产值)(?!.*元))"
    rf"(?:总?额|标准)?(?:是|为|有|要)?多少{_NOT_COUNTED}"
    r"|[补贴奖罚发领给交收缴][\u4e00-\u9fff]{0,2}几[十百千万]+(?:元|块钱?)\W*$"
    r"|^(?!.*(?:谁|怎|如何|由|制定|确定|提高|调整|完善|健全)).*"
    r"(?:发放|补助|补贴|缴费|收费|优待金|救助|低保|奖励|赔偿|抚恤金)的?标准\W*$"
)
# Whose names end in what they are: 哪家医院, 哪所大学. Not 哪些企业, which asks for conditions.
_ORGANISATION = regex(
    r"(?<![去到在上找论管任便])哪(?:一|几)?家(公司|企业|银行|医院|宾馆|酒店|饭店)"
    r"|(?:设|建|放|定|召?开)在哪(?:一|几)?家(医院|宾馆|酒店|饭店|企业|公司)"
    r"|哪(?:一|几)?[家个](宾馆|酒店|饭店|会议中心)(?=召开|举[行办]|开)|哪(?:一|几)?家单位(?:承建|施工|中标|设计|承办|开发)"
    r"|(?<![去到在上找论管任便])哪(?:一|几)?所(大学|高校|高职|院校|学校|学院)"
    r"|(?:(公司|企业|银行|医院|宾馆|酒店|大学|高校)|\d强)(?:都|分别)?(?:叫|是)什么名字"
)
# What is built or held; not where to go (去哪里办) or where it may be, which offices and conditions
# answer.
_WHERE = regex(
    r"^(?!.*(?:应|该|可以|能|要|户口|股东|听证)).*(?:(?:选址在?|坐落[在于]?|位于|落户[在于到]?|[建盖]在)"
    r"哪(?![个家所座些])|在哪(?:里|儿)?(?:召开|举行|举办|开的))"
)
# Why this one and no other (为什么选遂宁). Other reasons are often given without a word for it.
_WHY_THIS = regex(
    "为(?:什么|何|啥)(?:(?:要|会|就|偏偏?)?(?:选(?![举择民票拔用])|挑(?![战重])|定在|放在(?!第|首|核心|突出|优先)|设在|落在)|(?:没有?|不)(?:把|选))"
)
# Not what is to be done with numbers (小广告上的电话号码怎么处理).
_NUMBER_TO_CALL = regex(
    r"(?:电话|热线|手机)(?:号码|号)?(?:是|为|打)?(?:多少|几号|哪个)|电话号码[是呢]?\W*$"
)
# Not 第几条, of which the clause itself is the answer.
_WHICH = regex("第几(?![条款项章节编段页]|部分)")
_SHARE = regex(
    rf"(?:率|比例|比重|占比|份额|增速|涨幅|增长目标)[^,。?]{{0,8}}(?:{HOW_MANY}|多高)|百分之几|几成"
)
# Not some day (就怕哪天), and not 十几号人.
_SOME_DAY = (
    "(?<!会不会)(?<!怕)(?<!万一)(?<!不定)(?<!要是)(?<!如果)(?<!以后)(?<!哪天)哪一?天(?!哪天)"
)
_DAY = regex(
    rf"哪一?年|(?<!到){_SOME_DAY}|哪几天|哪一?日|几月"
    r"|(?<!十)几号(?![人楼线门房])|哪个月"
    r"|\b(?:what|which) (?:year|month|date|day)\b(?![-’'s]| (?:care|nurser))"
)
# Counted from or to something, which is no date: 从哪天算起, 自用工之日; 最晚哪天交, 七日内.
_FROM_DAY = regex(
    r"[从自]哪一?[天日]|(?:哪一?[天日]|几月份?)(?:起|开始|算)|[按照以]哪(?:一?[天日]|个月)的|到哪一?年为止"
    r"|(?:哪一?[天日年]|几号|哪个月)(?:之前|以前|前|截止)|最[晚迟][^,。?]{0,6}(?:哪一?[天日年]|几[号月]|哪个月)"
    r"|\b(?:from|by|until) (?:what|which) (?:date|day|month)\b"
    r"|\bon (?:what|which) (?:date|day) (?:do|does|is|are)\b"
)
# A when that begins no question begins the case that is asked about (who pays when it breaks). Of
# what is so by law, the condition is asked for (when is a contract void), not of what happens.
_ASKS_WHEN = r"(?:^|[.:,;?!]|\b(?:and|so|but))\s*(?:where and )?when (?:and where |exactly )?"
_HAPPENS = (
    "held|start|begin|end|expire|open|close|due|paid|filed|published|released|finished|completed"
    "|force|effect"
)
_WHEN = regex(
    r"什么时[候间]|啥时候|何时|几时|多久|多长时间|到哪一?天|\bhow long (?:does|do|did|will|can)\b"
    rf"|{_ASKS_WHEN}(?:was|were|will|did|had|(?:is|are|does|do|must|should)\b.*\b(?:{_HAPPENS}))\b"
    r"|\b(?:since|until|by|from) when\b|\bwhen\W*$|\bwhat time\b"
)
# Not every 谁: laws are asked who must do something, and answer with a body or a condition.
# 叫什么名字 asks for a person's name of persons alone: brands and projects have names too.
_WHO = regex(
    r"(?:书记|主席|主任|总理|总裁|经理|[省市县区州部局院校厅处科会组事队]长|领导|负责人|发言人|作者|创始人)"
    r"(?:(?:是|叫)谁|谁\W*$)|(?:递补|增补|当选|选举|选出|推选|任命)(?:了|的(?:是|有)?)谁"
    r"|(?:书记|主席|主任|组长)由谁(?:来)?(?:担任|出任|当)"
    r"|谁(?:来)?(?:当|担任|出任|任)[^,。?]{0,6}(?:书记|主席|主任|总裁|经理|[省市县区州部局院校组]长)\W*$"
    r"|是哪一?位(?!数)|(?<!的)哪一?位领导|是谁(?:就|在会|主持|作[了的]|宣读)"
    r"|^谁(?:在|作|做|主持|代表)"
    r"|(?:书记|主席|主任|总理|总裁|经理|长|领导|[人者员他她们]|代表|同志|专家|教授|院士|作家)(?:都|分别)?"
    r"(?:叫|是)什么名字|姓名(?:是(?!否|不是)|叫)"
    r"|(?:^|[.:,;?!]|\band)\s*who (?:gave|made|chaired|delivered|hosted|presided)\b"
    r"|(?:^|[.:,;?!]|\band)\s*who (?:is|was) the (?:\w+ ){0,3}(?:secretary|governor|mayor|chair"
    r"|chairman|president|premier|minister|director|head|leader|speaker|author|founder)\b"
)
# Not aspects and conditions (哪三个方面, 哪几种情况), each of which may have a sentence of its own,
# nor what is a place, a body, a time or an organisation; 哪十二个字 wants a wording.
_LIST = regex(
    r"(?:分别|具体|都|各)(?:是|指|有|包括)(?:什么|哪(?![个一]))"
    r"|哪[二三四五六七八九十]{1,3}(?![二三四五六七八九十]|个?字|个?方面|类人|种情)[\u4e00-\u9fff]"
    r"|[”\"](?:包括|指的是|是指|分为|涵盖)哪(?![个一])"
    r"|哪几(?!个?(?:字|省|市|区|县|镇|乡|村|州|城市|地|部门|机关|单位|机构|方面|类人|种情)|[天日年月周次家所位座点])"
)
_SO_MANY = regex("(?:什么|哪)([二三四五六七八九十]{1,3})")
# A kind of place whose names end in its own name: 哪个区, 哪座城市. Not 哪个国家 (日本, 新加坡),
# nor what is of a kind of place (哪些城市更新任务).
_PLACE = regex(
    r"哪(?:一|几)?个?座?(省份?|城市|市|区|县|镇|乡|村|州)(?!别|分|域|级|民)"
    r"|哪些(?:(市县)|(省份?|城市|县)(?=[有在是能开搞试供]|\W*$))"
)
# A few words, the last of which is a measure: 西渝高铁 设计时速. Not what is done about it.
_MEASURE = regex(
    "^(?!.*(?:什么|如何|怎|谁|何|哪|否|吗|呢|不(?!动产)|要求|稳定|提高|降低|控制|调整|完善))[^,。?]{2,14}"
    "(?:时速|储量|数量|面积|长度|里程|产量|产值|投资额|人数|户数|涨幅|增幅|占比|票价|门票|总额"
    r"|(?:总|常住|户籍)人口|限额|单价|利率|税率)\W*$"
)
_LONG = regex("(?:有|全长)多长(?!时间)|全长是?多少(?!公里|千米|米)")
_MOMENT = regex(
    r"^(?!.*(?:延长|错时|推迟|合同)).*(?:举办|召开|开工|通车|建成|完工|开放|发布|施行|实施|截止|生效)(?:时间|日期)\W*$"
)
_YES_OR_NO = regex(r"[吗么]\W*$")
_BODY = regex(
    "(?:哪(?:一|几|两)?[个家级]?|哪些|(?<![为凭])什么)(?:(部门|机关)|单位|机构)"
    "(?!改革|规章|犯罪)|哪(?:一个|个)([厅局委部处办])(?![门位分件长理罚置托员法事])"
)
# Of the clock. Not 几点要求.
_HOUR = regex(r"(?<![十好这那近哪])几点(?=钟|[到至之以前后开关起停上下才能可不必就始结]|\W|$)")
_DOCUMENT_NUMBER = regex(r"(?<!批准)文号|发文字号|发文号|第几号文")

_PARTS = regex("[,。;?!]")

_APPOINTED = regex(
    "(?:由|归|被)?谁(?:来)?(?:任命|任免|提名|委任|聘任|选举(?:产生)?|选出)"
    "|(?:(?<!组)长|[员师官])(?:应该|应当|都|一般)?由谁(?:来)?(?:担任|兼任|出任|当|做)"
)
# What is handed in or shown, which is always some paper.
_PAPERS = regex(
    "(?:[交递附带拿凭]|提[交供]|准备|出[示具]|带[上着]|拿[出着]|附上)(?:些|一些)?(?:哪[些种]|什么|啥)(?:样的|书面)?"
    "(?:(?:证件|证明)[和、与])?(?:材料|资料|证件|证明|单据|凭证)"
)

# Words that are quoted, where it is asked where they stand (“…”出自哪一条).
_QUOTED = regex(
    r"[“\"「『](?P<words>[^”\"」』]{6,})[”\"」』]\W*(?:这一?(?:[句段]话|[句段]|个?(?:说法|提法|表述)))?的?是?"
    r"(?:出自|出处|原文|(?:写|出现|规定)?在[^,。?]{0,6}?(?:哪(?:里|儿|一?[条款段章份个]|\W*$)|什么地方|第几)"
    r"|(?:来自)?哪(?:里|一?[条款段章])(?:$|\W|里|[中的]|说|讲|写|规定|提))"
)

_ENGLISH_UNITS = {
    "long": "长",
    "years old": "岁",
    "years": "年",
    "months": "月",
    "weeks": "周",
    "days": "天",
    "hours": "小时",
}
_VAGUE = {"份", "种", "间", "个", "项", "条", "次", "度", "所"}


# Patterns, kinds and units, in the order in which they are looked for.
_ASKED = (
    (_DOCUMENT_NUMBER, "document number", ""),
    (_LIST, "list", ""),
    (_HOUR, "time", "点"),
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
    (_PAPERS, "papers"),
    (_APPOINTED, "appointment"),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """`kind`: what is asked for; `unit`: the unit a quantity is asked in (长 for how long), or the
    kind of place, body or organisation, 点 for a time of the clock, the words of which it is asked
    where they stand, "" if any will do; `count`: how many things a list should have, at least 2;
    `asked`: the question, since what stands in it is no answer to it.
    """

    kind: str
    unit: str = ""
    count: int = 2
    asked: str = field(default="", compare=False)


@lru_cache(maxsize=64)  # of one question it is asked for each passage
def expected(search: str) -> Expected | None:
    """What a question (its search copy) asks for, if it is one of the kinds known here. Of several
    questions in one (引大济岷是什么，投资多少) who answers one that wants nothing of these answers.
    """
    if _QUOTED.search(search):  # with its own punctuation
        return _expected(search)
    search = without_frame(search)  # 投资多少，文件怎么说 is one question
    parts = [part for part in _PARTS.split(search) if is_asked(part)]
    if len(parts) > 1 and not all(_expected(part) for part in parts):
        return None
    return _expected(search)


def _expected(search: str) -> Expected | None:
    if quoted := _QUOTED.search(search):
        return Expected("wording", quoted["words"], asked=search)
    asking = _TOLD.sub(" ", search)
    for pattern, kind, unit in _ASKED:
        if pattern.search(asking):
            so_many = _SO_MANY.search(asking) if kind == "list" else None
            count = (so_many and to_int(so_many[1])) or 2
            return Expected(kind, unit, count, asked=search)
    if match := _how_many(asking):
        unit = "长" if match["length"] else "岁" if match["age"] else match["unit"] or ""
        unit = unit or _ENGLISH_UNITS.get(match["long"] or match["english"], "")
        unit = "人" if _HOW_MANY_PEOPLE.search(asking) else unit
        return Expected("quantity", "" if unit in _VAGUE else unit, asked=search)
    for pattern, kind in () if _YES_OR_NO.search(asking) else _ASKED_OPENLY:
        if match := pattern.search(asking):
            return Expected(kind, next(filter(None, match.groups()), ""), asked=search)
    return Expected("person", asked=search) if _WHO.search(asking) else None


def _how_many(asking: str) -> re.Match[str] | None:
    """Where how many are asked for; 几 says some where something else is asked, or 多少, but at the
    end of a clause (有几个,谁管).
    """
    found = [m for m in _QUANTITY.finditer(asking) if not _is_told(m, asking)]
    sure = [m for m in found if not m[0].startswith("几") or not asking[m.end() :][:1].isalnum()]
    some = [] if sure or _ASKS_ELSE.search(asking) else found
    return next(iter(sure or some), None)


def _is_told(match: re.Match[str], asking: str) -> bool:
    """Whether 几 is some, since another clause asks (几份文书都送到了，先办哪个)."""
    if not match[0].startswith("几"):
        return False
    begin, end = (asking.rfind(",", 0, match.start()) + 1, asking.find(",", match.end()))
    own = asking[begin : end if end >= 0 else None]
    others = asking[:begin] + (asking[end:] if end >= 0 else "")
    return _ASKS_WHICH.search(others) is not None and _ASKS_NOTHING_ELSE.search(own) is None
