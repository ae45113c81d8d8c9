"""Zip archives: those that hold documents, and the one that every .docx file is.

Nothing is unpacked to the disk, and whatever is read is bounded before it is read.
"""

import lzma
import os
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from index.errors import SourceError

__all__ = [
    "MOST_MEMBER_BYTES",
    "broken",
    "find_archive",
    "member_names",
    "open_zip",
    "read_bounded",
    "read_member",
]

MOST_MEMBER_BYTES = 64 * 1024 * 1024
_MOST_TOTAL_BYTES = 512 * 1024 * 1024
_MOST_MEMBERS = 2000
_MOST_DIRECTORY_BYTES = 1024 * 1024
_MOST_RATIO = 100  # text shrinks to a fifth, markup to a twentieth; beyond this it is a bomb
_RATIO_MATTERS_FROM = 1024 * 1024
_LONGEST_NAME = 1000
_ENCRYPTED, _NAMED_IN_UTF8 = 0x1, 0x800  # bits of a member's flags
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, RuntimeError, OSError, ValueError),
)

_known: dict[tuple[Path, int, int, int, int], dict[str, int]] = {}  # of one archive: see `_members`


def find_archive(path: Path) -> tuple[Path, str] | None:
    """The zip file inside which `path` lies (laws.zip/a/b.docx), and the member's name there."""
    for parent in path.parents:
        if parent.suffix.lower() == ".zip" and os.path.isfile(parent):
            return parent, path.relative_to(parent).as_posix()
    return None


def member_names(path: Path, name: str) -> list[str]:
    """The names of the files in the zip file at `path`, in order, hidden ones left out. `name` is
    what errors call it. Raises SourceError if no member of it should be read.
    """
    return sorted(_members(path, name))


def _members(path: Path, name: str) -> dict[str, int]:
    """`member_names` with the place of each in the archive's list. Those of the archive that was
    looked into last are known, as long as it is the same: each member that is read asks for them.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            key = (path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
            found = _known.get(key)
            if found is None:
                with open_zip(file, name) as archive:
                    found = _listed(archive.infolist(), name)
                _known.clear()
                _known[key] = found
            return found
    except OSError as error:
        raise broken(name, "压缩包", "archive") from error


def _listed(infos: list[zipfile.ZipInfo], name: str) -> dict[str, int]:
    """See `_members`: of two of one name the first."""
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise SourceError(
            f"{name}：压缩包有密码；请解压后再加入",
            f"{name}: the archive has a password; unpack it first",
        )
    total = sum(info.file_size for info in infos)
    if total > _MOST_TOTAL_BYTES:
        raise SourceError(
            f"{name}：解压后超过 {_MOST_TOTAL_BYTES >> 20} MB；请拆成几个压缩包",
            f"{name}: more than {_MOST_TOTAL_BYTES >> 20} MB when unpacked; "
            "split it into several archives",
        )
    names = {i: _decoded(info) for i, info in enumerate(infos) if not info.is_dir()}
    for inner in names.values():
        if _is_unsafe(inner):
            raise SourceError(
                f"{name}：压缩包里有不安全的路径“{inner[:80]}”；请解压后再加入",
                f"{name}: the archive holds an unsafe path ({inner[:80]}); unpack it first",
            )
    return {inner: i for i, inner in reversed(names.items()) if not _is_hidden(inner)}


def read_member(path: Path, inner: str, name: str) -> bytes:
    """The bytes of one file in the zip file at `path`. Raises SourceError in one line."""
    members = _members(path, name)
    if inner not in members:
        raise SourceError(
            f"{name}：压缩包里没有这个文件；请检查路径",
            f"{name}: there is no such file in the archive; check the path",
        )
    if inner.lower().endswith(".zip"):
        raise SourceError(
            f"{name}：压缩包里的压缩包不读；请先解压",
            f"{name}: an archive inside an archive is not read; unpack it first",
        )
    try:
        with path.open("rb") as file, open_zip(file, name) as archive:
            info = archive.infolist()[members[inner]]
            if _decoded(info) != inner:  # another archive is there by now
                raise broken(name, "压缩包", "archive")
            return read_bounded(archive, info, name)
    except (OSError, IndexError) as error:
        raise broken(name, "压缩包", "archive") from error


def open_zip(file: IO[bytes], name: str) -> zipfile.ZipFile:
    """A zip file, open for reading, with no more members than we look at. Raises SourceError."""
    try:
        few = _directory_size(file) <= _MOST_DIRECTORY_BYTES
        archive = zipfile.ZipFile(file) if few else None
    except _DAMAGE as error:
        raise broken(name, "文件", "file") from error
    if archive is None or len(archive.infolist()) > _MOST_MEMBERS:
        raise SourceError(
            f"{name}：里面的文件超过 {_MOST_MEMBERS} 个；请拆成几个压缩包",
            f"{name}: holds more than {_MOST_MEMBERS} files; split it into several archives",
        )
    return archive


def read_bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """One member, if it is no larger than we read. Raises SourceError."""
    size, packed = info.file_size, max(info.compress_size, 1)
    if size > MOST_MEMBER_BYTES:
        raise SourceError(
            f"{name}：解压后超过 {MOST_MEMBER_BYTES >> 20} MB；请拆成几个文件",
            f"{name}: more than {MOST_MEMBER_BYTES >> 20} MB when unpacked; split it",
        )
    if size > _RATIO_MATTERS_FROM and size > _MOST_RATIO * packed:
        raise SourceError(
            f"{name}：压缩比异常（{size // packed} 倍），疑似压缩炸弹；请检查文件来源",
            f"{name}: packed {size // packed} to 1, like a zip bomb; check where it comes from",
        )
    try:
        with archive.open(info) as member:
            return member.read(MOST_MEMBER_BYTES)
    except _DAMAGE as error:
        raise broken(name, "文件", "file") from error


def broken(name: str, zh: str, en: str) -> SourceError:
    """The error for a file that is not what its name says."""
    return SourceError(
        f"{name}：{zh}已损坏，或不是这种格式；请重新获取，或用原软件打开后另存",
        f"{name}: the {en} is damaged, or of another format; get it again, or save it anew",
    )


def _directory_size(file: IO[bytes]) -> int:
    """The bytes that a zip file says its list of members takes; reading it costs many times that.
    Raises BadZipFile.
    """
    end = file.seek(0, 2)
    file.seek(max(0, end - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise zipfile.BadZipFile
    if tail[max(0, at - 20) :].startswith(b"PK\6\7"):  # Zip64: the record before has the size
        return int.from_bytes(tail[at - 36 : at - 28], "little") if at >= 76 else end
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _decoded(info: zipfile.ZipInfo) -> str:
    """A member's name, as a path has it (a/b for ./a//b). Where it is not marked as UTF-8, Python
    takes it for code page 437; from Chinese systems it is GBK, or UTF-8 all the same.
    """
    name = info.filename
    if not info.flag_bits & _NAMED_IN_UTF8:
        raw = name.encode("cp437", "ignore")
        for codec in ("utf-8", "gb18030"):
            try:
                name = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return PurePosixPath(name.replace("\\", "/")).as_posix()


def _is_unsafe(inner: str) -> bool:
    """Whether a member's name leads out of the archive."""
    path = PurePosixPath(inner)
    drive = re.match(r"[A-Za-z]:", inner)
    return bool(path.is_absolute() or ".." in path.parts or drive or len(inner) > _LONGEST_NAME)


def _is_hidden(inner: str) -> bool:
    parts = PurePosixPath(inner).parts
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
