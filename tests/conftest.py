"""What several modules of tests use."""

import os
from pathlib import Path

import pytest
from filelock import FileLock
from stores import CORPUS

from index.build import build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those in a browser take longest, so they come first: then no process ends on them alone."""
    items.sort(key=lambda item: not hasattr(getattr(item, "module", None), "chromium"))


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the corpus by the packaged model, built once for all processes of a run, so nobody
    may change it.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    store = folder / "corpus-store"
    with FileLock(folder / "corpus-store.lock"):
        if not (store / "CURRENT").exists():
            build([CORPUS], store)
    return store
