"""A progress bar on stderr for builds on the command line."""

import sys
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from index.build import Progress

__all__ = ["STAGES", "ProgressBar"]

_DELAY = 0.3  # seconds
_OFTEN, _SELDOM = 0.1, 10.0  # seconds between what is shown on a terminal, and written elsewhere

STAGES = {
    "zh": {
        "model": "准备模型",
        "read": "读取文件",
        "cut": "切分条款",
        "embed": "计算向量",
        "write": "写入索引",
    },
    "en": {
        "model": "preparing the model",
        "read": "reading files",
        "cut": "cutting clauses",
        "embed": "embedding",
        "write": "writing the store",
    },
}


class ProgressBar:
    """Shows one bar per stage, with the time left. Call it with each `Progress`."""

    def __init__(self, lang: str) -> None:
        self._names = STAGES[lang]
        self._stage = ""
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, progress: Progress) -> None:
        """Move on."""
        bar = self._bar
        if bar is None or progress.stage != self._stage:
            self._close()
            self._stage = progress.stage
            name = self._names[progress.stage]
            # What is over at once, such as a folder with nothing in it, needs no bar.
            bar = self._bar = tqdm(
                desc=name,
                total=progress.total,
                file=sys.stderr,
                delay=_DELAY,
                mininterval=_OFTEN if sys.stderr.isatty() else _SELDOM,
            )
        bar.total = progress.total
        bar.update(progress.done - bar.n)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
