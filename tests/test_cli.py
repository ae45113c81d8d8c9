"""The command line: as a program where what counts is the process, else called in this one."""

import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import pytest
from stores import CORPUS, LAW, use_fake, write

import index.build
import qa.__main__
import qa.assistant
import qa.output
from index.encoder import Encoder
from index.errors import ModelError
from index.store import build_id, open_store
from qa.__main__ import main
from qa.progress import ProgressBar

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "四川要建哪些铁路？"
ODD_QUESTIONS = {
    "empty": "",
    "blank": " \u3000\n",
    "marks": "？！……",
    "long": "铁路" * 5000,
    "control characters": "铁\x00路\x1b[31m\x07\r\n".replace("\x00", "\x01"),
    "emoji": "🚄🚄🚄👩‍👩‍👧",
    "sql": "'; DROP TABLE clauses; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "russian": "Какие железные дороги построят в Сычуани?",
    "no unicode": os.fsdecode(b"\xff\xfe\xe5\xe7"),
    "a path": "../../../etc/passwd",
    "a format": "{0} %s $(id) `id`",
    "a huge number": "第" + "9" * 300 + "条",
    "a superscript number": "第²条",
    "right to left": "\u202e路铁\u202c",
}


def run(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    stdout: int | IO[str] = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m qa` as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        cwd=ROOT,
        env=env,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding=encoding,
        check=False,
    )


def one_line(text: str) -> str:
    """The one line that an error is."""
    assert "Traceback" not in text
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text.strip()


@pytest.fixture(scope="module")
def store(corpus_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store of the corpus, which some tests write to."""
    return shutil.copytree(corpus_store, tmp_path_factory.mktemp("cli") / "store")


@pytest.fixture(scope="module")
def answer(store: Path) -> dict[str, Any]:
    done = run("ask", QUESTION, "--store", str(store), "--top", "3", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    data: dict[str, Any] = json.loads(done.stdout)
    return data


@pytest.fixture
def fake_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_fake(monkeypatch)
    index.build.build([write(tmp_path / "laws", {"law.txt": LAW})], tmp_path / "store")
    return tmp_path / "store"


def test_what_was_built_is_told_on_the_last_line(corpus_store: Path) -> None:
    said = (corpus_store.parent / "said").read_text(encoding="utf-8")
    assert said.splitlines()[-1].startswith(f"索引 {corpus_store} 现有 2 篇（1 个文件）、52 条、")


def test_the_answer_is_that_of_the_contract(answer: dict[str, Any], store: Path) -> None:
    assert (answer["question"], answer["answered"], answer["reason"]) == (QUESTION, True, None)
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3]
    scores = [passage["score"] for passage in answer["passages"]]
    assert answer["confidence"] == scores[0] == max(scores)
    assert scores == sorted(scores, reverse=True)
    assert answer["passages"][0]["citation"]["label"] == "（十四）"
    assert answer["passages"][0]["citation"]["path"][0].startswith("三、")
    assert answer["passages"][0]["citation"]["text"].startswith("《中共四川省委关于")
    assert "川藏铁路" in answer["passages"][0]["highlights"][0]["text"]
    manifest = open_store(store).manifest
    assert answer["store"] == {
        "id": manifest.id,
        "model": manifest.model,
        "clauses": 52,
        "sentences": manifest.counts.sentences,
    }


def test_every_quote_can_be_checked_with_the_file_alone(answer: dict[str, Any]) -> None:
    for passage in answer["passages"]:
        citation = passage["citation"]
        data = (ROOT / citation["source"]).read_bytes()
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        assert hashlib.sha256(data).hexdigest() == citation["source_sha256"]
        assert hashlib.sha256(text.encode()).hexdigest() == citation["text_sha256"]
        assert text[citation["start"] : citation["end"]] == passage["text"] != ""
        assert passage["highlights"]
        for mark in passage["highlights"]:
            assert citation["start"] <= mark["start"] < mark["end"] <= citation["end"]
            assert text[mark["start"] : mark["end"]] == mark["text"]


def test_every_quote_can_be_checked_with_the_store_alone(
    answer: dict[str, Any], store: Path
) -> None:
    for passage in answer["passages"]:
        citation = passage["citation"]
        text = (store / "texts" / f"{citation['text_sha256']}.txt").read_text(encoding="utf-8")
        assert text[citation["start"] : citation["end"]] == passage["text"]


def test_an_answer_for_reading_marks_the_sentences_and_names_the_place(store: Path) -> None:
    done = run("ask", QUESTION, "--store", str(store), "--top", "1")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("1. 《中共四川省委关于")
    assert "【加快川藏铁路、" in done.stdout
    assert lines[-1].startswith("   corpus/四川省委十二届二次全会公报和决定.txt [")


def test_asking_imports_nothing_heavy(store: Path) -> None:
    program = (
        "import sys; from qa.__main__ import main; code = main(sys.argv[1:]);"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "ask", QUESTION, "--store", str(store)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0
    loaded = set(done.stderr.split())
    assert {"numpy", "faiss", "onnxruntime"} <= loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers", "gradio", "bm25s"}
    assert not loaded & {"onnx", "matplotlib", "sklearn", "scipy", "pandas"}


def test_a_clause_is_shown_whole(store: Path) -> None:
    done = run("show", "（十二）", "--store", str(store), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (passage,) = json.loads(done.stdout)["passages"]
    assert passage["citation"]["label"] == "（十二）"
    assert passage["citation"]["start"] == passage["citation"]["clause_start"]
    assert passage["citation"]["end"] == passage["citation"]["clause_end"]
    assert passage["text"].startswith("（十二）全面推进乡村振兴。")


def test_a_clause_that_is_not_there_exits_with_three(store: Path) -> None:
    done = run("show", "第九十九条", "--store", str(store))
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("没有“第九十九条”。《中共四川省委关于")
    assert done.stdout.endswith("》有（一）至（三十）。\n")


def test_a_question_that_the_documents_do_not_answer_exits_with_three(store: Path) -> None:
    done = run("ask", "红烧肉怎么做才不腻？", "--store", str(store), "--json")
    assert (done.returncode, done.stderr) == (3, "")
    data = json.loads(done.stdout)
    assert (data["answered"], data["reason"]) == (False, "nothing_relevant")
    assert data["message"].startswith("这些文件没有回答这个问题")
    assert all(passage["below_threshold"] for passage in data["passages"])


def test_the_health_of_a_store_is_told(store: Path, tmp_path: Path) -> None:
    done = run("check", "--store", str(store))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"索引 {store} 完好（模型 multilingual-e5-small，编号 ")
    shutil.copytree(store, tmp_path / "store")
    (text,) = (tmp_path / "store" / "texts").iterdir()
    text.write_text("altered")
    done = run("check", "--store", str(tmp_path / "store"))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"已损坏（texts/{text.name}）" in one_line(done.stderr)


def test_building_again_on_the_command_line_embeds_nothing(store: Path) -> None:
    before = (store / "CURRENT").read_text()
    done = run("index", "corpus", "--store", str(store), "--lang", "en")
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1].endswith("; 0 vectors are new")
    assert (store / "CURRENT").read_text() == before


def test_the_store_may_be_named_by_the_environment(store: Path) -> None:
    done = run("check", "--json", env=os.environ | {"QA_STORE": str(store)})
    assert done.returncode == 0
    assert json.loads(done.stdout)["store"] == str(store)


@pytest.mark.parametrize("question", ODD_QUESTIONS.values(), ids=ODD_QUESTIONS.keys())
def test_an_odd_question_gets_an_answer_and_no_error(
    store: Path,
    question: str,
    packaged: Encoder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(qa.assistant, "load_encoder", lambda _: packaged)
    code = main(["ask", question, "--store", str(store), "--json"])
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert (code, err) == (0 if data["answered"] else 3, "")
    if not question.strip("？！… \u3000\n"):
        assert data["reason"] == "empty_question"
    main(["ask", question, "--store", str(store), "--top", "1"])
    shown = capsys.readouterr().out
    assert not any(ord(c) < 32 and c != "\n" for c in shown)
    assert main(["show", question, "--store", str(store)]) in (0, 3)


def test_a_question_without_valid_unicode_is_answered_too(store: Path) -> None:
    done = subprocess.run(
        [sys.executable.encode(), b"-m", b"qa", b"ask", b"\xff\xfe", b"--store", bytes(store)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, b"")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少 命令"),
        (["frobnicate"], "没有这一项：'frobnicate'"),
        (["ask"], "缺少 QUESTION"),
        (["ask", "铁路", "--fast"], "没有这样的选项：--fast"),
        (["ask", "四川", "铁路"], "多出 铁路（内容有空格的，请加引号）"),
        (["ask", "铁路", "--fast\nnow"], "没有这样的选项：--fast now"),
        (["ask", "铁路", "--top"], "--top: 后面缺少内容"),
        (["ask", "铁路", "--top", "0"], "--top: 应为 1 到 1000 的整数"),
        (["ask", "铁路", "--top", "-1"], "--top"),
        (["ask", "铁路", "--top", "1001"], "--top: 应为 1 到 1000 的整数"),
        (["ask", "铁路", "--top", "²"], "--top: 应为 1 到 1000 的整数"),
        (["ask", "铁路", "--top", "9" * 5000], "--top: 应为 1 到 1000 的整数"),
        (["ask", "铁路", "--lang", "ru"], "--lang"),
        (["ask", "铁路", "--d", "5"], "选项不完整：--d 可以是 --document, --device；"),
        (["ask", "铁路", "--json=5"], "--json: 后面不带内容，不能写 '5'；"),
        (["show"], "缺少 LABEL"),
        (["ask", "a", "b", "--lang", "en"], "wrong usage: unrecognized arguments: b; put what"),
        (["show", "--lang=en"], "wrong usage: the following arguments are required: LABEL; see"),
        (["index"], "缺少 PATH"),
        (["index", ""], "PATH: 路径是空的；当前文件夹写作 . ("),
        (["ask", "铁路", "--store", " "], "--store: 路径是空的；当前文件夹写作 . ("),
        (["check", "a.txt", ""], "PATH: 路径是空的"),
        (["ask", "铁路", "--reranker", ""], "--reranker: 名称是空的；"),
        (["ask", "铁路", "--document", " "], "--document: 名称是空的；"),
        (["show", "12", "--document", ""], "--document: 名称是空的；"),
        (["index", "a", "--model="], "--model: 名称是空的；"),
        (["ask", "-铁路"], "缺少 QUESTION（以 - 开头的内容，请写在 -- 后面）"),
        (["ask", "-x", "--lang", "en"], "are required: QUESTION; put what begins with - behind --"),
        (["ask", "--json"], "缺少 QUESTION；"),
    ],
)
def test_wrong_usage_is_told_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (2, "")
    line = one_line(err)
    assert line.startswith(("用法有误（wrong usage）：", "wrong usage: "))
    assert words in line
    assert "--help" in line


def test_wrong_usage_exits_with_two() -> None:
    done = run("frobnicate")
    assert (done.returncode, done.stdout) == (2, "")
    assert one_line(done.stderr).endswith("用法见 python -m qa --help")


def test_help_is_no_error() -> None:
    done = run("ask", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--top N" in done.stdout


def told(capsys: pytest.CaptureFixture[str], arguments: list[str], line: str, english: str) -> None:
    """A command fails with exit code 2 and this line, in either language."""
    for lang, words in (("zh", line), ("en", english)):
        assert main([*arguments, "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert words in one_line(err)


@pytest.mark.parametrize("command", [["ask", "铁路"], ["show", "12"], ["check"]])
def test_a_store_that_cannot_be_used_is_told(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    missing, file = str(tmp_path / "none"), str(tmp_path / "file")
    told(capsys, [*command, "--store", missing], f"没有索引：{missing}", f"no store at {missing}")
    told(capsys, [*command, "--store", file], "是文件，不是索引文件夹", "is a file, not a store")


def test_a_document_that_is_not_there_is_told(
    fake_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["ask", "登记"], ["show", "1"]):
        told(
            capsys,
            [*command, "--store", str(fake_store), "--document", "没有\n的"],
            "索引中没有标题或文件名含“没有 的”的文件",
            "no document's title or file name holds “没有 的”",
        )


def test_the_document_may_be_named_by_a_part_of_its_title(
    fake_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["show", "3", "--document", "条例", "--store", str(fake_store), "--json"])
    (passage,) = json.loads(capsys.readouterr().out)["passages"]
    assert (code, passage["citation"]["text"]) == (0, "《测试条例》第三条")


def test_a_store_of_another_model_is_told(store: Path, tmp_path: Path) -> None:
    other = tmp_path / "store"
    shutil.copytree(store, other)
    build = other / "builds" / (other / "CURRENT").read_text()
    manifest = json.loads((build / "manifest.json").read_text())
    manifest["fingerprint"] = "0" * 64
    manifest["id"] = build_id(manifest["fingerprint"], manifest["files"])
    (build / "manifest.json").write_text(json.dumps(manifest))
    (other / "CURRENT").write_text(manifest["id"])
    build.rename(build.with_name(manifest["id"]))
    done = run("ask", QUESTION, "--store", str(other))
    assert (done.returncode, done.stdout) == (2, "")
    line = one_line(done.stderr)
    assert "由模型 multilingual-e5-small（000000000000）建立，与当前模型" in line
    assert f"python -m qa index 文件或文件夹 --store {other} --model" in line


def test_a_model_that_does_not_exist_is_told(fake_store: Path, tmp_path: Path) -> None:
    laws = str(tmp_path / "laws")
    folder = str(tmp_path / "no such model")
    done = run("index", laws, "--store", str(fake_store), "--model", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert folder in one_line(done.stderr)
    assert open_store(fake_store).verify() == []


@pytest.mark.parametrize("command", ["index", "check"])
def test_a_folder_with_nothing_in_it_is_told(
    command: str, fake_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    told(
        capsys,
        [command, str(tmp_path / "empty"), "--store", str(fake_store)],
        "empty 中没有可以",
        f"nothing to {command} in ",
    )
    if command == "check":  # an array with an entry a file, of which there is none
        assert main(["check", str(tmp_path / "empty"), "--json"]) == 2
        assert json.loads(capsys.readouterr().out) == []


def test_a_missing_file_is_told_by_index_and_check(
    tmp_path: Path, fake_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, new = str(tmp_path / "none.txt"), str(tmp_path / "new")
    told(capsys, ["index", missing, "--store", new], "none.txt：找不到", "none.txt: there is no")
    told(capsys, ["check", missing], "none.txt：找不到", "none.txt: there is no such file")
    assert main(["index", missing, "--store", str(fake_store)]) == 2
    # A build that takes long shows a progress bar between.
    lines = capsys.readouterr().err.splitlines()
    assert sum("none.txt：找不到" in line for line in lines) == 1
    assert lines[-1].endswith("；1 个文件无法读取，见上")


def test_what_can_be_checked_is_reported_beside_what_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "laws", {"bad.txt": "\0", "law.txt": LAW})
    assert main(["check", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert "bad.txt" in one_line(err)
    assert out.splitlines() == ["laws/law.txt (UTF-8)", "  《测试条例》 5 条  第一条—第四条"]
    assert main(["check", str(folder), "--json"]) == 2
    bad, good = json.loads(capsys.readouterr().out)
    assert (bad["documents"], good["error"]) == ([], None)


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Nobody may read files of this name: not even root, who runs tests and may read anything."""
    opened = Path.open

    def refused(path: Path, *arguments: Any, **more: Any) -> Any:
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", refused)


def test_a_file_that_may_not_be_read_is_named_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "laws", {"bad.txt": LAW, "law.txt": LAW})
    refuse(monkeypatch, "bad.txt")
    for lang, words in (
        ("zh", "laws/bad.txt：无法读取（Permission denied）；请检查路径和权限"),
        ("en", "laws/bad.txt: cannot be read (Permission denied); check path and permissions"),
    ):
        assert main(["check", str(folder), "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert one_line(err) == words
        assert out.startswith("laws/law.txt (UTF-8)\n  《测试条例》 5 ")
    assert main(["check", str(folder), "--json"]) == 2
    bad, good = json.loads(capsys.readouterr().out)
    assert (bad["source"], bad["source_sha256"], bad["documents"]) == ("laws/bad.txt", None, [])
    assert (good["error"], len(good["documents"])) == (None, 1)


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (
            OSError(errno.EIO, "Input/output error", "/a/b.txt"),
            "无法读写 /a/b.txt（Input/output error）；请检查路径和权限",
            "cannot read or write /a/b.txt (Input/output error): check path and permissions",
        ),
        (FileNotFoundError(errno.ENOENT, "No such"), "无法读写文件（No such）", "write a file (No"),
    ],
)
def test_a_file_that_fails_is_not_taken_for_the_output(
    error: OSError,
    zh: str,
    en: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("qa.check.check_files", fails)
    told(capsys, ["check", "a"], zh, en)


def test_control_characters_of_a_document_do_not_reach_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_fake(monkeypatch)
    evil = "测试条例\n\n第一条 登记\x1b]0;title\x07应当公开。\n"
    index.build.build([write(tmp_path / "laws", {"a.txt": evil})], tmp_path / "store")
    assert main(["show", "1", "--store", str(tmp_path / "store")]) == 0
    assert "第一条 登记\ufffd]0;title\ufffd应当公开。" in capsys.readouterr().out
    main(["show", "1", "--store", str(tmp_path / "store"), "--json"])
    (passage,) = json.loads(capsys.readouterr().out)["passages"]
    assert passage["text"] == "第一条 登记\x1b]0;title\x07应当公开。"


def test_any_encoding_of_the_output_will_do(store: Path) -> None:
    arguments = ["show", "（十二）", "--store", str(store)]
    gbk, ascii_only = (os.environ | {"PYTHONIOENCODING": name} for name in ("gbk", "ascii"))
    done = run(*arguments, "--json", env=gbk, encoding="gbk")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["passages"][0]["citation"]["label"] == "（十二）"
    done = run(*arguments, env=ascii_only, encoding="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1. \\u300a\\u4e2d\\u5171")


@pytest.mark.parametrize("program", [["-m", "qa"], ["-m", "eval"], ["app.py"], ["-m", "ui.access"]])
def test_help_is_written_in_any_encoding(program: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *program, "--help"],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"--help" in done.stdout
    assert b"\\u" in done.stdout


@pytest.mark.parametrize("host", ["999.1.1.1", "a" * 80, "127.0.0.1"])
def test_a_page_that_cannot_be_opened_is_told_in_one_line(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "app.py", "--host", host, "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert one_line(done.stderr).startswith(f"不能在 {host}:{port} 打开网页")


FILE = next(CORPUS.glob("*.txt"))


def test_a_store_is_brought_up_to_date_and_checked_where_paths_are_ascii(
    store: Path, tmp_path: Path
) -> None:
    shutil.copytree(store, tmp_path / "store")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    place = str(tmp_path / "store")
    done = run("index", str(CORPUS), "--store", place, env=os.environ | plain)
    assert done.returncode == 0
    assert (tmp_path / "store" / "CURRENT").read_text() == (store / "CURRENT").read_text()
    done = run("check", str(CORPUS), "--json", env=os.environ | plain)
    assert json.loads(done.stdout)[0]["source"] == f"corpus/{FILE.name}"


@pytest.mark.parametrize("typed", ["四川".encode("gb18030"), "四川".encode()])
def test_arguments_are_utf_8_or_as_the_locale_has_them(
    typed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsencode", lambda text: text.encode("gb18030", "surrogateescape"))
    given = typed.decode("gb18030", "surrogateescape")  # as Python has it where that is the locale
    assert qa.__main__._text(given) == "四川"


def test_a_reader_that_goes_away_is_no_error(store: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "qa", "ask", QUESTION, "--store", str(store)],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_that_cannot_be_written_is_told(store: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run("show", "12", "--store", str(store), stdout=full)
    assert done.returncode == 2
    assert one_line(done.stderr) == "无法输出：No space left on device"
    with Path("/dev/full").open("w") as full:
        done = run("show", "--help", stdout=full)
    assert done.returncode == 2
    assert one_line(done.stderr).startswith("无法输出：No space left on device (cannot write")


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "铁路"],
        ["ask", "铁路", "--json"],
        ["show", "12"],
        ["compare", "公报", "决定"],
        ["check"],
    ],
)
def test_output_that_is_closed_is_told(store: Path, command: list[str]) -> None:
    line = [sys.executable, "-m", "qa", *command, "--store", str(store)]
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *line],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, one_line(done.stderr)) == (2, "无法输出：标准输出已关闭")


def test_a_store_is_built_whatever_is_closed(
    packaged: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (law,) = write(tmp_path / "laws", {"law.txt": LAW}).iterdir()
    line = [sys.executable, "-m", "qa", "index", str(law), "--store", str(tmp_path / "store")]
    done = subprocess.run(["sh", "-c", '"$@" <&- >&- 2>&-', "sh", *line], cwd=ROOT, check=False)
    assert done.returncode == 0
    built = open_store(tmp_path / "store")
    monkeypatch.setattr(index.build, "load_encoder", lambda *_: packaged)
    index.build.build([law], tmp_path / "here")
    assert (built.verify(), built.manifest.id) == ([], open_store(tmp_path / "here").manifest.id)


def test_without_stderr_nothing_else_is_printed(store: Path) -> None:
    line = [sys.executable, "-m", "qa", "show", "12", "--json", "--store"]
    for place, code in ((str(store), 0), ("nowhere", 2)):
        done = subprocess.run(
            ["sh", "-c", '"$@" 2>&-', "sh", *line, place],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=False,
        )
        assert (done.returncode, bool(done.stdout)) == (code, code == 0)


def test_an_interrupted_command_says_so_in_one_line(
    fake_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(index.build, "load_encoder", interrupted)
    arguments = ["index", str(CORPUS), "--store", str(fake_store)]
    assert main(arguments) == 130
    assert one_line(capsys.readouterr().err) == "已中断，原有索引不受影响。"
    assert main([*arguments, "--lang", "en"]) == 130
    assert one_line(capsys.readouterr().err) == "interrupted; the store is as it was."
    assert open_store(fake_store).verify() == []


def test_a_library_that_is_broken_off_while_it_is_loaded_is_no_damaged_model(
    fake_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def loaded(*_: object) -> None:
        try:
            try:
                raise KeyboardInterrupt
            except KeyboardInterrupt as error:  # as libraries in C++ do
                raise ImportError("initialization failed") from error
        except ImportError as error:
            raise ModelError("无法载入模型；请删除后重新获取", "cannot load it") from error

    monkeypatch.setattr(qa.assistant, "load_encoder", loaded)
    assert main(["ask", QUESTION, "--store", str(fake_store)]) == 130
    assert one_line(capsys.readouterr().err) == "已中断，原有索引不受影响。"


def test_the_bar_shows_each_stage_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("qa.progress._DELAY", 0)
    with ProgressBar("zh") as bar:
        for stage, total in (("read", 2), ("embed", 300)):
            for done in range(total + 1):
                time.sleep(0.002)
                bar(index.build.Progress(stage, done, total))
    lines = capsys.readouterr().err.replace("\r", "\n").split("\n")
    assert any(line.startswith("读取文件: 100%") and "2/2" in line for line in lines)
    assert any(line.startswith("计算向量: 100%") and "300/300" in line for line in lines)
    # Not on a terminal: a file that keeps it has the beginning and the end of a stage that is short.
    assert sum(line.startswith("计算向量") for line in lines) == 2


def test_a_store_in_a_folder_whose_name_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    place = os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0")
    paper = write(tmp_path, {"law.txt": LAW}) / "law.txt"
    for words in (["index", str(paper)], ["ask", "甲要登记吗"], ["check"]):
        assert main([*words, "--store", place]) == 2
        line = capsys.readouterr().err
        shown = f"索引文件夹 {tmp_path}/\ufffd\ufffd 的名称不是 UTF-8 文字；请用 --store 指定另一个文件夹"
        assert line.splitlines() == [shown]
    assert not os.path.exists(place)


def test_errors_that_lead_back_to_themselves_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        first, second = OSError(5, "no answer", "host"), ValueError("second")
        first.__context__, second.__context__ = second, first
        raise first

    assert qa.output.run(fail, "zh", ("已中断。", "Interrupted.")) == 2
    assert "host" in capsys.readouterr().err
