from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from core.catalog.model import Category, Product
from core.catalog.writers.shelf import Shelf, packed, price, tag, told


class YmlWriter:
    """YML that `feeds.yml` reads back as the same products; Kazakh and English ride in tags of their own."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def begin(self) -> bytes:
        shelf = self._shelf
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog date={quoteattr(shelf.now)}>\n<shop>\n'
            f"{tag('name', shelf.name)}{tag('url', shelf.url)}"
            '<currencies><currency id="KZT" rate="1"/></currencies>\n<categories>\n'
        )
        return (
            head + "".join(map(_category, shelf.categories.values())) + "</categories>\n<offers>\n"
        ).encode()

    def product(self, product: Product) -> bytes:
        names, texts = product.names, product.descriptions
        group = f" group_id={quoteattr(product.group_id)}" if product.group_id else ""
        available = "true" if product.stock > 0 else "false"
        outlets = "".join(
            f"<outlet id={quoteattr(place)} instock={quoteattr(f'{stock:f}')}/>"
            for place, stock in product.stocks.items()
        )
        return "".join(
            (
                f'<offer id={quoteattr(product.offer_id)} available="{available}"{group}>\n',
                tag("name", names.get("ru", "")),
                tag("name_kk", names.get("kk", "")),
                tag("name_en", names.get("en", "")),
                tag("price", price(product.price_minor)),
                tag("oldprice", price(product.old_price_minor) if product.old_price_minor else ""),
                tag("currencyId", product.currency),
                tag("categoryId", product.category_id or ""),
                tag("vendor", product.brand or ""),
                tag("barcode", product.barcode or ""),
                tag("picture", product.picture or ""),
                tag("count", f"{product.stock:f}"),
                f"<outlets>{outlets}</outlets>\n" if outlets else "",
                tag("preorder", str(product.preorder_days) if product.preorder_days else ""),
                *(tag("city", city) for city in product.cities),
                tag("description", texts.get("ru", "")),
                tag("description_kk", texts.get("kk", "")),
                tag("description_en", texts.get("en", "")),
                told(packed(product)),
                told(product.attributes.items()),
                "</offer>\n",
            )
        ).encode()

    def end(self) -> bytes:
        return b"</offers>\n</shop>\n</yml_catalog>\n"


def _category(category: Category) -> str:
    attributes = {"id": category.category_id, "parentId": category.parent_id or ""}
    attributes |= {f"name_{code}": category.names.get(code, "") for code in ("kk", "en")}
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
    name = category.names.get("ru") or next(iter(category.names.values()), category.category_id)
    return f"<category{written}>{escape(name)}</category>\n"
