from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import conflict
from core.kernel.errors import NotFound
from core.kernel.geo import GeoPoint
from core.kernel.store import Store


class SqlStores:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, store_id: str) -> Store:
        query = select(t.stores).where(t.stores.c.store_id == store_id)
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise NotFound(f"no store {store_id}")
        return _store(row)

    async def all(self) -> list[Store]:
        rows = await self._connection.execute(select(t.stores).order_by(t.stores.c.name, t.stores.c.store_id))
        return [_store(row) for row in rows]

    async def add(self, store: Store) -> None:
        """Raises Conflict when the id is taken."""
        row = {
            "store_id": store.store_id,
            "name": store.name,
            "city": store.city,
            "depot_lat": store.depot.lat,
            "depot_lon": store.depot.lon,
            "depot_address": store.depot_address,
            "phone": store.phone,
            "zone": store.zone,
            "currency": store.currency,
        }
        with conflict(f"store {store.store_id}"):
            await self._connection.execute(insert(t.stores), row)


def _store(row: Row[Any]) -> Store:
    return Store(
        store_id=row.store_id,
        name=row.name,
        city=row.city,
        depot=GeoPoint(row.depot_lat, row.depot_lon),
        depot_address=row.depot_address,
        phone=row.phone,
        zone=row.zone,
        currency=row.currency,
    )
