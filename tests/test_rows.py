import pytest
from fake_encoder import FakeEncoder
from outlines import the_document
from stores import LAW

from index.clauses import clauses
from index.rows import Rows, cut

SHORT = "测试办法\n\n第一条 甲。乙。\n\n第二条 丙。\n"


def rows_of(*texts: str, max_tokens: int = 200) -> Rows:
    encoder = FakeEncoder()
    encoder.max_tokens = max_tokens
    documents = [the_document(text) for text in texts]
    return cut([(d, clauses(d)) for d in documents], encoder, lambda _i, _n: None)


def test_a_clause_is_a_passage_with_its_sentences_and_one_window() -> None:
    rows = rows_of(SHORT)
    first, second = SHORT.index("第一条"), SHORT.index("第二条")
    assert rows.passages == [(0, 0, 0, first, first + 8), (0, 1, 0, second, second + 6)]
    assert rows.sentences == [
        (0, first, first + 6),
        (0, first + 6, first + 8),
        (1, second, second + 6),
    ]
    assert rows.windows == [(0, first, first + 8), (1, second, second + 6)]
    assert rows.sentence_texts == ["甲。", "乙。", "丙。"]
    assert rows.window_texts == ["测试办法  甲。乙。", "测试办法  丙。"]


def test_the_words_of_the_path_are_searched_with_a_clause() -> None:
    rows = rows_of(LAW)
    assert rows.passage_texts[0] == "测试条例 第一章 总则 第一条 为了规范测试,制定本条例。"
    assert rows.passage_texts[2].startswith("测试条例 第二章 管理 第一节 一般规定 第三条")


def test_clauses_are_counted_through_all_documents() -> None:
    rows = rows_of(SHORT, SHORT)
    assert [row[:2] for row in rows.passages] == [(0, 0), (0, 1), (1, 2), (1, 3)]
    assert [row[0] for row in rows.sentences] == [0, 0, 1, 2, 2, 3]


def test_a_long_clause_is_cut_into_its_paragraphs() -> None:
    text = "测试办法\n\n第一条 " + "甲" * 300 + "。\n" + "乙" * 300 + "。\n"
    rows = rows_of(text)
    start, middle = text.index("第一条"), text.index("乙")
    assert rows.passages == [(0, 0, 1, start, middle - 1), (0, 0, 2, middle, len(text) - 1)]


@pytest.mark.parametrize("most", [12, 30, 200])
def test_nothing_that_is_embedded_is_too_long_and_nothing_is_left_out(most: int) -> None:
    text = "测试办法\n\n第一条 " + "".join(f"第{i}项工作应当抓紧，不得拖延。" for i in range(40))
    rows = rows_of(text, max_tokens=most)
    sizes = FakeEncoder().count_tokens(rows.sentence_texts + rows.window_texts)
    assert max(sizes) <= most
    words = "".join(text[text.index("第一条") :].split())
    for table in (rows.sentences, rows.windows):
        assert "".join("".join(text[a:b] for _, a, b in table).split()) == words


def test_a_heading_that_leaves_no_room_is_left_out_of_the_windows() -> None:
    title = "关于" + "特别" * 20 + "重要事项的决定"
    rows = rows_of(f"{title}\n\n第一条 甲。\n\n第二条 乙。\n", max_tokens=40)
    assert rows.window_texts == ["甲。", "乙。"]


def test_a_document_without_clauses_has_no_rows() -> None:
    tables = rows_of("只有标题的决定\n").tables()
    assert {name: table.shape for name, table in tables.items()} == {
        "passages": (0, 5),
        "windows": (0, 3),
        "sentences": (0, 3),
    }
