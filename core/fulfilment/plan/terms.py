"""Puts one step's words into the next one's. The solvers do not know each other; only planning knows them
all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.fulfilment.grouping.model import GroupOrder, GroupRequest, VehicleKind
from core.fulfilment.intake.model import FormalItem, FormalOrder
from core.fulfilment.packing.model import CartonType, Hold, Item, PackRequest, Parcel, Placement
from core.fulfilment.plan.model import PlannedStop, PlanRequest
from core.fulfilment.routing.model import Committed, Load, Matrix, Route, RouteRequest, Stop

USUAL_FILL = 0.6
"""Before packing, goods are taken to fill their cartons so far: grouping must not promise a van what will not
fit."""


def carton_volume_ml(carton: CartonType) -> int:
    return math.ceil(carton.length_mm * carton.width_mm * carton.height_mm / 1000)


def volume_in_van_ml(cartons: Mapping[str, CartonType], parcel: Parcel) -> int:
    if parcel.carton_id is not None:
        return carton_volume_ml(cartons[parcel.carton_id])
    return math.ceil(sum(p.dx_mm * p.dy_mm * p.dz_mm for p in parcel.placements) / 1000)


def extent_mm(placements: Sequence[Placement]) -> tuple[int, int, int]:
    """Of the box from the corner around all of them. There is one at least."""
    return (
        max(p.x_mm + p.dx_mm for p in placements),
        max(p.y_mm + p.dy_mm for p in placements),
        max(p.z_mm + p.dz_mm for p in placements),
    )


def extent_ml(placements: Sequence[Placement]) -> int:
    return math.ceil(math.prod(extent_mm(placements)) / 1000)


def bare_pack_request(request: PlanRequest) -> PackRequest:
    """Everything about packing but the goods."""
    return PackRequest(
        items=(),
        cartons=request.cartons,
        objective=request.objective,
        rotation=request.rotation,
        min_support=request.min_support,
        seed=request.seed,
        holds=tuple(
            dict.fromkeys(
                Hold(
                    van.capacity.weight_g,
                    van.capacity.volume_ml,
                    van.temperatures,
                    van.length_mm,
                    van.width_mm,
                    van.height_mm,
                )
                for van in request.vehicles
            )
        ),
    )


def bare_route_request(request: PlanRequest) -> RouteRequest:
    """Everything about routing but the stops and the matrix."""
    return RouteRequest(
        depot=request.depot,
        vehicles=request.vehicles,
        stops=(),
        matrix=_matrix(request, ()),
        time_limit_s=request.time_limit_s,
        road_factor=request.road_factor,
        speed_kmh=request.speed_kmh,
        depots=request.depots,
        traffic=request.traffic,
        balance_cost_per_hour_minor=request.balance_cost_per_hour_minor,
    )


def items(order: FormalOrder) -> tuple[Item, ...]:
    return tuple(_item(item) for item in order.items)


def _item(item: FormalItem) -> Item:
    return Item(
        id=item.id,
        length_mm=item.length_mm,
        width_mm=item.width_mm,
        height_mm=item.height_mm,
        weight_g=item.weight_g,
        quantity=item.quantity,
        fragile=item.fragile,
        this_side_up=item.this_side_up,
        max_load_g=item.max_load_g,
        temperature=item.temperature,
        segregation=item.segregation,
    )


def group_request(request: PlanRequest, formal: Iterable[FormalOrder]) -> GroupRequest:
    orders = {order.id: order for order in request.orders}
    return GroupRequest(
        orders=tuple(
            GroupOrder(
                id=order.id,
                address_id=orders[order.id].address_id,
                window=order.promise,
                weight_g=order.weight_g,
                volume_ml=math.ceil(order.volume_ml / USUAL_FILL),
                temperatures=order.temperatures,
                may_join=orders[order.id].may_join,
                party_id=orders[order.id].party_id,
                seller_ids=tuple(sorted({line.seller_id for line in orders[order.id].lines})),
                with_other_sellers=orders[order.id].with_other_sellers,
            )
            for order in formal
        ),
        vehicles=tuple(
            VehicleKind(van.id, van.capacity.weight_g, van.capacity.volume_ml, van.temperatures)
            for van in request.vehicles
        ),
        min_shared_s=request.min_shared_s,
        seed=request.seed,
    )


def route_request(request: PlanRequest, stops: Iterable[PlannedStop], time_limit_s: float) -> RouteRequest:
    stops = tuple(stops)
    place = {order.address_id: order for order in reversed(request.orders)}
    return replace(
        bare_route_request(request),
        stops=tuple(
            Stop(
                id=stop.id,
                lat=place[stop.address_id].lat,
                lon=place[stop.address_id].lon,
                windows=(stop.window,),
                service_s=stop.service_s,
                demand=Load(stop.weight_g, stop.volume_ml),
                temperature=stop.temperature,
                priority=stop.priority,
                pickup=Load(stop.pickup_weight_g, stop.pickup_volume_ml),
                depot_id=stop.depot_id,
                bulky=stop.bulky,
            )
            for stop in stops
        ),
        matrix=_matrix(request, stops),
        time_limit_s=time_limit_s,
    )


def _matrix(request: PlanRequest, stops: tuple[PlannedStop, ...]) -> Matrix | None:
    if request.matrix is None:
        return None
    row = {address_id: i for i, address_id in enumerate(request.matrix.address_ids, start=1)}
    rows = [
        0,
        *(row[stop.address_id] for stop in stops),
        *range(1 + len(row), 1 + len(row) + len(request.depots)),
    ]
    return Matrix(
        tuple(tuple(request.matrix.durations_s[a][b] for b in rows) for a in rows),
        tuple(tuple(request.matrix.distances_m[a][b] for b in rows) for a in rows),
    )


def committed(routes: Sequence[Route]) -> tuple[Committed, ...]:
    return tuple(Committed(one.vehicle_id, tuple(visit.id for visit in one.stops)) for one in routes)
