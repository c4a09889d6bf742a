"""Days on which a plan is there but hard to see: leaving later, other windows, other vans for those who could change."""

from __future__ import annotations

import random
from dataclasses import replace

from core.fulfilment.routing.check import violations
from core.fulfilment.routing.model import Committed, Load, RouteRequest, RouteResult, Traffic
from core.fulfilment.routing.solver import route
from tests.unit.fulfilment.routing.days import VAN, day, stop

ONE_VAN = replace(VAN, count=1)
JAM = Traffic((0, 200), 300)


def planned(request: RouteRequest, iterations: int = 30) -> RouteResult:
    result = route(request, iterations=iterations)
    assert violations(request, result) == []
    return result


def test_fish_that_would_ride_too_long_in_the_jam_leaves_after_it() -> None:
    fish = stop("fish", 60, max_ride_s=70)
    (one,) = planned(day(fish, vehicles=(ONE_VAN,), traffic=(JAM,))).routes
    assert one.stops[0].arrival == 260


def test_fish_for_a_door_beyond_the_jam_leaves_as_late_as_its_window_allows() -> None:
    """Whoever is there when the window opens has driven through the jam."""
    fish = stop("fish", 60, 0, (210, 250), max_ride_s=80)
    (one,) = planned(day(fish, vehicles=(ONE_VAN,), traffic=(JAM,))).routes
    assert one.stops[0].arrival == 250


def test_of_two_windows_the_one_beside_the_next_stop_is_taken_where_hours_cost() -> None:
    van = replace(ONE_VAN, cost_per_hour_minor=3_600)
    stops = stop("a", 10, 0, (50, 60), (700, 800)), stop("b", 20, 0, (750, 760))
    (one,) = planned(day(*stops, vehicles=(van,))).routes
    assert [visit.arrival for visit in one.stops] == [740, 750]


def test_goods_ride_as_long_as_they_may_when_their_stop_has_another_window() -> None:
    stops = stop("a", 10, 0, (50, 60), (700, 800)), stop("b", 20, 0, (750, 760), max_ride_s=100)
    (one,) = planned(day(*stops, vehicles=(ONE_VAN,))).routes
    assert [visit.id for visit in one.stops] == ["a", "b"]


def test_an_idle_van_is_remembered_where_many_gaps_look_better() -> None:
    """Behind the first stop it would ride too long, wherever it is put; traffic keeps the look at gaps rough."""
    near = [stop(f"s{n}", 10, n % 7, (0, 1_000 if n else 20), service_s=10) for n in range(50)]
    fresh = stop("fresh", 12, 3, max_ride_s=13)
    van = replace(VAN, fixed_cost_minor=1_000_000)
    result = planned(day(*near, fresh, vehicles=(van,), traffic=(Traffic((5_000, 6_000), 200),)))
    assert result.unserved == ()


def test_who_can_change_the_van_makes_room_for_who_cannot() -> None:
    """One van would be cheaper for both, but the fish would ride too long in it."""
    dry = replace(ONE_VAN, id="dry", fixed_cost_minor=1, cost_per_km_minor=0)
    cold = replace(ONE_VAN, id="cold", temperatures=("ambient", "chilled"), cost_per_km_minor=0)
    bread = stop("bread", 100, 0, (100, 120))
    fish = stop("fish", -100, 0, (500, 550), temperature="chilled", max_ride_s=120)
    apart = (Committed("dry", ("bread",)), Committed("cold", ("fish",)))
    for committed in ((), apart):
        result = planned(day(bread, fish, vehicles=(dry, cold), committed=committed))
        assert result.unserved == ()


def test_dear_vans_are_few() -> None:
    """Short ways alone take four vans every day."""
    van = replace(VAN, count=30, fixed_cost_minor=100_000, capacity=Load())
    taken = 0
    for seed in (2, 3, 4):
        rng = random.Random(seed)
        doors = [(rng.randint(0, 16) * 50, rng.randint(-60, 60), rng.randint(-60, 60)) for _ in range(80)]
        stops = (
            stop(f"s{n}", x, y, (opens, opens + 150), service_s=5) for n, (opens, x, y) in enumerate(doors)
        )
        taken += len(planned(day(*stops, vehicles=(van,)), 200).routes)
    assert taken == 9
