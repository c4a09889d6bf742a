"""The edges' side of the outbox: what was committed is sent at least once, in order for each person.

A claimed row is leased: it comes back when its sender neither finishes nor fails it in time, so a crash between
sending and `done` sends twice and never not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence import tables as t
from core.conversation.ports import Notification
from core.kernel.clock import Clock

LEASE = timedelta(minutes=1)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """`attempt` counts from 1."""

    row_id: int
    attempt: int
    notification: Notification


def retry_at(attempt: int, now: datetime) -> datetime:
    """When to try again after the `attempt`th failed: 2 s, 4 s, 8 s … at most an hour later."""
    doubled: int = 2 ** min(attempt - 1, 20)
    return now + min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


class OutboxReader:
    """Each call is a transaction of its own."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def claim(self, channel: str, limit: int = 50) -> list[Claimed]:
        """What is due, oldest first, at most one per person: the next only after it is done or dead."""
        now = self._clock.now()
        row, earlier = t.outbox.c, t.outbox.alias("earlier")
        unsent_before = (
            select(earlier.c.row_id)
            .where(
                earlier.c.channel == row.channel,
                earlier.c.state == "waiting",
                earlier.c.external_id == row.external_id,
                earlier.c.store_id == row.store_id,
                earlier.c.row_id < row.row_id,
            )
            .exists()
        )
        due = (
            select(row.row_id)
            .where(row.channel == channel, row.state == "waiting", row.due_at <= now, ~unsent_before)
            .order_by(row.row_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = (
            update(t.outbox)
            .where(row.row_id.in_(due))
            .values(due_at=now + LEASE, attempts=row.attempts + 1)
            .returning(t.outbox)
        )
        async with self._engine.begin() as connection:
            rows = (await connection.execute(claimed)).all()
        return [
            Claimed(
                found.row_id,
                found.attempts,
                Notification(
                    key=found.key,
                    store_id=found.store_id,
                    channel=found.channel,
                    external_id=found.external_id,
                    kind=found.kind,
                    params=found.params,
                    language=found.language,
                ),
            )
            for found in sorted(rows, key=lambda found: found.row_id)
        ]

    async def done(self, row_id: int) -> None:
        await self._set(row_id, state="done", error=None)

    async def failed(self, row_id: int, error: str, retry_at: datetime | None) -> None:
        """`retry_at` None says that the channel refuses it for good: the row is dead, its reason kept."""
        if retry_at is None:
            await self._set(row_id, state="dead", error=error)
        else:
            await self._set(row_id, due_at=retry_at, error=error)

    async def clear(self, before: datetime) -> int:
        """Removes what was settled before then, and what lay in a mailbox so long; how many rows that were.

        The newest row stays whatever it is: SQLite numbers on from it, and mailboxes are read by rising numbers.
        """
        row = t.outbox.c
        newest = select(func.max(row.row_id)).scalar_subquery()
        # Rows of a mailbox are read where they are; nobody ever claims them.
        settled = (row.state != "waiting") | (row.attempts == 0)
        old = delete(t.outbox).where(row.due_at < before, settled, row.row_id < newest)
        async with self._engine.begin() as connection:
            return (await connection.execute(old)).rowcount

    async def _set(self, row_id: int, **values: str | datetime | None) -> None:
        where = (t.outbox.c.row_id == row_id) & (t.outbox.c.state == "waiting")
        async with self._engine.begin() as connection:
            await connection.execute(update(t.outbox).where(where).values(**values))
