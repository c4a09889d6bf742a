"""A product in several sizes, goods to order, and goods of another city."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from core.catalog.importing import ImportCatalog
from core.catalog.model import Product
from core.catalog.places import is_sold_in
from core.catalog.variants import labels
from tests.parts.talk import DemoShop

TABLE = """id;Название;Цена;Остаток;item_group_id;Размер;Цвет;Город;Предзаказ
m1;Чапан Мұра;30000;2;g1;M;синий;;
m2;Чапан Мұра;31000;0;g1;L;синий;;
m3;Чапан Мұра;32000;5;g1;S;синий;г. Алматы;
m4;Чапан Мұра;32000;5;g1;XL;синий;Шымкент;
far;Телескоп Алатау;90000;5;;;;Астана,Шымкент;
near;Телескоп Бесқоңыр;95000;5;;;;"Астана, Almaty";3
"""


@pytest.fixture
async def stocked(demo_shop: DemoShop, tmp_path: Path) -> DemoShop:
    path = tmp_path / "more.csv"
    path.write_text(TABLE)
    report = await ImportCatalog(demo_shop.units)(demo_shop.store.store_id, path, confirm=True)
    assert report.imported == 6 and not report.rejected
    return demo_shop


async def test_sizes_are_told_and_chosen_with_a_tap(stocked: DemoShop) -> None:
    person = stocked.person("a")
    said = await person.tap("show:m1")
    assert "Размер: M" in said and "Есть и другие: S; L" in said
    assert person.labels() == ["S", "L"]
    said = await person.tap(person.choices()[0].action)
    assert "Размер: S" in said and "32" in said


async def test_goods_to_order_say_how_long_they_take(stocked: DemoShop) -> None:
    assert "Под заказ, приедет через 3 дня" in await stocked.person("b").tap("show:near")


@pytest.mark.parametrize("way", ["телескоп", "хочу телескоп Алатау", "сколько стоит телескоп алатау"])
async def test_what_is_sold_in_another_city_only_is_not_offered(stocked: DemoShop, way: str) -> None:
    person = stocked.person("c")
    assert "Алатау:" not in await person.write(way)
    assert "far" not in await person.cart()
    await person.tap("show:far")
    assert person.shown() == ["goods-gone"]
    await person.tap("add:far")
    assert await person.cart() == {}


@pytest.mark.parametrize(
    ("cities", "sold"),
    [
        ((), True), (("Алматы",), True), (("Almaty",), True), (("г. Алматы", "Астана"), True),
        (("Алматы қаласы",), True), (("город АЛМАТЫ ",), True), (("Астана",), False), (("",), False),
    ],
)  # fmt: skip
def test_a_city_is_known_however_it_is_written(cities: tuple[str, ...], sold: bool) -> None:
    product = Product("s", "p", {"ru": "чай"}, 100, Decimal(1), cities=cities)
    assert is_sold_in(product.cities, "Алматы") is is_sold_in(product.cities, "Almaty") is sold


def test_variants_without_attributes_go_by_their_names() -> None:
    made = [Product("s", n, {"ru": f"Халат {n}"}, 100, Decimal(1)) for n in ("a", "b")]
    assert labels(made[0], made[1:], "ru") == {"b": "Халат b"}
