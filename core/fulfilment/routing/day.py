"""A valid request made ready for reckoning: whole ticks counted from the day's origin, places by index."""

from __future__ import annotations

from dataclasses import dataclass

from core.fulfilment.routing.model import Load, Reason, RouteRequest, SlotsRequest, Stop, VehicleType
from core.fulfilment.routing.travel import Travel, places, travel

# Later than any lawful time in ticks, and small enough that sums of a few stay inside 64 bits.
FAR = 1 << 42
UNLIMITED = 1 << 42

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A stop in ticks; `windows` is never empty. Place 0, the depot, stands for itself with nothing to do."""

    id: str
    windows: tuple[Span, ...]
    service: int
    weight: int
    volume: int
    temperature: str
    max_ride: int
    priority: int


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle type in ticks: leaves at `opens` or later, is back at `closes` or earlier."""

    kind: VehicleType
    opens: int
    closes: int
    weight: int
    volume: int

    @property
    def usable(self) -> bool:
        return self.opens <= self.closes

    def suits(self, place: Place) -> bool:
        return place.temperature in self.kind.temperatures

    def holds(self, weight: int, volume: int) -> bool:
        return weight <= self.weight and volume <= self.volume


@dataclass(frozen=True, slots=True)
class Day:
    """`places[0]` is the depot; indices are those of `travel`. Every time has `origin` (ticks) subtracted."""

    travel: Travel
    places: tuple[Place, ...]
    vans: tuple[Van, ...]
    origin: int

    def index(self) -> dict[str, int]:
        return {place.id: i for i, place in enumerate(self.places)}

    def clock(self, ticks: int) -> int | float:
        """A time of the day as the caller counts it."""
        return self.travel.units(ticks + self.origin)


def day_of(request: RouteRequest) -> Day:
    ways = travel(request)
    stops = places(request)
    starts = [start for stop in stops for start, _ in stop.windows]
    starts += [start for start, _ in request.slots] if isinstance(request, SlotsRequest) else []
    starts += [van.shift[0] for van in request.vehicles if van.shift is not None]
    origin = min([0, *starts, *([request.depot.window[0]] if request.depot.window else [])]) * ways.scale
    depot = (
        (0 - origin, FAR) if request.depot.window is None else _span(request.depot.window, ways.scale, origin)
    )
    return Day(
        ways,
        (
            Place(request.depot.id, (depot,), 0, 0, 0, "", UNLIMITED, 0),
            *(_place(stop, ways.scale, origin) for stop in stops),
        ),
        tuple(_van(van, depot, ways.scale, origin) for van in request.vehicles),
        origin,
    )


def _span(window: Span, scale: int, origin: int) -> Span:
    return window[0] * scale - origin, window[1] * scale - origin


def _place(stop: Stop, scale: int, origin: int) -> Place:
    windows = tuple(sorted(_span(window, scale, origin) for window in stop.windows)) or ((0, FAR),)
    return Place(
        stop.id,
        windows,
        stop.service_s * scale,
        stop.demand.weight_g or 0,
        stop.demand.volume_ml or 0,
        stop.temperature,
        UNLIMITED if stop.max_ride_s is None else stop.max_ride_s * scale,
        stop.priority,
    )


def _van(van: VehicleType, depot: Span, scale: int, origin: int) -> Van:
    opens, closes = depot
    if van.shift is not None:
        start, end = _span(van.shift, scale, origin)
        opens, closes = max(opens, start), min(closes, end)
    return Van(van, opens, closes, _capacity(van.capacity, "weight_g"), _capacity(van.capacity, "volume_ml"))


def _capacity(load: Load, measure: str) -> int:
    given: int | None = getattr(load, measure)
    return UNLIMITED if given is None else given


def hopeless(day: Day, place: int) -> Reason | None:
    """Why no van could serve the place even if it had nothing else to do; None when one could."""
    stop = day.places[place]
    vans = [van for van in day.vans if van.suits(stop)]
    if not vans:
        return "no_vehicle_for_temperature"
    if all(stop.weight > van.weight for van in vans):
        return "heavier_than_every_van"
    vans = [van for van in vans if stop.weight <= van.weight]
    if all(stop.volume > van.volume for van in vans):
        return "larger_than_every_van"
    vans = [van for van in vans if stop.volume <= van.volume]
    if not any(_reaches(day, van, place) for van in vans):
        return "window_unreachable"
    if day.travel.durations[0, place] > stop.max_ride:
        return "ride_too_long"
    return None


def _reaches(day: Day, van: Van, place: int) -> bool:
    stop = day.places[place]
    earliest = van.opens + int(day.travel.durations[0, place])
    latest = van.closes - int(day.travel.durations[place, 0]) - stop.service
    return any(max(start, earliest) <= min(end, latest) for start, end in stop.windows)
