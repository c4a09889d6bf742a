"""An order of several sellers' goods: everybody packs and pays their own, one van brings it to the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.engine import run, schema
from core.fulfilment.intake import Order, OrderLine
from core.fulfilment.plan import Event, PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.plan.sellers import shared
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.wave import BOX, FISH, HOUR, TEA, VAN, order, wave

MUG = OrderLine("mug", 2, length_mm=120, width_mm=100, height_mm=100, weight_g=400, seller_id="potter")
JAM = OrderLine("jam", 3, length_mm=80, width_mm=80, height_mm=100, weight_g=350, seller_id="baker")
BREAD = OrderLine("bread", 1, length_mm=300, width_mm=120, height_mm=110, weight_g=700, seller_id="baker")
VASE = OrderLine("vase", 1, length_mm=1990, width_mm=1500, height_mm=1500, weight_g=9_000, seller_id="potter")
GIFT = order("1042", MUG, JAM, BREAD, door=1)


def proved(request: PlanRequest) -> PlanResult:
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def test_each_seller_packs_apart_and_one_stop_brings_it_all() -> None:
    result = proved(wave(GIFT, order("7")))
    assert [(one.order_id, one.part_of, one.seller_id) for one in result.orders] == [
        ("1042/potter", "1042", "potter"), ("1042/baker", "1042", "baker"), ("7", None, ""),
    ]  # fmt: skip
    goods = [{p.item_id for p in parcel.placements} for one in result.orders for parcel in one.parcels]
    assert goods == [{"mug"}, {"jam", "bread"}, {"tea"}]
    assert [stop.order_ids for stop in result.stops] == [("1042/potter", "1042/baker"), ("7",)]
    assert (result.figures.orders, result.figures.served_orders) == (2, 2)


def test_costs_are_told_by_seller_and_add_up() -> None:
    figures = proved(wave(GIFT, order("7"))).figures
    assert [(one.seller_id, one.orders, one.parcels) for one in figures.sellers] == [
        ("", 1, 1), ("baker", 1, 1), ("potter", 1, 1),
    ]  # fmt: skip
    assert (
        sum(one.carton_cost_minor for one in figures.sellers)
        == figures.carton_cost_minor
        == 3 * BOX.cost_minor
    )
    assert sum(one.route_cost_minor for one in figures.sellers) == figures.route_cost_minor > 0


def test_a_wave_of_one_seller_tells_nothing_of_sellers() -> None:
    result = proved(wave(order("1"), order("2")))
    assert result.figures.sellers == ()
    assert {one.part_of for one in result.orders} == {None}


def test_what_one_seller_cannot_send_does_not_hold_up_the_other() -> None:
    result = proved(wave(order("1042", VASE, JAM), vehicles=(VAN,)))
    assert [(one.order_id, one.reason) for one in result.unserved] == [("1042/potter", "not_packed")]
    assert [stop.order_ids for stop in result.stops] == [("1042/baker",)]
    assert (result.figures.orders, result.figures.served_orders) == (1, 0)


def test_a_seller_who_wants_nobody_beside_is_a_stop_of_its_own() -> None:
    shy = replace(GIFT, with_other_sellers=False)
    result = proved(wave(shy))
    assert [stop.order_ids for stop in result.stops] == [("1042/potter",), ("1042/baker",)]


def test_returns_at_the_door_are_taken_back_once() -> None:
    result = proved(wave(replace(GIFT, pickup_weight_g=1_500, pickup_volume_ml=9_000)))
    (stop,) = result.stops
    assert (stop.pickup_weight_g, stop.pickup_volume_ml) == (1_500, 9_000)


def test_a_whole_order_is_cancelled_by_its_own_number() -> None:
    request = wave(GIFT, order("7"))
    morning = proved(request)
    later = replace(request, previous=morning, events=(Event("cancelled", order_id="1042"),), now_s=7 * HOUR)
    result = proved(later)
    assert [(one.order_id, one.what) for one in result.changes] == [
        ("1042/potter", "taken_out"), ("1042/baker", "taken_out"),
    ]  # fmt: skip
    assert [stop.order_ids for stop in result.stops] == [("7",)]
    assert result.figures.orders == 1


def test_a_day_is_carried_on_with_a_new_order_of_several_sellers() -> None:
    request = wave(order("7"))
    morning = proved(request)
    later = replace(request, orders=(*request.orders, GIFT), previous=morning, now_s=7 * HOUR)
    result = proved(later)
    assert {one.order_id for one in result.changes if one.what == "added"} == {"1042/potter", "1042/baker"}


def test_food_and_chemicals_of_one_order_are_two_parcels_of_one_stop() -> None:
    bleach = replace(TEA, id="bleach", segregation="chemical")
    food = replace(TEA, id="flour", segregation="food")
    result = proved(wave(order("1", food, bleach)))
    assert sorted(p.item_id for one in result.orders[0].parcels for p in one.placements[:1]) == [
        "bleach",
        "flour",
    ]
    assert [len(stop.parcel_ids) for stop in result.stops] == [2]


@pytest.mark.parametrize(
    ("orders", "field"),
    [
        ((GIFT, order("1042/baker")), "orders[0].id"),
        ((GIFT, order("7", replace(TEA, quantity=0))), "orders[1].lines[0].quantity"),
        ((order("1042", MUG, replace(JAM, weight_g=-1)),), "orders[0].lines[1].weight_g"),
        ((order("1042", MUG, replace(JAM, id="mug")),), "orders[0].lines[1].id"),
    ],
)
def test_what_cannot_be_is_named_in_the_callers_words(orders: tuple[Order, ...], field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        plan(wave(*orders))
    assert wrong.value.field == field


def test_the_checker_sees_costs_that_do_not_add_up_and_goods_of_another() -> None:
    request = wave(GIFT)
    result = proved(request)
    baker, potter = result.figures.sellers
    wrong = replace(baker, carton_cost_minor=baker.carton_cost_minor + 1)
    assert plan_violations(request, replace(result, figures=replace(result.figures, sellers=(wrong, potter))))
    wrong = replace(baker, route_cost_minor=0)
    assert plan_violations(request, replace(result, figures=replace(result.figures, sellers=(wrong, potter))))
    first, second = result.orders
    assert plan_violations(request, replace(result, orders=(replace(first, seller_id="baker"), second)))


def test_programs_may_ask_for_it_and_are_told_in_the_schema() -> None:
    request = {
        "orders": [
            {
                "id": "1042", "address_id": "door", "lat": 43.2, "lon": 76.9, "slot": [36000, 43200],
                "lines": [{"id": "mug", "seller_id": "potter"}, {"id": "jam", "seller_id": "baker"}],
            }
        ],
        "cartons": [{"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200, "max_weight_g": 9000}],
        "vehicles": [{"id": "van"}],
        "depot": {"id": "depot", "lat": 43.26, "lon": 76.93},
        "time_limit_s": 1, "iterations": 5,
    }  # fmt: skip
    answer = run("plan", request)
    assert [one["part_of"] for one in answer["orders"]] == ["1042", "1042"]
    assert [one["seller_id"] for one in answer["figures"]["sellers"]] == ["baker", "potter"]
    assert "seller_id" in schema("plan")["response"]["$defs"]["SellerFigures"]["properties"]


def test_cold_goods_of_one_seller_do_not_keep_the_others_out() -> None:
    result = proved(wave(order("1042", MUG, replace(FISH, seller_id="fisher"))))
    assert {one.order_id: one.temperatures for one in result.orders} == {
        "1042/potter": ("ambient",), "1042/fisher": ("frozen",),
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    cost=st.integers(0, 10**9),
    weights=st.dictionaries(st.text(max_size=3), st.integers(1, 10**6), min_size=1, max_size=8),
)
def test_shares_add_up_and_are_right_to_the_minor_unit(cost: int, weights: Mapping[str, int]) -> None:
    parts = shared(cost, weights)
    assert sum(parts.values()) == cost
    whole = sum(weights.values())
    assert all(abs(parts[name] - cost * weights[name] / whole) < 1 + 1e-6 for name in weights)
