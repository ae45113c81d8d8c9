import hashlib
import io
import os
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.errors import SourceError
from index.formats import archive
from index.formats.archive import open_zip
from index.readers import discover, read

LAW = "第一条 为了保障粮食安全，制定本法。\n第二条 本法自公布之日起施行。\n"


def zip_file(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def errors(path: Path) -> list[str]:
    found = []
    for file, name in discover([path]):
        try:
            read(file, name)
        except SourceError as error:
            found.append(error.zh)
    return found


def test_documents_in_a_zip_file_are_read_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    members = {"国家/粮食法.txt": LAW, "a.md": "# 甲\n\n乙。\n", "图.png": "x", ".b.txt": LAW}
    zip_file(tmp_path / "laws.zip", {**members, "__MACOSX/._a.md": "x", "空/": ""})
    found = list(discover([Path("laws.zip")]))
    assert found == [
        (Path("laws.zip/a.md"), "laws.zip/a.md"),
        (Path("laws.zip/国家/粮食法.txt"), "laws.zip/国家/粮食法.txt"),
    ]
    source = read(*found[1])
    assert (source.path, source.text) == ("laws.zip/国家/粮食法.txt", LAW)
    assert source.sha256 == hashlib.sha256(LAW.encode()).hexdigest()
    assert list(discover([tmp_path, Path("laws.zip")])) == [
        (tmp_path / "laws.zip" / "a.md", "laws.zip/a.md"),
        (tmp_path / "laws.zip" / "国家" / "粮食法.txt", "laws.zip/国家/粮食法.txt"),
    ]


def test_a_member_can_be_given_by_name(tmp_path: Path) -> None:
    zip_file(tmp_path / "laws.zip", {"a/法.txt": LAW})
    member = tmp_path / "laws.zip" / "a" / "法.txt"
    ((path, name),) = discover([member])
    assert read(path, name).text == LAW
    with pytest.raises(SourceError, match="没有这个文件"):
        read(tmp_path / "laws.zip" / "b.txt", "laws.zip/b.txt")


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_chinese_names_without_a_mark_are_decoded(tmp_path: Path, codec: str) -> None:
    zip_file(tmp_path / "a.zip", {"法规_xx.txt": LAW})
    data = (tmp_path / "a.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = archive.infolist()[0].filename.encode()
    raw = "法规_".encode(codec) + b"x" * (len(written) - 4 - len("法规_".encode(codec))) + b".txt"
    data = data.replace(written, raw)
    unmarked = data.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    assert unmarked != data
    (tmp_path / "a.zip").write_bytes(unmarked)
    ((path, name),) = discover([tmp_path / "a.zip"])
    assert (path.name, read(path, name).text) == (raw.decode(codec), LAW)


def test_backslashes_in_names_are_folders(tmp_path: Path) -> None:
    zip_file(tmp_path / "a.zip", {"法\\规.txt": LAW})
    ((path, name),) = discover([tmp_path / "a.zip"])
    assert name.endswith("a.zip/法/规.txt")
    assert read(path, name).text == LAW


def test_names_are_as_paths_have_them(tmp_path: Path) -> None:
    zip_file(tmp_path / "a.zip", {"./a.txt": LAW, "d//e.txt": LAW, "f/./g.txt": LAW})
    found = list(discover([tmp_path / "a.zip"]))
    names = [name.rpartition("a.zip/")[2] for _, name in found]
    assert names == ["a.txt", "d/e.txt", "f/g.txt"]
    assert [read(path, name).text for path, name in found] == [LAW] * 3


@pytest.mark.parametrize(
    "inner", ["../a.txt", "b/../../a.txt", "/etc/a.txt", "C:\\a.txt", "..\\a.txt"]
)
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, inner: str) -> None:
    zip_file(tmp_path / "a.zip", {"good.txt": LAW, inner: LAW})
    (line,) = errors(tmp_path / "a.zip")
    assert "a.zip：压缩包里有不安全的路径" in line


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "a.zip", {"a.txt": LAW, "b.txt": LAW})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\1\2")
    data[entry + 8] |= 1
    path.write_bytes(data)
    (line,) = errors(path)
    assert "a.zip：压缩包有密码" in line


def test_what_cannot_be_read_leaves_the_rest_alone(tmp_path: Path) -> None:
    members = {"a.txt": LAW, "b.doc": "{\\rtf1 x}", "c.zip": "x", "d.docx": "PK\3\4"}
    zip_file(tmp_path / "a.zip", members)
    readable = [name for _, name in discover([tmp_path / "a.zip"])]
    assert [name.rpartition("/")[2] for name in readable] == ["a.txt", "b.doc", "c.zip", "d.docx"]
    doc, nested, broken = errors(tmp_path / "a.zip")
    assert "b.doc：不支持 .doc 文件；请另存为 .docx" in doc
    assert "c.zip：压缩包里的压缩包不读；请先解压" in nested
    assert "d.docx：文件已损坏" in broken


def claim(path: Path, size: int) -> None:
    """Make a zip file say that all its members have this size when unpacked."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", size)
        at = data.find(b"PK\1\2", at + 1)
    path.write_bytes(data)


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    zip_file(tmp_path / "a.zip", {"a.txt": "条" * 4_000_000, "c.txt": LAW})
    (line,) = errors(tmp_path / "a.zip")
    assert "a.txt：压缩比异常" in line
    claim(zip_file(tmp_path / "b.zip", {"b.txt": LAW}), (64 << 20) + 1)
    (line,) = errors(tmp_path / "b.zip")
    assert "b.txt：解压后超过 64 MB" in line
    claim(zip_file(tmp_path / "c.zip", {f"{i}.txt": LAW for i in range(9)}), 57 << 20)
    (line,) = errors(tmp_path / "c.zip")
    assert "c.zip：解压后超过 512 MB" in line


def test_a_member_that_is_larger_than_it_says_is_broken(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "a.zip", {"a.txt": "条" * 1000})
    data = path.read_bytes()
    assert data.count(struct.pack("<I", 3000)) == 2
    path.write_bytes(data.replace(struct.pack("<I", 3000), struct.pack("<I", 30)))
    (line,) = errors(path)
    assert "已损坏" in line


def test_too_many_members_are_refused_unread(tmp_path: Path) -> None:
    zip_file(tmp_path / "a.zip", {f"{i}.txt": "" for i in range(2001)})
    (line,) = errors(tmp_path / "a.zip")
    assert "a.zip：里面的文件超过 2000 个" in line
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 9, 9, 2 << 20, 0, 0)
    with pytest.raises(SourceError, match="超过 2000 个"):
        open_zip(io.BytesIO(end), "a.zip")
    zip64 = b"PK\6\6" + b"\0" * 36 + struct.pack("<QQ", 2 << 20, 0) + b"PK\6\7" + b"\0" * 16
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 9, 9, 100, 0, 0)
    with pytest.raises(SourceError, match="超过 2000 个"):
        open_zip(io.BytesIO(zip64 + end), "a.zip")


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"not a zip file", b"PK\5\6" + b"\xff" * 18])
def test_a_broken_archive_is_said_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    (line,) = errors(tmp_path / "a.zip")
    assert "a.zip：" in line


@pytest.mark.parametrize("method", ["DEFLATED", "BZIP2", "LZMA"])
def test_a_member_that_cannot_be_unpacked_is_said_so(tmp_path: Path, method: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", getattr(zipfile, f"ZIP_{method}")) as archive:
        archive.writestr("a.txt", LAW)
        packed = archive.infolist()[0].compress_size
    data = path.read_bytes()
    for at in range(35, 35 + packed):  # after the header, 30 bytes and the name
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        assert all("a.txt：文件已损坏" in line for line in errors(path))
    path.write_bytes(data[:35] + b"\xff" * packed + data[35 + packed :])
    assert len(errors(path)) == 1


def test_an_archive_without_documents_is_said_so(tmp_path: Path) -> None:
    zip_file(tmp_path / "a.zip", {"图.png": b"x"})
    (line,) = errors(tmp_path / "a.zip")
    assert "没有可以读取的文件" in line


def test_a_folder_named_like_an_archive_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.zip").mkdir()
    (tmp_path / "a.zip" / "法.txt").write_text(LAW, encoding="utf-8")
    ((path, name),) = discover([tmp_path / "a.zip"])
    assert read(path, name).text == LAW


def test_the_list_of_an_archive_is_read_once_for_all_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, looked = tmp_path / "laws.zip", []

    def listed(infos: list[zipfile.ZipInfo], name: str) -> dict[str, int]:
        looked.append(name)
        return found_in(infos, name)

    found_in = archive._listed
    monkeypatch.setattr(archive, "_listed", listed)
    with zipfile.ZipFile(path, "w") as packed:
        for i in range(5):
            packed.writestr(f"{i}.txt", f"第一条 {i}。")
    texts = [read(file, name).text for file, name in discover([path])]
    assert texts == [f"第一条 {i}。" for i in range(5)]
    assert len(looked) == 1


def test_an_archive_that_is_replaced_is_looked_into_again(tmp_path: Path) -> None:
    path = tmp_path / "laws.zip"
    for names in ("ab", "ba", "c"):
        with zipfile.ZipFile(path, "w") as packed:
            for name in names:
                packed.writestr(f"{name}.txt", f"第一条 {name}。")
        found = {file.name: read(file, name).text for file, name in discover([path])}
        assert found == {f"{name}.txt": f"第一条 {name}。" for name in names}
        os.utime(path, ns=(0, 0))
    with pytest.raises(SourceError, match="没有这个文件"):
        read(path / "a.txt", "laws.zip/a.txt")
