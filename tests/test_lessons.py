"""Written questions, and the sentences and articles that they are to be brought to."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from data_sets import beir
from fake_encoder import FakeEncoder
from stores import write

from eval.beir import load
from eval.lessons import about_articles, about_documents, halved, sampled
from eval.pairs import Course, Taught
from index.errors import InputError

REPORT = """工作报告

一、农业

保护耕地。粮食总产量稳定在一点三万亿斤以上；种粮农民收入稳步增长。完善乡村道路。

二、教育

保护耕地人人有责。学校免收学费。
"""


def file(folder: Path, lines: Sequence[Mapping[str, object]]) -> Path:
    path = folder / "asked.jsonl"
    text = "\n".join(
        json.dumps({"id": str(i), "kind": "k", "document": None, **line})
        for i, line in enumerate(lines)
    )
    path.write_text(text, encoding="utf-8")
    return path


def texts(course: Course, rows: Sequence[int]) -> list[str]:
    return [course.text(row, "", np.random.default_rng(0)) for row in rows]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write(tmp_path / "reports", {"report.txt": REPORT})


def test_what_answers_is_found_by_its_evidence(documents: Path, tmp_path: Path) -> None:
    lines = [
        {"question": "耕地", "evidence": ["保护耕地"]},
        {"question": "打多少粮？", "evidence": ["总产量稳定在一点三万亿斤以上；种粮"]},
        {"question": "没有", "evidence": []},
        {"question": "上学要交钱嗎", "evidence": ["保护耕地人人有责。学校免收学费。"]},
    ]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    whole, alone = about_documents(file(tmp_path, lines), documents, FakeEncoder(), scratch)
    assert [(course.name, course.rivals) for course in (whole, alone)] == [
        ("asked, whole", 1),
        ("asked, sentences", 2),
    ]
    assert whole.questions == alone.questions
    land, grain, school = alone.questions
    assert {question.group for question in alone.questions} == {"reports"}
    assert texts(alone, land.gold) == ["保护耕地。", "保护耕地人人有责。"]
    # Evidence that two sentences share is that of which there is more.
    assert texts(alone, grain.gold) == ["粮食总产量稳定在一点三万亿斤以上;"]
    assert school.search == "上学要交钱吗?"
    assert texts(alone, school.gold) == ["保护耕地人人有责。", "学校免收学费。"]
    # Two sentences to each side, but none that answers; near are those with words in common.
    assert texts(alone, school.beside) == ["种粮农民收入稳步增长。", "完善乡村道路。"]
    assert texts(alone, grain.near) == ["种粮农民收入稳步增长。"]
    assert texts(whole, grain.gold) == [
        "工作报告 一、农业  粮食总产量稳定在一点三万亿斤以上; 种粮农民收入稳步增长。 完善乡村道路。"
    ]


def test_evidence_that_is_not_there_is_named(documents: Path, tmp_path: Path) -> None:
    asked = file(tmp_path, [{"question": "甲？", "evidence": ["高速铁路通车里程"]}])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(InputError, match=r"asked\.jsonl 的 0：.*没有句子含有 evidence"):
        about_documents(asked, documents, FakeEncoder(), scratch)


def test_questions_about_articles_know_the_sentence(tmp_path: Path) -> None:
    corpus = [
        {"_id": "铁路法第一条", "text": "铁路由政府管理。损坏的处以罚款。"},
        {"_id": "铁路法第二条", "text": "火车站不得损坏。"},
    ]
    laws = load(
        beir(
            tmp_path / "laws",
            {"corpus": corpus, "queries": [{"_id": "a", "text": "铁路"}]},
            {"a": ["铁路法第一条"]},
        )
    )
    line = {"question": "铁路砸了要赔钱？", "document": "铁路法第一条", "evidence": ["处以罚款"]}
    asked, scratch = file(tmp_path, [line]), tmp_path / "scratch"
    scratch.mkdir()
    whole, alone = about_articles(laws, asked, scratch)
    assert [course.name for course in (whole, alone)] == ["asked, whole", "asked, sentences"]
    (question,) = alone.questions
    assert (question.gold, question.beside, question.group) == ((0,), (1,), "铁路法")
    generator = np.random.default_rng(0)
    # By the words of the question it would be the first sentence.
    assert alone.text(0, question.search, generator) == "损坏的处以罚款。"
    assert alone.text(0, "铁路归谁管理", generator) == "铁路由政府管理。"
    with pytest.raises(InputError, match="没有 evidence"):
        about_articles(laws, file(tmp_path, [line | {"evidence": []}]), scratch)
    with pytest.raises(InputError, match="laws 中没有 铁路法第九条"):
        about_articles(laws, file(tmp_path, [line | {"document": "铁路法第九条"}]), scratch)


def test_each_question_is_in_one_of_two_courses() -> None:
    asked = tuple(Taught(str(i), (i,), (), (), "g") for i in range(100))
    pairs = [Course(name, asked, lambda *_: "", 1) for name in "abcd"]
    found = halved(pairs, 0)
    assert [course.name for course in found] == list("abcd")
    for one, other in (found[:2], found[2:]):
        assert sorted((*one.questions, *other.questions), key=lambda q: q.gold) == list(asked)
        assert 30 < len(one.questions) < 70
    assert [c.questions for c in halved(pairs, 0)] == [c.questions for c in found]
    assert halved(pairs, 1)[0].questions != found[0].questions


def test_a_share_of_the_questions_is_drawn_again() -> None:
    asked = tuple(Taught(str(i), (i,), (), (), "g") for i in range(10))
    courses = [Course("a", asked, lambda *_: "", 1), Course("b", asked[:2], lambda *_: "", 2)]
    first, second = sampled(courses, 0.3, 0)
    assert (first.name, first.rivals, second.name, second.rivals) == ("a, again", 1, "b, again", 2)
    places = [question.gold[0] for question in first.questions]
    assert len(set(places)) == 3
    assert places == sorted(places) != [0, 1, 2]
    assert [question.gold[0] for question in second.questions] in ([0], [1])  # .6 of one: one
    assert sampled(courses, 0.3, 0)[0].questions == first.questions
    assert any(sampled(courses, 0.3, seed)[0].questions != first.questions for seed in range(1, 5))
