"""A search that bears lateness for a while, and drives it out.

The way from one full plan to another leads through plans in which somebody is late (Nagata and Bräysy 2009, "A powerful
route minimization heuristic", Operations Research Letters 37(5)). PyVRP's local search goes it when its penalties are
low, it disturbs little, and what is a little worse than the best plan so far is gone on from (record-to-record travel:
Dueck 1993, Journal of Computational Physics 104(1)).
"""

from __future__ import annotations

from statistics import fmean
from typing import Any

import pyvrp
from pyvrp.search import OPERATORS, LocalSearch, PerturbationManager, PerturbationParams, Swap21, Swap22

from core.fulfilment.routing.problem import Problem, Stop

Neighbours = dict[Any, list[Any]]
"""Of PyVRP's clients, which are numbered by rising place."""

# For a tick of lateness, in ticks of driving; and for a load too much that is as large as a mean one, in ticks of lateness.
_PENALTY = 500.0
_LATE_FOR_A_LOAD = 3_000
# So dear that nobody is left out to spare others being late.
_LEAST_PRIZES = 50
# How many mean ways to a stop a plan may cost more than the best one and be gone on from. Two find no more, and dearer plans.
_BORNE_WAYS = 1
_OPERATORS = [one for one in OPERATORS if one not in (Swap21, Swap22)]


def prizes(tours: int) -> int:
    """For `problem_of`: a whole plan of so many tours costs less than one of its prizes."""
    return max(_LEAST_PRIZES, 1 + tours)


def _mean_loads(data: Any) -> list[float]:
    """Of those who have any, for each kind of load."""
    loads = [[*map(max, one.delivery, one.pickup)] for one in data.clients()]
    return [fmean([load for load in kind if load] or [1.0]) for kind in zip(*loads, strict=True)]


class Punctual:
    """Looks for plans with everybody in them and nobody late; it may be left and gone on with.

    The prize of the problem has to be that of `prizes`: by it the search sees that nobody is left out.
    """

    def __init__(
        self, problem: Problem, start: Any, near: Neighbours, seed: int, most_perturbed: int
    ) -> None:
        data = problem.data
        perturbation = PerturbationManager(PerturbationParams(1, most_perturbed))
        self._descent = LocalSearch(data, pyvrp.RandomNumberGenerator(seed), near, perturbation)
        for operator in _OPERATORS:
            if operator.supports(data):
                self._descent.add_operator(operator(data))
        penalty = _PENALTY * problem.dearest
        loads = [penalty * _LATE_FOR_A_LOAD / mean for mean in _mean_loads(data)]
        self._costs = pyvrp.CostEvaluator(loads, penalty, penalty)
        self._everybody = len(problem.clients_of)
        self._borne = _BORNE_WAYS * (start.distance_cost() + start.duration_cost()) // max(1, self._everybody)
        self._now = start
        self._least = self._costs.penalised_cost(start)

    def go_on(self, stop: Stop) -> Any:
        """The next plan that is found, its ways made shorter; None when `stop` came first."""
        while not stop(self._least):
            found = self._descent(self._now, self._costs)
            if self._is_punctual(found):
                self._now = self._shorter(found)
                self._least = min(self._least, self._costs.penalised_cost(self._now))
                return self._now
            cost = self._costs.penalised_cost(found)
            self._least = min(self._least, cost)
            if cost <= self._least + self._borne:
                self._now = found
        return None

    def _is_punctual(self, plan: Any) -> bool:
        return bool(plan.is_feasible()) and plan.num_clients() == self._everybody

    def _shorter(self, plan: Any) -> Any:
        """Somebody stands where there was room, not where it is cheap."""
        found = self._descent(plan, self._costs, exhaustive=True)
        return found if self._is_punctual(found) else plan
