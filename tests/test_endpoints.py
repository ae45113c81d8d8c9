"""What programs call, without a server: the functions, and their OpenAPI description."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from fastapi.openapi.models import OpenAPI
from pydantic import TypeAdapter
from stores import LAW, RULES, fake_build, use_fake, write

from index.errors import InputError, StoreError, TiaowenError
from qa import Assistant
from qa.shapes import AnswerJson, DocumentsJson
from ui.serving.endpoints import operations
from ui.serving.openapi import described, served
from ui.startup import Startup, State


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = write(tmp_path_factory.mktemp("endpoints"), {"law.txt": LAW, "rules.txt": RULES})
    fake_build([folder / "law.txt", folder / "rules.txt"], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


def called(state: State, name: str, *arguments: Any) -> Any:
    startup = Startup()
    startup.state = state
    return {each.__name__: each for each in operations(startup)}[name](*arguments)


def test_the_operations_have_these_names() -> None:
    names = [each.__name__ for each in operations(Startup())]
    assert names == ["ask", "show", "list_documents", "compare"]


def test_ask_and_show_give_what_the_assistant_gives(assistant: Assistant) -> None:
    state = State(assistant=assistant)
    asked = called(state, "ask", "收费应当公开", 1, ["收费办法"])
    assert asked | {"took_ms": 0} == assistant.ask("收费应当公开", 1, ["收费办法"]).to_json() | {
        "took_ms": 0
    }
    rest = called(state, "ask", "收费应当公开", 1, ["收费办法"], 1)
    assert [passage["rank"] for passage in rest["passages"]] == [2]
    shown = called(state, "show", "第三条之一")
    assert [p["citation"]["text"] for p in shown["passages"]] == ["《测试条例》第三条之一"]


def test_documents_are_listed(assistant: Assistant) -> None:
    listed = called(State(assistant=assistant), "list_documents")
    first = listed["documents"][0]
    assert first == asdict(assistant.documents()[0]) | {"version": ""}
    assert [(d["title"], d["clauses"]) for d in listed["documents"]] == [
        ("测试条例", 5),
        ("收费办法", 2),
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", (1,), "question 应为文字"),
        ("ask", ("收费", True), "1 到 1000"),
        ("ask", ("收费", 1001), "1 到 1000"),
        ("ask", ("收费", 5, "收费办法"), "标题列表"),
        ("ask", ("收费", 5, None, -1), "skip 应为 0 到 1000 的整数"),
        ("ask", ("收费", 5, None, 1001), "skip 应为 0 到 1000 的整数"),
        ("ask", ("收费", 5, ["民法典"]), "民法典"),
        ("show", (None,), "label"),
        ("show", ("第一条", 3), "document"),
    ],
)
def test_wrong_arguments_get_one_line(
    assistant: Assistant, name: str, arguments: tuple[Any, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        called(State(assistant=assistant), name, *arguments)


def test_before_and_without_a_store_that_is_said() -> None:
    with pytest.raises(InputError, match="还在准备中"):
        called(State(), "list_documents")
    with pytest.raises(StoreError, match="坏了"):
        called(State(error=StoreError("坏了", "broken")), "ask", "收费")


def test_the_types_are_those_of_the_json(assistant: Assistant) -> None:
    """Pydantic is strict about keys and kinds of values, but lets a float be written as an int."""
    answers = TypeAdapter(AnswerJson)
    for question in ("收费应当公开", "第二条", "第九十九条", "", "今天天气"):
        answer = assistant.ask(question).to_json()
        assert answers.validate_python(answer, extra="forbid") == answer
    listed = called(State(assistant=assistant), "list_documents")
    checked = TypeAdapter(DocumentsJson).validate_python(listed, extra="forbid")
    assert checked == listed


def test_the_description_is_openapi_and_names_every_type() -> None:
    functions = operations(Startup())
    found = described(functions)
    OpenAPI.model_validate(found)
    names = [function.__name__ for function in functions]
    posts = [f"/gradio_api/call/v2/{name}" for name in names]
    gets = [f"/gradio_api/call/{name}/{{event_id}}" for name in names]
    assert sorted(found["paths"]) == sorted(posts + gets)
    schemas = found["components"]["schemas"]
    assert references(found) <= {f"#/components/schemas/{name}" for name in schemas}
    for name in ("AnswerJson", "PassageJson", "CitationJson", "DocumentsJson"):
        assert schemas[name]["properties"]
    assert set(schemas["AnswerJson"]["required"]) == set(get_type_hints(AnswerJson))


def references(value: Any) -> set[str]:
    """Every type that is named in a description."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if isinstance(value, dict):
        own = {value["$ref"]} if "$ref" in value else set()
        return own.union(*(references(each) for each in value.values()))
    return set()


def test_the_description_says_what_ask_takes_and_gives() -> None:
    paths = described(operations(Startup()))["paths"]
    post = paths["/gradio_api/call/v2/ask"]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["question"]
    assert schema["properties"]["top"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "default": 5,
        "description": "The most passages to give.",
    }
    given = paths["/gradio_api/call/ask/{event_id}"]["get"]["responses"]["200"]["content"]
    content = given["text/event-stream"]["schema"]["contentSchema"]["prefixItems"]
    assert content == [{"$ref": "#/components/schemas/AnswerJson"}]


def test_without_tools_only_the_description_is_served_beside_the_page() -> None:
    beside = served(Startup(), "127.0.0.1")
    assert [route.path for route in beside["routes"]] == [
        "/openapi.json",
        "/gradio_api/openapi.json",
    ]
    assert beside["openapi_url"] is None
    assert "lifespan" not in beside


def test_no_error_of_the_library_is_a_defect(assistant: Assistant, tmp_path: Path) -> None:
    for call in (
        lambda: assistant.ask("收费", documents=["民法典"]),
        lambda: Assistant.load(tmp_path / "nowhere"),
    ):
        with pytest.raises(TiaowenError) as caught:
            call()
        assert "\n" not in caught.value.zh + caught.value.en
