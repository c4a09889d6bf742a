"""Soft wishes: they shape a carton, never how many there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.packing import CartonType, Item, PackRequest, PackResult, pack, violations
from core.fulfilment.packing.packing import packing_of
from core.fulfilment.packing.problem import split
from core.fulfilment.packing.search import Search
from core.fulfilment.packing.together import gathered

BOX = CartonType("box", 400, 300, 300, max_weight_g=30_000)
LARGE = CartonType("large", 600, 400, 400, max_weight_g=30_000, cost_minor=2)


def packed(*items: Item, carton: CartonType = BOX, rotation: str = "upright") -> PackResult:
    request = PackRequest(items, (carton,), "count", rotation)  # type: ignore[arg-type]
    result = pack(request, max_rounds=20, monotonic=lambda: 0.0)
    assert violations(request, result) == []
    return result


def test_heavy_goods_lie_below_light_ones() -> None:
    """The light crate is the larger, so by size alone it would come first."""
    [parcel] = packed(
        Item("chips", 400, 300, 160, 500), Item("cans", 400, 300, 140, 9_000), carton=BOX
    ).parcels
    assert {p.item_id: p.z_mm for p in parcel.placements} == {"cans": 0, "chips": 140}


def test_a_heavy_thing_stands_in_the_middle_of_its_carton() -> None:
    [parcel] = packed(Item("battery", 200, 100, 100, 15_000)).parcels
    [placement] = parcel.placements
    middle = (placement.x_mm + placement.dx_mm / 2, placement.y_mm + placement.dy_mm / 2)
    assert middle == (200, 150)


def test_a_light_parcel_keeps_its_goods_at_the_corner() -> None:
    [parcel] = packed(Item("book", 200, 100, 100, 900)).parcels
    [placement] = parcel.placements
    assert (placement.x_mm, placement.y_mm, placement.z_mm) == (0, 0, 0)


def test_like_goods_lie_together_though_their_weights_differ() -> None:
    [parcel] = packed(
        Item("juice", 100, 100, 200, 1_000, quantity=6, this_side_up=True),
        Item("rice", 100, 100, 90, 900, quantity=6),
    ).parcels
    juice = [p for p in parcel.placements if p.item_id == "juice"]
    assert {p.z_mm for p in juice} == {0} and {p.dz_mm for p in juice} == {200}


def test_liquids_stand_upright_even_when_everything_else_may_lie() -> None:
    oil = Item("oil", 90, 90, 280, 950, quantity=9, this_side_up=True)
    result = packed(oil, Item("pasta", 280, 90, 60, 400, quantity=3), rotation="free")
    standing = [p for parcel in result.parcels for p in parcel.placements if p.item_id == "oil"]
    assert {p.dz_mm for p in standing} == {280}


def test_goods_by_weight_are_packed_by_what_was_weighed() -> None:
    """Apples of 1.35 kg are one bag of 1 350 g: grams, not pieces, fill the carton."""
    bag = Item("apples", 200, 150, 120, 1_350, quantity=4)
    result = packed(bag, carton=CartonType("light", 400, 300, 300, max_weight_g=4_100, tare_g=250))
    assert sorted(parcel.weight_g for parcel in result.parcels) == [1_350 + 250, 3 * 1_350 + 250]


CUP, BOWL, DISH, POT = (
    Item(name, 200, 150, 150, 300, quantity=quantity)
    for name, quantity in (("cup", 5), ("bowl", 6), ("dish", 3), ("pot", 2))
)


def cartons_of(result: PackResult, item_id: str) -> int:
    return sum(any(p.item_id == item_id for p in parcel.placements) for parcel in result.parcels)


@pytest.mark.parametrize("goods", list(permutations([CUP, BOWL, DISH, POT])))
def test_units_of_one_product_travel_in_one_carton_where_that_costs_no_other(goods: tuple[Item, ...]) -> None:
    """Eight go into a carton: five cups with three dishes, six bowls with two pots."""
    result = packed(*goods)
    assert len(result.parcels) == 2
    assert [cartons_of(result, item.id) for item in goods] == [1, 1, 1, 1]


def test_what_fills_more_than_a_carton_is_still_spread() -> None:
    result = packed(replace(CUP, quantity=11), POT)
    assert (len(result.parcels), cartons_of(result, "cup"), cartons_of(result, "pot")) == (2, 2, 1)


def test_food_is_never_gathered_beside_what_it_may_not_touch() -> None:
    sugar = replace(CUP, quantity=9, segregation="food")
    lye = replace(BOWL, quantity=9, segregation="chemical")
    rags = replace(POT, quantity=6)
    result = packed(sugar, lye, rags)
    assert len(result.parcels) == 4
    assert cartons_of(result, "pot") == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Item,
            id=st.uuids().map(str),
            length_mm=st.integers(60, 390),
            width_mm=st.integers(60, 290),
            height_mm=st.integers(60, 290),
            weight_g=st.integers(0, 9_000),
            quantity=st.integers(1, 6),
            fragile=st.booleans(),
            segregation=st.sampled_from(["general", "food", "chemical"]),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_gathering_loses_nothing_and_takes_no_carton_more(items: list[Item]) -> None:
    request = PackRequest(tuple(items), (BOX, LARGE), "cost", "free")
    problems, _, _ = split(request)
    for problem in problems:
        search = Search(problem, 0, lambda: 0.0)
        search.start(1.0)
        search.improve(1.0, 5)
        before = search.best
        after = packing_of(gathered(before.parcels, problem, lambda: False))
        assert after.price <= before.price
        assert sum((Counter(p.counts) for p in after.parcels), Counter()) == Counter(
            {k: kind.quantity for k, kind in enumerate(problem.kinds)}
        )
        assert sum(len(p.counts) for p in after.parcels) <= sum(len(p.counts) for p in before.parcels)
    packed(*items, carton=LARGE)
