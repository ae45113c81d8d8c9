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
        tokens.npy            tokens of sentences, where these are not many (tokens_start.npy: where
                              those of each begin)
        windows.codes         short codes of windows, where there are many (likewise of sentences)
        sounds.npy            which characters sound alike
        background.json       how near questions in general come to each other and to these
        elsewhere.npy         vectors of sentences about other things

Both tables of vectors are in passage order, so a passage's rows are neighbours. A store that is
damaged, of another format or (checked by `check_model`) of another model is refused, never guessed.
"""

import contextlib
import hashlib
import json
import os
import shlex
import sqlite3
import threading
import tokenize
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.background import Background, read_background
from index.catalogue import Catalogue, DocumentInfo
from index.checksums import file_sha256, while_checked
from index.encoder import Encoder
from index.errors import (
    StoreDamaged,
    StoreError,
    StoreMismatch,
    StoreMissing,
    StoreVersion,
    damaged,
    missing,
    replaced,
    store_option,
    unreadable,
)
from index.lexical import Postings, open_lexical, open_postings
from index.model import Document
from index.searches import Nearest, Words
from index.sounds import Sounds, open_sounds
from index.tokens import Tokens, open_tokens
from index.vectors import open_vectors
from index.versions import versions

__all__ = ["FORMAT", "Counts", "Manifest", "Store", "build_id", "open_store"]

FORMAT = 18  # to be raised as well when outlines, background.txt or elsewhere.txt change
CURRENT, TEXTS, BUILDS, MANIFEST = "CURRENT", "texts", "builds", "manifest.json"
# What is wrong with the files themselves; any other OSError means that they cannot be read now.
_AMISS = (FileNotFoundError, NotADirectoryError, IsADirectoryError)
# What is raised where JSON has another shape than it should: other types, infinite figures, no end.
_MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# What opening a file raises that is not as it was written; the last two are NumPy's, of a header.
_UNREADABLE = (OSError, RuntimeError, ValueError, sqlite3.Error, SyntaxError, tokenize.TokenError)
_TEXT_KEPT = 32_000_000  # code points of the sources read last that stay in memory

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


def build_id(fingerprint: str, files: Mapping[str, tuple[int, str]]) -> str:
    """The id of a build: a digest of its format, its model and its files."""
    content = [FORMAT, fingerprint, sorted(files.items())]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


class Store:
    """An opened store. Everything is memory-mapped or read when asked for."""

    def __init__(self, folder: Path, manifest: Manifest, place: str | Path | None = None) -> None:
        """Open what lies in `folder`; `place` is what the user calls the store, if not that."""
        self.folder = folder
        self.place = folder if place is None else place
        self.manifest = manifest
        self.build = build = folder / BUILDS / manifest.id
        self.catalogue = Catalogue(build / "catalogue.sqlite")
        self.passages: Table = np.asarray(np.load(build / "passages.npy", mmap_mode="r"))
        self.windows: Table = np.asarray(np.load(build / "windows.npy", mmap_mode="r"))
        self.sentences: Table = np.asarray(np.load(build / "sentences.npy", mmap_mode="r"))
        self.window_vectors, self.sentence_vectors, self.lexical = self._indexes()
        self.tokens: Tokens | None = open_tokens(build, len(self.sentences))
        self.terms: Postings = open_postings(build, len(self.sentences))
        self.sounds: Sounds = open_sounds(build / "sounds.npy")
        self.background: Background = read_background(build)
        self.documents: tuple[DocumentInfo, ...] = self.catalogue.documents()
        self.versions: tuple[str, ...] = versions(self.documents)
        # Where each passage's rows begin: rows of passage p are [start[p], start[p + 1]).
        edges = np.arange(len(self.passages) + 1)
        self.sentence_start = np.searchsorted(self.sentences[:, 0], edges)
        self.window_start = np.searchsorted(self.windows[:, 0], edges)
        self._texts: OrderedDict[str, str] = OrderedDict()  # those read last, the latest at the end
        self._lock = threading.Lock()

    def _indexes(self) -> tuple[Nearest, Nearest, Words]:
        """The indexes of windows, sentences and words."""
        return (
            open_vectors(self.build / "windows.faiss"),
            open_vectors(self.build / "sentences.faiss"),
            open_lexical(self.build, len(self.passages)),
        )

    def text(self, sha256: str) -> str:
        """A source's decoded text by its hash, verified. Raises StoreDamaged, StoreUnreachable if
        it cannot be read, or StoreError if it went when the store was built anew.
        """
        with self._lock:
            if sha256 in self._texts:
                self._texts.move_to_end(sha256)
                return self._texts[sha256]
        text = self._read_text(sha256)
        with self._lock:
            self._texts[sha256] = text
            left = sum(map(len, self._texts.values()))
            while left > _TEXT_KEPT and len(self._texts) > 1:
                left -= len(self._texts.popitem(last=False)[1])
        return text

    def _read_text(self, sha256: str) -> str:
        path = self.folder / TEXTS / f"{sha256}.txt"
        try:
            data = path.read_bytes()
        except _AMISS:
            raise self._without(path.name) from None
        except OSError as error:
            raise unreadable(self.place, error) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise damaged(self.place, f"{path.name} 被改动过", f"{path.name} was altered")
        return data.decode("utf-8")

    def _without(self, name: str) -> StoreError:
        """The error for a text that is not there: of a build that was replaced it may be gone."""
        with contextlib.suppress(StoreError):
            if _current(self.folder) != self.manifest.id:
                return replaced(self.place)
        return damaged(self.place, f"缺少 {name}", f"{name} is missing")

    def document(self, document_id: int) -> Document:
        """A document with its outline and text."""
        text = self.text(self.documents[document_id].text_sha256)
        return self.catalogue.document(document_id, text)

    def check_model(self, encoder: Encoder) -> None:
        """Raise StoreMismatch unless `encoder` is the model that built this store."""
        if encoder.fingerprint != self.manifest.fingerprint:
            built, have, option = self.manifest.model, encoder.name, store_option(self.place)
            raise StoreMismatch(
                f"索引 {self.place} 由模型 {built}（{self.manifest.fingerprint[:12]}）建立，"
                f"与当前模型 {have}（{encoder.fingerprint[:12]}）不同；"
                f"请运行 python -m qa index 文件或文件夹 {option} --model {shlex.quote(have)} 重建",
                f"store {self.place} was built by model {built} "
                f"({self.manifest.fingerprint[:12]}), not by {have} ({encoder.fingerprint[:12]}); "
                f"rebuild: python -m qa index PATH {option} --model {shlex.quote(have)}",
            )

    def files(self) -> dict[str, tuple[int, str]]:
        """The files of the build that are in its folder: name -> (bytes, sha256)."""
        return self.manifest.files

    def verify(self) -> list[str]:
        """Hash every file. Returns the names of those that are missing or altered. Raises
        StoreUnreachable if one cannot be read, or StoreError as `text` does.
        """
        faults = []
        for name, (size, digest) in sorted(self.files().items()):
            path = self.build / name
            try:
                if not path.is_file() or path.stat().st_size != size or file_sha256(path) != digest:
                    faults.append(name)
            except OSError as error:
                raise unreadable(self.place, error) from error
        for digest in self.manifest.texts:
            try:
                self._read_text(digest)
            except StoreDamaged:
                faults.append(f"{TEXTS}/{digest}.txt")
        return faults


def open_store(folder: Path) -> Store:
    """Open the store in `folder`.

    Raises StoreMissing, StoreVersion, StoreDamaged, StoreUnreachable if it cannot be read, or
    StoreError if it is no folder.
    """
    if os.path.exists(folder) and not os.path.isdir(folder):  # pathlib's raise what these swallow
        raise StoreError(
            f"{folder} 是文件，不是索引文件夹；请用 --store 指定一个文件夹",
            f"{folder} is a file, not a store folder; name a folder with --store",
        )
    for attempt in (1, 2, 3):
        manifest = read_manifest(folder)
        try:
            with while_checked(folder, folder / BUILDS / manifest.id, manifest.files):
                store = Store(folder, manifest)
                check_rows(store)
            return store
        except (StoreDamaged, *_UNREADABLE) as error:
            # A build that finished meanwhile removes the one we were opening: look again.
            if attempt < 3 and _current(folder) != manifest.id:
                continue
            if isinstance(error, StoreDamaged):
                raise
            if isinstance(error, OSError) and not isinstance(error, _AMISS):
                raise unreadable(folder, error) from error
            reason = " ".join(str(error).split())[:200]
            raise damaged(folder, reason, reason) from error
    raise AssertionError("unreachable")


def _current(folder: Path) -> str:
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise missing(folder) from None
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise damaged(folder, f"{CURRENT} 无法读取", f"{CURRENT} cannot be read") from error
    except OSError as error:
        raise unreadable(folder, error) from error


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the live build."""
    return _manifest(folder, _current(folder))


def _manifest(folder: Path, name: str) -> Manifest:
    """The manifest of the build `name`."""
    try:
        text = (folder / BUILDS / name / MANIFEST).read_text(encoding="utf-8")
    except (*_AMISS, ValueError) as error:
        raise damaged(folder, f"{MANIFEST} 无法读取", f"{MANIFEST} cannot be read") from error
    except OSError as error:
        raise unreadable(folder, error) from error
    return parse_manifest(folder, name, text)


def parse_manifest(place: str | Path, name: str, text: str) -> Manifest:
    """The manifest of the build `name` of the store at `place`. Raises StoreVersion, or
    StoreDamaged.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        if type(data["format"]) is not int:
            raise TypeError("format")
        if data["format"] != FORMAT:
            raise StoreVersion(
                f"索引 {place} 是第 {data['format']} 版格式，本程序读写第 {FORMAT} 版；"
                f"请运行 python -m qa index 文件或文件夹 {store_option(place)} 重建",
                f"store {place} has format {data['format']}, this program uses {FORMAT}; "
                f"rebuild: python -m qa index PATH {store_option(place)}",
            )
        manifest = Manifest(
            **data
            | {"counts": Counts(**data["counts"]), "texts": tuple(data["texts"])}
            | {"files": {k: (int(v[0]), str(v[1])) for k, v in data["files"].items()}}
        )
        if not all(isinstance(each, str) for each in (manifest.model, manifest.fingerprint)):
            raise TypeError("model")
    except _MALFORMED as error:
        raise damaged(place, f"{MANIFEST} 无法读取", f"{MANIFEST} cannot be read") from error
    if not name == manifest.id == build_id(manifest.fingerprint, manifest.files):
        raise damaged(place, f"{MANIFEST} 被改动过", f"{MANIFEST} was altered")
    return manifest


def write_file(path: Path, data: bytes) -> None:
    """Write a small file so that it is there whole or not at all; a folder in its place is moved
    aside. Raises OSError.
    """
    aside = path.with_name(f".{path.name}.tmp")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}.folder"))
    aside.replace(path)


def whole_builds(folder: Path) -> list[str]:
    """The builds in `folder` that are there whole, but for the live one. Raises OSError, or
    StoreUnreachable, if one cannot be read.
    """
    try:
        live = _current(folder)
    except (StoreMissing, StoreDamaged):
        live = ""
    builds = folder / BUILDS
    names = sorted(os.listdir(builds)) if builds.is_dir() else []
    return [name for name in names if name != live and _is_whole(folder, name)]


def _is_whole(folder: Path, name: str) -> bool:
    """Whether all that a build is made of is there as it was written, large files too."""
    build = folder / BUILDS / name
    try:
        manifest = _manifest(folder, name)
        files = all(file_sha256(build / n) == sha256 for n, (_, sha256) in manifest.files.items())
    except (StoreDamaged, StoreVersion, *_AMISS):
        return False
    return files and all((folder / TEXTS / f"{text}.txt").is_file() for text in manifest.texts)


def check_rows(store: Store) -> None:
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
                store.place,
                f"{name} 有 {rows} 行，应有 {expected} 行",
                f"{name} has {rows} rows, not {expected}",
            )
    dimensions = {store.window_vectors.dimension, store.sentence_vectors.dimension}
    texts = tuple(sorted({source["text_sha256"] for source in sources}))
    if dimensions != {store.manifest.dimension} or texts != store.manifest.texts:
        raise damaged(store.place, f"{MANIFEST} 被改动过", f"{MANIFEST} was altered")
