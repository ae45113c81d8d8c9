"""Web pages that a .docx file holds instead of paragraphs (w:altChunk), as programs write that make
Word files out of pages.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from index.errors import SourceError
from index.formats.html import declared_codec, read_html
from index.model import Source

__all__ = ["read_chunk"]

_PAGE = re.compile(rb"<(?:!doctype html|html|body|p|div|table|h[1-6])\b", re.IGNORECASE)
_MAIL = re.compile(rb"\s*(?:MIME-Version|Content-Type|From|Date|Subject)\s*:", re.IGNORECASE)
_CODECS = ("utf-8", "gb18030")


def read_chunk(data: bytes, name: str) -> Source | None:
    """The source that the bytes of a web page hold, which may be packed as for mail (.mht); None if
    they are none.
    """
    declared = ""
    if _MAIL.match(data):
        message = message_from_bytes(data, policy=policy.default)
        page = message.get_body(("html",)) if isinstance(message, EmailMessage) else None
        content = page.get_payload(decode=True) if page else None
        if not page or not isinstance(content, bytes):
            return None
        data, declared = content, page.get_content_charset() or ""
    if not _PAGE.search(data):
        return None
    for codec in (declared or declared_codec(data), *_CODECS):
        try:
            return read_html(data, data.decode(codec), codec, name)
        except (UnicodeError, LookupError):
            continue
        except SourceError:
            break
    return None
