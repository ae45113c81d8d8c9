"""Tables of PDF files: what is drawn around words tells the rows and the cells they stand in."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from test_pdf import LEFT, Put, pdf

from index.clauses import clauses
from index.formats.pdf import _in_order, _pages, read_pdf
from index.formats.pdf_tables import Rule, find_grids, join_rows
from index.model import Source
from index.outline import outline

Box = tuple[float, float, float, float]  # left, bottom, right, top


def read(puts: list[Put], boxes: Sequence[Box]) -> Source:
    strokes = "".join(f"{a} {b} {c - a} {d - b} re S\n" for a, b, c, d in boxes)
    return read_pdf(pdf([puts], strokes=strokes), "办法.pdf")


ABOVE: list[Put] = [(LEFT + 20, 500.0, "第一条　收费标准如下：")]
BELOW: list[Put] = [
    (LEFT + 20, 300.0, "前款标准每年调整。"),
    (LEFT + 20, 284.0, "第二条　本办法施行。"),
]
# A cell with two lines beside one with one, a cell over two rows, one over both columns.
CELLS: list[Put] = [
    *[(55.0, 470.0, "停车"), (155.0, 470.0, "含夜间看护。不含"), (155.0, 455.0, "洗车")],
    *[(55.0, 430.0, "供水"), (155.0, 430.0, "居民"), (155.0, 410.0, "非居民")],
    (55.0, 390.0, "注：另计。"),
]
BOXES = [
    *[(50.0, 450.0, 150.0, 485.0), (150.0, 450.0, 330.0, 485.0)],
    *[(50.0, 405.0, 150.0, 450.0), (150.0, 425.0, 330.0, 450.0), (150.0, 405.0, 330.0, 425.0)],
    (50.0, 385.0, 330.0, 405.0),
]


def test_a_table_is_read_row_by_row_and_is_no_paragraph() -> None:
    found = read(ABOVE + CELLS + BELOW, BOXES)
    assert found.text.split("\n")[1:5] == [
        *("停车\t含夜间看护。不含洗车", "供水\t居民", "\t非居民", "注：另计。"),
    ]
    (document,) = outline(found).documents
    first, second = clauses(document)
    words = [span.of(found.text) for span in first.paragraphs]
    assert words[-1] == "前款标准每年调整。"
    assert words[0].startswith("第一条　收费标准如下：\n停车\t")
    assert second.label == "第二条"


def test_a_table_may_have_one_row_on_a_page() -> None:
    found = read(ABOVE + CELLS[:3] + BELOW, BOXES[:2])
    assert found.text.split("\n")[1] == "停车\t含夜间看护。不含洗车"


def test_a_row_that_goes_on_over_pages_is_one() -> None:
    def strokes(*segments: Box) -> str:
        return "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in segments)

    rules = [
        *[(50.0, 110.0, 330.0, 110.0), (50.0, 90.0, 330.0, 90.0)],  # no rule at either end
        *[(x, 40.0, x, 110.0) for x in (50.0, 150.0, 330.0)],
    ]
    above = [
        (55.0, 95.0, "类别"),
        (155.0, 95.0, "说明"),
        (55.0, 70.0, "停车"),
        (155.0, 70.0, "含看护，不"),
    ]
    first = pdf([above], strokes=strokes(*rules))
    grid = [(50.0, 480.0, 330.0, 480.0), (50.0, 460.0, 330.0, 460.0)]
    grid += [(x, 460.0, x, 560.0) for x in (50.0, 150.0, 330.0)]
    rest = [(155.0, 540.0, "含洗车"), (55.0, 465.0, "供水"), (155.0, 465.0, "另计")]
    second = pdf([rest], strokes=strokes(*grid))
    one, two = (_pages(data, "a.pdf")[0][0] for data in (first, second))
    joined = join_rows([one, replace(two, number=2)])
    assert [[line.words for line in page.lines] for page in joined] == [
        *(["类别\t说明", "停车\t含看护，不含洗车"], ["供水\t另计"]),
    ]


def test_marks_that_open_are_read_in_the_order_in_which_they_are_seen() -> None:
    class Glyphs:
        def get_charbox(self, i: int) -> Box:
            return ((105.0, 0.0, 109.0, 9.0), (95.0, 5.0, 101.0, 9.0), (112.0, 0.0, 120.0, 9.0))[i]

    codes, places = [ord(c) for c in "（“一"], [0, 1, 2]
    _in_order(Glyphs(), codes, places)
    assert ("".join(map(chr, codes)), places) == ("“（一", [1, 0, 2])


@pytest.mark.parametrize(
    "boxes",
    [
        [],
        [(40.0, 380.0, 340.0, 490.0)],  # a frame
        [(50.0, 449.9, 330.0, 450.0), (50.0, 404.9, 330.0, 405.0)],  # lines above and below rows
    ],
)
def test_without_cells_there_is_no_table(boxes: list[Box]) -> None:
    assert "\t" not in read(ABOVE + CELLS + BELOW, boxes).text


def test_articles_in_several_columns_are_no_rows() -> None:
    cells: list[Put] = [
        (x, y, f"第{n}条　应当。") for y, n in ((470.0, "三"), (430.0, "四")) for x in (55.0, 155.0)
    ]
    assert "\t" not in read(ABOVE + cells + BELOW, BOXES).text


def test_tables_are_told_apart_and_what_is_near_is_one_rule() -> None:
    def box(left: float, bottom: float, right: float, top: float) -> list[Rule]:
        level = [Rule(False, y, left, right) for y in (bottom, top)]
        return level + [Rule(True, x, bottom, top) for x in (left, right)]

    upper = box(50, 600, 100, 620) + box(100.7, 600, 200, 620) + box(50, 580, 200, 600)
    lower = box(50, 400, 120, 440) + box(120, 400, 200, 440) + box(50, 380, 200, 400.4)
    one, two = find_grids([*lower, *upper])
    assert {one.ys, two.ys} == {(620, 600, 580), (440, 400, 380)}
    grid = one if one.ys[0] == 620 else two
    assert [grid.cell(x, y) for x, y in ((60, 610), (150, 610), (150, 590), (60, 500))] == [
        *((0, 0), (0, 1), (1, 0), None),
    ]
