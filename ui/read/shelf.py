"""What the browser fetches of a document: its text as HTML, places of words, its file."""

import base64
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

from index.catalogue import DocumentInfo
from index.errors import TiaowenError
from qa.assistant import Assistant
from ui import render
from ui.read.find import find
from ui.read.reader import body
from ui.startup import Startup
from ui.wording import Lang

__all__ = ["functions", "located"]

_KEY = re.compile(r"([0-9a-f]{16})-([0-9]{1,12})-(zh|en)")  # as `ui.read.reader.key` writes it
_LONGEST_WORDS = 200  # code points that are looked for in a text
_MOST_HITS = 2000  # places that a browser is told, and marks, at once
_MOST_KEPT = 8  # documents whose HTML is kept: what many read is made once
_kept: dict[tuple[DocumentInfo, Lang], str] = {}


def located(infos: Sequence[DocumentInfo], text: str, offset: int | None) -> DocumentInfo | None:
    """The document whose text's hash begins with `text` and that holds the character at `offset`
    (None: the first one of that text); None if there is none.
    """
    for info in infos:
        if info.text_sha256.startswith(text) and (
            offset is None or info.start <= offset < info.start + info.characters
        ):
            return info
    return None


def functions(startup: Startup) -> list[Callable[[Any], Any]]:
    """What a reader's script may call. Each takes one JSON value, of which nothing is believed."""

    def read_book(key: object) -> str:
        """A whole document as HTML; "" if it is not in the store."""
        found = _opened(startup, key)
        if found is None:
            return ""
        assistant, info, lang = found
        try:
            return _body(assistant, info, lang)
        except TiaowenError as error:
            return render.failure(error, lang)

    def find_words(asked: object) -> dict[str, Any]:
        """Where words stand: see `_find`."""
        return _find(startup, asked)

    def get_original(key: object) -> dict[str, str]:
        """The file's name and its bytes in base64, or what is `said` instead."""
        found = _opened(startup, key)
        if found is None:
            return {}
        assistant, info, lang = found
        try:
            data = assistant.original(info.id)
        except TiaowenError as error:
            return {"said": error.zh if lang == "zh" else error.en}
        return {
            "name": PurePosixPath(info.source).name,
            "data": base64.b64encode(data).decode("ascii"),
        }

    def get_text(key: object) -> dict[str, str]:
        """The decoded text of the document's source, and a name for it."""
        found = _opened(startup, key)
        if found is None:
            return {}
        assistant, info, lang = found
        try:
            return {
                "name": f"{PurePosixPath(info.source).stem}.txt",
                "text": assistant.text(info.text_sha256),
            }
        except TiaowenError as error:
            return {"said": error.zh if lang == "zh" else error.en}

    return [read_book, find_words, get_original, get_text]


def _find(startup: Startup, asked: object) -> dict[str, Any]:
    """Where words stand: `asked` is a document's key, the words, and the offset that is read,
    around which they are told where they stand too often.
    """
    nothing: dict[str, Any] = {"count": 0, "first": 0, "hits": []}
    key, words, at = asked if isinstance(asked, list) and len(asked) == 3 else (None,) * 3
    found = _opened(startup, key)
    if found is None or not isinstance(words, str) or type(at) is not int:
        return nothing
    assistant, info, lang = found
    try:
        document = assistant.read(info.id)
    except TiaowenError as error:
        return nothing | {"said": error.zh if lang == "zh" else error.en}
    words, at = words[:_LONGEST_WORDS], min(max(at, 0), document.span.end)
    count, first, hits = find(document.text, words, document.span, _MOST_HITS, at)
    return {"count": count, "first": first, "hits": [[hit.start, hit.end] for hit in hits]}


def _opened(startup: Startup, key: object) -> tuple[Assistant, DocumentInfo, Lang] | None:
    """The assistant, and the document and the language that a key names; None if there is none."""
    assistant = startup.state.assistant
    match = _KEY.fullmatch(key) if isinstance(key, str) else None
    if assistant is None or match is None:
        return None
    for info in assistant.documents():
        if info.text_sha256.startswith(match[1]) and info.start == int(match[2]):
            return assistant, info, "zh" if match[3] == "zh" else "en"
    return None


def _body(assistant: Assistant, info: DocumentInfo, lang: Lang) -> str:
    """The document's HTML, made anew if it is not among those made last. Raises StoreDamaged."""
    made = _kept.get((info, lang))
    if made is None:
        made = _kept[info, lang] = body(assistant.read(info.id), lang)
        for oldest in list(_kept)[:-_MOST_KEPT]:
            _kept.pop(oldest, None)
    return made
