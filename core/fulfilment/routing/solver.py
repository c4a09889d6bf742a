"""Plans a day with PyVRP (Wouda, Lan and Kool 2024: iterated local search) and repairs what it does not know.

PyVRP sees loads, what a stop needs of its van (temperature, depot: as one more load that the wrong vans have no room
for), windows (one client each, of which at most one is served), shifts and all three costs. A stop may be left out at
the price of its prize. Breaks it sees as shorter shifts, traffic as what is usual at the time of the stop, ride times
not at all: `repair` takes out what cannot be driven and puts it where it can.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, inf
from time import perf_counter
from typing import Any, Protocol, cast

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import NeighbourhoodParams

from core.fulfilment.routing.day import FAR, UNLIMITED, Day, Need, Span, Van, day_of
from core.fulfilment.routing.insertion import Tour
from core.fulfilment.routing.model import Pause, Route, RouteRequest, RouteResult, Unserved, Visit
from core.fulfilment.routing.parts import parts
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import hopeless, timing
from core.fulfilment.routing.travel import IntArray
from core.fulfilment.routing.validate import validate


class Stop(Protocol):
    """PyVRP's stopping criterion: given the best cost so far, is it enough?"""

    def __call__(self, best_cost: int) -> bool: ...


# What remains of the limit is for repair, which has more to do where ride times, breaks and traffic count, and for
# the iteration under way when the bell rings.
_SEARCH_SHARE = 0.93
_SEARCH_SHARE_WITH_REPAIR = 0.6
_SHARE_OF_PARTS = 0.5
# Below this share of the time a search may begin from nothing: its first plan of the whole beats those of parts.
_SHARE_OF_START = 0.8
# What a search with tours needs for its first round, of what one without any needs to begin; that grows with the square
# of the stops.
_STARTING_FROM_TOURS = 0.5
_WEIGHT_OF_NEED = 1_000
# Short runs gain from looking at fewer neighbours and from forgetting sooner: the mean gap over eight Solomon
# instances at one second fell from 0.96 % (PyVRP's 50 and 300) to 0.60 %.
_NEIGHBOURS = 20
_MEMORY = 100
# Rounds without a better plan after which the search goes back to its best one: at ten seconds R112 came from 0.56 to
# 0.19 % with it (PyVRP's own is 150,000).
_PATIENCE = 1_200
# PyVRP's own bound, per unit of the dearest rate.
_MAX_PENALTY = 100_000.0
_FINEST_RATE = 100
# What a plan with everybody in it is polished before `until_all_served` ends the search.
_ROUNDS_AFTER_ALL_SERVED = 20


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
    balance = request.balance_cost_per_hour_minor
    phases = ((0.5, None), (1.0, balance)) if balance else ((1.0, None),)
    starting_s = 0.0
    if wanted and not tours and iterations is None:
        tours, starting_s = _in_parts(day, wanted, seed, began, search_s * phases[0][0])
    for share, overtime in phases:
        # Without any tours it is worth to begin, however late: a first plan beats filling empty vans stop by stop.
        if wanted and (not tours or perf_counter() + starting_s < began + share * search_s):
            stop = enough(began + share * search_s, iterations)
            longer = None if overtime is None else Longer(_mean_duration(day, tours), overtime)
            tours = search(day, wanted, stop, seed, start=tours, longer=longer)
        tours = repair(day, tours, wanted, end)
    return result_of(day, tours, reasons)


def _in_parts(
    day: Day, wanted: Sequence[int], seed: int, began: float, search_s: float
) -> tuple[list[Tour], float]:
    """Tours of a day too large to be searched at once in that time, and what the whole search will need to begin;
    nothing for other days. The first part shows how fast this machine is just now."""
    cut = parts(day, wanted)
    tours: list[Tour] = []
    starting_s = 0.0
    for left, part in zip(range(len(cut), 0, -1), cut if len(cut) > 1 else (), strict=False):
        now = perf_counter()
        if now > began + search_s:
            break
        half = began + _SHARE_OF_PARTS * search_s
        end = half if half + starting_s < began + search_s else began + search_s
        stop = _Started(now + (end - now) / left if tours else now)
        tours += part.whole(search(part.day, range(1, len(part.places)), stop, seed))
        if left == len(cut):
            from_nothing = (stop.started - now) * (len(wanted) / (len(part.places) - 1)) ** 2
            if from_nothing < _SHARE_OF_START * (began + search_s - stop.started):
                return [], 0.0
            starting_s = _STARTING_FROM_TOURS * from_nothing
    return tours, starting_s


class _Started:
    """A deadline that notes when the search first asks for it: when its start is behind it."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self.started = inf

    def __call__(self, best_cost: int) -> bool:
        now = perf_counter()
        self.started = min(self.started, now)
        return now > self._deadline


@dataclass(frozen=True, slots=True)
class Longer:
    """What an hour beyond `than` ticks costs a route, in the search only."""

    than: int
    cost_per_hour_minor: int


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


def result_of(day: Day, tours: Sequence[Tour], reasons: dict[int, Any]) -> RouteResult:
    routes = tuple(_route(day, tour) for tour in tours if tour.order)
    served = {place for tour in tours for place in tour.order}
    unserved = tuple(
        Unserved(day.places[place].id, reason or "fleet_full")
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


def _content(stop: Stop, prize: int) -> Stop:
    """Enough, too, a few rounds after nobody is left out: a plan that costs less than one prize lost has lost none."""
    rounds = 0

    def is_enough(best_cost: int) -> bool:
        nonlocal rounds
        rounds += best_cost < prize
        return rounds > _ROUNDS_AFTER_ALL_SERVED or stop(best_cost)

    return is_enough


@dataclass(frozen=True, slots=True)
class _Problem:
    """PyVRP's data, and what its indices mean: the place of each client, the van of each vehicle type."""

    data: Any
    params: Any
    place_of: tuple[int, ...]
    clients_of: dict[int, tuple[int, ...]]
    vans: tuple[int, ...]
    prize: int


def search(
    day: Day,
    wanted: Sequence[int],
    stop: Stop,
    seed: int,
    start: Sequence[Tour] = (),
    until_all_served: bool = False,
    longer: Longer | None = None,
) -> list[Tour]:
    """PyVRP's best tours of the wanted places. They may break promises and omit places.

    With `until_all_served` the search ends soon after it has found room for every place.
    """
    # So dear that a whole plan costs less than one prize, by which `_content` knows that nobody is left out.
    problem = _problem(day, wanted, 1 + len(start) if until_all_served else 1, longer)
    if until_all_served:
        stop = _content(stop, problem.prize)
    with warnings.catch_warnings():
        # An overfull fleet is our daily bread; repair answers for it.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        found = pyvrp.solve(
            problem.data,
            stop,
            seed,
            collect_stats=False,
            params=problem.params,
            initial_solution=_initial(day, problem, start) if start else None,
        )
    return [
        Tour(
            problem.vans[one.vehicle_type()],
            tuple(problem.place_of[visit.idx] for visit in one if visit.is_client()),
        )
        for one in found.best.routes()
    ]


def _problem(day: Day, wanted: Sequence[int], prizes: int, longer: Longer | None) -> _Problem:
    vans = tuple(i for i, van in enumerate(day.vans) if van.usable)
    homes = sorted({day.vans[i].home for i in vans})
    rates, overtime = _rates(day, vans, longer)
    ways = _usual(day)
    prize = prizes * _prize(day, vans, ways, rates, overtime)
    special = _special_needs(day, wanted, vans)
    loads = _limited_loads(day, vans)
    clients: list[Any] = []
    groups: list[Any] = []
    place_of: list[int] = []
    clients_of: dict[int, tuple[int, ...]] = {}
    for place in wanted:
        stop = day.places[place]
        alone = len(stop.windows) == 1
        first = len(clients)
        clients_of[place] = tuple(range(first, first + len(stop.windows)))
        if not alone:
            groups.append(pyvrp.ClientGroup(list(clients_of[place]), required=False))
        needs = [_WEIGHT_OF_NEED * (stop.need == need) for need in special]
        picked = any(getattr(stop, f"picked_{load}") for load in loads)
        for start, end in stop.windows:
            place_of.append(place)
            clients.append(
                pyvrp.Client(
                    location=place,
                    delivery=[*(getattr(stop, load) for load in loads), *needs],
                    pickup=[*(getattr(stop, f"picked_{load}") for load in loads), *(0 for _ in special)]
                    if picked
                    else [],
                    service_duration=stop.service,
                    tw_early=start,
                    tw_late=end,
                    prize=prize * (1 + stop.priority),
                    required=False,
                    group=None if alone else len(groups) - 1,
                )
            )
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * len(ways),
        clients=clients,
        depots=[pyvrp.Depot(home) for home in homes],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=day.vans[i].kind.count,
                capacity=[
                    *(getattr(day.vans[i], load) for load in loads),
                    *(UNLIMITED * day.vans[i].suits(need) for need in special),
                ],
                start_depot=homes.index(day.vans[i].home),
                end_depot=homes.index(day.vans[i].home),
                tw_early=day.vans[i].opens,
                tw_late=_working_until(day.vans[i]),
                fixed_cost=fixed,
                unit_distance_cost=per_distance,
                unit_duration_cost=per_duration,
                **({} if longer is None else _overtime(longer, overtime)),
            )
            for i, (fixed, per_distance, per_duration) in zip(vans, rates, strict=True)
        ],
        distance_matrices=[cast(Any, day.travel.distances)],
        duration_matrices=[cast(Any, ways)],
        groups=groups,
    )
    return _Problem(data, _params(rates, overtime), tuple(place_of), clients_of, vans, prize)


def _working_until(van: Van) -> int:
    """Breaks within the shift shorten it; where they fall is for `repair` to settle."""
    within = sum(
        length for (start, _), length in van.rests if van.opens < start + length and start < van.closes
    )
    return max(van.opens, van.closes - within) if van.closes < FAR else van.closes


def _overtime(longer: Longer, rate: int) -> dict[str, Any]:
    return {"shift_duration": longer.than, "max_overtime": FAR, "unit_overtime_cost": rate}


def _usual(day: Day) -> IntArray:
    """What ways take at the time they are driven, about: as slow as the traffic is on average within the windows of
    the place a way leaves, or of the one it leads to from a depot."""
    if not day.pace.spans:
        return day.travel.durations
    percent = np.zeros(len(day.travel.durations), dtype=np.int64)
    for place, stop in enumerate(day.places[1:], start=1):
        percent[place] = _usual_percent(day, stop.windows)
    onward = np.where(percent > 0, percent, 100)
    leaving = np.where(percent[:, None] > 0, percent[:, None], onward[None, :])
    return np.asarray(-(-day.travel.durations * leaving // 100))


def _usual_percent(day: Day, windows: Sequence[Span]) -> int:
    closes = max((van.closes for van in day.vans if van.closes < FAR), default=0)
    last = max(closes, *(end for _, end, _ in day.pace.spans))
    open_, slower = 0, 0
    for start, end in windows:
        until = max(start + 1, min(end, last))
        open_ += until - start
        slower += sum(
            (percent - 100) * max(0, min(until, to) - max(start, since))
            for since, to, percent in day.pace.spans
        )
    return 100 + slower // open_


def _params(rates: Sequence[tuple[int, int, int]], overtime: int) -> Any:
    dearest = max(overtime, *(rate for row in rates for rate in row[1:]))
    return pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(_PATIENCE, history_length=_MEMORY),
        penalty=pyvrp.PenaltyParams(max_penalty=_MAX_PENALTY * dearest),
        neighbourhood=NeighbourhoodParams(num_neighbours=_NEIGHBOURS),
    )


def _limited_loads(day: Day, vans: Sequence[int]) -> list[str]:
    """Which of weight and volume any van limits: a load nobody limits would only slow the search down."""
    return [
        load for load in ("weight", "volume") if any(getattr(day.vans[i], load) < UNLIMITED for i in vans)
    ]


def _special_needs(day: Day, wanted: Sequence[int], vans: Sequence[int]) -> list[Need]:
    """What some stop needs and some van does not offer: only these need a load of their own."""
    needed = {day.places[place].need for place in wanted}
    special = [need for need in needed if not all(day.vans[i].suits(need) for i in vans)]
    return sorted(special, key=lambda need: (need[0], -1 if need[1] is None else need[1]))


def _rates(day: Day, vans: Sequence[int], longer: Longer | None) -> tuple[list[tuple[int, int, int]], int]:
    """Fixed cost and costs per tick of distance and duration, and that of a tick beyond `longer`, in small whole
    numbers of one common unit.

    Small, so that penalties a thousand times as high stay inside 64 bits. When nothing costs anything the
    shortest plan is the best one.
    """
    scale = day.travel.scale
    exact = [
        (18_000 * kind.fixed_cost_minor * scale, 18 * kind.cost_per_km_minor, 5 * kind.cost_per_hour_minor)
        for kind in (day.vans[i].kind for i in vans)
    ]
    beyond = 0 if longer is None else 5 * longer.cost_per_hour_minor
    if not any(distance or duration for _, distance, duration in exact):
        return [(fixed // (18_000 * scale), 1, 0) for fixed, _, _ in exact], min(beyond, 1)
    unit = gcd(beyond, *(rate for row in exact for rate in row))
    top = max(beyond, *(rate for row in exact for rate in row[1:])) / unit
    shrink = unit * max(1.0, top / _FINEST_RATE)
    rates = [
        (round(fixed / shrink), max(1, round(distance / shrink)), round(duration / shrink))
        for fixed, distance, duration in exact
    ]
    return rates, round(beyond / shrink)


def _prize(
    day: Day, vans: Sequence[int], ways: IntArray, rates: Sequence[tuple[int, int, int]], overtime: int
) -> int:
    """More than taking any one stop in can add to a plan, so that stops are left out for want of room only.

    A stop that takes another's room pushes it into a van of another kind, which may push out a third: what comes to
    the plan is at most a trip of every kind. With the price of one trip alone, heavy stops and those for few vans
    were left out of mixed fleets that had room for them.
    """
    far = int(day.travel.distances.max())
    long = int(ways.max()) + max(place.service for place in day.places)
    waits = max((day.vans[i].closes - day.vans[i].opens for i in vans if day.vans[i].closes < FAR), default=0)
    return 1 + sum(
        fixed + 2 * far * per_distance + (2 * long + waits) * (per_duration + overtime)
        for fixed, per_distance, per_duration in rates
    )


def _initial(day: Day, problem: _Problem, start: Sequence[Tour]) -> Any:
    """A warm start. A stop with several windows stands in the one its tour meets, or in its first."""
    van = {i: k for k, i in enumerate(problem.vans)}
    routes = []
    for tour in start:
        known = timing(day, day.vans[tour.van], tour.order)
        order = [place for place in tour.order if place in problem.clients_of]
        if not order or tour.van not in van:
            continue
        chosen = dict(zip(tour.order, known.windows, strict=True)) if known else {}
        visits = []
        for place in order:
            windows = day.places[place].windows
            which = windows.index(chosen[place]) if place in chosen else 0
            visits.append(pyvrp.Activity(pyvrp.ActivityType.CLIENT, problem.clients_of[place][which]))
        routes.append(pyvrp.Route(problem.data, visits, van[tour.van]))
    return pyvrp.Solution(problem.data, routes)
