"""The exchange with 1C over HTTP, as its own site module speaks it: checkauth, init, file, import.

Answers are lines of plain text; the first is `success`, `progress` or `failure`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse

from api.context import app_of
from core.adapters.exchange import ExchangeFiles
from core.adapters.secrets import secret_of
from core.catalog.importing import ImportCatalog
from core.kernel.errors import DukenError, Forbidden

if TYPE_CHECKING:
    from core.bootstrap import App
    from core.config import Settings

router = APIRouter(prefix="/v1/catalog", tags=["catalog"])

COOKIE = "duken-exchange"
FILE_LIMIT = 50 * 1024 * 1024
LANGUAGE = "ru"
"""1C shows the line it gets to a person who runs it in Russian."""

Mode = Literal["checkauth", "init", "file", "import"]


def exchange_password(settings: Settings, store_id: str) -> str:
    """The password of a store's exchange; the login is the store's id."""
    key = secret_of(settings.home, "exchange").encode()
    return hmac.new(key, store_id.encode(), hashlib.sha256).hexdigest()[:32]


@router.get("/1c_exchange", response_class=PlainTextResponse, operation_id="exchange_ask")
@router.post("/1c_exchange", response_class=PlainTextResponse, operation_id="exchange_send")
async def exchange(
    request: Request,
    mode: Annotated[Mode, Query()],
    type: Annotated[Literal["catalog"], Query()] = "catalog",  # noqa: A002 - 1C's own name
    filename: Annotated[str, Query(max_length=300)] = "",
) -> PlainTextResponse:
    """Goods from 1C. The address, login and password come from `duken catalog exchange`."""
    app = app_of(request)
    try:
        lines = await _answer(app, request, mode, filename)
    except DukenError as error:
        lines = ["failure", app.texts.say(LANGUAGE, error.key, error.params)]
    return PlainTextResponse(
        "\n".join(lines) + "\n", status_code=401 if lines[0] == "failure" and mode == "checkauth" else 200
    )


async def _answer(app: App, request: Request, mode: Mode, filename: str) -> list[str]:
    if mode == "checkauth":
        store_id = await _logged_in(app, request)
        return ["success", COOKIE, f"{store_id}.{_files(app, store_id).open_session()}"]
    store_id, _, token = request.cookies.get(COOKIE, "").rpartition(".")
    if not store_id.isalnum():
        raise Forbidden("log in first")
    files = _files(app, store_id)
    files.folder(token)
    if mode == "init":
        return ["zip=yes", f"file_limit={FILE_LIMIT}"]
    if mode == "file":
        await files.append(token, filename, request.stream())
        return ["success"]
    return await _take_in(app, store_id, files, token, filename)


async def _take_in(app: App, store_id: str, files: ExchangeFiles, token: str, filename: str) -> list[str]:
    """Goods have no price before their offers come: they wait, and the two are taken in together."""
    path = files.feed(token, filename)
    if path.name.startswith("import"):
        return ["success", app.texts.say(LANGUAGE, "exchange-waits-for-offers", {})]
    goods = path.with_name(path.name.replace("offers", "import", 1))
    report = await ImportCatalog(app.units)(store_id, goods if goods.is_file() else path, "commerceml")
    if report.held is not None:
        return ["failure", app.texts.say(LANGUAGE, report.held.key, report.held.params)]
    counts = {name: getattr(report, name) for name in ("imported", "updated", "unchanged", "hidden")}
    told = app.texts.say(LANGUAGE, "exchange-done", {**counts, "rejected": len(report.rejected)})
    return ["success", told]


def _files(app: App, store_id: str) -> ExchangeFiles:
    return ExchangeFiles(app.settings.home / "exchange" / store_id)


async def _logged_in(app: App, request: Request) -> str:
    """The store whose login and password came. Raises Forbidden."""
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    try:
        login, _, given = base64.b64decode(packed, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Forbidden("login and password cannot be read") from error
    expected = exchange_password(app.settings, login)
    if (
        scheme.lower() != "basic"
        or not login.isalnum()
        or not hmac.compare_digest(given.encode(), expected.encode())
    ):
        raise Forbidden("wrong login or password")
    async with app.units() as work:
        return (await work.stores.get(login)).store_id
