"""An order at its pickup point, as everybody is shown it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.conversation.ports import UnitOfWork
from core.delivery.points import CellNumber, PickupPoint, kept_until, ready_from
from core.ordering.model import Order


@dataclass(frozen=True, slots=True)
class AtPoint:
    """Where an order is handed over: `ready` is the promise, and the moment it came once it is there."""

    point: PickupPoint
    ready: datetime
    cells: tuple[CellNumber, ...] = ()


async def at_point(work: UnitOfWork, order: Order) -> AtPoint | None:
    """None for an order to a door, and for one that waits in the shop itself."""
    if order.point_id is None:
        return None
    point = await work.points.get(order.store_id, order.point_id)
    assert point is not None, "points are never deleted"
    store = await work.stores.get(order.store_id)
    return AtPoint(
        point,
        order.ready_at or ready_from(point, order.window, store),
        await work.cells.of_order(order.order_id),
    )


def rows(at: AtPoint, order: Order, *, for_staff: bool = False) -> tuple[tuple[str, object], ...]:
    """(label key, value) rows of an order's view. The code is nobody's until the order is there."""
    told: list[tuple[str, object]] = [("label-hours", at.point.hours)]
    if order.is_ready:
        told += [("label-code", order.pickup_code), ("label-kept", kept_until(at.point, at.ready))]
    if at.cells and (order.is_ready or for_staff):
        told.append(("label-cells", ", ".join(str(cell) for cell in at.cells)))
    return tuple(told)
