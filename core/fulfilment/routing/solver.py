"""Plans a day with PyVRP (Wouda, Lan and Kool 2024: iterated local search) and repairs what it does not know.

What PyVRP sees of the day is said in `problem`. Ride times, breaks and traffic as they are it does not: `repair` takes
out what cannot be driven and puts it where it can.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, inf
from time import perf_counter
from typing import Any, Literal

import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.ejection import rearranged
from core.fulfilment.routing.fewer import fewer
from core.fulfilment.routing.insertion import Tour
from core.fulfilment.routing.model import Pause, Reason, Route, RouteRequest, RouteResult, Unserved, Visit
from core.fulfilment.routing.parts import parts
from core.fulfilment.routing.problem import (
    Longer,
    Problem,
    Stop,
    initial,
    problem_of,
    tours_of,
    unhurried,
    vans_are_dear,
)
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.restarts import solve as _solve_again
from core.fulfilment.routing.schedule import hopeless, timing
from core.fulfilment.routing.validate import validate

# What remains of the limit is for repair, which has more to do where ride times, breaks and traffic count, and for
# the iteration under way when the bell rings.
_SEARCH_SHARE = 0.93
_SEARCH_SHARE_WITH_REPAIR = 0.6
_SHARE_OF_PARTS = 0.5
# Below this share of the time a search may begin from nothing: its first plan of the whole beats those of parts.
_SHARE_OF_START = 0.8
# Where vans are what costs: from when until when fewer of them are looked for.
_UNTIL_FEWER = 0.2, 0.75
# What a search with tours needs for its first round, of what one without any needs to begin; that grows with the square
# of the stops.
_STARTING_FROM_TOURS = 0.5
_RESERVE = 1.2
# From this limit on, and up to so many stops, a search that finds nothing better begins anew.
_AGAIN_FROM_S = 5.0
_MOST_AGAIN = 300


@dataclass(frozen=True, slots=True)
class _Phase:
    """Until this share of the time, or of the iterations."""

    until: float
    aim: Literal["few", "fewer", "cheap", "balance"]


def route(request: RouteRequest, seed: int = 0, iterations: int | None = None) -> RouteResult:
    """The cheapest plan found within `time_limit_s`, or within so many iterations, which is repeatable.

    Every stop is on one route or in `unserved` with its reason; `check.violations` of the result is empty.
    Balanced routes are searched for in the second half, from the cheapest ones on. Raises InvalidInput.
    """
    began = perf_counter()
    validate(request)
    day = day_of(request)
    reasons = {place: hopeless(day, place) for place in range(1, len(day.places))}
    wanted = [place for place, reason in reasons.items() if reason is None]
    rides = any(stop.max_ride_s is not None for stop in request.stops)
    unseen = rides or bool(request.traffic) or any(van.rests for van in day.vans)
    search_s = request.time_limit_s * (_SEARCH_SHARE_WITH_REPAIR if unseen else _SEARCH_SHARE)
    end = inf if iterations is not None else began + request.time_limit_s
    tours = [tour for tour in committed_tours(request, day) if tour.order]
    kept: Sequence[Tour] = tours
    balance = request.balance_cost_per_hour_minor
    phases = _phases(balance, vans_are_dear(day))
    again = len(wanted) <= _MOST_AGAIN and (iterations is not None or request.time_limit_s >= _AGAIN_FROM_S)
    starting_s = 0.0
    if wanted and not tours and iterations is None:
        cheap = next(phase.until for phase in reversed(phases) if phase.aim == "cheap")
        tours, starting_s = _in_parts(day, wanted, seed, began, cheap * search_s)
    rounds = _Rounds()
    for phase in phases:
        found = tours
        # Without any tours it is worth to begin, however late: a first plan beats filling empty vans stop by stop.
        in_time = perf_counter() + starting_s < began + phase.until * search_s
        if wanted and (not tours or iterations is not None or in_time):
            stop = enough(began + phase.until * search_s, None)
            if iterations is not None:
                stop = rounds.until(ceil(phase.until * iterations))
            if phase.aim == "fewer":
                found = fewer(day, wanted, tours, stop, seed)
            else:
                longer = Longer(_mean_duration(day, tours), balance) if phase.aim == "balance" else None
                counts = phase.aim == "few"
                found = search(
                    day, wanted, stop, seed, start=tours, longer=longer, again=again, time_counts=counts
                )
        found = rearranged(day, repair(day, found, wanted, end), wanted, end)
        if unseen:
            # What the search does not see may have cost its plan a stop that the one it began with served.
            found = min((found, repair(day, kept, wanted, end)), key=partial(_left_out, day, wanted))
        tours = kept = found
    return result_of(day, tours, reasons, "out_of_time" if perf_counter() > end else "fleet_full")


def _phases(balance: int, dear: bool) -> list[_Phase]:
    """Where vans are what costs, few, then fewer of them; then cheap routes; then balance."""
    found = [_Phase(_UNTIL_FEWER[0], "few"), _Phase(_UNTIL_FEWER[1], "fewer")] if dear else []
    found.append(_Phase(1.0, "cheap"))
    if not balance:
        return found
    return [*(replace(one, until=one.until / 2) for one in found), _Phase(1.0, "balance")]


def _left_out(day: Day, wanted: Sequence[int], tours: Sequence[Tour]) -> int:
    served = {place for tour in tours for place in tour.order}
    return sum(1 + day.places[place].priority for place in wanted if place not in served)


def _in_parts(
    day: Day, wanted: Sequence[int], seed: int, began: float, search_s: float
) -> tuple[list[Tour], float]:
    """Tours of a day too large to be searched at once in that time, and what the whole search will need to begin;
    nothing for other days. The first part shows how fast this machine is just now."""
    cut = parts(day, wanted)
    tours: list[Tour] = []
    starting_s = 0.0
    is_hurried = True
    slower, dear = unhurried(day), vans_are_dear(day)
    for left, part in zip(range(len(cut), 0, -1), cut if len(cut) > 1 else (), strict=False):
        now = perf_counter()
        if tours and now > began + search_s:
            break
        half = began + _SHARE_OF_PARTS * search_s
        is_whole_next = half + _RESERVE * starting_s < began + search_s
        end = half if is_whole_next else began + search_s
        stop = _Started(now + (end - now) / left if tours else now)
        there = range(1, len(part.places))
        tours += part.whole(search(part.day, there, stop, seed, is_hurried=is_hurried, time_counts=dear))
        if left == len(cut):
            from_nothing = slower * (stop.started - now) * (len(wanted) / (len(part.places) - 1)) ** 2
            if from_nothing < _SHARE_OF_START * (began + search_s - stop.started):
                return [], 0.0
            starting_s = _STARTING_FROM_TOURS * from_nothing
            is_hurried = now + slower * len(cut) * (stop.started - now) > half
    return tours, starting_s


class _Rounds:
    """Counts those of several searches, so that what one does not need is there for the next."""

    def __init__(self) -> None:
        self._done = 0

    def until(self, most: int) -> Stop:
        def is_enough(best_cost: int) -> bool:
            self._done += 1
            return self._done > most

        return is_enough


class _Started:
    """A deadline that notes when the search first asks for it: when its start is behind it."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self.started = inf

    def __call__(self, best_cost: int) -> bool:
        now = perf_counter()
        self.started = min(self.started, now)
        return now > self._deadline


def _mean_duration(day: Day, tours: Sequence[Tour]) -> int:
    known = [timing(day, day.vans[tour.van], tour.order) for tour in tours]
    return sum(one.duration for one in known if one is not None) // max(1, len(known))


def enough(deadline: float, iterations: int | None) -> Stop:
    if iterations is not None:
        return pyvrp.stop.MaxIterations(iterations)
    return lambda best_cost: perf_counter() > deadline


def committed_tours(request: RouteRequest, day: Day) -> list[Tour]:
    place = day.index()
    van = {vehicle.id: i for i, vehicle in enumerate(request.vehicles)}
    return [Tour(van[c.vehicle_id], tuple(place[stop] for stop in c.stops)) for c in request.committed]


def result_of(
    day: Day, tours: Sequence[Tour], reasons: dict[int, Any], otherwise: Reason = "fleet_full"
) -> RouteResult:
    """The answer; a place on no tour is unserved for its reason or `otherwise`."""
    routes = tuple(_route(day, tour) for tour in tours if tour.order)
    served = {place for tour in tours for place in tour.order}
    unserved = tuple(
        Unserved(day.places[place].id, reason or otherwise)
        for place, reason in reasons.items()
        if place not in served
    )
    return RouteResult(routes, unserved, sum(one.cost_minor for one in routes))


def _route(day: Day, tour: Tour) -> Route:
    found = timing(day, day.vans[tour.van], tour.order)
    assert found is not None, "repair leaves only tours that can be driven"
    visits = tuple(
        Visit(day.places[place].id, day.clock(begin), day.clock(begin + day.places[place].service))
        for place, begin in zip(tour.order, found.begins, strict=True)
    )
    units = day.travel.units
    return Route(
        day.vans[tour.van].kind.id,
        visits,
        units(found.distance),
        units(found.duration),
        found.cost_minor,
        loading=tuple(day.places[place].id for place in reversed(tour.order) if day.places[place].is_loaded),
        breaks=tuple(
            Pause(day.clock(rest.start), day.clock(rest.start + rest.length)) for rest in found.rests
        ),
    )


def search(
    day: Day,
    wanted: Sequence[int],
    stop: Stop,
    seed: int,
    start: Sequence[Tour] = (),
    longer: Longer | None = None,
    again: bool = False,
    is_hurried: bool = False,
    time_counts: bool = False,
) -> list[Tour]:
    """PyVRP's best tours of the wanted places, of several searches where it is to begin `again`. They may break promises
    and omit places."""
    problem = problem_of(day, wanted, 1, longer, is_hurried, time_counts)
    with warnings.catch_warnings():
        # An overfull fleet is our daily bread; repair answers for it.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        begin = initial(day, problem, start) if start else None
        found = _solve_again(problem, stop, seed, begin) if again else _solve(problem, stop, seed, begin)
    return tours_of(problem, found)


def _solve(problem: Problem, stop: Stop, seed: int, start: Any) -> Any:
    return pyvrp.solve(
        problem.data, stop, seed, collect_stats=False, params=problem.params, initial_solution=start
    ).best
