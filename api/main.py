"""The web edge: HTTP and WebSocket over the App."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from api import errors, websocket
from api.admin import admin_token
from api.answered import Answered
from api.context import Web
from api.endpoints import catalog, chat, docs, exchange, files, health, payments, seller, storefront, tracking
from api.endpoints.engine import engine_router
from api.endpoints.telegram import TelegramFeed, telegram_router
from api.headers import ChatFromAnywhere, SafeHeaders
from api.hub import Hub
from api.limits import BodyLimit, RateLimit
from api.metrics import Metrics

if TYPE_CHECKING:
    from core.bootstrap import App

ABOUT = "A shop that sells in conversation, and the engine that packs and routes its orders."
# A person types slower; a script of a hundred turns passes as well.
BURST, PER_S = 120, 10

ROUTERS = (
    chat.router,
    websocket.router,
    catalog.router,
    exchange.router,
    seller.router,
    payments.router,
    tracking.router,
    storefront.router,
    files.router,
    health.router,
    docs.router,
)


def create_app(app: App, telegram: TelegramFeed | None = None) -> FastAPI:
    """The ASGI application over an open App, which stays its owner's to close."""
    web = Web(
        app=app,
        hub=Hub(app, app.mailbox),
        answered=Answered(),
        metrics=Metrics(),
        rate=RateLimit(BURST, PER_S),
        admin_token=admin_token(app.settings.home),
    )
    api = FastAPI(
        title="Duken", description=ABOUT, version="1", lifespan=_lifespan, docs_url=None, redoc_url=None
    )
    api.state.web = web
    errors.install(api)
    for router in ROUTERS:
        api.include_router(router)
    api.include_router(engine_router())
    if telegram is not None:
        api.include_router(telegram_router(telegram))
    api.add_middleware(BodyLimit)
    api.add_middleware(ChatFromAnywhere)
    api.add_middleware(SafeHeaders)
    return api


@asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    web: Web = api.state.web
    pushing = asyncio.create_task(web.hub.run())
    try:
        yield
    finally:
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
