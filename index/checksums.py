"""Whether the files of a build are there as they were written."""

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from index.errors import damaged

__all__ = ["check_files", "file_sha256", "while_checked"]

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
    with while_checked(place, build, files):
        pass


@contextmanager
def while_checked(
    place: str | Path, build: Path, files: Mapping[str, tuple[int, str]]
) -> Iterator[None]:
    """`check_files`, where large files are hashed on another core while what is inside `with` opens
    them. What it raises stands in the way of whatever that makes of damaged ones.
    """
    large = []
    for name, (size, digest) in files.items():
        path = build / name
        found = path.stat().st_size if path.is_file() else -1
        if found != size:
            raise damaged(place, f"{name} 应有 {size} 字节", f"{name} should have {size} bytes")
        path.open("rb").close()  # what maps a large one does not say why it cannot
        if size <= _HASHED_WHEN_OPENED:
            _check(place, path, digest)
        elif name in _CITED_FROM:
            large.append((path, digest))
    if not large:
        yield
        return
    with ThreadPoolExecutor(1) as pool:
        checks = [pool.submit(_check, place, *each) for each in large]
        try:
            yield
        finally:
            for check in checks:
                check.result()


def _check(place: str | Path, path: Path, digest: str) -> None:
    if file_sha256(path) != digest:
        name = path.name
        raise damaged(place, f"{name} 校验不符", f"the checksum of {name} is wrong")
