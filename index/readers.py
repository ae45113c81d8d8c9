"""Files -> sources. The only code that opens and decodes documents."""

import codecs
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import SourceError
from index.model import Problem, Source, Span

__all__ = ["SUFFIXES", "discover", "read"]

SUFFIXES = (".txt", ".text", ".md", ".markdown")
_MOST_BYTES = 64 * 1024 * 1024
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（带 BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


def discover(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The files to read, with the name by which a citation calls each: its path from the working
    directory, or from the folder that was given. Files given by name come whatever they are;
    folders are searched for files that can be read, hidden ones left out.
    """
    seen: set[Path] = set()
    for path in paths:
        inside = sorted(_files_below(path)) if path.is_dir() else [path]
        for file in inside:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, _name(file, path)


def _files_below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
        if file.suffix.lower() in SUFFIXES and not hidden and file.is_file():
            yield file


def _name(file: Path, given: Path) -> str:
    whole, here = file.resolve(), Path.cwd()
    if whole.is_relative_to(here):
        return whole.relative_to(here).as_posix()
    base = given.resolve() if given.is_dir() else whole.parent
    return (Path(base.name) / whole.relative_to(base)).as_posix()


def read(path: Path, name: str) -> Source:
    """Read one file. `name` is what a citation calls it. Raises SourceError in one line."""
    if path.exists() and path.suffix.lower() not in SUFFIXES:
        kinds = "、".join(SUFFIXES)
        raise SourceError(
            f"{name}：不支持 {path.suffix or '没有后缀的'} 文件；请另存为 {kinds}",
            f"{name}: {path.suffix or 'no suffix'} is not supported; save it as {kinds}",
        )
    data = _bytes(path, name)
    text, encoding = _decode(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or not text.strip():
        raise SourceError(
            f"{name}：没有文字，或不是文本文件；请检查文件内容",
            f"{name}: holds no text, or is no text file; look into it",
        )
    return Source(
        name,
        hashlib.sha256(data).hexdigest(),
        text,
        encoding,
        problems=_replaced(text),
    )


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(
                f"{name}：超过 {_MOST_BYTES >> 20} MB；请拆成几个文件",
                f"{name}: more than {_MOST_BYTES >> 20} MB; split it into several files",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(
            f"{name}：找不到这个文件；请检查路径", f"{name}: there is no such file; check the path"
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            f"{name}：无法读取（{reason}）；请检查权限", f"{name}: cannot be read ({reason})"
        ) from error


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """The text, and the name of its encoding: by its mark, else UTF-8 if valid, else detected."""
    for mark, codec, label in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), label
            except UnicodeDecodeError as error:
                raise _undecodable(name) from error
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5", "utf_16_le", "utf_16_be"])
    match = best.best()
    if match is None:
        raise _undecodable(name)
    # GB18030 holds GB2312 and GBK, Big5-HKSCS holds Big5: the larger one reads every character.
    codec = {"big5": "big5hkscs"}.get(match.encoding, match.encoding)
    try:
        return data.decode(codec), codec.upper().replace("_", "-")
    except UnicodeDecodeError as error:
        raise _undecodable(name) from error


def _undecodable(name: str) -> SourceError:
    return SourceError(
        f"{name}：无法识别文字编码；请另存为 UTF-8",
        f"{name}: the encoding cannot be recognised; save it as UTF-8",
    )


def _replaced(text: str) -> tuple[Problem, ...]:
    """A problem for each kind of character that shows that text was lost before it came to us."""
    at = text.find("\ufffd")
    if at < 0:
        return ()
    line = text.count("\n", 0, at) + 1
    name = unicodedata.name("\ufffd").title()
    message = f"第{line}行：有无法识别的字符（{name}），原文可能已损坏"
    return (Problem("encoding", Span(at, at + 1), message),)
