from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.numerals import ROUND, Label, find_label, parse_label, to_chinese, to_int


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十二", 12), ("12", 12), ("１２", 12), ("二〇三五", 2035), ("一九九七", 1997), ("廿一", 21),
        ("卅", 30), ("两百", 200), ("一百零五", 105), ("一百一十", 110), ("一千零二", 1002),
        ("一千二百六十", 1260), ("一万二千", 12000), ("一 百 二 十", 120), ("零", 0), ("〇", 0),
        ("一百〇三", 103), ("一千〇五", 1005),
        ("一千〇一十", 1010), ("一万〇三", 10003), ("三百零五", 305), ("二○三五", 2035), ("一百○三", 103),
        ("一百◯三", 103), ("一百Ｏ三", 103), ("一o三", 103), ("二 ○ 二 五", 2025), ("○", None), ("Oo", None),
        ("拾贰", 12), ("壹拾伍", 15), ("贰佰零叁", 203), ("參拾陸", 36), ("拾拾", None), ("XII", None), ("i", None),
        ("三O级", None), ("一千零〇", None), ("一千零零", None), ("一万〇", None), ("一百〇〇三", None), ("〇十", None),
        ("3千5百", 3500), ("1百20", 120), ("３百零5", 305), ("12万", 120000), ("1万2千", 12000), ("1百200", None),
        ("十十", None), ("百", None), ("十百", None), ("", None), ("第三", None), ("三人", None), ("万", None),
    ],
)  # fmt: skip
def test_numbers_by_hand(text: str, number: int | None) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("99999999", 99_999_999), ("九九九九九九九九", 99_999_999), ("9999万9999", 99_999_999), ("0" * 30 + "7", 7),
        ("999999999", None), ("９" * 20, None), ("9" * 5000, None), ("九" * 9, None), ("九" * 5000, None),
        ("9" * 5000 + "万", None), ("10000万", None), ("1万" + "9" * 5000, None), ("3千" + "9" * 5000, None),
    ],
)  # fmt: skip
def test_more_than_eight_figures_are_no_number(text: str, number: int | None) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"),
     (1002, "一千零二"), (1012, "一千零一十二"), (10012, "一万零一十二"), (120000, "十二万")],
)  # fmt: skip
def test_chinese_by_hand(number: int, text: str) -> None:
    assert to_chinese(number) == text


@given(st.integers(0, 99_999_999))
def test_there_and_back(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@given(st.integers(0, 99_999_999), st.sampled_from("〇" + ROUND))
def test_there_and_back_with_a_round_zero(number: int, zero: str) -> None:
    written = to_chinese(number)
    assert to_int(written.replace("零", "〇")) == number
    if number:
        assert to_int(written.replace("零", zero)) == number


@given(st.integers(0, 9999))
def test_positional_digits(number: int) -> None:
    digits = "〇一二三四五六七八九"
    assert to_int("".join(digits[int(d)] for d in str(number))) == number


@pytest.mark.parametrize("number", [-1, 100_000_000])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)


@pytest.mark.parametrize(
    ("text", "label", "length"),
    [
        ("第十二条 国家", Label("article", (12,)), 4),
        ("第 十 二 条　国家", Label("article", (12,)), 7),
        ("第１２条", Label("article", (12,)), 4),
        ("第一千零二条", Label("article", (1002,)), 6),
        ("第一百〇三条 国家", Label("article", (103,)), 6),
        ("第一百○三条之一 国家", Label("article", (103,), 1), 8),
        ("第 二 Ｏ 条", Label("article", (20,)), 7),
        ("一百〇三、修改", Label("comma", (103,)), 5),
        ("（一百零三）推动", Label("bracket", (103,)), 6),
        ("第 9-1 條 甲", Label("article", (9,), 1), 7),
        ("第 1-2 條　甲", Label("article", (1,), 2), 7),
        ("第15-2条　甲", Label("article", (15,), 2), 6),
        ("第 1-2 條\n甲", Label("article", (1,), 2), 7),
        ("第2A條 甲", Label("article", (2,), 1), 4),
        ("第一百二十条之一 资助", Label("article", (120,), 1), 8),
        ("第十二条之一般规定", Label("article", (12,)), 4),
        ("第一分编 通则", Label("subbook", (1,)), 4),
        ("第三部分", Label("part", (3,)), 4),
        ("第7段", Label("paragraph", (7,)), 3),
        ("三、在推动", Label("comma", (3,)), 2),
        ("（十五）推动", Label("bracket", (15,)), 4),
        ("(三)推动", Label("bracket", (3,)), 3),
        ("（3）甲", Label("item", (3,)), 3),
        ("1．甲", Label("point", (1,)), 2),
        ("1、甲", Label("point", (1,)), 2),
        ("1.2.3 甲", Label("decimal", (1, 2, 3)), 5),
        ("③甲", Label("circle", (3,)), 1),
        ("第壹拾伍条 甲", Label("article", (15,)), 5),
        ("第XIV条 甲", Label("article", (14,)), 5),
        ("第Ⅻ章 甲", Label("chapter", (12,)), 3),
        ("第2.1条 甲", Label("decimal", (2, 1)), 5),
        ("（第三条）甲", Label("article", (3,)), 5),
        ("• 第三条 甲", Label("article", (3,)), 5),
        ("Article 3 第三条 甲", Label("article", (3,)), 13),
        ("壹、甲", Label("capital", (1,)), 2),
        ("（贰）甲", Label("bracket", (2,)), 3),
        ("㈢甲", Label("bracket", (3,)), 1),
        ("⑶甲", Label("item", (3,)), 1),
        ("⒊甲", Label("point", (3,)), 1),
        ("三：甲", Label("comma", (3,)), 2),
        ("3，甲", Label("point", (3,)), 2),
        ("3A. 豁免", Label("point", (3,), 1), 3),
        ("第IV部\n導言", Label("part", (4,)), 4),
        ("第2部　導言", Label("part", (2,)), 3),
    ],
)
def test_labels_at_the_start(text: str, label: Label, length: int) -> None:
    assert find_label(text) == (label, length)


@pytest.mark.parametrize(
    "text",
    ["第99999999999999999999条 甲", "第一条之99999999999999999999 甲", f"第{'9' * 5000}章",
     "第IIII条", "第VX章", "（第三条甲）", "3，000元", "1：100", "第2.1.款项",
     "第3-5条 甲", "第1-2條有关", "第3-5條 （刪除）", "第2A章 甲", "第○条", "第○○条", "第O条", "二〇二〇、二〇二一年", "一百〇、甲", "第一千零〇条",
     "第二部门", "第二部电影", "3D.打印", "5G技术",
     "第三人", "第二届全国人民代表大会", "2022年", "1.5%", "十二月", "（2022年）", "第条", "条"],
)  # fmt: skip
def test_words_that_are_no_labels(text: str) -> None:
    assert find_label(text) is None


def test_a_whole_label_only() -> None:
    assert parse_label(" 第十二条 ") == Label("article", (12,))
    assert parse_label("第十二条国家") is None
    assert parse_label("序言") is None
    assert parse_label("1.1") == Label("decimal", (1, 1))


@given(st.integers(1, 2000), st.integers(0, 20))
def test_every_article_label_is_read(number: int, branch: int) -> None:
    after = f"之{to_chinese(branch)}" if branch else ""
    assert parse_label(f"第{to_chinese(number)}条{after}") == Label("article", (number,), branch)
    for zero in "〇" + ROUND:
        written = to_chinese(number).replace("零", zero)
        assert parse_label(f"第{written}条{after}") == Label("article", (number,), branch)
    assert parse_label(f"第{number}条{after}") == Label("article", (number,), branch)


@given(st.integers(0, 99_999), st.randoms())
def test_any_digit_may_be_written_as_a_figure(number: int, random: Random) -> None:
    figures = "0123456789０１２３４５６７８９"
    mixed = "".join(
        figures["零一二三四五六七八九".index(c) + random.choice((0, 10))]
        if c in "一二三四五六七八九" and random.random() < 0.5
        else c
        for c in to_chinese(number)
    )
    assert to_int(mixed) == number
