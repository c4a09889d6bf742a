"""A seller hands in what he has: Kaspi's price list, Google's feed, 1C's files."""

from __future__ import annotations

import gzip
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from core.catalog.feeds import read
from core.catalog.feeds.rows import UpdateRow
from core.kernel.errors import InvalidInput
from tests.unit.catalog.feeds_by_hand import Reading, feed, offer

KASPI = """<?xml version="1.0" encoding="UTF-8"?>
<kaspi_catalog date="2026-01-10" xmlns="kaspiShopping">
<company>Дүкен</company><merchantid>D1</merchantid><offers>
<offer sku="a1"><model>Чайник Saturn 1,7 л</model><brand>Saturn</brand>
<availabilities><availability available="yes" storeId="PP1" preOrder="0" stockCount="4.0"/>
<availability available="yes" storeId="PP2" stockCount="2"/>
<availability available="no" storeId="PP3" stockCount="9"/></availabilities><price>12 990</price></offer>
<offer sku="a2"><model>Утюг Braun</model><brand>Braun</brand>
<availabilities><availability available="yes" storeId="PP1" preOrder="5"/></availabilities>
<cityprices><cityprice cityId="750000000">15990</cityprice><cityprice cityId="710000000">15990</cityprice>
<cityprice cityId="511010000">16500</cityprice></cityprices></offer>
<offer sku="a3"><model>Фен</model><availabilities><availability available="no" storeId="PP1"/></availabilities>
<price>5000</price></offer>
<offer sku="a4"><model>Без цены</model></offer>
</offers></kaspi_catalog>"""

GOOGLE = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>s-1</g:id><g:title>Кроссовки Nike &amp; Co</g:title><g:description>&lt;p&gt;Лёгкие&lt;/p&gt;</g:description>
<g:price>39990.00 KZT</g:price><g:sale_price>29990.00 KZT</g:sale_price><g:availability>in_stock</g:availability>
<g:brand>Nike</g:brand><g:gtin>4870001234560</g:gtin><g:product_type>Обувь &gt; Кроссовки</g:product_type>
<g:color>белый</g:color><g:size>42</g:size><g:item_group_id>s</g:item_group_id>
<g:shipping_weight>0.9 kg</g:shipping_weight><g:image_link>https://shop.example/1.jpg</g:image_link>
<g:product_detail><g:attribute_name>Сезон</g:attribute_name><g:attribute_value>лето</g:attribute_value></g:product_detail></item>
<item><g:id>s-2</g:id><g:title>Носки</g:title><g:price>990 KZT</g:price><g:availability>out of stock</g:availability></item>
<item><g:id>s-3</g:id><g:title>Boots</g:title><g:price>90 USD</g:price></item>
</channel></rss>"""

IMPORT = """<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.08"><Классификатор><Ид>k</Ид><Наименование>Товары</Наименование>
<Группы><Группа><Ид>g1</Ид><Наименование>Одежда</Наименование>
<Группы><Группа><Ид>g2</Ид><Наименование>Рубашки</Наименование></Группа></Группы></Группа></Группы>
<Свойства><Свойство><Ид>p1</Ид><Наименование>Ткань</Наименование><ТипЗначений>Справочник</ТипЗначений>
<ВариантыЗначений><Справочник><ИдЗначения>v1</ИдЗначения><Значение>хлопок</Значение></Справочник></ВариантыЗначений>
</Свойство></Свойства></Классификатор>
<Каталог СодержитТолькоИзменения="false"><Ид>c</Ид><Товары>
<Товар><Ид>t1</Ид><Артикул>R-100</Артикул><Наименование>Рубашка</Наименование><БазоваяЕдиница Код="796">шт</БазоваяЕдиница>
<Группы><Ид>g2</Ид></Группы><Описание>Тёплая</Описание><Изготовитель><Ид>m</Ид><Наименование>Семиречье</Наименование></Изготовитель>
<ЗначенияСвойств><ЗначенияСвойства><Ид>p1</Ид><Значение>v1</Значение></ЗначенияСвойства></ЗначенияСвойств>
<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Вес</Наименование><Значение>0.3</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Товар>
<Товар><Ид>t2</Ид><Наименование>Картофель</Наименование><БазоваяЕдиница>кг</БазоваяЕдиница><Группы><Ид>g1</Ид></Группы></Товар>
<Товар><Ид>t3</Ид><Наименование>Без предложения</Наименование></Товар>
<Товар Статус="Удален"><Ид>t4</Ид><Наименование>Старое</Наименование></Товар>
</Товары></Каталог></КоммерческаяИнформация>"""

OFFERS = """<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.08"><ПакетПредложений СодержитТолькоИзменения="false">
<ТипыЦен><ТипЦены><Ид>opt</Ид><Наименование>Оптовая</Наименование></ТипЦены>
<ТипЦены><Ид>roz</Ид><Наименование>Розничная</Наименование></ТипЦены></ТипыЦен><Предложения>
<Предложение><Ид>t1#s</Ид><Наименование>Рубашка (S)</Наименование>
<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер</Наименование><Значение>S</Значение></ХарактеристикаТовара></ХарактеристикиТовара>
<Цены><Цена><ИдТипаЦены>opt</ИдТипаЦены><ЦенаЗаЕдиницу>4000</ЦенаЗаЕдиницу><Валюта>KZT</Валюта></Цена>
<Цена><ИдТипаЦены>roz</ИдТипаЦены><ЦенаЗаЕдиницу>5500.00</ЦенаЗаЕдиницу><Валюта>KZT</Валюта></Цена></Цены><Количество>3</Количество></Предложение>
<Предложение><Ид>t1#m</Ид><Наименование>Рубашка (M)</Наименование>
<Цены><Цена><ИдТипаЦены>roz</ИдТипаЦены><ЦенаЗаЕдиницу>5500</ЦенаЗаЕдиницу></Цена></Цены>
<Склад ИдСклада="w1" КоличествоНаСкладе="2"/><Склад ИдСклада="w2" КоличествоНаСкладе="5"/></Предложение>
<Предложение><Ид>t2</Ид><Наименование>Картофель</Наименование>
<Цены><Цена><ИдТипаЦены>roz</ИдТипаЦены><ЦенаЗаЕдиницу>250</ЦенаЗаЕдиницу></Цена></Цены><Количество>80,5</Количество></Предложение>
</Предложения></ПакетПредложений></КоммерческаяИнформация>"""


def _read(path: Path, text: str | bytes, feed_format: str = "auto") -> Reading:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Reading(list(read(path, "s1", feed_format)))


@pytest.mark.parametrize("feed_format", ["auto", "kaspi"])
def test_a_kaspi_price_list_brings_stock_of_every_open_point(tmp_path: Path, feed_format: str) -> None:
    got = _read(tmp_path / "kaspi.xml", KASPI, feed_format)
    kettle, iron, dryer = (got.products[sku] for sku in ("a1", "a2", "a3"))
    assert (kettle.names["ru"], kettle.brand, kettle.price_minor) == (
        "Чайник Saturn 1,7 л",
        "Saturn",
        1299000,
    )
    assert kettle.stocks == {"PP1": Decimal(4), "PP2": Decimal(2)}
    assert kettle.stock == 6
    assert (iron.price_minor, iron.preorder_days) == (1599000, 5)
    assert dryer.stock == 0
    assert got.rejected == [(4, "a4", "import-reason-missing-price")]
    assert got.complete


def test_a_google_feed_brings_sale_price_category_path_and_variant(tmp_path: Path) -> None:
    got = _read(tmp_path / "merchant.xml", GOOGLE)
    shoe = got.products["s-1"]
    assert (shoe.price_minor, shoe.old_price_minor) == (2999000, 3999000)
    assert (shoe.names["ru"], shoe.brand, shoe.barcode) == ("Кроссовки Nike & Co", "Nike", "4870001234560")
    assert shoe.descriptions == {"ru": "Лёгкие"}
    assert shoe.attributes == {"Сезон": "лето", "Цвет": "белый", "Размер": "42", "Вес": "0.9 kg"}
    assert (shoe.group_id, shoe.picture) == ("s", "https://shop.example/1.jpg")
    names = {c.category_id: (c.names["ru"], c.parent_id) for c in got.categories}
    assert names[shoe.category_id or ""][0] == "Кроссовки"
    assert names[names[shoe.category_id or ""][1] or ""] == ("Обувь", None)
    assert got.products["s-2"].stock == 0
    assert got.rejected == [(3, "s-3", "import-reason-currency")]


def test_the_same_path_has_the_same_category_in_the_next_feed(tmp_path: Path) -> None:
    first, second = (_read(tmp_path / f"{n}.xml", GOOGLE) for n in (1, 2))
    assert first.products["s-1"].category_id == second.products["s-1"].category_id


def _commerceml(folder: Path, how: str) -> Path:
    if how == "side by side":
        (folder / "import0_1.xml").write_text(IMPORT, "utf-8")
        (folder / "offers0_1.xml").write_text(OFFERS, "utf-8")
        return folder / "import0_1.xml"
    with zipfile.ZipFile(folder / "1c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("webdata/import.xml", IMPORT)
        archive.writestr("webdata/offers.xml", OFFERS)
    return folder / "1c.zip"


@pytest.mark.parametrize("how", ["side by side", "in one archive"])
def test_goods_and_offers_of_1c_are_joined(tmp_path: Path, how: str) -> None:
    got = Reading(list(read(_commerceml(tmp_path, how), "s1")))
    small, medium, potato = (got.products[i] for i in ("t1#s", "t1#m", "t2"))
    assert (small.price_minor, small.stock, small.group_id) == (550000, 3, "t1")
    assert small.names["ru"] == "Рубашка (S)"
    assert small.attributes == {"Ткань": "хлопок", "Размер": "S", "Вес": "0.3", "Артикул": "R-100"}
    assert (small.brand, small.category_id, small.descriptions) == ("Семиречье", "g2", {"ru": "Тёплая"})
    assert (medium.stock, medium.stocks) == (7, {"w1": Decimal(2), "w2": Decimal(5)})
    assert (potato.sold_by, potato.stock, potato.group_id) == ("weight", Decimal("80.5"), None)
    assert [(c.category_id, c.parent_id) for c in got.categories] == [("g1", None), ("g2", "g1")]
    assert got.rejected == [(3, "t3", "import-reason-missing-price")]
    assert got.complete


def test_offers_of_1c_alone_are_new_prices_and_stock(tmp_path: Path) -> None:
    got = _read(tmp_path / "offers.xml", OFFERS)
    assert [r for r in got.rows if isinstance(r, UpdateRow)] == [
        UpdateRow(1, "t1#s", 550000, Decimal(3)),
        UpdateRow(2, "t1#m", 550000, Decimal(7)),
        UpdateRow(3, "t2", 25000, Decimal("80.5")),
    ]
    assert not got.complete


def test_changes_of_1c_hide_nothing(tmp_path: Path) -> None:
    (tmp_path / "offers.xml").write_text(OFFERS, "utf-8")
    changes = IMPORT.replace('СодержитТолькоИзменения="false"', 'СодержитТолькоИзменения="true"')
    assert not _read(tmp_path / "import.xml", changes).complete


def test_a_broken_offer_costs_only_itself_in_every_xml_format(tmp_path: Path) -> None:
    for text, broken, kept in (
        (KASPI, KASPI.replace("Утюг Braun", "Утюг < Braun &"), {"a1", "a3"}),
        (GOOGLE, GOOGLE.replace(">Носки<", ">Носки & гольфы<"), {"s-1"}),
    ):
        assert kept < set(_read(tmp_path / "whole.xml", text).products)
        got = _read(tmp_path / "broken.xml", broken)
        assert kept == set(got.products)
        assert "import-reason-malformed" in {key for _, _, key in got.rejected}
        assert not got.complete


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_a_packed_feed_is_unpacked(tmp_path: Path, pack: str) -> None:
    text = feed(offer("m-1"))
    path = tmp_path / f"feed.{pack}"
    if pack == "gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("__MACOSX/._feed.xml", "junk")
            archive.writestr("feed.xml", text)
    assert set(Reading(list(read(path, "s1"))).products) == {"m-1"}


def test_a_zip_bomb_is_refused_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.catalog.feeds.source.SMALL_BYTES", 1_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", feed() + " " * 50_000_000)
    with pytest.raises(InvalidInput) as refused:
        list(read(path, "s1"))
    assert refused.value.key == "error-feed-too-large"


def test_an_archive_without_a_feed_and_one_cut_short_are_said(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cat.jpg", b"\xff\xd8")
    with pytest.raises(InvalidInput, match="holds no feed"):
        list(read(path, "s1"))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InvalidInput, match="not a whole archive"):
        list(read(path, "s1"))


@pytest.mark.parametrize("feed_format", ["kaspi", "commerceml", "yml"])
def test_a_feed_of_another_format_is_named(tmp_path: Path, feed_format: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _read(tmp_path / "feed.xml", GOOGLE, feed_format)
    assert refused.value.key == f"error-feed-not-{feed_format}"
