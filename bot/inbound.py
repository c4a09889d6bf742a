"""From what Telegram brings to an InboundMessage, or to the text key of why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import phonenumbers
from aiogram.types import CallbackQuery, Contact, Message, User

from bot.limits import LONGEST_SAID
from core.conversation.message import InboundMessage
from core.kernel.geo import GeoPoint

# A database refuses NUL, and nobody types the others; line ends and tabs are words' own.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s+(\S+))?\s*")
COMMANDS = frozenset({"start", "help", "catalog", "cart", "orders", "language"})
INVITE = re.compile(r"[0-9A-Za-z]{12}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote to which store, in which update of Telegram's."""

    store_id: str
    update_id: int
    user: User

    @property
    def language_hint(self) -> str | None:
        """Telegram tells the language of the app, perhaps with a country: `kk-KZ`."""
        return (self.user.language_code or "").partition("-")[0].lower() or None

    def says(self, **what: Any) -> InboundMessage:
        return InboundMessage(
            store_id=self.store_id,
            channel="telegram",
            external_id=str(self.user.id),
            message_id=str(self.update_id),
            first_name=self.user.first_name,
            language_hint=self.language_hint,
            **what,
        )


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`key` says what the person may do instead, `ask` by which button."""

    key: str
    ask: Literal["contact"] | None = None


def read_message(origin: Origin, message: Message, typed: Mapping[str, str]) -> InboundMessage | Unreadable:
    """`typed` tells the actions of the words that stand on reply keyboards. A picture counts by its caption."""
    if message.contact is not None:
        return _contact(origin, message.contact)
    if message.location is not None:
        return origin.says(location=GeoPoint(message.location.latitude, message.location.longitude))
    text = CONTROL.sub("", message.text or message.caption or "").strip()
    if not text:
        return Unreadable(_why(message))
    if len(text) > LONGEST_SAID:
        return Unreadable("error-too-long")
    command = COMMAND.fullmatch(text)
    if command and command[1] in COMMANDS:
        return origin.says(action=command[1])
    if text in typed:
        return origin.says(action=typed[text])
    return origin.says(text=text)


def read_tap(origin: Origin, query: CallbackQuery) -> InboundMessage:
    return origin.says(action=CONTROL.sub("", query.data or ""))


def invite_code(message: Message) -> str | None:
    """The code of a deep link `t.me/bot?start=CODE`, when it looks like an invitation."""
    command = COMMAND.fullmatch((message.text or "").strip())
    code = command[2] if command and command[1] == "start" else None
    return code if code and INVITE.fullmatch(code) else None


def _contact(origin: Origin, contact: Contact) -> InboundMessage | Unreadable:
    """Only the sender's own number: anybody can forward a neighbour's."""
    if contact.user_id != origin.user.id:
        return Unreadable("bot-not-your-contact", ask="contact")
    try:
        number = phonenumbers.parse("+" + contact.phone_number.lstrip("+"), None)
    except phonenumbers.NumberParseException:
        return Unreadable("phone-unclear")
    own = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return origin.says(phone=own, phone_is_own=True)


def _why(message: Message) -> str:
    if message.photo or message.sticker or message.video or message.animation or message.video_note:
        return "bot-cannot-see"
    if message.voice or message.audio:
        return "bot-cannot-hear"
    if message.document:
        return "bot-no-files"
    return "bot-cannot-read"
