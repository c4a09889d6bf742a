"""The drawing a warehouse worker gets."""

from __future__ import annotations

import io
import random

import numpy as np
from PIL import Image

from core.fulfilment.packing import CartonType, Item, PackRequest, Parcel, Placement, pack
from core.fulfilment.packing.picture import PictureTexts, _painters_order, packing_order, packing_picture

TEXTS = PictureTexts(
    "Қорап 400×300×300 мм, 58 %", "мм", "⚠ сынғыш", "↑ төңкермеңіз", "❄ мұздатылған", "салқын", "…"
)
BOX = CartonType("box", 400, 300, 300, max_weight_g=20_000)


def drawn(items: tuple[Item, ...], parcel: Parcel, names: dict[str, str]) -> np.ndarray:
    png = packing_picture(items, BOX, parcel, names, TEXTS)
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


def test_the_picture_is_square_coloured_and_takes_any_name() -> None:
    items = (
        Item("milk", 95, 65, 200, 1_030, quantity=6, this_side_up=True),
        Item("eggs", 250, 110, 70, 700, fragile=True),
    )
    parcel = pack(PackRequest(items, (BOX,)), max_rounds=1).parcels[0]
    picture = drawn(items, parcel, {"milk": "Сүт «Айналайын» $x_{1}$ \n" + "ұзақ " * 40})
    assert picture.shape == (1080, 1080, 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20


def test_many_kinds_still_make_a_picture() -> None:
    items = tuple(Item(f"p{n}", 60, 50, 40, 10) for n in range(40))
    parcel = pack(PackRequest(items, (BOX,)), max_rounds=1).parcels[0]
    assert drawn(items, parcel, {}).shape == (1080, 1080, 3)


def test_numbers_run_from_the_bottom_up_and_from_the_back_forward() -> None:
    low_front, low_back = Placement("a", 0, 50, 0, 50, 50, 50), Placement("b", 0, 0, 0, 50, 50, 50)
    high = Placement("c", 0, 0, 50, 50, 50, 50)
    assert packing_order([high, low_front, low_back]) == [low_back, low_front, high]


def test_nothing_is_painted_over_what_stands_before_it() -> None:
    rng = random.Random(4)
    items = tuple(Item(f"p{n}", *(rng.randint(30, 120) for _ in range(3)), 10) for n in range(25))
    parcel = pack(PackRequest(items, (BOX,), rotation="free"), max_rounds=1).parcels[0]
    order = _painters_order(parcel.placements)
    assert sorted(map(id, order)) == sorted(map(id, parcel.placements))
    for i, early in enumerate(order):
        for late in order[i + 1 :]:
            assert not (late.z_mm + late.dz_mm <= early.z_mm and _over(late, early))


def _over(low: Placement, high: Placement) -> bool:
    """Whether `high` stands right above some part of `low`."""
    return (
        low.x_mm < high.x_mm + high.dx_mm
        and high.x_mm < low.x_mm + low.dx_mm
        and low.y_mm < high.y_mm + high.dy_mm
        and high.y_mm < low.y_mm + low.dy_mm
    )
