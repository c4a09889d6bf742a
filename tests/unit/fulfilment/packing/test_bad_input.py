"""Whatever a program sends, it gets an answer or the place of the mistake. All through the engine's JSON."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from core.fulfilment.engine import run
from core.fulfilment.packing import CartonType, Item, PackRequest, pack, violations
from core.kernel.errors import InvalidInput

ITEM = {"id": "tea", "length_mm": 100, "width_mm": 80, "height_mm": 60, "weight_g": 250}
CARTON = {"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200, "max_weight_g": 15_000}


def answer(items: list[dict[str, Any]], cartons: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return run("pack", {"items": items, "cartons": cartons or [CARTON], "time_limit_s": 0.1})


def refused(items: list[dict[str, Any]], cartons: list[dict[str, Any]] | None = None) -> str:
    with pytest.raises(InvalidInput) as caught:
        answer(items, cartons)
    return caught.value.field


@pytest.mark.parametrize("size", ["length_mm", "width_mm", "height_mm"])
@pytest.mark.parametrize("value", [0, -1, 0.4, float("nan"), float("inf"), "100", None, True, 20_001])
def test_a_size_that_is_none_is_named(size: str, value: object) -> None:
    assert refused([ITEM, {**ITEM, "id": "other", size: value}]) == f"items[1].{size}"
    assert refused([ITEM], [{**CARTON, size: value}]) == f"cartons[0].{size}"


@pytest.mark.parametrize("value", [-1, float("nan"), "1 kg", 0.25])
def test_a_weight_that_is_none_is_named(value: object) -> None:
    assert refused([{**ITEM, "weight_g": value}]) == "items[0].weight_g"


def test_an_id_that_is_there_twice_is_named() -> None:
    assert refused([ITEM, {**ITEM, "length_mm": 90}]) == "items[1].id"
    assert refused([ITEM], [CARTON, CARTON]) == "cartons[1].id"
    assert refused([{**ITEM, "id": " "}]) == "items[0].id"


@pytest.mark.parametrize("quantity", [0, -3, 1.5, 100_001])
def test_a_quantity_that_is_none_is_named(quantity: object) -> None:
    assert refused([{**ITEM, "quantity": quantity}]) == "items[0].quantity"


def test_metres_for_millimetres_are_refused_by_their_field() -> None:
    assert refused([{**ITEM, "length_mm": 0.1}]) == "items[0].length_mm"


def test_micrometres_for_millimetres_are_refused_by_their_field() -> None:
    assert refused([{**ITEM, "length_mm": 100_000}]) == "items[0].length_mm"


def test_cartons_in_centimetres_leave_every_unit_named_with_the_reason() -> None:
    centimetres = {**CARTON, "length_mm": 40, "width_mm": 30, "height_mm": 20}
    given = answer([{**ITEM, "quantity": 2}], [centimetres])
    assert given["unpacked"] == [{"item_id": "tea", "reason": "larger_than_every_carton"}] * 2
    assert given["parcels"] == [] and given["lower_bound"] == 0


def test_kilograms_for_grams_in_a_carton_leave_every_unit_named_with_the_reason() -> None:
    given = answer([ITEM], [{**CARTON, "max_weight_g": 15}])
    assert given["unpacked"] == [{"item_id": "tea", "reason": "heavier_than_every_carton"}]


def test_a_sofa_among_small_things_is_named_and_the_rest_is_packed() -> None:
    given = answer([{**ITEM, "id": "sofa", "length_mm": 2_000, "width_mm": 900, "height_mm": 900}, ITEM])
    assert given["unpacked"] == [{"item_id": "sofa", "reason": "larger_than_every_carton"}]
    assert [p["item_id"] for parcel in given["parcels"] for p in parcel["placements"]] == ["tea"]


@pytest.mark.parametrize("quirk", [{}, {"fragile": True}, {"max_load_g": 300}, {"this_side_up": True}])
def test_ten_thousand_like_things_are_all_in_the_answer(quirk: dict[str, object]) -> None:
    given = answer([{**ITEM, **quirk, "quantity": 10_000}])
    assert sum(len(parcel["placements"]) for parcel in given["parcels"]) == 10_000


@pytest.mark.parametrize("kinds", [1, 400])
def test_ten_thousand_things_never_take_more_than_a_fifth_over_the_limit(kinds: int) -> None:
    """By a clock that moves a thousandth whenever it is looked at, the search stops in time."""
    times = itertools.count(0.0, 0.001)
    items = tuple(
        Item(f"i{n}", 40 + 7 * n % 90, 50 + 11 * n % 80, 60 + 5 * n % 70, 10, quantity=10_000 // kinds)
        for n in range(kinds)
    )
    request = PackRequest(items, (CartonType("box", 400, 300, 200, 15_000),), time_limit_s=1.0)
    result = pack(request, monotonic=lambda: next(times))
    assert next(times) <= 1.2
    assert violations(request, result) == []
