"""Files -> a store on a Milvus server: built in a folder of this machine, sent, then switched.

All collections of a build are written under names of their own and counted before the one alias is
switched, so a build that is interrupted, anywhere, leaves the live one as it was; the next removes
what it left. The build before the live one stays until the next, since others may still be
answering from it. One machine at a time may write to a store: of two, one is refused before it
sends anything, or at the switch.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from pymilvus import MilvusClient

from index import build as folders
from index.build import BuildReport, Progress
from index.errors import StoreError
from index.milvus.address import Address
from index.milvus.files import BATCH, VECTOR, pieces
from index.milvus.server import collections, connect, drop, fill, live, require_live, switch
from index.milvus.store import is_served, open_milvus
from index.searches import Nearest
from index.store import BUILDS, MANIFEST, TEXTS, Store, open_store

__all__ = ["build", "prune"]

_VECTORS, _PASSAGES = 2000, 1000  # rows sent at once: 3 MiB, about 4 MiB
_BLOCK = 50_000  # passages whose scores are in memory at once


def build(
    paths: Sequence[Path],
    address: Address,
    folder: Path,
    model: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    remove: Sequence[Path] = (),
    names: Mapping[Path, str] | None = None,
) -> BuildReport:
    """Like `index.build.build`, for the store at `address`; `folder` is where it is put together,
    and where what was sent is kept, so that the next build need not fetch it.
    """
    client = connect(address)
    before = live(client, address)

    def taken_over() -> Store:
        return _own_copy(folder, before) or open_milvus(address)

    def publish() -> None:
        store = open_store(folder)
        if store.manifest.id != before:
            _send(client, address, store, before, progress)
            switch(client, address, store.manifest.id, before)

    return folders.build(
        *(paths, folder, model, progress, remove, names), taken_over=taken_over, publish=publish
    )


def prune(address: Address, folder: Path) -> None:
    """Remove all builds from the server but the live one. Raises StoreError while this machine
    writes, in `folder`, to the store.
    """
    with folders.writing(folder):
        client = connect(address)
        now = live(client, address)
        old = collections(client, address)
        drop(client, address, [name for name, build in old.items() if build != now])


def _own_copy(folder: Path, live_build: str | None) -> Store | None:
    """What this machine sent last, if that is the live build and all of it is still here."""
    try:
        store = open_store(folder)
        return store if store.manifest.id == live_build and not store.verify() else None
    except StoreError:
        return None


def _send(
    client: MilvusClient,
    address: Address,
    store: Store,
    before: str | None,
    progress: Callable[[Progress], None],
) -> None:
    """Write the collections of a build beside those of the live one, `before`; all others are
    removed. Raises StoreError if another build is live by now, which must not be.
    """
    require_live(client, address, before)
    old = collections(client, address)
    drop(client, address, [name for name, build in old.items() if build != before])
    width, total = store.manifest.dimension, len(store.windows) + len(store.sentences)
    parts: tuple[tuple[str, Iterator[dict[str, Any]], int | None, int], ...] = (
        ("files", pieces(_files(store)), len(VECTOR), BATCH),
        ("passages", _sparse(store), None, _PASSAGES),
        ("windows", _dense(store.window_vectors), width, _VECTORS),
        ("sentences", _dense(store.sentence_vectors), width, _VECTORS),
    )
    done = 0
    for part, rows, dimension, batch in parts:
        name, sent = address.collection(store.manifest.id, part), 0
        for sent in fill(client, address, name, rows, dimension=dimension, batch=batch):
            progress(Progress("write", done + (sent if dimension == width else 0), total))
        done += sent if dimension == width else 0


def _files(store: Store) -> Iterator[tuple[str, Path]]:
    """Files by the names that they have on the server."""
    for name in (MANIFEST, *sorted(store.manifest.files)):
        if not is_served(name):
            yield name, store.folder / BUILDS / store.manifest.id / name
    for digest in store.manifest.texts:
        name = f"{TEXTS}/{digest}.txt"
        yield name, store.folder / name


def _dense(index: Nearest) -> Iterator[dict[str, Any]]:
    for start in range(0, index.size, _VECTORS):
        ids = np.arange(start, min(start + _VECTORS, index.size))
        for i, vector in zip(ids.tolist(), index.rows(ids), strict=True):
            yield {"id": i, "vector": vector}


def _sparse(store: Store) -> Iterator[dict[str, Any]]:
    """The BM25 scores of each passage by column; passages without words have no row."""
    start, rows, values = (
        np.load(store.build / f"lexical_{name}.npy", mmap_mode="r")
        for name in ("start", "rows", "values")
    )
    for first in range(0, len(store.passages), _BLOCK):
        end = min(first + _BLOCK, len(store.passages))
        found = np.flatnonzero((rows >= first) & (rows < end))
        found = found[np.argsort(rows[found], kind="stable")]
        columns = np.searchsorted(start, found, side="right") - 1
        edges = np.searchsorted(rows[found], np.arange(first, end + 1))
        for row, (a, b) in enumerate(pairwise(edges.tolist()), first):
            if a < b:
                pairs = zip(columns[a:b].tolist(), values[found[a:b]].tolist(), strict=True)
                yield {"id": row, "vector": dict(pairs)}
