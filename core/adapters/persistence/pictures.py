from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import chunks, upsert
from core.catalog.product_picture import BrokenPicture, PictureReport, TriedPicture, cached_name

PRODUCTS, TRIED = t.products.c, t.pictures.c
GIVEN = t.products.outerjoin(
    t.pictures, and_(TRIED.store_id == PRODUCTS.store_id, TRIED.url == PRODUCTS.picture)
)


def _on_sale() -> ColumnElement[bool]:
    address = or_(PRODUCTS.picture.startswith("https://"), PRODUCTS.picture.startswith("http://"))
    return and_(PRODUCTS.hidden.is_(False), address)


def _due(broken_before: datetime) -> ColumnElement[bool]:
    again = and_(TRIED.reason.is_not(None), TRIED.tried_at <= broken_before)
    return and_(_on_sale(), or_(TRIED.url.is_(None), again))


class SqlPictures:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def stores_due(self, broken_before: datetime) -> list[str]:
        any_due = select(PRODUCTS.offer_id).select_from(GIVEN).where(_due(broken_before))
        here = any_due.where(PRODUCTS.store_id == t.stores.c.store_id).correlate(t.stores).exists()
        return await self._texts(select(t.stores.c.store_id).where(here).order_by(t.stores.c.store_id))

    async def due(self, store_id: str, broken_before: datetime, most: int) -> list[str]:
        query = select(PRODUCTS.picture).select_from(GIVEN).group_by(PRODUCTS.picture)
        query = query.where(PRODUCTS.store_id == store_id, _due(broken_before))
        # What was never tried goes before what failed once.
        return await self._texts(query.order_by(func.count(TRIED.url), PRODUCTS.picture).limit(most))

    async def save(self, tried: Sequence[TriedPicture]) -> None:
        rows = [{"name": cached_name(one.url), **asdict(one)} for one in tried]
        for chunk in chunks(rows):
            await upsert(self._connection, t.pictures, chunk)

    async def report(self, store_id: str, most: int) -> PictureReport:
        distinct = func.count(PRODUCTS.picture.distinct())
        counted = select(TRIED.url.is_(None), TRIED.reason.is_(None), distinct).select_from(GIVEN)
        where = and_(PRODUCTS.store_id == store_id, _on_sale())
        grouped = counted.where(where).group_by(TRIED.url.is_(None), TRIED.reason.is_(None))
        counts = {(bool(new), bool(fine)): n for new, fine, n in await self._connection.execute(grouped)}
        offer_id = func.min(PRODUCTS.offer_id)
        broken = select(offer_id, TRIED.url, TRIED.tried_at, TRIED.reason, TRIED.detail).select_from(GIVEN)
        broken = broken.where(where, TRIED.reason.is_not(None))
        broken = broken.group_by(TRIED.url, TRIED.tried_at, TRIED.reason, TRIED.detail)
        first = await self._connection.execute(broken.order_by(offer_id).limit(most))
        return PictureReport(
            counts.get((False, True), 0),
            counts.get((False, False), 0),
            counts.get((True, True), 0),
            tuple(BrokenPicture(offer, TriedPicture(store_id, *rest)) for offer, *rest in first),
        )

    async def _texts(self, query: Select[Any]) -> list[str]:
        return [str(found) for found in (await self._connection.execute(query)).scalars()]
