"""What is long over is removed, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence import tables as t
from core.adapters.persistence.outbox import OutboxReader
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.bootstrap import KEPT, Chores, open_app
from core.config import Settings
from core.conversation.ports import Notification
from core.kernel.clock import FixedClock
from core.kernel.geo import GeoPoint
from core.kernel.store import Store

MONTH = timedelta(days=30)


async def put(units: SqlUnitsOfWork, *notices: tuple[str, str], store_id: str = "store") -> None:
    async with units() as unit:
        for key, channel in notices:
            await unit.outbox.put(Notification(key, store_id, channel, f"person {key}", "hello", {}, "kk"))
        await unit.commit()


async def keys(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(t.outbox.c.key).order_by(t.outbox.c.row_id))).scalars())


async def test_sent_notices_go_after_a_month_and_what_is_still_to_be_sent_stays(
    units_of_work: SqlUnitsOfWork, engine: AsyncEngine, clock: FixedClock
) -> None:
    async with units_of_work() as unit:
        await unit.stores.add(Store("store", "Дүкен", "Almaty", GeoPoint(43.2, 76.9), "Абай 1", "+7700"))
        await unit.commit()
    reader = OutboxReader(engine, clock)
    await put(units_of_work, ("sent", "telegram"), ("failing", "telegram"), ("read", "web"))
    sent, failing = await reader.claim("telegram")
    await reader.done(sent.row_id)
    await reader.failed(failing.row_id, "502", clock.now())
    clock.at += MONTH - timedelta(minutes=1)
    await put(units_of_work, ("fresh", "web"))
    assert await reader.clear(clock.now() - MONTH) == 0
    clock.at += timedelta(minutes=3)
    assert await reader.clear(clock.now() - MONTH) == 2
    assert await keys(engine) == ["failing", "fresh"]


async def test_numbers_of_a_mailbox_go_on_rising_after_everything_old_went(
    units_of_work: SqlUnitsOfWork, engine: AsyncEngine, clock: FixedClock
) -> None:
    async with units_of_work() as unit:
        await unit.stores.add(Store("store", "Дүкен", "Almaty", GeoPoint(43.2, 76.9), "Абай 1", "+7700"))
        await unit.commit()
    await put(units_of_work, *((str(n), "web") for n in range(5)))
    clock.at += 2 * MONTH
    await OutboxReader(engine, clock).clear(clock.now() - MONTH)
    await put(units_of_work, ("news", "web"))
    async with engine.connect() as connection:
        rows = await connection.execute(select(t.outbox.c.key, t.outbox.c.row_id))
        numbers = {row.key: row.row_id for row in rows}
    assert numbers.keys() == {"4", "news"} and numbers["news"] > numbers["4"]


async def test_the_worker_clears_what_is_long_over(shop_home: Path, clock: FixedClock) -> None:
    async with open_app(Settings(home=shop_home), clock=clock) as app:
        chores = Chores(app)
        for _ in range(2):
            await chores.sweep()
        await put(app.units, ("old", "web"), ("newest", "web"), store_id="demo")
        clock.at += KEPT + timedelta(days=1)
        await chores.handlers()["clear"]("clear:2026-04-02")
        assert [notice.key for _, notice in await app.mailbox.since("web", 0, 10)] == ["newest"]


async def test_the_worker_forgets_plans_after_as_many_days_as_the_shop_wants(
    shop_home: Path, clock: FixedClock
) -> None:
    day = clock.now().date()
    async with open_app(Settings(home=shop_home, plans_kept_days=7), clock=clock) as app:
        async with app.units() as work:
            for one in (day, day + timedelta(days=1)):
                await work.waves.save("demo", one, {"routes": []})
            await work.commit()
        clock.at += timedelta(days=8)
        await Chores(app).handlers()["clear"]("clear:2026-03-10")
        async with app.units() as work:
            assert await work.waves.days(clock.now().date()) == [("demo", day + timedelta(days=1))]
