"""What stands below the text of a web page, and below what was copied from one. Pure."""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.normalise import search_copy
from index.numerals import find_label

__all__ = ["count_after", "count_collected"]

_BUTTON = (
    r"打印(?:本[页文]|此[页文])?|关闭(?:窗口|本页|页面)?|返回(?:顶部|上一?页|首页|列表)?|(?:加入)?收藏|分享(?:到|至)?|下载|TOP"
    r"|点赞|在看|转发|评论|(?:写)?留言|赞赏|阅读原文|喜欢作者|投诉|举报|喜欢此内容的人还喜欢"
    r"|微信|微博|QQ(?:空间)?|大|中|小|字[体号]|网站地图|联系我们|关于我们|网站声明|隐私声明|使用帮助|版权声明|无障碍浏览"
)
# What a collection of laws puts below each of them.
_SOURCE = (
    r"(?:©|Copyright|版权所有)?\s*北大法宝.{0,200}|原文链接\s*[：:].{0,200}|扫描[^。]{0,6}二维码[^。]{0,30}"
    r"|.{0,60}(?:pkulaw\.c|chinalawinfo\.c|lawinfochina\.c|law-lib\.c|wkinfo\.c|faxin\.c).{0,100}"
)
_COLLECTED = re.compile(_SOURCE, re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:[\s【】\[\]|｜:：/·<>＜＞-]*(?:{_BUTTON}))+[\s【】\[\]|｜:：/·<>＜＞-]*"
    r"|(?:【|\[)?(?:责任编辑|责编|编辑|编审|审核|校对|初审|终审|来源|信息来源|文章来源|作者|浏览(?:次数|量)|阅读(?:次数|量)?|点击(?:次数|量|率)?"
    r"|访问(?:次数|量))\s*[：:].{0,30}"
    r"|(?:上一?|下一?|前一?|后一?)[篇条页]\s*[：:].{0,80}"
    rf"|扫一?扫.{{0,30}}|{_SOURCE}|用?微信扫.{{0,30}}|(?:分享|转发)(?:到|至|本页).{{0,30}}"
    r"|附件下载\s*[：:].{0,80}"
    r"|(?:版权所有|Copyright|©|主办(?:单位)?[：:]|承办(?:单位)?[：:]|协办(?:单位)?[：:]|运维(?:单位)?[：:]|技术支持[：:]|网站标识码"
    r"|(?:网站)?备案(?:编?号|序号)|[\u4e00-\u9fff]ICP备|[\u4e00-\u9fff]公网安备|建议使用.{0,30}分辨率).{0,200}",
    re.IGNORECASE,
)
_RELATED = re.compile(  # what heads a list of other pages
    r"(?:热点|热门|最新|相关|推荐|延伸)(?:链接|文章|新闻|阅读|报道|推荐|稿件|解读|排行)[：:]?"
    r"|猜你喜欢"
)
_LONGEST_LINK = 60
_MOST_AFTER = 20  # lines


def count_after(lines: Sequence[str]) -> int:
    """How many of the last lines of a page are no part of its text (打印, 责任编辑：…)."""
    last = [search_copy(line).strip() for line in lines[: -_MOST_AFTER - 1 : -1]]
    count = open_ = 0  # `open_`: lines that may belong to a list of other pages
    for words in last:
        if _RELATED.fullmatch(words) or (not open_ and _AFTER.fullmatch(words)):
            count, open_ = count + open_ + 1, 0
        elif "。" in words or find_label(words) or len(words) > _LONGEST_LINK:
            break
        else:
            open_ += 1
    return _below_text(lines, count)


def count_collected(lines: Sequence[str]) -> int:
    """How many of the last lines of a file are what a collection of laws adds."""
    last = (line.strip() for line in lines[: -_MOST_AFTER - 1 : -1])
    return _below_text(lines, sum(1 for _ in takewhile(_COLLECTED.fullmatch, last)))


def _below_text(lines: Sequence[str], count: int) -> int:
    """`count`, unless it is all lines, or what the text lists (不得有下列行为： / 转发)."""
    if count >= len(lines):
        return 0
    return 0 if lines[-count - 1].rstrip().endswith(("：", ":")) else count
