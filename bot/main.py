"""The Telegram edge over an open App: by long polling, or fed by the web edge's `/telegram/webhook`."""

from __future__ import annotations

import asyncio
import hmac
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, SetMyCommands, SetWebhook
from aiogram.types import BotCommand, ErrorEvent, Update, User
from aiogram.utils.token import TokenValidationError
from pydantic import ValidationError

from bot.desk import Desk
from bot.handlers import payments, shopper, staff
from bot.outbox import OutboxLoop
from bot.polling import poll
from bot.sender import Sender
from core.bootstrap import App
from core.config import Settings
from core.i18n.texts import LANGUAGES, Texts
from core.kernel.errors import Forbidden, InvalidInput

log = structlog.get_logger()

WEBHOOK_PATH = "/telegram/webhook"
UPDATES = ["message", "callback_query", "pre_checkout_query", "my_chat_member"]
COMMANDS = ("catalog", "cart", "orders", "language", "help")
REQUEST_TIMEOUT_S = 40.0
LAST_WORDS_S = 10.0


def make_bot(settings: Settings) -> Bot:
    """Raises InvalidInput without a token of the right shape."""
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(settings.telegram_api_url), timeout=REQUEST_TIMEOUT_S
    )
    try:
        return Bot(settings.telegram_bot_token or "", session=session)
    except TokenValidationError as error:
        raise InvalidInput("TELEGRAM_BOT_TOKEN", "is not a bot's token") from error


def make_dispatcher(desk: Desk) -> Dispatcher:
    """What Telegram asks first is answered first: money, then invitations, then everything else."""
    dispatcher = Dispatcher(desk=desk)
    # In a group everybody would read everybody's cart: the shop talks to one person at a time.
    dispatcher.message.filter(F.chat.type == ChatType.PRIVATE)
    dispatcher.include_routers(payments.router(), staff.router(), shopper.router())
    dispatcher.errors.register(_went_wrong)
    return dispatcher


async def _went_wrong(event: ErrorEvent, desk: Desk) -> object:
    """The person hears it in their language; news of a payment is raised instead, for Telegram to bring it again."""
    message = event.update.message
    if message is not None and message.successful_payment is not None:
        return UNHANDLED
    # As text: a renderer that prints local variables would hold up every chat while it writes aiogram's.
    told = "".join(traceback.format_exception(event.exception))
    log.error("update_failed", update_id=event.update.update_id, traceback=told)
    user = _author(event.update)
    if user is not None:
        desk.apologise(user)
    return None


def _author(update: Update) -> User | None:
    event = update.message or update.callback_query
    return event.from_user if event else None


@dataclass(frozen=True, slots=True)
class Telegram:
    """Everything of one bot. Made by `telegram`."""

    bot: Bot
    desk: Desk
    dispatcher: Dispatcher
    outbox: OutboxLoop

    async def handle(self, update: Update) -> None:
        """The updates of one chat one after the other; the question before a payment waits for nobody."""
        chat = _author(update)
        if chat is None:
            await self.dispatcher.feed_update(self.bot, update)
            return
        async with self.desk.in_turn(chat.id):
            await self.dispatcher.feed_update(self.bot, update)


@asynccontextmanager
async def telegram(app: App) -> AsyncIterator[Telegram]:
    """The bot with its outbox running; at the end it says what it still has to say, not for ever."""
    bot = make_bot(app.settings)
    outbox = OutboxLoop()
    desk = Desk(app, Sender(bot, app.settings.telegram_provider_token), outbox.nudge)
    made = Telegram(bot, desk, make_dispatcher(desk), outbox)
    async with bot:
        looking = asyncio.create_task(outbox.run(desk))
        try:
            yield made
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await desk.sender.drain(LAST_WORDS_S)


async def run_bot(app: App) -> None:
    """Long polling until it is cancelled. Raises InvalidInput without a token that Telegram knows, NotFound
    without a store."""
    async with telegram(app) as made:
        store = await made.desk.store()

        async def prepare() -> None:
            await made.bot(DeleteWebhook())
            log.info("telegram_polling", store=store.name)
            await set_commands(made.desk)

        try:
            await poll(made.bot, prepare, made.handle, UPDATES)
        except TelegramUnauthorizedError as error:
            raise InvalidInput("TELEGRAM_BOT_TOKEN", "Telegram does not know this token") from error


def wants_webhook(settings: Settings) -> bool:
    """Telegram calls https only; a loopback address is for trying out."""
    parts = urlsplit(settings.public_url or "")
    reachable = parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1"}
    return bool(reachable and settings.telegram_webhook_secret and settings.telegram_bot_token)


class TelegramWebhook:
    """What the web edge gives updates to. Alive inside `async with TelegramWebhook(app) as telegram:`."""

    def __init__(self, app: App) -> None:
        """Raises InvalidInput without a secret."""
        if not app.settings.telegram_webhook_secret:
            raise InvalidInput("TELEGRAM_WEBHOOK_SECRET", "is needed for the webhook")
        self._app = app
        self._secret = app.settings.telegram_webhook_secret
        self._context = telegram(app)
        self._telegram: Telegram | None = None

    async def __aenter__(self) -> TelegramWebhook:
        self._telegram = await self._context.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._context.__aexit__(*error)

    async def set_webhook(self, url: str) -> None:
        """Tells Telegram where to knock; when it is out of reach, that is logged and what it was told before holds.

        `url` is the server's own, without the path.
        """
        made = self._alive()
        address = url.rstrip("/") + WEBHOOK_PATH
        try:
            await made.desk.sender.call(
                SetWebhook(url=address, secret_token=self._secret, allowed_updates=UPDATES)
            )
        except TelegramAPIError as error:
            log.error("telegram_no_webhook", url=address, error=str(error))
            return
        await set_commands(made.desk)

    async def feed(self, update: dict[str, Any], secret: str | None) -> None:
        """Returns when the update is handled. Raises Forbidden for a wrong secret, InvalidInput for no update."""
        if not hmac.compare_digest((secret or "").encode(), self._secret.encode()):
            raise Forbidden("the webhook's secret is wrong")
        made = self._alive()
        try:
            read = Update.model_validate(update, context={"bot": made.bot})
        except ValidationError as error:
            raise InvalidInput("", "this is no update of Telegram's") from error
        await made.handle(read)

    def _alive(self) -> Telegram:
        if self._telegram is None:
            raise RuntimeError("enter the webhook first")
        return self._telegram


async def set_commands(desk: Desk) -> None:
    """The menu beside the message field, in every language; without a language it is the first one's."""
    for language in (None, *LANGUAGES):
        commands = _commands(desk.app.texts, language or "ru")
        try:
            await desk.sender.call(SetMyCommands(commands=commands, language_code=language))
        except TelegramAPIError as error:
            log.warning("telegram_no_commands", language=language, error=str(error))
            return


def _commands(texts: Texts, language: str) -> list[BotCommand]:
    return [BotCommand(command=c, description=texts.say(language, f"bot-command-{c}")) for c in COMMANDS]
