"""The parts of a .docx file: a zip file of XML, which may come from anywhere and hold anything."""

import io
import posixpath
from collections.abc import Iterator
from typing import Any

from index.errors import SourceError
from index.formats.archive import broken, open_zip, read_bounded
from index.formats.word_styles import W

__all__ = ["read_parts"]

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_TAGS = 4_000_000  # of one part; about 400 MB in memory


def read_parts(data: bytes, name: str) -> dict[str, Any]:
    """The XML of the parts we read, by what they are to the document: "document" (its body),
    "styles", "numbering", "footnotes", "endnotes"; None for what is not there. And "chunks", the
    bytes of other files by the names under which the body calls them. Raises SourceError.
    """
    with open_zip(io.BytesIO(data), name) as archive:
        infos = {_plain(info.filename): info for info in archive.infolist()}

        def part(path: str) -> Any:
            info = infos.get(_plain(path))
            return None if info is None else _root(read_bounded(archive, info, name), name)

        main = _targets(part("_rels/.rels"), "").get("officeDocument", "word/document.xml")
        document = part(main)
        if document is None or document.tag != W + "document":
            raise broken(name, "Word 文件", "Word file")
        folder, file = posixpath.split(main)
        related = part(f"{folder}/_rels/{file}.rels")
        targets = _targets(related, folder)
        others = ("styles", "numbering", "footnotes", "endnotes")
        found = {kind: part(targets.get(kind, f"{folder}/{kind}.xml")) for kind in others}
        chunks = {}
        for key, path in _chunks(related, folder):
            if info := infos.pop(_plain(path), None):  # each is read once
                chunks[key] = read_bounded(archive, info, name)
        return {"document": document.find(W + "body"), "chunks": chunks, **found}


def _plain(path: str) -> str:
    """The name of a part as it is looked for: in small letters, and without backslashes."""
    return path.replace("\\", "/").lstrip("/").lower()


def _root(data: bytes, name: str) -> Any:
    """The root of an XML part: no entities, nothing from outside, no more tags than we hold."""
    from lxml import etree  # type: ignore[import-untyped]

    if data.count(b"<") > _MOST_TAGS:
        raise SourceError(
            f"{name}：内容太多（超过 {_MOST_TAGS // 10_000} 万个标记）；请拆成几个文件",
            f"{name}: too much in it (more than {_MOST_TAGS:,} tags); split it into several files",
        )
    if b"<!DOCTYPE" in data:
        raise broken(name, "Word 文件", "Word file")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data.replace(_STRICT, W[1:-1].encode()), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(name, "Word 文件", "Word file") from error


def _chunks(root: Any, folder: str) -> Iterator[tuple[str, str]]:
    """The names and places of other files whose text belongs into the document."""
    for one in () if root is None else root:
        if one.get("Type", "").endswith("/aFChunk") and one.get("TargetMode") != "External":
            yield one.get("Id"), _place(one, folder)


def _place(relation: Any, folder: str) -> str:
    path = posixpath.join("/", folder, relation.get("Target", ""))
    return posixpath.normpath(path).lstrip("/")


def _targets(root: Any, folder: str) -> dict[str, str]:
    """The parts that a file of relationships points to, by the last word of their type."""
    targets: dict[str, str] = {}
    for one in () if root is None else root:
        kind = one.get("Type", "").rpartition("/")[2]
        targets.setdefault(kind, _place(one, folder))
    return targets
