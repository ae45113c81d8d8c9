"""A store on a Milvus server: the server of Milvus Lite, in a process of its own, on loopback."""

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import numpy as np
import pytest
from fake_encoder import FakeEncoder
from stores import CORPUS, LAW, RULES, use_fake, write

import index.milvus.server
import ui.startup
from index import places
from index.build import BuildReport, Progress
from index.errors import (
    InputError,
    StoreDamaged,
    StoreError,
    StoreMismatch,
    StoreMissing,
    StoreUnreachable,
    StoreVersion,
)
from index.lexical import tokenise
from index.milvus.address import Address, parse
from index.milvus.files import BATCH, VECTOR, pieces
from index.milvus.search import _within
from index.milvus.server import collections, connect, drop, fill, live, switch
from index.searches import Ids, Vectors
from qa.__main__ import main
from qa.answer import Answer, verify
from qa.assistant import Assistant
from ui.startup import Startup

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def milvus_lite(folder: Path) -> Iterator[str]:
    """A running server; gives host:port."""
    port = free_port()
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            assert process.poll() is None
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with milvus_lite(tmp_path_factory.mktemp("milvus")) as place:
        yield place


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """A cache of its own, as if on another machine."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("QA_CACHE", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.delenv("MILVUS_TOKEN", raising=False)
        yield monkeypatch


def build(paths: list[Path], place: str | Path) -> tuple[BuildReport, list[str]]:
    """Build with a fresh fake encoder; what it was given to embed."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        encoder = use_fake(monkeypatch)
        return places.build(paths, place), encoder.encoded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the corpus in a folder."""
    store = tmp_path_factory.mktemp("folder") / "store"
    build([CORPUS], store)
    return store


@pytest.fixture(scope="module")
def corpus(server: str) -> str:
    """The store of the corpus on the server."""
    build([CORPUS], f"milvus://{server}/corpus")
    return f"milvus://{server}/corpus"


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    return write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return iter(range(1000))


@pytest.fixture
def place(server: str, numbers: Iterator[int]) -> str:
    """A place where there is no store yet."""
    return f"milvus://{server}/store_{next(numbers)}"


def address_of(place: str) -> Address:
    found = parse(place)
    assert found is not None
    return found


def ask(place: str, question: str = "票据应当保存多久？") -> str:
    """The first passage."""
    return Assistant(places.open_store(place), FakeEncoder()).ask(question).passages[0].text


# What is found


@pytest.mark.parametrize("only", [(), ("公报",)], ids=["all", "one document"])
def test_both_stores_give_the_same_answers(folder: Path, corpus: str, only: tuple[str]) -> None:
    here = Assistant(places.open_store(folder), FakeEncoder())
    there = Assistant(places.open_store(corpus), FakeEncoder())
    assert here.info == there.info
    asked = QUESTIONS[:: 28 if only else 14]
    assert len(asked) > 10
    for question in asked:
        one, other = (assistant.ask(question, 10, only) for assistant in (here, there))
        assert one.passages
        assert (one.answered, one.reason) == (other.answered, other.reason)
        assert [p.citation for p in one.passages] == [p.citation for p in other.passages]
        assert [p.highlights for p in one.passages] == [p.highlights for p in other.passages]
        assert [p.score for p in one.passages] == pytest.approx(
            [p.score for p in other.passages], abs=1e-4
        )
        assert all(verify(p, there.text(p.citation.text_sha256)) for p in other.passages)


def assert_same(one: tuple[Ids, Vectors], other: tuple[Ids, Vectors]) -> None:
    """The same rows with the same scores, best first, but for those that tie for the last place."""
    least = one[1].min(initial=0) + 1e-4
    kept = []
    for rows, scores in (one, other):
        assert np.all(scores[:-1] >= scores[1:])
        kept.append({int(r): float(s) for r, s in zip(rows, scores, strict=True) if s > least})
    assert kept[0] == pytest.approx(kept[1], abs=1e-4)
    assert len(one[0]) == len(other[0])


def test_each_search_names_the_same_rows(folder: Path, corpus: str) -> None:
    here, there = places.open_store(folder), places.open_store(corpus)
    words = "四川要建哪些铁路和高速公路"
    query = FakeEncoder().encode_query([words])[0]
    ranges = np.array([[3, 3], [5, 40], [40, 60], [100, 101]])
    for one, other in (
        (here.sentence_vectors, there.sentence_vectors),
        (here.window_vectors, there.window_vectors),
    ):
        assert (one.size, one.dimension) == (other.size, other.dimension)
        for allowed in (None, ranges, ranges[:1]):
            found = other.search(query, 50, allowed)
            assert_same(one.search(query, 50, allowed), found)
            assert found[1] == pytest.approx(one.rows(found[0]) @ query, abs=1e-5)
        ids = np.array([0, 7, 8, 190])
        assert np.array_equal(one.rows(ids), other.rows(ids))
        assert other.cosines(query, ids) == pytest.approx(one.rows(ids) @ query, abs=1e-6)
        assert len(other.rows(ids[:0])) == len(other.cosines(query, ids[:0])) == 0
    tokens = tokenise(words + "铁路")
    for allowed in (None, ranges):
        found = there.lexical.search(tokens, 20, allowed)
        assert len(found[0]) == 20
        assert_same(here.lexical.search(tokens, 20, allowed), found)
    ids = np.arange(len(here.passages))
    expected = here.lexical.scores(tokens, ids)
    assert there.lexical.scores(tokens, ids) == pytest.approx(expected, abs=1e-4)
    frequency = here.lexical.document_frequency(tokens)
    assert there.lexical.document_frequency(tokens).tolist() == frequency.tolist()
    unknown = np.array([1], dtype=np.int64)
    assert there.lexical.search(unknown, 5)[0].tolist() == []
    assert there.lexical.scores(unknown, ids[:2]).tolist() == [0, 0]


def test_equal_rows_come_in_row_order(place: str, tmp_path: Path) -> None:
    texts = "".join(f"第{n}条 收费应当公开。\n\n" for n in "一二三四五六七八九")
    build([write(tmp_path / "same", {"same.txt": f"收费办法\n\n{texts}"})], place)
    store = places.open_store(place)
    rows, cosines = store.sentence_vectors.search(
        FakeEncoder().encode_query(["收费应当公开。"])[0], 3
    )
    assert rows.tolist() == [0, 1, 2]
    assert cosines == pytest.approx([1, 1, 1])


def test_ranges_that_touch_make_one_condition() -> None:
    assert _within(np.array([[1, 4], [4, 4], [4, 9], [12, 13]])) == (
        "(id >= 1 and id < 9) or (id >= 12 and id < 13)"
    )
    assert _within(np.array([[4, 4]])) is None
    assert _within(np.zeros((0, 2), dtype=np.int64)) is None


def test_a_question_asks_the_server_for_no_vector(
    corpus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(places.open_store(corpus), FakeEncoder())
    client = connect(address_of(corpus))
    monkeypatch.setattr(client, "query", None)
    assert assistant.ask("四川要建哪些铁路？").passages


def test_many_threads_ask_at_once(corpus: str) -> None:
    assistant = Assistant(places.open_store(corpus), FakeEncoder())
    asked = QUESTIONS[:4]
    expected = {q: [p.citation for p in assistant.ask(q).passages] for q in asked}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(assistant.ask, asked * 3))
    assert all(expected[a.question] == [p.citation for p in a.passages] for a in answers)


# Building


def test_the_same_sources_again_change_nothing(place: str, laws: Path) -> None:
    report, encoded = build([laws], place)
    assert report.embedded == len(encoded) == len(set(encoded)) > 0
    client, address = connect(address_of(place)), address_of(place)
    names = collections(client, address)
    assert sorted(name.rpartition("_")[2] for name in names) == [
        "files",
        "passages",
        "sentences",
        "windows",
    ]
    assert build([laws], place) == (BuildReport(report.counts, 0, (), None), [])
    assert collections(client, address) == names
    assert places.open_store(place).verify() == []


def test_only_what_changed_is_embedded_again(place: str, laws: Path, tmp_path: Path) -> None:
    build([laws], place)
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("QA_CACHE", str(tmp_path / "another machine"))
        report, encoded = build([laws / "rules.txt"], place)
    assert sorted(encoded) == ["收费办法  票据应当保存五年。", "票据应当保存五年。"]
    assert report.counts.documents == 2  # the other one was kept, though it was not named
    assert ask(place) == "第二条 票据应当保存五年。"
    # This machine's own copy is out of date by now, and is not taken for the store.
    assert build([laws], place)[1] == []
    assert ask(place) == "第二条 票据应当保存五年。"


KILLED = """
import os, signal, sys
from pathlib import Path
import index.build
from fake_encoder import FakeEncoder
from index import places

def progress(state):
    if state.stage == "write" and state.done > 3:
        os.kill(os.getpid(), signal.SIGKILL)

index.build.load_encoder = lambda *_: FakeEncoder()
places.build([Path(sys.argv[1])], sys.argv[2], progress=progress)
"""


def test_a_killed_build_leaves_the_old_one_and_the_next_clears_up(place: str, laws: Path) -> None:
    build([laws], place)
    client, address = connect(address_of(place)), address_of(place)
    before, was = collections(client, address), live(client, address)
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(laws), place],
        env=os.environ | {"PYTHONPATH": path},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    remains = set(collections(client, address)) - set(before)
    assert 1 <= len(remains) < 4
    assert live(client, address) == was
    assert ask(place) == "第二条 票据应当保存十年。"
    write(laws, {"rules.txt": RULES.replace("十年", "九年")})
    assert sorted(build([laws], place)[1]) == [
        "收费办法  票据应当保存九年。",
        "票据应当保存九年。",
    ]
    now = set(collections(client, address))
    assert not remains & now
    assert len(now) == 8  # the live build, and the one before it
    assert ask(place) == "第二条 票据应当保存九年。"


def test_what_a_killed_build_had_embedded_is_found_again(place: str, laws: Path) -> None:
    class Broken(Exception):
        pass

    def breaks(state: Progress) -> None:
        if state.stage == "write" and state.done > 3:
            raise Broken

    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        with pytest.raises(Broken):
            places.build([laws], place, progress=breaks)
    with pytest.raises(StoreMissing):
        places.open_store(place)
    assert build([laws], place)[1] == []
    assert ask(place) == "第二条 票据应当保存十年。"
    assert not list(places.scratch(place).glob("embedding-*"))


def test_an_open_assistant_answers_on_while_the_store_is_built_anew(place: str, laws: Path) -> None:
    build([laws], place)
    opened = Assistant(places.open_store(place), FakeEncoder())
    known = places.current(place)
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    build([laws], place)
    assert places.current(place) != known
    assert opened.ask("票据应当保存多久？").passages[0].text == "第二条 票据应当保存十年。"
    assert ask(place) == "第二条 票据应当保存五年。"
    places.prune(place)
    assert ask(place) == "第二条 票据应当保存五年。"
    with pytest.raises(StoreError, match=r"已经换成新的.*请重新打开"):
        opened.ask("票据应当保存多久？")


def test_what_the_server_has_unloaded_is_loaded_again(
    place: str, laws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Milvus Lite has everything when it starts, and where somebody has released collections."""
    build([laws], place)
    opened = Assistant(places.open_store(place), FakeEncoder())
    client, address = connect(address_of(place)), address_of(place)
    for _ in range(2):
        for name in collections(client, address):
            client.release_collection(name)
        answer = opened.ask("票据应当保存多久？")
        assert answer.passages[0].text == "第二条 票据应当保存十年。"
        monkeypatch.setenv("QA_CACHE", str(tmp_path / "another machine"))
        opened = Assistant(places.open_store(place), FakeEncoder())


def test_of_two_that_write_one_is_refused(place: str, laws: Path) -> None:
    build([laws], place)
    client, address = connect(address_of(place)), address_of(place)
    was = live(client, address)
    with pytest.raises(StoreError, match="请再运行一次"):
        switch(client, address, "0123456789abcdef", None)
    assert live(client, address) == was


@pytest.mark.parametrize("is_new", [False, True])
def test_what_another_machine_published_meanwhile_is_not_removed(
    place: str, laws: Path, tmp_path: Path, is_new: bool
) -> None:
    """A build that takes long, and one elsewhere that is complete before this one is sent."""
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    if not is_new:
        build([laws], place)
    published: list[str] = []

    def elsewhere(progress: Progress) -> None:
        if progress == Progress("write", 0, 1) and not published:
            published.append("")
            with pytest.MonkeyPatch.context() as monkeypatch:
                monkeypatch.setenv("QA_CACHE", str(tmp_path / "another machine"))
                places.build([more], place)
            published.append(places.current(place))

    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        with pytest.raises(StoreError, match="请再运行一次"):
            places.build([laws], place, progress=elsewhere)
    assert places.current(place) == published[1]
    opened = places.open_store(place)
    assert "新办法" in [document.title for document in opened.documents]
    assert opened.sentence_vectors.size == len(opened.sentences)
    build([laws], place)  # as the error says
    assert ask(place) == "第二条 票据应当保存五年。"
    assert len(places.open_store(place).documents) == 3


def test_a_store_of_another_name_is_left_alone(laws: Path, place: str) -> None:
    longer = f"{place}_2"
    build([laws / "law.txt"], longer)
    build([laws / "rules.txt"], place)
    places.prune(place)
    assert [d.title for d in places.open_store(longer).documents] == ["测试条例"]
    assert [d.title for d in places.open_store(place).documents] == ["收费办法"]


# The cache


def test_what_was_fetched_is_not_fetched_again(
    corpus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.open_store(corpus)
    monkeypatch.setattr("index.milvus.store.read_files", None)
    assert places.open_store(corpus).verify() == []


def test_a_fault_in_the_cache_is_mended(place: str, laws: Path) -> None:
    build([laws], place)
    store = places.open_store(place)
    digest = store.documents[0].text_sha256
    text = store.text(digest)
    (store.build / "sentences.npy").write_bytes(b"")
    (store.folder / "texts" / f"{digest}.txt").write_text("altered", encoding="utf-8")
    again = places.open_store(place)
    assert len(again.sentences) == store.manifest.counts.sentences
    assert again.text(digest) == text
    assert again.verify() == []
    (store.folder / "texts" / f"{digest}.txt").unlink()
    assert places.open_store(place).text(digest) == text


def test_the_cache_holds_what_the_server_holds(place: str, laws: Path) -> None:
    for years in "一二三":
        write(laws, {"rules.txt": RULES.replace("十年", f"{years}年")})
        build([laws], place)
        folder = places.open_store(place).folder
    assert len(list((folder / "builds").iterdir())) == 2
    assert len(list((folder / "texts").iterdir())) == 3  # the law, and two versions of the rules


@pytest.mark.parametrize("data", ['{"format": 1}', "{", None])
def test_an_older_build_in_the_cache_that_cannot_be_read_is_in_nobodys_way(
    place: str, laws: Path, data: str | None
) -> None:
    """As when the program is newer than the build before the live one."""
    build([laws], place)
    older = places.open_store(place).build
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    build([laws], place)
    (older / "manifest.json").unlink()
    if data:
        (older / "manifest.json").write_text(data)
    opened = places.open_store(place)  # what is fetched now
    assert opened.verify() == []
    assert [path.name for path in opened.build.parent.iterdir()] == [opened.manifest.id]


def test_a_cache_that_cannot_be_written_is_told(
    place: str, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([laws], place)
    store = places.open_store(place)
    digest = store.documents[0].text_sha256
    (store.folder / "texts" / f"{digest}.txt").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(StoreUnreachable, match=r"写入缓存目录 .*请腾出空间"):
            store.text(digest)
    assert store.text(digest) in (LAW, RULES)


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def replaced(place: str, name: str, data: bytes, folder: Path) -> None:
    """Put another file in the place of one of the live build's."""
    client, address = connect(address_of(place)), address_of(place)
    build_id = live(client, address) or ""
    store = places.open_store(place)
    (folder / "other").write_bytes(data)
    files = [
        (n, folder / "other" if n == name else store.build / n)
        for n in ("manifest.json", *store.files())
    ]
    collection = address.collection(build_id, "files")
    drop(client, address, [collection])
    rows = pieces(files)
    assert list(fill(client, address, collection, rows, dimension=len(VECTOR), batch=BATCH))
    client.create_alias(collection, address.name)  # it went with the collection


def test_damage_on_the_server_is_refused(place: str, laws: Path, tmp_path: Path) -> None:
    build([laws], place)
    replaced(place, "sentences.npy", b"something else", tmp_path)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("QA_CACHE", str(tmp_path / "another machine"))
        with pytest.raises(StoreDamaged, match=r"sentences\.npy 应有") as raised:
            places.open_store(place)
    assert f"--store {place}" in raised.value.zh


def test_another_format_is_refused(place: str, laws: Path, tmp_path: Path) -> None:
    build([laws], place)
    manifest = json.loads(places.open_store(place).manifest.to_json())
    replaced(place, "manifest.json", json.dumps(manifest | {"format": 1}).encode(), tmp_path)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("QA_CACHE", str(tmp_path / "another machine"))
        with pytest.raises(StoreVersion, match="第 1 版格式"):
            places.open_store(place)


# Errors


def test_another_model_is_refused(corpus: str) -> None:
    class Other(FakeEncoder):
        name, fingerprint = "other", "f" * 64

    with pytest.raises(StoreMismatch) as raised:
        Assistant(places.open_store(corpus), Other())
    assert f"--store {corpus} --model other" in raised.value.zh


@pytest.mark.parametrize(
    "place",
    [
        *("milvus://host", "milvus://host:1/", "milvus://host/a-b", "milvus:/host/a"),
        *("milvus+x://h/a", "milvus://h:x/a", "milvus://h:0/a", "milvus://h:65536/a"),
        *("milvus://:1/a", "milvus://h:1:2/a", "milvus://[::1:1/a", "milvus://h?x:1/a"),
    ],
)
def test_a_wrong_address_is_told(place: str) -> None:
    with pytest.raises(InputError, match="milvus://主机:端口/名称"):
        places.open_store(place)


def test_an_address_is_written_as_it_was_read() -> None:
    for place, server in (
        ("milvus://host:19530/laws", "http://host:19530"),
        ("milvus+https://in01.zillizcloud.com/laws_2", "https://in01.zillizcloud.com"),
        ("milvus://[::1]:65535/laws", "http://[::1]:65535"),
    ):
        assert (address_of(place).server, str(address_of(place))) == (server, place)
    assert parse("store") is None
    assert parse("/milvus/store") is None


def test_errors_are_one_line_each(
    server: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty, away = f"milvus://{server}/empty", f"milvus://127.0.0.1:{free_port()}/away"
    for place, zh, en in (
        (empty, f"没有索引：{empty}；请先运行", f"no store at {empty}; first run"),
        (away, "无法连接 Milvus 服务器 http://127.0.0.1:", "cannot reach the Milvus server"),
    ):
        for lang, words in (("zh", zh), ("en", en)):
            assert main(["ask", "铁路", "--store", place, "--lang", lang]) == 2
            out, err = capsys.readouterr()
            assert (out, err.count("\n")) == ("", 1)
            assert words in err
    paper = write(tmp_path, {"a.txt": LAW})
    assert main(["index", str(paper), "--store", away]) == 2
    assert "无法连接" in capsys.readouterr().err


def test_a_server_that_wants_a_token_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    class Guard(grpc.GenericRpcHandler):  # type: ignore[misc]
        def service(self, _: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
            def refuse(_request: bytes, context: grpc.ServicerContext) -> None:
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "missing authorization in header")

            return grpc.unary_unary_rpc_method_handler(refuse)

    guarded = grpc.server(ThreadPoolExecutor(1), handlers=[Guard()])
    port = guarded.add_insecure_port("127.0.0.1:0")
    guarded.start()
    try:
        assert main(["check", "--store", f"milvus://127.0.0.1:{port}/laws"]) == 2
    finally:
        guarded.stop(None)
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "missing authorization in header" in line
    assert "MILVUS_TOKEN" in line


def test_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    class Client:
        def __init__(self, uri: str, **options: object) -> None:
            seen.update(options, uri=uri)

        def list_collections(self, **_: object) -> list[str]:
            return []

    monkeypatch.setenv("MILVUS_TOKEN", "user:secret")
    monkeypatch.setattr(index.milvus.server, "MilvusClient", Client)
    connect(Address("https://example.org", "laws"))
    assert (seen["uri"], seen["token"]) == ("https://example.org", "user:secret")


def test_a_lost_server_does_not_make_a_build_forget_documents(
    place: str, laws: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build([laws], place)
    was = places.current(place)

    def lost(_: object) -> None:
        raise StoreUnreachable("断了；再试", "lost; again")

    monkeypatch.setenv("QA_CACHE", str(tmp_path / "another machine"))
    monkeypatch.setattr("index.milvus.publish.open_milvus", lost)
    more = write(tmp_path / "more", {"more.txt": RULES})
    with pytest.raises(StoreUnreachable, match="断了"):
        build([more], place)
    assert places.current(place) == was


# The command line and the page


def test_all_commands_take_an_address(
    place: str, laws: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_fake(monkeypatch)
    monkeypatch.setenv("QA_STORE", place)
    assert main(["index", str(laws)]) == 0
    assert f"索引 {place} 现有 2 篇（2 个文件）" in capsys.readouterr().err
    assert main(["show", "第三条", "--document", "测试条例", "--json"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)["passages"]
    assert shown["text"] == "第三条 甲应当登记。\n乙应当备案。"
    assert main(["ask", "票据应当保存多久", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["store"]["id"] == places.current(place)
    assert main(["check", "--json"]) == 0
    health = json.loads(capsys.readouterr().out)
    assert (health["store"], health["error"]) == (place, None)


def test_the_page_builds_the_store_and_follows_it(
    place: str, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    monkeypatch.setattr(ui.startup, "load_encoder", lambda *_: FakeEncoder())
    startup = Startup()
    startup.start(place, laws)
    try:
        first = opened(startup, "").store
        write(laws, {"rules.txt": RULES.replace("十年", "五年")})
        build([laws], place)
        second = opened(startup, first.id).store
    finally:
        startup.stop()
    assert startup.folder == places.scratch(place)
    assert first.id != second.id == places.current(place)


def opened(startup: Startup, before: str) -> Answer:
    """An answer from the store that is open, once that is another than `before`."""
    for _ in range(600):
        assistant = startup.state.assistant
        if assistant and assistant.info.id != before:
            return assistant.ask("票据应当保存多久？")
        time.sleep(0.1)
    raise TimeoutError


def test_a_store_in_a_folder_does_not_pay_for_the_client(folder: Path) -> None:
    code = (
        "import sys; from index import places; from qa.assistant import Assistant;"
        "places.open_store(sys.argv[1]); sys.exit(bool({'pymilvus', 'grpc'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == 0
