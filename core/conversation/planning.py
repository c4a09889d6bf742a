"""When a day has to be planned, and what there is of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.conversation.ports import UnitOfWork
from core.conversation.scene import Job
from core.delivery import calendar
from core.delivery.model import DeliveryPolicy
from core.kernel.store import Store
from core.ordering.carry_on import News, known_to, news_of
from core.ordering.kept_plan import KeptPlan, kept_in, waiting_in
from core.ordering.lifecycle import LAWFUL
from core.ordering.model import Order
from core.ordering.plan_day import plan_key, plannings


@dataclass(frozen=True, slots=True)
class DayNow:
    """A day as it is read for planning: its last wave, every order by id that the plan or the day has, and the ids of
    those that the day has now."""

    wave: dict[str, Any] | None
    kept: KeptPlan | None
    orders: dict[str, Order]
    today: frozenset[str]
    news: News


def plan_jobs(before: Order, after: Order, store: Store, policy: DeliveryPolicy, now: datetime) -> list[Job]:
    """What has to be planned now that an order became another; for every way in which one changes."""
    due = plannings(before, after, store, policy, now)
    return [Job(plan_key(store.store_id, day, at), at) for day, at in due]


async def read_day(work: UnitOfWork, store_id: str, day: date) -> DayNow:
    wave = await work.waves.latest(store_id, day)
    kept, mishaps = kept_in(wave), waiting_in(wave)
    orders = {o.order_id: o for o in await work.orders.of_store(store_id, frozenset(LAWFUL), day)}
    today = frozenset(orders)
    for order_id in known_to(kept) - today:
        orders[order_id] = await work.orders.get(order_id)
    return DayNow(wave, kept, orders, today, news_of(kept, orders, today, mishaps))


def is_due(day: DayNow, policy: DeliveryPolicy, now: datetime) -> bool:
    """Whether the day has to be planned by now: orders that are new to it wait for their cut-off, all else does not."""
    late = any(calendar.cutoff(day.orders[order_id].window, policy) <= now for order_id in day.news.new)
    return bool(late or day.news.gone or day.news.mishaps)


async def lock_day(work: UnitOfWork, store_id: str, day: date) -> None:
    """One at a time writes the plan of a day, or what was said of it, until the transaction ends. Orders are locked
    before days, here as where an order is cancelled."""
    await work.day_plans.load(store_id, day)
