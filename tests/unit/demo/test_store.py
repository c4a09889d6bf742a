"""The demo store is a real feed: complete, sane, and exactly what its tables say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
import yaml
from PIL import Image

from demo.build import FEED, Offer, Words, categories, check_digit, feed, offers
from demo.draw import SHAPES, draw_all, draw_offer

OFFERS = offers()


def test_the_committed_feed_is_what_the_tables_say() -> None:
    assert FEED.read_text(encoding="utf-8") == feed(), "run `python -m demo.build` and commit the feed"


def test_the_store_has_hundreds_of_products_with_unique_ids_and_names() -> None:
    assert len(OFFERS) >= 400
    for values in (
        [o.offer_id for o in OFFERS],
        [o.barcode for o in OFFERS],
        [o.names["ru"] for o in OFFERS],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_product_and_category_speaks_kazakh_and_russian() -> None:
    feed_offers = Xml.parse(FEED).findall(".//offer")
    params = [{p.get("name"): p.text for p in offer.iter("param")} for offer in feed_offers]
    assert all(
        offer.findtext("name") and own["Название (каз)"]
        for offer, own in zip(feed_offers, params, strict=True)
    )
    assert all(category.kk and category.ru and category.en for category in categories())
    assert all("{" not in name for offer in OFFERS for name in offer.names.values())


def test_the_tree_has_three_levels_and_every_leaf_sells_something() -> None:
    ids = {category.category_id for category in categories()}
    assert {len(category_id) for category_id in ids} == {1, 2, 3}
    assert all(category.parent_id is None or category.parent_id in ids for category in categories())
    assert {category_id for category_id in ids if len(category_id) == 3} == {o.category_id for o in OFFERS}


def test_barcodes_are_valid_ean_13() -> None:
    assert check_digit("400638133393") == "1"  # the example of the standard's introductions: 4006381333931
    for offer in OFFERS:
        code = offer.barcode
        assert len(code) == 13 and code.isdigit() and code[:3] in ("487", "200")
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code))
        assert weighted % 10 == 0


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.offer_id)
def test_a_product_is_neither_a_feather_nor_denser_than_stoneware(offer: Offer) -> None:
    volume_ml = offer.length_mm * offer.width_mm * offer.height_mm / 1000
    assert 0.02 <= offer.weight_g / volume_ml <= 3
    assert 0 < offer.price < (offer.old_price or 10**9)


def test_goods_show_all_that_an_importer_must_read() -> None:
    names = {(p.get("name"), p.get("unit")) for p in Xml.parse(FEED).iter("param")}
    assert {("Вес", "г"), ("Вес", "кг"), ("Длина", "мм"), ("Длина", "см")} <= names
    assert {"Хрупкий", "Температура", "Не переворачивать", "Хранить отдельно", "Продаётся"} <= {
        n for n, _ in names
    }
    root = Xml.parse(FEED)
    assert root.find(".//offer/weight") is not None and root.find(".//offer/dimensions") is not None
    assert root.find(".//offer[@available='false']") is not None and root.find(".//oldprice") is not None


def test_a_word_without_kazakh_is_refused() -> None:
    with pytest.raises(ValueError, match="абракадабра"):
        Words({}).translate("абракадабра", "kk")


def test_every_product_has_a_shape_of_its_own() -> None:
    assert {offer.look[0] for offer in OFFERS} <= set(SHAPES)


def test_a_picture_is_drawn_for_each_offer_and_strange_offers_get_a_box(tmp_path: Path) -> None:
    small = tmp_path / "feed.yml"
    small.write_text(
        "<yml_catalog><shop><offers>"
        f'<offer id="{OFFERS[0].offer_id}"/><offer id="../strange"><name>Нечто</name></offer>'
        "</offers></shop></yml_catalog>",
        encoding="utf-8",
    )
    assert draw_all(small, tmp_path / "pictures") == 2
    drawn = sorted((tmp_path / "pictures").iterdir())
    assert [path.name for path in drawn] == [f"{OFFERS[0].offer_id}.png", "strange.png"]
    assert not (tmp_path / "strange.png").exists()
    for path in drawn:
        with Image.open(path) as picture:
            assert picture.size == (600, 600)


def test_the_same_product_is_drawn_the_same() -> None:
    assert draw_offer(OFFERS[0]).tobytes() == draw_offer(OFFERS[0]).tobytes()


def test_scripted_conversations_ask_only_for_what_the_store_can_sell() -> None:
    path = Path(__file__).parents[2] / "journeys" / "scripts.yaml"
    scripts = yaml.safe_load(path.read_text(encoding="utf-8"))["scripts"]
    stock = {offer.offer_id: offer.stock for offer in OFFERS}
    assert len({script["id"] for script in scripts}) == len(scripts) >= 15
    for script in scripts:
        expected = script["expect"]
        lines = [*expected.get("cart", {}).items(), *((expected.get("order") or {}).get("lines", {}).items())]
        assert lines, script["id"]
        assert all(stock[offer_id] >= quantity for offer_id, quantity in lines), script["id"]
