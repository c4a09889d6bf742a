"""A placed order comes at another time: for the same money, while it is still here, and not for ever anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.delivery import calendar
from core.kernel.timewindow import TimeWindow
from core.ordering import moving
from core.ordering.model import Order
from core.ordering.moving import MoveRefused, refusal, windows_of
from tests.unit.ordering.conftest import A_DAY, STORE, Shop


def window_of(shop: Shop, day: int, place: int) -> TimeWindow:
    now = shop.clock.now()
    return calendar.windows_of(calendar.days(now, shop.policy, STORE)[day], shop.policy, STORE)[place]


async def moved(shop: Shop, order: Order, window: TimeWindow) -> Order:
    async with shop.units() as work:
        now = await work.orders.get(order.order_id)
        after = await moving.move(work, shop.book(work), now, window, shop.clock, "shopper")
        await work.commit()
    return after


async def test_it_costs_what_it_cost_and_what_happened_is_written_down(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "1"}, "cash")
    new = window_of(shop, 2, 5)
    await moved(shop, order, new)
    stored = await shop.order(order)
    assert (stored.window, stored.state, stored.total_minor) == (new, order.state, order.total_minor)
    assert (await shop.payment(order)).amount_minor == payment.amount_minor
    event = stored.events[-1]
    assert (event.name, event.actor) == ("OrderMoved", "shopper")
    assert windows_of(event) == (order.window, new)
    assert await shop.booked() == [], "tomorrow is free again"


async def test_it_moves_three_times_and_then_a_person_is_asked(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "1"}, "cash")
    for place in range(1, 1 + shop.policy.moves):
        order = await moved(shop, order, window_of(shop, 1, place))
    with pytest.raises(MoveRefused) as refused:
        await moved(shop, order, window_of(shop, 1, 6))
    assert refused.value.key == "move-often"
    assert (await shop.order(order)).window == order.window


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"state": "reserved"}, None), ({"state": "held"}, None), ({"state": "routed"}, None),
     ({"state": "dispatched"}, "on-the-way"), ({"state": "delivered"}, "over"), ({"state": "cancelled"}, "over"),
     ({"slot_kind": "express"}, "express"), ({"method": "pickup"}, "pickup")],
)  # fmt: skip
async def test_an_order_moves_while_it_is_still_here(shop: Shop, changes: dict[str, Any], why: str) -> None:
    order, _ = await shop.buy({"tea": "1"}, "cash")
    assert refusal(replace(order, **changes), shop.clock.now(), shop.policy) == why


async def test_an_order_whose_time_has_begun_is_not_moved(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "1"}, "cash")
    assert refusal(order, order.window.start - timedelta(seconds=1), shop.policy) is None
    assert refusal(order, order.window.start, shop.policy) == "late"
    shop.clock.at += A_DAY
    with pytest.raises(MoveRefused):
        await moved(shop, order, window_of(shop, 2, 5))
