from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from core.catalog.ports import ProductRepository
from core.delivery.ports import Cells, DayPlans, PickupPoints
from core.ordering.model import Cart, Order, PhoneProof, Shopper, Staff
from core.payments.ports import Ledger, Payments


class Carts(Protocol):
    async def get(self, store_id: str, shopper_id: str) -> Cart:
        """The shopper's cart, an empty one when there is none."""

    async def save(self, cart: Cart) -> None: ...


class Orders(Protocol):
    async def next_number(self, store_id: str) -> int:
        """Unique in the store, rising, from 1001."""

    async def add(self, order: Order) -> None: ...

    async def get(self, order_id: str) -> Order:
        """Locked for this transaction. Raises NotFound."""

    async def by_number(self, store_id: str, number: int) -> Order | None: ...

    async def by_tracking_code(self, code: str) -> Order | None: ...

    async def of_shopper(self, store_id: str, shopper_id: str, limit: int = 10) -> list[Order]:
        """Newest first."""

    async def of_store(self, store_id: str, states: frozenset[str], day: date | None = None) -> list[Order]:
        """Oldest first; `day` is the day of the delivery window in the store's zone."""

    async def unpaid(self) -> list[Order]:
        """Open orders, of any store, that are to be paid in advance and are not."""

    async def codes_at(self, store_id: str, point_id: str) -> frozenset[str]:
        """Pickup codes of the orders that wait there."""

    async def at_points(self) -> list[Order]:
        """Orders, of any store, that wait at a pickup point; not locked."""

    async def unproven(self, shopper_id: str | None = None) -> list[Order]:
        """Orders that wait for their phone to be proven, oldest first: this shopper's, locked for this transaction, or
        everybody's, not locked."""

    async def count_by_phone(self, store_id: str, phone: str, since: datetime, states: frozenset[str]) -> int:
        """Orders of this phone placed since then; `states` empty means any."""

    async def count_refused(self, store_id: str, phone: str, since: datetime) -> int:
        """Orders of this phone placed since then that were on the way and came back undelivered."""

    async def recent_totals(self, store_id: str, limit: int) -> list[int]:
        """What the store's last orders came to, minor units, newest first."""

    async def bought(
        self, store_id: str, since: datetime, among: Collection[str] | None = None
    ) -> dict[str, int]:
        """offer_id -> in how many orders placed since then it stands; of those that were not called off."""

    async def save(self, order: Order) -> None:
        """Writes the state and the events that are new; lines never change."""


class Stock(Protocol):
    async def reserve(self, store_id: str, order_id: str, wanted: dict[str, Decimal]) -> None:
        """All or nothing. Raises OutOfStock with params `offer_id`, `left`."""

    async def release(self, order_id: str) -> None:
        """Gives back what the order held; does nothing the second time."""

    async def allocate(self, order_id: str) -> None:
        """Turns the reservation into goods sold; does nothing the second time."""

    async def unload(self, order_id: str) -> None:
        """Goods that were sold come back and are kept for the same order; does nothing the second time."""

    async def put_back(self, order_id: str) -> None:
        """Goods that were sold come back and can be sold again; does nothing the second time."""


class People(Protocol):
    async def shopper(self, store_id: str, channel: str, external_id: str, language: str) -> Shopper:
        """Finds or creates."""

    async def get_shopper(self, shopper_id: str) -> Shopper: ...

    async def save_shopper(self, shopper: Shopper) -> None: ...

    async def staff(self, store_id: str, channel: str, external_id: str) -> Staff | None: ...

    async def staff_of(self, store_id: str, role: str) -> list[Staff]: ...

    async def save_language(self, staff: Staff) -> None:
        """What whoever works here reads from now on."""

    async def invite(self, store_id: str, role: str) -> str:
        """A one-time code that makes its bearer staff."""

    async def accept_invite(
        self, code: str, channel: str, external_id: str, language: str
    ) -> Staff | None: ...


class Proofs(Protocol):
    async def get(self, store_id: str, shopper_id: str, phone: str) -> PhoneProof:
        """Finds or creates, and locks it until the transaction ends."""

    async def by_id(self, proof_id: str) -> PhoneProof | None:
        """Locked for this transaction."""

    async def save(self, proof: PhoneProof) -> None: ...

    async def unsent(self, now: datetime) -> list[PhoneProof]:
        """Codes that count and were not handed over yet: what the sweep looks at."""

    async def sendings(self, whose: str) -> tuple[datetime, ...]:
        """When codes were sent to a phone, or for a shopper, oldest first; locked until the transaction ends."""

    async def save_sendings(self, whose: str, sent: Sequence[datetime]) -> None: ...


class CodeSender(Protocol):
    """Whoever carries a short message to a phone."""

    async def send(self, phone: str, text: str, message_id: str) -> None:
        """`phone` in E.164. The same `message_id` again is the same message. Raises Unavailable when it may be tried
        again, InvalidInput when the number is refused."""


class Waves(Protocol):
    """What the engine made of a day: every planning is kept until the day is long past, the last one counts."""

    async def save(self, store_id: str, day: date, result: dict[str, Any]) -> None:
        """`result` is plain JSON data."""

    async def latest(self, store_id: str, day: date) -> dict[str, Any] | None: ...

    async def days(self, before: date) -> list[tuple[str, date]]:
        """Stores and days before then of which anything is kept."""

    async def remove(self, store_id: str, day: date) -> None:
        """Every planning of the day."""


class OrderingWork(Protocol):
    """One transaction, as far as ordering looks into it."""

    products: ProductRepository
    carts: Carts
    orders: Orders
    stock: Stock
    people: People
    payments: Payments
    ledger: Ledger
    proofs: Proofs
    day_plans: DayPlans
    points: PickupPoints
    cells: Cells
    waves: Waves
