"""An order that nobody picks up: one reminder, and then it goes back whole, once, whatever dies. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence import tables as t
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.conversation.keeping import Keeping
from core.conversation.notices import replies_for
from core.conversation.plain import Speaker
from core.conversation.ports import Notification, UnitOfWork
from core.delivery.points import CellNumber
from core.i18n.texts import load_texts
from core.kernel.clock import FixedClock
from core.kernel.errors import UnlawfulTransition
from core.ordering import change
from core.ordering.model import READY, DomainEvent, Order
from core.payments.settle import capture
from tests.integration.persistence.conftest import NOON, Shop
from tests.integration.persistence.test_cells import LOCKER, booking

CELL = CellNumber("S", 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# 10:00 in Almaty. The locker keeps it for two days.
MORNING = NOON.replace(hour=5)


@dataclass(frozen=True, slots=True)
class Locker:
    shop: Shop
    clock: FixedClock
    engine: AsyncEngine

    @property
    def jobs(self) -> Keeping:
        """As after a restart: nothing is remembered."""
        return Keeping(self.shop.units, self.clock)

    async def put(self, ready: datetime = MORNING) -> Order:
        """A paid order that lies in a cell from then on."""
        self.clock.at = ready
        event = DomainEvent(READY, "one", ready, "courier")
        order = self.shop.order("one")
        order = replace(
            order, state="dispatched", point_id="locker", pickup_code="123456", events=(*order.events, event)
        )
        payment = self.shop.payment("pay", "one")
        async with self.shop.units() as unit:
            await unit.orders.add(order)
            await unit.payments.add(payment)
            await capture(payment, unit.payments, unit.ledger, self.clock)
            await unit.stock.reserve("store", "one", {"cake": Decimal("1.25")})
            await unit.stock.allocate("one")
            await unit.cells.hold(booking("one", self.clock), "locker", [CELL])
            await unit.cells.confirm("one", "one")
            for role in ("seller", "courier"):
                await unit.people.accept_invite(
                    await unit.people.invite("store", role), "telegram", role, "ru"
                )
            await unit.commit()
        return order

    async def sweep(self, at: datetime) -> list[str]:
        """What is scheduled at a moment and due then is done twice, as by a worker that died before it could say so."""
        self.clock.at = at
        due = [job.key for job in await self.jobs.to_schedule() if job.at <= at]
        for key in due * 2:
            await self.jobs.look_after(key)
        return [key.split(":")[2] for key in due]

    async def told(self) -> list[tuple[str, str]]:
        async with self.engine.connect() as connection:
            rows = await connection.execute(
                select(t.outbox.c.kind, t.outbox.c.external_id).order_by(t.outbox.c.row_id)
            )
            return [(row.kind, row.external_id) for row in rows]

    async def facts(self) -> tuple[str, Decimal, int, str, bool]:
        """The order's state, free stock, taken cells, the payment's state, whether money is still owed."""
        async with self.shop.units() as unit:
            order = await unit.orders.get("one")
            taken = await unit.cells.taken("store", "locker", self.clock.now())
            payment = await unit.payments.of_order("one")
            owed = any((await unit.ledger.balances("store")).values())
        assert payment is not None
        return order.state, await self.shop.stock(), len(taken), payment.state, owed


WAITS = ("dispatched", Decimal("1.75"), 1, "captured", True)
IS_BACK = ("refunded", Decimal(3), 0, "refunded", False)


@pytest.fixture
async def locker(shop: Shop, clock: FixedClock, engine: AsyncEngine) -> Locker:
    async with shop.units() as unit:
        await unit.points.save([LOCKER])
        await unit.commit()
    return Locker(shop, clock, engine)


async def test_the_shopper_is_reminded_a_day_before_and_after_the_last_day_all_goes_back(
    locker: Locker,
) -> None:
    await locker.put()
    assert await locker.sweep(MORNING + DAY - HOUR) == []
    assert await locker.sweep(MORNING + DAY) == ["remind"]
    assert await locker.told() == [("order_still_waits", "visitor")]
    assert await locker.sweep(MORNING + 2 * DAY - HOUR) == []
    assert await locker.facts() == WAITS
    assert await locker.sweep(MORNING + 2 * DAY) == ["end"]
    assert await locker.facts() == IS_BACK
    assert await locker.told() == [
        ("order_still_waits", "visitor"), ("order_uncollected", "seller"), ("order_to_fetch", "courier"),
        ("order_returned", "visitor"), ("order_refunded", "visitor"),
    ]  # fmt: skip
    assert await locker.sweep(MORNING + 9 * DAY) == []
    assert await locker.facts() == IS_BACK


async def test_two_workers_at_once_do_it_once(locker: Locker) -> None:
    await locker.put()
    locker.clock.at = MORNING + 2 * DAY
    (job,) = await locker.jobs.to_schedule()
    await asyncio.gather(*(locker.jobs.look_after(job.key) for _ in range(4)))
    assert await locker.facts() == IS_BACK
    assert [kind for kind, _ in await locker.told()].count("order_returned") == 1


async def test_who_dies_before_the_commit_has_changed_nothing(locker: Locker) -> None:
    await locker.put()
    locker.clock.at = MORNING + 2 * DAY
    (job,) = await locker.jobs.to_schedule()

    class Killed(Exception):
        pass

    @asynccontextmanager
    async def dying() -> AsyncIterator[UnitOfWork]:
        async with locker.shop.units() as unit:

            async def commit() -> None:
                raise Killed

            unit.commit = commit  # type: ignore[method-assign]
            yield unit

    with pytest.raises(Killed):
        await Keeping(dying, locker.clock).look_after(job.key)
    assert (await locker.facts(), await locker.told()) == (WAITS, [])
    assert await locker.sweep(locker.clock.at) == ["end"]
    assert await locker.facts() == IS_BACK


async def test_nobody_is_written_to_at_night(locker: Locker) -> None:
    evening = MORNING + timedelta(hours=11, minutes=30)
    await locker.put(evening)
    assert await locker.sweep(evening + DAY + HOUR) == []
    assert await locker.sweep(MORNING + 2 * DAY - HOUR) == ["remind"], "at nine in the morning"
    await locker.jobs.look_after("kept:one:end:0")
    assert await locker.facts() == WAITS, "a job of nobody's changes nothing before its time"
    assert await locker.sweep(evening + 2 * DAY) == []
    assert await locker.sweep(MORNING + 3 * DAY - HOUR) == ["end"]


async def test_a_reminder_that_was_missed_waits_for_the_morning(locker: Locker) -> None:
    await locker.put()
    assert await locker.sweep(MORNING + DAY + 14 * HOUR) == []
    assert await locker.sweep(MORNING + 2 * DAY - HOUR) == ["remind"]


async def test_who_stopped_reminders_of_carts_is_reminded_of_the_own_order(locker: Locker) -> None:
    await locker.put()
    async with locker.shop.units() as unit:
        await unit.people.save_shopper(replace(locker.shop.shopper, reminders_stopped=True))
        await unit.commit()
    assert await locker.sweep(MORNING + DAY) == ["remind"]
    assert await locker.told() == [("order_still_waits", "visitor")]


@pytest.mark.parametrize(
    ("ready", "reminded"),
    # Almaty's hours; "+" is the next day, when the time is over at the hour it came.
    [("10:00", "20:00"), ("14:00", "+09:00"), ("18:00", "+09:00"), ("20:30", "+09:00"), ("09:10", "20:00"), ("12:30", "+09:00")],
)  # fmt: skip
async def test_what_is_kept_for_a_day_is_reminded_of_by_day_while_there_is_time_to_come(
    locker: Locker, ready: str, reminded: str
) -> None:
    midnight = MORNING - 10 * HOUR
    moments = [
        midnight + DAY * ("+" in said) + timedelta(hours=int(said[-5:-3]), minutes=int(said[-2:]))
        for said in (ready, reminded)
    ]
    async with locker.shop.units() as unit:
        await unit.points.save([replace(LOCKER, kept_days=1)])
        await unit.commit()
    await locker.put(moments[0])
    assert await locker.sweep(moments[1] - timedelta(minutes=1)) == []
    assert await locker.sweep(moments[1]) == ["remind"]


async def test_who_fetches_it_hears_where_it_lies(locker: Locker) -> None:
    """The cells are free in the books by then."""
    await locker.put()
    await locker.sweep(MORNING + DAY)
    await locker.sweep(MORNING + 2 * DAY)
    async with locker.engine.connect() as connection:
        rows = (await connection.execute(select(t.outbox))).all()
    told = {}
    for row in rows:
        notice = Notification(
            row.key, row.store_id, row.channel, row.external_id, row.kind, row.params, row.language
        )
        async with locker.shop.units() as unit:
            told[row.kind] = (await replies_for(unit, notice))[0]
    speaker = Speaker(load_texts(), "ru")
    for kind, what in (("order_uncollected", "снова в продаже"), ("order_to_fetch", "верните в магазин")):
        said = speaker.text(told[kind])
        assert what in said and "Ячейки: S-1" in said, said


async def test_what_was_picked_up_in_time_stays_with_the_shopper(locker: Locker) -> None:
    await locker.put()
    locker.clock.at = MORNING + 2 * DAY
    (job,) = await locker.jobs.to_schedule()
    async with locker.shop.units() as unit:
        await change.deliver(unit, await unit.orders.get("one"), locker.clock, "courier")
        await unit.commit()
    await locker.jobs.look_after(job.key)
    assert (await locker.facts())[:2] == ("delivered", Decimal("1.75"))
    async with locker.shop.units() as unit:
        with pytest.raises(UnlawfulTransition):
            await change.take_back(unit, await unit.orders.get("one"), locker.clock, "seller")


async def test_goods_refused_at_the_door_are_on_sale_again_once(locker: Locker) -> None:
    await locker.put()
    async with locker.shop.units() as unit:
        order = await unit.orders.get("one")
        await unit.orders.save(replace(order, point_id=None, pickup_code=None))
        after = await change.take_back(unit, await unit.orders.get("one"), locker.clock, "courier")
        await unit.stock.put_back("one")
        await unit.commit()
    assert after.state == "refunded"
    assert await locker.shop.stock() == 3


async def test_only_what_was_sold_is_put_back(shop: Shop, units_of_work: SqlUnitsOfWork) -> None:
    await shop.place("one")
    async with units_of_work() as unit:
        await unit.stock.reserve("store", "one", {"cake": Decimal(1)})
        await unit.stock.put_back("one")
        await unit.commit()
    assert await shop.stock() == 2, "what is only held is still held"
