"""Every lawful step of an order, in one place. An unlawful one raises and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.kernel.errors import UnlawfulTransition
from core.ordering.model import READY, Actor, DomainEvent, Order, OrderState

LAWFUL: dict[OrderState, frozenset[OrderState]] = {
    "placed": frozenset({"registered"}),
    "registered": frozenset({"screened"}),
    "screened": frozenset({"formalised", "rejected"}),
    "formalised": frozenset({"reserved", "held", "unproven"}),
    # The screening wants the phone proven: then it goes on by itself. A seller who knows the shopper may go ahead.
    "unproven": frozenset({"reserved", "held", "accepted", "rejected", "cancelled"}),
    # The screening wants a person's look: only the seller's word moves it on.
    "held": frozenset({"accepted", "rejected", "cancelled"}),
    "reserved": frozenset({"accepted", "rejected", "cancelled"}),
    "accepted": frozenset({"grouped", "packed", "cancelled"}),
    "grouped": frozenset({"packed", "cancelled"}),
    "packed": frozenset({"routed", "dispatched", "cancelled"}),
    # A new plan of the day groups again what has not left yet.
    "routed": frozenset({"grouped", "packed", "dispatched", "cancelled"}),
    "dispatched": frozenset({"delivered", "returned"}),
    "delivered": frozenset({"closed", "returned"}),
    "closed": frozenset({"returned"}),
    "returned": frozenset({"refunded"}),
    "cancelled": frozenset({"refunded"}),
    "rejected": frozenset({"refunded"}),
    "refunded": frozenset(),
}

PAST_TENSE: dict[OrderState, str] = {
    "placed": "OrderPlaced",
    "registered": "OrderRegistered",
    "screened": "OrderScreened",
    "held": "OrderHeld",
    "unproven": "OrderUnproven",
    "formalised": "OrderFormalised",
    "reserved": "OrderReserved",
    "accepted": "OrderAccepted",
    "grouped": "OrderGrouped",
    "packed": "OrderPacked",
    "routed": "OrderRouted",
    "dispatched": "OrderDispatched",
    "delivered": "OrderDelivered",
    "closed": "OrderClosed",
    "cancelled": "OrderCancelled",
    "rejected": "OrderRejected",
    "returned": "OrderReturned",
    "refunded": "OrderRefunded",
}

REMINDED = "OrderPickupReminded"
MOVED = "OrderMoved"
MISSED = "OrderMissed"
BROUGHT_BACK = "OrderBroughtBack"
OPEN: frozenset[OrderState] = frozenset(
    {"held", "unproven", "reserved", "accepted", "grouped", "packed", "routed", "dispatched"}
)
"""States in which the shopper still waits for the goods."""
CALLED_OFF: frozenset[OrderState] = frozenset({"cancelled", "rejected", "returned", "refunded"})
"""States of an order that came to nothing."""
CANCELLABLE: frozenset[OrderState] = frozenset(s for s in LAWFUL if "cancelled" in LAWFUL[s])
PLANNABLE: frozenset[OrderState] = frozenset({"accepted", "grouped", "packed", "routed"})
"""Accepted and not yet on the road: what a wave is made of."""


def ready(order: Order, code: str, at: datetime, actor: Actor) -> Order:
    """The order at its pickup point, to be had for `code`. Raises UnlawfulTransition, also for what is at a door."""
    if order.state != "dispatched" or order.point_id is None or order.pickup_code is not None:
        raise _unlawful(order, "ready")
    event = DomainEvent(READY, order.order_id, at, actor)
    return replace(order, pickup_code=code, events=(*order.events, event))


def reminded(order: Order, at: datetime) -> Order:
    """The shopper was told again that it waits. Raises UnlawfulTransition for what waits at no point, and the second
    time."""
    if not order.is_ready or any(event.name == REMINDED for event in order.events):
        raise _unlawful(order, "reminded")
    event = DomainEvent(REMINDED, order.order_id, at, "system")
    return replace(order, events=(*order.events, event))


def missed(order: Order, at: datetime, actor: Actor) -> Order:
    """Nobody was at the door. Raises UnlawfulTransition for what nobody waits for any more."""
    if order.state not in OPEN:
        raise _unlawful(order, "missed")
    return replace(order, events=(*order.events, DomainEvent(MISSED, order.order_id, at, actor)))


def is_missed(order: Order) -> bool:
    """Whether nobody was at the door the last time, and no other time was agreed on since."""
    last = next((event.name for event in reversed(order.events) if event.name in {MISSED, MOVED}), None)
    return last == MISSED and order.state in OPEN


def brought_back(order: Order, at: datetime) -> Order:
    """Out of the van and packed as it was. Raises UnlawfulTransition for what was not missed on its way."""
    if order.state != "dispatched" or not is_missed(order):
        raise _unlawful(order, "brought back")
    event = DomainEvent(BROUGHT_BACK, order.order_id, at, "system")
    return replace(order, state="packed", events=(*order.events, event))


def is_out(order: Order) -> bool:
    """Whether it left the shop and did not come back to be driven again, whatever became of it then."""
    ways = {PAST_TENSE["dispatched"], BROUGHT_BACK}
    last = next((event.name for event in reversed(order.events) if event.name in ways), None)
    return last == PAST_TENSE["dispatched"]


def steps_of(order: Order) -> frozenset[OrderState]:
    """The lawful next states of this order: what goes to a pickup point is handed over and taken back
    only once it waits there."""
    lawful = LAWFUL[order.state]
    return lawful - {"delivered", "returned"} if _is_under_way(order) else lawful


def _is_under_way(order: Order) -> bool:
    return order.state == "dispatched" and order.point_id is not None and not order.is_ready


def advance(order: Order, to: OrderState, at: datetime, actor: Actor, reason: str = "") -> Order:
    """The order one step further, with its event. Raises UnlawfulTransition."""
    if to not in steps_of(order):
        raise _unlawful(order, to)
    event = DomainEvent(PAST_TENSE[to], order.order_id, at, actor, reason)
    return replace(order, state=to, events=(*order.events, event))


def _unlawful(order: Order, to: str) -> UnlawfulTransition:
    return UnlawfulTransition(
        f"order {order.number}: {order.state} -> {to}", number=str(order.number), state=order.state, to=to
    )
