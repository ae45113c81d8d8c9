"""Files -> sources. The only code that opens and decodes documents."""

import codecs
import errno
import hashlib
import heapq
import io
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import SourceError
from index.formats.archive import MOST_MEMBER_BYTES, find_archive, member_names, read_member
from index.formats.kinds import SUFFIXES, can_hold, is_document, kind_of, require_text, unsupported
from index.model import Problem, Source, Span

__all__ = ["SUFFIXES", "discover", "is_closed", "is_copy", "linked", "read", "resolved", "spelled"]

_MOST_BYTES = MOST_MEMBER_BYTES
_DECODED = (".txt", ".md", ".html")  # the kinds whose bytes are characters, in one codec or another
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（带 BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# GB18030 holds GB2312 and GBK, Big5-HKSCS holds Big5: the larger one reads every character.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_COPY = re.compile(r"[0-9a-f]{64}\.[a-z]+")  # what a store calls a file: see `index.store`
_LINE_ENDS = dict.fromkeys(map(ord, "\r\v\x85\u2028\u2029"), "\n")  # one for one
_PER_LOST = 200  # characters for each that is lost
_UNTRUE = {"iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii"}  # of Chinese pages


def discover(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The files to read, with the name by which a citation calls each: its path from the working
    directory, or from the folder that was given. Files given by name come whatever they are;
    folders, also those that links in them lead to, and zip files are searched for documents, hidden
    ones and the copies that a store keeps left out. A folder that cannot be searched comes as if it
    were a file, and so does whatever has a document's name, for `read` to say what is wrong. A file
    in a zip file has a path and a name that go on inside (laws.zip/a/b.docx).
    """
    seen: set[Path] = set()
    for path in paths:
        inside = sorted(_search(path)[0]) if os.path.isdir(path) else [path]
        for file in inside:
            if (place := resolved(file)) not in seen:
                seen.add(place)
                # What is not there is called as it was typed: there is nothing to be cited.
                is_there = os.path.lexists(file) or find_archive(file)
                name = spelled(_name(file, path) if is_there else file)
                members = _members(file, name)
                yield from ((file / inner, f"{name}/{inner}") for inner in members)
                if not members:
                    yield file, name


def linked(paths: Sequence[Path]) -> Iterator[Path]:
    """The links below `paths` that `discover` follows, to documents and to folders."""
    for path in paths:
        if os.path.isdir(path):
            yield from _search(path)[1]


def _search(folder: Path) -> tuple[list[Path], list[Path]]:
    """What `discover` finds below a folder, and the links that it follows there. Each folder is
    searched once; links to folders last, so that what has a name without them bears that one.
    """
    found: list[Path] = []
    links: list[Path] = []
    folders, later, known = [folder], list[Path](), set[tuple[int, int]]()
    while folders or later:
        place = folders.pop() if folders else heapq.heappop(later)
        try:
            status = os.stat(place)
            if (status.st_dev, status.st_ino) in known:
                continue
            known.add((status.st_dev, status.st_ino))
            with os.scandir(place) as listing:
                entries = [entry for entry in listing if not entry.name.startswith((".", "~$"))]
        except OSError:
            found.append(place)
            continue
        for entry in entries:
            path, is_folder, link = place / entry.name, _is_folder(entry), entry.is_symlink()
            if is_folder and link and resolved(path) in resolved(folder).parents:
                found.append(path)  # to /, or to what holds the folder: nobody means all that
            elif is_folder and link:
                heapq.heappush(later, path)
            elif is_folder:
                folders.append(path)
            elif is_document(path.suffix) and not is_copy(path):
                found.append(path)
            else:
                continue
            links += [path] if link else []
    return found, links


def is_copy(path: Path) -> bool:
    """Whether this is a copy that a store keeps, of a text or of what was sent to the page: where a
    store lies among the documents, these are found without it.
    """
    return path.parent.name in ("texts", "uploads") and _COPY.fullmatch(path.name) is not None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder or a link to one, as far as we may look."""
    try:
        return entry.is_dir()
    except OSError as error:
        return error.errno != errno.ELOOP


def resolved(path: Path) -> Path:
    """The place that a path leads to. Of links that lead in a circle, one of them: pathlib raises
    RuntimeError there. A path that this system cannot write leads nowhere else, nor does a link
    that may not be read.
    """
    try:
        return Path(os.path.realpath(path))
    except (UnicodeEncodeError, OSError):
        return path


def spelled(path: Path) -> str:
    """A path in valid Unicode: UTF-8 where it is that, whatever the locale says, or else as the
    locale has it. Bytes that are neither (in old archives) are escaped.
    """
    name = path.as_posix()
    try:
        return os.fsencode(name).decode("utf-8")
    except UnicodeEncodeError:  # from inside an archive
        return name
    except UnicodeDecodeError:
        is_known = not any("\ud800" <= character <= "\udfff" for character in name)
        return name if is_known else os.fsencode(name).decode("utf-8", "backslashreplace")


def is_closed(path: Path) -> bool:
    """Whether what is at `path`, or below it, cannot be seen now, so that nothing can be said to be
    gone from there.
    """
    try:
        os.scandir(path).close()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return False


def _members(file: Path, name: str) -> list[str]:
    """The documents in a zip file; none if it is no zip file or cannot be read, which `read` will
    say.
    """
    if file.suffix.lower() != ".zip" or not os.path.isfile(file):
        return []
    try:
        return [inner for inner in member_names(file, name) if is_document(Path(inner).suffix)]
    except SourceError:
        return []


def _name(file: Path, given: Path) -> Path:
    # What a link points to may lie anywhere: only the folder is looked up.
    base = given if os.path.isdir(given) else file.parent
    inside, folder, here = file.relative_to(base), resolved(base), Path.cwd()
    whole = folder / inside
    if whole.is_relative_to(here):
        return whole.relative_to(here)
    return Path(folder.name) / inside


def read(path: Path, name: str) -> Source:
    """Read one file, which may lie in a zip file. `name` is what a citation calls it. Raises
    SourceError in one line.
    """
    archive = find_archive(path)
    is_there = archive or (os.path.exists(path) and not os.path.isdir(path))
    if is_there and not can_hold(path.suffix):
        raise unsupported(path.suffix, name)
    if not archive and path.suffix.lower() == ".zip" and os.path.isfile(path):
        member_names(path, name)  # says what is wrong with an archive
    data = read_member(*archive, name) if archive else _bytes(path, name)
    kind = kind_of(io.BytesIO(data), path.suffix, name)
    if kind == ".zip":
        raise _nothing_inside(path, name)
    source = _parse(data, kind, name)
    if "\0" in source.text or not any(map(_is_seen, source.text)):
        raise SourceError(
            f"{name}：没有文字，或不是文本文件；请检查文件内容",
            f"{name}: holds no text, or is no text file; look into it",
        )
    if kind in _DECODED:
        require_text(source.text, name)
    return replace(source, problems=source.problems + _replaced(source.text))


def _nothing_inside(path: Path, name: str) -> SourceError:
    """What is raised for an archive that does not count as one, or of which nothing is read."""
    if path.suffix.lower() != ".zip":
        return SourceError(
            f"{name}：其实是压缩包；请把后缀改为 .zip",
            f"{name}: is an archive in fact; let its name end with .zip",
        )
    return SourceError(
        f"{name}：压缩包里没有可以读取的文件；支持 {'、'.join(SUFFIXES)}",
        f"{name}: nothing in the archive can be read; {', '.join(SUFFIXES)} can be",
    )


def _is_seen(character: str) -> bool:
    """Whether a character shows: not white space, of zero width, or a control."""
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf")


def _parse(data: bytes, suffix: str, name: str) -> Source:
    """The source that the bytes of a file hold. The parsers are loaded when they are needed."""
    if suffix == ".docx":
        from index.formats.word import read_word

        return read_word(data, name)
    if suffix == ".pdf":
        from index.formats.pdf import read_pdf

        return read_pdf(data, name)
    if suffix == ".html":
        from index.formats.html import declared_codec, read_html

        text, encoding = _decode(data, name, declared_codec(data))
        return read_html(data, text, encoding, name)
    text, encoding = _decode(data, name)
    text = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    return Source(name, hashlib.sha256(data).hexdigest(), text, encoding)


def _bytes(path: Path, name: str) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise SourceError(  # some of these never end
                f"{name}：不是普通文件（而是管道、设备等）；请另存为普通文件",
                f"{name}: not a regular file (but a pipe, a device or the like); "
                "save it as a regular file",
            )
        if found.st_size > _MOST_BYTES:
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
            f"{name}：无法读取（{reason}）；请检查路径和权限",
            f"{name}: cannot be read ({reason}); check path and permissions",
        ) from error


def _decode(data: bytes, name: str, declared: str = "") -> tuple[str, str]:
    """The text, and the name of its encoding: by its mark, else UTF-8 if valid, else what the file
    itself declares, else detected.
    """
    for mark, codec, label in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), label
            except UnicodeDecodeError as error:
                raise _undecodable(name) from error
    declared = "" if declared in _UNTRUE else _LARGER.get(declared, declared)
    for codec in ("utf-8", declared):
        try:
            return data.decode(codec), codec.upper().replace("_", "-")
        except (UnicodeError, LookupError):
            continue
    if _is_nearly(nearly := data.decode("utf-8", "replace")):
        return nearly, "UTF-8"
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5", "utf_16_le", "utf_16_be"])
    match = best.best()
    if match is None:
        return _nearly(data, name)
    codec = _LARGER.get(match.encoding, match.encoding)
    try:
        return data.decode(codec), codec.upper().replace("_", "-")
    except UnicodeDecodeError as error:
        raise _undecodable(name) from error


def _nearly(data: bytes, name: str) -> tuple[str, str]:
    """The text in the encoding in which only a few bytes mean nothing, as where one was lost."""
    for codec in ("gb18030", "big5hkscs"):
        text = data.decode(codec, "replace")
        if _is_nearly(text):
            return text, codec.upper()
    raise _undecodable(name)


def _is_nearly(text: str) -> bool:
    """Whether a text with a few characters that mean nothing is Chinese otherwise: its most common
    characters are common.
    """
    common = sum(map(text.count, "的，。、一在不有人中为為国國"))
    lost = text.count("\ufffd")
    return 0 < lost <= max(1, len(text) // _PER_LOST) and common * 20 > len(text) - lost


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
