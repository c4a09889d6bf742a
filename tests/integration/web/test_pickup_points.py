"""An order to a parcel locker over HTTP: what the shopper's page shows, and what the seller's doors do."""

from __future__ import annotations

import httpx
import pytest

from api.cli.demo import DEMO, POINTS
from api.cli.points import import_points
from core.bootstrap import App
from tests.integration.web.shopping import say
from tests.integration.web.test_payments import notice, told


@pytest.fixture
async def with_points(shop: App) -> None:
    assert (await import_points(shop.units, POINTS, DEMO))["added"] == 3


@pytest.mark.usefixtures("with_points")
async def test_an_order_goes_through_the_locker(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str], shop: App
) -> None:
    for text in ("2 кг бананов", "оформить заказ", "Марина"):
        await say(web, chat, text)
    await say(web, chat, phone="+7 701 123 45 67")
    shown = await say(web, chat, action="pickup")
    assert "point:abay-locker" in [c["action"] for c in shown[0]["choices"]]
    await say(web, chat, action="point:abay-locker")
    await say(web, chat, action="pay:card")
    replies = await say(web, chat, action="confirm")
    placed = next(r for r in replies if r["kind"] == "order")
    assert "Постамат «Абая»" in placed["address"] and placed["notes"] == ["Открыто: 24/7"]
    invoice = next(r for r in replies if r["kind"] == "invoice")
    paid = notice({"payment_id": invoice["payment_id"], "amount_minor": invoice["amount_minor"]})
    assert (await told(web, shop, paid)).status_code == 200

    door = f"/v1/seller/orders/{placed['number']}"
    assert (await web.post(f"{door}/ready", headers=seller)).status_code == 409, "it has not left yet"
    for step in ("accept", "packed", "dispatched", "ready"):
        moved = (await web.post(f"{door}/{step}", headers=seller)).json()
    assert (moved["state"], moved["point_id"]) == ("ready", "abay-locker")

    came = (await web.get("/v1/chat/messages", params={"token": chat})).json()["replies"]
    there = next(r for r in came if r["kind"] == "order" and r["state"] == "ready")
    code = next(note for note in there["notes"] if note.startswith("Код")).split()[-1]
    assert code.isdecimal() and len(code) == 6
    page = (await web.get(placed["tracking_url"])).text
    assert "Постамат «Абая»" in page and "24/7" in page
    assert code not in page, "a link is passed on more easily than a code should be"

    assert (await web.post(f"{door}/delivered", headers=seller)).json()["state"] == "delivered"
    assert (await web.post(f"{door}/returned", headers=seller)).status_code == 409
