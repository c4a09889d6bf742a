"""A planned order that comes another day: the real shop plans both days anew and tells who packs and who drives."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from api.cli.demo import DEMO
from core.bootstrap import App, open_app
from core.config import Settings
from core.conversation.message import InboundMessage
from core.conversation.reply import Reply
from core.kernel.clock import FixedClock
from core.ordering.plan_day import plan_key
from tests.unit.conversation.test_whole_orders import ORDERS

MONDAY_MORNING = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY = date(2026, 6, 16), date(2026, 6, 17)


async def says(app: App, who: str, number: int, **content: Any) -> tuple[Reply, ...]:
    message = InboundMessage(DEMO, "terminal", who, f"{who}{number}", language_hint="ru", **content)
    return (await app.turns.handle(message)).replies


async def staff(app: App, role: str) -> None:
    async with app.units() as work:
        code = await work.people.invite(DEMO, role)
        await work.people.accept_invite(code, "terminal", role, "ru")
        await work.commit()


async def planned(app: App, day: date) -> list[int]:
    """The orders of the day's last plan, after it is made."""
    await app.plans.plan_day(plan_key(DEMO, day, app.clock.now()))
    async with app.units() as work:
        wave = await work.waves.latest(DEMO, day)
    return [order["number"] for order in wave["orders"]] if wave else []


async def test_the_day_it_left_is_empty_and_the_day_it_comes_has_it(shop_home: Path) -> None:
    settings = Settings(home=shop_home, port=8000, store_id=DEMO)
    async with open_app(settings, clock=FixedClock(MONDAY_MORNING)) as app:
        for role in ("seller", "courier"):
            await staff(app, role)
        for number, text in enumerate(ORDERS["ru"]):
            await says(app, "oleg", number, text=text)
        await says(app, "seller", 1, action="accept:1001")
        assert await planned(app, TUESDAY) == [1001]
        (moved,) = await says(app, "oleg", 99, text="перенесите доставку на послезавтра утром")
        assert moved.key == "order-moved"
        assert await planned(app, TUESDAY) == []
        assert await planned(app, WEDNESDAY) == [1001]
    told = told_of_a_move(shop_home / "duken.db")
    assert told == ["courier", "seller"]


def told_of_a_move(database: Path) -> list[str]:
    with sqlite3.connect(database) as rows:
        found = rows.execute("SELECT external_id FROM outbox WHERE kind = 'order_moved' ORDER BY external_id")
        return [name for (name,) in found]
