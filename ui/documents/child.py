"""A function in a process of its own: what a file breaks there does not break the page, its memory
is given back, and it can be stopped at any moment.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

__all__ = ["Ended", "call"]

# A fork of a process with threads may hang. So it is forked from one that does nothing else and has
# imported what takes a second; other systems than Linux have libraries that bear no fork at all.
if sys.platform == "linux":
    _CONTEXT = multiprocessing.get_context("forkserver")
else:
    _CONTEXT = multiprocessing.get_context("spawn")
_IMPORTED = ["index.build", "ui.documents.changes"]
_GLANCE = 0.1  # seconds between looks at whether to stop
_NICENESS = 10  # people who ask come first


class Ended(Exception):
    """The process ended without a result. `why`: "stopped", "late" or "crashed"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def call(
    function: Callable[..., Any],
    *arguments: Any,
    seconds: float,
    stop: threading.Event | None = None,
    progress: Callable[[Any], None] | None = None,
) -> Any:
    """What `function(*arguments)` gives, or raises; with `progress` it is called with a function
    first, and `progress` hears what that one is told. All must be picklable. Raises Ended after
    `seconds`, when `stop` is set, or if the process dies.
    """
    _CONTEXT.set_forkserver_preload(_IMPORTED)  # which counts until the first process is started
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    work = (sender, function, arguments, progress is not None)
    process = _CONTEXT.Process(target=_work, args=work, daemon=True)
    process.start()
    sender.close()
    end = time.monotonic() + seconds
    try:
        while True:
            if receiver.poll(_GLANCE):
                kind, value = receiver.recv()
                if kind == "gave":
                    return value
                if kind == "raised":
                    raise value
                if progress:
                    progress(value)
            if stop and stop.is_set():
                raise Ended("stopped")
            if time.monotonic() > end:
                raise Ended("late")
    except EOFError:
        raise Ended("crashed") from None
    finally:
        receiver.close()
        process.kill()
        process.join()
        process.close()


def _work(
    sender: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], tells: bool
) -> None:
    """What the process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the page, which then ends this
    threading.Thread(target=_end_with_the_page, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    first = (lambda told: sender.send(("told", told)),) if tells else ()
    try:
        sender.send(("gave", function(*first, *arguments)))
    except Exception as error:  # all of them are raised again by `call`
        with contextlib.suppress(Exception):
            sender.send(("raised", error))


def _end_with_the_page() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)
