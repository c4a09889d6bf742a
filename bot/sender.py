"""Sends, one chat in order and many chats at once, and lives with what the Bot API answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal, TypeVar
from weakref import WeakValueDictionary

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import EditMessageText, SendInvoice, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import BufferedInputFile, InputFile, LabeledPrice, Message, MessageEntity

from bot.keyboards import inline, markup
from bot.outgoing import InvoiceOut, Outgoing, PhotoOut, TextOut

log = structlog.get_logger()

Delivery = Literal["sent", "blocked", "failed"]
Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")

ATTEMPTS = 5
FIRST_WAIT_S = 0.5
# Somebody told to wait longer than this is better served by the outbox's own later attempt.
LONGEST_WAIT_S = 120
FILE_IDS_KEPT = 5000


class Sender:
    """`post` returns at once; what is posted for one chat arrives in the order it was posted."""

    def __init__(self, bot: Bot, provider_token: str | None, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._provider_token = provider_token
        self._sleep = sleep
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Delivery]] = set()
        self._files: OrderedDict[tuple[str, int], str] = OrderedDict()
        self.blocked: set[int] = set()
        """Who blocked the bot: nothing is tried until they write again."""

    def post(
        self, chat_id: int, messages: Sequence[Outgoing], instead_of: int | None = None
    ) -> asyncio.Task[Delivery]:
        """`instead_of` is a message whose place the first text takes; one that cannot be edited stays as it is.

        The task never raises: what failed is logged and told as "failed".
        """
        task = asyncio.create_task(self._in_turn(chat_id, tuple(messages), instead_of))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self, timeout_s: float) -> None:
        """Waits for what is posted; what takes longer is given up."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=timeout_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _in_turn(
        self, chat_id: int, messages: tuple[Outgoing, ...], instead_of: int | None
    ) -> Delivery:
        lock = self._turns.setdefault(chat_id, asyncio.Lock())
        async with lock:
            if chat_id in self.blocked:
                return "blocked"
            try:
                for message in messages:
                    await self._one(chat_id, message, instead_of)
                    instead_of = None
            except TelegramForbiddenError as error:
                log.info("telegram_blocked", chat_id=chat_id, error=str(error))
                self.blocked.add(chat_id)
                return "blocked"
            except (TelegramAPIError, OSError) as error:
                log.warning("telegram_not_sent", chat_id=chat_id, error=str(error))
                return "failed"
        return "sent"

    async def _one(self, chat_id: int, message: Outgoing, instead_of: int | None) -> None:
        match message:
            case TextOut() if instead_of is not None:
                await self._edit(chat_id, message, instead_of)
            case TextOut():
                await self._text(chat_id, message)
            case PhotoOut():
                await self._photo(chat_id, message)
            case InvoiceOut():
                await self._invoice(chat_id, message)

    async def _text(self, chat_id: int, message: TextOut) -> None:
        await self.call(
            SendMessage(
                chat_id=chat_id, text=message.text, reply_markup=markup(message), entities=_fixed(message)
            )
        )

    async def _edit(self, chat_id: int, message: TextOut, message_id: int) -> None:
        keyboard = inline(message.rows)
        try:
            await self.call(
                EditMessageText(
                    chat_id=chat_id, message_id=message_id, text=message.text, reply_markup=keyboard
                )
            )
        except TelegramBadRequest as error:
            if "message is not modified" not in str(error):
                await self._text(chat_id, message)

    async def _photo(self, chat_id: int, message: PhotoOut) -> None:
        try:
            sent = await self._sent_photo(chat_id, message, self._known_file(message.source))
        except (TelegramBadRequest, FileNotFoundError) as error:
            log.warning("telegram_no_picture", source=str(message.source), error=str(error))
            await self._text(chat_id, message.instead)
            return
        if isinstance(message.source, Path) and sent.photo:
            self._remember(_version(message.source), sent.photo[-1].file_id)

    async def _sent_photo(self, chat_id: int, message: PhotoOut, photo: str | InputFile) -> Message:
        method = SendPhoto(
            chat_id=chat_id, photo=photo, caption=message.caption, reply_markup=inline(message.rows)
        )
        try:
            return await self.call(method)
        except TelegramBadRequest:
            if not (isinstance(message.source, Path) and isinstance(photo, str)):
                raise
            # Telegram forgot the file: it is uploaded anew.
            self._files.pop(_version(message.source), None)
            return await self.call(method.model_copy(update={"photo": _upload(message.source)}))

    def _known_file(self, source: Path | str) -> str | InputFile:
        """Raises FileNotFoundError."""
        if isinstance(source, str):
            return source
        return self._files.get(_version(source)) or _upload(source)

    def _remember(self, version: tuple[str, int], file_id: str) -> None:
        self._files[version] = file_id
        while len(self._files) > FILE_IDS_KEPT:
            self._files.popitem(last=False)

    async def _invoice(self, chat_id: int, message: InvoiceOut) -> None:
        """Telegram takes sums between about 1 and 10 000 dollars; what it refuses is paid by the link."""
        method = SendInvoice(
            chat_id=chat_id,
            title=message.title,
            description=message.description,
            payload=message.payload,
            provider_token=self._provider_token,
            currency=message.currency,
            prices=[LabeledPrice(label=label, amount=minor) for label, minor in message.prices],
            reply_markup=inline(message.rows),
        )
        try:
            await self.call(method)
        except TelegramBadRequest as error:
            log.warning("telegram_no_invoice", error=str(error))
            await self._text(chat_id, message.instead)

    async def call(self, method: TelegramMethod[T]) -> T:
        """Waits as long as Telegram says, and tries again when the network or Telegram fails; not for ever."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._bot(method)
            except TelegramRetryAfter as error:
                if attempt == ATTEMPTS or error.retry_after > LONGEST_WAIT_S:
                    raise
                await self._sleep(error.retry_after)
            except (TelegramNetworkError, TelegramServerError):
                if attempt == ATTEMPTS:
                    raise
                await self._sleep(FIRST_WAIT_S * 2 ** (attempt - 1))
        raise AssertionError("the last attempt returns or raises")


def _fixed(message: TextOut) -> list[MessageEntity] | None:
    if message.fixed is None:
        return None
    return [MessageEntity(type="pre", offset=message.fixed[0], length=message.fixed[1])]


def _upload(path: Path) -> InputFile:
    """Read at once: a file that is read while it is sent stays open when the bot is stopped meanwhile."""
    return BufferedInputFile(path.read_bytes(), filename=path.name)


def _version(path: Path) -> tuple[str, int]:
    """A picture that was drawn anew is another file. Raises FileNotFoundError."""
    return str(path), path.stat().st_mtime_ns
