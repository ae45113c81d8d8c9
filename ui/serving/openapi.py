"""The OpenAPI description of the named endpoints, made of the functions themselves; and all that is
served beside the page.
"""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ui.serving.endpoints import VERSION, operations
from ui.serving.tools import Allowed, mounted
from ui.startup import Startup

__all__ = ["described", "served"]

_CALL = "/gradio_api/call"
_REF = "#/components/schemas/{model}"
_EVENT = {
    "type": "object",
    "properties": {"event_id": {"type": "string"}},
    "required": ["event_id"],
}
_LINE = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}
_STREAM = (
    "Server-sent events. After `event: complete` the line `data:` holds a JSON array whose one"
    ' element is the result; after `event: error` it holds {"error": "one line"}.'
)


def served(
    startup: Startup, host: str, mcp: bool = False, allowed: Allowed | None = None
) -> dict[str, Any]:
    """What `Blocks.launch(app_kwargs=...)` is to serve beside the page on `host`: the description,
    and with `mcp` the tools (see `ui.serving.tools.mounted`, as for `allowed` and the InputError).
    """
    tools = mounted(startup, host, allowed) if mcp else {"routes": []}
    # Not what FastAPI would describe: that is the inner working of the page.
    return {**tools, "openapi_url": None, "routes": _routes(startup) + tools["routes"]}


def _routes(startup: Startup) -> list[Route]:
    """Where the description is served. The second address is where Gradio has its own, which
    says nothing of what the endpoints give.
    """
    found = described(operations(startup))

    async def description(_request: Request) -> JSONResponse:
        return JSONResponse(found)

    return [Route(path, description) for path in ("/openapi.json", "/gradio_api/openapi.json")]


def described(functions: tuple[Callable[..., Any], ...]) -> dict[str, Any]:
    """The OpenAPI description of the endpoints of these functions."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for function in functions:
        hints = get_type_hints(function, include_extras=True)
        given = _schema(hints.pop("return"), schemas)
        paths |= _paths(function, _taken(function, hints, schemas), given)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "条文 Tiaowen",
            "version": VERSION,
            "description": "Ask Chinese documents; get the very clauses that answer, with"
            " citations that can be checked. An endpoint is called in two steps: POST the"
            " parameters, then GET the result by the event_id.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _schema(hint: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; those of the types that it is made of are added to `schemas`."""
    schema = TypeAdapter(hint).json_schema(ref_template=_REF, mode="serialization")
    schemas |= schema.pop("$defs", {})
    if schema.get("type") != "object":
        return schema
    schemas[schema["title"]] = schema
    return {"$ref": _REF.format(model=schema["title"])}


def _taken(
    function: Callable[..., Any], hints: dict[str, Any], schemas: dict[str, Any]
) -> dict[str, Any]:
    """The schema of what a function is called with."""
    properties, required = {}, []
    for name, parameter in inspect.signature(function).parameters.items():
        properties[name] = _schema(hints[name], schemas)
        if parameter.default is parameter.empty:
            required.append(name)
        else:
            properties[name]["default"] = parameter.default
    taken = {"type": "object", "properties": properties, "additionalProperties": False}
    return taken | ({"required": required} if required else {})


def _paths(
    function: Callable[..., Any], taken: dict[str, Any], given: dict[str, Any]
) -> dict[str, Any]:
    name, text = function.__name__, " ".join((function.__doc__ or "").split())
    event = {"name": "event_id", "in": "path", "required": True, "schema": {"type": "string"}}
    result = {
        "type": "array",
        "prefixItems": [given],
        "minItems": 1,
        "maxItems": 1,
    }
    return {
        f"{_CALL}/v2/{name}": {
            "post": {
                "operationId": name,
                "summary": text,
                "requestBody": {"required": True, "content": _json(taken)},
                "responses": {
                    "200": {
                        "description": "What to fetch the result by.",
                        "content": _json(_EVENT),
                    },
                    "400": {
                        "description": "The parameters do not fit: one line says how.",
                        "content": _json(_LINE),
                    },
                },
            }
        },
        f"{_CALL}/{name}/{{event_id}}": {
            "get": {
                "operationId": f"{name}_result",
                "summary": f"The result of {name}.",
                "parameters": [event],
                "responses": {
                    "200": {
                        "description": _STREAM,
                        "content": {
                            "text/event-stream": {
                                "schema": {
                                    "type": "string",
                                    "contentMediaType": "application/json",
                                    "contentSchema": result,
                                }
                            }
                        },
                    },
                    "404": {
                        "description": "There is no such call, or its result was fetched.",
                        "content": _json(_LINE),
                    },
                },
            }
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
