from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.engagement.model import CartReminder


class Reminders(Protocol):
    async def add(self, reminder: CartReminder) -> bool:
        """False when this cart has this step already."""

    async def get(self, reminder_id: str) -> CartReminder | None:
        """Locked for this transaction."""

    async def save(self, reminder: CartReminder) -> None: ...

    async def drop_waiting(self, shopper_id: str, reason: str) -> list[str]:
        """Marks what waits for this shopper as dropped; gives the ids."""

    async def waiting(self, until: datetime) -> list[CartReminder]:
        """Neither sent nor dropped, due until then, oldest first: what the sweep looks at."""


class Jobs(Protocol):
    """A durable schedule. One job per key; the handler is found by the part of the key before the first `:`."""

    async def schedule(self, key: str, at: datetime) -> None:
        """Does nothing when the key is scheduled already."""

    async def move(self, key: str, at: datetime) -> None: ...

    async def cancel(self, key: str) -> None: ...
