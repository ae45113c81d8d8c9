import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.clauses import clauses
from index.errors import SourceError
from index.formats.pdf import _turned, read_pdf
from index.formats.pdf_lines import assemble
from index.formats.pdf_pages import Line, Page
from index.model import Problem, Source, page_of
from index.outline import outline
from index.readers import read

# A page of 40 × 60 characters of 10 points: text from 50 to 350 points, 30 characters a line.
WIDTH, HEIGHT, SIZE, LEFT = 400, 600, 10, 50
CMAP = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    "{count} beginbfchar\n{pairs}\nendbfchar endcmap end end"
)

Put = tuple[float, float, str]  # x, y, words


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content)


def pdf(
    pages: Sequence[Sequence[Put]],
    turned: bool = False,
    image: int = 0,
    latin: bool = False,
    strokes: str = "",
) -> bytes:
    """A PDF file by hand: one font of square characters, whose codes a ToUnicode table explains.
    Page `image` (from 1) has a small image on it. `turned`: the text is written upwards on a sheet
    that lies, which is then turned to be read. `latin`: in a common font, six points a character.
    `strokes`: what is drawn on each page.
    """
    signs = sorted({c for page in pages for _, _, words in page for c in words})
    codes = {c: i for i, c in enumerate(signs, 1)}
    pairs = "\n".join(f"<{i:04x}> <{c.encode('utf-16-be').hex()}>" for c, i in codes.items())
    cmap = CMAP.format(count=len(codes), pairs=pairs).encode()
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    sheet = f"{HEIGHT} {WIDTH}] /Rotate 90 /X [" if turned else f"{WIDTH} {HEIGHT}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /FontDescriptor"
        b" << /Type /FontDescriptor /FontName /X /Flags 4 /Ascent 880 /Descent -120 >>"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(cmap),
    ]
    if latin:
        codes = {c: ord(c) for c in signs}
        objects[2] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
    digits = 2 if latin else 4
    for i, page in enumerate(pages):
        shown = "".join(
            f"BT /F 10 Tf {f'0 1 -1 0 {HEIGHT - y} {x}' if turned else f'1 0 0 1 {x} {y}'} Tm <{''.join(f'{codes[c]:0{digits}x}' for c in words)}> Tj ET\n"
            for x, y, words in page
        )
        shown += strokes
        if image == i + 1:
            shown += "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet}]"
            f" /Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * i} 0 R >>".encode(),
            stream(shown.encode()),
        ]
    data = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, content)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


def lines(*words: str, top: float = 500) -> list[Put]:
    """Lines under each other; leading full-width spaces are an indentation."""
    put: list[Put] = []
    for i, one in enumerate(words):
        bare = one.lstrip("　")
        put.append((LEFT + SIZE * (len(one) - len(bare)), top - 16 * i, bare))
    return put


def source(*pages: Sequence[Put]) -> Source:
    return read_pdf(pdf(pages), "a.pdf")


FULL = "在正文中这一行写满了三十个字所以它的下一行仍是同一个段落的"
assert len(FULL) == 29
LAW = lines(
    "　　　　　　　　　　　　粮食条例",
    "　　第一条　为了保障粮食安全，根据有关的法律，制定本条例，请各",
    "地方遵照执行。",
    "　　本条例所称的粮食，是指谷物、豆类和薯类。",
    "　　第二条　违反本条例第一条的规定的，依照本条例的规定，即依照",
    "第九条的规定处罚：",
    "　　（一）警告；",
    "　　（二）罚款，罚款的数额由县级以上的人民政府根据情节的轻重决",
    "定。",
)


def test_lines_of_a_paragraph_are_joined() -> None:
    data = pdf([LAW])
    read_source = read_pdf(data, "a/b.pdf")
    assert read_source.text == (
        "粮食条例\n"
        "第一条　为了保障粮食安全，根据有关的法律，制定本条例，请各地方遵照执行。\n"
        "本条例所称的粮食，是指谷物、豆类和薯类。\n"
        "第二条　违反本条例第一条的规定的，依照本条例的规定，即依照第九条的规定处罚：\n"
        "（一）警告；\n"
        "（二）罚款，罚款的数额由县级以上的人民政府根据情节的轻重决定。\n"
    )
    assert (read_source.path, read_source.encoding, read_source.problems) == ("a/b.pdf", "PDF", ())
    assert read_source.sha256 == hashlib.sha256(data).hexdigest()
    (document,) = outline(read_source).documents
    assert [c.label for c in clauses(document)] == ["第一条", "第二条"]


def test_without_indentation_a_label_after_a_full_stop_begins_a_paragraph() -> None:
    text = source(
        lines(
            "第一条　" + FULL[:25] + "。",
            "第二条　" + FULL[:26],
            "第三条的规定也一样，不过后面还有许多的话要说，要说到行末。",
            "第四条　短。",
        )
    ).text
    assert text == (
        f"第一条　{FULL[:25]}。\n"
        f"第二条　{FULL[:26]}第三条的规定也一样，不过后面还有许多的话要说，要说到行末。\n第四条　短。\n"
    )


def test_a_paragraph_goes_on_over_pages_and_each_page_has_its_place() -> None:
    one = lines("　　第一条　" + FULL[:24], FULL + "甲", FULL + "乙")
    two = lines("末尾。", "　　第二条　短。")
    three: list[Put] = []
    four = lines("　　第三条　短。")
    read_source = source(one, two, three, four)
    starts = read_source.page_starts
    text = read_source.text
    assert text == f"第一条　{FULL[:24]}{FULL}甲{FULL}乙末尾。\n第二条　短。\n第三条　短。\n"
    assert [text[start : start + 4] for start in starts] == [
        "第一条　",
        "末尾。\n",
        "第三条　",
        "第三条　",
    ]
    assert [page_of(starts, text.index(words)) for words in ("一条", "末尾", "二条", "三条")] == [
        1,
        2,
        2,
        4,
    ]


def removed(read_source: Source) -> list[tuple[int | None, int, str]]:
    assert all(p.kind == "removed" and len(p.span) == 0 for p in read_source.problems)
    return [(p.page, p.span.start, p.message) for p in read_source.problems]


def test_page_numbers_and_running_heads_are_taken_out_and_reported() -> None:
    pages = []
    for number in (1, 2, 3):
        head: list[Put] = [(150, 570, "粮食条例汇编")]
        foot: list[Put] = [(190, 30, f"—{number}—")]
        pages.append(foot + head + lines(f"　　第{number}条　短。", "　　2024"))
    read_source = source(*pages)
    assert read_source.text == "第1条　短。\n2024\n第2条　短。\n2024\n第3条　短。\n2024\n"
    assert read_source.page_starts == (0, 12, 24)
    assert removed(read_source)[2:4] == [
        (2, 12, "第2页：页码“—2—”不属于正文，已略去"),
        (2, 12, "第2页：页眉“粮食条例汇编”不属于正文，已略去"),
    ]


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        (("1", "2", "3"), []),
        (("17", "18", "19"), []),
        (("1/3", "2/3", "3/3"), []),
        (("第1页共3页", "第2页共3页", "第3页共3页"), []),
        (("- 8 -", "Page 9", "第 10 页"), []),
        (("1", "300", "7"), ["300", "7"]),
        (("300", "17", "8"), ["300", "17", "8"]),
    ],
)
def test_bare_figures_are_page_numbers_if_they_count_pages(
    numbers: Sequence[str], kept: list[str]
) -> None:
    pages = [[*lines("　　正文。"), (190.0, 30.0, number)] for number in numbers]
    assert [line for line in source(*pages).text.split("\n") if line not in ("正文。", "")] == kept


def test_figures_inside_the_page_stay() -> None:
    pages = [lines("　　正文。", str(number), "　　正文。") for number in (1, 2, 3)]
    assert source(*pages).text == "".join(f"正文。\n{number}\n正文。\n" for number in (1, 2, 3))
    assert source(lines("　　—1—")).text == "—1—\n"


def test_what_repeats_at_the_edge_of_two_pages_only_is_text() -> None:
    pages = [[(50.0, 570.0, "甲方：某公司"), *lines("　　正文。")] for _ in range(2)]
    assert source(*pages).text == "甲方：某公司\n正文。\n" * 2


def test_entries_of_a_table_of_contents_stay_apart() -> None:
    text = source(
        lines(
            "目录",
            "第一章　总则…………………………………………………………1",
            "第二章　附则…………………………………………………………2",
            "一、说明．．．．．．．．．．．．．．．．．．．．．．．．．．．．3",
            *("　　" + FULL[:28], FULL + "的", FULL + "的"),
        )
    ).text
    assert text.split("\n")[:4] == [
        "目录",
        "第一章　总则…………………………………………………………1",
        "第二章　附则…………………………………………………………2",
        "一、说明．．．．．．．．．．．．．．．．．．．．．．．．．．．．3",
    ]


def test_a_number_that_is_broken_in_a_narrow_cell_is_whole() -> None:
    cells = [(LEFT, 500, "第十"), (LEFT, 485, "二条"), (LEFT + 40, 500, "甲应当登记。")]
    assert source(cells).text == "第十二条\n甲应当登记。\n"
    apart = [(LEFT, 500, "第十"), (LEFT + 60, 485, "二条"), (LEFT, 470, "甲应当登记。")]
    assert source(apart).text.startswith("第十\n二条")


def test_a_short_text_is_indented_although_hardly_a_line_goes_on() -> None:
    ended = FULL[:27] + "。"  # reaches the edge behind an indent
    found = source(lines("　　" + ended, "　　经办人 王五", "　　二〇二四年八月一日"))
    assert found.text == ended + "\n经办人 王五\n二〇二四年八月一日\n"
    # One line that goes on shows both edges.
    wrapped = source(lines("　　" + ended, "　　经办人", "　　" + FULL[:28], "行。", "　　完。"))
    assert wrapped.text == f"{ended}\n经办人\n{FULL[:28]}行。\n完。\n"


def test_a_full_line_that_ends_does_not_go_on_in_the_end_of_a_text() -> None:
    ended = [FULL[:-1] + c for c in "。。。"]
    found = source(lines(*ended, "特此公告。")).text.split("\n")
    assert found[-2:] == ["特此公告。", ""]


def test_a_gap_between_lines_ends_a_paragraph() -> None:
    above = [FULL + c for c in "甲乙丙丁"]
    below = [FULL + c for c in "戊己"]
    text = source([*lines(*above), *lines(*below, top=390)]).text
    assert text == "".join(above) + "\n" + "".join(below) + "\n"


def test_an_open_bracket_is_closed_on_the_next_line() -> None:
    text = source(lines("　　（2007年6月29日通过", "　　2012年修正）", "　　第一条　短。")).text
    assert text == "（2007年6月29日通过2012年修正）\n第一条　短。\n"


def test_words_of_latin_letters_keep_their_space_and_lose_their_hyphen() -> None:
    def assembled(first: str, second: str) -> str:
        one = Line(first, 0, 300, 100, 90, 10)
        two = Line(second, 0, 100, 84, 74, 10)
        return assemble([Page(1, 300, 400, (one, two))])[0]

    assert assembled("the quick brown", "fox") == "the quick brown fox\n"
    assert assembled("the quick bro\u00ad", "wn fox") == "the quick brown fox\n"
    assert assembled("第一条 the quick", "棕色") == "第一条 the quick棕色\n"


def test_radicals_become_the_characters_they_look_like() -> None:
    read_source = source(lines("　　第⼀条　⼈⺠⻔。", "　　全角ＡＢ，１２。"))
    assert read_source.text == "第一条　人民门。\n全角ＡＢ，１２。\n"


def test_mapped_radicals_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(1, 400, 600, (Line("第⼀条　⼈⺠Ａ。", 50, 150, 500, 490, 10),))
    monkeypatch.setattr("index.formats.pdf._pages", lambda _data, _name: ([page], set()))
    read_source = read_pdf(b"", "a.pdf")
    assert read_source.text == "第一条　人民Ａ。\n"
    message = "PDF 里的 3 个部首字符已换成普通汉字（⺠→民、⼀→一、⼈→人）"
    assert [(p.kind, p.span.start, p.message) for p in read_source.problems] == [
        ("encoding", 1, message)
    ]


def test_rare_characters_beyond_the_basic_plane_are_kept() -> None:
    assert source(lines("　　𠮷林𬱖，第一条。")).text == "𠮷林𬱖，第一条。\n"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_the_box_of_a_line_is_on_the_page_as_it_is_shown(rotate: int) -> None:
    upright = _turned((50, 490, 60, 500), WIDTH, HEIGHT, 0)
    assert upright == (50, 490, 60, 500)
    box = {90: (490, 340, 500, 350), 180: (340, 100, 350, 110), 270: (100, 50, 110, 60)}
    assert _turned((50, 490, 60, 500), WIDTH, HEIGHT, rotate) == box[rotate]


def test_turned_pages_are_read_with_their_paragraphs() -> None:
    words = [
        "The quick brown fox that we know jumps over the lazy",
        "dog, and so it goes on.",
        "The end.",
    ]
    pages = [[*lines(*words), (190.0, 30.0, str(number))] for number in (1, 2)]
    upright, turned = (
        read_pdf(pdf(pages, turned, latin=True), "a.pdf") for turned in (False, True)
    )
    page = (
        "The quick brown fox that we know jumps over the lazy dog, and so it goes on.\nThe end.\n"
    )
    assert upright.text == page * 2
    assert (turned.text, turned.page_starts) == (upright.text, upright.page_starts)
    assert turned.problems == upright.problems
    assert [problem.page for problem in turned.problems] == [1, 2]


def test_pages_that_are_images_only_are_reported() -> None:
    read_source = read_pdf(pdf([lines("　　第一条　短。"), []], image=2), "a.pdf")
    assert read_source.text == "第一条　短。\n"
    (problem,) = read_source.problems
    assert problem == Problem(
        "removed",
        problem.span,
        "第2页：只有图像，没有文字，其中的内容读不到；可先做文字识别（OCR）",
        2,
    )
    assert read_source.page_starts == (0, 7)


ENCRYPTED = (
    b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
    b" /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> >>"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空文件"),
        (b"%PDF-1.7 and no more", "已损坏"),
        (b"PK\3\4", "已损坏"),
        (pdf([[]]), "没有文字层"),
        (pdf([[]], image=1), "没有文字层"),
        (pdf([[]] * 5001), "超过 5000 页"),
        (pdf([LAW]).replace(b"/Root 1 0 R", ENCRYPTED), "有密码"),
        (pdf([lines("　　\ue001\ue002\ue003\ue004的")]), "乱码"),
    ],
    ids=["empty", "cut", "zip", "blank", "scan", "pages", "password", "no codes"],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path / "a.pdf", "folder/a.pdf")
    assert caught.value.zh.startswith("folder/a.pdf：")
    assert "\n" not in caught.value.zh + caught.value.en


def columns(*groups: Sequence[str]) -> Page:
    """A page of columns of 20 characters of 10 points, two characters apart."""
    found = []
    for i, words in enumerate(groups):
        for j, one in enumerate(words):
            bare = one.lstrip("　")
            left = 50 + 220 * i + SIZE * (len(one) - len(bare))
            top = 500 - 16 * j
            found.append(Line(bare, left, left + SIZE * len(bare), top, top - 10, SIZE))
    return Page(1, 60 + 220 * len(groups), 600, tuple(found))


COLUMN = "这一行写满了二十个字所以下一行同一段落"  # 19 characters


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_paragraph_goes_on_in_the_next_column(count: int) -> None:
    one = ["　　第一条　" + COLUMN[:14], *[COLUMN + c for c in "甲乙丙丁戊己庚辛壬癸子丑"]]
    other = [
        COLUMN + "寅",
        "末尾。",
        "　　第二条　" + COLUMN[:14],
        *[COLUMN + c for c in "卯辰巳午未申"],
    ]
    text, _, _ = assemble([columns(*[one, other, other][:count])])
    whole = f"第一条　{COLUMN[:14]}" + "".join(COLUMN + c for c in "甲乙丙丁戊己庚辛壬癸子丑")
    second = f"第二条　{COLUMN[:14]}" + "".join(COLUMN + c for c in "卯辰巳午未申")
    assert (
        text
        == {
            1: f"{whole}\n",
            2: f"{whole}{COLUMN}寅末尾。\n{second}\n",
            3: f"{whole}{COLUMN}寅末尾。\n{second}{COLUMN}寅末尾。\n{second}\n",
        }[count]
    )


def test_cells_side_by_side_are_no_columns() -> None:
    rows = [("第一条", "甲" * 17 + "。"), ("第二条", "乙" * 17 + "。")] * 12
    page = columns([label for label, _ in rows], [words for _, words in rows])
    lines_by_row = sorted(page.lines, key=lambda line: (-line.top, line.left))
    text, _, _ = assemble([Page(1, page.width, page.height, tuple(lines_by_row))])
    assert text == "".join(f"{label}\n{words}\n" for label, words in rows)


def test_watermarks_are_taken_out_and_reported_as_one() -> None:
    words = lines("　　第一条　" + FULL[:24], FULL + "甲", "末尾。")
    data = pdf([[*words[:2], (100.0, 300.0, "内部资料"), *words[2:]]])
    slanted = data.replace(b"1 0 0 1 100.0 300.0 Tm", b".7 .7 -.7 .7 90 90 Tm ")
    read_source = read_pdf(slanted, "a.pdf")
    assert read_source.text == f"第一条　{FULL[:24]}{FULL}甲末尾。\n"
    assert removed(read_source) == [(1, 0, "第1页：水印“内部资料”不属于正文，已略去")]
    assert "内部资料" in read_pdf(data, "a.pdf").text


def page_of_lines(number: int, body: Sequence[str], *others: tuple[str, float, float]) -> Page:
    """Text at 10 points, and other lines: words, top, size."""
    found = [
        Line(words, 50, 50 + size * len(words), top, top - size, size)
        for words, top, size in others
    ]
    for i, words in enumerate(body):
        found.append(Line(words, LEFT, LEFT + SIZE * len(words), 500 - 16 * i, 490 - 16 * i, SIZE))
    return Page(number, WIDTH, HEIGHT, tuple(found))


def test_small_lines_in_one_place_are_running_heads_whatever_they_say() -> None:
    body = ["第一条　甲。", "乙。"]
    pages = [
        page_of_lines(i, body, (head, 580, 7))
        for i, head in enumerate(("第一章　总则", "第二章　附则"), 1)
    ]
    text, _, problems = assemble(pages)
    assert text == "第一条　甲。\n乙。\n" * 2
    assert [problem.message for problem in problems] == [
        "第1页：页眉“第一章　总则”不属于正文，已略去",
        "第2页：页眉“第二章　附则”不属于正文，已略去",
    ]
    large = [page_of_lines(i, body, ("甲方：某公司", 580, 10)) for i in (1, 2)]
    assert assemble(large)[0] == "甲方：某公司\n第一条　甲。\n乙。\n" * 2
    assert assemble(pages[:1])[0] == "第一章　总则\n第一条　甲。\n乙。\n"


def test_notes_below_a_page_stand_after_the_paragraph_that_goes_on_over_it() -> None:
    full = FULL + "甲"
    pages = [
        page_of_lines(
            1, [full, full], ("① 见粮食法。", 60, 8), ("② 见水法，", 50, 8), ("即旧法。", 40, 8)
        ),
        page_of_lines(2, [full, "末尾。", "第二条　乙。"]),
    ]
    text, starts, _ = assemble(pages)
    whole = f"{full * 3}末尾。\n"
    assert text == f"{whole}① 见粮食法。\n② 见水法，即旧法。\n第二条　乙。\n"
    assert starts == [0, 60]


def test_what_a_browser_prints_around_a_page_is_taken_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = ["首页　法规", "粮食条例", "第一条　短。", "责任编辑：张三", "【打印】【关闭】"]
    one: list[Put] = [(20, 585, "2024/5/6 10:20"), *lines(*body), (20, 10, "https://a.cn/b.html"), (370, 10, "1/1")]  # fmt: skip
    read_source = source(one)
    assert read_source.text == "首页　法规\n粮食条例\n第一条　短。\n"
    assert [message for _, _, message in removed(read_source)] == [
        "第1页：页眉“2024/5/6 10:20”不属于正文，已略去",
        "第1页：页脚“https://a.cn/b.html 1/1”不属于正文，已略去",
        "略去导航、页脚等页面文字 2 处（共 15 字）：“责任编辑：张三”",
    ]
    monkeypatch.setattr("index.formats.pdf._about", lambda _data: ("粮食条例_某某网", False))
    named = source(one)
    assert [(h.start, h.level) for h in named.headings] == [(named.text.index("粮食条例"), 1)]
    (document,) = outline(named).documents
    assert document.title == "粮食条例"


def test_a_full_line_of_a_larger_title_does_not_go_on_in_the_text() -> None:
    title = Line("某某市粮食条例" * 2, 50, 350, 520, 500, 20)
    body = [Line(FULL + c, 50, 350, 480 - 16 * i, 470 - 16 * i, SIZE) for i, c in enumerate("甲乙")]
    text, _, _ = assemble([Page(1, WIDTH, HEIGHT, (title, *body))])
    assert text == f"{title.words}\n{FULL}甲{FULL}乙\n"


@pytest.mark.parametrize(
    ("full", "below", "joined"),
    [
        (FULL[:29] + "。", "附件：1.申请表", False),
        (FULL[:29] + "。", "附件所列的材料也要交。", True),
        ("shall be settled by arbitration in the city of Shanghai.", "仲裁地在上海。", False),
        ("shall be settled by arbitration in the city of Shanghai", "仲裁地在上海。", True),
    ],
)
def test_a_full_line_does_not_go_on_in_what_begins_below_it(
    full: str, below: str, joined: bool
) -> None:
    found = [
        Line(words, 50, right, 500 - 16 * i, 490 - 16 * i, SIZE)
        for i, (words, right) in enumerate([(FULL, 350), (full, 350), (below, 150)])
    ]
    text, _, _ = assemble([Page(1, WIDTH, HEIGHT, tuple(found))])
    assert text.endswith(f"{'' if joined else chr(10)}{below}\n")
    assert (f"\n{below}" in text) is not joined


def test_pages_that_are_images_but_for_their_numbers_are_reported(tmp_path: Path) -> None:
    number: Put = (190, 30, "—2—")
    read_source = read_pdf(pdf([lines("　　第一条　短。"), [number]], image=2), "a.pdf")
    assert [message for _, _, message in removed(read_source)] == [
        "第2页：页码“—2—”不属于正文，已略去",
        "第2页：只有图像，没有文字，其中的内容读不到；可先做文字识别（OCR）",
    ]
    (tmp_path / "a.pdf").write_bytes(pdf([[number]], image=1))
    with pytest.raises(SourceError, match="没有文字层"):
        read(tmp_path / "a.pdf", "a.pdf")
