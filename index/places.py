"""Where a store is: in a folder, or on a Milvus server; opening and building it there.

A place is a folder's path, or an address such as milvus://host:port/name. The client of Milvus is
imported for an address alone.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index import store as folders
from index.errors import StoreError
from index.milvus.address import Address, parse
from index.store import Store

if TYPE_CHECKING:
    from index.build import BuildReport, Progress

__all__ = ["build", "current", "default_store", "open_store", "prune", "scratch"]


def default_store() -> str:
    """The environment variable QA_STORE, or `store/` beside the code."""
    return os.environ.get("QA_STORE") or str(Path(__file__).resolve().parent.parent / "store")


def open_store(place: str | Path) -> Store:
    """Open the store at `place`. Raises StoreError, or InputError for a wrong address."""
    address = _address(place)
    if address is None:
        return folders.open_store(_named(place))
    from index.milvus.store import open_milvus

    return open_milvus(address)


def build(
    paths: Sequence[Path],
    place: str | Path,
    model: str | None = None,
    progress: "Callable[[Progress], None]" = lambda _: None,
    remove: Sequence[Path] = (),
    names: Mapping[Path, str] | None = None,
) -> "BuildReport":
    """Build the store at `place`, or bring it up to date: see `index.build.build`."""
    address = _address(place)
    if address is None:
        from index.build import build as in_folder

        return in_folder(paths, _named(place), model, progress, remove, names)
    from index.milvus.publish import build as on_server

    return on_server(paths, address, scratch(place), model, progress, remove, names)


def current(place: str | Path) -> str:
    """The id of the live build, "" if there is none that can be read. Raises StoreUnreachable."""
    address = _address(place)
    if address is None:
        try:
            return (Path(place) / folders.CURRENT).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""
    from index.milvus.server import connect, live

    return live(connect(address), address) or ""


def prune(place: str | Path) -> None:
    """Remove the build before the live one. Raises StoreError, as when somebody is writing."""
    address = _address(place)
    if address is None:
        from index.build import prune as in_folder

        return in_folder(Path(place))
    from index.milvus.publish import prune as on_server

    return on_server(address, scratch(place))


def scratch(place: str | Path) -> Path:
    """The folder in which a build of the store at `place` works: its side file is there."""
    address = _address(place)
    return Path(place) if address is None else address.cache() / "writing"


def _address(place: str | Path) -> Address | None:
    return parse(place) if isinstance(place, str) else None


def _named(place: str | Path) -> Path:
    """The folder at `place`. Raises StoreError if its name is no text, which FAISS needs."""
    try:
        str(place).encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(place).decode("utf-8", "replace")
        raise StoreError(
            f"索引文件夹 {shown} 的名称不是 UTF-8 文字；请用 --store 指定另一个文件夹",
            f"the name of the store's folder {shown} is not UTF-8; name another one with --store",
        ) from error
    return Path(place)
