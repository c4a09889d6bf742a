"""Drivers rest, streets jam, goods stand in two warehouses: a wave knows of it, and so does the day after noon."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.engine import run
from core.fulfilment.intake import Order
from core.fulfilment.plan import AddressMatrix, Event, PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.plan.terms import route_request
from core.fulfilment.routing.model import Break, Depot, Load, Traffic
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.wave import HOUR, MORNING, VAN, order, wave

LUNCH = Break((10 * HOUR + 1200, 11 * HOUR), 1800)
JAM = Traffic((9 * HOUR, 11 * HOUR), 250)
EAST = Depot("east", lat=43.24, lon=76.98)
RESTING = replace(VAN, breaks=(LUNCH,))
EAST_VAN = replace(VAN, id="east-van", depot_id="east", count=2)


def planned(request: PlanRequest) -> PlanResult:
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def carried_on(request: PlanRequest, first: PlanResult, now_s: int, *events: Event) -> PlanResult:
    return planned(replace(request, previous=first, events=events, now_s=now_s))


def test_a_driver_rests_on_the_road_and_a_plan_without_the_rest_is_not_lawful() -> None:
    request = wave(*(order(str(n), door=n) for n in range(8)), vehicles=(RESTING,))
    result = planned(request)
    (route,) = [route for route in result.routes if route.breaks]
    assert LUNCH.window[0] <= route.breaks[0].start <= LUNCH.window[1]
    hurried = replace(result, routes=tuple(replace(one, breaks=()) for one in result.routes))
    assert any("break" in fault for fault in plan_violations(request, hurried))


def test_jammed_streets_make_the_same_drives_longer() -> None:
    orders = [order(str(n), door=n) for n in range(5)]
    free, jammed = planned(wave(*orders)), planned(wave(*orders, traffic=(JAM,)))
    assert jammed.figures.duration_s > free.figures.duration_s
    assert plan_violations(wave(*orders, traffic=(JAM,)), free) != []


def test_goods_come_from_where_they_stand() -> None:
    far = replace(order("1"), depot_id="east")
    near = replace(order("2"), depot_id="depot")
    request = wave(far, near, vehicles=(VAN, EAST_VAN), depots=(EAST,))
    result = planned(request)
    # One door, two warehouses, two vans.
    by_van = {route.vehicle_id: {visit.id for visit in route.stops} for route in result.routes}
    stop_of = {stop.order_ids: stop.id for stop in result.stops}
    assert by_van == {"east-van": {stop_of[("1",)]}, "van": {stop_of[("2",)]}}
    forged = replace(result, stops=tuple(replace(stop, depot_id=None) for stop in result.stops))
    assert any("depot" in fault for fault in plan_violations(request, forged))


def test_goods_of_a_warehouse_without_vans_stay_and_the_plan_says_why() -> None:
    request = wave(replace(order("1"), depot_id="east"), depots=(EAST,), vehicles=(VAN,))
    assert [one.reason for one in planned(request).unserved] == ["no_vehicle_at_depot"]


def test_own_travel_times_name_the_further_depots_last() -> None:
    ways = AddressMatrix(("door-0",), ((0, 60, 0), (60, 0, 9 * HOUR), (0, 60, 0)), ((0, 1, 1),) * 3)
    from_east = replace(order("1"), depot_id="east")
    request = wave(from_east, matrix=ways, depots=(EAST,), vehicles=(VAN, EAST_VAN))
    (route,) = planned(request).routes
    assert (route.vehicle_id, route.duration_s) == ("east-van", 60 + 300 + 9 * HOUR)
    with pytest.raises(InvalidInput) as wrong:
        plan(replace(request, depots=()))
    assert wrong.value.field in {"vehicles[1].depot_id", "matrix.durations_s"}


def test_returns_ride_back_and_fill_the_van() -> None:
    small = replace(VAN, capacity=Load(volume_ml=30_000), count=2)
    plain = wave(order("1", door=0), vehicles=(small,))
    back = replace(plain, orders=(replace(plain.orders[0], pickup_volume_ml=29_000),))
    assert planned(back).unserved == ()
    too_much = replace(plain, orders=(replace(plain.orders[0], pickup_volume_ml=31_000),))
    assert [one.reason for one in planned(too_much).unserved] == ["larger_than_every_van"]


def test_neighbours_returns_that_fill_two_vans_are_fetched_by_two() -> None:
    small = replace(VAN, capacity=Load(volume_ml=60_000), count=2)
    given_back = [replace(order(name), pickup_volume_ml=40_000) for name in ("1", "2")]
    result = planned(wave(*given_back, vehicles=(small,)))
    assert (len(result.stops), result.unserved) == (2, ())
    forged = replace(result, stops=tuple(replace(stop, pickup_volume_ml=0) for stop in result.stops))
    assert any(
        "takes back" in fault for fault in plan_violations(wave(*given_back, vehicles=(small,)), forged)
    )


def test_the_search_for_routes_is_told_what_an_uneven_day_costs() -> None:
    request = wave(order("1"), balance_cost_per_hour_minor=500)
    asked = route_request(request, planned(request).stops, 1.0)
    assert asked.balance_cost_per_hour_minor == 500


def test_a_late_driver_still_rests() -> None:
    request = wave(*(order(str(n), door=n) for n in range(8)), vehicles=(RESTING,))
    first = planned(request)
    busy = next(i for i, route in enumerate(first.routes) if route.breaks)
    late = Event("van_late", route=busy, by_s=2700)
    result = carried_on(request, first, 10 * HOUR + 60, late)
    (route,) = [one for one in result.routes if {v.id for v in one.stops} & {first.routes[busy].stops[0].id}]
    assert len(route.breaks) == 1
    asked = replace(request, previous=first, events=(late,), now_s=10 * HOUR + 60)
    hurried = replace(result, routes=tuple(replace(one, breaks=()) for one in result.routes))
    assert plan_violations(asked, hurried) != []


def test_a_broken_van_of_the_east_is_replaced_by_one_of_the_east() -> None:
    orders = tuple(replace(order(str(n), door=n), depot_id="east") for n in range(3))
    request = wave(*orders, vehicles=(VAN, EAST_VAN), depots=(EAST,), traffic=(JAM,))
    first = planned(request)
    result = carried_on(request, first, 9 * HOUR, Event("van_down", route=0))
    assert {route.vehicle_id for route in result.routes} == {"east-van"}
    assert result.figures.served_orders == 3


def test_a_new_order_when_all_shifts_are_over_is_left_with_a_reason() -> None:
    request = wave(order("1"))
    first = planned(request)
    late = replace(request, orders=(*request.orders, order("2", door=2)))
    assert [one.order_id for one in carried_on(late, first, 23 * HOUR).unserved] == ["2"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"traffic": (Traffic((HOUR, 0), 200),)}, "traffic[0].window"),
        ({"depots": (Depot("depot", lat=43.2, lon=76.9),)}, "depots"),
        ({"depots": (Depot("east"),)}, "depots[0].lat"),
        ({"vehicles": (replace(VAN, breaks=(Break((0, HOUR), 0),)),)}, "vehicles[0].breaks[0].duration_s"),
        ({"balance_cost_per_hour_minor": -1}, "balance_cost_per_hour_minor"),
        ({"orders": (replace(order("1"), depot_id="nowhere"),)}, "orders[0].depot_id"),
        ({"orders": (replace(order("1"), pickup_weight_g=-1),)}, "orders[0].pickup_weight_g"),
    ],
)
def test_what_cannot_be_is_refused_by_name(facts: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        plan(replace(wave(order("1")), **facts))  # type: ignore[arg-type]
    assert wrong.value.field == field


def test_programs_give_all_of_it_as_json() -> None:
    answer = run(
        "plan",
        {
            "orders": [
                {"id": "1", "lines": [{"id": "tea", "length_mm": 100, "width_mm": 80, "height_mm": 60,
                 "weight_g": 250}], "address_id": "a", "lat": 43.25, "lon": 76.95, "slot": list(MORNING),
                 "depot_id": "east", "pickup_volume_ml": 5_000}
            ],
            "cartons": [{"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200,
                         "max_weight_g": 15_000}],
            "vehicles": [{"id": "van", "depot_id": "east",
                          "breaks": [{"window": [43_200, 46_800], "duration_s": 1800}]}],
            "depot": {"id": "depot", "lat": 43.26, "lon": 76.93},
            "depots": [{"id": "east", "lat": 43.24, "lon": 76.98}],
            "traffic": [{"window": [28_800, 36_000], "percent": 150}],
            "balance_cost_per_hour_minor": 100,
            "iterations": 5,
        },
    )  # fmt: skip
    assert answer["unserved"] == []
    assert answer["stops"][0]["pickup_volume_ml"] == 5_000


@settings(max_examples=25, deadline=None)
@given(
    doors=st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=9),
    now_s=st.sampled_from([8 * HOUR, 10 * HOUR, 10 * HOUR + 1500, 11 * HOUR, 13 * HOUR]),
    by_s=st.sampled_from([0, 600, 3600]),
    kind=st.sampled_from(["van_late", "van_down", "cancelled"]),
    jammed=st.booleans(),
)
def test_every_day_of_resting_drivers_is_proved(
    doors: list[tuple[int, bool]], now_s: int, by_s: int, kind: str, jammed: bool
) -> None:
    orders: list[Order] = [
        replace(order(str(n), door=door), depot_id="east" if east else None, pickup_weight_g=500)
        for n, (door, east) in enumerate(doors)
    ]
    snack = Break((9 * HOUR + 1800, 10 * HOUR), 900)
    request = wave(
        *orders,
        vehicles=(replace(VAN, breaks=(snack, LUNCH)), replace(EAST_VAN, breaks=(LUNCH,))),
        depots=(EAST,),
        traffic=(JAM,) if jammed else (),
        iterations=10,
    )
    first = planned(request)
    if not first.routes:
        return
    event = {
        "van_late": Event("van_late", route=0, by_s=by_s or 60),
        "van_down": Event("van_down", route=0),
        "cancelled": Event("cancelled", "0"),
    }[kind]
    second = carried_on(request, first, now_s, event)
    left = {one.order_id for one in second.orders}
    rest = tuple(one for one in request.orders if one.id in left)
    carried_on(replace(request, orders=rest), second, now_s + 900)
