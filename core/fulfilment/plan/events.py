"""What happened since the previous plan, looked up in it: which orders are gone, which vans are in trouble."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.fulfilment.plan.model import Event, PlannedStop, PlanRequest, PlanResult, Why
from core.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Troubles:
    """`gone`: orders that nobody waits for any more. Vans by the index of their route: `down` since when,
    `late` by how much."""

    gone: dict[str, Why]
    down: dict[int, int]
    late: dict[int, int]


def troubles_of(request: PlanRequest, previous: PlanResult) -> Troubles:
    """Raises InvalidInput whose field is a path such as `events[2].route`."""
    _known(request, previous)
    troubles = Troubles({}, {}, {})
    planned = {one.order_id for one in previous.orders}
    for i, event in enumerate(request.events):
        at = f"events[{i}]"
        if event.kind in ("cancelled", "no_show"):
            if event.order_id not in planned:
                raise InvalidInput(f"{at}.order_id", f"the previous plan has no order {event.order_id!r}")
            troubles.gone[event.order_id] = event.kind
        elif event.kind == "van_down":
            from_s = request.now_s if event.from_s is None else event.from_s
            if from_s > request.now_s:
                raise InvalidInput(f"{at}.from_s", "a van is down when it has happened: by now_s")
            troubles.down[_route(at, event, previous)] = from_s
        else:
            if event.by_s is None or not 0 < event.by_s <= 86_400:
                raise InvalidInput(f"{at}.by_s", "how late the van is, from 1 to 86400 seconds, is needed")
            troubles.late[_route(at, event, previous)] = event.by_s
    return troubles


def _route(at: str, event: Event, previous: PlanResult) -> int:
    if event.route is not None:
        if not 0 <= event.route < len(previous.routes):
            raise InvalidInput(f"{at}.route", f"the previous plan has {len(previous.routes)} routes")
        if event.vehicle_id not in (None, previous.routes[event.route].vehicle_id):
            raise InvalidInput(f"{at}.vehicle_id", f"route {event.route} is not one of {event.vehicle_id!r}")
        return event.route
    found = [i for i, route in enumerate(previous.routes) if route.vehicle_id == event.vehicle_id]
    if len(found) != 1:
        raise InvalidInput(f"{at}.route", f"{len(found)} routes of {event.vehicle_id!r}: which one is meant")
    return found[0]


def _known(request: PlanRequest, previous: PlanResult) -> None:
    """The previous plan comes from outside: what it names must be there, and once."""
    orders = {order.id for order in request.orders}
    plans = {one.order_id: one for one in previous.orders}
    stops = {stop.id: stop for stop in previous.stops}
    addresses = {order.address_id for order in request.orders}
    parcels = {parcel.id: one.order_id for one in previous.orders for parcel in one.parcels}
    homes = {consolidation.id: consolidation for consolidation in previous.consolidations}
    if missing := sorted(plans.keys() - orders):
        raise InvalidInput("orders", f"the previous plan's order {missing[0]!r} is missing")
    for i, home in enumerate(previous.consolidations):
        if not set(home.order_ids) <= plans.keys() or home.address_id not in addresses:
            raise InvalidInput(f"previous.consolidations[{i}]", "its orders or its address are not there")
    _once("previous.orders", [one.order_id for one in previous.orders])
    _once("previous.stops", [stop.id for stop in previous.stops])
    _once("previous.consolidations", [order_id for home in homes.values() for order_id in home.order_ids])
    _once("previous.routes", [visit.id for route in previous.routes for visit in route.stops])
    _known_names(request, previous)
    for i, stop in enumerate(previous.stops):
        home_of_stop = homes.get(stop.consolidation_id)
        if (
            home_of_stop is None
            or stop.address_id != home_of_stop.address_id
            or not _carries(stop, set(plans), parcels)
        ):
            raise InvalidInput(f"previous.stops[{i}]", "its consolidation, orders or parcels are not there")
    if not set(previous.loaded) <= set(range(len(previous.routes))):
        raise InvalidInput("previous.loaded", f"the previous plan has {len(previous.routes)} routes")
    fleet = {van.id: van.count for van in request.vehicles}
    for i, route in enumerate(previous.routes):
        if any(visit.id not in stops for visit in route.stops) or not route.stops:
            raise InvalidInput(f"previous.routes[{i}].stops", "there is no such stop")
    for vehicle_id, used in Counter(route.vehicle_id for route in previous.routes).items():
        if used > fleet.get(vehicle_id, 0):
            raise InvalidInput("vehicles", f"the previous plan drives {used} of {vehicle_id!r}")


def _known_names(request: PlanRequest, previous: PlanResult) -> None:
    """The carton types and the depots that the previous plan names are still there."""
    cartons = {None, *(carton.id for carton in request.cartons)}
    depots = {None, request.depot.id, *(depot.id for depot in request.depots)}
    for i, one in enumerate(previous.orders):
        for j, parcel in enumerate(one.parcels):
            if parcel.carton_id not in cartons:
                raise InvalidInput(
                    f"previous.orders[{i}].parcels[{j}].carton_id", f"no carton type {parcel.carton_id!r}"
                )
    for i, stop in enumerate(previous.stops):
        if stop.depot_id not in depots:
            raise InvalidInput(f"previous.stops[{i}].depot_id", f"no depot {stop.depot_id!r}")


def _carries(stop: PlannedStop, orders: set[str], parcels: dict[str, str]) -> bool:
    mine = [parcels.get(parcel_id) for parcel_id in stop.parcel_ids]
    return bool(mine) and set(stop.order_ids) <= orders and set(mine) == set(stop.order_ids)


def _once(field: str, names: list[str]) -> None:
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise InvalidInput(field, f"{twice[0]!r} is there twice")
