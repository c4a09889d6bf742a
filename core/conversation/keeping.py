"""Orders that wait at a pickup point: the shopper is reminded before they go back, and one day they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.conversation.notices import announce, notify_staff
from core.conversation.ports import UnitOfWork, UnitsOfWork
from core.conversation.scene import Job
from core.delivery.points import CellNumber, kept_until
from core.engagement.cart_reminder import by_day
from core.kernel.clock import Clock
from core.ordering import change
from core.ordering.lifecycle import REMINDED
from core.ordering.model import Order

BEFORE = timedelta(days=1)
"""So long before its time is over the shopper is reminded, and halfway where it is kept no longer than that."""
TIME_TO_COME = timedelta(hours=3)
EVENING = time(20)
"""When who would be reminded in the morning too late is."""
AHEAD = timedelta(days=1)
"""What comes due later is left to a later sweep."""
UNCOLLECTED = "nobody picked it up in time"


@dataclass(frozen=True, slots=True)
class Due:
    """What is next for an order that waits, and when: by day, for people are written to."""

    step: Literal["remind", "end"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is due is read from the order whenever a job comes: one that comes twice, early or late does no harm."""

    units: UnitsOfWork
    clock: Clock

    async def look_after(self, key: str) -> None:
        """Reminds, or takes back; nothing while it is night or nothing is due, then the sweep schedules it again."""
        now = self.clock.now()
        async with self.units() as work:
            before = await work.orders.get(key.split(":")[1])
            due = await next_due(work, before, now)
            if due is None or due.at > now:
                return
            if due.step == "remind":
                after = await change.remind(work, before, self.clock)
            else:
                cells = await work.cells.of_order(before.order_id)
                after = await change.take_back(work, before, self.clock, "system", UNCOLLECTED)
                await _have_it_fetched(work, after, cells)
            payment = await work.payments.of_order(after.order_id)
            await announce(work, after, payment, since=len(before.events))
            await work.commit()

    async def to_schedule(self) -> list[Job]:
        """What is due soon, for the sweep."""
        now = self.clock.now()
        async with self.units() as work:
            waiting = [(order, await next_due(work, order, now)) for order in await work.orders.at_points()]
        return [
            Job(f"kept:{order.order_id}:{due.step}:{int(due.at.timestamp())}", due.at)
            for order, due in waiting
            if due is not None and due.at <= now + AHEAD
        ]


async def _have_it_fetched(work: UnitOfWork, order: Order, cells: Sequence[CellNumber]) -> None:
    """The cells are free by now in the books: whoever fetches the goods has to be told where they lie."""
    params = {"order_id": order.order_id, "cells": [str(cell) for cell in cells]}
    key = f"{order.order_id}:uncollected"
    await notify_staff(work, order.store_id, key, "order_uncollected", params)
    await notify_staff(work, order.store_id, key, "order_to_fetch", params, role="courier")


async def next_due(work: UnitOfWork, order: Order, now: datetime) -> Due | None:
    """None for what waits at no point. A reminder belongs to the order: who wants none of a left cart has this one."""
    if order.ready_at is None or order.point_id is None or not order.is_ready:
        return None
    point = await work.points.get(order.store_id, order.point_id)
    assert point is not None, "points are never deleted"
    store = await work.stores.get(order.store_id)
    over = kept_until(point, order.ready_at)
    if now < over and not any(event.name == REMINDED for event in order.events):
        return Due("remind", waking(_reminder(order.ready_at, over, store.tz), now, store.tz))
    return Due("end", waking(over, now, store.tz))


def _reminder(ready: datetime, over: datetime, zone: ZoneInfo) -> datetime:
    """By day, and while there is time to come: else the evening before."""
    planned = over - min(BEFORE, (over - ready) / 2)
    due = by_day(planned, zone)
    if over - due >= TIME_TO_COME:
        return due
    evening = datetime.combine(over.astimezone(zone).date() - timedelta(days=1), EVENING, zone)
    return max(evening, ready + timedelta(hours=1)).astimezone(planned.tzinfo) if evening > ready else due


def waking(planned: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """`planned` by day; what was missed waits for the morning when it is night now."""
    due = by_day(planned, zone)
    morning = by_day(now, zone)
    return morning if due < now < morning else due
