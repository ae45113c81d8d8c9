"""What is exported says what the answer says: every quote is read back, character by character."""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import docx as python_docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.answer import Answer, Citation, Highlight, Passage, StoreInfo
from ui.ask.export import docx, markdown
from ui.paper import Block, Pair, Run, to_markdown
from ui.paper_docx import to_docx

STORE = StoreInfo("0123456789abcdef", "fake", 2, 3)
SOURCE = "前言。\n第一条　收费应当公开。票据应当保存十年。\n\n第二条　其他。\n"
QUOTE = "第一条　收费应当公开。票据应当保存十年。"


def a_passage(text: str, marks: Sequence[str] = (), source: str = SOURCE, rank: int = 1) -> Passage:
    start = source.index(text)
    highlights = tuple(
        Highlight(source.index(mark), source.index(mark) + len(mark), mark) for mark in marks
    )
    cited = Citation(
        document="收费办法",
        label="第一条",
        path=("第一章 总则", "第一条"),
        text="《收费办法》第一条",
        start=start,
        end=start + len(text),
        source="办法.docx",
        page=3,
        source_sha256="ab" * 32,
        text_sha256=hashlib.sha256(source.encode("utf-8", "replace")).hexdigest(),
        clause_start=start,
        clause_end=start + len(text),
        document_id=0,
    )
    return Passage(rank, 0.9, text, cited, highlights)


def an_answer(*passages: Passage, question: str = "收费要公开吗？") -> Answer:
    return Answer(question, True, None, 0.9, passages, STORE)


DECLINED = replace(
    an_answer(*(replace(a_passage(QUOTE), rank=i, below_threshold=True) for i in range(1, 6))),
    question="火锅？",
    answered=False,
    reason="nothing_relevant",
    message="这些文件没有回答这个问题。",
    message_en="These documents do not answer this question.",
)


def test_a_passage_that_alone_would_be_no_answer_is_told_so() -> None:
    weak = replace(a_passage("第二条　其他。"), score=0.07, rank=2)
    lines = markdown([an_answer(a_passage(QUOTE), weak)], "zh").split("\n\n")
    told = lines.index("（把握低于阈值，供参考）")
    assert lines[told + 1] == "> 第二条　其他。"
    assert lines.count("（把握低于阈值，供参考）") == 1


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").parse(text)


def said(inline: Token) -> str:
    """The characters of a paragraph as a reader gets them."""
    assert all(
        child.type != "html_inline" or re.fullmatch("</?(del|ins)>", child.content)
        for child in inline.children or []
    )
    breaks = {"hardbreak": "\n", "softbreak": "\n", "html_inline": ""}
    return "".join(breaks.get(child.type, child.content) for child in inline.children or [])


def paragraphs(text: str, inside: str = "") -> list[str]:
    """What the paragraphs (or those inside a kind of block) say."""
    found, depth = [], 0
    for token in tokens(text):
        depth += token.nesting if inside and token.type.startswith(inside) else 0
        if token.type == "inline" and (depth or not inside):
            found.append(said(token))
    return found


def bold(text: str) -> list[str]:
    children = [child for token in tokens(text) for child in token.children or []]
    depth, found = 0, []
    for child in children:
        if child.type == "strong_open":
            found.append("")
        depth += child.nesting if child.type.startswith("strong") else 0
        if depth:
            found[-1] += child.content
    return found


def written(data: bytes) -> Any:
    return python_docx.Document(io.BytesIO(data))


def quotes_of(data: bytes) -> list[str]:
    return [p.text for p in written(data).paragraphs if p.style.name == "Quote"]


def test_an_answer_is_a_numbered_citation_and_its_quote() -> None:
    text = markdown([an_answer(a_passage(QUOTE, ["票据应当保存十年。"]))], "zh")
    assert text.startswith(
        "# 条文问答记录\n\n## 问：收费要公开吗？\n\n### \\[1\\] 《收费办法》第一条\n"
    )
    assert "第一章 总则 › 第 3 页" in paragraphs(text)
    assert paragraphs(text, "blockquote") == [QUOTE]
    assert bold(text) == ["票据应当保存十年。"]


def test_the_same_in_word() -> None:
    document = written(docx([an_answer(a_passage(QUOTE, ["票据应当保存十年。"]))], "zh"))
    lines = [(p.style.name, p.text) for p in document.paragraphs]
    assert lines[:5] == [
        ("Title", "条文问答记录"),
        ("Heading 1", "问：收费要公开吗？"),
        ("Heading 2", "[1] 《收费办法》第一条"),
        ("Normal", "第一章 总则 › 第 3 页"),
        ("Quote", QUOTE),
    ]
    marked = [run.text for run in document.paragraphs[4].runs if run.bold and run.underline]
    assert marked == ["票据应当保存十年。"]
    assert document.core_properties.title == "条文问答记录"


def test_chinese_has_a_chinese_font_in_word() -> None:
    document = written(docx([an_answer(a_passage(QUOTE))], "zh"))
    east = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(east)
        for name in ("Normal", "Quote", "Title", "Heading 1", "Heading 2", "List Bullet")
    }
    assert fonts == dict.fromkeys(fonts, "宋体") | dict.fromkeys(
        ("Title", "Heading 1", "Heading 2"), "黑体"
    )
    assert document.styles["Quote"].font.italic is False


def test_the_appendix_says_where_each_quote_stands() -> None:
    text = markdown([an_answer(a_passage(QUOTE))], "zh")
    hashed = hashlib.sha256(SOURCE.encode()).hexdigest()
    lines = paragraphs(text)
    after = lines[lines.index("核对") :]
    assert "原文件：办法.docx" in after
    assert f"原文件 SHA-256： {'ab' * 32}" in after
    assert f"文本 SHA-256： {hashed}" in after
    assert "[1] 《收费办法》第一条（第 3 页） [4, 24)" in after
    assert "索引 0123456789abcdef，模型 fake，2 条，3 句" in after
    (command,) = [token.content for token in tokens(text) if token.type == "code_block"]
    assert f"texts/{hashed}.txt" in command
    assert ".decode()[4:24]" in command
    assert SOURCE[4:24] == QUOTE


def test_the_command_of_the_appendix_prints_the_quote(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = markdown([an_answer(a_passage(QUOTE))], "en")
    (command,) = [token.content for token in tokens(text) if token.type == "code_block"]
    (tmp_path / "texts").mkdir()
    name = hashlib.sha256(SOURCE.encode()).hexdigest()
    (tmp_path / "texts" / f"{name}.txt").write_bytes(SOURCE.encode())
    monkeypatch.chdir(tmp_path)
    exec(command.removeprefix('python -c "').rstrip().removesuffix('"'))
    assert capsys.readouterr().out == QUOTE + "\n"


def test_a_refusal_says_so_and_lists_what_is_nearest() -> None:
    lines = paragraphs(markdown([DECLINED], "zh"))
    at = lines.index("问：火锅？")
    assert lines[at + 1 : at + 3] == [
        "没有找到答案：这些文件没有回答这个问题。",
        "最接近的段落，低于阈值",
    ]
    english = paragraphs(markdown([DECLINED], "en"))
    assert "No answer found: These documents do not answer this question." in english


def test_an_answer_without_passages_needs_no_appendix() -> None:
    nothing = replace(DECLINED, passages=())
    assert paragraphs(markdown([nothing], "zh"))[1:] == [
        "问：火锅？",
        "没有找到答案：这些文件没有回答这个问题。",
    ]


def test_a_passage_that_is_quoted_twice_keeps_its_number() -> None:
    other = a_passage("第二条　其他。")
    answers = [an_answer(a_passage(QUOTE)), an_answer(other, a_passage(QUOTE), question="再问")]
    found = re.findall(r"^### \\\[(\d)\\\]", markdown(answers, "zh"), re.MULTILINE)
    assert found == ["1", "2", "1"]
    listed = [p for p in paragraphs(markdown(answers, "zh")) if re.match(r"\[\d\].*\)$", p)]
    assert [p[:3] for p in listed] == ["[1]", "[2]"]


def test_a_corrected_question_says_what_was_searched_for() -> None:
    answer = replace(an_answer(a_passage(QUOTE)), searched_for="票据")
    assert any("“票据”" in line for line in paragraphs(markdown([answer], "zh")))


def test_an_answer_says_what_is_not_there_beside_it() -> None:
    answer = replace(an_answer(a_passage(QUOTE)), message="没有“第九条”。")
    written = paragraphs(markdown([answer], "zh"))
    assert "没有“第九条”。" in written
    assert any(QUOTE in line for line in written)


HOSTILE = (
    "<script>alert(1)</script>",
    "**粗** _斜_ `码` ~~删~~ [链](http://x) ![图](y) {{7*7}} $a$ a|b &amp; &#65; \\",
    "# 标题\n- 项\n1. 一\n> 引\n===\n---\n    缩进\n\t制表\n\n\n　　两格　",
    "1) 一\n+ 二\n* 三\n```\n四\n```\n<!-- 五 -->\n[六]: /七",
    "反\u202e转\u2066了\u200f吗",
    "=SUM(A1)\n@cmd\n-1+1",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_quoted_as_it_is(text: str) -> None:
    source = f"前。{text}后"
    passage = a_passage(f"。{text}", [text.split("\n")[-1]], source)
    answers = [an_answer(passage, question=text)]
    assert "\n".join(paragraphs(markdown(answers, "zh"), "blockquote")) == passage.text
    assert quotes_of(docx(answers, "zh")) == [passage.text]
    assert not any(token.type == "html_block" for token in tokens(markdown(answers, "zh")))


def test_names_turn_no_direction_and_break_no_line() -> None:
    passage = a_passage(QUOTE)
    cited = replace(passage.citation, text="《\u202e甲》\n# 乙", source="gpj.\u202ecod.exe")
    answers = [an_answer(replace(passage, citation=cited), question="何\n# 时\u2067")]
    lines = paragraphs(markdown(answers, "zh"))
    assert "问：何 # 时\ufffd" in lines
    assert "[1] 《\ufffd甲》 # 乙" in lines
    assert "原文件：gpj.\ufffdcod.exe" in lines
    text = "\n".join(p.text for p in written(docx(answers, "zh")).paragraphs)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


def test_what_no_format_can_hold_is_replaced() -> None:
    source = "甲\x00乙\x07丙\ud800丁\x0c戊\tE"
    parts = [Block.of("quote", source)]
    assert paragraphs(to_markdown(parts)) == ["甲�乙�丙�丁�戊\tE"]
    assert quotes_of(to_docx(parts, "\x00")) == ["甲�乙�丙�丁�戊\tE"]


_STYLES = st.sampled_from(("plain", "mark", "strong", "deleted", "inserted"))
_TEXT = st.text(st.sampled_from("甲乙，。（）“”ab1 \n\t　#*_`<>&[]()!-+=.|~\\$:{}"), min_size=1)
_RUNS = st.lists(st.builds(Run, _TEXT, _STYLES), min_size=1, max_size=5)


@settings(max_examples=300)
@given(_RUNS)
@example([Run("甲"), Run("（乙）", "mark"), Run("丙")])
@example([Run("1"), Run(".", "mark"), Run(" 甲")])
@example([Run("甲", "mark"), Run("\n- 乙", "mark"), Run("丙", "inserted")])
def test_any_text_is_read_back_from_markdown(runs: list[Run]) -> None:
    text = "".join(run.text for run in runs)
    for kind in ("quote", "text", "item"):
        read = paragraphs(to_markdown([Block(kind, tuple(runs))]))
        assert read == [text]


@settings(max_examples=200)
@given(
    st.text(st.sampled_from("甲乙，。（）“”ab ")),
    st.text(st.sampled_from("甲，（“a。 "), min_size=1),
    st.text(st.sampled_from("甲乙，。（）“”ab ")),
)
def test_what_is_marked_is_bold_in_markdown(before: str, marked: str, after: str) -> None:
    runs = (Run(f"甲{before}"), Run(f"乙{marked}乙", "mark"), Run(f"{after}乙"))
    assert bold(to_markdown([Block("quote", runs)])) == [f"乙{marked}乙"]
    # Punctuation at the ends may be left out, no letter is.
    runs = (Run(f"甲{before}"), Run(f"{marked}", "mark"), Run(f"{after}乙"))
    letters = "".join(bold(to_markdown([Block("quote", runs)]))).strip("，。（“ ")
    assert letters == marked.strip("，。（“ ")


@settings(max_examples=30)
@given(st.lists(_RUNS, min_size=1, max_size=3))
def test_any_text_is_read_back_from_word(quotes: list[list[Run]]) -> None:
    data = to_docx([Block("quote", tuple(runs)) for runs in quotes], "题")
    assert quotes_of(data) == ["".join(run.text for run in runs) for runs in quotes]


def test_pairs_are_rows_of_a_table_in_word_and_follow_each_other_in_markdown() -> None:
    left = (Block.of("citation", "甲"), Block("quote", (Run("旧", "deleted"), Run("文"))))
    right = (Block("quote", (Run("新", "inserted"), Run("文"))),)
    pairs = [Pair(left, right), Pair((), right)]
    (table,) = written(to_docx(pairs, "题")).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲\n旧文", "新文"],
        ["", "新文"],
    ]
    old, new = (
        table.rows[0].cells[0].paragraphs[1].runs[0],
        table.rows[0].cells[1].paragraphs[0].runs[0],
    )
    assert (old.font.strike, new.underline) == (True, True)
    text = to_markdown(pairs[:1])
    assert text == "### 甲\n\n> <del>旧</del>文\n\n> <ins>新</ins>文\n"


def test_what_was_typed_is_told_beside_what_it_was_taken_for() -> None:
    answers = [an_answer(), an_answer(question="票据要保存多久"), an_answer()]
    typed = [("", ""), ("那多久？", ""), ("公开呢", "收费<办法>")]
    text = markdown(answers, "zh", typed)
    found = [line for line in text.splitlines() if "问：" in line or "结合" in line]
    assert found == [
        "## 问：收费要公开吗？",
        "## 问：那多久？",
        "已结合上一问，按“票据要保存多久”查找",
        "## 问：公开呢",
        "已结合上一问，在《收费\\<办法\\>》内按“收费要公开吗？”查找",
    ]
    assert "那多久？" in "".join(
        paragraph.text
        for paragraph in python_docx.Document(io.BytesIO(docx(answers, "zh", typed))).paragraphs
    )
