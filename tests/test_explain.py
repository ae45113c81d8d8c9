"""Why a question was answered as it was."""

from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from stores import fake_build, use_fake, write

from eval.dataset import EvalQuestion
from eval.explain import explain
from eval.run import Result, ask
from index.background import elsewhere_texts
from qa import Assistant

LAW = """住宿条例

第一条 旅客住宿应当出示身份证件，经营者应当登记。

第二条 旅客可以在入住之前二十四小时取消预订，押金全部退还。

第三条 经营者违反本条例的，处以五千元罚款。

第四条 经营者应当公示房价、退房时间和押金数额。
"""
LABELS = ("第一条", "第二条", "第三条", "第四条")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = write(tmp_path_factory.mktemp("explain"), {"law.txt": LAW})
    fake_build([folder / "law.txt"], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


def asked(assistant: Assistant, question: str, *evidence: str) -> Result:
    (result,) = ask(assistant, [EvalQuestion("q", question, "k", evidence, None)], [1])
    return result


@pytest.mark.parametrize("question", ["押金退还吗", "罚款多少元", "什么时候登记身份", "x 登记"])
def test_signals_are_those_that_the_answer_was_ordered_by(
    assistant: Assistant, question: str
) -> None:
    shown = assistant.ask(question, 10).passages
    rows = [LABELS.index(passage.citation.label) for passage in shown]
    signals = assistant.signals(question, rows)
    assert [signals[row].rank for row in rows] == [passage.rank for passage in shown]
    totals = [signals[row].total for row in rows]
    assert totals == sorted(totals, reverse=True)
    least = 1.0
    for row, passage in zip(rows, shown, strict=True):
        least = min(least, signals[row].confidence)  # a score never rises with the rank
        assert passage.score == pytest.approx(least, abs=1e-6)


def test_signals_say_whether_what_is_asked_for_is_missing(assistant: Assistant) -> None:
    signals = assistant.signals("罚款多少元", [0, 1, 2, 3])
    assert [signals[row].missing for row in range(4)] == [True, True, False, True]


def test_a_question_by_number_has_no_signals(assistant: Assistant) -> None:
    assert assistant.signals("第二条", [0, 1]) == {}


def test_the_evidence_stands_beside_what_was_given(assistant: Assistant) -> None:
    result = asked(assistant, "第一条", "押金全部退还")
    given, gold = explain(assistant, result)
    assert (given.passage.citation.label, given.gold, given.shown) == ("第一条", False, 1)
    assert (gold.passage.citation.label, gold.gold, gold.shown) == ("第二条", True, None)
    text = "第二条 旅客可以在入住之前二十四小时取消预订，押金全部退还。"
    assert [mark.text for mark in gold.passage.highlights] == [text]
    assert given.signals is None
    assert gold.signals is None


def test_passages_stand_in_the_order_of_the_answer(assistant: Assistant) -> None:
    result = asked(assistant, "经营者应当登记", "五千元罚款")
    found = explain(assistant, result)
    assert [each.shown for each in found] == [1, 2, 3, 4]
    assert [each.signals.rank for each in found if each.signals] == [1, 2, 3, 4]
    assert [each.passage.citation.label for each in found if each.gold] == ["第三条"]


def test_a_question_without_evidence_has_no_gold(assistant: Assistant) -> None:
    found = explain(assistant, asked(assistant, "火锅底料怎么炒"))
    assert not any(each.gold for each in found)


def test_evidence_that_no_passage_was_given_for_is_found_in_the_store(tmp_path: Path) -> None:
    articles = "\n\n".join(f"第{n}条 经营者应当登记第{n}号事项。" for n in "一二三四五六七八九")
    folder = write(tmp_path, {"law.txt": f"登记条例\n\n{articles}\n\n第十条 押金全部退还。\n"})
    fake_build([folder / "law.txt"], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        assistant = Assistant.load(folder / "store")
    found = explain(assistant, asked(assistant, "经营者应当登记", "押金全部退还"))
    assert [each.shown for each in found] == [1, 2, 3, 4, 5, None]
    last = found[-1]
    assert last.signals is not None
    assert (last.passage.citation.label, last.gold, last.signals.rank) == ("第十条", True, 10)


def test_what_is_nearer_elsewhere_is_told_and_lowers_the_confidence(assistant: Assistant) -> None:
    (line, *_) = elsewhere_texts()
    far, near = (assistant.signals(question, [0])[0] for question in (line, "押金退还吗"))
    assert far.elsewhere > near.elsewhere >= 0
    background, query = assistant.store.background, FakeEncoder().encode_query([f"{line[:-1]}?"])[0]
    sentence = np.array([far.sentence], dtype=np.float32)
    (likeness,) = background.likeness(sentence, is_han=True)
    count = len(assistant.store.sentences)
    beside = background.likeness_elsewhere(background.centred(query, is_han=True), True, count)
    assert far.elsewhere == pytest.approx((beside - likeness) * (1 - far.coverage), abs=1e-4)
