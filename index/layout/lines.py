"""Text -> lines with what they look like: label, heading, page number, date, title. Pure.

What a line means depends on its neighbours; that is decided in `index.outline`.
"""

import re
from dataclasses import dataclass, replace

from index.layout.marks import unmark
from index.model import Span
from index.numerals import NO_WIDTH, ROUND, STARS, Label, find_label, unspaced

__all__ = [
    "BLANK",
    "Line",
    "amends",
    "ends_sentence",
    "is_addressed",
    "is_after_signature",
    "is_contents_word",
    "is_front_matter",
    "is_head_line",
    "is_heading_like",
    "is_imprint",
    "is_open",
    "is_page_number",
    "is_party",
    "is_prose",
    "is_signature_line",
    "is_title_like",
    "labelled",
    "make_line",
    "refers",
    "unlabelled",
]

# White space of every width (&emsp; indents the lines of web pages), and what has none.
BLANK = " \t\r\f\v\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u00ad\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
_OPENS, _CLOSES = ("【", "〔"), ("】", "〕")  # 【第一条】
_SET_APART = re.compile(rf"[{NO_WIDTH}]*(?:[\s：:【]|$)")  # what stands behind a number
_HEADED = {"book", "subbook", "part", "chapter", "section", "capital", "comma"}
_NUMBER = re.compile(
    "第[^【】〔〕（()）\\[\\]「」〖〗]+"
)  # without brackets, or a bullet before it
_PAGE_NUMBER = re.compile(
    r"[-—–－─―·•]+\s*[0-9０-９]{1,4}\s*[-—–－─―·•]+"
    r"|[（(]?第\s*\d{1,4}\s*[页頁](?:[\s,，/|（(]*共\s*\d{1,4}\s*[页頁])?[）)]?"
    r"|[（(]?共\s*\d{1,4}\s*[页頁][\s,，/|（(]*第\s*\d{1,4}\s*[页頁][）)]?"
    r"|[Pp](?:age|AGE)\s*\d{1,4}(?:\s*(?:of|OF|/)\s*\d{1,4})?"
)
_ENDED = re.compile(r"[。！？；：!?;:…][”’」』）)》]*$")
_FIELD = re.compile("[^，。；：:]{1,12}[：:](?!.*[，、]$)")
_PARTED = re.compile("[，、；。：,;]")
_SHORTEST_OPEN = 15
_END_OF_SENTENCE = re.compile(r"[。；！？;]")
# What goes on like this after a label is about the clause, not the clause (第十二条规定的).
_REFERENCE = re.compile(
    r"[、，,。；;）)》”]|[至到和与及或](?:者|第|以)?|以及|规定|所称|所列|所述|的"
    r"|第[一二三四五六七八九十\d]+[款项目]"
    r"|中(?![华国央外共医药介小学等级期心间型标奖止断])|内(?![蒙地容部资设])|之|前|后|外(?![国商资币籍汇])|等|修改|删除|删去|改为|作为|各项"
    r"|增加(?:第?[一二三四五六七八九十两]+[款项目段句条]|规定|内容|[：:，])"
)
_SIMPLIFIED = str.maketrans(
    "與規稱項後內為條級國圍醫藥門個兩刪", "与规称项后内为条级国围医药门个两删"
)
# What is done to a clause: a line of an amending decision, even with a space after the number.
_AMENDMENT = re.compile(
    r"(?:第[一二三四五六七八九十\d]+款)?(?:第?[（(]?[一二三四五六七八九十\d]+[）)]?项)?"
    r"(?:(?:修改|改)为[：:“\"第]|删去[第“\"]|增加第?[一二三四五六七八九十两\d]+[款项条](?=[：:，,。、“\"作]|$))"
)
_KINDS = (
    "公报|决定|决议|意见|通知|条例|办法|规定|解释|批复|细则|规则|规程|纲要|规划|方案|报告|合同|协议|协议书"
    "|章程|宪法|法典|令|答复|公告|安排|守则|准则|通则|法|函|请示|通报|公约|标准|指南|须知|声明|倡议书|修正案"
    "|若干措施|行动计划|应急预案|工作要点|指引|导则|规约|合同书|议定书|(?:判决|裁定|裁决|调解|决定|告知|通知|建议)书|(?<!列)条款|(?<=的)建议|(?:招标|采购|谈判|磋商)文件"
)
_TITLE = re.compile(rf"(?:{_KINDS})(?:[（(][^（）()]{{1,24}}[）)])*$")
# What rules are called too, but headings of a report end in as well.
_RULES = re.compile(r"(?:制度|规范|手册|流程|体系|守则|规约)(?:[（(][^（）()]{1,24}[）)])*$")
_TITLE_START = re.compile(
    r"中共|中国共产党|中华人民共和国|全国|国务院|最高人民|国家|关于|教育部|财政部|公安部|司法部"
    r"|[\u4e00-\u9fff、]{2,30}(?:部|局|署|委|厅|院|会|公司)关于"
    r"|[\u4e00-\u9fff]{2,12}(?:省|市|县|区|州|委员会|人民政府|办公厅|人民代表大会)"
)
_DATE = (
    rf"(?:[12１２]\d{{3}}|[一二三四五六七八九〇零{ROUND}]{{4}})\s*年"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?"
)
_HEAD = re.compile(
    rf"[（(]?\s*{_DATE}.*|[（(].*[）)]|——.*|<!--.*-->"
    r"|.{0,20}[〔\[【(（]\s*(?:\d{4}|\d{2})\s*[〕\]】)）][\u4e00-\u9fff（()）\s]{0,12}\d+\s*号.*"
    r"|第\s*[\d〇零一二三四五六七八九十百]+\s*号"
    r"|(?:发布|公布|成文|印发|发文|信息来源|来源|索引号|文号|字体|字号)[\u4e00-\u9fff]{0,4}\s*[：:].*"
    r"|(?:制定(?:机关|机构|部门|单位|日期)|(?:施行|实施|生效)日期)\s*[：:].{0,60}"
    r"|(?:时效性|效力(?:级别|位阶|状态)|法律(?:性质|效力位阶)|法规(?:类别|性质)|批准(?:机关|部门|日期))\s*[：:].{0,40}"
    r"|(?:(?:浏览|阅读|点击|访问)(?:次数|量)?|日期|作者|(?:责任)?编辑|【字[体号])\s*[：:].{0,60}"
    r"|(?:时间[：:]\s*|[\u4e00-\u9fff]{2,16}\s+)?\d{4}([-/.])\d{1,2}\1\d{1,2}(?:\s.*)?"
    r"|.{0,40}(?:令|公告)\s*第?\s*[\d〇零一二三四五六七八九十百]+\s*号.*|.{0,60}(?:通过|公布|发布|施行|批准|修订|修正|印发|颁布|实施|生效)"
)
# What stands above the title of an official document (GB/T 9704): number of the copy, secrecy,
# urgency; and the word that announces an annex.
_FRONT = re.compile(
    r"(?:\d{6}|(?:绝密|机密|秘密)(?:[★☆*]\S{0,8})?|特提|特急|加急|平急)+"
    r"|附(?:件|录|表)?[一二三四五六七八九十\d]{0,2}(?:(?<=\d)[-－—–]\d{1,2})?[：:]?"
    # of a standard: ICS 03.080, DB51/T 1234—2023, 四川省地方标准
    r"|(?:ICS|CCS)[\dA-Z.]+|[A-Z]{1,4}\d{0,4}(?:/[A-Z]{1,6})?[\d.]{0,8}(?:[—–-]+\d{4})?"
    r"|[\u4e00-\u9fff]{0,8}(?:国家|地方|行业|团体|企业)标准"
    r"|(?:合同|协议|项目|文件)?编号[：:].{0,40}"
    r"|[\u4e00-\u9fff（()）]{1,14}[〔\[【(（]\d{4}[〕\]】)）]第?\d{1,5}号(?:签发人[：:].{1,12})?"
    r"|(?:索引号|索引|主题分类|信息分类|公文种类|发文(?:机关|单位|字号|日期)|发布(?:机构|机关|日期|单位)|(?:成文|生成|公开)日期"
    r"|标题|名称|文号|主题词|有效性|效力状态|组配分类|公开(?:方式|形式)|体裁分类|内容概述|关键词)[：:].{0,160}"
    r"|(?:您?(?:现在|当前)的?(?:所在)?位置|首页[>＞»›]).{0,100}"  # of a web page
)
_ADDRESSED = re.compile(
    r"[^。；！？]{1,100}[院部委会厅局署行府省市区县州办队位门构社校司庭室站所处关][）)]?[：:]"
)
_SIGNATURE_DATE = re.compile(_DATE + r"(?:于[\u4e00-\u9fff]{2,12})?\s*$")
# What ends an official document: who else gets it, and who printed it when.
_IMPRINT = re.compile(
    rf"(?:抄送|抄报|分送|主送)[：:].*|[（(]此件.{{0,12}}(?:公开|发至|发到|传达|登报|上网|刊登|删减).{{0,12}}[）)]|.{{4,40}}{_DATE}印发"
)
# What may come after the date that ends a document.
_AFTER_SIGNATURE = re.compile(
    r"[（(][^（()）]{2,60}[）)]|信息公开(?:选项|属性|方式)[：:].{1,12}|联系(?:人|电话)[：:].{1,40}|(?:书记员|法官助理|代书记员).{0,20}"
)

_CONTENTS = re.compile(r"(?:条款|正文|章节|内容|总|條款)?(?:目录|目次|目錄)|contents")
# What a party does (甲方向乙方保证如下：) is no line that names it.
_ACTS = (
    r"(?![^：:（(]{0,12}(?:[应须向按将不可在]|同意|如下|下列|以下|有权|权利|义务|责任(?!人)|承诺(?!人)|提供|支付|交付|保证(?!人)"
    r"|负责(?!人)|承担))"
)
_PARTIES = re.compile(
    rf"[甲乙丙丁]\s*方{_ACTS}.{{0,12}}[：:（(]"
    rf"|(?:出租|承租|委托|受托|买受?|出?卖)[人方]{_ACTS}.{{0,6}}[：:（(]"
    r"|(?:发包|承包|披露|接收|转让|受让)[人方]\s*[：:（(]|法定代表人.{0,12}(?:签|盖)|[\u4e00-\u9fff]{2,5}[人方]\s*[：:]?.{0,8}[（(](?:签|盖)|[（(](?:以下|本页|此页)无正文"
    r"|[\u4e00-\u9fff]{2,10}(?<![件表书证照单函料册页])[（(](?:签[字名章署]|盖章|公章)[^（）()]{0,6}[）)]\s*[：:]?[_\s]*(?:$|[\u4e00-\u9fff]{2,10}[（(])"
    r"|[\u4e00-\u9fff、]{2,12}(?:签[字名章署]|盖章)[处栏]?\s*[：:][\u4e00-\u9fff_\s]{0,20}$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, or several over which a sentence goes. `span` has no white space at
    its ends; `level` is that of a heading the format marks (1..), 0 otherwise; `start` is where its
    words begin (after "## "); `marked`: whether there are marks of Markdown among these; `listed`:
    whether it stands behind a bullet; `aside`: beside the text, in a text box; `column`: in which
    of the columns that are texts of their own (from 1); `depth`: in how many others of its kind its
    number is counted (1. in 1.).

    `label` and `label_text` (as written, without spaces) are of the label it begins with, `rest`
    is what follows it (all words of a line without label); `spaced`: a space or the line's end
    stands between the two. `number` counts lines of the source from 1.
    """

    span: Span
    start: int
    level: int
    label: Label | None
    label_text: str
    rest: str
    spaced: bool
    number: int
    marked: bool = False
    listed: bool = False
    aside: bool = False
    column: int = 0
    depth: int = 0

    def words(self, text: str) -> str:
        """The line's words, without marks of Markdown."""
        words = text[self.start : self.span.end]
        return unmark(words) if self.marked else words


def make_line(text: str, span: Span, level: int, number: int, start: int | None = None) -> Line:
    """The line at `span`, whose words begin at `start` if not at once, with its label and what it
    looks like.
    """
    start = span.start if start is None else start
    line = Line(span, start, level, None, "", "", False, number)
    return labelled(line, text[start : span.end])


def labelled(line: Line, words: str) -> Line:
    """A line with the label that its words begin with, if any."""
    found = _label_of(words)
    if found is None:
        return replace(line, label=None, label_text="", rest=words, spaced=False)
    label, length = found
    rest = words[length:]
    spaced = _SET_APART.match(rest) is not None
    spaced = spaced or words[length - 1] in "）)]】〕」〗" or words.startswith(_OPENS)
    written = unspaced(words[:length]).lstrip(STARS)
    if inside := _NUMBER.search(written):
        written = inside[0]
    rest = rest.strip(BLANK)
    if words.startswith(_OPENS) and rest.endswith(_CLOSES):  # 【第一条 总则】
        rest = rest[:-1]
    return replace(line, label=label, label_text=written, rest=rest, spaced=spaced)


def unlabelled(text: str, line: Line) -> Line:
    """The line without its label."""
    return replace(line, label=None, label_text="", rest=line.words(text), spaced=False)


def _label_of(words: str) -> tuple[Label, int] | None:
    """The label that a line begins with, and how long it is. A row of a table has none; but of a
    line whose only tab is behind its label, a sentence or a chapter's name shows that it is no row.
    """
    found = find_label(words)
    if found is None or "\t" not in words:
        return found
    label, length = found
    after = words[length:]
    rest = after.lstrip(BLANK)
    if "\t" in rest or "\t" not in after[: len(after) - len(rest)]:
        return None
    named = label.family in _HEADED and is_heading_like(rest) and not rest[-1].isdigit()
    void = label.family == "article" and re.fullmatch(r"[（(].*[）)]", rest)  # （删去）
    return found if named or void or is_prose(rest) else None


def is_page_number(words: str) -> bool:
    """Whether a line is nothing but a page number (- 31 -, 第 3 页)."""
    return _PAGE_NUMBER.fullmatch(words) is not None


def is_heading_like(rest: str) -> bool:
    """Whether words after a label read like a heading and not like a sentence."""
    return (
        0 < len(rest) <= 50
        and "\n" not in rest
        and not _END_OF_SENTENCE.search(rest)
        and not rest.endswith(("：", ":", "，", ",", "、"))
    )


def refers(rest: str) -> bool:
    """Whether words right after a clause number speak about that clause (第十二条规定的……)."""
    return _REFERENCE.match(rest.translate(_SIMPLIFIED)) is not None


def amends(rest: str) -> bool:
    """Whether words after a clause number say how that clause is changed (第三条 修改为：“……”)."""
    return _AMENDMENT.match(rest.translate(_SIMPLIFIED)) is not None


def ends_sentence(words: str) -> bool:
    """Whether a line ends where a sentence or a part of one does."""
    return _ENDED.search(words) is not None


def is_open(line: Line, text: str) -> bool:
    """Whether a line is a sentence that goes on below it, and no heading, name or field of a form
    (住址：某市，某路).
    """
    words = line.words(text)
    if line.level or ends_sentence(words) or _FIELD.match(line.rest):
        return False
    return words.endswith(("，", "、")) or (
        len(words) >= _SHORTEST_OPEN and _PARTED.search(line.rest) is not None
    )


def is_party(words: str) -> bool:
    """Whether a line says who a contract is between, or where they sign it (甲方（盖章）：)."""
    return _PARTIES.match(words) is not None


def is_prose(words: str) -> bool:
    """Whether a line is a sentence or the beginning of one."""
    return len(words) > 60 or words.endswith(("。", "：", ":", "；", "！"))


def is_title_like(words: str) -> bool:
    """Whether a line reads like the title of an official document."""
    return (
        6 <= len(words) <= 120
        and not re.search(r"[。；，,：:！？\t]", words)
        and _TITLE.search(words) is not None
        and _TITLE_START.match(words) is not None
    )


def ends_like_title(words: str) -> bool:
    """Whether a line ends in the name of a kind of document (…的决定, …条例（试行）)."""
    rules = _RULES.search(words) is not None and "关于" not in words
    return rules or _TITLE.search(words) is not None


def is_contents_word(words: str) -> bool:
    """Whether a line announces a table of contents."""
    return _CONTENTS.fullmatch(unspaced(words).strip("[]【】").lower()) is not None


def is_head_line(words: str) -> bool:
    """Whether a line under a title is about the document: dates, numbers, who adopted it."""
    return "。" not in words and len(words) < 200 and _HEAD.fullmatch(words) is not None


def is_front_matter(words: str) -> bool:
    """Whether a line stands above a title and is no part of it: 000001, 机密★1年, 特急, 附件1."""
    return words.startswith("---\n") or _FRONT.fullmatch("".join(words.split())) is not None


def is_addressed(words: str) -> bool:
    """Whether a line names to whom a document goes (各省高级人民法院：)."""
    return _ADDRESSED.fullmatch(words) is not None


def is_after_signature(words: str) -> bool:
    """Whether a line may come after the date that ends a document: （此件公开发布）, 抄送：……."""
    return is_imprint(words) or _AFTER_SIGNATURE.fullmatch(unspaced(words)) is not None


def is_imprint(words: str) -> bool:
    """Whether a line is below the text of an official document: 抄送：……, 某某办公厅 某日印发."""
    return _IMPRINT.fullmatch(unspaced(words)) is not None


def is_signature_line(words: str) -> bool:
    """Whether a line may be the date that ends a document."""
    return len("".join(words.split())) <= 40 and _SIGNATURE_DATE.search(words) is not None
