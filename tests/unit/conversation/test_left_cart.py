"""A shopper who leaves a cart is reminded once, by day, and only while the cart is worth it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.conversation.left_cart import send_reminder
from tests.parts.talk import DemoShop, Person
from tests.unit.conversation.test_whole_orders import HALVA, ORDERS

POTATOES = "132101"


async def leave_a_cart(shop: DemoShop, local: str = "10:00") -> Person:
    shop.clock.at = datetime.fromisoformat(f"2026-06-15T{local}:00+05:00")
    person = shop.person("shopper")
    await person.write("добавь халву")
    return person


async def come_due(shop: DemoShop, *, late: timedelta = timedelta(0)) -> list[tuple[Any, ...]]:
    """Every reminder that was ever scheduled comes due in its turn, twice; gives what was sent."""
    for key, at in sorted(shop.jobs.due.items(), key=lambda job: job[1]):
        if key.startswith("reminder:"):
            shop.clock.at = max(shop.clock.at, at + late)
            for _ in range(2):
                async with shop.units() as work:
                    await send_reminder(work, key.split(":")[1], shop.clock)
                    await work.commit()
    return [row for row in shop.rows()["outbox"] if "cart_reminder" in row]


async def test_a_left_cart_is_reminded_of_once(demo_shop: DemoShop) -> None:
    await leave_a_cart(demo_shop)
    (at,) = demo_shop.jobs.due.values()
    assert at - demo_shop.clock.at == demo_shop.services.reminder_after
    assert len(await come_due(demo_shop)) == 1


async def test_a_cart_left_in_the_evening_is_reminded_of_in_the_morning(demo_shop: DemoShop) -> None:
    await leave_a_cart(demo_shop, "20:30")
    (at,) = demo_shop.jobs.due.values()
    assert at.astimezone(demo_shop.store.tz).isoformat() == "2026-06-16T09:00:00+05:00"


async def test_a_job_that_was_late_until_night_sends_nothing_till_morning(demo_shop: DemoShop) -> None:
    await leave_a_cart(demo_shop)
    assert await come_due(demo_shop, late=timedelta(hours=12)) == []
    async with demo_shop.units() as work:
        (waiting,) = await work.reminders.waiting(demo_shop.clock.now() + timedelta(days=1))
    assert waiting.due_at.astimezone(demo_shop.store.tz).isoformat() == "2026-06-16T09:00:00+05:00"
    demo_shop.jobs.due = {f"reminder:{waiting.reminder_id}": waiting.due_at}
    assert len(await come_due(demo_shop)) == 1


@pytest.mark.parametrize("does", ["buys", "empties", "takes it out", "changes", "stops", "stops by a button"])
async def test_there_is_nothing_to_remind_of(demo_shop: DemoShop, does: str) -> None:
    person = await leave_a_cart(demo_shop)
    demo_shop.clock.at += timedelta(minutes=5)
    match does:
        case "buys":
            await person.tell(*ORDERS["ru"][1:])
            assert len(await person.orders()) == 1
        case "empties":
            await person.tap("clear")
        case "takes it out":
            await person.tap(f"del:{HALVA}")
        case "changes":
            await person.write("добавь 2 кг картофеля")
        case "stops":
            await person.write("больше не напоминайте")
        case _:
            await person.tap("stop")
    sent = await come_due(demo_shop)
    assert len(sent) == (1 if does == "changes" else 0), "a changed cart is another cart: reminded of once"


async def test_goods_that_are_gone_or_sold_out_are_not_praised(demo_shop: DemoShop) -> None:
    person = await leave_a_cart(demo_shop)
    async with demo_shop.units() as work:
        await work.products.set_stock("demo", HALVA, Decimal(0))
        await work.commit()
    assert await come_due(demo_shop) == [] and await person.cart() == {HALVA: 1}


async def test_who_stopped_reminders_gets_none_until_they_want_them_again(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tap("stop")
    await person.write("добавь халву")
    assert demo_shop.jobs.due == {}
    await person.write("напомните мне")
    assert person.shown() == ["reminders-on"]
    demo_shop.clock.at += timedelta(minutes=5)
    await person.write("добавь 2 кг картофеля")
    assert len(await come_due(demo_shop)) == 1
