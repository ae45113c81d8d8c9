"""National laws by their English names beside the number of a clause (Labor Contract Law, article
10; article 5 of the Criminal Law) -> as Chinese questions name them (劳动合同法第10条). No search
happens here.
"""

import re

from index.patterns import regex

__all__ = ["laws_in_chinese"]

# With labor for labour, law for code too, and without 's.
_NAMES = {
    "constitution": "宪法", "civil law": "民法典", "criminal law|penal law": "刑法",
    "civil procedure law": "民事诉讼法", "criminal procedure law": "刑事诉讼法",
    "administrative (?:procedure|litigation) law": "行政诉讼法", "legislation law": "立法法",
    "administrative (?:penalty|penalties|punishments?) law": "行政处罚法",
    "administrative licens(?:e|ing) law": "行政许可法", "state compensation law": "国家赔偿法",
    "administrative (?:compulsion|enforcement) law": "行政强制法",
    "civil servants? law": "公务员法",
    "administrative (?:reconsideration|review) law": "行政复议法", "supervision law": "监察法",
    "public security administration (?:penalt(?:y|ies)|punishments?) law": "治安管理处罚法",
    "national security law": "国家安全法", "counter-?espionage law": "反间谍法",
    "(?:counter-?|anti-?)terrorism law": "反恐怖主义法", "cyber ?security law": "网络安全法",
    "data security law": "数据安全法", "personal information protection law": "个人信息保护法",
    "e-?commerce law|electronic commerce law": "电子商务法", "cryptography law": "密码法",
    "electronic signatures? law": "电子签名法", "(?:labor|employment) contract law": "劳动合同法",
    "labor law": "劳动法", "employment promotion law": "就业促进法", "trade union law": "工会法",
    "labor dispute mediation and arbitration law": "劳动争议调解仲裁法", "company law": "公司法",
    "social insurance law": "社会保险法", "contract law": "合同法", "property law": "物权法",
    "(?:production|work|workplace) safety law": "安全生产法",
    "tort(?: liability)? law": "侵权责任法",
    "occupational diseases? prevention(?: and control)? law": "职业病防治法",
    "marriage law": "婚姻法", "(?:inheritance|succession) law": "继承法", "adoption law": "收养法",
    "(?:anti-)?domestic violence law": "反家庭暴力法", "foreign investment law": "外商投资法",
    "(?:law on the protection of minors|minors? protection law)": "未成年人保护法",
    "patents? law": "专利法", "trademarks? law": "商标法", "copyrights? law": "著作权法",
    "anti-?monopoly law": "反垄断法", "anti-?unfair competition law": "反不正当竞争法",
    "advertis(?:ing|ements?) law": "广告法", "product quality law": "产品质量法",
    "consumers?(?: rights(?: and interests)?)? protection law": "消费者权益保护法",
    "food safety law": "食品安全法", "(?:drug|pharmaceutical) administration law": "药品管理法",
    "securities law": "证券法", "insurance law": "保险法",
    "commercial bank(?:ing|s)? law": "商业银行法", "(?:enterprise )?bankruptcy law": "企业破产法",
    "partnership(?: enterprises?)? law": "合伙企业法",
    "(?:individual|personal) income tax law": "个人所得税法", "trust law": "信托法",
    "(?:enterprise|corporate) income tax law": "企业所得税法", "accounting law": "会计法",
    "tax collection(?: and)? administration law": "税收征收管理法", "audit law": "审计法",
    "budget law": "预算法", "government procurement law": "政府采购法", "price law": "价格法",
    "(?:tendering and )?bidding law": "招标投标法", "(?:construction|building) law": "建筑法",
    "urban and rural planning law": "城乡规划法",
    "land (?:administration|management) law": "土地管理法",
    "environmental protection law": "环境保护法", "yangtze river protection law": "长江保护法",
    "environmental impact assessment law": "环境影响评价法", "forest(?:ry)? law": "森林法",
    "water pollution prevention(?: and control)? law": "水污染防治法",
    "fisher(?:y|ies) law": "渔业法",
    "(?:air|atmospheric) pollution prevention(?: and control)? law": "大气污染防治法",
    "wildlife protection law": "野生动物保护法", "cultural relics protection law": "文物保护法",
    "road traffic safety law": "道路交通安全法", "civil aviation law": "民用航空法",
    "fire (?:protection|control|prevention) law": "消防法",
    "special equipment safety law": "特种设备安全法", "tourism law": "旅游法",
    "education law": "教育法", "compulsory education law": "义务教育法",
    "higher education law": "高等教育法", "teachers? law": "教师法",
    "public library law": "公共图书馆法", "arbitration law": "仲裁法", "lawyers? law": "律师法",
    "notar(?:y|ization) law": "公证法", "maritime law": "海商法", "customs law": "海关法",
    "foreign trade law": "对外贸易法", "blood donation law": "献血法",
    "maternal and infant health ?care law": "母婴保健法",
    "(?:narcotics control|anti-drug) law": "禁毒法", "charity law": "慈善法",
    "postal law": "邮政法", "nationality law": "国籍法",
    "exit and entry administration law": "出境入境管理法",
}  # fmt: skip
_CHINESE = [(re.compile(english), chinese) for english, chinese in _NAMES.items()]
_OF_CHINA = "(?:prc|people['’]s republic of china|china)"
_NAME = (
    rf"(?:\bthe )?(?:\b(?:new|current|revised|amended|old|former) )?"
    rf"(?:\b(?:chinese|china['’]s|{_OF_CHINA}) )?"
    rf"\b(?P<name>{'|'.join(_NAMES)})(?: of (?:the )?{_OF_CHINA})?"
)
_NUMBERS = r"\d{1,4}(?:(?:, and | and |, | to | through |-)\d{1,4})*"
_PLACE = (
    rf"(?:(?:articles?|clauses?) (?P<numbers>{_NUMBERS})|chapter (?P<chapter>\d{{1,3}})"
    r"|(?P<place>(?:第\d|最后|倒数)[^\s,a-z]*),?)"
)
_BEFORE = regex(rf"{_NAME}(?:['’]s|,|:)? ?{_PLACE}")
_BEHIND = regex(rf"\b{_PLACE},? (?:(?:of|in|under|from) )?{_NAME}")
_BARE = regex(rf"{_NAME} (?P<numbers>(?!(?:19|20)\d\d)\d{{1,4}})(?=\W*$)(?P<chapter>)(?P<place>)")
# What may stand before a name without its article; with any other word it is that of another law
# (land contract law, Swiss criminal code), which is left to be found by what it says.
_OTHER_WORD = regex(
    "(?<![a-z'’-])(?!(?:of|in|under|from|by|per|for|to|with|within|on|and|or|vs|versus|against|is|are|do|does|did"
    "|can|what|which|how|explain|show|me|see|read|give|find|open|tell|cite|quote|list|summari[sz]e|compare"
    "|translate|check|about|according|please|say|says|want|need|get|look|up|at|into|regarding|also|then|now|only"
    r"|violat(?:e|es|ing)|breach) ?$)[a-z][a-z'’-]* ?$"
)
# Made for a law, or changing it, with numbers of their own.
_MADE_FOR_IT = (
    "(?:regulations?|rules?|measures|amendments?|interpretations?|implement(?:ation|ing)"
    "|explanations?|opinions?)"
)
_OF_ANOTHER = regex(
    rf"\b{_MADE_FOR_IT}(?: [a-z]+)? (?:of|to|on|for|concerning) ?$|\bimplementing ?$"
)
_AND_ANOTHER = regex(rf"['’]?s? {_MADE_FOR_IT}\b| of (?:the )?[a-z]")
_TO = regex(" (?:to|through) |-")
_AND = regex(",? and |, ")
_FIGURES = regex("[0-9]+")
_CODE = regex(r"\bcode\b")
_NAMES_LAW = regex(r"\b(?:law|constitution)\b")


def laws_in_chinese(search: str) -> str:
    """A search copy with what it names by number of laws that it calls by English names as it would
    be named in Chinese.
    """
    plain = _CODE.sub("law", search.replace("labour", "labor"))
    if not _NAMES_LAW.search(plain):
        return search
    changed = _BARE.sub(_named, _BEHIND.sub(_named, _BEFORE.sub(_named, plain)))
    return changed if changed != plain else search


def _named(match: re.Match[str]) -> str:
    if _is_of_another(match):
        return match[0]
    law = next(chinese for english, chinese in _CHINESE if english.fullmatch(match["name"]))
    numbers = _AND.sub("、", _TO.sub("至", match["numbers"] or ""))
    chapter = f"第{match['chapter']}章" if match["chapter"] else ""
    place = match["place"] or chapter or _FIGURES.sub(r"第\g<0>条", numbers)
    return f" {law}{place}, "


def _is_of_another(match: re.Match[str]) -> bool:
    """Whether the law is but a part of the name of another law, or of what is made for it."""
    if _AND_ANOTHER.match(match.string, match.end()):
        return True
    before, lead = match.string[: match.start()], match.string[match.start() : match.start("name")]
    if match.start("name") > max(match.start(g) for g in ("numbers", "chapter", "place")):
        return False  # article 5 of it
    is_other = _OTHER_WORD.search(before) and not lead
    return bool(is_other or _OF_ANOTHER.search(before))
