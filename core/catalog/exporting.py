"""Giving the goods of a store out, a page at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO

from core.catalog.model import Product
from core.catalog.ports import CatalogUnits
from core.catalog.writers import Shelf, write
from core.kernel.clock import Clock
from core.kernel.store import Store


@dataclass(frozen=True, slots=True)
class ExportCatalog:
    """Use case. Hidden products stay at home."""

    units: CatalogUnits
    clock: Clock

    async def __call__(self, store: Store, url: str, feed_format: str, file: IO[bytes]) -> int:
        """Writes the feed and gives how many products are in it. Raises InvalidInput for a format nobody writes."""
        async with self.units() as work:
            categories = {c.category_id: c for c in await work.categories.all(store.store_id)}
        now = self.clock.now().astimezone(store.tz).strftime("%Y-%m-%d %H:%M")
        shelf = Shelf(store.store_id, store.name, url, now, categories)
        return await write(feed_format, shelf, self._products(store.store_id), file)

    async def _products(self, store_id: str) -> AsyncIterator[Product]:
        after = ""
        while True:
            async with self.units() as work:
                page = await work.products.page(store_id, after)
            if not page:
                return
            for product in page:
                yield product
            after = page[-1].offer_id
