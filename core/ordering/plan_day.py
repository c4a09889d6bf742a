"""A wave: the accepted deliveries of one day, given to the engine together, and what that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.delivery import calendar
from core.delivery.model import DeliveryPolicy
from core.delivery.points import PickupPoint, kinds_of
from core.delivery.ports import Roads
from core.delivery.slots import vehicles_of
from core.fulfilment.boxes import Cell
from core.fulfilment.intake import Estimate
from core.fulfilment.packing import CartonType
from core.fulfilment.plan import PlanRequest
from core.fulfilment.plan.model import AddressMatrix
from core.fulfilment.routing.model import Depot
from core.kernel.clock import Clock
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.ordering.lifecycle import CALLED_OFF, LAWFUL, OPEN, PLANNABLE, advance
from core.ordering.model import Order, OrderState
from core.ordering.place import engine_order
from core.ordering.ports import OrderingWork

WAY: tuple[OrderState, ...] = ("grouped", "packed", "routed")


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What there is to pack and drive with, and how long the engine may think."""

    policy: DeliveryPolicy
    cartons: tuple[CartonType, ...]
    estimates: dict[str, Estimate]
    time_limit_s: float = 10.0


def plan_key(store_id: str, day: date, moment: datetime) -> str:
    """The job that plans the day; asked for at another moment it is another job. To the millisecond: what is asked
    for while a job runs must not be taken for that job."""
    return f"plan:{store_id}:{day.isoformat()}:{int(moment.timestamp() * 1000)}"


def plannings(
    before: Order, after: Order, store: Store, policy: DeliveryPolicy, now: datetime
) -> list[tuple[date, datetime]]:
    """Days that have to be planned, and when, now that an order became another: the day it leaves at once, the day it
    comes to at the window's cut-off, or at once when that is over."""
    moved = before.window != after.window
    due = []
    if before.is_driven and before.state in PLANNABLE and (moved or after.state in CALLED_OFF):
        due.append((day_of(before, store), now))
    if after.is_driven and after.state in PLANNABLE and (moved or before.state not in PLANNABLE):
        due.append((day_of(after, store), max(now, calendar.cutoff(after.window, policy))))
    return due


def day_of(order: Order, store: Store) -> date:
    """In the store's zone."""
    return order.window.start.astimezone(store.tz).date()


async def wave_matrix(orders: list[Order], store: Store, roads: Roads | None) -> AddressMatrix | None:
    """Ways between the depot and the addresses of `orders`; None when nobody knows the roads. Raises Unavailable."""
    if roads is None:
        return None
    places = {
        placed.address_id: (placed.lat, placed.lon) for placed in (engine_order(o, store) for o in orders)
    }
    ways = await roads.matrix([store.depot, *(GeoPoint(lat, lon) for lat, lon in places.values())])
    return AddressMatrix(tuple(places), ways.durations_s, ways.distances_m)


async def kept_cells(
    work: OrderingWork, orders: Sequence[Order], points: Sequence[PickupPoint]
) -> dict[str, tuple[Cell, ...]]:
    """By order: what it was promised of its locker, and is packed into."""
    there = {point.point_id: point for point in points if point.is_locker}
    return {
        order.order_id: kinds_of(there[order.point_id], await work.cells.of_order(order.order_id))
        for order in orders
        if order.point_id in there
    }


def wave_request(
    orders: list[Order],
    store: Store,
    day: date,
    terms: PlanTerms,
    matrix: AddressMatrix | None = None,
    points: Sequence[PickupPoint] = (),
    kept: Mapping[str, tuple[Cell, ...]] | None = None,
) -> PlanRequest:
    """`orders` as one problem for the engine; vans are out within the store's hours, and an hour around them.
    `kept` as `kept_cells` tells."""
    opens = datetime.combine(day, time(terms.policy.first_hour), store.tz) - timedelta(hours=1)
    closes = datetime.combine(day, time(terms.policy.last_hour), store.tz) + timedelta(hours=1)
    shift = (int(opens.timestamp()), int(closes.timestamp()))
    lockers = {point.point_id for point in points if point.is_locker}

    def service_s(order: Order) -> int:
        return terms.policy.locker_service_s if order.point_id in lockers else terms.policy.service_s

    return PlanRequest(
        orders=tuple(
            replace(
                engine_order(o, store), service_s=service_s(o), cells=kept.get(o.order_id, ()) if kept else ()
            )
            for o in orders
        ),
        cartons=terms.cartons,
        vehicles=vehicles_of(terms.policy, shift),
        depot=Depot("depot", lat=store.depot.lat, lon=store.depot.lon, window=shift),
        estimates=tuple(terms.estimates.values()),
        time_limit_s=terms.time_limit_s,
        matrix=matrix,
    )


async def apply_wave(
    work: OrderingWork, known: dict[str, Order], order_ids: Iterable[str], clock: Clock
) -> None:
    """Moves what was planned along; an order that changed while the engine thought is left as it is now.

    `known` are the orders as the engine was told of them, by id.
    """
    for order_id in order_ids:
        order = await work.orders.get(order_id)
        if order.state not in PLANNABLE or order.window != known[order_id].window:
            continue
        for state in WAY:
            if state in LAWFUL[order.state]:
                order = advance(order, state, clock.now(), "system")
        await work.orders.save(order)


async def clear_plans(work: OrderingWork, before: date) -> None:
    """Forgets how days before then were planned, but for days of which somebody still waits for an order: how that is
    packed and labelled is told from the plan."""
    for store_id, day in await work.waves.days(before):
        if not await work.orders.of_store(store_id, OPEN, day):
            await work.waves.remove(store_id, day)
