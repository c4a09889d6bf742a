"""What a way takes: the one definition of travel and of cost that solver and checker share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.fulfilment.routing.model import Depot, Matrix, RouteRequest, SlotsRequest, Stop, VehicleType
from core.kernel.geo import EARTH_RADIUS_M

IntArray = npt.NDArray[np.int64]
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Travel:
    """Durations and distances between places (depot, stops, candidates) in whole ticks.

    A tick is 1 / `scale` of a second or a metre: `scale` is 10 for the metric "euclidean", else 1.
    """

    durations: IntArray
    distances: IntArray
    scale: int

    def ticks(self, value: float) -> int:
        """Seconds or metres to ticks, to the nearest."""
        return round(value * self.scale)

    def units(self, ticks: int) -> int | float:
        """Ticks to seconds or metres; whole ones as int."""
        whole, rest = divmod(int(ticks), self.scale)
        return whole if rest == 0 else int(ticks) / self.scale


def places(request: RouteRequest) -> tuple[Stop, ...]:
    """Stops, then candidates: place i + 1 of the matrix; the depot is place 0."""
    return request.stops + (request.candidates if isinstance(request, SlotsRequest) else ())


def _points(request: RouteRequest) -> list[Depot | Stop]:
    return [request.depot, *places(request)]


def travel(request: RouteRequest) -> Travel:
    """Travel between all places of a valid request."""
    if request.matrix is not None:
        return _given(request.matrix)
    if request.metric == "euclidean":
        return _euclidean(request)
    return _haversine(request)


def _given(matrix: Matrix) -> Travel:
    durations = np.array(matrix.durations_s, dtype=np.int64)
    distances = np.array(matrix.distances_m, dtype=np.int64)
    # Standing still is free whatever the matrix says on its diagonal; no route ever drives it.
    np.fill_diagonal(durations, 0)
    np.fill_diagonal(distances, 0)
    return Travel(durations, distances, 1)


def _euclidean(request: RouteRequest) -> Travel:
    """Distances truncated to a tenth, as in the 12th DIMACS implementation challenge (VRPTW track)."""
    at = np.array([(p.x, p.y) for p in _points(request)], dtype=np.float64)
    exact = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    # The hair's breadth keeps 0.3 * 10 = 2.9999999999999996 at three tenths.
    ticks = np.floor(exact * _TENTHS + 1e-9).astype(np.int64)
    return Travel(ticks, ticks, _TENTHS)


def _haversine(request: RouteRequest) -> Travel:
    """Great circle times the road factor; durations are rounded up, so that no plan promises too much."""
    at = np.radians(np.array([(p.lat, p.lon) for p in _points(request)], dtype=np.float64))
    lat, lon = at[:, 0], at[:, 1]
    h = (
        np.sin((lat[None, :] - lat[:, None]) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat)[None, :] * np.sin((lon[None, :] - lon[:, None]) / 2) ** 2
    )
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(h, 0, 1))) * request.road_factor
    return Travel(
        np.ceil(metres / (request.speed_kmh / 3.6)).astype(np.int64), np.rint(metres).astype(np.int64), 1
    )


def cost_minor(van: VehicleType, distance: int, duration: int, scale: int) -> int:
    """What one round trip costs in minor units, rounded half up. `distance` and `duration` in ticks."""
    ticks_per_unit = 1000 * 3600 * scale
    cost = (
        van.fixed_cost_minor * ticks_per_unit
        + van.cost_per_km_minor * distance * 3600
        + van.cost_per_hour_minor * duration * 1000
    )
    return (2 * cost + ticks_per_unit) // (2 * ticks_per_unit)
