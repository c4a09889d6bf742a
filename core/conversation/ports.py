"""What a turn needs from outside."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from core.catalog.ports import CategoryRepository, FeedRepository, PictureRepository, ProductRepository
from core.delivery.ports import Cells, DayPlans, PickupPoints
from core.engagement.ports import Reminders
from core.kernel.store import Store
from core.ordering.ports import Carts, Orders, People, Proofs, Stock, Waves
from core.payments.ports import Ledger, Payments


@dataclass(frozen=True, slots=True)
class Conversation:
    """The chat of one person with one store. `state` is the dialogue's memory as plain JSON data."""

    conversation_id: str
    store_id: str
    shopper_id: str
    channel: str
    external_id: str
    state: dict[str, Any]


class Conversations(Protocol):
    async def load(self, store_id: str, shopper_id: str, channel: str, external_id: str) -> Conversation:
        """Finds or creates, and locks it until the transaction ends: turns of one conversation queue up."""

    async def save(self, conversation: Conversation) -> None: ...

    async def first_time(self, channel: str, message_id: str) -> bool:
        """Records the message id; False when it was recorded before."""


@dataclass(frozen=True, slots=True)
class Notification:
    """An effect after the commit: replies to somebody who did not just write.

    `kind` and `params` (plain JSON data) are turned into replies when it is delivered. `key` is unique:
    the same notification is queued once.
    """

    key: str
    store_id: str
    channel: str
    external_id: str
    kind: str
    params: dict[str, Any]
    language: str


class Outbox(Protocol):
    async def put(self, notification: Notification) -> None:
        """Does nothing when the key is queued already."""


class Stores(Protocol):
    async def get(self, store_id: str) -> Store:
        """Raises NotFound."""

    async def all(self) -> list[Store]: ...

    async def add(self, store: Store) -> None: ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without `commit` rolls everything back."""

    stores: Stores
    products: ProductRepository
    categories: CategoryRepository
    feeds: FeedRepository
    pictures: PictureRepository
    carts: Carts
    orders: Orders
    waves: Waves
    stock: Stock
    people: People
    proofs: Proofs
    payments: Payments
    ledger: Ledger
    day_plans: DayPlans
    points: PickupPoints
    cells: Cells
    reminders: Reminders
    conversations: Conversations
    outbox: Outbox

    async def commit(self) -> None: ...


class UnitsOfWork(Protocol):
    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]: ...
