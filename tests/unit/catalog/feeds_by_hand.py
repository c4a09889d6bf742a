"""Feeds as a seller's shop engine writes them."""

from __future__ import annotations

from pathlib import Path

from core.catalog.feeds import read
from core.catalog.feeds.rows import CategoryRow, FeedEnd, FeedRow, ProductRow, Rejected, RowWarning

HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-01-10 10:00"><shop><name>Дүкен</name>
<currencies><currency id="KZT" rate="1"/></currencies>
<categories>
<category id="1" name_kk="Сүт өнімдері">Молочное</category>
<category id="11" parentId="1" name_kk="Сүт">Молоко</category>
</categories><offers>
"""
TAIL = "</offers></shop></yml_catalog>"


def offer(
    offer_id: str, name: str = "Молоко", price: str = "500", more: str = "", attributes: str = ""
) -> str:
    return (
        f'<offer id="{offer_id}" {attributes}><name>{name}</name><price>{price}</price>'
        f"<categoryId>11</categoryId><count>7</count>{more}</offer>\n"
    )


def feed(*offers: str, encoding: str = "UTF-8") -> str:
    return HEAD.format(encoding=encoding) + "".join(offers) + TAIL


class Reading:
    def __init__(self, rows: list[FeedRow]) -> None:
        self.rows = rows
        self.products = {r.product.offer_id: r.product for r in rows if isinstance(r, ProductRow)}
        self.categories = [r.category for r in rows if isinstance(r, CategoryRow)]
        self.rejected = [(r.row, r.offer_id, r.reason.key) for r in rows if isinstance(r, Rejected)]
        self.warnings = [(r.row, r.offer_id, r.reason.key) for r in rows if isinstance(r, RowWarning)]
        self.ends = [r.complete for r in rows if isinstance(r, FeedEnd)]

    @property
    def complete(self) -> bool:
        return self.ends == [True]


def reading(folder: Path, content: str | bytes, name: str = "feed.yml") -> Reading:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Reading(list(read(path, "s1")))
