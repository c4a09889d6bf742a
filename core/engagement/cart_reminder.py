"""When a shopper is reminded of a cart left behind, and when not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.engagement.model import CartReminder

WAKING = time(9)
EVENING = time(21)


def by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the next morning when it falls into the night of the store's zone."""
    local = moment.astimezone(zone)
    if local.time() < WAKING:
        local = datetime.combine(local.date(), WAKING, zone)
    elif local.time() >= EVENING:
        local = datetime.combine(local.date() + timedelta(days=1), WAKING, zone)
    return local.astimezone(moment.tzinfo)


def due_at(cart_at: datetime, after: timedelta, zone: ZoneInfo) -> datetime:
    return by_day(cart_at + after, zone)


@dataclass(frozen=True, slots=True)
class CartNow:
    """What counts when the reminder comes due. `sellable_lines`: lines that can still be bought."""

    updated_at: datetime | None
    lines: int
    sellable_lines: int
    stopped: bool


def why_not(reminder: CartReminder, cart: CartNow) -> str | None:
    """The reason to drop it, or None when it may be sent. A bought cart is an empty one."""
    if cart.stopped:
        return "stopped"
    if not cart.lines:
        return "emptied"
    if cart.updated_at != reminder.cart_at:
        return "changed"
    return None if cart.sellable_lines else "gone"
