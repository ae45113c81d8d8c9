"""The file that a source was read from, if it is still there as it was."""

import hashlib
from pathlib import Path

from index.errors import SourceError
from index.formats.archive import MOST_MEMBER_BYTES, find_archive, read_member

__all__ = ["original"]


def original(origin: Path, sha256: str, name: str) -> bytes:
    """The bytes at `origin`, a file or a member of a zip file. Raises SourceError, which calls the
    file `name`, unless they are those that were read: of SHA-256 `sha256`.
    """
    try:
        archive = find_archive(origin)
        if archive:
            data = read_member(*archive, name)
        elif origin.is_file() and origin.stat().st_size <= MOST_MEMBER_BYTES:
            data = origin.read_bytes()
        else:
            raise _gone(name)
    except (OSError, ValueError) as error:
        raise _gone(name) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SourceError(
            f"{name}：原文件在读入以后改动过；请重新加入这份文件，或下载读入的文字",
            f"{name}: the file was changed after it was read; add it again, or download the text",
        )
    return data


def _gone(name: str) -> SourceError:
    return SourceError(
        f"{name}：原文件已不在读入时的位置；请下载读入的文字",
        f"{name}: the file is no longer where it was read from; download the text instead",
    )
