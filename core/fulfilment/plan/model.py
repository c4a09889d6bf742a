"""What planning a wave takes and gives. Field names are the JSON keys; units as in packing and routing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from core.fulfilment.grouping.model import Consolidation
from core.fulfilment.intake.model import Estimate, Order
from core.fulfilment.packing.model import CartonType, Objective, Placement, Rotation
from core.fulfilment.packing.model import Reason as PackingReason
from core.fulfilment.routing.model import Depot, Route, VehicleType
from core.fulfilment.routing.model import Reason as RoutingReason
from core.fulfilment.temperature import Temperature

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class AddressMatrix:
    """Travel between places: the depot first, then the addresses as `address_ids` lists them. Square."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    address_ids: tuple[str, ...]
    durations_s: tuple[tuple[int, ...], ...]
    distances_m: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A wave of orders, and what there is to pack and drive it with.

    `time_limit_s` is for all steps together. `iterations` makes the answer repeatable: so many of the route
    search instead of as many as fit into the time. Without a matrix, ways are great circles times
    `road_factor` at `speed_kmh`. `estimates` measure lines that do not say their size.
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


@dataclass(frozen=True, slots=True)
class PlannedParcel:
    """A packed carton of one order: what is handed over, refused or returned as a whole.

    `volume_ml` is what it takes in the van, `weight_g` gross; `fill` is the share of the carton that goods
    take. A placement's `item_id` is the order line's id, followed by `~part` for the rest of goods sold by
    weight.
    """

    id: str
    carton_id: str
    temperature: Temperature
    weight_g: int
    volume_ml: int
    fill: float
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class UnpackedUnits:
    item_id: str
    quantity: int
    reason: PackingReason


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """`estimated` names lines whose measures are a guess; `lower_bound` as in packing."""

    order_id: str
    consolidation_id: str
    temperatures: tuple[Temperature, ...]
    parcels: tuple[PlannedParcel, ...]
    unpacked: tuple[UnpackedUnits, ...]
    estimated: tuple[str, ...]
    lower_bound: int


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """Parcels of one consolidation that go in one van. `temperature` is the coldest of theirs; any van that
    can keep it can keep the others too, or they would be another stop."""

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


@dataclass(frozen=True, slots=True)
class UnservedOrder:
    """What of an order stays behind, and why. `not_packed`: some of its goods go into no carton, so all of it
    waits for a person. Otherwise `parcel_ids` have no place in a van."""

    order_id: str
    parcel_ids: tuple[str, ...]
    reason: RoutingReason | Literal["not_packed"]


@dataclass(frozen=True, slots=True)
class Figures:
    """`fill` is the mean over parcels, by volume; `seconds` what each step took; `cost_minor` cartons and
    vans."""

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


@dataclass(frozen=True, slots=True)
class PlanResult:
    consolidations: tuple[Consolidation, ...]
    orders: tuple[OrderPlan, ...]
    stops: tuple[PlannedStop, ...]
    routes: tuple[Route, ...]
    unserved: tuple[UnservedOrder, ...]
    figures: Figures
