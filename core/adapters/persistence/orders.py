from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.catalog import dimensions_of, handling_of, packed_columns
from core.adapters.persistence.columns import from_milli, to_milli
from core.adapters.persistence.sql import chunks, conflict, count_up, upsert
from core.adapters.persistence.stores import SqlStores
from core.delivery.model import Address
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, NotFound
from core.kernel.geo import GeoPoint
from core.kernel.timewindow import TimeWindow
from core.ordering.lifecycle import CALLED_OFF
from core.ordering.model import Cart, CartLine, DomainEvent, Order, OrderLine
from core.payments.model import PREPAID

FIRST_NUMBER = 1001
LAST_NUMBER = 2**63 - 1
"""What the column holds. People write longer numbers, and a database refuses to compare with them."""


class SqlCarts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, store_id: str, shopper_id: str) -> Cart:
        c = t.carts.c
        query = select(c.updated_at).where(c.store_id == store_id, c.shopper_id == shopper_id)
        found = (await self._connection.execute(query)).first()
        if found is None:
            return Cart(store_id, shopper_id)
        line = t.cart_lines.c
        rows = await self._connection.execute(
            select(line.offer_id, line.quantity_milli)
            .where(line.store_id == store_id, line.shopper_id == shopper_id)
            .order_by(line.position)
        )
        lines = tuple(CartLine(row.offer_id, from_milli(row.quantity_milli)) for row in rows)
        return Cart(store_id, shopper_id, lines, found.updated_at)

    async def save(self, cart: Cart) -> None:
        whose = {"store_id": cart.store_id, "shopper_id": cart.shopper_id}
        await upsert(self._connection, t.carts, [{**whose, "updated_at": cart.updated_at}])
        line = t.cart_lines.c
        await self._connection.execute(
            delete(t.cart_lines).where(line.store_id == cart.store_id, line.shopper_id == cart.shopper_id)
        )
        rows = [
            {
                **whose,
                "offer_id": line.offer_id,
                "position": position,
                "quantity_milli": to_milli(line.quantity, f"lines[{position}].quantity"),
            }
            for position, line in enumerate(cart.lines)
        ]
        if rows:
            await self._connection.execute(t.cart_lines.insert(), rows)


class SqlOrders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_number(self, store_id: str) -> int:
        return await count_up(self._connection, store_id, "order_number", FIRST_NUMBER)

    async def add(self, order: Order) -> None:
        """Raises Conflict when the id, the number in the store or the tracking code is taken."""
        with conflict(f"order {order.order_id}"):
            await self._connection.execute(t.orders.insert(), _row(order))
            if order.lines:
                await self._connection.execute(t.order_lines.insert(), _line_rows(order))
        await self._add_events(order, first=0)

    async def get(self, order_id: str) -> Order:
        query = select(t.orders).where(t.orders.c.order_id == order_id).with_for_update()
        found = await self._orders(query)
        if not found:
            raise NotFound(f"no order {order_id}")
        return found[0]

    async def by_number(self, store_id: str, number: int) -> Order | None:
        if not FIRST_NUMBER <= number <= LAST_NUMBER:
            return None
        query = select(t.orders).where(t.orders.c.store_id == store_id, t.orders.c.number == number)
        return next(iter(await self._orders(query)), None)

    async def by_tracking_code(self, code: str) -> Order | None:
        query = select(t.orders).where(t.orders.c.tracking_code == code)
        return next(iter(await self._orders(query)), None)

    async def of_shopper(self, store_id: str, shopper_id: str, limit: int = 10) -> list[Order]:
        c = t.orders.c
        query = select(t.orders).where(c.store_id == store_id, c.shopper_id == shopper_id)
        return await self._orders(query.order_by(c.placed_at.desc(), c.number.desc()).limit(limit))

    async def of_store(self, store_id: str, states: frozenset[str], day: date | None = None) -> list[Order]:
        c = t.orders.c
        query = select(t.orders).where(c.store_id == store_id, c.state.in_(sorted(states)))
        if day is not None:
            begins, ends = await self._day(store_id, day)
            query = query.where(c.window_start >= begins, c.window_start < ends)
        return await self._orders(query.order_by(c.placed_at, c.number))

    async def unpaid(self) -> list[Order]:
        paid = select(t.payments.c.order_id).where(t.payments.c.state == "captured")
        c = t.orders.c
        query = select(t.orders).where(
            c.state.in_(("reserved", "held")), c.payment_method.in_(sorted(PREPAID)), c.order_id.not_in(paid)
        )
        return await self._orders(query.order_by(c.placed_at))

    async def codes_at(self, store_id: str, point_id: str) -> frozenset[str]:
        c = t.orders.c
        query = select(c.pickup_code).where(
            c.store_id == store_id,
            c.point_id == point_id,
            c.state == "dispatched",
            c.pickup_code.is_not(None),
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def at_points(self) -> list[Order]:
        c = t.orders.c
        query = select(t.orders).where(c.state == "dispatched", c.pickup_code.is_not(None))
        return await self._orders(query.order_by(c.placed_at))

    async def unproven(self, shopper_id: str | None = None) -> list[Order]:
        c = t.orders.c
        query = select(t.orders).where(c.state == "unproven").order_by(c.placed_at)
        if shopper_id is not None:
            query = query.where(c.shopper_id == shopper_id).with_for_update()
        return await self._orders(query)

    async def count_by_phone(self, store_id: str, phone: str, since: datetime, states: frozenset[str]) -> int:
        c = t.orders.c
        query = (
            select(func.count())
            .select_from(t.orders)
            .where(c.store_id == store_id, c.phone == phone, c.placed_at >= since)
        )
        if states:
            query = query.where(c.state.in_(sorted(states)))
        return int((await self._connection.execute(query)).scalar_one())

    async def count_refused(self, store_id: str, phone: str, since: datetime) -> int:
        c = t.orders.c
        query = (
            select(func.count())
            .select_from(t.orders)
            .where(c.store_id == store_id, c.phone == phone, c.placed_at >= since)
            .where(self._happened("OrderReturned"), ~self._happened("OrderDelivered"))
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def recent_totals(self, store_id: str, limit: int) -> list[int]:
        # Every order is placed with the payment of its whole total.
        query = (
            select(t.payments.c.amount_minor)
            .join_from(t.orders, t.payments)
            .where(t.orders.c.store_id == store_id)
            .order_by(t.orders.c.number.desc())
            .limit(limit)
        )
        return [int(total) for total in (await self._connection.execute(query)).scalars()]

    async def bought(
        self, store_id: str, since: datetime, among: Collection[str] | None = None
    ) -> dict[str, int]:
        order, line = t.orders.c, t.order_lines.c
        query = (
            select(line.offer_id, func.count(order.order_id.distinct()).label("orders"))
            .join_from(t.orders, t.order_lines)
            .where(order.store_id == store_id, order.placed_at >= since, order.state.not_in(CALLED_OFF))
            .group_by(line.offer_id)
        )
        if among is not None:
            query = query.where(line.offer_id.in_(among))
        return {row.offer_id: int(row.orders) for row in await self._connection.execute(query)}

    def _happened(self, event: str) -> ColumnElement[bool]:
        c = t.order_events.c
        return exists().where(c.order_id == t.orders.c.order_id, c.name == event)

    async def save(self, order: Order) -> None:
        """Everything but the lines. Raises NotFound, and Conflict when the order has moved on since it was read."""
        # The update comes first: it takes the row's lock, so the events read after it are the last ones.
        where = t.orders.c.order_id == order.order_id
        with conflict(f"order {order.order_id}"):
            result = await self._connection.execute(update(t.orders).where(where).values(**_row(order)))
        if result.rowcount == 0:
            raise NotFound(f"no order {order.order_id}")
        stored = (await self._events([order.order_id]))[order.order_id]
        if order.events[: len(stored)] != tuple(stored):
            raise Conflict(f"order {order.order_id} has moved on since it was read")
        await self._add_events(order, first=len(stored))

    async def _add_events(self, order: Order, first: int) -> None:
        rows = [
            {
                "order_id": order.order_id,
                "position": position,
                "name": event.name,
                "at": event.at,
                "actor": event.actor,
                "reason": event.reason,
            }
            for position, event in enumerate(order.events[first:], start=first)
        ]
        if rows:
            await self._connection.execute(t.order_events.insert(), rows)

    async def _day(self, store_id: str, day: date) -> tuple[datetime, datetime]:
        zone = (await SqlStores(self._connection).get(store_id)).tz
        begins = datetime.combine(day, time.min, zone).astimezone(UTC)
        return begins, datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)

    async def _orders(self, query: Select[Any]) -> list[Order]:
        rows = (await self._connection.execute(query)).all()
        order_ids = [row.order_id for row in rows]
        lines, events = await self._lines(order_ids), await self._events(order_ids)
        return [_order(row, lines[row.order_id], events[row.order_id]) for row in rows]

    async def _lines(self, order_ids: Sequence[str]) -> defaultdict[str, list[OrderLine]]:
        found: defaultdict[str, list[OrderLine]] = defaultdict(list)
        for ids in chunks(order_ids):
            query = select(t.order_lines).where(t.order_lines.c.order_id.in_(ids))
            for row in await self._connection.execute(query.order_by(t.order_lines.c.position)):
                found[row.order_id].append(_line(row))
        return found

    async def _events(self, order_ids: Sequence[str]) -> defaultdict[str, list[DomainEvent]]:
        found: defaultdict[str, list[DomainEvent]] = defaultdict(list)
        for ids in chunks(order_ids):
            query = select(t.order_events).where(t.order_events.c.order_id.in_(ids))
            for row in await self._connection.execute(query.order_by(t.order_events.c.position)):
                event = DomainEvent(row.name, row.order_id, row.at, row.actor, row.reason)
                found[row.order_id].append(event)
        return found


class SqlWaves:
    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def save(self, store_id: str, day: date, result: dict[str, Any]) -> None:
        row = {"store_id": store_id, "day": day, "result": result, "created_at": self._clock.now()}
        await self._connection.execute(t.waves.insert(), row)

    async def latest(self, store_id: str, day: date) -> dict[str, Any] | None:
        c = t.waves.c
        query = select(c.result).where(c.store_id == store_id, c.day == day)
        row = (await self._connection.execute(query.order_by(c.wave_id.desc()).limit(1))).first()
        return None if row is None else row.result

    async def days(self, before: date) -> list[tuple[str, date]]:
        c = t.waves.c
        query = select(c.store_id, c.day).where(c.day < before).distinct().order_by(c.store_id, c.day)
        return [(row.store_id, row.day) for row in await self._connection.execute(query)]

    async def remove(self, store_id: str, day: date) -> None:
        c = t.waves.c
        await self._connection.execute(delete(t.waves).where(c.store_id == store_id, c.day == day))


def _row(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "store_id": order.store_id,
        "shopper_id": order.shopper_id,
        "number": order.number,
        "tracking_code": order.tracking_code,
        "state": order.state,
        "placed_at": order.placed_at,
        "language": order.language,
        "customer_name": order.customer_name,
        "phone": order.phone,
        "method": order.method,
        "address_text": order.address.text,
        "address_lat": order.address.point.lat,
        "address_lon": order.address.point.lon,
        "address_precision": order.address.precision,
        "window_start": order.window.start,
        "window_end": order.window.end,
        "payment_method": order.payment_method,
        "delivery_minor": order.delivery_minor,
        "currency": order.currency,
        "screening": list(order.screening),
        "point_id": order.point_id,
        "pickup_code": order.pickup_code,
        "slot_kind": order.slot_kind,
    }


def _line_rows(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order.order_id,
            "position": position,
            "offer_id": line.offer_id,
            "names": line.names,
            "price_minor": line.price_minor,
            "quantity_milli": to_milli(line.quantity, f"lines[{position}].quantity"),
            "sold_by": line.sold_by,
            **packed_columns(line.dimensions, line.handling),
        }
        for position, line in enumerate(order.lines)
    ]


def _line(row: Row[Any]) -> OrderLine:
    return OrderLine(
        offer_id=row.offer_id,
        names=row.names,
        price_minor=row.price_minor,
        quantity=from_milli(row.quantity_milli),
        sold_by=row.sold_by,
        dimensions=dimensions_of(row),
        handling=handling_of(row),
    )


def _order(row: Row[Any], lines: list[OrderLine], events: list[DomainEvent]) -> Order:
    point = GeoPoint(row.address_lat, row.address_lon)
    return Order(
        order_id=row.order_id,
        store_id=row.store_id,
        shopper_id=row.shopper_id,
        number=row.number,
        tracking_code=row.tracking_code,
        state=row.state,
        placed_at=row.placed_at,
        language=row.language,
        customer_name=row.customer_name,
        phone=row.phone,
        method=row.method,
        address=Address(row.address_text, point, row.address_precision),
        window=TimeWindow(row.window_start, row.window_end),
        payment_method=row.payment_method,
        lines=tuple(lines),
        delivery_minor=row.delivery_minor,
        currency=row.currency,
        screening=tuple(row.screening),
        point_id=row.point_id,
        pickup_code=row.pickup_code,
        slot_kind=row.slot_kind,
        events=tuple(events),
    )
