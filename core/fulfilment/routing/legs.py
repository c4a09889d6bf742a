"""How long each drive of one route takes at its hour, without the travel of everybody else's."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from core.fulfilment.routing.model import Matrix, Pause, Route, RouteRequest
from core.fulfilment.routing.travel import homes, pace, places, travel


def legs(request: RouteRequest, route: Route) -> list[int | float]:
    """Seconds: from the van's depot to the first stop, between the stops, and from the last one back."""
    known = {stop.id: (i, stop) for i, stop in enumerate(places(request), start=1)}
    mine = [known[visit.id] for visit in route.stops]
    further = 1 + len(places(request))
    rows = [0, *(i for i, _ in mine), *range(further, further + len(request.depots))]
    alone = RouteRequest(
        depot=request.depot,
        vehicles=request.vehicles,
        stops=tuple(stop for _, stop in mine),
        matrix=_part(request.matrix, rows) if request.matrix else None,
        metric=request.metric,
        road_factor=request.road_factor,
        speed_kmh=request.speed_kmh,
        depots=request.depots,
        traffic=request.traffic,
    )
    ways = travel(alone)
    hours = pace(alone, ways.scale)
    depot = next(van.depot_id for van in request.vehicles if van.id == route.vehicle_id)
    home = homes(alone)[depot or request.depot.id]
    first = ways.ticks(route.stops[0].arrival)
    now = hours.departure(first, int(ways.durations[home, 1]))
    found = [ways.units(first - now)]
    for place, (visit, to) in enumerate(
        zip(route.stops, [*range(2, len(mine) + 1), home], strict=True), start=1
    ):
        rests = [rest.end for rest in route.breaks if _is_between(rest, route, place)]
        now = ways.ticks(max([visit.departure, *rests]))
        found.append(ways.units(hours.arrival(now, int(ways.durations[place, to])) - now))
    return found


def _is_between(rest: Pause, route: Route, place: int) -> bool:
    """After this stop, counted from 1, and before the next one."""
    following = route.stops[place].arrival if place < len(route.stops) else inf
    return route.stops[place - 1].departure <= rest.start < following


def _part(matrix: Matrix, rows: list[int]) -> Matrix:
    return replace(
        matrix,
        durations_s=tuple(tuple(matrix.durations_s[a][b] for b in rows) for a in rows),
        distances_m=tuple(tuple(matrix.distances_m[a][b] for b in rows) for a in rows),
    )
