"""The day in PyVRP's terms: its stops as clients, its vans as vehicle types, every cost in one small unit.

PyVRP sees loads, what a stop needs of its van (temperature, depot: as one more load that the wrong vans have no room
for), windows (one client each, of which at most one is served), shifts and all three costs. A stop may be left out at
the price of its prize. Breaks it sees as shorter shifts, traffic as what is usual at the time of the stop, ride times
only when every stop has one, as a bound on whole routes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any, Protocol, cast

import numpy as np
import pyvrp
from pyvrp.search import NeighbourhoodParams

from core.fulfilment.routing.day import FAR, UNLIMITED, Day, Need, Place, Span, Van
from core.fulfilment.routing.insertion import Tour
from core.fulfilment.routing.schedule import timing
from core.fulfilment.routing.travel import IntArray

_WEIGHT_OF_NEED = 1_000
# Short runs gain from looking at fewer neighbours and from forgetting sooner: the mean gap over eight Solomon
# instances at one second fell from 0.96 % (PyVRP's 50 and 300) to 0.60 %.
_NEIGHBOURS = 20
# Where vans are what costs, a route is emptied by stops that go far: with 20 neighbours a day of 100 stops took 14
# vans in three runs, with PyVRP's 50 it took 9.
_NEIGHBOURS_WHERE_VANS_COST = 50
# What a van drives in an hour of a town, about. Where time counts though it costs nothing, an hour costs as much: what
# waits for nothing could serve another stop.
_KM_OF_AN_HOUR = 25
_MEMORY = 100
# Rounds without a better plan after which the search goes back to its best one: at ten seconds R112 came from 0.56 to
# 0.19 % with it (PyVRP's own is 150,000).
_PATIENCE = 1_200
# PyVRP's own bound, per unit of the dearest rate.
_MAX_PENALTY = 100_000.0
_FINEST_RATE = 100


class Stop(Protocol):
    """PyVRP's stopping criterion: given the best cost so far, is it enough?"""

    def __call__(self, best_cost: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Longer:
    """What an hour beyond `than` ticks costs a route, in the search only."""

    than: int
    cost_per_hour_minor: int


@dataclass(frozen=True, slots=True)
class Once:
    """Of these places each of these vans takes one, and other vans none."""

    places: frozenset[int]
    vans: frozenset[int]


@dataclass(frozen=True, slots=True)
class Problem:
    """PyVRP's data, and what its indices mean: the place of each client, the van of each vehicle type. `dearest` is
    the highest rate of a tick."""

    data: Any
    params: Any
    place_of: tuple[int, ...]
    clients_of: dict[int, tuple[int, ...]]
    vans: tuple[int, ...]
    prize: int
    dearest: int


def problem_of(
    day: Day,
    wanted: Sequence[int],
    prizes: int,
    longer: Longer | None,
    is_hurried: bool = False,
    time_counts: bool = False,
    once: Sequence[Once] = (),
) -> Problem:
    """A stop is left out at the price of `prizes` prizes, each more than serving it can cost. Who `is_hurried` has time
    for a first plan and little more. Where `time_counts` hours have a price in the search even if they cost nothing."""
    vans = tuple(i for i, van in enumerate(day.vans) if van.usable)
    homes = sorted({day.vans[i].home for i in vans})
    rates, overtime = _rates(day, vans, longer, _KM_OF_AN_HOUR if time_counts else 0)
    ways = _usual(day)
    prize = prizes * _prize(day, vans, ways, rates, overtime)
    loads = _Loads(_limited_loads(day, vans), _special_needs(day, wanted, vans), once)
    more = _longest(day, wanted, ways) if longer is None else _overtime(longer, overtime)
    clients: list[Any] = []
    groups: list[Any] = []
    clients_of: dict[int, tuple[int, ...]] = {}
    for place in wanted:
        stop = day.places[place]
        clients_of[place] = tuple(range(len(clients), len(clients) + len(stop.windows)))
        if len(stop.windows) > 1:
            groups.append(pyvrp.ClientGroup(list(clients_of[place]), required=False))
        group = len(groups) - 1 if len(stop.windows) > 1 else None
        clients += _clients(place, stop, loads, prize * (1 + stop.priority), group)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * len(ways),
        clients=clients,
        depots=[pyvrp.Depot(home) for home in homes],
        vehicle_types=[
            _vehicle_type(i, day.vans[i], loads, homes.index(day.vans[i].home), costs, more)
            for i, costs in zip(vans, rates, strict=True)
        ],
        distance_matrices=[cast(Any, day.travel.distances)],
        duration_matrices=[cast(Any, ways)],
        groups=groups,
    )
    place_of = tuple(place for place, numbers in clients_of.items() for _ in numbers)
    dearest = max(overtime, *(rate for row in rates for rate in row[1:]))
    are_few = is_hurried or not vans_are_dear(day)
    neighbours = _NEIGHBOURS if are_few else _NEIGHBOURS_WHERE_VANS_COST
    return Problem(data, _params(dearest, neighbours), place_of, clients_of, vans, prize, dearest)


@dataclass(frozen=True, slots=True)
class _Loads:
    """What PyVRP counts: loads that some van limits, needs that some van does not meet, what a van takes once."""

    limited: list[str]
    special: list[Need]
    once: Sequence[Once]


def _clients(place: int, stop: Place, loads: _Loads, prize: int, group: int | None) -> list[Any]:
    """One for each window."""
    needs = [_WEIGHT_OF_NEED * (stop.need == need) for need in loads.special]
    needs += [_WEIGHT_OF_NEED * (place in one.places) for one in loads.once]
    picked = [getattr(stop, f"picked_{load}") for load in loads.limited]
    return [
        pyvrp.Client(
            location=place,
            delivery=[*(getattr(stop, load) for load in loads.limited), *needs],
            pickup=[*picked, *(0 for _ in needs)] if any(picked) else [],
            service_duration=stop.service,
            tw_early=start,
            tw_late=end,
            prize=prize,
            required=False,
            group=group,
        )
        for start, end in stop.windows
    ]


def _vehicle_type(
    which: int, van: Van, loads: _Loads, depot: int, costs: tuple[int, int, int], more: dict[str, Any]
) -> Any:
    fixed, per_distance, per_duration = costs
    return pyvrp.VehicleType(
        num_available=van.kind.count,
        capacity=[
            *(getattr(van, load) for load in loads.limited),
            *(UNLIMITED * van.suits(need) for need in loads.special),
            *(_WEIGHT_OF_NEED * (which in one.vans) for one in loads.once),
        ],
        start_depot=depot,
        end_depot=depot,
        tw_early=van.opens,
        tw_late=_working_until(van),
        fixed_cost=fixed,
        unit_distance_cost=per_distance,
        unit_duration_cost=per_duration,
        **more,
    )


def _working_until(van: Van) -> int:
    """Breaks within the shift shorten it; where they fall is for `repair` to settle."""
    within = sum(
        length for (start, _), length in van.rests if van.opens < start + length and start < van.closes
    )
    return max(van.opens, van.closes - within) if van.closes < FAR else van.closes


def _longest(day: Day, wanted: Sequence[int], ways: IntArray) -> dict[str, Any]:
    """Where every stop's goods may ride so long only, no route is longer than the longest of these rides and what
    comes after it."""
    if not wanted or any(day.places[place].max_ride == UNLIMITED for place in wanted):
        return {}
    home = max(int(ways[place, van.home]) for van in day.vans for place in wanted)
    return {"shift_duration": home + max(day.places[p].max_ride + day.places[p].service for p in wanted)}


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


def vans_are_dear(day: Day) -> bool:
    """Does some van cost more than an hour of its way?"""
    kinds = [van.kind for van in day.vans if van.usable]
    return any(
        kind.fixed_cost_minor > kind.cost_per_hour_minor + _KM_OF_AN_HOUR * kind.cost_per_km_minor
        for kind in kinds
    )


def unhurried(day: Day) -> float:
    """How many times as long a first plan takes who is not hurried."""
    return _NEIGHBOURS_WHERE_VANS_COST / _NEIGHBOURS if vans_are_dear(day) else 1.0


def _params(dearest: int, neighbours: int) -> Any:
    return pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(_PATIENCE, history_length=_MEMORY),
        penalty=pyvrp.PenaltyParams(max_penalty=_MAX_PENALTY * dearest),
        neighbourhood=NeighbourhoodParams(num_neighbours=neighbours),
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
    return sorted(special, key=lambda need: (need[0], -1 if need[1] is None else need[1], sorted(need[2])))


def _rates(
    day: Day, vans: Sequence[int], longer: Longer | None, km_of_an_hour: int
) -> tuple[list[tuple[int, int, int]], int]:
    """Fixed cost and costs per tick of distance and duration, and that of a tick beyond `longer`, in small whole
    numbers of one common unit.

    Small, so that penalties a thousand times as high stay inside 64 bits. When nothing costs anything the
    shortest plan is the best one.
    """
    scale = day.travel.scale
    kinds = [day.vans[i].kind for i in vans]
    beyond = 0 if longer is None else 5 * longer.cost_per_hour_minor
    if not any(kind.cost_per_km_minor or kind.cost_per_hour_minor for kind in kinds):
        hour = -(-km_of_an_hour * 1000 // 3600)
        return [(kind.fixed_cost_minor, 1, hour) for kind in kinds], min(beyond, 1)
    exact = [
        (
            18_000 * kind.fixed_cost_minor * scale,
            18 * kind.cost_per_km_minor,
            5 * max(kind.cost_per_hour_minor, km_of_an_hour * kind.cost_per_km_minor),
        )
        for kind in kinds
    ]
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


def initial(day: Day, problem: Problem, start: Sequence[Tour]) -> Any:
    """A warm start. A stop with several windows stands in the one its tour meets, or in its first."""
    van = {i: k for k, i in enumerate(problem.vans)}
    routes = []
    for tour in start:
        several = any(len(day.places[place].windows) > 1 for place in tour.order)
        known = timing(day, day.vans[tour.van], tour.order) if several else None
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


def tours_of(problem: Problem, found: Any) -> list[Tour]:
    return [
        Tour(
            problem.vans[one.vehicle_type()],
            tuple(problem.place_of[visit.idx] for visit in one if visit.is_client()),
        )
        for one in found.routes()
    ]
