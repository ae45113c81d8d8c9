from dataclasses import replace
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stores import COMMUNIQUE, CORPUS, DECISION, LAW, RULES, fake_build, use_fake, write

from index.numerals import to_int
from index.store import Store, open_store
from qa import Assistant
from qa.lookup.found import Found
from qa.lookup.lookup import look_up
from qa.lookup.parts import rows_of
from qa.question.question import parse
from qa.question.reference import Reference, Unit

# Sections within sections, in both of which the numbers begin again.
CODE = """测试法典

第一编 通则

第一章 原则

第一条 甲。

第二章 主体

第二条 乙。

第二编 物权

第一章 一般规定

第一节 设立

第三条 丙。

第二节 变更

第四条 丁。
"""
NAMES = {COMMUNIQUE: "公报", DECISION: "决定", "测试条例": "条例", "收费办法": "办法"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("lookup")
    laws = write(folder / "laws", {"law.txt": LAW, "rules.txt": RULES, "z.txt": CODE})
    fake_build([CORPUS, laws], folder / "store")
    return open_store(folder / "store")


def reference(text: str, unit: Unit, first: int, last: int = 0, branch: int = 0) -> Reference:
    return Reference(unit, first, last or first, branch, text)


def document(store: Store, title: str) -> int:
    (found,) = [d.id for d in store.documents if NAMES.get(d.title, d.title) == title]
    return found


def found(store: Store, *references: Reference, within: str = "") -> Found:
    return look_up(store, references, [document(store, within)] if within else [])


def named(store: Store, *references: Reference, within: str = "") -> list[str]:
    """What the references find: short title and label of each clause, in order."""
    rows = found(store, *references, within=within).passages
    assert list(rows) == sorted(rows)
    ids = [int(store.passages[row, 1]) for row in rows]
    clauses = store.catalogue.clauses(ids)
    labels = [(store.documents[clauses[i].document_id].title, clauses[i].clause.label) for i in ids]
    return list(dict.fromkeys(NAMES.get(title, title) + label for title, label in labels))


def test_a_number_by_itself_is_missing_nowhere(store: Store) -> None:
    assert named(store, reference("12", "clause", 12), within="决定") == ["决定（十二）"]
    assert found(store, reference("2035", "clause", 2035)) == Found((), "", "")
    assert "没有“第2035条”" in found(store, reference("第2035条", "clause", 2035)).missing


def test_in_a_section_a_number_that_goes_on_elsewhere_means_a_place(store: Store) -> None:
    part, first = reference("第七部分", "part", 7), reference("第一条", "clause", 1)
    joined = found(store, part, replace(first, joined=True), within="决定")
    assert joined.missing == "“第七部分”里没有编号为1的，“第一条”按次序是（二十七）。"
    assert joined.missing_en == "None in “第七部分” is numbered 1; （二十七） stands in that place."
    assert named(store, part, replace(first, joined=True), within="决定") == ["决定（二十七）"]
    # Part 7 has four clauses; (二) written as its label means that one, as does 第五条.
    for other in (reference("(二)", "clause", 2), reference("第五条", "clause", 5)):
        labels = named(store, part, replace(other, joined=True), within="决定")
        assert labels == [f"决定（{'二' if other.first == 2 else '五'}）"]


def test_a_number_is_not_of_the_document_that_is_named_behind_it(store: Store) -> None:
    answer = Assistant(store, FakeEncoder()).ask("第十五条和公报第九段有什么异同")
    cited = [(NAMES[p.citation.document], p.citation.label) for p in answer.passages]
    assert cited == [("公报", "第9段"), ("决定", "（十五）")]
    assert answer.message == ""


def test_a_document_as_a_whole_is_all_its_passages_in_order(store: Store) -> None:
    whole = Reference("document", 1, 1, 0, "全文", frozenset({document(store, "公报")}))
    labels = named(store, whole)
    assert labels[:2] == ["公报第1段", "公报第2段"]
    assert labels[-1] == "公报第13段"


def test_how_many_there_are_is_told_by_what_there_is(store: Store) -> None:
    ids = frozenset({document(store, "决定")})
    told = found(store, Reference("clause", 1, 0, 0, "", ids))
    assert told == Found(
        (), f"《{DECISION}》有（一）至（三十）。", f"《{DECISION}》 has （一） to （三十）."
    )


def test_a_number_is_found_in_every_document_that_has_it(store: Store) -> None:
    assert sorted(named(store, reference("第二条", "clause", 2))) == sorted(
        ["决定（二）", "条例第二条", "办法第二条", "测试法典第二条"]
    )
    assert named(store, reference("第十二条", "clause", 12)) == ["决定（十二）"]


def test_documents_that_are_named_are_the_only_ones(store: Store) -> None:
    assert named(store, reference("第二条", "clause", 2), within="办法") == ["办法第二条"]


def test_a_range_is_found_as_far_as_it_goes(store: Store) -> None:
    wanted = reference("第三条至第九条", "clause", 3, 9)
    assert named(store, wanted, within="条例") == ["条例第三条", "条例第三条之一", "条例第四条"]
    wanted = reference("第一条至第三条", "clause", 1, 3)  # the branch stands behind the last
    assert named(store, wanted, within="条例") == ["条例第一条", "条例第二条", "条例第三条"]
    wanted = reference("第二十九至三十一条", "clause", 29, 31)
    assert named(store, wanted) == ["决定（二十九）", "决定（三十）"]


def test_the_last_is_counted_from_the_end_of_each_document(store: Store) -> None:
    last, before = reference("最后一条", "clause", -1), reference("倒数第二条", "clause", -2)
    assert sorted(named(store, last)) == sorted(
        ["决定（三十）", "条例第四条", "办法第二条", "测试法典第四条"]
    )
    assert named(store, before, within="条例") == ["条例第三条之一"]
    assert named(store, reference("倒数第三条", "clause", -3), within="办法") == []


def test_a_branch_article_is_another_article(store: Store) -> None:
    branch = reference("第三条之一", "clause", 3, branch=1)
    assert named(store, branch) == ["条例第三条之一"]
    assert named(store, reference("第三条", "clause", 3), within="条例") == ["条例第三条"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第三条至第三条之一", ["第三条", "第三条之一"]),
        ("第三条之一到第四条", ["第三条之一", "第四条"]),
        ("第四条到第三条之一", ["第三条之一", "第四条"]),
        ("第三条之一至第三条之九", ["第三条之一"]),
        ("第三条之一至之九", ["第三条之一"]),
        ("第三条之二至第三条之九", []),
        ("第三条之零至第四条", []),
    ],
)
def test_a_range_may_begin_or_end_with_a_branch(store: Store, text: str, labels: list[str]) -> None:
    assert named(store, *parse(text).references, within="条例") == [f"条例{n}" for n in labels]


def test_a_part_is_all_clauses_in_it(store: Store) -> None:
    part = named(store, reference("第三部分", "part", 3))
    assert part[0] == "决定第1段"  # what stands under the heading, before the first item
    assert part[1:] == [
        f"决定（{n}）" for n in ("十", "十一", "十二", "十三", "十四", "十五", "十六")
    ]


def test_a_chapter_is_no_section_and_no_book(store: Store) -> None:
    chapter, section = reference("第二章", "chapter", 2), reference("第二节", "chapter", 2)
    book = reference("第二编", "chapter", 2)
    assert named(store, chapter, within="条例") == ["条例第三条", "条例第三条之一", "条例第四条"]
    assert named(store, section, within="条例") == ["条例第四条"]
    assert named(store, chapter, within="测试法典") == ["测试法典第二条"]
    assert named(store, section, within="测试法典") == ["测试法典第四条"]
    assert named(store, book, within="测试法典") == ["测试法典第三条", "测试法典第四条"]
    assert named(store, reference("chapter 2", "chapter", 2), within="测试法典") == [
        "测试法典第二条"
    ]
    assert named(store, reference("最后一章", "chapter", -1), within="测试法典") == [
        "测试法典第三条",
        "测试法典第四条",
    ]


def test_the_finer_of_two_references_is_looked_for_inside_the_coarser(store: Store) -> None:
    book, chapter = reference("第二编", "chapter", 2), reference("第一章", "chapter", 1)
    section = reference("第二节", "chapter", 2)
    inside = named(store, book, chapter, section, within="测试法典")
    assert inside == ["测试法典第四条"]
    item = [reference("三、", "part", 3), reference("（十二）", "clause", 12)]
    assert named(store, *item) == ["决定（十二）"]


def test_references_that_lie_apart_are_all_found(store: Store) -> None:
    chapter, article = reference("第二章", "chapter", 2), reference("第一条", "clause", 1)
    assert named(store, chapter, article, within="测试法典") == ["测试法典第一条", "测试法典第二条"]


def test_paragraphs_are_found_where_nothing_else_is_numbered(store: Store) -> None:
    assert named(store, reference("第七段", "paragraph", 7)) == ["公报第7段"]
    assert named(store, reference("第二至四段", "paragraph", 2, 4)) == [
        "公报第2段",
        "公报第3段",
        "公报第4段",
    ]
    assert named(store, reference("最后一段", "paragraph", -1)) == ["公报第13段"]


def test_a_paragraph_of_a_clause_narrows_it_where_it_is_cut(store: Store) -> None:
    clause = reference("（二十九）", "clause", 29)
    rows = found(store, clause).passages
    if len(rows) == 1:  # shown whole: the paragraph is in it
        assert found(store, clause, reference("第一款", "paragraph", 1)).passages == rows
    (law,) = found(store, reference("第三条", "clause", 3), within="条例").passages
    second = reference("第二款", "paragraph", 2)
    both = found(store, reference("第三条", "clause", 3), second, within="条例")
    assert both == Found((law,), "", "")


def test_the_rows_of_a_clause_are_its_passages(store: Store) -> None:
    for row, clause in enumerate(store.passages[:, 1]):
        assert row in rows_of(store, int(clause))
    assert rows_of(store, int(store.passages[-1, 1]) + 1) == []


def test_what_does_not_exist_is_told_with_what_does(store: Store) -> None:
    assert found(store, reference("第九十九条", "clause", 99), within="决定") == Found(
        (),
        f"没有“第九十九条”。《{DECISION}》有（一）至（三十）。",
        f"There is no “第九十九条”. 《{DECISION}》 has （一） to （三十）.",
    )
    assert found(store, reference("第九条", "clause", 9), within="条例") == Found(
        (),
        "没有“第九条”。《测试条例》有第一条至第四条。",
        "There is no “第九条”. 《测试条例》 has 第一条 to 第四条.",
    )


@pytest.mark.parametrize("text", ["第零条", "第十十条", "第九九九九九九九九九条"])
def test_what_is_no_number_is_not_the_first_clause(store: Store, text: str) -> None:
    missing = found(store, *parse(text).references, within="条例")
    assert (missing.passages, missing.missing) == (
        (),
        f"没有“{text}”。《测试条例》有第一条至第四条。",
    )


def test_the_range_told_is_of_the_kind_that_was_asked_for(store: Store) -> None:
    def told(*references: Reference, within: str) -> str:
        return found(store, *references, within=within).missing

    assert told(reference("第九部分", "part", 9), within="决定").endswith("》有一、至七、。")
    assert told(reference("第九章", "chapter", 9), within="条例").endswith("》有第一章至第二章。")
    assert told(reference("第九节", "chapter", 9), within="测试法典").endswith(
        "》有第一节至第二节。"
    )
    assert told(reference("第九十段", "paragraph", 90), within="公报").endswith(
        "》不分条，共13段。"
    )


def test_where_there_is_nothing_of_the_kind_the_clauses_are_told(store: Store) -> None:
    assert found(store, reference("第二条", "clause", 2), within="公报") == Found(
        (),
        f"没有“第二条”。《{COMMUNIQUE}》不分条，共13段。",
        f"There is no “第二条”. 《{COMMUNIQUE}》 has 13 unnumbered paragraphs.",
    )
    assert found(store, reference("第九章", "chapter", 9), within="办法").missing == (
        "没有“第九章”。《收费办法》有第一条至第二条。"
    )
    assert found(store, reference("第九十段", "paragraph", 90), within="办法").missing == (
        "没有“第九十段”。《收费办法》有第一条至第二条。"
    )


def test_labels_of_several_figures_are_told_in_their_order(tmp_path: Path) -> None:
    text = "测试制度\n\n1.1 目的\n为了测试。\n\n1.2 范围\n全部测试。\n\n2.1 登记\n应当登记。\n"
    fake_build([write(tmp_path / "laws", {"a.txt": text})], tmp_path / "store")
    opened = open_store(tmp_path / "store")
    assert found(opened, reference("第九条", "clause", 9)).missing == (
        "没有“第九条”。《测试制度》有1.1至2.1。"
    )
    assert found(opened, reference("第二条", "clause", 2)).passages == ()


def test_of_many_documents_three_are_told(tmp_path: Path) -> None:
    files = {f"{n}.txt": f"第{n}号办法\n\n第一条 甲。\n" for n in "一二三四"}
    fake_build([write(tmp_path / "laws", files)], tmp_path / "store")
    missing = found(open_store(tmp_path / "store"), reference("第九条", "clause", 9))
    assert missing.missing.startswith("没有“第九条”。《第")
    assert missing.missing.count("》只有第一条；") == 3
    assert missing.missing.endswith("；等等。")
    assert missing.missing_en.endswith(" has 第一条 only; and others.")


def test_all_missing_references_are_named(store: Store) -> None:
    both = [reference("第八条", "clause", 8), reference("第九条", "clause", 9)]
    assert found(store, *both, within="条例").missing.startswith("没有“第八条、第九条”。")


DUTIES = """职责办法

第一条 甲应当做以下事项：
（一）登记；
（二）公告。
乙应当做以下事项：
（一）检查；
（二）报告。
"""


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("职责办法第一条", ["第一条 甲应当做以下事项："]),
        ("职责办法第一条第二项", ["（二）公告。", "（二）报告。"]),
        ("职责办法第一条第二款第（二）项", ["（二）报告。"]),
        ("职责办法第一条第二款", ["乙应当做以下事项：", "（一）检查；", "（二）报告。"]),
        ("职责办法第一条第九项", ["第一条 甲应当做以下事项："]),
    ],
)
def test_the_paragraph_or_item_that_is_named_is_marked(
    question: str, marked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    fake_build([write(tmp_path / "duties", {"duties.txt": DUTIES})], tmp_path / "store")
    answer = Assistant.load(tmp_path / "store").ask(question)
    (found,) = answer.passages
    text = DUTIES[found.citation.start : found.citation.end]
    assert found.text == text
    assert [mark.text for mark in found.highlights] == marked


@pytest.fixture
def of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    use_fake(monkeypatch)
    other = "其他办法\n\n第一条 丙应当定期登记。\n丁应当备案。\n\n第二条 戊。\n"
    files = {"duties.txt": DUTIES, "other.txt": other}
    fake_build([write(tmp_path / "two", files)], tmp_path / "store")
    return Assistant.load(tmp_path / "store")


def test_of_two_documents_each_has_its_own_number_inside_those_that_are_chosen(
    of_two: Assistant,
) -> None:
    both = of_two.ask("职责办法第一条和其他办法第一条第二款").passages
    assert [(p.citation.document, [m.text for m in p.highlights]) for p in both] == [
        ("职责办法", ["第一条 甲应当做以下事项："]),
        ("其他办法", ["丁应当备案。"]),
    ]
    second = of_two.ask("职责办法第一条和其他办法第二条").passages
    assert [p.citation.text for p in second] == ["《职责办法》第一条", "《其他办法》第二条"]
    outside = of_two.ask("其他办法第一条", documents=["职责办法"])
    assert outside.reason == "no_such_clause"
    assert outside.passages == ()
    assert outside.message == "《其他办法》不在所选的范围内。"
    assert outside.message_en == "《其他办法》 is not among what was chosen."


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("职责办法第一条和第二条", ""),
        ("职责办法第一条第二款第二项", ""),
        ("职责办法第一条和第九条", "没有“第九条”。《职责办法》有第一条至第二条。"),
        ("职责办法第一条和第八、九条", "没有“第八条、第九条”。《职责办法》有第一条至第二条。"),
        ("职责办法第一条和其他条例第三条", "索引中没有《其他条例》。"),
        ("职责办法第二条第三款", "没有“第三款”。《职责办法》第二条共2款。"),
        ("职责办法第二条最后一款", ""),
        ("职责办法第一条第三项", "没有“第三项”。《职责办法》第一条共2项。"),
        ("职责办法第二条第一项", "没有“第一项”。《职责办法》第二条不分项。"),
        ("职责办法第一条第二、三项", "没有“第三项”。《职责办法》第一条共2项。"),
        ("职责办法第一条最后一项", ""),
        (
            "职责办法第一条第二款和第二条第三款",
            "没有“第三款”。《职责办法》第二条共2款。",
        ),
        (
            "职责办法第一条、其他条例第三条和另外条例第四条第九项",
            "索引中没有《其他条例》、《另外条例》。",
        ),
        (
            "职责办法第一条、第九条和其他条例第三条",
            "索引中没有《其他条例》。没有“第九条”。《职责办法》有第一条至第二条。",
        ),
    ],
)
def test_beside_what_is_there_it_is_told_what_is_not(
    question: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    text = f"{DUTIES}\n第二条 丙应当检查。\n丁应当报告。\n"
    fake_build([write(tmp_path / "duties", {"duties.txt": text})], tmp_path / "store")
    answer = Assistant.load(tmp_path / "store").ask(question)
    assert (answer.answered, answer.reason, answer.message) == (True, None, message)
    assert answer.passages[0].citation.document == "职责办法"
    assert bool(answer.message_en) == bool(message)


def test_an_item_of_what_is_not_there_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    fake_build([write(tmp_path / "duties", {"duties.txt": DUTIES})], tmp_path / "store")
    answer = Assistant.load(tmp_path / "store").ask("其他条例第三条第二项")
    assert (answer.reason, answer.passages) == ("no_such_document", ())
    assert answer.message == "索引中没有《其他条例》；现有 1 份文件：《职责办法》。"


def test_a_clause_is_missing_in_the_document_it_is_asked_of(of_two: Assistant) -> None:
    assert of_two.ask("职责办法第九条和其他办法第一条").message == (
        "没有“第九条”。《职责办法》只有第一条。"
    )
    beside = of_two.ask("职责办法第一条和其他办法第一条", documents=["职责办法"])
    assert [p.citation.text for p in beside.passages] == ["《职责办法》第一条"]
    assert beside.message == "《其他办法》不在所选的范围内。"


def test_what_is_counted_from_the_end_is_there_or_not(store: Store) -> None:
    last = reference("倒数第九章", "chapter", -9)
    assert found(store, last, within="条例").passages == ()
    assert found(store, reference("倒数第二章", "chapter", -2), within="条例").passages != ()
    many = reference("倒数第九十段", "paragraph", -90)
    assert found(store, many, within="公报").passages == ()


def test_what_is_not_there_is_told_in_english_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    fake_build([write(tmp_path / "duties", {"duties.txt": DUTIES})], tmp_path / "store")
    assistant = Assistant.load(tmp_path / "store")
    assert assistant.ask("职责办法第一条、第九条和其他条例第三条").message_en == (
        "The store does not hold 《其他条例》. There is no “第九条”. 《职责办法》 has 第一条 only."
    )
    assert assistant.show("第一条第三项").message_en == (
        "There is no “第三项”. 《职责办法》第一条 has 2 items."
    )
    assert assistant.show("第一条第三款").message_en == (
        "There is no “第三款”. 《职责办法》第一条 has 2 paragraphs."
    )


NO_CLAUSE = [
    *(
        "第零条",
        "第0条",
        "第〇条",
        "第０条",
        "第000条",
        "第 零 条",
        "第零零条",
        "第（零）条",
        "（0）",
    ),
    *("第零项", "第0点", "零条", "第零条讲什么", "第零条之一", "零、", "第零部分", "第零章"),
    *("第百条", "第千条", "第十十条", "第二十百条", "第十十条规定了什么", "十十条", "第十百项"),
    *("倒数第零条", "倒数第0条", "倒数第十十条", "第一百条之零", "第九条之十十", "第零条至第零条"),
    *("Article 0", "article 00", "Clause 0", "What does article 0 say?", "section 0"),
]


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    """Of a store with numbered clauses, and of one without."""
    folder = tmp_path_factory.mktemp("none")
    plain = "测试通报\n\n甲乙丙丁，应当登记。\n\n戊己庚辛，应当公告。\n"
    opened = {}
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        for name, files in {"numbered": {"a.txt": LAW}, "plain": {"a.txt": plain}}.items():
            fake_build([write(folder / name, files)], folder / f"{name} store")
            use_fake(monkeypatch)
            opened[name] = Assistant.load(folder / f"{name} store")
    return opened


@pytest.mark.parametrize("name", ["numbered", "plain"])
@pytest.mark.parametrize("text", NO_CLAUSE)
def test_no_clause_is_found_by_a_number_that_none_has(
    assistants: dict[str, Assistant], name: str, text: str
) -> None:
    there = {"numbered": "《测试条例》有第一", "plain": "《测试通报》不分条，共2段。"}[name]
    for answer in (assistants[name].ask(text), assistants[name].show(text)):
        assert (answer.answered, answer.reason) == (False, "no_such_clause")
        assert answer.passages == ()
        assert answer.message.startswith("没有“")
        assert there in answer.message
        assert answer.message_en.startswith("There is no “")


@given(
    st.text("〇零一二十百千两廿卅", min_size=1, max_size=4)
    | st.text("01２０", min_size=1, max_size=4),
    st.sampled_from(["第{}条", "第{}项", "第{}点", "倒数第{}条", "第一百条之{}", "第{}条至第{}条"]),
)
def test_what_is_found_by_a_number_has_that_number(
    assistants: dict[str, Assistant], numeral: str, form: str
) -> None:
    answer = assistants["numbered"].ask(form.format(numeral, numeral))
    number = to_int(numeral)
    labels = [p.citation.label for p in answer.passages]
    if form.startswith("倒数"):
        articles = ["第四条", "第三条之一", "第三条", "第二条", "第一条"]
        expected = articles[number - 1 : number] if number else []
    elif "之" in form:
        expected = []
    else:
        expected = [label for i, label in enumerate("一二三四", 1) if i == number]
        expected = [f"第{label}条" for label in expected]
    assert labels == expected
    assert answer.reason == (None if expected else "no_such_clause")


@pytest.mark.parametrize(
    ("text", "labels", "message"),
    [
        ("第一条和第零条", ["第一条"], "没有“第零条”。"),
        ("第二条、第十十条", ["第二条"], "没有“第十十条”。"),
        ("第零、二条", ["第二条"], "没有“第零条”。"),
        ("第零条至第二条", ["第一条", "第二条"], ""),
        ("第四条到第三条", ["第三条", "第三条之一", "第四条"], ""),
        ("第4-3条", ["第三条", "第三条之一", "第四条"], ""),
        ("第三条第零款", ["第三条"], "没有“第零款”。《测试条例》第三条共2款。"),
        ("第三条第二款到第零款", ["第三条"], ""),
        ("第三条第零项", ["第三条"], "没有“第零项”。《测试条例》第三条不分项。"),
        ("第三条第十十项", ["第三条"], "没有“第十十项”。《测试条例》第三条不分项。"),
        ("测试条例第三条最后一款", ["第三条"], ""),
        ("最后一条", ["第四条"], ""),
        ("倒数第一条", ["第四条"], ""),
        ("倒数第三条", ["第三条"], ""),
    ],
)
def test_what_exists_is_found_beside_a_number_that_none_has(
    assistants: dict[str, Assistant], text: str, labels: list[str], message: str
) -> None:
    for answer in (assistants["numbered"].ask(text), assistants["numbered"].show(text)):
        assert [p.citation.label for p in answer.passages] == labels
        assert answer.message.startswith(message)
        assert bool(answer.message) == bool(message)


def test_all_paragraphs_up_to_one_are_marked_from_the_first(
    assistants: dict[str, Assistant],
) -> None:
    (law,) = assistants["numbered"].ask("第三条第零款到第二款").passages
    assert [mark.text for mark in law.highlights] == ["第三条 甲应当登记。", "乙应当备案。"]


def test_articles_are_found_in_whatever_spelling_of_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    spelt = {f"{i}.txt": zero for i, zero in enumerate("零〇○o")}
    files = {
        name: f"{name[0]}号条例\n\n第一百条 甲应当登记。\n\n第一百{zero}三条 乙应当公告。\n"
        for name, zero in spelt.items()
    }
    fake_build([write(tmp_path / "laws", files)], tmp_path / "store")
    assistant = Assistant.load(tmp_path / "store")
    expected = [f"第一百{zero}三条" for zero in spelt.values()]
    for text in (
        "第一百零三条",
        "第103条",
        "第一百〇三条",
        "第一百○三条",
        "第一百Ｏ三条",
        "一百零三条",
    ):
        for answer in (assistant.show(text), assistant.ask(text)):
            assert sorted(p.citation.label for p in answer.passages) == sorted(expected)


@pytest.mark.parametrize("asked", ["第三条", "第叁条", "第3条", "第叁条讲什么"])
def test_articles_in_capital_numerals_are_found_by_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    use_fake(monkeypatch)
    text = "测试办法\n壹、总则\n第壹条 甲应当登记。\n第贰条 乙应当公告。\n贰、附则\n第叁条 依照第壹条的规定。\n"
    fake_build([write(tmp_path / "laws", {"a.txt": text})], tmp_path / "store")
    assistant = Assistant.load(tmp_path / "store")
    assert [p.citation.text for p in assistant.ask(asked).passages] == ["《测试办法》第叁条"]
    assert [p.citation.label for p in assistant.ask("第一部分").passages] == ["第壹条", "第贰条"]


def test_a_clause_that_is_numbered_zero_is_found_by_that_number_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    text = "测试办法\n\n第零条 甲应当登记。\n\n第一条 乙应当公告。\n\n第二条 丙应当备案。\n"
    fake_build([write(tmp_path / "laws", {"a.txt": text})], tmp_path / "store")
    assistant = Assistant.load(tmp_path / "store")
    assert [p.citation.label for p in assistant.ask("第0条").passages] == ["第零条"]
    for other in ("第十十条", "倒数第零条"):
        assert assistant.ask(other).reason == "no_such_clause"
