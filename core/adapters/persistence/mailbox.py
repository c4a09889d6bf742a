"""The outbox read as a mailbox: by rising numbers, for a channel that is asked rather than called."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence import tables as t
from core.conversation.ports import Notification

c = t.outbox.c


class SqlMailbox:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def last(self, channel: str) -> int:
        """The highest number so far; 0 when there is none."""
        async with self._engine.connect() as connection:
            query = select(func.max(c.row_id)).where(c.channel == channel)
            return int((await connection.execute(query)).scalar() or 0)

    async def since(self, channel: str, after: int, limit: int) -> list[tuple[int, Notification]]:
        """What came to anybody of the channel after that number, oldest first."""
        return await self._read(limit, c.channel == channel, c.row_id > after)

    async def of(
        self, channel: str, external_id: str, after: int, limit: int
    ) -> list[tuple[int, Notification]]:
        """What came to one person after that number, oldest first."""
        return await self._read(limit, c.channel == channel, c.external_id == external_id, c.row_id > after)

    async def _read(self, limit: int, *where: Any) -> list[tuple[int, Notification]]:
        query = select(t.outbox).where(*where).order_by(c.row_id).limit(limit)
        async with self._engine.connect() as connection:
            return [(row.row_id, _notification(row)) for row in (await connection.execute(query)).all()]


def _notification(row: Row[Any]) -> Notification:
    return Notification(
        key=row.key,
        store_id=row.store_id,
        channel=row.channel,
        external_id=row.external_id,
        kind=row.kind,
        params=row.params,
        language=row.language,
    )
