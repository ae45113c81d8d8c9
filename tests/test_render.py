"""Answers and the parts of the page as HTML: nothing gets through unescaped, nothing is lost."""

import base64
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup import Page

from index.build import Progress
from index.catalogue import DocumentInfo
from index.errors import InputError, StoreDamaged
from index.model import Span
from qa.answer import Answer, Citation, Highlight, Passage, Related, StoreInfo
from qa.ranking.rank import weights
from ui import render
from ui.ask.passages import Beside, answer, folded, quote
from ui.startup import State
from ui.wording import TEXT, WORDS, Lang
from ui.words.ask import EXAMPLES

HOSTILE = "<script>alert('x')</script>&amp;\"双引号\"'\u202e倒写\u202c${1+1}{{value}}"


def info(number: int, title: str = "税法") -> DocumentInfo:
    """A document whose hash is its number."""
    return DocumentInfo(
        id=number,
        title=title,
        source="税法.txt",
        characters=100,
        clauses=9,
        issuer="",
        date="",
        number="国发〔2022〕5号" if number == 7 else "",
        source_sha256="0" * 64,
        text_sha256=str(number) * 64,
        start=0,
    )


BESIDE = Beside(documents=tuple(info(number) for number in range(8)))


def passage(text: str, start: int, marks: list[Span], below: bool = False) -> Passage:
    end = start + len(text)
    cited = Citation(
        document=HOSTILE,
        label="第二条",
        path=(HOSTILE, "第二条"),
        text=f"《{HOSTILE}》第二条",
        start=start,
        end=end,
        source="办法.txt",
        page=3,
        source_sha256="0" * 64,
        text_sha256="1" * 64,
        clause_start=start,
        clause_end=end,
        document_id=7,
    )
    found = tuple(Highlight(m.start, m.end, text[m.start - start : m.end - start]) for m in marks)
    return Passage(1, 0.934, text, cited, found, below)


def answered(*passages: Passage, declined: str = "", question: str = HOSTILE) -> Answer:
    return Answer(
        *(question, not declined, "nothing_relevant" if declined else None, 0.9, passages),
        *(StoreInfo("id", "model", 2, 3), 1.0, declined, f"EN {declined}" if declined else ""),
    )


def shown(given_answer: Answer, beside: Beside = BESIDE) -> Page:
    return Page(answer(given_answer, "zh", beside))


def test_nothing_of_a_document_or_a_question_becomes_markup() -> None:
    hostile = replace(passage(HOSTILE, 40, [Span(41, 50)]), cites=(other(2, 3, HOSTILE),))
    beside = replace(BESIDE, rest={1: (HOSTILE, HOSTILE)}, asked=HOSTILE, within=HOSTILE)
    html = answer(answered(hostile), "zh", beside)
    html += answer(answered(hostile, declined=HOSTILE), "en", beside)
    html += render.failure(StoreDamaged(HOSTILE, HOSTILE), "zh")
    html += render.tools("zh", HOSTILE) + render.download(HOSTILE, "x", b"", HOSTILE)
    page = Page(html)
    tags = {tag for tag, *_ in page.elements}
    known = "a b bdi blockquote button div dl dt dd h2 h3 li mark ol p span ul"
    assert all(tag in known.split() for tag in tags)
    assert set(page.texts("b")) == {"很大", "high"}
    names = {name for _, attributes, *_ in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    links = [a["href"] or "" for a, _, _ in page.all("href")]
    assert links
    assert all(re.match(r"\?tab=read&text=[0-9]{16}&at=\d+-\d+$", link) for link in links)


def test_a_passage_shows_its_citation_quote_and_confidence() -> None:
    text = "第二条 甲。\n\n乙丙。"
    page = shown(answered(passage(text, 40, [Span(44, 46), Span(48, 51)])))
    ((cite, where, _),) = page.all("tw-cite")
    assert where == f"《{HOSTILE}》第二条"
    assert (cite["data-cite"], cite["data-place"]) == ("1", f"7:40-{40 + len(text)}")
    assert cite["href"] == f"?tab=read&text={'1' * 16}&at=40-{40 + len(text)}"
    assert page.texts("tw-quote") == [text]
    assert page.texts("mark") == ["甲。", "乙丙。"]
    assert page.texts("tw-path") == [f"{HOSTILE} › 第 3 页"]
    assert page.texts("tw-confidence") == ["把握 很大0.93"]
    second = replace(passage(text, 40, []), rank=2)
    by_number = replace(second, rank=3, score=1.0)
    page = shown(answered(passage(text, 40, []), second, by_number))
    assert page.texts("tw-confidence") == ["把握 很大0.93", "相近程度 很高0.93", "把握 很大1.00"]
    assert page.all("tw-bar")
    assert 'style="width:93%"' in answer(answered(passage(text, 40, [])), "zh", BESIDE)


@pytest.mark.parametrize(
    ("score", "below", "word"),
    [
        (0.9, False, "很大"),
        (0.89, False, "较大"),
        (0.7, False, "较大"),
        (0.69, False, "一般"),
        (weights().threshold, False, "一般"),
        (weights().threshold - 0.01, False, "不足（低于阈值）"),
        (0.01, False, "不足（低于阈值）"),
        (0.95, True, "不足（低于阈值）"),
    ],
)
def test_confidence_is_said_in_words(score: float, below: bool, word: str) -> None:
    one = replace(passage("甲。", 0, []), score=score, below_threshold=below)
    assert shown(answered(one)).texts("b") == [word]


def test_a_passage_can_be_copied_in_three_styles() -> None:
    buttons = shown(answered(passage("甲。", 40, []))).all("tw-copy")
    assert [text for _, text, _ in buttons] == ["复制引用", "Markdown", "公文"]
    copied = [attributes["data-copy"] or "" for attributes, _, _ in buttons]
    assert copied[0] == f"《{HOSTILE}》第二条\n甲。"
    assert copied[1].startswith("> 甲。")
    assert copied[2] == f"根据《{HOSTILE}》（国发〔2022〕5号）第二条规定，“甲。”"


# Sentences of 20, 60, 60, 20 and 60 characters.
LONG = "".join(
    mark * (size - 1) + "。" for mark, size in zip("甲乙丙丁戊", (20, 60, 60, 20, 60), strict=True)
)


def test_what_is_not_beside_the_answer_is_folded() -> None:
    def hidden(*marks: tuple[int, int]) -> list[tuple[int, int]]:
        spans = [Span(40 + a, 40 + b) for a, b in marks]
        return [(h.start, h.end) for h in folded(passage(LONG, 40, spans))]

    assert hidden((160, 220)) == [(20, 140)]  # 戊 answers, 丁 is beside it, 甲 is short
    assert hidden((0, 20)) == [(80, 220)]
    assert hidden((20, 80)) == [(140, 220)]
    assert hidden((20, 80), (160, 220)) == []  # each of the others is beside one
    assert hidden() == []


def test_little_is_not_folded_nor_what_was_asked_for_by_number() -> None:
    short = passage(LONG[:160], 40, [Span(40, 60)])
    assert folded(short) == []
    assert folded(replace(short, text=LONG, score=1.0)) == []
    hidden_59 = "甲" * 99 + "。" + "乙" * 39 + "。" + "丙" * 58 + "。"
    assert folded(passage(hidden_59, 0, [Span(0, 100)])) == []


def test_folding_hides_and_loses_nothing() -> None:
    text = LONG[:80] + "\n" + LONG[80:140] + "\n" + LONG[140:]
    given_passage = passage(text, 40, [Span(40, 60)])
    page = shown(answered(given_passage), replace(BESIDE, rest={1: ("第二条 前。\n", "后。")}))
    rest = ["……" + LONG[80:140], "……" + LONG[140:]]  # what is copied of a folded quote has the sign
    assert page.texts("tw-quote") == ["\n".join([LONG[:80], *rest])]
    assert page.texts("tw-rest") == rest
    assert page.texts("tw-cut") == ["……", "……"]
    assert [kind["class"] for kind, words, _ in page.all("tw-rest-line")] == ["tw-rest-line"] * 2
    assert page.texts("tw-around") == ["第二条 前。\n", "后。"]
    ((button, words, _),) = page.all("tw-more")
    # 60 + 1 + 80 characters of the passage, 5 + 2 around it
    assert words == "展开全条（还有 148 字）"
    assert (button["aria-expanded"], button["aria-controls"]) == ("false", "tw-clause-1")
    assert "tw-more" not in answer(answered(passage("甲。", 0, [])), "zh", BESIDE)


def test_what_alone_would_be_no_answer_is_counted_apart() -> None:
    good, weak = passage("甲。", 0, []), replace(passage("乙。", 0, []), score=0.05)
    assert "找到 1 段<" in answer(answered(good), "zh", BESIDE)
    assert "找到 2 段，按相关程度排列<" in answer(answered(good, good), "zh", BESIDE)
    assert "data-next" in answer(answered(good), "zh", BESIDE)
    assert "data-next" not in answer(answered(good, weak), "zh", BESIDE)
    stated = replace(good, score=1.0)
    assert "data-next" not in answer(answered(stated), "zh", BESIDE)
    assert "data-next" in answer(replace(answered(stated), more=True), "zh", BESIDE)
    assert "找到 2 段<" in answer(answered(stated, stated), "zh", BESIDE)
    assert "找到 1 段；另有 2 段不够相近，供参考<" in answer(
        answered(good, weak, weak), "zh", BESIDE
    )


@given(st.data())
def test_any_quote_is_whole_whatever_is_marked_and_hidden(data: st.DataObject) -> None:
    text = data.draw(st.text("甲乙。\n <&", min_size=4, max_size=40))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=4, max_size=4)) | {0})
    mark, hidden = Span(cuts[0], cuts[1]), Span(cuts[2], cuts[3])
    page = Page(quote(passage(text, 0, [mark]), [hidden]))
    assert page.text.replace("……", "") == text
    assert "".join("".join(page.texts("mark")).split()) == "".join(mark.of(text).split())
    rest = "".join(page.texts("tw-rest")).replace("……", "")
    assert "".join(rest.split()) == "".join(hidden.of(text).split())


def linked(cites: list[Related], cited_by: list[Related]) -> Passage:
    return replace(passage("甲。", 40, []), cites=tuple(cites), cited_by=tuple(cited_by))


def other(number: int, document: int = 3, title: str = "税法") -> Related:
    """A reference to, or in, article `number` of a document."""
    at = number * 10
    return Related("前条", 0, 2, f"《{title}》第{number}条", document, at, at + 9)


def test_related_clauses_are_links_under_the_passage() -> None:
    own = other(9, 7, HOSTILE)
    given_passage = linked([other(1), own, other(1), Related("本法第九条", 0, 5)], [other(2)])
    page = shown(answered(given_passage))
    assert page.all("details") == []
    assert page.texts("dt") == ["引用", "被引用"]
    assert page.texts("tw-link") == ["《税法》第1条", "第9条", "《税法》第2条"]
    links = [attributes for attributes, _, _ in page.all("tw-link")]
    assert [link["data-place"] for link in links] == ["3:10-19", "7:90-99", "3:20-29"]
    assert links[0]["href"] == f"?tab=read&text={'3' * 16}&at=10-19"
    assert links[1]["data-located"] == f"已在原文中定位：《{HOSTILE}》第9条"
    assert {tag for tag, attributes, *_ in page.elements if "data-open" in attributes} == {"a"}


def test_a_version_stands_with_the_title() -> None:
    given_passage = linked([other(9, 7, HOSTILE)], [])
    cited = replace(
        given_passage.citation, version="2023-03-13", text=f"《{HOSTILE}》（2023-03-13）第二条"
    )
    again = replace(given_passage.cites[0], citation=f"《{HOSTILE}》（2023-03-13）第9条")
    page = shown(answered(replace(given_passage, citation=cited, cites=(again,))))
    assert page.texts("tw-title") == [f"《{HOSTILE}》（2023-03-13）"]
    assert page.texts("tw-where") == ["第二条"]
    assert page.texts("tw-link") == ["第9条"]


def test_more_than_five_related_clauses_are_folded() -> None:
    five, six = ([other(number) for number in range(1, count)] for count in (6, 7))
    assert shown(answered(linked(five, []))).all("summary") == []
    page = Page(answer(answered(linked(six[:3], six[3:])), "en", BESIDE))
    assert page.texts("summary") == ["Related clauses (6)"]
    assert page.texts("dt") == ["Cites", "Cited by"]
    assert len(page.all("tw-link")) == 6


def test_a_passage_is_not_related_to_itself() -> None:
    own = Related("前款", 0, 2, f"《{HOSTILE}》第二条第一款", 7, 40, 42)
    assert shown(answered(linked([own], []))).all("tw-related") == []
    part = replace(own, clause_end=99)  # but a part of a clause is to the whole of it
    assert "第二条第一款" in shown(answered(linked([part], []))).text
    assert shown(answered(linked([Related("税法第九条", 0, 5)], []))).all("tw-related") == []


def test_a_refusal_explains_itself_and_offers_the_nearest_passages() -> None:
    near = [
        replace(passage("甲火锅。", 0, [], below=True), score=0.12, rank=i) for i in range(1, 6)
    ]
    declined = answered(*near, declined="没有 <i>回答</i>。", question="火锅底料怎么炒？")
    page = shown(declined)
    assert page.texts("tw-notice") == [
        f"!没有找到答案没有 <i>回答</i>。最接近的一段把握为 0.12，作答至少要 {weights().threshold:.2f}。"
        "这些段落里都没有出现：火锅底料。可以换一个说法，写上条号或文件名，或放宽查找范围。"
    ]
    assert page.texts("h2") == ["最接近的段落，低于阈值"]
    assert len(page.all("tw-cite")) == 3
    assert "低于阈值" in page.texts("tw-confidence")[0]
    english = Page(answer(replace(declined, question="奶茶和咖啡"), "en", BESIDE)).text
    assert "EN 没有" in english
    assert "None of these passages has: 奶茶, 咖啡." in english
    hotpot = replace(declined, question="How do I cook hotpot?")
    assert "None of these" not in Page(answer(hotpot, "en", BESIDE)).text


def test_a_refusal_does_not_repeat_all_of_a_long_question() -> None:
    near = passage("修建铁路。", 0, [], below=True)
    page = shown(answered(near, declined="没有。", question="囧" * 4000))
    assert f"这些段落里都没有出现：{'囧' * 60}…。可以换" in page.texts("tw-notice")[0]


def test_what_can_be_put_right_is_not_called_unavailable() -> None:
    for error, word in (
        (InputError("甲", "a"), "请检查"),
        (StoreDamaged("甲", "a"), "暂时不能使用"),
    ):
        assert Page(render.failure(error, "zh")).texts("tw-notice") == [f"!{word}甲"]
    assert "Please check" in render.failure(InputError("甲", "a"), "en")


def test_a_refusal_names_the_kind_of_answer_that_is_not_there() -> None:
    near = passage("修建铁路。", 0, [Span(0, 5)], below=True)
    asked = {"declined": "没有。", "question": "铁路投资多少钱？"}
    refused = replace(answered(near, **asked), lacking="money")
    page = shown(refused)
    assert "最接近的句子里没有所问的金额。" in page.text
    assert "都没有出现" not in page.text
    english = Page(answer(refused, "en", BESIDE))
    assert "do not give the sum of money that is asked for" in english.text
    elsewhere = shown(replace(refused, lacking="province"))
    assert "这些文件没有讲所问的地方。" in elsewhere.text
    assert "金额" not in elsewhere.text


def test_a_refusal_names_no_word_that_is_there() -> None:
    near = passage("火锅底料。", 0, [], below=True)
    page = shown(answered(near, declined="没有。", question="火锅底料怎么炒？"))
    assert "都没有出现" not in page.text  # and 炒, a single character, is not named
    title = near.citation.document
    page = shown(answered(near, declined="没有。", question=f"{title}里怎么说养老"))
    assert "都没有出现：养老。" in page.text  # not the document's name


def test_other_refusals_give_their_own_reason_alone() -> None:
    empty = replace(answered(declined="请输入问题。", question=" "), reason="empty_question")
    page = shown(empty)
    assert page.texts("tw-notice") == ["!请输入问题"]
    apart = answered(declined="没有哪一条说甲和乙有何异同；请在“对照”里并排比较。")
    assert "可以换一个说法" not in shown(apart).text
    near = passage("甲。", 0, [], below=True)
    more = replace(answered(near, declined="没有更多段落了。"), reason="nothing_more")
    told = shown(more)
    assert told.texts("tw-notice") == ["!没有更多段落了"]
    assert told.texts("tw-found") == ["其次接近的段落，低于阈值"]
    assert page.all("tw-asked") == []


def test_what_was_taken_over_is_told_and_can_be_undone() -> None:
    given_answer = answered(passage("甲。", 0, []), question="四川要建哪些公路")
    page = shown(given_answer, replace(BESIDE, asked="那公路呢？"))
    assert page.texts("tw-asked") == ["问：那公路呢？"]
    assert page.texts("tw-followed") == ["已结合上一问，按“四川要建哪些公路”查找 只按原话查"]
    assert [text for _, text, _ in page.all("data-alone")] == ["只按原话查"]
    within = shown(given_answer, replace(BESIDE, asked="第三条呢", within="决定"))
    assert "已结合上一问，在《决定》内按“四川要建哪些公路”查找" in within.text
    assert shown(given_answer).all("tw-followed") == []


def test_what_is_not_there_is_told_beside_what_is() -> None:
    partly = replace(
        answered(passage("甲。", 40, [])), message="没有“第九<条”。", message_en="No 9."
    )
    page = shown(partly)
    assert page.texts("tw-partly") == ["没有“第九<条”。"]
    assert [text for _, text, _ in page.all("tw-asked")] != []
    assert Page(answer(partly, "en", BESIDE)).texts("tw-partly") == ["No 9."]
    assert shown(answered(passage("甲。", 40, []))).all("tw-partly") == []


def test_a_corrected_question_says_so() -> None:
    corrected = replace(answered(declined="没有。"), searched_for="天府<粮仓")
    assert "已按“天府<粮仓”查找" in shown(corrected).text
    assert "Searched for “天府<粮仓”" in Page(answer(corrected, "en", BESIDE)).text
    assert "已按" not in shown(answered(declined="没有。")).text


def test_a_repeated_sentence_is_told_and_leads_there() -> None:
    def said(one: str, two: str, lang: Lang = "zh") -> tuple[str | None, str]:
        """The link, and its words."""
        first, second = (passage(text, 40, [Span(40, 40 + len(text))]) for text in (one, two))
        given = answered(first, replace(second, rank=2, repeats=1))
        ((link, words, _),) = Page(answer(given, lang, BESIDE)).all("data-passage")
        return link["href"], words

    same = ("#tw-passage-1", "与第 1 段所引为同一句话")
    assert said("第二条 月租金为5000元。", "全会指出，月租金为 ５０００元，") == same
    nearly = ("#tw-passage-1", "与第 1 段所引相近，有几处不同，请对照")
    assert said("第二条 月租金为5000元。", "第二条 月租金为6500元。") == nearly
    assert said("甲不得转租。", "甲可以转租。", "en")[1].endswith("not the same: compare the two")
    assert "同一句话" not in shown(answered(passage("甲。", 40, []))).text


def test_the_status_shows_how_far_a_build_is() -> None:
    page = Page(render.status(State(Progress("embed", 40, 410)), "zh"))
    ((bar, _, _),) = page.all("progress")
    assert bar == {"value": "40", "max": "410"}
    assert page.texts("tw-stage") == ["计算向量：40 / 410"]
    assert "打开索引" in render.status(State(), "zh")
    broken = State(error=StoreDamaged("索引坏了", "the store is broken"))
    assert "索引坏了" in render.status(broken, "zh")
    assert "the store is broken" in render.status(broken, "en")


def test_every_string_is_there_in_both_languages_with_the_same_places() -> None:
    assert TEXT["zh"].keys() == TEXT["en"].keys()
    assert sum(len(words["zh"]) for words in WORDS) == len(TEXT["zh"])  # no key in two rooms
    for key, text in TEXT["zh"].items():
        places = [sorted(re.findall(r"\{\w+\}", t)) for t in (text, TEXT["en"][key])]
        assert places[0] == places[1], key


def test_examples_are_buttons_by_kind() -> None:
    page = Page(render.examples("zh"))
    questions = [question for _, group in EXAMPLES for question in group]
    assert page.texts("button") == questions
    assert [a["data-question"] for a, _, _ in page.all("button")] == questions
    assert page.texts("tw-kind") == ["日常说法", "条号", "数字", "英文", "文件里没有的"]
    assert Page(render.examples("en")).texts("tw-kind")[0] == "English"


def test_an_answer_can_be_judged_where_that_is_asked_for_and_exported() -> None:
    page = Page(render.after("zh", 2, ("useful", "off_topic"), ""))
    assert [a["data-verdict"] for a, _, _ in page.all("data-verdict")] == ["useful", "off_topic"]
    assert [a["aria-label"] for a, _, _ in page.all("data-export")] == [
        "本次回答，Word 格式",
        "本次回答，Markdown 格式",
        "全部 2 次回答，Word 格式",
        "全部 2 次回答，Markdown 格式",
    ]
    assert [("data-all" in a) for a, _, _ in page.all("data-export")] == [False, False, True, True]
    assert len(Page(render.after("zh", 1, (), "")).all("button")) == 2
    judged = Page(render.after("zh", 1, ("useful",), "useful"))
    assert judged.texts("data-judged") == ["已记下：有用。谢谢。"]
    assert judged.all("data-verdict") == []


def test_a_download_holds_the_file_for_the_browser_alone() -> None:
    ((file, text, _),) = Page(render.download("甲.md", "text/markdown", "乙\n".encode(), "丙")).all(
        "span"
    )
    assert (file["data-name"], file["data-type"], file["data-said"], text) == (
        *("甲.md", "text/markdown", "丙", ""),
    )
    assert base64.b64decode(file["data-content"] or "") == "乙\n".encode()
