import errno
import hashlib
import json
import os
from pathlib import Path

import pytest
from stores import COMMUNIQUE, CORPUS, DECISION, LAW, RULES, fake_build, write

from index.errors import SourceError
from qa.check import check_files, check_store, describe

GAP = "缺条办法\n\n第一条 甲。\n\n第三条 丙。\n"


def test_the_corpus_file_is_reported_in_the_form_of_the_contract() -> None:
    (file,) = CORPUS.glob("*.txt")
    (entry,) = json.loads(json.dumps(check_files([file])))
    data = file.read_bytes()
    text = data.decode("utf-8")
    assert entry["source"].endswith(file.name)
    assert entry["source_sha256"] == hashlib.sha256(data).hexdigest()
    assert entry["error"] is None
    assert [d["title"] for d in entry["documents"]] == [COMMUNIQUE, DECISION]
    # All of it is in a document but the last page number, which is reported.
    (dropped,) = entry["problems"]
    edges = (entry["documents"][0]["start"], entry["documents"][-1]["end"], dropped["end"])
    assert edges == (0, dropped["start"], len(text))
    assert text[dropped["start"] :].strip() == "- 31 -"
    for document in entry["documents"]:
        assert document["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
        for clause in document["clauses"]:
            assert clause["text"] == text[clause["start"] : clause["end"]]
            assert document["start"] <= clause["start"] < clause["end"] <= document["end"]
            assert clause["page"] is None
        leaves = [(leaf["start"], leaf["end"]) for leaf in document["outline"]]
        assert all(a < b for a, b in leaves)


def test_the_clauses_of_the_decision_have_their_labels_and_paths() -> None:
    (entry,) = check_files(list(CORPUS.glob("*.txt")))
    clauses = {c["label"]: c for c in entry["documents"][1]["clauses"]}
    assert clauses["（十二）"]["path"][0].startswith("三、")
    assert clauses["（十二）"]["text"].startswith("（十二）全面推进乡村振兴。")
    assert entry["documents"][0]["clauses"][6]["label"] == "第7段"
    kinds = [p["kind"] for d in entry["documents"] for p in d["problems"]]
    assert kinds + [p["kind"] for p in entry["problems"]] == ["dropped"]


def test_a_statute_lists_its_articles(tmp_path: Path) -> None:
    (entry,) = check_files([write(tmp_path, {"law.txt": LAW})])
    assert [c["label"] for c in entry["documents"][0]["clauses"]] == [
        "第一条",
        "第二条",
        "第三条",
        "第三条之一",
        "第四条",
    ]
    assert entry["documents"][0]["clauses"][3]["path"] == ["第二章 管理", "第一节 一般规定"]


def test_a_gap_is_a_problem_with_its_place(tmp_path: Path) -> None:
    (entry,) = check_files([write(tmp_path, {"gap.txt": GAP})])
    (problem,) = entry["documents"][0]["problems"]
    assert problem["kind"] == "gap"
    assert GAP[problem["start"] :].startswith("第三条")
    assert "第一条之后是第三条" in problem["message"]
    assert set(problem) == {"kind", "start", "end", "page", "message"}


def test_an_unreadable_file_has_an_error_and_the_others_are_listed(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "\0", "b.txt": RULES})
    bad, good = check_files([tmp_path])
    assert "a.txt" in bad["error"]
    assert "\n" not in bad["error"]
    assert "a.txt" in bad["error_en"]
    assert (bad["documents"], bad["source_sha256"]) == ([], hashlib.sha256(b"\0").hexdigest())
    assert good["error"] is None
    assert good["documents"][0]["title"] == "收费办法"
    report = describe([bad, good])
    assert "a.txt" not in report
    assert "《收费办法》 2 条  第一条—第二条" in report
    assert "《收费办法》 2 clauses  第一条—第二条" in describe([bad, good], "en")


def test_a_name_with_a_line_break_stays_on_its_line(tmp_path: Path) -> None:
    name = "a\n《伪造的法》.txt"
    write(tmp_path, {name: RULES})
    fake_build([tmp_path / name], tmp_path / "store")
    listed = describe(check_store(tmp_path / "store")).splitlines()
    assert [line.split("  ")[-1] for line in listed[1:]] == [
        f"{tmp_path.name}/a\ufffd《伪造的法》.txt"
    ]
    report = check_files([tmp_path / name])
    assert report[0]["source"] == f"{tmp_path.name}/{name}"
    assert describe(report).splitlines()[0].endswith("a\ufffd《伪造的法》.txt (UTF-8)")


def test_a_missing_path_has_an_error(tmp_path: Path) -> None:
    (entry,) = check_files([tmp_path / "none.txt"])
    assert entry["error"] == f"{tmp_path / 'none.txt'}：找不到这个文件；请检查路径"
    assert (entry["source_sha256"], entry["documents"]) == (None, [])


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有可以检查的文件；支持") as caught:
        check_files([tmp_path])
    assert str(tmp_path) in caught.value.zh
    assert caught.value.en.startswith(f"nothing to check in {tmp_path}; .txt")


def test_a_sound_store_is_described(tmp_path: Path) -> None:
    laws = write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})
    fake_build([laws], tmp_path / "store")
    report = check_store(tmp_path / "store")
    assert report["error"] is None
    assert report["counts"]["clauses"] == 7
    assert [(d["title"], d["clauses"]) for d in report["documents"]] == [
        ("测试条例", 5),
        ("收费办法", 2),
    ]
    lines = describe(report).splitlines()
    assert lines[0].startswith(f"索引 {tmp_path / 'store'} 完好（模型 fake，编号 ")
    assert lines[1] == "  《测试条例》 5 条  laws/law.txt"
    assert describe(report, "en").startswith(f"store {tmp_path / 'store'} is sound (model fake")


def test_who_issued_a_document_and_under_which_number_is_listed(tmp_path: Path) -> None:
    text = "收费办法\n\n国发〔2023〕5号\n\n2023年3月13日\n\n第一条 甲。\n\n第二条 乙。\n"
    fake_build([write(tmp_path / "laws", {"law.txt": text})], tmp_path / "store")
    report = check_store(tmp_path / "store")
    (document,) = report["documents"]
    assert (document["number"], document["date"]) == ("国发〔2023〕5号", "2023-03-13")
    assert document["issuer"] == ""
    line = describe(report).splitlines()[1]
    assert line == "  《收费办法》 2 条  国发〔2023〕5号  2023-03-13  laws/law.txt"


@pytest.mark.parametrize("name", ["texts/*.txt", "builds/*/passages.npy", "CURRENT"])
def test_a_damaged_store_is_told_with_the_remedy(tmp_path: Path, name: str) -> None:
    store = tmp_path / "store"
    fake_build([write(tmp_path / "laws", {"law.txt": LAW})], store)
    (path,) = store.glob(name)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    report = check_store(store)
    assert f"索引 {store} 已损坏（" in report["error"]
    assert f"python -m qa index 文件或文件夹 --store {store}" in report["error"]
    assert f"rebuild: python -m qa index PATH --store {store}" in report["error_en"]
    assert describe(report) == ""


def test_a_store_that_is_missing_is_told(tmp_path: Path) -> None:
    report = check_store(tmp_path / "none")
    assert report["error"].startswith(f"没有索引：{tmp_path / 'none'}；")
    assert report["documents"] == []


def test_a_file_that_nobody_may_read_has_no_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    write(tmp_path, {"law.txt": LAW})
    monkeypatch.setattr(Path, "open", refused)
    (entry,) = check_files([tmp_path / "law.txt"])
    assert "law.txt：无法读取（" in entry["error"]
    assert (entry["source_sha256"], entry["documents"]) == (None, [])
