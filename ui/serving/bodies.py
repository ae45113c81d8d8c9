"""What is sent to Gradio, looked at before Gradio is: no body may name a file, which Gradio would
fetch from wherever it is, and what calls an endpoint must fit it.
"""

import inspect
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import gradio as gr
from gradio import processing_utils
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.serving.endpoints import LONGEST, stray

__all__ = ["Bodies", "stay_here"]

_MOST = 4 * 2**20  # bytes; the most that the page sends is a file of questions, of 1 MB
_READ = (
    "/gradio_api/queue/join",
    "/gradio_api/call/",
    "/gradio_api/run/",
    "/gradio_api/api/",
    "/gradio_api/component_server",
)
_CALL = re.compile(r"/gradio_api/call/(?P<v2>v2/)?(?P<name>[^/]+)(?:/(?P<event>[^/]+))?/?")
_FETCHING = (
    "async_ssrf_protected_download",
    "async_ssrf_protected_get",
    "save_url_to_cache",
    "ssrf_protected_download",
    "unsafe_download",
)
_NO_FILES = "这里不收文件，也不取网址。(No files are taken here, and no address is fetched.)"
_NOT_OURS = "网页没有所请求的这一项；请刷新网页。(The page has nothing of the kind; load it again.)"
_NO_JSON = "请求的内容应为 JSON。(The body of the request should be JSON.)"
_TOO_LARGE = (
    f"请求超过 {_MOST >> 20} MB；请缩短。(The request is over {_MOST >> 20} MB; shorten it.)"
)


def stay_here() -> None:
    """Let Gradio fetch nothing in this process, should an address come to it all the same."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise gr.Error(_NO_FILES, print_exception=False)

    for name in _FETCHING:
        vars(processing_utils)[name] = refuse


class Bodies:
    """The middleware, behind `ui.serving.guard`. It answers what Gradio would fail at, in one line:
    with status 400, 404 or 413 and {"error": …}, and again as "detail", which is what the page
    shows.
    """

    def __init__(self, app: ASGIApp, functions: Sequence[Callable[..., Any]]) -> None:
        """`functions`: what `ui.serving.endpoints.operations` gives."""
        self._app = app
        self._parameters = {
            function.__name__: inspect.signature(function).parameters for function in functions
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on as it came."""
        refusal = None
        if scope["type"] == "http" and scope["path"].startswith(_READ):
            refusal, receive = await self._looked_at(scope, receive)
        await (refusal or self._app)(scope, receive, send)

    async def _looked_at(
        self, scope: Scope, receive: Receive
    ) -> tuple[JSONResponse | None, Receive]:
        """What is to be said of a request, if anything; and where to read its body."""
        call = _CALL.fullmatch(scope["path"])
        if call and call["name"] not in self._parameters:
            name = call["name"][:LONGEST]
            zh = f"没有“{name}”这个接口；/openapi.json 列出所有接口"
            return _refused(404, zh, f"no endpoint “{name}”; /openapi.json lists them"), receive
        if scope["method"] != "POST":
            return _not_to_give(scope["app"], call) if call else None, receive
        body = await _whole(receive)
        if len(body) > _MOST:
            return _said(413, _TOO_LARGE), receive
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return _said(400, _NO_JSON), receive
        if _names_a_file(value):
            return _said(400, _NO_FILES), receive
        if call:
            fault = self._misfit(call["name"], bool(call["v2"]), value)
            if fault:
                return _refused(400, *fault), receive
            return None, _again(body if call["v2"] else self._full(call["name"], value), receive)
        fits = _fits_page(scope["app"], value, scope["path"].startswith(_READ[-1]))
        return None if fits else _said(400, _NOT_OURS), _again(body, receive)

    def _misfit(self, name: str, named: bool, value: Any) -> tuple[str, str] | None:
        """Why a body does not fit an endpoint, in Chinese and in English: its parameters, `named`
        or in order as "data".
        """
        parameters = self._parameters[name]
        if not named:
            data = value.get("data") if isinstance(value, dict) else None
            least = sum(each.default is each.empty for each in parameters.values())
            if isinstance(data, list) and least <= len(data) <= len(parameters):
                return None
            names = ", ".join(parameters) or "[]"
            return f"data 应为列表，依次是 {names}", f"data should be a list of {names}"
        if not isinstance(value, dict):
            return "参数应写作 JSON 对象", "the parameters should be a JSON object"
        if fault := stray(name, value, parameters):
            return fault
        for each, parameter in parameters.items():
            if parameter.default is parameter.empty and each not in value:
                return f"缺少参数 {each}", f"the parameter {each} is missing"
        return None

    def _full(self, name: str, value: dict[str, Any]) -> bytes:
        """A body with what an endpoint takes where its "data" leaves out the last values."""
        left = [*self._parameters[name].values()][len(value["data"]) :]
        return json.dumps(
            value | {"data": [*value["data"], *(one.default for one in left)]}
        ).encode()


def _not_to_give(app: Any, call: re.Match[str]) -> JSONResponse | None:
    """Why a result cannot be fetched, if it cannot."""
    if call["event"] and not _is_known(app, call["event"]):
        zh, en = (
            "没有这次请求，或结果已取走；请重新请求",
            "no such call, or fetched before; call again",
        )
        return _refused(404, zh, en)
    if call["v2"]:
        where = f"/gradio_api/call/{call['name']}/{{event_id}}"
        return _refused(404, f"结果在 {where}，不带 v2", f"results are at {where}, without v2")
    return None


def _fits_page(app: Any, value: Any, calls_component: bool) -> bool:
    """Whether the page has what is called: one of its events, with as many values as it takes, or a
    component.
    """
    blocks = app.get_blocks()
    if not isinstance(value, dict):
        return False
    if calls_component:
        named = type(value.get("session_hash")) is type(value.get("fn_name")) is str
        known, called = blocks.blocks, value.get("component_id")
        return named and type(called) is int and called in known
    event, data = value.get("fn_index"), value.get("data")
    if type(event) is not int or event not in blocks.fns:
        return False
    return isinstance(data, list) and len(data) >= len(blocks.fns[event].inputs)


def _is_known(app: Any, event: str) -> bool:
    """Whether Gradio's app has the result of a call still to give."""
    sessions = app.get_blocks()._queue.pending_event_ids_session
    return any(event in events for events in list(sessions.values()))


def _names_a_file(value: Any) -> bool:
    """Whether there is an object anywhere in `value` that Gradio might take for a file."""
    rest = [value]
    while rest:
        each = rest.pop()
        if isinstance(each, dict):
            if "path" in each and "meta" in each:
                return True
            rest += each.values()
        elif isinstance(each, list):
            rest += each
    return False


async def _whole(receive: Receive) -> bytes:
    """The body of a request, in however many pieces it comes; no more than is too large."""
    body = bytearray()
    while len(body) <= _MOST:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read, and then whatever comes after it."""
    rest = [body]

    async def receiving() -> Message:
        if rest:
            return {"type": "http.request", "body": rest.pop(), "more_body": False}
        return await receive()

    return receiving


def _refused(status: int, zh: str, en: str) -> JSONResponse:
    return _said(status, f"{zh} ({en})")


def _said(status: int, line: str) -> JSONResponse:
    return JSONResponse({"detail": line, "error": line}, status)
