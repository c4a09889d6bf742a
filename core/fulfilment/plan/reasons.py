"""Why stops cannot be served by a fleet that had nothing else to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.fulfilment.routing.day import day_of
from core.fulfilment.routing.model import Matrix, Reason, RouteRequest, VehicleType
from core.fulfilment.routing.schedule import hopeless

AT_ONCE = 500
"""Stops that are asked about together: travel times grow with the square."""


def reasons(
    request: RouteRequest, stop_ids: Sequence[str], fleet: tuple[VehicleType, ...]
) -> dict[str, Reason]:
    """By stop, of those that could not be served; who only finds the fleet full is not among them."""
    asked = set(stop_ids)
    rows = [n for n, stop in enumerate(request.stops) if stop.id in asked]
    found: dict[str, Reason] = {}
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        alone = replace(
            request,
            stops=tuple(request.stops[n] for n in some),
            vehicles=fleet,
            committed=(),
            matrix=part(request, some),
        )
        day = day_of(alone)
        why = ((place.id, hopeless(day, i)) for i, place in enumerate(day.places) if i)
        found |= {stop_id: reason for stop_id, reason in why if reason is not None}
    return found


def part(request: RouteRequest, stops: Sequence[int]) -> Matrix | None:
    """Of these stops in this order, and all depots."""
    matrix = request.matrix
    if matrix is None:
        return None
    first = 1 + len(request.stops)
    rows = [0, *(1 + n for n in stops), *range(first, first + len(request.depots))]
    return Matrix(
        tuple(tuple(matrix.durations_s[a][b] for b in rows) for a in rows),
        tuple(tuple(matrix.distances_m[a][b] for b in rows) for a in rows),
    )
