import hashlib
from pathlib import Path

import pytest

from index.clauses import clauses
from index.errors import SourceError
from index.model import Source
from index.outline import outline
from index.readers import read


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "a.html"


def source(path: Path, html: str | bytes) -> Source:
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return read(path, "laws/a.html")


def text(path: Path, html: str) -> str:
    return source(path, html).text


SITE = """<!DOCTYPE html><html><head><title>粮食法_某某网</title><style>p{{}}</style></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/a">新闻</a></li><li><a href="/b">法规</a></li></ul></div>
<div class="crumb">当前位置：<a href="/">首页</a></div>
<div id="main"><h1>粮食法</h1><div class="TRS_Editor">{0}</div></div>
<div><a href="/1">上一篇：水法</a> <a href="/2">下一篇：森林法</a> <a href="/3">更多</a></div>
<script>var 第一条 = 1;</script>
<footer>版权所有 某某人民政府</footer></body></html>"""
ARTICLES = [
    "第一条　为了保障粮食安全，制定本法。",
    "国家保护耕地。",
    "第二条　本法自公布之日起施行。",
]


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{line}</p>\n" for line in ARTICLES),
        "".join(f"<div><span>{line[:3]}</span>{line[3:]}</div>" for line in ARTICLES),
        "<br/>\n".join(ARTICLES),
        "<table><tr><td>" + "</td></tr><tr><td>".join(ARTICLES) + "</td></tr></table>",
        "<p>" + "<p>".join(ARTICLES),
        "<form><section>"
        + "".join(f"<p><a href='/x'>{a}</a></p>" for a in ARTICLES)
        + "</section></form>",
    ],
    ids=["p", "div", "br", "table", "unclosed", "links"],
)
def test_every_paragraph_of_a_law_is_kept_and_the_site_around_it_is_not(
    page: Path, body: str
) -> None:
    data = SITE.format(body).encode()
    read_source = source(page, data)
    assert read_source.text == "\n".join(["粮食法", *ARTICLES, ""])
    assert read_source.sha256 == hashlib.sha256(data).hexdigest()
    assert [(h.start, h.level) for h in read_source.headings] == [(0, 1)]
    (problem,) = read_source.problems
    assert (problem.kind, problem.span.start) == ("removed", 0)
    assert problem.message == "略去导航、页脚等页面文字 4 处（共 41 字）：“首页新闻法规”"
    (document,) = outline(read_source).documents
    assert document.title == "粮食法"
    assert [c.label for c in clauses(document)] == ["第一条", "第二条"]


def test_headings_have_their_level(page: Path) -> None:
    html = "<h1>法<br>条例</h1><p>甲</p><h2>第一章 <b>总则</b></h2><h6></h6>乙<h3>丙</h3>"
    read_source = source(page, html)
    assert read_source.text == "法\n条例\n甲\n第一章 总则\n乙\n丙\n"
    assert [(h.start, h.level) for h in read_source.headings] == [(0, 1), (2, 1), (7, 2), (16, 3)]


def test_white_space_is_shown_as_a_browser_shows_it(page: Path) -> None:
    html = "<p>　　第一条\u00a0为了保障\n   粮食安全，  the\n quick <b>fox</b>\t。</p>\n<p> </p><pre>a  b\n c</pre>"
    assert text(page, html) == "　　第一条\u00a0为了保障粮食安全， the quick fox 。\na  b\n c\n"


def test_tables_are_read_row_by_row(page: Path) -> None:
    html = (
        "<table><caption>表</caption><thead><tr><th>项目<th>金额</tr></thead>"
        "<tr><td><p>租</p><p>金</p><td>100<td></tr><tr><td><td>合计<td>1</tr></table>后"
    )
    assert text(page, html) == "表\n项目\t金额\n租 金\t100\n\t合计\t1\n后\n"


def test_rows_with_one_value_are_no_paragraphs(page: Path) -> None:
    rows = "<tr><th>行为<th>罚款<tr><td rowspan=2>占道<td>一百元<tr><td>两百元<tr><td colspan=2>备注：可加倍。"
    page.write_text(f"<p>第一条　标准如下：<table>{rows}</table><p>前款标准可以调整。", "utf-8")
    source = read(page, page.name)
    (document,) = outline(source).documents
    (article,) = clauses(document)
    assert [span.of(source.text) for span in article.paragraphs] == [
        "第一条　标准如下：\n行为\t罚款\n占道\t一百元\n\t两百元\t\n\t备注：可加倍。",
        "前款标准可以调整。",
    ]


def test_tables_for_the_layout_are_read_cell_by_cell(page: Path) -> None:
    cell = "".join(f"<p>第{i}条　{'甲' * 60}</p>" for i in "一二三四")
    html = f"<table><tr><td>栏目</td><td>{cell}</td></tr></table>"
    assert [line[:4] for line in text(page, html).split("\n")] == [
        "栏目",
        "第一条　",
        "第二条　",
        "第三条　",
        "第四条　",
        "",
    ]


def test_items_of_lists_get_the_numbers_a_browser_shows(page: Path) -> None:
    html = (
        "<ol><li>甲<li>乙<ol type=a><li>丙</ol><li value=7>丁</ol><ol start=3 type=I><li>戊</ol>"
        "<ul><li>己</ul><ol><li>第一条　庚</ol><ol style='list-style:none'><li>辛</ol>"
    )
    assert text(page, html).split("\n") == [
        *("1. 甲", "2. 乙", "a. 丙", "7. 丁", "III. 戊", "己", "第一条　庚", "辛", ""),
    ]
    html = "<ol><li>\n<p>甲</p><p>乙</p><ol><li><div>丙</div></ol><li></li><li><h3>丁</h3></ol>"
    assert text(page, html).split("\n") == ["1. 甲", "乙", "\u3000\u30001. 丙", "2.", "3. 丁", ""]


def test_what_a_browser_does_not_show_is_left_out_and_reported(page: Path) -> None:
    html = "<p>甲<span style='display: none'>密</span>乙</p><p hidden>暗</p><del>旧</del><!-- 注 --><select><option>选</select><ruby>一<rt>yi</rt></ruby>"
    read_source = source(page, html)
    assert read_source.text == "甲乙\n一\n"
    assert [(p.span.start, p.message) for p in read_source.problems] == [
        (0, "略去网页不显示的文字 2 处（共 2 字）：“密”")
    ]


def test_text_is_kept_whatever_its_class_says(page: Path) -> None:
    long = "为了保障粮食安全，制定本法。" * 40
    html = f"<div class='nav'><p>{long}</p></div><div id='footer'>第一条　本条例自公布之日起施行，以前的规定同时废止。</div>"
    assert text(page, html).count("\n") == 2


def test_a_page_of_links_only_is_read_as_it_is(page: Path) -> None:
    links = "".join(f"<p><a href='/{i}'>第{i}号令</a></p>" for i in "一二三")
    assert text(page, f"<nav>{links}</nav>") == "第一号令\n第二号令\n第三号令\n"


@pytest.mark.parametrize(
    ("codec", "meta", "named"),
    [
        ("utf-8", "", "UTF-8"),
        ("utf-8-sig", "", "UTF-8（带 BOM）"),
        ("utf-16", "", "UTF-16"),
        ("gb18030", "<meta charset=gb2312>", "GB18030"),
        ("gbk", '<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "GB18030"),
        ("big5", "<meta charset='big5'>", "BIG5HKSCS"),
        ("gb18030", "<meta charset='iso-8859-1'>", "GB18030"),
        ("gb18030", "<meta charset='no-such-code'>", "GB18030"),
        ("utf-8", "<meta charset=gb2312>", "UTF-8"),
    ],
)
def test_the_encoding_is_the_one_declared_unless_it_cannot_be(
    page: Path, codec: str, meta: str, named: str
) -> None:
    words = (
        "臺北市條例第一條本條例適用於臺北市"
        if codec == "big5"
        else "第一条　为了保障粮食安全，制定本条例。"
    )
    html = f"<html><head>{meta}</head><body><p>{words * 3}</p></body></html>"
    read_source = source(page, html.encode(codec))
    assert (read_source.text, read_source.encoding) == (words * 3 + "\n", named)


def test_characters_that_are_no_text_are_left_out(page: Path) -> None:
    assert text(page, "<p>甲&#1;\x01乙&nbsp;&#x20BB7;&copy;</p>") == "甲乙\u00a0𠮷©\n"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (b"", "是空文件"),
        (b"<html><head><title>x</title></head><body><img src=x></body></html>", "没有文字"),
        (b"<div>" * 5000 + b"x", "嵌套太深"),
        (b"<p>" + b"a" * 11_000_000, "段落太长"),
    ],
    ids=["empty", "no text", "deep", "long"],
)
def test_what_cannot_be_read_is_said_in_one_line(page: Path, html: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        source(page, html)
    assert caught.value.zh.startswith("laws/a.html：")
    assert "\n" not in caught.value.zh + caught.value.en


PLAIN = "<p>第一条　为了保障粮食安全，制定本法。</p><p>第二条　本法自公布之日起施行。</p>"
LAW = ["粮食法", "第一条　为了保障粮食安全，制定本法。", "第二条　本法自公布之日起施行。"]


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ("<title>粮食法_某某市人民政府</title>", "<div>首页 热点</div><p>热点推荐</p>"),
        ("<title>某某市政府-法规库-粮食法</title>", "<h1>某某市人民政府</h1><div>法规库</div>"),
        (
            "<title>某某市政府</title><meta name=ArticleTitle content='粮食法'>",
            "<table><tr><td>索引号：<td>014349/2020-1</tr><tr><td>标题：<td>粮食法</table>",
        ),
    ],
    ids=["lists", "banner", "meta"],
)
def test_the_title_is_the_line_that_the_page_is_called(page: Path, head: str, before: str) -> None:
    html = f"<html><head>{head}</head><body>{before}<p align=center>粮食法</p><p>日期：2020-01-01</p>{PLAIN}</body></html>"
    (document,) = outline(source(page, html)).documents
    assert document.title == "粮食法"
    assert [node.kind for node in document.nodes] == ["head", "title", "head", "article", "article"]


def test_the_only_main_heading_is_the_title_whatever_stands_above(page: Path) -> None:
    html = f"<title>x</title><div>公报</div><p>2020年第1期</p><h1>粮食法</h1>{PLAIN}"
    (document,) = outline(source(page, html)).documents
    assert document.title == "粮食法"
    two = f"<h1>粮食安全法</h1>{PLAIN}<h1>水资源条例</h1>{PLAIN}"
    titles = [document.title for document in outline(source(page, two)).documents]
    assert titles == ["粮食安全法", "水资源条例"]


AFTER = """<p>责任编辑：张三</p><div>【<a href="javascript:print()">打印本页</a>】 【关闭】</div>
<p>上一篇：水法</p><p>下一篇：<a href=/2>森林法</a></p><div>扫一扫在手机打开当前页</div><h3>相关链接</h3>
<ul><li><a href=/1>某某通知</a> 2020-01-01<li><a href=/2>某某公告</a> 2020-01-02<li><a href=/3>某某意见</a> 2020-01-03</ul>
<p>主办：某某市人民政府　<a href=/b>京ICP备05070218号</a></p><p>京公网安备11010202000001号</p><p>版权所有　某某网</p>"""


def test_what_stands_below_the_text_is_left_out_and_reported(page: Path) -> None:
    read_source = source(page, f"<h1>粮食法</h1>{PLAIN}{AFTER}")
    assert read_source.text == "\n".join([*LAW, ""])
    (problem,) = read_source.problems
    assert problem.span.start == len(read_source.text)
    assert problem.message.startswith("略去导航、页脚等页面文字 10 处")


def test_a_short_list_of_other_pages_goes_with_its_heading(page: Path) -> None:
    below = "<p>附件下载：<a href=1>粮食法.doc</a></p><p>相关解读：</p><p><a href=2>《粮食法》解读</a></p><p>【打印】</p>"
    assert text(page, f"<h1>粮食法</h1>{PLAIN}{below}") == "\n".join([*LAW, ""])
    kept = "<p>相关解读如下：</p><p>粮食是指谷物。</p><p>联系电话</p>"
    assert text(page, f"<h1>粮食法</h1>{PLAIN}{kept}").count("\n") == 6


def test_the_last_words_of_a_text_are_no_footer(page: Path) -> None:
    words = "<p>联系人：张三</p><p>来源地证书由海关签发。</p><p>附件：<a href=1>表一</a> <a href=2>表二</a> <a href=3>表三</a></p>"
    assert text(page, f"<h1>通知</h1>{PLAIN}{words}").split("\n")[3:] == [
        *("联系人：张三", "来源地证书由海关签发。", "附件：表一 表二 表三", ""),
    ]
    assert text(page, "<p>打印</p><p>关闭</p>") == "打印\n关闭\n"


def test_links_with_separators_or_dates_are_navigation(page: Path) -> None:
    links = "<tr><td><a href=/>首页</a> | <a href=/a>新闻</a> | <a href=/b>法规</a></td></tr>"
    html = f"<table>{links}<tr><td>粮食法</td></tr></table>{PLAIN}"
    assert text(page, html) == "\n".join([*LAW, ""])


def test_a_label_beside_its_paragraphs_is_an_article(page: Path) -> None:
    html = (
        "<h1>粮食法</h1><table><tr><td>第一条<td><p>国家保护耕地。</p><p>集体保护林地：</p><p>（一）松林。</p></tr>"
        "<tr><td>第二条<td>本法自公布之日起施行。</tr></table>"
    )
    read_source = source(page, html)
    assert read_source.text.split("\n")[1:] == [
        *("第一条\t国家保护耕地。", "集体保护林地：", "（一）松林。"),
        *("第二条\t本法自公布之日起施行。", ""),
    ]
    (document,) = outline(read_source).documents
    first, second = clauses(document)
    assert [len(c.paragraphs) for c in (first, second)] == [2, 1]


def test_versions_side_by_side_are_read_one_after_the_other(page: Path) -> None:
    html = (
        "<h1>粮食法修订对照表</h1><table><tr><th>序号<th>修订前<th>修订后</tr>"
        "<tr><td colspan=3>第一章 总则</td></tr>"
        "<tr><td>1<td><p>第一条　国家保护耕地。</p><p>集体保护林地。</p><td>第一条　国家保护粮食。</tr>"
        "<tr><td>2<td>新增<td>第二条　国家储备粮食。</tr></table><p>其他不变。</p>"
    )
    read_source = source(page, html)
    (document,) = outline(read_source).documents
    assert [(c.path, c.label, c.span.of(read_source.text)) for c in clauses(document)] == [
        (("修订前", "第一章 总则"), "第一条", "第一条　国家保护耕地。\n集体保护林地。"),
        (("修订后", "第一章 总则"), "第一条", "第一条　国家保护粮食。"),
        (("修订后", "第一章 总则"), "第二条", "第二条　国家储备粮食。\n新增"),
        ((), "结语", "其他不变。"),
    ]
    assert [problem.message for problem in read_source.problems] == [
        "略去对照表的行号和其他表头 3 处（共 4 字）：“序号”"
    ]


def test_articles_that_are_beside_others_but_no_versions_stay_in_their_rows(page: Path) -> None:
    rows = [
        f"<tr><td>第{n}条　不得占用耕地{n}。<td>第{n}十条　违反的处罚款{n}。</tr>" for n in "二三四"
    ]
    html = f"<table><tr><th>违法行为<th>处罚依据</tr>{''.join(rows)}</table>"
    assert text(page, html) == (
        "违法行为\t处罚依据\n第二条 不得占用耕地二。\t第二十条 违反的处罚款二。\n"
        "第三条 不得占用耕地三。\t第三十条 违反的处罚款三。\n"
        "第四条 不得占用耕地四。\t第四十条 违反的处罚款四。\n"
    ).replace("条 ", "条　")


def test_preformatted_lines_are_kept_and_paragraphs_broken_at_an_edge_are_whole(
    page: Path,
) -> None:
    assert text(page, "<pre>甲  乙<br>丙<script>丁</script>\n 戊<b>己</b>\n</pre>庚\n辛") == (
        "甲  乙\n丙\n 戊己\n庚辛\n"
    )
    assert text(page, "<div style='white-space: pre-wrap'>甲\n乙</div><i>丙\n丁</i>") == (
        "甲\n乙\n丙丁\n"
    )
    words = (
        "为了保障粮食安全，根据有关的法律，结合本地的情况，制定本条例，请各单位遵照执行，不得有误。"
    )
    lines = [f"　　第{n}条　{words}" for n in "一二三四五六"]
    broken = "\n".join(line[i : i + 30] for line in lines for i in range(0, len(line), 30))
    read_source = source(page, f"<h1>粮食法</h1><pre>{broken}</pre>")
    (document,) = outline(read_source).documents
    assert [len(c.paragraphs) for c in clauses(document)] == [1] * 6


def test_cells_are_filled_by_what_is_shown(page: Path) -> None:
    html = "<table><tr><td><script>x()</script><td><p>甲。</p><p>乙。</p></table>"
    assert text(page, html) == "甲。\n乙。\n"


def test_a_title_whose_letters_stand_apart_is_one_word(page: Path) -> None:
    html = "<h1>劳 动 合 同</h1><p>第一条　期限三年。</p><p>第二条　月薪一万。</p>"
    (document,) = outline(source(page, html)).documents
    assert document.title == "劳动合同"


def test_a_title_on_two_lines_is_one(page: Path) -> None:
    html = f"<title>最高人民法院关于粮食的规定-某某网</title><p>首页　法规</p><p>最高人民法院</p><p>关于粮食的规定</p>{PLAIN}"
    (document,) = outline(source(page, html)).documents
    assert document.title == "最高人民法院关于粮食的规定"
    assert [node.kind for node in document.nodes] == ["head", "title", "article", "article"]


@pytest.mark.parametrize(
    ("css", "words"),
    [
        (".x{display:none}", "甲乙"),
        ("/* .y{} */ .z, span.x { color: red; visibility : hidden; }", "甲乙"),
        ("#k{font-size:0;display:none!important}", "甲乙"),
        (".x{color:red}", "甲密乙"),
        (".w{display:none}", "甲密乙"),
        ("div.x{display:none}", "甲密乙"),
        (".w .x{display:none}", "甲密乙"),  # inside another, which may not be around it
        ("span{display:none}", "甲密乙"),  # of all
        ("@media print{.x{display:none}} p{margin:0}", "甲密乙"),
        (".x{display:none} .x.on{display:inline}", "甲乙"),
        (".x{display:none} .on .x{display:inline}", "甲密乙"),  # what a click shows
    ],
)
def test_what_rules_of_style_hide_is_not_read(page: Path, css: str, words: str) -> None:
    html = f"<head><style>{css}</style></head><p>甲<span class='a x' id='k'>密</span>乙</p>"
    assert text(page, html) == f"{words}\n"


@pytest.mark.parametrize(
    "inside", ["<p>第一条 甲应当登记。</p>", f"<p>{'长' * 201}。</p>"], ids=["clause", "long"]
)
def test_a_text_is_read_although_rules_hide_it(page: Path, inside: str) -> None:
    html = f"<style>.tab{{display:none}}</style><div class=tab>{inside}</div>"
    assert len(text(page, html)) > 10


@pytest.mark.parametrize("cell", ["{}", "<p>{}</p>"])
@pytest.mark.parametrize(
    ("row", "beside"),
    [
        ("<td>{n}</td><td>{a}</td><td>释义{n}</td>", "{n}\n释义{n}"),
        ("<td>总则</td><td>{a}</td>", "总则"),
        ("<td></td><td>{a}</td><td></td>", ""),
    ],
)
def test_articles_in_a_second_column_are_articles(
    page: Path, row: str, beside: str, cell: str
) -> None:
    texts = ["第一条 甲。", "第二条 乙应当：<br>（一）丙；<br>（二）丁。", "第三条 戊。"]
    made = [row.format(n=n, a=cell.format(a)) for n, a in enumerate(texts, 1)]
    rows = "".join(f"<tr>{one}</tr>" for one in made)
    read = source(page, f"<h1>某办法</h1><table><tr><th>序</th><th>文</th></tr>{rows}</table>")
    (document,) = outline(read).documents
    found = [c for c in clauses(document) if c.kind == "article"]
    assert [c.label for c in found] == ["第一条", "第二条", "第三条"]
    assert [c.span.of(read.text) for c in found] == [
        "\n".join(filter(None, (text.replace("<br>", "\n"), beside.format(n=n))))
        for n, text in enumerate(texts, 1)
    ]
    assert [len(c.paragraphs) for c in found] == [1, 1, 1]


@pytest.mark.parametrize(
    "last", ["点赞 在看 分享", "阅读原文", "写留言", "转发　评论　收藏", "投诉"]
)
def test_what_an_app_shows_around_an_article_is_no_part_of_it(page: Path, last: str) -> None:
    article = (
        "（2024年12月27日某某市人民代表大会常务委员会通过）</p><p>第一条 甲。</p><p>第二条 乙。</p>"
    )
    html = f"<h1>养犬条例</h1><p>某某发布 2025-03-01 09:00</p><p>养犬条例</p><p>{article}"
    read = source(page, f"{html}<p>编辑：张三</p><p>{last}</p>")
    (document,) = outline(read).documents
    assert (document.issuer, document.date) == ("某某市人民代表大会常务委员会", "2024-12-27")
    assert [c.span.of(read.text) for c in clauses(document)] == ["第一条 甲。", "第二条 乙。"]


@pytest.mark.parametrize(
    "css",
    [
        ".tab{display:none} .tab.on{display:block}",
        ".tab{display:none} @media (min-width:9px){.tab{display:block}}",
    ],
)
def test_a_sentence_that_other_rules_may_show_is_read(page: Path, css: str) -> None:
    html = f"<style>{css}</style><p>第一条 甲。</p><div class=tab><p>犬只应当免疫。</p></div>"
    assert text(page, html) == "第一条 甲。\n犬只应当免疫。\n"


def test_articles_between_other_cells_are_no_text(page: Path) -> None:
    rows = "".join(
        f"<tr><td>违章{n}</td><td>第{n}条 不得。</td><td>罚款</td></tr>"
        for n in ("十", "十一", "十二")
    )
    assert text(page, f"<table>{rows}</table>").split("\n")[0] == "违章十\t第十条 不得。\t罚款"
