"""The whole way of a wave: formalise, group, pack, route.

Each order is packed by itself, also where several travel as one stop: a parcel is handed over, refused and
returned with its order, and two shoppers at one pickup point do not share a box. An order whose goods do not
all go into cartons stays behind whole, for a person to decide; orders are never cut without being asked,
except where no single van can take all of one.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.fulfilment.grouping import Consolidation, group
from core.fulfilment.intake import FormalOrder, formalise
from core.fulfilment.packing import CartonType, PackResult, Parcel, pack
from core.fulfilment.packing.model import MAX_TIME_S
from core.fulfilment.plan.model import (
    Figures,
    OrderPlan,
    PlannedParcel,
    PlannedStop,
    PlanRequest,
    PlanResult,
    UnpackedUnits,
    UnservedOrder,
)
from core.fulfilment.plan.stops import stops_of
from core.fulfilment.plan.terms import (
    bare_pack_request,
    carton_volume_ml,
    group_request,
    items,
    route_request,
)
from core.fulfilment.plan.validate import validate
from core.fulfilment.routing.model import RouteResult
from core.fulfilment.temperature import coldest
from core.kernel.errors import InvalidInput

PACK_SHARE = 0.3
"""Of the time: parcels of shop size are good within milliseconds, routes gain from every second."""
PACK_ROUNDS = 60
LEAST_ROUTE_S = 0.1
MAX_UNITS = 100_000

Monotonic = Callable[[], float]


def plan(request: PlanRequest, monotonic: Monotonic = time.monotonic) -> PlanResult:
    """A plan that `plan_violations` finds nothing wrong with. With `iterations` it is the same each time but
    for `figures.seconds`. Raises InvalidInput with a path such as `orders[3].lines[0].quantity`."""
    began = monotonic()
    validate(request)
    formal = formalised(request)
    consolidations = group(group_request(request, formal)).consolidations
    grouped = monotonic()
    consolidation_of = {order_id: c.id for c in consolidations for order_id in c.order_ids}
    plans = _packed(request, formal, consolidation_of, monotonic, began + PACK_SHARE * request.time_limit_s)
    packed = monotonic()
    stops = _stops(request, consolidations, plans)
    left = max(LEAST_ROUTE_S, request.time_limit_s - (packed - began))
    routed = _routed(request, stops, left)
    seconds = {"group": grouped - began, "pack": packed - grouped, "route": monotonic() - packed}
    return PlanResult(
        consolidations=consolidations,
        orders=plans,
        stops=stops,
        routes=routed.routes,
        unserved=_unserved(plans, stops, routed),
        figures=_figures(request, consolidations, plans, stops, routed, seconds),
    )


def formalised(request: PlanRequest) -> list[FormalOrder]:
    """The orders of the request in engine terms. Raises InvalidInput."""
    estimates = {estimate.category: estimate for estimate in request.estimates}
    formal = []
    for i, order in enumerate(request.orders):
        try:
            formal.append(formalise(order, estimates))
        except InvalidInput as wrong:
            raise InvalidInput(f"orders[{i}].{wrong.field}", wrong.params["reason"]) from wrong
    if sum(item.quantity for order in formal for item in order.items) > MAX_UNITS:
        raise InvalidInput("orders", f"at most {MAX_UNITS} units are planned at once")
    return formal


def _packed(
    request: PlanRequest,
    formal: Sequence[FormalOrder],
    consolidation_of: dict[str, str],
    monotonic: Monotonic,
    end: float,
) -> tuple[OrderPlan, ...]:
    """Each order gets its share of the time that is left, by its number of units."""
    cartons = {carton.id: carton for carton in request.cartons}
    bare = bare_pack_request(request)
    left = sum(item.quantity for order in formal for item in order.items)
    plans = []
    for order in formal:
        units = sum(item.quantity for item in order.items)
        share = max(0.0, (end - monotonic()) * units / left)
        # Counted rounds are repeatable only while the clock does not cut them short.
        limit = MAX_TIME_S if request.iterations is not None else share
        result = pack(replace(bare, items=items(order), time_limit_s=limit), max_rounds=PACK_ROUNDS)
        plans.append(_order_plan(order, consolidation_of[order.id], result, cartons))
        left -= units
    return tuple(plans)


def _order_plan(
    order: FormalOrder, consolidation_id: str, result: PackResult, cartons: dict[str, CartonType]
) -> OrderPlan:
    temperatures = {item.id: item.temperature for item in order.items}

    def planned(n: int, parcel: Parcel) -> PlannedParcel:
        return PlannedParcel(
            id=f"{order.id}#{n}",
            carton_id=parcel.carton_id,
            temperature=coldest(temperatures[placement.item_id] for placement in parcel.placements),
            weight_g=parcel.weight_g,
            volume_ml=carton_volume_ml(cartons[parcel.carton_id]),
            fill=parcel.fill,
            placements=parcel.placements,
        )

    unpacked = Counter((unit.item_id, unit.reason) for unit in result.unpacked)
    return OrderPlan(
        order_id=order.id,
        consolidation_id=consolidation_id,
        temperatures=order.temperatures,
        parcels=tuple(planned(n, parcel) for n, parcel in enumerate(result.parcels, start=1)),
        unpacked=tuple(UnpackedUnits(item_id, n, reason) for (item_id, reason), n in unpacked.items()),
        estimated=order.estimated,
        lower_bound=result.lower_bound,
    )


def _stops(
    request: PlanRequest, consolidations: Sequence[Consolidation], plans: Sequence[OrderPlan]
) -> tuple[PlannedStop, ...]:
    orders = {order.id: order for order in request.orders}
    complete: dict[str, list[OrderPlan]] = defaultdict(list)
    for one in plans:
        if not one.unpacked:
            complete[one.consolidation_id].append(one)
    return tuple(
        stop
        for consolidation in consolidations
        for stop in stops_of(consolidation, complete[consolidation.id], orders, request.vehicles)
    )


def _routed(request: PlanRequest, stops: Sequence[PlannedStop], time_limit_s: float) -> RouteResult:
    from core.fulfilment.routing.solver import (
        route,
    )  # PyVRP takes a while to load, and bad input needs none of it.

    return route(route_request(request, stops, time_limit_s), request.seed, request.iterations)


def _unserved(
    plans: Sequence[OrderPlan], stops: Sequence[PlannedStop], routed: RouteResult
) -> tuple[UnservedOrder, ...]:
    reasons = {stop.id: stop.reason for stop in routed.unserved}
    left = [
        UnservedOrder(one.order_id, tuple(parcel.id for parcel in one.parcels), "not_packed")
        for one in plans
        if one.unpacked
    ]
    owner = {parcel.id: one.order_id for one in plans for parcel in one.parcels}
    for stop in stops:
        if stop.id in reasons:
            for order_id in stop.order_ids:
                behind = tuple(p for p in stop.parcel_ids if owner[p] == order_id)
                left.append(UnservedOrder(order_id, behind, reasons[stop.id]))
    return tuple(left)


def _figures(
    request: PlanRequest,
    consolidations: Sequence[Consolidation],
    plans: Sequence[OrderPlan],
    stops: Sequence[PlannedStop],
    routed: RouteResult,
    seconds: dict[str, float],
) -> Figures:
    price = {carton.id: carton.cost_minor for carton in request.cartons}
    parcels = [parcel for one in plans if not one.unpacked for parcel in one.parcels]
    volume = sum(parcel.volume_ml for parcel in parcels)
    cartons = sum(price[parcel.carton_id] for parcel in parcels)
    behind = {one.order_id for one in _unserved(plans, stops, routed)}
    return Figures(
        orders=len(plans),
        served_orders=len(plans) - len(behind),
        consolidations=len(consolidations),
        stops=len(stops),
        parcels=len(parcels),
        fill=sum(parcel.fill * parcel.volume_ml for parcel in parcels) / volume if volume else 0.0,
        vans=len(routed.routes),
        distance_m=sum(one.distance_m for one in routed.routes),
        duration_s=sum(one.duration_s for one in routed.routes),
        carton_cost_minor=cartons,
        route_cost_minor=routed.cost_minor,
        cost_minor=cartons + routed.cost_minor,
        seconds=seconds,
    )
