"""What several modules of tests use."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from fake_reader import FakeReader, fake_axes
from filelock import FileLock
from stores import CORPUS

import index.build
from index.encoder import Encoder, load_encoder

# How long an example takes says more of what else runs on the machine than of the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

if TYPE_CHECKING:  # only the tests of the page need it
    from playwright.sync_api import Browser


_with_browser: set[Path] = set()  # modules


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with a browser take longest, so they come first: then no process ends on one alone."""
    _with_browser.update(
        item.path for item in items if "browser" in getattr(item, "fixturenames", ())
    )
    items.sort(key=lambda item: item.path not in _with_browser)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A real headless Chromium, the same for all modules in a row that need one."""
    from browser import chromium, close_what_was_left

    yield chromium()
    close_what_was_left(chromium())


@pytest.hookimpl(trylast=True)  # when the fixtures are done
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    ends = nextitem is None or nextitem.path not in _with_browser
    if ends and (module := sys.modules.get("browser")):
        module.end_chromium()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeReader]:
    """The fake encoder that tells tokens, by which stores are built."""
    with fake_axes():
        found = FakeReader()
        monkeypatch.setattr(index.build, "load_encoder", lambda *_: found)
        yield found


@pytest.fixture(scope="session")
def packaged() -> Encoder:
    """The packaged model, loaded once in a process."""
    return load_encoder()


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the corpus by the packaged model, built once for all processes of a run, so nobody
    may change it: by the command, whose output is in the file `said` beside it.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    store = folder / "built" / "store"
    with FileLock(folder / "built.lock"):
        if not (store / "CURRENT").exists():
            store.parent.mkdir(exist_ok=True)
            command = [sys.executable, "-m", "qa", "index", CORPUS.name, "--store", str(store)]
            with (store.parent / "said").open("wb") as said:
                subprocess.run(
                    command, cwd=CORPUS.parent, stdout=said, stderr=subprocess.STDOUT, check=True
                )
    return store
