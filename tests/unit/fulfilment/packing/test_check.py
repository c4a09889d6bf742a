"""Every promise broken once, by hand: the checker must see each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.fulfilment.packing import (
    CartonType,
    Hold,
    Item,
    PackRequest,
    PackResult,
    Parcel,
    Placement,
    Unpacked,
    violations,
)

BOX = CartonType("box", 200, 200, 200, max_weight_g=5_000, tare_g=100, cost_minor=7)
BRICK = Item("brick", 100, 100, 50, 1_000, quantity=2)
REQUEST = PackRequest((BRICK,), (BOX,), min_support=0.7)
LOW, HIGH = Placement("brick", 0, 0, 0, 100, 100, 50), Placement("brick", 0, 0, 50, 100, 100, 50)
PARCEL = Parcel("box", (LOW, HIGH), 2_100, 0.125)
LAWFUL = PackResult((PARCEL,), (), 7)


def with_second(placement: Placement) -> PackResult:
    return replace(LAWFUL, parcels=(replace(PARCEL, placements=(LOW, placement)),))


def ordered(**change: object) -> PackRequest:
    return replace(REQUEST, items=(replace(BRICK, **change),))  # type: ignore[arg-type]


def test_a_lawful_packing_passes() -> None:
    assert violations(REQUEST, LAWFUL) == []


@pytest.mark.parametrize(
    ("request_", "result", "fault"),
    [
        (ordered(quantity=3), LAWFUL, "3 ordered, 2 accounted"),
        (ordered(quantity=1), LAWFUL, "1 ordered, 2 accounted"),
        (REQUEST, replace(LAWFUL, parcels=(PARCEL, PARCEL)), "2 ordered, 4 accounted"),
        (REQUEST, with_second(replace(HIGH, item_id="ghost")), "unknown items ghost"),
        (REQUEST, replace(LAWFUL, parcels=(PARCEL, Parcel("box", (), 100, 0.0))), "is empty"),
        (REQUEST, replace(LAWFUL, parcels=(replace(PARCEL, carton_id="bag"),)), "no carton type 'bag'"),
        (REQUEST, with_second(replace(HIGH, x_mm=-1)), "sticks out"),
        (REQUEST, with_second(replace(LOW, x_mm=101)), "sticks out"),
        (REQUEST, with_second(replace(HIGH, z_mm=151)), "sticks out"),
        (REQUEST, with_second(replace(LOW, x_mm=99)), "overlap"),
        (REQUEST, with_second(replace(HIGH, z_mm=49)), "overlap"),
        (REQUEST, with_second(Placement("brick", 0, 0, 50, 100, 50, 100)), "lies as"),
        (REQUEST, with_second(Placement("brick", 0, 0, 50, 90, 100, 50)), "lies as"),
        (REQUEST, with_second(replace(HIGH, x_mm=31)), "rests on 69% of its base"),
        (REQUEST, with_second(replace(HIGH, z_mm=51)), "rests on 0% of its base"),
        (ordered(fragile=True), LAWFUL, "lies on fragile"),
        (ordered(max_load_g=999), LAWFUL, "carries 1000 g"),
        (ordered(weight_g=2_501), LAWFUL, "5002 g of goods"),
        (REQUEST, replace(LAWFUL, parcels=(replace(PARCEL, weight_g=2_000),)), "weighs 2100 g"),
        (REQUEST, replace(LAWFUL, parcels=(replace(PARCEL, fill=0.5),)), "is filled to"),
        (ordered(temperature="frozen"), LAWFUL, "does not keep goods frozen"),
        (REQUEST, replace(LAWFUL, lower_bound=8), "above the total"),
        (
            REQUEST,
            PackResult((), (Unpacked("brick", "fits_no_carton"),) * 2, 0),
            "left out, yet carton box takes it",
        ),
    ],
)
def test_each_broken_promise_is_seen(request_: PackRequest, result: PackResult, fault: str) -> None:
    assert any(fault in found for found in violations(request_, result)), violations(request_, result)


def test_a_turn_is_lawful_only_where_it_is_allowed() -> None:
    plank = Item("plank", 150, 50, 20, 100)
    lay: Callable[[int, int, int], PackResult] = lambda dx, dy, dz: PackResult(  # noqa: E731
        (Parcel("box", (Placement("plank", 0, 0, 0, dx, dy, dz),), 200, 150 * 50 * 20 / 8e6),), (), 7
    )
    upright = PackRequest((plank,), (BOX,), rotation="upright")
    assert violations(upright, lay(50, 150, 20)) == []
    assert violations(upright, lay(20, 50, 150)) != []
    assert violations(replace(upright, rotation="none"), lay(50, 150, 20)) != []
    assert violations(replace(upright, rotation="free"), lay(20, 50, 150)) == []
    kept_up = replace(upright, rotation="free", items=(replace(plank, this_side_up=True),))
    assert violations(kept_up, lay(20, 50, 150)) != []


def two_in_a_box(one: Item, other: Item) -> list[str]:
    box = replace(BOX, temperatures=("ambient", "frozen"))
    lying = tuple(Placement(i.id, 100 * n, 0, 0, 100, 100, 50) for n, i in enumerate((one, other)))
    return violations(
        PackRequest((one, other), (box,)), PackResult((Parcel("box", lying, 2_100, 0.125),), (), 7)
    )


def test_frozen_beside_ambient_and_food_beside_chemicals_are_seen() -> None:
    one, other = replace(BRICK, id="a", quantity=1), replace(BRICK, id="b", quantity=1)
    assert two_in_a_box(one, other) == []
    assert "share it" in two_in_a_box(one, replace(other, temperature="frozen"))[0]
    assert (
        "share it"
        in two_in_a_box(replace(one, segregation="food"), replace(other, segregation="chemical"))[0]
    )
    assert two_in_a_box(replace(one, segregation="food"), other) == []


def test_a_load_is_passed_on_through_the_stack_and_shared_by_area() -> None:
    slab = Item("slab", 200, 100, 50, 900)
    legs = Item("leg", 100, 100, 50, 100, quantity=2, max_load_g=450)
    lying = (
        Placement("leg", 0, 0, 0, 100, 100, 50),
        Placement("leg", 100, 0, 0, 100, 100, 50),
        Placement("slab", 0, 0, 50, 200, 100, 50),
    )
    result = PackResult((Parcel("box", lying, 1_200, 0.25),), (), 7)
    assert violations(PackRequest((slab, legs), (BOX,)), result) == []
    assert violations(PackRequest((slab, replace(legs, max_load_g=449)), (BOX,)), result) != []
    tower = replace(BRICK, quantity=3, max_load_g=1_999)
    lying = tuple(Placement("brick", 0, 0, 50 * n, 100, 100, 50) for n in range(3))
    result = PackResult((Parcel("box", lying, 3_100, 0.1875),), (), 7)
    assert [f for f in violations(PackRequest((tower,), (BOX,)), result) if "carries 2000 g" in f]


def test_every_lie_about_a_parcel_without_a_carton_is_seen() -> None:
    sofa = Item("sofa", 900, 500, 400, 9_000, this_side_up=True)
    request = PackRequest((sofa, replace(BRICK, quantity=1)), (BOX,), holds=(Hold(volume_ml=200_000),))
    lying = Placement("sofa", 0, 0, 0, 900, 500, 400)
    bare, boxed = Parcel(None, (lying,), 9_000, 1.0), Parcel("box", (LOW,), 1_100, 0.0625)
    assert violations(request, PackResult((bare, boxed), (), 7)) == []
    for parcel, fault in (
        (replace(bare, placements=(replace(lying, x_mm=1),)), "sticks out"),
        (replace(bare, placements=(replace(lying, dx_mm=400, dz_mm=900),)), "lies as"),
        (replace(bare, weight_g=9_100), "weight and fill"),
        (replace(bare, fill=0.9), "weight and fill"),
        (replace(bare, placements=(lying, LOW)), "one unit"),
    ):
        assert any(fault in one for one in violations(request, PackResult((parcel, boxed), (), 7)))
    bare_brick = Parcel(None, (LOW,), 1_000, 1.0)
    assert any(
        "yet box takes it" in one for one in violations(request, PackResult((bare, bare_brick), (), 0))
    )
    assert any("may not go" in o for o in violations(replace(request, holds=()), PackResult((bare,), (), 0)))
    left_out = PackResult((boxed,), (Unpacked("sofa", "larger_than_every_carton"),), 7)
    assert any("may go without a carton" in one for one in violations(request, left_out))
