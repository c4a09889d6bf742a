"""The same words in Telegram and on the web lead to the same order."""

from __future__ import annotations

import httpx

from api.main import create_app
from core.bootstrap import App
from core.ordering.model import Order
from tests.journeys.telegram.conftest import Opening

WORDS = (
    "сәлем",
    "2 кг банан, 3 кг картоп және батон",
    "батонды алып таста",
    "рәсімдеу",
    "Айгүл",
    "+7 701 234 56 78",
    "Абай 150, 12-пәтер",
    "бүрсігүні кешке",
    "қолма-қол",
    "иә",
)


def outcome(order: Order) -> tuple[object, ...]:
    lines = tuple((x.offer_id, x.quantity, x.total_minor) for x in order.lines)
    return lines, order.address, order.window, order.payment_method, order.total_minor, order.state


async def write_on_the_web(app: App) -> None:
    transport = httpx.ASGITransport(app=create_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as web:
        opened = await web.post("/v1/chat/sessions", json={})
        token = opened.json()["conversation_id"]
        for place, words in enumerate(WORDS):
            message = {"token": token, "message_id": str(place), "text": words}
            answer = await web.post("/v1/chat/messages", json=message)
            assert answer.status_code == 200 and answer.json()["replies"], words


async def test_one_script_two_channels_one_outcome(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(700, first_name="Айгүл", language_code="kk")
        for words in WORDS:
            await apa.sends(words)
            await apa.sees(lambda m: True)
        await apa.sees("тапсырысы қабылданды")
        [by_telegram] = await shop.orders()
    # In a shop of its own: beside the first order the same door would be cheaper to reach.
    async with open_shop() as shop:
        await write_on_the_web(shop.app)
        [by_web] = await shop.orders()
    assert outcome(by_telegram) == outcome(by_web)
