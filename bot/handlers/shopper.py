"""What a person writes, taps and shares. Staff of a store talk through the same door: the turn knows who works there."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.desk import Desk
from bot.handlers.origin import origin_of
from bot.inbound import Unreadable, read_message, read_tap


def router() -> Router:
    made = Router(name="shopper")
    made.callback_query.register(tapped)
    made.message.register(written, F.from_user)
    made.my_chat_member.register(came_or_left)
    return made


async def written(message: Message, event_update: Update, desk: Desk) -> None:
    origin = await origin_of(event_update, desk, message.from_user)
    desk.sender.blocked.discard(origin.user.id)
    heard = read_message(origin, message, desk.typed)
    if not isinstance(heard, Unreadable):
        await desk.hear(heard)
    elif await desk.once(origin):
        await desk.tell(origin, heard.key, ask=heard.ask)


async def tapped(query: CallbackQuery, event_update: Update, desk: Desk, bot: Bot) -> None:
    """Answered first, so that the button stops waiting whatever the turn takes."""
    with suppress(TelegramBadRequest):
        # "Query is too old": the tap was made while the bot was away, and still counts.
        await desk.sender.call(query.answer())
    origin = await origin_of(event_update, desk, query.from_user)
    desk.sender.blocked.discard(origin.user.id)
    await desk.hear(read_tap(origin, query), query.message.message_id if query.message else None)


async def came_or_left(event: ChatMemberUpdated, desk: Desk) -> None:
    left = event.new_chat_member.status in {"kicked", "left"}
    (desk.sender.blocked.add if left else desk.sender.blocked.discard)(event.from_user.id)
