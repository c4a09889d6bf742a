from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
from hypothesis import given, settings

from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.ejection import Holes, rearranged, room_for
from core.fulfilment.routing.insertion import Lane, Tour, lane_of
from core.fulfilment.routing.model import Load, RouteRequest, Stop
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import timing
from tests.unit.fulfilment.routing.days import VAN, day, days, stop, with_free_roads

SMALL = replace(VAN, capacity=Load(weight_g=1_000), count=1)
BIG = replace(VAN, id="big", capacity=Load(weight_g=5_000), count=1)


def lanes_of(ready: Day, *tours: Tour) -> list[Lane]:
    return [lane for tour in tours if (lane := lane_of(ready, tour)) is not None]


def always() -> bool:
    return True


@settings(max_examples=80, deadline=None)
@given(request_=days(most=8))
def test_the_quick_look_at_holes_agrees_with_driving_without_those_stops(request_: RouteRequest) -> None:
    """The last stop is the newcomer, who takes the place of every stop in turn."""
    free = with_free_roads(request_)
    ready = day_of(replace(free, stops=tuple(replace(stop, windows=stop.windows[:1]) for stop in free.stops)))
    newcomer = len(ready.places) - 1
    lanes = lanes_of(ready, *repair(ready, [], range(1, newcomer), inf)) if newcomer > 0 else []
    if not lanes:
        return
    holes = Holes(ready, lanes)
    prices = holes.prices(newcomer, ready.places[newcomer].windows).instead
    stops = [(lane, i) for lane in lanes for i in range(len(lane.tour.order))]
    assert len(prices) == len(stops)
    for hole, (lane, at) in enumerate(stops):
        order = lane.tour.order
        rest = Tour(lane.tour.van, order[:at] + order[at + 1 :])
        every = [rest.with_place(newcomer, i) for i in range(len(rest.order) + 1)]
        possible = any(timing(ready, ready.vans[tour.van], tour.order) for tour in every)
        assert bool(np.isfinite(prices[hole])) == possible
        if possible:
            tour = holes.instead(newcomer, ready.places[newcomer].windows, hole)
            assert timing(ready, ready.vans[tour.van], tour.order) is not None


def test_a_heavy_newcomer_moves_a_light_stop_to_another_van() -> None:
    """Nine hundred grams fit into the small van only when its light stop rides with the big one."""
    ready = day_of(
        day(
            stop("light", 10, demand=Load(weight_g=300)),
            stop("far", -10, demand=Load(weight_g=4_500)),
            stop("new", 12, demand=Load(weight_g=900)),
            vehicles=(SMALL, BIG),
        )
    )
    lanes = lanes_of(ready, Tour(0, (1,)), Tour(1, (2,)))
    found = room_for(Holes(ready, lanes), 3, always)
    assert found is not None
    assert {(tour.van, frozenset(tour.order)) for tour in found} == {
        (0, frozenset({3})),
        (1, frozenset({1, 2})),
    }


def test_three_stops_move_one_after_the_other() -> None:
    """Each van has room for a little more than it carries: the newcomer fits if everybody moves on by one van."""
    vans = tuple(
        replace(VAN, id=f"v{grams}", capacity=Load(weight_g=grams), count=1) for grams in (400, 300, 200, 100)
    )
    loads = (300, 200, 100)
    ready = day_of(
        day(
            *(stop(f"s{grams}", 10, demand=Load(weight_g=grams)) for grams in loads),
            stop("new", 10, demand=Load(weight_g=400)),
            vehicles=vans,
        )
    )
    lanes = lanes_of(ready, *(Tour(van, (van + 1,)) for van in range(3)))
    found = room_for(Holes(ready, lanes), 4, always)
    assert found is not None
    assert sorted((tour.van, tour.order) for tour in found) == [(0, (4,)), (1, (1,)), (2, (2,)), (3, (3,))]


def test_when_time_is_up_nothing_is_claimed() -> None:
    ready = day_of(day(stop("a", 10), stop("new", 10)))
    lanes = lanes_of(ready, Tour(0, (1,)))
    assert room_for(Holes(ready, lanes), 2, lambda: False) is None


DRY = replace(VAN, id="dry", count=1)
COLD = replace(VAN, id="cold", temperatures=("ambient", "frozen"), count=1)


def of_grams(name: str, grams: int, **more: object) -> Stop:
    return stop(name, 10, demand=Load(weight_g=grams), **more)


def test_two_that_any_van_can_take_leave_the_cold_one_for_fish() -> None:
    """Neither makes room enough by itself."""
    tea, rice, salt = of_grams("tea", 400), of_grams("rice", 400), of_grams("salt", 100)
    fish = of_grams("fish", 700, temperature="frozen")
    ready = day_of(day(tea, rice, salt, fish, vehicles=(DRY, COLD)))
    tours = [Tour(0, (3,)), Tour(1, (1, 2))]
    assert room_for(Holes(ready, lanes_of(ready, *tours)), 4, always) is None
    found = rearranged(ready, tours, range(1, 5), inf)
    assert {tour.van: {*tour.order} for tour in found} == {0: {1, 2, 3}, 1: {4}}


def test_a_stop_that_only_the_largest_van_holds_finds_it_cleared_of_small_ones() -> None:
    small = [of_grams(f"s{n}", 1_200) for n in range(4)]
    large = of_grams("large", 4_500)
    vans = (BIG, replace(BIG, id="middle", capacity=Load(weight_g=3_000), count=2))
    ready = day_of(day(*small, large, vehicles=vans))
    found = rearranged(ready, [Tour(0, (1, 2, 3, 4))], range(1, 6), inf)
    assert {1, 2, 3, 4, 5} == {place for tour in found for place in tour.order}
    assert [tour.order for tour in found if tour.van == 0] == [(5,)]


def test_nobody_leaves_who_would_find_no_other_van() -> None:
    tea, rice, salt = of_grams("tea", 400), of_grams("rice", 400), of_grams("salt", 900)
    fish = of_grams("fish", 700, temperature="frozen")
    ready = day_of(day(tea, rice, salt, fish, vehicles=(DRY, COLD)))
    tours = [Tour(0, (3,)), Tour(1, (1, 2))]
    assert rearranged(ready, tours, range(1, 5), inf) == tours


@settings(max_examples=80, deadline=None)
@given(request_=days(most=10))
def test_whoever_has_a_van_keeps_one_when_others_find_room(request_: RouteRequest) -> None:
    ready = day_of(request_)
    wanted = range(1, len(ready.places))
    # Those first whom a sensible plan would take last.
    tours: list[Tour] = []
    for place in wanted:
        tours = repair(ready, tours, [place], inf)
    served = {place for tour in tours for place in tour.order}
    found = rearranged(ready, tours, wanted, inf)
    after = [place for tour in found for place in tour.order]
    assert len(after) == len({*after})
    assert served <= {*after}
    assert all(timing(ready, ready.vans[tour.van], tour.order) for tour in found)
    for i, van in enumerate(ready.vans):
        assert sum(tour.van == i for tour in found) <= van.kind.count


def test_what_few_vans_can_take_is_put_in_first() -> None:
    """The teas are in a hurry, and the cold van would be the cheapest for them."""
    cheap = replace(COLD, cost_per_km_minor=1)
    teas = (stop(f"tea{n}", 10, 0, (5, 200), demand=Load(weight_g=500)) for n in range(2))
    fish = of_grams("fish", 700, temperature="frozen")
    ready = day_of(day(*teas, fish, vehicles=(DRY, cheap)))
    found = repair(ready, [], range(1, 4), inf)
    assert {tour.van: {*tour.order} for tour in found} == {0: {1, 2}, 1: {3}}
