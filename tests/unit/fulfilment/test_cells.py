"""Goods in the cells of a parcel locker: what lies there is proved, what does not fit is told why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment import engine
from core.fulfilment.boxes import Box, Cell
from core.fulfilment.cells import boxes_in_cells, cell_violations, in_cells
from core.fulfilment.packing import Item
from core.kernel.errors import InvalidInput

SMALL = Cell("S", 400, 300, 100, 5_000, 4)
LARGE = Cell("L", 400, 400, 400, 15_000, 2)
COOLED = Cell("C", 300, 300, 300, 8_000, 1, temperatures=("ambient", "chilled"))
LOCKER = (SMALL, LARGE, COOLED)
BOOK = Item("book", 240, 170, 30, 600)


@st.composite
def carts(draw: st.DrawFn) -> list[Item]:
    count = draw(st.integers(1, 5))
    return [
        Item(
            f"item {n}",
            draw(st.integers(20, 420)),
            draw(st.integers(20, 320)),
            draw(st.integers(10, 320)),
            draw(st.integers(0, 6_000)),
            draw(st.integers(1, 3)),
            fragile=draw(st.booleans()),
            this_side_up=draw(st.booleans()),
            temperature=draw(st.sampled_from(("ambient", "chilled", "frozen"))),
        )
        for n in range(count)
    ]


@settings(max_examples=60, deadline=None)
@given(carts(), st.integers(0, 4), st.integers(0, 2), st.integers(0, 1))
def test_whatever_is_put_into_cells_lies_there_lawfully(items: list[Item], s: int, big: int, c: int) -> None:
    cells = (replace(SMALL, free=s), replace(LARGE, free=big), replace(COOLED, free=c))
    placed = in_cells(items, cells, time_limit_s=0.05)
    if placed.reason is None:
        assert cell_violations(items, cells, placed) == []
    else:
        assert placed.parcels == ()


def test_an_order_takes_as_few_cells_as_it_can_and_the_smallest_that_do() -> None:
    assert in_cells([BOOK], LOCKER).taken == {"S": 1}
    assert in_cells([replace(BOOK, quantity=10)], (SMALL, LARGE, replace(COOLED, height_mm=390))).taken == {
        "L": 1
    }, "a cooled cell is kept for what needs it"


@pytest.mark.parametrize(
    ("item", "reason"),
    [(Item("ski", 1_800, 100, 50, 2_000), "too_large"), (Item("dumbbell", 200, 100, 100, 20_000), "too_heavy"),
     (Item("ice", 100, 100, 50, 80, temperature="frozen"), "not_cooled"),
     (Item("cushion", 400, 400, 400, 900, 4), "too_much")],
)  # fmt: skip
def test_what_cannot_wait_in_a_locker_is_told_why(item: Item, reason: str) -> None:
    assert in_cells([item], LOCKER).reason == reason


def test_a_full_locker_is_full_and_not_too_small() -> None:
    taken = tuple(replace(cell, free=0) for cell in LOCKER)
    assert in_cells([BOOK], taken).reason == "full"
    yoghurt = Item("yoghurt", 80, 80, 100, 300, temperature="chilled")
    only_warm = (SMALL, LARGE, replace(COOLED, free=0))
    assert in_cells([yoghurt], only_warm).reason == "full", "an empty cell that is warm is no cell for it"


def test_scarce_cells_are_shared_out_where_the_best_ones_are_taken() -> None:
    """Alone the packer would take two large ones; there is one, and small ones for the rest."""
    cells = (SMALL, replace(LARGE, free=1))
    items = [Item("box", 400, 400, 390, 3_000), Item("tray", 390, 290, 90, 1_000, 2)]
    placed = in_cells(items, cells)
    assert placed.taken == {"L": 1, "S": 2}
    assert cell_violations(items, cells, placed) == []


def test_closed_parcels_go_into_cells_as_goods_do() -> None:
    assert boxes_in_cells([Box("b1", 390, 290, 90, 4_000), Box("b2", 390, 290, 90, 4_000)], LOCKER).taken in (
        {"S": 2},
        {"L": 1},
    )


SLOTS: dict[str, Any] = {
    "depot": {"id": "d", "x": 0, "y": 0},
    "metric": "euclidean",
    "vehicles": [{"id": "van", "count": 1}],
    "stops": [],
    "slots": [[0, 400], [500, 900]],
}
CELL = {"id": "S", "length_mm": 400, "width_mm": 300, "height_mm": 100, "max_weight_g": 5_000, "count": 2}
PARCEL = {"id": "p", "length_mm": 390, "width_mm": 290, "height_mm": 90, "weight_g": 900}


def slots_for(**candidate: Any) -> list[dict[str, Any]]:
    asked = {**SLOTS, "candidates": [{"id": "locker", "x": 50, "y": 0, **candidate}]}
    offers: list[dict[str, Any]] = engine.run("slots", asked)["offers"]
    return offers


def test_a_full_locker_is_offered_in_no_slot_and_the_reason_is_said() -> None:
    offers = slots_for(parcels=[PARCEL], cells=[{**CELL, "free": 0}])
    assert [(o["feasible"], o["reason"], o["marginal_cost_minor"]) for o in offers] == [
        (False, "full", None)
    ] * 2
    offers = slots_for(parcels=[PARCEL], cells=[{**CELL, "free": 1}])
    assert [(o["feasible"], o["reason"]) for o in offers] == [(True, None)] * 2


def test_a_door_has_no_cells() -> None:
    assert all(o["feasible"] and o["reason"] is None for o in slots_for())


@pytest.mark.parametrize(
    ("candidate", "field"),
    [({"cells": []}, "candidates[0].cells"),
     ({"cells": [{**CELL, "count": 0}]}, "candidates[0].cells[0].count"),
     ({"cells": [{**CELL, "length_mm": -1}]}, "candidates[0].cells[0].length_mm"),
     ({"cells": [{**CELL, "length_mm": float("nan")}]}, "candidates[0].cells[0].length_mm"),
     ({"cells": [{**CELL, "length_mm": "400"}]}, "candidates[0].cells[0].length_mm"),
     ({"cells": [{**CELL, "free": 3}]}, "candidates[0].cells[0].free"),
     ({"cells": [CELL, CELL]}, "candidates[0].cells[1].id"),
     ({"cells": [{**CELL, "temperatures": []}]}, "candidates[0].cells[0].temperatures"),
     ({"cells": [{**CELL, "colour": "red"}]}, "candidates[0].cells[0].colour"),
     ({"parcels": [{**PARCEL, "weight_g": -5}]}, "candidates[0].parcels[0].weight_g"),
     ({"parcels": [{**PARCEL, "quantity": 0}]}, "candidates[0].parcels[0].quantity"),
     ({"parcels": [PARCEL, PARCEL]}, "candidates[0].parcels[1].id")],
)  # fmt: skip
def test_a_locker_that_is_none_is_refused_with_its_place(candidate: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        slots_for(**candidate)
    assert refused.value.field == field


def test_only_a_candidate_is_asked_for_cells() -> None:
    stop = {"id": "a", "x": 1, "y": 1, "cells": [CELL]}
    with pytest.raises(InvalidInput) as refused:
        engine.run("slots", {**SLOTS, "stops": [stop], "candidates": []})
    assert refused.value.field == "stops[0].cells"
