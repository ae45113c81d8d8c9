"""What those see who have to log in first: a page of our own, since Gradio's is in English."""

from html import escape
from pathlib import Path
from string import Template
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.wording import Lang, say

__all__ = ["Login", "before"]

_LANGUAGE = "tiaowen_language"  # the cookie
_WORDS = ("title", "asked", "name", "password", "wrong", "often", "away")


class Login:
    """The middleware that shows it in place of the page. It only shows: who may have what is for
    Gradio to say, which takes the name and the password as well.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        file = Path(__file__).parents[1] / "assets" / "login.html"
        self._page = Template(file.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the page, or pass it on."""
        shown = self._app
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in ("", "/"):
            request = Request(scope)
            if not _is_known(scope["app"], request):
                page = self._filled(before(request) or "zh")
                shown = HTMLResponse(page, headers={"Cache-Control": "no-store"})
        await shown(scope, receive, send)

    def _filled(self, lang: Lang) -> str:
        other: Lang = "en" if lang == "zh" else "zh"
        words = {f"login_{word}": say(lang, f"login_{word}") for word in _WORDS}
        words |= {word: say(lang, word) for word in ("html_lang", "login", "switch")}
        words |= {"other": other, "other_lang": say(other, "html_lang")}
        return self._page.substitute({name: escape(text) for name, text in words.items()})


def before(request: Any) -> Lang | None:
    """The language that this browser last saw the page in, as ui/assets/base.js notes it."""
    noted = dict(getattr(request, "cookies", {})).get(_LANGUAGE)
    return "en" if noted == "en" else "zh" if noted == "zh" else None


def _is_known(app: Any, request: Request) -> bool:
    """Whether a request is of somebody who is logged in, as Gradio tells it."""
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return any(request.cookies.get(name) in app.tokens for name in names)
