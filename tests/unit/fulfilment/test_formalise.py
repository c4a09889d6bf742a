"""An order leaves intake exact: whole units, every measure known, every guess marked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.intake import Estimate, Order, OrderLine, formalise
from core.kernel.errors import InvalidInput

TEA = OrderLine("tea", 3, length_mm=100, width_mm=80, height_mm=60, weight_g=250)
APPLES = OrderLine("apples", 2.4, length_mm=200, width_mm=150, height_mm=100, weight_g=1000)
ORDER = Order("1042", (TEA,), "home", 43.24, 76.91, slot=(36_000, 43_200))
GROCERIES = {"grocery": Estimate("grocery", 120, 80, 50, 400)}


def lines(*given_lines: OrderLine) -> Order:
    return replace(ORDER, lines=given_lines)


def test_an_order_of_pieces_adds_up() -> None:
    order = formalise(ORDER, {})
    assert [(item.id, item.quantity) for item in order.items] == [("tea", 3)]
    assert (order.weight_g, order.volume_ml, order.promise) == (750, 1440, (36_000, 43_200))
    assert order.estimated == ()


def test_apples_by_weight_become_whole_kilograms_and_a_lower_rest() -> None:
    order = formalise(lines(APPLES), {})
    whole, rest = order.items
    assert (whole.id, whole.quantity, whole.weight_g, whole.height_mm) == ("apples", 2, 1000, 100)
    assert (rest.id, rest.line_id, rest.weight_g, rest.height_mm) == ("apples~part", "apples", 400, 40)
    assert order.weight_g == 2400


def test_three_hundred_grams_alone_keep_the_name_of_their_line() -> None:
    (item,) = formalise(lines(replace(APPLES, quantity=0.3)), {}).items
    assert (item.id, item.quantity, item.weight_g) == ("apples", 1, 300)


def test_a_line_without_measures_takes_those_of_its_category_and_is_marked() -> None:
    order = formalise(lines(OrderLine("jam", category="grocery")), GROCERIES)
    assert order.estimated == ("jam",)
    assert (order.items[0].length_mm, order.items[0].weight_g) == (120, 400)


def test_what_is_known_is_kept_and_only_the_missing_is_guessed() -> None:
    (jam,) = formalise(lines(OrderLine("jam", category="grocery", weight_g=900)), GROCERIES).items
    assert (jam.weight_g, jam.height_mm) == (900, 50)


def test_a_line_of_an_unknown_category_is_guessed_too() -> None:
    order = formalise(lines(OrderLine("thing", category="who knows")), GROCERIES)
    assert order.estimated == ("thing",)
    assert order.items[0].weight_g == 500


def test_frozen_and_ambient_goods_in_one_order_name_both_temperatures_warmest_first() -> None:
    order = formalise(lines(OrderLine("fish", temperature="frozen"), TEA), {})
    assert order.temperatures == ("ambient", "frozen")


def test_handling_is_carried_over() -> None:
    glass = replace(TEA, fragile=True, this_side_up=True, max_load_g=100, segregation="food")
    (item,) = formalise(lines(glass), {}).items
    assert (item.fragile, item.this_side_up, item.max_load_g, item.segregation) == (True, True, 100, "food")


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (lines(), "lines"),
        (lines(TEA, TEA), "lines[1].id"),
        (lines(replace(TEA, id=" ")), "lines[0].id"),
        (lines(replace(TEA, quantity=0)), "lines[0].quantity"),
        (lines(replace(TEA, quantity=-2)), "lines[0].quantity"),
        (lines(replace(TEA, quantity=0.0001)), "lines[0].quantity"),
        (lines(replace(TEA, quantity=1e9)), "lines[0].quantity"),
        (lines(replace(TEA, quantity=float("inf"))), "lines[0].quantity"),
        (lines(replace(TEA, height_mm=0)), "lines[0].height_mm"),
        (lines(replace(TEA, weight_g=-1)), "lines[0].weight_g"),
        (replace(ORDER, slot=(10, 9)), "slot"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_name(order: Order, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        formalise(order, {})
    assert caught.value.field == field


@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=6), st.integers(0, 5000))
def test_no_gram_is_lost_by_making_units_whole(grams: list[int], unit_weight: int) -> None:
    order = lines(
        *(
            replace(APPLES, id=f"line-{i}", quantity=g / 1000, weight_g=unit_weight)
            for i, g in enumerate(grams)
        )
    )
    exact = sum(Fraction(g, 1000) * unit_weight for g in grams)
    assert exact <= formalise(order, {}).weight_g < exact + len(grams)
