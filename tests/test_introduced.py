"""Who asks is no part of what they ask, unless it is about them."""

import pytest

from qa.question.frames import without_frame
from qa.question.introduced import asked_after, without_introduction


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("我是一名乡镇公务员,想了解耕地怎么管", "耕地怎么管"),
        ("本人是退休工人,请问养老金怎么调整", "养老金怎么调整"),
        ("作为一名教师,我想问职务科技成果怎么转化", "职务科技成果怎么转化"),
        ("我叫小李,是个农民,想知道回老家创业有哪些支持", "回老家创业有哪些支持"),
        ("我在乡镇工作,想咨询一下耕地保护", "耕地保护"),
        ("我是个体户,想了解有哪些扶持政策", "个体户,有哪些扶持政策"),
        ("我是农民工,想知道我们这些人的权益怎么保障", "农民工,我们这些人的权益怎么保障"),
    ],
)
def test_who_asks_is_left_out(asked: str, left: str) -> None:
    assert without_introduction(asked) == left


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("i am a clerk. i would like to know how land is protected", "how land is protected"),
        ("as a teacher, i want to ask what becomes of titles", "what becomes of titles"),
        ("i'd like to know about the new airport", "the new airport"),
        ("i am a foreign tourist. what do i need?", "i am a foreign tourist. what do i need?"),
    ],
)
def test_it_is_in_english(asked: str, left: str) -> None:
    assert without_introduction(asked) == left


@pytest.mark.parametrize(
    "asked",
    [
        "我是苗族,找工作时老板该不该多关照一点?",
        "我是唱川剧的,传统戏还有没有人扶持?",
        "作为西部内陆省份,四川推进现代化意味着什么样的转变",
        "我在成都想买第二套房,首付要几成?",
        "我想了解耕地保护",
    ],
)
def test_what_people_tell_of_their_case_stays(asked: str) -> None:
    assert without_introduction(asked) == asked


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("我是个体户,店里招15岁的人违法吗", "店里招15岁的人违法吗"),
        ("我在成都开了家小店,公共停车怎么管", "公共停车怎么管"),
        ("本人系退伍军人。耕地怎么保护?", "耕地怎么保护?"),
        ("我姓王,是做建材的,川渝怎么合作", "川渝怎么合作"),
        ("作为一个普通市民,地铁票价谁来定", "地铁票价谁来定"),
        ("我是孕妇,公司能辞退我吗", "公司能辞退我吗"),
        ("我们公司是外企,耕地怎么保护", "耕地怎么保护"),
        # What has happened is the case, and of nothing nothing can be asked apart.
        ("我在商场买的鞋坏了,能退吗", ""),
        ("我是被拐卖来的,能回家吗", ""),
        ("我开车撞了人,要判几年", ""),
        ("我家狗咬了邻居,要怎么办", ""),
        ("我是流动党员,怎么管理", ""),
        ("我想了解耕地保护", ""),
    ],
)
def test_what_is_asked_behind_who_asks(asked: str, rest: str) -> None:
    assert asked_after(asked) == rest


def test_it_goes_with_greetings_and_what_is_said_of_the_text() -> None:
    asked = "您好,我是一名大学生,想了解文件里关于川剧的内容,谢谢!"
    assert without_frame(asked) == "川剧"
