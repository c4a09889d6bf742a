"""Money: the providers' webhooks, and the page of our own test provider."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.context import Web, app_of, web_of
from api.errors import BadCredentials
from api.pages import Markup, fill, page
from api.shelves import speaker
from core.kernel.errors import Forbidden, InvalidInput, NotFound
from core.kernel.ids import new_id
from core.kernel.money import Money
from core.ordering.model import Order
from core.payments.model import Payment

router = APIRouter(tags=["payments"])

SIGNATURE_HEADER = "X-Signature"
PAYS, DECLINES = "4242424242424242", "4000000000000002"


@router.post("/v1/payments/{provider}/webhook")
async def webhook(request: Request, provider: str) -> dict[str, Any]:
    """200 for news and for what was known already, 401 for a wrong signature, 409 for another amount."""
    web = web_of(request)
    try:
        outcome = await web.app.settle(
            provider, await request.body(), request.headers.get(SIGNATURE_HEADER, "")
        )
    except Forbidden as error:
        raise BadCredentials(error.detail) from error
    web.hub.nudge()
    return {"ok": True, "news": outcome.news}


@router.get("/pay/{payment_id}", response_class=HTMLResponse, tags=["pages"])
async def card_page(request: Request, payment_id: str) -> HTMLResponse:
    """The sandbox's page that takes the card."""
    payment, order = await _of(web_of(request), payment_id)
    return _shown(request, payment, order, None)


@router.post("/pay/{payment_id}", response_class=HTMLResponse, tags=["pages"])
async def pay(request: Request, payment_id: str) -> HTMLResponse:
    """Takes the card as a provider would, and tells the shop the way a provider does: by a signed notice."""
    web = web_of(request)
    payment, order = await _of(web, payment_id)
    if payment.state not in {"pending", "failed"}:
        return _shown(request, payment, order, None)
    number = _card_number(await request.body())
    if not _luhn(number):
        return _shown(request, payment, order, "pay-bad-number")
    if number not in {PAYS, DECLINES}:
        return _shown(request, payment, order, "pay-not-a-test-card")
    body = _notice(payment, "captured" if number == PAYS else "failed")
    await web.app.settle(web.app.gateway.provider, body, web.app.gateway.sign(body))
    web.hub.nudge()
    payment, order = await _of(web, payment_id)
    return _shown(request, payment, order, "pay-declined" if payment.state == "failed" else None)


async def _of(web: Web, payment_id: str) -> tuple[Payment, Order]:
    """Raises NotFound; an order that was given up counts as closed with its payment."""
    if not (payment_id.isalnum() and len(payment_id) <= 64):
        raise NotFound("no such payment")
    async with web.app.units() as work:
        payment = await work.payments.get(payment_id)
        return payment, await work.orders.get(payment.order_id)


def _card_number(form: bytes) -> str:
    """Raises InvalidInput for a form that is none."""
    try:
        fields = parse_qs(form.decode("utf-8"), max_num_fields=10)
    except ValueError as error:
        raise InvalidInput("", "not a form") from error
    return "".join(fields.get("number", [""])[0].split())


def _luhn(number: str) -> bool:
    """The check digit holds (ISO/IEC 7812-1)."""
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        return False
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _notice(payment: Payment, outcome: str) -> bytes:
    notice = {
        "event_id": new_id(),
        "payment_id": payment.payment_id,
        "outcome": outcome,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "external_id": new_id(),
    }
    return json.dumps(notice).encode()


def _shown(request: Request, payment: Payment, order: Order, problem: str | None) -> HTMLResponse:
    """The page in the order's language."""
    say = speaker(web_of(request), order.language).say
    store_words = {
        "test": say("pay-test-page"),
        "order": say("tracking-title", number=str(order.number)),
        "total": app_of(request).texts.write(order.language, Money(payment.amount_minor, payment.currency)),
    }
    if payment.state in {"pending", "failed"}:
        inner = fill(
            "pay_form",
            number_label=say("pay-number"),
            until_label=say("pay-until"),
            code_label=say("pay-code"),
            button=say("button-pay", total=store_words["total"]),
            hint=say("pay-hint"),
            problem=fill("pay_problem", text=say(problem)) if problem else Markup(""),
        )
    else:
        paid = payment.state == "captured"
        inner = fill(
            "pay_done",
            mark="✓" if paid else "×",
            tone="good" if paid else "bad",
            title=say("pay-done" if paid else "pay-closed"),
            text=say("pay-done-text" if paid else "pay-closed-text"),
            link=f"/t/{order.tracking_code}",
            link_label=say("pay-to-tracking"),
        )
    body = fill("pay", inner=inner, **store_words)
    script = Markup('<script type="module" src="/assets/pay.js"></script>')
    return page(order.language, store_words["order"], body, head=script, status=422 if problem else 200)
