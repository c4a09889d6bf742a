"""The day goes otherwise than planned: what is loaded or promised stays, and every change is told."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.engine import run
from core.fulfilment.intake import Order
from core.fulfilment.plan import AddressMatrix, Change, Event, PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.plan.model import OrderPlan
from core.fulfilment.plan.onward import MOST_DRIVEN, Ahead, Onward
from core.fulfilment.plan.room import TOGETHER_ROUNDS
from core.fulfilment.routing import solver
from core.fulfilment.routing.model import Load, RouteRequest, RouteResult
from core.fulfilment.routing.solver import route
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.wave import COLD_VAN, FISH, HOUR, MORNING, VAN, order, wave

NOON = (12 * HOUR, 14 * HOUR)
DAWN, UNDER_WAY = 7 * HOUR, 10 * HOUR + 1800


def day(*orders: Order, **facts: object) -> tuple[PlanRequest, PlanResult]:
    request = wave(*orders, **facts)
    return request, plan(request)


def carried_on(
    request: PlanRequest, previous: PlanResult, now_s: int, *events: Event, new: tuple[Order, ...] = ()
) -> PlanResult:
    asked = replace(request, orders=(*request.orders, *new), previous=previous, events=events, now_s=now_s)
    result = plan(asked)
    assert plan_violations(asked, result) == []
    return result


def told(result: PlanResult) -> dict[str, tuple[str, str]]:
    return {change.order_id: (change.what, change.why) for change in result.changes}


def in_cartons_of(plan: PlanResult, carton_id: str) -> PlanResult:
    def moved(one: OrderPlan) -> OrderPlan:
        return replace(one, parcels=tuple(replace(parcel, carton_id=carton_id) for parcel in one.parcels))

    return replace(plan, orders=tuple(map(moved, plan.orders)))


def standing_at(plan: PlanResult, depot_id: str) -> PlanResult:
    return replace(plan, stops=tuple(replace(stop, depot_id=depot_id) for stop in plan.stops))


def vans_of(result: PlanResult) -> list[set[str]]:
    return [{visit.id.partition("/")[0] for visit in route.stops} for route in result.routes]


def test_when_nothing_happens_nothing_changes() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(5)))
    for now in (DAWN, UNDER_WAY, 23 * HOUR):
        result = carried_on(request, first, now)
        assert (result.routes, result.changes) == (first.routes, ())


def test_a_cancelled_order_is_not_driven_to_and_the_others_stay() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(5)))
    for now in (DAWN, 9 * HOUR + 2700):
        result = carried_on(request, first, now, Event("cancelled", "2"))
        assert vans_of(result) == [{"0", "1", "3", "4"}]
        assert told(result)["2"] == ("taken_out", "cancelled")
        assert {one.order_id for one in result.orders} == {"0", "1", "3", "4"}


def test_one_of_two_neighbours_cancels_and_the_other_is_still_served() -> None:
    request, first = day(order("1"), order("2"), order("3", door=3))
    result = carried_on(request, first, DAWN, Event("cancelled", "1"))
    (stop,) = [stop for stop in result.stops if "2" in stop.order_ids]
    assert (stop.order_ids, stop.parcel_ids) == (("2",), ("2#1",))
    assert set(told(result)) == {"1"}


def test_a_new_express_order_joins_a_van_that_is_not_loaded_and_moves_nobody() -> None:
    request, first = day(*(order(str(n), door=n, slot=NOON) for n in range(4)))
    express = order("express", door=6, slot=(11 * HOUR, 13 * HOUR))
    result = carried_on(request, first, 9 * HOUR, new=(express,))
    assert vans_of(result) == [{"0", "1", "2", "3", "express"}]
    assert told(result)["express"] == ("added", "new_order")
    assert {what for what, _ in told(result).values()} <= {"added", "retimed"}


def test_a_new_order_does_not_get_into_a_van_on_the_road_but_into_an_idle_one() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(4)))
    late = order("late", door=2, slot=NOON)
    result = carried_on(request, first, UNDER_WAY, new=(late,))
    assert vans_of(result) == [{"0", "1", "2", "3"}, {"late"}]
    assert result.routes[0] == first.routes[0]


def test_express_orders_of_an_hour_leave_together_with_one_further_van() -> None:
    """One after the other, each where it costs least, they take a van more."""
    request, first = day(*(order(str(n), door=n) for n in range(3)), vehicles=(replace(VAN, count=6),))
    windows = {10: 13.5, 0: 13, 4: 14, 17: 13}
    express = (
        order(f"x{door}", door=door, slot=(11 * HOUR + 1800, int(until * HOUR)))
        for door, until in windows.items()
    )
    result = carried_on(request, first, UNDER_WAY, new=tuple(express))
    assert vans_of(result) == [{"0", "1", "2"}, {"x10", "x0", "x4", "x17"}]
    assert result.routes[0] == first.routes[0]


def test_a_search_for_further_vans_is_given_what_is_left_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds know no clock: with many new orders five hundred of them take longer than all the time there is."""
    asked_for: list[tuple[float, int | None]] = []

    def noted(request: RouteRequest, seed: int = 0, iterations: int | None = None) -> RouteResult:
        asked_for.append((request.time_limit_s, iterations))
        return route(request, seed, iterations)

    request, first = day(order("0"), vehicles=(replace(VAN, count=6),))
    monkeypatch.setattr(solver, "route", noted)
    new = tuple(order(f"x{n}", door=n, slot=(13 * HOUR, 14 * HOUR)) for n in range(40))
    asked = replace(request, orders=(*request.orders, *new), previous=first, now_s=UNDER_WAY)
    plan(asked)
    assert {rounds for _, rounds in asked_for} == {TOGETHER_ROUNDS}
    asked_for.clear()
    plan(replace(asked, iterations=None, time_limit_s=1.0))
    assert asked_for
    assert all(rounds is None and seconds < 1 for seconds, rounds in asked_for)


def test_what_was_promised_finds_room_before_what_is_new() -> None:
    """A van breaks down, and in the other a place falls free for its order, or for a new one that matters more."""
    small = replace(VAN, capacity=Load(volume_ml=2 * 24_000), count=2)
    request, first = day(*(order(str(n), door=n, slot=NOON) for n in range(3)), vehicles=(small,))
    lost = min(range(2), key=lambda i: len(first.routes[i].stops))
    (promised,) = [visit.id.partition("/")[0] for visit in first.routes[lost].stops]
    gone = Event("cancelled", first.routes[1 - lost].stops[0].id.partition("/")[0])
    new = replace(order("new", door=1, slot=NOON), priority=10)
    result = carried_on(request, first, DAWN, Event("van_down", route=lost), gone, new=(new,))
    assert told(result)[promised] == ("moved", "van_down")
    assert [(one.order_id, one.reason) for one in result.unserved] == [("new", "fleet_full")]


def test_what_was_promised_gets_a_place_also_when_time_is_over_and_what_is_new_waits() -> None:
    request, first = day(*(order(str(n), door=n, slot=NOON) for n in range(3)))
    asked = replace(
        request,
        orders=(*request.orders, order("new", door=3, slot=NOON)),
        previous=first,
        events=(Event("van_down", route=0),),
        now_s=DAWN,
        iterations=None,
    )
    result = plan(asked, monotonic=itertools.count(step=10).__next__)
    assert plan_violations(asked, result) == []
    assert {told(result)[str(n)] for n in range(3)} == {("moved", "van_down")}
    assert [(one.order_id, one.reason) for one in result.unserved] == [("new", "out_of_time")]


def test_when_the_only_van_breaks_down_everybody_is_told_that_there_is_none() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(3)), vehicles=(replace(VAN, count=1),))
    for facts in ({}, {"iterations": None, "time_limit_s": 1.0}):
        result = carried_on(replace(request, **facts), first, DAWN, Event("van_down", route=0))  # type: ignore[arg-type]
        assert {(one.order_id, one.reason) for one in result.unserved} == {
            (str(n), "fleet_full") for n in range(3)
        }
        assert result.routes == ()


def test_a_late_van_with_many_doors_is_turned_about_in_few_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every order with one door moved would be 870 drives in each round; who is patient still goes last."""
    driven: list[int] = []

    def counted(van: Onward, done: int, rest: Sequence[int], ready: int, now: int) -> Ahead:
        driven.append(len(rest))
        return drive(van, done, rest, ready, now)

    drive = Onward.drive
    monkeypatch.setattr(Onward, "drive", counted)
    hurried = (order(str(n), door=n % 3, slot=(10 * HOUR, 12 * HOUR)) for n in range(1, 30))
    patient = order("patient", slot=(10 * HOUR, 20 * HOUR))
    doors = (replace(one, address_id=one.id, service_s=200) for one in (patient, *hurried))
    request, first = day(*doors, vehicles=(replace(VAN, count=1),))
    begun = int(first.routes[0].stops[0].arrival) - 60
    result = carried_on(request, first, begun, Event("van_late", route=0, by_s=1200))
    assert result.routes[0].stops[-1].id == "patient/1"
    assert driven.count(30) <= 4 * (MOST_DRIVEN + 1)


def test_a_broken_van_keeps_what_it_delivered_and_another_brings_the_rest() -> None:
    request, first = day(*(order(str(n), door=n, slot=(9 * HOUR, 14 * HOUR)) for n in range(6)))
    (route,) = first.routes
    breaks = int(route.stops[2].departure)
    result = carried_on(request, first, breaks, Event("van_down", route=0, from_s=breaks))
    assert result.routes[0].stops == route.stops[:3]
    rest = {visit.id for visit in route.stops[3:]}
    assert {visit.id for visit in result.routes[1].stops} == rest
    assert told(result) == {stop_id.partition("/")[0]: ("moved", "van_down") for stop_id in rest}
    assert result.unserved == ()


def test_fish_of_a_broken_cold_van_stays_and_the_plan_says_why() -> None:
    request, first = day(order("1", FISH, slot=NOON), vehicles=(VAN, COLD_VAN))
    result = carried_on(request, first, DAWN, Event("van_down", vehicle_id="cold-van"))
    assert [(one.order_id, one.reason) for one in result.unserved] == [("1", "fleet_full")]
    assert told(result) == {"1": ("left_out", "van_down")}


def test_who_cannot_be_in_time_any_more_is_brought_late_rather_than_not_at_all() -> None:
    request, first = day(*(order(str(n), door=2 * n, slot=(10 * HOUR, 11 * HOUR)) for n in range(4)))
    routes = [i for i, route in enumerate(first.routes) if route.stops[-1].arrival > 10 * HOUR + 1500]
    lost = [visit.id for i in routes for visit in first.routes[i].stops if visit.departure > 10 * HOUR + 1500]
    events = [Event("van_down", route=i, from_s=10 * HOUR + 1500) for i in routes]
    result = carried_on(request, first, 10 * HOUR + 1500, *events)
    assert lost
    assert told(result) == {stop_id.partition("/")[0]: ("late", "van_down") for stop_id in lost}
    assert result.unserved == ()


def test_a_van_stuck_in_traffic_goes_first_where_time_is_short() -> None:
    """Two doors are due by eleven and one by noon: half an hour late, the van leaves the patient one for last."""
    ways = ((0, 600, 600, 600), (600, 0, 600, 600), (600, 600, 0, 600), (600, 600, 600, 0))
    matrix = AddressMatrix(("door-1", "door-2", "door-3"), ways, ways)
    patient = order("1", door=1, slot=(10 * HOUR, 13 * HOUR))
    request, first = day(
        patient,
        order("2", door=2, slot=(10 * HOUR, 11 * HOUR)),
        order("3", door=3, slot=(10 * HOUR, 11 * HOUR)),
        matrix=matrix,
    )
    (route,) = first.routes
    begun = int(route.stops[0].arrival) - 60
    result = carried_on(request, first, begun, Event("van_late", route=0, by_s=2400))
    assert {visit.id for visit in result.routes[0].stops} == {"1/1", "2/1", "3/1"}
    assert "late" not in {what for what, _ in told(result).values()}


def test_what_lies_in_a_van_under_way_is_still_told_when_a_door_falls_away() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(3)))
    (route,) = first.routes
    begun = int(route.stops[0].arrival) - 60
    result = carried_on(request, first, begun, Event("cancelled", "1"))
    assert result.routes[0].loading == tuple(one for one in route.loading if one != "1/1") != ()


def test_who_will_be_late_is_named() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(3)))
    begun = int(first.routes[0].stops[0].arrival) - 60
    result = carried_on(request, first, begun, Event("van_late", route=0, by_s=3 * HOUR))
    assert told(result) == {str(n): ("late", "van_late") for n in range(3)}
    again = carried_on(request, result, begun + 60)
    assert told(again) == told(result)


def test_a_full_fleet_leaves_the_newcomer_out_and_not_who_was_promised() -> None:
    small = replace(VAN, capacity=Load(volume_ml=4 * 24_000), count=1)
    request, first = day(*(order(str(n), door=n, slot=NOON) for n in range(4)), vehicles=(small,))
    result = carried_on(request, first, DAWN, new=(order("5", door=5, slot=NOON),))
    assert vans_of(result) == [{"0", "1", "2", "3"}]
    assert [(one.order_id, one.reason) for one in result.unserved] == [("5", "fleet_full")]


def test_tea_changes_its_van_for_fish_while_there_is_time_for_it() -> None:
    cold = replace(
        COLD_VAN, capacity=Load(volume_ml=30_000), count=1, fixed_cost_minor=0, cost_per_km_minor=1
    )
    dry = replace(VAN, capacity=Load(volume_ml=30_000), count=1)
    request, first = day(order("tea"), vehicles=(dry, cold), iterations=None, time_limit_s=0.1)
    assert [route.vehicle_id for route in first.routes] == ["cold-van"]
    fish = order("fish", FISH, door=1)
    asked = replace(request, orders=(*request.orders, fish), previous=first, now_s=DAWN)
    assert told(plan(replace(asked, iterations=1))) == {
        "tea": ("moved", "made_room"),
        "fish": ("added", "new_order"),
    }
    late = plan(asked, monotonic=itertools.count().__next__)
    assert [one.order_id for one in late.unserved] == ["fish"]


def test_room_that_a_cancellation_makes_is_given_to_who_had_none() -> None:
    small = replace(VAN, capacity=Load(volume_ml=4 * 24_000), count=1)
    request, first = day(*(order(str(n), door=n, slot=NOON) for n in range(5)), vehicles=(small,))
    (left,) = [one.order_id for one in first.unserved]
    gone = next(str(n) for n in range(5) if str(n) != left)
    result = carried_on(request, first, DAWN, Event("cancelled", gone))
    assert told(result)[left] == ("added", "room_found")
    assert result.unserved == ()


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (Event("cancelled", "nobody"), "events[0].order_id"),
        (Event("no_show"), "events[0].order_id"),
        (Event("van_down", route=7), "events[0].route"),
        (Event("van_down", vehicle_id="lorry"), "events[0].route"),
        (Event("van_down", route=0, from_s=23 * HOUR), "events[0].from_s"),
        (Event("van_late", route=0), "events[0].by_s"),
        (Event("van_late", vehicle_id="lorry", route=0, by_s=5), "events[0].vehicle_id"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_name(event: Event, field: str) -> None:
    request, first = day(order("1"))
    with pytest.raises(InvalidInput) as caught:
        plan(replace(request, previous=first, events=(event,), now_s=DAWN))
    assert caught.value.field == field


def test_a_previous_plan_of_other_orders_is_refused() -> None:
    request, first = day(order("1"), order("2", door=2))
    for orders, previous, field in (
        (request.orders[:1], first, "orders"),
        (request.orders, replace(first, stops=first.stops[:1]), "previous.routes[0].stops"),
        (request.orders, replace(first, routes=first.routes * 2), "previous.routes"),
        (request.orders, in_cartons_of(first, "crate"), "previous.orders[0].parcels[0].carton_id"),
        (request.orders, standing_at(first, "branch"), "previous.stops[0].depot_id"),
    ):
        with pytest.raises(InvalidInput) as caught:
            plan(replace(request, orders=orders, previous=previous, now_s=DAWN))
        assert caught.value.field == field


def test_the_checker_sees_a_promise_dropped_in_silence_and_a_load_that_changed_vans() -> None:
    request, first = day(*(order(str(n), door=n) for n in range(4)))
    asked = replace(request, previous=first, now_s=UNDER_WAY)
    good = plan(asked)
    swapped = replace(good, routes=tuple(replace(route, vehicle_id="cold-van") for route in good.routes))
    assert any("told otherwise" in fault for fault in plan_violations(asked, swapped))
    assert any("is not told" in fault for fault in plan_violations(asked, swapped))
    gone = replace(asked, events=(Event("cancelled", "3"),), now_s=DAWN)
    silent = replace(plan(gone), changes=())
    assert "order 3 is gone and the changes do not say so" in plan_violations(gone, silent)
    assert any(
        "still driven to" in fault
        for fault in plan_violations(
            gone, replace(good, changes=(Change("3", "taken_out", None, None, "cancelled"),))
        )
    )


some_events = st.lists(
    st.one_of(
        st.builds(
            Event, st.sampled_from(["cancelled", "no_show"]), st.sampled_from([str(n) for n in range(8)])
        ),
        st.builds(Event, st.just("van_down"), route=st.just(0)),
        st.builds(Event, st.just("van_late"), route=st.just(0), by_s=st.integers(60, 9000)),
    ),
    max_size=3,
)


@settings(max_examples=25, deadline=None)
@given(some_events, st.integers(8 * HOUR, 15 * HOUR), st.integers(0, 2), st.booleans())
def test_every_day_that_is_carried_on_is_proved(
    events: list[Event], now_s: int, newcomers: int, small: bool
) -> None:
    fleet = (replace(VAN, capacity=Load(volume_ml=72_000)), COLD_VAN) if small else (VAN, COLD_VAN)
    orders = [
        order(str(n), *((FISH,) if n == 3 else ()), door=n, slot=MORNING if n % 2 else NOON) for n in range(8)
    ]
    request, first = day(*orders, vehicles=fleet, iterations=5)
    new = tuple(order(f"new{n}", door=n, slot=(12 * HOUR, 16 * HOUR)) for n in range(newcomers))
    second = carried_on(request, first, now_s, *events, new=new)
    if second.routes:
        grown = replace(request, orders=(*request.orders, *new))
        carried_on(grown, second, now_s + 1800, Event("van_late", route=0, by_s=900))


def test_programs_give_the_answer_back_as_the_previous_plan() -> None:
    asked = {
        "orders": [
            {
                "id": name,
                "lines": [
                    {
                        "id": "tea",
                        "quantity": 3,
                        "length_mm": 100,
                        "width_mm": 80,
                        "height_mm": 60,
                        "weight_g": 250,
                    }
                ],
                "address_id": f"door-{name}",
                "lat": 43.25,
                "lon": 76.9 + int(name) / 100,
                "slot": [10 * HOUR, 12 * HOUR],
            }
            for name in ("1", "2")
        ],
        "cartons": [
            {"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200, "max_weight_g": 15000}
        ],
        "vehicles": [{"id": "van", "count": 2, "cost_per_km_minor": 100}],
        "depot": {"id": "depot", "lat": 43.26, "lon": 76.93},
        "iterations": 10,
    }
    first = run("plan", asked)
    events = [{"kind": "cancelled", "order_id": "2"}]
    second = run("plan", {**asked, "previous": first, "events": events, "now_s": 8 * HOUR})
    assert [visit["id"] for route in second["routes"] for visit in route["stops"]] == ["1/1"]
    assert [(c["order_id"], c["what"], c["why"]) for c in second["changes"]] == [
        ("2", "taken_out", "cancelled")
    ]
    with pytest.raises(InvalidInput) as caught:
        run("plan", {**asked, "events": events})
    assert caught.value.field == "events"
