"""Room on a day under way for what has no van: between the others, else with further vans, else where others move.

What was promised comes before what is new, whatever time there is. A search that counts its rounds knows no time; one
that does not is given no more of it than its share of what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

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


@dataclass(frozen=True, slots=True)
class Search:
    """How room is looked for; `counted` rounds give the same answer each time."""

    seed: int
    counted: bool
    time: TimeLeft


def brought(
    start: RouteRequest, fleet: tuple[VehicleType, ...], promised: set[str], search: Search
) -> tuple[Sequence[Route], dict[str, Reason]]:
    """Routes of the vans of `start` with what was waiting; who was promised and cannot be in time any more is rather
    brought as little late as may be than not. And for each stop that has no room the reason."""
    room = _Room(start, search)
    first = [stop.id for stop in start.stops if stop.id in promised]
    rest = [stop.id for stop in start.stops if stop.id not in promised]
    if start.vehicles:
        _bring_all(room, first, rest, search.time)
    missing = room.missing([*first, *rest])
    otherwise: Reason = "out_of_time" if search.time.seconds() < 0 else "fleet_full"
    return room.routes, dict.fromkeys(missing, otherwise) | reasons(start, missing, fleet)


def _bring_all(room: _Room, first: Sequence[str], rest: Sequence[str], time: TimeLeft) -> None:
    # However late it is: nobody who was promised is left behind with a place free.
    room.insert(first, inf)
    for_promised = time.share(PROMISED_SHARE if rest else 1)
    for grace_s in GRACES_S:
        late = room.missing(first)
        if not late or for_promised.seconds() < 0:
            break
        room.wait(late, grace_s)
        room.bring(late, for_promised)
    room.bring(rest, time)
    room.share_out(time)


class _Room:
    """The routes so far."""

    def __init__(self, start: RouteRequest, search: Search) -> None:
        self._start = start
        self._ready = start
        self._search = search
        self._open_vans = {one.vehicle_id for one in start.committed}
        self._shared: set[str] = set()
        self.routes: Sequence[Route] = ()

    def missing(self, stop_ids: Iterable[str]) -> list[str]:
        served = {visit.id for route in self.routes for visit in route.stops}
        return [stop_id for stop_id in stop_ids if stop_id not in served]

    def wait(self, stop_ids: Sequence[str], grace_s: int) -> None:
        """They may be served so much later than was promised."""
        late = set(stop_ids)
        self._ready = replace(
            self._ready,
            stops=tuple(
                replace(now, windows=((now.windows[0][0], first.windows[0][1] + grace_s),))
                if now.id in late
                else now
                for now, first in zip(self._ready.stops, self._start.stops, strict=True)
            ),
        )

    def insert(self, going: Sequence[str], deadline: float, moving: bool = False) -> None:
        """Each where it costs least, if it fits anywhere; else, where they are `moving`, a few others change their vans
        for it. Until `deadline` (perf_counter)."""
        from core.fulfilment.routing.ejection import rearranged
        from core.fulfilment.routing.repair import repair
        from core.fulfilment.routing.solver import committed_tours, result_of  # PyVRP takes a while to load.

        day = day_of(self._ready)
        place = day.index()
        wanted = [place[stop_id] for stop_id in going]
        tours = [tour for tour in committed_tours(self._ready, day) if tour.order]
        tours = repair(day, tours, wanted, deadline)
        if moving:
            tours = rearranged(day, tours, wanted, deadline)
        self._take(result_of(day, tours, {}).routes)

    def bring(self, going: Sequence[str], time: TimeLeft) -> None:
        """As many of them as find room, the important first."""
        self.insert(going, time.deadline())
        if self.missing(going):
            self.share_out(time)
            self.insert(going, time.share(MOVING_SHARE).deadline(), moving=True)
            self._rearrange(going, time.share(REARRANGING_SHARE))

    def share_out(self, time: TimeLeft) -> None:
        """The stops for which idle vans have to leave, shared out anew among these if that costs less: one by one they
        take a van each."""
        from core.fulfilment.routing.solver import route

        others = [one for one in self.routes if one.vehicle_id in self._open_vans]
        called = [one for one in self.routes if one.vehicle_id not in self._open_vans]
        theirs = {visit.id for one in called for visit in one.stops}
        wanted_s = max(LEAST_S, TOGETHER_S_A_STOP * len(theirs))
        seconds = min(wanted_s, TOGETHER_SHARE * time.seconds())
        counted = self._search.counted
        if len(called) < 2 or theirs == self._shared or not (counted or seconds >= LEAST_S):
            return
        rows = [n for n, stop in enumerate(self._ready.stops) if stop.id in theirs]
        alone = replace(
            self._ready,
            vehicles=tuple(van for van in self._ready.vehicles if van.id not in self._open_vans),
            stops=tuple(self._ready.stops[n] for n in rows),
            matrix=part(self._ready, rows),
            committed=committed(called),
            time_limit_s=seconds,
        )
        found = route(alone, self._search.seed, TOGETHER_ROUNDS if counted else None)
        self._shared = theirs
        if found.cost_minor < sum(one.cost_minor for one in called) and not found.unserved:
            self._take([*others, *found.routes])

    def _take(self, routes: Sequence[Route]) -> None:
        self.routes = routes
        self._ready = replace(self._ready, committed=committed(routes))

    def _rearrange(self, going: Sequence[str], time: TimeLeft) -> None:
        """Any others are moved for those who fit nowhere, while there is time; one of them may take as long as the one
        before."""
        priority = {stop.id: stop.priority for stop in self._ready.stops}
        missing = sorted(self.missing(going), key=lambda stop_id: -priority[stop_id])
        longest = 0.0
        for stop_id in missing[:MOST_REARRANGED]:
            before = time.seconds()
            if before <= longest:
                break
            routes = _rearranged(self._ready, stop_id, self._search.seed)
            if routes:
                self._take(routes)
            longest = max(longest, before - time.seconds())


def _rearranged(ready: RouteRequest, stop_id: str, seed: int) -> Sequence[Route]:
    """The committed routes with this stop as well, others moved for it; none when no way was found."""
    from core.fulfilment.routing.solver import committed_tours, result_of
    from core.fulfilment.slots import insert

    served = {served for one in ready.committed for served in one.stops}
    rows = [n for n, stop in enumerate(ready.stops) if stop.id in served]
    asked = next(n for n, stop in enumerate(ready.stops) if stop.id == stop_id)
    stop = ready.stops[asked]
    question = SlotsRequest(
        depot=ready.depot,
        depots=ready.depots,
        vehicles=ready.vehicles,
        stops=tuple(ready.stops[n] for n in rows),
        matrix=part(ready, (*rows, asked)),
        committed=ready.committed,
        time_limit_s=ready.time_limit_s,
        road_factor=ready.road_factor,
        speed_kmh=ready.speed_kmh,
        traffic=ready.traffic,
        candidates=(replace(stop, windows=()),),
    )
    found = insert(question, stop_id, stop.windows[0], seed, REARRANGING_ROUNDS)
    if found is None:
        return ()
    kept = [ready.stops[n] for n in (*rows, asked)]
    booked = replace(ready, stops=tuple(kept), matrix=question.matrix, committed=found)
    day = day_of(booked)
    return result_of(day, [tour for tour in committed_tours(booked, day) if tour.order], {}).routes
