"""What a question says of the text at hand is no part of what it asks."""

from pathlib import Path

import pytest

from qa import Assistant
from qa.question.asking import asks
from qa.question.expects import expected
from qa.question.followup import follow_up
from qa.question.frames import without_frame
from qa.question.question import parse


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("外国人到四川设领事馆,文件有提吗", "外国人到四川设领事馆"),
        ("文件有没有提外国人到四川设领事馆", "外国人到四川设领事馆"),
        ("老师的待遇和品行,文件怎么说?", "老师的待遇和品行"),
        ("疫情防控在两份文件里是怎么讲的?", "疫情防控"),
        ("公报里关于碳达峰是怎么说的?", "碳达峰"),
        ("省里有没有说要推广普通话?", "推广普通话"),
        ("您好,请问决定里对达州的定位是怎么表述的,谢谢!", "达州的定位"),
        ("你好,请问哪一年通车?谢谢您", "哪一年通车"),
        ("你好,“三个务必”是哪三件事", "“三个务必”是哪三件事"),
        ("您好!《决定》何时通过", "《决定》何时通过"),
        ("我想了解一下白酒这方面的情况", "白酒"),
        ("请结合文件回答:碳达峰", "碳达峰"),
        ("帮我找一下碳达峰的相关内容", "碳达峰"),
        ("文件里关于碳达峰的内容有哪些?", "碳达峰"),
        ("碳达峰,原话是怎么写的?", "碳达峰"),
        ("锂电之都这个说法出自哪里?", "锂电之都"),
        ("大熊猫相关的表述有哪些?", "大熊猫"),
        ("能不能告诉我碳达峰", "碳达峰"),
        ("我想核实一下,碳达峰", "碳达峰"),
        ("这次会议对碳达峰有什么部署?", "碳达峰"),
        ("please tell me what the document says about housing", "housing"),
        ("what does the decision say about housing and speculation?", "housing and speculation"),
        ("why is it so, according to the report?", "why is it so"),
    ],
)
def test_a_frame_is_left_out(asked: str, left: str) -> None:
    assert without_frame(asked) == left


@pytest.mark.parametrize(
    "asked",
    [
        "文件怎么说",
        "您好",
        "借条怎么写",
        "四川要建哪些铁路?",
        "“两个维护”有没有写进党章?",
        "规范性文件有没有提供查询",
        "用人单位有没有说明义务",
        "开会填表太多,有没有说法?",
        "动土前得听听附近的人咋说吗",
        "省长在全会上说了什么?",
        "我想查三年前的钻探数据",
        "可以说明理由吗",
        "民营企业依照相关规定申请什么",
        "关于民族工作和民族地区都有什么安排",
        "what does the labour contract law say about probation?",
    ],
)
def test_what_is_asked_stays(asked: str) -> None:
    assert without_frame(asked) == asked


def test_a_frame_is_in_neither_the_text_that_is_compared_nor_the_words() -> None:
    parsed = parse("您好，请问文件里有没有提到元宇宙？")
    assert parsed.asked == "元宇宙"
    assert parsed.content.split() == ["元宇宙"]
    assert parsed.search == "您好,请问文件里有没有提到元宇宙"


def test_a_frame_is_no_second_question() -> None:
    wanted = expected("川藏铁路投资多少亿元,文件怎么说?")
    assert wanted is not None
    assert (wanted.kind, wanted.unit) == ("quantity", "元")


@pytest.mark.parametrize(
    "text",
    ["文件里有没有" * 2000, "文件对" + "有什么" * 3000, " " * 9000 + "里", "好" + "!" * 9000],
)
def test_a_long_question_is_read_in_no_time(text: str) -> None:
    assert len(without_frame(text)) <= len(text)


@pytest.mark.parametrize("word", ["看看", "请问", "查看", "知道了", "总共", "解释一下", "讲讲"])
def test_a_word_that_is_said_many_times_is_read_in_no_time(word: str) -> None:
    asked = word * 120 + "河"
    assert asks(asked)
    assert parse(f"{asked}政府工作报告", [("河南省禁毒条例",)]).search
    assert follow_up(asked, "四川要建哪些铁路？") is None


@pytest.mark.parametrize(
    "frame", ["{}，文件怎么说？", "文件里有没有写{}？", "您好，请问决定里对{}是怎么表述的，谢谢！"]
)
@pytest.mark.parametrize("topic", ["老年人服务", "若尔盖国家公园"])
def test_a_frame_changes_no_answer(corpus_store: Path, frame: str, topic: str) -> None:
    assistant = Assistant.load(corpus_store)
    plain, framed = assistant.ask(topic), assistant.ask(frame.format(topic))
    assert framed.answered
    assert framed.passages[0].text == plain.passages[0].text


def test_a_heading_is_not_all_that_is_marked(corpus_store: Path) -> None:
    answer = Assistant.load(corpus_store).ask("成渝地区双城经济圈建设的总牵引作用怎么突出")
    marked = [each.text for each in answer.passages[0].highlights]
    assert marked[0] == "（八）突出成渝地区双城经济圈建设总牵引。"
    assert marked[1].startswith("深刻把握党中央将成渝地区双城经济圈建设作为")
