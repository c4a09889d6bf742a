"""Kaspi's price list, `kaspi_catalog`: prices by city, stock and pre-order by pickup point, no categories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.catalog.feeds.dialect import Element, is_rooted
from core.catalog.feeds.offer import STOCK_AT, RawField, RawOffer, offer_rows
from core.catalog.feeds.rows import FeedRow, Known
from core.catalog.feeds.source import Source
from core.catalog.feeds.text import plain
from core.catalog.feeds.xml import read_xml
from core.kernel.errors import InvalidInput

_ROOT = re.compile(rb"<(?:\w+:)?kaspi_catalog[\s>/]")


def recognises(head: bytes) -> bool:
    return is_rooted(_ROOT, head)


def read(source: Source, store_id: str, known: Known | None = None) -> Iterator[FeedRow]:
    """Offers in the order of the file. Raises InvalidInput when it is no Kaspi price list."""
    if not recognises(source.head):
        raise InvalidInput("file", "not a Kaspi price list: no <kaspi_catalog>", key="error-feed-not-kaspi")
    return read_xml(source, _Kaspi(store_id), known)


class _Kaspi:
    around: tuple[str, ...] = ("kaspi_catalog", "offers")
    records = frozenset({"offer"})
    trees: frozenset[str] = frozenset()
    complete = True

    def __init__(self, store_id: str) -> None:
        self.uncounted = 0
        self._store_id = store_id

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def tree(self, element: Element) -> list[FeedRow]:
        return []

    def id_of(self, element: Element) -> str | None:
        return plain(element.attributes.get("sku", "")) or None

    def record(self, element: Element, row: int) -> list[FeedRow]:
        fields = [
            RawField("name", {}, element.first("model", "name")),
            RawField("vendor", {}, element.first("brand")),
            RawField("price", {}, _price(element)),
            *_available(element),
        ]
        raw = RawOffer(row, {"id": element.attributes.get("sku", "")}, fields)
        found = offer_rows(raw, self._store_id)
        self.uncounted += found.uncounted
        return found.rows


def _price(element: Element) -> str:
    """One price for everywhere, else the most common of the cities' (the shop has one price for a product)."""
    if price := element.first("price"):
        return price
    prices = [p.text().strip() for cities in element.all("cityprices") for p in cities.all("cityprice")]
    prices = [price for price in prices if price]
    return max(prices, key=prices.count) if prices else ""


def _available(element: Element) -> Iterator[RawField]:
    places = [p.attributes for group in element.all("availabilities") for p in group.all("availability")]
    open_places = [p for p in places if p.get("available", "").strip().lower() in ("yes", "true", "1")]
    yield RawField("available", {}, "true" if open_places else "false")
    for place in open_places:
        if count := place.get("stockCount", "").strip():
            yield RawField(STOCK_AT, {"id": place.get("storeId", "")}, count)
    days = [int(d) for p in open_places if (d := p.get("preOrder", "").strip()).isdecimal() and len(d) < 4]
    if days and len(days) == len(open_places):
        # Somewhere it is there at once, unless every place wants to be asked first.
        yield RawField("preorder", {}, str(min(days)))
