"""The same shop fed by Telegram's webhook through the web edge, with everything that a webhook repeats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from aiohttp import ClientSession

from api.main import create_app
from bot.main import TelegramWebhook, wants_webhook
from core.config import Settings
from tests.journeys.telegram.conftest import PROVIDER_TOKEN, SECRET, Opening, Shop
from tests.journeys.telegram.steps import is_invoice, orders_by_hand

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def webhook_of(shop: Shop) -> AsyncIterator[str]:
    """Serves the web edge and tells Telegram of it; gives the webhook's address."""
    async with TelegramWebhook(shop.app) as telegram:
        config = uvicorn.Config(
            create_app(shop.app, telegram), port=0, log_level="error", lifespan="on", ws="none"
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        await telegram.set_webhook(f"http://127.0.0.1:{port}")
        try:
            yield f"http://127.0.0.1:{port}/telegram/webhook"
        finally:
            await shop.tg.feed.stop()
            server.should_exit = True
            await serving


def said_by_bot(shop: Shop) -> list[str]:
    return [m.words for p in shop.people for m in p.messages if m.from_bot]


async def test_the_journey_through_the_webhook_with_every_update_delivered_twice(open_shop: Opening) -> None:
    keys: dict[str, Any] = {"telegram_provider_token": PROVIDER_TOKEN, "telegram_webhook_secret": SECRET}
    async with open_shop(polls=False, **keys) as shop, webhook_of(shop):
        apa = shop.person(601, first_name="Айгүл", phone="+77012345678")
        await apa.starts()
        await apa.sees("Сәлеметсіз бе")
        await orders_by_hand(apa, deliver_twice=True)
        await apa.sees(is_invoice)
        assert await shop.cart(apa) == {}
        [order] = await shop.orders()
        assert [str(line.quantity) for line in order.lines] == ["2", "3", "1"]

        assert (await apa.pays(deliver_twice=True, repeated=True)).status == "paid"
        await apa.sees("Төлем түсті")
        await asyncio.sleep(0.3)
        [order] = await shop.orders()
        assert [e.name for e in order.events].count("OrderPaid") == 1
        said = said_by_bot(shop)
        assert len(said) == len(set(said)), "nothing is said twice"
        async with shop.app.units() as work:
            payment = await work.payments.of_order(order.order_id)
        assert payment is not None
        assert (payment.state, payment.provider) == ("captured", "telegram")


async def test_whoever_does_not_know_the_secret_is_not_heard(open_shop: Opening) -> None:
    async with open_shop(polls=False, telegram_webhook_secret=SECRET) as shop, webhook_of(shop) as url:
        apa = shop.person(602, first_name="Айгүл")
        await apa.starts()
        await apa.sees("Сәлеметсіз бе")
        before = len(shop.tg.calls)
        person = {"id": 602, "is_bot": False, "first_name": "Айгүл"}
        forged = {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": 602, "type": "private"},
                "from": person,
                "text": "себет",
            },
        }
        async with ClientSession() as session:
            for headers in ({}, {HEADER: "wrong"}, {HEADER: ""}):
                async with session.post(url, json=forged, headers=headers) as response:
                    assert response.status in {401, 403}
            for nonsense in (b"", b"[]", b'{"update_id": "x"}', b'{"message": 1}', b"\xff"):
                async with session.post(url, data=nonsense, headers={HEADER: SECRET}) as response:
                    assert 400 <= response.status < 500, await response.text()
        assert len(shop.tg.calls) == before


def test_a_webhook_is_wanted_only_where_telegram_can_call() -> None:
    def settings(url: str | None, secret: str | None = SECRET) -> Settings:
        return Settings(public_url=url, telegram_webhook_secret=secret, telegram_bot_token="1:x")

    assert wants_webhook(settings("https://duken.example"))
    assert wants_webhook(settings("http://127.0.0.1:8000"))
    assert not wants_webhook(settings("http://duken.example"))
    assert not wants_webhook(settings("https://duken.example", None))
    assert not wants_webhook(settings(None))
