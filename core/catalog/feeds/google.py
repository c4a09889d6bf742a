"""Google Merchant: RSS 2.0 or Atom with `g:` tags. (Its tab separated form is read as a table.)"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.catalog.feeds.dialect import Element, is_rooted
from core.catalog.feeds.offer import RawField, RawOffer, offer_rows
from core.catalog.feeds.paths import CategoryPaths
from core.catalog.feeds.rows import FeedRow, Known
from core.catalog.feeds.source import Source
from core.catalog.feeds.text import plain
from core.catalog.feeds.xml import read_xml
from core.kernel.errors import InvalidInput

_ROOT = re.compile(rb"<(?:rss|feed)[\s>][^>]*base\.google\.com/ns|<(?:rss|feed)[\s>](?s:.{0,20000}?)<g:id>")
PARAMS = {
    "color": "Цвет", "size": "Размер", "material": "Материал", "pattern": "Рисунок", "gender": "Пол",
    "age_group": "Возраст", "size_type": "Тип размера", "size_system": "Система размеров",
    "shipping_weight": "Вес", "shipping_length": "Длина", "shipping_width": "Ширина",
    "shipping_height": "Высота", "unit_pricing_measure": "Содержимое",
}  # fmt: skip
"""Google's tags as names a shopper reads or `feed_params.yaml` knows."""
_PRICE = re.compile(r"(.*?)\s*([A-Z]{3})?", re.DOTALL)
_OUT = ("out of stock", "out_of_stock", "нет в наличии")


def recognises(head: bytes) -> bool:
    return is_rooted(_ROOT, head)


def read(source: Source, store_id: str, known: Known | None = None) -> Iterator[FeedRow]:
    """Items in the order of the file. Raises InvalidInput when it is no Google Merchant feed."""
    if not recognises(source.head):
        raise InvalidInput("file", "not a Google Merchant feed", key="error-feed-not-google")
    return read_xml(source, _Google(store_id), known)


class _Google:
    around: tuple[str, ...] = ("rss", "channel")
    records = frozenset({"item", "entry"})
    trees: frozenset[str] = frozenset()
    complete = True

    def __init__(self, store_id: str) -> None:
        self.uncounted = 0
        self._store_id = store_id
        self._paths = CategoryPaths(store_id)

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def tree(self, element: Element) -> list[FeedRow]:
        return []

    def id_of(self, element: Element) -> str | None:
        return plain(element.first("id")) or None

    def record(self, element: Element, row: int) -> list[FeedRow]:
        tags = {child.name: child.text() for child in reversed(element.children)}
        category_id, new = self._paths.place(
            tags.get("product_type") or tags.get("google_product_category", "")
        )
        details = [
            RawField("param", {"name": d.first("attribute_name")}, d.first("attribute_value"))
            for d in element.all("product_detail")
        ]
        raw = RawOffer(
            row,
            {"id": tags.get("id", "")},
            [*fields(tags), RawField("categoryId", {}, category_id), *details],
        )
        found = offer_rows(raw, self._store_id)
        self.uncounted += found.uncounted
        return [*new, *found.rows]


def fields(tags: dict[str, str]) -> Iterator[RawField]:
    """Google's attributes of one product, by name without `g:`, as the fields of an offer."""
    sale, _ = _split(tags.get("sale_price", ""))
    price, currency = _split(tags.get("price", ""))
    yield RawField("price", {}, sale or price)
    yield RawField("currencyId", {}, currency)
    if sale:
        yield RawField("oldprice", {}, price)
    availability = plain(tags.get("availability", "")).lower().replace("_", " ")
    if availability:
        yield RawField("available", {}, "false" if availability in _OUT else "true")
    for ours, theirs in (
        ("name", "title"), ("description", "description"), ("vendor", "brand"), ("barcode", "gtin"),
        ("picture", "image_link"), ("vendorCode", "mpn"), ("count", "quantity"), ("group_id", "item_group_id"),
    ):  # fmt: skip
        if text := tags.get(theirs, ""):
            yield RawField(ours, {}, text)
    for tag, name in PARAMS.items():
        if text := tags.get(tag, ""):
            yield RawField("param", {"name": name}, text)


def _split(price: str) -> tuple[str, str]:
    """ "15.00 KZT" -> "15.00" and "KZT"."""
    parts = _PRICE.fullmatch(price.strip())
    return (parts[1], parts[2] or "") if parts else (price, "")
