"""Which windows a store has: seven days, two hours each, none that is too near or past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.delivery import calendar
from core.delivery.model import DeliveryPolicy
from core.kernel.geo import GeoPoint
from core.kernel.store import Store

STORE = Store("store", "Дүкен", "Almaty", GeoPoint(43.238, 76.945), "Абай 1", "+7727")
POLICY = DeliveryPolicy()
MONDAY = date(2026, 6, 15)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def almaty(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STORE.tz).astimezone(UTC)


def hours(now: datetime, day: date = MONDAY) -> list[int]:
    return [w.start.astimezone(STORE.tz).hour for w in calendar.bookable(day, now, POLICY, STORE)]


def test_a_day_has_seven_windows_from_eight_to_ten_at_night() -> None:
    assert hours(almaty(0, 1)) == [8, 10, 12, 14, 16, 18, 20]


@pytest.mark.parametrize(
    ("now", "left"),
    [((6, 0), [8, 10, 12, 14, 16, 18, 20]), ((6, 1), [10, 12, 14, 16, 18, 20]), ((10, 0), [12, 14, 16, 18, 20]),
     ((18, 0), [20]), ((18, 1), []), ((23, 59), [])],
)  # fmt: skip
def test_a_window_closes_two_hours_before_it_begins(now: tuple[int, int], left: list[int]) -> None:
    assert hours(almaty(*now)) == left


def test_yesterday_and_the_eighth_day_cannot_be_booked() -> None:
    now = almaty(10)
    assert calendar.days(now, POLICY, STORE) == [MONDAY + timedelta(days=i) for i in range(7)]
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=7), date.min, date.max):
        assert calendar.bookable(day, now, POLICY, STORE) == []
    assert len(calendar.bookable(MONDAY + timedelta(days=6), now, POLICY, STORE)) == 7


def test_the_day_is_the_stores_not_greenwichs() -> None:
    late = datetime(2026, 6, 14, 20, 0, tzinfo=UTC)  # one in the morning of Monday in Almaty
    assert calendar.days(late, POLICY, STORE)[0] == MONDAY


@given(moments)
def test_whatever_is_offered_lies_ahead_and_within_opening_hours(now: datetime) -> None:
    for day in calendar.days(now, POLICY, STORE):
        for window in calendar.bookable(day, now, POLICY, STORE):
            start, end = window.start.astimezone(STORE.tz), window.end.astimezone(STORE.tz)
            assert window.start - now >= POLICY.lead and start.date() == end.date() == day
            assert start.hour >= 8 and (end.hour, end.minute) <= (22, 0)
            assert calendar.cutoff(window, POLICY) == window.start - POLICY.lead


@pytest.mark.parametrize(
    ("now", "opens", "closes"),
    [((10, 30), "15 12:00", "15 22:00"), ((18, 59), "15 20:00", "15 22:00"), ((19, 0), "16 08:00", "16 22:00"),
     ((23, 30), "16 08:00", "16 22:00"), ((3, 0), "15 08:00", "15 22:00")],
)  # fmt: skip
def test_a_pickup_is_ready_in_two_hours_or_when_the_shop_opens(
    now: tuple[int, int], opens: str, closes: str
) -> None:
    window = calendar.pickup_window(almaty(*now), POLICY, STORE)
    assert f"{window.start.astimezone(STORE.tz):%d %H:%M}" == opens
    assert f"{window.end.astimezone(STORE.tz):%d %H:%M}" == closes


@given(moments)
def test_a_pickup_window_is_always_at_least_an_hour_of_an_open_shop(now: datetime) -> None:
    window = calendar.pickup_window(now, POLICY, STORE)
    opens, closes = window.start.astimezone(STORE.tz), window.end.astimezone(STORE.tz)
    assert closes - opens >= timedelta(hours=1) and window.end > now
    assert opens.hour >= 8 and closes.hour == 22
