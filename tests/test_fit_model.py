"""The script that fits the packaged model: what is learned for which file, and on top of what."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from data_sets import beir
from fake_encoder import FakeEncoder
from stores import RULES, write

from eval.adapt import Pace
from eval.folds import fold_file, read_folds
from eval.pairs import Course
from index.checksums import file_sha256
from index.e5.fitted import Factors, changes, read_provenance, write_factors
from scripts import load_script

# What is fitted if only the first step is done.
LATER = [
    *("then-0.safetensors", "last-0.safetensors", fold_file(Path(), 0).name),
    *("then-1.safetensors", "last-1.safetensors", fold_file(Path(), 1).name),
    *("then-all.safetensors", "last-all.safetensors", "out"),
]
PROMPTS = {"query_prompt": "query: ", "document_prompt": "passage: "}
Fitted = tuple[str, str | None, dict[str, set[str]]]  # the file, its base, groups by course


@pytest.fixture
def fitted() -> list[Fitted]:
    return []


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return load_script("fit_model", monkeypatch)


@pytest.fixture
def fit(plain: ModuleType) -> Callable[..., None]:
    found: Callable[..., None] = plain._fit
    return found


@pytest.fixture
def script(plain: ModuleType, fitted: list[Fitted], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    def noted(
        courses: Sequence[Course], _pace: Any, base: Path | None, about: Any, path: Path
    ) -> None:
        groups = {course.name: {q.group for q in course.questions} for course in courses}
        fitted.append((path.name, base.name if base else None, groups))
        write_factors({}, about, path)

    monkeypatch.setattr(plain, "_fit", noted)
    monkeypatch.setattr(plain, "load_encoder", lambda *_: FakeEncoder())
    return plain


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    things = "甲乙丙丁"
    corpus = [{"_id": f"{thing}法第一条", "text": f"{thing}要登记。"} for thing in things]
    queries = [{"_id": f"q{thing}", "text": f"{thing}呢"} for thing in things[:3]]
    laws = beir(
        tmp_path / "stard",
        {"corpus": corpus, "queries": queries},
        {f"q{thing}": [f"{thing}法第一条"] for thing in things[:3]},
    )
    pages = beir(
        tmp_path / "cmrc",
        {
            "corpus": [{"_id": f"p{i}", "text": f"第{i}座山高。河长。"} for i in range(2)],
            "queries": [{"_id": f"q{i}", "text": f"山{i}呢"} for i in range(2)],
        },
        {f"q{i}": [f"p{i}"] for i in range(2)},
    )
    answers = [{"query_id": f"q{i}", "answers": [f"第{i}座山高"]} for i in range(2)]
    (pages / "answers.jsonl").write_text("\n".join(map(json.dumps, answers)), encoding="utf-8")
    options = [str(laws), str(pages)]
    for name in ("rules", "more"):
        asked = [{"id": "1", "question": "票据？", "evidence": ["票据应当保存十年"]}]
        options += ["--written", questions(tmp_path, name, asked)]
        options.append(str(write(tmp_path / name, {"rules.txt": RULES})))
    about = [
        {
            "id": thing,
            "question": f"{thing}？",
            "evidence": ["登记"],
            "document": f"{thing}法第一条",
        }
        for thing in things
    ]
    options += ["--about-articles", questions(tmp_path, "about", about)]
    drafts = tmp_path / "drafts"
    for name in ("plan", "lease"):
        write(drafts / name, {"text.txt": RULES})
        questions(drafts, name, asked)
    questions(drafts, "articles", about)
    options += ["--drafts", str(drafts)]
    for name in ("plan", "lease"):
        near = [
            {"id": str(i), "question": f"{word}？", "evidence": found, "near": "票据"}
            for i, (word, found) in enumerate([("几年", ["票据"]), ("多少钱", [])])
        ]
        options += ["--near", questions(tmp_path, f"near-{name}", near), str(drafts / name)]
    return [*options, "--output", str(tmp_path / "out"), "--cache", str(tmp_path / "cache")]


def questions(folder: Path, name: str, lines: Sequence[dict[str, Any]]) -> str:
    path = folder / f"{name}.jsonl"
    rows = [
        json.dumps({"kind": "k", "document": None, **line}, ensure_ascii=False) for line in lines
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_each_half_is_left_out_of_every_step(
    script: ModuleType,
    command: list[str],
    fitted: list[Fitted],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(script, "AGAIN", 1.0)
    assert script.main(command) == 0
    assert [(name, base) for name, base, _ in fitted] == [
        ("first-0.safetensors", None),
        ("then-0.safetensors", "first-0.safetensors"),
        ("last-0.safetensors", "then-0.safetensors"),
        ("without-fold-0.safetensors", "last-0.safetensors"),
        ("first-1.safetensors", None),
        ("then-1.safetensors", "first-1.safetensors"),
        ("last-1.safetensors", "then-1.safetensors"),
        ("without-fold-1.safetensors", "last-1.safetensors"),
        ("first-all.safetensors", None),
        ("then-all.safetensors", "first-all.safetensors"),
        ("last-all.safetensors", "then-all.safetensors"),
        ("out", "last-all.safetensors"),
    ]
    folds = read_folds(tmp_path / "cache", tmp_path / "out")
    laws = {"甲法", "乙法", "丙法", "丁法"}
    assert set(folds) == laws | {"p0", "p1", "rules", "more", "plan", "lease"}
    for one, other in (("p0", "p1"), ("rules", "more"), ("plan", "lease")):
        assert {folds[one], folds[other]} == {0, 1}
    for number, (_, _, groups) in enumerate(fitted):
        kept = {group for group, fold in folds.items() if number > 7 or fold != number // 4}
        if number % 4 == 0:
            assert set(groups) == {"stard, whole", "stard, sentences", "cmrc"}
            assert groups["stard, whole"] == kept & {"甲法", "乙法", "丙法"}
            assert groups["cmrc"] == kept & {"p0", "p1"}
        elif number % 4 == 1:
            assert groups["about, sentences"] == kept & laws
            assert groups["rules, whole"] == kept & {"rules"}
            assert groups["more, sentences"] == kept & {"more"}
        elif number % 4 == 3:
            for name in ("plan", "lease"):
                assert groups[f"near-{name}, told apart"] == kept & {name}
                halves = groups[f"{name}, whole, again"], groups[f"{name}, sentences, again"]
                assert halves[0] | halves[1] == kept & {name}
        else:
            for name, about in (("articles", laws), ("plan", {"plan"}), ("lease", {"lease"})):
                halves = groups[f"{name}, whole"], groups[f"{name}, sentences"]
                assert halves[0] | halves[1] == kept & about
                assert not halves[0] & halves[1]


def test_a_step_that_there_is_nothing_for_is_left_out(
    script: ModuleType, command: list[str], fitted: list[Fitted]
) -> None:
    first = command.index("--written")
    assert script.main([*command[:first], *command[command.index("--output") :]]) == 0
    assert [(name, base) for name, base, _ in fitted] == [
        ("without-fold-0.safetensors", None),
        ("without-fold-1.safetensors", None),
        ("out", None),
    ]


def test_what_is_there_is_not_fitted_again(
    script: ModuleType, command: list[str], fitted: list[Fitted], tmp_path: Path
) -> None:
    assert script.main(command) == 0
    fitted.clear()
    assert script.main(command) == 0
    assert [name for name, _, _ in fitted] == ["out"]
    fitted.clear()
    asked = tmp_path / "rules.jsonl"
    asked.write_text(
        asked.read_text(encoding="utf-8").replace("票据？", "单据？"), encoding="utf-8"
    )
    assert script.main(command) == 0  # the first step knows nothing of written questions
    assert [name for name, _, _ in fitted] == LATER


def test_the_file_says_what_it_was_fitted_on(
    script: ModuleType, command: list[str], tmp_path: Path
) -> None:
    assert script.main(command) == 0
    provenance = read_provenance(tmp_path / "out")
    assert provenance["first"]["questions"] == {
        "stard, whole": 3,
        "stard, sentences": 3,
        "cmrc": 2,
    }
    assert set(provenance["first"]["files"]) == {
        *(f"stard/{name}" for name in ("corpus.jsonl", "queries.jsonl", "qrels/train.tsv")),
        *(f"cmrc/{name}" for name in ("corpus.jsonl", "queries.jsonl", "qrels/train.tsv")),
        "cmrc/answers.jsonl",
    }
    files = provenance["then"]["files"]
    assert files["rules/rules.txt"] == file_sha256(tmp_path / "rules" / "rules.txt")
    assert {"rules.jsonl", "more.jsonl", "about.jsonl"} == {
        Path(name).name for name in files if name.endswith(".jsonl")
    }
    files = provenance["last"]["files"]
    names = {f"{name}/text.txt" for name in ("plan", "lease")}
    assert set(files) == names | {f"drafts/{n}.jsonl" for n in ("plan", "lease", "articles")}
    assert files["plan/text.txt"] == file_sha256(tmp_path / "drafts" / "plan" / "text.txt")
    assert set(provenance["near"]["files"]) == names | {
        f"{tmp_path.name}/near-{name}.jsonl" for name in ("plan", "lease")
    }


def test_what_is_learned_is_added_to_the_base(
    fit: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def factors(value: float) -> Factors:
        return {"l0.q.w": (np.full((1, 2), value, np.float32), np.ones((2, 1), np.float32))}

    class Learned:
        def __init__(self, *_: Any) -> None: ...

        def factors(self, share: float) -> Factors:
            return factors(share)

    written: list[Path | None] = []
    module = fit.__globals__
    monkeypatch.setitem(module, "write_model", lambda _, base: written.append(base))
    monkeypatch.setitem(module, "read_settings", lambda _: SimpleNamespace(**PROMPTS))
    monkeypatch.setitem(module, "Learner", Learned)
    monkeypatch.setitem(module, "train", lambda *_: None)
    pace = Pace(epochs=1, rate=0.1, share=0.5)
    fit([], pace, None, {"step": 1}, tmp_path / "first")
    fit([], pace, tmp_path / "first", {"step": 2}, tmp_path / "then")
    assert written == [None, tmp_path / "first"]
    assert changes(tmp_path / "first")["l0.q.w"].tolist() == [[0.5, 0.5]] * 2
    assert changes(tmp_path / "then")["l0.q.w"].tolist() == [[1.0, 1.0]] * 2
    assert read_provenance(tmp_path / "then") == {"step": 2}


def test_another_split_is_fitted_anew(
    script: ModuleType, command: list[str], fitted: list[Fitted], tmp_path: Path
) -> None:
    assert script.main(command) == 0
    before = read_folds(tmp_path / "cache", tmp_path / "out")
    fitted.clear()
    first = command.index("--written")
    turned = [*command[:first], *command[first + 3 : first + 6], *command[first : first + 3]]
    assert script.main([*turned, *command[first + 6 :]]) == 0
    after = read_folds(tmp_path / "cache", tmp_path / "out")
    assert {before["rules"], after["rules"]} == {0, 1}
    assert [name for name, _, _ in fitted] == LATER


def test_a_folder_that_is_not_there_is_named(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([str(tmp_path), str(tmp_path)]) == 2
    assert "no corpus.jsonl" in capsys.readouterr().err
