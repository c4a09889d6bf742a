"""A day is told to a search that knows neither breaks nor ride times; what is driven must not look late to it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.driven import driven
from core.fulfilment.routing.insertion import Lane, Tour, lane_of
from core.fulfilment.routing.lateness import prizes
from core.fulfilment.routing.model import Break, RouteRequest
from core.fulfilment.routing.problem import Once, initial, problem_of
from core.fulfilment.routing.repair import repaired
from core.fulfilment.routing.schedule import timing
from tests.unit.fulfilment.routing.days import VAN, day, days, stop


def lanes_of(ready: Day, *tours: Tour) -> list[Lane]:
    return [lane for tour in tours if (lane := lane_of(ready, tour)) is not None]


@settings(max_examples=80, deadline=None)
@given(days(most=8))
def test_what_is_driven_with_its_breaks_can_be_driven_without_them(request: RouteRequest) -> None:
    ready = day_of(request)
    wanted = range(1, len(ready.places))
    lanes = repaired(ready, [], wanted, 1e12)
    told = driven(ready, lanes)
    tours = told.own([lane.tour for lane in lanes])
    assert all(timing(told.day, told.day.vans[tour.van], tour.order) for tour in tours)
    assert told.true(tours) == [lane.tour for lane in lanes]
    assert not any(told.day.vans[tour.van].rests for tour in tours)


def test_nobody_takes_two_breaks_so_that_another_takes_none() -> None:
    """Both vans can rest only in the far east; one that went there for both would be in time, and rest twice."""
    promised = (
        stop("far", 250, 0, (250, 260)),
        stop("home again", 10, 0, (650, 700)),
        stop("early", 10, 0, (10, 30)),
        stop("farther", 300, 0, (300, 358)),
        stop("home too", 10, 0, (650, 700)),
    )
    ready = day_of(day(*promised, vehicles=(replace(VAN, count=2, breaks=(Break((20, 400), 50),)),)))
    told = driven(ready, lanes_of(ready, Tour(0, (1, 2)), Tour(0, (3, 4, 5))))
    one, other = told.van_of

    def is_lawful(once: tuple[Once, ...], *tours: Tour) -> bool:
        problem = problem_of(told.day, range(1, 6), prizes(2), None, once=once)
        return bool(initial(told.day, problem, tours).is_feasible())

    assert is_lawful(told.once, Tour(one, (1, 2)), Tour(other, (3, 4, 5)))
    unfair = Tour(one, (1, 4, 2)), Tour(other, (3, 5))
    assert is_lawful((), *unfair)
    assert not is_lawful(told.once, *unfair)


def test_a_newcomer_does_not_ride_with_a_van_that_leaves_hours_before() -> None:
    early, late = (replace(VAN, id=name, count=1) for name in ("early", "late"))
    promised = stop("morning", 10, 0, (10, 20)), stop("evening", 10, 0, (800, 820))
    newcomer = stop("new", 10, 5, (790, 830), max_ride_s=60)
    ready = day_of(day(*promised, newcomer, vehicles=(early, late)))
    told = driven(ready, lanes_of(ready, Tour(0, (1,)), Tour(1, (2,))))
    problem = problem_of(told.day, range(1, 4), prizes(2), None, once=told.once)
    with_early, with_late = (
        [Tour(told.van_of[0], (1, *more)), Tour(told.van_of[1], (2, *others))]
        for more, others in (((3,), ()), ((), (3,)))
    )
    assert not initial(told.day, problem, with_early).is_feasible()
    assert initial(told.day, problem, with_late).is_feasible()
