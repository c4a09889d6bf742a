"""A planned day that goes otherwise, on both databases: the plan is carried on, and everybody whom it concerns hears
of it in their own language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.geocoder import load_gazetteer
from core.adapters.media import MediaFolder
from core.adapters.persistence import tables as t
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.catalog.model import Dimensions, Handling
from core.conversation import on_the_road
from core.conversation.notices import replies_for
from core.conversation.plain import Speaker
from core.conversation.plan_jobs import PlanJobs
from core.conversation.planning import plan_jobs
from core.conversation.ports import Notification, UnitOfWork
from core.conversation.reply import Text
from core.conversation.scene import Outcome, Scene, Services
from core.delivery.model import Address, DeliveryPolicy, Load
from core.delivery.slots import SlotGone
from core.dialogue.seller_commands import NobodyHome, VanDown, VanLate
from core.dialogue.state import DialogueState
from core.fulfilment.routing.ground import no_tiles
from core.i18n.texts import load_texts
from core.kernel.clock import FixedClock
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering.lifecycle import advance
from core.ordering.model import DomainEvent, Order, OrderLine, OrderState, Shopper, Staff
from core.ordering.plan_day import plan_key

STORE = Store("store", "Дүкен", "Almaty", GeoPoint(43.2383, 76.9453), "Абай 1", "+77010000000")
DAY = date(2026, 3, 3)
HALVA = OrderLine(
    "halva",
    {"ru": "халва", "kk": "халуа"},
    90_000,
    Decimal(1),
    "piece",
    Dimensions(200, 100, 100, 500),
    Handling(),
)
NEAR, WEST, EAST = GeoPoint(43.2400, 76.9500), GeoPoint(43.2300, 76.8500), GeoPoint(43.2600, 76.9900)


@dataclass(slots=True)
class Day:
    """A store with three vans, a Russian seller, a Kazakh courier, and shoppers who write English."""

    units: SqlUnitsOfWork
    engine: AsyncEngine
    clock: FixedClock
    plans: PlanJobs
    shopper: Shopper
    seller: Staff
    read: set[str] = field(default_factory=set)

    def at(self, clock: str) -> None:
        """So late it is, in the store's zone."""
        hour, minute = map(int, clock.split(":"))
        self.clock.at = datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=STORE.tz).astimezone(UTC)

    async def accepted(self, number: int, hour: int, place: GeoPoint = NEAR) -> Order:
        """An order for the two hours from `hour` on, accepted by the seller."""
        start = datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=STORE.tz)
        order = Order(
            order_id=f"o{number}",
            store_id="store",
            shopper_id=self.shopper.shopper_id,
            number=number,
            tracking_code=f"CODE{number}",
            state="reserved",
            placed_at=self.clock.now(),
            language="en",
            customer_name="Jane",
            phone="+77010000001",
            method="delivery",
            address=Address(f"Абай {number}", place, "house"),
            window=TimeWindow(start, start + timedelta(hours=2)),
            payment_method="cash",
            lines=(HALVA,),
            delivery_minor=99_000,
            events=(DomainEvent("OrderPlaced", f"o{number}", self.clock.now(), "shopper"),),
        )
        async with self.units() as work:
            await work.orders.add(order)
            await work.commit()
        return await self.becomes(order, "accepted")

    async def becomes(self, order: Order, state: OrderState, window: TimeWindow | None = None) -> Order:
        """As every way in which an order changes: saved, and planned for when that is due now."""
        async with self.units() as work:
            before = await work.orders.get(order.order_id)
            after = replace(before, window=window) if window else before
            after = advance(after, state, self.clock.now(), "seller") if before.state != state else after
            await work.orders.save(after)
            await work.commit()
        for job in plan_jobs(before, after, STORE, self.plans.services.policy, self.clock.now()):
            if job.at <= self.clock.now():
                await self.plans.plan_day(job.key)
        return after

    async def plan(self) -> None:
        await self.plans.plan_day(plan_key("store", DAY, self.clock.now()))

    async def says(self, command: VanDown | VanLate | NobodyHome, crashes: bool = False) -> str:
        """The seller's word, and what the job makes of it unless the shop `crashes` first. The key of the answer."""
        step: Any = {
            VanDown: on_the_road.van_down,
            VanLate: on_the_road.van_late,
            NobodyHome: on_the_road.nobody_home,
        }
        async with self.units() as work:
            scene = self._scene(work)
            outcome: Outcome = await step[type(command)](scene, DialogueState(), command)
            await work.commit()
        for job in () if crashes else scene.jobs:
            await self.plans.plan_day(job.key)
        return cast(Text, outcome.replies[0]).key

    async def offered(self, kilograms: int, day: date = DAY) -> list[int]:
        """From which hours a shopper with so much may choose."""
        async with self.units() as work:
            offers = await self._scene(work).book.offers(EAST, Load(1_000 * kilograms, 1_000), day)
        return [offer.window.start.astimezone(STORE.tz).hour for offer in offers]

    async def holds(self, whose: str, hour: int, kilograms: int) -> None:
        async with self.units() as work:
            start = datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=STORE.tz)
            window = TimeWindow(start, start + timedelta(hours=2))
            await self._scene(work).book.hold(whose, NEAR, Load(1_000 * kilograms, 1_000), window)
            await work.commit()

    def _scene(self, work: UnitOfWork) -> Scene:
        nothing = cast(Any, None)
        return Scene(
            work, self.plans.services, STORE, self.shopper, self.seller, nothing, "ru", self.clock.now()
        )

    async def routes(self) -> dict[str, list[int]]:
        """Van and trip -> the orders in the order they are driven."""
        async with self.units() as work:
            wave = await work.waves.latest("store", DAY)
        assert wave is not None
        return {
            f"{route['van']}.{route['trip']}": [
                number for stop in route["stops"] for number in stop["orders"]
            ]
            for route in wave["routes"]
        }

    async def driven(self) -> list[int]:
        """All orders that a van brings."""
        return sorted(number for route in (await self.routes()).values() for number in route)

    async def news(self, whose: str) -> list[str]:
        """The lines that somebody was sent since they were asked for last; of pictures, the captions."""
        async with self.engine.connect() as connection:
            rows = (await connection.execute(select(t.outbox).order_by(t.outbox.c.row_id))).all()
        said: list[str] = []
        for row in rows:
            if row.external_id != whose or row.key in self.read:
                continue
            self.read.add(row.key)
            notice = Notification(
                row.key, row.store_id, row.channel, row.external_id, row.kind, row.params, row.language
            )
            async with self.units() as work:
                replies = await replies_for(work, notice)
            speaker = Speaker(self.plans.texts, row.language)
            said += [line for reply in replies for line in speaker.text(reply).splitlines() if line]
        return said


@pytest.fixture
async def day(
    units_of_work: SqlUnitsOfWork, engine: AsyncEngine, clock: FixedClock, tmp_path: Path
) -> AsyncIterator[Day]:
    async with units_of_work() as work:
        await work.stores.add(STORE)
        shopper = await work.people.shopper("store", "web", "jane", "en")
        for role, language in (("seller", "ru"), ("courier", "kk")):
            code = await work.people.invite("store", role)
            await work.people.accept_invite(code, "telegram", role, language)
        seller = await work.people.staff("store", "telegram", "seller")
        await work.commit()
    assert seller is not None
    gazetteer = load_gazetteer()
    services = Services(clock, gazetteer, DeliveryPolicy(), {}, cast(Any, None), "http://shop.example")
    plans = PlanJobs(
        units_of_work,
        load_texts(),
        services,
        gazetteer,
        no_tiles,
        MediaFolder(tmp_path / "media"),
        time_limit_s=0.5,
    )
    found = Day(units_of_work, engine, clock, plans, shopper, seller)
    found.at("07:00")
    yield found


async def planned(day: Day, *orders: tuple[int, int, GeoPoint]) -> list[Order]:
    """The day planned at the first cut-off, and everybody has read the plan."""
    made = [await day.accepted(*order) for order in orders]
    day.at("08:00")
    await day.plan()
    for whose in ("seller", "courier", "jane"):
        await day.news(whose)
    return made


async def test_an_order_called_off_leaves_the_route_and_the_others_stay(day: Day) -> None:
    first, _ = await planned(day, (1001, 10, NEAR), (1002, 10, EAST))
    assert await day.driven() == [1001, 1002]
    await day.becomes(first, "cancelled")
    assert await day.driven() == [1002]
    said = await day.news("seller")
    assert "Заказ 1001 снят с маршрута: заказ отменён." in said
    assert any("маршрут өзгерді" in line for line in await day.news("courier"))
    await day.plan()
    assert not await day.news("seller"), "what is known already is not told again"


async def test_what_is_accepted_after_the_plan_was_made_is_planned_too(day: Day) -> None:
    await planned(day, (1001, 10, NEAR), (1002, 12, WEST))
    day.at("09:00")
    await day.accepted(1003, 10, NEAR)
    assert await day.driven() == [1001, 1002, 1003]
    said = await day.news("seller")
    assert any(line.startswith("Заказ 1003 добавлен: машина") for line in said)
    assert any(line.startswith("Заказ 1003, место 1 из 1: коробка") for line in said), "it has to be packed"
    async with day.units() as work:
        assert (await work.orders.get("o1003")).state == "routed"


async def test_an_order_moved_within_the_day_is_driven_at_its_new_time_alone(day: Day) -> None:
    first, _ = await planned(day, (1001, 12, NEAR), (1002, 10, EAST))
    later = TimeWindow(first.window.start + timedelta(hours=4), first.window.end + timedelta(hours=4))
    day.at("10:30")
    await day.becomes(first, "routed", later)
    day.at("14:00")
    await day.plan()
    assert await day.driven() == [1001, 1002]
    async with day.units() as work:
        wave = await work.waves.latest("store", DAY)
    assert wave is not None
    [arrival] = [s["arrival"] for r in wave["routes"] for s in r["stops"] if s["orders"] == [1001]]
    assert datetime.fromisoformat(arrival) >= later.start


async def test_the_orders_of_a_van_that_broke_down_come_with_another_and_its_number_is_not_used(
    day: Day,
) -> None:
    await planned(day, (1001, 10, NEAR), (1002, 10, WEST), (1003, 12, EAST))
    before = await day.routes()
    assert set(before) == {"1.1"}, "one van does all of it"
    day.at("08:30")
    assert await day.says(VanDown(None, 1)) == "ask-van-down", "a slip of the finger breaks no van"
    assert await day.says(VanDown(None, 1, sure=True)) == "noted-van-down"
    after = await day.routes()
    assert "1.1" not in after and await day.driven() == [1001, 1002, 1003]
    said = await day.news("seller")
    assert sum("машина сломалась" in line for line in said) == 3
    assert any(line.startswith("Машина 2: остановок") for line in said), (
        "the new route comes with its picture"
    )
    assert any(line.startswith("2-көлік:") for line in await day.news("courier"))
    await day.accepted(1004, 14, NEAR)
    day.at("12:30")
    await day.plan()
    assert not any(name.startswith("1.") for name in await day.routes()), "it stays broken all day"
    assert await day.says(VanDown(None, 1, sure=True)) == "van-not-that-day"


async def test_a_shopper_hears_of_a_delay_that_breaks_the_promise_and_of_no_other(day: Day) -> None:
    await planned(day, (1001, 10, NEAR), (1002, 10, WEST))
    day.at("10:05")
    assert await day.says(VanLate(None, 1, 15)) == "noted-van-late"
    assert not await day.news("jane")
    assert await day.says(VanLate(None, 1, 120)) == "noted-van-late"
    said = await day.news("jane")
    assert said and all("is running late: we promised" in line and "about 12:" in line for line in said)
    assert any("опоздает" in line for line in await day.news("seller"))
    await day.plan()
    assert not await day.news("jane"), "and once"


async def test_where_nobody_was_at_home_the_van_does_not_go_again(day: Day) -> None:
    await planned(day, (1001, 10, NEAR), (1002, 10, WEST))
    day.at("10:20")
    assert await day.says(NobodyHome(None, 1)) == "ask-nobody-home"
    assert await day.says(NobodyHome(None, 1, 1001)) == "noted-nobody-home"
    assert await day.news("jane") == [
        "We brought order 1001, but nobody was at home. We will bring it again at no extra charge: choose a time, or write "
        "when it suits you."
    ]
    assert "Заказ 1001 снят с маршрута: никого не было дома." in await day.news("seller")
    assert await day.says(NobodyHome(None, 1, 1001)) == "not-on-the-way"
    day.at("10:40")
    await day.accepted(1003, 10, EAST)
    assert not await day.news("jane")


async def test_a_van_that_is_home_again_drives_the_evening(day: Day) -> None:
    """Three vans bring what comes in all day long, more than once each."""
    for hour in (8, 12, 16, 20):
        day.at(f"{hour - 3:02}:00")
        for n, place in enumerate((NEAR, WEST, EAST)):
            await day.accepted(1000 + 10 * hour + n, hour, place)
        day.at(f"{hour - 2:02}:00")
        await day.plan()
    assert len(await day.driven()) == 12
    assert any(name.endswith(".2") for name in await day.routes())
    async with day.units() as work:
        wave = await work.waves.latest("store", DAY)
    assert wave is not None and not wave["unserved"]


class Slow:
    """Pictures that are not done before they may be."""

    def __init__(self, media: MediaFolder) -> None:
        self.media, self.began, self.may_end = media, Event(), Event()

    def save(self, folder: str, content: bytes) -> str:
        self.began.set()
        assert self.may_end.wait(60)
        return self.media.save(folder, content)


async def test_a_planning_that_was_overtaken_does_not_undo_the_newer_one(day: Day, tmp_path: Path) -> None:
    await planned(day, (1001, 10, NEAR))
    slow = Slow(MediaFolder(tmp_path / "media"))
    await day.accepted(1002, 14, EAST)
    first = asyncio.create_task(
        replace(day.plans, pictures=slow).plan_day(plan_key("store", DAY, day.clock.now()))
    )
    assert await asyncio.to_thread(slow.began.wait, 60)
    await day.accepted(1003, 14, WEST)
    await day.plan()
    slow.may_end.set()
    await first
    assert await day.driven() == [1001, 1002, 1003]


async def test_what_was_said_before_a_crash_is_planned_after_it(day: Day) -> None:
    await planned(day, (1001, 10, NEAR), (1002, 12, NEAR))
    assert not await day.plans.to_schedule()
    day.at("08:30")
    assert await day.says(VanDown(None, 1, sure=True), crashes=True) == "noted-van-down"
    assert "1.1" in await day.routes()
    [job] = await day.plans.to_schedule()
    await day.plans.plan_day(job.key)
    assert "1.1" not in await day.routes()
    assert not await day.plans.to_schedule()


async def test_an_order_nobody_can_bring_any_more_is_told_once_and_not_tried_every_minute(day: Day) -> None:
    await planned(day, (1001, 10, NEAR))
    for van in (1, 2, 3):
        await day.says(VanDown(None, van, sure=True))
    assert "Заказ 1001 везти некому: машина сломалась. Договоритесь с покупателем." in await day.news(
        "seller"
    )
    [said] = await day.news("jane")
    assert said.startswith("We cannot bring order 1001 at the promised time")
    assert not await day.plans.to_schedule()


async def test_a_van_that_broke_down_is_promised_to_nobody_that_day(day: Day) -> None:
    """Each of the three vans holds 800 kg, and two of them carry 500 already."""
    await planned(day, (1001, 10, NEAR))
    await day.holds("one", 14, 500)
    await day.holds("another", 14, 500)
    assert 14 in await day.offered(500)
    await day.says(VanDown(None, 1, sure=True), crashes=True)
    assert await day.offered(500) == [], "it is enough that it was said"
    await day.plan()
    assert await day.offered(500) == []
    assert 14 in await day.offered(5), "who has little rides with the others"
    with pytest.raises(SlotGone):
        await day.holds("jane", 14, 500)
    assert 14 in await day.offered(500, DAY + timedelta(days=1)), "by tomorrow it is repaired"


async def test_while_the_vans_left_cannot_keep_what_was_promised_nothing_more_is(day: Day) -> None:
    await planned(day, (1001, 10, NEAR))
    await day.holds("one", 14, 500)
    await day.holds("another", 14, 500)
    for van in (1, 2):
        await day.says(VanDown(None, van, sure=True))
    assert await day.offered(5) == []
