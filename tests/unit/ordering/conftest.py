from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.catalog.model import Dimensions, Product
from core.conversation.ports import UnitOfWork
from core.delivery import calendar
from core.delivery.model import Address, DeliveryPolicy, Load
from core.delivery.slots import SlotBook
from core.kernel.clock import FixedClock
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.ordering.model import Cart, CartLine, Order
from core.ordering.place import Checkout, PlaceOrder
from core.payments.model import Payment, PaymentMethod, PaymentNotice

STORE = Store("store", "Дүкен", "Almaty", GeoPoint(43.238, 76.945), "Абай 1", "+77273000000")
HOME = Address("Абая 10, кв 3", GeoPoint(43.24, 76.92), "house")
BRICK = Dimensions(200, 100, 100, 500)
GOODS = (
    Product("store", "tea", {"ru": "чай"}, 179_000, Decimal(3), dimensions=BRICK),
    Product("store", "rice", {"ru": "рис"}, 60_000, Decimal("2.5"), sold_by="weight", dimensions=BRICK),
    Product("store", "tv", {"ru": "телевизор"}, 25_000_000, Decimal(100), dimensions=BRICK),
)


@dataclass(slots=True)
class Shop:
    """A small shop on a real database; a `Person` buys in one go."""

    units: SqlUnitsOfWork
    clock: FixedClock
    policy: DeliveryPolicy = field(default_factory=DeliveryPolicy)

    def book(self, work: UnitOfWork) -> SlotBook:
        return SlotBook(STORE, self.policy, work.day_plans, self.clock)

    async def buy(
        self,
        goods: dict[str, str],
        payment: PaymentMethod = "card",
        *,
        who: str = "oleg",
        phone: str = "+77011234567",
        pickup: bool = False,
        expect_hold: bool = True,
        provable: bool = False,
    ) -> tuple[Order, Payment]:
        """Fills the cart, holds tomorrow's first window and places the order. One transaction each."""
        async with self.units() as work:
            shopper = await work.people.shopper("store", "web", who, "ru")
            lines = tuple(CartLine(o, Decimal(q)) for o, q in goods.items())
            await work.carts.save(Cart("store", shopper.shopper_id, lines, self.clock.now()))
            booking_id = None
            if not pickup and expect_hold:
                tomorrow = calendar.days(self.clock.now(), self.policy, STORE)[1]
                window = calendar.bookable(tomorrow, self.clock.now(), self.policy, STORE)[0]
                held = await self.book(work).hold(shopper.shopper_id, HOME.point, Load(500, 2_000), window)
                booking_id = held.booking_id
            await work.commit()
        async with self.units() as work:
            method = "pickup" if pickup else "delivery"
            checkout = Checkout("Олег", phone, method, HOME, payment, booking_id, provable)
            placing = PlaceOrder(STORE, self.policy, self.clock, {})
            placed = await placing(work, self.book(work), shopper, checkout)
            await work.commit()
        return placed

    async def change(self, step: Any, order: Order, *args: Any, **named: Any) -> Order:
        """One of `core.ordering.change` on the order as it is now."""
        async with self.units() as work:
            now = await work.orders.get(order.order_id)
            beside = (self.book(work),) if step.__name__ in {"reject", "cancel", "expire_unpaid"} else ()
            after: Order = await step(work, *beside, now, self.clock, *args, **named)
            await work.commit()
        return after

    async def stock(self, offer_id: str) -> Decimal:
        async with self.units() as work:
            return (await work.products.get_many("store", [offer_id]))[offer_id].stock

    async def order(self, order: Order) -> Order:
        async with self.units() as work:
            return await work.orders.get(order.order_id)

    async def payment(self, order: Order) -> Payment:
        async with self.units() as work:
            found = await work.payments.of_order(order.order_id)
        assert found is not None
        return found

    async def balances(self) -> dict[str, int]:
        """Accounts that are not at zero."""
        async with self.units() as work:
            balances = await work.ledger.balances("store")
        assert sum(balances.values()) == 0, "the books balance"
        return {account: sum_ for account, sum_ in balances.items() if sum_}

    async def booked(self) -> list[str | None]:
        """Whose the windows of tomorrow are: order ids, None for holds."""
        async with self.units() as work:
            plan = await work.day_plans.load("store", calendar.days(self.clock.now(), self.policy, STORE)[1])
        return [b.order_id for b in plan.bookings]


def notice(payment: Payment, event: str = "e1", **changes: Any) -> PaymentNotice:
    told = PaymentNotice(
        payment.provider, event, payment.payment_id, "captured", payment.amount_minor, payment.currency, f"c-{event}"
    )  # fmt: skip
    return replace(told, **changes)


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    engine = create_engine(sqlite_url)
    clock = FixedClock(datetime(2026, 6, 15, 5, 0, tzinfo=UTC))
    units = SqlUnitsOfWork(engine, clock)
    async with units() as work:
        await work.stores.add(STORE)
        await work.products.upsert_many(GOODS)
        await work.commit()
    yield Shop(units, clock)
    await engine.dispose()


A_DAY = timedelta(days=1)
