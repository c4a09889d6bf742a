"""Where Telegram knocks when it is told a webhook address. The bot itself lives elsewhere."""

from __future__ import annotations

from typing import Any, Protocol

from fastapi import APIRouter, Request

from api.errors import BadCredentials
from core.kernel.errors import Forbidden, InvalidInput

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class TelegramFeed(Protocol):
    async def feed(self, update: dict[str, Any], secret: str) -> None:
        """Takes one update in. Raises Forbidden for a wrong secret."""


def telegram_router(telegram: TelegramFeed) -> APIRouter:
    router = APIRouter(tags=["telegram"])

    @router.post("/telegram/webhook")
    async def webhook(request: Request) -> dict[str, bool]:
        try:
            update = await request.json()
        except (ValueError, RecursionError) as error:
            raise InvalidInput("", "an update is a JSON object") from error
        if not isinstance(update, dict):
            raise InvalidInput("", "an update is a JSON object")
        try:
            await telegram.feed(update, request.headers.get(SECRET_HEADER, ""))
        except Forbidden as error:
            raise BadCredentials(error.detail) from error
        return {"ok": True}

    return router
