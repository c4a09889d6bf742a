"""The cart's rules, pure. A cart never holds more than a person would carry to a till."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from core.kernel.errors import InvalidInput
from core.ordering.model import Cart, CartLine

MAX_LINES = 100
MAX_QUANTITY = Decimal(999)


def put(cart: Cart, offer_id: str, quantity: Decimal, at: datetime) -> Cart:
    """Adds to what is there."""
    return set_quantity(cart, offer_id, cart.quantity_of(offer_id) + quantity, at)


def set_quantity(cart: Cart, offer_id: str, quantity: Decimal, at: datetime) -> Cart:
    """Raises InvalidInput for a quantity that is not above zero or too large, and for too many lines."""
    _ensure_sensible(quantity)
    line = CartLine(offer_id, quantity)
    if any(old.offer_id == offer_id for old in cart.lines):
        lines = tuple(line if old.offer_id == offer_id else old for old in cart.lines)
    elif len(cart.lines) >= MAX_LINES:
        raise InvalidInput("lines", "too many", key="error-cart-full", most=MAX_LINES)
    else:
        lines = (*cart.lines, line)
    return replace(cart, lines=lines, updated_at=at)


def _ensure_sensible(quantity: Decimal) -> None:
    """Raises InvalidInput for a quantity that nobody could mean."""
    if quantity.is_nan() or quantity <= 0:
        raise InvalidInput("quantity", "must be above zero", key="error-quantity-low")
    if quantity > MAX_QUANTITY:
        raise InvalidInput("quantity", "too large", key="error-quantity-high", most=int(MAX_QUANTITY))


def remove(cart: Cart, offer_id: str, at: datetime) -> Cart:
    return replace(cart, lines=tuple(x for x in cart.lines if x.offer_id != offer_id), updated_at=at)


def clear(cart: Cart, at: datetime) -> Cart:
    return replace(cart, lines=(), updated_at=at)
