"""Room on a day under way for what has no van: between the others, else with further vans, else where others move.

What was promised comes before what is new, whatever time there is. A search that counts its rounds knows no time; one
that does not is given no more of it than its share of what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.fulfilment.plan.reasons import part, reasons
from core.fulfilment.plan.terms import committed
from core.fulfilment.plan.time_left import TimeLeft
from core.fulfilment.routing.day import day_of
from core.fulfilment.routing.model import (
    Reason,
    Route,
    RouteRequest,
    SlotsRequest,
    VehicleType,
)

REARRANGING_ROUNDS = 300
"""Of the route search, for one stop that fits nowhere as it is."""
MOST_REARRANGED = 20
TOGETHER_ROUNDS = 500
"""Of the route search, for the stops that need further vans."""
TOGETHER_S_A_STOP = 0.02
"""About what so many rounds take, where they are not counted."""
TOGETHER_SHARE = 0.6
"""The most of the time that is left for these stops."""
MOVING_SHARE, REARRANGING_SHARE = 0.5, 0.7
"""The most of what is left then, to make room by moving others."""
PROMISED_SHARE = 0.6
"""The most of it for what was promised where something is new."""
LEAST_S = 0.1
"""Below this a search does not get past its start."""
GRACES_S = (0, 1800, 3600, 2 * 3600, 4 * 3600, 24 * 3600)
"""By how much a promise is broken, tried in this order."""

Routes = Sequence[Route]


@dataclass(frozen=True, slots=True)
class Search:
    """How room is looked for; `counted` rounds give the same answer each time."""

    seed: int
    counted: bool
    time: TimeLeft

    def within(self, part: float) -> Search:
        return replace(self, time=self.time.share(part))


def brought(
    start: RouteRequest, fleet: tuple[VehicleType, ...], promised: set[str], search: Search
) -> tuple[Routes, dict[str, Reason]]:
    """Routes of the vans of `start` with what was waiting; who was promised and cannot be in time any more is rather
    brought as little late as may be than not. And for each stop that has no room the reason."""
    open_vans = {one.vehicle_id for one in start.committed}
    first = [stop.id for stop in start.stops if stop.id in promised]
    rest = [stop.id for stop in start.stops if stop.id not in promised]
    for_promised = search.within(PROMISED_SHARE if rest else 1)
    routes: Routes = ()
    ready = start
    for grace_s in GRACES_S:
        late = _missing(routes, first)
        if not late or for_promised.time.seconds() < 0:
            break
        if grace_s:
            ready = _patient(ready, start, set(late), grace_s)
        routes = _with_room(ready, late, open_vans, for_promised)
        ready = replace(ready, committed=committed(routes))
    routes = _with_room(ready, rest, open_vans, search)
    missing = _missing(routes, [*first, *rest])
    otherwise: Reason = "out_of_time" if search.time.seconds() < 0 else "fleet_full"
    return routes, dict.fromkeys(missing, otherwise) | reasons(start, missing, fleet)


def _missing(routes: Routes, stop_ids: Iterable[str]) -> list[str]:
    served = {visit.id for route in routes for visit in route.stops}
    return [stop_id for stop_id in stop_ids if stop_id not in served]


def _patient(ready: RouteRequest, start: RouteRequest, late: set[str], grace_s: int) -> RouteRequest:
    return replace(
        ready,
        stops=tuple(
            replace(now, windows=((now.windows[0][0], first.windows[0][1] + grace_s),))
            if now.id in late
            else now
            for now, first in zip(ready.stops, start.stops, strict=True)
        ),
    )


def _with_room(ready: RouteRequest, going: Sequence[str], open_vans: set[str], search: Search) -> Routes:
    """The committed routes with those who are `going` as far as there is room."""
    routes = _together(ready, _inserted(ready, going, search.time), open_vans, search)
    if _missing(routes, going):
        routes = _inserted(replace(ready, committed=committed(routes)), going, search.time, moving=True)
    priority = {stop.id: stop.priority for stop in ready.stops}
    missing = sorted(_missing(routes, going), key=lambda stop_id: -priority[stop_id])
    time, longest = search.time.share(REARRANGING_SHARE), 0.0
    for stop_id in missing[:MOST_REARRANGED]:
        before = time.seconds()
        if before <= longest:
            break
        routes = _rearranged(ready, routes, stop_id, search) or routes
        longest = max(longest, before - time.seconds())
    return routes


def _inserted(ready: RouteRequest, going: Sequence[str], time: TimeLeft, moving: bool = False) -> Routes:
    """Each put in where it costs least, if it fits anywhere; else, where they are `moving`, a few others change their
    vans for it."""
    from core.fulfilment.routing.ejection import rearranged
    from core.fulfilment.routing.repair import repair
    from core.fulfilment.routing.solver import committed_tours, result_of  # PyVRP takes a while to load.

    if not ready.stops:
        return ()
    day = day_of(ready)
    place = day.index()
    wanted = [place[stop_id] for stop_id in going]
    tours = [tour for tour in committed_tours(ready, day) if tour.order]
    tours = repair(day, tours, wanted, time.deadline())
    if moving:
        tours = rearranged(day, tours, wanted, time.share(MOVING_SHARE).deadline())
    return result_of(day, tours, {}).routes


def _together(ready: RouteRequest, routes: Routes, open_vans: set[str], search: Search) -> Routes:
    """The stops for which idle vans have to leave, shared out anew among these if that costs less: one by one they take
    a van each."""
    from core.fulfilment.routing.solver import route

    others = [one for one in routes if one.vehicle_id in open_vans]
    called = [one for one in routes if one.vehicle_id not in open_vans]
    theirs = {visit.id for one in called for visit in one.stops}
    before = {stop_id for one in ready.committed for stop_id in one.stops if one.vehicle_id not in open_vans}
    wanted_s = max(LEAST_S, TOGETHER_S_A_STOP * len(theirs))
    seconds = min(wanted_s, TOGETHER_SHARE * search.time.seconds())
    if len(called) < 2 or theirs <= before or not (search.counted or seconds >= LEAST_S):
        return routes
    rows = [n for n, stop in enumerate(ready.stops) if stop.id in theirs]
    alone = replace(
        ready,
        vehicles=tuple(van for van in ready.vehicles if van.id not in open_vans),
        stops=tuple(ready.stops[n] for n in rows),
        matrix=part(ready, rows),
        committed=committed(called),
        time_limit_s=seconds,
    )
    found = route(alone, search.seed, TOGETHER_ROUNDS if search.counted else None)
    cheaper = found.cost_minor < sum(one.cost_minor for one in called)
    return [*others, *found.routes] if cheaper and not found.unserved else routes


def _rearranged(ready: RouteRequest, routes: Routes, stop_id: str, search: Search) -> Routes:
    """Routes with this stop as well, others moved for it; none when no way was found."""
    from core.fulfilment.routing.solver import committed_tours, result_of
    from core.fulfilment.slots import insert

    served = {visit.id for route in routes for visit in route.stops}
    rows = [n for n, stop in enumerate(ready.stops) if stop.id in served]
    asked = next(n for n, stop in enumerate(ready.stops) if stop.id == stop_id)
    stop = ready.stops[asked]
    question = SlotsRequest(
        depot=ready.depot,
        depots=ready.depots,
        vehicles=ready.vehicles,
        stops=tuple(ready.stops[n] for n in rows),
        matrix=part(ready, (*rows, asked)),
        committed=committed(routes),
        time_limit_s=ready.time_limit_s,
        road_factor=ready.road_factor,
        speed_kmh=ready.speed_kmh,
        traffic=ready.traffic,
        candidates=(replace(stop, windows=()),),
    )
    rounds = REARRANGING_ROUNDS
    found = insert(question, stop_id, stop.windows[0], search.seed, rounds)
    if found is None:
        return ()
    kept = [ready.stops[n] for n in (*rows, asked)]
    booked = replace(ready, stops=tuple(kept), matrix=question.matrix, committed=found)
    day = day_of(booked)
    return result_of(day, [tour for tour in committed_tours(booked, day) if tour.order], {}).routes
