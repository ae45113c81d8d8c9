"""A benchmark of four entries, and the library's measures against figures worked out by hand."""

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder

from eval.__main__ import main
from eval.beir import Benchmark, Entry, load, measure, open_tables, scores
from eval.report import write_beir
from eval.terminal import describe_beir
from index.errors import InputError

CORPUS = [
    {"_id": "d1", "title": "熊猫", "text": "大熊猫主要吃竹子，生活在高山竹林里。"},
    {"_id": "d2", "title": "", "text": "高速铁路的设计时速为三百五十公里。"},
    {"_id": "d3", "title": "茶叶", "text": ""},
    {"_id": "d4", "text": "长江全长六千三百公里，流入东海。"},
]
QUERIES = [
    {"_id": "q1", "text": "大熊猫主要吃竹子"},
    {"_id": "q2", "text": "长江全长六千三百公里"},
    {"_id": "q3", "text": "没有评判的问题"},
    {"_id": "q4", "text": "茶叶"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td4\t2\nq2\td2\t0\nq4\td3\t1\n"


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(lines(CORPUS), encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(QUERIES), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def test_a_benchmark_is_read(folder: Path) -> None:
    benchmark = load(folder)
    assert benchmark.name == "tiny"
    assert [entry.id for entry in benchmark.entries] == ["d1", "d2", "d3", "d4"]
    assert list(benchmark.queries) == ["q1", "q2", "q4"]
    assert benchmark.judgements["q2"] == {"d4": 2, "d2": 0}
    assert list(load(folder, limit=1).queries) == ["q1"]


def test_a_compressed_corpus_is_the_same(folder: Path) -> None:
    plain = load(folder).entries
    data = (folder / "corpus.jsonl").read_bytes()
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(data))
    assert load(folder).entries == plain


def test_queries_without_text_are_left_out_and_told(folder: Path, tmp_path: Path) -> None:
    rows = [QUERIES[0], QUERIES[1] | {"text": " "}, QUERIES[2] | {"text": ""}, QUERIES[3]]
    (folder / "queries.jsonl").write_text(lines(rows), encoding="utf-8")
    benchmark = load(folder, limit=2)
    assert list(benchmark.queries) == ["q1", "q4"]
    tables = open_tables(benchmark, FakeEncoder(), tmp_path / "cache", lambda _: None)
    assert measure(benchmark, tables, FakeEncoder())["queries_without_text"] == ["q2"]


def test_relevant_entries_that_the_corpus_lacks_are_counted(folder: Path, tmp_path: Path) -> None:
    more = "q1\td8\t1\nq1\td9\t0\nq4\td9\t2\n"  # d9 is relevant to q4 alone
    (folder / "qrels" / "test.tsv").write_text(QRELS + more, encoding="utf-8")
    benchmark = load(folder)
    tables = open_tables(benchmark, FakeEncoder(), tmp_path / "cache", lambda _: None)
    figures = measure(benchmark, tables, FakeEncoder())
    assert figures["relevant_not_in_corpus"] == 2
    assert "评为相关、但语料中没有的篇数：2" in describe_beir(figures, "zh")
    assert "corpus does not hold" not in describe_beir(
        figures | {"relevant_not_in_corpus": 0}, "en"
    )
    write_beir(tmp_path / "report", figures)
    assert "does not hold: 2<" in (tmp_path / "report" / "beir.html").read_text(encoding="utf-8")


def test_the_test_split_is_preferred_and_else_all_are_taken(folder: Path) -> None:
    qrels = folder / "qrels"
    (qrels / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq3\td2\t1\n", encoding="utf-8")
    assert "q3" not in load(folder).queries
    (qrels / "test.tsv").rename(qrels / "trial.tsv")
    assert list(load(folder).queries) == ["q1", "q2", "q3", "q4"]


@pytest.mark.parametrize("before", ["", "\n", "\ufeff"])
def test_judgements_may_come_without_titles_of_the_columns(folder: Path, before: str) -> None:
    (folder / "qrels" / "test.tsv").write_text(before + QRELS[QRELS.index("q1") :], "utf-8")
    assert load(folder).judgements == {"q1": {"d1": 1}, "q2": {"d4": 2, "d2": 0}, "q4": {"d3": 1}}


def test_judgements_that_are_no_utf_8_are_named(folder: Path) -> None:
    (folder / "qrels" / "test.tsv").write_bytes(QRELS.replace("d1", "甲").encode("gbk"))
    with pytest.raises(
        InputError, match=r"test\.tsv 不是 UTF-8 文本（第 28 字节）；请另存为 UTF-8"
    ):
        load(folder)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", "{\n", "corpus.jsonl 第 1 行：不是合法的 JSON"),
        ("corpus.jsonl", '{"text": "x"}\n', "corpus.jsonl 第 1 行：缺少 _id"),
        ("corpus.jsonl", '{"_id": "d", "text": 3}\n', "第 1 行：title 和 text 应为字符串"),
        ("corpus.jsonl", '{"_id": "d"}\n{"_id": "d"}\n', "第 2 行：_id “d” 重复"),
        ("corpus.jsonl", "", "corpus.jsonl 是空的"),
        ("queries.jsonl", '{"_id": "q1"}\n', "queries.jsonl 第 1 行：text 应为字符串"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}\n', "评判的问题 q2 不在"),
        ("qrels/test.tsv", "a\tb\tc\nq1 d1 1\n", "test.tsv 第 2 行：应为以制表符分隔的三列"),
        ("queries.jsonl", lines([QUERIES[0]] * 2), "queries.jsonl 第 2 行：_id “q1” 重复"),
        ("qrels/test.tsv", "a\tb\tc\nq1\td1\t0\nq1\td9\t1\n", "评为相关的任何一篇"),
        ("qrels/test.tsv", "q1 d1 1\nq2\td2\t1\n", "test.tsv 第 1 行：应为以制表符分隔的三列"),
        ("qrels/test.tsv", "a\tb\tc\nq1\td1\tyes\n", "test.tsv 第 2 行：应为以制表符分隔的三列"),
        ("qrels/test.tsv", "a\tb\tc\nq1\td1\t0\n", "没有带相关评判的问题"),
    ],
)
def test_bad_files_are_named(folder: Path, name: str, text: str, message: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(folder)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_missing_files_are_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InputError, match=r"没有 (corpus|queries|\.tsv)"):
        load(folder)


def test_judgements_that_are_no_file_are_not_waited_for(folder: Path) -> None:
    (folder / "qrels" / "test.tsv").unlink()
    os.mkfifo(folder / "qrels" / "test.tsv")
    with pytest.raises(InputError, match=r"qrels 中没有 \.tsv 文件"):
        load(folder)


def test_measures_by_hand(tmp_path: Path) -> None:
    entries = tuple(Entry(id_, "", id_) for id_ in "abcd")
    judgements = {"q1": {"a": 1, "c": 1, "z": 1}, "q2": {"b": 1, "a": 0}, "q3": {"d": 1}}
    queries = dict.fromkeys(judgements, "")
    benchmark = Benchmark("hand", entries, queries, judgements, (), tmp_path, tmp_path, ())
    found = scores(benchmark, {"q1": [1, 0, 2], "q2": [1], "q3": []})
    # q1: ranks 2 and 3 of three relevant: (.63093 + .5) / (1 + .63093 + .5)
    assert found["ndcg@10"] == pytest.approx([1.13093 / 2.13093, 1, 0], abs=1e-5)
    assert found["mrr@10"] == [0.5, 1, 0]
    assert found["success@1"] == [0, 1, 0]
    assert found["recall@10"] == pytest.approx([2 / 3, 1, 0])


def test_entries_are_found_by_the_same_engine(folder: Path, tmp_path: Path) -> None:
    benchmark = load(folder)
    encoder = FakeEncoder()
    tables = open_tables(benchmark, encoder, tmp_path / "cache", lambda _: None)
    assert len(tables.passages) == len(CORPUS)
    figures = measure(benchmark, tables, encoder)
    assert (figures["dataset"], figures["queries"], figures["corpus"]) == ("tiny", 3, 4)
    assert figures["ndcg@10"] == figures["mrr@10"] == figures["success@1"] == 1
    assert figures["intervals"]["ndcg@10"] == (1, 1)
    assert figures["baselines"]["bm25"]["success@1"] == 1
    assert set(figures["baselines"]) == {"bm25", "dense_clause"}


def test_an_indexed_corpus_is_used_again(folder: Path, tmp_path: Path) -> None:
    benchmark, first, second = load(folder), FakeEncoder(), FakeEncoder()
    open_tables(benchmark, first, tmp_path / "cache", lambda _: None)
    tables = open_tables(benchmark, second, tmp_path / "cache", lambda _: None)
    assert first.encoded
    assert second.encoded == []
    assert measure(benchmark, tables, second)["success@1"] == 1


def test_a_changed_corpus_is_indexed_anew(folder: Path, tmp_path: Path) -> None:
    open_tables(load(folder), FakeEncoder(), tmp_path / "cache", lambda _: None)
    (folder / "corpus.jsonl").write_text(lines(CORPUS[::-1]), encoding="utf-8")
    encoder = FakeEncoder()
    tables = open_tables(load(folder), encoder, tmp_path / "cache", lambda _: None)
    assert encoder.encoded
    assert measure(load(folder), tables, encoder)["success@1"] == 1


def test_an_interrupted_indexing_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    class Mortal(FakeEncoder):
        def encode_document(self, texts, progress=None):  # type: ignore[no-untyped-def]
            if self.encoded:
                raise KeyboardInterrupt
            return super().encode_document(texts, progress)

    many = [{"_id": f"d{i}", "text": f"第{i}个条目。"} for i in range(400)]
    (folder / "corpus.jsonl").write_text(lines(many), encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        open_tables(load(folder), Mortal(), tmp_path / "cache", lambda _: None)
    encoder, whole = FakeEncoder(), FakeEncoder()
    open_tables(load(folder), encoder, tmp_path / "cache", lambda _: None)
    open_tables(load(folder), whole, tmp_path / "other", lambda _: None)
    assert len(encoder.encoded) == len(whole.encoded) - 400  # the windows


def test_a_cache_that_cannot_be_written_is_one_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="无法写入"):
        open_tables(load(folder), FakeEncoder(), tmp_path / "file", lambda _: None)


@pytest.mark.parametrize("name", ["windows.faiss", "passages.npy"])
def test_a_damaged_cache_is_one_line(folder: Path, tmp_path: Path, name: str) -> None:
    benchmark = load(folder)
    open_tables(benchmark, FakeEncoder(), tmp_path / "cache", lambda _: None)
    (path,) = (tmp_path / "cache").glob(f"*/{name}")
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(InputError, match="已损坏；请删除它"):
        open_tables(benchmark, FakeEncoder(), tmp_path / "cache", lambda _: None)


def test_the_command_writes_a_report(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("index.encoder.load_encoder", lambda *_: FakeEncoder())
    report = tmp_path / "report"
    command = ["beir", str(folder), "--limit", "2", "--report", str(report)]
    assert main([*command, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["queries"], figures["ndcg@10"]) == (2, 1)
    assert figures["provenance"]["model"] == "fake"
    assert figures["provenance"]["qrels_sha256"] == {
        "test.tsv": hashlib.sha256(QRELS.encode()).hexdigest()
    }
    assert json.loads((report / "beir.json").read_text(encoding="utf-8")) == figures
    assert "tiny：2 个问题，4 篇" in (report / "beir.html").read_text(encoding="utf-8")
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("tiny：2 个问题，4 篇")
