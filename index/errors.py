"""The error tree. Every error is one line that names the place and the remedy.

    TiaowenError
    ├── InputError          what the user typed cannot be used (wrong option, unknown document)
    ├── SourceError         a source file cannot be read
    ├── ModelError          an embedding model cannot be found, loaded or unpacked
    └── StoreError          a store cannot be used
        ├── StoreMissing    there is no store at that place
        ├── StoreDamaged    a file of the store is missing, truncated or altered
        ├── StoreVersion    the store was written in another format
        ├── StoreMismatch   the store belongs to another model
        └── StoreUnreachable  the server or the disk that holds the store does not do what it should

`str(error)` is the Chinese line that the command line and the page print; `error.en` is the same
line in English. None of these is a defect: each can be caused, and mended, by a user.
"""

import os
import shlex
from pathlib import Path

__all__ = [
    "InputError",
    "ModelError",
    "SourceError",
    "StoreDamaged",
    "StoreError",
    "StoreMismatch",
    "StoreMissing",
    "StoreUnreachable",
    "StoreVersion",
    "TiaowenError",
    "damaged",
    "missing",
    "replaced",
    "store_option",
    "unreadable",
]


class TiaowenError(Exception):
    """Base of all errors a user can cause. `zh` and `en` say the same thing, each in one line.

    >>> try:
    ...     Assistant.load("nowhere")
    ... except TiaowenError as error:
    ...     print(error.en)
    no store at nowhere; first run: python -m qa index PATH --store nowhere
    """

    def __init__(self, zh: str, en: str) -> None:
        self.zh = " ".join(zh.split("\n"))
        self.en = " ".join(en.split("\n"))
        super().__init__(self.zh)

    def __reduce__(self) -> tuple[type["TiaowenError"], tuple[str, str]]:
        """Errors cross process boundaries (parallel builds), so both lines must be pickled."""
        return type(self), (self.zh, self.en)


class InputError(TiaowenError):
    """What the user typed cannot be used.

    >>> try:
    ...     Assistant.load("store").ask("加班工资怎么算？", documents=["民法典"])
    ... except InputError as error:
    ...     print(error.en)
    no document's title or file name holds “民法典”; python -m qa check lists them all
    """


class SourceError(TiaowenError):
    """A source file cannot be read.

    >>> issubclass(SourceError, TiaowenError)
    True
    """


class ModelError(TiaowenError):
    """An embedding model cannot be found, loaded or unpacked.

    >>> issubclass(ModelError, TiaowenError)
    True
    """


class StoreError(TiaowenError):
    """A store cannot be used.

    >>> try:
    ...     Assistant.load("nowhere")
    ... except StoreError as error:
    ...     print(type(error).__name__)
    StoreMissing
    """


class StoreMissing(StoreError):
    """There is no store at that place."""


class StoreDamaged(StoreError):
    """A file of the store is missing, truncated or altered."""


class StoreVersion(StoreError):
    """The store was written in another format."""


class StoreMismatch(StoreError):
    """The store belongs to another model."""


class StoreUnreachable(StoreError):
    """The server or the disk that holds the store does not answer, refuses access, or fails. The
    store itself may be as good as ever.
    """


def damaged(place: str | Path, zh: str, en: str) -> StoreDamaged:
    """The error for a store with a fault: `zh`, `en` say which."""
    return StoreDamaged(
        f"索引 {place} 已损坏（{zh}）；"
        f"请运行 python -m qa index 文件或文件夹 {store_option(place)} 重建",
        f"store {place} is damaged ({en}); rebuild: python -m qa index PATH {store_option(place)}",
    )


def unreadable(place: str | Path, error: OSError) -> StoreUnreachable:
    """The error for a store that the disk does not let us read."""
    reason = error.strerror or str(error)
    if error.filename:
        reason = f"{Path(os.fsdecode(error.filename)).name}: {reason}"
    return StoreUnreachable(
        f"无法读取索引 {place}（{reason}）；请检查路径和权限，或用 --store 换一个文件夹",
        f"cannot read the store {place} ({reason}); "
        "check path and permissions, or name another folder with --store",
    )


def missing(place: str | Path) -> StoreMissing:
    """The error for a place without a store."""
    return StoreMissing(
        f"没有索引：{place}；请先运行 python -m qa index 文件或文件夹 {store_option(place)}",
        f"no store at {place}; first run: python -m qa index PATH {store_option(place)}",
    )


def replaced(place: str | Path) -> StoreError:
    """The error for an opened store of which others have removed what is needed."""
    return StoreError(
        f"索引 {place} 已经换成新的，打开的这一份已不在了；请重新打开（重启程序）",
        f"store {place} was replaced, and the build that is open is there no longer; "
        "open it again (restart the program)",
    )


def store_option(place: str | Path) -> str:
    """What names the store at `place` on the command line."""
    return f"--store {shlex.quote(str(place))}"
