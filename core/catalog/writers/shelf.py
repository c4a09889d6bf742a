"""What every format says of a store and of a product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from core.catalog.model import Category, Product, localized

TEMPERATURES = {"frozen": "замороженное", "chilled": "охлаждённое"}
SEGREGATIONS = {"food": "пищевое", "chemical": "химия"}


@dataclass(frozen=True)
class Shelf:
    """The store a feed is of. `url` is where its storefront answers, `now` is ISO to the minute."""

    store_id: str
    name: str
    url: str
    now: str
    categories: dict[str, Category]

    def path(self, category_id: str | None) -> list[str]:
        """The names from the top category down, in Russian; [] without a category."""
        steps: list[str] = []
        while category_id in self.categories and len(steps) < 20:
            category = self.categories[category_id]
            steps.insert(0, localized(category.names, "ru"))
            category_id = category.parent_id
        return steps

    def link(self, product: Product) -> str:
        return f"{self.url.rstrip('/')}/#offer={quote(product.offer_id)}"


def price(minor: int) -> str:
    """ "1250" or "1250.50"."""
    return f"{minor // 100}.{minor % 100:02d}" if minor % 100 else str(minor // 100)


def tag(name: str, text: str) -> str:
    """One XML element on a line; nothing for an empty text."""
    return f"<{name}>{escape(text)}</{name}>\n" if text else ""


def packed(product: Product) -> Iterator[tuple[str, str]]:
    """How the product wants to be measured and handled, under names that `feed_params.yaml` knows."""
    dimensions, handling = product.dimensions, product.handling
    if dimensions is not None:
        sides = (dimensions.length_mm, dimensions.width_mm, dimensions.height_mm)
        yield "Габариты", "x".join(map(str, sides)) + " мм"
        if "Вес" not in product.attributes:
            yield "Вес", f"{dimensions.weight_g} г"
    if product.sold_by == "weight":
        yield "Единица измерения", "кг"
    if handling.fragile:
        yield "Хрупкое", "да"
    if handling.this_side_up:
        yield "Не переворачивать", "да"
    if handling.temperature in TEMPERATURES:
        yield "Температура", TEMPERATURES[handling.temperature]
    if handling.segregation in SEGREGATIONS:
        yield "Класс груза", SEGREGATIONS[handling.segregation]


def told(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as YML's <param>."""
    return "".join(f"<param name={quoteattr(name)}>{escape(value)}</param>\n" for name, value in pairs)
