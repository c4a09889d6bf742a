"""A wave too large to be routed at once is cut into pieces, and no border is seen in the plan."""

from __future__ import annotations

import random
from dataclasses import replace
from time import monotonic

import pytest

from core.fulfilment.plan import PlannedStop, PlanRequest, plan, plan_violations
from core.fulfilment.plan.crew import Crew
from core.fulfilment.plan.drives import Sizes, drives
from core.fulfilment.plan.make import make
from core.fulfilment.routing.model import Load
from tests.unit.fulfilment.wave import COLD_VAN, FISH, HOUR, TEA, VAN, order, wave

SMALL = Sizes(whole=10, piece=20)


def city(orders: int, vans: int, **facts: object) -> PlanRequest:
    rng = random.Random(3)
    made = [
        replace(
            order(
                str(n),
                FISH if n % 10 == 0 else TEA,
                slot=(start := rng.randrange(8, 20, 2) * HOUR, start + 7200),
            ),
            address_id=f"door-{n}",
            lat=43.2 + rng.random() / 10,
            lon=76.8 + rng.random() / 10,
        )
        for n in range(orders)
    ]
    fleet = (replace(VAN, count=vans), replace(COLD_VAN, count=2))
    return wave(*made, **({"vehicles": fleet, "iterations": 10} | facts))


def stops_of(request: PlanRequest) -> tuple[PlannedStop, ...]:
    return plan(replace(request, iterations=1)).stops


@pytest.mark.parametrize("workers", [1, 2])
def test_pieces_serve_everybody_once_with_the_vans_there_are(workers: int) -> None:
    request = city(60, vans=8)
    stops = stops_of(request)
    with Crew(workers) as crew:
        routed = drives(request, stops, 5.0, crew, monotonic, SMALL)
    assert sorted(visit.id for route in routed.routes for visit in route.stops) == sorted(s.id for s in stops)
    assert routed.unserved == ()
    used = [route.vehicle_id for route in routed.routes]
    assert used.count("van") <= 8
    assert used.count("cold-van") <= 2
    assert routed.cost_minor == sum(route.cost_minor for route in routed.routes)


def test_a_search_goes_on_from_the_routes_there_are() -> None:
    request = city(60, vans=8)
    stops = stops_of(request)
    with Crew(1) as crew:
        first = drives(request, stops, 5.0, crew, monotonic, SMALL)
        in_pieces = drives(request, stops, 5.0, crew, monotonic, SMALL, first.routes)
        at_once = drives(request, stops, 5.0, crew, monotonic, start=first.routes)
    for further in (in_pieces, at_once):
        assert further.unserved == ()
        assert further.cost_minor <= first.cost_minor


def test_nobody_is_left_behind_with_vans_idle_when_there_was_no_time_to_search() -> None:
    plenty = (replace(VAN, count=100), replace(COLD_VAN, count=20))
    request = city(500, vans=100, iterations=None, vehicles=plenty)
    stops = stops_of(replace(request, iterations=1))
    with Crew(1) as crew:
        routed = drives(request, stops, 0.0, crew, monotonic, Sizes(whole=10, piece=500))
    assert routed.unserved == ()


def test_a_large_fleet_does_not_tempt_anybody_to_drive_with_half_empty_vans() -> None:
    request = city(120, vans=40)
    with Crew(1) as crew:
        routed = drives(request, stops_of(request), 5.0, crew, monotonic, Sizes(whole=10, piece=40))
    assert routed.unserved == ()
    # With as many vans for the first pieces as they may have, six drive.
    assert len(routed.routes) <= 5


def test_a_plan_of_several_processes_is_proved() -> None:
    request = city(310, vans=20)
    result = make(request, monotonic, workers=2)
    assert plan_violations(request, result) == []
    assert result.figures.served_orders == 310
    # Time that costs nothing would be wasted in twice as many vans, were it not reckoned with.
    assert result.figures.vans <= 9


def test_two_cold_vans_bring_all_fish_however_little_was_searched() -> None:
    """Both are full of tea when the search ends, and one box of fish takes the room of two of tea."""
    result = plan(city(310, vans=20, iterations=30))
    assert result.unserved == ()


def test_cold_vans_go_to_the_pieces_that_need_them_and_reasons_are_those_of_the_whole_fleet() -> None:
    request = city(
        40, vans=1, vehicles=(replace(VAN, capacity=Load(volume_ml=30_000)), replace(COLD_VAN, count=1))
    )
    with Crew(1) as crew:
        routed = drives(request, stops_of(request), 5.0, crew, monotonic, SMALL)
    assert {one.reason for one in routed.unserved} <= {"fleet_full"}
    fish = {f"{n}/1" for n in range(0, 40, 10)}
    cold = {visit.id for route in routed.routes if route.vehicle_id == "cold-van" for visit in route.stops}
    assert fish <= cold


def test_no_van_reaches_a_night_slot_in_any_piece() -> None:
    request = city(30, vans=5)
    night = replace(request.orders[7], slot=(2 * HOUR, 3 * HOUR))
    request = replace(request, orders=(*request.orders[:7], night, *request.orders[8:]))
    with Crew(1) as crew:
        routed = drives(request, stops_of(request), 5.0, crew, monotonic, SMALL)
    assert [(one.id, one.reason) for one in routed.unserved] == [("7/1", "window_unreachable")]


def test_counted_rounds_are_all_made_however_little_time_packing_left() -> None:
    request = city(150, vans=12, iterations=60)
    stops = stops_of(request)
    with Crew(1) as crew:
        first = drives(replace(request, iterations=1), stops, 5.0, crew, monotonic)
        for_long, for_nothing = (
            drives(request, stops, seconds, crew, monotonic, start=first.routes) for seconds in (50.0, -1.0)
        )
    assert for_nothing == for_long


def test_counted_pieces_are_the_same_each_time() -> None:
    request = city(30, vans=5)
    stops = stops_of(request)
    with Crew(1) as crew:
        first, second = (drives(request, stops, 5.0, crew, monotonic, SMALL) for _ in range(2))
    assert first == second
