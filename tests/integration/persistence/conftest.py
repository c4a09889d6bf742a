from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.catalog.model import Handling, Product
from core.delivery.model import Address
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering.model import DomainEvent, Order, OrderLine, Shopper
from core.payments.model import Payment

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ALMATY = GeoPoint(43.2383, 76.9453)


@dataclass(frozen=True, slots=True)
class Shop:
    """A store with one shopper and three cakes."""

    units: SqlUnitsOfWork
    shopper: Shopper

    def order(self, order_id: str, number: int = 1001) -> Order:
        return Order(
            order_id=order_id,
            store_id="store",
            shopper_id=self.shopper.shopper_id,
            number=number,
            tracking_code=f"CODE{number}",
            state="placed",
            placed_at=NOON,
            language="kk",
            customer_name="Айгүл",
            phone="+77010000001",
            method="delivery",
            address=Address("Абай даңғылы, 10", ALMATY, "house"),
            window=TimeWindow(NOON + timedelta(hours=2), NOON + timedelta(hours=4)),
            payment_method="card",
            lines=(
                OrderLine(
                    "cake", {"kk": "торт"}, 450_000, Decimal("1.25"), "weight", None, Handling(fragile=True)
                ),
            ),
            delivery_minor=99_000,
            events=(DomainEvent("OrderPlaced", order_id, NOON, "shopper"),),
        )

    def payment(self, payment_id: str, order_id: str) -> Payment:
        return Payment(
            payment_id, "store", order_id, "card", 661_500, "KZT", "pending", NOON, provider="sandbox"
        )

    async def place(self, order_id: str, number: int = 1001) -> None:
        async with self.units() as unit:
            await unit.orders.add(self.order(order_id, number))
            await unit.payments.add(self.payment(f"pay-{order_id}", order_id))
            await unit.commit()

    async def stock(self) -> Decimal:
        async with self.units() as unit:
            return (await unit.products.get_many("store", ["cake"]))["cake"].stock


CAKE = Product("store", "cake", {"kk": "торт", "ru": "торт"}, 450_000, Decimal(3))


@pytest.fixture
async def shop(units_of_work: SqlUnitsOfWork) -> Shop:
    async with units_of_work() as unit:
        await unit.stores.add(Store("store", "Дүкен", "Almaty", ALMATY, "Абай 1", "+77010000000"))
        await unit.products.upsert_many([CAKE])
        shopper = await unit.people.shopper("store", "web", "visitor", "kk")
        await unit.commit()
    return Shop(units_of_work, shopper)
