"""A window that was offered and taken can be driven; what is not used is given back. On a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.delivery import calendar
from core.delivery.model import Booking, DeliveryPolicy, DeliverySlot, Load
from core.delivery.ports import Roads
from core.delivery.slots import SlotBook, SlotGone
from core.fulfilment.routing.model import Matrix
from core.kernel.clock import FixedClock
from core.kernel.errors import Unavailable
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow

STORE = Store("store", "Дүкен", "Almaty", GeoPoint(43.238, 76.945), "Абай 1", "+7727")
NEAR = GeoPoint(43.24, 76.92)
SMALL = Load(2_000, 10_000)
WHOLE_VAN = Load(800_000, 4_000_000)


def with_vans(count: int) -> DeliveryPolicy:
    policy = DeliveryPolicy()
    return replace(policy, vans=tuple(replace(v, count=count) for v in policy.vans))


@dataclass(slots=True)
class Desk:
    """One store's promises; every question is a transaction of its own."""

    units: SqlUnitsOfWork
    clock: FixedClock
    policy: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    shoppers: dict[str, str] = field(default_factory=dict)
    roads: Roads | None = None

    @property
    def windows(self) -> list[TimeWindow]:
        """Tomorrow's."""
        tomorrow = calendar.days(self.clock.now(), self.policy, STORE)[1]
        return calendar.bookable(tomorrow, self.clock.now(), self.policy, STORE)

    async def offers(self, point: GeoPoint = NEAR, load: Load = SMALL) -> list[DeliverySlot]:
        async with self.units() as work:
            day = self.windows[0].start.astimezone(STORE.tz).date()
            book = SlotBook(STORE, self.policy, work.day_plans, self.clock, roads=self.roads)
            return await book.offers(point, load, day)

    async def hold(
        self, window: TimeWindow, who: str = "ann", point: GeoPoint = NEAR, load: Load = SMALL
    ) -> Booking:
        async with self.units() as work:
            shopper = await work.people.shopper("store", "web", who, "ru")
            book = SlotBook(STORE, self.policy, work.day_plans, self.clock, roads=self.roads)
            booking = await book.hold(shopper.shopper_id, point, load, window)
            await work.commit()
        return booking

    async def say(self, what: str, *args: object) -> object:
        """confirm, release, release_order or held."""
        async with self.units() as work:
            said = await getattr(SlotBook(STORE, self.policy, work.day_plans, self.clock), what)(*args)
            await work.commit()
        return said


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    engine = create_engine(sqlite_url)
    clock = FixedClock(datetime(2026, 6, 15, 5, 0, tzinfo=UTC))
    units = SqlUnitsOfWork(engine, clock)
    async with units() as work:
        await work.stores.add(STORE)
        await work.commit()
    yield Desk(units, clock)
    await engine.dispose()


async def test_every_window_that_is_offered_can_be_taken(desk: Desk) -> None:
    offers = await desk.offers()
    assert [o.window for o in offers] == desk.windows
    for number, offer in enumerate(offers):
        await desk.hold(offer.window, who=f"shopper {number}")


async def test_nobody_is_offered_what_no_van_can_reach(desk: Desk) -> None:
    too_heavy = Load(WHOLE_VAN.weight_g + 1, 1_000)
    for point, load in ((NEAR, too_heavy), (NEAR, Load(1_000, WHOLE_VAN.volume_ml + 1))):
        assert await desk.offers(point, load) == []
        with pytest.raises(SlotGone):
            await desk.hold(desk.windows[0], point=point, load=load)


async def test_two_want_the_last_place_and_one_gets_it(desk: Desk) -> None:
    desk.policy = with_vans(1)
    first, second = desk.windows[:2]
    await desk.hold(first, "ann", load=WHOLE_VAN)
    assert await desk.offers(load=WHOLE_VAN) == [], "the one van is full"
    with pytest.raises(SlotGone):
        await desk.hold(first, "bob", load=WHOLE_VAN)
    with pytest.raises(SlotGone):
        await desk.hold(second, "bob", load=WHOLE_VAN)


async def test_a_full_fleet_says_so_and_every_promise_is_kept(desk: Desk) -> None:
    held = [await desk.hold(desk.windows[0], f"shopper {n}", load=WHOLE_VAN) for n in range(3)]
    assert await desk.offers() == []
    with pytest.raises(SlotGone):
        await desk.hold(desk.windows[0], "late")
    for booking in held:
        assert await desk.say("held", booking.booking_id)


async def test_a_hold_lapses_after_half_an_hour_and_the_place_is_free(desk: Desk) -> None:
    desk.policy = with_vans(1)
    booking = await desk.hold(desk.windows[0], "ann", load=WHOLE_VAN)
    desk.clock.at += desk.policy.hold - timedelta(seconds=1)
    assert await desk.say("held", booking.booking_id)
    desk.clock.at += timedelta(seconds=1)
    assert not await desk.say("held", booking.booking_id)
    with pytest.raises(SlotGone):
        await desk.say("confirm", booking.booking_id, "order")
    await desk.hold(desk.windows[0], "bob", load=WHOLE_VAN)


async def test_what_became_an_order_does_not_lapse_and_is_not_let_go_as_a_hold(desk: Desk) -> None:
    booking = await desk.hold(desk.windows[0])
    order_id = None
    async with desk.units() as work:
        book = SlotBook(STORE, desk.policy, work.day_plans, desk.clock)
        order_id = "order"
        assert (await book.confirm(booking.booking_id, order_id)).window == desk.windows[0]
        await book.release(booking.booking_id)
        desk.clock.at += timedelta(hours=3)
        assert await book.held(booking.booking_id)
        await book.release_order(order_id, booking.window)
        assert not await book.held(booking.booking_id)


async def test_what_is_given_back_can_be_taken_by_another(desk: Desk) -> None:
    desk.policy = with_vans(1)
    booking = await desk.hold(desk.windows[0], "ann", load=WHOLE_VAN)
    await desk.say("release", booking.booking_id)
    await desk.say("release", booking.booking_id)
    await desk.say("release", "never was")
    await desk.hold(desk.windows[0], "bob", load=WHOLE_VAN)


async def test_a_window_that_is_past_or_not_the_stores_is_refused(desk: Desk) -> None:
    window = desk.windows[0]
    crooked = TimeWindow(window.start + timedelta(minutes=5), window.end)
    for wrong in (crooked, TimeWindow(window.start, window.end + timedelta(hours=1))):
        with pytest.raises(SlotGone):
            await desk.hold(wrong)
    desk.clock.at = window.start
    with pytest.raises(SlotGone):
        await desk.hold(window)


async def test_a_booking_that_never_was_is_gone(desk: Desk) -> None:
    assert not await desk.say("held", "never was")
    with pytest.raises(SlotGone):
        await desk.say("confirm", "never was", "order")


async def test_a_window_next_to_another_stop_is_green_and_none_is_while_no_van_is_out(desk: Desk) -> None:
    assert not any(o.green for o in await desk.offers())
    await desk.hold(desk.windows[3])
    assert [o.green for o in await desk.offers()][3], "a van is next door at that hour anyway"


@dataclass(frozen=True, slots=True)
class SlowRoads:
    """Every way takes so long, whatever the map says; None: nobody answers."""

    seconds: int | None

    async def matrix(self, points: Sequence[GeoPoint]) -> Matrix:
        if self.seconds is None:
            raise Unavailable("no answer")
        square = tuple(tuple(0 if a == b else self.seconds for b in points) for a in points)
        return Matrix(square, square)


async def test_slots_are_driven_on_the_roads_of_the_city_when_somebody_knows_them(desk: Desk) -> None:
    """One van, and an hour to anywhere: in two hours it reaches two doors, where the crow reaches many."""
    desk.policy, desk.roads = with_vans(1), SlowRoads(3_600)
    evening = desk.windows[-1]
    for n in range(2):
        await desk.hold(evening, f"n{n}", GeoPoint(43.24 + n / 1000, 76.92))
    assert evening not in [offer.window for offer in await desk.offers(GeoPoint(43.25, 76.93))]
    desk.roads = SlowRoads(60)
    assert evening in [offer.window for offer in await desk.offers(GeoPoint(43.25, 76.93))]


async def test_while_the_roads_are_silent_nothing_is_promised(desk: Desk) -> None:
    desk.roads = SlowRoads(None)
    with pytest.raises(Unavailable):
        await desk.offers()
