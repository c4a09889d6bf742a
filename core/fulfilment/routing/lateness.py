"""A search that bears lateness for a while, and drives it out.

The way from one full plan to another leads through plans in which somebody is late (Nagata and Bräysy 2009, "A powerful
route minimization heuristic", Operations Research Letters 37(5)). PyVRP's iterated local search goes it when its
penalties are low and it perturbs little: what has to change lies near whoever is late.
"""

from __future__ import annotations

import warnings
from typing import Any

import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import OPERATORS, LocalSearch, PerturbationManager, PerturbationParams, Swap21, Swap22

from core.fulfilment.routing.problem import Problem, Stop

Neighbours = dict[Any, list[Any]]
"""Of PyVRP's clients, which are numbered by rising place."""

# For a tick of lateness or a unit of load too much, in ticks of driving.
_PENALTY = 200.0
# So dear that nobody is left out to spare others being late.
_LEAST_PRIZES = 50
_MEMORY = 50
_OPERATORS = [one for one in OPERATORS if one not in (Swap21, Swap22)]
# Somebody stands where there was room, not where it is cheap.
_ROUNDS_AFTER_ALL_SERVED = 5


def prizes(tours: int) -> int:
    """For `problem_of`: a whole plan of so many tours costs less than one of its prizes."""
    return max(_LEAST_PRIZES, 1 + tours)


def punctual(
    problem: Problem,
    start: Any,
    near: Neighbours,
    stop: Stop,
    seed: int,
    most_perturbed: int,
) -> Any:
    """A plan with everybody in it and nobody late, polished for a moment; None when `stop` came first.

    The prize of the problem has to be that of `prizes`: by it the search sees that nobody is left out.
    """
    rounds = 0

    def is_enough(best_cost: int) -> bool:
        nonlocal rounds
        rounds += best_cost < problem.prize
        return rounds > _ROUNDS_AFTER_ALL_SERVED or stop(best_cost)

    data = problem.data
    perturbation = PerturbationManager(PerturbationParams(1, most_perturbed))
    descent = LocalSearch(data, pyvrp.RandomNumberGenerator(seed), near, perturbation)
    for operator in _OPERATORS:
        if operator.supports(data):
            descent.add_operator(operator(data))
    penalty = _PENALTY * problem.dearest
    penalties = pyvrp.PenaltyManager(
        ([penalty] * data.num_load_dimensions, penalty, penalty), pyvrp.PenaltyParams(max_penalty=2 * penalty)
    )
    params = pyvrp.IteratedLocalSearchParams(history_length=_MEMORY)
    search = pyvrp.IteratedLocalSearch(data, penalties, descent, start, params)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        best = search.run(is_enough, collect_stats=False).best
    return best if rounds else None
