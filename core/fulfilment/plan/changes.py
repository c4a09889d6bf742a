"""What a new plan does otherwise than the previous one, order by order, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.fulfilment.plan.model import Change, PlannedStop, PlanResult, Ride, What, Why

RETIMED_S = 900
"""A shopper minds a quarter of an hour."""


def changes_of(
    previous: PlanResult,
    result: PlanResult,
    origins: Sequence[int | None],
    gone: dict[str, Why],
    cause: dict[str, Why],
) -> tuple[Change, ...]:
    """`origins` says which previous route each route carries on, `cause` per stop why it may be elsewhere; what
    moves without one made room for another. An order in several vans is told by the first that changed. Orders
    that will be late are named each time."""
    before, after = rides_of(previous), rides_of(result)
    stops: dict[str, list[PlannedStop]] = {}
    for stop in (*previous.stops, *result.stops):
        for order_id in stop.order_ids:
            stops.setdefault(order_id, []).append(stop)
    old_causes = {change.order_id: change.why for change in previous.changes}

    def found(order_id: str) -> Iterator[Change]:
        if order_id in gone:
            ride = next((before[s.id] for s in stops.get(order_id, []) if s.id in before), None)
            yield Change(order_id, "taken_out", ride, None, gone[order_id])
            return
        for stop in stops.get(order_id, []):
            old, new = before.get(stop.id), after.get(stop.id)
            what = _what(stop, old, new, origins)
            if what is not None:
                why = cause.get(stop.id) or old_causes.get(order_id, "made_room")
                yield Change(order_id, what, old, new, why)

    known = dict.fromkeys([one.order_id for one in (*previous.orders, *result.orders)])
    return tuple(change for order_id in known if (change := next(found(order_id), None)) is not None)


def rides_of(plan: PlanResult) -> dict[str, Ride]:
    """By stop."""
    return {
        visit.id: Ride(i, route.vehicle_id, visit.arrival)
        for i, route in enumerate(plan.routes)
        for visit in route.stops
    }


def _what(
    stop: PlannedStop, old: Ride | None, new: Ride | None, origins: Sequence[int | None]
) -> What | None:
    if new is None:
        return "left_out" if old is not None else None
    if new.arrival > stop.window[1]:
        return "late"
    if old is None:
        return "added"
    if origins[new.route] != old.route:
        return "moved"
    return "retimed" if abs(new.arrival - old.arrival) >= RETIMED_S else None
