"""What people change in the documents of a store: one thing at a time, in a process of its own,
while the page goes on answering from the store as it was.
"""

import hashlib
import itertools
import logging
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.build import BuildReport, Progress
from index.catalogue import DocumentInfo
from index.errors import InputError, StoreError, TiaowenError
from index.formats.archive import find_archive
from index.places import build, prune
from index.readers import resolved
from ui.documents import uploads
from ui.documents.child import Ended, call
from ui.documents.uploads import Upload
from ui.startup import Startup

__all__ = ["Changes", "File", "Job"]

_MOST_SECONDS = 24 * 3600.0
_GRACE = 60.0  # seconds for which others may still answer from the build before


@dataclass(frozen=True, slots=True)
class File:
    """A file of the store: `name` is what citations call it, `path` where it was read, `documents`
    what is in it (in the files in it, for a zip file). `is_ours`: it was sent through the page.
    """

    name: str
    path: Path
    documents: tuple[DocumentInfo, ...]
    is_ours: bool

    @property
    def key(self) -> str:
        """A name for it that says nothing of this machine."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Job:
    """What is being done to the store, or was done last. `number` grows with each; `notes`: what
    went wrong, in the end; `embedded`: how many texts were new; `changed`: whether the store is
    another one now.
    """

    number: int
    running: bool = True
    progress: Progress | None = None
    notes: tuple[TiaowenError, ...] = ()
    embedded: int = 0
    changed: bool = False


class Changes:
    """The documents of one store, for those who may change them; nobody may if `readonly`."""

    def __init__(self, startup: Startup, readonly: bool = False) -> None:
        self.readonly = readonly
        self.job = Job(0, running=False)
        self._startup = startup
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._reading: frozenset[Path] = frozenset()  # the files that the job indexes
        self._moves = itertools.count(1)
        self._last_move = 0  # how often files have come, or were declined

    @property
    def folder(self) -> Path:
        """Where files are kept that were sent through the page."""
        return resolved(self._startup.folder) / "uploads"

    def stamp(self) -> str:
        """Another one whenever a file has come or was declined, or a job has begun or ended."""
        return f"{self._last_move} {self.job.number} {self.job.running}"

    def files(self) -> list[File]:
        """The files of the store that is open, by name."""
        opened = self._startup.state.store
        if opened is None:
            return []
        names: dict[Path, str] = {}
        documents: dict[Path, list[DocumentInfo]] = {}
        of_source: dict[str, list[DocumentInfo]] = {}
        for info in opened.documents:
            of_source.setdefault(info.source, []).append(info)
        for row in opened.catalogue.sources():
            path, name = _whole(Path(row["origin"]), row["path"])
            names[path] = name
            documents.setdefault(path, []).extend(of_source.get(row["path"], ()))
        return [
            File(names[path], path, tuple(documents[path]), path.parent == self.folder)
            for path in sorted(names, key=lambda path: (names[path], path))
        ]

    def waiting(self) -> list[Upload]:
        """The files that were sent and are not indexed yet."""
        return uploads.waiting(self.folder, {file.path for file in self.files()})

    def receive(self, name: str, file: Path, sha256: str) -> Upload:
        """Keep a file that has come (see `uploads.keep`). Raises TiaowenError."""
        try:
            self._require_rights()
            name = uploads.checked_name(name)
            known = {
                info.source_sha256: other for other in self.files() for info in other.documents
            }
            known |= {other.path.stem: other for other in self.files() if other.is_ours}
            if sha256 in known:
                raise InputError(
                    f"{name}：与已有的“{known[sha256].name}”内容相同，不必再加",
                    f"{name}: the same as “{known[sha256].name}”, which is there already",
                )
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        kept = uploads.keep(self.folder, name, file, sha256)
        self._last_move = next(self._moves)
        return kept

    def prepare(self) -> None:
        """Make room for a file to come. Raises InputError if there is none."""
        self._require_rights()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        uploads.sweep(self.folder, {file.path for file in self.files()})
        uploads.room(self.folder)

    def decline(self, upload_id: str) -> None:
        """Do without a file that waits, unless it is just being indexed."""
        self._require_rights()
        for upload in self.waiting():
            if upload.id == upload_id:
                if self.job.running and upload.path(self.folder) in self._reading:
                    raise _busy()
                uploads.forget(self.folder, upload_id)
                self._last_move = next(self._moves)

    def replaced(self, upload: Upload) -> list[File]:
        """The files of the store whose place an upload takes: those of its name."""
        return [file for file in self.files() if file.name == upload.name]

    def outdone(self, found: Sequence[Upload]) -> list[Upload]:
        """Those of the files `found` waiting after which another one of their name has come."""
        last = {upload.name: upload for upload in found}
        return [upload for upload in found if upload is not last[upload.name]]

    def add(self, seen: Collection[str] | None = None) -> None:
        """Index the files that wait, in the place of those of the same names; of several of one
        name the last. With `seen`, only those of these ids: others may have come since somebody
        looked at the list.
        """
        waiting = [upload for upload in self.waiting() if seen is None or upload.id in seen]
        late = self.outdone(waiting)
        found = {upload.name: upload for upload in waiting}
        names = {upload.path(self.folder): upload.name for upload in found.values()}
        gone = [file for upload in found.values() for file in self.replaced(upload)]
        self._start(list(names), gone, names, [upload.id for upload in late])

    def remove(self, key: str) -> None:
        """Take a file out of the store; if it was sent through the page, it is deleted."""
        self._start([], self._named(key), {}, [])

    def read_again(self, key: str | None = None) -> None:
        """Read a file anew, or all; what is not there any more is kept as it is."""
        files = self.files() if key is None else self._named(key)
        there = {file.path: file.name for file in files if file.path.exists()}
        gone = tuple(_not_there(file) for file in files if file.path not in there)
        self._start(list(there), [], there, [], gone)

    def stop(self) -> None:
        """Give up what is being done; the store stays as it is."""
        self._require_rights()
        self._stop.set()

    def _named(self, key: str) -> list[File]:
        found = [file for file in self.files() if file.key == key]
        if not found:
            raise InputError(
                "这个文件已不在索引里；请刷新页面",
                "this file is not there any more; reload the page",
            )
        return found

    def _require_rights(self) -> None:
        if self.readonly:
            raise InputError(
                "这里只能查阅，不能更改文件（运行时用了 --readonly）",
                "documents cannot be changed here (it runs with --readonly)",
            )

    def _start(
        self,
        paths: Sequence[Path],
        gone: Sequence[File],
        names: dict[Path, str],
        unwanted: Sequence[str],
        notes: tuple[TiaowenError, ...] = (),
    ) -> None:
        """Begin to index `paths` and to take out the files `gone`; afterwards delete those of them,
        and the uploads `unwanted`, that nobody needs.
        """
        self._require_rights()
        with self._lock:
            if self.job.running:
                raise _busy()
            if not (paths or gone):
                self.job = Job(self.job.number + 1, False, notes=notes)
                return
            self._reading = frozenset(paths)
            self.job = Job(self.job.number + 1, notes=notes)
            self._stop.clear()
        unwanted = [*unwanted, *(file.path.stem for file in gone if file.is_ours)]
        work = (list(paths), self._startup.place, [file.path for file in gone], names)
        threading.Thread(target=self._run, args=(work, unwanted), daemon=True).start()

    def _run(self, work: tuple[Any, ...], unwanted: Sequence[str]) -> None:
        notes, embedded, before = self.job.notes, 0, self._store_id()
        try:
            report: BuildReport = call(
                _build, *work, seconds=_MOST_SECONDS, stop=self._stop, progress=self._progress
            )
            embedded = report.embedded
            notes += report.failures + ((report.lost,) if report.lost else ())
            self._startup.follow()
            for upload_id in unwanted:
                uploads.forget(self.folder, upload_id)
            later = threading.Timer(_GRACE, _prune, [self._startup.place])
            later.daemon = True
            later.start()
        except TiaowenError as error:
            notes += (error,)
        except Ended as ended:
            notes += (_ended(ended),)
        except Exception:
            logging.getLogger(__name__).exception("a change failed")
            notes += (_DEFECT,)
        changed = self._store_id() != before
        self.job = Job(self.job.number, False, None, notes, embedded, changed)

    def _store_id(self) -> str:
        opened = self._startup.state.store
        return opened.manifest.id if opened else ""

    def _progress(self, progress: Progress) -> None:
        self.job = replace(self.job, progress=progress)


_DEFECT = TiaowenError(
    "更新索引失败；原因见运行 app.py 的终端。",
    "updating the index failed; the terminal that runs app.py says why.",
)


def _build(
    progress: Any, paths: list[Path], store: str | Path, remove: list[Path], names: dict[Path, str]
) -> BuildReport:
    """What the process does that `Changes` starts."""
    return build(paths, store, progress=progress, remove=remove, names=names)


def _prune(store: str | Path) -> None:
    try:
        prune(store)
    except StoreError:
        return  # somebody is writing, who will do the same


def _whole(path: Path, name: str) -> tuple[Path, str]:
    """The file that a source was read from, and its name: the zip file, if it was in one."""
    found = find_archive(path)
    if found is None:
        return path, name
    archive, inner = found
    return archive, name.removesuffix(inner).rstrip("/") or archive.name


def _busy() -> InputError:
    return InputError(
        "正在更新索引，请等它完成或先停止", "the index is being updated; wait or stop it"
    )


def _not_there(file: File) -> InputError:
    return InputError(
        f"{file.name}：原文件已不在原处，索引里的内容保持不变",
        f"{file.name}: the file is not where it was; what is indexed stays as it is",
    )


def _ended(ended: Ended) -> InputError:
    if ended.why == "stopped":
        return InputError("已停止，索引没有变化。", "Stopped; the index is as it was.")
    return InputError(
        "更新索引的程序意外退出，索引没有变化；内存可能不够",
        "the process that updated the index died; the index is as it was; memory may be short",
    )
