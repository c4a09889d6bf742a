"""A store's goods as they can be found: an index on disk, one for all turns and pages of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import structlog

from core.catalog.model import Category, Product
from core.catalog.ports import CategoryRepository, ProductRepository
from core.catalog.search import SearchIndex
from core.catalog.search.ports import Limits, Storage, Wanted
from core.catalog.search.upkeep import Catalogues, catch_up, catch_up_at_once

log = structlog.get_logger()

AT_ONCE = 1_000
"""Changes that a turn waits for: half a second. More are worked through beside it."""
KEPT_PRODUCTS = 20_000


class Goods(Mapping[str, Product]):
    """The products of one state of an index by offer id, read when asked for."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._read = lru_cache(maxsize=KEPT_PRODUCTS)(index.get)

    def __getitem__(self, offer_id: str) -> Product:
        product = self._read(offer_id)
        if product is None:
            raise KeyError(offer_id)
        return product

    def __iter__(self) -> Iterator[str]:
        return iter(self._index.goods.offer_ids())

    def __len__(self) -> int:
        return len(self._index)


@dataclass(frozen=True)
class Shelf:
    """Never changes: a store whose goods changed gets another."""

    index: SearchIndex
    categories: tuple[Category, ...]
    products: Mapping[str, Product]

    @cached_property
    def brands(self) -> frozenset[str]:
        return self.index.goods.brands()

    def children(self, category_id: str | None) -> list[Category]:
        """The categories below that hold anything."""
        known = {c.category_id for c in self.categories}
        return [c for c in self.categories if _parent(c, known) == category_id and self.count(c.category_id)]

    def in_category(self, category_id: str, limit: int | None = None) -> list[Product]:
        """The category's own products and those of every category below it, by offer id; the first `limit`."""
        wanted = Wanted(limits=Limits(shelves=frozenset({category_id})))
        found = self.index.goods.find(wanted, limit or max(len(self.index), 1))
        return [self.products[offer_id] for offer_id in sorted(f.offer_id for f in found)]

    def count(self, category_id: str) -> int:
        """How many `in_category` would find."""
        if category_id not in self._counts:
            wanted = Wanted(limits=Limits(shelves=frozenset({category_id})))
            self._counts[category_id] = self.index.goods.count(wanted)
        return self._counts[category_id]

    @cached_property
    def _counts(self) -> dict[str, int]:
        return {}


def _parent(category: Category, known: set[str]) -> str | None:
    """A category whose parent the feed never told stands at the top."""
    return category.parent_id if category.parent_id in known else None


@dataclass(slots=True)
class _Kept:
    storage: Storage
    shelf: Shelf | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    work: asyncio.Task[None] | None = None


class Shelves:
    """Every store's shelf, brought to the catalogue's version whenever somebody looks."""

    def __init__(self, open_index: Callable[[str], Storage], catalogues: Catalogues) -> None:
        self._open = open_index
        self._catalogues = catalogues
        self._kept: dict[str, _Kept] = {}

    async def of(self, products: ProductRepository, categories: CategoryRepository, store_id: str) -> Shelf:
        """The shelf as the caller's transaction sees the catalogue, if no more than `AT_ONCE` products changed;
        otherwise the shelf as far as it is, while the rest is worked through beside the caller."""
        kept = self._opened(store_id)
        version = await products.version(store_id)
        if kept.shelf is None and kept.work is None:
            at = kept.storage.reader()
            # Where a home folder is given another database, versions may agree by chance.
            if at.state.version == version and await products.count(store_id) != len(at):
                kept.work = asyncio.create_task(self._worked(kept, store_id))
        if kept.shelf is not None and kept.shelf.index.goods.state.version == version:
            return kept.shelf
        if kept.work is not None and not kept.work.done():
            return await self._renewed(kept, categories, store_id)
        async with kept.turn:
            if kept.storage.reader().state.version != version and not await catch_up_at_once(
                kept.storage, products, categories, store_id, AT_ONCE
            ):
                kept.work = asyncio.create_task(self._worked(kept, store_id))
            return await self._renewed(kept, categories, store_id)

    async def whole(self, store_id: str) -> Shelf:
        """The shelf with everything on it, however long that takes. Not from within a transaction."""
        kept = self._opened(store_id)
        await catch_up(kept.storage, self._catalogues, store_id, whole=True)
        async with self._catalogues() as work:
            return await self._renewed(kept, work.categories, store_id)

    async def close(self) -> None:
        """Stops what is being worked through; the next start goes on."""
        for kept in self._kept.values():
            if kept.work is not None:
                kept.work.cancel()
                await asyncio.gather(kept.work, return_exceptions=True)

    def _opened(self, store_id: str) -> _Kept:
        if store_id not in self._kept:
            self._kept[store_id] = _Kept(self._open(store_id))
        return self._kept[store_id]

    async def _worked(self, kept: _Kept, store_id: str) -> None:
        try:
            await catch_up(kept.storage, self._catalogues, store_id, whole=True)
        except Exception:
            log.exception("search_index_not_updated", store_id=store_id)
            raise

    async def _renewed(self, kept: _Kept, categories: CategoryRepository, store_id: str) -> Shelf:
        reader = kept.storage.reader()
        if kept.shelf is None or kept.shelf.index.goods is not reader:
            tree = tuple(await categories.all(store_id))
            before = kept.shelf.index if kept.shelf else None
            index = await asyncio.to_thread(SearchIndex, reader, tree, before)
            kept.shelf = Shelf(index, tree, Goods(index))
        return kept.shelf
