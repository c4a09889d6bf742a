from __future__ import annotations

from decimal import Decimal

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.columns import from_milli, to_milli
from core.adapters.persistence.sql import insert
from core.kernel.errors import Conflict, InvalidInput, OutOfStock


class SqlStock:
    """What is free is `stock - reserved`, and only a conditional UPDATE takes from it: no two can take the same."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def reserve(self, store_id: str, order_id: str, wanted: dict[str, Decimal]) -> None:
        """Also raises InvalidInput for a quantity not above zero and Conflict when the order holds the offer."""
        quantities = {offer_id: to_milli(quantity) for offer_id, quantity in wanted.items()}
        for offer_id, milli in quantities.items():
            if milli <= 0:
                raise InvalidInput("quantity", f"cannot reserve {wanted[offer_id]} of {offer_id}")
        # The savepoint makes it all or nothing even for a caller who catches OutOfStock and commits;
        # one order of locks (by offer id) for all keeps two carts with the same goods from a deadlock.
        async with self._connection.begin_nested():
            for offer_id in sorted(quantities):
                await self._take(store_id, offer_id, quantities[offer_id])
                await self._note(store_id, order_id, offer_id, quantities[offer_id])

    async def release(self, order_id: str) -> None:
        for store_id, offer_id, milli in await self._end(order_id, "reserved", "released"):
            await self._change(store_id, offer_id, reserved=milli, stock=0)

    async def allocate(self, order_id: str) -> None:
        for store_id, offer_id, milli in await self._end(order_id, "reserved", "allocated"):
            await self._change(store_id, offer_id, reserved=milli, stock=milli)

    async def unload(self, order_id: str) -> None:
        for store_id, offer_id, milli in await self._end(order_id, "allocated", "reserved"):
            await self._change(store_id, offer_id, reserved=-milli, stock=-milli)

    async def put_back(self, order_id: str) -> None:
        for store_id, offer_id, milli in await self._end(order_id, "allocated", "released"):
            await self._change(store_id, offer_id, reserved=0, stock=-milli)

    async def _take(self, store_id: str, offer_id: str, milli: int) -> None:
        c = t.products.c
        enough = c.stock_milli - c.reserved_milli >= milli
        taken = (
            update(t.products)
            .where(c.store_id == store_id, c.offer_id == offer_id, c.hidden.is_(False), enough)
            .values(reserved_milli=c.reserved_milli + milli)
        )
        if (await self._connection.execute(taken)).rowcount == 0:
            left = await self._left(store_id, offer_id)
            raise OutOfStock(f"{left} left of {offer_id}", offer_id=offer_id, left=left)

    async def _left(self, store_id: str, offer_id: str) -> Decimal:
        c = t.products.c
        query = select(c.stock_milli - c.reserved_milli).where(
            c.store_id == store_id, c.offer_id == offer_id, c.hidden.is_(False)
        )
        free = (await self._connection.execute(query)).scalar()
        return from_milli(max(free or 0, 0))

    async def _note(self, store_id: str, order_id: str, offer_id: str, milli: int) -> None:
        row = {
            "order_id": order_id,
            "offer_id": offer_id,
            "store_id": store_id,
            "quantity_milli": milli,
            "state": "reserved",
        }
        # An order whose hold was given back may take again, say to pay after all.
        noted = (
            insert(self._connection, t.reservations)
            .values(**row)
            .on_conflict_do_update(
                index_elements=["order_id", "offer_id"],
                set_={"quantity_milli": milli, "state": "reserved"},
                where=t.reservations.c.state == "released",
            )
            .returning(t.reservations.c.offer_id)
        )
        if (await self._connection.execute(noted)).first() is None:
            raise Conflict(f"order {order_id} holds {offer_id} already")

    async def _end(self, order_id: str, before: str, state: str) -> list[tuple[str, str, int]]:
        """Ends what is in the state `before`, in one statement: who comes second finds nothing to end."""
        c = t.reservations.c
        ended = (
            update(t.reservations)
            .where(c.order_id == order_id, c.state == before)
            .values(state=state)
            .returning(c.store_id, c.offer_id, c.quantity_milli)
        )
        rows = await self._connection.execute(ended)
        return sorted((row.store_id, row.offer_id, row.quantity_milli) for row in rows)

    async def _change(self, store_id: str, offer_id: str, *, reserved: int, stock: int) -> None:
        """So much less of each."""
        c = t.products.c
        # A feed may say less than was promised; what is sold then leaves an empty shelf, not a negative one.
        left = case((c.stock_milli >= stock, c.stock_milli - stock), else_=0)
        await self._connection.execute(
            update(t.products)
            .where(c.store_id == store_id, c.offer_id == offer_id)
            .values(reserved_milli=c.reserved_milli - reserved, stock_milli=left)
        )
