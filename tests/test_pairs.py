"""Questions about three laws and two paragraphs, and what they are compared with."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_sets import beir

from eval.beir import Benchmark, load
from eval.pairs import Course, articles, paragraphs


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


LONG = "另有规定的，从其规定。" * 10 + "养老金按月发给退休的人。" + "其他情形除外。" * 20


@pytest.fixture
def laws(tmp_path: Path) -> Benchmark:
    corpus = [
        {"_id": "铁路法第一条", "text": "铁路由政府管理。第二款说罚款。"},
        {"_id": "铁路法第二条", "text": "损坏铁路的处以罚款。"},
        {"_id": "铁路法第三条", "text": "本法自公布之日起施行。"},
        {"_id": "粮食法第一条", "text": "第一条粮食由政府储备。"},
        {"_id": "养老法第一条", "text": LONG},
    ]
    queries = [
        {"_id": "a", "text": "损坏铁路怎么罚款？"},
        {"_id": "b", "text": "養老金何時發？"},
    ]
    qrels = {"a": ["铁路法第一条", "铁路法第二条"], "b": ["养老法第一条"]}
    return load(beir(tmp_path / "laws", {"corpus": corpus, "queries": queries}, qrels))


def test_what_answers_what_shares_words_and_what_stands_beside(
    laws: Benchmark, tmp_path: Path
) -> None:
    whole, sentences = articles(laws, tmp_path)
    assert (whole.name, whole.rivals) == ("laws, whole", 1)
    assert (sentences.name, sentences.rivals) == ("laws, sentences", 2)
    assert whole.questions == sentences.questions
    fine, pension = whole.questions
    assert (fine.gold, fine.beside, fine.group) == ((0, 1), (2,), "铁路法")
    assert set(fine.near) == {2}  # 铁路 is in the id of the third too, and nowhere else
    assert pension.search == "养老金何时发?"
    assert (pension.gold, pension.beside, pension.group) == ((4,), (), "养老法")


def test_a_whole_article_stands_under_its_law_with_or_without_its_number(
    laws: Benchmark, tmp_path: Path
) -> None:
    whole, _ = articles(laws, tmp_path)
    drawn = {whole.text(1, "损坏铁路", generator(seed)) for seed in range(20)}
    assert drawn == {f"{head} 损坏铁路的处以罚款。" for head in ("铁路法", "铁路法第二条")}


def test_a_long_article_is_cut_to_what_stands_around_its_best_sentence(
    laws: Benchmark, tmp_path: Path
) -> None:
    whole, sentences = articles(laws, tmp_path)
    search = whole.questions[1].search
    assert sentences.text(4, search, generator()) == "养老金按月发给退休的人。"
    head, body = whole.text(4, search, generator()).split(" ")
    assert head.startswith("养老法")
    assert len(body) == 150
    assert body in LONG.replace("，", ",")
    assert body.index("养老金") == 40


def test_sentences_are_as_they_are_embedded(laws: Benchmark, tmp_path: Path) -> None:
    _, sentences = articles(laws, tmp_path)
    assert sentences.text(0, "罚款怎么罚", generator()) == "第二款说罚款。"
    assert sentences.text(3, "粮食", generator()) == "粮食由政府储备。"  # without its number


@pytest.fixture
def course(tmp_path: Path) -> Course:
    corpus = [
        {"_id": "p0", "title": "狗", "text": "狗吃肉。狗住在屋里。狗爱吃肉。"},
        {"_id": "p1", "title": "猫", "text": "只有一句说猫吃鱼。"},
    ]
    queries = [{"_id": f"q{i}", "text": f"吃什么{i}"} for i in range(3)]
    answers = [
        {"query_id": "q0", "answers": ["吃肉"]},
        {"query_id": "q1", "answers": ["鱼"]},
        {"query_id": "q2", "answers": ["不在其中"]},
    ]
    qrels = {"q0": ["p0"], "q1": ["p1"], "q2": ["p1"]}
    files: dict[str, list[dict[str, Any]]]
    files = {"corpus": corpus, "queries": queries, "answers": answers}
    folder = beir(tmp_path / "animals", files, qrels)
    return paragraphs(load(folder), folder / "answers.jsonl")


def test_sentences_with_the_answer_and_those_beside_them(course: Course) -> None:
    dog, cat = course.questions  # the third question's answer is in no sentence

    def texts(rows: tuple[int, ...]) -> list[str]:
        return [course.text(row, "", generator()) for row in rows]

    assert texts(dog.gold) == ["狗吃肉。", "狗爱吃肉。"]
    assert texts(dog.beside) == ["狗住在屋里。"]
    assert texts(cat.gold) == ["只有一句说猫吃鱼。"]
    assert (cat.beside, cat.near, cat.group) == ((), (), "p1")


def test_a_course_about_some_groups_alone(course: Course) -> None:
    some = course.of(frozenset({"p1"}))
    assert [question.group for question in some.questions] == ["p1"]
    assert (some.name, some.rivals, some.text) == (course.name, course.rivals, course.text)
