"""A store on a Milvus server: opening it.

What is searched by likeness stays on the server. The tables, the catalogue, the texts and what else
a folder's store has are fetched once per build into the user's cache, laid out as in a folder, and
hashed, so that a citation is verified as it is there.
"""

import shutil
from pathlib import Path

import filelock
import numpy as np
from pymilvus import MilvusClient

from index.checksums import check_files
from index.errors import StoreDamaged, StoreError, StoreUnreachable, damaged, missing
from index.milvus.address import Address
from index.milvus.files import read_file, read_files
from index.milvus.search import MilvusLexical, MilvusVectors
from index.milvus.server import collections, connect, live
from index.searches import Nearest, Words
from index.store import (
    BUILDS,
    MANIFEST,
    TEXTS,
    Manifest,
    Store,
    check_rows,
    parse_manifest,
)

__all__ = ["MilvusStore", "is_served", "open_milvus"]

_FETCHING = ".fetching"


def is_served(name: str) -> bool:
    """Whether what a build's file holds is in a collection to be searched, so that the file itself
    is not sent.
    """
    indexes = ("lexical_rows.npy", "lexical_values.npy", "lexical_most.npy")
    return name in indexes or name.endswith((".faiss", ".codes"))


class MilvusStore(Store):
    """An opened store: its files in the cache `folder`, its searches on the server."""

    def __init__(
        self, client: MilvusClient, address: Address, folder: Path, manifest: Manifest
    ) -> None:
        self._client = client
        self._address = address
        super().__init__(folder, manifest, str(address))

    def _indexes(self) -> tuple[Nearest, Nearest, Words]:
        client, address, manifest = self._client, self._address, self.manifest
        names = (address.collection(manifest.id, part) for part in ("windows", "sentences"))
        windows, sentences = (
            MilvusVectors(client, address, name, manifest.dimension) for name in names
        )
        keys, start = (
            np.load(self.build / f"lexical_{name}.npy", mmap_mode="r") for name in ("keys", "start")
        )
        passages = address.collection(manifest.id, "passages")
        words = MilvusLexical(client, address, passages, keys, start, len(self.passages))
        return windows, sentences, words

    def files(self) -> dict[str, tuple[int, str]]:
        """The files of the build that are in its folder: name -> (bytes, sha256)."""
        return _fetched(self.manifest)

    def _read_text(self, sha256: str) -> str:
        try:
            return super()._read_text(sha256)
        except StoreDamaged:  # in the cache: the server has another copy
            name = f"{TEXTS}/{sha256}.txt"
            files = self._address.collection(self.manifest.id, "files")
            data = read_file(self._client, self._address, files, name)
            try:
                (self.folder / name).write_bytes(data or b"")
            except OSError as error:
                raise _no_room(self._address, error) from error
            return super()._read_text(sha256)


def open_milvus(address: Address) -> Store:
    """Open the store at `address`. Raises StoreMissing, StoreVersion, StoreDamaged, or
    StoreUnreachable if the server cannot be asked.
    """
    client = connect(address)
    for attempt in (1, 2, 3):
        build = live(client, address)
        if build is None:
            raise missing(str(address))
        try:
            folder, manifest = _at_hand(client, address, build)
            store = MilvusStore(client, address, folder, manifest)
            check_rows(store)
            return store
        except StoreError:
            # A build that finished meanwhile removes the one we were opening: look again.
            if attempt == 3 or live(client, address) == build:
                raise
        except OSError as error:
            raise _no_room(address, error) from error
    raise AssertionError("unreachable")


def _at_hand(client: MilvusClient, address: Address, build: str) -> tuple[Path, Manifest]:
    """The cache folder with the files of a build, fetched now if they are not there whole."""
    folder = address.cache()
    if found := _cached(folder, address, build):
        return folder, found
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder / ".lock"):
        if found := _cached(folder, address, build):  # another process has fetched it meanwhile
            return folder, found
        manifest = _fetch(client, address, folder, build)
        _tidy(folder, {*collections(client, address).values(), build})
        return folder, manifest


def _fetched(manifest: Manifest) -> dict[str, tuple[int, str]]:
    return {name: entry for name, entry in manifest.files.items() if not is_served(name)}


def _cached(folder: Path, address: Address, build: str) -> Manifest | None:
    """The manifest of a build that is in the cache whole; texts are hashed when they are read."""
    path = folder / BUILDS / build
    try:
        text = (path / MANIFEST).read_text(encoding="utf-8")
        manifest = parse_manifest(str(address), build, text)
        check_files(str(address), path, _fetched(manifest))
    except (OSError, ValueError, StoreError):
        return None
    texts = {path.stem for path in (folder / TEXTS).iterdir()}
    return manifest if texts.issuperset(manifest.texts) else None


def _fetch(client: MilvusClient, address: Address, folder: Path, build: str) -> Manifest:
    """Fetch the files of a build into the cache; it is there under its name when all are."""
    place, collection = str(address), address.collection(build, "files")
    staging, texts = folder / BUILDS / _FETCHING, folder / TEXTS
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    texts.mkdir(exist_ok=True)
    data = read_file(client, address, collection, MANIFEST)
    if data is None:
        raise damaged(place, f"缺少 {MANIFEST}", f"{MANIFEST} is missing")
    manifest = parse_manifest(place, build, data.decode("utf-8", "replace"))
    # Names come from the manifest, never from the rows, so nothing is written elsewhere.
    targets = {name: staging / Path(name).name for name in _fetched(manifest)}
    targets |= {f"{TEXTS}/{sha}.txt": staging / f"{sha}.txt" for sha in manifest.texts}
    read_files(client, address, collection, targets)
    check_files(place, staging, _fetched(manifest))
    for sha in manifest.texts:
        if not (staging / f"{sha}.txt").is_file():
            raise damaged(place, f"缺少 {sha}.txt", f"{sha}.txt is missing")
        (staging / f"{sha}.txt").replace(texts / f"{sha}.txt")
    (staging / MANIFEST).write_bytes(data)
    target = folder / BUILDS / build
    shutil.rmtree(target, ignore_errors=True)
    staging.rename(target)
    return manifest


def _tidy(folder: Path, builds: set[str]) -> None:
    """Remove from the cache all builds but `builds`, and the texts that they do not have; also
    those of another format, and what is left of damaged ones.
    """
    kept: set[str] = set()
    for path in (folder / BUILDS).iterdir():
        try:
            text = (path / MANIFEST).read_text(encoding="utf-8") if path.name in builds else ""
            kept.update(parse_manifest(folder, path.name, text).texts)
        except (OSError, ValueError, StoreError):
            shutil.rmtree(path, ignore_errors=True)
    for path in (folder / TEXTS).iterdir():
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def _no_room(address: Address, error: OSError) -> StoreUnreachable:
    reason, folder = error.strerror or str(error), address.cache()
    return StoreUnreachable(
        f"无法把索引 {address} 的文件写入缓存目录 {folder}（{reason}）；"
        "请腾出空间，或用环境变量 QA_CACHE 指定可写的目录",
        f"cannot write the files of the store {address} into the cache {folder} ({reason}): "
        "free some space, or name a writable directory in the environment variable QA_CACHE",
    )
