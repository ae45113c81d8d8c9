"""What kind a file is: by its content, since names are wrong as often as not."""

import re
import unicodedata
from typing import IO

from index.errors import SourceError
from index.formats.archive import open_zip

__all__ = ["SUFFIXES", "can_hold", "is_document", "kind_of", "require_text", "unsupported"]

SUFFIXES = (".txt", ".text", ".md", ".markdown", ".docx", ".pdf", ".html", ".htm", ".zip")
# Documents that we cannot read, and what to save them as: not to be passed over in silence.
_SAVE_AS = {
    **dict.fromkeys((".doc", ".dot", ".docm", ".wps", ".wpt", ".rtf", ".odt", ".pages"), ".docx"),
    **dict.fromkeys((".ofd", ".caj", ".xps", ".epub", ".ppt", ".pptx", ".dps"), ".pdf"),
    **dict.fromkeys((".xls", ".xlsx", ".et"), ".pdf"),
    **dict.fromkeys((".mht", ".mhtml", ".xhtml", ".shtml"), ".html"),
    **dict.fromkeys((".rar", ".7z"), ".zip"),
}
# Of these, the names under which offices also send what we can read: a .docx, or a page of HTML.
_OFTEN_OTHERS = {".doc", ".dot", ".docm", ".wps", ".wpt", ".rtf", ".xls", ".et", ".xhtml", ".shtml"}
_HEAD = 8192
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Possessive, or comments without end would be read in more ways than can be gone through.
_HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+|<!--(?s:(?!-->).)*+-->\s*+)*+"
    r"<(?:!doctype html|html|head|body|meta)[\s/>]"
)
_TAG = re.compile(r"<[a-z/!?]|&[a-z#]")
# What is in texts too: \uf0b7 and the like are the bullets of a symbol font, pasted from Word.
_PASTED = re.compile("[\t\n\f\ufffd\uf020-\uf0ff]")
_SAMPLE, _MOST_STRANGE = 100_000, 0.02  # of the characters of a text that are none
_FEW = 200  # characters, of which as many may be strange as of so many


def is_document(suffix: str) -> bool:
    """Whether files named so are documents, though perhaps of a kind that we cannot read."""
    return suffix.lower() in SUFFIXES or suffix.lower() in _SAVE_AS


def can_hold(suffix: str) -> bool:
    """Whether what we can read may bear this suffix."""
    return suffix.lower() in SUFFIXES or suffix.lower() in _OFTEN_OTHERS


def kind_of(file: IO[bytes], suffix: str, name: str) -> str:
    """The suffix that the content of a file deserves that bears `suffix`. Raises SourceError if we
    cannot read such; `name` is what it calls the file.
    """
    suffix = suffix.lower()
    if is_document(suffix) and not can_hold(suffix):
        raise unsupported(suffix, name)
    head = file.read(_HEAD)
    if not head:
        raise SourceError(
            f"{name}：是空文件；请另选有内容的文件",
            f"{name}: is an empty file; choose one that holds something",
        )
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        with open_zip(file, name) as archive:
            return _kind_of_archive(archive.namelist(), suffix, name)
    # What stands before the mark of a PDF file does no harm; in a text it is a word.
    if head.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in head[:1024]):
        return ".pdf"
    if head.startswith((_OLD_OFFICE, b"{\\rtf")):
        raise _old(head + file.read(), suffix, name)
    if _is_binary(head):
        raise unsupported(suffix, name) if suffix in _SAVE_AS else _no_document(name)
    codec = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    words = head.decode(codec, "replace").removeprefix("\xef\xbb\xbf").lower()
    is_named_so = suffix in (".html", ".htm", ".xhtml", ".shtml")
    if _HTML.match(words) or (is_named_so and _TAG.search(words)):
        return ".html"
    return ".md" if suffix in (".md", ".markdown") else ".txt"


def _kind_of_archive(names: list[str], suffix: str, name: str) -> str:
    inner = {each.replace("\\", "/").lstrip("/").lower() for each in names}
    if "word/document.xml" in inner:
        return ".docx"
    if "[content_types].xml" not in inner:
        return ".zip"
    if any(each.startswith(("xl/", "ppt/")) for each in inner):
        raise SourceError(
            f"{name}：是表格或演示文稿文件，不能读取；请另存为 .pdf",
            f"{name}: is a spreadsheet or presentation file, which cannot be read; save it as .pdf",
        )
    return ".zip" if suffix == ".zip" else ".docx"


def _old(data: bytes, suffix: str, name: str) -> SourceError:
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
        return SourceError(
            f"{name}：文件有密码；请用原软件取消密码后另存",
            f"{name}: the file has a password; save it without one",
        )
    if suffix in _SAVE_AS:
        return unsupported(suffix, name)
    return SourceError(
        f"{name}：其实是 Word 97–2003、WPS 或 RTF 文件，不能读取；请另存为 .docx",
        f"{name}: is in fact an old Word, WPS or RTF file, which cannot be read; save it as .docx",
    )


def unsupported(suffix: str, name: str) -> SourceError:
    """What is raised for a file whose suffix is of a kind that we cannot read."""
    other = _SAVE_AS.get(suffix.lower())
    kinds, kinds_en = (other or "、".join(SUFFIXES), other or " or ".join(SUFFIXES))
    verb = "打包" if kinds == ".zip" else "另存"
    return SourceError(
        f"{name}：不支持{f' {suffix} ' if suffix else '没有后缀的'}文件；请{verb}为 {kinds}",
        f"{name}: {suffix or 'no suffix'} is not supported; save it as {kinds_en}",
    )


def _no_document(name: str) -> SourceError:
    return SourceError(
        f"{name}：内容不是文档；支持 {'、'.join(SUFFIXES)}",
        f"{name}: does not hold a document; {', '.join(SUFFIXES)} can be read",
    )


def _is_binary(head: bytes) -> bool:
    """Whether bytes are no text, not even one of two bytes a character: U+0000 is in none."""
    return any(head[i : i + 2] == b"\0\0" for i in range(0, len(head), 2))


def require_text(text: str, name: str) -> None:
    """Raise SourceError for bytes that were decoded somehow but are no text."""
    kinds = [unicodedata.category(c) for c in _PASTED.sub("", text[:_SAMPLE])]
    strange = sum(kind in ("Cc", "Cn", "Co", "Cs") for kind in kinds)
    if strange > _MOST_STRANGE * max(len(kinds), _FEW):
        raise SourceError(
            f"{name}：内容不是文字；请检查文件是否损坏或改错了后缀",
            f"{name}: does not hold text; it may be damaged, or of another kind",
        )
