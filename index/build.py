"""Files -> a store: read, outline, cut, embed, write aside, switch.

The live store is not touched until everything is on disk; then the one file that names the live
build is replaced. A build that is killed or fails leaves the old store as it was, and what it had
embedded is found again by the next one.
"""

import contextlib
import filecmp
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import filelock
import numpy as np

from index import store as layout
from index.background import measure, write_background
from index.catalogue import write_catalogue
from index.checksums import file_sha256
from index.clauses import clauses
from index.earlier import old_store
from index.embedded import EmbeddedRows, embed_rows
from index.embedding import KEY_BYTES, remove_side_files
from index.encoder import Encoder, load_encoder
from index.errors import (
    SourceError,
    StoreDamaged,
    StoreError,
    TiaowenError,
)
from index.lexical import build_lexical, build_postings
from index.model import Heading, Source, Span
from index.outline import outline
from index.readers import SUFFIXES, discover, is_closed, is_copy, linked, read, resolved, spelled
from index.rows import Rows, cut
from index.sounds import write_sounds
from index.store import Counts, Manifest, Store
from index.tokens import write_tokens
from index.vectors import write_vectors

__all__ = ["BuildReport", "Progress", "build", "prune", "writing"]

# What builds are called, and texts, also those whose writing was cut short.
_BUILD, _TEXT = (
    re.compile(r"[0-9a-f]{16}"),
    re.compile(r"[0-9a-f]{64}\.txt|\.[0-9a-f]{64}\.txt\.tmp"),
)
_STAGING = ".staging"  # the build that is being written


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. `stage`: "model" (unpacking), "read", "cut", "embed", "write"."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded`: texts that were not known from before; `failures`: sources that
    could not be read; `lost`: why what an older store held could not be taken over, if so.
    """

    counts: Counts
    embedded: int
    failures: tuple[TiaowenError, ...]
    lost: TiaowenError | None


def build(
    paths: Sequence[Path],
    folder: Path,
    model: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    remove: Sequence[Path] = (),
    names: Mapping[Path, str] | None = None,
    *,
    taken_over: Callable[[], Store] | None = None,
    publish: Callable[[], None] = lambda: None,
) -> BuildReport:
    """Index files and folders into the store at `folder`, or bring it up to date.

    Sources indexed before are kept, unless they lie under `paths`: those are read again, and
    dropped if they are gone, be it all of them (which nobody can tell of what lies in a folder that
    cannot be searched: that is kept); or under `remove`: those are dropped, whether the files are
    there or not. `names`: what citations call a file, or the files below a folder or zip file,
    where that is not its path. `model` is None for the store's own model, or the default for a new
    store. A source that cannot be read is reported and left out; raises SourceError if none can,
    ModelError, or StoreError if the store cannot be written.

    A build that is served elsewhere is put together in `folder` all the same: `taken_over` opens
    the store that it follows, if that is not the one in `folder`, and `publish` is called when it
    is complete.
    """
    with writing(folder):
        old, lost = old_store(folder, taken_over)
        name = model if model is not None or old is None else old.manifest.model
        encoder = load_encoder(name, lambda _s, f: progress(Progress("model", int(f * 100), 100)))
        found = [(path, _called(path, name, names or {})) for path, name in discover(paths)]
        closed = [path for path, _ in found if is_closed(path)]
        given = [*paths, *linked(paths)]
        kept, gone = _outside(old.catalogue.sources() if old else [], given, remove, closed)
        if not found and not gone:
            raise _nothing([*paths, *remove], [])
        sources, origins, ways, failures = _sources(found, kept, old, progress)
        if not sources and (failures or not (gone or remove)):
            raise failures[0] if len(failures) == 1 else _nothing(paths, failures)
        outlined = [d for source in sources for d in outline(source).documents]
        documents = [(document, clauses(document)) for document in outlined]
        rows = cut(documents, encoder, lambda i, n: progress(Progress("cut", i, n)))
        made = embed_rows(
            rows, encoder, folder, old, lambda i, n: progress(Progress("embed", i, n))
        )
        progress(Progress("write", 0, 1))
        counts = _write(folder, sources, (origins, ways), rows, made)
        publish()
        remove_side_files(folder)
        progress(Progress("write", 1, 1))
        return BuildReport(counts, made.anew, tuple(failures), lost)


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The right to write to `folder`: one process at a time; errors of the disk in one line."""
    if os.path.exists(folder) and not os.path.isdir(folder):  # pathlib's raise what these swallow
        raise StoreError(
            f"{folder} 是文件，不能在此建立索引；请用 --store 指定一个文件夹",
            f"{folder} is a file, no store can be built there; name a folder with --store",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / ".lock", timeout=0):
            try:
                yield
            finally:  # what a build that failed wrote is of no use: it may be all that was free
                shutil.rmtree(folder / layout.BUILDS / _STAGING, ignore_errors=True)
    except filelock.Timeout:
        raise StoreError(
            f"另一个程序正在写索引 {folder}；请等它结束后再试",
            f"another process is writing the store {folder}; try again when it has finished",
        ) from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if name := getattr(error, "filename2", None) or getattr(error, "filename", None):
            reason = f"{Path(os.fsdecode(name)).name}: {reason}"
        raise StoreError(
            f"无法写入索引 {folder}（{reason}）；请检查磁盘空间和权限，或用 --store 换一个文件夹",
            f"cannot write the store {folder} ({reason}); "
            "check disk space and permissions, or name another folder with --store",
        ) from error


def _called(path: Path, name: str, names: Mapping[Path, str]) -> str:
    """What citations call the file at `path`: as `names` say, or else `name`."""
    for given in (path, *path.parents):
        if given in names:
            return (PurePosixPath(names[given]) / path.relative_to(given).as_posix()).as_posix()
    return name


def _sources(
    found: list[tuple[Path, str]],
    kept: Sequence[dict[str, Any]],
    old: Store | None,
    progress: Callable[[Progress], None],
) -> tuple[list[Source], dict[str, str], dict[str, str], list[TiaowenError]]:
    """The files `found`, and those of the old store that are `kept`; sorted by name. Returns them
    with the places they come from, the ways there (see `write_catalogue`), and what could not be
    read.
    """
    sources: dict[str, Source] = {}
    origins: dict[str, str] = {}
    ways: dict[str, str] = {}
    failures: list[TiaowenError] = []
    for row in kept:
        try:
            text = old.text(row["text_sha256"]) if old else ""
            sources[row["path"]] = _stored(row, text)
            origins[row["path"]], ways[row["path"]] = row["origin"], row.get("way", "")
        except StoreDamaged:
            found.append((Path(row["origin"]), row["path"]))
    for i, (path, name) in enumerate(found):
        progress(Progress("read", i, len(found)))
        place = spelled(resolved(path))
        if name in sources:
            name = place  # another file is cited by this name already
        try:
            sources[name] = read(path, name)
            origins[name], way = place, spelled(_absolute(path))
            ways[name] = way if way != place else ""
        except SourceError as error:
            failures.append(error)
    progress(Progress("read", len(found), len(found)))
    return [sources[name] for name in sorted(sources)], origins, ways, failures


def _outside(
    rows: Sequence[dict[str, Any]],
    paths: Sequence[Path],
    remove: Sequence[Path],
    closed: Sequence[Path],
) -> tuple[list[dict[str, Any]], int]:
    """Those sources of a store that lie neither under `remove` nor under `paths`, unless under what
    is `closed` there; and how many others there are. What was found by links that are gone, or lead
    elsewhere by now, lies where these are.
    """
    given, removed, unseen = (
        {Path(spelled(place)) for path in places for place in (resolved(path), _absolute(path))}
        for places in (paths, remove, closed)
    )
    outside = []
    for row in rows:
        origin, way = Path(row["origin"]), Path(row.get("way") or row["origin"])
        above = _holding(origin)
        if above & removed:
            continue
        if resolved(way) != origin:
            above |= _holding(way)
        if not above & given or above & unseen:
            outside.append(row)
    return outside, len(rows) - len(outside)


def _absolute(path: Path) -> Path:
    """A path from the root, by whatever links it leads."""
    return Path(os.path.abspath(path))


def _holding(place: Path) -> set[Path]:
    """The places under which a build finds what is at `place`: it and all that hold it; of what was
    sent to the page, and is kept in the store, it alone (or the zip file that it is in).
    """
    places = [place, *place.parents]
    sent = [is_copy(each) and each.parent.name != layout.TEXTS for each in places]
    return set(places[: sent.index(True) + 1] if any(sent) else places)


def _stored(row: dict[str, Any], text: str) -> Source:
    """A source as the old store keeps it."""
    pages, headings = json.loads(row["page_starts"]), json.loads(row["headings"])
    return Source(
        *(row["path"], row["sha256"], text, row["encoding"], tuple(pages)),
        headings=tuple(Heading(*heading) for heading in headings),
        asides=frozenset(json.loads(row["asides"])),
        columns=tuple(Span(*column) for column in json.loads(row["columns"])),
    )


def _nothing(paths: Sequence[Path], failures: Sequence[TiaowenError]) -> SourceError:
    names = "、".join(map(str, paths))
    if failures:
        return SourceError(
            f"{names} 中的 {len(failures)} 个文件都无法读取，例如：{failures[0].zh}",
            f"none of the {len(failures)} files in {names} can be read; e.g.: {failures[0].en}",
        )
    return SourceError(
        f"{names} 中没有可以索引的文件；支持 {'、'.join(SUFFIXES)}",
        f"nothing to index in {names}; {', '.join(SUFFIXES)} can be read",
    )


def _write(
    folder: Path,
    sources: Sequence[Source],
    places: tuple[dict[str, str], dict[str, str]],
    rows: Rows,
    made: EmbeddedRows,
) -> Counts:
    """Write a finished build beside the live one, and switch. `places`: origins and ways of the
    `sources` (see `write_catalogue`).
    """
    staging = folder / layout.BUILDS / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    (folder / layout.TEXTS).mkdir(exist_ok=True)
    for source in sources:
        layout.write_file(folder / layout.TEXTS / f"{source.text_sha256}.txt", source.text.encode())
    write_catalogue(staging / "catalogue.sqlite", sources, rows.documents, *places)
    for name, table in rows.tables().items():
        np.save(staging / f"{name}.npy", table)
    for name, (vectors, digests) in (("windows", made.windows), ("sentences", made.sentences)):
        write_vectors(vectors, staging / f"{name}.faiss")
        keys = np.frombuffer(b"".join(digests), dtype=f"V{KEY_BYTES}")
        np.save(staging / f"{name}_keys.npy", keys)
    if made.tokens:
        write_tokens(made.tokens, staging)
    build_lexical(rows.passage_texts, staging)
    build_postings(rows.sentence_texts, staging)
    write_sounds(staging / "sounds.npy")
    write_background(measure(made.encoder, made.sentences[0], made.beside), staging)
    counts = Counts(
        *(len(sources), len(rows.documents), sum(len(c) for _, c in rows.documents)),
        *(len(rows.passages), len(rows.windows), len(rows.sentences)),
    )
    return _switch(folder, staging, sources, counts, made.encoder)


def _switch(
    folder: Path, staging: Path, sources: Sequence[Source], counts: Counts, encoder: Encoder
) -> Counts:
    files = {
        path.name: (path.stat().st_size, file_sha256(path)) for path in sorted(staging.iterdir())
    }
    manifest = Manifest(
        format=layout.FORMAT,
        id=layout.build_id(encoder.fingerprint, files),
        model=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        counts=counts,
        files=files,
        texts=tuple(sorted({source.text_sha256 for source in sources})),
    )
    layout.write_file(staging / layout.MANIFEST, manifest.to_json().encode())
    target = folder / layout.BUILDS / manifest.id
    before = _live(folder)
    if not _same_files(staging, target):  # the live build, if nothing has changed: leave it alone
        for path in staging.iterdir():
            _sync(path)
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
    layout.write_file(folder / layout.CURRENT, manifest.id.encode())
    if before is None or before.id != manifest.id:
        # The build before this one stays for a while: others may still be answering from it.
        _tidy(folder, [manifest, before] if before else [manifest])
    return counts


def _live(folder: Path) -> Manifest | None:
    """The manifest of the live build; None if there is none that could be opened."""
    try:
        return layout.read_manifest(folder)
    except StoreError:
        return None


def prune(folder: Path) -> None:
    """Remove what the live build of a store does not need: the build before it, and its texts.
    Raises StoreError, as when another process is writing.
    """
    with writing(folder):
        _tidy(folder, [layout.read_manifest(folder)])


def _tidy(folder: Path, kept: Sequence[Manifest]) -> None:
    """Remove all builds but those `kept`, and the texts that none of them needs. What else lies
    there is somebody's own: a store may be in a folder that has others of these names.
    """
    ids = {manifest.id for manifest in kept}
    texts = {f"{digest}.txt" for manifest in kept for digest in manifest.texts}
    for path in (folder / layout.BUILDS).iterdir():
        if path.name not in ids and _BUILD.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
    for path in (folder / layout.TEXTS).iterdir():
        if path.name not in texts and _TEXT.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _same_files(folder: Path, other: Path) -> bool:
    names = sorted(path.name for path in folder.iterdir())
    if not other.is_dir() or names != sorted(path.name for path in other.iterdir()):
        return False
    return not any(filecmp.cmpfiles(folder, other, names, shallow=False)[1:])


def _sync(path: Path) -> None:
    """See to it that a file is on the disk before anything refers to it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
