"""Scripts that run before Gradio's own: what its `head` is given runs when these are loaded."""

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Early"]

_HEAD = b"<head>"
_SCRIPTS = Path(__file__).parents[1] / "assets" / "early"


class Early:
    """The middleware that puts the scripts of ui/assets/early first in the page, and in nothing
    else that is HTML, such as somebody's document.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        scripts = (path.read_bytes() for path in sorted(_SCRIPTS.glob("*.js")))
        self._head = _HEAD + b"<script>" + b"\n".join(scripts) + b"</script>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and put them into what comes back if that is the page."""
        is_asked = scope["type"] == "http" and scope["method"] == "GET"
        is_asked = is_asked and scope["path"] in ("", "/")
        await self._app(scope, receive, self._sending(send) if is_asked else send)

    def _sending(self, send: Send) -> Send:
        held: list[Message] = []  # the start of a page, until all of it is there
        body = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    whole = bytes(body).replace(_HEAD, self._head, 1)
                    MutableHeaders(scope=held[0])["content-length"] = str(len(whole))
                    await send(held[0])
                    await send({"type": "http.response.body", "body": whole})

        return sending


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
