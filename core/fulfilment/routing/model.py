"""What routing takes and gives. Field names are the JSON keys of the public contract.

Units: times are whole seconds on one clock (since midnight, or since any epoch, the same for all), distances
metres, weights grams, volumes millilitres, costs minor units of money.

`metric` says how travel is reckoned when no matrix is given (see `travel.py`):
- "haversine": `lat`, `lon` in degrees, great circle times `road_factor` at `speed_kmh`;
- "euclidean": `x`, `y` in units of the caller's own; a unit takes one second and counts as one metre,
  distances are truncated to a tenth. A Solomon instance goes in as it is printed and its `distance_m` add up
  to the DIMACS cost; times and distances of the result may then carry one decimal.

`traffic` says when driving takes longer than that, whichever way travel was reckoned.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import ClassVar, Literal

from pydantic import ConfigDict

from core.fulfilment.boxes import Box, Cell, CellReason
from core.fulfilment.temperature import Temperature

Metric = Literal["haversine", "euclidean"]
Window = tuple[int, int]
"""Start and end, both included."""
Reason = Literal[
    "no_vehicle_for_temperature",
    "no_vehicle_at_depot",
    "heavier_than_every_van",
    "larger_than_every_van",
    "window_unreachable",
    "ride_too_long",
    "fleet_full",
    "out_of_time",
]
"""The first that is true. Temperature, weight, volume and times are those of the vans of the depot where the goods stand,
and each of the vans that pass what comes before it. `out_of_time`: no room was found before the time limit; more time
may find some."""

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Load:
    """As a demand a missing measure is nothing, as a capacity it is no limit."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    weight_g: int | None = None
    volume_ml: int | None = None


@dataclass(frozen=True, slots=True)
class Depot:
    """Its vans leave and return within `window`; without one they leave at 0 or later and return whenever."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    lat: float | None = None
    lon: float | None = None
    x: float | None = None
    y: float | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """The driver rests for `duration_s`, from a moment within `window` on: where the van stands after a stop,
    or off the road, when it leaves after such a break or is back before the window ends."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    window: Window
    duration_s: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """One thing that rides as it is; it may be turned, but onto another side only without `this_side_up`."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    length_mm: int
    width_mm: int
    height_mm: int
    this_side_up: bool = False


@dataclass(frozen=True, slots=True)
class VehicleType:
    """`count` equal vans of one depot, out within `shift` only, each driver with the same `breaks`.

    One carries a stop if `temperatures` names the stop's, and if each of its `bulky` things goes into the room of
    `length_mm` by `width_mm` by `height_mm`; what of these is None is not known and no limit. Without `depot_id`
    they stand at `RouteRequest.depot`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    capacity: Load = Load()
    temperatures: tuple[Temperature, ...] = ("ambient",)
    shift: Window | None = None
    fixed_cost_minor: int = 0
    cost_per_km_minor: int = 0
    cost_per_hour_minor: int = 0
    count: int = 1
    depot_id: str | None = None
    breaks: tuple[Break, ...] = ()
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None

    def has_room_for(self, bulk: Bulk) -> bool:
        """Whether it goes in alone, in some way it may lie."""
        base = sorted((bulk.length_mm, bulk.width_mm))
        floor = sorted(inf if side is None else side for side in (self.length_mm, self.width_mm))
        height = inf if self.height_mm is None else self.height_mm
        if bulk.this_side_up:
            return base[0] <= floor[0] and base[1] <= floor[1] and bulk.height_mm <= height
        sides, room = sorted((*base, bulk.height_mm)), sorted((*floor, height))
        return all(side <= most for side, most in zip(sides, room, strict=True))


@dataclass(frozen=True, slots=True)
class Stop:
    """`windows` say when service may begin (none: any time).

    `demand` is brought from the depot, `pickup` (returns, empties) is loaded at the stop and brought to it.
    With `depot_id` only vans of that depot serve the stop.
    `max_ride_s` limits the time from leaving the depot to the beginning of service: how long goods ride.
    A higher `priority` (0 to 10) is the last to be left out when the fleet is full.
    Only for a candidate of `slots`: a parcel locker's `cells`, which `parcels` must go into.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    lat: float | None = None
    lon: float | None = None
    x: float | None = None
    y: float | None = None
    windows: tuple[Window, ...] = ()
    service_s: int = 0
    demand: Load = Load()
    temperature: Temperature = "ambient"
    max_ride_s: int | None = None
    priority: int = 0
    pickup: Load = Load()
    depot_id: str | None = None
    parcels: tuple[Box, ...] = ()
    cells: tuple[Cell, ...] | None = None
    bulky: tuple[Bulk, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Square, may be asymmetric: the depot first, then the stops, then the candidates, then the further depots,
    in the order given."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    durations_s: tuple[tuple[int, ...], ...]
    distances_m: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Committed:
    """One van's promised route: stop ids in driving order."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    vehicle_id: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Within `window` (its end not included) driving goes so slowly that a way takes `percent` of its time."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    window: Window
    percent: int


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """A day to plan. `committed` is where the search starts from; a better plan may differ from it.

    `depots` are further depots beside `depot`. `balance_cost_per_hour_minor` makes routes alike: the search pays
    so much for each hour by which a route is longer than routes are on average; no `cost_minor` contains it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    depot: Depot
    vehicles: tuple[VehicleType, ...]
    stops: tuple[Stop, ...]
    matrix: Matrix | None = None
    metric: Metric = "haversine"
    committed: tuple[Committed, ...] = ()
    time_limit_s: float = 1.0
    road_factor: float = 1.35
    speed_kmh: float = 25.0
    depots: tuple[Depot, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    balance_cost_per_hour_minor: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """`arrival` is when service begins (a van that comes early waits), `departure` is when it ends."""

    id: str
    arrival: int | float
    departure: int | float


@dataclass(frozen=True, slots=True)
class Pause:
    """A break taken on the road."""

    start: int | float
    end: int | float


@dataclass(frozen=True, slots=True)
class Route:
    """One van's round trip. It leaves just in time for its first stop; `duration_s` is depot to depot.

    `loading` is the order in which stops' goods go into the van: the last stop's first, so that what is needed
    next lies at the door. `breaks` before leaving and after returning are not told.
    `cost_minor` is the fixed cost plus `distance_m` and `duration_s` at the van's rates, rounded half up.
    """

    vehicle_id: str
    stops: tuple[Visit, ...]
    distance_m: int | float
    duration_s: int | float
    cost_minor: int
    loading: tuple[str, ...] = ()
    breaks: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Unserved:
    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class RouteResult:
    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    cost_minor: int


@dataclass(frozen=True, slots=True)
class SlotsRequest(RouteRequest):
    """Which of `slots` each of `candidates` (stops without windows) may be promised beside what is committed.

    Here `committed` is a promise: every stop on it stays served. Stops on no route are not considered.
    """

    candidates: tuple[Stop, ...] = ()
    slots: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """`marginal_cost_minor`: how much more the day costs with the candidate; None when not feasible.

    `tier` 1: the candidate fits between two committed stops; 2: only a new plan of the day could tell.
    `green`: a van is near then anyway; it drives at most a kilometre further, and is out hardly longer.
    `reason`: why no slot will do, where the candidate's locker is why.
    """

    candidate_id: str
    slot: Window
    feasible: bool
    marginal_cost_minor: int | None
    tier: Literal[1, 2]
    green: bool = False
    reason: CellReason | None = None


@dataclass(frozen=True, slots=True)
class SlotsResult:
    offers: tuple[Offer, ...]
