"""What a way takes: the one definition of travel and of cost that solver and checker share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.fulfilment.routing.model import Depot, Matrix, RouteRequest, SlotsRequest, Stop, VehicleType
from core.kernel.geo import EARTH_RADIUS_M

IntArray = npt.NDArray[np.int64]
_TENTHS = 10
# Rows at a time, so that a block of three thousand places stays in the processor's cache.
_ROWS = 32


@dataclass(frozen=True, slots=True)
class Pace:
    """How the hour slows driving: (start, end, percent) in ticks, sorted, none overlapping.

    Whoever leaves later never arrives earlier (Ichoua, Gendreau and Potvin 2003: speeds change while driving, not
    travel times). Whole ticks only, rounded against the driver.
    """

    spans: tuple[tuple[int, int, int], ...] = ()

    def arrival(self, leaves: int, way: int) -> int:
        """When a way that takes `way` ticks on free roads ends."""
        now, left = leaves, way
        for start, end, percent in self.spans:
            if end <= now:
                continue
            if now + left <= start:
                break
            left -= max(0, start - now)
            now = max(now, start)
            driven = (end - now) * 100 // percent
            if left <= driven:
                return now - (-left * percent // 100)
            now, left = end, left - driven
        return now + left

    def departure(self, arrives: int, way: int) -> int:
        """The latest moment to leave and have arrived by `arrives`."""
        if not self.spans:
            return arrives - way
        slowest = max(100, *(percent for _, _, percent in self.spans))
        low, high = arrives - (way + len(self.spans)) * slowest // 100 - 2, arrives
        while low < high:
            middle = (low + high + 1) // 2
            if self.arrival(middle, way) <= arrives:
                low = middle
            else:
                high = middle - 1
        return low

    def at_best(self, ways: IntArray) -> IntArray:
        """A lower bound of what ways take, whenever they are driven."""
        fastest = min((100, *(percent for _, _, percent in self.spans)))
        return ways if fastest == 100 else ways * fastest // 100


def pace(request: RouteRequest, scale: int, origin: int = 0) -> Pace:
    """The request's traffic in ticks counted from `origin` (ticks)."""
    return Pace(
        tuple(
            sorted(
                (one.window[0] * scale - origin, one.window[1] * scale - origin, one.percent)
                for one in request.traffic
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Travel:
    """Durations and distances between places (depot, stops, candidates, further depots) in whole ticks, on free
    roads.

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
    return [request.depot, *places(request), *request.depots]


def homes(request: RouteRequest) -> dict[str, int]:
    """Depots by id: which place of the matrix each one is."""
    first = 1 + len(places(request))
    return {request.depot.id: 0} | {depot.id: first + i for i, depot in enumerate(request.depots)}


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
    size = len(at)
    durations, distances = np.empty((size, size), dtype=np.int64), np.empty((size, size), dtype=np.int64)
    for first in range(0, size, _ROWS):
        # The way back is as long: each is reckoned once.
        some, rest = slice(first, first + _ROWS), slice(first, None)
        h = (
            np.sin((lat[None, rest] - lat[some, None]) / 2) ** 2
            + np.cos(lat)[some, None]
            * np.cos(lat)[None, rest]
            * np.sin((lon[None, rest] - lon[some, None]) / 2) ** 2
        )
        metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(h, 0, 1))) * request.road_factor
        for ways, exact in (
            (durations, np.ceil(metres / (request.speed_kmh / 3.6))),
            (distances, np.rint(metres)),
        ):
            ways[some, rest], ways[rest, some] = exact, exact.T
    return Travel(durations, distances, 1)


def cost_minor(van: VehicleType, distance: int, duration: int, scale: int) -> int:
    """What one round trip costs in minor units, rounded half up. `distance` and `duration` in ticks."""
    ticks_per_unit = 1000 * 3600 * scale
    cost = (
        van.fixed_cost_minor * ticks_per_unit
        + van.cost_per_km_minor * distance * 3600
        + van.cost_per_hour_minor * duration * 1000
    )
    return (2 * cost + ticks_per_unit) // (2 * ticks_per_unit)
