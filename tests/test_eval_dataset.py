import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import EvalQuestion, jsonl, load, relevant
from index.errors import InputError

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "几个月？",
    "kind": "number",
    "evidence": ["六个月"],
    "document": None,
}


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def line(**changes: Any) -> str:
    entry = {k: v for k, v in (GOOD | changes).items() if v != "absent"}
    return json.dumps(entry, ensure_ascii=False)


def test_questions_are_read_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, line(), "", line(id="q2", evidence=[], document="《甲》"))
    assert load(path) == (
        EvalQuestion("q1", "几个月？", "number", ("六个月",), None),
        EvalQuestion("q2", "几个月？", "number", (), "《甲》"),
    )
    assert [question.answerable for question in load(path)] == [True, False]


def test_document_may_be_left_out(tmp_path: Path) -> None:
    assert load(written(tmp_path, line(document="absent")))[0].document is None


@pytest.mark.parametrize(
    ("second", "zh", "en"),
    [
        ("{", "不是合法的 JSON", "no valid JSON"),
        ('{"id": "\\ud800"}', "不是合法的 JSON", "no valid JSON"),
        ("[" * 100_000, "不是合法的 JSON", "no valid JSON"),
        ("[]", "应为一个 JSON 对象", "a JSON object is expected"),
        (line(id="absent"), "缺少 id", "id is missing"),
        (line(kind="absent"), "缺少 kind", "kind is missing"),
        (line(id="q2", evidence="absent"), "缺少 evidence", "evidence is missing"),
        (line(question=" "), "question 应为非空字符串", "question must be a string"),
        (line(id=7), "id 应为非空字符串", "id must be a string"),
        (line(id="q2", evidence="六个月"), "evidence 应为", "evidence must be"),
        (line(id="q2", evidence=["六", " "]), "evidence 应为", "evidence must be"),
        (line(id="q2", document=3), "document 应为", "document must be"),
        (line(), "id “q1” 与第 1 行重复", "id “q1” is used in line 1"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, second: str, zh: str, en: str) -> None:
    path = written(tmp_path, line(), second)
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path} 第 2 行：{zh}")
    assert caught.value.en.startswith(f"{path}, line 2: ")
    assert en in caught.value.en


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="无法读取"):
        load(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="无法读取"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"无法读取.*File name too long"):
        load(tmp_path / ("x" * 300))
    os.mkfifo(tmp_path / "pipe.jsonl")
    for endless in (tmp_path / "pipe.jsonl", Path("/dev/zero")):
        with pytest.raises(InputError) as caught:
            load(endless)
        assert str(caught.value) == f"无法读取 {endless}（不是普通文件）；请先存成文件"
    (tmp_path / "gbk.jsonl").write_bytes("题".encode("gbk"))
    with pytest.raises(InputError, match="不是 UTF-8 文本"):
        load(tmp_path / "gbk.jsonl")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b"{}")[:-4])
    with pytest.raises(InputError, match="无法读取"):
        load(tmp_path / "cut.jsonl.gz")
    with pytest.raises(InputError, match="没有题目"):
        load(written(tmp_path, "", " "))


def test_json_lines_may_be_compressed_and_hold_line_separators(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress('\ufeff{"a": "x\u2028y"}\r\n\n{"b": 2}'.encode()))
    assert jsonl(path) == [(1, {"a": "x\u2028y"}), (3, {"b": 2})]


def test_white_space_does_not_matter_for_relevance() -> None:
    assert relevant("期限为六 个\n月。", ["六个月"])
    assert relevant("期限为六个月。", ["三年", "六　个月"])
    assert not relevant("期限为六年。", ["六个月"])
    assert not relevant("期限为六年。", [])
