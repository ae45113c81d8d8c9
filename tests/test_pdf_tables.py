"""Tables of PDF files: what is drawn around words tells the rows and the cells they stand in."""

from collections.abc import Sequence
from dataclasses import replace
from time import process_time

import pytest
from test_pdf import LEFT, Put, pdf

from index.clauses import clauses
from index.formats.pdf import _in_order, _pages, read_pdf
from index.formats.pdf_lines import assemble
from index.formats.pdf_pages import Line, Page
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
        *("停车\t含夜间看护。不含洗车", "供水\t居民", "\t非居民\t", "\t注：另计。\t"),
    ]
    (document,) = outline(found).documents
    first, second = clauses(document)
    words = [span.of(found.text) for span in first.paragraphs]
    assert words[1:] == ["前款标准每年调整。"]
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


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        ((("三", "五"), ("四", "六")), []),  # a page in columns
        ((("三", "四"), ("五", "六")), []),
        (
            (("三", "三"), ("四", "四")),
            ["第三条 应当。\t第三条 应当。", "第四条 应当。\t第四条 应当。"],
        ),
    ],
)
def test_articles_in_several_columns_are_rows_where_they_are_versions(
    numbers: tuple[tuple[str, str], ...], rows: list[str]
) -> None:
    cells: list[Put] = [
        (x, y, f"第{n}条　应当。")
        for y, row in zip((470.0, 430.0), numbers, strict=True)
        for x, n in zip((55.0, 155.0), row, strict=True)
    ]
    found = read(
        ABOVE + cells + BELOW,
        [BOXES[0], BOXES[1], (50.0, 405.0, 150.0, 450.0), (150.0, 405.0, 330.0, 450.0)],
    )
    assert [line for line in found.text.split("\n") if "\t" in line] == rows


def test_a_table_of_versions_is_read_row_by_row() -> None:
    words = [
        ("修订前", "修订后"),
        ("第一条　甲应当：", "第一条　乙应当："),
        ("第五条　三名。", "第五条　五名。"),
    ]
    listed = [(x, 385.0, one) for x, one in ((55.0, "（一）登记；"), (195.0, "（一）备案；"))]
    listed += [(x, 370.0, one) for x, one in ((55.0, "（二）付费。"), (195.0, "（二）付款。"))]
    tops = [420.0, 400.0, 360.0]
    puts: list[Put] = [
        (x, top + 5, one)
        for top, pair in zip((400.0, 388.0, 340.0), words, strict=True)
        for x, one in zip((55.0, 195.0), pair, strict=True)
    ]
    puts = sorted([*puts, *listed], key=lambda put: (put[1] < 360, put[1] < 395, put[0], -put[1]))
    boxes = [
        box
        for top, bottom in zip(tops, (400.0, 360.0, 330.0), strict=True)
        for box in ((50.0, bottom, 190.0, top), (190.0, bottom, 330.0, top))
    ]
    found = read(puts, boxes)
    assert found.text.split("\n")[:3] == [
        "修订前\t修订后",
        "第一条 甲应当：（一）登记；（二）付费。\t第一条 乙应当：（一）备案；（二）付款。",
        "第五条 三名。\t第五条 五名。",
    ]


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


ROW = [(50.0, 400.0, 150.0, 490.0), (150.0, 400.0, 330.0, 490.0)]
LISTED: list[Put] = [(155.0, 450.0, "（一）抢险的；"), (155.0, 430.0, "（二）救护的。")]


@pytest.mark.parametrize(
    ("puts", "boxes", "expected"),
    [
        # Clauses in cells, in two columns or beside a word, are lines of their own.
        ([(55.0, 470.0, "免费"), *LISTED], ROW, ["免费", "（一）抢险的；", "（二）救护的。"]),
        # A form of boxes for one character each, within a line.
        (
            [(x, 470.0, "1") for x in (52.0, 72.0, 92.0)],
            [(x, 465.0, x + 20, 485.0) for x in (50.0, 70.0, 90.0)],
            ["1 1 1"],
        ),
        # Articles that stand beside something are no rows.
        (
            [
                (x, 470 - 20 * i, w)
                for i, n in enumerate("一二三")
                for x, w in ((55.0, "说明"), (155.0, f"第{n}条　收费。"))
            ],
            [
                (x, 465 - 20.0 * i, y, 485 - 20.0 * i)
                for i in range(3)
                for x, y in ((50.0, 150.0), (150.0, 330.0))
            ],
            ["说明 第一条　收费。", "说明 第二条　收费。", "说明 第三条　收费。"],
        ),
    ],
)
def test_what_is_drawn_around_text_makes_no_rows(
    puts: list[Put], boxes: Sequence[Box], expected: list[str]
) -> None:
    found = read(ABOVE + puts + BELOW, boxes)
    assert found.text.split("\n")[1:-3] == expected


def test_a_table_of_more_cells_than_a_page_has_room_for_is_a_drawing() -> None:
    level = [Rule(False, 6.0 * i, 0, 1200) for i in range(200)]
    upright = [Rule(True, 6.0 * i, 0, 1200) for i in range(200)]
    assert find_grids(level + upright) == []
    assert len(find_grids(level[:50] + upright)) == 1


def test_a_long_paragraph_is_read_in_the_time_of_its_length() -> None:
    words = "经营者应当依法取得许可并按照核定的范围从事经营活动"
    lines = [Line(words, 80, 380, 790 - 18 * i, 776 - 18 * i, 12.0) for i in range(40)]
    pages = [Page(number + 1, 460, 842, tuple(lines)) for number in range(60)]
    begun = process_time()
    text = assemble(pages)[0]
    assert text.count("\n") == 1
    assert text.count(words) > 2000
    assert process_time() - begun < 2


def test_rows_at_the_edges_of_pages_are_no_running_heads() -> None:
    def page(number: int) -> Page:
        words = ["类别\t标准", f"小型\t{number}元", *(f"第{number}页{i}。" for i in range(9))]
        places = range(820, 600, -20)
        return Page(
            number,
            *(595, 842),
            tuple(
                Line(w, 80, 400, y, y - 12, 12.0, row="\t" in w)
                for w, y in zip(words, places, strict=True)
            ),
        )

    text, _, problems = assemble([page(n) for n in range(1, 5)])
    assert text.count("小型\t") == 4
    assert {"页眉" in p.message for p in problems} == {True}  # the table's head alone is one


def test_lines_around_a_table_are_no_neighbours() -> None:
    broken = "第一条　经营者应当依法取得许可，并按照核定的范围从事经营活动，不得转让"
    lines = [
        Line("收费办法", 80, 160, 780, 768, 12.0),
        Line("类别\t标准", 80, 520, 760, 680, 12.0, row=True),
        Line(broken, 80, 80 + 12.0 * len(broken), 660, 648, 12.0),
        Line("许可证件。", 80, 140, 642, 630, 12.0),
    ]
    assert f"{broken}许可证件。\n" in assemble([Page(1, 595, 842, tuple(lines))])[0]
