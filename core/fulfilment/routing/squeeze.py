"""Room for one more stop where every van is full: it is put in by force, and the lateness this makes is driven out.

The way from one full plan to another leads through plans in which somebody is late (Nagata and Bräysy 2009, "A powerful
route minimization heuristic", Operations Research Letters 37(5)). PyVRP's iterated local search goes it, with penalties
so low that lateness is borne for a while, and hardly any perturbation: what has to change lies near the newcomer.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    Swap21,
    Swap22,
    compute_neighbours,
)

from core.fulfilment.routing.day import Day, Span
from core.fulfilment.routing.insertion import Gaps, Lane, Tour
from core.fulfilment.routing.parts import Part, part_of
from core.fulfilment.routing.problem import Problem, initial, problem_of
from core.fulfilment.routing.solver import Stop, tours_of

_MOST_STOPS = 300
# Of 111 hard newcomers to full vans, 0.15 s each: PyVRP's own values find room for 9, these for 78, and with force for 107.
_NEIGHBOURS = 20
_MEMORY = 50
_MOST_PERTURBED = 2
# For a tick of lateness or a unit of load too much, in ticks of driving.
_PENALTY = 200.0
# So dear that nobody is left out to spare others being late.
_LEAST_PRIZES = 50
_OPERATORS = [one for one in OPERATORS if one not in (Swap21, Swap22)]
# A plan with everybody in it is polished for a moment: the newcomer stands where there was room, not where it is cheap.
_ROUNDS_AFTER_ALL_SERVED = 5

Neighbours = dict[Any, list[Any]]
"""Of PyVRP's clients, which are numbered by rising place."""


def neighbours(day: Day, places: Sequence[int]) -> Neighbours:
    """Who of the places may stand next to whom. They serve for every window that lies within the place's here."""
    data = problem_of(day, sorted(places), 1, None).data
    return compute_neighbours(data, NeighbourhoodParams(num_neighbours=_NEIGHBOURS))


def around(day: Day, lanes: Sequence[Lane], place: int, windows: Sequence[Span]) -> tuple[Part, list[Lane]]:
    """The day of the place (its last one) and of the lanes it may be squeezed into, some hundred stops; and these lanes
    on that day. Vans that have nothing to do are part of it."""
    chosen: list[Lane] = []
    stops = 0
    for lane in (lanes[i] for i in Gaps(day, lanes).by_lateness(place, windows)):
        stops += len(lane.tour.order)
        if chosen and stops > _MOST_STOPS:
            break
        chosen.append(lane)
    away = Counter(lane.tour.van for lane in lanes) - Counter(lane.tour.van for lane in chosen)
    shares = {i: van.kind.count - away[i] for i, van in enumerate(day.vans) if van.usable}
    part = part_of(day, [place, *(one for lane in chosen for one in lane.tour.order)], shares)
    tours = part.own([lane.tour for lane in chosen])
    return part, [Lane(part.day, tour, lane.timing) for tour, lane in zip(tours, chosen, strict=True)]


def squeezed(
    day: Day, lanes: Sequence[Lane], place: int, near: Neighbours, stop: Stop, seed: int
) -> list[Tour] | None:
    """Tours of the lanes' stops and the place, which has one window; None when none was found until `stop`.

    `near` are the neighbours of all of them. What PyVRP does not know (see `problem`) the tours may break.
    """
    start = Gaps(day, lanes).least_late(place)
    wanted = sorted(one for tour in start for one in tour.order)
    # A whole plan costs less than one prize: by this the search sees that nobody is left out.
    problem = problem_of(day, wanted, max(_LEAST_PRIZES, 1 + len(start)), None)
    rounds = 0

    def is_enough(best_cost: int) -> bool:
        nonlocal rounds
        rounds += best_cost < problem.prize
        return rounds > _ROUNDS_AFTER_ALL_SERVED or stop(best_cost)

    search = _search(problem, initial(day, problem, start), near, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        best = search.run(is_enough, collect_stats=False).best
    return tours_of(problem, best) if rounds else None


def _search(problem: Problem, start: Any, near: Neighbours, seed: int) -> Any:
    data = problem.data
    perturbation = PerturbationManager(PerturbationParams(1, _MOST_PERTURBED))
    descent = LocalSearch(data, pyvrp.RandomNumberGenerator(seed), near, perturbation)
    for operator in _OPERATORS:
        if operator.supports(data):
            descent.add_operator(operator(data))
    penalty = _PENALTY * problem.dearest
    penalties = pyvrp.PenaltyManager(
        ([penalty] * data.num_load_dimensions, penalty, penalty), pyvrp.PenaltyParams(max_penalty=2 * penalty)
    )
    params = pyvrp.IteratedLocalSearchParams(history_length=_MEMORY)
    return pyvrp.IteratedLocalSearch(data, penalties, descent, start, params)
