"""Invoices, the ten seconds before a charge, and what a shopper and a bot see of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fakes.telegram import Payment, TelegramEmulator, User
from tests.integration.fakes.conftest import RawApi
from tests.integration.fakes.test_telegram_emulator import INVOICE, callback, inline


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "INVOICE_TITLE_INVALID"),
        ({"title": "т" * 33}, "INVOICE_TITLE_INVALID"),
        ({"description": ""}, "INVOICE_DESCRIPTION_INVALID"),
        ({"description": "с" * 256}, "INVOICE_DESCRIPTION_INVALID"),
        ({"payload": ""}, "INVOICE_PAYLOAD_INVALID"),
        ({"payload": "ә" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"provider_token": ""}, "PAYMENT_PROVIDER_INVALID"),
        ({"provider_token": "кез келген"}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "TENGE"}, "CURRENCY_INVALID"),
        ({"prices": []}, "there must be at least one price"),
        ({"prices": [{"label": "Нан", "amount": 1450.5}]}, "can't parse labeled price"),
        ({"prices": [{"label": "Нан", "amount": True}]}, "can't parse labeled price"),
        ({"prices": [{"label": "Нан", "amount": 30_000}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "Нан", "amount": 10**12}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"reply_markup": inline([callback()])}, "BUTTON_TYPE_INVALID"),
    ],
)
async def test_an_unlawful_invoice_is_refused(
    api: RawApi, user: User, change: dict[str, Any], reason: str
) -> None:
    assert reason in await api.refused("sendInvoice", chat_id=77, **{**INVOICE, **change})


async def test_the_edges_of_an_invoice_are_taken(api: RawApi, user: User) -> None:
    edges = {"title": "т" * 32, "description": "с" * 255, "payload": "ә" * 64}
    assert (await api("sendInvoice", chat_id=77, **{**INVOICE, **edges}))["ok"]


async def pre_checkout(api: RawApi) -> dict[str, Any]:
    last = (await api("getUpdates", offset=-1))["result"][0]["update_id"]
    updates = (await api("getUpdates", offset=last, timeout=2))["result"]
    return dict(updates[-1]["pre_checkout_query"])


async def paying(api: RawApi, user: User, **how: Any) -> tuple[asyncio.Task[Payment], dict[str, Any]]:
    await api("sendInvoice", chat_id=77, **INVOICE)
    payment = asyncio.create_task(user.pays(**how))
    await asyncio.sleep(0)
    return payment, await pre_checkout(api)


async def test_a_payment_goes_through(api: RawApi, user: User) -> None:
    task, query = await paying(api, user)
    assert (query["currency"], query["total_amount"], query["invoice_payload"]) == (
        "KZT",
        244_000,
        "order:1042",
    )
    assert (await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True))["ok"]
    payment = await task
    assert payment.status == "paid"
    paid = (await api("getUpdates", offset=-1))["result"][0]["message"]["successful_payment"]
    assert paid["telegram_payment_charge_id"] == payment.telegram_charge_id
    assert paid["total_amount"] == 244_000
    with pytest.raises(AssertionError, match="nothing to pay"):
        await user.pays()


async def test_a_declined_payment_charges_nothing(api: RawApi, user: User) -> None:
    task, query = await paying(api, user)
    answer = {"pre_checkout_query_id": query["id"], "ok": False}
    assert "error message" in await api.refused("answerPreCheckoutQuery", **answer)
    await api("answerPreCheckoutQuery", **answer, error_message="Нан таусылды")
    assert await task == Payment("declined", "Нан таусылды")
    assert not any(message.content.successful_payment for message in user.messages)


async def test_a_checkout_that_is_answered_too_late_fails(api: RawApi, user: User) -> None:
    task, query = await paying(api, user)
    assert (await task).status == "timed out"
    late = await api.refused("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert late == "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert not any(message.content.successful_payment for message in user.messages)


@pytest.mark.parametrize(("how", "different_ids"), [("deliver_twice", 1), ("repeated", 2)])
async def test_a_successful_payment_is_told_twice_on_demand(
    api: RawApi, user: User, how: str, different_ids: int
) -> None:
    task, query = await paying(api, user, **{how: True})
    await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    await task
    told, offset = [], 0
    while updates := (await api("getUpdates", offset=offset))["result"]:
        told += [update for update in updates if "successful_payment" in update.get("message", {})]
        offset = updates[-1]["update_id"] + 1
    assert len(told) == 2
    assert len({update["update_id"] for update in told}) == different_ids
    assert (
        len({update["message"]["successful_payment"]["telegram_payment_charge_id"] for update in told}) == 1
    )


async def test_an_invoice_link_is_paid_like_a_message(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    link = (await api("createInvoiceLink", **INVOICE, need_name=True, need_phone_number=True))["result"]
    task = asyncio.create_task(user.pays(link))
    await asyncio.sleep(0)
    query = await pre_checkout(api)
    assert query["order_info"] == {"name": "Айгерім", "phone_number": "+77015550101"}
    await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert (await task).status == "paid"
