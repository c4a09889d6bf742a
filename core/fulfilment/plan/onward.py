"""A van that is loaded or on its way: which stops it has made, and when it comes to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.fulfilment.plan.model import PlannedStop, PlanRequest
from core.fulfilment.plan.terms import route_request
from core.fulfilment.plan.time_left import TimeLeft
from core.fulfilment.routing.day import Day, Van, day_of
from core.fulfilment.routing.model import Pause, Route, Visit
from core.fulfilment.routing.travel import cost_minor

MOST_DRIVEN = 60
"""Of the orders in which a late van may go on: how many are timed exactly in each round."""

Lateness = tuple[int, int, int]
"""How many promises are missed, by how many seconds in all, and the metres to drive: less is better."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a van does from the depot on; `breaks` only on the road."""

    visits: tuple[Visit, ...]
    breaks: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class _Due:
    """A break to come: when it may begin, how long it lasts, and after which place it was planned."""

    start: int
    end: int
    length: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Onward:
    """One route of the previous plan and its travel times; places are counted from 1 as the route has them."""

    day: Day
    van: Van
    route: Route
    leaves: int

    def drive(self, done: int, rest: Sequence[int], ready: int, now: int) -> Ahead:
        """The first `done` visits as they were, then the places of `rest` in this order as soon as may be,
        by a van that is free from `ready` on where it made its last stop. A break comes after the stop where it
        was planned, or sooner when it would be too late after the next one."""
        visits = list(self.route.stops[:done])
        pauses, due = self._breaks(done, ready)
        at, free = done or self.van.home, ready
        for place in (*rest, self.van.home):
            for one in tuple(due):
                too_late = self._free_after(at, free, place, now) > one.end
                if not too_late and (at != one.after or place == self.van.home):
                    continue
                due.remove(one)
                if visits:
                    start = max(free, one.start)
                    free = start + one.length
                    pauses.append(Pause(start, free))
                else:
                    free = max(free, one.start + one.length)
            if place != self.van.home:
                free = self._free_after(at, free, place, now)
                visits.append(Visit(self.day.places[place].id, free - self.day.places[place].service, free))
                at = place
        return Ahead(tuple(visits), tuple(pauses))

    def _breaks(self, done: int, ready: int) -> tuple[list[Pause], list[_Due]]:
        """Those between the first `done` visits, and those that are still to come."""
        taken, due, known = list[Pause](), list[_Due](), list(self.route.breaks)
        for span, length in sorted(self.van.rests):
            start, end = span[0] + self.day.origin, span[1] + self.day.origin
            pause = next((one for one in known if one.end - one.start == length and one.start >= start), None)
            if pause is not None:
                known.remove(pause)
                after = sum(visit.arrival <= pause.start for visit in self.route.stops)
                if after < done:
                    taken.append(pause)
                else:
                    due.append(_Due(start, end, length, after))
            elif (self.leaves if done else ready) < start + length:
                due.append(_Due(start, end, length, None))
        return taken, due

    def _free_after(self, at: int, free: int, place: int, now: int) -> int:
        """When the van that drives on at `free` has served the place, or is home."""
        origin = self.day.origin
        there = self.day.pace.arrival(free - origin, int(self.day.travel.durations[at, place])) + origin
        if place == self.van.home:
            return there
        stop = self.day.places[place]
        return max(there, now, stop.windows[0][0] + origin) + stop.service

    def in_time(
        self, done: int, rest: Sequence[int], ready: int, now: int, time: TimeLeft
    ) -> tuple[int, ...]:
        """`rest` in the order that misses least: the given one, with stops moved as long as that helps and there is
        time."""
        best = tuple(rest)
        least = self._lateness(done, best, ready, now)
        while least[0] and time.seconds() > 0:
            found = min(
                (
                    (self._lateness(done, order, ready, now), order)
                    for order in self._likeliest(_with_one_moved(best), done, ready, now)
                ),
                default=(least, best),
            )
            if found[0] >= least:
                break
            least, best = found
        return best

    def _likeliest(
        self, orders: list[tuple[int, ...]], done: int, ready: int, now: int
    ) -> list[tuple[int, ...]]:
        """Those that seem to miss least, on free roads and without breaks: all orders of a long route take seconds to
        be driven."""
        if len(orders) <= MOST_DRIVEN:
            return orders
        ways, stops = self.day.travel.durations, self.day.places
        opens = np.array([stop.windows[0][0] + self.day.origin for stop in stops])
        closes = np.array([stop.windows[0][1] + self.day.origin for stop in stops])
        service = np.array([stop.service for stop in stops])
        at, free = np.full(len(orders), done or self.van.home), np.full(len(orders), ready)
        missed, late_s = np.zeros(len(orders)), np.zeros(len(orders))
        for place in np.array(orders).T:
            begins = np.maximum(np.maximum(free + ways[at, place], now), opens[place])
            late = np.maximum(begins - closes[place], 0)
            missed += late > 0
            late_s += late
            at, free = place, begins + service[place]
        return [orders[i] for i in np.lexsort((late_s, missed))[:MOST_DRIVEN]]

    def _lateness(self, done: int, rest: tuple[int, ...], ready: int, now: int) -> Lateness:
        visits = self.drive(done, rest, ready, now).visits[done:]
        late = [
            int(visit.arrival) - self.day.places[place].windows[0][1] - self.day.origin
            for visit, place in zip(visits, rest, strict=True)
        ]
        missed = [seconds for seconds in late if seconds > 0]
        return len(missed), sum(missed), _length(self.day, self.van, [*range(1, done + 1), *rest])


def onward(request: PlanRequest, route: Route, stops: dict[str, PlannedStop]) -> Onward:
    day = day_of(route_request(request, [stops[visit.id] for visit in route.stops], 1.0))
    van = _van(day, route.vehicle_id)
    return Onward(day, van, route, _leaves(day, van, int(route.stops[0].arrival)))


def driven(request: PlanRequest, route: Route, ahead: Ahead, stops: dict[str, PlannedStop]) -> Route:
    """The `route` with these visits instead, and its true figures.

    Its goods lie in the van as they were loaded; where the van now drives in another order, nothing is told of that.
    """
    visits = ahead.visits
    visited = [visit.id for visit in visits]
    loading = tuple(stop_id for stop_id in route.loading if stop_id in visited)
    if [stop_id for stop_id in reversed(visited) if stop_id in loading] != [*loading]:
        loading = ()
    day = day_of(route_request(request, [stops[visit.id] for visit in visits], 1.0))
    van = _van(day, route.vehicle_id)
    free = int(max([visits[-1].departure, *(pause.end for pause in ahead.breaks)])) - day.origin
    returns = day.pace.arrival(free, int(day.travel.durations[len(visits), van.home])) + day.origin
    duration = returns - _leaves(day, van, int(visits[0].arrival))
    distance = _length(day, van, range(1, len(visits) + 1))
    cost = cost_minor(van.kind, distance, duration, 1)
    return Route(route.vehicle_id, visits, distance, duration, cost, loading, ahead.breaks)


def _van(day: Day, vehicle_id: str) -> Van:
    return next(van for van in day.vans if van.kind.id == vehicle_id)


def _leaves(day: Day, van: Van, arrival: int) -> int:
    """Just in time for its first stop."""
    way = int(day.travel.durations[van.home, 1])
    return day.pace.departure(arrival - day.origin, way) + day.origin


def _with_one_moved(order: tuple[int, ...]) -> list[tuple[int, ...]]:
    moved = []
    for i, place in enumerate(order):
        others = order[:i] + order[i + 1 :]
        moved += [(*others[:j], place, *others[j:]) for j in range(len(order)) if j != i]
    return moved


def _length(day: Day, van: Van, order: Sequence[int]) -> int:
    """Metres, depot to depot."""
    tour = [van.home, *order, van.home]
    return int(day.travel.distances[tour[:-1], tour[1:]].sum())
