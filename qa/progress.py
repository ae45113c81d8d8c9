"""A progress bar on stderr for builds on the command line."""

import sys
from types import TracebackType
from typing import Self

from tqdm import tqdm

from index.build import Progress

__all__ = ["STAGES", "ProgressBar"]

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
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, progress: Progress) -> None:
        """Move on."""
        if progress.stage != self._stage or self._bar is None:
            self._close()
            self._stage = progress.stage
            name = self._names[progress.stage]
            self._bar = tqdm(total=progress.total, desc=name, file=sys.stderr, leave=True)
        self._bar.total = progress.total
        self._bar.update(progress.done - self._bar.n)

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
