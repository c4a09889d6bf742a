from __future__ import annotations

from aiogram.types import Update, User

from bot.desk import Desk
from bot.inbound import Origin
from core.kernel.errors import InvalidInput


async def origin_of(update: Update, desk: Desk, user: User | None) -> Origin:
    """Raises InvalidInput for what nobody wrote, NotFound while there is no store."""
    if user is None:
        raise InvalidInput("from", "nobody sent this")
    store = await desk.store()
    return Origin(store.store_id, update.update_id, user)
