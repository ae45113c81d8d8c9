"""Whole runs over a store of three articles, and the command line."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from eval.__main__ import main
from eval.baselines import bm25, chance, dense
from eval.dataset import EvalQuestion
from eval.judge import Shown, judge, known, passages_of
from eval.report import write_report
from eval.run import Evaluation, ask, evaluate
from index.build import build
from index.errors import InputError
from index.store import Store, open_store
from qa.assistant import Assistant

TITLE = "测试住宿条例"
LAW = f"""{TITLE}

第一条 旅客住宿应当出示身份证件，经营者应当登记。

第二条 旅客可以在入住之前二十四小时取消预订，押金全部退还。

第三条 经营者违反本条例的，处以五千元罚款。
"""
CANCEL = "旅客可以在入住之前二十四小时取消预订，押金全部退还。"
FINE = "经营者违反本条例的，处以五千元罚款。"


def question(id_: str, text: str, *evidence: str, document: str | None = None) -> EvalQuestion:
    return EvalQuestion(id_, text, "kind " + id_[0], evidence, document)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for place in ("index.build.load_encoder", "index.encoder.load_encoder"):
        monkeypatch.setattr(place, lambda *_: FakeEncoder())
    (tmp_path / "law.txt").write_text(LAW, encoding="utf-8")
    build([tmp_path / "law.txt"], tmp_path / "store")
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Store:
    return open_store(folder / "store")


def test_figures_of_a_run(store: Store) -> None:
    questions = [
        question("a1", "第二条", "二十四小时"),  # asked for by number: first, confidence 1
        question("a2", FINE, "五千元罚款"),  # its own words: first
        question("a3", CANCEL, "五千元罚款", "出示身份证件"),  # another article is first
        question("b1", "QWERTY zxcvb"),  # nothing like it
        question("b2", "第九条"),  # no such article
    ]
    steps: list[int] = []
    compared: list[tuple[int, int]] = []
    evaluation = evaluate(
        *(store, FakeEncoder(), questions, steps.append),
        comparing=lambda done, n: compared.append((done, n)),
    )
    figures = evaluation.figures
    assert steps == [1] * 5
    assert compared == [(0, 3), (3, 3)]  # those that are answerable
    assert figures["questions"] == 5
    assert figures["answerable"] == 3
    assert figures["evidence_not_in_store"] == []
    assert figures["recall@1"] == pytest.approx(2 / 3)
    assert figures["recall@3"] == figures["recall@10"] == 1
    assert figures["mrr@10"] == pytest.approx((1 + 1 + 1 / 2) / 3)
    # a3: the two relevant articles at ranks 2 and 3 of (.63093 + .5) / (1 + .63093)
    assert figures["ndcg@10"] == pytest.approx((1 + 1 + 1.13093 / 1.63093) / 3, abs=1e-5)
    assert figures["recall@500c"] == 1
    assert figures["citations_verified"] == 1
    assert [len(r.answer.passages) for r in evaluation.results] == [1, 3, 3, 3, 0]
    assert figures["passages_shown"] == 10
    refusal = figures["refusal"]
    assert (refusal["auroc"], refusal["false_refusal"], refusal["correct_refusal"]) == (1, 0, 1)
    assert figures["by_kind"]["kind a"]["n"] == 3
    assert figures["by_kind"]["kind a"]["recall@1"] == pytest.approx(2 / 3)
    assert figures["by_kind"]["kind b"] == {"n": 2, "correct_refusal": 1}
    assert figures["latency_ms"]["p50"] <= figures["latency_ms"]["p95"]
    assert figures["baselines"]["random"]["recall@3"] == 1


def test_questions_asked_together_are_judged_alike(store: Store) -> None:
    questions = [
        question(f"a{i}", text, "五千元罚款") for i, text in enumerate((FINE, CANCEL, "x"))
    ]
    assistant, steps = Assistant(store, FakeEncoder()), list[int]()
    alone = ask(assistant, questions, [1, 1, 1])
    together = ask(assistant, questions, [1, 1, 1], steps.append, together=2)
    assert steps == [2, 1]
    assert [r.scores for r in together] == [r.scores for r in alone]
    passages = [[r.answer.passages for r in results] for results in (together, alone)]
    assert passages[0] == passages[1]


def test_refusals_are_counted_on_both_sides(store: Store) -> None:
    questions = [
        question("a1", "QWERTY zxcvb", "五千元罚款"),  # declined, though answerable
        question("a2", FINE, "五千元罚款"),
        question("b1", CANCEL),  # answered, though said to be unanswerable
        question("b2", "asdf"),
    ]
    refusal = evaluate(store, FakeEncoder(), questions).figures["refusal"]
    assert refusal["false_refusal"] == 0.5
    assert refusal["correct_refusal"] == 0.5
    assert refusal["intervals"]["false_refusal"] == (0, 1)


def test_highlights_are_judged_where_the_answer_was_found(store: Store) -> None:
    questions = [
        question("a1", FINE, "五千元罚款"),
        question("a2", CANCEL, "登记"),  # found below, where another sentence is nearer
        question("a3", "qwerty", "押金"),  # declined: not counted
    ]
    evaluation = evaluate(store, FakeEncoder(), questions)
    assert [r.marked for r in evaluation.results] == [True, True, None]
    assert evaluation.figures["highlight_recall"] == 1
    calibration = evaluation.figures["calibration"]
    assert calibration["ece"] > 0
    assert calibration["selective_accuracy@80"] == pytest.approx(1 / 3)  # a1 of all three
    for name in ("ece", "selective_accuracy@80"):
        low, high = calibration["intervals"][name]
        assert low < calibration[name] < high


def test_highlights_beside_the_evidence_cost_precision(folder: Path) -> None:
    twice = "测试登记办法\n\n第一条 总则。旅客应当登记。旅客应当登记！\n"
    (folder / "twice.txt").write_text(twice, encoding="utf-8")
    build([folder / "twice.txt"], folder / "store")
    questions = [
        question("a1", "旅客应当登记", "登记！"),  # the sentence before it is marked as well
        question("a2", FINE, "五千元罚款"),
        question("b1", "asdf"),
    ]
    evaluation = evaluate(open_store(folder / "store"), FakeEncoder(), questions)
    assert [r.marked for r in evaluation.results] == [True, True, None]
    assert [r.marked_right for r in evaluation.results] == [0.5, 1, None]
    assert evaluation.figures["highlight_precision"] == 0.75
    assert evaluation.figures["by_kind"]["kind a"]["highlight_precision"] == 0.75
    assert evaluation.figures["intervals"]["highlight_precision"] == (0.5, 1)


def test_only_the_document_that_is_named_counts(folder: Path) -> None:
    other = LAW.replace(TITLE, "另一住宿条例").replace("五千元", "八千元")
    (folder / "other.txt").write_text(other, encoding="utf-8")
    build([folder / "other.txt"], folder / "store")
    store = open_store(folder / "store")
    shown = [Shown("另一住宿条例", CANCEL), Shown(TITLE, CANCEL)]
    asked = question("a1", "取消预订", "二十四小时", document=TITLE)
    assert known(asked, passages_of(store)) == 1
    assert known(question("a2", "取消预订", "二十四小时"), passages_of(store)) == 2
    scores = judge(asked, shown, known=1)
    assert (scores["recall@1"], scores["recall@3"], scores["mrr@10"]) == (0, 1, 0.5)
    assert scores["recall@500c"] == 1
    assert judge(asked, shown[:1], known=1)["recall@500c"] == 0


def test_a_document_that_is_not_in_the_store_is_named(store: Store) -> None:
    with pytest.raises(InputError, match="题目 a1 的文件“没有的法”不在索引"):
        evaluate(store, FakeEncoder(), [question("a1", "罚款", "五千元", document="没有的法")])


def test_questions_about_other_documents_are_refused(store: Store) -> None:
    with pytest.raises(InputError, match="找不到任何一题的依据"):
        evaluate(store, FakeEncoder(), [question("a1", "罚款", "八万元")])
    some = [question("a1", "罚款", "八万元"), question("a2", FINE, "五千元")]
    figures = evaluate(store, FakeEncoder(), some).figures
    assert figures["evidence_not_in_store"] == ["a1"]
    assert figures["recall@10"] == 0.5


def test_questions_that_nothing_answers_make_a_run_too(store: Store) -> None:
    figures = evaluate(store, FakeEncoder(), [question("b1", "asdf")]).figures
    assert figures["recall@1"] is None
    assert figures["refusal"]["auroc"] is None
    assert figures["refusal"]["correct_refusal"] == 1
    assert figures["baselines"]["bm25"]["recall@1"] is None


def test_baselines_rank_the_same_passages(store: Store) -> None:
    texts = [shown.text for shown in passages_of(store)]
    fine, cancel = (next(i for i, t in enumerate(texts) if s in t) for s in (FINE, CANCEL))
    assert bm25(store, "五千元罚款", 3)[0] == fine
    assert bm25(store, "qwerty", 3) == []
    query = FakeEncoder().encode_query([CANCEL])[0]
    assert dense(store, query, 1) == [cancel]
    assert sorted(dense(store, query, 50)) == list(range(len(texts)))
    assert sorted(chance(store, 7, 50)) == list(range(len(texts)))
    assert chance(store, 7, 2) == chance(store, 7, 50)[:2]
    orders = {tuple(chance(store, number, 3)) for number in range(50)}
    assert len(orders) == np.prod(range(1, len(texts) + 1))


def run(folder: Path, *options: str) -> int:
    path = folder / "questions.jsonl"
    if not path.exists():
        lines = [
            {"id": "a1", "question": FINE, "kind": "a", "evidence": ["五千元罚款"]},
            {"id": "b1", "question": "<script>alert()</script>", "kind": "b", "evidence": []},
            {"id": "a2", "question": "<b>qwerty", "kind": "<i>", "evidence": ["条"]},
        ]
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        path.write_text(text, encoding="utf-8")
    return main([str(path), "--store", str(folder / "store"), *options])


def test_the_command_prints_the_object_of_the_contract(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) >= {
        *("questions", "recall@1", "recall@3", "recall@5", "recall@10", "mrr@10", "ndcg@10"),
        *("recall@500c", "highlight_recall", "refusal", "citations_verified", "by_kind"),
        *("baselines", "latency_ms", "provenance"),
    }
    assert set(figures["baselines"]) == {"bm25", "dense_clause", "random"}
    assert set(figures["latency_ms"]) == {"p50", "p95"}
    provenance = figures["provenance"]
    assert provenance["store"] == open_store(folder / "store").manifest.id
    assert (provenance["model"], provenance["questions"]) == ("fake", "questions.jsonl")
    assert len(provenance["questions_sha256"]) == 64
    assert provenance["packages"]["numpy"] == np.__version__
    assert str(folder) not in json.dumps(figures)


def test_the_command_prints_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    zh = capsys.readouterr().out.splitlines()
    assert zh[0] == "3 题，其中 2 题可回答"
    assert zh[2].split()[0] == "recall@1"
    assert zh[3].split()[:2] == ["本系统", "1.000"]
    assert run(folder, "--lang", "en") == 0
    assert capsys.readouterr().out.startswith("3 questions, 2 of them answerable")


def test_output_that_cannot_be_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for options in ([], ["--json"]):
        with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
            patch.setattr("sys.stdout", full)
            assert run(folder, *options) == 2
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", None)
            assert run(folder, *options, "--lang", "en") == 2
    err = capsys.readouterr().err.splitlines()
    lines = [line for line in err if line and "it/s" not in line]
    zh, en = "无法输出：No space left on device", "cannot write: stdout is closed"
    assert lines == [zh, en, zh, en]


def test_any_encoding_of_the_output_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = []
    for options in ([], ["--json"]):
        data = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(data, encoding="ascii"))
        assert run(folder, *options) == 0
        printed.append(data.getvalue().decode("ascii"))
    assert printed[0].startswith("3 \\u9898\\uff0c")
    assert json.loads(printed[1])["questions"] == 3


def test_control_characters_of_questions_do_not_reach_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {"id": "a\x1b1", "question": FINE, "kind": "\x1b]0;a\x07", "evidence": ["五千元"]}
    (folder / "questions.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert run(folder) == 0
    out = capsys.readouterr().out
    assert "\ufffd]0;a\ufffd" in out
    assert "\x1b" not in out


def test_a_quote_that_does_not_hold_is_a_defect(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.run.verify", lambda passage, _text: passage.rank > 1)
    assert run(folder, "--json") == 1
    printed = capsys.readouterr()
    figures = json.loads(printed.out)
    assert figures["citations_verified"] == pytest.approx(
        1 - figures["questions"] / figures["passages_shown"]
    )
    assert "有引文与原文不一致" in printed.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["none.jsonl"], "无法读取"),
        (["--store", "none"], "没有索引"),
        (["--report", "questions.jsonl"], "是文件；请用 --report"),
        (["--lang", "en", "--store", "none"], "no store at"),
        (["beir", "none"], "没有 corpus.jsonl"),
        (["beir", "x" * 300], "无法读取 xxx"),
        (["x" * 300], "（File name too long）"),
        (["--report", "x" * 300], "无法把报告写入 xxx"),
        (["--report", "questions.jsonl/x"], "无法把报告写入 questions.jsonl/x（Not a directory）"),
        (["other.jsonl"], "的文件“住宿”不在索引中；请写完整的标题，页面的“文档”"),
        (["none_here.jsonl"], "找不到任何一题的依据"),
        (["--store", "x" * 300], "无法读取索引 xxx"),
        (["--write-baseline"], "--write-baseline 只用于 eval/questions.jsonl，测试与它比较"),
    ],
)
def test_bad_input_is_one_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QA_STORE", str(folder / "store"))
    run(folder)
    for name, rest in (("other", {"document": "住宿"}), ("none_here", {})):
        line = {"id": "a", "question": FINE, "kind": "k", "evidence": ["八万元"], **rest}
        (folder / f"{name}.jsonl").write_text(json.dumps(line), encoding="utf-8")
    capsys.readouterr()
    if options[0].startswith("--"):
        options = ["questions.jsonl", *options]
    assert main(options) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


EMPTY = "路径是空的；当前文件夹写作 . (an empty path; the working directory is .)"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--top"], "没有这样的选项：--top"),
        (["a", "\x1b[31mb\nc"], "多出 [31mb c（内容有空格的，请加引号）"),
        (["--re"], "--report: 后面缺少内容"),
        (["--lang", "ru"], "--lang: 没有这一项：'ru' (可用：'zh', 'en')"),
        (["--json=1"], "--json: 后面不带内容，不能写 '1'"),
        (["beir"], "缺少 DIR"),
        (["beir", "d", "--limit", "0"], "--limit: 应为正整数 (a positive number)"),
        (["beir", "d", "--limit", "9" * 5000], "--limit: 应为正整数 (a positive number)"),
        (["feedback"], "缺少 FILE"),
        (["a.jsonl", "--report", ""], f"--report: {EMPTY}"),
        ([""], f"QUESTIONS.jsonl: {EMPTY}"),
    ],
)
def test_wrong_usage_is_one_line(
    options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith(f"用法有误（wrong usage）：{words}；用法见 python -m eval")
    assert err.count("\n") == 1


def test_the_report_needs_nothing_from_outside_and_escapes_everything(folder: Path) -> None:
    assert run(folder, "--report", str(folder / "report")) == 0
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "//" not in page
    assert "<script" not in page
    assert "&lt;b&gt;qwerty" in page
    assert "&lt;i&gt;" in page
    assert page.count("<svg") == page.count("</svg>") == 2
    assert "误拒 · declined, though answerable" in page
    assert page.count("<article>") == 1  # a2 alone failed
    figures = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
    assert figures["recall@1"] == 1
    assert f'<td class="n">{figures["recall@1"]:.3f}</td>' in page


def test_the_same_run_makes_the_same_report(store: Store, folder: Path) -> None:
    pages = []
    for name in ("one", "two"):
        evaluation = evaluate(store, FakeEncoder(), [question("a1", FINE, "五千元")])
        figures = evaluation.figures | {"latency_ms": {"p50": 1.0, "p95": 2.0}}
        write_report(folder / name, Evaluation(figures, evaluation.results))
        pages.append((folder / name / "report.html").read_bytes())
    assert pages[0] == pages[1]


def test_a_report_that_cannot_be_written_is_one_line(store: Store, folder: Path) -> None:
    evaluation = evaluate(store, FakeEncoder(), [question("a1", FINE, "五千元")])
    with pytest.raises(InputError, match="无法把报告写入"):
        write_report(folder / "law.txt", evaluation)
