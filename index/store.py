"""A store on disk: where its files are, and opening it.

    store/
      CURRENT                 name of the live build; replaced atomically, last
      texts/<sha256>.txt      decoded text of each source, so that anybody can verify a quote
      builds/<id>/            one finished build, never changed
        manifest.json         format, model, counts, size and SHA-256 of every file
        catalogue.sqlite      sources, documents, clauses, references between them
        passages.npy          (n, 5) int64: document, clause, paragraph, start, end
        windows.npy           (n, 3) int64: passage, start, end    row i = row i of windows.faiss
        sentences.npy         (n, 3) int64: passage, start, end    row i = row i of sentences.faiss
        windows_keys.npy      digests of the embedded texts (sentences_keys.npy likewise)
        lexical_*.npy         BM25; row i = passage i
        terms_*.npy           which sentence holds which token; row i = sentence i
        sounds.npy            which characters sound alike
        background.json       how near questions in general come to these sentences

Both tables of vectors are in passage order, so a passage's rows are neighbours. A store that is
damaged, of another format or (checked by `check_model`) of another model is refused, never guessed.
"""

import hashlib
import json
import os
import shlex
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.background import Background, read_background
from index.catalogue import Catalogue, DocumentInfo, versions
from index.encoder import Encoder
from index.errors import StoreDamaged, StoreError, StoreMismatch, StoreMissing, StoreVersion
from index.lexical import LexicalIndex, Postings, open_lexical, open_postings
from index.model import Document
from index.sounds import Sounds, open_sounds
from index.vectors import VectorIndex, open_vectors

__all__ = ["FORMAT", "Counts", "Manifest", "Store", "build_id", "default_store", "open_store"]

FORMAT = 5
CURRENT, TEXTS, BUILDS, MANIFEST = "CURRENT", "texts", "builds", "manifest.json"
# Files up to this size are hashed whenever a store is opened; larger ones by `Store.verify` alone,
# since reading a million vectors only to hash them would take longer than any question.
_HASHED_WHEN_OPENED = 32 * 1024 * 1024

Table = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a store holds."""

    sources: int
    documents: int
    clauses: int
    passages: int
    windows: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build says of itself. `files`: name -> [bytes, sha256]; `texts`: sha256 of each."""

    format: int
    id: str
    model: str
    fingerprint: str
    dimension: int
    counts: Counts
    files: dict[str, tuple[int, str]]
    texts: tuple[str, ...]

    def to_json(self) -> str:
        """The manifest file's text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def default_store() -> Path:
    """The environment variable QA_STORE, or `store/` beside the code."""
    return Path(os.environ.get("QA_STORE") or Path(__file__).resolve().parent.parent / "store")


def build_id(fingerprint: str, files: Mapping[str, tuple[int, str]]) -> str:
    """The id of a build: a digest of its format, its model and its files."""
    content = [FORMAT, fingerprint, sorted(files.items())]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Store:
    """An opened store. Everything is memory-mapped or read when asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.build = build = folder / BUILDS / manifest.id
        self.catalogue = Catalogue(build / "catalogue.sqlite")
        self.passages: Table = np.load(build / "passages.npy", mmap_mode="r")
        self.windows: Table = np.load(build / "windows.npy", mmap_mode="r")
        self.sentences: Table = np.load(build / "sentences.npy", mmap_mode="r")
        self.window_vectors: VectorIndex = open_vectors(build / "windows.faiss")
        self.sentence_vectors: VectorIndex = open_vectors(build / "sentences.faiss")
        self.lexical: LexicalIndex = open_lexical(build, len(self.passages))
        self.terms: Postings = open_postings(build, len(self.sentences))
        self.sounds: Sounds = open_sounds(build / "sounds.npy")
        background = (build / "background.json").read_text(encoding="utf-8")
        self.background: Background = read_background(background)
        self.documents: tuple[DocumentInfo, ...] = self.catalogue.documents()
        self.versions: tuple[str, ...] = versions(self.documents)
        # Where each passage's rows begin: rows of passage p are [start[p], start[p + 1]).
        edges = np.arange(len(self.passages) + 1)
        self.sentence_start = np.searchsorted(self.sentences[:, 0], edges)
        self.window_start = np.searchsorted(self.windows[:, 0], edges)
        self._text = lru_cache(maxsize=64)(self._read_text)

    def text(self, sha256: str) -> str:
        """A source's decoded text by its hash, verified. Raises StoreDamaged."""
        return self._text(sha256)

    def _read_text(self, sha256: str) -> str:
        path = self.folder / TEXTS / f"{sha256}.txt"
        try:
            data = path.read_bytes()
        except OSError:
            raise damaged(self.folder, f"缺少 {path.name}", f"{path.name} is missing") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise damaged(self.folder, f"{path.name} 被改动过", f"{path.name} was altered")
        return data.decode("utf-8")

    def document(self, document_id: int) -> Document:
        """A document with its outline and text."""
        text = self.text(self.documents[document_id].text_sha256)
        return self.catalogue.document(document_id, text)

    def check_model(self, encoder: Encoder) -> None:
        """Raise StoreMismatch unless `encoder` is the model that built this store."""
        if encoder.fingerprint != self.manifest.fingerprint:
            built, have, option = self.manifest.model, encoder.name, _option(self.folder)
            raise StoreMismatch(
                f"索引 {self.folder} 由模型 {built}（{self.manifest.fingerprint[:12]}）建立，"
                f"与当前模型 {have}（{encoder.fingerprint[:12]}）不同；"
                f"请运行 python -m qa index 文件或文件夹 {option} --model {shlex.quote(have)} 重建",
                f"store {self.folder} was built by model {built} "
                f"({self.manifest.fingerprint[:12]}), not by {have} ({encoder.fingerprint[:12]}); "
                f"rebuild: python -m qa index PATH {option} --model {shlex.quote(have)}",
            )

    def verify(self) -> list[str]:
        """Hash every file. Returns the names of those that are missing or altered."""
        faults = []
        for name, (size, digest) in sorted(self.manifest.files.items()):
            path = self.build / name
            if not path.is_file() or path.stat().st_size != size or file_sha256(path) != digest:
                faults.append(name)
        for digest in self.manifest.texts:
            try:
                self._read_text(digest)
            except StoreDamaged:
                faults.append(f"{TEXTS}/{digest}.txt")
        return faults


def open_store(folder: Path) -> Store:
    """Open the store in `folder`.

    Raises StoreMissing, StoreVersion, StoreDamaged, or StoreError if it is no folder.
    """
    if os.path.exists(folder) and not os.path.isdir(folder):  # pathlib's raise what these swallow
        raise StoreError(
            f"{folder} 是文件，不是索引文件夹；请用 --store 指定一个文件夹",
            f"{folder} is a file, not a store folder; name a folder with --store",
        )
    for attempt in (1, 2, 3):
        manifest = read_manifest(folder)
        try:
            _check_files(folder, manifest)
            store = Store(folder, manifest)
            _check_rows(store)
            return store
        except (StoreDamaged, OSError, RuntimeError, ValueError, sqlite3.Error) as error:
            # A build that finished meanwhile removes the one we were opening: look again.
            if attempt < 3 and _current(folder) != manifest.id:
                continue
            if isinstance(error, StoreDamaged):
                raise
            reason = " ".join(str(error).split())[:200]
            raise damaged(folder, reason, reason) from error
    raise AssertionError("unreachable")


def _current(folder: Path) -> str:
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise StoreMissing(
            f"没有索引：{folder}；请先运行 python -m qa index 文件或文件夹 {_option(folder)}",
            f"no store at {folder}; first run: python -m qa index PATH {_option(folder)}",
        ) from None
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise damaged(folder, f"{CURRENT} 无法读取", f"{CURRENT} cannot be read") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"无法读取索引 {folder}（{reason}）；请检查路径和权限，或用 --store 换一个文件夹",
            f"cannot read the store {folder} ({reason}); "
            "check path and permissions, or name another folder with --store",
        ) from error


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the live build."""
    name = _current(folder)
    path = folder / BUILDS / name / MANIFEST
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise StoreVersion(
                f"索引 {folder} 是第 {data['format']} 版格式，本程序读写第 {FORMAT} 版；"
                f"请运行 python -m qa index 文件或文件夹 {_option(folder)} 重建",
                f"store {folder} has format {data['format']}, this program uses {FORMAT}; "
                f"rebuild: python -m qa index PATH {_option(folder)}",
            )
        manifest = Manifest(
            **data
            | {"counts": Counts(**data["counts"]), "texts": tuple(data["texts"])}
            | {"files": {k: (int(v[0]), str(v[1])) for k, v in data["files"].items()}}
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, f"{MANIFEST} 无法读取", f"{MANIFEST} cannot be read") from error
    if not name == manifest.id == build_id(manifest.fingerprint, manifest.files):
        raise damaged(folder, f"{MANIFEST} 被改动过", f"{MANIFEST} was altered")
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, (size, digest) in manifest.files.items():
        path = folder / BUILDS / manifest.id / name
        found = path.stat().st_size if path.is_file() else -1
        if found != size:
            raise damaged(folder, f"{name} 应有 {size} 字节", f"{name} should have {size} bytes")
        if size <= _HASHED_WHEN_OPENED and file_sha256(path) != digest:
            raise damaged(folder, f"{name} 校验不符", f"the checksum of {name} is wrong")


def _check_rows(store: Store) -> None:
    """Row i of every table must be the same thing: a shifted row is a wrong citation."""
    counts = store.manifest.counts
    sources = store.catalogue.sources()
    found = (
        ("passages.npy", len(store.passages), counts.passages),
        ("windows.npy", len(store.windows), counts.windows),
        ("sentences.npy", len(store.sentences), counts.sentences),
        ("windows.faiss", store.window_vectors.size, counts.windows),
        ("sentences.faiss", store.sentence_vectors.size, counts.sentences),
        ("catalogue.sqlite: clauses", sum(d.clauses for d in store.documents), counts.clauses),
        ("catalogue.sqlite: documents", len(store.documents), counts.documents),
        ("catalogue.sqlite: sources", len(sources), counts.sources),
    )
    for name, rows, expected in found:
        if rows != expected:
            raise damaged(
                store.folder,
                f"{name} 有 {rows} 行，应有 {expected} 行",
                f"{name} has {rows} rows, not {expected}",
            )
    dimensions = {store.window_vectors.dimension, store.sentence_vectors.dimension}
    texts = tuple(sorted({source["text_sha256"] for source in sources}))
    if dimensions != {store.manifest.dimension} or texts != store.manifest.texts:
        raise damaged(store.folder, f"{MANIFEST} 被改动过", f"{MANIFEST} was altered")


def damaged(folder: Path, zh: str, en: str) -> StoreDamaged:
    """The error for a store with a fault: `zh`, `en` say which."""
    return StoreDamaged(
        f"索引 {folder} 已损坏（{zh}）；"
        f"请运行 python -m qa index 文件或文件夹 {_option(folder)} 重建",
        f"store {folder} is damaged ({en}); rebuild: python -m qa index PATH {_option(folder)}",
    )


def _option(folder: Path) -> str:
    return f"--store {shlex.quote(str(folder))}"
