"""Sentences with questions that they answer, and such as they only seem to answer."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.contrasts import RUN, Contrast, Contrasts, runs, told_apart
from index.errors import InputError

DOG, FINE = "犬只应当登记。", "違者處五百元罰款。"


def file(folder: Path, rows: Sequence[tuple[str, str, bool]]) -> Path:
    path = folder / "rules.jsonl"
    lines = [
        {"id": str(i), "question": question, "kind": "k", "near": near}
        | {"document": None, "evidence": [near] if is_answer else []}
        for i, (near, question, is_answer) in enumerate(rows)
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_stand_by_the_sentence_they_name(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        [
            (DOG, "狗要登记吗？", True),
            (FINE, "罚多少？", True),
            (DOG, "登记要多少钱？", False),
            (FINE, "罰款交給誰？", False),
            (DOG, "登记几年有效？", False),
            ("只有一边。", "另一边呢？", False),
        ],
    )
    found = told_apart(path, "rules")
    assert found.name == "rules, told apart"
    assert found.questions == (
        Contrast(DOG, ("狗要登记吗?",), ("登记要多少钱?", "登记几年有效?"), "rules"),
        Contrast("违者处五百元罚款。", ("罚多少?",), ("罚款交给谁?",), "rules"),
    )


def test_a_question_that_names_no_sentence_is_told_with_its_line(tmp_path: Path) -> None:
    path = file(tmp_path, [(DOG, "狗要登记吗？", True), (DOG, "要多少钱？", False)])
    first, second = path.read_text(encoding="utf-8").split("\n")
    bad = json.loads(second)
    del bad["near"]
    path.write_text(f"{first}\n{json.dumps(bad)}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        told_apart(path, "rules")
    assert "第 2 行" in caught.value.zh
    assert "near" in caught.value.zh


def test_a_group_can_be_left_out() -> None:
    every = Contrasts("x", tuple(Contrast("s", ("a",), ("b",), group) for group in "甲乙甲"))
    assert [c.group for c in every.of(frozenset({"甲", "丙"})).questions] == ["甲", "甲"]


def test_runs_hold_each_sentence_once() -> None:
    contrasts = [Contrast(str(i), ("a",), ("b",), "甲") for i in range(2 * RUN + 3)]
    found = runs(contrasts, np.random.default_rng(0))
    assert [len(run) for run in found] == [RUN, RUN, 3]
    sentences = [c.sentence for run in found for c in run]
    assert sentences != sorted(sentences, key=int) == [c.sentence for c in contrasts]
    again = runs(contrasts, np.random.default_rng(1))
    assert [c.sentence for run in again for c in run] != sentences
