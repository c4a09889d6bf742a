"""The shop's vans on a day under way: they have numbers, come home and leave again, and break down.

The engine knows kinds of vans, of which each van drives once. A van that comes home is given to it as a kind of its own,
from when it can be loaded again on: `van+2.3` is the third trip of van 2, which is one of the kind `van`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.delivery.model import DeliveryPolicy
from core.delivery.slots import vehicles_of
from core.fulfilment.plan import PlanRequest, PlanResult
from core.fulfilment.plan.onward import onward
from core.fulfilment.routing.model import VehicleType
from core.ordering.kept_plan import KeptPlan, down_in
from core.ordering.ports import Waves

NEVER = 10**10


def trip_of(vehicle_id: str) -> int:
    """Which trip of its van a route of this kind is, from 1."""
    return int(vehicle_id.rpartition(".")[2]) if "+" in vehicle_id else 1


def numbers_of(kinds: Sequence[VehicleType]) -> dict[str, range]:
    """What the vans of each kind are called: all are counted through, from 1."""
    numbers, first = {}, 1
    for kind in kinds:
        numbers[kind.id] = range(first, first + kind.count)
        first += kind.count
    return numbers


@dataclass(frozen=True, slots=True)
class VansToldDown:
    """What sellers and couriers said of a day's vans, for those who offer slots."""

    waves: Waves
    policy: DeliveryPolicy

    async def of(self, store_id: str, day: date) -> Mapping[str, int]:
        down = down_in(await self.waves.latest(store_id, day))
        return {
            name: len(down.intersection(lot)) for name, lot in numbers_of(vehicles_of(self.policy)).items()
        }


def vans_of(
    kinds: Sequence[VehicleType], result: PlanResult, before: KeptPlan | None, down: Collection[int]
) -> tuple[int, ...]:
    """The number of the van of every route. A route that is carried on keeps its van; a new one takes the first that
    has nothing to do."""
    origins = result.carries_on or (None,) * len(result.routes)
    kept = [before.vans[i] if before and i is not None else None for i in origins]
    free = {name: [n for n in lot if n not in {*kept, *down}] for name, lot in numbers_of(kinds).items()}
    return tuple(
        number or _own(route.vehicle_id) or free[route.vehicle_id].pop(0)
        for number, route in zip(kept, result.routes, strict=True)
    )


def _own(vehicle_id: str) -> int | None:
    return int(vehicle_id.partition("+")[2].partition(".")[0]) if "+" in vehicle_id else None


def fresh(kinds: Sequence[VehicleType], down: Collection[int]) -> tuple[VehicleType, ...]:
    """The vans for a plan from nothing."""
    return tuple(
        _counting(kind, sum(n not in down for n in lot))
        for kind, lot in zip(kinds, numbers_of(kinds).values(), strict=True)
    )


def under_way(
    request: PlanRequest, kept: KeptPlan, down: Collection[int], delays: Mapping[int, int]
) -> tuple[VehicleType, ...]:
    """The vans for carrying `kept` on: those of its routes, those that have not left yet, and those that will be back.

    `request.vehicles` are the shop's; `delays` says by how many seconds which route of the plan is late."""
    routes = kept.plan.routes
    trips: dict[int, list[int]] = defaultdict(list)
    for i in sorted(range(len(routes)), key=lambda i: trip_of(routes[i].vehicle_id)):
        trips[kept.vans[i]].append(i)
    numbers = numbers_of(request.vehicles)
    left = {kept.vans[i] for i, route in enumerate(routes) if trip_of(route.vehicle_id) == 1}
    there = left | {n for lot in numbers.values() for n in lot if n not in trips and n not in down}
    first = tuple(_counting(kind, len(there.intersection(numbers[kind.id]))) for kind in request.vehicles)
    kind_of = {n: kind for kind in request.vehicles for n in numbers[kind.id]}
    again = []
    for number, mine in sorted(trips.items()):
        again += _trips(request, kept, kind_of[number], number, mine, number in down, delays)
    return (*first, *again)


def _trips(
    request: PlanRequest,
    kept: KeptPlan,
    kind: VehicleType,
    number: int,
    mine: Sequence[int],
    is_down: bool,
    delays: Mapping[int, int],
) -> list[VehicleType]:
    """The later trips of one van: those planned, and the next one unless the last can still change."""
    stops = {stop.id: stop for stop in kept.plan.stops}
    start, end = kind.shift or (0, NEVER)
    found: list[VehicleType] = []
    ready, left = start, True
    for i in mine:
        route = kept.plan.routes[i]
        whole_day = replace(kind, id=route.vehicle_id, count=1)
        leaves = onward(replace(request, vehicles=(whole_day,)), route, stops).leaves
        if "+" in route.vehicle_id:
            found.append(replace(whole_day, shift=(min(ready, leaves), end), fixed_cost_minor=0))
        left = i in kept.plan.loaded or leaves - request.loading_s <= request.now_s
        ready = int(leaves + route.duration_s) + delays.get(i, 0) + request.loading_s
    if left and not is_down and ready < end:
        trip = trip_of(kept.plan.routes[mine[-1]].vehicle_id) + 1
        # A van that is out costs nothing more for going out again.
        again = replace(kind, id=f"{kind.id}+{number}.{trip}", count=1, shift=(ready, end))
        found.append(replace(again, fixed_cost_minor=0))
    return found


def _counting(kind: VehicleType, count: int) -> VehicleType:
    """So many of the kind. The engine knows no kind without a van: of none left there is one that never leaves."""
    if count:
        return replace(kind, count=count)
    end = kind.shift[1] if kind.shift else NEVER
    return replace(kind, count=1, shift=(end, end))
