"""Many people at once: `scripts/bench load` serves a store and asks it from many clients.

Every answer is compared with the one that the library gives to that question, so that a mixed-up
answer is found. With `reindex`, the store is built anew while it is being asked.
"""

import asyncio
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bench.machine import ROOT, memory_mb
from bench.measures import percentiles
from bench.results import save
from bench.stores import Collection, questions, store
from index.build import build
from index.errors import InputError
from qa import Assistant

__all__ = ["Tally", "comparable", "measure_load"]

_QUESTIONS, _SEED = 200, 20261128
_PATIENCE = 300.0  # seconds until a client gives up, and until the server must be up
_ALONE = 0.25  # of the time goes to a single client, whose p50 is the measure
_LOOKS = 10  # at the memory of the server
_AFTER = 15.0  # seconds that clients go on when the store has been built anew
_NEW = "附加规定\n\n第一条 负载测试期间加入的文件应当立即可以查到。\n"

Expected = dict[str, list[str]]  # question -> the answers that are right, before and after


@dataclass
class Tally:
    """What clients met: milliseconds of the right answers; how often each kind of error; answers
    that are wrong; when the new store was complete and when its first answer came, in seconds from
    the start, how many of the old store's were asked for after that; the server's anonymous memory,
    in seconds and MB, from time to time; and how long it all took.
    """

    took_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    rebuilt: float | None = None
    first_new: float | None = None
    old_after_new: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0

    def count(
        self, answer: str, right: Sequence[str], question: str, sent: float, took: float
    ) -> None:
        """Judge an answer: `right` holds the old store's answer, then the new one's if there is
        one; `sent` and `took` are seconds, since the start and of this question.
        """
        if answer not in right:
            self.wrong.append(question)
            return
        self.took_ms.append(1000 * took)
        if len(set(right)) == 1:
            return  # both stores say the same
        if answer == right[-1]:
            self.first_new = min(self.first_new or float("inf"), sent + took)
        elif self.first_new is not None and sent > self.first_new:
            self.old_after_new += 1


def comparable(answer: dict[str, Any]) -> str:
    """An answer as text, without what may differ: the time it took, and the id of the build."""
    kept = {name: value for name, value in answer.items() if name != "took_ms"}
    kept["store"] = {name: value for name, value in answer["store"].items() if name != "id"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def measure_load(
    documents: Collection,
    clients: int,
    seconds: float,
    pause: float,
    reindex: bool,
    options: Sequence[str],
    results: Path,
) -> None:
    """Serve a collection's store with `app.py` (and its `options`), ask with one client and then
    with so many, each of whom reads an answer for `pause` seconds on average.
    """
    original, _ = store(documents)
    asked = questions(documents, _QUESTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        served = folder / "store"
        shutil.copytree(original, served)
        new = folder / "new" / "附加规定.txt"
        expected = _expected(served, asked)
        if reindex:
            new.parent.mkdir()
            new.write_text(_NEW, encoding="utf-8")
            after = folder / "after"
            shutil.copytree(original, after)
            build([new.parent], after)
            for question, answers in _expected(after, asked).items():
                expected[question] += answers
        with _server(served, folder / "server.log", options) as (address, pid):
            start = memory_mb(pid)
            single = asyncio.run(_ask(address, pid, expected, 1, seconds * _ALONE, 0))
            command = [sys.executable, "-m", "qa", "index", str(new.parent), "--store", str(served)]
            many = asyncio.run(
                _ask(address, pid, expected, clients, seconds, pause, command if reindex else None)
            )
            end = memory_mb(pid)
        log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    kind = ("-pause" if pause else "") + ("-reindex" if reindex else "")
    name = f"{documents.name}{kind}{'-'.join(['', *options])}"
    figures = _summary(clients, single, many, (start, end), log)
    save(results, "load", name, figures | {"pause_s": pause})


def _expected(folder: Path, asked: Sequence[str]) -> Expected:
    assistant = Assistant.load(folder)
    return {q: [comparable(json.loads(json.dumps(assistant.ask(q).to_json())))] for q in asked}


@contextmanager
def _server(folder: Path, log: Path, options: Sequence[str]) -> Iterator[tuple[str, int]]:
    """A running app.py that answers from the store: its address and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "app.py", "--store", str(folder), "--port", str(port), *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}/gradio_api/call/ask"
    try:
        asyncio.run(_until_up(address, process, log))
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


async def _until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + _PATIENCE
    async with httpx.AsyncClient(timeout=_PATIENCE) as client:
        while time.monotonic() < limit and process.poll() is None:
            try:
                await _answer(client, address, "天府粮仓")
            except (httpx.HTTPError, InputError, ValueError):
                await asyncio.sleep(0.3)
            else:
                return
    said = (log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["?"])[-1]
    raise InputError(f"app.py 没有启动：{said}", f"app.py did not come up: {said}")


async def _answer(client: httpx.AsyncClient, address: str, question: str) -> dict[str, Any]:
    """What the page's endpoint says. Raises httpx.HTTPError, or InputError with what it says
    instead of an answer, or ValueError if that is no JSON.
    """
    reply = await client.post(address, json={"data": [question, 5, []]})
    if reply.status_code != 200:
        said = f"HTTP {reply.status_code}: {reply.text[:200]}"
        raise InputError(said, said)
    event = ""
    async with client.stream("GET", f"{address}/{reply.json()['event_id']}") as stream:
        async for line in stream.aiter_lines():
            kind, _, rest = line.partition(": ")
            if kind == "event":
                event = rest
            elif kind == "data" and event == "complete":
                answer: dict[str, Any] = json.loads(rest)[0]
                return answer
            elif kind == "data" and event == "error":
                raise InputError(f"error: {rest[:200]}", f"error: {rest[:200]}")
    raise InputError("the stream ended", "the stream ended")


async def _ask(
    address: str,
    pid: int,
    expected: Expected,
    clients: int,
    seconds: float,
    pause: float,
    command: Sequence[str] | None = None,
) -> Tally:
    """Let clients ask, each another question at a time, one after the other. Before each question
    they read for a time that is exponentially distributed, of `pause` seconds on average (0: they
    do not). `command` is run when a third of the time is over, and they go on for a while when it
    has ended.
    """
    reading = random.Random(_SEED)
    tally, start, asked, numbers = Tally(), time.perf_counter(), list(expected), count()
    # A connection for each request, since a server may close an idle one as it is used again.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)

    def is_over(now: float) -> bool:
        waiting = command is not None and now < (tally.rebuilt or now) + _AFTER
        return now >= seconds and not waiting

    async def ask_on(client: httpx.AsyncClient) -> None:
        while True:
            await asyncio.sleep(reading.expovariate(1 / pause) if pause else 0)
            if is_over(sent := time.perf_counter() - start):
                break
            question = asked[next(numbers) % len(asked)]
            try:
                answer = comparable(await _answer(client, address, question))
            except (httpx.HTTPError, InputError, ValueError) as error:
                tally.errors[str(error) or type(error).__name__] += 1
                await asyncio.sleep(0.05)
                continue
            took = time.perf_counter() - start - sent
            tally.count(answer, expected[question], question, sent, took)

    async def watch() -> None:
        while not is_over(now := time.perf_counter() - start):
            tally.memory.append((now, memory_mb(pid)["anonymous"]))
            await asyncio.sleep(seconds / _LOOKS)

    async def rebuild() -> None:
        if command is not None:
            await asyncio.sleep(seconds / 3)
            quiet = asyncio.subprocess.DEVNULL
            child = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, stdout=quiet, stderr=quiet
            )
            if code := await child.wait():
                tally.errors[f"re-indexing: exit code {code}"] += 1
            tally.rebuilt = time.perf_counter() - start

    async with httpx.AsyncClient(timeout=_PATIENCE, limits=limits) as client:
        await asyncio.gather(rebuild(), watch(), *(ask_on(client) for _ in range(clients)))
    tally.seconds = time.perf_counter() - start
    return tally


def _summary(
    clients: int,
    single: Tally,
    many: Tally,
    memory: tuple[dict[str, float], dict[str, float]],
    log: str,
) -> dict[str, Any]:
    if not single.took_ms or not many.took_ms:
        said = str(single.errors or many.errors)
        raise InputError(f"没有得到答案：{said}", f"no question was answered: {said}")
    alone, together = percentiles(single.took_ms), percentiles(many.took_ms)
    cores = os.cpu_count() or 1
    return {
        "clients": clients,
        "seconds": many.seconds,
        "answers": len(many.took_ms),
        "answers_per_s": len(many.took_ms) / many.seconds,
        "errors": dict(single.errors + many.errors),
        "mixed_up": len(single.wrong) + len(many.wrong),
        "mixed_up_example": (single.wrong + many.wrong)[:1],
        "single_ms": alone,
        "many_ms": together,
        "p95_over_single_p50": together["p95"] / alone["p50"],
        "per_core": together["p95"] / alone["p50"] / cores,
        "memory_mb": {"start": memory[0], "end": memory[1], "over_time": many.memory},
        "rebuilt_s": many.rebuilt,
        "first_new_answer_s": many.first_new,
        "old_after_new": many.old_after_new,
        "tracebacks": log.count("Traceback"),
    }
