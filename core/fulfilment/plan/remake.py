"""Carries a plan on when the day went otherwise.

What is loaded stays in its van, in the order planned unless that would miss a promise that another order
keeps. What still stands at the depot keeps its van and place too, unless its van is in trouble. Only what has
no van - new orders, those of a broken van, those a late van would miss - is put in where it costs least; and
only for what finds no place that way are orders that nobody touched rearranged. The goods of a broken van are
taken to be fetched while the next van is loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from core.fulfilment.grouping import Consolidation, group
from core.fulfilment.plan.changes import changes_of
from core.fulfilment.plan.crew import Crew
from core.fulfilment.plan.events import Troubles, troubles_of
from core.fulfilment.plan.make import figures, formalised, stops_of_wave, unserved_orders
from core.fulfilment.plan.model import PlannedStop, PlanRequest, PlanResult, Why
from core.fulfilment.plan.onward import Onward, driven, onward
from core.fulfilment.plan.parcels import packed
from core.fulfilment.plan.room import Search, brought
from core.fulfilment.plan.stops import bulky_of
from core.fulfilment.plan.terms import group_request, route_request
from core.fulfilment.plan.time_left import Monotonic, TimeLeft
from core.fulfilment.routing.model import (
    Committed,
    Route,
    RouteResult,
    Unserved,
    VehicleType,
)
from core.fulfilment.temperature import coldest

PACK_SHARE = 0.3
LATE_VAN_SHARE = 0.5
"""Of the time that is left, for the order in which a van that is late goes on."""
LATEST_S = 10**10


@dataclass(slots=True)
class _Day:
    """The day as it is carried on: routes that are settled, routes that may still change, stops without one.

    Routes stand with the index of the previous route that they carry on."""

    settled: list[tuple[int, Route]]
    open: list[tuple[int, VehicleType, tuple[str, ...]]]
    waiting: list[str]
    cause: dict[str, Why]
    """Why a stop may find itself elsewhere."""


def remake(request: PlanRequest, previous: PlanResult, monotonic: Monotonic) -> PlanResult:
    """As `make`, from a previous plan; `changes` says what became of whom, and why. Raises InvalidInput."""
    began = monotonic()
    end = inf if request.iterations is not None else began + request.time_limit_s
    troubles = troubles_of(request, previous)
    kept = _without(request, previous, troubles)
    known = {one.order_id for one in previous.orders}
    new = replace(request, orders=tuple(order for order in request.orders if order.id not in known))
    formal = formalised(new)
    consolidations = group(group_request(new, formal)).consolidations
    with Crew(1) as crew:
        homes = {order_id: c.id for c in consolidations for order_id in c.order_ids}
        plans = packed(new, formal, homes, PACK_SHARE * request.time_limit_s, crew)
    all_packed = monotonic()
    new_stops = stops_of_wave(new, consolidations, plans)
    stops = (*kept.stops, *new_stops)
    routed, origins, day = _routed(request, previous, troubles, stops, TimeLeft(monotonic, end))
    cause = day.cause | {stop.id: "new_order" for stop in new_stops}
    result = PlanResult(
        consolidations=(*kept.consolidations, *consolidations),
        orders=(*kept.orders, *plans),
        stops=stops,
        routes=routed.routes,
        unserved=(),
        figures=previous.figures,
        loaded=tuple(range(len(day.settled))),
        carries_on=tuple(origins),
    )
    seconds = {"pack": all_packed - began, "route": monotonic() - all_packed}
    result = replace(
        result,
        unserved=unserved_orders(result.orders, stops, routed),
        figures=figures(request, result.consolidations, result.orders, stops, routed, seconds),
    )
    return replace(result, changes=changes_of(previous, result, origins, troubles.gone, cause))


def _without(request: PlanRequest, previous: PlanResult, troubles: Troubles) -> PlanResult:
    """The previous plan without the orders that are gone, but for those that were visited: those are history."""
    visited = {
        order_id
        for stop_id in _made(request, previous, troubles)
        for stop in previous.stops
        if stop.id == stop_id
        for order_id in stop.order_ids
    }
    gone = troubles.gone.keys() - visited
    volume = {order.id: order for order in group_request(request, formalised(request)).orders}
    orders = {order.id: order for order in request.orders}
    parcels = {parcel.id: (one.order_id, parcel) for one in previous.orders for parcel in one.parcels}
    back = {one.parcels[0].id: orders[one.order_id] for one in previous.orders if one.parcels}

    def home(old: Consolidation) -> Consolidation:
        left = tuple(order_id for order_id in old.order_ids if order_id not in gone)
        return replace(
            old,
            order_ids=left,
            weight_g=sum(volume[order_id].weight_g for order_id in left),
            volume_ml=sum(volume[order_id].volume_ml for order_id in left),
            temperatures=tuple(t for t in old.temperatures if any(t in volume[o].temperatures for o in left)),
        )

    def stop(old: PlannedStop) -> PlannedStop:
        mine = [parcels[parcel_id] for parcel_id in old.parcel_ids if parcels[parcel_id][0] not in gone]
        left = tuple(order_id for order_id in old.order_ids if order_id not in gone)
        return replace(
            old,
            order_ids=left,
            parcel_ids=tuple(parcel.id for _, parcel in mine),
            temperature=coldest(parcel.temperature for _, parcel in mine),
            service_s=max(orders[order_id].service_s for order_id in left),
            weight_g=sum(parcel.weight_g for _, parcel in mine),
            volume_ml=sum(parcel.volume_ml for _, parcel in mine),
            priority=max(orders[order_id].priority for order_id in left),
            pickup_weight_g=sum(back[p.id].pickup_weight_g for _, p in mine if p.id in back),
            pickup_volume_ml=sum(back[p.id].pickup_volume_ml for _, p in mine if p.id in back),
            bulky=bulky_of(mine, orders),
        )

    return replace(
        previous,
        consolidations=tuple(home(c) for c in previous.consolidations if set(c.order_ids) - gone),
        orders=tuple(one for one in previous.orders if one.order_id not in gone),
        stops=tuple(
            old if not set(old.order_ids) & gone else stop(old)
            for old in previous.stops
            if set(old.order_ids) - gone
        ),
    )


def _made(request: PlanRequest, previous: PlanResult, troubles: Troubles) -> list[str]:
    """Stops that vans have come to."""
    return [
        visit.id
        for i, route in enumerate(previous.routes)
        for visit in route.stops[: made(request, troubles, i, route)]
    ]


def made(request: PlanRequest, troubles: Troubles, i: int, route: Route) -> int:
    """How many stops of the route the van has come to."""
    if i in troubles.down:
        return sum(visit.departure <= troubles.down[i] for visit in route.stops)
    return sum(visit.arrival + troubles.late.get(i, 0) <= request.now_s for visit in route.stops)


def _routed(
    request: PlanRequest,
    previous: PlanResult,
    troubles: Troubles,
    stops: Sequence[PlannedStop],
    time: TimeLeft,
) -> tuple[RouteResult, list[int | None], _Day]:
    there = {stop.id: stop for stop in stops}
    before = {stop.id: stop for stop in previous.stops}
    day = _Day([], [], [], {})
    driven_before = {visit.id for route in previous.routes for visit in route.stops}
    for stop_id in there:
        if stop_id not in driven_before:
            day.waiting.append(stop_id)
            day.cause[stop_id] = "room_found"
    for i, route in enumerate(previous.routes):
        van = onward(request, route, before)
        _carry_on(request, day, troubles, i, van, there, i in previous.loaded, time)
    return (*_filled(request, day, there, time), day)


def _carry_on(
    request: PlanRequest,
    day: _Day,
    troubles: Troubles,
    i: int,
    van: Onward,
    there: dict[str, PlannedStop],
    loaded: bool,
    time: TimeLeft,
) -> None:
    """Settles the route, leaves it open for changes, or gives its stops up to others."""
    route = van.route
    done = made(request, troubles, i, route)
    rest = [n for n in range(done + 1, len(route.stops) + 1) if route.stops[n - 1].id in there]
    names = [route.stops[n - 1].id for n in rest]
    delay = troubles.late.get(i, 0)
    if i in troubles.down:
        if done:
            broken_off = van.drive(done, (), int(route.stops[done - 1].departure), 0)
            day.settled.append((i, driven(request, route, broken_off, _all(there, request))))
        day.waiting += names
        day.cause |= dict.fromkeys(names, "van_down")
    elif not loaded and van.leaves - request.loading_s > request.now_s:
        kind = next(kind for kind in request.vehicles if kind.id == route.vehicle_id)
        day.open.append((i, _out_from(request, kind, van.leaves + delay if delay else 0), tuple(names)))
        if delay:
            day.cause |= dict.fromkeys(names, "van_late")
    elif not delay and len(rest) == len(route.stops) - done:
        day.settled.append((i, route))
    else:
        ready = int(route.stops[done - 1].departure if done else van.leaves) + delay
        order = van.in_time(done, rest, ready, request.now_s, time.share(LATE_VAN_SHARE))
        ahead = van.drive(done, order, ready, request.now_s)
        if ahead.visits:
            day.settled.append((i, driven(request, route, ahead, _all(there, request))))
        day.cause |= dict.fromkeys(names, "van_late" if delay else "cancelled")


def _all(there: dict[str, PlannedStop], request: PlanRequest) -> dict[str, PlannedStop]:
    """Also stops that are gone but were made before; their load is history."""
    previous = request.previous
    assert previous is not None, "only a previous plan is carried on"
    return {stop.id: stop for stop in previous.stops} | there


def _out_from(request: PlanRequest, kind: VehicleType, earliest: int) -> VehicleType:
    """The van, to leave when it can be loaded and not before `earliest`; one whose shift is over then never does."""
    start, end = kind.shift or (0, LATEST_S)
    start = max(start, earliest, request.now_s + request.loading_s)
    return replace(kind, shift=(start, end) if start <= end else (LATEST_S, LATEST_S))


def _filled(
    request: PlanRequest, day: _Day, there: dict[str, PlannedStop], time: TimeLeft
) -> tuple[RouteResult, list[int | None]]:
    """The settled routes, and the open ones with what was waiting, as far as it finds room; and the previous
    route that each of them carries on."""
    previous = request.previous
    assert previous is not None, "only a previous plan is carried on"
    used = Counter(route.vehicle_id for route in previous.routes)
    idle = [
        replace(_out_from(request, van, 0), count=van.count - used[van.id])
        for van in request.vehicles
        if van.count > used[van.id]
    ]
    # Each open van is a kind of its own while places are looked for: it may leave at another time than its like.
    mine = [replace(van, id=f"{van.id}/{n}", count=1) for n, (_, van, _) in enumerate(day.open)]
    kind_of = {van.id: van.id for van in idle}
    kind_of |= {own.id: van.id for own, (_, van, _) in zip(mine, day.open, strict=True)}
    names = [stop_id for _, _, tour in day.open for stop_id in tour] + day.waiting
    whole = route_request(request, [there[name] for name in names], request.time_limit_s)
    start = replace(
        whole,
        vehicles=(*mine, *idle),
        committed=tuple(Committed(own.id, tour) for own, (_, _, tour) in zip(mine, day.open, strict=True)),
    )
    promised = {visit.id for route in previous.routes for visit in route.stops}
    fleet = tuple(_out_from(request, van, 0) for van in request.vehicles)
    search = Search(request.seed, request.iterations is not None, time)
    routes, why_not = brought(start, fleet, promised, search)
    carries_on = {own.id: i for own, (i, _, _) in zip(mine, day.open, strict=True)}
    origins = [*(i for i, _ in day.settled), *(carries_on.get(route.vehicle_id) for route in routes)]
    routes = [replace(route, vehicle_id=kind_of[route.vehicle_id]) for route in routes]
    routes = [*(route for _, route in day.settled), *routes]
    served = {visit.id for route in routes for visit in route.stops}
    unserved = tuple(Unserved(name, why_not[name]) for name in names if name not in served)
    return RouteResult(tuple(routes), unserved, sum(route.cost_minor for route in routes)), origins
