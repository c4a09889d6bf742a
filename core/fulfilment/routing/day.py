"""A valid request made ready for reckoning: whole ticks counted from the day's origin, places by index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.fulfilment.routing.model import Depot, Load, RouteRequest, SlotsRequest, Stop, VehicleType
from core.fulfilment.routing.travel import IntArray, Pace, Travel, homes, pace, places, travel

# Later than any lawful time in ticks, and small enough that sums of a few stay inside 64 bits.
FAR = 1 << 42
UNLIMITED = 1 << 42

Span = tuple[int, int]
Need = tuple[str, int | None, frozenset[str]]
"""What a stop asks of its van: a temperature, the depot (its place) where its goods stand, and not to be one of those
that something of it does not go into."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stop in ticks; `windows` is never empty. Place 0, the depot, stands for itself with nothing to do.

    `weight` and `volume` are brought, `picked_weight` and `picked_volume` loaded.
    """

    id: str
    windows: tuple[Span, ...]
    service: int
    weight: int
    volume: int
    picked_weight: int
    picked_volume: int
    need: Need
    max_ride: int
    priority: int

    @property
    def is_loaded(self) -> bool:
        """Something of it goes into the van at the depot; else there is only something to bring back."""
        return bool(self.weight or self.volume) or not (self.picked_weight or self.picked_volume)


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle type in ticks: leaves `home` (a place) at `opens` or later, is back there at `closes` or earlier.

    `rests` are its breaks: when each may begin, and how long it lasts.
    """

    kind: VehicleType
    home: int
    opens: int
    closes: int
    weight: int
    volume: int
    rests: tuple[tuple[Span, int], ...]

    @property
    def usable(self) -> bool:
        return self.opens <= self.closes

    def suits(self, need: Need) -> bool:
        temperature, home, too_small = need
        return (
            temperature in self.kind.temperatures
            and home in (None, self.home)
            and self.kind.id not in too_small
        )


@dataclass(frozen=True, slots=True)
class Day:
    """`places[0]` is the depot; indices are those of `travel`, whose last rows are the further depots.

    Every time has `origin` (ticks) subtracted. `quickest` are the durations of `travel` at the best hour: a quick
    look by them may promise too much, `schedule.timing` tells the truth.
    """

    travel: Travel
    pace: Pace
    quickest: IntArray
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
    depots = (request.depot, *request.depots)
    starts += [depot.window[0] for depot in depots if depot.window is not None]
    origin = min(0, *starts) * ways.scale if starts else 0
    home = homes(request)
    hours = {depot.id: _hours(depot, ways.scale, origin) for depot in depots}
    driving = pace(request, ways.scale, origin)
    return Day(
        ways,
        driving,
        driving.at_best(ways.durations),
        (
            Place(
                request.depot.id,
                (hours[request.depot.id],),
                0,
                0,
                0,
                0,
                0,
                ("", None, frozenset()),
                UNLIMITED,
                0,
            ),
            *(_place(stop, home, request.vehicles, ways.scale, origin) for stop in stops),
        ),
        tuple(
            _van(van, home[where], hours[where], ways.scale, origin)
            for van in request.vehicles
            for where in (van.depot_id or request.depot.id,)
        ),
        origin,
    )


def _hours(depot: Depot, scale: int, origin: int) -> Span:
    return (0 - origin, FAR) if depot.window is None else _span(depot.window, scale, origin)


def _span(window: Span, scale: int, origin: int) -> Span:
    return window[0] * scale - origin, window[1] * scale - origin


def _place(stop: Stop, home: dict[str, int], vans: Sequence[VehicleType], scale: int, origin: int) -> Place:
    windows = tuple(sorted(_span(window, scale, origin) for window in stop.windows)) or ((0, FAR),)
    too_small = frozenset(van.id for van in vans if not all(map(van.has_room_for, stop.bulky)))
    return Place(
        stop.id,
        windows,
        stop.service_s * scale,
        stop.demand.weight_g or 0,
        stop.demand.volume_ml or 0,
        stop.pickup.weight_g or 0,
        stop.pickup.volume_ml or 0,
        (stop.temperature, None if stop.depot_id is None else home[stop.depot_id], too_small),
        UNLIMITED if stop.max_ride_s is None else stop.max_ride_s * scale,
        stop.priority,
    )


def _van(van: VehicleType, home: int, hours: Span, scale: int, origin: int) -> Van:
    opens, closes = hours
    if van.shift is not None:
        start, end = _span(van.shift, scale, origin)
        opens, closes = max(opens, start), min(closes, end)
    return Van(
        van,
        home,
        opens,
        closes,
        _capacity(van.capacity, "weight_g"),
        _capacity(van.capacity, "volume_ml"),
        tuple((_span(rest.window, scale, origin), rest.duration_s * scale) for rest in van.breaks),
    )


def _capacity(load: Load, measure: str) -> int:
    given: int | None = getattr(load, measure)
    return UNLIMITED if given is None else given
