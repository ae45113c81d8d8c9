import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normalise import search_copy, simplify


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("決定第１５條", "决定第15条"),
        ("（十五）ＡＢＣ", "(十五)abc"),
        ("什麼是「天府糧倉」", "什么是「天府粮仓」"),
        ("乾坤與乾燥", "乾坤与干燥"),
        ("⼀、⺠法典⻔", "一、民法典门"),
        ("  第\u3000一\n条 ", "第 一 条"),
        ("①", "1"),
        ("第一百○三條", "第一百〇三条"),
        ("二○○四年、二Ｏ二五年", "二〇〇四年、二〇二五年"),
        ("到二◯二◯", "到二〇二〇"),
        ("一百o三", "一百〇三"),
        ("十OK，○○公司", "十ok,○○公司"),
        ("", ""),
    ],
)
def test_search_copy(text: str, expected: str) -> None:
    assert search_copy(text) == expected


@given(st.text(max_size=60))
def test_search_copy_of_itself_is_itself(text: str) -> None:
    once = search_copy(text)
    # Compatibility characters may decompose into further foldable ones, once.
    assert search_copy(search_copy(once)) == search_copy(once)


def test_simplified_text_stays() -> None:
    text = "著作权属于作者。乾隆年间，皇后与后来者面对里面的钟表。"
    assert simplify(text) == text


def test_half_a_surrogate_pair_is_survived() -> None:
    assert search_copy("\ud800铁路") == "?铁路"
