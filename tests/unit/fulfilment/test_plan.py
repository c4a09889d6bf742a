"""A wave of orders becomes parcels in vans, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.intake import Estimate, OrderLine
from core.fulfilment.packing import PackRequest, PackResult, pack
from core.fulfilment.pick_list import pick_list
from core.fulfilment.plan import AddressMatrix, PlanRequest, PlanResult, parcels, plan, plan_violations
from core.fulfilment.plan.crew import Crew
from core.fulfilment.plan.make import formalised
from core.fulfilment.routing.model import Depot, Load
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.wave import (
    BOX,
    COLD_VAN,
    COOLBOX,
    FISH,
    HOUR,
    MORNING,
    TEA,
    VAN,
    WARDROBE,
    order,
    wave,
)


def test_orders_are_packed_within_their_share_of_the_time_however_many_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What each may take at least is worth dearer cartons than no time to drive at all."""
    given: list[float] = []

    def noted(request: PackRequest, **how: object) -> PackResult:
        given.append(request.time_limit_s)
        return pack(request, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(parcels, "pack", noted)
    request = wave(*(order(str(n), door=n) for n in range(40)), iterations=None)
    no_time_passes, all_of_it_has_passed = repeat(0.0), chain([0.0], repeat(1.0))
    for seconds, clock in ((100.0, no_time_passes), (0.1, all_of_it_has_passed)):
        monkeypatch.setattr(parcels, "monotonic", clock.__next__)
        parcels.packed(request, formalised(request), {o.id: o.id for o in request.orders}, seconds, Crew(1))
    calm, hurried = given[:40], given[40:]
    assert min(calm) > 0.1
    assert sum(hurried) == pytest.approx(parcels.MOST_OVER * 0.1)


def planned(request: PlanRequest) -> PlanResult:
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def reasons(result: PlanResult) -> dict[str, str]:
    return {one.order_id: one.reason for one in result.unserved}


def test_three_orders_ride_in_one_van() -> None:
    result = planned(wave(*(order(str(n), door=n) for n in range(3))))
    assert len(result.routes) == 1
    assert {visit.id for visit in result.routes[0].stops} == {"0/1", "1/1", "2/1"}
    assert (result.figures.served_orders, result.figures.parcels, result.figures.vans) == (3, 3, 1)
    assert result.figures.cost_minor == 3 * BOX.cost_minor + result.figures.route_cost_minor


def test_neighbours_get_one_stop_and_each_their_own_parcel() -> None:
    result = planned(wave(order("1"), order("2")))
    (stop,) = result.stops
    assert (stop.order_ids, stop.parcel_ids) == (("1", "2"), ("1#1", "2#1"))
    assert stop.volume_ml == 2 * 24_000
    assert stop.weight_g == 2 * (750 + 200)


def test_fish_and_tea_are_packed_apart_and_ride_together_where_the_van_keeps_both() -> None:
    result = planned(wave(order("1", TEA, FISH), vehicles=(VAN, COLD_VAN)))
    assert {(p.carton_id, p.temperature) for p in result.orders[0].parcels} == {
        ("box", "ambient"),
        ("coolbox", "frozen"),
    }
    assert [route.vehicle_id for route in result.routes] == ["cold-van"]
    assert len(result.stops) == 1


def test_a_freezer_without_an_ambient_room_takes_the_fish_alone() -> None:
    freezer = replace(COLD_VAN, id="freezer", temperatures=("frozen",))
    result = planned(wave(order("1", TEA, FISH), vehicles=(VAN, freezer)))
    assert sorted((route.vehicle_id, len(route.stops)) for route in result.routes) == [
        ("freezer", 1),
        ("van", 1),
    ]
    assert result.unserved == ()


def test_without_a_cold_van_the_fish_stays_and_the_plan_says_why() -> None:
    result = planned(wave(order("1", FISH), order("2", door=3), vehicles=(VAN,)))
    assert reasons(result) == {"1": "no_vehicle_for_temperature"}
    assert result.figures.served_orders == 1


def test_a_wardrobe_rides_without_a_carton_beside_the_tea_of_its_order() -> None:
    result = planned(wave(order("1", TEA, WARDROBE), order("2", door=1)))
    assert reasons(result) == {}
    boxed, bare = result.orders[0].parcels
    assert (boxed.carton_id, bare.carton_id) == ("box", None)
    assert (bare.weight_g, bare.volume_ml, bare.fill) == (60_000, 1_080_000, 1.0)
    assert [(p.dx_mm, p.dy_mm, p.dz_mm) for p in bare.placements] == [(2000, 900, 600)]
    stop = next(stop for stop in result.stops if stop.order_ids == ("1",))
    assert (stop.weight_g, stop.volume_ml) == (750 + 200 + 60_000, 24_000 + 1_080_000)
    # A wardrobe fills no carton and costs none.
    assert result.figures.carton_cost_minor == 2 * BOX.cost_minor
    assert result.figures.fill == pytest.approx(3 * 100 * 80 * 60 / (400 * 300 * 200))


def test_two_wardrobes_need_two_vans() -> None:
    result = planned(wave(order("1", replace(WARDROBE, quantity=2)), vehicles=(VAN,)))
    assert len(result.orders[0].parcels) == len(result.stops) == len(result.routes) == 2
    assert reasons(result) == {}


def test_an_anvil_too_heavy_for_every_carton_rides_without_one() -> None:
    anvil = replace(TEA, id="anvil", quantity=1, weight_g=40_000)
    result = planned(wave(order("1", anvil)))
    assert [(p.carton_id, p.weight_g) for p in result.orders[0].parcels] == [(None, 40_000)]
    assert reasons(result) == {}


def test_a_frozen_carcass_without_a_carton_rides_in_the_cold_van_alone() -> None:
    carcass = replace(FISH, id="carcass", length_mm=1500, weight_g=30_000)
    result = planned(wave(order("1", carcass)))
    assert [(p.carton_id, p.temperature) for p in result.orders[0].parcels] == [(None, "frozen")]
    assert [route.vehicle_id for route in result.routes] == ["cold-van"]
    without = planned(wave(order("1", carcass), vehicles=(VAN,)))
    assert reasons(without) == {"1": "not_packed"}
    assert without.orders[0].unpacked[0].reason == "larger_than_every_carton"


def test_a_wardrobe_in_no_carton_and_no_van_keeps_its_order_back_whole() -> None:
    small = replace(VAN, capacity=Load(volume_ml=1_000_000))
    result = planned(wave(order("1", TEA, WARDROBE), order("2", door=1), vehicles=(small,)))
    assert reasons(result) == {"1": "not_packed"}
    (units,) = result.orders[0].unpacked
    assert (units.item_id, units.quantity, units.reason) == ("wardrobe", 1, "larger_than_every_carton")
    assert [stop.order_ids for stop in result.stops] == [("2",)]


def test_a_parcel_without_a_carton_is_disproved_when_it_is_told_wrong() -> None:
    request = wave(order("1", WARDROBE))
    result = planned(request)
    (one,) = result.orders
    for wrong in ({"volume_ml": 1}, {"weight_g": 1}, {"fill": 0.5}, {"carton_id": "box"}):
        parcel = replace(one.parcels[0], **wrong)  # type: ignore[arg-type]
        assert plan_violations(request, replace(result, orders=(replace(one, parcels=(parcel,)),)))


def test_an_order_larger_than_a_van_goes_in_two() -> None:
    small = replace(VAN, capacity=Load(volume_ml=60_000), count=4)
    many = replace(TEA, quantity=150)
    result = planned(wave(order("1", many), vehicles=(small,)))
    assert len(result.stops) > 1
    assert result.unserved == ()


def test_a_line_that_nobody_measured_is_guessed_and_named() -> None:
    jam = OrderLine("jam", 2, category="grocery")
    result = planned(wave(order("1", jam), estimates=(Estimate("grocery", 100, 100, 120, 700),)))
    assert result.orders[0].estimated == ("jam",)
    assert result.orders[0].parcels[0].weight_g == 1400 + BOX.tare_g


def test_apples_by_weight_are_packed_to_the_gram() -> None:
    apples = OrderLine("apples", 2.4, 200, 150, 100, 1000)
    result = planned(wave(order("1", apples)))
    (parcel,) = result.orders[0].parcels
    assert parcel.weight_g == 2400 + BOX.tare_g
    assert {placement.item_id for placement in parcel.placements} == {"apples", "apples~part"}


def test_a_night_slot_that_no_shift_reaches_is_named() -> None:
    result = planned(wave(order("1", slot=(2 * HOUR, 3 * HOUR))))
    assert reasons(result) == {"1": "window_unreachable"}


def test_own_travel_times_are_used() -> None:
    far = AddressMatrix(("door-0",), ((0, 20 * HOUR), (20 * HOUR, 0)), ((0, 1), (1, 0)))
    assert reasons(planned(wave(order("1"), matrix=far))) == {"1": "window_unreachable"}
    near = AddressMatrix(("door-1", "door-0"), ((0, 60, 70),) * 3, ((0, 100, 200),) * 3)
    result = planned(wave(order("1"), matrix=near))
    assert result.figures.distance_m == 200


def test_the_way_there_and_the_way_back_are_not_mixed_up() -> None:
    slow_home = AddressMatrix(("door-0",), ((0, 60), (9 * HOUR, 0)), ((0, 100), (100, 0)))
    assert planned(wave(order("1"), matrix=slow_home)).unserved == ()
    slow_there = replace(slow_home, durations_s=((0, 9 * HOUR), (60, 0)))
    assert reasons(planned(wave(order("1"), matrix=slow_there))) == {"1": "window_unreachable"}


def test_a_shared_stop_takes_as_long_as_its_slowest_order() -> None:
    slow = replace(order("2"), service_s=900, priority=7)
    (stop,) = planned(wave(order("1"), slow, order("3"))).stops
    assert (stop.service_s, stop.priority) == (900, 7)


def test_a_counted_plan_is_the_same_each_time() -> None:
    request = wave(*(order(str(n), door=n % 7) for n in range(12)))
    first, second = plan(request), plan(request)
    assert replace(first, figures=replace(first.figures, seconds={})) == replace(
        second, figures=replace(second.figures, seconds={})
    )


def test_a_day_without_orders_is_an_empty_plan() -> None:
    result = planned(wave())
    assert (result.routes, result.figures.cost_minor, result.figures.fill) == ((), 0, 0.0)


def test_the_last_stop_is_loaded_first_and_every_parcel_is_picked_once() -> None:
    result = planned(
        wave(*(order(str(n), door=n) for n in range(4)), order("5", replace(WARDROBE, weight_g=600_000)))
    )
    rows = pick_list(result)
    assert [row.visit for row in rows] == [4, 3, 2, 1]
    assert [row.load for row in rows] == [1, 2, 3, 4]
    assert rows[-1].stop_id == result.routes[0].stops[0].id
    assert {row.order_id for row in rows} == {"0", "1", "2", "3"}
    assert [(line.item_id, line.units) for line in rows[0].lines] == [("tea", 3)]


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (wave(order("1"), vehicles=()), "vehicles"),
        (wave(order("1"), cartons=()), "cartons"),
        (wave(order("1"), order("1")), "orders[1].id"),
        (wave(order(" ")), "orders[0].id"),
        (wave(replace(order("1"), lines=())), "orders[0].lines"),
        (wave(order("1", replace(TEA, quantity=-1))), "orders[0].lines[0].quantity"),
        (wave(order("1", replace(TEA, length_mm=10**6))), "orders[0].lines[0].length_mm"),
        (wave(order("1", slot=(5, 4))), "orders[0].slot[1]"),
        (wave(replace(order("1"), lat=432.0)), "orders[0].lat"),
        (wave(replace(order("1"), service_s=-1)), "orders[0].service_s"),
        (wave(order("1"), replace(order("2"), lat=44.0)), "orders[1].address_id"),
        (wave(order("1"), iterations=0), "iterations"),
        (wave(order("1"), time_limit_s=0), "time_limit_s"),
        (wave(order("1"), estimates=(Estimate("x", 0, 1, 1, 1),)), "estimates[0].length_mm"),
        (wave(order("1"), matrix=AddressMatrix((), ((0,),), ((0,),))), "matrix.address_ids"),
        (wave(order("1"), matrix=AddressMatrix(("door-0",), ((0,),), ((0,),))), "matrix.durations_s"),
        (
            wave(*(order(str(n), replace(TEA, quantity=90_000)) for n in range(6))),
            "orders",
        ),
        (wave(order("1"), depot=Depot("depot")), "depot.lat"),
    ],
)
def test_a_wave_that_cannot_be_is_refused_by_name(request_: PlanRequest, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        plan(request_)
    assert caught.value.field == field


def forged() -> tuple[PlanRequest, PlanResult]:
    request = wave(order("1"), order("2", FISH, door=1), order("3", door=2))
    return request, planned(request)


def test_the_checker_sees_an_order_that_was_forgotten_or_sent_twice() -> None:
    request, good = forged()
    assert plan_violations(request, replace(good, orders=good.orders[1:])) == ["order 1 is planned 0 times"]
    assert plan_violations(request, replace(good, orders=(*good.orders, good.orders[0])))


def test_the_checker_sees_parcels_that_ride_nowhere_twice_or_too_light() -> None:
    request, good = forged()
    first, *rest = good.stops
    assert "parcel 1#1 is in 0 stops" in plan_violations(request, replace(good, stops=tuple(rest)))
    twice = replace(rest[0], parcel_ids=(*rest[0].parcel_ids, "1#1"))
    assert "parcel 1#1 is in 2 stops" in plan_violations(
        request, replace(good, stops=(first, twice, *rest[1:]))
    )
    light = replace(good, stops=(replace(first, weight_g=1), *rest))
    assert "stop 1/1: its address, window or load is not that of its parcels" in plan_violations(
        request, light
    )


def test_the_checker_sees_fish_in_a_warm_van_and_a_stop_left_without_a_reason() -> None:
    request, good = forged()
    warm = replace(good, routes=tuple(replace(route, vehicle_id="van") for route in good.routes))
    assert any("temperature" in fault for fault in plan_violations(request, warm))
    nowhere = replace(good, routes=())
    assert "stop 1/1 is neither driven nor left with one reason" in plan_violations(request, nowhere)


def test_the_checker_sees_goods_that_left_their_box() -> None:
    request, good = forged()
    parcel = good.orders[0].parcels[0]
    out = replace(parcel.placements[0], x_mm=395)
    broken = replace(good.orders[0], parcels=(replace(parcel, placements=(out, *parcel.placements[1:])),))
    assert any(
        "order 1: " in fault
        for fault in plan_violations(request, replace(good, orders=(broken, *good.orders[1:])))
    )


some_lines = st.lists(
    st.sampled_from([TEA, FISH, WARDROBE, replace(TEA, id="jar", fragile=True, segregation="chemical")]),
    min_size=1,
    max_size=3,
    unique_by=lambda line: line.id,
)
some_orders = st.lists(
    st.tuples(
        some_lines,
        st.integers(0, 4),
        st.sampled_from([MORNING, (11 * HOUR, 13 * HOUR), (18 * HOUR, 20 * HOUR)]),
    ),
    max_size=8,
)
FLEETS = (
    (VAN, COLD_VAN),
    (VAN,),
    (replace(VAN, capacity=Load(5_000, 60_000)), replace(COLD_VAN, temperatures=("frozen",))),
)


@settings(max_examples=25, deadline=None)
@given(some_orders, st.sampled_from(FLEETS))
def test_every_plan_is_proved(
    drawn: list[tuple[list[OrderLine], int, tuple[int, int]]], fleet: tuple
) -> None:
    orders = [order(str(n), *lines, door=door, slot=slot) for n, (lines, door, slot) in enumerate(drawn)]
    result = planned(wave(*orders, vehicles=fleet, cartons=(BOX, COOLBOX), iterations=5))
    whole = {one.order_id for one in result.unserved}
    assert result.figures.served_orders == len(orders) - len(whole)
    driven = {row.parcel_id for row in pick_list(result)}
    behind = {parcel_id for one in result.unserved for parcel_id in one.parcel_ids}
    assert driven | behind == {parcel.id for one in result.orders for parcel in one.parcels}
    assert not driven & behind
