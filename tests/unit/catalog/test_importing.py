"""A seller loads the price list again and again, and sometimes a wrong one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.catalog.importing import ImportCatalog, ImportReport
from tests.unit.catalog.feeds_by_hand import feed, offer
from tests.unit.catalog.stored import StoredCatalogue


class Shop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        units = StoredCatalogue()
        self.products, self.categories = units.products, units.categories
        self.use_case = ImportCatalog(units)

    async def takes(
        self, *offers: str, text: str = "", dry_run: bool = False, confirm: bool = False
    ) -> ImportReport:
        path = self.folder / "feed.yml"
        path.write_text(text or feed(*offers))
        return await self.use_case("s1", path, dry_run=dry_run, confirm=confirm)

    def on_sale(self) -> list[str]:
        return sorted(i for i, p in self.products.by_id.items() if not p.hidden)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.imported, report.updated, report.unchanged, report.hidden


def many(price: int, ids: range = range(20)) -> list[str]:
    return [offer(str(i), price=str(price + i)) for i in ids]


async def test_the_same_feed_again_costs_no_write(shop: Shop) -> None:
    assert counts(await shop.takes(*many(500))) == (20, 0, 0, 0)
    writes = shop.products.writes
    assert counts(await shop.takes(*many(500))) == (0, 0, 20, 0)
    assert shop.products.writes == writes
    assert [c.names["ru"] for c in await shop.categories.all("s1")] == ["Молочное", "Молоко"]


async def test_stock_set_by_hand_lives_until_the_feed_says_something_new(shop: Shop) -> None:
    await shop.takes(offer("a"))
    await shop.products.set_stock("s1", "a", Decimal(2))
    await shop.takes(offer("a"))
    assert shop.products.by_id["a"].stock == Decimal(2)
    await shop.takes(offer("a", price="510"))
    assert shop.products.by_id["a"].stock == Decimal(7)


async def test_what_is_gone_from_the_feed_is_hidden_and_comes_back(shop: Shop) -> None:
    await shop.takes(*many(500))
    assert counts(await shop.takes(*many(500, range(15)))) == (0, 0, 15, 5)
    assert len(shop.on_sale()) == 15
    assert len(shop.products.by_id) == 20
    assert counts(await shop.takes(*many(500))) == (0, 5, 15, 0)
    assert len(shop.on_sale()) == 20


async def test_a_feed_cut_short_hides_nothing(shop: Shop) -> None:
    await shop.takes(*many(500))
    report = await shop.takes(text=feed(*many(500))[:-1200])
    assert report.hidden == 0
    assert len(shop.on_sale()) == 20


async def test_a_rejected_row_leaves_its_product_as_it_was(shop: Shop) -> None:
    await shop.takes(offer("a"), offer("b"), offer("c"))
    report = await shop.takes(offer("a", price="-1"), offer("b"), offer("c"))
    assert [r.offer_id for r in report.rejected] == ["a"]
    assert shop.products.by_id["a"].price_minor == 50000
    assert shop.on_sale() == ["a", "b", "c"]


@pytest.mark.parametrize("wrong", [50_000, 5])
async def test_prices_in_other_units_are_held_until_confirmed(shop: Shop, wrong: int) -> None:
    await shop.takes(*many(500))
    report = await shop.takes(*many(wrong))
    assert report.held is not None and report.held.key == "import-held-prices"
    assert shop.products.by_id["0"].price_minor == 50000
    assert (await shop.takes(*many(wrong), confirm=True)).held is None
    assert shop.products.by_id["0"].price_minor == wrong * 100


async def test_three_prices_all_by_one_factor_are_held_too(shop: Shop) -> None:
    await shop.takes(offer("a", price="5"), offer("b", price="7"), offer("c", price="9"))
    report = await shop.takes(offer("a", price="500"), offer("b", price="700"), offer("c", price="900"))
    assert report.held is not None


async def test_one_price_that_jumps_is_taken_and_pointed_at(shop: Shop) -> None:
    await shop.takes(*many(500))
    report = await shop.takes(*many(500, range(1, 20)), offer("0", price="5000"))
    assert report.held is None
    assert [(w.offer_id, w.reason.key) for w in report.warnings] == [("0", "import-reason-price-jump")]


async def test_a_feed_that_would_empty_the_shop_is_held(shop: Shop) -> None:
    await shop.takes(*many(500))
    for offers in ([], many(500, range(3))):
        report = await shop.takes(*offers)
        assert report.held is not None and report.held.key == "import-held-vanished"
    assert len(shop.on_sale()) == 20


async def test_a_dry_run_tells_the_same_and_writes_nothing(shop: Shop) -> None:
    dry = await shop.takes(*many(500), offer("bad", price="0"), dry_run=True)
    assert shop.products.by_id == {}
    assert await shop.takes(*many(500), offer("bad", price="0")) == dry


async def test_an_unknown_category_is_a_warning_and_a_late_one_is_known(shop: Shop) -> None:
    text = feed(offer("a"), offer("b", more="").replace(">11<", ">99<"))
    start, end = text.index("<categories>"), text.index("<offers>")
    late = text[:start] + text[end:].replace("</offers>", "</offers>" + text[start:end])
    report = await shop.takes(text=late)
    assert [(w.row, w.offer_id, w.reason.key) for w in report.warnings] == [
        (2, "b", "import-reason-unknown-category")
    ]
    assert (shop.products.by_id["a"].category_id, shop.products.by_id["b"].category_id) == ("11", None)


async def test_categories_in_a_ring_stand_at_the_top(shop: Shop) -> None:
    text = feed(offer("a")).replace('id="1" ', 'id="1" parentId="11" ')
    await shop.takes(text=text)
    assert [c.parent_id for c in await shop.categories.all("s1")] == [None, None]


async def test_the_report_speaks_the_words_of_the_contract(shop: Shop) -> None:
    report = await shop.takes(offer("a"), offer("b", price="0"))
    assert report.to_json(lambda key, params: key) == {
        "imported": 1, "updated": 0, "unchanged": 0, "hidden": 0, "held": None, "warnings": [],
        "rejected": [{"row": 2, "offer_id": "b", "reason": "import-reason-zero-price"}],
    }  # fmt: skip


async def test_a_product_that_is_hidden_comes_back_although_its_row_is_the_same(shop: Shop) -> None:
    await shop.takes(offer("a"), offer("b"))
    await shop.products.hide("s1", ["a"])
    assert counts(await shop.takes(offer("a"), offer("b"))) == (0, 1, 1, 0)
    assert shop.on_sale() == ["a", "b"]


async def test_a_row_that_was_commented_out_is_gone_although_its_bytes_are_there(shop: Shop) -> None:
    await shop.takes(*many(500))
    text = feed(*many(500))
    row = offer("3", price="503")
    assert row in text
    report = await shop.takes(text=text.replace(row, f"<!-- {row} -->"))
    assert counts(report) == (0, 0, 19, 1)
    assert "3" not in shop.on_sale()


async def test_the_same_row_twice_is_the_same_product_twice(shop: Shop) -> None:
    await shop.takes(offer("a"), offer("b"))
    report = await shop.takes(offer("a"), offer("a"), offer("b"), offer("b", price="900"))
    assert counts(report) == (0, 0, 2, 0)
    assert [(r.row, r.reason.key) for r in report.rejected] == [
        (2, "import-reason-duplicate-id"), (4, "import-reason-duplicate-id"),
    ]  # fmt: skip
    assert shop.products.by_id["b"].price_minor == 50000


async def test_new_prices_and_stock_of_1c_change_nothing_else(shop: Shop) -> None:
    await shop.takes(offer("a"), offer("b"))
    before = shop.products.by_id["a"]
    offers = (
        "<КоммерческаяИнформация><ПакетПредложений><Предложения><Предложение><Ид>a</Ид>"
        "<Цены><Цена><ЦенаЗаЕдиницу>550</ЦенаЗаЕдиницу></Цена></Цены><Количество>3</Количество></Предложение>"
        "<Предложение><Ид>new</Ид><Количество>3</Количество></Предложение>"
        "</Предложения></ПакетПредложений></КоммерческаяИнформация>"
    )
    report = await shop.takes(text=offers)
    assert counts(report) == (0, 1, 0, 0)
    assert shop.products.by_id["a"] == replace(before, price_minor=55000, stock=Decimal(3))
    assert [(r.offer_id, r.reason.key) for r in report.rejected] == [("new", "import-reason-unknown-product")]
