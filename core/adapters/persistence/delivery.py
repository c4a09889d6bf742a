from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import insert_new
from core.delivery.model import Booking, DayPlan, Fee, Load
from core.kernel.errors import Conflict
from core.kernel.geo import GeoPoint
from core.kernel.timewindow import TimeWindow


class SqlDayPlans:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, store_id: str, day: date) -> DayPlan:
        await self._make_sure(store_id, day)
        c = t.day_plans.c
        query = select(t.day_plans).where(c.store_id == store_id, c.day == day).with_for_update()
        row = (await self._connection.execute(query)).one()
        routes = tuple((van_id, tuple(booking_ids)) for van_id, booking_ids in row.routes)
        return DayPlan(store_id, day, await self._bookings(store_id, day), routes, row.version)

    async def save(self, plan: DayPlan) -> None:
        """The stored version is then one higher: load again before saving again."""
        await self._make_sure(plan.store_id, plan.day)
        c = t.day_plans.c
        moved = (
            update(t.day_plans)
            .where(c.store_id == plan.store_id, c.day == plan.day, c.version == plan.version)
            .values(version=plan.version + 1, routes=[[van_id, list(ids)] for van_id, ids in plan.routes])
        )
        if (await self._connection.execute(moved)).rowcount == 0:
            raise Conflict(f"the plan of {plan.day} in store {plan.store_id} was saved by somebody else")
        await self._replace_bookings(plan)

    async def day_of(self, booking_id: str) -> date | None:
        query = select(t.bookings.c.day).where(t.bookings.c.booking_id == booking_id)
        return (await self._connection.execute(query)).scalar()

    async def _make_sure(self, store_id: str, day: date) -> None:
        """A row to lock: without one, two first bookings of a day would not see each other."""
        empty = {"store_id": store_id, "day": day, "routes": [], "version": 0}
        await insert_new(self._connection, t.day_plans, empty)

    async def _bookings(self, store_id: str, day: date) -> tuple[Booking, ...]:
        c = t.bookings.c
        query = select(t.bookings).where(c.store_id == store_id, c.day == day).order_by(c.position)
        return tuple(_booking(row) for row in await self._connection.execute(query))

    async def _replace_bookings(self, plan: DayPlan) -> None:
        c = t.bookings.c
        that_day = (c.store_id == plan.store_id) & (c.day == plan.day)
        # A booking that moves here from another day leaves it, whichever of the two days is saved first.
        moved_here = c.booking_id.in_([booking.booking_id for booking in plan.bookings])
        await self._connection.execute(delete(t.bookings).where(or_(that_day, moved_here)))
        rows = [_row(plan.day, position, booking) for position, booking in enumerate(plan.bookings)]
        if rows:
            await self._connection.execute(t.bookings.insert(), rows)


def _row(day: date, position: int, booking: Booking) -> dict[str, Any]:
    return {
        "booking_id": booking.booking_id,
        "store_id": booking.store_id,
        "day": day,
        "position": position,
        "shopper_id": booking.shopper_id,
        "order_id": booking.order_id,
        "expires_at": booking.expires_at,
        "window_start": booking.window.start,
        "window_end": booking.window.end,
        "lat": booking.point.lat,
        "lon": booking.point.lon,
        "weight_g": booking.load.weight_g,
        "volume_ml": booking.load.volume_ml,
        "temperature": booking.load.temperature,
        "kind": booking.kind,
        "fee_minor": booking.fee.minor,
        "extra_minor": booking.fee.extra_minor,
    }


def _booking(row: Row[Any]) -> Booking:
    return Booking(
        booking_id=row.booking_id,
        store_id=row.store_id,
        shopper_id=row.shopper_id,
        window=TimeWindow(row.window_start, row.window_end),
        point=GeoPoint(row.lat, row.lon),
        load=Load(row.weight_g, row.volume_ml, row.temperature),
        fee=Fee(row.fee_minor, row.extra_minor),
        kind=row.kind,
        order_id=row.order_id,
        expires_at=row.expires_at,
    )
