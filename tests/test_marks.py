"""Markdown as people and programs write it: the words are found, and quotes stay as they are."""

import pytest
from outlines import cited, outline_of, the_document, tree

from index.clauses import clauses
from index.layout.marks import front_title, pieces, unmark

FIRST, SECOND = "为了节约用水，制定本条例。", "用水单位应当登记。"
PLAIN = [
    ("第一章 总则", "第一条", FIRST),
    ("第一章 总则", "第二条", SECOND),
    ("第二章 附则", "第三条", "自公布之日起施行。"),
]


def written(title: str, chapter: str, article: str, between: str = "\n\n") -> str:
    """A law, with `chapter` and `article` as they are written in a dialect."""
    lines, last = [title], ""
    for heading, label, words in PLAIN:
        if heading != last:
            lines.append(chapter.format(heading))
            last = heading
        lines.append(article.format(label, words))
    return between.join(lines) + "\n"


DIALECTS = {
    "headings": ("# 节水条例", "## {}", "### {}\n\n{}"),
    "headings with text": ("# 节水条例", "## {}", "### {} {}"),
    "closed headings": ("# 节水条例 #", "## {} ##", "{} {}"),
    "named headings": ("# 节水条例 {#top}", "## {} {{#c .x}}", "{} {}"),
    "headings without a blank": ("#节水条例", "##{}", "{} {}"),
    "underlined": ("节水条例\n=====", "{}\n---", "{} {}"),
    "bold": ("# 节水条例", "## {}", "**{}** {}"),
    "bold without a gap": ("**节水条例**", "**{}**", "**{}**{}"),
    "bold with the gap": ("# 节水条例", "## {}", "**{}　**{}"),
    "bold by underscores": ("# 节水条例", "## __{}__", "__{}__　{}"),
    "slanted": ("# 节水条例", "## *{}*", "*{}* {}"),
    "bullets": ("# 节水条例", "## {}", "- {} {}"),
    "bold in bullets": ("# 节水条例", "## {}", "* **{}** {}"),
    "quoted": ("# 节水条例", "> {}", "> {} {}\n>"),
    "front matter": ("---\ntitle: a\ntags: [b]\n---\n\n# 节水条例", "## {}", "{} {}"),
    "title in front matter": ('---\ntitle: "节水条例"\ntags:\n  - b\n---', "## {}", "{} {}"),
    "tags": ("<h1 align=center>节水条例</h1>", "<h2>{}</h2>", "<p>{} {}</p>"),
    "centred": ("# <center>节水条例</center>", "<center>{}</center>", "&emsp;&emsp;{} {}<br>"),
    "anchors": ("# 节水条例", "## <a id='c'></a>{}", "<a name=a></a>{} {}"),
    "links": ("# 节水条例", "## [{}](#c)", "[{}](#a) {}"),
    "broken lines": ("# 节水条例", "## {}", "{} {}\\"),
    "rules": ("# 节水条例\n\n***", "- - -\n\n## {}", "{} {}\n\n---"),
    "comments": ("# 节水条例", "## {}", "{} {}\n\n<!-- 第九条 旧\n第十条 文 -->"),
    "tables": ("# 节水条例", "## {}\n\n| 条 | 文 |\n| -- | -- |", "| {} | {} |"),
    "a list of contents": (
        "# 节水条例\n\n## 目录\n\n- [第一章 总则](#a)\n- [第二章 附则](#b)",
        "## {}",
        "{} {}",
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_law_is_the_same_in_every_dialect(dialect: str) -> None:
    title, chapter, article = DIALECTS[dialect]
    text = written(title, chapter, article, "\n" if dialect == "tables" else "\n\n")
    document = the_document(text, "a.md")
    assert document.title == "节水条例"
    found = clauses(document)
    assert [(c.path[0].replace("　", " "), c.label) for c in found if c.kind == "article"] == [
        pair[:2] for pair in PLAIN
    ]
    for clause, (_, label, words) in zip(
        (c for c in found if c.kind == "article"), PLAIN, strict=True
    ):
        quote = clause.span.of(text)
        plain = "".join(unmark(quote).split())
        assert plain.strip("|") == label + words
        assert quote.lstrip("*_[| ").startswith(label)
        assert not quote.endswith(("#", "\\", ">", "---"))
        assert len(clause.paragraphs) == 1


def test_the_clause_before_a_heading_ends_with_its_own_words() -> None:
    text = "# 条例\n\n### 第一条\n\n甲。\n\n乙。\n\n### 第二条 名称\n\n丙：\n\n- （一）丁；\n\n- （二）戊。\n\n己。\n"
    first, second = clauses(the_document(text, "a.md"))
    assert first.span.of(text) == "第一条\n\n甲。\n\n乙。"
    assert [p.of(text) for p in first.paragraphs] == ["第一条\n\n甲。", "乙。"]
    assert [p.of(text) for p in second.paragraphs] == [
        "第二条 名称\n\n丙：\n\n- （一）丁；\n\n- （二）戊。",
        "己。",
    ]


def test_bullets_belong_to_the_paragraph_above() -> None:
    text = "# 条例\n\n**第一条** 有下列情形的：\n\n1. 甲：\n   - 乙；\n   - 丙。\n\n* 丁。\n\n处以罚款。\n"
    (clause,) = clauses(the_document(text, "a.md"))
    assert [p.of(text)[-2:] for p in clause.paragraphs] == ["丁。", "款。"]


REPORT = """\
---
title: 关于节水的说明
---

**一、总体情况**

今年用水**下降**，见[附表](#a)。

> 第十条　单位应当节水。

| 项目 | 金额 |
| ---- | ---: |
| 水费 | 100 |

<!-- 旧文：
第三条 删
-->

**（一）抓好落实。**各单位要负起责任。

***

注：*为必填。
"""


def test_a_report_with_quotations_tables_and_comments() -> None:
    document = the_document(REPORT, "a.md")
    assert document.title == "关于节水的说明"
    assert tree(document) == [
        "head",
        "section 一、 总体情况",
        "  heading 一、 总体情况",
        "  paragraph 第1段",
        "  paragraph 第2段",
        "  table 表1",
        "  item （一）",
        "    paragraph",
        "    paragraph",
    ]
    assert [quote for _, _, quote in cited(document)] == [
        "今年用水**下降**，见[附表](#a)。",
        "第十条　单位应当节水。",
        "| 项目 | 金额 |\n| ---- | ---: |\n| 水费 | 100 |",
        "**（一）抓好落实。**各单位要负起责任。\n\n***\n\n注：*为必填。",
    ]
    assert clauses(document)[-1].heading == "（一）抓好落实"
    (problem,) = outline_of(REPORT, "a.md").problems
    assert problem.message == "第15行：注释“<!-- 旧文： 第三条 删 -->”不属于正文，已略去"
    assert problem.span.of(REPORT) == "<!-- 旧文：\n第三条 删\n-->\n\n"


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("**第一条** 甲", "第一条 甲"),
        ("***第一条*** 甲", "第一条 甲"),
        ("__甲__乙", "甲乙"),
        ("甲方：____________", "甲方：____________"),
        ("注：*为必填，**为选填", "注：*为必填，**为选填"),
        ("2*3*4", "2*3*4"),
        ("a_b_c", "a_b_c"),
        ("1\\. 甲\\*", "1. 甲*"),
        ("见[附表](#a)、![图](b.png)和[乙][c][^1]", "见附表、图和乙"),
        ("[^1]: 注", "[^1]: 注"),
        ("<b>甲</b> &lt; 乙<br/>", "甲 < 乙"),
        ("| a | b\\|c |", "a\tb|c"),
        ("a | b", "a | b"),
        ("5 < 6 > 4", "5 < 6 > 4"),
    ],
)
def test_words_without_marks(words: str, plain: str) -> None:
    assert unmark(words) == plain


def test_lines_and_what_parts_paragraphs() -> None:
    text = "甲\n===\n\n> - # 乙 #\n- 31 -\n***\n丙<br>丁  \n```py\n* * *\n　　戊&nbsp;\n\n&nbsp;\n"
    found = [
        piece and (text[piece.start : piece.span.end], piece.level, piece.quoted, piece.number)
        for piece in pieces(text)
    ]
    assert found == [
        *(("甲", 1, False, 1), None, None),
        *(("乙", 1, True, 4), ("- 31 -", 0, False, 5), None),
        *(("丙", 0, False, 7), ("丁", 0, False, 7), None, None),
        *(("戊", 0, False, 10), None, None),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: '甲'\n---", "甲"),
        ("---\nlayout: x\ntitle: 乙 法 \n---", "乙 法"),
        ("---\nlayout: x\n---", ""),
        ("title: 丙", ""),
    ],
)
def test_titles_in_front_matter(text: str, title: str) -> None:
    assert front_title(text) == title


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    text = "---\n\n节水条例\n\n第一条 甲。\n\n---\n"
    assert the_document(text, "a.md").title == "节水条例"
