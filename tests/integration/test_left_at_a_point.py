"""A shop that was shut while an order waited at its locker, and is opened when the order's days are over."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.cli.demo import DEMO
from core.bootstrap import App, open_app
from core.config import Settings
from core.delivery.points_file import read_points
from core.kernel.clock import FixedClock
from core.ordering.model import Order
from core.payments.model import PaymentNotice
from tests.integration.test_moved_orders import says, staff

MONDAY_MORNING = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
POINTS = Path(__file__).parents[2] / "demo" / "points.yaml"
SAID = ["добавь халву", "оформить заказ", "Олег", "+7 777 123 45 67", "постамат на Абая", "картой", "да"]
PATIENCE_S = 60


async def the_order(app: App) -> Order:
    async with app.units() as work:
        found = await work.orders.by_number(DEMO, 1001)
    assert found is not None
    return found


async def waits_in_the_locker(app: App) -> None:
    points, _ = read_points(POINTS.read_bytes(), POINTS.name, DEMO)
    async with app.units() as work:
        await work.points.save(points)
        await work.commit()
    await staff(app, "seller")
    for number, text in enumerate(SAID):
        await says(app, "oleg", number, text=text)
    async with app.units() as work:
        paid = await work.payments.of_order((await work.orders.by_number(DEMO, 1001)).order_id)  # type: ignore[union-attr]
    assert paid is not None
    await app.settle_notice(
        PaymentNotice(paid.provider, "e", paid.payment_id, "captured", paid.amount_minor, paid.currency, "c")
    )
    for number, step in enumerate(("accept", "packed", "dispatched", "ready")):
        await says(app, "seller", number, action=f"{step}:1001")
    assert (await the_order(app)).is_ready


async def test_it_goes_back_when_the_shop_is_opened_again_and_once(shop_home: Path) -> None:
    settings, clock = Settings(home=shop_home, port=8000, store_id=DEMO), FixedClock(MONDAY_MORNING)
    async with open_app(settings, clock=clock) as app:
        await waits_in_the_locker(app)
    clock.at += timedelta(days=3)
    for _ in range(2):
        async with open_app(settings, clock=clock, worker=True) as app:
            async with asyncio.timeout(PATIENCE_S):
                while (order := await the_order(app)).state != "refunded":  # noqa: ASYNC110 - the worker tells nobody
                    await asyncio.sleep(0.1)
            async with app.units() as work:
                assert await work.cells.taken(DEMO, "abay-locker", clock.now()) == frozenset()
            assert [event.name for event in order.events][-2:] == ["OrderReturned", "OrderRefunded"]
    with sqlite3.connect(shop_home / "duken.db") as rows:
        told = rows.execute("SELECT kind FROM outbox WHERE kind IN ('order_returned', 'order_uncollected')")
        assert sorted(kind for (kind,) in told) == ["order_returned", "order_uncollected"]
