from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.columns import from_milli, to_milli
from core.adapters.persistence.sql import chunks, count_up, counter, upsert
from core.catalog.fingerprint import fingerprint
from core.catalog.model import Category, Dimensions, Handling, Product
from core.catalog.places import is_sold_in
from core.catalog.ports import Change, ProductMark
from core.kernel.errors import NotFound

VERSION = "catalog_version"
PAGE = 2000


class SqlProducts:
    """`Product.stock` comes out as what may be bought (stock less reservations) and goes in as what is there."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, store_id: str, offer_id: str) -> Product | None:
        return (await self.get_many(store_id, [offer_id])).get(offer_id)

    async def get_many(self, store_id: str, offer_ids: Collection[str]) -> dict[str, Product]:
        found: dict[str, Product] = {}
        for ids in chunks(sorted(set(offer_ids))):
            query = select(t.products).where(
                t.products.c.store_id == store_id, t.products.c.offer_id.in_(ids)
            )
            found |= {row.offer_id: _product(row) for row in await self._connection.execute(query)}
        return found

    async def variants(self, store_id: str, group_id: str, limit: int) -> list[Product]:
        c = t.products.c
        query = select(t.products).where(c.store_id == store_id, c.group_id == group_id, c.hidden.is_(False))
        found = await self._connection.execute(query.order_by(c.offer_id).limit(limit))
        return [_product(row) for row in found]

    async def all(self, store_id: str) -> list[Product]:
        query = (
            select(t.products)
            .where(t.products.c.store_id == store_id, t.products.c.hidden.is_(False))
            .order_by(t.products.c.offer_id)
        )
        return [_product(row) for row in await self._connection.execute(query)]

    async def version(self, store_id: str) -> int:
        return await counter(self._connection, store_id, VERSION)

    async def marks(self, store_id: str, after: str = "") -> Sequence[ProductMark]:
        c = t.products.c
        query = select(c.offer_id, c.fingerprint, c.price_minor, c.hidden, c.source)
        return [
            ProductMark(**row._mapping)
            for row in await self._page(query.where(c.store_id == store_id), after)
        ]

    async def changed_since(
        self, store_id: str, version: int, after: tuple[int, str] = (0, "")
    ) -> Sequence[Change]:
        c = t.products.c
        seen, last = max(after[0], version), after[1] if after[0] > version else ""
        # Written out, not as a comparison of pairs, so that either database takes the index.
        behind = c.version > seen
        if last:
            behind = or_(behind, and_(c.version == seen, c.offer_id > last))
        query = select(t.products).where(c.store_id == store_id, behind).order_by(c.version, c.offer_id)
        found = [(row.version, _product(row)) for row in await self._connection.execute(query.limit(PAGE))]
        city = await self._city(store_id) if found else ""
        return [Change(at, p, not p.hidden and is_sold_in(p.cities, city)) for at, p in found]

    async def count(self, store_id: str) -> int:
        c = t.products.c
        # Cities are compared by their sound, which no database knows; a store's goods name few sets of them.
        query = select(c.cities, func.count()).where(c.store_id == store_id, c.hidden.is_(False))
        found = (await self._connection.execute(query.group_by(c.cities))).all()
        city = await self._city(store_id) if found else ""
        return sum(count for cities, count in found if is_sold_in(cities, city))

    async def _city(self, store_id: str) -> str:
        query = select(t.stores.c.city).where(t.stores.c.store_id == store_id)
        return str((await self._connection.execute(query)).scalar_one())

    async def page(self, store_id: str, after: str = "") -> Sequence[Product]:
        c = t.products.c
        query = select(t.products).where(c.store_id == store_id, c.hidden.is_(False))
        return [_product(row) for row in await self._page(query, after)]

    async def _page(self, query: Select[Any], after: str) -> Sequence[Row[Any]]:
        c = t.products.c
        page = query.where(c.offer_id > after).order_by(c.offer_id).limit(PAGE)
        rows: Sequence[Row[Any]] = (await self._connection.execute(page)).all()
        return rows

    async def upsert_many(self, products: Sequence[Product], sources: Sequence[int | None] = ()) -> None:
        stores = sorted({product.store_id for product in products})
        versions = {store_id: await self._changed(store_id) for store_id in stores}
        rows = [
            {**_row(product), "source": source, "version": versions[product.store_id]}
            for product, source in zip_longest(products, sources)
        ]
        for chunk in chunks(rows):
            await upsert(self._connection, t.products, chunk)

    async def hide(self, store_id: str, offer_ids: Collection[str]) -> None:
        if not offer_ids:
            return
        version = await self._changed(store_id)
        for ids in chunks(sorted(set(offer_ids))):
            where = and_(t.products.c.store_id == store_id, t.products.c.offer_id.in_(ids))
            await self._connection.execute(
                update(t.products).where(where).values(hidden=True, version=version)
            )

    async def set_stock(self, store_id: str, offer_id: str, stock: Decimal) -> None:
        await self._set(store_id, offer_id, stock_milli=to_milli(stock, "stock"))

    async def set_price(self, store_id: str, offer_id: str, price_minor: int) -> None:
        await self._set(store_id, offer_id, price_minor=price_minor)

    async def _set(self, store_id: str, offer_id: str, **values: int) -> None:
        version = await self._changed(store_id)
        where = and_(t.products.c.store_id == store_id, t.products.c.offer_id == offer_id)
        result = await self._connection.execute(
            update(t.products).where(where).values(**values, version=version)
        )
        if result.rowcount == 0:
            raise NotFound(f"store {store_id} has no product {offer_id}")

    async def _changed(self, store_id: str) -> int:
        """Before the rows are written: the counter is held until the commit, so versions become visible in order."""
        return await count_up(self._connection, store_id, VERSION, first=1)


class SqlCategories:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self, store_id: str) -> list[Category]:
        query = (
            select(t.categories)
            .where(t.categories.c.store_id == store_id)
            .order_by(t.categories.c.position, t.categories.c.category_id)
        )
        return [Category(**row._mapping) for row in await self._connection.execute(query)]

    async def upsert_many(self, categories: Sequence[Category]) -> None:
        rows = [
            {
                "store_id": category.store_id,
                "category_id": category.category_id,
                "names": category.names,
                "parent_id": category.parent_id,
                "position": category.position,
            }
            for category in categories
        ]
        for chunk in chunks(rows):
            await upsert(self._connection, t.categories, chunk)
        for store_id in sorted({category.store_id for category in categories}):
            await count_up(self._connection, store_id, VERSION, first=1)


def packed_columns(dimensions: Dimensions | None, handling: Handling) -> dict[str, Any]:
    return {
        "length_mm": dimensions.length_mm if dimensions else None,
        "width_mm": dimensions.width_mm if dimensions else None,
        "height_mm": dimensions.height_mm if dimensions else None,
        "weight_g": dimensions.weight_g if dimensions else None,
        "fragile": handling.fragile,
        "this_side_up": handling.this_side_up,
        "temperature": handling.temperature,
        "segregation": handling.segregation,
    }


def dimensions_of(row: Row[Any]) -> Dimensions | None:
    if row.length_mm is None:
        return None
    return Dimensions(row.length_mm, row.width_mm, row.height_mm, row.weight_g)


def handling_of(row: Row[Any]) -> Handling:
    return Handling(row.fragile, row.this_side_up, row.temperature, row.segregation)


def _row(product: Product) -> dict[str, Any]:
    return {
        "store_id": product.store_id,
        "offer_id": product.offer_id,
        "names": product.names,
        "price_minor": product.price_minor,
        "old_price_minor": product.old_price_minor,
        "currency": product.currency,
        "stock_milli": to_milli(product.stock, "stock"),
        "category_id": product.category_id,
        "brand": product.brand,
        "barcode": product.barcode,
        "descriptions": product.descriptions,
        "attributes": product.attributes,
        "sold_by": product.sold_by,
        **packed_columns(product.dimensions, product.handling),
        "picture": product.picture,
        "hidden": product.hidden,
        "fingerprint": fingerprint(product),
        "group_id": product.group_id,
        "stocks": {place: f"{stock:f}" for place, stock in product.stocks.items()},
        "cities": list(product.cities),
        "preorder_days": product.preorder_days,
    }


def _product(row: Row[Any]) -> Product:
    return Product(
        store_id=row.store_id,
        offer_id=row.offer_id,
        names=row.names,
        price_minor=row.price_minor,
        # A feed may lower the stock below what is promised already; nobody can buy less than nothing.
        stock=from_milli(max(row.stock_milli - row.reserved_milli, 0)),
        currency=row.currency,
        old_price_minor=row.old_price_minor,
        category_id=row.category_id,
        brand=row.brand,
        barcode=row.barcode,
        descriptions=row.descriptions,
        attributes=row.attributes,
        sold_by=row.sold_by,
        dimensions=dimensions_of(row),
        handling=handling_of(row),
        picture=row.picture,
        hidden=row.hidden,
        group_id=row.group_id,
        stocks={place: Decimal(stock) for place, stock in row.stocks.items()},
        cities=tuple(row.cities),
        preorder_days=row.preorder_days,
    )
