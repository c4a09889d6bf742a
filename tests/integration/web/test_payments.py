"""Money through the web: the signed webhook, and the card page that speaks through it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from core.bootstrap import App
from tests.integration.web.shopping import order

WEBHOOK = "/v1/payments/sandbox/webhook"


def notice(placed: dict[str, Any], **changes: Any) -> bytes:
    body = {
        "event_id": "event-1",
        "payment_id": placed["payment_id"],
        "outcome": "captured",
        "amount_minor": placed["amount_minor"],
        "currency": "KZT",
        "external_id": "charge-1",
    }
    return json.dumps({**body, **changes}).encode()


async def told(web: httpx.AsyncClient, shop: App, body: bytes) -> httpx.Response:
    return await web.post(WEBHOOK, content=body, headers={"X-Signature": shop.gateway.sign(body)})


async def payment_state(web: httpx.AsyncClient, seller: dict[str, str]) -> str:
    [only] = (await web.get("/v1/seller/orders", headers=seller)).json()
    return str(only["payment"])


async def test_a_webhook_told_twice_pays_once(
    web: httpx.AsyncClient, chat: str, shop: App, seller: dict[str, str]
) -> None:
    body = notice(await order(web, chat))
    assert (await told(web, shop, body)).json() == {"ok": True, "news": True}
    assert (await told(web, shop, body)).json() == {"ok": True, "news": False}
    assert await payment_state(web, seller) == "captured"


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "nonsense", "t=99999999999999999999,v1=x"])
async def test_a_webhook_that_nobody_signed_changes_nothing(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str], signature: str
) -> None:
    body = notice(await order(web, chat))
    answer = await web.post(WEBHOOK, content=body, headers={"X-Signature": signature})
    assert answer.status_code == 401
    assert await payment_state(web, seller) == "pending"


async def test_another_amount_is_refused(
    web: httpx.AsyncClient, chat: str, shop: App, seller: dict[str, str]
) -> None:
    placed = await order(web, chat)
    answer = await told(web, shop, notice(placed, amount_minor=1))
    assert answer.status_code == 409 and "Сумма оплаты" in answer.json()["detail"]
    assert await payment_state(web, seller) == "pending"


async def test_a_signed_body_that_says_nothing_is_named(web: httpx.AsyncClient, shop: App) -> None:
    assert (await told(web, shop, b"{}")).status_code == 422
    assert (await told(web, shop, b"not json")).status_code == 422
    assert (await told(web, shop, notice({"payment_id": "none", "amount_minor": 1}))).status_code == 404


async def test_a_provider_that_is_not_ours(web: httpx.AsyncClient) -> None:
    assert (await web.post("/v1/payments/paypal/webhook", content=b"{}")).status_code == 404


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("4000 0000 0000 0002", "отклонил"),
        ("4242 4242 4242 4241", "опечатка"),
        ("5555 5555 5555 4444", "пробные карты"),
        ("", "опечатка"),
        ("<script>", "опечатка"),
        ("4" * 5000, "опечатка"),
    ],
)
async def test_a_card_that_does_not_pay(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str], number: str, says: str
) -> None:
    placed = await order(web, chat)
    page = await web.post(f"/pay/{placed['payment_id']}", data={"number": number})
    assert page.status_code == 422 and says in page.text and "<script>" not in page.text.split("</head>")[1]
    assert await payment_state(web, seller) != "captured"


async def test_a_declined_card_may_be_followed_by_a_good_one(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str]
) -> None:
    page = f"/pay/{(await order(web, chat))['payment_id']}"
    assert "Учебная страница" in (await web.get(page)).text
    await web.post(page, data={"number": "4000000000000002"})
    assert await payment_state(web, seller) == "failed"
    assert "Оплачено" in (await web.post(page, data={"number": "4242 4242 4242 4242"})).text
    assert await payment_state(web, seller) == "captured"
    assert "Оплачено" in (await web.post(page, data={"number": "4000000000000002"})).text
    assert await payment_state(web, seller) == "captured"
