"""The error tree as RFC 9457 problem documents, and as pages for people. Mapped once, here."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.context import app_of, language_of
from api.pages import fill, page
from core.i18n.texts import MissingText, Texts
from core.kernel.errors import Conflict, DukenError, Forbidden, InvalidInput, NotFound, Unavailable

log = structlog.get_logger()

STATUS: tuple[tuple[type[DukenError], int], ...] = (
    (InvalidInput, 422),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Unavailable, 503),
    (DukenError, 500),
)
KEYS = {
    400: "error-invalid-input",
    401: "error-forbidden",
    403: "error-forbidden",
    404: "error-not-found",
    405: "error-not-found",
    409: "error-conflict",
    413: "error-too-large",
    422: "error-invalid-input",
    429: "error-too-often",
    503: "error-unavailable",
}
MEDIA_TYPE = "application/problem+json"


class TooLarge(InvalidInput):
    """More bytes than this door lets through."""

    key = "error-too-large"


class TooOften(DukenError):
    key = "error-too-often"


class BadCredentials(Forbidden):
    """No proof of who asks, or a wrong one."""


# What is told apart only by HTTP, before the tree's own branches.
EDGE: tuple[tuple[type[DukenError], int], ...] = ((TooLarge, 413), (TooOften, 429), (BadCredentials, 401))


def status_of(error: DukenError) -> int:
    return next(status for kind, status in (*EDGE, *STATUS) if isinstance(error, kind))


def sentence(texts: Texts, language: str, error: DukenError) -> str:
    try:
        return texts.say(language, error.key, error.params)
    except MissingText as missing:
        log.error("error_text_missing", key=error.key, error=str(missing))
        return texts.say(language, "error-generic")


def document(status: int, detail: str, field: str | None = None, **more: Any) -> dict[str, Any]:
    """`type` is about:blank, so `title` is the status phrase, as RFC 9457 asks."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return {**body, **({"field": field} if field else {}), **more}


def problem_of(connection: HTTPConnection, error: DukenError) -> dict[str, Any]:
    """The problem document of an error; `reason` is the technical word in English, for programs' authors."""
    app = app_of(connection)
    if isinstance(error, Unavailable):
        log.error("unavailable", path=connection.url.path, error=str(error))
    detail = sentence(app.texts, language_of(connection), error)
    more = {"field": error.field, "reason": error.detail} if isinstance(error, InvalidInput) else {}
    return document(status_of(error), detail, **more)


def respond(connection: HTTPConnection, error: DukenError) -> Response:
    body = problem_of(connection, error)
    headers = {"Retry-After": "5"} if body["status"] in (429, 503) else {}
    if body["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _shown(connection, body, headers)


def _shown(
    connection: HTTPConnection, body: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """A page for who came with a browser, the document for programs."""
    if "text/html" not in connection.headers.get("Accept", ""):
        return JSONResponse(body, body["status"], headers, MEDIA_TYPE)
    language = language_of(connection)
    home = app_of(connection).texts.say(language, "page-home")
    shown = page(
        language,
        body["title"],
        fill("problem", detail=body["detail"], language=language, home=home),
        status=body["status"],
    )
    shown.headers.update(headers or {})
    return shown


def invalid(errors: list[Any]) -> InvalidInput:
    """The first complaint of a validation as our own error."""
    first = errors[0]
    path = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
    return InvalidInput(".".join(path), str(first["msg"]).removeprefix("Value error, "))


def install(api: FastAPI) -> None:
    @api.exception_handler(DukenError)
    async def duken_error(request: Request, error: DukenError) -> Response:
        return respond(request, error)

    @api.exception_handler(RequestValidationError)
    async def validation_error(request: Request, error: RequestValidationError) -> Response:
        return respond(request, invalid(list(error.errors())))

    @api.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        texts = app_of(request).texts
        detail = texts.say(language_of(request), KEYS.get(error.status_code, "error-generic"))
        return _shown(request, document(error.status_code, detail), error.headers)

    @api.exception_handler(Exception)
    async def our_mistake(request: Request, error: Exception) -> Response:
        log.exception("request_failed", path=request.url.path, exc_info=error)
        detail = app_of(request).texts.say(language_of(request), "error-generic")
        return _shown(request, document(500, detail))
