"""Servers of the page as processes of their own, forked from one that has imported it: importing
takes three seconds of processor time, and the tests start twenty servers.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from unittest import mock

__all__ = ["launch", "run_app"]

_ROOT = Path(__file__).resolve().parent.parent
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "app",
        "gradio",
        "ui.serving.bodies",
        "ui.documents.changes",
        "ui.page",
        "ui.serving.sessions",
        "ui.startup",
    ]
)
# What it is imported with: where it is, and what `app.main` says before it imports Gradio.
_IMPORTED_WITH = {
    "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "tests")]),
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**12),
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
}


def launch(serve: Callable[[Sequence[str]], int], options: Sequence[str], log: Path) -> BaseProcess:
    """Start a process that calls `serve(options)`, a function of a module, in the project's
    folder; what it prints is appended to `log`.
    """
    with mock.patch.dict(os.environ, _IMPORTED_WITH):
        forkserver.ensure_running()
    process = _CONTEXT.Process(target=_run, args=(serve, tuple(options), log))
    process.start()
    return process


def run_app(options: Sequence[str]) -> int:
    """`python app.py` with these options."""
    import app

    return app.main(options)


def _run(serve: Callable[[Sequence[str]], int], options: Sequence[str], log: Path) -> None:
    with log.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    os.chdir(_ROOT)
    raise SystemExit(serve(options))
