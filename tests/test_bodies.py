"""What is sent to Gradio: nothing that it would fetch, and calls that fit."""

import asyncio
import json
from collections.abc import Iterator, MutableMapping
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio import processing_utils
from server import called, documents, given, served
from stores import LAW, fake_build, write

from ui.serving.bodies import Bodies, stay_here
from ui.serving.endpoints import operations
from ui.startup import Startup

ADDRESS = "http://192.0.2.1/"
KIND = {"_type": "gradio.FileData"}
FILES = [
    {"path": ADDRESS, "url": ADDRESS, "meta": KIND},
    {"path": ADDRESS, "meta": KIND},
    {"path": "/etc/passwd", "meta": KIND},
    {"path": "/etc/passwd", "meta": 7},
    [{"a": [{"path": ADDRESS, "meta": KIND | {"more": 1}, "more": 1}]}],
]
FETCHING = (
    *("async_ssrf_protected_download", "async_ssrf_protected_get", "save_url_to_cache"),
    *("ssrf_protected_download", "unsafe_download"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("bodies")
    fake_build([write(folder / "laws", {"law.txt": LAW})], folder / "store")
    with served(folder) as client:
        documents(client)  # the store is open
        yield client
    assert "Traceback" not in (folder / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES)
def test_no_body_names_a_file(client: httpx.Client, file: object) -> None:
    data = [file, 5, None]
    for path, body in [
        ("call/v2/ask", {"question": file}),
        ("call/v2/ask/", {"question": "收费", "documents": [file]}),
        ("call/ask", {"data": data}),
        ("queue/join", {"data": data, "fn_index": 0, "session_hash": "a"}),
        ("queue/join", {"data": [], "event_data": file, "fn_index": 0, "session_hash": "a"}),
        ("run/ask", {"data": data}),
        ("api/ask/", {"data": data}),
        ("component_server", {"data": file, "component_id": 1, "session_hash": "a", "fn_name": ""}),
    ]:
        for kind, code in (("application/json", "utf-8"), ("text/plain", "utf-16")):
            sent = json.dumps(body).encode(code)
            got = client.post(f"gradio_api/{path}", content=sent, headers={"Content-Type": kind})
            assert (got.status_code, path) == (400, path)
            assert got.json()["error"].startswith("这里不收文件，也不取网址。(No files")


def test_gradio_itself_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(*_: object) -> None:
        raise AssertionError("something was fetched")

    for name in FETCHING:
        monkeypatch.setattr(processing_utils, name, fetched)
    stay_here()
    box = gr.Textbox(render=False)
    with pytest.raises(gr.Error, match="这里不收文件"):
        asyncio.run(processing_utils.async_move_files_to_cache(FILES[0], box))
    with pytest.raises(gr.Error, match="这里不收文件"):
        processing_utils.move_files_to_cache(FILES[0], box)


@pytest.mark.parametrize(
    ("path", "body", "status", "line"),
    [
        ("v2/ask", {}, 400, "缺少参数 question (the parameter question is missing)"),
        ("v2/show", {}, 400, "缺少参数 label"),
        ("v2/compare", {"left": "测试"}, 400, "缺少参数 right"),
        (
            "v2/ask",
            {"question": "收费", "k": 1},
            400,
            "没有“k”这个参数；ask 只有 question, top, doc",
        ),
        ("v2/list_documents", {"k" * 99: 1}, 400, f"没有“{'k' * 40}”这个参数；list_documents 不收"),
        ("v2/ask", ["收费"], 400, "参数应写作 JSON 对象"),
        ("v2/nothing", {}, 404, "没有“nothing”这个接口；/openapi.json 列出所有接口"),
        ("nothing", {"data": []}, 404, "没有“nothing”这个接口"),
        ("ask", {"data": []}, 400, "data 应为列表，依次是 question, top, documents, skip"),
        ("ask", {"data": ["收费", 1, None, 0, 0]}, 400, "data 应为列表，依次是 question"),
        ("compare", {"data": ["收费"]}, 400, "data 应为列表，依次是 left, right"),
        ("ask", {"question": "收费"}, 400, "data 应为列表"),
        ("show", {"data": "第一条"}, 400, "data 应为列表，依次是 label, document"),
    ],
)
def test_a_call_that_does_not_fit_gets_one_line(
    client: httpx.Client, path: str, body: object, status: int, line: str
) -> None:
    got = client.post(f"gradio_api/call/{path}", json=body)
    assert got.status_code == status
    assert got.json()["error"].startswith(line)
    assert "\n" not in got.json()["error"]


def test_the_last_values_of_a_call_may_be_left_out(client: httpx.Client) -> None:
    answers = [
        given(client, called(client, "ask", *values)) | {"took_ms": 0}
        for values in (["第一条"], ["第一条", 5], ["第一条", 5, None], ["第一条", 5, None, 0])
    ]
    assert answers[0]["question"] == "第一条"
    assert answers[1:] == answers[:1] * 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("queue/join", {"fn_index": 9999, "data": [], "session_hash": "a"}),
        ("queue/join", {"fn_index": 0, "data": [], "session_hash": "a"}),
        ("queue/join", {"fn_index": [0], "data": [], "session_hash": "a"}),
        ("queue/join", {"fn_index": 0, "data": {}, "session_hash": "a"}),
        ("queue/join", [1]),
        ("run/predict", {"data": []}),
        ("api/nothing", {"data": []}),
        (
            "component_server",
            {"component_id": 9999, "fn_name": "x", "session_hash": "a", "data": 1},
        ),
        ("component_server/", {"component_id": 1, "fn_name": 7, "session_hash": "a", "data": 1}),
        ("component_server", {"component_id": 1, "fn_name": "x", "session_hash": [], "data": 1}),
        ("component_server", {}),
    ],
)
def test_what_the_page_does_not_have_is_told_in_one_line(
    client: httpx.Client, path: str, body: object
) -> None:
    got = client.post(f"gradio_api/{path}", json=body)
    assert (got.status_code, got.json()["detail"][:9]) == (400, "网页没有所请求的这")


def test_a_result_is_looked_for_where_it_is(client: httpx.Client) -> None:
    got = client.get("gradio_api/call/v2/show")
    told = "结果在 /gradio_api/call/show/{event_id}，不带 v2 ("
    assert (got.status_code, got.json()["error"][: len(told)]) == (404, told)


def test_what_is_no_json_or_too_long_gets_one_line(client: httpx.Client) -> None:
    for body in (b"x", b"", b"[" * 100_000, b"\xff\xfe\xfd"):
        got = client.post("gradio_api/call/v2/ask", content=body)
        assert (got.status_code, got.json()["error"][:12]) == (400, "请求的内容应为 JSON")
    files = {"file": ("a.txt", b"x")}
    assert client.post("gradio_api/component_server", files=files).status_code == 400
    got = client.post("gradio_api/call/v2/ask", json={"question": "长" * 2**21})
    assert (got.status_code, got.json()["error"][:10]) == (413, "请求超过 4 MB；")


def test_a_call_in_pieces_is_answered_once(client: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        sent = json.dumps({"label": "第一条"}, ensure_ascii=False).encode()
        yield from (sent[i : i + 1] for i in range(len(sent)))

    headers = {"Content-Type": "application/json"}
    taken = client.post("gradio_api/call/v2/show", content=pieces(), headers=headers)
    assert given(client, taken, "show")["passages"][0]["citation"]["label"] == "第一条"
    for event in (taken.json()["event_id"], "nothing"):
        for version in ("", "v2/"):
            got = client.get(f"gradio_api/call/{version}show/{event}")
            assert (got.status_code, got.json()["error"][:7]) == (404, "没有这次请求，")


def test_a_body_is_passed_on_as_it_came() -> None:
    body = b'{ "question" :"\\u6536", "top":5.0 }'
    parts = [body[:3], b"", body[3:]]
    read: list[bytes] = []

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        more = True
        while more:
            message = await receive()
            read.append(message["body"])
            more = message["more_body"]
        assert await receive() == {"type": "http.disconnect"}

    async def receive() -> MutableMapping[str, Any]:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(_message: MutableMapping[str, Any]) -> None:
        raise AssertionError("it was refused")

    scope = {"type": "http", "method": "POST", "path": "/gradio_api/call/v2/ask"}
    asyncio.run(Bodies(app, operations(Startup()))(scope, receive, send))
    assert b"".join(read) == body
