from __future__ import annotations

import json
from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given, settings
from pydantic import TypeAdapter, ValidationError

from core.fulfilment.routing.check import violations
from core.fulfilment.routing.model import (
    Committed,
    Depot,
    Load,
    Matrix,
    RouteRequest,
    RouteResult,
    Stop,
    VehicleType,
)
from core.fulfilment.routing.solver import route
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.routing.days import VAN, day, days, stop

ONE_VAN = replace(VAN, count=1)


def planned(request: RouteRequest, iterations: int = 30) -> RouteResult:
    result = route(request, iterations=iterations)
    assert violations(request, result) == []
    return result


def reasons(result: RouteResult) -> dict[str, str]:
    return {one.id: one.reason for one in result.unserved}


@settings(max_examples=60, deadline=None)
@given(days())
def test_whatever_is_asked_the_plan_can_be_driven(request: RouteRequest) -> None:
    planned(request, iterations=5)


def test_one_van_drives_the_shortest_round() -> None:
    result = planned(day(stop("b", 10), stop("c", 10, 10), stop("a", 0, 10)))
    assert [route.distance_m for route in result.routes] == [40]
    assert result.cost_minor == 40


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    request = day(*(stop(f"s{i}", i * 7 % 50, i * 11 % 50) for i in range(12)))
    assert route(request, seed=3, iterations=20) == route(request, seed=3, iterations=20)


def test_a_stop_with_two_windows_is_served_in_the_one_that_suits() -> None:
    twice = stop("twice", 10, 0, (0, 5), (500, 510))
    (one,) = planned(day(twice)).routes
    assert (one.stops[0].arrival, one.duration_s) == (500, 20)


def test_frozen_goods_ride_only_with_a_van_that_freezes() -> None:
    freezer = VehicleType("freezer", temperatures=("frozen",), fixed_cost_minor=99_000)
    request = day(stop("bread", 10), stop("ice", 10, 1, temperature="frozen"), vehicles=(VAN, freezer))
    served = {visit.id: one.vehicle_id for one in planned(request).routes for visit in one.stops}
    assert served == {"bread": "van", "ice": "freezer"}


def test_goods_that_may_ride_a_minute_only_go_first() -> None:
    """The round is as short either way; only one way brings the fish in time."""
    stops = [stop("far", 0, 50), stop("corner", 50, 50), stop("fish", 50, 0, max_ride_s=60)]
    (one,) = planned(day(*stops, vehicles=(ONE_VAN,))).routes
    assert [visit.id for visit in one.stops] == ["fish", "corner", "far"]


def test_every_stop_left_out_says_why() -> None:
    request = day(
        stop("ice", 10, temperature="frozen"),
        stop("piano", 10, demand=Load(weight_g=5_000)),
        stop("mattress", 10, demand=Load(volume_ml=5_000)),
        stop("dawn", 900, 0, (0, 10)),
        stop("fish", 100, max_ride_s=99),
    )
    assert reasons(planned(request)) == {
        "ice": "no_vehicle_for_temperature",
        "piano": "heavier_than_every_van",
        "mattress": "larger_than_every_van",
        "dawn": "window_unreachable",
        "fish": "ride_too_long",
    }


def test_when_the_fleet_is_full_the_important_stop_is_served() -> None:
    heavy = Load(weight_g=900)
    request = day(
        stop("later", 10, demand=heavy), stop("urgent", 20, demand=heavy, priority=5), vehicles=(ONE_VAN,)
    )
    assert reasons(planned(request)) == {"later": "fleet_full"}


def test_a_van_that_costs_by_the_hour_does_not_leave_to_wait() -> None:
    paid = replace(ONE_VAN, cost_per_km_minor=0, cost_per_hour_minor=3_600)
    (one,) = planned(day(stop("evening", 10, 0, (800, 900)), vehicles=(paid,))).routes
    assert one.cost_minor == one.duration_s == 20


def test_one_way_streets_are_driven_one_way() -> None:
    ways = ((0, 1, 50), (50, 0, 1), (1, 50, 0))
    request = RouteRequest(
        Depot("depot"), (VAN,), (Stop("a"), Stop("b")), matrix=Matrix(durations_s=ways, distances_m=ways)
    )
    (one,) = planned(request).routes
    assert ([visit.id for visit in one.stops], one.distance_m) == (["a", "b"], 3)


def test_plain_solomon_numbers_cost_tenths() -> None:
    (one,) = planned(day(stop("a", 1, 1))).routes
    assert one.distance_m == pytest.approx(2.8)


def test_a_day_may_begin_before_midnight_or_in_epoch_seconds() -> None:
    for shift in (-5_000, 1_800_000_000):
        request = day(stop("a", 10, 0, (shift + 500, shift + 600)))
        moved = replace(
            request,
            depot=replace(request.depot, window=(shift, shift + 1_000)),
            vehicles=(replace(VAN, shift=None),),
        )
        assert planned(moved).routes[0].stops[0].arrival == shift + 500


def test_a_committed_plan_is_where_the_search_starts() -> None:
    request = day(stop("a", 10), stop("b", 20), committed=(Committed("van", ("a", "b")),))
    assert planned(request, iterations=0).routes[0].distance_m == 40


def test_a_real_city_is_planned_by_the_clock() -> None:
    depot = Depot("depot", lat=43.24, lon=76.90, window=(28_800, 79_200))
    stops = tuple(Stop(f"s{i}", lat=43.2 + i * 7 % 60 / 600, lon=76.8 + i * 13 % 60 / 300) for i in range(60))
    request = RouteRequest(depot, (replace(VAN, shift=None, count=4),), stops, time_limit_s=0.3)
    result = route(request)
    assert violations(request, result) == []
    assert result.unserved == ()


def test_nothing_to_deliver_is_an_empty_plan() -> None:
    assert planned(day()) == RouteResult((), (), 0)


A = stop("a", 1)
SQUARE = ((0, 1), (1, 0))


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("vehicles", day(A, vehicles=())),
        ("vehicles", day(A, vehicles=(VAN, VAN))),
        ("vehicles[0].count", day(A, vehicles=(replace(VAN, count=0),))),
        ("vehicles[0].temperatures", day(A, vehicles=(replace(VAN, temperatures=()),))),
        ("vehicles[0].capacity.weight_g", day(A, vehicles=(replace(VAN, capacity=Load(-1)),))),
        ("vehicles[0].shift", day(A, vehicles=(replace(VAN, shift=(5, 4)),))),
        ("stops", day(A, A)),
        ("stops", day(replace(A, id="depot"))),
        ("stops[0].windows[1]", day(replace(A, windows=((0, 1), (2, 1))))),
        ("stops[0].windows[0]", day(replace(A, windows=((0, 10**30),)))),
        ("stops[0].service_s", day(replace(A, service_s=-1))),
        ("stops[0].priority", day(replace(A, priority=11))),
        ("stops[0].demand.volume_ml", day(replace(A, demand=Load(0, 10**15)))),
        ("stops[0].max_ride_s", day(replace(A, max_ride_s=-1))),
        ("stops[0].x", day(replace(A, x=nan))),
        ("stops[0].x", day(replace(A, x=inf))),
        ("stops[0].y", day(replace(A, y=None))),
        ("stops[0].lat", replace(day(replace(A, lat=None)), metric="haversine", depot=Depot("d", 1, 1))),
        ("depot.lat", replace(day(A), metric="haversine", depot=Depot("d", lat=91, lon=0))),
        ("time_limit_s", day(A, time_limit_s=nan)),
        ("time_limit_s", day(A, time_limit_s=0)),
        ("matrix.durations_s", day(A, matrix=Matrix(((0,),), SQUARE))),
        ("matrix.distances_m[1]", day(A, matrix=Matrix(SQUARE, ((0, 1), (1,))))),
        ("matrix.durations_s[0]", day(A, matrix=Matrix(((0, -1), (1, 0)), SQUARE))),
        ("committed[0].vehicle_id", day(A, committed=(Committed("ghost", ()),))),
        ("committed[0].stops[0]", day(A, committed=(Committed("van", ("ghost",)),))),
        ("committed", day(A, committed=(Committed("van", ("a", "a")),))),
        (
            "committed",
            day(*(stop(n, 1) for n in "abc"), committed=tuple(Committed("van", (n,)) for n in "abc")),
        ),
    ],
)
def test_what_cannot_be_planned_is_refused_by_name(field: str, request_: RouteRequest) -> None:
    with pytest.raises(InvalidInput) as refused:
        route(request_)
    assert refused.value.field == field


def test_the_contract_is_read_from_json_and_strangers_are_refused() -> None:
    body = {
        "depot": {"id": "d", "x": 0, "y": 0, "window": [0, 100]},
        "vehicles": [{"id": "v", "capacity": {"weight_g": 9}, "count": 1}],
        "stops": [{"id": "a", "x": 3, "y": 4, "windows": [[0, 50]], "demand": {"weight_g": 1}}],
        "metric": "euclidean",
    }
    reader = TypeAdapter(RouteRequest)
    result = planned(reader.validate_json(json.dumps(body)))
    assert json.loads(TypeAdapter(RouteResult).dump_json(result))["routes"][0]["distance_m"] == 10
    with pytest.raises(ValidationError, match="surprise"):
        reader.validate_python(body | {"surprise": 1})
