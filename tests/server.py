"""The page served with the fake encoder, for tests that speak HTTP; and what they say to it."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import numpy.typing as npt
from browser import free_port
from fake_encoder import FakeEncoder
from launch import launch

import index.build
from index.build import BuildReport
from index.places import build

__all__ = ["ask", "called", "documents", "given", "served"]


@contextmanager
def served(
    folder: Path,
    *options: str,
    limits: tuple[int, int] = (4, 256),
    let: Path | None = None,
    opens: Path | None = None,
) -> Iterator[httpx.Client]:
    """A client of the page of the store in `folder`/store, started with these options of `app.py`;
    what the server prints goes to `folder`/log. `limits`: how many questions are answered at once
    and may wait. `let`: a file without which nothing is encoded; `opens`: one without which the
    store is not opened.
    """
    port = free_port()
    place = ["--store", str(folder / "store"), "--port", str(port)]
    more = [json.dumps(limits), str(let or folder), str(opens or folder), *place, *options]
    process = launch(_serve, more, folder / "log")
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait_for(client, process)
            yield client
    finally:
        process.terminate()
        process.join(timeout=30)


def _wait_for(client: httpx.Client, process: BaseProcess) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.is_alive()
        try:
            client.get("theme.css")
            return
        except httpx.ConnectError:
            time.sleep(0.1)
    raise TimeoutError


def documents(client: httpx.Client) -> Any:
    """What the endpoint /list_documents gives, once the store is open."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        got = given(client, called(client, "list_documents"), "list_documents")
        if not (isinstance(got, str) and "准备中" in got):
            return got
        time.sleep(0.05)
    raise TimeoutError


def ask(client: httpx.Client, question: str) -> Any:
    """The answer to a question by the endpoint /ask."""
    return given(client, called(client, "ask", question, 5, None))


def called(client: httpx.Client, endpoint: str, *values: object) -> httpx.Response:
    """What the server says at once when an endpoint is called."""
    return client.post(f"gradio_api/call/{endpoint}", json={"data": values})


def given(client: httpx.Client, taken: httpx.Response, endpoint: str = "ask") -> Any:
    """The result of a call: what the endpoint gives, or the line of its error."""
    text = client.get(f"gradio_api/call/{endpoint}/{taken.json()['event_id']}").text
    events = text.replace("\r\n", "\n").strip().split("\n\n")
    kind, data = events[-1].split("\n", 1)
    value = json.loads(data.removeprefix("data: "))
    return value[0] if kind == "event: complete" else str(value)


def _wait_until(there: Path) -> None:
    while not there.exists():
        time.sleep(0.01)


class _Waiting(FakeEncoder):
    """An encoder that waits while the file is not there that the environment names."""

    def _vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        _wait_until(Path(os.environ["LET"]))
        return super()._vectors(texts)


def build_with_fake(
    tell: Any, paths: list[Path], store: str, remove: list[Path], names: dict[Path, str]
) -> BuildReport:
    """What the process does that changes the documents, in place of `ui.documents.changes._build`."""
    vars(index.build)["load_encoder"] = lambda *_: _Waiting()
    return build(paths, store, progress=tell, remove=remove, names=names)


def _serve(arguments: Sequence[str]) -> int:
    """`python app.py` with the limits and files of `served` before all other options."""
    limits, os.environ["LET"], opens, *options = arguments
    os.environ["HTTP_PROXY"] = "http://127.0.0.1:9"  # there is none: what is sent there would fail
    import app
    import ui.documents.changes
    import ui.page
    import ui.startup

    def load_encoder(*_: object) -> FakeEncoder:
        _wait_until(Path(opens))
        return _Waiting()

    vars(ui.startup)["load_encoder"] = load_encoder
    vars(ui.documents.changes)["_build"] = build_with_fake
    ui.page._AT_ONCE, ui.page._MOST_WAITING = json.loads(limits)
    return app.main(options)
