"""What a store writes out comes in again as the same goods."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalog.feeds import read
from core.catalog.model import Category, Dimensions, Handling, Product
from core.catalog.writers import WRITERS, Shelf, write
from core.kernel.errors import InvalidInput
from tests.unit.catalog.feeds_by_hand import Reading

CATEGORIES = {
    "1": Category("s1", "1", {"ru": "Продукты", "kk": "Азық-түлік"}),
    "2": Category("s1", "2", {"ru": "Чай & кофе", "kk": "Шай", "en": "Tea"}, "1", 1),
}
SHELF = Shelf("s1", "Дүкен <№1>", "https://shop.example", "2026-01-10 10:00", CATEGORIES)
TEA = Product(
    store_id="s1", offer_id="t&1", names={"ru": "Чай «Пиала» <гранулы>", "kk": "Шай", "en": "Tea"},
    price_minor=125050, old_price_minor=150000, stock=Decimal("7"), category_id="2", brand="Пиала & Co",
    barcode="4870001234560", descriptions={"ru": "Крепкий.\nАроматный.", "kk": "Қою шай"},
    attributes={"Сорт": "чёрный", "Вес": "250 г", "Артикул": "T-1"}, dimensions=Dimensions(60, 60, 160, 250),
    handling=Handling(True, True, "chilled", "food"), picture="https://shop.example/tea.jpg", group_id="tea",
    stocks={"Алматы": Decimal(3), "Астана": Decimal(4)}, cities=("Алматы", "Астана"), preorder_days=2,
)  # fmt: skip
PLAIN = Product(
    store_id="s1", offer_id="=1+1", names={"ru": "=HYPERLINK(1)"}, price_minor=100, stock=Decimal(0)
)
APPLES = Product(
    store_id="s1",
    offer_id="0007",
    names={"kk": "Алма"},
    price_minor=65000,
    stock=Decimal("12.5"),
    sold_by="weight",
)


async def _again(tmp_path: Path, name: str, *products: Product) -> Reading:
    async def all_of_them() -> AsyncIterator[Product]:
        for product in products:
            yield product

    out = io.BytesIO()
    assert await write(name, SHELF, all_of_them(), out) == len(products)
    path = tmp_path / f"out.{name}"
    path.write_bytes(out.getvalue())
    return Reading(list(read(path, "s1")))


async def test_yml_brings_back_every_fact(tmp_path: Path) -> None:
    got = await _again(tmp_path, "yml", TEA, PLAIN, APPLES)
    assert got.products == {p.offer_id: p for p in (TEA, PLAIN, APPLES)}
    assert {c.category_id: (c.names, c.parent_id) for c in got.categories} == {
        c.category_id: (c.names, c.parent_id) for c in CATEGORIES.values()
    }
    assert (got.rejected, got.warnings, got.complete) == ([], [], True)


async def test_a_workbook_brings_back_every_fact_and_the_path_of_categories(tmp_path: Path) -> None:
    got = await _again(tmp_path, "xlsx", TEA, PLAIN, APPLES)
    again = {i: replace(p, category_id=None) for i, p in got.products.items()}
    assert again == {p.offer_id: replace(p, category_id=None) for p in (TEA, PLAIN, APPLES)}
    assert [c.names["ru"] for c in got.categories] == ["Продукты", "Чай & кофе"]
    assert (got.rejected, got.warnings) == ([], [])


@pytest.mark.parametrize("name", ["google", "kaspi"])
async def test_other_shops_formats_bring_back_what_they_have_room_for(tmp_path: Path, name: str) -> None:
    got = await _again(tmp_path, name, TEA, PLAIN, APPLES)
    for wrote in (TEA, PLAIN, APPLES):
        read_back = got.products[wrote.offer_id]
        assert (read_back.price_minor, read_back.stock, read_back.brand) == (
            wrote.price_minor,
            wrote.stock,
            wrote.brand,
        )
        assert next(iter(read_back.names.values())) == next(iter(wrote.names.values()))
    assert got.rejected == []


async def test_a_format_nobody_writes_is_said() -> None:
    async def nothing() -> AsyncIterator[Product]:
        return
        yield

    with pytest.raises(InvalidInput, match="pdf is not written"):
        await write("pdf", SHELF, nothing(), io.BytesIO())


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
# "&copy;" written as text means the sign to every reader of a feed; so does a tag.
_SAFE = _TEXTS.filter(lambda t: "&" not in t and "<" not in t)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=_SAFE, kazakh=_SAFE, price=st.integers(1, 10**9), more=st.integers(1, 10**6),
    stock=st.decimals(0, 99999, places=3), attribute=_SAFE,
)  # fmt: skip
@pytest.mark.parametrize("writer", ["yml", "xlsx"])
async def test_any_product_comes_back(
    tmp_path: Path, writer: str, name: str, kazakh: str, price: int, more: int, stock: Decimal, attribute: str
) -> None:
    product = replace(
        PLAIN, names={"ru": name, "kk": kazakh}, price_minor=price, old_price_minor=price + more,
        stock=stock, attributes={"Свойство": attribute},
    )  # fmt: skip
    got = await _again(tmp_path, writer, product)
    assert got.products == {product.offer_id: product}


def test_every_format_of_the_contract_is_written() -> None:
    assert set(WRITERS) == {"yml", "google", "kaspi", "xlsx"}
