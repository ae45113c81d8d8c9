import io
from pathlib import Path

import pytest
from stores import LAW, packed
from test_word import docx

from index.errors import SourceError
from index.formats.kinds import kind_of
from index.readers import read

WORD = docx("<w:p><w:r><w:t>第一条 甲应当登记。</w:t></w:r></w:p>")
EXE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(range(256)) * 40
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9000)
LOCKED = OLD + "EncryptedPackage".encode("utf-16-le")
HTML = "<html><meta charset=utf-8><p>第一条 甲应当登记。</p></html>".encode()


@pytest.mark.parametrize(
    ("data", "name", "suffix"),
    [
        (LAW.encode(), "law.txt", ".txt"),
        (LAW.encode(), "law.docx", ".txt"),  # what it says it is does not matter
        (LAW.encode(), "law.pdf", ".txt"),
        (LAW.encode("gb18030"), "law", ".txt"),
        (LAW.encode("utf-16"), "law.exe", ".txt"),
        (b"# A\n\nb\n", "LAW.MD", ".md"),
        (b"# What %PDF-1.7 means\n", "law.md", ".md"),
        (b"\xef\xbb\xbf<!-- a -->\n<!DOCTYPE html><p>a</p>", "law.doc", ".html"),
        ("<html><p>甲</p>".encode("utf-16"), "law.txt", ".html"),
        ("<p>甲</p>".encode(), "law.htm", ".html"),
        (LAW.encode(), "law.html", ".txt"),  # lines that a web page would run together
        (b"<!-- a\nb --><html><p>a</p>", "law.txt", ".html"),
        (b"<head-office> rules\n", "law.md", ".md"),
        (b"<!---->" * 1100, "law.txt", ".txt"),  # read in no time
        (WORD, "law.pdf", ".docx"),
        (WORD, "law.zip", ".docx"),
        (WORD, "law.doc", ".docx"),
        (packed(a__b="甲"), "law.docx", ".zip"),
        (packed(word__b="甲"), "law.zip", ".zip"),
        (b"%PDF-1.7\n", "law.txt", ".pdf"),
        (b"\r\n%PDF-1.7\n", "law.pdf", ".pdf"),
    ],
)
def test_the_content_says_what_a_file_is(data: bytes, name: str, suffix: str) -> None:
    assert kind_of(io.BytesIO(data), Path(name).suffix, name) == suffix


@pytest.mark.parametrize(
    ("data", "name", "line"),
    [
        (b"", "law.docx", "law.docx：是空文件"),
        (EXE, "law.docx", "law.docx：内容不是文档；支持"),
        (EXE, "law.wps", "law.wps：不支持 .wps 文件；请另存为 .docx"),
        (OLD, "law.docx", "其实是 Word 97–2003、WPS 或 RTF 文件，不能读取"),
        (OLD, "law.doc", "law.doc：不支持 .doc 文件；请另存为 .docx"),
        (LOCKED, "law.docx", "law.docx：文件有密码"),
        (LOCKED, "law.doc", "law.doc：文件有密码"),
        (b"{\\rtf1 x}", "law.docx", "请另存为 .docx"),
        (LAW.encode(), "law.xlsx", "law.xlsx：不支持 .xlsx 文件；请另存为 .pdf"),
        (packed(a="甲"), "law.epub", "law.epub：不支持 .epub 文件；请另存为 .pdf"),
        (
            packed(xl__workbook="", **{"[Content_Types].xml": ""}),
            "law.docx",
            "是表格或演示文稿文件，不能读取；请另存为 .pdf",
        ),
        (b"PK\3\4 and no more", "law.docx", "文件已损坏，或不是这种格式"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, name: str, line: str) -> None:
    with pytest.raises(SourceError, match=line) as caught:
        kind_of(io.BytesIO(data), Path(name).suffix, name)
    assert "\n" not in caught.value.zh + caught.value.en


@pytest.mark.parametrize(
    ("data", "name", "encoding"),
    [
        (WORD, "a.txt", "DOCX"),
        (WORD, "a.doc", "DOCX"),
        (WORD, "a.zip", "DOCX"),
        (HTML, "a.doc", "UTF-8"),
        (HTML, "a.xls", "UTF-8"),
        (HTML, "a.txt", "UTF-8"),
        ("第一条 甲应当登记。".encode("gb18030"), "a.docx", "GB18030"),
        ("第一条 甲应当登记。".encode(), "a.pdf", "UTF-8"),
        ("第一条 甲应当登记。".encode(), "a.html", "UTF-8"),
    ],
)
def test_a_file_with_a_wrong_suffix_is_read_as_what_it_is(
    tmp_path: Path, data: bytes, name: str, encoding: str
) -> None:
    (tmp_path / name).write_bytes(data)
    source = read(tmp_path / name, name)
    assert (source.text.strip(), source.encoding) == ("第一条 甲应当登记。", encoding)


@pytest.mark.parametrize(
    ("data", "name", "line"),
    [
        (packed(a__b="甲"), "a.docx", "a.docx：其实是压缩包；请把后缀改为 .zip"),
        ("\x01\x02\x03\x04\x05第一条".encode(), "a.txt", "a.txt：内容不是文字"),
        (OLD, "a.txt", "a.txt：其实是 Word 97–2003"),
    ],
)
def test_a_file_that_is_no_text_is_told_so(
    tmp_path: Path, data: bytes, name: str, line: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=line):
        read(tmp_path / name, name)


def test_bullets_of_a_symbol_font_are_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\uf0b7 甲应当登记\n" * 60, encoding="utf-8")
    assert read(tmp_path / "a.txt", "a.txt").text.count("\uf0b7") == 60
