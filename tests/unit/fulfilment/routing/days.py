"""Small days to plan, on a plane where a unit of way takes a second, and random ones for Hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from core.fulfilment.routing.model import (
    Break,
    Depot,
    Load,
    RouteRequest,
    Stop,
    Traffic,
    VehicleType,
    Window,
)

VAN = VehicleType("van", Load(1_000, 1_000), shift=(0, 1_000), cost_per_km_minor=1_000, count=2)


def stop(name: str, x: float, y: float = 0, *windows: Window, **more: object) -> Stop:
    return Stop(name, x=x, y=y, windows=windows or ((0, 1_000),), **more)  # type: ignore[arg-type]


def day(*stops: Stop, vehicles: tuple[VehicleType, ...] = (VAN,), **more: object) -> RouteRequest:
    depot = Depot("depot", x=0, y=0, window=(0, 1_000))
    return RouteRequest(depot, vehicles, stops, metric="euclidean", **more)  # type: ignore[arg-type]


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    starts = draw(st.lists(st.integers(0, 800), max_size=2))
    return tuple((start, start + draw(st.integers(0, 300))) for start in starts)


@st.composite
def stops(draw: st.DrawFn, name: str) -> Stop:
    return Stop(
        name,
        x=draw(st.integers(-100, 100)),
        y=draw(st.integers(-100, 100)),
        windows=draw(windows()),
        service_s=draw(st.integers(0, 30)),
        demand=Load(draw(st.none() | st.integers(0, 600)), draw(st.none() | st.integers(0, 600))),
        temperature=draw(st.sampled_from(["ambient", "ambient", "chilled", "frozen"])),
        max_ride_s=draw(st.none() | st.none() | st.integers(50, 300)),
        priority=draw(st.integers(0, 10)),
        pickup=draw(st.just(Load()) | st.builds(Load, st.integers(0, 600), st.integers(0, 600))),
        depot_id=draw(st.sampled_from([None, None, None, "depot"])),
    )


def breaks() -> st.SearchStrategy[tuple[Break, ...]]:
    spans = st.builds(lambda start, length: (start, start + length), st.integers(0, 600), st.integers(0, 200))
    return st.lists(st.builds(Break, spans, st.integers(1, 80)), max_size=2).map(tuple)


@st.composite
def traffic(draw: st.DrawFn) -> tuple[Traffic, ...]:
    found, at = [], 0
    for _ in range(draw(st.integers(0, 3))):
        start = at + draw(st.integers(0, 200))
        at = start + draw(st.integers(0, 200))
        found.append(Traffic((start, at), draw(st.integers(30, 300))))
    return tuple(found)


@st.composite
def vehicles(draw: st.DrawFn, name: str) -> VehicleType:
    return VehicleType(
        name,
        Load(draw(st.none() | st.integers(100, 1_500)), draw(st.none() | st.integers(100, 1_500))),
        draw(st.sampled_from([("ambient",), ("ambient", "chilled"), ("ambient", "chilled", "frozen")])),
        draw(st.sampled_from([None, (0, 1_000), (100, 500), (900, 2_000)])),
        draw(st.sampled_from([0, 70_000])),
        draw(st.sampled_from([0, 5_000])),
        draw(st.sampled_from([0, 150_000])),
        draw(st.integers(1, 3)),
        draw(st.sampled_from([None, "depot", "branch"])),
        draw(breaks()),
    )


@st.composite
def days(draw: st.DrawFn, most: int = 12) -> RouteRequest:
    size = draw(st.integers(0, most))
    return RouteRequest(
        Depot("depot", x=0, y=0, window=draw(st.sampled_from([None, (0, 1_000), (-200, 900)]))),
        tuple(draw(vehicles(f"v{i}")) for i in range(draw(st.integers(1, 2)))),
        tuple(draw(stops(f"s{i}")) for i in range(size)),
        metric="euclidean",
        depots=(Depot("branch", x=50, y=-30, window=draw(st.sampled_from([None, (100, 900)]))),),
        traffic=draw(traffic()),
        balance_cost_per_hour_minor=draw(st.sampled_from([0, 0, 200_000])),
    )


def with_free_roads(request: RouteRequest) -> RouteRequest:
    """The same without what only driving a whole tour can settle: traffic, breaks and ride limits."""
    return replace(
        request,
        traffic=(),
        vehicles=tuple(replace(van, breaks=()) for van in request.vehicles),
        stops=tuple(replace(stop, max_ride_s=None) for stop in request.stops),
    )
