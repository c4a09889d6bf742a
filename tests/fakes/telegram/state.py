"""Everything the emulated servers remember: files, chats, messages with their edits, pending queries."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.kernel.clock import Clock
from tests.fakes.telegram.entities import Entity
from tests.fakes.telegram.errors import bad_request, forbidden
from tests.fakes.telegram.invoices import CallbackQuery, Invoice, PreCheckout
from tests.fakes.telegram.limits import Limits, RateLimiter

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`width` and `height` in pixels, 0 for a document."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def is_photo(self) -> bool:
        return self.width > 0

    def to_json(self) -> Json:
        body: Json = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}
        if self.is_photo:
            return {**body, "width": self.width, "height": self.height}
        return {**body, "file_name": self.name, "mime_type": self.mime}


class FileStore:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, data: bytes, name: str, mime: str, size: tuple[int, int] = (0, 0)) -> StoredFile:
        number = len(self._by_id) + 1
        folder, prefix = ("photos", "AgACAgI") if size[0] else ("documents", "BQACAgI")
        extension = name.rpartition(".")[2] if "." in name else "bin"
        digest = hashlib.sha256(data).hexdigest()
        stored = StoredFile(
            file_id=f"{prefix}{number:06d}{digest[:40]}",
            unique_id=f"AQAD{digest[:12]}",
            path=f"{folder}/file_{number}.{extension}",
            name=name,
            mime=mime,
            data=data,
            width=size[0],
            height=size[1],
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows and an edit may change; `markup` is the reply_markup as it was sent."""

    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    photo_file: StoredFile | None = None
    document: StoredFile | None = None
    location: Json | None = None
    contact: Json | None = None
    invoice: Invoice | None = None
    successful_payment: Json | None = None
    markup: Json | None = None

    @property
    def inline_rows(self) -> list[list[Json]]:
        return (self.markup or {}).get("inline_keyboard") or []

    def to_json(self) -> Json:
        body: Json = {"text": self.text, "caption": self.caption, "location": self.location}
        body |= {"contact": self.contact, "successful_payment": self.successful_payment}
        if self.entities:
            body["entities" if self.text is not None else "caption_entities"] = list(self.entities)
        if self.photo_file:
            body["photo"] = [self.photo_file.to_json()]
        if self.document:
            body["document"] = self.document.to_json()
        if self.invoice:
            body["invoice"] = self.invoice.to_json()
        if self.inline_rows:
            body["reply_markup"] = {"inline_keyboard": self.inline_rows}
        return {key: value for key, value in body.items() if value is not None}


@dataclass(slots=True)
class Message:
    """One message of a private chat, as people and tests look at it."""

    message_id: int
    chat: Chat
    from_bot: bool
    at: datetime
    content: Content
    reply_to: Message | None = None
    album_id: str = ""
    edits: list[Content] = field(default_factory=list)
    edited_at: datetime | None = None
    deleted: bool = False
    paid: bool = False
    changed: int = 0

    @property
    def text(self) -> str | None:
        return self.content.text

    @property
    def caption(self) -> str | None:
        return self.content.caption

    @property
    def photo(self) -> bytes | None:
        return self.content.photo_file.data if self.content.photo_file else None

    @property
    def document(self) -> StoredFile | None:
        return self.content.document

    @property
    def invoice(self) -> Invoice | None:
        return self.content.invoice

    @property
    def button_rows(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.content.inline_rows]

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.button_rows for label in row]

    @property
    def words(self) -> str:
        """All that can be read in it, without the buttons."""
        invoice = (self.invoice.title, self.invoice.description) if self.invoice else ()
        name = self.document.name if self.document else None
        return "\n".join(part for part in (self.text, self.caption, name, *invoice) if part)

    def to_json(self, bot: Json, *, deep: bool = True) -> Json:
        body: Json = {
            "message_id": self.message_id,
            "from": bot if self.from_bot else self.chat.person,
            "chat": self.chat.to_json(),
            "date": int(self.at.timestamp()),
            **self.content.to_json(),
        }
        if self.edited_at:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.album_id:
            body["media_group_id"] = self.album_id
        if deep and self.reply_to and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to.to_json(bot, deep=False)
        return body


@dataclass(slots=True)
class Chat:
    """A private chat: its id is the person's id. It exists for the bot once the person has written."""

    person: Json
    messages: dict[int, Message] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    reply_keyboard: Json | None = None
    menu_button: Json | None = None
    actions: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.person["id"])

    def to_json(self) -> Json:
        shown = ("id", "first_name", "last_name", "username")
        return {"type": "private", **{key: self.person[key] for key in shown if key in self.person}}


class World:
    def __init__(self, bot: Json, limits: Limits, clock: Clock) -> None:
        self.bot = bot
        self.limits = limits
        self.clock = clock
        self.rates = RateLimiter(limits, clock)
        self.files = FileStore()
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.checkouts: dict[str, PreCheckout] = {}
        self.invoice_links: dict[str, Invoice] = {}
        self.profile: dict[str, Any] = {}
        self.revision = 0
        self._changed = asyncio.Event()
        self._last_number = 0

    def next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def touch(self, message: Message | None = None) -> None:
        """Wakes everybody who waits for the state to change."""
        self.revision += 1
        if message is not None:
            message.changed = self.revision
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await self._changed.wait()

    def reachable_chat(self, chat_id: str) -> Chat:
        """The chat a bot may write to; raises 400 for an unknown one and 403 for one that blocked the bot."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(chat_id)) if chat_id.lstrip("-").isdigit() else None
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def add_message(self, chat: Chat, content: Content, *, from_bot: bool, **more: Any) -> Message:
        message = Message(self.next_number(), chat, from_bot, self.clock.now(), content, **more)
        chat.messages[message.message_id] = message
        markup = content.markup or {}
        if "keyboard" in markup:
            chat.reply_keyboard = markup
        elif markup.get("remove_keyboard"):
            chat.reply_keyboard = None
        self.touch(message)
        return message

    def change_message(self, message: Message, content: Content) -> None:
        message.edits.append(message.content)
        message.content = content
        message.edited_at = self.clock.now()
        self.touch(message)

    def delete_message(self, message: Message) -> None:
        message.deleted = True
        self.touch(message)
