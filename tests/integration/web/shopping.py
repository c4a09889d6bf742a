"""A shopper over plain HTTP."""

from __future__ import annotations

import itertools
from typing import Any

import httpx

ids = itertools.count(1)


async def say(
    web: httpx.AsyncClient, token: str, text: str | None = None, **said: Any
) -> list[dict[str, Any]]:
    message = {"token": token, "message_id": f"m{next(ids)}", **({"text": text} if text else {}), **said}
    answer = await web.post("/v1/chat/messages", json=message)
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()["replies"]
    return replies


async def order(web: httpx.AsyncClient, token: str, payment: str = "card") -> dict[str, Any]:
    """Places an order for bananas; the frame of the order, with the invoice's `pay_url` when there is one."""
    await say(web, token, "2 кг бананов")
    await say(web, token, action="checkout")
    await say(web, token, "Марина")
    await say(web, token, phone="+7 701 123 45 67")
    offered = (await say(web, token, "Абая 10, кв 5"))[-1]
    await say(web, token, action=offered["slots"][-1]["action"])
    await say(web, token, action=f"pay:{payment}")
    replies = await say(web, token, action="confirm")
    placed = next(r for r in replies if r["kind"] == "order")
    invoice = next((r for r in replies if r["kind"] == "invoice"), {})
    return {**placed, "payment_id": invoice.get("payment_id"), "amount_minor": invoice.get("amount_minor")}
