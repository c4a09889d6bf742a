"""Becoming staff by an invitation, and what staff alone may send."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Message, Update

from bot.desk import CHANNEL, Desk
from bot.handlers.origin import origin_of
from bot.inbound import Origin, invite_code
from core.conversation.reply import Choice
from core.dialogue.seller import MENU
from core.ordering.model import Staff

WELCOMES = {"seller": "seller-welcome", "courier": "courier-welcome"}


def router() -> Router:
    made = Router(name="staff")
    made.message.register(invited, F.text.startswith("/start "))
    made.message.register(document, F.document)
    return made


async def invited(message: Message, event_update: Update, desk: Desk) -> object:
    """An invitation that was used stays silent about whose it was."""
    code = invite_code(message)
    if code is None:
        return UNHANDLED
    origin = await origin_of(event_update, desk, message.from_user)
    desk.sender.blocked.discard(origin.user.id)
    if not await desk.once(origin):
        return None
    language = await desk.language(origin)
    staff = await desk.app.accept_invite(code, CHANNEL, str(origin.user.id), language)
    staff = staff or await _staff(origin, desk)
    if staff is None:
        await desk.tell(origin, "invite-unknown")
        return None
    async with desk.app.units() as work:
        store = await work.stores.get(staff.store_id)
    choices = tuple(Choice(o.action, o.key) for o in MENU) if staff.role == "seller" else ()
    await desk.tell(origin, WELCOMES[staff.role], choices, store=store.name)
    return None


async def document(message: Message, event_update: Update, desk: Desk) -> object:
    """A price list of a seller; from anybody else it is read as any message is."""
    origin = await origin_of(event_update, desk, message.from_user)
    if await _staff(origin, desk) is None:
        return UNHANDLED
    if await desk.once(origin):
        await desk.tell(origin, "seller-import-how")
    return None


async def _staff(origin: Origin, desk: Desk) -> Staff | None:
    async with desk.app.units() as work:
        return await work.people.staff(origin.store_id, CHANNEL, str(origin.user.id))
