import json
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from stores import LAW, RULES, fake_build, write

import ui.startup
from index.build import prune
from ui.startup import Startup, State


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[FakeEncoder]:
    """The encoders that were loaded."""
    loaded: list[FakeEncoder] = []

    def load(*_: object) -> FakeEncoder:
        loaded.append(FakeEncoder())
        return loaded[-1]

    monkeypatch.setattr(ui.startup, "load_encoder", load)
    monkeypatch.setattr(ui.startup, "_WATCH", 0.02)
    monkeypatch.setattr("index.build.load_encoder", load)
    return loaded


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    return write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})


@pytest.fixture
def started() -> Iterator[Startup]:
    startup = Startup()
    yield startup
    startup.stop()


def until(startup: Startup, store_id: str | None = None) -> State:
    """The state when a store is open (the one of this id), or cannot be."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        state = startup.state
        if state.error or (state.assistant and store_id in (None, state.assistant.info.id)):
            return state
        time.sleep(0.01)
    raise TimeoutError


def current(store: Path) -> str:
    return (store / "CURRENT").read_text(encoding="utf-8")


@pytest.mark.usefixtures("encoders")
def test_a_missing_store_is_built_first(started: Startup, laws: Path, tmp_path: Path) -> None:
    write(laws, {"blank.txt": " "})
    assert started.state == State()
    started.start(tmp_path / "store", laws)
    state = until(started)
    assert state.assistant
    assert [info.title for info in state.assistant.documents()] == ["测试条例", "收费办法"]
    assert [note.zh.partition("：")[0][-9:] for note in state.notes] == ["blank.txt"]


def test_a_store_that_is_built_anew_is_picked_up(
    started: Startup, encoders: list[FakeEncoder], laws: Path, tmp_path: Path
) -> None:
    fake_build([laws], tmp_path / "store")
    started.start(tmp_path / "store", laws)
    before = until(started).assistant
    assert before
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    fake_build([laws], tmp_path / "store")
    after = until(started, current(tmp_path / "store")).assistant
    assert after
    assert before.info.id != after.info.id
    assert "五年" in after.ask("收费办法第二条").passages[0].text
    # Whoever began with the old store ends with it.
    assert "十年" in before.ask("收费办法第二条").passages[0].text
    assert before.ask("票据应当保存几年").store.id == before.info.id
    assert len(encoders) == 1  # the model is the same


@pytest.mark.usefixtures("encoders")
def test_what_the_old_store_needed_can_go_in_the_end(
    started: Startup, laws: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    fake_build([laws], store)
    started.start(store, laws)
    until(started)
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    fake_build([laws], store)
    assistant = until(started, current(store)).assistant
    prune(store)
    assert [path.name for path in (store / "builds").iterdir()] == [current(store)]
    assert assistant
    assert "五年" in assistant.ask("票据应当保存几年").passages[0].text


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "ui.startup"]


@pytest.mark.usefixtures("encoders")
def test_a_store_that_cannot_be_opened_leaves_the_old_one(
    started: Startup,
    laws: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = tmp_path / "store"
    fake_build([laws], store)
    started.start(store, laws)
    before, good = until(started), current(store)
    (store / "CURRENT").write_text("0" * 16, encoding="utf-8")
    end = time.monotonic() + 30
    while not told(caplog) and time.monotonic() < end:
        time.sleep(0.01)
    assert "已损坏" in told(caplog)[0]
    assert started.state is before
    (store / "CURRENT").write_text(good, encoding="utf-8")
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    fake_build([laws], store)
    assert until(started, current(store)).assistant


@pytest.mark.usefixtures("encoders")
def test_a_store_that_was_damaged_is_served_when_it_is_mended(
    started: Startup, laws: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "CURRENT").write_text("0" * 16, encoding="utf-8")
    started.start(store, laws)
    error = until(started).error
    assert error
    assert "已损坏" in error.zh
    fake_build([laws], store)
    end = time.monotonic() + 30
    while started.state.error and time.monotonic() < end:
        time.sleep(0.01)
    assistant = started.state.assistant
    assert assistant
    assert assistant.info.id == current(store)


def test_another_model_is_loaded_when_a_store_was_built_by_it(
    started: Startup, laws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other(FakeEncoder):
        name = "other"
        fingerprint = "f" * 64

    models = {"fake": FakeEncoder(), "other": Other()}
    monkeypatch.setattr(ui.startup, "load_encoder", lambda name, *_: models[name])
    monkeypatch.setattr(ui.startup, "_WATCH", 0.02)
    fake_build([laws], tmp_path / "store")
    started.start(tmp_path / "store", laws)
    until(started)
    monkeypatch.setattr("index.build.load_encoder", lambda *_: models["other"])
    from index.build import build

    build([laws], tmp_path / "store", "other")
    assistant = until(started, current(tmp_path / "store")).assistant
    assert assistant
    assert assistant.info.model == "other"


@pytest.mark.usefixtures("encoders")
def test_questions_are_noted_only_if_that_is_asked_for(laws: Path, tmp_path: Path) -> None:
    store, log = tmp_path / "store", tmp_path / "questions.jsonl"
    fake_build([laws], store)
    before = sorted(tmp_path.rglob("*"))
    ask_all(Startup(), store)
    assert sorted(tmp_path.rglob("*")) == before
    ask_all(Startup(log), store)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sorted(line["question"] for line in lines) == [f"第{n}条\n?" for n in range(1, 9)]
    (second,) = (line for line in lines if line["question"].startswith("第2条"))
    assert second["answered"] is True
    assert "《收费办法》第二条" in second["citations"]
    assert second["store"] == current(store)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def ask_all(startup: Startup, store: Path) -> None:
    startup.start(store, store)
    assistant = until(startup).assistant
    startup.stop()
    assert assistant
    questions = [f"第{n}条\n\ud800" for n in range(1, 9)]
    threads = [threading.Thread(target=assistant.ask, args=(each,)) for each in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
