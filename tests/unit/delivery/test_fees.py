"""A delivery costs what it adds to the day, within bounds; large orders come for nothing, hurry never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.delivery.fees import STEP_MINOR, charged_minor, fee_for
from core.delivery.model import DeliveryPolicy, Fee

POLICY = DeliveryPolicy()


@pytest.mark.parametrize(
    ("cost", "fee"),
    [(0, 49_000), (16_700, 49_000), (49_000, 49_000), (49_001, 50_000), (63_250, 64_000), (98_999, 99_000),
     (99_001, 99_000), (700_000, 99_000)],
)  # fmt: skip
def test_a_fee_is_the_cost_in_whole_tens_of_tenge_between_490_and_990(cost: int, fee: int) -> None:
    assert fee_for(cost, POLICY) == fee


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_costs_the_shop_more_is_never_cheaper(one: int, other: int) -> None:
    fees = [fee_for(cost, POLICY) for cost in sorted((one, other))]
    assert fees == sorted(fees) and all(fee % STEP_MINOR == 0 for fee in fees)


def test_delivery_is_free_from_the_sum_on_and_for_who_picks_up() -> None:
    fee = Fee(60_000)
    assert charged_minor(POLICY.free_from_minor - 1, "delivery", fee, POLICY) == 60_000
    assert charged_minor(POLICY.free_from_minor, "delivery", fee, POLICY) == 0
    assert charged_minor(1, "pickup", Fee(60_000, 100_000), POLICY) == 0


def test_hurry_costs_its_extra_however_large_the_order() -> None:
    hurried = Fee(60_000, 100_000)
    assert charged_minor(1, "delivery", hurried, POLICY) == 160_000
    assert charged_minor(POLICY.free_from_minor, "delivery", hurried, POLICY) == 100_000
