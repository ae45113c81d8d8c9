"""The page: `python app.py [--store DIR] [--host H] [--port P] …`; see `--help`."""

import argparse
import contextlib
import ipaddress
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

# Whatever takes long to import is imported when the page is opened, which may be broken off.
from index.errors import InputError
from qa.output import INTERRUPTED, Parser, is_broken_off, path, place, prepare

_ROOT = Path(__file__).resolve().parent
_CORPUS = _ROOT / "corpus"
_MOST_WINDOWS = 2000  # whose state is kept
# Requests of one address that make the page work, and attempts to log in: a second, and at once.
_ASKING, _LOGINS = (30.0, 150.0), (0.2, 10.0)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("端口应为 1 到 65535 的整数 (a number from 1 to 65535)")
    return int(text)


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line; ends the program if they are wrong."""
    parser = Parser(
        prog="python app.py",
        description="条文的网页；没有索引时先索引 corpus/。"
        " (The page of Tiaowen; indexes corpus/ first if there is no store.)",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="显示这份说明 (show this help)")
    parser.add_argument(
        "--store",
        type=place,
        metavar="DIR",
        help="索引文件夹，或 milvus://主机:端口/名称 (folder of the store, or milvus://HOST:PORT/NAME)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="地址，默认 127.0.0.1 (address)"
    )
    parser.add_argument(
        "--port", type=_port, default=7860, metavar="P", help="端口，默认 7860 (port)"
    )
    parser.add_argument(
        "--readonly", action="store_true", help="不许更改文件 (nobody may change the documents)"
    )
    parser.add_argument(
        "--auth",
        action="append",
        default=[],
        metavar="USER:FILE",
        help="要求登录；FILE 里是密码，或 python -m ui.access 给出的一行；可重复 (ask for a name"
        " and password)",
    )
    parser.add_argument(
        "--feedback", type=path, metavar="FILE", help="读者评价记入 FILE (note readers' verdicts)"
    )
    parser.add_argument(
        "--log-questions",
        type=path,
        metavar="FILE",
        help="问题记入 FILE，默认不记 (note questions)",
    )
    parser.add_argument(
        "--mcp", action="store_true", help="在 /mcp 提供 MCP 工具 (offer MCP tools at /mcp)"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; returns the exit code."""
    prepare()
    options = parsed(arguments)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    # Or it makes a table of the last 10,000 calls after each call, for a page that is not served.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**12)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    _go_round_proxies(options.host)
    # What Gradio keeps for downloads lies there, for this process alone and no longer than it.
    with _ending_softly(), tempfile.TemporaryDirectory(prefix="tiaowen-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        try:
            page, _ = opened(options)
            print(f"条文 Tiaowen  {page.local_url}", file=sys.stderr, flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait()
            for again in (signal.SIGTERM, signal.SIGINT):
                signal.signal(again, signal.SIG_DFL)
            page.close(verbose=False)
            return 0
        except InputError as error:
            print(f"{error.zh} ({error.en})", file=sys.stderr)
        except OSError:
            print(
                f"不能在 {options.host}:{options.port} 打开网页，"
                "端口可能已被占用，或本机没有这个地址；请另选 --port 或 --host"
                " (cannot open the page there; choose another --port or --host)",
                file=sys.stderr,
            )
        except BaseException as error:
            if not is_broken_off(error):
                raise
            print("已停止，网页还没有打开 (stopped before the page was open)", file=sys.stderr)
            return INTERRUPTED
        return 2


@contextlib.contextmanager
def _ending_softly() -> Iterator[None]:
    """Meanwhile a program that is asked to end leaves nothing behind, as when it is broken off."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def opened(options: argparse.Namespace) -> tuple[Any, Any]:
    """The page, being served, and what opens its store meanwhile. Raises InputError, or OSError if
    the port is taken.
    """
    from index.places import default_store, scratch
    from index.readers import resolved
    from ui.access import allowed, read_accounts

    options.store = options.store or default_store()
    accounts = read_accounts(options.auth)
    for file in filter(None, (options.feedback, options.log_questions)):
        _require_writable(file)
    _require_address(options.host, options.port)
    from ui.documents.changes import Changes
    from ui.page import LAUNCH, build_page
    from ui.serving.bodies import stay_here
    from ui.serving.sessions import lighten
    from ui.startup import Startup

    stay_here()
    startup = Startup(options.log_questions)
    changes = Changes(startup, options.readonly)
    page = build_page(startup, options.feedback, options.readonly, changes)
    may = allowed(accounts) if accounts else None
    page.launch(
        **LAUNCH,
        server_name=options.host,
        server_port=options.port,
        auth=may,
        app_kwargs=_beside(options, startup, changes, may),
        # `blocked_paths` goes before whatever Gradio would allow.
        blocked_paths=[str(_ROOT), str(resolved(scratch(options.store)))],
        state_session_capacity=_MOST_WINDOWS,
        prevent_thread_lock=True,
        quiet=True,
        # Or Gradio asks the page whether it is there, and gives up if it is slow to answer.
        _frontend=False,
    )
    lighten(page.app.state_holder)
    _warn(options)
    # Only now: the page is open before the processor is busy with a model.
    startup.start(options.store, _CORPUS)
    return page, startup


def _go_round_proxies(host: str) -> None:
    """See to it that Gradio, which asks its own server once, does not do so through a proxy."""
    for name in ("no_proxy", "NO_PROXY"):
        given = os.environ.get(name, "")
        os.environ[name] = ",".join(filter(None, [given, "127.0.0.1", "localhost", host]))


def _beside(options: argparse.Namespace, startup: Any, changes: Any, may: Any) -> dict[str, Any]:
    """What is served beside the page, and what stands before both."""
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware

    from ui.documents.receive import receiving
    from ui.serving.bodies import Bodies
    from ui.serving.early import Early
    from ui.serving.endpoints import operations
    from ui.serving.guard import Buckets, Guard
    from ui.serving.login import Login
    from ui.serving.openapi import served
    from ui.serving.sessions import forget_calls

    beside = served(startup, options.host, options.mcp, may)
    beside["routes"] += receiving(changes)
    limits = {"asking": Buckets(*_ASKING), "logins": Buckets(*_LOGINS)}
    # The page and long documents in a fifth of the bytes, as Gradio sends its scripts.
    beside["middleware"] = [
        Middleware(GZipMiddleware, compresslevel=5),
        Middleware(Guard, **limits, tidy=forget_calls),
        *([Middleware(Login)] if may else []),
        Middleware(Bodies, functions=operations(startup)),
        Middleware(Early),
    ]
    return beside


def _require_writable(file: Path) -> None:
    """Raise InputError unless lines can be added to `file`."""
    try:
        with file.open("ab"):
            return
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"无法写入 {file}（{reason}）；请换一个文件",
            f"cannot write {file} ({reason}); choose another file",
        ) from None


def _require_address(host: str, port: int) -> None:
    """Raise OSError unless this machine has the address and the port is free: the server would
    say so in a line of its own.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except UnicodeError as error:  # no name that a machine can have
        raise OSError(str(error)) from error
    socket.create_server(address[:2], family=family).close()


def _warn(options: argparse.Namespace) -> None:
    """Say who can reach the page, if others than this machine can and need no password."""
    try:
        here = ipaddress.ip_address(options.host).is_loopback
    except ValueError:
        here = options.host == "localhost"
    if not (here or options.auth):
        print(
            f"注意：{options.host} 使其他机器也能打开本页；"
            + ("" if options.readonly else "任何人都能增删文件，可用 --readonly 禁止；")
            + "可用 --auth 要求登录 (others can reach this page: consider --auth"
            + ("" if options.readonly else " and --readonly")
            + ")",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
