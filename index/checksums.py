"""Whether the files of a build are there as they were written."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from index.errors import damaged

__all__ = ["check_files", "file_sha256"]

# Files up to this size are hashed whenever a store is opened, and those of any size that say where
# quotes stand, or a citation might be wrong; others by `Store.verify` alone, since reading a
# million vectors only to hash them would take longer than any question.
_HASHED_WHEN_OPENED = 4 * 1024 * 1024
_CITED_FROM = ("catalogue.sqlite", "passages.npy", "sentences.npy")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_files(place: str | Path, build: Path, files: Mapping[str, tuple[int, str]]) -> None:
    """Raise StoreDamaged unless the folder `build` holds `files`; large ones by their size, unless
    citations are made from them. Raises OSError if one cannot be read.
    """
    for name, (size, digest) in files.items():
        path = build / name
        found = path.stat().st_size if path.is_file() else -1
        if found != size:
            raise damaged(place, f"{name} 应有 {size} 字节", f"{name} should have {size} bytes")
        path.open("rb").close()  # what maps a large one does not say why it cannot
        is_hashed = size <= _HASHED_WHEN_OPENED or name in _CITED_FROM
        if is_hashed and file_sha256(path) != digest:
            raise damaged(place, f"{name} 校验不符", f"the checksum of {name} is wrong")
