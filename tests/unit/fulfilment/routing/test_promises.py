"""Pickups, depots, breaks, traffic, balance: what a day may ask beyond bringing goods in time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.routing.check import violations
from core.fulfilment.routing.model import (
    Break,
    Depot,
    Load,
    Pause,
    Route,
    RouteRequest,
    RouteResult,
    Traffic,
    Visit,
)
from core.fulfilment.routing.solver import route
from core.fulfilment.routing.travel import Pace
from tests.unit.fulfilment.routing.days import VAN, day, stop

ONE_VAN = replace(VAN, count=1)


def planned(request: RouteRequest, iterations: int = 30) -> RouteResult:
    result = route(request, iterations=iterations)
    assert violations(request, result) == []
    return result


def order(result: RouteResult) -> list[list[str]]:
    return [[visit.id for visit in one.stops] for one in result.routes]


def faults(request: RouteRequest, *routes: Route) -> list[str]:
    return violations(request, RouteResult(routes, (), sum(one.cost_minor for one in routes)))


# Pickups


def test_returned_goods_are_loaded_where_others_were_unloaded() -> None:
    """The van leaves full: what comes back finds room only after something was brought."""
    bring = stop("bring", 20, demand=Load(weight_g=1_000))
    fetch = stop("fetch", 10, pickup=Load(weight_g=900))
    assert order(planned(day(bring, fetch, vehicles=(ONE_VAN,)))) == [["bring", "fetch"]]


def test_more_returns_than_a_van_holds_are_left_to_another() -> None:
    returns = [stop(name, 10, pickup=Load(volume_ml=600)) for name in "ab"]
    assert len(planned(day(*returns)).routes) == 2
    (left,) = planned(day(*returns, vehicles=(ONE_VAN,))).unserved
    assert left.reason == "fleet_full"


def test_a_return_too_large_for_every_van_says_so() -> None:
    result = planned(
        day(stop("sofa", 10, pickup=Load(volume_ml=9_000)), stop("safe", 10, pickup=Load(9_000)))
    )
    assert {one.id: one.reason for one in result.unserved} == {
        "sofa": "larger_than_every_van",
        "safe": "heavier_than_every_van",
    }


def test_the_checker_sees_a_van_overloaded_on_the_road_only() -> None:
    """Neither what leaves nor what returns is too much; what lies in the van between is."""
    request = day(
        stop("fetch", 10, pickup=Load(weight_g=900)),
        stop("bring", 20, demand=Load(weight_g=900)),
        vehicles=(ONE_VAN,),
    )
    wrong = Route("van", (Visit("fetch", 10, 10), Visit("bring", 20, 20)), 40, 40, 40)
    assert faults(request, wrong) == ["route 0 (van): carries 1800 g, may carry 1000"]


# Loading


def test_the_van_is_loaded_last_stop_first_and_not_with_what_it_only_fetches() -> None:
    request = day(
        stop("a", 10), stop("b", 20), stop("back", 30, pickup=Load(weight_g=1)), vehicles=(ONE_VAN,)
    )
    (one,) = planned(request).routes
    brought = [visit.id for visit in one.stops if visit.id != "back"]
    assert list(one.loading) == brought[::-1]
    assert faults(request, replace(one, loading=tuple(brought))) == [
        "route 0 (van): is not loaded in the opposite order of its stops"
    ]


# Depots

WEST, EAST = Depot("west", x=-100, y=0, window=(0, 1_000)), Depot("east", x=100, y=0, window=(0, 1_000))


def two_depots(*stops: object, **more: object) -> RouteRequest:
    vans = tuple(replace(ONE_VAN, id=f"{side}-van", depot_id=side) for side in ("west", "east"))
    return replace(day(*stops, vehicles=vans, **more), depot=WEST, depots=(EAST,))  # type: ignore[arg-type]


def test_each_stop_is_served_from_the_depot_that_is_near() -> None:
    result = planned(two_depots(stop("left", -90), stop("right", 90)))
    assert {one.vehicle_id: [visit.id for visit in one.stops] for one in result.routes} == {
        "west-van": ["left"],
        "east-van": ["right"],
    }
    assert [one.distance_m for one in result.routes] == [20, 20]


def test_goods_that_stand_in_one_depot_only_come_from_there() -> None:
    (one,) = planned(two_depots(stop("left", -90, depot_id="east"))).routes
    assert one.vehicle_id == "east-van"
    wrong = replace(one, vehicle_id="west-van", distance_m=20, duration_s=20, cost_minor=20)
    assert any(
        "stand at east" in fault for fault in faults(two_depots(stop("left", -90, depot_id="east")), wrong)
    )


def test_goods_at_a_depot_without_vans_stay_there() -> None:
    request = replace(day(stop("a", 10, depot_id="east")), depots=(EAST,))
    assert [one.reason for one in planned(request).unserved] == ["no_vehicle_at_depot"]


def test_a_depot_with_vans_that_keep_another_temperature_is_not_called_empty() -> None:
    fridge = replace(ONE_VAN, id="fridge", temperatures=("ambient", "frozen"))
    tilt = replace(ONE_VAN, id="tilt", depot_id="east")
    fish = stop("fish", 10, temperature="frozen", depot_id="east")
    request = replace(day(fish, vehicles=(fridge, tilt)), depots=(EAST,))
    assert [one.reason for one in planned(request).unserved] == ["no_vehicle_for_temperature"]


def test_a_van_keeps_the_hours_of_its_own_depot() -> None:
    late = replace(EAST, window=(500, 1_000))
    (one,) = planned(
        replace(two_depots(stop("right", 90)), depots=(late,), vehicles=(replace(ONE_VAN, depot_id="east"),))
    ).routes
    assert one.stops[0].arrival == 510


# Breaks

LUNCH = Break((200, 300), 60)


def test_the_driver_eats_between_two_stops() -> None:
    driver = replace(ONE_VAN, breaks=(LUNCH,))
    request = day(stop("a", 10, 0, (190, 200)), stop("b", 20, 0, (320, 330)), vehicles=(driver,))
    (one,) = planned(request).routes
    (lunch,) = one.breaks
    assert 200 <= lunch.start <= 300
    assert lunch.end - lunch.start == 60


def test_who_is_back_for_lunch_eats_at_home() -> None:
    driver = replace(ONE_VAN, breaks=(LUNCH,))
    for window in ((10, 20), (400, 500)):
        (one,) = planned(day(stop("a", 10, 0, window), vehicles=(driver,))).routes
        assert (one.breaks, one.duration_s) == ((), 20)


def test_a_break_that_leaves_no_time_for_a_stop_leaves_the_stop() -> None:
    driver = replace(ONE_VAN, breaks=(Break((200, 210), 300),))
    request = day(stop("a", 10, 0, (190, 200)), stop("b", 20, 0, (320, 330)), vehicles=(driver,))
    assert [one.reason for one in planned(request).unserved] == ["window_unreachable"]


@pytest.mark.parametrize(
    ("fault", "rests"),
    [
        ("has no break of 60 s from 200 to 300", ()),
        ("has no break of 60 s from 200 to 300", (Pause(200, 230),)),
        ("rests at 205, in the middle of something else", (Pause(205, 265),)),
        ("rests at 270, which no break asks for", (Pause(210, 270), Pause(270, 290))),
    ],
)
def test_the_checker_wants_every_break_taken_and_no_other(fault: str, rests: tuple[Pause, ...]) -> None:
    driver = replace(ONE_VAN, breaks=(LUNCH,))
    request = day(
        stop("a", 10, 0, (190, 200), service_s=10), stop("b", 20, 0, (320, 330)), vehicles=(driver,)
    )
    told = Route("van", (Visit("a", 200, 210), Visit("b", 320, 320)), 40, 150, 40, breaks=rests)
    assert f"route 0 (van): {fault}" in faults(request, told)


# Traffic

JAM = Traffic((100, 200), 200)


def test_in_the_rush_hour_a_way_takes_twice_as_long() -> None:
    request = day(stop("a", 30, 0, (0, 150), service_s=70), vehicles=(ONE_VAN,), traffic=(JAM,))
    (one,) = planned(request).routes
    # 30 s out on free roads, served until 100, and back through the jam.
    assert (one.stops[0].arrival, one.duration_s) == (30, 160)


def test_a_window_that_only_free_roads_reach_is_not_promised() -> None:
    asked = day(stop("a", 80, 0, (190, 195)), vehicles=(replace(ONE_VAN, shift=(110, 1_000)),))
    assert planned(asked).unserved == ()
    assert [one.reason for one in planned(replace(asked, traffic=(JAM,))).unserved] == ["window_unreachable"]


def test_the_checker_drives_through_the_jam() -> None:
    request = day(stop("a", 30, 0), stop("b", 60), vehicles=(ONE_VAN,), traffic=(JAM,))
    told = Route("van", (Visit("a", 100, 100), Visit("b", 130, 130)), 120, 120, 120)
    assert "route 0 (van): cannot be at stop b by 130" in faults(request, told)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(10, 1_000)), max_size=4),
    st.integers(-50, 300),
    st.integers(0, 200),
)
def test_who_leaves_later_never_arrives_earlier_and_the_latest_departure_is_in_time(
    spans: list[tuple[int, int, int]], leaves: int, way: int
) -> None:
    at, found = 0, []
    for pause, length, percent in spans:
        found.append((at + pause, at + pause + length, percent))
        at = found[-1][1]
    pace = Pace(tuple(found))
    assert pace.arrival(leaves, way) <= pace.arrival(leaves + 1, way)
    departure = pace.departure(leaves, way)
    assert pace.arrival(departure, way) <= leaves < pace.arrival(departure + 1, way)


# Balance


def test_two_drivers_share_the_work_when_that_is_worth_something() -> None:
    """All stops lie on one line: one van alone is the shortest way, unless long days cost."""
    driven = [stop(f"s{i}", 10 + i, 0, service_s=60, demand=Load(weight_g=150)) for i in range(8)]
    cheap = planned(day(*driven), 60)
    fair = planned(day(*driven, balance_cost_per_hour_minor=3_600_000), 60)

    def spread(result: RouteResult) -> float:
        durations = [one.duration_s for one in result.routes]
        return max(durations) - min(durations)

    assert len(cheap.routes) == len(fair.routes) == 2
    assert spread(fair) <= min(spread(cheap), 70)


def test_counted_rounds_are_all_there_however_little_time_is() -> None:
    """Balance comes in the second half, which a clock that is over must not take away where rounds are counted."""
    driven = [stop(f"s{i}", 10 + i, 0, service_s=60, demand=Load(weight_g=150)) for i in range(8)]
    request = day(*driven, balance_cost_per_hour_minor=3_600_000)
    assert planned(replace(request, time_limit_s=0.001), 60) == planned(
        replace(request, time_limit_s=600), 60
    )
