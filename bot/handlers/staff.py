"""Becoming staff by an invitation, and what staff alone may send."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Document, Message, Update

from bot.desk import CHANNEL, Desk
from bot.files import fetch
from bot.handlers.origin import origin_of
from bot.inbound import Origin, invite_code
from core.catalog.incoming import IncomingFeed
from core.conversation.reply import Choice
from core.dialogue.seller import MENU
from core.kernel.errors import InvalidInput
from core.kernel.ids import new_id
from core.ordering.model import Staff

LONGEST_NAME = 60
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


async def document(message: Message, event_update: Update, desk: Desk, bot: Bot) -> object:
    """A price list of a seller; from anybody else it is read as any message is."""
    origin = await origin_of(event_update, desk, message.from_user)
    staff = await _staff(origin, desk)
    if staff is None or staff.role != "seller" or message.document is None:
        return UNHANDLED
    try:
        kept = await _kept(message.document, origin, desk, bot)
    except InvalidInput as error:
        if await desk.once(origin):
            await desk.tell(origin, error.key, **error.params)
        return None
    if kept:
        await desk.tell(origin, "feed-received")
    return None


async def _kept(sent: Document, origin: Origin, desk: Desk, bot: Bot) -> bool:
    """The file is on disk before the message counts as read. False for one that was read before.

    Raises InvalidInput for a file that Telegram does not hand to bots.
    """
    feed = IncomingFeed(
        feed_id=new_id(),
        store_id=origin.store_id,
        name=" ".join((sent.file_name or "").split())[:LONGEST_NAME],
        received_at=desk.app.clock.now(),
        channel=CHANNEL,
        external_id=str(origin.user.id),
        language=await desk.language(origin),
    )
    with desk.app.feeds.place_for(feed) as path:
        await fetch(bot, desk.sender, sent, path)
        job = await desk.app.feeds.receive(feed, str(origin.update_id))
    if job is not None:
        await desk.app.jobs.schedule(job.key, job.at)
    return job is not None


async def _staff(origin: Origin, desk: Desk) -> Staff | None:
    async with desk.app.units() as work:
        return await work.people.staff(origin.store_id, CHANNEL, str(origin.user.id))
