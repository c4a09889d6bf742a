"""Orders that wait at a pickup point: the shopper is reminded a day before they go back, and one day they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.conversation.notices import announce
from core.conversation.ports import UnitOfWork, UnitsOfWork
from core.conversation.scene import Job
from core.delivery.points import kept_until
from core.engagement.cart_reminder import by_day
from core.kernel.clock import Clock
from core.ordering import change
from core.ordering.lifecycle import REMINDED
from core.ordering.model import Order

BEFORE = timedelta(days=1)
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
                after = await change.take_back(work, before, self.clock, "system", UNCOLLECTED)
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


async def next_due(work: UnitOfWork, order: Order, now: datetime) -> Due | None:
    """None for what waits at no point. Who stopped reminders gets none, and neither does who has just been told
    that it is there: where it is kept for a day."""
    if order.ready_at is None or order.point_id is None or not order.is_ready:
        return None
    point = await work.points.get(order.store_id, order.point_id)
    assert point is not None, "points are never deleted"
    store = await work.stores.get(order.store_id)
    shopper = await work.people.get_shopper(order.shopper_id)
    over = kept_until(point, order.ready_at)
    wants = not shopper.reminders_stopped and point.kept_days > BEFORE.days
    if wants and now < over and not any(event.name == REMINDED for event in order.events):
        return Due("remind", waking(over - BEFORE, now, store.tz))
    return Due("end", waking(over, now, store.tz))


def waking(planned: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """`planned` by day; what was missed waits for the morning when it is night now."""
    due = by_day(planned, zone)
    morning = by_day(now, zone)
    return morning if due < now < morning else due
