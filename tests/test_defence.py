import os
import signal
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import httpx
import pytest
from gradio.blocks import BlocksConfig
from gradio.state_holder import StateHolder
from server import ask, called, documents, given, served
from stores import LAW, RULES, fake_build, write

import app
from index.errors import InputError
from ui.access import allowed, hashed, main, read_accounts
from ui.serving.guard import Buckets
from ui.serving.sessions import forget_calls, lighten

ELSEWHERE = {"X-Forwarded-For": "203.0.113.7"}  # what a proxy on this machine says of its client
PASSWORD = "正确 horse: battery$staple"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a store and what it was built from."""
    folder = tmp_path_factory.mktemp("defence")
    fake_build([write(folder / "laws", {"law.txt": LAW, "rules.txt": RULES})], folder / "store")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with served(folder) as client:
        documents(client)  # the store is open
        yield client


def send(client: httpx.Client, name: str, data: bytes, **headers: str) -> httpx.Response:
    return client.post("tiaowen/upload", params={"name": name}, content=data, headers=headers)


def test_no_file_of_the_machine_is_served(client: httpx.Client, folder: Path) -> None:
    upload = send(client, "办法.txt", RULES.replace("十", "五").encode()).json()["id"]
    kept = folder / "store" / "uploads" / f"{upload}.txt"
    assert kept.read_text(encoding="utf-8") == RULES.replace("十", "五")
    current = folder / "store" / "CURRENT"
    text = next((folder / "store" / "texts").iterdir())
    paths = ["/etc/passwd", "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "app.py"]
    paths += [str(path) for path in (kept, kept.with_suffix(".json"), current, text)]
    paths += [str(Path(app.__file__)), "corpus", "http://127.0.0.1:1/x", "https:/example.com"]
    for path in paths:
        for route in ("gradio_api/file=", "gradio_api/file/", "file=", "static/", "assets/"):
            got = client.get(f"{route}{path}")
            assert got.status_code in (403, 404), (route, path)
            assert "第一条" not in got.text
            assert "root:" not in got.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "gradio_api/upload"),
        ("POST", "gradio_api/process_recording"),
        ("GET", "gradio_api/proxy=http://127.0.0.1:1/x"),
        ("GET", "gradio_api/vibe-code"),
        ("POST", "gradio_api/vibe-edit"),
    ],
)
def test_doors_that_nothing_goes_through_are_closed(
    client: httpx.Client, method: str, path: str
) -> None:
    files = {"files": ("a.txt", b"x")} if method == "POST" else None
    got = client.request(method, path, files=files)
    assert got.status_code == 403
    assert "这里不提供此项服务" in got.json()["detail"]


def test_browsers_are_told_to_stay_here(client: httpx.Client) -> None:
    for path in ("", "config", "gradio_api/file=/etc/passwd", "nowhere", "gradio_api/info"):
        headers = client.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["connect-src"] == "'self' blob: data:"
        assert policy["frame-ancestors"] == "'self'"
        assert not any(":" in source.replace("blob:", "").replace("data:", "") for source in policy)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert client.get("").headers["content-encoding"] == "gzip"  # 250 kB for a slow network


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.docx", b"MZ" + bytes(100), "a.docx：内容不是文档"),
        ("../a.txt", LAW.encode(), "“../a.txt”：文件名以点开头，或含有路径"),
        ("a\u202etxt.exe", LAW.encode(), "“a\ufffdtxt.exe”"),
        ("", LAW.encode(), "文件名是空的"),
        ("a.txt", b"", "a.txt：是空文件"),
        ("law.txt", LAW.encode(), "内容相同，不必再加"),
    ],
)
def test_a_file_that_is_not_taken_gets_one_line(
    client: httpx.Client, folder: Path, name: str, data: bytes, line: str
) -> None:
    before = sorted((folder / "store").rglob("*"))
    got = send(client, name, data)
    assert got.status_code == 200
    assert line in got.json()["zh"]
    assert got.json()["en"]
    assert sorted(path for path in (folder / "store").rglob("*") if path.name != "uploads") == [
        path for path in before if path.name != "uploads"
    ]


def test_a_file_that_is_too_large_is_cut_off(client: httpx.Client, folder: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [b"x" * 2**20] * 51  # without a Content-Length

    got = client.post("tiaowen/upload?name=a.txt", content=chunks())
    assert "请拆成几个文件" in got.json()["zh"]
    assert list((folder / "store" / "uploads").glob(".*")) == []


def test_a_file_is_not_kept_for_a_client_that_is_gone(client: httpx.Client, folder: Path) -> None:
    data = RULES.replace("十", "六").encode()
    file = folder / "store" / "uploads" / f"{sha256(data).hexdigest()}.txt"
    record = file.with_suffix(".json")

    def until(done: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not done() and time.monotonic() < end:
            time.sleep(0.005)
        assert done()

    def cancelled() -> None:
        """Send the file, and be gone while it is read."""
        before = changed(file)
        with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as sender:
            head = "POST /tiaowen/upload?name=a.txt HTTP/1.1", "Host: a"
            lines = "\r\n".join([*head, f"Content-Length: {len(data)}", "", ""])
            sender.sendall(lines.encode() + data)
            until(lambda: changed(file) != before)

    cancelled()
    until(lambda: not file.exists())
    assert not record.exists()
    assert send(client, "a.txt", data).json() == {"id": file.stem}
    kept = changed(record)
    cancelled()  # what waits already is not lost
    until(lambda: changed(record) != kept)
    assert send(client, "c.txt", b"").status_code == 200
    assert file.read_bytes() == data


def changed(path: Path) -> int:
    """When a file was written; 0 if it is not there."""
    return path.stat().st_mtime_ns if path.exists() else 0


def test_calls_of_programs_are_forgotten_and_windows_are_not() -> None:
    now = datetime.now()
    used = {"call": 30, "late": 5, "window": 3000, "gone": 30}
    holder = SimpleNamespace(
        lock=threading.Lock(),
        time_last_used={name: now - timedelta(seconds=ago) for name, ago in used.items()},
        session_data={
            "call": SimpleNamespace(state_data={}),
            "late": SimpleNamespace(state_data={}),
            "window": SimpleNamespace(state_data={7: "zh"}),
        },
    )
    events = {"call": set(), "window": {"e1"}}
    queue = SimpleNamespace(pending_event_ids_session=events)
    forget_calls(
        SimpleNamespace(state_holder=holder, get_blocks=lambda: SimpleNamespace(_queue=queue))
    )
    assert list(holder.session_data) == ["late", "window"]
    assert list(holder.time_last_used) == ["late", "window"]
    assert events == {"window": {"e1"}}


def test_a_session_describes_only_what_changed_in_it() -> None:
    box, state = gr.Textbox("甲", render=False), gr.State([1], render=False)
    config = cast(Any, BlocksConfig)(SimpleNamespace(renderables=[]))
    config.blocks = {box._id: box, state._id: state}
    sessions = cast(Any, StateHolder)()
    # Not gr.Blocks, which would make a server that nobody stops.
    sessions.set_blocks(SimpleNamespace(default_config=config, state_session_capacity=9))
    lighten(sessions)
    one, other = sessions["one"], sessions["other"]
    assert one is sessions["one"]
    one[state._id] = [2]
    one._update_value_in_config(box._id, "乙")
    assert one.config_values[box._id]["props"]["value"] == "乙"
    assert (one[state._id], other[state._id]) == ([2], [1])
    assert other.config_values == {}
    assert other[box._id] is box


def test_a_window_that_was_away_for_a_moment_keeps_what_it_holds() -> None:
    state = gr.State("before", render=False)
    config = cast(Any, BlocksConfig)(SimpleNamespace(renderables=[]))
    config.blocks = {state._id: state}
    sessions = cast(Any, StateHolder)()
    sessions.set_blocks(SimpleNamespace(default_config=config, state_session_capacity=9))
    lighten(sessions)
    for name in ("back", "gone"):
        sessions[name][state._id] = "an answer"
        sessions[name].STATE_TTL_WHEN_CLOSED = 0
        sessions.session_data[name].is_closed = True  # its connection was broken
    assert sessions["back"][state._id] == "an answer"
    sessions.delete_all_expired_state()
    held = {name: session.state_data for name, session in sessions.session_data.items()}
    assert held == {"back": {state._id: "an answer"}, "gone": {}}


def test_another_site_cannot_send_files(client: httpx.Client) -> None:
    got = send(client, "a.txt", RULES.encode(), Origin="https://example.com")
    assert (got.status_code, got.json()["zh"]) == (403, "请登录后从本页上传")
    got = send(client, "a.txt", b"", Origin=str(client.base_url).rstrip("/"))
    assert got.status_code == 200


def test_a_client_that_asks_too_fast_is_told_so_and_others_are_not(client: httpx.Client) -> None:
    # Nothing is done at this address, so that only the limit is tried.
    tried = [client.post("gradio_api/call/nothing", headers=ELSEWHERE) for _ in range(400)]
    refused = [got for got in tried if got.status_code == 429]
    assert 0 < len(refused) <= 250
    assert "请求太快" in refused[0].json()["detail"]
    assert int(refused[0].headers["retry-after"]) > 0
    other = {"X-Forwarded-For": "203.0.113.8"}
    assert client.post("gradio_api/call/nothing", headers=other).status_code != 429
    assert client.post("gradio_api/call/nothing").status_code != 429


def test_a_bucket_is_full_at_first_and_fills_again() -> None:
    now = 100.0
    buckets = Buckets(2.0, 3.0, lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")
    now += 0.4
    assert not buckets.take("a")
    now += 0.1  # .5 s give one token
    assert [buckets.take("a"), buckets.take("a")] == [True, False]
    now += 1000
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]


def test_buckets_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Buckets, "_MOST", 2)
    buckets = Buckets(0.0, 1.0)
    assert [buckets.take(client) for client in "aba"] == [True, True, False]
    assert [buckets.take(client) for client in "ca"] == [True, False]  # b was away longest
    assert buckets.take("b")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """A client of a page where nobody may change anything, one question is answered at a time, and
    two may wait; and the file without which none is answered.
    """
    folder = tmp_path_factory.mktemp("small")
    fake_build([write(folder / "laws", {"rules.txt": RULES})], folder / "store")
    let = folder / "let"
    with served(folder, "--readonly", limits=(1, 2), let=let) as client:
        yield client, let


def test_when_too_many_wait_the_next_is_told_politely(small: tuple[httpx.Client, Path]) -> None:
    client, let = small
    documents(client)
    taken: list[httpx.Response] = []
    end = time.monotonic() + 60
    while time.monotonic() < end and not any(got.status_code == 429 for got in taken):
        taken.append(called(client, "ask", "票据应当保存几年", 5, None))
    *waiting, refused = taken
    assert 2 <= len(waiting) <= 3  # one is being answered, two wait
    assert "现在提问的人很多" in refused.json()["detail"]
    assert "try again" in refused.json()["detail"]
    assert client.get("").status_code == 200  # the page itself still opens
    let.touch()
    for got in waiting:
        assert given(client, got)["answered"]


def test_readonly_refuses_files_and_offers_no_change(small: tuple[httpx.Client, Path]) -> None:
    client, let = small
    documents(client)
    before = sorted((let.parent / "store").rglob("*"))
    assert "这里只能查阅" in send(client, "a.txt", LAW.encode()).json()["zh"]
    assert sorted((let.parent / "store").rglob("*")) == before
    config = client.get("config").json()
    pieces = [str(each["props"].get("value")) for each in config["components"]]
    assert not any('type="file" multiple' in piece or "data-act" in piece for piece in pieces)
    assert any("这里只能查阅" in piece for piece in pieces)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("account") / "password"
    file.write_text(hashed(PASSWORD) + "\n", encoding="utf-8")
    file.chmod(0o600)
    return f"林:{file}"


@pytest.fixture(scope="module")
def guarded(
    tmp_path_factory: pytest.TempPathFactory, account: str
) -> Iterator[tuple[httpx.Client, Path]]:
    """A client of a page that asks for a password, and the folder of its store and log."""
    folder = tmp_path_factory.mktemp("guarded")
    fake_build([write(folder / "laws", {"law.txt": LAW})], folder / "store")
    with served(folder, "--auth", account) as client:
        yield client, folder


def test_who_is_not_logged_in_gets_nothing(guarded: tuple[httpx.Client, Path]) -> None:
    client, folder = guarded
    before = sorted((folder / "store").rglob("*"))
    assert called(client, "ask", "第一条", 5, None).status_code == 401
    for path in ("config", "gradio_api/info", "gradio_api/file=/etc/passwd"):
        assert client.get(path).status_code in (401, 403), path
    assert "测试条例" not in client.get("").text
    assert send(client, "a.txt", RULES.encode()).status_code == 403
    assert sorted((folder / "store").rglob("*")) == before
    wrong = {"username": "林", "password": PASSWORD + " "}
    assert client.post("login", data=wrong).status_code == 400


def test_who_has_to_log_in_is_told_so_in_either_language(
    guarded: tuple[httpx.Client, Path],
) -> None:
    with httpx.Client(base_url=guarded[0].base_url) as client:
        shown = client.get("?tab=read")
        assert ">用户名<" in shown.text
        assert "frame-ancestors" in shown.headers["Content-Security-Policy"]
        client.cookies.set("tiaowen_language", "en")
        assert ">User name<" in client.get("").text
        client.cookies.set("tiaowen_language", "<script>")
        assert ">用户名<" in client.get("").text
        client.post("login", data={"username": "林", "password": PASSWORD})
        assert ">用户名<" not in client.get("").text


def test_who_is_logged_in_asks_and_sends_and_is_not_logged(
    guarded: tuple[httpx.Client, Path],
) -> None:
    client, folder = guarded
    right = {"username": "林", "password": PASSWORD}
    assert client.post("login", data=right).status_code == 200
    assert documents(client)["documents"][0]["title"] == "测试条例"
    assert "id" in send(client, "秘密.txt", RULES.encode()).json()
    assert ask(client, "票据的秘密问题")["question"] == "票据的秘密问题"
    assert "top" in given(client, called(client, "ask", "又一个秘密问题", 0, None))
    log = (folder / "log").read_text(encoding="utf-8")
    assert log.count("\n") == 1  # the address alone
    assert "秘密" not in log
    assert "horse" not in log


def test_passwords_cannot_be_tried_fast(guarded: tuple[httpx.Client, Path]) -> None:
    client, _ = guarded
    guess = {"username": "林", "password": "x"}
    codes = [client.post("login", data=guess).status_code for _ in range(15)]
    assert 5 <= codes.count(400) <= 10
    assert codes[-1] == 429


def test_an_account_is_checked_whoever_asks(account: str, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("密码", encoding="utf-8")
    plain.chmod(0o640)
    may = allowed(read_accounts([account, f"a:{plain}"]))
    assert may("林", PASSWORD)
    assert may("a", "密码")
    for user, password in [("林", "密码"), ("a", ""), ("b", "密码"), ("", ""), ("b", PASSWORD)]:
        assert not may(user, password)
    assert not may("林", hashed(PASSWORD))  # the line of the file is not the password


def test_the_hash_is_the_one_that_is_documented() -> None:
    # RFC 7914 gives vectors for other costs; this one was computed with OpenSSL 3.
    line = hashed("password", salt=bytes(16))
    assert line.startswith(f"scrypt${'00' * 16}$")
    assert len(line.split("$")[2]) == 128
    assert hashed("password") != hashed("password")


@pytest.mark.parametrize(
    ("text", "mode", "line"),
    [
        ("密码\n", 0o644, "人人可读；请先运行 chmod 600"),
        ("", 0o600, "应只有一行"),
        ("a\nb\n", 0o600, "应只有一行"),
        ("scrypt$zz$00", 0o600, "应只有一行"),
        ("scrypt$00", 0o600, "应只有一行"),
        (None, 0o600, "无法读取密码文件"),
    ],
)
def test_a_bad_password_file_is_told_in_one_line(
    tmp_path: Path, text: str | None, mode: int, line: str
) -> None:
    file = tmp_path / "password"
    if text is not None:
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)
    with pytest.raises(InputError, match=line) as caught:
        read_accounts([f"a:{file}"])
    assert "密码" not in caught.value.en
    assert (text or "?") not in caught.value.zh


def test_a_password_is_asked_for_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("scrypt$")
    file = tmp_path / "password"
    file.touch(0o644)  # as a shell makes it for what is printed
    with file.open("w", encoding="utf-8") as stdout, monkeypatch.context() as redirected:
        redirected.setattr("sys.stdout", stdout)
        assert main([]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert allowed(read_accounts([f"a:{file}"]))("a", PASSWORD)
    answers = iter(["a", "b"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert main([]) == 2


@pytest.mark.parametrize("broken", [EOFError, KeyboardInterrupt])
def test_a_password_that_is_not_entered_is_told_in_one_line(
    broken: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(_: str) -> str:
        raise broken

    monkeypatch.setattr("getpass.getpass", nothing)
    assert main([]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "\n没有输入密码 (no password was entered)\n"
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    assert "显示这份说明 (show this help)" in capsys.readouterr().out
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    monkeypatch.setattr(sys, "stdout", None)
    assert main([]) == 2
    assert "无法输出" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--auth", "lin"], "--auth 应写作 用户名:密码文件"),
        (["--auth", ":x"], "--auth 应写作"),
        (["--auth", "a:/nowhere/at/all"], "无法读取密码文件 /nowhere/at/all"),
        (["--feedback", "/nowhere/at/all"], "无法写入 /nowhere/at/all"),
        (["--log-questions", "/"], "无法写入 /"),
    ],
)
def test_wrong_options_get_one_line(
    options: list[str],
    line: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    analytics = ("GRADIO_ANALYTICS_CACHE_FREQUENCY", "GRADIO_ANALYTICS_MAX_EVENTS")
    for name in ("GRADIO_TEMP_DIR", "no_proxy", "NO_PROXY", *analytics):
        monkeypatch.setenv(name, "")
    assert app.main(options) == 2
    told = capsys.readouterr().err
    assert line in told
    assert told.count("\n") == 1


def test_a_page_that_is_broken_off_while_it_opens_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(_: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt as error:  # as libraries do while they are loaded
            raise ImportError("numpy") from error

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(app, "opened", opened)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert app.main([]) == 130
    told = capsys.readouterr().err
    assert told == "已停止，网页还没有打开 (stopped before the page was open)\n"
    assert os.listdir(tmp_path) == []
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], ""),
        (["--host", "localhost"], ""),
        (["--host", "::1"], ""),
        (["--host", "0.0.0.0", "--auth", "a:b"], ""),
        (["--host", "0.0.0.0"], "consider --auth and --readonly"),
        (["--host", "::", "--readonly"], "可用 --auth 要求登录"),
    ],
)
def test_who_opens_the_page_to_others_is_warned(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app._warn(app.parsed(options))
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == bool(told)


def test_what_is_asked_comes_back_as_it_is(client: httpx.Client) -> None:
    for question in ("<script>alert(1)</script>票据", "{{7*7}} ${7*7} 票据", "=1+1票据\u202e"):
        assert ask(client, question)["question"] == question


def test_a_rebuild_while_a_dozen_ask_fails_no_one(client: httpx.Client, folder: Path) -> None:
    store, texts = folder / "store", {}
    ended = threading.Event()

    def asking(_: int) -> list[tuple[str, str]]:
        seen = []
        with httpx.Client(base_url=client.base_url, timeout=60) as own:
            while not ended.is_set():
                answer = ask(own, "票据应当保存几年")
                seen.append((answer["store"]["id"], answer["passages"][0]["text"]))
        return seen

    with ThreadPoolExecutor(12) as threads:
        asked_by = [threads.submit(asking, number) for number in range(12)]
        for years in ("十年", "五年", "六年"):
            write(folder / "laws", {"rules.txt": RULES.replace("十年", years)})
            fake_build([folder / "laws"], store)
            texts[(store / "CURRENT").read_text()] = f"票据应当保存{years}"
            wait_for(client, (store / "CURRENT").read_text())
        ended.set()
        seen = [pair for each in asked_by for pair in each.result()]
    assert len(texts) == 3
    assert {store_id for store_id, _ in seen} == set(texts)
    assert [pair for pair in seen if texts[pair[0]] not in pair[1]] == []


def wait_for(client: httpx.Client, store_id: str) -> None:
    end = time.monotonic() + 60
    while ask(client, "票据应当保存几年")["store"]["id"] != store_id:
        assert time.monotonic() < end
        time.sleep(0.1)
