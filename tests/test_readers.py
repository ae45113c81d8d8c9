import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from stores import close

from index.errors import SourceError
from index.readers import discover, is_closed, linked, read

TEXT = (
    "四川省条例\n\n第一条 为了保障粮食安全，制定本条例。\n第二条 本条例适用于四川省行政区域。\n" * 3
)
TRADITIONAL = "臺北市條例\n第一條 為了保障糧食安全，制定本條例。第二條 本條例適用於臺北市。\n" * 3


@pytest.mark.parametrize(
    ("codec", "named", "text"),
    [
        ("utf-8", "UTF-8", TEXT),
        ("utf-8-sig", "UTF-8（带 BOM）", TEXT),
        ("utf-16", "UTF-16", TEXT),
        ("gb18030", "GB18030", TEXT),
        ("gbk", "GB18030", TEXT),
        ("big5", "BIG5HKSCS", TRADITIONAL),
    ],
)
def test_every_encoding_gives_the_same_text(
    tmp_path: Path, codec: str, named: str, text: str
) -> None:
    path = tmp_path / "条例.txt"
    path.write_bytes(text.encode(codec))
    source = read(path, "条例.txt")
    assert (source.text, source.encoding) == (text, named)
    assert source.sha256 == hashlib.sha256(text.encode(codec)).hexdigest()
    assert source.text_sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_line_ends_are_unified_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("一　行\r\n二\t行\r三行\n\n".encode())
    assert read(path, "a.txt").text == "一　行\n二\t行\n三行\n\n"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "是空文件"),
        ("a.txt", b" \n\t", "没有文字"),
        ("a.txt", "\u200b\u200d \u2060\n\ufeff\u00ad\x1b".encode(), "没有文字"),
        ("a.html", "<p>\u200b</p>".encode(), "没有文字"),
        ("a.txt", b"abc\0def", "没有文字"),
        ("a.xyz", b"abc", "不支持 .xyz"),
        ("a", b"abc", "不支持没有后缀的文件"),
        ("a.txt", b"\xff\xfeabc", "编码"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words) as caught:
        read(path, f"folder/{name}")
    assert str(caught.value).startswith(f"folder/{name}：")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="找不到"):
        read(tmp_path / "nothing.txt", "nothing.txt")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(SourceError, match="超过 64 MB"):
        read(path, "large.txt")


def test_lost_characters_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一行\n两\ufffd行\n", encoding="utf-8")
    (problem,) = read(path, "a.txt").problems
    assert (problem.kind, problem.span.start, problem.message[:3]) == ("encoding", 4, "第2行")


@pytest.mark.parametrize(
    ("codec", "wrong", "named", "words"),
    [
        ("utf-8", b"\xe4\xb8", "UTF-8", TEXT),
        ("gb18030", b"\xff", "GB18030", TEXT),
        ("big5", b"\xff", "BIG5HKSCS", TRADITIONAL),
    ],
)
def test_a_byte_that_means_nothing_loses_one_character_and_is_reported(
    tmp_path: Path, codec: str, wrong: bytes, named: str, words: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((words * 9).encode(codec) + wrong + "\n".encode(codec))
    source = read(path, "a.txt")
    assert (source.text, source.encoding) == (words * 9 + "\ufffd\n", named)
    assert [problem.kind for problem in source.problems] == ["encoding"]


def test_bytes_that_are_no_text_are_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(128, 256)) * 20)
    with pytest.raises(SourceError, match="编码"):
        read(path, "a.txt")


def test_line_ends_of_every_kind_are_unified_one_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("一\u2028二\u2029三\x0b四\x85五\f六\r\n".encode())
    assert read(path, "a.txt").text == "一\n二\n三\n四\n五\f六\n"


def test_folders_are_searched_and_names_are_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("laws/b.txt", "laws/a/c.md", "laws/.hidden/d.txt", "laws/e.bin", "laws/~$b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("文", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert [name for _, name in discover([Path("laws")])] == ["laws/a/c.md", "laws/b.txt"]
    assert [name for _, name in discover([Path("laws/b.txt"), Path("laws")])] == [
        "laws/b.txt",
        "laws/a/c.md",
    ]
    monkeypatch.chdir(tmp_path / "laws" / "a")
    assert [name for _, name in discover([tmp_path / "laws"])] == [
        "c.md",
        "laws/b.txt",
    ]


def test_a_folder_that_cannot_be_searched_comes_in_place_of_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("laws/a.txt", "laws/sub/b.txt", "laws/z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("文", encoding="utf-8")
    laws, sub = tmp_path / "laws", tmp_path / "laws" / "sub"
    close(monkeypatch, sub)
    assert [name for _, name in discover([laws])] == ["laws/a.txt", "laws/sub", "laws/z.txt"]
    assert [is_closed(path) for path in (laws, sub, sub / "x.txt", laws / "a.txt")] == [
        *(False, True, False, False)
    ]
    with pytest.raises(SourceError) as caught:
        read(sub, "laws/sub")
    assert caught.value.zh.startswith("laws/sub：无法读取（")
    assert caught.value.zh.endswith("）；请检查路径和权限")
    close(monkeypatch, laws)
    assert list(discover([laws])) == [(laws, "laws")]


def test_a_link_bears_its_own_name_wherever_it_points(tmp_path: Path) -> None:
    for folder in ("laws", "elsewhere"):
        (tmp_path / folder).mkdir()
    (tmp_path / "elsewhere" / "b.txt").write_text("文", encoding="utf-8")
    (tmp_path / "laws" / "a.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    (tmp_path / "linked").symlink_to(tmp_path / "laws")
    assert [name for _, name in discover([tmp_path / "laws"])] == ["laws/a.txt"]
    assert [name for _, name in discover([tmp_path / "linked"])] == ["laws/a.txt"]
    # The same file a second time.
    assert [name for _, name in discover([tmp_path / "laws", tmp_path / "elsewhere"])] == [
        "laws/a.txt"
    ]


def test_links_to_folders_are_followed_and_no_folder_is_searched_twice(tmp_path: Path) -> None:
    for name in ("laws/c/a.txt", "elsewhere/b.txt", "elsewhere/.c/d.txt", "elsewhere/e/f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("文", encoding="utf-8")
    laws = tmp_path / "laws"
    for link, target in (
        ("x", tmp_path / "elsewhere"),
        ("y", tmp_path / "elsewhere" / "e"),
        ("b", laws / "c"),
        ("c/up", laws),
        (".hidden", tmp_path / "elsewhere" / ".c"),
        ("gone", tmp_path / "gone"),
        ("round", laws / "round"),
    ):
        (laws / link).symlink_to(target)
    (tmp_path / "elsewhere" / "back").symlink_to(laws)
    expected = ["laws/c/a.txt", "laws/x/b.txt", "laws/x/e/f.txt"]
    assert [name for _, name in discover([laws])] == expected
    assert [name for _, name in discover([laws, tmp_path / "elsewhere"])] == expected
    assert sorted(linked([laws, tmp_path / "nothing"])) == [
        *(laws / "b", laws / "c" / "up", laws / "x", laws / "x" / "back", laws / "y")
    ]


def test_a_linked_folder_that_cannot_be_searched_comes_in_place_of_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("laws", "elsewhere"):
        (tmp_path / folder).mkdir()
    link = tmp_path / "laws" / "x"
    link.symlink_to(tmp_path / "elsewhere")
    close(monkeypatch, link)
    assert list(discover([tmp_path / "laws"])) == [(link, "laws/x")]


def test_what_has_the_name_of_a_document_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.md").symlink_to("b.md")
    os.mkfifo(tmp_path / "c.docx")
    os.mkfifo(tmp_path / "d")
    (tmp_path / "e.png").symlink_to(tmp_path / "gone.png")
    failures = []
    for path, name in discover([tmp_path]):
        with pytest.raises(SourceError) as caught:
            read(path, name)
        failures.append(caught.value.zh.partition("/")[2].partition("（")[0])
    assert failures == [
        "a.txt：找不到这个文件；请检查路径",
        "b.md：无法读取",
        "c.docx：不是普通文件",
    ]


def test_links_in_a_circle_are_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("a.txt")
    (tmp_path / "b.zip").symlink_to("c.zip")
    (tmp_path / "c.zip").symlink_to("b.zip")
    for given in ("a.txt", "b.zip", "b.zip/d.txt"):
        ((path, name),) = discover([tmp_path / given])
        with pytest.raises(SourceError, match=r"：无法读取（.*）；请检查路径和权限"):
            read(path, name)


def test_a_link_that_may_not_be_read_ends_no_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laws = tmp_path / "laws"
    laws.mkdir()
    (laws / "a.txt").write_text("甲", encoding="utf-8")
    (laws / "b").symlink_to("/")  # as /proc/1/cwd is
    close(monkeypatch, laws / "b")

    def refused(path: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(os, "readlink", refused)
    assert [path.name for path, _ in discover([laws])] == ["a.txt", "b"]


@pytest.mark.parametrize("name", ["f.txt", "f.zip", "f.docx"])
def test_what_is_no_regular_file_is_said_so_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for make in (os.mkfifo, lambda place: os.symlink("/dev/zero", place)):
        make(path)
        with pytest.raises(SourceError, match=rf"{name}：不是普通文件") as caught:
            read(path, name)
        assert "not a regular file" in caught.value.en
        path.unlink()


def test_a_link_to_what_holds_the_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    laws = tmp_path / "laws"
    laws.mkdir()
    for name in ("laws/a.txt", "b.txt"):
        (tmp_path / name).write_text("文", encoding="utf-8")
    (laws / "up").symlink_to("..")
    (laws / "root").symlink_to("/")
    assert [name for _, name in discover([laws])] == ["laws/a.txt", "laws/root", "laws/up"]
    with pytest.raises(SourceError, match="laws/root：无法读取"):
        read(laws / "root", "laws/root")


def test_documents_of_other_formats_are_not_passed_over(tmp_path: Path) -> None:
    for name in ("a.doc", "b.wps", "c.ofd", "d.rar", "e.png", "f.py", "g.txt", "h.XLSX"):
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if name[0] in "ab" else "第一条 内容。".encode()
        (tmp_path / name).write_bytes(data)
    failures = []
    for path, name in discover([tmp_path]):
        try:
            assert read(path, name).text == "第一条 内容。"
        except SourceError as error:
            failures.append(error.zh.partition("/")[2])
    assert failures == [
        "a.doc：不支持 .doc 文件；请另存为 .docx",
        "b.wps：不支持 .wps 文件；请另存为 .docx",
        "c.ofd：不支持 .ofd 文件；请另存为 .pdf",
        "d.rar：不支持 .rar 文件；请打包为 .zip",
        "h.XLSX：不支持 .XLSX 文件；请另存为 .pdf",
    ]


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".html", ".zip", ".md"])
def test_an_empty_file_is_said_so_whatever_it_is_called(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"")
    with pytest.raises(SourceError) as caught:
        read(path, f"folder/a{suffix}")
    assert caught.value.zh.startswith(f"folder/a{suffix}：")
    assert caught.value.en.startswith(f"folder/a{suffix}: ")


def test_plain_text_needs_no_parser() -> None:
    code = (
        "import sys; from pathlib import Path; from index.readers import read;"
        f"read(Path({str(Path(__file__).parents[1] / 'README.md')!r}), 'a.md');"
        "print({'lxml', 'pypdfium2', 'charset_normalizer'} & {m.partition('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_copies_that_a_store_keeps_are_passed_over(tmp_path: Path) -> None:
    digest = "0123456789abcdef" * 4
    for name in (f"s/texts/{digest}.txt", f"s/uploads/{digest}.docx", "s/texts/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("第一条 甲。\n")
    (tmp_path / f"{digest}.txt").write_text("第一条 甲。\n")
    found = [path.relative_to(tmp_path).as_posix() for path, _ in discover([tmp_path])]
    assert found == [f"{digest}.txt", "s/texts/a.txt"]
    given = tmp_path / "s" / "texts" / f"{digest}.txt"
    assert [path for path, _ in discover([given])] == [given]
