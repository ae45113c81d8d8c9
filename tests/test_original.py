"""The file that a source was read from: as it was read, or not at all."""

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from index.errors import SourceError
from index.original import original

BYTES = "第一条\r\n甲。".encode("gb18030")
DIGEST = hashlib.sha256(BYTES).hexdigest()


def test_the_bytes_are_given_as_they_were_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(BYTES)
    assert original(tmp_path / "a.txt", DIGEST, "a.txt") == BYTES


def test_a_member_of_a_zip_file_is_given(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "laws.zip", "w") as archive:
        archive.writestr("b/a.txt", BYTES)
    assert original(tmp_path / "laws.zip" / "b" / "a.txt", DIGEST, "laws.zip/b/a.txt") == BYTES


def test_a_file_that_was_changed_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(BYTES + b"!")
    with pytest.raises(SourceError, match=r"^a\.txt：原文件在读入以后改动过"):
        original(tmp_path / "a.txt", DIGEST, "a.txt")


@pytest.mark.parametrize("name", ["none.txt", "folder", "queue", "no\0name", "x" * 300])
def test_what_is_no_file_is_not_given(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "queue")
    with pytest.raises(SourceError, match=r"^甲\.txt：原文件已不在读入时的位置") as told:
        original(tmp_path / name, DIGEST, "甲.txt")
    assert str(tmp_path) not in told.value.zh + told.value.en


def test_a_member_that_is_gone_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "laws.zip", "w") as archive:
        archive.writestr("c.txt", BYTES)
    with pytest.raises(SourceError, match="压缩包里没有这个文件"):
        original(tmp_path / "laws.zip" / "a.txt", DIGEST, "laws.zip/a.txt")
