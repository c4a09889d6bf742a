from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.insertion import Gaps, Lane, Tour
from core.fulfilment.routing.model import Load, RouteRequest
from core.fulfilment.routing.problem import problem_of
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import timing
from core.fulfilment.routing.solver import enough
from core.fulfilment.routing.squeeze import Squeeze, neighbours
from tests.unit.fulfilment.routing.days import VAN, day, days, stop, with_free_roads

SMALL = replace(VAN, capacity=Load(weight_g=1_000), count=1)


def lanes_of(ready: Day, *tours: Tour) -> list[Lane]:
    known = [timing(ready, ready.vans[tour.van], tour.order) for tour in tours]
    return [Lane(ready, tour, one) for tour, one in zip(tours, known, strict=True) if one is not None]


def room_for_last(ready: Day, lanes: list[Lane], rounds: int = 200) -> list[Tour] | None:
    place = len(ready.places) - 1
    near = neighbours(ready, range(1, place + 1))
    found = Squeeze(ready, lanes, place, near, seed=1).go_on(enough(0, rounds))
    return None if found is None else [lane.tour for lane in found]


def assert_all_served(ready: Day, tours: list[Tour] | None) -> None:
    assert tours is not None
    assert all(timing(ready, ready.vans[tour.van], tour.order) for tour in tours)
    assert sorted(place for tour in tours for place in tour.order) == list(range(1, len(ready.places)))


def test_stops_in_a_row_make_way_for_one_that_is_as_large_as_both() -> None:
    """Only an exchange of three stops between three vans has room; every single move overloads a van."""
    half = Load(weight_g=500)
    vans = (SMALL, *(replace(SMALL, id=f"half{i}", capacity=Load(weight_g=1_500)) for i in range(2)))
    promised = (
        stop("a", 10, demand=half),
        stop("b", 11, demand=half),
        stop("c", 10, demand=Load(weight_g=1_000)),
        stop("d", 11, demand=Load(weight_g=1_000)),
    )
    ready = day_of(day(*promised, stop("new", 10, demand=Load(weight_g=1_000)), vehicles=vans))
    lanes = lanes_of(ready, Tour(0, (1, 2)), Tour(1, (3,)), Tour(2, (4,)))
    assert_all_served(ready, room_for_last(ready, lanes))


def test_a_newcomer_between_two_who_would_be_late_swaps_their_vans() -> None:
    """Two vans go east and west and back; the newcomer in the far east is in time only if one goes east twice."""
    vans = (replace(VAN, count=2),)
    promised = (
        stop("e1", 100, 0, (100, 140)),
        stop("w2", -100, 0, (300, 340)),
        stop("w1", -100, 0, (100, 140)),
        stop("e2", 100, 0, (300, 340)),
    )
    ready = day_of(day(*promised, stop("new", 180, 0, (190, 220)), vehicles=vans))
    lanes = lanes_of(ready, Tour(0, (1, 2)), Tour(0, (3, 4)))
    assert_all_served(ready, room_for_last(ready, lanes))


def test_a_search_that_was_left_goes_on_where_it_was() -> None:
    half = Load(weight_g=500)
    vans = (SMALL, replace(SMALL, id="half", capacity=half))
    promised = (stop("a", 10, demand=half), stop("b", 11, demand=half))
    ready = day_of(day(*promised, stop("new", 12, demand=half), vehicles=vans))
    lanes = lanes_of(ready, Tour(0, (1,)), Tour(1, (2,)))
    search = Squeeze(ready, lanes, 3, neighbours(ready, range(1, 4)), seed=1)
    assert search.go_on(enough(0, 0)) is None
    found = search.go_on(enough(0, 100))
    assert_all_served(ready, [lane.tour for lane in found or []])


def test_where_vans_cost_nothing_waiting_has_a_price_all_the_same() -> None:
    free = replace(VAN, cost_per_km_minor=0, cost_per_hour_minor=0, fixed_cost_minor=0)
    ready = day_of(day(stop("a", 10), vehicles=(free,)))
    shortest, soonest = (problem_of(ready, [1], 1, None, time_counts=counts) for counts in (False, True))
    assert shortest.data.vehicle_type(0).unit_duration_cost == 0
    assert soonest.data.vehicle_type(0).unit_duration_cost > soonest.data.vehicle_type(0).unit_distance_cost


def test_where_there_is_no_room_nothing_is_claimed() -> None:
    ready = day_of(day(stop("a", 10, 0, (10, 10)), stop("new", -10, 0, (10, 10)), vehicles=(SMALL,)))
    assert room_for_last(ready, lanes_of(ready, Tour(0, (1,)))) is None


@settings(max_examples=40, deadline=None)
@given(days(most=8))
def test_the_gap_where_the_least_are_late_is_one_without_lateness_if_there_is_any(
    request_: RouteRequest,
) -> None:
    free = with_free_roads(request_)
    ready = day_of(replace(free, stops=tuple(replace(one, windows=one.windows[:1]) for one in free.stops)))
    newcomer = len(ready.places) - 1
    lanes = lanes_of(ready, *repair(ready, [], range(1, newcomer), 1e12)) if newcomer > 0 else []
    gaps = Gaps(ready, lanes)
    if newcomer < 1 or not gaps.lanes:
        return
    row = gaps.prices(newcomer, ready.places[newcomer].windows).min(axis=0)
    if next(gaps.fits(newcomer, row, ready), None) is not None:
        tours = gaps.least_late(newcomer)
        assert all(timing(ready, ready.vans[tour.van], tour.order) for tour in tours)
