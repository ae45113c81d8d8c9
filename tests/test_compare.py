"""Versions of a law with changes known by hand, statements of two documents, and what is said."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stores import COMMUNIQUE, CORPUS, DECISION, fake_build, write

import qa.__main__
from index.errors import InputError
from index.store import Store, open_store
from qa import shapes
from qa.__main__ import main
from qa.comparison.alignment import Pairing, align, evidence, letters, link, similarity
from qa.comparison.compare import compare, named
from qa.comparison.comparison import MODES, Comparison, Row, Side
from qa.comparison.difference import Change, difference

OLD = """收费管理条例

第一章 总则

第一条 为了规范收费行为，保护当事人的合法权益，制定本条例。

第二条 本条例适用于本省行政区域内的行政事业性收费。

第二章 管理

第三条 收费单位应当在营业场所公开价目表，并接受社会监督。

第四条 收费票据由省财政部门统一印制，收费单位应当保存十年。

第五条 违反本条例第三条规定的，由价格主管部门处一千元以上五千元以下罚款。

第六条 对拒绝、阻碍检查的人员，由公安机关依法给予治安管理处罚。

第七条 本条例自二〇〇八年一月一日起施行。
"""
# By hand: 第一条 the same; 第二条 changed; a new 第三条; 第三条 -> 第四条 the same; 第四条 removed;
# 第五条 and 第六条 change places: the one that is the same keeps the order, the changed one moved.
NEW = """收费管理条例

第一章 总则

第一条　为了规范收费行为，保护当事人的合法权益，制定本条例。

第二条　本条例适用于本省行政区域内的行政事业性收费和经营服务性收费。

第三条　县级以上人民政府应当建立收费目录清单制度，并向社会公布。

第二章 监督管理

第四条　收费单位应当在营业场所公开价目表，并接受社会监督。

第五条　对拒绝、阻碍检查的人员，由公安机关依法给予治安管理处罚。

第六条　违反本条例第四条规定的，由价格主管部门处五千元以上二万元以下罚款；情节严重的，责令停业整顿。

第七条　本条例自二〇二四年五月一日起施行。
"""


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("laws")
    write(folder / "docs", {"旧.txt": OLD, "新.txt": NEW})
    fake_build([folder / "docs"], folder / "store")
    return open_store(folder / "store")


@pytest.fixture(scope="module")
def plenum(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = tmp_path_factory.mktemp("plenum") / "store"
    fake_build([CORPUS], store)
    return open_store(store)


@pytest.fixture(scope="module")
def changed(laws: Store) -> Comparison:
    return compare(laws, named(laws, "旧.txt"), named(laws, "新.txt"))


def label(side: Side | None) -> str:
    return side.label if side else ""


def marked(side: Side | None) -> str:
    assert side is not None
    marks = {"equal": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in side.pieces)


def row_of(found: Comparison, left: str) -> Row:
    (row,) = [row for row in found.rows if label(row.left) == left and not row.heading]
    return row


def test_an_amended_law_is_aligned_as_by_hand(changed: Comparison) -> None:
    assert changed.mode == "versions"
    rows = [
        (row.kind, label(row.left), label(row.right), row.moved)
        for row in changed.rows
        if not row.heading
    ]
    assert rows == [
        ("same", "第一条", "第一条", False),
        ("changed", "第二条", "第二条", False),
        ("added", "", "第三条", False),
        ("same", "第三条", "第四条", False),
        ("removed", "第四条", "", False),
        ("same", "第六条", "第五条", False),
        ("changed", "第五条", "第六条", True),
        ("changed", "第七条", "第七条", False),
    ]
    assert changed.counts() == {
        "same": 3, "changed": 3, "added": 1, "removed": 1, "moved": 1, "renumbered": 3,
    }  # fmt: skip


def test_changed_words_are_marked_as_by_hand(changed: Comparison) -> None:
    row = row_of(changed, "第五条")
    assert marked(row.left) == (
        "[-第五条 -]违反本条例[-第三条-]规定的，由价格主管部门处[-一千-]元以上[-五千-]元以下罚款。"
    )
    assert marked(row.right) == (
        "[+第六条　+]违反本条例[+第四条+]规定的，由价格主管部门处[+五千+]元以上[+二万+]元以下罚款"
        "[+；情节严重的，责令停业整顿+]。"
    )
    assert (
        marked(row_of(changed, "第二条").left) == OLD[OLD.index("第二条") : OLD.index("\n\n第二章")]
    )
    assert marked(row_of(changed, "第二条").right).endswith("行政事业性收费[+和经营服务性收费+]。")


def test_headings_are_rows_but_no_clauses(changed: Comparison) -> None:
    rows = [(row.kind, marked(row.left), marked(row.right)) for row in changed.rows if row.heading]
    assert rows == [
        ("same", "第一章 总则", "第一章 总则"),
        ("changed", "第二章 管理", "第二章 [+监督+]管理"),
    ]


def test_white_space_and_width_are_no_change(changed: Comparison) -> None:
    row = row_of(changed, "第一条")
    assert (row.kind, row.similarity) == ("same", 1.0)
    assert row.left is not None
    assert row.right is not None
    assert row.left.text != row.right.text
    assert {piece.kind for side in (row.left, row.right) for piece in side.pieces} == {"equal"}


def assert_sliced(found: Comparison, store: Store) -> None:
    """Every piece is a slice of its source; together they are the side, and tell of both sides."""
    for row in found.rows:
        equal = []
        for side, info, kind in (
            (row.left, found.left, "deleted"),
            (row.right, found.right, "inserted"),
        ):
            if side is None:
                continue
            text = store.text(info.text_sha256)
            assert text[side.start : side.end] == side.text
            assert [p.start for p in side.pieces] == [side.start, *(p.end for p in side.pieces)][
                :-1
            ]
            assert side.pieces[-1].end == side.end
            assert all(text[p.start : p.end] == p.text != "" for p in side.pieces)
            assert {p.kind for p in side.pieces} <= {"equal", kind}
            equal.append(["".join(letters(p.text)) for p in side.pieces if p.kind == "equal"])
        if len(equal) == 2:
            assert "".join(equal[0]) == "".join(equal[1])


def test_every_piece_is_a_slice_of_its_source(
    changed: Comparison, laws: Store, plenum: Store
) -> None:
    assert_sliced(changed, laws)
    assert_sliced(compare(laws, 0, 1, "statements"), laws)
    assert_sliced(compare(plenum, 0, 1), plenum)
    assert_sliced(compare(plenum, 0, 1, "versions"), plenum)


def test_every_clause_stands_in_one_row(changed: Comparison, laws: Store) -> None:
    for document, side in ((changed.left, "left"), (changed.right, "right")):
        clauses = [c.clause.span.start for c in laws.catalogue.clauses_of(document.id)]
        rows = [getattr(row, side) for row in changed.rows if not row.heading]
        assert sorted(each.start for each in rows if each) == clauses


def test_a_document_is_the_same_as_itself(laws: Store, plenum: Store) -> None:
    for store, mode in ((laws, None), (plenum, "statements"), (plenum, None)):
        found = compare(store, 1, 1, mode)  # type: ignore[arg-type]
        pairs = {(row.kind, row.left == row.right) for row in found.rows if row.left and row.right}
        assert ("same", True) in pairs
        counts = found.counts()
        assert (counts["added"], counts["removed"], counts["moved"]) == (0, 0, 0)


def test_sides_can_be_cited(changed: Comparison, plenum: Store) -> None:
    row = row_of(changed, "第三条")
    assert row.left is not None
    assert row.right is not None
    assert row.left.citation == f"《收费管理条例》（{changed.left.source}）第三条"
    assert row.right.citation == f"《收费管理条例》（{changed.right.source}）第四条"
    assert row.right.path == ("第二章 监督管理",)
    sides = [row.right for row in compare(plenum, 0, 1).rows if row.right]
    citations = {side.citation for side in sides}
    assert f"《{DECISION}》三、（十四）第1段" in citations


def linked(found: Comparison, begins: str) -> list[str]:
    """What stands on the right of the statement that begins so."""
    return [
        row.right.text if row.right else ""
        for row in found.rows
        if row.left and row.left.text.startswith(begins)
    ]


def test_statements_of_the_communique_are_found_in_the_decision(plenum: Store) -> None:
    found = compare(plenum, named(plenum, COMMUNIQUE), named(plenum, DECISION))
    assert found.mode == "statements"
    (stands,) = linked(found, "全会指出，党的二十大是在全党全国各族人民")
    assert stands.endswith("向第二个百年奋斗目标进军的关键时刻召开的一次十分重要的大会。")
    assert linked(found, "未来五年是") == [
        "未来五年，是全面建设社会主义现代化四川开局起步的关键时期。"
    ]
    assert any(
        text.startswith("深入推进以人为核心的新型城镇化") for text in linked(found, "城镇化是")
    )
    assert any("政商勾连" in text for text in linked(found, "持续用力正风肃纪反腐"))
    # What is told of the meeting alone stands nowhere in its decision.
    for begins in ("出席全会的有", "全会由省委常委会主持", "省委书记王晓晖作了讲话"):
        assert linked(found, begins) == [""]
    counts = found.counts()
    statements = np.isin(plenum.passages[plenum.sentences[:, 0], 0], [0]).sum()
    assert counts["same"] + counts["changed"] + counts["removed"] == statements


def test_the_same_twice_gives_the_same(plenum: Store) -> None:
    assert compare(plenum, 0, 1) == compare(plenum, 0, 1)


def test_the_mode_may_be_chosen(laws: Store) -> None:
    (compare_options,) = [
        action.choices["compare"]
        for action in qa.__main__._parser()._actions
        if isinstance(action.choices, dict)
    ]
    assert tuple(compare_options._option_string_actions["--mode"].choices) == MODES
    found = compare(laws, named(laws, "旧.txt"), named(laws, "新.txt"), "statements")
    assert found.mode == "statements"
    assert linked(found, "第三条") == ["第四条　收费单位应当在营业场所公开价目表，并接受社会监督。"]
    assert (
        compare(laws, named(laws, "旧.txt"), named(laws, "新.txt"), "versions").mode == "versions"
    )


def test_documents_are_named_by_title_or_source(laws: Store, plenum: Store) -> None:
    assert named(plenum, "公报") == 0
    assert named(plenum, f"《{DECISION}》") == 1
    assert laws.documents[named(laws, "旧.txt")].source.endswith("旧.txt")
    with pytest.raises(InputError, match="“条例”可以是 2 份文件"):
        named(laws, "条例")
    for name in ("没有", "", "《》"):
        with pytest.raises(InputError, match="索引中没有"):
            named(laws, name)
    with pytest.raises(InputError, match="没有编号为 7 的文件"):
        compare(laws, 0, 7)


def keys(hint: Any) -> set[str]:
    return set(get_type_hints(hint))


def test_the_json_is_as_its_types_say(changed: Comparison) -> None:
    found = json.loads(json.dumps(changed.to_json()))
    assert found.keys() == keys(shapes.ComparisonJson)
    assert found["left"].keys() == keys(shapes.ComparedJson)
    for row in found["rows"]:
        assert row.keys() == keys(shapes.RowJson)
        for side in filter(None, (row["left"], row["right"])):
            assert side.keys() == keys(shapes.SideJson)
            assert all(piece.keys() == keys(shapes.PieceJson) for piece in side["pieces"])
            assert "".join(piece["text"] for piece in side["pieces"]) == side["text"]


def test_the_command_line_compares(laws: Store, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--store", str(laws.folder)]
    assert main(["compare", "旧.txt", "新.txt", *place]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "相同 3，修改 3，新增 1，删除 1，移动 1，改条号 3"
    assert "第二条　本条例适用于本省行政区域内的行政事业性收费{+和经营服务性收费+}。" in lines
    assert main(["compare", "旧.txt", "新.txt", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["changed"] == 3
    assert main(["compare", "旧.txt", "新.txt", "--mode", "statements", *place]) == 0
    first, *rows = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"相同 \d+，相近 \d+，仅右文 \d+，仅左文 \d+", first)
    assert {"相近", "仅右文"} < {*rows}
    assert main(["compare", "条例", "新.txt", *place]) == 2
    assert main(["compare", "条例", "新.txt", "--lang", "en", *place]) == 2
    wrong = capsys.readouterr().err.splitlines()
    assert len(wrong) == 2
    assert "may be any of 2 documents" in wrong[1]


def told(left: str, right: str, least: int = 2) -> str:
    marks: dict[str, Callable[[Change], str]] = {
        "equal": lambda change: change.right.of(right),
        "deleted": lambda change: f"[-{change.left.of(left)}-]",
        "inserted": lambda change: f"[+{change.right.of(right)}+]",
    }
    return "".join(marks[change.kind](change) for change in difference(left, right, least))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("甲应当登记。", "甲应当登记。", "甲应当登记。"),
        ("罚款1000元以上5000元以下", "罚款2000元以上1万元以下", "罚款[-1000-][+2000+]元以上[-5000-][+1万+]元以下"),
        ("依照第二十条处罚", "依照第二十三条处罚", "依照[-第二十条-][+第二十三条+]处罚"),
        ("处三十日以下拘留", "处六十日以下拘留", "处[-三十-][+六十+]日以下拘留"),
        # A single character that stays between two changes is no landmark.
        ("建立和完善制度", "建立健全制度", "建立[-和完善-][+健全+]制度"),
        ("甲乙丙丁戊己", "子丑丙寅卯辰", "[-甲乙丙丁戊己-][+子丑丙寅卯辰+]"),
        # A sentence is inserted as a whole, not from the middle of one to the middle of another.
        ("报酬确定。", "报酬确定。其数额按规定确定。", "报酬确定。[+其数额按规定确定。+]"),
        ("适用（甲） 。", "适用(甲)。\n", "适用(甲)。\n"),
        ("", "新", "[+新+]"),
        ("旧", "", "[-旧-]"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_marks_are_words_that_can_be_read(left: str, right: str, expected: str) -> None:
    assert told(left, right) == expected


_LETTERS = st.text(st.sampled_from("甲乙丙丁，。；（）(1２3第条十 \n　"), max_size=40)


@settings(max_examples=300)
@given(_LETTERS, _LETTERS, st.integers(1, 5))
@example("第十条甲", "第十 条甲", 2)
@example(" ", "\n\n", 1)
def test_changes_tile_both_texts(left: str, right: str, least: int) -> None:
    changes = difference(left, right, least)
    ours = [change.left for change in changes if change.kind != "inserted"]
    theirs = [change.right for change in changes if change.kind != "deleted"]
    assert "".join(span.of(left) for span in ours) == left
    assert "".join(span.of(right) for span in theirs) == right
    assert all(a.end == b.start for side in (ours, theirs) for a, b in pairwise(side))
    for change in changes:
        if change.kind == "equal":
            assert letters(change.left.of(left)) == letters(change.right.of(right))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(("甲应当登记备案", "乙可以申请复议", "丙", "丁依法处罚决定", "戊免予公示说明")), max_size=8),
       st.lists(st.sampled_from(("甲应当登记备案", "乙可以申请复议", "丙", "丁依法处罚决定", "己另行规定办法")), max_size=8))  # fmt: skip
def test_an_alignment_takes_no_clause_twice_and_keeps_the_order(
    left: list[str], right: list[str]
) -> None:
    pairs = align(left, right, ([""] * len(left), [""] * len(right)))
    assert len({p.left for p in pairs}) == len({p.right for p in pairs}) == len(pairs)
    kept = [p.right for p in pairs if not p.moved]
    assert kept == sorted(kept)
    assert all(left[p.left] == right[p.right] for p in pairs)


def test_equal_clauses_are_paired_in_turn() -> None:
    pairs = align(
        ["丙", "丙", "甲应当登记"], ["丙", "丙", "丙"], (["1", "2", "3"], ["1", "2", "3"])
    )
    assert pairs == [Pairing(0, 0, 1.0), Pairing(1, 1, 1.0)]


def test_words_outweigh_numbers() -> None:
    first, second = "收费单位应当公开价目表接受监督", "票据由财政部门统一印制保存十年"
    pairs = align([first, second], [second, first], (["1", "2"], ["1", "2"]))
    assert {(p.left, p.right) for p in pairs} == {(0, 1), (1, 0)}
    assert [p.moved for p in pairs].count(True) == 1


def test_similarity_is_as_by_hand() -> None:
    assert similarity("甲乙丙", "甲乙丙") == 1.0
    assert similarity("甲乙丙", "甲乙丁") == 0.5  # one of two pairs each: 2 · 1 / 4
    assert similarity("甲乙丙", "甲乙丙丁戊己庚辛") == pytest.approx(0.7)  # wholly taken up
    assert similarity("甲", "乙") == 0.0


def test_what_stands_everywhere_is_no_evidence() -> None:
    # 甲乙丙丁 stands in two texts of each side, 子丑寅卯辰 (two runs) in one of each.
    found = evidence(["甲乙丙丁", "甲乙丙丁子丑寅卯辰"], ["甲乙丙丁", "甲乙丙丁午", "子丑寅卯辰"])
    assert found[0, 0] == pytest.approx(1 / 4)
    assert found[1, 2] == pytest.approx(2)
    assert (0, 2) not in found


def test_a_statement_needs_words_or_nearness() -> None:
    vectors = np.eye(3, dtype=np.float32)
    left = ["子丑寅卯辰巳午未申酉", "天地玄黄宇宙洪荒", "金木水火土"]
    right = ["子丑寅卯辰巳午未申酉戌亥", "天地玄黄宇日月盈昃辰宿列张寒来暑往", "东南西北中"]
    # 7 runs; 2 runs, and each other's nearest; nearest alone.
    assert [(p.left, p.right) for p in link(left, right, (vectors, vectors))] == [(0, 0), (1, 1)]
    apart = vectors[[0, 2, 1]]
    assert [(p.left, p.right) for p in link(left, right, (vectors, apart))] == [(0, 0)]


def test_documents_without_clauses_can_be_compared(tmp_path: Path) -> None:
    write(
        tmp_path / "docs", {"空.txt": "标题\n", "办法.txt": "收费办法\n\n第一条 收费应当公开。\n"}
    )
    fake_build([tmp_path / "docs"], tmp_path / "store")
    store = open_store(tmp_path / "store")
    for left in range(len(store.documents)):
        for right in range(len(store.documents)):
            for mode in ("versions", "statements"):
                assert_sliced(compare(store, left, right, mode), store)


def test_a_title_that_holds_another_is_named_as_it_is_written(tmp_path: Path) -> None:
    titles = [f"关于适用《测试法》的解释（{number}）" for number in "一二"]
    texts = {f"{title}.txt": f"{title}\n\n第一条 甲。\n" for title in titles}
    fake_build([write(tmp_path / "files", texts)], tmp_path / "store")
    store = open_store(tmp_path / "store")
    assert [info.title for info in store.documents] == titles
    for i, title in enumerate(titles):
        for name in (title, f"《{title}》", f"{title}.txt", title.replace("《", "")):
            assert named(store, name) == i
    with pytest.raises(InputError, match="可以是 2 份文件"):
        named(store, "《测试法》的解释")
    with pytest.raises(InputError, match="没有“\\?”"):
        named(store, "\ud800")


def test_articles_that_are_counted_anew_are_paired_with_those_of_their_part(
    tmp_path: Path,
) -> None:
    """An article of an appendix, and one of a chapter that counts its own, is the same one as that
    of the same number there, not as the first of that number in the document.
    """
    chapters = "安全手册\n\n第一章 用电\n\n第一条 下班关闭电源。\n\n第二章 用火\n\n第一条 {}\n"
    whole = "采购办法\n\n第一条 采购应当公开。\n\n第二条 采购应当招标。\n\n附件一：评标规则\n\n"
    rules = "第一条 委员会由五人组成。\n\n第二条 评标采用{}。\n"
    texts = {
        "a.txt": whole + rules.format("综合评分法"),
        "b.txt": whole + rules.format("最低价法"),
        "c.txt": chapters.format("动火应当审批。"),
        "d.txt": chapters.format("动火应当报经消防科批准。"),
    }
    write(tmp_path / "docs", texts)
    fake_build([tmp_path / "docs"], tmp_path / "store")
    store = open_store(tmp_path / "store")
    at = {Path(info.source).name: info.id for info in store.documents}
    for left, right, words in (("a.txt", "b.txt", "评标采用"), ("c.txt", "d.txt", "动火")):
        rows = compare(store, at[left], at[right], "versions").rows
        assert {row.kind for row in rows} == {"same", "changed"}
        (changed,) = (row for row in rows if row.kind == "changed")
        assert changed.left
        assert changed.right
        assert words in changed.left.text
        assert words in changed.right.text
