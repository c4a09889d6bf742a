from __future__ import annotations

from core.catalog.feeds.google import PARAMS
from core.catalog.model import Product, localized
from core.catalog.writers.shelf import Shelf, packed, price, tag

_TAGS = {name: tag_name for tag_name, name in PARAMS.items() if not tag_name.startswith("shipping")}


class GoogleWriter:
    """Google Merchant, RSS 2.0, in Russian."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def begin(self) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
            f"{tag('title', self._shelf.name)}{tag('link', self._shelf.url)}"
            f"{tag('description', self._shelf.name)}"
        ).encode()

    def product(self, product: Product) -> bytes:
        old = product.old_price_minor
        own = {_TAGS[name]: value for name, value in product.attributes.items() if name in _TAGS}
        told = [*packed(product), *((n, v) for n, v in product.attributes.items() if n not in _TAGS)]
        return "".join(
            (
                "<item>\n",
                tag("g:id", product.offer_id),
                tag("g:title", localized(product.names, "ru")),
                tag("g:description", localized(product.descriptions, "ru")),
                tag("g:link", self._shelf.link(product)),
                tag("g:image_link", product.picture or ""),
                tag("g:availability", "in_stock" if product.stock > 0 else "out_of_stock"),
                tag("g:quantity", f"{product.stock:f}"),
                tag("g:price", f"{price(old or product.price_minor)} {product.currency}"),
                tag("g:sale_price", f"{price(product.price_minor)} {product.currency}" if old else ""),
                tag("g:brand", product.brand or ""),
                tag("g:gtin", product.barcode or ""),
                tag("g:product_type", " > ".join(self._shelf.path(product.category_id))),
                tag("g:item_group_id", product.group_id or ""),
                *(tag(f"g:{name}", value) for name, value in own.items()),
                *(_detail(name, value) for name, value in told),
                "</item>\n",
            )
        ).encode()

    def end(self) -> bytes:
        return b"</channel>\n</rss>\n"


def _detail(name: str, value: str) -> str:
    inside = tag("g:attribute_name", name) + tag("g:attribute_value", value)
    return f"<g:product_detail>{inside}</g:product_detail>\n"
