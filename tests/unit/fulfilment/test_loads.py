"""Orders too large for one van, and vans of several kinds to share them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.plan import PlanResult, plan, plan_violations
from core.fulfilment.plan.loads import Owned, van_loads
from core.fulfilment.plan.model import PlannedParcel
from core.fulfilment.routing.model import Load, VehicleType
from tests.unit.fulfilment.wave import TEA, VAN, order, wave

BIG = replace(VAN, id="big", capacity=Load(200_000, 120_000), count=1, fixed_cost_minor=900_000)
SMALL = replace(VAN, id="small", capacity=Load(200_000, 60_000), count=4, fixed_cost_minor=500_000)


def parcel(name: str, litres: float, kilograms: float = 1) -> Owned:
    return "1", PlannedParcel(name, "box", "ambient", int(kilograms * 1000), int(litres * 1000), 0.5, ())


def names(loads: list[list[Owned]]) -> list[list[str]]:
    return sorted(sorted(one.id for _, one in load) for load in loads)


def delivered(teas: int, *vans: VehicleType) -> PlanResult:
    request = wave(order("1", replace(TEA, quantity=teas)), vehicles=vans)
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def test_what_the_one_big_van_leaves_goes_in_small_ones() -> None:
    loads = van_loads([parcel(f"{n}", 24) for n in range(9)], [BIG, SMALL])
    assert sorted(len(load) for load in loads) == [2, 2, 5]


def test_heavy_goods_go_in_the_strong_van_though_another_is_roomier() -> None:
    roomy = VehicleType("roomy", Load(100_000, 900_000), count=5, fixed_cost_minor=1)
    strong = VehicleType("strong", Load(900_000, 500_000), count=5, fixed_cost_minor=1)
    anvils = [parcel(f"anvil {n}", 40, 90) for n in range(4)]
    assert len(van_loads(anvils, [roomy, strong])) == 1
    assert len(van_loads(anvils * 3, [roomy, strong])) == 2


def test_the_cheapest_vans_that_hold_all_are_filled() -> None:
    dear = replace(BIG, count=3, fixed_cost_minor=5_000_000)
    boxes = [parcel(f"{n}", 30) for n in range(6)]
    assert [len(load) for load in van_loads(boxes, [dear, SMALL])] == [2, 2, 2]


def test_of_vans_that_cost_the_same_the_fewest_are_sent() -> None:
    free = [replace(van, fixed_cost_minor=0, count=4) for van in (SMALL, BIG)]
    assert len(van_loads([parcel(f"{n}", 30) for n in range(8)], free)) == 2


def test_a_parcel_larger_than_every_van_holds_no_other_back() -> None:
    loads = van_loads([parcel("boat", 700), *(parcel(f"{n}", 50) for n in range(3))], [BIG, SMALL])
    assert ["boat"] in names(loads)
    assert all(sum(one.volume_ml for _, one in load) <= 120_000 for load in loads if load[0][1].id != "boat")


def test_an_order_larger_than_the_whole_fleet_is_carried_as_far_as_it_goes() -> None:
    result = delivered(1_200, replace(BIG, count=2), replace(SMALL, count=1))
    assert {one.reason for one in result.unserved} == {"fleet_full"}
    assert result.routes


def test_no_parcels_make_no_load_and_no_van_makes_one_for_routing_to_refuse() -> None:
    assert van_loads([], [BIG]) == []
    assert names(van_loads([parcel("a", 1), parcel("b", 2)], [])) == [["a", "b"]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 150), st.integers(0, 60)), min_size=1, max_size=14),
    st.lists(st.tuples(st.integers(30, 200), st.integers(20, 90), st.integers(1, 4)), min_size=1, max_size=3),
)
def test_every_parcel_is_in_one_load_and_each_load_fits_some_van(
    sizes: list[tuple[int, int]], kinds: list[tuple[int, int, int]]
) -> None:
    parcels = [parcel(f"{n}", *size) for n, size in enumerate(sizes)]
    vans = [
        VehicleType(f"v{n}", Load(kg * 1000, litres * 1000), count=c)
        for n, (litres, kg, c) in enumerate(kinds)
    ]
    loads = van_loads(parcels, vans)
    assert sorted(one.id for load in loads for _, one in load) == sorted(one.id for _, one in parcels)
    roomiest = max((van.capacity.volume_ml or 0, van.capacity.weight_g or 0) for van in vans)
    for load in loads:
        volume, weight = (sum(getattr(one, name) for _, one in load) for name in ("volume_ml", "weight_g"))
        fits = any(
            volume <= (van.capacity.volume_ml or 0) and weight <= (van.capacity.weight_g or 0) for van in vans
        )
        assert fits or len(load) == 1 or (volume, weight) <= roomiest
    assert loads == van_loads(parcels, vans)
