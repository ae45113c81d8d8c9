"""What stands before the page: headers for browsers, limits for those who ask too much, and doors
that are closed because nothing of ours goes through them.
"""

import ipaddress
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Buckets", "Guard"]

# Nothing comes from, or goes to, another host, whatever is in a document. The page's own scripts
# are inline, and Gradio makes functions of strings; 'blob:' and 'data:' do not leave the machine.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# Gradio's ways to send files, to fetch from other hosts, to edit the program: none is used here.
_CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/process_recording",
    "/gradio_api/proxy=",
    "/gradio_api/file=http",
    "/gradio_api/vibe",
    "/gradio_api/undo-vibe",
)
_ASKING = (
    "/gradio_api/queue/join",
    "/gradio_api/call/",
    "/gradio_api/run/",
    "/gradio_api/api/",
    "/gradio_api/component_server",
    "/tiaowen/",
    "/mcp",
)
_LOGIN = "/login"
_TIDY = 10.0  # seconds
_BUSY = (
    "现在提问的人很多，请过几秒再试。(Many people are asking; please try again in a few seconds.)"
)
_TOO_FAST = "请求太快，请过几秒再试。(Too many requests; please try again in a few seconds.)"
_NOT_HERE = "这里不提供此项服务。(Not offered here.)"


class Buckets:
    """A bucket of tokens for each client: `burst` when full, `rate` more each second."""

    _MOST = (
        10_000  # clients; the one that was longest away is forgotten, as if its bucket were full
    )

    def __init__(
        self, rate: float, burst: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._now = rate, burst, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> bool:
        """Whether there was a token for `client`, which it then has used."""
        now = self._now()
        left, then = self._left.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._rate)
        self._left[client] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > self._MOST:
            self._left.popitem(last=False)
        return left >= 1


class Guard:
    """The middleware. Programs on the same machine are not limited; a proxy there passes on whom it
    asks for (X-Forwarded-For, which the server takes from no one else).
    """

    def __init__(
        self, app: ASGIApp, asking: Buckets, logins: Buckets, tidy: Callable[[Any], None]
    ) -> None:
        """`tidy` is called with the application that serves, now and then."""
        self._app = app
        self._asking = asking
        self._logins = logins
        self._tidy = tidy
        self._tidied = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if time.monotonic() - self._tidied > _TIDY:
            self._tidied = time.monotonic()
            self._tidy(scope["app"])
        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, _Polite(_with_headers(send)))

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        path, client = scope["path"], _client(scope)
        if path.startswith(_CLOSED):
            return JSONResponse({"detail": _NOT_HERE}, 403)
        if scope["method"] != "POST":
            return None
        if path.rstrip("/") == _LOGIN and not self._logins.take(client or "here"):
            return _too_many(_TOO_FAST)
        if client and path.startswith(_ASKING) and not self._asking.take(client):
            return _too_many(_TOO_FAST)
        return None


def _too_many(words: str) -> JSONResponse:
    # Not 503, for which Gradio's page has an English line of its own.
    return JSONResponse({"detail": words, "error": words}, 429, {"Retry-After": "5"})


def _client(scope: Scope) -> str:
    """Whom a request comes from: an address, of IPv6 the network; "" for this machine."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.is_loopback:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
        await send(message)

    return sending


class _Polite:
    """Sends on what it is given, but says in our words that the queue is full."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 503:
            self._held = message
        elif self._held is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._held)

    async def _finish(self, start: Message) -> None:
        if not _is_full(self._body):
            await self._send(start)
            await self._send({"type": "http.response.body", "body": self._body})
            return
        busy = _too_many(_BUSY)
        await self._send(
            {"type": "http.response.start", "status": busy.status_code, "headers": busy.raw_headers}
        )
        await self._send({"type": "http.response.body", "body": busy.body})


def _is_full(body: bytes) -> bool:
    try:
        return str(json.loads(body)["detail"]).startswith("Queue is full")
    except (ValueError, KeyError, TypeError):
        return False
