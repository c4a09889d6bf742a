"""What the shop has to say to somebody who did not just write: claimed from the outbox, shown, and ticked off."""

from __future__ import annotations

import asyncio

import structlog

from bot.desk import CHANNEL, Desk
from core.adapters.persistence.outbox import Claimed, retry_at
from core.kernel.errors import DukenError, Unavailable

log = structlog.get_logger()

AT_ONCE = 50
LOOK_EVERY_S = 1.0
ATTEMPTS = 12


class OutboxLoop:
    """Runs until it is cancelled; `nudge` makes it look at once."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def nudge(self) -> None:
        self._news.set()

    async def run(self, desk: Desk) -> None:
        while True:
            self._news.clear()
            if not await self._look(desk):
                await self._rest()

    async def _look(self, desk: Desk) -> bool:
        """Whether there was anything. Trouble with the database is logged and passes; what was claimed comes back."""
        try:
            claimed = await desk.app.outbox.claim(CHANNEL, AT_ONCE)
            async with asyncio.TaskGroup() as group:
                for one in claimed:
                    group.create_task(deliver(desk, one))
        except Exception as error:  # noqa: BLE001 - trouble passes, the loop stays
            log.error("outbox_failed", error=repr(error))
            return False
        return bool(claimed)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._news.wait()
        except TimeoutError:
            return


async def deliver(desk: Desk, claimed: Claimed) -> None:
    """Somebody who blocked the bot is not tried again; trouble is, later and later."""
    notice, outbox = claimed.notification, desk.app.outbox
    try:
        replies = await desk.app.replies_to(notice)
    except Unavailable:
        # What was claimed comes back.
        raise
    except DukenError as error:
        log.error("notification_unreadable", key=notice.key, kind=notice.kind, error=str(error))
        await outbox.failed(claimed.row_id, str(error), None)
        return
    posted = desk.notify(int(notice.external_id), replies, notice.language)
    outcome = "sent" if posted is None else await posted
    if outcome == "sent":
        await outbox.done(claimed.row_id)
    elif outcome == "blocked":
        await outbox.failed(claimed.row_id, "the bot is blocked", None)
    else:
        again = retry_at(claimed.attempt, desk.app.clock.now()) if claimed.attempt < ATTEMPTS else None
        await outbox.failed(claimed.row_id, "not sent", again)
