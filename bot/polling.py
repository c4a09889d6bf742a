"""Long polling that confirms an update only when it has been handled, so that a killed process loses none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update

log = structlog.get_logger()

# A batch is confirmed as a whole: small, so that nobody waits long for the slowest of the others.
BATCH = 20
WAIT_FOR_NEWS_S = 25
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
# About a quarter of an hour; then one update that nobody can handle no longer stands in everybody's way.
TRIES = 30


async def poll(
    bot: Bot,
    prepare: Callable[[], Awaitable[None]],
    handle: Callable[[Update], Awaitable[None]],
    kinds: list[str],
) -> None:
    """Until it is cancelled: what is in hand then is finished first. `prepare` comes before, once it succeeds.

    Telegram out of reach is waited for. Raises TelegramUnauthorizedError.
    """
    offset, trouble, prepared = 0, 0, False
    while True:
        try:
            if not prepared:
                await prepare()
                prepared = True
            updates = await bot(
                GetUpdates(offset=offset, limit=BATCH, timeout=WAIT_FOR_NEWS_S, allowed_updates=kinds),
                request_timeout=WAIT_FOR_NEWS_S + 10,
            )
        except TelegramUnauthorizedError:
            raise
        except TelegramAPIError as error:
            trouble += 1
            await asyncio.sleep(_pause(error, trouble))
            continue
        handled = await _finish(asyncio.gather(*(_handled(handle, u) for u in updates)))
        if not all(handled) and trouble < TRIES:
            # What was handled already knows that it was: only the rest happens again.
            trouble += 1
            await asyncio.sleep(min(FIRST_PAUSE_S * 2.0 ** (trouble - 1), LONGEST_PAUSE_S))
            continue
        if not all(handled):
            log.critical("updates_given_up", update_ids=[u.update_id for u in updates])
        offset, trouble = (updates[-1].update_id + 1 if updates else offset), 0


def _pause(error: TelegramAPIError, trouble: int) -> float:
    log.warning(
        "telegram_poll_failed", error=str(error), another_bot=isinstance(error, TelegramConflictError)
    )
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    return min(FIRST_PAUSE_S * 2.0 ** (trouble - 1), LONGEST_PAUSE_S)


async def _handled(handle: Callable[[Update], Awaitable[None]], update: Update) -> bool:
    try:
        await handle(update)
    except Exception as error:  # noqa: BLE001 - one update that fails must not stop the others
        log.error("update_not_handled", update_id=update.update_id, error=repr(error))
        return False
    return True


async def _finish(work: asyncio.Future[list[bool]]) -> list[bool]:
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await work
        raise
