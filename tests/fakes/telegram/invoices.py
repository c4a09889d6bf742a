"""What a bot asks to be paid, and what became of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.telegram.entities import utf16_length
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.params import Params

STARS = "XTR"


@dataclass(frozen=True, slots=True)
class Invoice:
    title: str
    description: str
    payload: str
    currency: str
    prices: tuple[tuple[str, int], ...]
    provider_token: str
    start_parameter: str
    photo_url: str
    needs: frozenset[str]

    @property
    def total_minor(self) -> int:
        return sum(amount for _, amount in self.prices)

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": self.currency,
            "total_amount": self.total_minor,
        }


@dataclass(slots=True)
class CallbackQuery:
    """A tap on an inline button and the bot's answer to it."""

    id: str
    data: str
    at: datetime
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(slots=True)
class PreCheckout:
    id: str
    invoice: Invoice
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    ok: bool = False
    error_message: str = ""
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """How it ended on the shopper's side: `status` is "paid", "declined" or "timed out"."""

    status: str
    error_message: str = ""
    telegram_charge_id: str = ""
    provider_charge_id: str = ""


def read_invoice(params: Params, limits: Limits) -> Invoice:
    """Raises ApiError 400 for what sendInvoice and createInvoiceLink do not take."""
    title, description = params.text("title"), params.text("description")
    if not 1 <= utf16_length(title) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID")
    if not 1 <= utf16_length(description) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID")
    payload = params.text("payload")
    if not 1 <= len(payload.encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    currency, token = params.text("currency"), params.text("provider_token")
    prices = _read_prices(params.data("prices"))
    _check_money(currency, token, prices, limits)
    needs = ("need_name", "need_phone_number", "need_email", "need_shipping_address")
    return Invoice(
        title=title,
        description=description,
        payload=payload,
        currency=currency,
        prices=prices,
        provider_token=token,
        start_parameter=params.text("start_parameter"),
        photo_url=params.text("photo_url"),
        needs=frozenset(name for name in needs if params.flag(name)),
    )


def _read_prices(given: Any) -> tuple[tuple[str, int], ...]:
    if not isinstance(given, list) or not given:
        raise bad_request("there must be at least one price")
    prices = []
    for price in given:
        label, amount = (price.get("label"), price.get("amount")) if isinstance(price, dict) else (None, None)
        if not isinstance(label, str) or not label:
            raise bad_request('can\'t parse labeled price: Field "label" must be of type String')
        if isinstance(amount, bool) or not re.fullmatch(r"-?\d+", str(amount)):
            raise bad_request('can\'t parse labeled price: Field "amount" must be of type Number')
        prices.append((label, int(str(amount))))
    return tuple(prices)


def _check_money(currency: str, token: str, prices: tuple[tuple[str, int], ...], limits: Limits) -> None:
    total = sum(amount for _, amount in prices)
    if currency == STARS:
        if len(prices) != 1 or not 1 <= total <= 100_000:
            raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
        return
    if currency not in limits.payment_totals:
        raise bad_request("CURRENCY_INVALID")
    if not re.fullmatch(r"\d+:(?:TEST|LIVE):\S+", token):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    low, high = limits.payment_totals[currency]
    if not low <= total <= high:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")


def check_pay_button(markup: dict[str, Any] | None) -> None:
    """In an invoice's own keyboard the first button must be the Pay button."""
    rows = (markup or {}).get("inline_keyboard") or []
    if rows and not (rows[0] and rows[0][0].get("pay")):
        raise bad_request("BUTTON_TYPE_INVALID: the first button of an invoice must be a Pay button")
