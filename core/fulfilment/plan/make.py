"""The whole way of a wave: formalise, group, pack, route.

Each order is packed by itself, also where several travel as one stop: a parcel is handed over, refused and
returned with its order, and two shoppers at one pickup point do not share a box. What is too large or too
heavy for every carton travels without one if a van takes it; an order with goods that no van takes stays
behind whole, for a person to decide; orders are never cut without being asked, except where no single van can
take all of one. Cartons are chosen by the request's objective; tighter ones are taken where they save a van or
let more orders ride.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from core.fulfilment.grouping import Consolidation, group
from core.fulfilment.intake import FormalOrder, formalise
from core.fulfilment.plan.crew import Crew, usable_cores
from core.fulfilment.plan.drives import drives
from core.fulfilment.plan.model import (
    Figures,
    OrderPlan,
    PlannedStop,
    PlanRequest,
    PlanResult,
    UnservedOrder,
)
from core.fulfilment.plan.parcels import packed
from core.fulfilment.plan.stops import stops_of
from core.fulfilment.plan.terms import group_request
from core.fulfilment.plan.tighter import could_save, may_decide, may_matter, tighter, worth
from core.fulfilment.routing.model import RouteResult
from core.kernel.errors import InvalidInput

PACK_SHARE, MOST_PACK_SHARE = 0.2, 0.5
"""Of the time: parcels of shop size are good within milliseconds, routes gain from every second."""
PACK_S_AN_ORDER = 0.03
CREW_FROM = 300
"""Orders; with fewer a second process is not worth its start."""
TIGHT_SHARE = 0.1
"""Of the time, to choose tighter cartons where volume may decide about a van."""
FIRST_SHARE = 0.6
"""Of the time for routes, to see whether volume decides about a van."""
MAX_UNITS = 500_000

Monotonic = Callable[[], float]


def make(request: PlanRequest, monotonic: Monotonic, workers: int | None) -> PlanResult:
    """Plans a valid wave from nothing. Raises InvalidInput for lines that cannot be."""
    began = monotonic()
    formal = formalised(request)
    consolidations = group(group_request(request, formal)).consolidations
    grouped = monotonic()
    consolidation_of = {order_id: c.id for c in consolidations for order_id in c.order_ids}
    few = len(request.orders) < CREW_FROM
    with Crew(1 if few else workers or usable_cores()) as crew:
        plans = packed(request, formal, consolidation_of, _packing_s(request, crew), crew)
        all_packed = monotonic()
        end = began + request.time_limit_s
        plans, stops, routed = _driven(request, formal, consolidations, plans, crew, end, monotonic)
    seconds = {"group": grouped - began, "pack": all_packed - grouped, "route": monotonic() - all_packed}
    return PlanResult(
        consolidations=consolidations,
        orders=plans,
        stops=stops,
        routes=routed.routes,
        unserved=unserved_orders(plans, stops, routed),
        figures=figures(request, consolidations, plans, stops, routed, seconds),
    )


def _driven(
    request: PlanRequest,
    formal: Sequence[FormalOrder],
    consolidations: Sequence[Consolidation],
    plans: tuple[OrderPlan, ...],
    crew: Crew,
    end: float,
    monotonic: Monotonic,
) -> tuple[tuple[OrderPlan, ...], tuple[PlannedStop, ...], RouteResult]:
    """The routes, and the cartons that ride: tighter ones where they save a van or let more orders ride."""
    stops = stops_of_wave(request, consolidations, plans)
    if not may_matter(request, plans):
        return plans, stops, drives(request, stops, end - monotonic(), crew, monotonic)
    routed = drives(request, stops, FIRST_SHARE * (end - monotonic()), crew, monotonic)
    if may_decide(request, plans, stops, routed):
        tight = tighter(request, formal, plans, TIGHT_SHARE * request.time_limit_s, crew)
        if tight != plans and could_save(request, tight, stops, routed):
            others = stops_of_wave(request, consolidations, tight)
            again = drives(request, others, end - monotonic(), crew, monotonic)
            saves = worth(request, others, again) < worth(request, stops, routed)
            return (tight, others, again) if saves else (plans, stops, routed)
    return plans, stops, drives(request, stops, end - monotonic(), crew, monotonic, start=routed.routes)


def _packing_s(request: PlanRequest, crew: Crew) -> float:
    """A share of the time, and more of it where that would leave an order too little to be packed well."""
    needed = PACK_S_AN_ORDER * len(request.orders) / crew.workers
    return min(max(PACK_SHARE * request.time_limit_s, needed), MOST_PACK_SHARE * request.time_limit_s)


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


def stops_of_wave(
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
        for stop in stops_of(
            consolidation, complete[consolidation.id], orders, request.vehicles, request.depot.id
        )
    )


def unserved_orders(
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


def figures(
    request: PlanRequest,
    consolidations: Sequence[Consolidation],
    plans: Sequence[OrderPlan],
    stops: Sequence[PlannedStop],
    routed: RouteResult,
    seconds: dict[str, float],
) -> Figures:
    price = {carton.id: carton.cost_minor for carton in request.cartons}
    parcels = [parcel for one in plans if not one.unpacked for parcel in one.parcels]
    boxed = [parcel for parcel in parcels if parcel.carton_id is not None]
    volume = sum(parcel.volume_ml for parcel in boxed)
    cartons = sum(price[parcel.carton_id] for parcel in boxed if parcel.carton_id is not None)
    behind = {one.order_id for one in unserved_orders(plans, stops, routed)}
    return Figures(
        orders=len(plans),
        served_orders=len(plans) - len(behind),
        consolidations=len(consolidations),
        stops=len(stops),
        parcels=len(parcels),
        fill=sum(parcel.fill * parcel.volume_ml for parcel in boxed) / volume if volume else 0.0,
        vans=len(routed.routes),
        distance_m=sum(one.distance_m for one in routed.routes),
        duration_s=sum(one.duration_s for one in routed.routes),
        carton_cost_minor=cartons,
        route_cost_minor=routed.cost_minor,
        cost_minor=cartons + routed.cost_minor,
        seconds=seconds,
    )
