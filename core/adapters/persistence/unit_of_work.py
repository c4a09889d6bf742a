from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.adapters.persistence.catalog import SqlCategories, SqlProducts
from core.adapters.persistence.conversation import SqlConversations, SqlOutbox
from core.adapters.persistence.delivery import SqlDayPlans
from core.adapters.persistence.feeds import SqlFeeds
from core.adapters.persistence.orders import SqlCarts, SqlOrders, SqlWaves
from core.adapters.persistence.payments import SqlLedger, SqlPayments
from core.adapters.persistence.people import SqlPeople
from core.adapters.persistence.pictures import SqlPictures
from core.adapters.persistence.points import SqlCells, SqlPickupPoints
from core.adapters.persistence.proofs import SqlProofs
from core.adapters.persistence.reminders import SqlReminders
from core.adapters.persistence.stock import SqlStock
from core.adapters.persistence.stores import SqlStores
from core.catalog.ports import CategoryRepository, FeedRepository, PictureRepository, ProductRepository
from core.conversation.ports import Conversations, Outbox, Stores, UnitOfWork
from core.delivery.ports import Cells, DayPlans, PickupPoints
from core.engagement.ports import Reminders
from core.kernel.clock import Clock, SystemClock
from core.kernel.errors import Conflict, Unavailable
from core.ordering.ports import Carts, Orders, People, Proofs, Stock, Waves
from core.payments.ports import Ledger, Payments


class SqlUnitOfWork:
    """One transaction of one connection. Made by `SqlUnitsOfWork`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self.stores: Stores = SqlStores(connection)
        self.products: ProductRepository = SqlProducts(connection)
        self.categories: CategoryRepository = SqlCategories(connection)
        self.feeds: FeedRepository = SqlFeeds(connection)
        self.pictures: PictureRepository = SqlPictures(connection)
        self.carts: Carts = SqlCarts(connection)
        self.orders: Orders = SqlOrders(connection)
        self.waves: Waves = SqlWaves(connection, clock)
        self.stock: Stock = SqlStock(connection)
        self.people: People = SqlPeople(connection)
        self.proofs: Proofs = SqlProofs(connection)
        self.payments: Payments = SqlPayments(connection, clock)
        self.ledger: Ledger = SqlLedger(connection)
        self.day_plans: DayPlans = SqlDayPlans(connection)
        self.points: PickupPoints = SqlPickupPoints(connection)
        self.cells: Cells = SqlCells(connection, clock)
        self.reminders: Reminders = SqlReminders(connection)
        self.conversations: Conversations = SqlConversations(connection, clock)
        self.outbox: Outbox = SqlOutbox(connection, clock)

    async def commit(self) -> None:
        """Raises Conflict when a reference made in this transaction leads nowhere; nothing is written then."""
        try:
            await self._connection.commit()
        except IntegrityError as error:
            # SQLite keeps a transaction open whose commit a deferred reference refused, while SQLAlchemy
            # takes it for ended: the next user of the connection could not begin.
            raw = await self._connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.rollback()
            raise Conflict(f"commit: {error.orig}") from error


class SqlUnitsOfWork:
    """`async with units() as unit: …; await unit.commit()`. Not to be nested: on SQLite the inner one would
    wait for the outer one. Raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock | None = None) -> None:
        self._engine = engine
        self._clock = clock or SystemClock()

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[UnitOfWork]:
        connected = False
        try:
            async with self._engine.connect() as connection:
                connected = True
                yield SqlUnitOfWork(connection, self._clock)
        except OperationalError as error:
            if connected and not error.connection_invalidated:
                raise
            raise Unavailable(f"the database does not answer: {error.orig}") from error
