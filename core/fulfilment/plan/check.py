"""Proves a plan from its request alone: both solvers' checkers, and that nothing is lost or sent twice
between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.fulfilment import packing
from core.fulfilment.cells import InCells, cell_violations
from core.fulfilment.grouping import GroupResult
from core.fulfilment.grouping.check import violations as grouping_violations
from core.fulfilment.intake import FormalOrder
from core.fulfilment.packing import PackRequest, PackResult, Parcel, Unpacked
from core.fulfilment.plan.make import formalised
from core.fulfilment.plan.model import OrderPlan, PlannedParcel, PlanRequest, PlanResult
from core.fulfilment.plan.recheck import carried_on, carry_on_violations, delayed_stops, late_stops
from core.fulfilment.plan.sellers import in_parts
from core.fulfilment.plan.terms import (
    bare_pack_request,
    carton_volume_ml,
    extent_ml,
    group_request,
    items,
    route_request,
)
from core.fulfilment.routing.check import violations as routing_violations
from core.fulfilment.routing.model import Break, Depot, Route, RouteRequest, RouteResult, Stop
from core.fulfilment.temperature import coldest

FOREVER_S = 10**10


def plan_violations(request: PlanRequest, result: PlanResult) -> list[str]:
    """Every broken promise as an English sentence; empty when the plan is lawful. Expects a valid request."""
    request = in_parts(request)
    previous = request.previous
    wave = request if previous is None else carried_on(request, result)
    found = [*_orders(wave, result), *_groups(wave, result)]
    if found:
        return found  # What follows looks orders up by what was just disproved.
    found = [*_packings(wave, result), *_loads(wave, result), *_drives(request, wave, result)]
    found += _sellers(wave, result)
    if previous is not None:
        found += carry_on_violations(request, previous, result)
    return found


def _orders(request: PlanRequest, result: PlanResult) -> Iterator[str]:
    times = Counter(one.order_id for one in result.orders)
    given = {order.id for order in request.orders}
    for order_id in sorted(given | times.keys()):
        if order_id not in given:
            yield f"order {order_id} was never given"
        elif times[order_id] != 1:
            yield f"order {order_id} is planned {times[order_id]} times"


def _groups(request: PlanRequest, result: PlanResult) -> Iterator[str]:
    yield from grouping_violations(
        group_request(request, formalised(request)), GroupResult(result.consolidations)
    )
    home = {order_id: c.id for c in result.consolidations for order_id in c.order_ids}
    for one in result.orders:
        if home.get(one.order_id) != one.consolidation_id:
            yield f"order {one.order_id} is not in consolidation {one.consolidation_id}"


def _packings(request: PlanRequest, result: PlanResult) -> Iterator[str]:
    formal = {order.id: order for order in formalised(request)}
    cartons = {carton.id: carton for carton in request.cartons}
    bare = bare_pack_request(request)
    for one in result.orders:
        order = formal[one.order_id]
        faults = _not_in_its_cells(order, one, bare) if order.cells else _not_in_cartons(order, one, bare)
        yield from (f"order {one.order_id}: {fault}" for fault in faults)
        needs = {item.id: item.temperature for item in order.items}
        measures = {item.id: item.length_mm * item.width_mm * item.height_mm for item in order.items}
        for parcel in one.parcels:
            if not parcel.placements or any(p.item_id not in needs for p in parcel.placements):
                continue  # Said above.
            if parcel.is_bulky:
                volume_mm3 = sum(measures[p.item_id] for p in parcel.placements)
                if not volume_mm3 <= parcel.volume_ml * 1000 < volume_mm3 + 1000:
                    yield f"parcel {parcel.id}: its volume is not its own"
            elif parcel.cell_id is not None:
                if parcel.volume_ml != extent_ml(parcel.placements):
                    yield f"parcel {parcel.id}: its volume is not that of the box around its goods"
            elif parcel.carton_id not in cartons:
                continue  # Said above.
            elif parcel.volume_ml != carton_volume_ml(cartons[parcel.carton_id]):
                yield f"parcel {parcel.id}: its volume is not its carton's"
            if parcel.temperature != coldest(needs[p.item_id] for p in parcel.placements):
                yield f"parcel {parcel.id}: its temperature is not that of its goods"


def _not_in_cartons(order: FormalOrder, one: OrderPlan, bare: PackRequest) -> Iterator[str]:
    for parcel in one.parcels:
        if parcel.cell_id is not None:
            yield f"parcel {parcel.id} is in a cell, and none is kept for it"
    if any(units.reason == "not_in_its_cells" for units in one.unpacked):
        yield "it is left out for cells, and none are kept for it"
    else:
        yield from packing.violations(replace(bare, items=items(order)), _pack_result(one))


def _not_in_its_cells(order: FormalOrder, one: OrderPlan, bare: PackRequest) -> Iterator[str]:
    """The whole order lies in cells that are kept for it, each taken once, or none of it does."""
    if one.unpacked:
        left = {units.item_id: units.quantity for units in one.unpacked}
        if one.parcels or left != {item.id: item.quantity for item in order.items}:
            yield "it is neither in its cells nor left out as a whole"
        return
    for parcel in one.parcels:
        if parcel.carton_id is not None or parcel.cell_id is None:
            yield f"parcel {parcel.id} is in no cell"
            return
    lying = tuple(Parcel(p.cell_id, p.placements, p.weight_g, p.fill) for p in one.parcels)
    yield from cell_violations(items(order), order.cells, InCells(lying), bare)


def _pack_result(one: OrderPlan) -> PackResult:
    return PackResult(
        tuple(Parcel(p.carton_id, p.placements, p.weight_g, p.fill) for p in one.parcels),
        tuple(
            Unpacked(units.item_id, units.reason)
            for units in one.unpacked
            if units.reason != "not_in_its_cells"
            for _ in range(units.quantity)
        ),
        one.lower_bound,
    )


def _loads(request: PlanRequest, result: PlanResult) -> Iterator[str]:
    """Every parcel of a complete order is in one stop of its own consolidation; every stop says what it
    carries."""
    orders = {order.id: order for order in request.orders}
    parcels = {parcel.id: (one, parcel) for one in result.orders for parcel in one.parcels}
    windows = {c.id: c for c in result.consolidations}
    times = Counter(parcel_id for stop in result.stops for parcel_id in stop.parcel_ids)
    yield from (f"parcel {ghost} was never packed" for ghost in sorted(times.keys() - parcels.keys()))
    for parcel_id, (one, _) in parcels.items():
        if times[parcel_id] != (0 if one.unpacked else 1):
            yield f"parcel {parcel_id} is in {times[parcel_id]} stops"
    for stop in result.stops:
        mine = [parcels[parcel_id] for parcel_id in stop.parcel_ids if parcel_id in parcels]
        home = windows.get(stop.consolidation_id)
        if not mine or not home:
            yield f"stop {stop.id} is empty or belongs to no consolidation"
            continue
        members = [orders[one.order_id] for one, _ in mine]
        if {order.id for order in members} != set(stop.order_ids) or not set(stop.order_ids) <= set(
            home.order_ids
        ):
            yield f"stop {stop.id}: its orders are not those of its parcels and consolidation"
        told = (stop.address_id, stop.window, stop.temperature, stop.weight_g, stop.volume_ml)
        loads = [parcel for _, parcel in mine]
        if told != (home.address_id, home.window, *_load(loads)):
            yield f"stop {stop.id}: its address, window or load is not that of its parcels"
        back = [one for one, parcel in mine if parcel is one.parcels[0]]
        picked = (
            sum(orders[one.order_id].pickup_weight_g for one in back),
            sum(orders[one.order_id].pickup_volume_ml for one in back),
        )
        if picked != (stop.pickup_weight_g, stop.pickup_volume_ml):
            yield f"stop {stop.id}: what it takes back is not what its orders give"
        if {order.depot_id for order in members} != {stop.depot_id}:
            yield f"stop {stop.id}: its depot is not where all its goods stand"
        alone = sorted(
            sorted((p.dx_mm, p.dy_mm, p.dz_mm))
            for parcel in loads
            if parcel.is_bulky
            for p in parcel.placements
        )
        if alone != sorted(sorted((b.length_mm, b.width_mm, b.height_mm)) for b in stop.bulky):
            yield f"stop {stop.id}: what rides without a carton is not what it says"
        if stop.service_s != max(order.service_s for order in members):
            yield f"stop {stop.id}: its service is not the longest of its orders'"


def _load(parcels: list[PlannedParcel]) -> tuple[str, int, int]:
    return (
        coldest(parcel.temperature for parcel in parcels),
        sum(parcel.weight_g for parcel in parcels),
        sum(parcel.volume_ml for parcel in parcels),
    )


def _drives(asked: PlanRequest, request: PlanRequest, result: PlanResult) -> Iterator[str]:
    served = {visit.id for route in result.routes for visit in route.stops}
    behind = {parcel_id: one.reason for one in result.unserved for parcel_id in one.parcel_ids}
    for stop in result.stops:
        reasons = {behind.get(parcel_id) for parcel_id in stop.parcel_ids}
        if len(reasons) != 1 or (stop.id in served) != (reasons == {None}) or "not_packed" in reasons:
            yield f"stop {stop.id} is neither driven nor left with one reason"
    waiting = {one.order_id for one in result.unserved if one.reason == "not_packed"}
    if waiting != {one.order_id for one in result.orders if one.unpacked}:
        yield "orders that wait for a person are not those with unpacked goods"
    yield from _routes(asked, request, result)
    needs = {stop.id: stop.parcel_ids for stop in result.stops}
    warmth = {parcel.id: parcel.temperature for one in result.orders for parcel in one.parcels}
    keeps = {van.id: set(van.temperatures) for van in request.vehicles}
    for route in result.routes:
        for visit in route.stops:
            if not {warmth[p] for p in needs.get(visit.id, ())} <= keeps.get(route.vehicle_id, set()):
                yield f"stop {visit.id}: a {route.vehicle_id} does not keep all its temperatures"


def _sellers(request: PlanRequest, result: PlanResult) -> Iterator[str]:
    """Nobody's goods lie in another's parcel, and everybody's costs together are all there are."""
    owner = {order.id: {line.seller_id for line in order.lines} for order in request.orders}
    price = {carton.id: carton.cost_minor for carton in request.cartons}
    paid: Counter[str] = Counter()
    for one in result.orders:
        if owner[one.order_id] != {one.seller_id}:
            yield f"order {one.order_id} is not of {one.seller_id!r} alone"
        if not one.unpacked:
            paid[one.seller_id] += sum(price[p.carton_id] for p in one.parcels if p.carton_id in price)
    told = {figures.seller_id: figures for figures in result.figures.sellers}
    if not told:
        return
    if {seller_id: figures.carton_cost_minor for seller_id, figures in told.items()} != {
        one.seller_id: paid[one.seller_id] for one in result.orders
    }:
        yield "the cartons of a seller are not those of its parcels"
    if (
        result.routes
        and sum(one.route_cost_minor for one in told.values()) != result.figures.route_cost_minor
    ):
        yield "what sellers pay for the routes is not what the routes cost"


def _routes(asked: PlanRequest, request: PlanRequest, result: PlanResult) -> Iterator[str]:
    """What the checker of routes says, asked about one route at a time: its travel times grow with the
    square of the stops. What needs all routes at once is said here.

    A van that was late when the plan was carried on may miss windows that the changes name, and come home
    late; the same route in a later plan was proved then.
    """
    if result.figures.route_cost_minor != sum(route.cost_minor for route in result.routes):
        yield "the cost of the routes is not their sum"
    used = Counter(route.vehicle_id for route in result.routes)
    fleet = {van.id: van.count for van in request.vehicles}
    for vehicle_id, n in used.items():
        if n > fleet.get(vehicle_id, 0):
            yield f"{n} routes of {vehicle_id}, of which there are {fleet.get(vehicle_id, 0)}"
    known = {stop.id: stop for stop in result.stops}
    visits = Counter(visit.id for route in result.routes for visit in route.stops)
    yield from (f"nobody asked for stop {stop_id}" for stop_id in sorted(visits.keys() - known.keys()))
    yield from (f"stop {stop_id} is driven to {n} times" for stop_id, n in visits.items() if n > 1)
    late, delayed = late_stops(result), delayed_stops(asked)
    proved = asked.previous.routes if asked.previous is not None else ()
    for route in result.routes:
        if route in proved:
            continue
        stops = [known[visit.id] for visit in route.stops if visit.id in known]
        try:
            alone = route_request(request, stops, request.time_limit_s)
        except KeyError as unknown:
            yield f"a stop lies at the address {unknown}, which no order has"
            return
        if (late | delayed) & {stop.id for stop in stops}:
            alone = _lenient(alone, late, route)
        yield from routing_violations(alone, RouteResult((route,), (), route.cost_minor))


def _lenient(request: RouteRequest, late: set[str], route: Route) -> RouteRequest:
    """What a van that is late may miss: windows of stops that are named, its shift, the latest moment for a break
    (not the break itself)."""

    def stop(one: Stop) -> Stop:
        return replace(one, windows=((one.windows[0][0], FOREVER_S),)) if one.id in late else one

    def rest(due: Break) -> Break:
        begun = [
            int(pause.start)
            for pause in route.breaks
            if pause.start > due.window[1] and pause.end - pause.start == due.duration_s
        ]
        return replace(due, window=(due.window[0], begun[0])) if begun else due

    def depot(one: Depot) -> Depot:
        return replace(one, window=(one.window[0], FOREVER_S)) if one.window else one

    return replace(
        request,
        stops=tuple(map(stop, request.stops)),
        vehicles=tuple(
            replace(
                van,
                shift=(van.shift[0], FOREVER_S) if van.shift else None,
                breaks=tuple(map(rest, van.breaks)),
            )
            for van in request.vehicles
        ),
        depot=depot(request.depot),
        depots=tuple(map(depot, request.depots)),
    )
