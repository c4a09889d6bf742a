"""Refuses what cannot be planned, and says where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isfinite

from core.fulfilment.boxes import check_boxes, check_cells
from core.fulfilment.routing.model import (
    Break,
    Committed,
    Depot,
    Load,
    Matrix,
    RouteRequest,
    SlotsRequest,
    Stop,
    Traffic,
    VehicleType,
    Window,
)
from core.fulfilment.routing.travel import places
from core.kernel.errors import InvalidInput

MAX_PLACES = 3_000
MAX_VANS = 1_000
MAX_SLOTS = 1_000
MAX_PRIORITY = 10
MAX_DEPOTS = 100
MAX_BREAKS = 5
MAX_BULKY = 100_000
MAX_LENGTH_MM = 20_000
MAX_TRAFFIC = 1_000
# Bounds that keep every sum inside 64 bits while leaving room for any epoch in seconds and any lorry.
_MAX_TIME_S = 10**10
_MAX_TRAVEL = 10**8
_MAX_LOAD = 10**10
_MAX_COST_MINOR = 10**10
_MAX_COORDINATE = 10**6
_MAX_LIMIT_S = 3_600


def validate(request: RouteRequest) -> None:
    """Raises InvalidInput, whose `field` is a path such as `stops[3].windows[0]`."""
    _parameters(request)
    _many("vehicles", len(request.vehicles), 1, MAX_VANS)
    _many("stops", len(places(request)), 0, MAX_PLACES)
    _many("depots", len(request.depots), 0, MAX_DEPOTS)
    _unique("vehicles", [van.id for van in request.vehicles])
    depots = [request.depot.id, *(depot.id for depot in request.depots)]
    _unique("depots", depots)
    _unique("stops", [*depots, *(stop.id for stop in places(request))])
    for field, depot in _depots(request):
        if depot.window is not None:
            _window(f"{field}.window", depot.window)
    for i, van in enumerate(request.vehicles):
        _van(f"vehicles[{i}]", van)
        _known_depot(f"vehicles[{i}]", van.depot_id, depots)
    for i, stop in enumerate(request.stops):
        _stop(f"stops[{i}]", stop)
        if stop.cells is not None or stop.parcels:
            raise InvalidInput(
                f"stops[{i}].cells", "only a candidate is asked whether its parcels fit a locker"
            )
        _known_depot(f"stops[{i}]", stop.depot_id, depots)
    _traffic(request.traffic)
    _within("balance_cost_per_hour_minor", request.balance_cost_per_hour_minor, 0, _MAX_COST_MINOR)
    if isinstance(request, SlotsRequest):
        _slots(request)
    _whereabouts(request)
    _committed(request)


def _parameters(request: RouteRequest) -> None:
    for field, value, most in (
        ("time_limit_s", request.time_limit_s, _MAX_LIMIT_S),
        ("road_factor", request.road_factor, 100),
        ("speed_kmh", request.speed_kmh, 1_000),
    ):
        if not (isfinite(value) and 0 < value <= most):
            raise InvalidInput(field, f"must be above 0 and at most {most}, is {value}")


def _depots(request: RouteRequest) -> list[tuple[str, Depot]]:
    return [("depot", request.depot), *((f"depots[{i}]", depot) for i, depot in enumerate(request.depots))]


def _known_depot(field: str, depot_id: str | None, depots: Sequence[str]) -> None:
    if depot_id is not None and depot_id not in depots:
        raise InvalidInput(f"{field}.depot_id", f"no depot {depot_id!r}")


def _traffic(traffic: Sequence[Traffic]) -> None:
    _many("traffic", len(traffic), 0, MAX_TRAFFIC)
    for i, one in enumerate(traffic):
        _window(f"traffic[{i}].window", one.window)
        _within(f"traffic[{i}].percent", one.percent, 10, 1_000)
    order = sorted(range(len(traffic)), key=lambda i: traffic[i].window)
    for earlier, later in pairwise(order):
        if traffic[later].window[0] < traffic[earlier].window[1]:
            raise InvalidInput(f"traffic[{later}].window", f"begins before traffic[{earlier}] ends")


def _van(field: str, van: VehicleType) -> None:
    _load(f"{field}.capacity", van.capacity)
    if not van.temperatures:
        raise InvalidInput(f"{field}.temperatures", "a vehicle carries at least one temperature")
    if van.shift is not None:
        _window(f"{field}.shift", van.shift)
    _within(f"{field}.fixed_cost_minor", van.fixed_cost_minor, 0, _MAX_COST_MINOR)
    _within(f"{field}.cost_per_km_minor", van.cost_per_km_minor, 0, _MAX_COST_MINOR)
    _within(f"{field}.cost_per_hour_minor", van.cost_per_hour_minor, 0, _MAX_COST_MINOR)
    _within(f"{field}.count", van.count, 1, MAX_VANS)
    for name in ("length_mm", "width_mm", "height_mm"):
        if (side := getattr(van, name)) is not None:
            _within(f"{field}.{name}", side, 1, MAX_LENGTH_MM)
    _many(f"{field}.breaks", len(van.breaks), 0, MAX_BREAKS)
    for i, rest in enumerate(van.breaks):
        _break(f"{field}.breaks[{i}]", rest)


def _break(field: str, rest: Break) -> None:
    _window(f"{field}.window", rest.window)
    _within(f"{field}.duration_s", rest.duration_s, 1, _MAX_TRAVEL)


def _stop(field: str, stop: Stop) -> None:
    for i, window in enumerate(stop.windows):
        _window(f"{field}.windows[{i}]", window)
    _load(f"{field}.demand", stop.demand)
    _load(f"{field}.pickup", stop.pickup)
    _within(f"{field}.service_s", stop.service_s, 0, _MAX_TRAVEL)
    _within(f"{field}.priority", stop.priority, 0, MAX_PRIORITY)
    _many(f"{field}.bulky", len(stop.bulky), 0, MAX_BULKY)
    for i, bulk in enumerate(stop.bulky):
        for name in ("length_mm", "width_mm", "height_mm"):
            _within(f"{field}.bulky[{i}].{name}", getattr(bulk, name), 1, MAX_LENGTH_MM)
    if stop.max_ride_s is not None:
        _within(f"{field}.max_ride_s", stop.max_ride_s, 0, _MAX_TIME_S)


def _slots(request: SlotsRequest) -> None:
    _many("slots", len(request.slots), 0, MAX_SLOTS)
    for i, slot in enumerate(request.slots):
        _window(f"slots[{i}]", slot)
    for i, candidate in enumerate(request.candidates):
        _stop(f"candidates[{i}]", candidate)
        _known_depot(
            f"candidates[{i}]",
            candidate.depot_id,
            [request.depot.id, *(depot.id for depot in request.depots)],
        )
        if candidate.windows:
            raise InvalidInput(
                f"candidates[{i}].windows", "a candidate has no windows: `slots` are its windows"
            )
        check_boxes(f"candidates[{i}].parcels", candidate.parcels)
        if candidate.cells is not None:
            check_cells(f"candidates[{i}].cells", candidate.cells)


def _whereabouts(request: RouteRequest) -> None:
    if request.matrix is not None:
        _matrix(request.matrix, 1 + len(places(request)) + len(request.depots))
        return
    for field, depot in _depots(request):
        _place(field, depot, request.metric)
    for i, stop in enumerate(request.stops):
        _place(f"stops[{i}]", stop, request.metric)
    if isinstance(request, SlotsRequest):
        for i, candidate in enumerate(request.candidates):
            _place(f"candidates[{i}]", candidate, request.metric)


def _place(field: str, place: Depot | Stop, metric: str) -> None:
    if metric == "euclidean":
        pairs = (("x", place.x, _MAX_COORDINATE), ("y", place.y, _MAX_COORDINATE))
    else:
        pairs = (("lat", place.lat, 90), ("lon", place.lon, 180))
    for name, value, most in pairs:
        if value is None:
            raise InvalidInput(f"{field}.{name}", f"is needed for the metric {metric}")
        if not (isfinite(value) and abs(value) <= most):
            raise InvalidInput(f"{field}.{name}", f"must lie between -{most} and {most}, is {value}")


def _matrix(matrix: Matrix, size: int) -> None:
    for field, rows in (
        ("matrix.durations_s", matrix.durations_s),
        ("matrix.distances_m", matrix.distances_m),
    ):
        if len(rows) != size:
            raise InvalidInput(
                field, f"has {len(rows)} rows for {size} places (depot, stops, candidates, depots)"
            )
        for i, row in enumerate(rows):
            if len(row) != size:
                raise InvalidInput(f"{field}[{i}]", f"has {len(row)} columns for {size} places")
            _within(f"{field}[{i}]", min(row), 0, _MAX_TRAVEL)
            _within(f"{field}[{i}]", max(row), 0, _MAX_TRAVEL)


def _committed(request: RouteRequest) -> None:
    known_stops = {stop.id for stop in request.stops}
    count = {van.id: van.count for van in request.vehicles}
    for i, plan in enumerate(request.committed):
        if plan.vehicle_id not in count:
            raise InvalidInput(f"committed[{i}].vehicle_id", f"no vehicle {plan.vehicle_id!r}")
        for j, stop_id in enumerate(plan.stops):
            if stop_id not in known_stops:
                raise InvalidInput(f"committed[{i}].stops[{j}]", f"no stop {stop_id!r}")
    _unique("committed", [stop_id for plan in request.committed for stop_id in plan.stops])
    _enough_vans(request.committed, count)


def _enough_vans(committed: Sequence[Committed], count: dict[str, int]) -> None:
    for vehicle_id, used in Counter(plan.vehicle_id for plan in committed if plan.stops).items():
        if used > count[vehicle_id]:
            raise InvalidInput(
                "committed", f"{used} routes of {vehicle_id!r}, which counts {count[vehicle_id]}"
            )


def _unique(field: str, ids: Iterable[str]) -> None:
    twice = [name for name, n in Counter(ids).items() if n > 1]
    if twice:
        raise InvalidInput(field, f"the id {twice[0]!r} occurs twice")


def _window(field: str, window: Window) -> None:
    start, end = window
    if end < start:
        raise InvalidInput(field, f"ends ({end}) before it starts ({start})")
    _within(field, start, -_MAX_TIME_S, _MAX_TIME_S)
    _within(field, end, -_MAX_TIME_S, _MAX_TIME_S)


def _load(field: str, load: Load) -> None:
    for name, value in (("weight_g", load.weight_g), ("volume_ml", load.volume_ml)):
        if value is not None:
            _within(f"{field}.{name}", value, 0, _MAX_LOAD)


def _many(field: str, count: int, least: int, most: int) -> None:
    if not least <= count <= most:
        raise InvalidInput(field, f"between {least} and {most} are needed, there are {count}")


def _within(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidInput(field, f"must lie between {least} and {most}, is {value}")
