"""Several searches of one small day, each from a start of its own, and the best routes of all of them together.

A search that finds nothing better for long sits in a valley that it seldom leaves; from another start it may come into
another. A start that lies far enough away is what a short search finds where the ways of the best plan are dearer than
they are (noising: Charon and Hudry 1993, Operations Research Letters 14(3)). And of all the routes that good plans had,
some make a plan that is better than any of these (set partitioning over pooled routes: Rochat and Taillard 1995, Journal
of Heuristics 1(1); Subramanian, Uchoa and Ochi 2013, Computers & Operations Research 40(10)); HiGHS chooses them.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pyvrp

from core.fulfilment.routing.problem import Problem, Stop

VAIN = 1_500
"""After so many rounds without a better plan a search begins anew."""
ELSEWHERE, DEARER = 500, 1.1
"""A search begins anew with what so many rounds find where every way of the best plan costs so many times as much."""
POOLED, NEAR = 200, 1.03
"""So many plans are kept of those that cost no more than this times the best of their search."""
CHOSEN_AMONG = 250
EFFORT = 50
"""Nodes of HiGHS, which with so few routes takes a twentieth of a second; no clock stops it, so that the same rounds
give the same plan."""


def solve(problem: Problem, stop: Stop, seed: int, start: Any) -> Any:
    """The best plan found until `stop`; the first search begins with `start` unless that is None."""
    seeds = random.Random(seed)
    pool = Pool()
    params = pyvrp.SolveParams(
        ils=replace(problem.params.ils, callbacks=pool),
        penalty=problem.params.penalty,
        neighbourhood=problem.params.neighbourhood,
    )
    best: Any = None
    while True:
        in_vain = _InVain(stop)
        found = pyvrp.solve(
            problem.data, in_vain, seed, collect_stats=False, params=params, initial_solution=start
        ).best
        best = found if best is None else min(best, found, key=price)
        if in_vain.is_over:
            return best
        seed = seeds.randrange(2**31)
        better = recombined(problem, pool, best)
        best = better or best
        start = better or elsewhere(problem, best, stop, seed)


def price(plan: Any) -> tuple[bool, int]:
    """What plans are compared by; one that breaks promises is worse than any other."""
    cost = plan.distance_cost() + plan.duration_cost() + plan.fixed_vehicle_cost() + plan.uncollected_prizes()
    return not plan.is_feasible(), cost


def elsewhere(problem: Problem, best: Any, stop: Stop, seed: int) -> Any:
    """A plan unlike `best`."""
    dearer = [ways.copy() for ways in problem.data.distance_matrices()]
    for one in best.routes():
        home = problem.data.depots()[one.start_depot()].location
        stops = [problem.place_of[visit.idx] for visit in _clients(one)]
        here, there = [home, *stops], [*stops, home]
        for ways in dearer:
            ways[here, there] = np.rint(ways[here, there] * DEARER)
    found = pyvrp.solve(
        problem.data.replace(distance_matrices=dearer),
        pyvrp.stop.MultipleCriteria([stop, pyvrp.stop.MaxIterations(ELSEWHERE)]),
        seed,
        collect_stats=False,
        params=problem.params,
    ).best
    return pyvrp.Solution(
        problem.data,
        [pyvrp.Route(problem.data, _clients(one), one.vehicle_type()) for one in found.routes()],
    )


class _InVain:
    """Stops when `stop` does, and after so many rounds without a better plan."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._least: int | None = None
        self._rounds = 0
        self.is_over = False

    def __call__(self, best_cost: int) -> bool:
        is_better = self._least is None or best_cost < self._least
        self._rounds = 0 if is_better else self._rounds + 1
        self._least = best_cost if is_better else self._least
        self.is_over = self._stop(best_cost)
        return self.is_over or self._rounds > VAIN


class Pool(pyvrp.IteratedLocalSearchCallbacks):
    """The cheapest plans that were met, one of each cost."""

    def __init__(self) -> None:
        self._plans: list[tuple[int, int, Any]] = []
        self._costs: set[int] = set()

    def on_iteration(self, current: Any, candidate: Any, best: Any, cost_evaluator: Any) -> None:
        cost = cost_evaluator.cost(candidate)
        if cost <= NEAR * cost_evaluator.cost(best):
            self.add(cost, candidate)

    def add(self, cost: int, plan: Any) -> None:
        if cost in self._costs:
            return
        self._costs.add(cost)
        heapq.heappush(self._plans, (-cost, len(self._costs), plan))
        if len(self._plans) > POOLED:
            heapq.heappop(self._plans)

    def cheapest_first(self) -> list[Any]:
        return [plan for _, _, plan in sorted(self._plans, reverse=True)]


def recombined(problem: Problem, pool: Pool, best: Any) -> Any:
    """A plan of pooled routes that serves all that `best` does for less; None when there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # half a second that only long searches pay
    from scipy.sparse import csr_array

    served = {place: row for row, place in enumerate(sorted(_places(problem, best)))}
    if not served:
        return None
    routes = _routes(problem, pool, best, served.keys())
    visits = [
        (served[problem.place_of[visit.idx]], i) for i, one in enumerate(routes) for visit in _clients(one)
    ]
    vans = [(len(served) + one.vehicle_type(), i) for i, one in enumerate(routes)]
    rows, columns = zip(*visits, *vans, strict=True)
    count = [one.num_available for one in problem.data.vehicle_types()]
    shape = (len(served) + len(count), len(routes))
    found = milp(
        [_cost(one) for one in routes],
        integrality=np.ones(len(routes)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            csr_array((np.ones(len(rows)), (rows, columns)), shape=shape),
            [1] * len(served) + [0] * len(count),
            [1] * len(served) + count,
        ),
        options={"node_limit": EFFORT, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    plan = pyvrp.Solution(problem.data, [one for one, x in zip(routes, found.x, strict=True) if x > 0.5])
    return plan if price(plan) < price(best) else None


def _routes(problem: Problem, pool: Pool, best: Any, wanted: Any) -> list[Any]:
    """Of the best plans; of routes with the same van and stops the cheapest, none with a stop not `wanted`."""
    known: dict[tuple[int, frozenset[int]], Any] = {}
    for plan in (best, *pool.cheapest_first()):
        for one in plan.routes():
            places = frozenset(problem.place_of[visit.idx] for visit in _clients(one))
            key = one.vehicle_type(), places
            if places <= wanted and (key not in known or _cost(one) < _cost(known[key])):
                known[key] = one
        if len(known) > CHOSEN_AMONG:
            break
    return list(known.values())


def _places(problem: Problem, plan: Any) -> set[int]:
    return {problem.place_of[visit.idx] for one in plan.routes() for visit in _clients(one)}


def _clients(route: Any) -> list[Any]:
    return [visit for visit in route if visit.is_client()]


def _cost(route: Any) -> int:
    cost: int = route.distance_cost() + route.duration_cost() + route.fixed_vehicle_cost()
    return cost
