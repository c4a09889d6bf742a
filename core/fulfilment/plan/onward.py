"""A van that is loaded or on its way: which stops it has made, and when it comes to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.fulfilment.plan.model import PlannedStop, PlanRequest
from core.fulfilment.plan.terms import route_request
from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.model import Route, Visit
from core.fulfilment.routing.travel import cost_minor

Lateness = tuple[int, int, int]
"""How many promises are missed, by how many seconds in all, and the metres to drive: less is better."""


@dataclass(frozen=True, slots=True)
class Onward:
    """One route of the previous plan and its travel times; places are counted from 1 as the route has them."""

    day: Day
    route: Route
    leaves: int

    def drive(self, done: int, rest: Sequence[int], ready: int, now: int) -> tuple[Visit, ...]:
        """The first `done` visits as they were, then the places of `rest` in this order as soon as may be,
        by a van that is free from `ready` on where it made its last stop."""
        visits = list(self.route.stops[:done])
        at, free = done, ready
        for place in rest:
            window = self.day.places[place].windows[0]
            begin = max(free + int(self.day.travel.durations[at, place]), now, window[0] + self.day.origin)
            free = begin + self.day.places[place].service
            visits.append(Visit(self.day.places[place].id, begin, free))
            at = place
        return tuple(visits)

    def in_time(self, done: int, rest: Sequence[int], ready: int, now: int) -> tuple[int, ...]:
        """`rest` in the order that misses least: the given one, with stops moved as long as that helps."""
        best = tuple(rest)
        least = self._lateness(done, best, ready, now)
        while least[0]:
            found = min(
                ((self._lateness(done, order, ready, now), order) for order in _with_one_moved(best)),
                default=(least, best),
            )
            if found[0] >= least:
                break
            least, best = found
        return best

    def _lateness(self, done: int, rest: tuple[int, ...], ready: int, now: int) -> Lateness:
        visits = self.drive(done, rest, ready, now)[done:]
        late = [
            int(visit.arrival) - self.day.places[place].windows[0][1] - self.day.origin
            for visit, place in zip(visits, rest, strict=True)
        ]
        missed = [seconds for seconds in late if seconds > 0]
        return len(missed), sum(missed), _length(self.day, [*range(1, done + 1), *rest])


def onward(request: PlanRequest, route: Route, stops: dict[str, PlannedStop]) -> Onward:
    day = day_of(route_request(request, [stops[visit.id] for visit in route.stops], 1.0))
    return Onward(day, route, int(route.stops[0].arrival) - int(day.travel.durations[0, 1]))


def driven(
    request: PlanRequest, vehicle_id: str, visits: tuple[Visit, ...], stops: dict[str, PlannedStop]
) -> Route:
    """The route of these visits with its true figures."""
    day = day_of(route_request(request, [stops[visit.id] for visit in visits], 1.0))
    ways = day.travel.durations
    leaves = visits[0].arrival - int(ways[0, 1])
    returns = visits[-1].departure + int(ways[len(visits), 0])
    distance = _length(day, range(1, len(visits) + 1))
    kind = next(van for van in request.vehicles if van.id == vehicle_id)
    duration = int(returns - leaves)
    return Route(vehicle_id, visits, distance, duration, cost_minor(kind, distance, duration, 1))


def _with_one_moved(order: tuple[int, ...]) -> list[tuple[int, ...]]:
    moved = []
    for i, place in enumerate(order):
        others = order[:i] + order[i + 1 :]
        moved += [(*others[:j], place, *others[j:]) for j in range(len(order)) if j != i]
    return moved


def _length(day: Day, order: Sequence[int]) -> int:
    """Metres, depot to depot."""
    tour = [0, *order, 0]
    return int(day.travel.distances[tour[:-1], tour[1:]].sum())
