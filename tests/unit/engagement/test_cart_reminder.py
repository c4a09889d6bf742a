"""A reminder of a left cart never comes at night, and never for a cart that is not there any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engagement.cart_reminder import CartNow, by_day, due_at, why_not
from core.engagement.model import CartReminder

ALMATY = ZoneInfo("Asia/Almaty")
LEFT = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
REMINDER = CartReminder("r", "store", "shopper", LEFT, 1, LEFT + timedelta(hours=2))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(["Asia/Almaty", "Europe/London", "America/New_York", "Pacific/Auckland"]).map(
    ZoneInfo
)


@given(moments, zones)
def test_it_never_comes_at_night_wherever_the_store_is(moment: datetime, zone: ZoneInfo) -> None:
    local = by_day(moment, zone).astimezone(zone)
    assert 9 <= local.hour < 21
    assert timedelta(0) <= by_day(moment, zone) - moment <= timedelta(hours=13)


@given(moments, zones)
def test_what_comes_by_day_is_not_put_off(moment: datetime, zone: ZoneInfo) -> None:
    put_off = by_day(moment, zone)
    assert by_day(put_off, zone) == put_off
    if 9 <= moment.astimezone(zone).hour < 21:
        assert put_off == moment


@pytest.mark.parametrize(
    ("left", "due"), [("10:00", "15 12:00"), ("18:59", "15 20:59"), ("19:00", "16 09:00"), ("23:30", "16 09:00"), ("03:00", "15 09:00")]
)  # fmt: skip
def test_two_hours_later_or_in_the_morning(left: str, due: str) -> None:
    moment = datetime.fromisoformat(f"2026-06-15T{left}:00+05:00")
    assert f"{due_at(moment, timedelta(hours=2), ALMATY).astimezone(ALMATY):%d %H:%M}" == due


@pytest.mark.parametrize(
    ("cart", "reason"),
    [(CartNow(LEFT, 2, 2, False), None), (CartNow(LEFT, 2, 1, False), None), (CartNow(LEFT, 2, 2, True), "stopped"),
     (CartNow(None, 0, 0, False), "emptied"), (CartNow(LEFT + timedelta(seconds=1), 0, 0, False), "emptied"),
     (CartNow(LEFT + timedelta(seconds=1), 2, 2, False), "changed"), (CartNow(LEFT, 2, 0, False), "gone")],
)  # fmt: skip
def test_it_is_sent_only_for_the_very_cart_that_was_left(cart: CartNow, reason: str | None) -> None:
    assert why_not(REMINDER, cart) == reason
