"""Files that people send: what they are by their content, and where they are kept.

    store/uploads/<sha256 of the bytes>.<suffix by content>    the file
    store/uploads/<sha256 of the bytes>.json                   its own name, and what is in it

Nothing of this lies in a folder that is served, and no name that a person chose is a path.
"""

import contextlib
import json
import os
import re
import time
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.clauses import clauses
from index.errors import InputError, SourceError, TiaowenError
from index.formats.kinds import kind_of
from index.model import Document, Problem, Source
from index.outline import outline
from index.readers import discover, read
from ui.documents.child import Ended, call

__all__ = [
    "MOST_BYTES",
    "Upload",
    "checked_name",
    "described",
    "find",
    "forget",
    "keep",
    "room",
    "sweep",
    "waiting",
]

MOST_BYTES = 50 * 2**20
_MOST_FILES = 5000
_MOST_TOTAL = 4 * 2**30
_MOST_SECONDS = 120  # for reading one file
_MOST_DAYS = 7  # that a file waits to be indexed
_LONGEST_NAME, _SHOWN_NAME = 120, 40  # characters
_MOST_LINES, _MOST_PROBLEMS, _MOST_ENTRIES = 400, 50, 200  # that a preview shows


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is kept. `id`: SHA-256 of its bytes; `name`: what its sender calls it; `entries`:
    for each document file in it (one, unless it is a zip file) what `described` gives.
    """

    id: str
    name: str
    suffix: str
    bytes: int
    entries: list[dict[str, Any]]

    def path(self, folder: Path) -> Path:
        """Where it is kept."""
        return folder / f"{self.id}{self.suffix}"


def checked_name(raw: str) -> str:
    """A file's name as it may be shown and cited. Raises InputError if it has parts of a path,
    control characters, or characters that turn the direction of writing or cannot be seen.
    """
    name = unicodedata.normalize("NFC", raw).strip()
    shown = "".join("\ufffd" if _is_unseen(c) else c for c in name)
    if not name:
        raise InputError(
            "文件名是空的；请改名后再上传", "the file has no name; give it one and send it again"
        )
    if len(name) > _LONGEST_NAME:
        raise InputError(
            f"“{shown[:_SHOWN_NAME]}…”：文件名超过 {_LONGEST_NAME} 个字；请改短后再上传",
            f"“{shown[:_SHOWN_NAME]}…”: the name is longer than {_LONGEST_NAME} characters; shorten"
            " it and send the file again",
        )
    if name != shown or re.search(r"[/\\]|^\.", name):
        raise InputError(
            f"“{shown}”：文件名以点开头，或含有路径、控制字符、看不见的字符；请改名后再上传",
            f"“{shown}”: the name begins with a dot, or holds a path or characters that cannot be"
            " seen; rename the file and send it again",
        )
    return name


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def room(folder: Path) -> None:
    """Raise InputError if there is no room for one more file in `folder`."""
    sizes = [stat.st_size for _, stat in _present(folder, "*")]
    if len(sizes) >= 2 * _MOST_FILES or sum(sizes) + MOST_BYTES > _MOST_TOTAL:
        raise InputError(
            f"上传的文件已到上限（{_MOST_FILES} 个或 {_MOST_TOTAL >> 30} GB）；请先删除不用的文件",
            f"no room for more files ({_MOST_FILES}, or {_MOST_TOTAL >> 30} GB); delete some first",
        )


def keep(folder: Path, name: str, file: Path, sha256: str) -> Upload:
    """Look into a file that has come, and keep it in `folder` (on the same disk) under its hash.
    Raises TiaowenError in one line if it cannot be read, and removes it, unless it was kept before.
    """
    try:
        with file.open("rb") as opened:
            suffix = kind_of(opened, Path(name).suffix, name)
        place = folder / f"{sha256}{suffix}"
        file.replace(place)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    try:
        entries = call(described, place, name, seconds=_MOST_SECONDS)
        if all(entry["error"] for entry in entries):
            raise SourceError(entries[0]["error"], entries[0]["error_en"])
        upload = Upload(sha256, name, suffix, place.stat().st_size, entries)
        _require_no_twin(folder, upload)
        _write(folder, upload)
    except BaseException as error:
        before = find(folder, sha256)
        if before is None or before.path(folder) != place:
            place.unlink(missing_ok=True)
        if isinstance(error, Ended):
            raise _unreadable(name, error) from None
        raise
    return upload


def _require_no_twin(folder: Path, upload: Upload) -> None:
    """Raise InputError if the same bytes are kept under another name, in whose place this would
    come without a word.
    """
    other = find(folder, upload.id)
    if other and other.name != upload.name:
        raise InputError(
            f"{upload.name}：与待加入的“{other.name}”内容相同，不必再加",
            f"{upload.name}: the same as “{other.name}”, which waits to be added",
        )


def _unreadable(name: str, ended: Ended) -> SourceError:
    if ended.why == "late":
        return SourceError(
            f"{name}：{_MOST_SECONDS} 秒内没有读完；请拆成几个文件",
            f"{name}: not read within {_MOST_SECONDS} seconds; split it into several files",
        )
    return SourceError(
        f"{name}：文件有问题，读取程序中途退出；请用原软件打开后另存",
        f"{name}: something in the file made its reader crash; save it anew",
    )


def _write(folder: Path, upload: Upload) -> None:
    aside = folder / f".{upload.id}.json.tmp"
    aside.write_text(json.dumps(asdict(upload), ensure_ascii=False), encoding="utf-8")
    aside.replace(folder / f"{upload.id}.json")


def find(folder: Path, upload_id: str) -> Upload | None:
    """The kept file with this id, if there is one."""
    if not re.fullmatch("[0-9a-f]{64}", upload_id):
        return None
    try:
        data = json.loads((folder / f"{upload_id}.json").read_text(encoding="utf-8"))
        return Upload(**data)
    except (OSError, ValueError, TypeError):
        return None


def waiting(folder: Path, indexed: Collection[Path]) -> list[Upload]:
    """The kept files that are not `indexed`, in the order in which they came."""
    present = _present(folder, "*.json")
    records = sorted(present, key=lambda record: (record[1].st_mtime_ns, record[0].name))
    found = [find(folder, path.stem) for path, _ in records]
    return [upload for upload in found if upload and upload.path(folder) not in indexed]


def forget(folder: Path, upload_id: str) -> None:
    """Remove a kept file, if it is there."""
    if upload := find(folder, upload_id):
        upload.path(folder).unlink(missing_ok=True)
        (folder / f"{upload.id}.json").unlink(missing_ok=True)


def sweep(folder: Path, indexed: Collection[Path]) -> None:
    """Remove what nobody indexed for days, and what is left of transfers that were cut off."""
    oldest = time.time() - _MOST_DAYS * 86400
    for path, stat in _present(folder, "*"):
        kept = find(folder, path.stem)
        if stat.st_mtime < oldest and not (kept and kept.path(folder) in indexed):
            path.unlink(missing_ok=True)


def _present(folder: Path, pattern: str) -> list[tuple[Path, os.stat_result]]:
    """Files of a folder with their sizes and times, without those that were moved meanwhile: other
    files may be coming.
    """
    found = []
    for path in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            found.append((path, path.stat()))
    return found


def described(path: Path, name: str) -> list[dict[str, Any]]:
    """What is in a file that is called `name`, or in each document of a zip file: the name, and
    either an error in two languages, or the documents with their outlines and problems.
    """
    entries = []
    for inner, _ in discover([path]):
        below = inner.relative_to(path).as_posix()
        called = name if below == "." else f"{name}/{below}"
        try:
            source = read(inner, called)
            entries.append({"name": called, "error": None} | _found(source))
        except TiaowenError as error:
            entries.append({"name": called, "error": error.zh, "error_en": error.en})
        if len(entries) >= _MOST_ENTRIES:
            break
    return entries


def _found(source: Source) -> dict[str, Any]:
    found = outline(source)
    inside = [
        [p for p in found.problems if document.span.contains(p.span)]
        for document in found.documents
    ]
    outside = [p for p in found.problems if not any(p in problems for problems in inside)]
    documents = [
        {
            "title": document.title,
            "issuer": document.issuer,
            "date": document.date,
            "clauses": len(clauses(document)),
            "outline": _lines(document),
            **_problems(problems),
        }
        for document, problems in zip(found.documents, inside, strict=True)
    ]
    return {"documents": documents, "characters": len(source.text), **_problems(outside)}


def _problems(problems: list[Problem]) -> dict[str, Any]:
    return {
        "problems": [problem.message for problem in problems[:_MOST_PROBLEMS]],
        "more_problems": max(0, len(problems) - _MOST_PROBLEMS),
    }


def _lines(document: Document) -> list[list[Any]]:
    """The outline of a document as lines, each with its depth; those of its clauses are their
    headings.
    """
    lines: list[list[Any]] = []
    above: tuple[str, ...] = ()
    for clause in clauses(document):
        same = [a == b for a, b in zip(above, clause.path, strict=False)]
        common = [*same, False].index(False)
        lines += [[i, clause.path[i]] for i in range(common, len(clause.path))]
        lines.append([len(clause.path), clause.heading])
        above = clause.path
    return lines[:_MOST_LINES]
