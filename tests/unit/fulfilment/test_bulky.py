"""Things that no carton takes, and vans that tell how much room they have."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.intake import OrderLine
from core.fulfilment.packing import CartonType, Hold, Item, PackRequest, PackResult, pack, violations
from core.fulfilment.plan import PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.routing.check import violations as routing_violations
from core.fulfilment.routing.model import Bulk, Depot, Load, RouteRequest, RouteResult, Stop, VehicleType
from core.fulfilment.routing.solver import route
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.wave import COLD_VAN, TEA, VAN, WARDROBE, order, wave

BOX = CartonType("box", 400, 300, 200, max_weight_g=15_000)
LOW_VAN = replace(VAN, id="low", length_mm=2_200, width_mm=1_400, height_mm=1_300, fixed_cost_minor=1)
HIGH_VAN = replace(VAN, id="high", length_mm=3_000, width_mm=1_700, height_mm=2_100)
STANDING = OrderLine(
    "fridge", 1, length_mm=700, width_mm=700, height_mm=1_900, weight_g=70_000, this_side_up=True
)


def proved(request: PlanRequest) -> PlanResult:
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def bulky(item: Item, *holds: Hold, rotation: str = "upright") -> PackResult:
    request = PackRequest((item,), (BOX,), rotation=rotation, holds=holds)  # type: ignore[arg-type]
    result = pack(request, max_rounds=1)
    assert violations(request, result) == []
    return result


def lies(result: PackResult) -> tuple[int, int, int]:
    ((lying,),) = (parcel.placements for parcel in result.parcels)
    return lying.dx_mm, lying.dy_mm, lying.dz_mm


@pytest.mark.parametrize("rotation", ["none", "upright", "free"])
def test_a_wardrobe_that_is_too_high_rides_lying(rotation: str) -> None:
    standing = Item("wardrobe", 900, 600, 2_000, 60_000)
    assert lies(bulky(standing, Hold(), rotation=rotation)) == (900, 600, 2_000)
    low = Hold(length_mm=2_200, width_mm=1_400, height_mm=1_300)
    assert lies(bulky(standing, low, rotation=rotation)) == (2_000, 900, 600)


def test_what_must_stand_turns_about_its_own_axis_only() -> None:
    sofa = Item("sofa", 900, 2_000, 800, 50_000, this_side_up=True)
    assert lies(bulky(sofa, Hold(length_mm=2_100, width_mm=1_000, height_mm=1_000))) == (2_000, 900, 800)
    left = bulky(sofa, Hold(length_mm=2_100, width_mm=2_100, height_mm=700))
    assert [one.reason for one in left.unpacked] == ["larger_than_every_carton"]


def test_the_checker_refuses_a_fridge_on_its_back() -> None:
    item = Item("fridge", 700, 700, 1_900, 70_000, this_side_up=True)
    request = PackRequest((item,), (BOX,), holds=(Hold(),))
    result = pack(request, max_rounds=1)
    (parcel,) = result.parcels
    (lying,) = parcel.placements
    fallen = replace(lying, dx_mm=1_900, dz_mm=700)
    assert violations(request, replace(result, parcels=(replace(parcel, placements=(fallen,)),)))


def test_a_high_thing_comes_in_the_high_van_and_its_tea_in_any() -> None:
    result = proved(wave(order("1", STANDING, TEA), order("2"), vehicles=(LOW_VAN, HIGH_VAN)))
    van = {visit.id: one.vehicle_id for one in result.routes for visit in one.stops}
    stops = {stop.id: stop for stop in result.stops}
    assert result.unserved == ()
    assert {van[id_] for id_, stop in stops.items() if stop.bulky} == {"high"}
    assert [stop.bulky for stop in stops.values() if stop.bulky] == [(Bulk(700, 700, 1_900, True),)]


def test_what_goes_through_no_door_stays_behind_with_a_reason() -> None:
    result = proved(wave(order("1", STANDING), order("2"), vehicles=(LOW_VAN,)))
    assert [(one.order_id, one.reason) for one in result.unserved] == [("1", "not_packed")]
    assert result.orders[0].unpacked[0].reason == "larger_than_every_carton"
    assert len(result.routes) == 1


def test_vans_that_tell_nothing_of_their_room_take_what_they_took() -> None:
    result = proved(wave(order("1", WARDROBE, TEA), vehicles=(VAN, COLD_VAN)))
    assert len(result.stops) == 1 and result.unserved == ()


def test_a_stop_that_is_too_long_for_the_whole_fleet_is_told_so() -> None:
    request = RouteRequest(
        Depot("d", lat=43.2, lon=76.9),
        (replace(LOW_VAN, count=1),),
        (
            Stop("long", lat=43.21, lon=76.9, bulky=(Bulk(2_300, 100, 100),)),
            Stop("small", lat=43.21, lon=76.9),
        ),
    )
    result = route(request, iterations=5)
    assert [(one.id, one.reason) for one in result.unserved] == [("long", "larger_than_every_van")]
    assert routing_violations(request, result) == []


def test_the_checker_sees_a_thing_in_a_van_without_room_for_it() -> None:
    roomy = RouteRequest(
        Depot("d", lat=43.2, lon=76.9),
        (replace(HIGH_VAN, count=1),),
        (Stop("fridge", lat=43.21, lon=76.9, demand=Load(1, 1), bulky=(Bulk(700, 700, 1_900, True),)),),
    )
    result: RouteResult = route(roomy, iterations=5)
    assert routing_violations(roomy, result) == []
    small = replace(roomy, vehicles=(replace(roomy.vehicles[0], height_mm=1_800),))
    assert any("too large" in fault for fault in routing_violations(small, result))


sides = st.integers(1, 6)


@given(st.tuples(sides, sides, sides), st.tuples(*[st.none() | sides] * 3), st.booleans())
def test_room_is_what_trying_every_way_says(
    thing: tuple[int, int, int], room: tuple[int | None, int | None, int | None], stands: bool
) -> None:
    van = VehicleType("van", length_mm=room[0], width_mm=room[1], height_mm=room[2])
    ways = [way for way in permutations(thing) if not stands or way[2] == thing[2]]
    goes = any(all(m is None or side <= m for side, m in zip(way, room, strict=True)) for way in ways)
    assert van.has_room_for(Bulk(*thing, stands)) == goes


@pytest.mark.parametrize(
    ("name", "value"), list(product(["length_mm", "width_mm", "height_mm"], [0, -1, 20_001]))
)
def test_a_room_that_cannot_be_is_named(name: str, value: int) -> None:
    with pytest.raises(InvalidInput, match=name):
        plan(wave(order("1"), vehicles=(replace(VAN, **{name: value}),)))  # type: ignore[arg-type]
