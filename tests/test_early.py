"""Scripts that run before Gradio's."""

import asyncio
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from ui.serving.early import Early

Message = MutableMapping[str, Any]
SCRIPT = (Path(__file__).parents[1] / "ui/assets/early/frames.js").read_bytes()


def sent(
    parts: list[bytes], kind: bytes, method: str = "GET", path: str = "/"
) -> tuple[dict[bytes, bytes], bytes]:
    """The headers and the body that come out when an application sends these parts."""
    given: list[Message] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        size = str(sum(map(len, parts))).encode()
        headers = [(b"content-type", kind), (b"content-length", size)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for i, part in enumerate(parts):
            more = i + 1 < len(parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})

    async def receive() -> Message:
        raise AssertionError("nothing is to be received")

    async def send(message: Message) -> None:
        given.append(message)

    asyncio.run(Early(app)({"type": "http", "method": method, "path": path}, receive, send))
    start, *rest = given
    return dict(start["headers"]), b"".join(message["body"] for message in rest)


def test_they_stand_first_in_a_page_and_its_length_is_right() -> None:
    parts = [b"<html><he", b"ad><title>\xe6\x9d", b"\xa1</title></head><p>&lt;head> <head></html>"]
    headers, body = sent(parts, b"text/html; charset=utf-8")
    tag = b"<script>" + SCRIPT + b"</script>"
    assert body == b"".join(parts).replace(b"<head>", b"<head>" + tag, 1)
    assert headers[b"content-length"] == str(len(body)).encode()
    assert body.count(SCRIPT) == 1


@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [
        (b"application/json", "GET", "/"),
        (b"text/event-stream", "GET", "/"),
        (b"text/html", "HEAD", "/"),
        (b"text/html", "POST", "/"),
        (b"text/html", "GET", "/gradio_api/file=report.html"),
    ],
)
def test_everything_else_passes_as_it_is(kind: bytes, method: str, path: str) -> None:
    parts = [b"<head>", b'{"a": 1}']
    headers, body = sent(parts, kind, method, path)
    assert body == b"".join(parts)
    assert headers == {b"content-type": kind, b"content-length": b"14"}


def test_no_script_ends_its_tag() -> None:
    assert b"</" not in SCRIPT
