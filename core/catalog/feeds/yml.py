"""YML, the Yandex Market Language, in both forms of an offer: simple, and vendor.model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.catalog.feeds.dialect import Element, is_rooted, of_feed
from core.catalog.feeds.offer import STOCK_AT, RawField, RawOffer, offer_rows
from core.catalog.feeds.rows import CategoryRow, FeedRow, Known
from core.catalog.feeds.source import Source
from core.catalog.feeds.text import plain
from core.catalog.feeds.xml import read_xml
from core.catalog.model import Category
from core.kernel.errors import InvalidInput

_ROOT = re.compile(rb"<yml_catalog[\s>/]")


def recognises(head: bytes) -> bool:
    return is_rooted(_ROOT, head)


def read(source: Source, store_id: str, known: Known | None = None) -> Iterator[FeedRow]:
    """Categories and offers in the order of the file. Raises InvalidInput when it is not a YML feed at all."""
    if not recognises(source.head):
        raise InvalidInput("file", "not a YML feed: no <yml_catalog>", key="error-feed-not-yml")
    return read_xml(source, _Yml(store_id), known)


class _Yml:
    around: tuple[str, ...] = ("yml_catalog", "shop", "offers")
    records = frozenset({"offer"})
    trees = frozenset({"category"})
    complete = True

    def __init__(self, store_id: str) -> None:
        self.uncounted = 0
        self._store_id = store_id
        self._categories = 0

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def id_of(self, element: Element) -> str | None:
        return plain(element.attributes.get("id", "")) or None

    def record(self, element: Element, row: int) -> list[FeedRow]:
        fields = [
            RawField(child.name, child.attributes, child.text())
            for child in element.children
            if child.name != "outlets"
        ]
        fields += [
            RawField(STOCK_AT, {"id": outlet.attributes.get("id", "")}, outlet.attributes.get("instock", ""))
            for outlets in element.all("outlets")
            for outlet in outlets.all("outlet")
        ]
        raw = RawOffer(row, element.attributes, fields)
        found = offer_rows(raw, self._store_id)
        self.uncounted += found.uncounted
        return found.rows

    def tree(self, element: Element) -> list[FeedRow]:
        attributes = element.attributes
        category_id, name = attributes.get("id", "").strip(), plain(element.text())[:200]
        if not category_id or not name:
            return [of_feed("import-reason-category-unnamed", category=category_id or name or "?")]
        names = {"ru": name}
        for language, keys in (("kk", ("name_kk", "name_kz")), ("en", ("name_en",))):
            if text := next((attributes[k] for k in keys if attributes.get(k)), ""):
                names[language] = plain(text)[:200]
        parent_id = attributes.get("parentId", "").strip() or None
        self._categories += 1
        return [CategoryRow(Category(self._store_id, category_id, names, parent_id, self._categories - 1))]
