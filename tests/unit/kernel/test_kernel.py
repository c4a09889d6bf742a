"""The small things everything stands on: money, moments, codes, errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel import errors
from core.kernel.geo import GeoPoint, haversine_m
from core.kernel.ids import code, new_id, tracking_code
from core.kernel.money import Money, times
from core.kernel.timewindow import TimeWindow

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
minors = st.integers(-(10**12), 10**12)


@given(minors, minors)
def test_money_added_and_taken_away_is_the_same_money(a: int, b: int) -> None:
    assert Money(a) + Money(b) - Money(b) == Money(a)


@pytest.mark.parametrize("wrong", [1.0, "100", None, True, Decimal(1)])
def test_money_is_never_a_fraction_a_word_or_a_yes(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]


def test_tenge_and_dollars_do_not_mix() -> None:
    with pytest.raises(ValueError, match="KZT"):
        Money(1) + Money(1, "USD")
    with pytest.raises(ValueError, match="KZT"):
        Money(1) - Money(1, "USD")


@pytest.mark.parametrize(
    ("price", "kilograms", "total"), [(99_900, "0.5", 49_950), (333, "0.5", 167), (1, "0.001", 0), (45_000, "3", 135_000)]
)  # fmt: skip
def test_half_a_tiyn_is_rounded_up(price: int, kilograms: str, total: int) -> None:
    assert times(price, Decimal(kilograms)) == total


@given(st.integers(0, 10**9), st.integers(1, 999))
def test_pieces_cost_exactly_their_price_each(price: int, pieces: int) -> None:
    assert times(price, Decimal(pieces)) == price * pieces


def test_a_time_window_knows_both_its_ends() -> None:
    window = TimeWindow(NOON, NOON + timedelta(hours=2))
    assert window.contains(window.start) and window.contains(window.end)
    assert not window.contains(window.end + timedelta(seconds=1))
    assert window.overlaps(TimeWindow(window.end, window.end + timedelta(hours=1)))
    assert not window.overlaps(TimeWindow(window.end + timedelta(seconds=1), window.end + timedelta(hours=1)))


def test_a_time_window_is_the_same_in_every_zone() -> None:
    almaty = timezone(timedelta(hours=5))
    there = TimeWindow(NOON.astimezone(almaty), (NOON + timedelta(hours=2)).astimezone(almaty))
    assert there == TimeWindow(NOON, NOON + timedelta(hours=2))


def test_a_time_window_without_a_zone_or_back_to_front_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        TimeWindow(NOON.replace(tzinfo=None), NOON)
    with pytest.raises(ValueError, match="before"):
        TimeWindow(NOON, NOON - timedelta(seconds=1))


def test_a_tracking_code_can_be_read_over_the_phone_and_is_never_the_same() -> None:
    codes = {tracking_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(c) == 14 and not set(c) & set("01AEILOUY") for c in codes)
    assert len(code(20)) == 20 and new_id() != new_id()


def test_almaty_to_astana_is_as_far_as_on_the_map() -> None:
    almaty, astana = GeoPoint(43.238, 76.945), GeoPoint(51.169, 71.449)
    assert haversine_m(almaty, astana) == pytest.approx(974_000, rel=0.01)
    assert haversine_m(almaty, almaty) == 0


def test_every_error_has_a_sentence_for_people_and_words_for_the_log() -> None:
    wrong = errors.InvalidInput("items[3].length_mm", "must be above zero", most=5)
    assert str(wrong) == "items[3].length_mm: must be above zero"
    assert (wrong.field, wrong.key) == ("items[3].length_mm", "error-invalid-input")
    assert wrong.params == {"field": "items[3].length_mm", "reason": "must be above zero", "most": 5}
    assert str(errors.InvalidInput("", "nothing was given")) == "nothing was given"
    assert errors.NotFound("none", key="error-order-not-found").key == "error-order-not-found"


def test_what_is_sold_out_or_unlawful_is_a_conflict() -> None:
    for kind in (errors.OutOfStock, errors.UnlawfulTransition):
        assert issubclass(kind, errors.Conflict) and issubclass(kind, errors.DukenError)
