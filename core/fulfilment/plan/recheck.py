"""Proves what a plan that was carried on owes to the previous one. Shares only the model with its maker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.fulfilment.plan.model import Change, Event, PlanRequest, PlanResult
from core.fulfilment.plan.terms import route_request
from core.fulfilment.routing.model import Route
from core.fulfilment.routing.travel import homes, pace, travel


def carried_on(request: PlanRequest, result: PlanResult) -> PlanRequest:
    """The request as if it were for a new wave: without the orders that are gone."""
    gone = _gone(request) - {one.order_id for one in result.orders}
    return replace(
        request,
        orders=tuple(order for order in request.orders if order.id not in gone),
        previous=None,
        events=(),
    )


def carry_on_violations(request: PlanRequest, previous: PlanResult, result: PlanResult) -> Iterator[str]:
    """Broken promises as English sentences."""
    told = {change.order_id: change for change in result.changes}
    orders = {stop.id: stop.order_ids for stop in (*previous.stops, *result.stops)}
    home = {visit.id: route for route in result.routes for visit in route.stops}
    kept: list[Route] = []
    for i, route in enumerate(previous.routes):
        events = [event for event in request.events if _is_of(event, previous, i)]
        down = [event.from_s or request.now_s for event in events if event.kind == "van_down"]
        delay = sum(event.by_s or 0 for event in events if event.kind == "van_late")
        leaves = _leaves(request, previous, route)
        made = [
            visit
            for visit in route.stops
            if (visit.departure <= down[0] if down else visit.arrival + delay <= request.now_s)
        ]
        for visit in made:
            now = home.get(visit.id)
            if now is None or now.vehicle_id != route.vehicle_id or visit not in now.stops:
                yield f"stop {visit.id} was made at {visit.arrival} and is told otherwise"
        if down:
            carried = {
                order_id for visit in route.stops if visit not in made for order_id in orders[visit.id]
            }
            yield from (f"order {one} lost its van and is not told" for one in sorted(carried - told.keys()))
        loaded = i in previous.loaded or leaves - request.loading_s <= request.now_s
        remaining = {visit.id for visit in route.stops if visit.id in {stop.id for stop in result.stops}}
        mine = {visit.id for visit in made} if down else remaining
        if (loaded or down) and mine:
            found = home.get(next(iter(mine)))
            if found is None or {visit.id for visit in found.stops} != mine:
                yield f"what is loaded on route {i} ({route.vehicle_id}) does not ride together, alone"
            else:
                kept.append(found)
    for route in result.routes:
        if route not in kept and route not in previous.routes:
            leaves = _leaves(request, result, route)
            if leaves < request.now_s + request.loading_s:
                yield f"a {route.vehicle_id} leaves at {leaves}, before it can be loaded"
    yield from _told(previous, result, told, orders)
    visited = {order_id for stop_id in home for order_id in orders[stop_id]}
    for order_id in sorted(_gone(request)):
        change = told.get(order_id)
        if change is None or change.what != "taken_out":
            yield f"order {order_id} is gone and the changes do not say so"
        at_door = [
            visit for route in previous.routes for visit in route.stops if order_id in orders[visit.id]
        ]
        if order_id in visited and all(visit.arrival > request.now_s for visit in at_door):
            yield f"order {order_id} is gone and still driven to"


def late_stops(result: PlanResult) -> set[str]:
    """Stops of which the changes admit that they will be late."""
    late = {change.order_id for change in result.changes if change.what == "late"}
    return {stop.id for stop in result.stops if late & set(stop.order_ids)}


def delayed_stops(request: PlanRequest) -> set[str]:
    """Stops of vans that are late, which may come home late too."""
    previous = request.previous
    if previous is None:
        return set()
    return {
        visit.id
        for i, route in enumerate(previous.routes)
        for visit in route.stops
        if any(event.kind == "van_late" and _is_of(event, previous, i) for event in request.events)
    }


def _told(
    previous: PlanResult, result: PlanResult, told: dict[str, Change], orders: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    after = {visit.id: route.vehicle_id for route in result.routes for visit in route.stops}
    for route in previous.routes:
        for visit in route.stops:
            if after.get(visit.id) != route.vehicle_id:
                silent = [order_id for order_id in orders[visit.id] if order_id not in told]
                yield from (f"order {order_id} changed and is not told" for order_id in silent)


def _gone(request: PlanRequest) -> set[str]:
    return {event.order_id for event in request.events if event.order_id is not None}


def _is_of(event: Event, previous: PlanResult, i: int) -> bool:
    if event.order_id is not None:
        return False
    return event.route == i or (event.route is None and event.vehicle_id == previous.routes[i].vehicle_id)


def _leaves(request: PlanRequest, plan: PlanResult, route: Route) -> int:
    """The latest moment to be at the first stop in time."""
    first = next(stop for stop in plan.stops if stop.id == route.stops[0].id)
    asked = route_request(request, [first], 1.0)
    depot = next(van.depot_id for van in asked.vehicles if van.id == route.vehicle_id)
    way = int(travel(asked).durations[homes(asked)[depot or asked.depot.id], 1])
    return pace(asked, 1).departure(int(route.stops[0].arrival), way)
