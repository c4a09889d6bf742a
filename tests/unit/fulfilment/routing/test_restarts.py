"""A small day is searched from several starts, and the best routes of all searches make the plan."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pyvrp
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.routing.day import day_of
from core.fulfilment.routing.problem import Problem, problem_of
from core.fulfilment.routing.restarts import VAIN, Pool, elsewhere, price, recombined, solve
from core.fulfilment.routing.solver import route
from tests.unit.fulfilment.routing.days import VAN, day, stop

PLACES = ((10, 60), (20, 70), (80, 10), (90, 20), (-50, 40), (-60, 30))


def problem_at(*places: tuple[int, int]) -> Problem:
    doors = (stop(f"door {n}", x, y) for n, (x, y) in enumerate(places))
    request = day(*doors, vehicles=(replace(VAN, count=len(places)),))
    return problem_of(day_of(request), list(range(1, len(places) + 1)), 1, None)


def plan_of(problem: Problem, *routes: list[int], van: int = 0) -> Any:
    def visit(client: int) -> Any:
        return pyvrp.Activity(pyvrp.ActivityType.CLIENT, client)

    return pyvrp.Solution(
        problem.data, [pyvrp.Route(problem.data, [visit(n) for n in one], van) for one in routes if one]
    )


def pool_of(*plans: Any) -> Pool:
    pool = Pool()
    for plan in plans:
        pool.add(price(plan)[1], plan)
    return pool


def stops_of(plan: Any) -> set[frozenset[int]]:
    return {frozenset(visit.idx for visit in one if visit.is_client()) for one in plan.routes()}


def test_the_good_half_of_one_plan_and_the_good_half_of_another_make_a_better_one() -> None:
    problem = problem_at(*PLACES[:4])
    north, east = plan_of(problem, [0, 1], [2], [3]), plan_of(problem, [0], [1], [2, 3])
    better = recombined(problem, pool_of(north, east), min(north, east, key=price))
    assert stops_of(better) == {frozenset({0, 1}), frozenset({2, 3})}


def test_the_one_cheap_van_is_sent_out_once() -> None:
    cheap, dear = replace(VAN, id="cheap", count=1), replace(VAN, id="dear", cost_per_km_minor=3_000)
    doors = (stop(f"door {n}", x, y) for n, (x, y) in enumerate(PLACES[:4]))
    problem = problem_of(day_of(day(*doors, vehicles=(cheap, dear))), [1, 2, 3, 4], 1, None)
    north = plan_of(problem, [0, 1]), plan_of(problem, [2], [3], van=1)
    east = plan_of(problem, [2, 3]), plan_of(problem, [0], [1], van=1)
    plans = [
        pyvrp.Solution(problem.data, [*first.routes(), *second.routes()]) for first, second in (north, east)
    ]
    assert recombined(problem, pool_of(*plans), min(plans, key=price)) is None


def test_a_plan_that_serves_less_is_no_better_one() -> None:
    problem = problem_at(*PLACES[:3])
    whole, less = plan_of(problem, [0, 1, 2]), plan_of(problem, [0, 1])
    assert recombined(problem, pool_of(whole, less), whole) is None


def test_where_nobody_can_be_served_there_is_nothing_to_recombine() -> None:
    problem = problem_at(*PLACES[:2])
    assert recombined(problem, pool_of(plan_of(problem)), plan_of(problem)) is None


@st.composite
def sharings(draw: st.DrawFn) -> list[list[list[int]]]:
    """Some ways to share six doors out among six vans."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        routes: list[list[int]] = [[] for _ in PLACES]
        for door in draw(st.permutations(range(len(PLACES)))):
            routes[draw(st.integers(0, len(PLACES) - 1))].append(door)
        found.append(routes)
    return found


@settings(max_examples=60, deadline=None)
@given(sharings())
def test_no_choice_among_the_known_routes_is_cheaper(shared: list[list[list[int]]]) -> None:
    problem = problem_at(*PLACES)
    told = [plan_of(problem, *routes) for routes in shared]
    # Of plans that cost the same the pool keeps one.
    plans = list({price(plan): plan for plan in reversed(told)}.values())
    best = min(plans, key=price)
    found = recombined(problem, pool_of(*plans), best) or best
    assert sorted(door for one in stops_of(found) for door in one) == list(range(len(PLACES)))
    assert price(found) == (False, _cheapest_choice(plans))


def _cheapest_choice(plans: list[Any]) -> int:
    """By trying all: the least cost of routes that serve every door once."""
    least: dict[frozenset[int], int] = {}
    for plan in plans:
        for one in plan.routes():
            doors = frozenset(visit.idx for visit in one if visit.is_client())
            cost = one.distance_cost() + one.duration_cost()
            least[doors] = min(cost, least.get(doors, cost))

    def rest(open_doors: frozenset[int]) -> int:
        if not open_doors:
            return 0
        first = min(open_doors)
        return min(
            (
                cost + rest(open_doors - doors)
                for doors, cost in least.items()
                if first in doors <= open_doors
            ),
            default=10**9,
        )

    return rest(frozenset(range(len(PLACES))))


def scattered(count: int) -> tuple[tuple[int, int], ...]:
    rng = random.Random(5)
    return tuple((rng.randint(-90, 90), rng.randint(-90, 90)) for _ in range(count))


def test_a_search_that_finds_nothing_better_begins_anew_and_the_best_plan_is_kept() -> None:
    problem = problem_at(*scattered(25))
    told: list[float] = []

    def stop_after(best_cost: float) -> bool:
        told.append(best_cost)
        return len(told) > 4 * VAIN

    found = solve(problem, stop_after, 1, None)
    anew = [at for at in range(1, len(told)) if told[at] > told[at - 1]]
    assert anew, "never begun anew"
    assert anew[0] > VAIN
    assert price(found)[1] <= min(told)


def ways_of(problem: Problem, plan: Any) -> set[tuple[int, int]]:
    tours = [
        [0, *(problem.place_of[visit.idx] for visit in one if visit.is_client()), 0] for one in plan.routes()
    ]
    return {way for tour in tours for way in pairwise(tour)}


def test_a_new_start_is_not_the_best_plan_over_again() -> None:
    rng = random.Random(5)
    opens = [rng.randint(0, 600) for _ in range(40)]
    doors = [
        stop(f"door {n}", rng.randint(-90, 90), rng.randint(-90, 90), (at, at + 200))
        for n, at in enumerate(opens)
    ]
    request = day(*doors, vehicles=(replace(VAN, count=20),))
    problem = problem_of(day_of(request), list(range(1, 41)), 1, None)
    best = solve(problem, pyvrp.stop.MaxIterations(VAIN), 1, None)
    start = elsewhere(problem, best, pyvrp.stop.MaxIterations(VAIN), 2)
    ways = ways_of(problem, best)
    assert start.is_feasible()
    assert len(ways & ways_of(problem, start)) < 0.5 * len(ways), "the best plan over again"
    assert price(start) < (False, 1.2 * price(best)[1]), "no good plan"


def test_the_same_rounds_give_the_same_plan() -> None:
    request = day(*(stop(f"door {n}", x, y) for n, (x, y) in enumerate(scattered(20))))
    assert route(request, 3, iterations=3 * VAIN) == route(request, 3, iterations=3 * VAIN)
