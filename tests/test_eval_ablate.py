"""An assistant without one of its signals, on two small documents."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from stores import fake_build

from eval.__main__ import main
from eval.ablate import WITHOUT, ablate, variants
from eval.dataset import EvalQuestion
from eval.run import ask, summary
from index.normalise import search_copy
from index.store import Store, open_store
from qa.assistant import Assistant
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
FINE = "拒不改正的，处一万元罚款。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ablate")
    (folder / "law.txt").write_text(LAW, encoding="utf-8")
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    fake_build([folder / "law.txt", folder / "report.txt"], folder / "store")
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return open_store(folder / "store")


@pytest.fixture(scope="module")
def without(store: Store) -> dict[str, Assistant]:
    return variants(store, FakeEncoder())


def log_odds(assistant: Assistant, question: str) -> float:
    confidence = assistant.ask(question).confidence
    return math.log(confidence / (1 - confidence))


def test_every_weight_of_the_order_and_all_else_is_left_out_once(
    without: dict[str, Assistant],
) -> None:
    assert list(without) == list(WITHOUT)
    assert set(weights().order) < set(WITHOUT)
    for names in WITHOUT.values():
        assert list(names) == ["zh", "en"]


def test_one_weight_of_the_order_is_nothing_and_all_else_as_shipped(
    without: dict[str, Assistant],
) -> None:
    shipped = weights()
    assert without["nothing"]._by == shipped
    for name in shipped.order:
        by = without[name]._by
        assert by.order == shipped.order | {name: 0}
        assert (by.confidence, by.threshold) == (shipped.confidence, shipped.threshold)


def test_without_names_a_named_document_comes_no_sooner(without: dict[str, Assistant]) -> None:
    question = "粮食产量增长和这个条例有什么关系"  # not asked of it alone
    first = {n: without[n].ask(question).passages[0].citation.document for n in without}
    assert first.pop("named") == "某某市人民政府工作报告"
    assert first["nothing"] == "某某市粮食条例"


def test_without_evidence_what_is_missing_costs_nothing(without: dict[str, Assistant]) -> None:
    question = "每年建设高标准农田多少公里"
    shares = [without[name].ask(question).confidence for name in ("nothing", "evidence")]
    assert math.log(shares[0] / shares[1]) == pytest.approx(
        weights().confidence["missing"], abs=1e-3
    )


def test_by_cosine_alone_the_words_count_for_nothing(without: dict[str, Assistant]) -> None:
    question = "粮食产量"  # all these words are in one sentence
    gain = log_odds(without["nothing"], question) - log_odds(without["cosine"], question)
    assert gain == pytest.approx(weights().confidence["coverage"], abs=1e-3)


def test_without_centring_a_question_is_compared_as_it_is(store: Store) -> None:
    plain = variants(store, FakeEncoder())["centring"]
    vector = FakeEncoder().encode_query([search_copy(FINE).removesuffix("。") + "?"])[0]
    best = float(
        (store.sentence_vectors.rows(np.arange(store.sentence_vectors.size)) @ vector).max()
    )
    mean, deviation = plain._store.background.han
    by = weights().confidence
    expected = by["bias"] + by["likeness"] * (best - mean) / deviation + by["coverage"]
    found = plain.ask(FINE).passages[0].score
    assert found == pytest.approx(1 / (1 + math.exp(-expected)), abs=1e-5)
    assert store.background.mean.any()  # the store itself is as it was


def test_the_whole_system_has_the_figures_of_the_run(
    without: dict[str, Assistant], store: Store
) -> None:
    questions = [
        EvalQuestion("a1", FINE, "a", ("一万元罚款",), None),
        EvalQuestion("a2", "粮食安全", "a", ("粮食安全",), None),
        EvalQuestion("b1", "恐龙为何灭绝", "b", (), None),
        EvalQuestion("b2", "qwerty", "b", (), None),
    ]
    results = ask(Assistant(store, FakeEncoder()), questions, [1, 1, 0, 0])
    steps: list[int] = []
    found = ablate(without, results, steps.append)
    figures = summary(results)
    assert sum(steps) == 4 * len(without)
    assert found["nothing"] == {
        **{name: figures[name] for name in ("recall@1", "recall@3", "mrr@10")},
        **{n: figures["refusal"][n] for n in ("auroc", "false_refusal", "correct_refusal")},
    }
    for row in found.values():  # as many are answered: two of four
        false, correct = row["false_refusal"], row["correct_refusal"]
        assert false is not None
        assert correct is not None
        assert 2 * false + 2 * correct == 2


def test_the_command_prints_and_reports_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.encoder.load_encoder", lambda *_: FakeEncoder())
    questions = folder / "questions.jsonl"
    line = {"id": "a1", "question": FINE, "kind": "a", "evidence": ["一万元罚款"]}
    questions.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    options = [str(questions), "--store", str(folder / "store"), "--report", str(folder / "report")]
    assert main([*options, "--ablate"]) == 0
    printed = capsys.readouterr().out
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    figures = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
    assert list(figures["ablation"]) == list(WITHOUT)
    assert figures["ablation"]["nothing"]["recall@1"] == 1
    for names in WITHOUT.values():
        assert names["zh"] in printed
        assert f"{names['zh']} · {names['en']}" in page
    assert main(options) == 0
    assert "无 BM25" not in capsys.readouterr().out
