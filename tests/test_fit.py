"""Simulated cases, their signals, and weights whose values can be worked out by hand."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from data_sets import beir
from fake_encoder import FakeEncoder
from sklearn.linear_model import LogisticRegression

from eval.fit import (
    SIGNALS,
    Observed,
    cross_validate,
    fit_order,
    missing_chance,
    observe,
    scores,
    with_confidence,
    with_order,
)
from eval.folds import fold_file, read_folds, write_folds
from eval.simulate import SHARES, Case, Simulated, simulate
from eval.tables import embedded, part
from index.checksums import file_sha256
from index.embedding import SideFile
from index.errors import InputError
from index.packaged import FITTED
from index.vectors import Vectors
from qa.ranking.rank import Weights
from qa.ranking.retrieve import Candidates
from scripts import load_script

BASE = Weights(
    order=dict.fromkeys(SIGNALS, 1.0) | {"missing": -0.5, "tokens": 0.0},
    confidence={
        "likeness": 1.0,
        "elsewhere": 0.0,
        "coverage": 1.0,
        "missing": -1.0,
        "bias": 0.0,
    },
    confidence_other={
        "likeness": 2.0,
        "elsewhere": 0.0,
        "coverage": 0.0,
        "missing": 0.0,
        "bias": 0.0,
    },
    threshold=0.5,
)
THINGS = ("铁路", "粮食", "养老", "河流", "教育", "药品", "旅馆", "烟花")


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    """Eight laws of three articles each, and one of 161; what each of the eight fines is asked."""
    corpus = [
        {"_id": f"{thing}法第{number}条", "text": f"{thing}{what}。"}
        for thing in THINGS
        for number, what in zip("一二三", ("由人民政府管理", "不得损坏", "违法的罚款"), strict=True)
    ]
    corpus += [{"_id": f"长法第{'一' * i}条", "text": "长。"} for i in range(1, 162)]
    corpus += [{"_id": "没有条号", "text": "随便什么。"}]
    queries = {f"q{i}": f"{thing}违法的罚款" for i, thing in enumerate(THINGS)}
    qrels = {f"q{i}": [f"{thing}法第三条"] for i, thing in enumerate(THINGS)}
    queries |= {"long": "长", "both": "铁路和长", "plain": "随便", "two": "铁路和粮食的罚款"}
    qrels |= {"long": ["长法第一条"], "both": ["铁路法第一条", "长法第一条"], "plain": ["没有条号"]}
    qrels |= {"two": ["粮食法第三条", "铁路法第三条"]}
    asked = [{"_id": id_, "text": text} for id_, text in queries.items()]
    return beir(tmp_path / "laws", {"corpus": corpus, "queries": asked}, qrels)


@pytest.fixture
def paragraphs(tmp_path: Path) -> Path:
    """Ten paragraphs, of which the last is one sentence."""
    texts = [f"这是第{i}种动物。它住在{i}号山上。它吃{i}号草。" for i in range(9)] + ["只有一句。"]
    corpus = [{"_id": f"p{i}", "title": f"动物{i}", "text": text} for i, text in enumerate(texts)]
    queries = [{"_id": f"q{i}", "text": f"第{i}种动物吃什么"} for i in range(9)]
    queries.append({"_id": "q9", "text": "有几句"})
    answers = [{"query_id": f"q{i}", "answers": [f"{i}号草"], "doc_id": f"p{i}"} for i in range(9)]
    answers.append({"query_id": "q9", "answers": ["一"], "doc_id": "p9"})
    files: dict[str, list[dict[str, Any]]]
    files = {"corpus": corpus, "queries": queries, "answers": answers}
    return beir(tmp_path / "paragraphs", files, {f"q{i}": [f"p{i}"] for i in range(10)})


def texts(data: Simulated, rows: tuple[int, ...] | frozenset[int]) -> set[str]:
    return {data.texts[row][0].text for row in rows}


def test_questions_about_short_laws_are_asked_three_times(laws: Path) -> None:
    data = simulate(laws, 0)
    assert data.name == "laws"
    assert len(data.texts) == 24
    assert {case.question for case in data.cases} == {
        *(f"{thing}违法的罚款" for thing in THINGS),
        "铁路和粮食的罚款",
    }
    asked = [case for case in data.cases if case.question == "粮食违法的罚款"]
    here, missing, elsewhere = asked
    assert [case.kind for case in asked] == ["article", "articles missing", "other laws"]
    assert {case.group for case in asked} == {"粮食法"}
    assert texts(data, here.gold) == {"第三条 粮食违法的罚款。"}
    assert len(here.passages) == 24  # under a hundred articles, so all laws
    assert texts(data, here.passages) - texts(data, missing.passages) == texts(data, here.gold)
    assert not missing.gold
    assert not elsewhere.gold
    assert len(elsewhere.passages) == 21
    assert not [text for text in texts(data, elsewhere.passages) if "粮食" in text]
    assert all(list(case.passages) == sorted(set(case.passages)) for case in data.cases)


def test_a_question_about_two_laws_has_both(laws: Path) -> None:
    data = simulate(laws, 0)
    (here, _, elsewhere) = [case for case in data.cases if case.question == "铁路和粮食的罚款"]
    assert texts(data, here.gold) == {"第三条 铁路违法的罚款。", "第三条 粮食违法的罚款。"}
    assert here.group == "粮食法"
    assert len(elsewhere.passages) == 18


def test_an_article_has_its_label_and_its_law(laws: Path) -> None:
    document, (clause,) = simulate(laws, 0).texts[0]
    assert document.title in {f"{thing}法" for thing in THINGS}
    assert clause.span.of(document.text) == f"第一条 {document.title[:2]}由人民政府管理。"


def test_questions_about_paragraphs_are_asked_without_the_sentence_that_answers(
    paragraphs: Path,
) -> None:
    data = simulate(paragraphs, 0)
    kinds = [case.kind for case in data.cases]
    assert [kinds.count(kind) for kind in ("paragraph", "other paragraphs", "paragraph cut")] == [
        *(10, 10, 9)
    ]
    assert len(data.texts) == 19
    asked = [case for case in data.cases if case.question == "第4种动物吃什么"]
    here, elsewhere, cut = asked
    assert texts(data, here.gold) == {"这是第4种动物。它住在4号山上。它吃4号草。"}
    assert len(here.passages) == 10
    assert set(here.passages) - set(elsewhere.passages) == here.gold
    assert texts(data, cut.passages) - texts(data, elsewhere.passages) == {
        "这是第4种动物。它住在4号山上。"
    }
    assert not cut.gold
    assert {case.group for case in asked} == {"p4"}


def test_the_same_seed_draws_the_same_cases(paragraphs: Path) -> None:
    assert simulate(paragraphs, 0).cases == simulate(paragraphs, 0).cases
    assert simulate(paragraphs, 0).cases != simulate(paragraphs, 1).cases


def test_each_kind_of_data_set_counts_the_same_on_both_sides() -> None:
    assert SHARES["paragraph"] == SHARES["paragraph cut"] + SHARES["other paragraphs"]
    assert SHARES["article"] == SHARES["articles missing"] + SHARES["other laws"]


def test_a_folder_to_learn_nothing_from_is_named(tmp_path: Path) -> None:
    files = {"corpus": [{"_id": "d", "text": "甲。"}], "queries": [{"_id": "q", "text": "甲"}]}
    folder = beir(tmp_path / "other", files, {"q": ["d"]})
    with pytest.raises(InputError, match="没有可用的问题"):
        simulate(folder, 0)
    (folder / "answers.jsonl").write_text('{"query_id": "q", "answers": []}\n', encoding="utf-8")
    with pytest.raises(InputError, match="第 1 行：answers 应为非空的字符串数组"):
        simulate(folder, 0)


def test_a_part_is_what_is_embedded_by_itself(paragraphs: Path, tmp_path: Path) -> None:
    data, encoder = simulate(paragraphs, 0), FakeEncoder()
    side = SideFile(tmp_path / "side", encoder.dimension)
    whole = embedded(data.texts, encoder, side, lambda _: None)
    chosen = part(whole, [2, 5, 9])
    alone = embedded([data.texts[i] for i in (2, 5, 9)], encoder, side, lambda _: None)
    assert chosen.rows.windows == alone.rows.windows
    assert chosen.rows.sentences == alone.rows.sentences
    assert chosen.rows.passage_texts == alone.rows.passage_texts
    assert chosen.rows.sentence_texts == alone.rows.sentence_texts
    assert np.array_equal(chosen.windows, alone.windows)
    assert np.array_equal(chosen.sentences, alone.sentences)


def observed(folder: Path, side: Path) -> list[Observed]:
    data, encoder = simulate(folder, 0), FakeEncoder()
    whole = embedded(data.texts, encoder, SideFile(side, encoder.dimension), lambda _: None)
    return observe(data.cases, whole, encoder)


def test_signals_are_those_of_a_store_of_these_passages(laws: Path, tmp_path: Path) -> None:
    seen = observed(laws, tmp_path / "side")
    here, missing, elsewhere = (s for s in seen if s.case.question == "粮食违法的罚款")
    (best,) = np.flatnonzero(here.gold)
    for name in ("sentence", "lexical", "coverage"):
        assert getattr(here.candidates, name).argmax() == best
    assert not missing.gold.any()
    assert len(elsewhere.candidates.passages) == 21
    assert here.candidates.coverage.max() == pytest.approx(1)
    # Of the 21 others none has 粮, 食, 粮食 or 食违, idf ln 44 = 3.7842; 7 have 违, 违法, 罚, 款 and
    # 罚款, idf ln(1 + 14.5 / 7.5) = 1.0761; all have 法, in their titles: ln(1 + .5 / 21.5) = .0230.
    share = (5 * 1.0761 + 0.0230) / (5 * 1.0761 + 0.0230 + 4 * 3.7842)
    assert elsewhere.candidates.coverage.max() == pytest.approx(share, abs=1e-4)
    assert max(elsewhere.likeness.max(), missing.likeness.max()) < here.likeness.max()


def seen(
    signals: list[tuple[float, float, float, float]],
    gold: int | None,
    kind: str,
    likeness: float = 0.0,
    group: str = "",
    elsewhere: float = -9.0,
    question: str = "问题",
) -> Observed:
    """A case by its candidates' signals; `gold` is the place of the one that answers."""
    sentence, window, lexical, coverage = np.array(signals, dtype=np.float32).T
    n = len(signals)
    each: list[Vectors] = [np.zeros(1, dtype=np.float32)] * n
    rows = frozenset() if gold is None else frozenset({gold})
    return Observed(
        Case(question, tuple(range(n)), rows, kind, group),
        Candidates(np.arange(n), sentence, window, lexical, coverage, each, each),
        np.arange(n) == (-1 if gold is None else gold),
        np.zeros(n, dtype=np.float32),
        np.full(n, likeness, dtype=np.float32),
        elsewhere,
        None,
        [],
    )


def test_order_weights_by_hand() -> None:
    # Of two candidates the one with the higher BM25 is gold in 3 of 4 questions: the likelihood is
    # greatest where its share is .75, that is where 3 w = ln 3. Coverage speaks for the wrong one.
    lexical = np.array([[0, 0, 1, 0], [0, 0, 0, 0]], dtype=np.float32)
    coverage = np.array([[0, 0, 0, 1], [0, 0, 0, 0]], dtype=np.float32)
    signals: list[Vectors] = [lexical] * 4 + [coverage]
    found = fit_order(signals, [np.array([i < 3, i >= 3]) for i in range(5)])
    assert found[2] == pytest.approx(math.log(3) / 3, abs=2e-3)
    assert found[3] == 0


def test_questions_may_have_different_numbers_of_candidates() -> None:
    signals = [
        np.array([[0, 0, 1, 0], [0, 0, 0, 0]], dtype=np.float32),
        np.array([[0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]], dtype=np.float32),
    ]
    found = fit_order(signals, [np.array([True, False]), np.array([False, True, True])])
    # d/ds of log e^s/(e^s+1) + log 2/(e^s+2) = 1/(e^s+1) - e^s/(e^s+2) = 0 at e^s = sqrt 2
    assert found[2] == pytest.approx(math.log(2) / 2 / 3, abs=2e-3)


def test_the_order_alone_is_fitted() -> None:
    right, wrong = (0.5, 0.5, 0.9, 0.5), (0.5, 0.5, 0.1, 0.5)
    by = with_order([seen([wrong, right], 1, "article"), seen([right], None, "other laws")], BASE)
    assert by.order["lexical"] > 1
    assert by.order["missing"] == -0.5
    assert replace(by, order=BASE.order) == BASE


def test_confidence_by_hand() -> None:
    # Nothing tells answered cases from others, and both count the same: even odds before the prior
    # of three to one. Coverage has its say all the same: .5 * 1.
    same = [(0.5, 0.5, 0.5, 0.5), (0.4, 0.4, 0.4, 0.4)]
    cases = [seen(same, 0, "article"), seen(same, None, "articles missing")]
    cases += [seen(same, None, "other laws")]
    english = [seen(same, gold, "unseen", question="why?") for gold in (0, None)]
    by = with_confidence(cases * 10 + english, BASE)
    assert by.threshold == pytest.approx(0.75, abs=2e-3)
    assert by.confidence["bias"] + 0.5 * BASE.confidence["coverage"] == pytest.approx(
        math.log(3), abs=5e-3
    )
    assert by.confidence_other["bias"] == pytest.approx(math.log(3), abs=5e-3)
    for found, base in (
        (by.confidence, BASE.confidence),
        (by.confidence_other, BASE.confidence_other),
    ):
        assert (found["coverage"], found["missing"]) == (base["coverage"], base["missing"])
    assert by.order == BASE.order
    figures = scores(cases * 10, by)
    assert (figures["recall@1"], figures["auroc"]) == (1, 0.5)
    assert figures["ece"] == pytest.approx(0, abs=2e-3)


def test_what_tells_is_weighed_and_some_are_refused() -> None:
    signals = [(0.5, 0.5, 0.5, 0.5)]
    answered = [seen(signals, 0, "article", likeness=i / 10) for i in range(41)]
    others = [
        seen(signals, None, kind, likeness=i / 10 - 2, elsewhere=(i % 2) * 9.0)
        for i in range(41)
        for kind in ("articles missing", "other laws")
    ]
    # Questions in English are not refused by the same rule, else these would be the first.
    english = [seen(signals, gold, "unseen", question="why?") for gold in [0] * 20 + [None] * 180]
    by = with_confidence(answered + others + english, BASE)
    assert by.confidence["likeness"] > 1
    assert by.confidence["elsewhere"] < -1  # it is never so where something is answered
    odds = [by.confidence["bias"] + by.confidence["likeness"] * i / 10 for i in range(41)]
    odds = [o + 0.5 * by.confidence["coverage"] for o in odds]
    # The first value that is not below four hundredths of 41 is the second.
    assert by.threshold == pytest.approx(1 / (1 + math.exp(-odds[1])), abs=1e-3)
    # Where there are no others, they are: half of them answered, before the prior.
    alone = [seen(signals, gold, "unseen", question="why?") for gold in (0, None)]
    assert with_confidence(alone, BASE).threshold == pytest.approx(0.75, abs=2e-3)


def test_a_fitted_chance_is_that_of_an_independent_implementation() -> None:
    generator = np.random.default_rng(3)
    cases = []
    for likeness, coverage, elsewhere in generator.normal(size=(200, 3)):
        there = bool(generator.random() < 1 / (1 + math.exp(-likeness)))
        signals = [(0.5, 0.5, 0.5, float(coverage > 0))]
        kind = "article" if there else "articles missing"
        cases.append(seen(signals, 0 if there else None, kind, likeness, "", elsewhere))
    english = [seen([(0.5,) * 4], gold, "unseen", question="why?") for gold in (0, None)]
    base = replace(BASE, confidence=BASE.confidence | {"coverage": 0.0})
    found = with_confidence(cases + english, base).confidence
    x = [
        (
            c.likeness[0],
            max(c.elsewhere - c.likeness[0], 0) * (1 - c.candidates.coverage[0]),
        )
        for c in cases
    ]
    y = [bool(c.case.gold) for c in cases]
    # The penalty of a thousandth is on a loss whose weights add up to one, these to four.
    sides = {True: 3 / sum(y), False: 1 / (200 - sum(y))}
    model = LogisticRegression(C=1000 / 4, class_weight=sides)
    model.fit(x, y)
    assert [found["likeness"], found["elsewhere"]] == pytest.approx(model.coef_[0], abs=2e-3)
    assert found["bias"] == pytest.approx(model.intercept_[0], abs=2e-3)


def test_what_is_missing_leaves_a_chance() -> None:
    # Odds of 3 to 1, of which a tenth is left: .3 to 1.
    assert missing_chance(math.log(0.1)) == pytest.approx(math.log(0.3 / 1.3))


def test_every_law_is_left_out_once() -> None:
    def case(gold: int | None, kind: str, group: int) -> Observed:
        there = (0.5, 0.5, 0.5, 0.9) if gold == 0 else (0.5, 0.5, 0.5, 0.1)
        return seen([there, (0.4, 0.4, 0.4, 0.1)], gold, kind, float(gold == 0), str(group))

    cases = [case(0, "article", i) for i in range(10)]
    cases += [case(None, kind, i) for i in range(10) for kind in ("articles missing", "other laws")]
    folds = cross_validate(cases, BASE, with_order)
    assert len(folds) == 5
    assert [(fold["recall@1"], fold["mrr@10"], fold["auroc"]) for fold in folds] == [(1, 1, 1)] * 5


def test_what_is_missing_is_sought_in_the_nearest_sentences(tmp_path: Path) -> None:
    corpus = [
        {"_id": f"{thing}法第一条", "text": f"{thing}的罚款为{'五千元' if i % 2 else '很重'}。"}
        for i, thing in enumerate(THINGS)
    ]
    queries = [{"_id": str(i), "text": f"{thing}的罚款多少元"} for i, thing in enumerate(THINGS)]
    qrels = {str(i): [f"{thing}法第一条"] for i, thing in enumerate(THINGS)}
    folder = beir(tmp_path / "fines", {"corpus": corpus, "queries": queries}, qrels)
    here = [s for s in observed(folder, tmp_path / "side") if s.case.kind == "article"]
    kept = {
        s.case.question[:2]: scores([s], BASE)["recall@1"]
        for s in here
        if s.wanted and s.wanted.kind == "money"
    }
    assert kept == dict.fromkeys(THINGS, 1.0)
    # With a heavy weight an article without an amount comes after those that have one.
    heavy = Weights(BASE.order | {"missing": -50.0}, *(BASE.confidence,) * 2, 0.5)
    moved = {s.case.question[:2]: scores([s], heavy)["recall@1"] for s in here}
    assert moved == {thing: float(i % 2) for i, thing in enumerate(THINGS)}


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load_script("fit_weights", monkeypatch)
    monkeypatch.setattr(module, "load_encoder", lambda *_: FakeEncoder())
    return module


@pytest.fixture
def cache(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with models of two folds, which are not written out."""
    folder = tmp_path / "cache"
    folder.mkdir()
    write_folds(folder, FITTED, {f"{thing}法": i % 2 for i, thing in enumerate(THINGS)})
    seen: list[Path] = []
    monkeypatch.setattr(script, "write_model", lambda _, fitted: seen.append(fitted))
    return folder


def test_the_script_writes_weights_with_their_provenance(
    script: ModuleType,
    laws: Path,
    paragraphs: Path,
    cache: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = tmp_path / "weights.json"
    command = [str(laws), str(paragraphs), "--output", str(output), "--cache", str(cache)]
    assert script.main(command) == 0
    printed = capsys.readouterr().out
    assert [f"fold {i}" in printed for i in range(1, 7)] == [True] * 5 + [False]
    assert "laws, fitted" in printed
    data = json.loads(output.read_text(encoding="utf-8"))
    assert set(data["order"]) == {*SIGNALS, "missing", "named", "tokens"}
    assert min(data["order"][name] for name in SIGNALS) >= 0
    assert 0 < data["threshold"] < 1
    assert set(data["about"]) == {"order"}
    provenance = data["provenance"]["order"]
    assert provenance["data"]["laws"]["cases"] == dict.fromkeys(
        ("article", "articles missing", "other laws"), 9
    )
    assert provenance["data"]["paragraphs"]["texts"] == 19
    files = provenance["data"]["paragraphs"]["files"]
    assert set(files) == {"corpus.jsonl", "queries.jsonl", "train.tsv", "answers.jsonl"}
    assert files["answers.jsonl"] == file_sha256(paragraphs / "answers.jsonl")
    assert provenance["fingerprint"] == FakeEncoder.fingerprint
    assert set(provenance["cross_validation"]) == {"recall@1", "mrr@10", "auroc", "ece"}
    first = output.read_bytes()
    assert script.main(command) == 0
    assert output.read_bytes() == first


def test_each_question_is_asked_of_the_model_that_was_not_fitted_to_it(
    script: ModuleType, laws: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[Path, list[str]] = {}
    current: list[Path] = []
    monkeypatch.setattr(script, "write_model", lambda _, fitted: current.append(fitted))

    def noted(cases: Sequence[Case], *_: Any) -> list[Observed]:
        asked.setdefault(current[-1], []).extend(case.group for case in cases)
        return []

    monkeypatch.setattr(script, "observe", noted)
    # What no model was fitted to counts to the first fold.
    folds = {law: fold for law, fold in read_folds(cache, FITTED).items() if law != "铁路法"}
    for fold in range(2):
        script._asked_of_fold([simulate(laws, 0)], folds, fold, cache)
    assert {path: set(groups) for path, groups in asked.items()} == {
        fold_file(cache, fold): {f"{thing}法" for thing in THINGS[fold::2]} for fold in range(2)
    }


def test_the_folds_of_another_model_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"1")
    write_folds(tmp_path, other, {"甲法": 1})
    assert read_folds(tmp_path, other) == {"甲法": 1}
    other.write_bytes(b"2")
    with pytest.raises(InputError, match="请先运行 scripts/fit_model"):
        read_folds(tmp_path, other)


def test_the_script_says_in_one_line_what_is_wrong(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([str(tmp_path)]) == 2
    assert "no corpus.jsonl" in capsys.readouterr().err
