"""What the tests of the page share: `python app.py` as a process, and a real headless Chromium."""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from launch import launch, run_app
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds for the packaged model to be unpacked and the corpus to be indexed
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]

expect.set_options(timeout=60_000)  # a slow machine is no failure

# What the pages opened since these were cleared asked for, and what went wrong on them.
hosts: set[str | None] = set()
errors: list[str] = []

_ports: list[int] = []  # the last one that was given


def free_port() -> int:
    """A port of this machine that nobody uses: the one of the server before, if there is none on it,
    since Chromium has read the scripts of that address.
    """
    for port in (*_ports, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            _ports[:] = [int(probe.getsockname()[1])]
            return _ports[0]
    raise OSError("no port is free")


def serve(store: Path, *options: str) -> tuple[BaseProcess, str]:
    """Start the page; returns when its port is open."""
    port = free_port()
    command = ["--store", str(store), "--port", str(port), *options]
    process = launch(run_app, command, Path(os.devnull))
    return process, until_open(port, process.is_alive)


def until_open(port: int, is_alive: Callable[[], bool]) -> str:
    """Wait for a server; returns the address of the page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert is_alive()
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return f"http://127.0.0.1:{port}/"
        time.sleep(0.1)
    raise TimeoutError(port)


def stop(process: BaseProcess) -> None:
    process.terminate()
    process.join(timeout=30)


# Chromium reads the page's scripts three times as fast where it has read them before.
_running = ExitStack()
_browsers: list[Browser] = []
_unused: dict[str, list[Page]] = {}  # by the options that they were opened with
_used: dict[Page, tuple[str, str]] = {}  # those, and the address


def chromium() -> Browser:
    """The Chromium of this process, started if there is none."""
    if not _browsers:
        names = ("chromium", "chromium-browser", "google-chrome")
        path = next(found for name in names if (found := shutil.which(name)))
        playwright = _running.enter_context(sync_playwright())
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        _running.callback(started.close)
        _browsers.append(started)
    return _browsers[0]


def end_chromium() -> None:
    """End it, if there is one: while it runs, nothing else in the process can use asyncio."""
    for kept in (_browsers, _unused, _used):
        kept.clear()
    _running.close()


def close_what_was_left(browser: Browser) -> None:
    """Close every page that is not kept to be opened again."""
    kept = [page.context for pages in _unused.values() for page in pages]
    for context in browser.contexts:
        if context not in kept:
            context.close()
    _used.clear()


def opened(browser: Browser, address: str, **options: Any) -> Page:
    """The page, ready to be asked, in a profile that knows nothing of what was done before and
    notes what goes wrong or elsewhere. To be given to `closed`.
    """
    size = options.pop("viewport", {"width": 1280, "height": 720})
    kind = json.dumps(options, sort_keys=True)
    page = _unused[kind].pop() if _unused.get(kind) else _new(browser, options)
    page.set_viewport_size(size)
    _used[page] = kind, address
    page.goto(address)
    expect(page.locator("#tw-ask")).to_be_enabled(timeout=PATIENCE * 1000)
    return page


Open = Callable[..., Page]


@contextmanager
def windows(browser: Browser) -> Iterator[Open]:
    """What opens addresses, each in a window of its own in which nothing may go wrong or elsewhere."""
    hosts.clear()
    errors.clear()
    pages: list[Page] = []

    def open_window(address: str, width: int = 1280, height: int = 900, **options: Any) -> Page:
        pages.append(
            opened(browser, address, viewport={"width": width, "height": height}, **options)
        )
        return pages[-1]

    yield open_window
    for page in pages:
        closed(page)
    assert hosts - {None, ""} <= {"127.0.0.1"}  # data: and blob: addresses have no host
    assert errors == []


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Page]:
    """The page, 1280 pixels wide, on which nothing may go wrong or elsewhere."""
    with windows(browser) as open_window:
        yield open_window(address)
    assert "127.0.0.1" in hosts


def closed(page: Page) -> None:
    """Leave the page, and forget what was done in it; the second time nothing happens."""
    if page not in _used:
        return
    kind, address = _used.pop(page)
    context = page.context
    page.goto("about:blank")
    page.unroute_all(behavior="ignoreErrors")
    for other in context.pages:
        if other != page:
            other.close()
    context.clear_permissions()
    page.emulate_media(media="null")
    session = context.new_cdp_session(page)
    known = {
        "origin": urlsplit(address)._replace(path="", query="").geturl(),
        "storageTypes": "all",
    }
    session.send("Storage.clearDataForOrigin", known)
    session.detach()
    _unused.setdefault(kind, []).append(page)


def _new(browser: Browser, options: dict[str, Any]) -> Page:
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(60_000)

    def note(line: str) -> None:
        if page in _used:
            errors.append(line)

    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("pageerror", lambda error: note(str(error)))
    page.on("console", lambda line: note(line.text) if line.type == "error" else None)
    return page


def ask(page: Page, question: str) -> None:
    """Ask the page; returns when the answer is there."""
    box = page.get_by_role("textbox", name="问题")
    asked = page.locator(".tw-asked")
    if asked.all_text_contents() == [f"问：{question}"]:  # what comes would look as what is there
        box.fill("")
        box.press("Enter")
        expect(asked).to_have_count(0)
    box.fill(question)
    box.press("Enter")
    expect(asked).to_have_text(f"问：{question}")


def barriers(page: Page, context: str | None = None) -> list[str]:
    """What axe finds that is serious or critical, a line each; only in what fits the selector
    `context`, if there is one.
    """
    # Else axe describes every element that passed a rule as well, which takes longest.
    looked_for = {"resultTypes": ["violations"]}
    found: list[dict[str, Any]] = Axe().run(page, context, looked_for).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:300]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
