"""How the stops of a large wave are cut into pieces, and what each piece gets."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

import numpy as np
import numpy.typing as npt

from core.fulfilment.plan.model import PlannedStop, PlanRequest
from core.kernel.geo import EARTH_RADIUS_M

LATE_M = 0.5
"""A second between two routes counts as so many metres when pieces are cut."""

Points = npt.NDArray[np.float64]


def whereabouts(request: PlanRequest, stops: Sequence[PlannedStop]) -> dict[str, tuple[float, float, float]]:
    """Each stop's metres east and north of the equator, and its window's middle put into metres."""
    place = {order.address_id: (order.lat, order.lon) for order in request.orders}
    middle = radians(sum(order.lat for order in request.orders) / len(request.orders))
    found = {}
    for stop in stops:
        lat, lon = place[stop.address_id]
        found[stop.id] = (
            EARTH_RADIUS_M * radians(lon) * cos(middle),
            EARTH_RADIUS_M * radians(lat),
            LATE_M * sum(stop.window) / 2,
        )
    return found


def bisect(
    points: Points, sizes: Points, indices: npt.NDArray[np.intp], pieces: int
) -> list[npt.NDArray[np.intp]]:
    """Cuts across the widest spread until there are so many pieces, of about equal size."""
    if pieces <= 1 or len(indices) <= 1:
        return [indices]
    axis = int(np.argmax(np.ptp(points[indices], axis=0)))
    indices = indices[np.argsort(points[indices, axis], kind="stable")]
    first = pieces // 2
    grown = np.cumsum(sizes[indices])
    cut = int(np.searchsorted(grown, grown[-1] * first / pieces))
    cut = min(max(cut, 1), len(indices) - 1)
    return [
        *bisect(points, sizes, indices[:cut], first),
        *bisect(points, sizes, indices[cut:], pieces - first),
    ]


def apportion(count: int, wants: Sequence[float]) -> list[int]:
    """So many whole things by proportion, the largest remainders first (Hamilton)."""
    total = sum(wants)
    if not total:
        return [0] * len(wants)
    exact = [count * want / total for want in wants]
    given = [int(part) for part in exact]
    by_rest = sorted(range(len(wants)), key=lambda i: (given[i] - exact[i], i))
    for i in by_rest[: count - sum(given)]:
        given[i] += 1
    return given
