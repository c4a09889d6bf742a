"""What is dearer and what cheaper, what comes at once, and what comes at another time. On a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.conversation.ports import UnitOfWork
from core.delivery import calendar
from core.delivery.model import Address, DeliverySlot, Load
from core.delivery.slots import SlotBook, SlotGone
from core.kernel.geo import GeoPoint
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Order
from tests.unit.delivery.test_slot_book import NEAR, SMALL, STORE, WHOLE_VAN, Desk, with_vans
from tests.unit.delivery.test_slot_book import desk as desk

NEXT_DOOR = GeoPoint(43.2402, 76.9201)


async def ordered(desk: Desk, window: TimeWindow, who: str = "ann", load: Load = SMALL) -> str:
    """A booking that became the order of `who`."""
    booking = await desk.hold(window, who, load=load)
    async with desk.units() as work:
        order_id = await _order(work, who, window)
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        await book.confirm(booking.booking_id, order_id)
        await work.commit()
    return order_id


async def _order(work: UnitOfWork, who: str, window: TimeWindow) -> str:
    shopper = await work.people.shopper("store", "web", who, "ru")
    number = await work.orders.next_number("store")
    order = Order(
        order_id=f"order of {who}", store_id="store", shopper_id=shopper.shopper_id, number=number,
        tracking_code=f"code{number}", state="accepted", placed_at=window.start, language="ru",
        customer_name=who, phone="+77011234567", method="delivery", address=Address("Абая 10", NEAR, "house"),
        window=window, payment_method="cash", lines=(), delivery_minor=0,
    )  # fmt: skip
    await work.orders.add(order)
    return order.order_id


async def express(desk: Desk, who: str = "ann") -> DeliverySlot | None:
    async with desk.units() as work:
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        slot = await book.express(NEAR, SMALL)
        if slot is None:
            return None
        shopper = await work.people.shopper("store", "web", who, "ru")
        booking = await book.hold(shopper.shopper_id, NEAR, SMALL, slot.window, kind="express")
        await book.confirm(booking.booking_id, await _order(work, who, slot.window))
        await work.commit()
    return slot


async def test_the_first_of_the_day_pays_the_most_and_a_neighbour_of_a_stop_the_least(desk: Desk) -> None:
    assert {o.fee.minor for o in await desk.offers()} == {desk.policy.fee_minor}
    await desk.hold(desk.windows[3], "ann")
    fees = {o.window: o for o in await desk.offers(NEXT_DOOR)}
    assert fees[desk.windows[3]].fee.minor == desk.policy.least_fee_minor
    assert fees[desk.windows[3]].green and not fees[desk.windows[0]].green
    assert fees[desk.windows[0]].fee.minor == desk.policy.fee_minor, "nobody drives for hours for 490"


async def test_what_was_shown_is_charged_though_the_day_has_changed(desk: Desk) -> None:
    beside = await desk.hold(desk.windows[3], "ann")
    shown = {o.window: o.fee.minor for o in await desk.offers(NEXT_DOOR)}[desk.windows[3]]
    await desk.say("release", beside.booking_id)
    async with desk.units() as work:
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        shopper = await work.people.shopper("store", "web", "bob", "ru")
        held = await book.hold(shopper.shopper_id, NEXT_DOOR, SMALL, desk.windows[3], at_most_minor=shown)
        await work.commit()
    assert held.fee.minor == shown < desk.policy.fee_minor
    async with desk.units() as work:
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        assert (await book.confirm(held.booking_id, "order")).fee == held.fee, "kept with the booking"


async def test_nobody_makes_a_window_cheaper_by_holding_it(desk: Desk) -> None:
    held = await desk.hold(desk.windows[3], "ann")
    async with desk.units() as work:
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        day = desk.windows[0].start.astimezone(STORE.tz).date()
        offers = await book.offers(NEAR, SMALL, day, held.shopper_id)
    assert {o.fee.minor for o in offers} == {desk.policy.fee_minor}
    again = await desk.hold(desk.windows[3], "ann")
    assert again.fee.minor == desk.policy.fee_minor
    assert await desk.say("held", held.booking_id) is None, "one shopper holds one window"


async def test_express_comes_within_three_hours_and_costs_its_extra(desk: Desk) -> None:
    now = desk.clock.now()
    slot = await express(desk)
    assert slot is not None and slot.kind == "express"
    assert slot.window.start >= now + desk.policy.express_lead
    assert slot.window.end <= now + timedelta(hours=desk.policy.express_hours)
    assert slot.fee.extra_minor == desk.policy.express_extra_minor


async def test_a_van_that_is_out_does_not_come_back_for_one_parcel(desk: Desk) -> None:
    desk.policy = with_vans(1)
    today = calendar.days(desk.clock.now(), desk.policy, STORE)[0]
    soon, *_, late = calendar.bookable(today, desk.clock.now(), desk.policy, STORE)
    await ordered(desk, soon)
    desk.clock.at = soon.start
    assert await express(desk, "bob") is None
    desk.clock.at = soon.end + timedelta(minutes=1)
    assert await express(desk, "bob") is not None, "it is back, and free"
    assert late.start > soon.end


async def test_a_van_that_leaves_in_the_evening_takes_an_express_order_before(desk: Desk) -> None:
    desk.policy = with_vans(1)
    today = calendar.days(desk.clock.now(), desk.policy, STORE)[0]
    evening = calendar.bookable(today, desk.clock.now(), desk.policy, STORE)[-1]
    order = await ordered(desk, evening)
    assert await express(desk, "bob") is not None
    async with desk.units() as work:
        plan = await work.day_plans.load("store", today)
    assert [len(stops) for _, stops in plan.routes] == [2] and order in {b.order_id for b in plan.bookings}


async def test_an_express_window_that_is_made_up_is_refused(desk: Desk) -> None:
    real = calendar.express_window(desk.clock.now(), desk.policy, STORE)
    assert real is not None
    for wrong in (
        TimeWindow(desk.clock.now(), real.end),
        TimeWindow(real.start, real.end + timedelta(hours=5)),
    ):
        async with desk.units() as work:
            book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
            shopper = await work.people.shopper("store", "web", "ann", "ru")
            with pytest.raises(SlotGone):
                await book.hold(shopper.shopper_id, NEAR, SMALL, wrong, kind="express")


@pytest.mark.parametrize("same_day", [True, False])
async def test_an_order_moves_and_its_old_place_is_free(desk: Desk, same_day: bool) -> None:
    desk.policy = with_vans(1)
    old = desk.windows[0]
    new = (
        desk.windows[4]
        if same_day
        else TimeWindow(old.start + timedelta(days=1), old.end + timedelta(days=1))
    )
    order = await ordered(desk, old, load=WHOLE_VAN)
    await desk.say("move", order, old, new)
    if not same_day:
        await desk.hold(old, "bob", load=WHOLE_VAN)
    async with desk.units() as work:
        days = [await work.day_plans.load("store", w.start.astimezone(STORE.tz).date()) for w in (old, new)]
    moved = next(b for b in days[1].bookings if b.order_id == order)
    assert moved.window == new
    assert sum(b.order_id == order for plan in {p.day: p for p in days}.values() for b in plan.bookings) == 1


async def test_an_order_whose_new_time_cannot_be_driven_keeps_the_old_one(desk: Desk) -> None:
    desk.policy = with_vans(1)
    old = desk.windows[0]
    next_day = TimeWindow(old.start + timedelta(days=1), old.end + timedelta(days=1))
    order = await ordered(desk, old, load=WHOLE_VAN)
    await desk.hold(next_day, "bob", load=WHOLE_VAN)
    crooked = TimeWindow(old.start + timedelta(minutes=5), old.end)
    for wrong in (next_day, crooked):
        with pytest.raises(SlotGone):
            await desk.say("move", order, old, wrong)
    async with desk.units() as work:
        plan = await work.day_plans.load("store", old.start.astimezone(STORE.tz).date())
    assert [(b.order_id, b.window) for b in plan.bookings] == [(order, old)]


async def test_a_hold_that_was_given_in_time_is_kept_past_the_cut_off(desk: Desk) -> None:
    window = desk.windows[0]
    desk.clock.at = calendar.cutoff(window, desk.policy)
    booking = await desk.hold(window)
    desk.clock.at += timedelta(minutes=10)
    with pytest.raises(SlotGone):
        await desk.hold(window, "bob")
    async with desk.units() as work:
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        await book.confirm(booking.booking_id, await _order(work, "ann", window))
        await work.commit()
    assert await desk.say("held", booking.booking_id) is not None


async def test_what_is_over_binds_no_van(desk: Desk) -> None:
    desk.policy = with_vans(1)
    today = calendar.days(desk.clock.now(), desk.policy, STORE)[0]
    first, *_, last = calendar.bookable(today, desk.clock.now(), desk.policy, STORE)
    await ordered(desk, first, load=WHOLE_VAN)
    desk.clock.at = first.start
    with pytest.raises(SlotGone):
        await desk.hold(last, "bob", load=WHOLE_VAN)
    desk.clock.at = first.end + timedelta(seconds=1)
    await desk.hold(last, "bob", load=WHOLE_VAN)
