"""A catalogue kept in memory, with the promises of the ports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from types import TracebackType
from typing import Self

from core.catalog.feeds.columns import Said
from core.catalog.fingerprint import fingerprint
from core.catalog.model import Category, Product
from core.catalog.ports import ProductMark


class StoredProducts:
    def __init__(self) -> None:
        self.by_id: dict[str, Product] = {}
        self.marked: dict[str, str] = {}
        self.sources: dict[str, int | None] = {}
        self.writes = 0

    async def get(self, store_id: str, offer_id: str) -> Product | None:
        return self.by_id.get(offer_id)

    async def get_many(self, store_id: str, offer_ids: Collection[str]) -> dict[str, Product]:
        return {i: self.by_id[i] for i in offer_ids if i in self.by_id}

    async def variants(self, store_id: str, group_id: str, limit: int) -> list[Product]:
        return [p for p in await self.all(store_id) if p.group_id == group_id][:limit]

    async def all(self, store_id: str) -> list[Product]:
        return [p for _, p in sorted(self.by_id.items()) if not p.hidden]

    async def version(self, store_id: str) -> int:
        return self.writes

    async def marks(self, store_id: str, after: str = "") -> Sequence[ProductMark]:
        return [
            ProductMark(i, self.marked[i], p.price_minor, p.hidden, self.sources[i])
            for i, p in sorted(self.by_id.items())
            if i > after
        ]

    async def page(self, store_id: str, after: str = "") -> Sequence[Product]:
        return [p for i, p in sorted(self.by_id.items()) if i > after and not p.hidden]

    async def upsert_many(self, products: Sequence[Product], sources: Sequence[int | None] = ()) -> None:
        for product, source in zip_longest(products, sources):
            self.by_id[product.offer_id] = product
            self.sources[product.offer_id] = source
            self.marked[product.offer_id] = fingerprint(product)
            self.writes += 1

    async def hide(self, store_id: str, offer_ids: Collection[str]) -> None:
        for offer_id in offer_ids:
            self.by_id[offer_id] = replace(self.by_id[offer_id], hidden=True)
            self.writes += 1

    async def set_stock(self, store_id: str, offer_id: str, stock: Decimal) -> None:
        self.by_id[offer_id] = replace(self.by_id[offer_id], stock=stock)

    async def set_price(self, store_id: str, offer_id: str, price_minor: int) -> None:
        self.by_id[offer_id] = replace(self.by_id[offer_id], price_minor=price_minor)


class StoredCategories:
    def __init__(self) -> None:
        self.by_id: dict[str, Category] = {}

    async def all(self, store_id: str) -> list[Category]:
        return sorted(self.by_id.values(), key=lambda c: c.position)

    async def upsert_many(self, categories: Sequence[Category]) -> None:
        self.by_id |= {c.category_id: c for c in categories}


class StoredFeeds:
    """Only the columns: an import asks for nothing else."""

    def __init__(self) -> None:
        self.confirmed: dict[str, str] = {}

    async def columns(self, store_id: str) -> Said:
        return dict(self.confirmed)

    async def remember_columns(self, store_id: str, said: Said) -> None:
        self.confirmed |= said


class StoredCatalogue:
    """Units of work that all see the same catalogue; there is nothing to roll back."""

    def __init__(self) -> None:
        self.products, self.categories = StoredProducts(), StoredCategories()
        self.feeds = StoredFeeds()

    def __call__(self) -> Self:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def commit(self) -> None:
        return None
