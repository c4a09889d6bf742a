from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any, get_args

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import upsert
from core.catalog.feeds.columns import Said
from core.catalog.incoming import FeedSource, Freshness, IncomingFeed, State

OPEN = tuple(sorted(set(get_args(State)) - {"taken", "dropped"}))


class SqlFeeds:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def source(self, store_id: str) -> FeedSource | None:
        query = select(t.feed_sources).where(t.feed_sources.c.store_id == store_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else _source(row)

    async def sources(self) -> list[FeedSource]:
        rows = await self._connection.execute(select(t.feed_sources).order_by(t.feed_sources.c.store_id))
        return [_source(row) for row in rows]

    async def save_source(self, source: FeedSource) -> None:
        row = {
            "store_id": source.store_id,
            "url": source.url,
            "every_s": int(source.every.total_seconds()),
            "due_at": source.due_at,
            "etag": source.fresh.etag,
            "last_modified": source.fresh.last_modified,
            "checked_at": source.checked_at,
            "report": source.report,
        }
        await upsert(self._connection, t.feed_sources, [row])

    async def remove_source(self, store_id: str) -> bool:
        gone = delete(t.feed_sources).where(t.feed_sources.c.store_id == store_id)
        return (await self._connection.execute(gone)).rowcount > 0

    async def incoming(self, feed_id: str) -> IncomingFeed | None:
        query = select(t.incoming_feeds).where(t.incoming_feeds.c.feed_id == feed_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        return None if row is None else IncomingFeed(**row._mapping)

    async def save_incoming(self, feed: IncomingFeed) -> None:
        await upsert(self._connection, t.incoming_feeds, [asdict(feed)])

    async def open_incoming(self) -> list[IncomingFeed]:
        c = t.incoming_feeds.c
        query = select(t.incoming_feeds).where(c.state.in_(OPEN)).order_by(c.received_at, c.feed_id)
        return [IncomingFeed(**row._mapping) for row in await self._connection.execute(query)]

    async def columns(self, store_id: str) -> Said:
        c = t.feed_columns.c
        query = select(c.name, c.meaning).where(c.store_id == store_id)
        return {row.name: row.meaning for row in await self._connection.execute(query)}

    async def remember_columns(self, store_id: str, said: Said) -> None:
        rows = [{"store_id": store_id, "name": name, "meaning": meaning} for name, meaning in said.items()]
        await upsert(self._connection, t.feed_columns, rows)


def _source(row: Row[Any]) -> FeedSource:
    return FeedSource(
        store_id=row.store_id,
        url=row.url,
        every=timedelta(seconds=row.every_s),
        due_at=row.due_at,
        fresh=Freshness(row.etag, row.last_modified),
        checked_at=row.checked_at,
        report=row.report,
    )
