"""Stories of goods going into cartons. Every answer also goes before the independent checker."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.packing import CartonType, Item, PackRequest, PackResult, Placement, pack, violations
from core.fulfilment.packing.sight import overlap_from_above

SMALL = CartonType("small", 200, 200, 200, max_weight_g=5_000, tare_g=100, cost_minor=10_000)
LARGE = CartonType("large", 400, 300, 300, max_weight_g=20_000, tare_g=300, cost_minor=25_000)
COOL = CartonType(
    "cool", 300, 300, 300, max_weight_g=10_000, cost_minor=40_000, temperatures=("chilled", "frozen")
)


def packed(*items: Item, cartons: tuple[CartonType, ...] = (SMALL, LARGE), **how: object) -> PackResult:
    request = PackRequest(items, cartons, **{"time_limit_s": 0.2, **how})  # type: ignore[arg-type]
    result = pack(request)
    assert violations(request, result) == []
    return result


def pushed_under_another(order: tuple[Placement, ...]) -> bool:
    """Whether something is put in below what lies there already: nobody can do that from above."""
    return any(
        overlap_from_above(late, early) and late.z_mm < early.z_mm
        for early, late in itertools.combinations(order, 2)
    )


def cartons_of(result: PackResult) -> list[str]:
    return sorted(parcel.carton_id for parcel in result.parcels)


def test_a_small_order_goes_into_the_cheapest_carton_that_holds_it() -> None:
    result = packed(Item("tea", 100, 80, 60, 250, quantity=3))
    assert cartons_of(result) == ["small"]
    assert result.parcels[0].weight_g == 3 * 250 + 100
    assert result.lower_bound == 10_000


def test_one_large_carton_is_better_than_three_small_ones() -> None:
    assert cartons_of(packed(Item("cube", 190, 140, 140, 100, quantity=4))) == ["large"]


def test_an_objective_of_count_takes_fewer_cartons_than_one_of_cost() -> None:
    cheap = replace(SMALL, cost_minor=1)
    cubes = Item("cube", 150, 150, 150, 100, quantity=4)
    assert cartons_of(packed(cubes, cartons=(cheap, LARGE), objective="cost")) == ["small"] * 4
    assert cartons_of(packed(cubes, cartons=(cheap, LARGE), objective="count")) == ["large"]


def test_an_objective_of_volume_ships_least_air() -> None:
    result = packed(Item("cube", 200, 200, 200, 100), objective="volume")
    assert cartons_of(result) == ["small"]
    assert result.lower_bound == 8_000


def test_cartons_that_cost_nothing_are_still_not_wasted() -> None:
    free = tuple(replace(carton, cost_minor=0) for carton in (SMALL, LARGE))
    assert cartons_of(packed(Item("tea", 100, 80, 60, 250, quantity=3), cartons=free)) == ["small"]


def test_weight_fills_a_carton_before_room_does() -> None:
    result = packed(Item("lead", 50, 50, 50, 2_500, quantity=4), cartons=(SMALL,))
    assert len(result.parcels) == 2 == result.lower_bound // 10_000


def test_a_vase_stands_on_top_and_carries_nothing() -> None:
    result = packed(
        Item("vase", 200, 200, 50, 300, fragile=True),
        Item("books", 200, 200, 75, 900, quantity=2),
        cartons=(SMALL,),
    )
    assert len(result.parcels) == 1
    assert max(result.parcels[0].placements, key=lambda p: p.z_mm).item_id == "vase"


def test_a_load_counts_through_the_whole_stack() -> None:
    tray = Item("tray", 200, 200, 50, 400, quantity=4, max_load_g=800)
    assert sorted(len(p.placements) for p in packed(tray, cartons=(SMALL,)).parcels) == [1, 3]


def test_a_vase_is_not_pushed_under_an_overhang_that_would_come_to_rest_on_it() -> None:
    result = packed(
        Item("crate", 140, 100, 80, 900),
        Item("board", 200, 100, 20, 500),
        Item("vase", 60, 50, 80, 300, fragile=True),
        cartons=(CartonType("flat", 200, 100, 100, max_weight_g=5_000),),
        rotation="none",
    )
    assert len(result.parcels) == 1


def test_goods_are_told_in_an_order_they_can_be_put_in() -> None:
    """Overhangs are lawful at seven tenths of support, so some goods come to lie under others' edges."""
    items = tuple(
        Item(f"i{n}", 30 + 37 * n % 90, 40 + 53 * n % 80, 20 + 29 * n % 60, 10, quantity=4) for n in range(14)
    )
    result = packed(*items, rotation="free", objective="count", cartons=(LARGE,))
    assert not any(pushed_under_another(parcel.placements) for parcel in result.parcels)


def test_frozen_goods_never_share_a_parcel_with_others() -> None:
    result = packed(
        Item("pelmeni", 100, 100, 50, 900, temperature="frozen"),
        Item("kefir", 80, 80, 200, 1_000, temperature="chilled"),
        Item("tea", 100, 80, 60, 250),
        cartons=(SMALL, COOL),
    )
    assert cartons_of(result) == ["cool", "cool", "small"]


def test_food_never_lies_with_chemicals_and_general_goods_may_join_either() -> None:
    result = packed(
        Item("bread", 50, 50, 50, 100, segregation="food"),
        Item("bleach", 50, 50, 50, 100, segregation="chemical"),
        Item("pen", 50, 50, 50, 10),
    )
    assert cartons_of(result) == ["small", "small"]
    assert result.lower_bound == 20_000


def test_a_bottle_stays_upright_even_where_all_else_may_lie_down() -> None:
    bottle = Item("oil", 80, 80, 250, 900, this_side_up=True)
    assert cartons_of(packed(bottle, rotation="free")) == ["large"]
    assert cartons_of(
        packed(replace(bottle, this_side_up=False), rotation="free", cartons=(SMALL, LARGE))
    ) == ["large"]
    assert (
        packed(replace(bottle, height_mm=310), rotation="free").unpacked[0].reason
        == "larger_than_every_carton"
    )
    assert cartons_of(packed(replace(bottle, height_mm=310, this_side_up=False), rotation="free")) == [
        "large"
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (Item("sofa", 2_000, 900, 900, 100), "larger_than_every_carton"),
        (Item("anvil", 100, 100, 100, 30_000), "heavier_than_every_carton"),
        (Item("ice", 100, 100, 100, 100, temperature="frozen"), "no_carton_for_temperature"),
        (Item("bar", 350, 50, 50, 8_000), "fits_no_carton"),
    ],
)
def test_what_fits_nowhere_is_named_with_its_reason_and_the_rest_is_packed(item: Item, reason: str) -> None:
    result = packed(
        replace(item, quantity=2),
        Item("tea", 100, 80, 60, 250),
        cartons=(SMALL, replace(LARGE, max_weight_g=6_000), replace(SMALL, id="strong", max_weight_g=9_000)),
    )
    assert [(u.item_id, u.reason) for u in result.unpacked] == [(item.id, reason)] * 2
    assert [p.item_id for parcel in result.parcels for p in parcel.placements] == ["tea"]


def test_no_goods_need_no_carton() -> None:
    assert packed() == PackResult((), (), 0)


def test_like_goods_are_kept_together() -> None:
    result = packed(
        Item("milk", 100, 100, 200, 1_000, quantity=4),
        Item("rice", 100, 100, 150, 800, quantity=4),
        cartons=(SMALL,),
    )
    assert [len({p.item_id for p in parcel.placements}) for parcel in result.parcels] == [1, 1]


def test_a_full_carton_of_bricks_leaves_no_air() -> None:
    result = packed(Item("brick", 100, 50, 40, 10, quantity=40), cartons=(SMALL,), objective="count")
    assert [parcel.fill for parcel in result.parcels] == [1.0]


@pytest.mark.parametrize("quirk", [{}, {"fragile": True}, {"max_load_g": 500}])
def test_ten_thousand_like_things_are_all_packed(quirk: dict[str, object]) -> None:
    item = Item("soap", 100, 80, 50, 200, quantity=10_000, **quirk)  # type: ignore[arg-type]
    result = packed(item, cartons=(LARGE,), objective="count", time_limit_s=0.5)
    assert sum(len(parcel.placements) for parcel in result.parcels) == 10_000


class Ticking:
    """A clock that moves a little whenever it is looked at."""

    def __init__(self, step_s: float) -> None:
        self._times = itertools.count(0.0, step_s)

    def __call__(self) -> float:
        return next(self._times)


def test_when_time_is_up_at_once_the_answer_is_coarse_but_lawful() -> None:
    items = tuple(Item(f"i{n}", 20 + n, 30 + n, 40, n, fragile=n % 3 == 0) for n in range(60))
    request = PackRequest(items, (SMALL, LARGE), time_limit_s=0.0)
    late = pack(request, monotonic=Ticking(1.0))
    assert violations(request, late) == []
    assert len(late.parcels) >= len(pack(replace(request, time_limit_s=0.3)).parcels)


def test_the_search_looks_at_the_clock_until_the_end() -> None:
    items = tuple(Item(f"i{n}", 40 + 7 * n % 90, 50 + 11 * n % 80, 60 + 5 * n % 70, 10) for n in range(40))
    clock = Ticking(0.0005)
    pack(PackRequest(items, (SMALL,), objective="count", rotation="free", time_limit_s=1.0), monotonic=clock)
    assert clock() < 1.05


def test_the_same_request_and_rounds_give_the_same_parcels() -> None:
    items = tuple(Item(f"i{n}", 40 + 7 * n % 90, 50 + 11 * n % 80, 60 + 5 * n % 70, 10) for n in range(20))
    request = PackRequest(items, (SMALL, LARGE), rotation="free", seed=7)
    first, second = (pack(request, max_rounds=30, monotonic=lambda: 0.0) for _ in range(2))
    assert first == second


def test_more_rounds_never_make_it_worse() -> None:
    items = tuple(
        Item(f"i{n}", 40 + 17 * n % 140, 50 + 31 * n % 130, 60 + 23 * n % 120, 10) for n in range(25)
    )
    request = PackRequest(items, (SMALL,), objective="count", rotation="free")
    counts = [len(pack(request, max_rounds=n, monotonic=lambda: 0.0).parcels) for n in (0, 20, 120)]
    assert counts == sorted(counts, reverse=True)


extents = st.integers(1, 120)
things = st.builds(
    Item,
    id=st.just("x"),
    length_mm=extents,
    width_mm=extents,
    height_mm=extents,
    weight_g=st.sampled_from([0, 1, 150, 2_000]),
    quantity=st.integers(1, 12),
    fragile=st.booleans(),
    this_side_up=st.booleans(),
    max_load_g=st.sampled_from([None, None, 0, 200, 3_000]),
    temperature=st.sampled_from(["ambient", "frozen"]),
    segregation=st.sampled_from(["general", "food", "chemical"]),
)
boxes = st.builds(
    CartonType,
    id=st.just("c"),
    length_mm=st.integers(30, 250),
    width_mm=st.integers(30, 250),
    height_mm=st.integers(30, 250),
    max_weight_g=st.sampled_from([1_000, 20_000]),
    tare_g=st.sampled_from([0, 70]),
    cost_minor=st.sampled_from([0, 100, 250]),
    temperatures=st.sampled_from([("ambient",), ("ambient", "frozen")]),
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(things, max_size=8),
    st.lists(boxes, min_size=1, max_size=3),
    st.sampled_from(["cost", "count", "volume"]),
    st.sampled_from(["none", "upright", "free"]),
    st.sampled_from([0.0, 0.6, 0.7, 1.0]),
)
def test_whatever_is_ordered_every_promise_is_kept(
    items: list[Item], cartons: list[CartonType], objective: str, rotation: str, min_support: float
) -> None:
    request = PackRequest(
        tuple(replace(item, id=f"i{n}") for n, item in enumerate(items)),
        tuple(replace(carton, id=f"c{n}") for n, carton in enumerate(cartons)),
        objective,  # type: ignore[arg-type]
        rotation,  # type: ignore[arg-type]
        min_support,
    )
    result = pack(request, max_rounds=6, monotonic=lambda: 0.0)
    assert violations(request, result) == []
    assert not any(pushed_under_another(parcel.placements) for parcel in result.parcels)
    accounted = Counter(p.item_id for parcel in result.parcels for p in parcel.placements)
    accounted.update(u.item_id for u in result.unpacked)
    assert accounted == {item.id: item.quantity for item in request.items}


def test_time_that_ran_before_packing_began_is_not_had_again() -> None:
    """A clock that does not move: only what had passed before can end the search."""
    request = PackRequest(
        tuple(Item(f"i{n}", 90 + n, 70, 50, 100) for n in range(60)), (LARGE,), time_limit_s=1.0
    )
    late = pack(request, max_rounds=5, monotonic=lambda: 100.0, began=98.0)
    early = pack(request, max_rounds=5, monotonic=lambda: 100.0)
    assert violations(request, late) == violations(request, early) == []
    assert len(late.parcels) > len(early.parcels)
