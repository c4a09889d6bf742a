"""Which slots a store has, before anybody asks whether a van can drive them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.delivery.model import DeliveryPolicy
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow


def windows_of(day: date, policy: DeliveryPolicy, store: Store) -> list[TimeWindow]:
    """Every window of the day in the store's zone, past ones too."""
    hours = range(policy.first_hour, policy.last_hour - policy.slot_hours + 1, policy.slot_hours)
    return [_window(day, hour, policy, store) for hour in hours]


def _window(day: date, hour: int, policy: DeliveryPolicy, store: Store) -> TimeWindow:
    start = datetime.combine(day, time(hour), store.tz)
    return TimeWindow(start, start + timedelta(hours=policy.slot_hours))


def days(now: datetime, policy: DeliveryPolicy, store: Store) -> list[date]:
    today = now.astimezone(store.tz).date()
    return [today + timedelta(days=i) for i in range(policy.days)]


def cutoff(window: TimeWindow, policy: DeliveryPolicy) -> datetime:
    return window.start - policy.lead


def bookable(day: date, now: datetime, policy: DeliveryPolicy, store: Store) -> list[TimeWindow]:
    """The day's windows that are not past their cut-off; none outside the days the store plans ahead."""
    if day not in days(now, policy, store):
        return []
    return [w for w in windows_of(day, policy, store) if now <= cutoff(w, policy)]


LEAST_EXPRESS = timedelta(hours=1)
FULL = timedelta(minutes=5)
"""Nobody promises half past and two minutes."""


def express_window(now: datetime, policy: DeliveryPolicy, store: Store) -> TimeWindow | None:
    """From when the goods are packed until the express hours are over, to full five minutes; None while the shop is
    closed, and so late that less than an hour would be left."""
    local = now.astimezone(store.tz)
    opens = datetime.combine(local.date(), time(policy.first_hour), store.tz)
    closes = datetime.combine(local.date(), time(policy.last_hour), store.tz)
    packed, over = local + policy.express_lead, local + timedelta(hours=policy.express_hours)
    start = max(packed + (_midnight(packed) - packed) % FULL, opens)
    end = min(over - (over - _midnight(over)) % FULL, closes)
    return TimeWindow(start, end) if end - start >= LEAST_EXPRESS else None


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def pickup_window(now: datetime, policy: DeliveryPolicy, store: Store) -> TimeWindow:
    """From when the goods are ready until the shop closes that day, or all of tomorrow."""
    ready = now.astimezone(store.tz) + policy.lead
    for day in (ready.date(), ready.date() + timedelta(days=1)):
        opens = datetime.combine(day, time(policy.first_hour), store.tz)
        closes = datetime.combine(day, time(policy.last_hour), store.tz)
        if ready < closes - timedelta(hours=1):
            return TimeWindow(max(ready.replace(minute=0, second=0, microsecond=0), opens), closes)
    raise AssertionError("tomorrow's shop is always still open")
