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


@pytest.mark.parametrize(
    ("now", "window"),
    [((13, 47), "14:20-16:45"), ((13, 30), "14:00-16:30"), ((7, 0), "08:00-10:00"), ((6, 0), "08:00-09:00"),
     ((5, 59), None), ((20, 30), "21:00-22:00"), ((20, 31), None), ((23, 59), None), ((0, 0), None)],
)  # fmt: skip
def test_express_is_within_three_hours_while_the_shop_is_open(
    now: tuple[int, int], window: str | None
) -> None:
    found = calendar.express_window(almaty(*now), POLICY, STORE)
    local = [f"{m.astimezone(STORE.tz):%H:%M}" for m in (found.start, found.end)] if found else []
    assert ("-".join(local) or None) == window


@given(moments)
def test_an_express_window_leaves_time_to_pack_and_is_over_in_three_hours(now: datetime) -> None:
    window = calendar.express_window(now, POLICY, STORE)
    if window is None:
        return
    start, end = window.start.astimezone(STORE.tz), window.end.astimezone(STORE.tz)
    assert window.start - now >= POLICY.express_lead
    assert window.end - now <= timedelta(hours=POLICY.express_hours)
    assert window.end - window.start >= calendar.LEAST_EXPRESS
    assert (start.minute, start.second, end.minute % 5) == (start.minute // 5 * 5, 0, 0)
    assert start.hour >= 8 and (end.hour, end.minute) <= (22, 0) and start.date() == end.date()


@pytest.mark.parametrize(
    ("now", "first_day", "first"),
    [
        ((23, 59, 59), MONDAY, None),
        ((0, 0, 0), MONDAY, 8),
        ((18, 0, 0), MONDAY, 20),
        ((18, 0, 1), MONDAY, None),
    ],
)
def test_at_midnight_and_at_a_cut_off_to_the_second(
    now: tuple[int, int, int], first_day: date, first: int | None
) -> None:
    """Almaty keeps one clock all year, so a day is always of 24 hours."""
    moment = datetime(first_day.year, first_day.month, first_day.day, *now, tzinfo=STORE.tz).astimezone(UTC)
    assert (hours(moment) or [None])[0] == first
    assert hours(moment, MONDAY + timedelta(days=1))[0] == 8
    assert calendar.days(moment, POLICY, STORE)[0] == MONDAY
