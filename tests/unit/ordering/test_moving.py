"""A placed order comes at another time: for the same money, while it is still here, and not for ever anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.delivery import calendar
from core.kernel.errors import UnlawfulTransition
from core.kernel.timewindow import TimeWindow
from core.ordering import change, moving
from core.ordering.lifecycle import is_missed
from core.ordering.model import Order
from core.ordering.moving import MoveRefused, refusal, windows_of
from core.ordering.place import load_of
from tests.unit.ordering.conftest import A_DAY, STORE, Shop


def window_of(shop: Shop, day: int, place: int) -> TimeWindow:
    now = shop.clock.now()
    return calendar.windows_of(calendar.days(now, shop.policy, STORE)[day], shop.policy, STORE)[place]


async def moved(shop: Shop, order: Order, window: TimeWindow) -> Order:
    async with shop.units() as work:
        now = await work.orders.get(order.order_id)
        load = load_of(now.lines, STORE, window, {})
        after = await moving.move(work, shop.book(work), now, load, window, shop.clock, "shopper")
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


async def test_what_nobody_was_at_home_for_is_brought_again_from_the_van_and_its_goods_are_sold_once(
    shop: Shop,
) -> None:
    """Its window is over by then, and what the book held of it with it."""
    order, _ = await shop.buy({"tea": "1"}, "cash")
    free = await shop.stock("tea")
    async with shop.units() as work:
        for step in (change.accept, change.mark_packed):
            order = await step(work, order, shop.clock)
        order = await change.dispatch(work, order, shop.clock, "seller")
        await work.commit()
    shop.clock.at = order.window.end + timedelta(hours=1)
    with pytest.raises(MoveRefused):
        await moved(shop, order, window_of(shop, 1, 2))
    async with shop.units() as work:
        order = await change.nobody_home(work, order, shop.clock, "courier")
        await work.commit()
    order = await moved(shop, order, window_of(shop, 1, 2))
    assert (order.state, order.window) == ("packed", window_of(shop, 1, 2))
    assert [event.name for event in order.events][-3:] == ["OrderMissed", "OrderBroughtBack", "OrderMoved"]
    assert await shop.stock("tea") == free, "kept for the same order"
    async with shop.units() as work:
        await change.cancel(work, shop.book(work), order, shop.clock, "shopper")
        await work.commit()
    assert await shop.stock("tea") == free + 1


async def test_a_moved_order_is_not_missed_any_more(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "1"}, "cash")
    async with shop.units() as work:
        order = await change.nobody_home(work, order, shop.clock, "courier")
        await work.commit()
    assert is_missed(order)
    order = await moved(shop, order, window_of(shop, 2, 2))
    assert not is_missed(order) and order.state == "reserved", "it never left"
    with pytest.raises(UnlawfulTransition):
        gone = replace(order, state="cancelled")
        await change.nobody_home(None, gone, shop.clock, "courier")  # type: ignore[arg-type]
