"""What a build takes over of the store that was there before: nothing that is whole is lost."""

from collections.abc import Callable, Sequence
from pathlib import Path

from index import store as layout
from index.errors import (
    StoreDamaged,
    StoreError,
    StoreMissing,
    StoreUnreachable,
    TiaowenError,
    damaged,
)
from index.store import Store, open_store

__all__ = ["old_store"]


def old_store(
    folder: Path, taken_over: Callable[[], Store] | None
) -> tuple[Store | None, TiaowenError | None]:
    """The live store in `folder` (or what `taken_over` gives), or if it cannot be taken over the
    one build in it that is whole, which is live then; and what is lost, if anything. Raises
    StoreUnreachable, or StoreDamaged if several builds are whole and nothing says which is meant.
    """
    try:
        return _verified(taken_over() if taken_over else open_store(folder)), None
    except StoreUnreachable:  # it may be as good as ever
        raise
    except StoreError as error:
        whole = [] if taken_over else layout.whole_builds(folder)
        if len(whole) > 1:
            raise _unclear(folder, error, whole) from error
        if whole:
            layout.write_file(folder / layout.CURRENT, whole[0].encode())
            old = _verified(open_store(folder))
            # Without a pointer it is a build that was killed before the last step.
            return old, None if isinstance(error, StoreMissing) else _from_earlier(error, whole[0])
        if isinstance(error, StoreMissing):
            return None, None
        zh, en = _what(error)
        return None, StoreError(
            f"原有索引不能沿用：{zh}；已按这次给出的文件重建，以前加入的其他文件请重新加入",
            f"the old store could not be taken over: {en}; built anew from the files given now, "
            "add again what other files it held",
        )


def _verified(store: Store) -> Store:
    """A store of which everything is hashed: what is taken over gets a new checksum, which must not
    cover up damage. Texts are checked one by one later. Raises StoreDamaged.
    """
    if faults := [name for name in store.verify() if not name.startswith(layout.TEXTS)]:
        names = ", ".join(faults)
        raise damaged(store.place, f"{names} 校验不符", f"the checksum of {names} is wrong")
    return store


def _from_earlier(error: StoreError, name: str) -> StoreError:
    zh, en = _what(error)
    return StoreError(
        f"{zh}；已从完好的 {name} 接着建立，其后加入的文件请重新加入",
        f"{en}; built on {name}, which is whole: add again what was added after it",
    )


def _unclear(folder: Path, error: StoreError, whole: Sequence[str]) -> StoreDamaged:
    (zh, en), names, current = _what(error), ", ".join(whole), folder / layout.CURRENT
    return StoreDamaged(
        f"{zh}，而 {folder / layout.BUILDS} 里的 {names} 都完好；"
        f"请把其中一个名称写入文件 {current} 再试",
        f"{en}, and of {folder / layout.BUILDS} all of {names} are whole; "
        f"write one such name into the file {current} and try again",
    )


def _what(error: StoreError) -> tuple[str, str]:
    """What is wrong, without the remedy."""
    return error.zh.partition("；")[0], error.en.partition("; ")[0]
