"""Another time for a placed order. It costs what it cost: nothing is added, so nothing has to be asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from core.delivery.model import DeliveryPolicy, Load
from core.delivery.slots import SlotBook
from core.kernel.clock import Clock
from core.kernel.errors import Conflict
from core.kernel.timewindow import TimeWindow
from core.ordering.lifecycle import MOVED, PLANNABLE, brought_back, is_missed
from core.ordering.model import Actor, DomainEvent, Order, OrderState
from core.ordering.ports import OrderingWork

MOVABLE: frozenset[OrderState] = PLANNABLE | {"unproven", "held", "reserved"}
"""Placed, and not in the van yet."""

Refusal = Literal["over", "pickup", "on-the-way", "express", "late", "often"]


class MoveRefused(Conflict):
    """`key` is the text `move-<refusal>`."""


def refusal(order: Order, now: datetime, policy: DeliveryPolicy) -> Refusal | None:
    """Why the order keeps its time; None when it can have another."""
    if order.method == "pickup":
        return "pickup"
    missed = is_missed(order)
    if order.state == "dispatched" and not missed:
        return "on-the-way"
    if not missed and order.state not in MOVABLE:
        return "over"
    if order.slot_kind == "express":
        return "express"
    if missed:
        return None
    if order.window.start <= now:
        return "late"
    return "often" if sum(e.name == MOVED for e in order.events) >= policy.moves else None


async def move(
    work: OrderingWork,
    book: SlotBook,
    order: Order,
    load: Load,
    window: TimeWindow,
    clock: Clock,
    actor: Actor,
) -> Order:
    """The order with its new window; the old one is given back when the new one is sure. What nobody was at home for
    comes back from its van, to be brought again.

    Raises MoveRefused, and SlotGone when no van can keep the new window; then nothing has changed.
    """
    why = refusal(order, clock.now(), book.policy)
    if why is not None:
        raise MoveRefused(f"order {order.number}: {why}", key=f"move-{why}", number=str(order.number))
    if is_missed(order):
        return await _brought_again(work, book, order, load, window, clock, actor)
    await book.move(order.order_id, order.window, window)
    return await _saved(work, order, window, clock, actor)


async def _brought_again(
    work: OrderingWork,
    book: SlotBook,
    order: Order,
    load: Load,
    window: TimeWindow,
    clock: Clock,
    actor: Actor,
) -> Order:
    """Its old window may be over, and with it what the book held of it."""
    await book.release_order(order.order_id, order.window)
    assert order.address.point is not None, "a van was there"
    held = await book.hold(order.shopper_id, order.address.point, load, window)
    await book.confirm(held.booking_id, order.order_id)
    if order.state == "dispatched":
        order = brought_back(order, clock.now())
        await work.stock.unload(order.order_id)
    return await _saved(work, order, window, clock, actor)


async def _saved(work: OrderingWork, order: Order, window: TimeWindow, clock: Clock, actor: Actor) -> Order:
    event = DomainEvent(MOVED, order.order_id, clock.now(), actor, _written(order.window, window))
    after = replace(order, window=window, events=(*order.events, event))
    await work.orders.save(after)
    return after


def _written(old: TimeWindow, new: TimeWindow) -> str:
    return " ".join(moment.isoformat() for moment in (old.start, old.end, new.start, new.end))


def windows_of(event: DomainEvent) -> tuple[TimeWindow, TimeWindow]:
    """The old and the new window of an OrderMoved."""
    begins, ends, begins_now, ends_now = (datetime.fromisoformat(iso) for iso in event.reason.split())
    return TimeWindow(begins, ends), TimeWindow(begins_now, ends_now)
