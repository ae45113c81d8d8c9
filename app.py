"""The page: `python app.py [--store DIR] [--host H] [--port P]`."""

import argparse
import contextlib
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from index.store import default_store

_CORPUS = Path(__file__).resolve().parent / "corpus"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"用法有误：{message}；用 {self.prog} --help 查看用法\n")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("端口应为 1 到 65535 的整数")
    return int(text)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(
        prog="python app.py",
        description="条文的网页；没有索引时先索引 corpus/。"
        " (The page of Tiaowen; indexes corpus/ first if there is no store.)",
    )
    parser.add_argument(
        "--store", type=Path, default=default_store(), metavar="DIR", help="索引文件夹"
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="地址，默认 127.0.0.1")
    parser.add_argument("--port", type=_port, default=7860, metavar="P", help="端口，默认 7860")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; returns the exit code."""
    options = _options(arguments)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    from ui.page import LAUNCH, build_page
    from ui.startup import Startup

    startup = Startup()
    page = build_page(startup)
    place = {"server_name": options.host, "server_port": options.port}
    try:
        page.launch(**LAUNCH, **place, prevent_thread_lock=True, quiet=True)
    except OSError:
        print(
            f"不能在 {options.host}:{options.port} 打开网页，可能已被占用；"
            "请用 --port 换一个端口 (cannot open the page there; choose another --port)",
            file=sys.stderr,
        )
        return 2
    print(f"条文 Tiaowen  {page.local_url}", file=sys.stderr, flush=True)
    # Only now: the page is open before the processor is busy with a model.
    startup.start(options.store, _CORPUS)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    page.close(verbose=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
