"""The operations as tools for language models and agents: an MCP server in the page's own process,
at /mcp over streamable HTTP. Needs the package `mcp` (requirements-mcp.txt).

The MCP server that Gradio can make of its endpoints is not used: it gives answers as Python text,
not as JSON, and goes through the page's own HTTP port to do so.
"""

import base64
import binascii
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

from anyio import CapacityLimiter, to_thread
from pydantic import ValidationError
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import InputError, TiaowenError
from ui.serving.endpoints import VERSION, operations, stray
from ui.startup import Startup

__all__ = ["PATH", "Allowed", "mounted"]

PATH = "/mcp"
_AT_ONCE = 4  # calls that are worked on at a time; others wait
_INSTRUCTIONS = (
    "Answers questions about a collection of Chinese documents with verbatim clauses. Quote a"
    " passage's text as it is and name its citation.text; if answered is false, say that the"
    " documents do not answer, and do not answer from the nearest passages."
)

Allowed = Callable[[str, str], bool]  # whether a user has this password


def mounted(startup: Startup, host: str, allowed: Allowed | None = None) -> dict[str, Any]:
    """What `Blocks.launch(app_kwargs=...)` needs to serve the tools beside the page, which listens
    on `host`; with `allowed`, to those who send a name and password (HTTP Basic). Raises InputError
    if the package is not installed.
    """
    server = _server(host)
    limiter = CapacityLimiter(_AT_ONCE)
    for operation in operations(startup):
        text = " ".join((operation.__doc__ or "").split())
        tool = _tool(operation, limiter)
        server.add_tool(tool, description=text, structured_output=True)
        known = server._tool_manager.get_tool(operation.__name__)
        known.parameters["additionalProperties"] = False  # see `_server`
    (route,) = server.streamable_http_app().routes
    assert isinstance(route, Route)
    if allowed:
        route = Route(PATH, endpoint=_Guarded(route.app, allowed))

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return {"routes": [route], "lifespan": lifespan}


def _server(host: str) -> Any:
    """A server without tools. Raises InputError if the package is not installed."""
    try:
        from mcp.server.fastmcp import FastMCP
        from mcp.server.fastmcp.exceptions import ToolError
    except ImportError:
        raise InputError(
            "--mcp 需要另装一个包：pip install -r requirements-mcp.txt",
            "--mcp needs one more package: pip install -r requirements-mcp.txt",
        ) from None

    class Server(FastMCP):
        """Says in one line which arguments are wrong, where pydantic takes three for each, and
        which are not known, which it passes over.
        """

        async def call_tool(self, name: str, arguments: dict[str, Any]) -> Any:
            tool = self._tool_manager.get_tool(name)
            if tool and (fault := stray(name, arguments, tool.parameters.get("properties", {}))):
                raise ToolError(f"{fault[0]} ({fault[1]})")
            try:
                return await super().call_tool(name, arguments)
            except ToolError as error:
                if not isinstance(error.__cause__, ValidationError):
                    raise
                wrong = [
                    f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
                    for each in error.__cause__.errors()
                ]
                raise ToolError(f"参数有误 (wrong arguments): {'; '.join(wrong)}") from None

    root = logging.getLogger()
    kept = root.handlers[:], root.level
    server = Server(
        "Tiaowen",
        instructions=_INSTRUCTIONS,
        host=host,  # on this machine alone, requests that name another host are refused
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,  # a call depends on nothing that was called before
    )
    server._mcp_server.version = VERSION  # or that of the package
    root.handlers[:], root.level = kept  # what is logged is not for a library to say
    return server


def _tool(operation: Callable[..., Any], limiter: CapacityLimiter) -> Callable[..., Any]:
    """The same in a thread of its own, so that the page goes on meanwhile."""
    from mcp.server.fastmcp.exceptions import ToolError

    @wraps(operation)
    async def called(**arguments: Any) -> Any:
        try:
            return await to_thread.run_sync(lambda: operation(**arguments), limiter=limiter)
        except TiaowenError as error:
            raise ToolError(f"{error.zh} ({error.en})") from error

    return called


class _Guarded:
    """An application that only those may use who are `allowed`."""

    def __init__(self, app: ASGIApp, allowed: Allowed) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = dict(scope["headers"]).get(b"authorization", b"")
        if await to_thread.run_sync(self._may, sent):  # a password takes a while to check
            await self._app(scope, receive, send)
            return
        asks = {"WWW-Authenticate": 'Basic realm="Tiaowen", charset="UTF-8"'}
        await PlainTextResponse("name and password, please", 401, asks)(scope, receive, send)

    def _may(self, sent: bytes) -> bool:
        kind, _, encoded = sent.partition(b" ")
        if kind.lower() != b"basic":
            return False
        try:
            name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return bool(colon) and self._allowed(name, password)
