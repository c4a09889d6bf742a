"""One van less, where vans are what costs: a tour is dissolved, and a search drives out the lateness of the others.

A search that looks for short ways alone seldom gets rid of a van: every way to a plan with one less leads through
longer ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import inf

from pyvrp.search import NeighbourhoodParams, compute_neighbours

from core.fulfilment.routing.day import Day
from core.fulfilment.routing.insertion import Lane, Tour
from core.fulfilment.routing.lateness import Punctual, prizes
from core.fulfilment.routing.parts import part_of
from core.fulfilment.routing.problem import Stop, initial, problem_of, tours_of
from core.fulfilment.routing.repair import repaired

_NEIGHBOURS = 50
_MOST_PERTURBED = 10
# Of 20 vans that could be spared on days of 250 to 380 stops 19 were within 500 rounds.
_PATIENCE = 2_000


def fewer(day: Day, wanted: Sequence[int], tours: Sequence[Tour], stop: Stop, seed: int) -> list[Tour]:
    """Tours of fewer vans that cost less and leave nobody out, found until `stop`; else the given ones."""
    best = repaired(day, tours, wanted, inf)
    while _serve_all(best, wanted) and len(best) > 1:
        found = _one_less(day, wanted, best, stop, seed)
        if not _serve_all(found, wanted) or _cost(found) >= _cost(best):
            break
        best = found
    return [lane.tour for lane in best]


def _one_less(day: Day, wanted: Sequence[int], lanes: Sequence[Lane], stop: Stop, seed: int) -> list[Lane]:
    """Drivable tours of the other vans, when `wanted` found room in them; else none."""
    dissolved = min(lanes, key=partial(_stops_for_its_cost, day))
    left = [lane.tour for lane in lanes if lane is not dissolved]
    part = part_of(_paid_for(day), wanted, Counter(tour.van for tour in left))
    problem = problem_of(part.day, range(1, len(part.places)), prizes(len(left)), None, time_counts=True)
    near = compute_neighbours(problem.data, NeighbourhoodParams(num_neighbours=_NEIGHBOURS))
    start = initial(part.day, problem, part.own(left))
    rounds = 0

    def is_enough(best_cost: int) -> bool:
        nonlocal rounds
        rounds += 1
        return rounds > _PATIENCE or stop(best_cost)

    found = Punctual(problem, start, near, seed, _MOST_PERTURBED).go_on(is_enough)
    return [] if found is None else repaired(day, part.whole(tours_of(problem, found)), wanted, inf)


def _paid_for(day: Day) -> Day:
    """With vans that cost nothing to take: else the search would rather be late than take them all."""
    vans = (replace(van, kind=replace(van.kind, fixed_cost_minor=0)) for van in day.vans)
    return replace(day, vans=tuple(vans))


def _stops_for_its_cost(day: Day, lane: Lane) -> float:
    return len(lane.tour.order) / (1 + day.vans[lane.tour.van].kind.fixed_cost_minor)


def _serve_all(lanes: Sequence[Lane], wanted: Sequence[int]) -> bool:
    return sum(len(lane.tour.order) for lane in lanes) == len(wanted)


def _cost(lanes: Sequence[Lane]) -> int:
    return sum(lane.timing.cost_minor for lane in lanes)
