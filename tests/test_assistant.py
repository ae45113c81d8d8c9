"""Questions to answers on a small store whose vectors are hashed character pairs."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import fake_build, write

from index.build import build
from index.errors import InputError
from index.store import open_store
from qa import Assistant, verify
from qa.ranking.rank import weights

LAW = """某某市粮食条例
第一条 为了保障粮食安全，制定本条例。
第二条 市人民政府应当建设高标准农田，每年不少于三万亩。
第三条 违反本条例的，处五千元罚款。拒不改正的，处一万元罚款。
"""
REPORT = """某某市人民政府工作报告
过去一年，全市建成高标准农田，粮食产量增长。
今年要修建三条铁路，改善养老服务。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("assistant")
    (folder / "law.txt").write_text(LAW, encoding="utf-8")
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.build.load_encoder", lambda *_: FakeEncoder())
        build([folder / "law.txt", folder / "report.txt"], folder / "store")
    return Assistant(open_store(folder / "store"), FakeEncoder())


def test_the_passage_that_says_it_comes_first(assistant: Assistant) -> None:
    answer = assistant.ask("违反条例拒不改正的怎么罚款")
    assert answer.answered
    first = answer.passages[0]
    assert first.citation.text == "《某某市粮食条例》第三条"
    assert first.text == "第三条 违反本条例的，处五千元罚款。拒不改正的，处一万元罚款。"
    assert "拒不改正的，处一万元罚款。" in [mark.text for mark in first.highlights]
    assert answer.confidence == first.score


def test_a_clause_by_number_is_certain(assistant: Assistant) -> None:
    answer = assistant.ask("第二条规定了什么")
    assert [p.citation.label for p in answer.passages] == ["第二条"]
    assert answer.confidence == 1


def test_a_named_document_comes_first(assistant: Assistant) -> None:
    plain = [p.citation.document for p in assistant.ask("高标准农田").passages]
    assert plain[0] == "某某市人民政府工作报告"
    named = assistant.ask("条例里怎么说高标准农田").passages
    assert named[0].citation.document == "某某市粮食条例"


def test_only_chosen_documents_are_searched(assistant: Assistant) -> None:
    answer = assistant.ask("高标准农田", documents=["工作报告"])
    assert {p.citation.document for p in answer.passages} == {"某某市人民政府工作报告"}
    with pytest.raises(InputError, match="没有标题或文件名含“民法典”的文件"):
        assistant.ask("高标准农田", documents=["民法典"])


def test_one_name_or_question_need_not_be_in_a_list(assistant: Assistant) -> None:
    answer = assistant.ask("高标准农田", documents="工作报告")
    assert {p.citation.document for p in answer.passages} == {"某某市人民政府工作报告"}
    (answer,) = assistant.ask_many("第二条规定了什么")
    assert answer.passages[0].citation.label == "第二条"


@pytest.mark.parametrize("question", ["粮食", "高标准农田有什么要求", "违反条例怎么罚款"])
def test_what_follows_is_had_by_leaving_out_what_was_seen(
    assistant: Assistant, question: str
) -> None:
    whole = [(p.rank, p.score, p.text) for p in assistant.ask(question, top=4).passages]
    rest = assistant.ask(question, top=2, skip=2)
    assert [(p.rank, p.score, p.text) for p in rest.passages] == whole[2:]
    is_more = whole[2][1] >= weights().threshold
    none = "nothing_more" if whole[0][1] >= weights().threshold else "nothing_relevant"
    assert (rest.answered, rest.reason) == (is_more, None if is_more else none)


@pytest.mark.parametrize("skip", [1, 1000])
def test_where_nothing_is_left_that_is_said(assistant: Assistant, skip: int) -> None:
    answer = assistant.ask("第二条规定了什么", skip=skip)
    assert (answer.answered, answer.reason, answer.passages) == (False, "nothing_more", ())
    assert answer.message == "没有更多段落了。"
    found = assistant.ask("违反条例怎么罚款", skip=skip)
    assert (found.answered, found.reason) == (False, "nothing_more")
    assert found.message.startswith("没有更多")


def test_more_of_what_was_not_answered_is_not_told_as_more_of_an_answer(
    assistant: Assistant,
) -> None:
    refused = [assistant.ask("红烧肉怎么做", top=1, skip=skip) for skip in (0, 1, 1000)]
    assert [each.reason for each in refused] == [*["nothing_relevant"] * 2, "nothing_more"]
    assert refused[1].message == refused[0].message


def test_the_rest_of_what_a_number_leads_to_is_had_too(assistant: Assistant) -> None:
    answer = assistant.ask("第一条和第二条和第三条讲什么", top=2, skip=1)
    assert [(p.rank, p.citation.label) for p in answer.passages] == [(2, "第二条"), (3, "第三条")]
    assert answer.message == "共3段，这里是第2至3段。"
    assert not answer.more
    answer = assistant.ask("第一条和第二条和第三条讲什么", top=1, skip=1)
    assert answer.message == "共3段，这里是第2段。"
    assert answer.more


def test_no_fewer_than_none_can_be_left_out(assistant: Assistant) -> None:
    with pytest.raises(InputError, match="skip 应为 0 或更大的整数，不是 -1"):
        assistant.ask("粮食", skip=-1)


def test_a_text_that_the_store_does_not_hold_is_no_damage(assistant: Assistant) -> None:
    for name in ("0" * 64, "", "../CURRENT"):
        with pytest.raises(InputError, match=f"没有 SHA-256 为 {name} 的原文"):
            assistant.text(name)


def test_a_number_that_does_not_exist(assistant: Assistant) -> None:
    answer = assistant.ask("第九条")
    assert (answer.answered, answer.reason, answer.confidence) == (False, "no_such_clause", 0)
    assert answer.passages == ()
    assert "第一条至第三条" in answer.message
    asked = assistant.ask("第九条里面的高标准农田是什么")
    assert asked.reason == "no_such_clause"
    assert asked.passages
    assert all(p.below_threshold and p.score == 0 for p in asked.passages)


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("每年建设高标准农田多少公里", "quantity"),
        ("广东省的高标准农田", "province"),
        ("恐龙为何灭绝", ""),
    ],
)
def test_a_refusal_tells_what_is_lacking(
    question: str, lacking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build.load_encoder", lambda *_: FakeEncoder())
    law = tmp_path / "law.txt"
    law.write_text(LAW.replace("市人民政府", "四川省人民政府"), encoding="utf-8")
    build([law], tmp_path / "store")
    strict = replace(weights(), threshold=2.0)
    assistant = Assistant(open_store(tmp_path / "store"), FakeEncoder(), by=strict)
    answer = assistant.ask(question)
    assert (answer.answered, answer.lacking) == (False, lacking)
    number = assistant.ask("第九条里每年建设高标准农田多少公里")
    assert (number.reason, number.lacking) == ("no_such_clause", "")
    lenient = Assistant(assistant.store, FakeEncoder(), by=replace(weights(), threshold=0.0))
    answered = lenient.ask(question)
    assert (answered.answered, answered.lacking) == (True, "")


def test_nothing_relevant_lists_the_nearest(assistant: Assistant) -> None:
    answer = assistant.ask("恐龙为何灭绝")
    assert (answer.answered, answer.reason) == (False, "nothing_relevant")
    assert len(answer.passages) == 5
    assert all(p.below_threshold for p in answer.passages)


@pytest.mark.parametrize("question", ["养老服务", "养老服务？", "三条 铁路", "改善 养老"])
def test_a_few_words_that_stand_there_are_shown(assistant: Assistant, question: str) -> None:
    strict = Assistant(assistant.store, FakeEncoder(), by=replace(weights(), threshold=0.9999))
    answer = strict.ask(question)
    assert answer.answered
    assert answer.confidence == pytest.approx(0.9999)
    assert answer.passages[0].citation.document == "某某市人民政府工作报告"
    # Not a question about them, nor words of another order, nor two letters that may stand anywhere.
    for other in ("怎么改善养老服务", "服务养老", "铁路"):
        assert not strict.ask(other).answered


def test_two_letters_are_enough_where_they_are_rare(tmp_path: Path) -> None:
    common = "\n".join(f"{number}个项目稳步推进。" for number in range(100, 220))
    report = write(tmp_path, {"report.txt": f"某某市报告\n{common}\n支持建设世界级钒钛基地。\n"})
    fake_build([report / "report.txt"], tmp_path / "store")
    by = replace(weights(), threshold=0.9999)
    strict = Assistant(open_store(tmp_path / "store"), FakeEncoder(), by=by)
    assert [strict.ask(words).answered for words in ("钒钛", "项目", "铁路")] == [
        True,
        False,
        False,
    ]


def test_an_amount_that_is_asked_for_must_be_there(assistant: Assistant) -> None:
    there = assistant.ask("每年建设高标准农田多少万亩").passages[0]
    assert there.citation.label == "第二条"
    absent = assistant.ask("每年建设高标准农田多少公里").passages[0]
    assert absent.citation.label == "第二条"
    odds = [p.score / (1 - p.score) for p in (there, absent)]
    assert odds[1] < odds[0] / 8  # the weight of what is missing is -2.5


@pytest.mark.parametrize("question", ["", "   ", "？！", "\n\t", "🙂", "\u200b"])
def test_an_empty_question(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.reason, answer.passages) == ("empty_question", ())
    assert (answer.message, answer.message_en) == ("请输入问题。", "Please enter a question.")


GREETINGS = ["你好", "您好，在吗？", "Hello!", "Hello!", "谢谢你", "你是谁", "你能做什么？"]


@pytest.mark.parametrize(
    "question", [*GREETINGS, "还有吗", "为什么", "怎么办呢？", "多少", "什么时候"]
)
def test_a_question_that_does_not_say_what_it_is_about(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.reason, answer.passages) == ("empty_question", ())
    assert answer.message == f"“{question}”没有说要问什么；请写出要问的内容。"
    assert f"“{question}” does not say what it asks about" in answer.message_en


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    first, second = (assistant.ask("粮食安全").to_json() for _ in range(2))
    del first["took_ms"], second["took_ms"]
    assert first == second


@settings(max_examples=60)
@given(st.text(max_size=40), st.integers(1, 8))
def test_whatever_is_asked_every_quote_stands_in_its_source(
    assistant: Assistant, question: str, top: int
) -> None:
    answer = assistant.ask(question, top)
    assert len(answer.passages) <= top
    assert [p.rank for p in answer.passages] == list(range(1, len(answer.passages) + 1))
    for passage in answer.passages:
        assert verify(passage, assistant.text(passage.citation.text_sha256))
    scores = [p.score for p in answer.passages]
    assert scores == sorted(scores, reverse=True)


def test_a_whole_document_can_be_read(assistant: Assistant) -> None:
    titles = [document.title for document in assistant.documents()]
    assert titles == ["某某市粮食条例", "某某市人民政府工作报告"]
    assert assistant.read(0).title == titles[0]
    with pytest.raises(InputError, match="没有编号为 2 的文件"):
        assistant.read(2)


def test_a_document_that_is_not_there(assistant: Assistant) -> None:
    for answer in (assistant.ask("民法典第三条"), assistant.show("《民法典》第三条")):
        assert (answer.answered, answer.reason, answer.passages) == (False, "no_such_document", ())
        assert answer.message == (
            "索引中没有《民法典》；现有 2 份文件：《某某市粮食条例》《某某市人民政府工作报告》。"
        )
    for both in (assistant.ask, assistant.show):
        answer = both("民法典第三条和粮食条例第一条")
        assert [p.citation.label for p in answer.passages] == ["第一条"]
        assert answer.message == "索引中没有《民法典》。"


def test_typing_errors_by_sound_are_put_right(assistant: Assistant) -> None:
    answer = assistant.ask("怎样建设高彪准农田")
    assert answer.searched_for == "怎样建设高标准农田"
    assert answer.question == "怎样建设高彪准农田"
    assert "高标准农田" in answer.passages[0].text
    assert assistant.ask("高标准农田").to_json()["searched_for"] is None


QUESTIONS = [
    "违反条例拒不改正的怎么罚款",
    "第二条规定了什么",
    "",
    "第九十九条说什么",
    "How much is the fine?",
    "今天天气怎么样",
    "高标准农田",
]


def test_questions_asked_together_get_the_answers_they_get_alone(assistant: Assistant) -> None:
    for documents in ([], ["工作报告"]):
        alone = [assistant.ask(q, 3, documents) for q in QUESTIONS]
        together = assistant.ask_many(QUESTIONS, 3, documents)
        assert [replace(a, took_ms=0) for a in together] == [replace(a, took_ms=0) for a in alone]
        assert {a.took_ms for a in together} == {together[0].took_ms}
        assert together[0].took_ms > 0
    assert assistant.ask_many([]) == ()


def test_questions_asked_together_are_encoded_together(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = []

    def encode(texts):  # type: ignore[no-untyped-def]
        batches.append(len(texts))
        return FakeEncoder().encode_query(texts)

    monkeypatch.setattr(assistant.encoder, "encode_query", encode)
    assistant.ask_many(QUESTIONS)
    assert batches == [5]  # 第二条 is looked up, and there is nothing to search for ""
