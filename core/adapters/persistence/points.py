from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import conflict, upsert
from core.delivery.model import Booking
from core.delivery.points import CellNumber, PickupPoint
from core.fulfilment.boxes import Cell
from core.kernel.clock import Clock
from core.kernel.geo import GeoPoint
from core.kernel.hours import OpeningHours

_CELLS: TypeAdapter[tuple[Cell, ...]] = TypeAdapter(tuple[Cell, ...])


class SqlPickupPoints:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_store(self, store_id: str, *, active: bool = True) -> list[PickupPoint]:
        c = t.pickup_points.c
        query = select(t.pickup_points).where(c.store_id == store_id).order_by(c.point_id)
        if active:
            query = query.where(c.active)
        return [_point(row) for row in await self._connection.execute(query)]

    async def get(self, store_id: str, point_id: str) -> PickupPoint | None:
        c = t.pickup_points.c
        query = select(t.pickup_points).where(c.store_id == store_id, c.point_id == point_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else _point(row)

    async def save(self, points: Sequence[PickupPoint]) -> None:
        await upsert(self._connection, t.pickup_points, [_row(point) for point in points])


class SqlCells:
    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def lock(self, store_id: str, point_id: str) -> None:
        p = t.pickup_points.c
        row = select(p.point_id).where(p.store_id == store_id, p.point_id == point_id)
        await self._connection.execute(row.with_for_update())

    async def taken(self, store_id: str, point_id: str, now: datetime) -> frozenset[CellNumber]:
        c = t.taken_cells.c
        live = or_(c.order_id.is_not(None), c.expires_at > now)
        query = select(c.kind, c.number).where(c.store_id == store_id, c.point_id == point_id, live)
        return frozenset(CellNumber(row.kind, row.number) for row in await self._connection.execute(query))

    async def hold(self, booking: Booking, point_id: str, cells: Sequence[CellNumber]) -> None:
        c = t.taken_cells.c
        lapsed = and_(c.order_id.is_(None), c.expires_at <= self._clock.now())
        here = and_(c.store_id == booking.store_id, c.point_id == point_id)
        await self._connection.execute(delete(t.taken_cells).where(here, lapsed))
        rows = [
            {
                "store_id": booking.store_id,
                "point_id": point_id,
                "kind": cell.kind,
                "number": cell.number,
                "booking_id": booking.booking_id,
                "order_id": booking.order_id,
                "expires_at": booking.expires_at,
            }
            for cell in cells
        ]
        with conflict(f"cells of {point_id}"):
            await self._connection.execute(t.taken_cells.insert(), rows)

    async def confirm(self, booking_id: str, order_id: str) -> None:
        held = t.taken_cells.c.booking_id == booking_id
        given = update(t.taken_cells).where(held).values(order_id=order_id, expires_at=None)
        await self._connection.execute(given)

    async def release(self, booking_id: str) -> None:
        c = t.taken_cells.c
        held = delete(t.taken_cells).where(c.booking_id == booking_id, c.order_id.is_(None))
        await self._connection.execute(held)

    async def release_order(self, order_id: str) -> None:
        await self._connection.execute(delete(t.taken_cells).where(t.taken_cells.c.order_id == order_id))

    async def of_order(self, order_id: str) -> tuple[CellNumber, ...]:
        c = t.taken_cells.c
        query = select(c.kind, c.number).where(c.order_id == order_id).order_by(c.kind, c.number)
        return tuple(CellNumber(row.kind, row.number) for row in await self._connection.execute(query))


def _row(point: PickupPoint) -> dict[str, Any]:
    return {
        "store_id": point.store_id,
        "point_id": point.point_id,
        "kind": point.kind,
        "names": point.names,
        "address": point.address,
        "lat": point.point.lat,
        "lon": point.point.lon,
        "hours": [list(span) if span else None for span in point.hours.week],
        "kept_days": point.kept_days,
        "cells": _CELLS.dump_python(point.cells, mode="json"),
        "active": point.active,
    }


def _point(row: Row[Any]) -> PickupPoint:
    return PickupPoint(
        point_id=row.point_id,
        store_id=row.store_id,
        kind=row.kind,
        names=row.names,
        address=row.address,
        point=GeoPoint(row.lat, row.lon),
        hours=OpeningHours(tuple((span[0], span[1]) if span else None for span in row.hours)),
        kept_days=row.kept_days,
        cells=_CELLS.validate_python(row.cells),
        active=row.active,
    )
