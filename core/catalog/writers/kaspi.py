from __future__ import annotations

from xml.sax.saxutils import quoteattr

from core.catalog.model import Product, localized
from core.catalog.writers.shelf import Shelf, price, tag

ONE_POINT = "PP1"


class KaspiWriter:
    """Kaspi's price list: code, name, brand, price, and stock by pickup point. It has no room for more."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def begin(self) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<kaspi_catalog date={quoteattr(self._shelf.now)} xmlns="kaspiShopping">\n'
            f"{tag('company', self._shelf.name)}{tag('merchantid', self._shelf.store_id)}<offers>\n"
        ).encode()

    def product(self, product: Product) -> bytes:
        stocks = product.stocks or {ONE_POINT: product.stock}
        preorder = f' preOrder="{product.preorder_days}"' if product.preorder_days else ""
        points = "".join(
            f'<availability available="{"yes" if stock > 0 else "no"}" storeId={quoteattr(place)}'
            f' stockCount="{stock:f}"{preorder}/>'
            for place, stock in stocks.items()
        )
        return (
            f"<offer sku={quoteattr(product.offer_id)}>\n{tag('model', localized(product.names, 'ru'))}"
            f"{tag('brand', product.brand or '')}<availabilities>{points}</availabilities>\n"
            f"{tag('price', price(product.price_minor))}</offer>\n"
        ).encode()

    def end(self) -> bytes:
        return b"</offers>\n</kaspi_catalog>\n"
