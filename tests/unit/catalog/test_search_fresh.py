"""What is changed is found at once, by every process, and a broken index is made again."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.adapters.search_index import GoodsIndex
from core.catalog.model import Category, Product
from core.catalog.search import SearchQuery
from core.catalog.search.document import Analyst
from core.conversation.shelf import AT_ONCE, Shelf, Shelves
from tests.parts.talk import demo_store

DEMO = "demo"
TEA = Product(
    DEMO, "tea", {"ru": "Чай чёрный Пиала 250 г"}, 150_000, Decimal(5), category_id="c1", brand="Пиала"
)
COFFEE = Product(DEMO, "coffee", {"ru": "Кофе молотый Арай 200 г"}, 250_000, Decimal(5), category_id="c1")
DRINKS = Category(DEMO, "c1", {"ru": "Напитки"})


@pytest.fixture
async def units(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[SqlUnitsOfWork]:
    path = tmp_path / "duken.db"
    shutil.copy(sqlite_template, path)
    engine = create_engine(f"sqlite:///{path}")
    units = SqlUnitsOfWork(engine)
    async with units() as work:
        await work.stores.add(demo_store())
        await work.categories.upsert_many([DRINKS])
        await work.products.upsert_many([TEA, COFFEE])
        await work.commit()
    yield units
    await engine.dispose()


def shelves(units: SqlUnitsOfWork, folder: Path | None) -> Shelves:
    return Shelves(lambda _: GoodsIndex(folder), units)


async def look(shelves: Shelves, units: SqlUnitsOfWork) -> Shelf:
    async with units() as work:
        return await shelves.of(work.products, work.categories, DEMO)


def ids(shelf: Shelf, text: str, **more: object) -> list[str]:
    found = shelf.index.search(SearchQuery(text, **more))  # type: ignore[arg-type]
    return [h.offer_id for h in found.hits]


async def write(units: SqlUnitsOfWork, *products: Product) -> None:
    async with units() as work:
        await work.products.upsert_many(products)
        await work.commit()


async def test_a_change_of_any_kind_is_seen_by_the_next_look(units: SqlUnitsOfWork, tmp_path: Path) -> None:
    shop = shelves(units, tmp_path / "index")
    assert ids(await look(shop, units), "чай") == ["tea"]
    await write(units, replace(TEA, offer_id="green", names={"ru": "Чай зелёный Пиала 100 г"}))
    assert set(ids(await look(shop, units), "чай")) == {"tea", "green"}
    async with units() as work:
        await work.products.set_price(DEMO, "tea", 90_000)
        await work.products.hide(DEMO, ["coffee"])
        await work.commit()
    shelf = await look(shop, units)
    assert ids(shelf, "чай", price_max_minor=100_000) == ["tea"]
    assert ids(shelf, "кофе") == [] and "coffee" not in shelf.products
    async with units() as work:
        await work.products.set_stock(DEMO, "tea", Decimal(0))
        await work.commit()
    assert ids(await look(shop, units), "чай") == ["green", "tea"], "what is sold out comes later"
    await write(units, COFFEE)
    assert ids(await look(shop, units), "кофе") == ["coffee"]


async def test_what_is_not_sold_in_the_stores_city_is_neither_found_nor_counted(
    units: SqlUnitsOfWork, tmp_path: Path
) -> None:
    shop = shelves(units, tmp_path / "index")
    assert ids(await look(shop, units), "чай") == ["tea"]
    await write(units, replace(TEA, cities=("Астана",)), replace(COFFEE, cities=("Астана", "г. Алматы")))
    shelf = await look(shop, units)
    assert (ids(shelf, "чай"), ids(shelf, "tea"), shelf.count("c1")) == ([], [], 1)
    assert ids(shelf, "кофе") == ["coffee"] and "tea" not in shelf.products
    before = GoodsIndex(tmp_path / "index").reader()
    again = await shelves(units, tmp_path / "index").whole(DEMO)
    assert again.index.goods.state == before.state and len(again.products) == 1
    await write(units, TEA)
    assert ids(await look(shop, units), "чай") == ["tea"], "a feed that says otherwise is believed at once"


async def test_a_look_without_a_change_is_the_same_shelf(units: SqlUnitsOfWork, tmp_path: Path) -> None:
    shop = shelves(units, tmp_path / "index")
    assert await look(shop, units) is await look(shop, units)


async def test_a_category_that_is_renamed_is_found_by_its_new_name(units: SqlUnitsOfWork) -> None:
    shop = shelves(units, None)
    assert ids(await look(shop, units), "горячее") == []
    async with units() as work:
        await work.categories.upsert_many([replace(DRINKS, names={"ru": "Горячее"})])
        await work.commit()
    shelf = await look(shop, units)
    assert set(ids(shelf, "горячее")) == {"tea", "coffee"}
    assert ids(shelf, "напитки") == []


async def test_two_processes_share_an_index_and_see_each_others_writing(
    units: SqlUnitsOfWork, tmp_path: Path
) -> None:
    one, two = shelves(units, tmp_path / "index"), shelves(units, tmp_path / "index")
    await look(one, units)
    assert ids(await look(two, units), "чай") == ["tea"]
    await write(units, replace(TEA, offer_id="white", names={"ru": "Чай белый Шалқар"}))
    assert "white" in ids(await look(two, units), "чай белый")
    assert "white" in ids(await look(one, units), "шалкар"), "its new words are known to the other too"


async def test_who_finds_another_writing_answers_from_what_is_there(
    units: SqlUnitsOfWork, tmp_path: Path
) -> None:
    shop, other = shelves(units, tmp_path / "index"), GoodsIndex(tmp_path / "index")
    await look(shop, units)
    await write(units, replace(TEA, offer_id="white"))
    with other.writer() as writer:
        assert writer is not None
        assert ids(await look(shop, units), "чай") == ["tea"]
    assert set(ids(await look(shop, units), "чай")) == {"tea", "white"}


_DIES = """
import os, sys
from decimal import Decimal
from pathlib import Path
from core.adapters.search_index import GoodsIndex
from core.catalog.model import Product
from core.catalog.search.document import Analyst
index = GoodsIndex(Path(sys.argv[1]))
with index.writer() as writer:
    writer.put([Analyst([]).document(Product("demo", f"x{n}", {"ru": f"Сок {n}"}, 1, Decimal(1))) for n in range(300)], 9)
    os._exit(9)
"""


async def test_a_writer_killed_in_the_middle_leaves_what_was_committed(
    units: SqlUnitsOfWork, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    await look(shelves(units, folder), units)
    dying = await asyncio.create_subprocess_exec(sys.executable, "-c", _DIES, str(folder))
    assert await dying.wait() == 9
    await write(units, replace(TEA, offer_id="white"))
    shelf = await look(shelves(units, folder), units)
    assert set(ids(shelf, "чай")) == {"tea", "white"} and ids(shelf, "сок") == []


@pytest.mark.parametrize("harm", ["cut", "meta", "older code"])
async def test_an_index_that_cannot_be_read_is_made_again(
    units: SqlUnitsOfWork, tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "index"
    await look(shelves(units, folder), units)
    for file in folder.iterdir():
        if harm == "cut" and file.suffix in {".store", ".idx", ".term", ".fast"}:
            file.write_bytes(file.read_bytes()[:7])
        if harm == "meta" and file.name == "meta.json":
            file.write_text("{")
        if harm == "older code" and file.name == "made_by":
            file.write_text("another")
    assert ids(await look(shelves(units, folder), units), "чай") == ["tea"]


async def test_an_index_of_another_database_is_not_believed(units: SqlUnitsOfWork, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = GoodsIndex(folder)
    juice = Product(DEMO, "juice", {"ru": "Сок"}, 1, Decimal(1))
    async with units() as work:
        version = await work.products.version(DEMO)
    for told in (version, version + 50):
        with index.writer() as writer:
            assert writer is not None
            writer.clear()
            writer.put([Analyst([]).document(juice)], told)
            writer.commit(replace(index.reader().state, version=told))
        shelf = await shelves(units, folder).whole(DEMO)
        assert ids(shelf, "сок") == [] and ids(shelf, "чай") == ["tea"]


async def test_a_large_change_is_worked_through_beside_the_chat(
    units: SqlUnitsOfWork, tmp_path: Path
) -> None:
    shop = shelves(units, tmp_path / "index")
    await look(shop, units)
    many = [
        replace(COFFEE, offer_id=f"n{n}", names={"ru": f"Печенье овсяное {n}"}) for n in range(AT_ONCE + 5)
    ]
    await write(units, *many)
    assert ids(await look(shop, units), "чай") == ["tea"], "nobody waits"
    shelf = await shop.whole(DEMO)
    assert len(shelf.index) == len(many) + 2 and len(ids(shelf, "печенье овсяное", limit=200)) == 200
    await shop.close()
