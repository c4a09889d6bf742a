"""The HTTP interface for people, made from OpenAPI here: nothing is loaded from elsewhere."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages import Markup, fill, join, page

router = APIRouter()


@router.get("/docs", response_class=HTMLResponse, include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    described = request.app.openapi()
    operations = [
        _operation(method, path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = [
        fill("docs_schema", name=name, schema=json.dumps(schema, indent=2, ensure_ascii=False))
        for name, schema in described["components"]["schemas"].items()
    ]
    info = described["info"]
    body = fill(
        "docs",
        title=info["title"],
        about=info["description"],
        operations=join(operations),
        schemas=join(schemas),
    )
    return page("en", info["title"], body)


def _operation(method: str, path: str, operation: dict[str, Any]) -> Markup:
    parameters = [f"{p['name']} ({p['in']})" for p in operation.get("parameters", [])]
    return fill(
        "docs_operation",
        method=method.upper(),
        path=path,
        about=operation.get("description") or operation.get("summary", ""),
        parameters=", ".join(parameters),
        body=_body(operation),
    )


def _body(operation: dict[str, Any]) -> str:
    """The name of the schema of what is sent, when there is one."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]
