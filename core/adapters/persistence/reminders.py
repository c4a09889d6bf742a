from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import insert_new
from core.engagement.model import CartReminder
from core.kernel.errors import NotFound

WAITING = t.reminders.c.sent_at.is_(None) & t.reminders.c.dropped.is_(None)


class SqlReminders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, reminder: CartReminder) -> bool:
        return await insert_new(self._connection, t.reminders, asdict(reminder))

    async def get(self, reminder_id: str) -> CartReminder | None:
        query = select(t.reminders).where(t.reminders.c.reminder_id == reminder_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        return None if row is None else CartReminder(**row._mapping)

    async def save(self, reminder: CartReminder) -> None:
        where = t.reminders.c.reminder_id == reminder.reminder_id
        result = await self._connection.execute(update(t.reminders).where(where).values(**asdict(reminder)))
        if result.rowcount == 0:
            raise NotFound(f"no reminder {reminder.reminder_id}")

    async def drop_waiting(self, shopper_id: str, reason: str) -> list[str]:
        dropped = (
            update(t.reminders)
            .where(t.reminders.c.shopper_id == shopper_id, WAITING)
            .values(dropped=reason)
            .returning(t.reminders.c.reminder_id)
        )
        return sorted((await self._connection.execute(dropped)).scalars())

    async def waiting(self, until: datetime) -> list[CartReminder]:
        c = t.reminders.c
        query = select(t.reminders).where(WAITING, c.due_at <= until).order_by(c.due_at, c.reminder_id)
        return [CartReminder(**row._mapping) for row in await self._connection.execute(query)]
