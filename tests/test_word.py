import hashlib
import io
import quopri
import zipfile
from pathlib import Path

import pytest

from index.clauses import clauses
from index.errors import SourceError
from index.formats.number_formats import write_number
from index.formats.word import read_word
from index.model import Heading, Source
from index.numerals import to_chinese
from index.outline import outline
from index.readers import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>
<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="x"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="paragraph" w:styleId="item"><w:name w:val="条"/>
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="h"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def packed(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **others: str) -> bytes:
    """A Word file with this body; others: "styles", "numbering", "footnotes", "endnotes"."""
    parts = {"word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"}
    for name, content in others.items():
        parts[f"word/{name}.xml"] = f"<w:{name} {W}>{content}</w:{name}>"
    return packed(parts)


def p(*runs: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, more: str = "") -> str:
    return f'<w:r><w:rPr>{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, num: int = 1, level: int = 0) -> str:
    more = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return p(r(text), more=more)


def level(number: int, text: str, form: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, nums: str = "") -> str:
    abstract = f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
    return f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{nums}'


def text(body: str, **others: str) -> str:
    return read_word(docx(body, **others), "a.docx").text


def articles(body: str) -> dict[str, list[str]]:
    """The paragraphs of each article of the only document."""
    source = read_word(docx(body, styles=STYLES), "a.docx")
    (document,) = outline(source).documents
    return {
        clause.label: [span.of(source.text) for span in clause.paragraphs]
        for clause in clauses(document)
        if clause.kind == "article"
    }


def messages(source: Source) -> list[tuple[str, int, str]]:
    return [(one.kind, one.span.start, one.message) for one in source.problems]


def test_paragraphs_are_lines_in_order() -> None:
    data = docx(p(r("第一条　"), r("为了保障，")) + p() + p(r(" 二\u00a0行 ")))
    source = read_word(data, "a/b.docx")
    assert source.text == "第一条　为了保障，\n\n 二\u00a0行 \n"
    assert (source.path, source.encoding, source.page_starts) == ("a/b.docx", "DOCX", ())
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert (source.headings, source.problems) == ((), ())


def test_breaks_tabs_and_special_characters() -> None:
    run = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t> 丙 </w:t><w:noBreakHyphen/><w:softHyphen/>"
        "<w:t>&#x20BB7;</w:t><w:cr/></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="2611"/></w:r>'
    )
    assert text(p(run)) == "甲\n乙\t丙-𠮷\n☑☑\n"


def test_symbols_of_unknown_fonts_are_reported_as_lost(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(
        docx(p(r("甲"), '<w:r><w:sym w:font="Own" w:char="F041"/></w:r>'))
    )
    source = read(tmp_path / "a.docx", "a.docx")
    assert source.text == "甲\ufffd\n"
    assert [(one.kind, one.span.start) for one in source.problems] == [("encoding", 1)]


def symbols(*codes: str) -> str:
    return "<w:r>" + "".join(f'<w:sym w:font="宋体" w:char="{code}"/>' for code in codes) + "</w:r>"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([symbols("D842", "DFB7")], "𠮷"),
        ([symbols("D842"), symbols("DFB7", "2611")], "𠮷☑"),
        ([symbols("D83D"), r("甲")], "\ufffd甲"),
        ([r("甲"), symbols("DE00")], "甲\ufffd"),
        ([symbols("DE00", "D83D")], "\ufffd\ufffd"),
        ([symbols("0000", "0008", "000A", "FFFF", "2611")], "\ufffd\ufffd\ufffd\ufffd☑"),
    ],
)
def test_halves_of_symbols_are_joined_and_what_is_no_character_is_lost(
    tmp_path: Path, runs: list[str], expected: str
) -> None:
    note = f'<w:footnote w:id="2">{p(*runs)}</w:footnote>'
    body = p(r("第一条 "), *runs, '<w:r><w:footnoteReference w:id="2"/></w:r>')
    (tmp_path / "a.docx").write_bytes(docx(body, footnotes=note))
    source = read(tmp_path / "a.docx", "a.docx")
    assert source.text == f"第一条 {expected}\n〔注1〕{expected}\n"
    lost = source.text.find("\ufffd")
    assert [(one.kind, one.span.start) for one in source.problems] == [("encoding", lost)] * (
        lost > 0
    )


def test_headings_come_from_styles_and_outline_levels() -> None:
    body = (
        p(r("总则"), style="1")
        + p(r("一般规定"), style="2")
        + p(r("附则"), style="mine")
        + p(r("第四级"), more='<w:outlineLvl w:val="3"/>')
        + p(r("正文"), style="1", more='<w:outlineLvl w:val="9"/>')
        + p(r("循环"), style="loop")
        + p(r(" "), style="1")
    )
    source = read_word(docx(body, styles=STYLES), "a.docx")
    found = [(source.text[h.start :].split("\n")[0], h.level) for h in source.headings]
    assert found == [("总则", 1), ("一般规定", 2), ("附则", 1), ("第四级", 4)]


def test_the_title_stands_above_all_headings() -> None:
    title = p("<w:r><w:t>最高人民法院</w:t><w:br/><w:t>关于房屋的规定</w:t></w:r>", style="t")
    body = title + p(r("总则"), style="1") + p(r("第一条　甲。"))
    source = read_word(docx(body, styles=STYLES), "a.docx")
    assert [(h.start, h.level) for h in source.headings] == [(0, 1), (7, 1), (15, 2)]
    (document,) = outline(source).documents
    assert document.title == "最高人民法院关于房屋的规定"
    assert [clause.path for clause in clauses(document)] == [("总则",)]


def test_automatic_numbers_become_text() -> None:
    levels = (
        level(0, "第%1条", "chineseCountingThousand"),
        level(1, "（%2）", "chineseCounting"),
        level(2, "%2.%3", "decimal", "<w:isLgl/>"),
    )
    body = (
        numbered("甲。")
        + numbered("乙：")
        + numbered("丙；", level=1)
        + numbered("丁。", level=1)
        + p(r("戊。"))
        + numbered("己。", level=2)
        + numbered("庚：")
        + numbered("辛。", level=1)
        + numbered("壬。", level=2)
    )
    assert text(body, numbering=numbering(*levels)).split("\n") == [
        *("第一条 甲。", "第二条 乙：", "（一）丙；", "（二）丁。", "戊。", "2.1 己。"),
        *("第三条 庚：", "（一）辛。", "1.1 壬。", ""),
    ]


def test_numbers_can_start_elsewhere_and_go_on_in_another_list() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="10"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, '%1）', 'lowerLetter')}</w:lvlOverride></w:num>"
    )
    body = "".join(numbered("x", num) for num in (1, 2, 3, 3, 1, 4, 0, 99))
    found = text(body, numbering=numbering(level(0, "%1."), nums=again))
    assert found.split("\n") == ["1. x", "2. x", "10. x", "11. x", "12. x", "m）x", "x", "x", ""]


def test_levels_restart_as_the_list_says() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    levels = (level(0, "%1、"), level(1, "%2."), level(2, "%3)", more=never))
    body = "".join(numbered("x", level=i) for i in (0, 1, 2, 0, 1, 2, 1))
    assert text(body, numbering=numbering(*levels)).split() == [
        *("1、x", "1.", "x", "1)", "x", "2、x", "1.", "x", "2)", "x", "2.", "x"),
    ]


def test_numbers_that_look_the_same_are_told_apart_by_their_indent() -> None:
    levels = (level(0, "%1."), level(1, "%2."), level(2, "%1.%3."), level(3, "%4."))
    body = "".join(numbered("x", level=i) for i in (0, 1, 1, 2, 3))
    assert text(body, numbering=numbering(*levels)).split("\n") == [
        *(
            "1. x",
            "\u3000\u30001. x",
            "\u3000\u30002. x",
            "1.1. x",
            "\u3000\u3000\u3000\u30001. x",
            "",
        ),
    ]


def test_styles_number_their_paragraphs() -> None:
    body = p(r("甲"), style="item") + p(r("乙"), style="item") + p(r("丙"))
    off = p(r("丁"), style="item", more='<w:numPr><w:numId w:val="0"/></w:numPr>')
    found = text(body + off, styles=STYLES, numbering=numbering(level(0, "%1、")))
    assert found == "1、甲\n2、乙\n丙\n丁\n"


def test_bullets_are_not_text_and_forged_numbers_stay_short() -> None:
    bullets = numbering(level(0, "\uf0b7", "bullet"))
    assert text(numbered("甲"), numbering=bullets) == "甲\n"
    forged = level(0, "%1" * 1000, "lowerLetter").replace(
        'start w:val="1"', 'start w:val="999999999"'
    )
    assert len(text(numbered("甲"), numbering=numbering(forged))) < 300


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (12, "decimal", "12"),
        (3, "decimalZero", "03"),
        (12, "chineseCounting", "十二"),
        (105, "chineseCountingThousand", "一百零五"),
        (21, "japaneseCounting", "二十一"),
        (20, "ideographDigital", "二〇"),
        (3, "ideographTraditional", "丙"),
        (11, "ideographTraditional", "11"),
        (12, "ideographZodiac", "亥"),
        (31, "chineseLegalSimplified", "叁拾壹"),
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (26, "lowerLetter", "z"),
        (28, "upperLetter", "BB"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (2, "decimalEnclosedParen", "⑵"),
        (15, "decimalFullWidth", "１５"),
        (7, "none", ""),
        (7, "hebrew2", "7"),
        (0, "chineseCounting", "0"),
        (999_999_999, "lowerLetter", "999999999"),
    ],
)
def test_numbers_are_written_in_every_format(number: int, form: str, written: str) -> None:
    assert write_number(number, form) == written


def test_tables_are_read_row_by_row() -> None:
    def row(*cells: str, more: str = "") -> str:
        return f"<w:tr>{more}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    body = (
        p(r("前"))
        + "<w:tbl>"
        + row(p(r("项目")), p(r("金额")))
        + row(p(r("租")) + p(r("金")), p(r("一\t百")) + p(), p())
        + row(p(), p(r("合计")), p(r("甲")))
        + row(p(r("第一条　整行。")), p())
        + row(p(r("x")), p(r("y")), more="<w:trPr><w:del/></w:trPr>")
        + row(p(), p())
        + "</w:tbl>"
        + p(r("后"))
    )
    assert text(body) == "前\n项目\t金额\n租 金\t一 百\n\t合计\t甲\n第一条　整行。\n后\n"


def test_rows_with_one_value_are_no_paragraphs() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(cells) + "</w:tr>"

    def cell(words: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(r(words))}</w:tc>"

    both, below = '<w:gridSpan w:val="2"/>', "<w:vMerge/>"
    body = (
        p(r("第一条　标准如下："))
        + "<w:tbl>"
        + row(cell("行为"), cell("罚款"))
        + row(cell("占道", '<w:vMerge w:val="restart"/>'), cell("一百元"))
        + row(cell("", below), cell("两百元"))
        + row(cell("其他"), cell(""))
        + row(cell("注：每次加倍。", both))
        + row(cell("第二条　整行。", both))
        + "</w:tbl>"
        + p(r("前款标准可以调整。"))
    )
    assert text(body) == (
        "第一条　标准如下：\n行为\t罚款\n占道\t一百元\n\t两百元\t\n\t其他\t\n\t注：每次加倍。\t\n"
        "第二条　整行。\n前款标准可以调整。\n"
    )
    assert {label: len(spans) for label, spans in articles(body).items()} == {
        "第一条": 1,
        "第二条": 2,
    }


def test_a_cell_beside_the_number_of_an_article_keeps_its_paragraphs() -> None:
    cells = (p(r("第一条")), p(r("甲应当付款。")) + p(r("乙应当发货。")))
    row = "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    plain = row.replace("第一条", "第一项")
    found = articles(p(r("买卖合同")) + f"<w:tbl>{row}</w:tbl>")
    assert found == {"第一条": ["第一条\t甲应当付款。", "乙应当发货。"]}
    assert text(f"<w:tbl>{plain}</w:tbl>") == "第一项\t甲应当付款。 乙应当发货。\n"


def test_articles_in_a_column_of_a_table_are_articles_with_what_stands_beside_them() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = ("".join(f"<w:tc>{p(r(words))}</w:tc>" for words in row) for row in rows)
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"

    counted = [(str(n), f"第{to_chinese(n)}条 应当登记。", f"Article {n}") for n in (1, 2, 3)]
    title = p(r("登记合同"))
    assert articles(title + table(("号", "条款", "译文"), *counted)) == {
        f"第{to_chinese(n)}条": [f"第{to_chinese(n)}条 应当登记。\n{n}\nArticle {n}"]
        for n in (1, 2, 3)
    }
    assert articles(title + table(*counted[:2])) == {}  # rows that are about two articles
    beside = (("违法", "处罚"), *((words, f"第{n}0条 {words}") for n, words, _ in counted))
    assert articles(title + table(*beside)) == {}  # no versions of one text


def version_table(*rows: tuple[str, ...]) -> str:
    """A table; a cell of several paragraphs has line breaks, one over two columns is a row alone."""
    cells = [
        "".join(
            "<w:tc>"
            + ('<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' if len(row) == 1 else "")
            + "".join(p(r(line)) for line in words.split("\n"))
            + "</w:tc>"
            for words in row
        )
        for row in rows
    ]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_versions_side_by_side_are_read_one_after_the_other() -> None:
    table = version_table(
        ("修订前", "修订后"),
        ("第一章　总则",),
        ("第一条　甲应当登记。\n（一）旧车；", "第一条　甲应当备案。\n（一）新车；"),
        ("（新增）", "第二条　乙应当公告。"),
        ("第二条　丙应当评估。", "第三条　丙应当评估。"),
        ("第三条　丁。", "（删除）"),
    )
    body = p(r("章程对照表")) + p(r("现修订如下：")) + table + p(r("其他不变。"))
    source = read_word(docx(body), "a.docx")
    (document,) = outline(source).documents
    assert [(c.path, c.label, c.span.of(source.text)) for c in clauses(document)] == [
        ((), "序言", "现修订如下："),
        (("修订前", "第一章 总则"), "第一条", "第一条　甲应当登记。\n（一）旧车；"),
        (("修订前", "第一章 总则"), "第二条", "第二条　丙应当评估。"),
        (("修订前", "第一章 总则"), "第三条", "第三条　丁。\n（删除）"),
        (("修订后", "第一章 总则"), "第一条", "第一条　甲应当备案。\n（一）新车；"),
        (("修订后", "第一章 总则"), "第二条", "第二条　乙应当公告。\n（新增）"),
        (("修订后", "第一章 总则"), "第三条", "第三条　丙应当评估。"),
        ((), "结语", "其他不变。"),
    ]
    assert source.text.count("第一章　总则") == 2  # the cell stands over both columns
    assert outline(source).problems == ()


def test_numbers_of_rows_are_left_out_of_versions_and_that_is_reported() -> None:
    table = version_table(
        ("序号", "原条款", "修改后条款", "理由"),
        ("1", "第六条　甲。", "第六条　乙。", "法律已改。"),
        ("2", "第九条　丙。", "第九条　丁。", ""),
    )
    source = read_word(docx(p(r("章程对照表")) + table), "a.docx")
    assert outline(source).problems == source.problems  # articles that are not amended are no gap
    assert source.text == (
        "章程对照表\n原条款\n第六条　甲。\n第九条　丙。\n修改后条款\n第六条　乙。\n法律已改。\n第九条　丁。\n"
    )
    (removed,) = source.problems
    assert removed.message == "第2行起：略去 4 处对照表的行号和其他表头（共 6 字）：“序号”"


COUNTED = numbering(
    level(0, "第%1条", "chineseCounting"),
    level(1, "（%2）", "chineseCounting"),
    nums='<w:abstractNum w:abstractNumId="8">'
    + level(0, "第%1条", "chineseCounting")
    + '</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>',
)


def cells(*rows: tuple[str, ...]) -> str:
    """A table whose cells hold these paragraphs."""
    each = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in each) + "</w:tbl>"


def named(body: str) -> list[tuple[tuple[str, ...], str, str]]:
    """Path, label and words of each clause."""
    source = read_word(docx(body, numbering=COUNTED), "a.docx")
    (document,) = outline(source).documents
    return [(c.path, c.label, c.span.of(source.text)) for c in clauses(document)]


@pytest.mark.parametrize("second", [1, 2])
def test_numbers_of_a_list_count_in_versions_side_by_side(second: int) -> None:
    after = [numbered(words, second) for words in ("丁。", "戊。", "己。")]
    if second == 1:  # the other column has them in its words
        after = [p(r(f"第{n}条 {words}")) for n, words in zip("一二三", "丁戊己", strict=True)]
    rows = zip([numbered(words) for words in ("甲。", "乙。", "丙。")], after, strict=True)
    found = named(
        p(r("对照表")) + cells((p(r("修订前")), p(r("修订后"))), *rows) + numbered("庚。")
    )
    assert [one[:2] for one in found[:6]] == [
        *(((("修订前",), label)) for label in ("第一条", "第二条", "第三条")),
        *(((("修订后",), label)) for label in ("第一条", "第二条", "第三条")),
    ]
    assert found[1][2] == "第二条 乙。"
    assert found[-1][2] == "第四条 庚。"  # and goes on below the table


def test_articles_that_a_list_numbers_in_cells_keep_their_paragraphs_and_remarks() -> None:
    remarks = ("目的", "要求", "部门")
    texts = (
        numbered("为了采购，制定本办法。"),
        numbered("采购应当：")
        + numbered("公开；", level=1)
        + numbered("公平。", level=1)
        + p(r("乙。")),
        numbered("由局负责。"),
    )
    rows = [(words, p(r(remark))) for words, remark in zip(texts, remarks, strict=True)]
    assert named(p(r("采购办法")) + cells(*rows)) == [
        ((), "第一条", "第一条 为了采购，制定本办法。\n目的"),
        ((), "第二条", "第二条 采购应当：\n（一）公开；\n（二）公平。\n乙。\n要求"),
        ((), "第三条", "第三条 由局负责。\n部门"),
    ]


@pytest.mark.parametrize("down", [False, True])
def test_articles_in_two_columns_of_a_page_are_one_text(down: bool) -> None:
    words = [f"第{n}条　{n}应当登记。" for n in "一二三四五六"]
    pairs = zip(words[:3], words[3:], strict=True) if down else zip(*[iter(words)] * 2, strict=True)
    assert text(version_table(*pairs)) == "\n".join([*words, ""])


def test_cells_for_the_layout_are_read_one_after_the_other() -> None:
    left = "".join(p(r(f"第{i}条　" + "左" * 60)) for i in "一二三四")
    right = "".join(p(r(f"Article {i} " + "r" * 60)) for i in "1234")
    table = f"<w:tbl><w:tr><w:tc>{left}</w:tc><w:tc>{right}</w:tc></w:tr></w:tbl>"
    lines = text(table).split("\n")
    assert [line[:9] for line in lines] == [
        *(f"第{i}条　左左左左左" for i in "一二三四"),
        *(f"Article {i}" for i in "1234"),
        "",
    ]


def test_changes_are_taken_as_accepted() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>旧的</w:delText></w:r></w:del>'
    moved = f"<w:moveFrom>{r('走')}</w:moveFrom><w:moveTo>{r('来')}</w:moveTo>"
    mark = "<w:rPr><w:del/></w:rPr>"
    body = (
        p(r("第一条　"), deleted, f"<w:ins>{r('新的')}</w:ins>", moved)
        + p(r("前半"), more=mark)
        + p(r("后半。"))
        + p(deleted, more=mark)
        + p(r("末。"))
    )
    source = read_word(docx(body), "a.docx")
    assert source.text == "第一条　新的来\n前半后半。\n末。\n"
    message = "第1行起：略去 3 处修订中删除的文字（按接受修订处理）（共 5 字）：“旧的”"
    assert messages(source) == [("removed", 0, message)]


def test_deleted_paragraphs_use_up_no_number() -> None:
    mark = '<w:rPr><w:del/></w:rPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = p("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", more=mark)
    body = numbered("甲") + gone + numbered("乙")
    assert text(body, numbering=numbering(level(0, "%1、"))) == "1、甲\n2、乙\n"


def test_hidden_text_is_left_out_and_reported() -> None:
    body = p(r("甲")) + p(
        r("乙"), r("秘密", "<w:vanish/>"), r("暗", '<w:rStyle w:val="h"/>'), r("丙")
    )
    shown = p(r("丁", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>'))
    source = read_word(docx(body + shown, styles=STYLES), "a.docx")
    assert source.text == "甲\n乙丙\n丁\n"
    assert messages(source) == [("removed", 2, "第2行起：略去 2 处隐藏文字（共 3 字）：“秘密”")]


def test_notes_follow_their_paragraph() -> None:
    def note(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    notes = "".join(
        f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r>{r(words)}</w:p>{p(r("续"))}</w:footnote>'
        for i, words in ((2, " 见附件。"), (5, "见上。"))
    )
    ends = f'<w:endnote w:id="2">{p(r("出处。"))}</w:endnote>'
    body = p(r("甲"), note("footnote", 5), r("乙。"), note("endnote", 2)) + p(
        r("丙"), note("footnote", 2)
    )
    again = p(r("丁"), note("footnote", 2), note("footnote", 77))
    assert text(body + again, footnotes=notes, endnotes=ends) == (
        "甲乙。\n〔注1〕见上。 续\n〔尾注1〕出处。\n丙\n〔注2〕见附件。 续\n丁\n"
    )


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{p(r('框一'))}{p(r('框二'))}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><x>" + box + "</x></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text(p(r("前"), drawing, r("后")) + p(r("下"))) == "前后\n框一\n框二\n下\n"


def test_a_text_box_is_no_paragraph_of_the_article_that_it_stands_beside() -> None:
    def boxed(*lines: str) -> str:
        inside = "".join(p(r(line)) for line in lines)
        return f"<w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"

    body = (
        p(r("登记办法")) + p(r("第一条　应当登记。"), boxed("流程图", "见右")) + p(r("可以代办。"))
    )
    assert articles(body + p(boxed("第二条　应当年检。", "年检免费。"))) == {
        "第一条": ["第一条　应当登记。\n流程图\n见右", "可以代办。"],
        "第二条": ["第二条　应当年检。", "年检免费。"],
    }


def test_characters_without_width_and_initials_hide_no_article() -> None:
    initial = '<w:framePr w:dropCap="drop" w:lines="2"/>'
    body = p(r("登记办法")) + p(r("第\u200b一\ufeff条\u00ad应当\u2060登记。"))
    body += p(r("第"), more=initial) + p(r("二条　应当年检。"))
    assert articles(body) == {"第一条": ["第一条应当登记。"], "第二条": ["第二条　应当年检。"]}


def test_a_sentence_in_the_style_of_a_heading_is_no_heading_in_a_law() -> None:
    body = p(r("登记办法"), style="t") + p(r("第一章　总则"), style="1")
    body += "".join(p(r(line), style="2") for line in ("第一条　应当登记。", "可以代办。"))
    assert articles(body) == {"第一条": ["第一条　应当登记。", "可以代办。"]}


def test_fields_show_their_results() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> HYPERLINK x </w:instrText></w:r>"
    field = mark("begin") + code + r("码") + mark("separate") + r("结果") + mark("end")
    simple = f'<w:fldSimple w:instr="DATE">{r("今天")}</w:fldSimple>'
    link = f'<w:hyperlink w:anchor="x">{r("链接")}</w:hyperlink>'
    assert text(p(r("甲"), field, r("乙"), simple, link)) == "甲结果乙今天链接\n"
    assert (
        text(p(r("甲"), mark("begin"), code) + p(r("乙")) + p(mark("end"), r("丙")))
        == "甲\n乙\n丙\n"
    )


def test_fields_without_a_result_show_boxes_and_numbers_in_circles() -> None:
    def mark(kind: str, more: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{more}</w:fldChar></w:r>'

    def code(words: str) -> str:
        return f"<w:r><w:instrText>{words}</w:instrText></w:r>"

    def box(inside: str) -> str:
        data = f"<w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData>"
        return mark("begin", data) + code(" FORMCHECKBOX ") + mark("separate") + mark("end")

    circled = mark("begin") + code(r" eq \o\ac(○,") + code("12) ") + mark("end")
    other = mark("begin") + code(r" eq \o\ac(□,1)") + mark("end")
    boxes = (
        box("<w:checked/>"),
        box('<w:default w:val="1"/>'),
        box(""),
        box('<w:checked w:val="0"/>'),
    )
    assert text(p(circled, r("甲"), other, *boxes, r("乙"))) == "⑫甲☑☑□□乙\n"


def test_content_controls_ruby_and_formulas_are_read() -> None:
    inner = f"<w:sdt><w:sdtContent>{r('乙')}</w:sdtContent></w:sdt>"
    control = f"<w:sdt><w:sdtContent>{p(r('甲'), inner)}</w:sdtContent></w:sdt>"
    ruby = f"<w:r><w:ruby><w:rt>{r('yi')}</w:rt><w:rubyBase>{r('一')}</w:rubyBase></w:ruby></w:r>"
    math = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x=1</m:t></m:r></m:oMath>'
    assert text(control + p(ruby, math)) == "甲乙\n一x=1\n"


def test_embedded_files_are_reported() -> None:
    source = read_word(docx(p(r("甲")) + '<w:altChunk w:id="x"/>'), "a.docx")
    assert messages(source) == [("removed", 2, "第2行起：略去 1 处嵌入的其他文件")]


@pytest.mark.parametrize("packing", ["page", "mail", "gbk"])
def test_a_web_page_in_place_of_paragraphs_is_read(packing: str) -> None:
    page = "<html><body><h1>登记办法</h1><p>第一条 应当登记。</p><p>可以<b>代办</b>。</p></body></html>"
    data = page.encode("gb18030" if packing == "gbk" else "utf-8")
    if packing == "mail":
        head = (
            'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="x"\n\n'
        )
        kind = '--x\nContent-Type: text/html; charset="utf-8"\n'
        coding = "Content-Transfer-Encoding: quoted-printable\n\n"
        data = (head + kind + coding).encode() + quopri.encodestring(data) + b"\n--x--\n"
    source = read_word(
        chunked({"a": data}, p(r("前")) + chunk("a") + chunk("a") + p(r("后"))), "a.docx"
    )
    assert source.text == "前\n登记办法\n第一条 应当登记。\n可以代办。\n后\n"
    assert source.headings == (Heading(2, 1),)
    assert messages(source) == [("removed", 23, "第5行起：略去 1 处嵌入的其他文件")]


def test_what_is_no_web_page_is_left_out_and_reported() -> None:
    parts = {"a": b"{\\rtf1 text}", "b": packed({"x": "y"}), "c": b"Subject: x\n\ntext", "d": b""}
    source = read_word(chunked(parts, p(r("甲")) + "".join(map(chunk, "abcde"))), "a.docx")
    assert source.text == "甲\n"
    assert messages(source) == [("removed", 2, "第2行起：略去 5 处嵌入的其他文件")]


def chunk(key: str) -> str:
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<w:altChunk xmlns:r="{rel}" r:id="{key}"/>'


def chunked(chunks: dict[str, bytes], body: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    relations = (f'<Relationship Id="{k}" Type="{kind}" Target="/word/{k}.mht"/>' for k in chunks)
    buffer = io.BytesIO(docx(body))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", f"<r>{''.join(relations)}</r>")
        for key, data in chunks.items():
            archive.writestr(f"word/{key}.mht", data)
    return buffer.getvalue()


def test_parts_are_found_wherever_the_file_keeps_them() -> None:
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = W.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    def relation(kind: str, target: str) -> str:
        return f'<r><Relationship Id="1" Type="{rel}/{kind}" Target="{target}"/></r>'

    parts = {
        "_rels/.rels": relation("officeDocument", "/doc/main.xml"),
        "doc/_rels/main.xml.rels": relation("styles", "../s/st.xml"),
        "doc/main.xml": f"<w:document {strict}><w:body>{p(r('甲'), style='1')}</w:body></w:document>",
        "s/st.xml": f"<w:styles {strict}>{STYLES}</w:styles>",
    }
    source = read_word(packed(parts), "a.docx")
    odd = {name.replace("/", "\\").upper(): part for name, part in parts.items()}
    assert read_word(packed(odd), "a.docx").text == source.text == "甲\n"
    assert [(h.start, h.level) for h in source.headings] == [(0, 1)]


BOMB = (
    f'<!DOCTYPE d [<!ENTITY a "{"x" * 99}"><!ENTITY b "{"&a;" * 99}">]>'
    f"<w:document {W}><w:body>{p(r('&b;'))}</w:body></w:document>"
)
ROWS = "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 1_000_000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\3\4 and no more", "已损坏"),
        (packed({"a.txt": "x"}), "其实是压缩包"),
        (packed({"word/document.xml": "<w:document"}), "已损坏"),
        (packed({"word/document.xml": "<workbook/>"}), "已损坏"),
        (packed({"word/document.xml": BOMB}), "已损坏"),
        (docx("<w:sdt>" * 300 + "</w:sdt>" * 300), "已损坏"),
        (
            docx(f"<w:tbl>{ROWS}</w:tbl>" + "".join(f"<!--{i * 7919}-->" for i in range(99_999))),
            "太多",
        ),
        (docx(p(r("甲" * 4_000_000))), "压缩比异常"),
        (docx(p()), "没有文字"),
    ],
    ids=[
        "cut",
        "zip",
        "xml",
        "sheet",
        "entities",
        "deep",
        "rows",
        "bomb",
        "blank",
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path / "a.docx", "folder/a.docx")
    assert caught.value.zh.startswith("folder/a.docx：")
    assert "\n" not in caught.value.zh + caught.value.en


def test_a_paragraph_with_a_bullet_is_no_paragraph_of_its_article() -> None:
    body = (
        p(r("登记办法")) + p(r("第一条　应当登记的有：")) + numbered("新建；") + numbered("改建。")
    )
    source = read_word(
        docx(body + p(r("不收费。")), numbering=numbering(level(0, "\uf06c", "bullet"))), "a.docx"
    )
    (article,) = clauses(outline(source).documents[0])
    assert [span.of(source.text) for span in article.paragraphs] == [
        "第一条　应当登记的有：\n新建；\n改建。",
        "不收费。",
    ]


def test_a_sentence_goes_on_over_the_break_of_a_page_and_a_heading_does_not() -> None:
    page = '<w:r><w:br w:type="page"/></w:r>'
    sentence = "为了规范登记，维护申请人的合法权益，根据有关法律"
    assert text(p(r(sentence), page, r("制定本办法。"))) == sentence + "制定本办法。\n"
    assert text(p(page, r("总则"), page, r("附则"))) == "\n总则\n附则\n"
    assert text(p(r(sentence + "。"), page, r("乙"))) == sentence + "。\n乙\n"
    assert text(p(r(sentence), page, r("第二条"))) == sentence + "\n第二条\n"
