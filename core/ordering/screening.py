"""What the screening says of an order as it is now: from the order and the shop's memory of its phone to a verdict."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from core.catalog.model import localized
from core.fulfilment.intake import (
    History,
    ScreenAddress,
    ScreenLine,
    ScreenOrder,
    ScreenRequest,
    ScreenResult,
    screen,
)
from core.kernel.errors import Conflict
from core.ordering.model import Order
from core.ordering.ports import OrderingWork

DELIVERED_STATES = frozenset({"delivered", "closed"})
LAST_ORDERS = 100
FEW_ORDERS = 20
"""Of fewer orders the median says nothing of what is usual."""


class OrderRefused(Conflict):
    """The screening said no; a person may still say yes."""

    key = "error-order-refused"


async def judged(work: OrderingWork, order: Order, now: datetime) -> ScreenResult:
    """The order is not stored yet, or not yet with this phone: it does not count itself. Raises OrderRefused."""
    found = screen(await _request(work, order, now))
    if found.outcome == "reject":
        raise OrderRefused(f"screening: {', '.join(finding.code for finding in found.findings)}")
    return found


async def _usual_total_minor(work: OrderingWork, store_id: str) -> int | None:
    totals = await work.orders.recent_totals(store_id, LAST_ORDERS)
    return int(median(totals)) if len(totals) >= FEW_ORDERS else None


async def _request(work: OrderingWork, order: Order, now: datetime) -> ScreenRequest:
    async def count(since: timedelta, states: frozenset[str]) -> int:
        return await work.orders.count_by_phone(order.store_id, order.phone, now - since, states)

    ever = timedelta(days=365)
    return ScreenRequest(
        order=ScreenOrder(
            id=order.order_id,
            phone=order.phone,
            total_minor=order.total_minor,
            payment=order.payment_method,
            lines=tuple(
                ScreenLine(localized(x.names, order.language), float(x.quantity)) for x in order.lines
            ),
            handover="pickup" if order.method == "pickup" else "courier",
            address=_screen_address(order),
        ),
        history=History(
            orders_last_hour=await count(timedelta(hours=1), frozenset()),
            orders_last_day=await count(timedelta(days=1), frozenset()),
            delivered=await count(ever, DELIVERED_STATES),
            refused=await work.orders.count_refused(order.store_id, order.phone, now - ever),
        ),
        usual_total_minor=await _usual_total_minor(work, order.store_id),
    )


def _screen_address(order: Order) -> ScreenAddress:
    """A point that is only the city's centre says nothing of where to drive."""
    known = order.address.precision != "city"
    return ScreenAddress(
        street=order.address.text if known else "",
        house=next((word for word in order.address.text.split() if any(c.isdigit() for c in word)), ""),
        lat=order.address.point.lat if known else None,
        lon=order.address.point.lon if known else None,
    )
