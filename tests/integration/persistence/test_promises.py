"""What the rooms rely on, told on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence.outbox import LEASE, OutboxReader, retry_at
from core.conversation.ports import Notification
from core.delivery.model import Booking, Fee, Load
from core.engagement.model import CartReminder
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict, InvalidInput, NotFound, OutOfStock
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Cart, CartLine, DomainEvent
from core.ordering.plan_day import clear_plans
from core.payments import ledger
from core.payments.model import LedgerEntry, PaymentNotice
from tests.integration.persistence.conftest import ALMATY, CAKE, NOON, Shop


async def test_leaving_without_commit_changes_nothing(shop: Shop) -> None:
    async with shop.units() as unit:
        await unit.products.set_price("store", "cake", 1)
    async with shop.units() as unit:
        assert (await unit.products.all("store"))[0].price_minor == 450_000


async def test_an_order_comes_back_as_it_was_placed(shop: Shop) -> None:
    await shop.place("one")
    async with shop.units() as unit:
        order = await unit.orders.get("one")
        assert order == shop.order("one")
        assert order == await unit.orders.by_number("store", 1001)
        assert order == await unit.orders.by_tracking_code("CODE1001")
        assert [order] == await unit.orders.of_shopper("store", shop.shopper.shopper_id)
        assert await unit.orders.count_by_phone("store", order.phone, NOON, frozenset()) == 1
        assert await unit.orders.count_by_phone("store", order.phone, NOON, frozenset({"closed"})) == 0
        with pytest.raises(NotFound):
            await unit.orders.get("two")


async def test_the_day_of_an_order_is_the_day_in_the_stores_zone(shop: Shop) -> None:
    late = TimeWindow(NOON + timedelta(hours=7, minutes=30), NOON + timedelta(hours=9))  # 00:30 on the 3rd
    async with shop.units() as unit:
        await unit.orders.add(replace(shop.order("late"), window=late))
        placed = frozenset({"placed"})
        assert await unit.orders.of_store("store", placed, date(2026, 3, 2)) == []
        assert len(await unit.orders.of_store("store", placed, date(2026, 3, 3))) == 1


async def test_who_saves_an_order_read_before_it_moved_on_is_refused(shop: Shop) -> None:
    await shop.place("one")
    order = shop.order("one")
    accepted = DomainEvent("OrderAccepted", "one", NOON, "seller")
    cancelled = DomainEvent("OrderCancelled", "one", NOON, "shopper", "changed my mind")
    async with shop.units() as unit:
        await unit.orders.save(replace(order, state="accepted", events=(*order.events, accepted)))
        with pytest.raises(Conflict):
            await unit.orders.save(replace(order, state="cancelled", events=(*order.events, cancelled)))


async def test_order_numbers_rise_from_1001_and_nobody_shares_one(shop: Shop) -> None:
    async def draw() -> int:
        async with shop.units() as unit:
            number = await unit.orders.next_number("store")
            await unit.commit()
            return number

    assert sorted(await asyncio.gather(*(draw() for _ in range(5)))) == [1001, 1002, 1003, 1004, 1005]
    await shop.place("one", 1001)
    with pytest.raises(Conflict):
        await shop.place("two", 1001)


async def test_of_two_shoppers_who_want_the_last_piece_one_gets_it(shop: Shop) -> None:
    async def buy(order_id: str, number: int) -> bool:
        async with shop.units() as unit:
            try:
                await unit.stock.reserve("store", order_id, {"cake": Decimal(3)})
            except OutOfStock as error:
                assert error.params == {"offer_id": "cake", "left": Decimal(0)}
                return False
            await unit.orders.add(shop.order(order_id, number))
            await unit.commit()
            return True

    assert sorted(await asyncio.gather(buy("one", 1001), buy("two", 1002))) == [False, True]
    assert await shop.stock() == 0


async def test_a_reservation_is_all_or_nothing_even_if_the_caller_commits(shop: Shop) -> None:
    async with shop.units() as unit:
        await unit.products.upsert_many([replace(CAKE, offer_id="tea", stock=Decimal("0.5"))])
        await unit.orders.add(shop.order("one"))
        with pytest.raises(OutOfStock) as refused:
            await unit.stock.reserve("store", "one", {"cake": Decimal(1), "tea": Decimal(1)})
        await unit.commit()
    assert refused.value.params == {"offer_id": "tea", "left": Decimal("0.5")}
    assert await shop.stock() == 3


async def test_stock_held_is_given_back_once_and_sold_once(shop: Shop) -> None:
    await shop.place("one")
    async with shop.units() as unit:
        await unit.stock.reserve("store", "one", {"cake": Decimal("1.5")})
        with pytest.raises(Conflict):
            await unit.stock.reserve("store", "one", {"cake": Decimal(1)})
        await unit.commit()
    for step, left in (("release", 3), ("release", 3), ("allocate", 3)):
        async with shop.units() as unit:
            await getattr(unit.stock, step)("one")
            await unit.commit()
        assert await shop.stock() == left
    async with shop.units() as unit:
        await unit.stock.reserve("store", "one", {"cake": Decimal(2)})
        await unit.stock.allocate("one")
        await unit.stock.allocate("one")
        await unit.stock.release("one")
        await unit.commit()
    assert await shop.stock() == 1


async def test_a_feed_sets_what_is_there_not_what_is_free(shop: Shop) -> None:
    await shop.place("one")
    async with shop.units() as unit:
        await unit.stock.reserve("store", "one", {"cake": Decimal(2)})
        await unit.products.upsert_many([replace(CAKE, stock=Decimal(10))])
        await unit.commit()
    assert await shop.stock() == 8
    async with shop.units() as unit:
        await unit.products.set_stock("store", "cake", Decimal(1))
        await unit.stock.allocate("one")
        await unit.commit()
    assert await shop.stock() == 0


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0001", "NaN", "Infinity", "1E+30"])
async def test_what_is_not_a_quantity_cannot_be_reserved(shop: Shop, quantity: str) -> None:
    async with shop.units() as unit:
        with pytest.raises(InvalidInput):
            await unit.stock.reserve("store", "one", {"cake": Decimal(quantity)})


async def test_an_index_learns_what_changed_but_of_no_reservation(shop: Shop) -> None:
    async with shop.units() as unit:
        before = await unit.products.version("store")
        assert await unit.products.changed_since("store", before) == []
        await unit.stock.reserve("store", "one", {"cake": Decimal(1)})
        assert await unit.products.version("store") == before
        await unit.products.set_stock("store", "cake", Decimal(1))
        await unit.products.set_price("store", "cake", 5)
        await unit.products.hide("store", ["cake"])
        changes = await unit.products.changed_since("store", before)
        assert [(c.version, c.product.offer_id, c.product.hidden) for c in changes] == [
            (before + 3, "cake", True)
        ]
        assert await unit.products.changed_since("store", before, (before + 3, "cake")) == []
        assert await unit.products.version("store") == before + 3
        assert await unit.products.all("store") == []
        assert {m.offer_id: m.hidden for m in await unit.products.marks("store")}["cake"]


async def test_turns_of_one_conversation_queue_up(shop: Shop) -> None:
    async def turn() -> None:
        async with shop.units() as unit:
            talk = await unit.conversations.load("store", shop.shopper.shopper_id, "web", "visitor")
            turns = talk.state.get("turns", 0)
            await asyncio.sleep(0.02)
            await unit.conversations.save(replace(talk, state={"turns": turns + 1}))
            await unit.commit()

    await asyncio.gather(*(turn() for _ in range(5)))
    async with shop.units() as unit:
        talk = await unit.conversations.load("store", shop.shopper.shopper_id, "web", "visitor")
    assert talk.state == {"turns": 5}


async def test_the_same_message_twice_is_one_message(shop: Shop) -> None:
    async def arrive() -> bool:
        async with shop.units() as unit:
            first = await unit.conversations.first_time("web", "message-1")
            await asyncio.sleep(0.02)
            await unit.commit()
            return first

    assert sorted(await asyncio.gather(arrive(), arrive(), arrive())) == [False, False, True]


async def test_a_person_who_writes_twice_at_once_is_one_shopper(shop: Shop) -> None:
    async def write() -> str:
        async with shop.units() as unit:
            shopper = await unit.people.shopper("store", "telegram", "42", "ru")
            await unit.commit()
            return shopper.shopper_id

    assert len(set(await asyncio.gather(*(write() for _ in range(4))))) == 1


async def test_an_invite_makes_staff_once(shop: Shop) -> None:
    async with shop.units() as unit:
        code = await unit.people.invite("store", "courier")
        courier = await unit.people.accept_invite(code.lower(), "telegram", "7", "kk")
        assert courier is not None and courier.role == "courier"
        assert await unit.people.accept_invite(code, "telegram", "8", "kk") is None
        assert await unit.people.accept_invite("", "telegram", "8", "kk") is None
        assert await unit.people.staff_of("store", "courier") == [courier]


async def test_a_cart_keeps_its_order_and_refuses_a_quantity_too_fine(shop: Shop) -> None:
    cart = Cart(
        "store",
        shop.shopper.shopper_id,
        (CartLine("tea", Decimal("0.25")), CartLine("cake", Decimal(2))),
        NOON,
    )
    async with shop.units() as unit:
        await unit.carts.save(cart)
        assert await unit.carts.get("store", shop.shopper.shopper_id) == cart
        with pytest.raises(InvalidInput):
            await unit.carts.save(replace(cart, lines=(CartLine("tea", Decimal("0.00001")),)))


async def test_a_day_saved_by_somebody_else_is_not_overwritten(shop: Shop) -> None:
    day, window = date(2026, 3, 3), TimeWindow(NOON, NOON + timedelta(hours=2))
    hold = Booking(
        "b",
        "store",
        "visitor",
        window,
        ALMATY,
        Load(1200, 3000),
        Fee(59_000, 100_000),
        "express",
        expires_at=NOON,
    )
    async with shop.units() as unit:
        plan = await unit.day_plans.load("store", day)
        full = replace(plan, bookings=(hold,), routes=(("van", ("b",)),))
        await unit.day_plans.save(full)
        assert await unit.day_plans.load("store", day) == replace(full, version=1)
        assert await unit.day_plans.day_of("b") == day
        with pytest.raises(Conflict):
            await unit.day_plans.save(full)


async def test_a_reminder_step_is_noted_once_and_a_dropped_one_waits_no_more(shop: Shop) -> None:
    reminder = CartReminder("r", "store", shop.shopper.shopper_id, NOON, 1, NOON)
    async with shop.units() as unit:
        assert await unit.reminders.add(reminder)
        assert not await unit.reminders.add(replace(reminder, reminder_id="again"))
        assert await unit.reminders.waiting(NOON) == [reminder]
        assert await unit.reminders.drop_waiting(shop.shopper.shopper_id, "bought") == ["r"]
        assert await unit.reminders.waiting(NOON) == []


async def test_the_last_wave_of_a_day_counts(shop: Shop) -> None:
    async with shop.units() as unit:
        assert await unit.waves.latest("store", date(2026, 3, 3)) is None
        await unit.waves.save("store", date(2026, 3, 3), {"routes": []})
        await unit.waves.save("store", date(2026, 3, 3), {"routes": [1]})
        assert await unit.waves.latest("store", date(2026, 3, 3)) == {"routes": [1]}


async def test_plans_of_days_long_past_go_and_nothing_of_their_orders(shop: Shop) -> None:
    delivered = replace(shop.order("delivered", 1001), state="delivered")
    waiting = replace(shop.order("waiting", 1002), window=days_later(delivered.window, 1), state="dispatched")
    past, still, last = (date(2026, 3, day) for day in (2, 3, 4))
    async with shop.units() as unit:
        for order in (delivered, waiting):
            await unit.orders.add(order)
            await unit.payments.add(shop.payment(f"pay-{order.order_id}", order.order_id))
        for day in (past, past, still, last):
            await unit.waves.save("store", day, {"routes": []})
        await unit.commit()
    stock = await shop.stock()
    async with shop.units() as unit:
        await clear_plans(unit, last)
        await unit.commit()
    async with shop.units() as unit:
        assert await unit.waves.days(date(2027, 1, 1)) == [("store", still), ("store", last)]
        assert await unit.waves.latest("store", past) is None
        assert await unit.orders.get("delivered") == delivered
        assert await unit.payments.get("pay-delivered") == shop.payment("pay-delivered", "delivered")
        # Whoever plans a new day after that is not taken for one of an older number.
        await unit.waves.save("store", last, {"routes": [1]})
        assert await unit.waves.latest("store", last) == {"routes": [1]}
    assert await shop.stock() == stock


def days_later(window: TimeWindow, days: int) -> TimeWindow:
    return TimeWindow(window.start + timedelta(days=days), window.end + timedelta(days=days))


async def test_one_charge_pays_for_one_payment(shop: Shop) -> None:
    await shop.place("one", 1001)
    await shop.place("two", 1002)
    notice = PaymentNotice("sandbox", "event", "pay-one", "captured", 1, "KZT", "charge")
    async with shop.units() as unit:
        assert await unit.payments.first_time(notice)
        assert not await unit.payments.first_time(notice)
        await unit.payments.save(replace(await unit.payments.get("pay-one"), external_id="charge"))
        with pytest.raises(Conflict):
            await unit.payments.save(replace(await unit.payments.get("pay-two"), external_id="charge"))


async def test_the_ledger_takes_a_movement_once_and_only_in_balance(shop: Shop) -> None:
    await shop.place("one")
    movement = ledger.capture(shop.payment("pay-one", "one"), NOON)
    async with shop.units() as unit:
        with pytest.raises(InvalidInput):
            await unit.ledger.book(replace(movement, entries=(LedgerEntry("a", 1), LedgerEntry("b", -2))))
        await unit.ledger.book(movement)
        with pytest.raises(Conflict):
            await unit.ledger.book(replace(movement, transaction_id="again"))
        await unit.commit()
    async with shop.units() as unit:
        assert await unit.ledger.balances("store") == {"cash:sandbox": 661_500, "prepayments": -661_500}


HEADER = "INSERT INTO ledger_transactions VALUES ('t', 'store', 'pay-one', 'capture', '2026-03-02', 'KZT')"


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([HEADER], id="a header without entries"),
        pytest.param(["INSERT INTO ledger_entries VALUES ('t', 0, 'a', 5)", HEADER], id="one leg"),
        pytest.param(["INSERT INTO ledger_entries VALUES ('booked', 2, 'a', 5)"], id="a late entry"),
        pytest.param(["INSERT INTO ledger_entries VALUES ('t', 0, 'a', 5)"], id="an entry without a header"),
        pytest.param(["UPDATE ledger_entries SET amount_minor = 1"], id="a changed entry"),
        pytest.param(["DELETE FROM ledger_entries"], id="a deleted entry"),
    ],
)
async def test_no_way_of_writing_unbalances_the_ledger(
    shop: Shop, engine: AsyncEngine, statements: list[str]
) -> None:
    await shop.place("one")
    await shop.place("two", 1002)
    booked = replace(ledger.capture(shop.payment("pay-two", "two"), NOON), transaction_id="booked")
    async with shop.units() as unit:
        await unit.ledger.book(booked)
        await unit.commit()
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))


async def test_the_outbox_sends_in_order_and_a_crashed_senders_rows_come_back(
    shop: Shop, engine: AsyncEngine, clock: FixedClock
) -> None:
    async with shop.units() as unit:
        for key in ("first", "second", "second"):
            await unit.outbox.put(Notification(key, "store", "web", "visitor", "hello", {"n": 1}, "kk"))
        await unit.commit()
    reader = OutboxReader(engine, clock)
    claims = await asyncio.gather(reader.claim("web"), reader.claim("web"), reader.claim("telegram"))
    [claimed] = [claimed for claim in claims for claimed in claim]
    assert (claimed.notification.key, claimed.attempt) == ("first", 1)
    clock.at += LEASE
    [again] = await reader.claim("web")
    assert (again.row_id, again.attempt) == (claimed.row_id, 2)
    await reader.failed(again.row_id, "502", retry_at(again.attempt, clock.now()))
    assert await reader.claim("web") == []
    clock.at += timedelta(seconds=4)
    [again] = await reader.claim("web")
    await reader.failed(again.row_id, "bot was blocked", None)
    [second] = await reader.claim("web")
    assert second.notification.key == "second"
    await reader.done(second.row_id)
    clock.at += LEASE
    assert await reader.claim("web") == []


async def test_nothing_refers_to_an_order_that_is_not_there(shop: Shop) -> None:
    async with shop.units() as unit:
        await unit.stock.reserve("store", "nobody", {"cake": Decimal(1)})
        with pytest.raises(Conflict):
            await unit.commit()
    assert await shop.stock() == 3
