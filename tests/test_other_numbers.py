"""Numbers of clauses in other spellings than the readers of a question know."""

from pathlib import Path

import pytest
from stores import COMMUNIQUE, CORPUS, DECISION, fake_build, use_fake, write

from index.normalise import search_copy
from qa import Assistant
from qa.question.other_numbers import as_read
from qa.question.question import parse

# The main text has 第二条 with two paragraphs, its second appendix more articles than it.
CONTRACT = """设备采购合同

第一条 甲方采购设备。

第二条 乙方交付设备：
（一）主机；
（二）附件。
乙方应当保证质量。

第三条 价款一百万元。

第三条之一 逾期加倍。

附件一：服务清单

第一条 安装。

第二条 调试。

附件二：保密协议

第一条 保密范围。

第二条 保密期限三年。

第三条 违约责任。

第四条 争议解决。

第五条 生效。
"""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("第壹拾伍条", "第一十五条"),
        ("合同第贰佰零叁条第贰款", "合同第二百零三条第二款"),
        ("第XV条", "第15条"),
        ("第ⅩⅩⅠⅩ章", "第29章"),
        ("附件Ⅱ第三条", "附件2第三条"),
        ("附件（二）第三条", "附件二第三条"),
        ("附件二：第三条", "附件二第三条"),
        ("附件贰里的最后一条", "附件二最后一条"),
        ("第十五之一条", "第十五条之一"),
        ("第15-1条", "第15条之1"),
        ("第9-1条", "第9条之1"),
        ("第1-1条", "第1条之1"),
        ("第1-2条", "第1-2条"),
        ("第2a条", "第2条之1"),
        ("第4-3条", "第4-3条"),
        ("决定三（十五）", "决定三、(十五)"),
        ("Article Fifteen", "article 15"),
        ("chapter iv", "chapter 4"),
        ("articles three, five and twenty-one", "articles 3, 5 and 21"),
        ("the twenty-first article", "article 21"),
        ("the 2nd article", "article 2"),
        ("the last article of X", "最后一条, of x"),
        ("the second to last article", "倒数第2条,"),
        ("Article 2(1)", "第2条第1款,"),
        ("article 2(1)(3)", "第2条第1款第3项,"),
        ("Article 39, item 2", "第39条第2项,"),
        ("item 2 of paragraph 1 of article 39", "第39条第1款第2项,"),
        ("the second paragraph of article 3", "第3条第2款,"),
        ("article 3 of Annex 2", "附件2第3条,"),
        ("Appendix II, article nine", "附件2第9条,"),
        ("Appendix B", "附录b"),
        ("annexes 1-3", "附件1至3"),
        ("Annex 1 to 3", "附件1至3"),
        ("appendices 1, 2 and 4", "附件1、附件2、附件4"),
        ("annex 2-1", "附件2-1"),
        ("annex 2 and 30 days", "附件2 and 30 days"),
        ("§ 5", "article 5"),
        ("（十五）至（十七）", "第十五条至第十七条"),
        ("第四条（一）至（三）", "第四条(一)至(三)"),
        ("point 15", "item 15"),
        ("Article 15 of the Decision", "article 15 , 该决定, "),
        ("Decision, clause 21", ", 该决定, , clause 21"),
        ("前三条讲什么", "第1条至第三条讲什么"),
        ("the first three articles", "第1条至第3条,"),
        ("the last two articles of X", "最后2条, of x"),
        ("Articles five to seven", "articles 5 to 7"),
        ("Chapter III, Section 2", "第3章第2节,"),
        ("section 2 of chapter 3", "第3章第2节,"),
    ],
)
def test_other_spellings_are_read(written: str, read: str) -> None:
    assert as_read(search_copy(written)) == read


@pytest.mark.parametrize(
    "text",
    [
        "第1-2条", "附件中国第三条", "what part i play", "section c of the plan", "clause 15.2",
        "an annex a day", "what is the decision about", "one of the articles", "article five of the following", "articles 3-5",
        "以前三条铁路", "建设前三条铁路", "part two people play", "三四线城市", "（一）讲什么", "解释三（二）", "第三者责任险", "vitamin c", "the first part of it",
    ],
)  # fmt: skip
def test_what_names_no_clause_stays_as_it_is(text: str) -> None:
    assert as_read(search_copy(text)) == search_copy(text)


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("contract")
    files = {"contract.txt": CONTRACT, "fees.txt": "收费办法\n\n第一条 公开。\n\n第二条 保存。\n"}
    fake_build([write(folder / "laws", files)], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("采购合同第贰条", ["第二条"]),
        ("采购合同第III条", ["第三条"]),
        ("采购合同第三之一条", ["第三条之一"]),
        ("article three of 设备采购合同", ["第三条"]),
        ("Article 2(2) of 设备采购合同", ["第二条"]),
        ("附件（二）第三条", ["附件二第三条"]),
        ("附件Ⅱ第三条讲什么", ["附件二第三条"]),
        ("Appendix 2, article 3", ["附件二第三条"]),
        ("附件二最后一条", ["附件二第五条"]),
        ("附件二倒数第二条", ["附件二第四条"]),
        ("采购合同最后一条", ["第三条之一"]),  # an appendix counts its own
        ("the last article of 设备采购合同", ["第三条之一"]),
        ("采购合同倒数第二条", ["第三条"]),
        ("附件一第一条、第二条", ["附件一第一条", "附件一第二条"]),
        ("附件一第一条和附件二第一条", ["附件一第一条", "附件二第一条"]),
    ],
)
def test_a_clause_is_found_in_every_spelling(
    contract: Assistant, question: str, cited: list[str]
) -> None:
    answer = contract.ask(question)
    assert [p.citation.text for p in answer.passages] == [f"《设备采购合同》{c}" for c in cited]
    assert (answer.answered, answer.message) == (True, "")


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Article 2(2) of 设备采购合同", ["乙方应当保证质量。"]),
        ("article 2 item 2 of 设备采购合同", ["（二）附件。"]),
        ("item 2 of article 2 of 设备采购合同", ["（二）附件。"]),
    ],
)
def test_a_part_of_a_clause_is_marked_in_english_too(
    contract: Assistant, question: str, marked: list[str]
) -> None:
    (passage,) = contract.ask(question).passages
    assert [highlight.text for highlight in passage.highlights] == marked


@pytest.mark.parametrize(
    ("question", "labels", "message"),
    [
        ("附件二第九条", [], "没有“附件二第九条”。《设备采购合同》附件二有第一条至第五条。"),
        (
            "采购合同附件一第三条",
            [],
            "没有“附件一第三条”。《设备采购合同》附件一有第一条至第二条。",
        ),
        ("annex 2, article 9", [], "没有“附件2第9条”。《设备采购合同》附件二有第一条至第五条。"),
        ("采购合同第六条", [], "没有“第六条”。《设备采购合同》有第一条至第三条之一。"),
        (
            "采购合同第五条",
            ["附件二第五条"],
            "《设备采购合同》正文没有“第五条”，附件里有。《设备采购合同》正文有第一条至第三条之一。",
        ),
        (
            "附件二第二条和第七条",
            ["附件二第二条"],
            "没有“附件二第七条”。《设备采购合同》附件二有第一条至第五条。",
        ),
        (
            "附件二第二条第二款",
            ["附件二第二条"],
            "没有“第二款”。《设备采购合同》附件二第二条共1款。",
        ),
        (
            "附件一第二条到第六条",
            ["附件一第二条"],
            "“第二条到第六条”只到《设备采购合同》附件一第二条，后面的没有。",
        ),
        ("附件三第一条和第二条", [], "没有“附件三”。《设备采购合同》有附件一至附件二。"),
    ],
)
def test_what_an_appendix_does_not_have_is_told_of_it(
    contract: Assistant, question: str, labels: list[str], message: str
) -> None:
    answer = contract.ask(question)
    assert [p.citation.text for p in answer.passages] == [f"《设备采购合同》{c}" for c in labels]
    assert answer.message == message
    assert answer.reason == (None if labels else "no_such_clause")


def test_an_appendix_without_articles_is_told(tmp_path: Path) -> None:
    text = CONTRACT.replace("第一条 安装。\n\n第二条 调试。", "安装和调试。")
    fake_build([write(tmp_path / "laws", {"contract.txt": text})], tmp_path / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        answer = Assistant.load(tmp_path / "store").ask("附件一第三条")
    assert answer.message == "没有“附件一第三条”。《设备采购合同》附件一不分条。"
    assert (
        answer.message_en
        == "There is no “附件一第三条”. 《设备采购合同》附件一 has no numbered clauses."
    )


def test_how_many_there_are_is_told_where_not_all_are_shown(contract: Assistant) -> None:
    answer = contract.ask("附件二", top=2)
    assert [p.citation.label for p in answer.passages] == ["第一条", "第二条"]
    assert answer.message == "共5段，这里是前2段。"
    assert answer.message_en == "These are the first 2 of 5 passages."
    assert contract.ask("附件二", top=5).message == ""


@pytest.mark.parametrize(
    "question",
    [
        "设备采购合同和收费办法有什么不同",
        "收费办法与设备采购合同的异同",
        "比较一下《设备采购合同》和收费办法",
    ],
)
def test_who_asks_how_two_documents_differ_is_shown_where_one_sees_it(
    contract: Assistant, question: str
) -> None:
    answer = contract.ask(question)
    assert (answer.reason, answer.passages) == ("nothing_relevant", ())
    assert answer.message == (
        "没有哪一条说《设备采购合同》和《收费办法》有何异同；"
        "请在“对照”里并排比较，或运行 python -m qa compare。"
    )


def test_what_two_documents_say_of_something_is_searched_for(contract: Assistant) -> None:
    answer = contract.ask("设备采购合同和收费办法对违约责任的规定有什么不同")
    assert answer.passages
    assert "对照" not in answer.message


def test_of_two_documents_of_one_title_in_one_file_each_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = "收费规则\n\n第一条 公开。\n\n第二条 保存。\n\n"
    text = twice + twice.replace("保存", "销毁")
    fake_build([write(tmp_path / "laws", {"both.txt": text})], tmp_path / "store")
    use_fake(monkeypatch)
    assistant = Assistant.load(tmp_path / "store")
    both = [passage.citation.text for passage in assistant.ask("收费规则第二条").passages]
    assert both == [
        "《收费规则》（laws/both.txt 第1篇）第二条",
        "《收费规则》（laws/both.txt 第2篇）第二条",
    ]
    for asked in (both[1], both[1].replace("第二条", "第2条")):
        (passage,) = assistant.ask(asked).passages
        assert (passage.text, passage.citation.text) == ("第二条 销毁。", both[1])


CHAPTERS = """劳动办法

第一章 总则

第一条 一。

第二条 二。

第二章 解除

第三条 三。

第四条 四。

第一节 一般

第五条 五。

第二节 特别

第六条 六。
"""


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("chapters")
    fake_build([write(folder / "laws", {"law.txt": CHAPTERS})], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("第一章第二条和第二章第四条", ["第二条", "第四条"]),
        ("第二章第三条和第一章第一条", ["第一条", "第三条"]),
        ("第一条以及第三条", ["第一条", "第三条"]),
        ("前两条", ["第一条", "第二条"]),
        ("最后两条讲什么", ["第五条", "第六条"]),
        ("第一章最后两条", ["第一条", "第二条"]),
        ("the last two articles", ["第五条", "第六条"]),
        ("Chapter II, Section 2", ["第六条"]),
        ("section 1 of chapter 2", ["第五条"]),
        ("Articles three to five", ["第三条", "第四条", "第五条"]),
    ],
)
def test_no_more_is_shown_than_is_named(
    chapters: Assistant, question: str, labels: list[str]
) -> None:
    answer = chapters.ask(question, top=20)
    assert [p.citation.label for p in answer.passages] == labels
    assert (answer.answered, answer.message) == (True, "")


def test_an_article_of_another_chapter_is_told_to_be_there(chapters: Assistant) -> None:
    answer = chapters.ask("第二章第一条")
    assert [p.citation.label for p in answer.passages] == ["第一条"]
    assert answer.message == "《劳动办法》第一条不在“第二章”，而在“第一章”。"


def test_of_more_than_there_are_none_is_last(chapters: Assistant) -> None:
    answer = chapters.ask("最后九条")
    assert (answer.reason, answer.passages) == ("no_such_clause", ())
    assert answer.message == "没有“最后九条”。《劳动办法》有第一条至第六条。"


@pytest.fixture(scope="module")
def plenum(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("plenum")
    fake_build([CORPUS], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("决定（十一）第二段", ["决定三、（十一）第2段"]),
        ("决定三（十五）", ["决定三、（十五）"]),
        ("（二十一）至（二十二）", ["决定五、（二十一）", "决定五、（二十二）"]),
        ("Article 15 of the Decision", ["决定三、（十五）"]),
        ("clause XV of the decision", ["决定三、（十五）"]),
        ("the seventh paragraph of the communiqué", ["公报第7段"]),
        ("公报第柒段", ["公报第7段"]),
        ("公报最后两段", ["公报第12段", "公报第13段"]),
        ("第貳拾壹點講了什麼", ["决定五、（二十一）"]),
    ],
)
def test_the_plenum_is_asked_in_every_spelling(
    plenum: Assistant, question: str, cited: list[str]
) -> None:
    answer = plenum.ask(question)
    short = {DECISION: "决定", COMMUNIQUE: "公报"}
    found = [
        short[c.document] + c.text.removeprefix(f"《{c.document}》")
        for c in (passage.citation for passage in answer.passages)
    ]
    assert found == cited
    assert (answer.answered, answer.message) == (True, "")


LETTERED = """仓储办法

第一章 总则

第一条 甲。

第二章 附则

第二条 乙。

附录A

术语

第一条 术一。

第二条 术二。

附录B

流程

一、流一。

二、流二。
"""


@pytest.mark.parametrize(
    ("question", "cited", "message"),
    [
        ("仓储办法附录A第二条", ["附录A第二条"], ""),
        ("仓储办法附录A第二条和第一章", ["第一章第一条", "附录A第二条"], ""),
        ("Appendix A, article 2", ["附录A第二条"], ""),
        ("附录B第二条", ["附录B二、"], ""),
        ("附录B（二）", ["附录B二、"], ""),
        ("附录A最后一条", ["附录A第二条"], ""),
        ("附录A第五条", [], "没有“附录a第五条”。《仓储办法》附录A有第一条至第二条。"),
        ("附录C第一条", [], "没有“附录c”。《仓储办法》有附录A至附录B。"),
    ],
)
def test_an_appendix_may_have_a_letter(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    cited: list[str],
    message: str,
) -> None:
    fake_build([write(tmp_path / "laws", {"law.txt": LETTERED})], tmp_path / "store")
    use_fake(monkeypatch)
    answer = Assistant.load(tmp_path / "store").ask(question)
    assert [p.citation.text for p in answer.passages] == [f"《仓储办法》{c}" for c in cited]
    assert answer.message == message


def test_capital_numerals_stand_by_themselves_too_and_roman_ones_below_a_hundred_alone() -> None:
    (alone,) = parse("壹拾伍条").references
    assert (alone.unit, alone.first, alone.last) == ("clause", 15, 15)
    assert as_read("第xcix条") == "第99条"
    assert as_read("第cxx条") == "第cxx条"
