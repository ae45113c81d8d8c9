"""The pure parts of the benchmarks, against figures worked out by hand."""

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_reader import FakeReader, fake_axes
from stores import LAW, fake_build, write

import index.build
import qa.assistant
from bench.load import Tally, comparable
from bench.machine import folder_mb, run_measured
from bench.markdown import table
from bench.material import copies, laws, queries, swaps, write_laws
from bench.measures import embedded_tokens, growth, judged, percentiles, ratio
from bench.page import write_page
from bench.peers import _environment, known_items, plain_texts
from bench.results import read, save
from bench.reuse import COSINE, Reusing, noisy
from bench.runners.common import peak_mb
from bench.stages import REST, STAGES, timed
from bench.stores import evenly
from bench.work_build import _keep_tokens
from index.embedding import SideFile, digests
from index.errors import InputError
from index.store import open_store
from qa import Assistant


def test_percentiles_lie_between_ranks() -> None:
    # Of 0, 1, ..., 10 the pth percentile is p / 10; of two values it lies on the line between.
    assert percentiles(list(range(11))) == {"p50": 5.0, "p95": 9.5, "p99": pytest.approx(9.9)}
    assert percentiles([10.0, 20.0])["p50"] == 15.0


def test_recall_counts_the_characters_that_are_shown_in_order() -> None:
    long = "无" * 450
    shown = [
        [long, "甲" * 50 + "答案"],  # the evidence begins at character 500: not within 500
        [long, "答案"],  # it ends at 452
        ["答案" + long],  # in the first passage
        [],  # nothing was shown
    ]
    figures = judged(shown, [["答案"]] * 4)
    assert figures["recall@500c"] == 2 / 4
    assert figures["recall@2000c"] == 3 / 4
    assert figures["recall@1"] == 1 / 4
    assert figures["first_characters"] == 450  # of 450, 450 and 452


def test_evidence_beyond_a_long_passage_does_not_count() -> None:
    shown = [["无" * 2000 + "答案"], ["无" * 1998 + "答案"]]
    assert judged(shown, [["答案"]] * 2)["recall@2000c"] == 1 / 2
    assert judged(shown, [["答案"]] * 2)["recall@1"] == 1  # which is why lengths stand beside it


def test_a_model_reads_the_beginning_of_a_long_piece() -> None:
    assert embedded_tokens([100, 512, 1200], 512) == (1124, 1124 / 1812)
    assert embedded_tokens([], 512) == (0, 0.0)


def test_ratios_are_taken_within_a_round() -> None:
    assert ratio([1, 2, 4], [4, 4, 4]) == {"median": 2, "min": 1, "max": 4}


def test_growth_is_the_exponent() -> None:
    assert growth({10: 3.0, 1000: 300.0}) == pytest.approx(1)
    assert growth({10: 5.0, 100: 5.0, 1000: 5.0}) == pytest.approx(0)
    assert growth({1: 2.0, 100: 20.0}) == pytest.approx(0.5)


def test_values_are_drawn_at_even_distances() -> None:
    assert evenly(list("abcdefghij"), 3) == ["a", "d", "g"]
    assert evenly(["a", "b"], 5) == ["a", "b"]


def _corpus(folder: Path) -> Path:
    rows = [
        ("甲法第一条", "为了规范采购活动，制定本法。\n\n本法自公布之日起施行。"),
        ("甲法第二条", "采购应当公开。"),
        ("乙条例第三条之一", "票据应当保存十年。"),
    ]
    path = folder / "corpus.jsonl.gz"
    lines = [json.dumps({"_id": title, "title": title, "text": text}) for title, text in rows]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "queries.jsonl").write_text('{"_id": "0", "text": "怎么采购？"}\n', encoding="utf-8")
    return path


def test_articles_are_put_together_into_laws(tmp_path: Path) -> None:
    whole = dict(laws(_corpus(tmp_path)))
    assert whole == {
        "甲法": "甲法\n\n第一条　为了规范采购活动，制定本法。\n本法自公布之日起施行。\n第二条　采购应当公开。\n",
        "乙条例": "乙条例\n\n第三条之一　票据应当保存十年。\n",
    }
    assert queries(tmp_path / "corpus.jsonl.gz") == ["怎么采购？"]


def test_a_corpus_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"title": "随笔", "text": "无"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="第 1 行"):
        laws(tmp_path / "corpus.jsonl")


def _varied_law() -> tuple[str, str]:
    """A law of 2,000 different characters, all of which may trade places but the first fifty."""
    text = "".join(map(chr, range(0x5000, 0x5000 + 2000)))
    return "甲法", f"第一条 {text}。"


def test_in_a_copy_characters_trade_places_and_structure_stays() -> None:
    whole = [_varied_law()]
    table = swaps(whole, 1)
    assert 100 < len(table) < 300  # one in ten of about 2,000
    assert all(table[table[code]] == code != table[code] for code in table)
    assert not set(map(ord, "第一条，。零十年月日款项")) & set(table)
    assert swaps(whole, 1) == table != swaps(whole, 2)
    ((_, original),), ((_, copy),) = copies(whole, 0), copies(whole, 1)
    assert original == whole[0][1]
    assert copy.startswith("第一条 ")
    assert sum(a != b for a, b in zip(original, copy, strict=True)) == len(table)


def test_laws_are_written_until_there_are_sentences_enough(tmp_path: Path) -> None:
    whole = [("甲法", "第一条 采购应当公开。票据应当保存。\n"), ("乙法", "第一条 应当登记。\n")]
    assert write_laws(whole, tmp_path / "once", None) == 0
    assert len(list((tmp_path / "once").iterdir())) == 2
    # A copy of both laws holds three sentences: the fifth is in the first law of copy 1.
    assert write_laws(whole, tmp_path / "more", 5) == 1
    assert sorted(path.name for path in (tmp_path / "more").iterdir()) == [
        "0-0000-甲法.txt",
        "0-0001-乙法.txt",
        "1-0000-甲法.txt",
    ]


def test_noise_keeps_a_vector_at_its_distance() -> None:
    vector = np.zeros(384, dtype=np.float32)
    vector[3] = 1
    (one, other) = digests(["甲", "乙"])
    varied = noisy(vector, one)
    assert float(varied @ vector) == pytest.approx(COSINE, abs=1e-5)
    assert float(np.linalg.norm(varied)) == pytest.approx(1, abs=1e-5)
    np.testing.assert_array_equal(varied, noisy(vector, one))
    assert float(varied @ noisy(vector, other)) < 0.97


def test_no_text_is_embedded_twice_and_copies_take_their_originals_vector(tmp_path: Path) -> None:
    inner = FakeReader()
    side = SideFile(tmp_path / "vectors", inner.dimension)
    first = Reusing(inner, side, [])
    known = first.encode_document(["采购应当公开", "票据"])
    assert inner.encoded == ["采购应当公开", "票据"]
    table = {ord("采"): ord("测"), ord("测"): ord("采")}
    again = Reusing(inner, side, [table])
    rows = again.encode_document(["票据", "测购应当公开", "全新"])
    assert inner.encoded[2:] == ["全新"]
    assert again.embedded == 1
    np.testing.assert_array_equal(rows[0], known[1])
    assert float(rows[1] @ known[0]) == pytest.approx(COSINE, abs=1e-4)
    vectors, tokens = again.read_document(["票据", "新句"])  # tokens are read anew
    assert inner.encoded[3:] == ["票据", "新句"]
    assert again.embedded == 3
    np.testing.assert_array_equal(vectors[0], known[1])
    assert [len(each) for each in tokens] == [2, 2]
    third = Reusing(inner, side, [])
    np.testing.assert_array_equal(third.encode_document(["新句"])[0], vectors[1])
    assert third.embedded == 0


def test_a_build_finds_the_tokens_of_one_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, reader = write(tmp_path / "in", {"law.txt": LAW}), FakeReader()
    job = {"store": str(tmp_path / "store"), "side": str(tmp_path / "side")}
    (tmp_path / "side").mkdir()
    with fake_axes():
        monkeypatch.setattr(index.build, "load_encoder", lambda *_: reader)
        for _ in range(2):
            shutil.rmtree(job["store"], ignore_errors=True)
            reader.encoded.clear()
            _keep_tokens(job, reader)
            index.build.build([files], tmp_path / "store")
        windows = len(open_store(tmp_path / "store").windows)
    assert len(reader.encoded) == windows  # which are kept elsewhere
    assert not list((tmp_path / "store").glob("*.part"))


def test_every_function_that_is_timed_exists_and_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", {"law.txt": LAW})
    _, encoder = fake_build([tmp_path / "in"], tmp_path / "store")
    assistant = Assistant(open_store(tmp_path / "store"), encoder)
    before = vars(qa.assistant)["read_queries"]
    now = iter(range(1000))
    monkeypatch.setattr("bench.stages.time.perf_counter", lambda: float(next(now)))
    with timed() as clock:
        assistant.ask("甲应当做什么")
        seconds = dict(clock.seconds)
    assert vars(qa.assistant)["read_queries"] is before
    assert list(seconds) == list(STAGES)
    assert REST not in STAGES
    assert all(took >= 1 for took in seconds.values())  # each was entered, and the clock ticks


def test_a_stage_inside_another_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 10.0, 13.0, 20.0])
    monkeypatch.setattr("bench.stages.time.perf_counter", lambda: next(ticks))
    with timed() as clock:
        inner = clock.around("encoding", lambda: None)
        clock.around("candidates", inner)()
    assert clock.seconds["encoding"] == 3  # 10 to 13
    assert clock.seconds["candidates"] == 17  # 0 to 20, less 3


def _answer(text: str) -> dict[str, Any]:
    return {"took_ms": 3.0, "store": {"id": text, "clauses": 1}, "passages": [text]}


def test_answers_are_compared_without_time_and_build() -> None:
    one, other = _answer("甲"), _answer("甲") | {"took_ms": 9.0}
    other["store"] = {"id": "乙", "clauses": 1}
    assert comparable(one) == comparable(other) != comparable(_answer("丙"))


def test_a_tally_finds_mixed_up_and_stale_answers() -> None:
    tally = Tally()
    tally.count("旧", ["旧", "新"], "问", sent=1.0, took=0.5)
    tally.count("新", ["旧", "新"], "问", sent=2.0, took=0.5)
    tally.count("旧", ["旧", "新"], "问", sent=2.2, took=0.1)  # sent before the first new one came
    tally.count("旧", ["旧", "新"], "问", sent=3.0, took=0.1)
    tally.count("同", ["同", "同"], "别的", sent=4.0, took=0.1)
    tally.count("别的答案", ["同", "同"], "别的", sent=4.0, took=0.1)
    assert tally.took_ms == pytest.approx([500, 500, 100, 100, 100])
    assert tally.first_new == 2.5
    assert tally.old_after_new == 1
    assert tally.wrong == ["别的"]


def test_what_a_command_cost_is_its_own() -> None:
    cost = run_measured(
        [sys.executable, "-S", "-c", "import sys; x = b'x' * 40_000_000; sys.exit(3)"]
    )
    assert cost["code"] == 3
    assert 38 < cost["peak_mb"] < 80  # and not that of this process
    assert peak_mb() > 80
    assert cost["cpu_s"] > 0


def test_the_size_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x" * 1024**2, "b/c.txt": "y" * 1024**2})
    assert folder_mb(tmp_path) == 2


def test_all_products_are_given_the_decoded_text(tmp_path: Path) -> None:
    write(tmp_path / "in", {"b.txt": "第一条 甲。", "a.html": "<p>第一条 乙。</p>"})
    (tmp_path / "out").mkdir()
    files = plain_texts(tmp_path / "in", tmp_path / "out")
    assert [path.name for path in files] == ["000-a.txt", "001-b.txt"]
    assert [path.read_text(encoding="utf-8").strip() for path in files] == [
        "第一条 乙。",
        "第一条 甲。",
    ]


def test_the_first_part_of_a_sentence_asks_for_the_whole(tmp_path: Path) -> None:
    asks, rest = (
        "采购人应当在开标之前的三日以内",
        "向所有投标人公开评标的办法和标准，不得事后更改办法。",
    )
    whole = f"{asks}，{rest}"
    twice = "票据应当由经办人员妥善保存十年以上，不得提前销毁或者涂改任何一处记录。"
    labelled = "第二条 供应商应当在合同签订之后，向采购人交付全部货物并且提供必要的说明。"
    write(tmp_path, {"a.txt": f"{whole}\n{twice}\n{labelled}\n短句，太短。\n", "b.txt": twice})
    assert known_items(sorted(tmp_path.iterdir())) == [(asks, [whole])]


def test_what_cannot_be_installed_is_told_in_one_line(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 7\n")
    python.chmod(0o755)
    with pytest.raises(InputError) as caught:
        _environment(tmp_path, ["a==1", "b==2"])
    assert "pip exited with 7" in caught.value.en
    assert "\n" not in caught.value.en
    assert not (tmp_path / "installed.txt").exists()


def test_a_part_of_the_results_is_replaced_alone(tmp_path: Path) -> None:
    save(tmp_path, "ask", "plenum", {"p50": 8.123456})
    save(tmp_path, "ask", "1m", {"p50": 12345.678, "values": [0.00012345]})
    save(tmp_path, "ask", "plenum", {"p50": 7.0})
    found = read(tmp_path, "ask")
    assert found["plenum"]["p50"] == 7
    assert found["1m"]["p50"] == 12346
    assert found["1m"]["values"] == [0.0001234]
    assert found["1m"]["surroundings"]["cores"] > 0
    assert read(tmp_path, "peers") == {}


def test_a_table_is_written_with_three_figures() -> None:
    assert table(["a", "b"], [["x", 0.123456], [12345, 1234.56]]) == (
        "| a | b |\n| --- | --- |\n| x | 0.123 |\n| 12,345 | 1,235 |\n"
    )


def _asked(sentences: int, p50: float) -> dict[str, Any]:
    some = {"p50": p50, "p95": 2 * p50, "p99": 3 * p50}
    stages = dict.fromkeys([*STAGES, REST], some)
    cold = {"cpu_s": 1.5, "wall_s": 1.6, "peak_mb": 480.0, "codes": [0]}
    plain = {"sentences": sentences, "open_s": 0.25, "peak_mb": 300.0, "anonymous_mb": 200.0}
    return plain | {
        "question_ms": some,
        "processor_ms": some,
        "stages_ms": stages,
        "cold": cold,
        "store_mb": 12.0,
    }


def test_the_page_is_made_of_the_results(tmp_path: Path) -> None:
    for name, sentences, p50 in (
        ("1m", 1_000_000, 40.0),
        ("plenum", 358, 8.0),
        ("10k", 10_000, 10.0),
    ):
        save(tmp_path, "ask", name, _asked(sentences, p50))
    write_page(tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "| plenum | 358 | 8 | 16 | 24 | 8 | 0.25 | 1.5 | 1.6 | 480 | 300 | 200 | 12 |" in page
    assert (
        page.index("| plenum | 358") < page.index("| 10k | 10,000") < page.index("| 1m | 1,000,000")
    )
    # Four times as long for a hundred times as many: log 4 / log 100 = .30.
    assert "From 10,000 to 1,000,000 sentences the median question takes 4.0 times" in page
    assert "(time ~ sentences^0.30)" in page
    assert "Many people at once" not in page
    for name in ("stages.svg", "growth-question.svg"):
        first = (tmp_path / name).read_bytes()
        assert b"<svg" in first
        assert len(first) < 60_000
    write_page(tmp_path)
    assert (tmp_path / "growth-question.svg").read_bytes() == first


def test_the_page_compares_products(tmp_path: Path) -> None:
    def row(product: str, times: float) -> dict[str, Any]:
        constant = {"median": times, "min": times, "max": 2 * times}
        return {
            "product": product,
            "variant": "default",
            "versions": {product: "1.2.3"},
            "chunks": 5,
            "chunk_characters": 3800,
            "embedded_share": 0.42,
            "index_s": 6.0,
            "tokens_per_s": 1000.0,
            "peak_mb": 700.0,
            "question_ms": {"p50": 9.0, "p95": 12.0},
            "quality": {
                "recall@500c": 0.5,
                "recall@2000c": 0.75,
                "recall@1": 0.25,
                "first_characters": 3790,
            },
            **dict.fromkeys(("slower_to_embed", "slower_to_index", "slower_to_ask"), constant),
        }

    part = {"files": 1, "characters": 18090, "questions": 224, "rounds": 3}
    save(tmp_path, "peers", "plenum", part | {"rows": [row("Tiaowen", 1), row("LangChain", 4.5)]})
    write_page(tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    cells = "5 | 3,800 | 42% | 6 | 1,000 | 9 | 12 | 700 | 0.5 | 0.75 | 0.25 | 3,790"
    assert f"| LangChain | default | {cells} |" in page
    assert (
        "| LangChain | default | 4.5 (4.5–9) | 4.5 (4.5–9) | 4.5 (4.5–9) | LangChain 1.2.3 |"
        in page
    )
    assert "| Tiaowen | default | 1 " not in page  # it is what the others are compared with
    assert (tmp_path / "peers-plenum-quality.svg").exists()
