"""Questions about documents that no model was fitted to, and the script that fits to them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from data_sets import beir
from fake_encoder import FakeEncoder
from stores import use_fake, write

import index.background
from eval.beir import load
from eval.simulate import SHARES
from eval.unseen import observe_unseen, read_unseen
from eval.weights_file import mean_scores, write_weights
from index.checksums import file_sha256
from index.errors import InputError
from qa.ranking.rank import Weights, weights
from scripts import load_script

HOTEL = "旅馆规则\n\n第一条 旅客应当登记姓名。\n第二条 押金为一百元。\n"
BUS = "公交规则\n\n第一条 乘客应当购票。\n第二条 老人免票。\n"


def asked(*lines: tuple[str, str, str]) -> str:
    """Lines of a file of questions: question, evidence or "", document."""
    return "".join(
        json.dumps(
            {
                "id": str(i),
                "question": question,
                "kind": "paired" if evidence else "unanswerable_paired",
                "evidence": [evidence] if evidence else [],
                "document": document or None,
            }
        )
        + "\n"
        for i, (question, evidence, document) in enumerate(lines)
    )


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    corpus = [
        {"_id": "烟花法第一条", "text": "烟花由公安机关管理。"},
        {"_id": "河流法第一条", "text": "河流由水利部门管理。"},
        {"_id": "烟花法第二条", "text": "不得在街上燃放烟花。"},
    ]
    queries = [{"_id": "q", "text": "烟花"}]
    return beir(tmp_path / "stard", {"corpus": corpus, "queries": queries}, {"q": ["烟花法第一条"]})


@pytest.fixture
def unseen(tmp_path: Path) -> Path:
    invented = {"invented/1.txt": HOTEL, "invented/2.txt": BUS}
    questions = {
        "invented.jsonl": asked(
            ("住店要登记什么", "旅客应当登记姓名", "旅馆规则"),
            ("押金可以刷卡吗", "", "旅馆规则"),
            ("老年人坐车要钱吗", "老人免票", "公交规则"),
            ("学生坐车要钱吗", "", "公交规则"),
        ),
        "nature.jsonl": asked(
            ("谁管烟花", "烟花由公安机关管理", "烟花法"),
            ("谁管河", "河流由水利部门管理", "河流法"),
            ("why is the river dirty?", "", "河流法"),
            ("who looks after rivers?", "河流由水利部门管理", "河流法"),
        ),
        "far.jsonl": asked(("番茄怎么种", "", ""), ("牙疼", "", ""), ("how to cook rice?", "", "")),
    }
    (tmp_path / "unseen" / "invented").mkdir(parents=True)
    return write(tmp_path / "unseen", invented | questions)


def test_laws_are_put_together_and_invented_documents_read(laws: Path, unseen: Path) -> None:
    (invented, nature), far = read_unseen(unseen, load(laws))
    assert invented.documents == {"旅馆规则": HOTEL, "公交规则": BUS}
    assert nature.documents == {
        "烟花法": "烟花法\n\n第一条　烟花由公安机关管理。\n第二条　不得在街上燃放烟花。",
        "河流法": "河流法\n\n第一条　河流由水利部门管理。",
    }
    assert [question.question for question in far] == ["番茄怎么种", "牙疼", "how to cook rice?"]


def test_each_is_asked_of_its_document_of_its_file_s_and_of_all(
    laws: Path, unseen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = use_fake(monkeypatch)
    files, far = read_unseen(unseen, load(laws))
    done: list[int] = []
    seen = observe_unseen(files, far, encoder, tmp_path / "scratch", done.append)
    assert len(done) == len(seen)
    times = Counter((s.case.question, s.case.kind) for s in seen)
    assert times == {
        **dict.fromkeys(
            [(q.question, "unseen") for f in files for q in f.questions if q.answerable], 3
        ),
        **dict.fromkeys(
            [(q.question, "unseen near") for f in files for q in f.questions if not q.answerable], 3
        ),
        # Of one document of the other file, and of all of them.
        **dict.fromkeys(
            [(q.question, "unseen other") for f in files for q in f.questions if q.answerable], 2
        ),
        **dict.fromkeys([(q.question, "unseen far") for q in far], 3),
    }
    assert {s.case.kind for s in seen} <= set(SHARES)
    for s in seen:
        assert s.gold.any() == bool(s.case.gold) == (s.case.kind == "unseen")
    # How many passages there are to choose from: of the law, of the two laws, of all.
    rivers = [s for s in seen if s.case.question == "谁管河" and s.case.kind == "unseen"]
    assert [len(s.gold) for s in rivers] == [1, 3, 7]
    assert {s.case.group for s in rivers} == {"nature"}
    # No question is in two groups.
    assert len({(s.case.question, s.case.group) for s in seen}) == len(
        {s.case.question for s in seen}
    )


def test_a_document_or_evidence_that_is_not_there_is_named(
    laws: Path, unseen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = use_fake(monkeypatch)
    write(unseen, {"nature.jsonl": asked(("谁管山", "山", "山法"))})
    with pytest.raises(InputError, match=r"nature\.jsonl 的 0：没有文件“山法”"):
        read_unseen(unseen, load(laws))
    write(unseen, {"nature.jsonl": asked(("谁管河", "没有这句话", "河流法"))})
    files, far = read_unseen(unseen, load(laws))
    with pytest.raises(InputError, match=r"没有段落含有 0（谁管河）的 evidence"):
        observe_unseen(files, far, encoder, tmp_path / "scratch")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, with a fake model whose vectors are not written beside the packaged one's."""
    encoder = use_fake(monkeypatch)
    monkeypatch.setattr(index.background, "_MADE", tmp_path / "made.safetensors")
    module = load_script("fit_confidence", monkeypatch)
    monkeypatch.setattr(module, "load_encoder", lambda: encoder)
    return module.main


def test_the_script_fits_the_confidence_and_leaves_the_order(
    run: Any, laws: Path, unseen: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "weights.json"
    write_weights(output, weights(), "order", "about the order", {"seed": 7})
    command = [str(laws), "--unseen", str(unseen), "--output", str(output)]
    assert run(command) == 0
    assert "nature" in capsys.readouterr().out
    data = json.loads(output.read_text(encoding="utf-8"))
    assert data["order"] == weights().order
    assert data["about"]["order"] == "about the order"
    assert "scripts/fit_confidence" in data["about"]["confidence"]
    for name in ("confidence", "confidence_other"):
        kept = getattr(weights(), name)
        assert data[name]["coverage"] == kept["coverage"]
        assert data[name]["likeness"] != kept["likeness"]
    assert data["provenance"]["order"] == {"seed": 7}
    provenance = data["provenance"]["confidence"]
    assert provenance["fingerprint"] == FakeEncoder.fingerprint
    assert provenance["laws"] == file_sha256(laws / "corpus.jsonl")
    assert provenance["files"] == {
        path: file_sha256(unseen / path)
        for path in (
            "far.jsonl",
            "invented.jsonl",
            "invented/1.txt",
            "invented/2.txt",
            "nature.jsonl",
        )
    }
    assert provenance["cases"] == {
        "unseen": 15,
        "unseen near": 9,
        "unseen other": 10,
        "unseen far": 9,
    }
    made = (tmp_path / "made.safetensors").read_bytes()
    assert FakeEncoder.fingerprint.encode() in made


def test_the_script_says_in_one_line_what_is_wrong(
    run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([str(tmp_path)]) == 2
    assert "no corpus.jsonl" in capsys.readouterr().err


def test_the_other_part_of_the_weights_stays(tmp_path: Path) -> None:
    def made(value: float) -> Weights:
        one = {"likeness": value, "missing": -value}
        return Weights({"sentence": value}, one, one, value)

    path = tmp_path / "weights.json"
    write_weights(path, made(1), "confidence", "c", {"a": 1})
    write_weights(path, made(2), "order", "o", {"b": 2})
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert data["order"] == {"sentence": 2}
    assert data["confidence"] == data["confidence_other"] == {"likeness": 1, "missing": -2}
    assert data["threshold"] == 1
    write_weights(path, made(3), "confidence", "d", {"c": 3})
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["order"] == {"sentence": 2}
    assert data["confidence"] == data["confidence_other"] == {"likeness": 3, "missing": -3}
    assert data["threshold"] == 3
    assert data["about"] == {"confidence": "d", "order": "o"}
    assert data["provenance"] == {"confidence": {"c": 3}, "order": {"b": 2}}


def test_means_are_of_the_folds_that_have_a_score() -> None:
    folds: Sequence[Mapping[str, float | None]] = [{"a": 1, "b": 0.5}, {"a": 3, "b": None}]
    assert mean_scores(folds) == {"a": 2, "b": 0.5}
