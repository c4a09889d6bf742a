"""What planning a wave takes and gives. Field names are the JSON keys; units as in packing and routing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from core.fulfilment.grouping.model import Consolidation
from core.fulfilment.intake.model import Estimate, Order
from core.fulfilment.packing.model import CartonType, Objective, Placement, Rotation
from core.fulfilment.packing.model import Reason as PackingReason
from core.fulfilment.routing.model import Bulk, Depot, Route, Traffic, VehicleType
from core.fulfilment.routing.model import Reason as RoutingReason
from core.fulfilment.temperature import Temperature

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class AddressMatrix:
    """Travel between places: the depot first, then the addresses as `address_ids` lists them, then the further
    depots. Square."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    address_ids: tuple[str, ...]
    durations_s: tuple[tuple[int, ...], ...]
    distances_m: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PlannedParcel:
    """A packed carton of one order: what is handed over, refused or returned as a whole.

    `volume_ml` is what it takes in the van, `weight_g` gross; `fill` is the share of the carton that goods
    take. `carton_id` is None for a unit that is too large or too heavy for every carton: it travels without
    one, in its own measures. It is None as well for what goes into one cell of a locker, of the kind `cell_id`:
    `fill` is then the share of the cell, and its room in the van the box around its goods. A placement's `item_id` is
    the order line's id, followed by `~part` for the rest of goods sold by weight.
    """

    id: str
    carton_id: str | None
    temperature: Temperature
    weight_g: int
    volume_ml: int
    fill: float
    placements: tuple[Placement, ...]
    cell_id: str | None = None

    @property
    def is_bulky(self) -> bool:
        """Whether it is a single unit that rides as it is."""
        return self.carton_id is None and self.cell_id is None


@dataclass(frozen=True, slots=True)
class UnpackedUnits:
    item_id: str
    quantity: int
    reason: PackingReason | Literal["not_in_its_cells"]


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """`estimated` names lines whose measures are a guess; `lower_bound` as in packing. An order of several sellers
    has a plan for each, named `<order>/<seller>`, and `part_of` is the order: packed apart, brought together
    wherever that is lawful."""

    order_id: str
    consolidation_id: str
    temperatures: tuple[Temperature, ...]
    parcels: tuple[PlannedParcel, ...]
    unpacked: tuple[UnpackedUnits, ...]
    estimated: tuple[str, ...]
    lower_bound: int
    seller_id: str = ""
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """Parcels of one consolidation that go in one van. `temperature` is the coldest of theirs; any van that
    can keep it can keep the others too, or they would be another stop. With `depot_id` its parcels stand there.
    What an order gives back is taken with its first parcel. `bulky` are its parcels without a carton."""

    id: str
    consolidation_id: str
    address_id: str
    order_ids: tuple[str, ...]
    parcel_ids: tuple[str, ...]
    temperature: Temperature
    window: tuple[int, int]
    service_s: int
    weight_g: int
    volume_ml: int
    priority: int
    depot_id: str | None = None
    pickup_weight_g: int = 0
    pickup_volume_ml: int = 0
    bulky: tuple[Bulk, ...] = ()


@dataclass(frozen=True, slots=True)
class UnservedOrder:
    """What of an order stays behind, and why. `not_packed`: some of its goods go into no carton and no van, so all of it
    waits for a person. Otherwise `parcel_ids` have no place in a van."""

    order_id: str
    parcel_ids: tuple[str, ...]
    reason: RoutingReason | Literal["not_packed"]


@dataclass(frozen=True, slots=True)
class SellerFigures:
    """Orders and parts of orders, and what of the costs is the seller's: the cartons, and of each route as much
    as the parcels' share of the room that is taken in the van."""

    seller_id: str
    orders: int
    parcels: int
    carton_cost_minor: int
    route_cost_minor: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`fill` is the mean over cartons, by volume; `seconds` what each step took; `cost_minor` cartons and
    vans. An order of several sellers counts once, and is served when all of it is; `sellers` where any line
    names one."""

    orders: int
    served_orders: int
    consolidations: int
    stops: int
    parcels: int
    fill: float
    vans: int
    distance_m: int | float
    duration_s: int | float
    carton_cost_minor: int
    route_cost_minor: int
    cost_minor: int
    seconds: dict[str, float]
    sellers: tuple[SellerFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Ride:
    """Who brings an order and when service begins; `route` is the index in the plan that the ride is part of."""

    route: int
    vehicle_id: str
    arrival: int | float


Why = Literal["cancelled", "no_show", "van_down", "van_late", "new_order", "room_found", "made_room"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an order that the previous plan had otherwise. `made_room`: no event of its own moved it,
    another order did; `room_found`: it had no van before. `late`: the promised window will be missed; `retimed`: by a
    quarter of an hour or more, within the window."""

    order_id: str
    what: What
    before: Ride | None
    after: Ride | None
    why: Why


@dataclass(frozen=True, slots=True)
class PlanResult:
    """`changes`, `loaded`, the indices of routes whose vans are loaded or out, and `carries_on`, for every route the
    index of the previous route that it carries on, are those of a day that was carried on."""

    consolidations: tuple[Consolidation, ...]
    orders: tuple[OrderPlan, ...]
    stops: tuple[PlannedStop, ...]
    routes: tuple[Route, ...]
    unserved: tuple[UnservedOrder, ...]
    figures: Figures
    changes: tuple[Change, ...] = ()
    loaded: tuple[int, ...] = ()
    carries_on: tuple[int | None, ...] = ()


EventKind = Literal["cancelled", "no_show", "van_down", "van_late"]
What = Literal["taken_out", "moved", "added", "retimed", "late", "left_out"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to an order (`cancelled`, `no_show`) or to a van.

    A van is the one on the route with the index `route` of the previous plan, or the only one of
    `vehicle_id`. `van_down`: it drives no further from `from_s` on. `van_late`: it is `by_s` behind its plan.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    kind: EventKind
    order_id: str | None = None
    vehicle_id: str | None = None
    route: int | None = None
    from_s: int | None = None
    by_s: int | None = None


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A wave of orders, and what there is to pack and drive it with.

    `time_limit_s` is for all steps together. `iterations` makes the answer repeatable: so many of the route
    search instead of as many as fit into the time. Without a matrix, ways are great circles times
    `road_factor` at `speed_kmh`. `estimates` measure lines that do not say their size. `depots`, `traffic` and
    `balance_cost_per_hour_minor` as in routing.

    With `previous`, the answer of an earlier request, the day is under way: it is `now_s`, the `events` have
    happened, orders that `previous` does not know are new, and what is loaded or promised stays. `orders`
    still names every order of `previous`. A van is loaded from `loading_s` before it leaves.

    Goods of several `seller_id` in one order are packed apart (see OrderPlan); events name the whole order.
    Goods of different `segregation` never share a carton, but ride in one van, and come as one stop: parcels
    stay closed on the way.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    orders: tuple[Order, ...]
    cartons: tuple[CartonType, ...]
    vehicles: tuple[VehicleType, ...]
    depot: Depot
    estimates: tuple[Estimate, ...] = ()
    matrix: AddressMatrix | None = None
    objective: Objective = "cost"
    rotation: Rotation = "upright"
    min_support: float = 0.7
    min_shared_s: int = 1800
    road_factor: float = 1.35
    speed_kmh: float = 25.0
    time_limit_s: float = 10.0
    seed: int = 0
    iterations: int | None = None
    previous: PlanResult | None = None
    events: tuple[Event, ...] = ()
    now_s: int = 0
    loading_s: int = 1800
    depots: tuple[Depot, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    balance_cost_per_hour_minor: int = 0
