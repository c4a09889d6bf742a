"""The outbox as a web shopper's mailbox: rows by their rising number, read again and again, never taken out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence import tables as t
from core.conversation.ports import Notification

Numbered = tuple[int, Notification]


class SqlMailbox:
    """Reads outside of any turn, each call in a short transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def last(self, channel: str) -> int:
        """The number of the newest notice in the channel, 0 when there is none."""
        query = select(func.max(t.outbox.c.row_id)).where(t.outbox.c.channel == channel)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar() or 0

    async def since(self, channel: str, after: int, limit: int) -> list[Numbered]:
        """Everybody's, oldest first."""
        return await self._read(channel, after, limit, None)

    async def of(self, channel: str, external_id: str, after: int, limit: int) -> list[Numbered]:
        """One person's, oldest first."""
        return await self._read(channel, after, limit, external_id)

    async def _read(self, channel: str, after: int, limit: int, external_id: str | None) -> list[Numbered]:
        c = t.outbox.c
        query = select(t.outbox).where(c.channel == channel, c.row_id > after).order_by(c.row_id).limit(limit)
        if external_id is not None:
            query = query.where(c.external_id == external_id)
        async with self._engine.connect() as connection:
            return [(row.row_id, _notification(row)) for row in await connection.execute(query)]


def _notification(row: Row[Any]) -> Notification:
    return Notification(
        row.key, row.store_id, row.channel, row.external_id, row.kind, row.params, row.language
    )
