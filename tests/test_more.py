"""What asks for nothing by itself: it leans on what was asked before, or says only that it asks."""

import pytest

from qa.question.asking import asks
from qa.question.question import parse


@pytest.mark.parametrize(
    "text",
    [
        *(
            "还有别的吗",
            "還有其他的嗎？",
            "下面呢",
            "剩下的呢",
            "再来几条",
            "换一批",
            "就这些吗",
            "还有哪些",
        ),
        *(
            "另外呢",
            "其他规定呢",
            "能具体一点吗",
            "请再详细说明一下",
            "下一条",
            "上一条呢",
            "好的",
            "知道了",
            "什么时候",
            "在哪里？",
        ),
        *(
            "what else?",
            "go on",
            "next page",
            "is that all?",
            "Why?",
            "What is it?",
            "how many",
            "who?",
        ),
    ],
)
def test_what_asks_for_nothing_by_itself(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "什么时候召开的？",
            "在哪里召开",
            "哪天开的",
            "什麼時候召開的？",
            "几条",
            "有几条？",
            "谁主持",
        ),
        *(
            "还有别的铁路吗",
            "其他直接责任人员怎么处罚",
            "后续怎么处理",
            "下面哪种情况可以",
            "多给多少工资",
        ),
        *(
            "其他规定",
            "其他项目",
            "其他条款",
            "具体措施",
            "前款所称的车辆",
            "When was it held?",
            "more railways",
            "who may apply",
            "what is a dog",
        ),
    ],
)
def test_what_says_what_it_is_about(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "where", ["在哪", "在哪里", "在哪儿", "在哪座城市", "在什么地方", "是哪几天", "哪一天"]
)
def test_where_and_when_a_meeting_was_held_is_asked_in_many_words(where: str) -> None:
    assert parse(f"全会{where}召开？").content.split() == ["全会"]
