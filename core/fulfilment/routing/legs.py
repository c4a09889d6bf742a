"""How long each drive of one route takes, without the travel of everybody else's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from core.fulfilment.routing.model import Matrix, Route, RouteRequest
from core.fulfilment.routing.travel import places, travel


def legs(request: RouteRequest, route: Route) -> list[int | float]:
    """Seconds: from the depot to the first stop, between the stops, and from the last one back."""
    known = {stop.id: (i, stop) for i, stop in enumerate(places(request), start=1)}
    mine = [known[visit.id] for visit in route.stops]
    ways = travel(
        RouteRequest(
            depot=request.depot,
            vehicles=request.vehicles,
            stops=tuple(stop for _, stop in mine),
            matrix=_part(request.matrix, [0, *(i for i, _ in mine)]) if request.matrix else None,
            metric=request.metric,
            road_factor=request.road_factor,
            speed_kmh=request.speed_kmh,
        )
    )
    tour = [*range(len(mine) + 1), 0]
    return [ways.units(int(ways.durations[a, b])) for a, b in pairwise(tour)]


def _part(matrix: Matrix, rows: list[int]) -> Matrix:
    return replace(
        matrix,
        durations_s=tuple(tuple(matrix.durations_s[a][b] for b in rows) for a in rows),
        distances_m=tuple(tuple(matrix.distances_m[a][b] for b in rows) for a in rows),
    )
