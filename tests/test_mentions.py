"""What a question for the passages that speak of something is about."""

from pathlib import Path

import pytest

from qa import Assistant
from qa.question.mentions import spoken_of
from qa.question.question import parse


@pytest.mark.parametrize(
    "asked",
    [
        "文件提到哪些川剧的内容",
        "文件里有哪些川剧的内容?",
        "文件里川剧的内容",
        "文件中有哪些内容涉及川剧?",
        "哪些条款涉及川剧?",
        "哪些条款规定了川剧",
        "哪里提到川剧",
        "哪一条讲的是川剧",
        "川剧相关的规定有哪些?",
        "跟川剧有关的有哪些条款",
        "涉及川剧的内容有哪些",
        "关于川剧的规定有哪些",
        "有没有关于川剧的内容?",
        "有哪些规定涉及川剧",
        "川剧在文件中哪里提到",
        "川剧在哪一条",
        "川剧是哪一条规定的?",
        "文件对川剧提了哪些要求",
        "文件在川剧方面有哪些规定?",
        "列出所有涉及川剧的条款",
        "我想看川剧的内容",
        "川剧有什么规定?",
        "文件关于川剧都说了什么",
    ],
)
def test_only_what_is_spoken_of_is_left(asked: str) -> None:
    assert spoken_of(asked).strip("?") == "川剧"


@pytest.mark.parametrize(
    "asked",
    [
        "世界上最长的河是哪条",
        "犯的是哪一条",
        "领事馆建在哪里",
        "哪些地方政府要公开债务",
        "特色优势产业倍增计划涉及哪些产业",
        "关于保密的部分有效吗",
        "关于民族工作和民族地区都有什么安排",
        "哪些单位可以申请",
        "合同的内容有哪些",
    ],
)
def test_what_is_asked_otherwise_stays(asked: str) -> None:
    assert spoken_of(asked) == asked


def test_words_that_stand_there_are_shown_whichever_way_they_are_asked_for(
    corpus_store: Path,
) -> None:
    plenum = Assistant.load(corpus_store)
    for asked in ("川剧", "文件提到哪些川剧的内容？", "哪些条款涉及川剧？"):
        assert parse(asked).asked.strip("?？") == "川剧"
        answer = plenum.ask(asked)
        assert answer.answered
        assert "川剧" in answer.passages[0].text
