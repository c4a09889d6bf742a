"""The drawing a warehouse worker gets."""

from __future__ import annotations

import random

import numpy as np
import pytest

from core.fulfilment.packing import CartonType, Item, PackRequest, Parcel, Placement, pack
from core.fulfilment.packing.picture import _free_faces, _view, packing_picture, packing_steps
from core.fulfilment.packing.sight import overlap_from_above, painters_order
from core.fulfilment.packing.solve import packing_order
from tests.unit.fulfilment.words import pixels, say_in

BOX = CartonType("box", 400, 300, 300, max_weight_g=20_000)
MILK = Item("milk", 95, 65, 200, 1_030, quantity=6, this_side_up=True)
EGGS = Item("eggs", 250, 110, 70, 700, fragile=True)


def packed(*items: Item) -> Parcel:
    return pack(PackRequest(items, (BOX,)), max_rounds=1).parcels[0]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_parcel_is_drawn_in_the_language_of_the_reader(language: str) -> None:
    picture = pixels(packing_picture((MILK, EGGS), BOX, packed(MILK, EGGS), {}, say_in(language), "1042"))
    assert picture.shape[1] == 1200
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20


def test_a_hostile_name_is_drawn_as_far_as_the_font_goes() -> None:
    names = {"milk": "Сүт «Айналайын» $x_{1}$ \\frac{ 🍼 乳 \n\t\u202e\x00" + "ұзақ " * 400, "eggs": ""}
    assert packing_picture((MILK, EGGS), BOX, packed(MILK, EGGS), names, say_in("kk")).startswith(b"\x89PNG")


def test_forty_kinds_are_all_in_the_legend_and_a_hundred_still_make_a_picture() -> None:
    heights = []
    for kinds in (40, 100):
        items = tuple(Item(f"p{n}", 40, 40, 40, 10) for n in range(kinds))
        picture = pixels(packing_picture(items, BOX, packed(*items), {}, say_in("ru")))
        heights.append(picture.shape[0])
    assert heights[0] < heights[1] < 3000


def test_a_long_name_is_told_to_its_end() -> None:
    items = tuple(Item(f"p{n}", 40, 40, 40, 10) for n in range(8))
    short = {item.id: "Сүт" for item in items}
    long = {item.id: "Пастерленген сүт Жайлау дәмі 2,5% 1 л" for item in items}
    drawn = [
        pixels(packing_picture(items, BOX, packed(*items), names, say_in("kk"))) for names in (short, long)
    ]
    assert drawn[1].shape[0] > drawn[0].shape[0], "in two lines, not cut"


def test_a_number_stands_beside_what_covers_the_middle() -> None:
    """A plate lies under another that covers its middle and leaves its right side to be seen."""
    carton = CartonType("c", 300, 300, 300, max_weight_g=20_000)
    under, above = Placement("plate", 0, 0, 0, 300, 300, 20), Placement("bar", 100, 0, 20, 100, 300, 200)
    view = _view(carton, 0, 0, 900, 700)
    free = {face.name: face.spot for face in _free_faces(view, under, [above])}
    assert "top" in free and free["top"][0] != 150


def test_one_thing_is_one_step_and_many_are_cut_where_another_thing_begins() -> None:
    parcel = packed(MILK, EGGS)
    assert packing_steps(parcel.placements[:1]) == [range(0, 1)]
    order = [Placement(item, n, 0, 0, 1, 1, 1) for n, item in enumerate("aaaaaabbbbbbbb")]
    assert packing_steps(order) == [range(0, 6), range(6, 14)]


def test_a_carton_of_very_many_things_is_drawn_in_bounded_effort() -> None:
    across = range(0, 170, 10)
    cubes = tuple(Placement("a", x, y, z, 10, 10, 10) for x in across for y in across for z in across)
    carton, item = CartonType("c", 170, 170, 170, 10**9, 1), Item("a", 10, 10, 10, 1, quantity=len(cubes))
    png = packing_picture((item,), carton, Parcel("c", cubes, 1, 1.0), {}, say_in("ru"))
    assert pixels(png).shape[1] == 1200


@pytest.mark.parametrize("units", [1, 7, 8, 40, 63, 64, 300, 5000])
def test_steps_are_few_and_leave_nothing_out(units: int) -> None:
    order = [Placement(f"p{n // 3}", n, 0, 0, 1, 1, 1) for n in range(units)]
    steps = packing_steps(order)
    assert [n for step in steps for n in step] == list(range(units))
    assert all(steps) and len(steps) <= 9


def test_numbers_run_from_the_bottom_up_and_from_the_back_forward() -> None:
    low_front, low_back = Placement("a", 0, 50, 0, 50, 50, 50), Placement("b", 0, 0, 0, 50, 50, 50)
    high = Placement("c", 0, 0, 50, 50, 50, 50)
    assert packing_order([high, low_front, low_back]) == [low_back, low_front, high]


def test_nothing_is_painted_over_what_stands_before_it() -> None:
    rng = random.Random(4)
    items = tuple(Item(f"p{n}", *(rng.randint(30, 120) for _ in range(3)), 10) for n in range(25))
    parcel = pack(PackRequest(items, (BOX,), rotation="free"), max_rounds=1).parcels[0]
    order = painters_order(parcel.placements)
    assert sorted(map(id, order)) == sorted(map(id, parcel.placements))
    for i, early in enumerate(order):
        for late in order[i + 1 :]:
            assert not (late.z_mm + late.dz_mm <= early.z_mm and overlap_from_above(late, early))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_sofa_without_a_carton_is_drawn_in_its_own_measures(language: str) -> None:
    sofa = Item("sofa", 2000, 900, 800, 50_000)
    parcel = Parcel(None, (Placement("sofa", 0, 0, 0, 2000, 900, 800),), 50_000, 1.0)
    assert packing_picture((sofa,), None, parcel, {}, say_in(language)).startswith(b"\x89PNG")
