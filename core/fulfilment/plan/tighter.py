"""A carton choice that saves a van.

Cartons are chosen one order at a time, by what the request asks for (mostly their price), before anybody knows how
full the vans will be. Where the vans' volume then decides, a dearer but tighter carton may be worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.fulfilment.intake import FormalOrder
from core.fulfilment.plan.crew import Crew
from core.fulfilment.plan.model import OrderPlan, PlannedStop, PlanRequest
from core.fulfilment.plan.parcels import LEAST_S, packed
from core.fulfilment.routing.model import Load, RouteResult

ROOM_REASONS = ("fleet_full", "larger_than_every_van")


def may_matter(request: PlanRequest, plans: Sequence[OrderPlan]) -> bool:
    """Whether the parcels take more room than one van has: else no choice of cartons saves any."""
    rooms = [van.capacity.volume_ml for van in request.vehicles]
    return request.objective != "volume" and all(room is not None and _volume(plans) > room for room in rooms)


def may_decide(
    request: PlanRequest, plans: Sequence[OrderPlan], stops: Sequence[PlannedStop], routed: RouteResult
) -> bool:
    """Whether somebody has no room, or volume may be why the smallest of the vans that are used is needed.

    Vans without it that could surely hold everything as it is, drive with it for the sake of time or weight."""
    if any(one.reason in ROOM_REASONS for one in routed.unserved):
        return True
    # What does not fit into a van leaves less room in each than the largest stop takes.
    largest = max((stop.volume_ml for stop in stops), default=0)
    return _volume(plans) > sum(max(0, _room(load) - largest) for load in _used(request, routed)[1:])


def tighter(
    request: PlanRequest,
    formal: Sequence[FormalOrder],
    plans: tuple[OrderPlan, ...],
    seconds: float,
    crew: Crew,
) -> tuple[OrderPlan, ...]:
    """The plans, those with most air in their parcels packed anew into as little volume as is found within
    `seconds`; the very same plans when none gets smaller."""
    most = int(seconds * crew.workers / LEAST_S)
    chosen = (one for one in plans if one.parcels and not one.unpacked and one.parcels[0].cell_id is None)
    airy = sorted(chosen, key=_air, reverse=True)[:most]
    homes = {one.order_id: one.consolidation_id for one in airy}
    asked = [order for order in formal if order.id in homes]
    found = {
        one.order_id: one
        for one in packed(replace(request, objective="volume"), asked, homes, seconds, crew)
        if not one.unpacked
    }

    def better(old: OrderPlan) -> OrderPlan:
        new = found.get(old.order_id)
        if new is None or _volume([new]) >= _volume([old]):
            return old
        # The bound is of what the request asked for, which the old plan knows.
        return replace(new, lower_bound=old.lower_bound)

    return tuple(map(better, plans))


def could_save(
    request: PlanRequest, tight: Sequence[OrderPlan], stops: Sequence[PlannedStop], routed: RouteResult
) -> bool:
    """Whether somebody has no room, or the roomiest of the vans that are used could do without the smallest."""
    if any(one.reason in ROOM_REASONS for one in routed.unserved):
        return True
    used = _used(request, routed)[1:]
    weight = sum(stop.weight_g for stop in stops)
    return _volume(tight) <= sum(map(_room, used)) and weight <= sum(
        float("inf") if one.weight_g is None else one.weight_g for one in used
    )


def _used(request: PlanRequest, routed: RouteResult) -> list[Load]:
    """What the vans that drive take, the smallest first."""
    load = {van.id: van.capacity for van in request.vehicles}
    return sorted((load[route.vehicle_id] for route in routed.routes), key=_room)


def worth(request: PlanRequest, stops: Sequence[PlannedStop], routed: RouteResult) -> tuple[int, int]:
    """Whose orders are left out, by priority, and how many vans drive: less is better."""
    out = {one.id for one in routed.unserved}
    left = {order_id for stop in stops if stop.id in out for order_id in stop.order_ids}
    return sum(1 + order.priority for order in request.orders if order.id in left), len(routed.routes)


def _volume(plans: Sequence[OrderPlan]) -> int:
    return sum(parcel.volume_ml for one in plans if not one.unpacked for parcel in one.parcels)


def _air(one: OrderPlan) -> float:
    return sum((1 - parcel.fill) * parcel.volume_ml for parcel in one.parcels)


def _room(capacity: Load) -> float:
    return float("inf") if capacity.volume_ml is None else capacity.volume_ml
