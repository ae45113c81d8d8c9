"""A question can be asked of places in documents: whole ones by id, or parts of them."""

from collections.abc import Iterator

import numpy as np
import pytest
from stores import LAW, RULES, fake_build, use_fake, write

from index.background import Background
from index.errors import InputError
from index.vectors import Vectors
from qa import Assistant
from qa.ranking.retrieve import Place, inside

CHARGES = "收费应当公开"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("within")
    write(folder / "files", {"a.txt": LAW, "b.txt": RULES, "c.txt": RULES})
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([folder / "files"], folder / "store")
        use_fake(monkeypatch)
        yield Assistant.load(folder / "store")


def found(assistant: Assistant, question: str, within: list[Place] | None) -> set[tuple[int, str]]:
    passages = assistant.ask(question, 20, within=within).passages
    return {(p.citation.document_id, p.citation.label) for p in passages}


def test_nothing_given_is_everywhere(assistant: Assistant) -> None:
    assert found(assistant, CHARGES, None) == found(
        assistant, CHARGES, [(0, 0, 999), (1, 0, 999), (2, 0, 999)]
    )
    assert {document for document, _ in found(assistant, CHARGES, None)} == {0, 1, 2}


def test_documents_of_one_title_are_told_apart_by_id(assistant: Assistant) -> None:
    assert found(assistant, CHARGES, [(2, 0, len(RULES))]) == {(2, "第一条"), (2, "第二条")}
    assert found(assistant, "第一条", [(1, 0, len(RULES)), (0, 0, 40)]) == {
        (0, "第一条"),
        (1, "第一条"),
    }


def test_a_part_of_a_document_is_looked_in_alone(assistant: Assistant) -> None:
    start, end = LAW.index("第二章"), LAW.index("第二节")
    assert found(assistant, "甲应当登记", [(0, start, end)]) == {(0, "第三条"), (0, "第三条之一")}


def test_a_number_outside_of_the_part_is_not_shown(assistant: Assistant) -> None:
    start = LAW.index("第二章")
    assert found(assistant, "第三条", [(0, start, len(LAW))]) == {(0, "第三条")}
    assert (0, "第一条") not in found(assistant, "第一条", [(0, start, len(LAW))])


@pytest.mark.parametrize("within", [[], [(0, 0, 3)]])
def test_nowhere_finds_nothing(assistant: Assistant, within: list[Place]) -> None:
    answer = assistant.ask("甲应当登记", within=within)
    assert (answer.answered, answer.reason, answer.passages) == (False, "nothing_relevant", ())
    assert (
        answer.message == "所选的范围内没有文字；请放宽查找范围。"
    )  # nothing about passages below


def test_places_become_ranges_of_rows_in_order_and_apart() -> None:
    rows = [(0, 5, 10), (0, 10, 20), (0, 20, 30), (1, 5, 10), (2, 5, 10), (2, 12, 20)]
    passages = np.array([(d, 0, 0, a, b) for d, a, b in rows])
    assert inside(passages, [(2, 0, 99), (0, 10, 21)]).tolist() == [[1, 3], [4, 6]]
    assert inside(passages, [(0, 0, 11), (0, 9, 99), (0, 9, 99)]).tolist() == [[0, 2], [2, 3]]
    assert inside(passages, [(0, 6, 10), (3, 0, 99)]).tolist() == []


def test_half_a_surrogate_pair_in_a_question_is_survived(assistant: Assistant) -> None:
    assert assistant.ask("\ud800收费").question == "?收费"
    assert assistant.show("\ud800收费").question == "?收费"
    assert assistant.show("第九条\ud800").message.startswith("没有“第九条”。")
    with pytest.raises(InputError, match="文件名含“\\?”"):
        assistant.ask("收费", documents=["\ud800"])


@pytest.mark.parametrize("top", [0, -1])
def test_fewer_passages_than_one_are_no_answer(assistant: Assistant, top: int) -> None:
    for question in (CHARGES, "第一条", "《收费办法》第一条"):
        with pytest.raises(InputError, match=f"不是 {top}"):
            assistant.ask(question, top)


def test_what_is_nearer_elsewhere_counts_the_sentences_that_are_searched(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    likeness = Background.likeness_elsewhere

    def noting(self: Background, query: Vectors, is_han: bool, sentences: int) -> float:
        counts.append(sentences)
        return likeness(self, query, is_han, sentences)

    monkeypatch.setattr(Background, "likeness_elsewhere", noting)
    assistant.ask("收费公开吗")
    assistant.ask("收费公开吗", documents=["收费办法"])
    assistant.ask("收费公开吗", within=[(1, 0, len(RULES))])
    assert counts == [len(assistant.store.sentences), 4, 2]  # each of the rules has two sentences


def test_a_number_outside_of_the_part_is_told_and_nothing_alike_is_shown(
    assistant: Assistant,
) -> None:
    place = (0, LAW.index("第二章"), len(LAW))
    for question in ("测试条例第一条讲什么", "《测试条例》第一条"):
        answer = assistant.ask(question, within=[place])
        assert (answer.answered, answer.reason, answer.passages) == (False, "no_such_clause", ())
        assert answer.message == "“第一条”不在所选的范围内。"
        assert answer.message_en == "“第一条” is not among what was chosen."
    both = assistant.ask("测试条例第一条和第四条", within=[place])
    assert [p.citation.label for p in both.passages] == ["第四条"]
    assert (both.confidence, both.message) == (1, "“第一条”不在所选的范围内。")
    section = assistant.ask("测试条例第二章", within=[(0, LAW.index("第二节"), len(LAW))])
    assert [p.citation.label for p in section.passages] == ["第四条"]
    assert section.message == ""
    joined = assistant.ask("测试条例第一章第一条", within=[place])
    assert joined.message == "“第一章第一条”不在所选的范围内。"


@pytest.mark.parametrize("question", [CHARGES, "第一条", "《收费办法》第一条"])
@pytest.mark.parametrize("document", [3, -1])
def test_a_document_that_is_not_there_is_wrong_input(
    assistant: Assistant, question: str, document: int
) -> None:
    with pytest.raises(InputError, match=f"没有编号为 {document} 的文件"):
        assistant.ask(question, within=[(0, 0, 9), (document, 0, 9)])
    with pytest.raises(InputError, match=f"没有编号为 {document} 的文件"):
        assistant.original(document)


@pytest.mark.parametrize("name", ["b", "b.txt", "files/b"])
def test_a_document_is_chosen_by_its_file(assistant: Assistant, name: str) -> None:
    passages = assistant.ask("收费", documents=[name]).passages
    assert {p.citation.source.rpartition("/")[2] for p in passages} == {"b.txt"}


@pytest.mark.parametrize("name", ["txt", ".txt", "files", "files/", "/", "."])
def test_folders_and_suffixes_choose_none(assistant: Assistant, name: str) -> None:
    with pytest.raises(InputError, match="没有标题或文件名含"):
        assistant.ask("收费", documents=[name])
