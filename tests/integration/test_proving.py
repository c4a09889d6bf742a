"""The whole App proves a phone: the code goes through the job engine to a real service, and a restart loses nothing."""

from __future__ import annotations

import asyncio
import itertools
import re
from pathlib import Path

from api.cli.demo import DEMO
from core.bootstrap import App, open_app
from core.config import Settings
from core.conversation.message import InboundMessage
from core.ordering.model import Order
from tests.unit.adapters.test_sms import service

PHONE = "+77771234567"
ORDER = ["добавь халву", "оформить заказ", "Олег", PHONE, "за старым базаром, синий дом", "завтра после 18",
         "наличными", "да, всё верно"]  # fmt: skip
NUMBERS = itertools.count()
PATIENCE_S = 60


async def says(app: App, text: str) -> list[str]:
    number = next(NUMBERS)
    turn = await app.turns.handle(InboundMessage(DEMO, "web", "oleg", f"m{number}", text))
    return [reply.key for reply in turn.replies]


async def order_of(app: App) -> Order:
    async with app.units() as work:
        shopper = await work.people.shopper(DEMO, "web", "oleg", "ru")
        (order,) = await work.orders.of_shopper(DEMO, shopper.shopper_id)
    return order


async def test_a_code_comes_by_message_and_is_taken_after_a_restart(shop_home: Path) -> None:
    with service(202) as (url, took):
        settings = Settings(home=shop_home, store_id=DEMO, sms_url=url, sms_token="token-7")
        async with open_app(settings) as app:
            for text in ORDER:
                shown = await says(app, text)
            assert shown == ["order-placed", "proof-code"] and took == []
            assert (await order_of(app)).state == "unproven"
        async with open_app(settings, worker=True) as app:
            async with asyncio.timeout(PATIENCE_S):
                while not took:  # noqa: ASYNC110 - the service is another thread
                    await asyncio.sleep(0.1)
            (message,) = took
            assert (message["phone"], message["authorization"]) == (PHONE, "Bearer token-7")
            (code,) = re.findall(r"\b\d{4}\b", message["text"])
            assert await says(app, f"код {code}") == ["proof-done"]
            assert (await order_of(app)).state == "reserved"


async def test_an_order_nobody_proves_is_given_to_the_seller_by_the_job(shop_home: Path) -> None:
    with service(202) as (url, _):
        settings = Settings(home=shop_home, store_id=DEMO, sms_url=url, unproven_after_s=1)
        async with open_app(settings, worker=True) as app:
            for text in ORDER:
                await says(app, text)
            async with asyncio.timeout(PATIENCE_S):
                while (await order_of(app)).state == "unproven":  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
            assert (await order_of(app)).state == "held"
