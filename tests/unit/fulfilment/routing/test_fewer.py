"""One van less where vans are what costs; nobody is left behind for it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.fewer import fewer
from core.fulfilment.routing.insertion import Tour
from core.fulfilment.routing.model import RouteRequest, Stop
from core.fulfilment.routing.repair import repaired
from core.fulfilment.routing.schedule import timing
from core.fulfilment.routing.solver import enough
from tests.unit.fulfilment.routing.days import VAN, day, days, stop

DEAR = replace(VAN, count=3, fixed_cost_minor=100_000)
EAST_AND_WEST = (
    stop("e1", 100, 0, (100, 140)),
    stop("w2", -100, 0, (300, 340)),
    stop("w1", -100, 0, (100, 140)),
    stop("e2", 100, 0, (300, 340)),
    stop("far east", 180, 0, (190, 220)),
)


def spared(ready: Day, *tours: Tour, rounds: int = 200) -> list[Tour]:
    return fewer(ready, range(1, len(ready.places)), tours, enough(0, rounds), seed=1)


def cost(ready: Day, tours: list[Tour]) -> int:
    known = [timing(ready, ready.vans[tour.van], tour.order) for tour in tours]
    return sum(one.cost_minor for one in known if one is not None)


def test_the_third_van_stays_at_home_when_the_others_swap_their_ways() -> None:
    ready = day_of(day(*EAST_AND_WEST, vehicles=(DEAR,)))
    tours = spared(ready, Tour(0, (1, 2)), Tour(0, (3, 4)), Tour(0, (5,)))
    assert sorted(tour.order for tour in tours) == [(1, 5, 4), (3, 2)]


def test_no_van_is_spared_when_somebody_would_be_late() -> None:
    stops = stop("east", 100, 0, (100, 110)), stop("west", -100, 0, (100, 110))
    ready = day_of(day(*stops, vehicles=(DEAR,)))
    given_tours = [Tour(0, (1,)), Tour(0, (2,))]
    assert spared(ready, *given_tours) == given_tours


def test_a_van_that_costs_less_than_the_longer_ways_without_it_drives() -> None:
    cheap, far = replace(DEAR, cost_per_km_minor=0), replace(DEAR, id="far", cost_per_km_minor=1_000_000)
    ready = day_of(day(stop("a", 100), stop("b", -100), vehicles=(far, cheap)))
    given_tours = [Tour(0, (1,)), Tour(1, (2,))]
    found = spared(ready, *given_tours)
    assert found == [Tour(1, (1, 2))] or found == [Tour(1, (2, 1))]
    ready = day_of(day(stop("a", 100), stop("b", -100), vehicles=(replace(DEAR, fixed_cost_minor=0),)))
    given_tours = [Tour(0, (1,)), Tour(0, (2,))]
    assert spared(ready, *given_tours) == given_tours


@settings(max_examples=60, deadline=None)
@given(days())
def test_whoever_was_served_still_is_and_for_no_more(request: RouteRequest) -> None:
    """Also where the goods' rides, breaks and traffic count, which the search does not see."""
    ready = day_of(request)
    wanted = range(1, len(ready.places))
    lanes = repaired(ready, [], wanted, float("inf"))
    before = [lane.tour for lane in lanes]
    after = spared(ready, *before, rounds=20)
    assert {p for tour in before for p in tour.order} == {p for tour in after for p in tour.order}
    assert all(timing(ready, ready.vans[tour.van], tour.order) for tour in after)
    assert cost(ready, after) <= cost(ready, before)


def test_an_empty_day_has_nothing_to_spare() -> None:
    none: tuple[Stop, ...] = ()
    assert spared(day_of(day(*none, vehicles=(DEAR,)))) == []
