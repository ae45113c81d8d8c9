"""The MCP tools, called by the client of the `mcp` package over HTTP from a real `python app.py`."""

import asyncio
import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, Tool
from server import documents, served
from stores import fake_build, use_fake, write

import app
import ui.page
import ui.serving.tools
from index.errors import InputError
from qa import Assistant
from ui.serving.endpoints import VERSION
from ui.startup import Startup

LAW = "收费条例\n\n第一条 收费应当公开。\n\n第二条 违反本条例第一条的，责令改正。\n"
OTHER = "票据办法\n\n第一条 票据应当保存十年。\n"
NAME, PASSWORD = "读者", "一二三:four"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = write(tmp_path_factory.mktemp("mcp"), {"law.txt": LAW, "other.txt": OTHER})
    fake_build([place / "law.txt", place / "other.txt"], place / "store")
    return place


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder, "--mcp") as client:
        documents(client)  # the store is open
        yield str(client.base_url.join("mcp"))


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Assistant:
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


def call(address: str, name: str, **arguments: Any) -> CallToolResult:
    async def called() -> CallToolResult:
        async with (
            streamable_http_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await session.call_tool(name, arguments)

    return asyncio.run(called())


def said(result: CallToolResult) -> str:
    (content,) = result.content
    assert content.type == "text"
    return content.text


def tools(address: str) -> tuple[list[Tool], str, str]:
    """What is offered, what is said of it, and in which version."""

    async def listed() -> tuple[list[Tool], str, str]:
        async with (
            streamable_http_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            begun = await session.initialize()
            assert begun.capabilities.tools is not None
            found = (await session.list_tools()).tools
            return found, begun.instructions or "", begun.serverInfo.version

    return asyncio.run(listed())


def test_exactly_four_tools_are_offered_and_described(address: str) -> None:
    found, instructions, version = tools(address)
    assert version == VERSION
    assert [tool.name for tool in found] == ["ask", "show", "list_documents", "compare"]
    assert "do not answer from the nearest passages" in instructions
    for tool in found:
        assert 60 < len(tool.description or "") < 600
        assert "\n" not in (tool.description or "")
        properties = tool.inputSchema["properties"]
        assert all(each["description"] for each in properties.values())
        assert tool.inputSchema["additionalProperties"] is False
        assert tool.outputSchema
    ask = found[0].inputSchema
    assert ask["required"] == ["question"]
    assert {k: ask["properties"]["top"][k] for k in ("default", "minimum", "maximum")} == {
        "default": 5,
        "minimum": 1,
        "maximum": 1000,
    }


def test_an_answer_is_the_json_of_the_library(address: str, assistant: Assistant) -> None:
    result = call(address, "ask", question="收费要公开吗", top=1, documents=["收费"])
    wanted = assistant.ask("收费要公开吗", 1, ["收费"]).to_json()
    assert not result.isError
    got = result.structuredContent or {}
    assert json.loads(said(result)) == got
    assert {**got, "took_ms": 0} == {**wanted, "took_ms": 0}


def test_a_clause_and_the_documents_are_shown(address: str, assistant: Assistant) -> None:
    shown = call(address, "show", label="第二条").structuredContent or {}
    assert shown["passages"][0]["cites"][0]["citation"] == "《收费条例》第一条"
    absent = call(address, "show", label="第九条", document="票据").structuredContent or {}
    assert (absent["answered"], absent["reason"]) == (False, "no_such_clause")
    listed = call(address, "list_documents").structuredContent or {}
    assert [document["title"] for document in listed["documents"]] == ["收费条例", "票据办法"]
    assert listed["store"] == assistant.info.to_json()


def test_errors_are_one_line_in_both_languages(address: str) -> None:
    result = call(address, "ask", question="收费", documents=["民法典"])
    assert result.isError
    assert "索引中没有标题或文件名含“民法典”的文件" in said(result)
    assert "no document's title or file name holds “民法典”" in said(result)
    assert "\n" not in said(result)
    assert "Traceback" not in said(result)


def test_wrong_arguments_are_refused_in_one_line(address: str) -> None:
    for arguments, words in (
        ({}, "question: Field required"),
        ({"question": 1}, "question: Input should be a valid string"),
        ({"question": "收费", "top": 0}, "top: Input should be greater than or equal to 1"),
        ({"question": "收费", "documents": "x"}, "documents: Input should be a valid list"),
    ):
        result = call(address, "ask", **arguments)
        assert result.isError
        assert said(result) == f"参数有误 (wrong arguments): {words}"
    for name, arguments, words in (
        ("ask", {"question": "收费", "limit": 3}, "没有“limit”这个参数；ask 只有 question, top,"),
        ("list_documents", {"a": 1}, "没有“a”这个参数；list_documents 不收参数 (no parameter “a”"),
    ):
        result = call(address, name, **arguments)
        assert result.isError
        assert said(result).startswith(words)
    assert call(address, "delete", label="第一条").isError


def test_many_calls_at_once_are_all_answered(address: str) -> None:
    async def asked(label: str) -> str:
        async with (
            streamable_http_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            result = await session.call_tool("show", {"label": label, "document": "收费"})
            return str((result.structuredContent or {})["passages"][0]["citation"]["label"])

    async def together() -> list[str]:
        return await asyncio.gather(*(asked("第一条" if i % 2 else "第二条") for i in range(12)))

    assert asyncio.run(together()) == ["第二条", "第一条"] * 6


def test_a_request_that_names_another_machine_is_refused(address: str) -> None:
    headers = {"Host": "evil.example", "Content-Type": "application/json"}
    assert httpx.post(address, headers=headers, content="{}").status_code in {400, 403, 421}


def post(address: str, authorization: str | None) -> int:
    headers = {"Accept": "application/json, text/event-stream"}
    if authorization:
        headers["Authorization"] = authorization
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    return httpx.post(address, headers=headers, json=listing).status_code


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_with_accounts_only_they_may_call(folder: Path) -> None:
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "password").chmod(0o600)
    wrong = [None, "Basic", "Basic %%%", "Bearer x", basic(NAME), basic(f"{NAME}:"), basic(":")]
    wrong += [basic(f"{NAME}:four"), "Basic " + base64.b64encode(b"\xff:\xff").decode()]
    with served(folder, "--mcp", "--auth", f"{NAME}:{folder / 'password'}") as client:
        address = str(client.base_url.join("mcp"))
        assert [post(address, each) for each in wrong] == [401] * len(wrong)
        assert post(address, basic(f"{NAME}:{PASSWORD}")) == 200


def test_a_missing_package_gets_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.fastmcp", None)
    with pytest.raises(InputError, match=r"pip install -r requirements-mcp\.txt"):
        ui.serving.tools.mounted(Startup(), "127.0.0.1")
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")  # to be put back
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    page = SimpleNamespace(launch=lambda **_: pytest.fail("it was opened"))
    monkeypatch.setattr(ui.page, "build_page", lambda *_: page)
    assert app.main(["--mcp"]) == 2
    said = capsys.readouterr().err
    assert "requirements-mcp.txt" in said
    assert said.count("\n") == 1
