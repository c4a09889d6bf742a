"""The list on the loader's clipboard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.fulfilment.pick_sheet import HEIGHT, WIDTH, SheetRow, pick_sheets
from tests.unit.fulfilment.words import pixels, say_in

ROW = SheetRow(1, "1042", 1, 2, "M", 4200, ("fragile",), 7, "18:27", "Абай 150", (("Сүт", "2 дана"),))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_parcel_is_a_short_page(language: str) -> None:
    (page,) = pick_sheets([ROW], say_in(language), "Тиеу")
    assert pixels(page).shape[1] == WIDTH and pixels(page).shape[0] < 500


def test_forty_parcels_are_whole_pages_and_no_parcel_is_left_out() -> None:
    rows = [replace(ROW, load=n, order=str(1000 + n)) for n in range(1, 41)]
    pages = pick_sheets(rows, say_in("ru"), "Погрузка")
    assert [pixels(page).shape[0] for page in pages] == [HEIGHT] * len(pages)
    assert 3 <= len(pages) <= 5


def test_a_parcel_of_very_many_things_and_hostile_names_keeps_to_its_page() -> None:
    goods = tuple((f"$x_{n} 🍏 " + "ұзақ атау " * 40, "9999999 дана " * 9) for n in range(300))
    pages = pick_sheets([ROW, replace(ROW, goods=goods), replace(ROW, goods=())], say_in("kk"), "Т" * 900)
    assert all(pixels(page).shape == (HEIGHT, WIDTH, 3) for page in pages)


def test_no_parcels_are_no_pages() -> None:
    assert pick_sheets([], say_in("en"), "") == []
