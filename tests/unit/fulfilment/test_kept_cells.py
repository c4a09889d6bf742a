"""A wave with orders that were promised cells of a parcel locker: they are packed into these, and it is proved."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.fulfilment import engine
from core.fulfilment.boxes import Cell
from core.fulfilment.cells import in_cells
from core.fulfilment.intake import Order, OrderLine, formalise
from core.fulfilment.pick_list import pick_list
from core.fulfilment.plan import PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.plan.model import Event
from core.fulfilment.plan.terms import items
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.test_cells import carts
from tests.unit.fulfilment.wave import BOX, COLD_VAN, FISH, HOUR, TEA, VAN, order, wave

SMALL = Cell("S", 400, 300, 100, 5_000)
LARGE = Cell("L", 400, 400, 400, 15_000)
COOLED = Cell("C", 300, 300, 300, 8_000, temperatures=("ambient", "chilled", "frozen"))
BOOKS = OrderLine("book", 18, length_mm=240, width_mm=170, height_mm=30, weight_g=600)
SKI = OrderLine("ski", 1, length_mm=1_800, width_mm=100, height_mm=50, weight_g=2_000)


def kept(name: str, *lines: OrderLine, cells: tuple[Cell, ...]) -> Order:
    return replace(order(name, *lines), cells=cells)


def proved(request: PlanRequest) -> PlanResult:
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def cells_of(result: PlanResult, order_id: str) -> list[str]:
    (one,) = (one for one in result.orders if one.order_id == order_id)
    return sorted(str(parcel.cell_id) for parcel in one.parcels)


def test_what_was_promised_a_cell_is_packed_into_it_and_its_neighbour_into_cartons() -> None:
    result = proved(wave(kept("a", TEA, cells=(SMALL,)), order("b"), cartons=(replace(BOX, id="S"),)))
    (mine,), (neighbours,) = (one.parcels for one in result.orders)
    assert (mine.cell_id, mine.carton_id, neighbours.cell_id, neighbours.carton_id) == ("S", None, None, "S")
    assert mine.weight_g == 750, "no carton weighs anything"
    assert mine.volume_ml < 400 * 300 * 100 / 1000, "in the van it takes the room of its goods"
    assert result.figures.carton_cost_minor == BOX.cost_minor
    assert {(row.order_id, row.cell_id) for row in pick_list(result)} == {("a", "S"), ("b", None)}


def test_every_kept_cell_is_a_parcel_of_the_load() -> None:
    result = proved(wave(kept("a", BOOKS, cells=(replace(SMALL, count=3),))))
    assert cells_of(result, "a") == ["S", "S", "S"]
    (stop,) = result.stops
    assert len(stop.parcel_ids) == 3 and stop.bulky == ()


def test_cold_goods_get_the_cooled_cell_and_leave_the_other_for_the_rest() -> None:
    assert cells_of(proved(wave(kept("a", TEA, FISH, cells=(COOLED, SMALL)))), "a") == ["C", "S"]
    assert cells_of(proved(wave(kept("a", TEA, FISH, cells=(replace(COOLED, count=2),)))), "a") == ["C", "C"]


def test_goods_that_are_no_longer_for_their_cells_wait_for_a_person_whole() -> None:
    result = proved(wave(kept("a", TEA, SKI, cells=(SMALL,)), order("b")))
    (left,) = result.unserved
    assert (left.order_id, left.reason) == ("a", "not_packed")
    assert {units.reason for units in result.orders[0].unpacked} == {"not_in_its_cells"}
    assert result.orders[0].parcels == ()


def test_a_new_order_of_a_day_under_way_gets_its_cells_too() -> None:
    first = wave(order("a"), order("b"))
    before = proved(first)
    late = wave(*first.orders, kept("c", TEA, cells=(LARGE,)), previous=before, now_s=6 * HOUR)
    assert cells_of(proved(late), "c") == ["L"]
    again = replace(late, previous=plan(late), events=(Event("cancelled", order_id="b"),))
    assert cells_of(proved(again), "c") == ["L"]


def test_tighter_cartons_leave_the_cells_alone() -> None:
    small_van = replace(VAN, capacity=replace(VAN.capacity, volume_ml=30_000))
    orders = [kept("a", BOOKS, cells=(LARGE,)), *(order(str(n), BOOKS, door=n) for n in range(4))]
    assert cells_of(proved(wave(*orders, vehicles=(small_van, COLD_VAN))), "a") == ["L"]


@settings(max_examples=40, deadline=None)
@given(carts(), st.integers(1, 3))
def test_what_a_locker_took_fits_again_into_the_cells_that_it_gave(goods: list[object], count: int) -> None:
    lines = tuple(
        OrderLine(
            i.id, i.quantity, i.length_mm, i.width_mm, i.height_mm, i.weight_g,  # type: ignore[attr-defined]
            fragile=i.fragile, this_side_up=i.this_side_up, temperature=i.temperature,  # type: ignore[attr-defined]
        )
        for i in goods
    )  # fmt: skip
    locker = (replace(SMALL, count=count), replace(LARGE, count=count), replace(COOLED, count=2))
    told = order("a", *lines)
    promised = in_cells(items(formalise(told, {})), locker, time_limit_s=0.1)
    assume(promised.reason is None)
    cells = tuple(replace(c, count=promised.taken[c.id]) for c in locker if c.id in promised.taken)
    result = proved(wave(replace(told, cells=cells), iterations=None, time_limit_s=0.2))
    assert result.orders[0].unpacked == ()


def test_the_checker_sees_what_lies_elsewhere_than_was_promised() -> None:
    request = wave(kept("a", BOOKS, cells=(replace(SMALL, count=3),)), order("b"))
    result = plan(request)
    mine, other = result.orders

    def wrong(*parcels: object, of: int = 0) -> str:
        orders = list(result.orders)
        orders[of] = replace(orders[of], parcels=parcels)  # type: ignore[arg-type]
        return "\n".join(plan_violations(request, replace(result, orders=tuple(orders))))

    first, *rest = mine.parcels
    assert "is in no cell" in wrong(replace(first, carton_id="box", cell_id=None), *rest)
    assert "L" in wrong(replace(first, cell_id="L"), *rest)
    assert "not that of the box around" in wrong(replace(first, volume_ml=1), *rest)
    assert "none is kept for it" in wrong(replace(other.parcels[0], cell_id="S"), of=1)
    fewer = replace(
        request, orders=(replace(request.orders[0], cells=(replace(SMALL, count=2),)), request.orders[1])
    )
    assert "3 cells S taken, 2 empty" in "\n".join(plan_violations(fewer, result))


@pytest.mark.parametrize(
    ("cells", "lines", "field"),
    [((replace(SMALL, length_mm=0),), (TEA,), "orders[0].cells[0].length_mm"),
     ((SMALL, SMALL), (TEA,), "orders[0].cells"),
     ((replace(SMALL, count=19),), (TEA,), "orders[0].cells"),
     ((SMALL,), (TEA, replace(FISH, seller_id="other")), "orders[0].cells")],
)  # fmt: skip
def test_cells_that_cannot_be_are_refused_by_name(
    cells: tuple[Cell, ...], lines: tuple[OrderLine, ...], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(wave(kept("a", *lines, cells=cells)))
    assert refused.value.field == field or refused.value.field.startswith(field + "[")


def test_a_program_names_the_cells_in_json_and_reads_them_back() -> None:
    asked = {
        "orders": [
            {"id": "a", "lines": [{"id": "tea", "length_mm": 100, "width_mm": 80, "height_mm": 60, "weight_g": 250}],
             "address_id": "p", "lat": 43.2, "lon": 76.9, "slot": [36_000, 43_200],
             "cells": [{"id": "S", "length_mm": 400, "width_mm": 300, "height_mm": 100, "max_weight_g": 5_000}]}
        ],
        "cartons": [{"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200, "max_weight_g": 9_000}],
        "vehicles": [{"id": "van"}],
        "depot": {"id": "d", "lat": 43.26, "lon": 76.93},
        "time_limit_s": 0.5,
    }  # fmt: skip
    answer = engine.run("plan", json.loads(json.dumps(asked)))
    (parcel,) = answer["orders"][0]["parcels"]
    assert (parcel["carton_id"], parcel["cell_id"]) == (None, "S")
