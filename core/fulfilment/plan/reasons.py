"""Why stops cannot be served by a fleet that had nothing else to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.fulfilment.routing.model import Matrix, Reason, RouteRequest, VehicleType

AT_ONCE = 500
"""Stops that are asked about together: travel times grow with the square."""


def reasons(
    request: RouteRequest, stop_ids: Sequence[str], fleet: tuple[VehicleType, ...]
) -> dict[str, Reason]:
    """By stop, of those that could not be served; who only finds the fleet full is not among them."""
    from core.fulfilment.routing.solver import (
        route,  # PyVRP takes a while to load; bad input needs none of it.
    )

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
        unserved = route(alone, iterations=1).unserved
        found |= {one.id: one.reason for one in unserved if one.reason != "fleet_full"}
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
