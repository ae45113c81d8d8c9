"""Who asks, where it is said apart from what they want to know (我是一名公务员，想了解…) or before
it (我是个体户，…): that moves a question's vector towards passages about such people. Pure.
"""

import re

from index.patterns import regex
from qa.question.asking import without_words_of_asking

__all__ = ["asked_after", "without_introduction"]

_SELF = "(?:我们?|本人|咱们?|俺|笔者)"
_WHO = r"[^,。;:?!\d]{1,16}"
_WANTS = (
    "(?:(?:就|只)?(?:想|要|希望|打算)(?:要|再)?(?:了解|知道|问|咨询|请教|请问|打听|确认|查|弄清楚?|搞清楚?|明白)+(?:一?[下问些])*"
    "|(?:想?请问|麻烦(?:问|查)?一?下|请教|咨询|问)(?:一?下)?)"
)
_INTRODUCTION = regex(
    rf"^\W*(?:(?:{_SELF}(?:家?是|叫|来自|在)|(?<!\w)作为)(?:一[名个位]|[名位]|个(?!体|人))?)(?P<who>{_WHO})"
    rf"(?:[,、](?:也?是|今年|在|来自|现在|住在?){_WHO})?[,。;:!]\s*{_SELF}?{_WANTS}(?:关于|有关)?[,:]?\s*"
)
_IN_ENGLISH = regex(
    r"^\W*(?:(?:i am|i['’]m|as) (?:an? )?[a-z -]{2,40}?(?:[,.;]| and)\s*)?"
    r"i(?: would| want| wish|['’]d)(?: like)? to (?:know|ask|learn|find out|understand)"
    r"(?: more)?(?: about)?[,:]?\s+(?=\w+ \w+)"
)
# Then what is asked is asked of them.
_OF_THEM = regex("[我咱俺]|本人|自己|这[类种样行些]|像|同行")
# What is asked of everybody, and is about nobody in particular.
_OF_ANYBODY = regex(
    "政策|补贴|补助|扶持|优惠|待遇|支持|帮助|措施|规定|要求|内容|情况|条件|手续|流程|服务|保障|权[益利]|义务|责任"
    "|机会|费用|标准|文件|相关|享受|申请|办理|注意|事项|[有要可以能应该得里对给哪些]"
)
_FEWEST = 3  # letters that tell what is asked
# Who one is, where one lives, what one does; not what has happened (我在商场买的鞋坏了).
_TELLS_WHO = regex(
    rf"^\W*(?:{_SELF}(?:[的这]?(?:家|公司|单位|企业|厂|店|村|学校|这[里边儿]))?(?:也?是|系(?!统)|叫|姓|来自|住|在|从事|今年|目前|现在"
    r"|刚|搞|种|养|做(?=[^,。;!?]{1,8}(?:的|生意|工作|行业|买卖|工程|贸易))|开(?=[了着]?(?:个|一?[家间]|[^,。;!?]{0,4}(?:店|厂|馆|公司|超市))))"
    r"|(?<!\w)作为)(?P<who>[^,。;:!?]{1,20}(?:,(?:也?是|今年|来自|现在|住)[^,。;:!?]{1,16})?)"
    r"[,。;!]\s*(?P<rest>.+)$"
)
_HAPPENED = regex(
    "[被把没不打骗欠偷抢伤撞摔丢坏借]|(?<![承出])租(?![客户])|买(?!卖)|(?<!外)卖(?!店|[的家])|合同|发生|遭|受|想|(?<!主)要(?!素)|怎|什么|哪|吗|谁|几|多少|辞|离职|离婚|死|去世|生病|住院"
)


def without_introduction(search: str) -> str:
    """A question's search copy without who asks; where the rest is about them, or about nothing in
    particular, only without that they want to know it.
    """
    match = _INTRODUCTION.match(search)
    if match is None:
        return _IN_ENGLISH.sub("", search)
    rest = search[match.end() :]
    told = _OF_ANYBODY.sub("", without_words_of_asking(rest))
    if _OF_THEM.search(rest) or len(re.sub(r"[\W_]", "", told)) < _FEWEST:
        return f"{match['who']},{rest}" if rest else search
    return rest


def asked_after(search: str) -> str:
    """What a question's search copy asks behind who asks, where this stands before it without a
    word of wanting to know; "" if it does not. It may be about them (我是孕妇，公司能辞退吗).
    """
    match = _TELLS_WHO.match(search)
    if match is None or _HAPPENED.search(match["who"]):
        return ""
    told = re.sub(r"[\W_]", "", without_words_of_asking(match["rest"]))
    return match["rest"] if len(told) >= _FEWEST else ""
