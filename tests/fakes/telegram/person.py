"""A person with a phone: what they do in the chat and what they see there."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.telegram.attachments import store
from tests.fakes.telegram.entities import command_entities
from tests.fakes.telegram.invoices import CallbackQuery, Invoice, Payment, PreCheckout
from tests.fakes.telegram.params import Upload
from tests.fakes.telegram.state import Chat, Content, Json, Message, World
from tests.fakes.telegram.updates import UpdateFeed

What = str | Callable[[Message], bool]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a button opened outside the chat: an address, a web app or a text put on the clipboard."""

    kind: str
    value: str


class User:
    """Acts through the emulator's state; the bot hears of it through updates, as from the real servers."""

    def __init__(
        self, world: World, feed: UpdateFeed, chat: Chat, phone: str, place: tuple[float, float]
    ) -> None:
        self._world = world
        self._feed = feed
        self.chat = chat
        self.phone = phone
        self.place = place
        self._seen_until = 0

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def name(self) -> str:
        person = self.chat.person
        return " ".join(person[key] for key in ("first_name", "last_name") if key in person)

    @property
    def messages(self) -> list[Message]:
        """What the chat shows now, oldest first."""
        return [message for message in self.chat.messages.values() if not message.deleted]

    @property
    def replies(self) -> list[Message]:
        """What the bot wrote or changed since this person last did something."""
        fresh = [m for m in self.messages if m.from_bot and m.changed > self._seen_until]
        return sorted(fresh, key=lambda message: message.changed)

    # -- acting -------------------------------------------------------------------------------------------

    async def sends(
        self, text: str, *, reply_to: Message | None = None, deliver_twice: bool = False
    ) -> Message:
        """A text too long for one message goes out in pieces, as the apps do it; gives the last one."""
        text = text.strip()
        if not text:
            raise ValueError("an app does not send an empty message")
        size = self._world.limits.text_chars
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        contents = [Content(text=piece, entities=tuple(command_entities(piece))) for piece in pieces]
        return [self._writes(content, deliver_twice, reply_to) for content in contents][-1]

    async def starts(self, payload: str = "") -> Message:
        """Opens the bot, perhaps through a deep link t.me/bot?start=payload."""
        self.unblocks_bot()
        return await self.sends(f"/start {payload}".strip())

    async def edits(self, message: Message, text: str) -> None:
        content = replace(message.content, text=text, entities=tuple(command_entities(text)))
        self._world.change_message(message, content)
        self._seen_until = self._world.revision
        self._feed.push("edited_message", message.to_json(self._world.bot), self.id)

    async def shares_contact(self, phone: str, *, own: bool = True, deliver_twice: bool = False) -> Message:
        contact: Json = {"phone_number": phone, "first_name": self.chat.person["first_name"]}
        if own:
            contact["user_id"] = self.id
        return self._writes(Content(contact=contact), deliver_twice)

    async def shares_location(self, lat: float, lon: float, *, deliver_twice: bool = False) -> Message:
        return self._writes(Content(location={"latitude": lat, "longitude": lon}), deliver_twice)

    async def uploads_document(
        self, name: str, data: bytes, *, caption: str | None = None, deliver_twice: bool = False
    ) -> Message:
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        document = store(self._world, Upload(name, mime, data), photo=False)
        return self._writes(Content(document=document, caption=caption), deliver_twice)

    async def sends_photo(self, data: bytes, *, caption: str | None = None) -> Message:
        photo = store(self._world, Upload("photo.jpg", "image/jpeg", data), photo=True)
        return self._writes(Content(photo_file=photo, caption=caption), False)

    def blocks_bot(self) -> None:
        self.chat.blocked = True
        self._membership("member", "kicked")

    def unblocks_bot(self) -> None:
        if self.chat.blocked:
            self.chat.blocked = False
            self._membership("kicked", "member")

    def _membership(self, was: str, now: str) -> None:
        def member(status: str) -> Json:
            return {"status": status, "user": self._world.bot} | (
                {"until_date": 0} if status == "kicked" else {}
            )

        payload = {
            "chat": self.chat.to_json(),
            "from": self.chat.person,
            "date": int(self._world.clock.now().timestamp()),
            "old_chat_member": member(was),
            "new_chat_member": member(now),
        }
        self._feed.push("my_chat_member", payload, self.id)

    def _writes(self, content: Content, deliver_twice: bool, reply_to: Message | None = None) -> Message:
        if self.chat.blocked:
            raise RuntimeError("this person blocked the bot: call unblocks_bot() or starts() first")
        self.chat.started = True
        message = self._world.add_message(self.chat, content, from_bot=False, reply_to=reply_to)
        self._seen_until = self._world.revision
        self._push_message(message, 2 if deliver_twice else 1)
        return message

    def _push_message(self, message: Message, copies: int) -> None:
        self._feed.push("message", message.to_json(self._world.bot), self.id, copies=copies)

    # -- buttons ------------------------------------------------------------------------------------------

    async def taps(
        self, label: str, *, on: Message | None = None, deliver_twice: bool = False
    ) -> CallbackQuery | Message | Payment | Opened:
        """Taps the newest button with this label (the whole of it, else a part of it).

        Inline: gives the CallbackQuery, whose `answered` and `text` hold the bot's answer; a Pay button pays.
        Reply keyboard: gives the Message that was sent. A link, web app or copy button gives what it opened.
        """
        for matches in (lambda text: text == label, lambda text: label in text):
            for message in [on] if on else reversed(self.messages):
                for button in (button for row in message.content.inline_rows for button in row):
                    if matches(button["text"]):
                        return await self._tap_inline(message, button, deliver_twice)
            if on is None and (found := self._reply_button(matches)) is not None:
                return await self._tap_reply(found, deliver_twice)
        raise AssertionError(f"no button {label!r} in the chat of {self.name}\n{self.tail()}")

    def _reply_button(self, matches: Callable[[str], bool]) -> Json | None:
        rows = (self.chat.reply_keyboard or {}).get("keyboard", [])
        buttons = [one if isinstance(one, dict) else {"text": one} for row in rows for one in row]
        return next((button for button in buttons if matches(button["text"])), None)

    async def _tap_inline(
        self, message: Message, button: Json, deliver_twice: bool
    ) -> CallbackQuery | Payment | Opened:
        if button.get("pay"):
            return await self.pays(message)
        if "callback_data" not in button:
            kind = next(key for key in button if key != "text")
            value = button[kind]
            return Opened(kind, value if isinstance(value, str) else str(next(iter(value.values()), "")))
        query = CallbackQuery(
            f"{self.id}{self._world.next_number():08d}", button["callback_data"], self._world.clock.now()
        )
        self._world.callbacks[query.id] = query
        self._seen_until = self._world.revision
        payload = {
            "id": query.id,
            "from": self.chat.person,
            "chat_instance": f"-{self.id}",
            "data": query.data,
            "message": message.to_json(self._world.bot),
        }
        self._feed.push("callback_query", payload, self.id, copies=2 if deliver_twice else 1)
        return query

    async def _tap_reply(self, button: Json, deliver_twice: bool) -> Message:
        if (self.chat.reply_keyboard or {}).get("one_time_keyboard"):
            self.chat.reply_keyboard = None
        if button.get("request_contact"):
            return await self.shares_contact(self.phone, deliver_twice=deliver_twice)
        if button.get("request_location"):
            return await self.shares_location(*self.place, deliver_twice=deliver_twice)
        return await self.sends(button["text"], deliver_twice=deliver_twice)

    # -- paying -------------------------------------------------------------------------------------------

    async def pays(
        self, what: Message | str | None = None, *, deliver_twice: bool = False, repeated: bool = False
    ) -> Payment:
        """Pays the newest unpaid invoice, that message, or an invoice link.

        `deliver_twice` delivers the same successful_payment update twice, `repeated` tells of the one
        payment in two updates with different ids. Gives how it ended on this person's side.
        """
        message = self._unpaid() if what is None else what if isinstance(what, Message) else None
        invoice = message.invoice if message else None
        if isinstance(what, str):
            invoice = self._world.invoice_links[what]
        if invoice is None:
            raise AssertionError(f"there is nothing to pay in the chat of {self.name}\n{self.tail()}")
        if message is not None and message.paid:
            raise AssertionError("this invoice is paid: the app shows a receipt instead of a Pay button")
        query = PreCheckout(f"{self.id}{self._world.next_number():08d}", invoice)
        self._world.checkouts[query.id] = query
        self._seen_until = self._world.revision
        payload = {"id": query.id, "from": self.chat.person, **self._paid_fields(invoice)}
        self._feed.push("pre_checkout_query", payload, self.id)
        try:
            await asyncio.wait_for(query.answered.wait(), self._world.limits.pre_checkout_answer_s)
        except TimeoutError:
            query.expired = True
            return Payment("timed out", "BOT_PRECHECKOUT_TIMEOUT")
        if not query.ok:
            return Payment("declined", query.error_message)
        return self._charged(invoice, message, 2 if deliver_twice else 1, repeated)

    def _unpaid(self) -> Message | None:
        return next((m for m in reversed(self.messages) if m.invoice and not m.paid), None)

    def _paid_fields(self, invoice: Invoice) -> Json:
        order: Json = {}
        if "need_name" in invoice.needs:
            order["name"] = self.name
        if "need_phone_number" in invoice.needs:
            order["phone_number"] = self.phone
        fields: Json = {"currency": invoice.currency, "total_amount": invoice.total_minor}
        return fields | {"invoice_payload": invoice.payload} | ({"order_info": order} if order else {})

    def _charged(self, invoice: Invoice, message: Message | None, copies: int, repeated: bool) -> Payment:
        number = self._world.next_number()
        payment = Payment("paid", "", f"tg_charge_{self.id}_{number}", f"provider_charge_{self.id}_{number}")
        charge_ids = {
            "telegram_payment_charge_id": payment.telegram_charge_id,
            "provider_payment_charge_id": payment.provider_charge_id,
        }
        content = Content(successful_payment={**self._paid_fields(invoice), **charge_ids})
        self.chat.started = True
        receipt = self._world.add_message(self.chat, content, from_bot=False, reply_to=message)
        if message is not None:
            message.paid = True
        self._seen_until = self._world.revision
        for _ in range(2 if repeated else 1):
            self._push_message(receipt, copies)
        return payment

    # -- seeing -------------------------------------------------------------------------------------------

    async def sees(self, what: What, timeout: float = 15.0) -> Message:  # noqa: ASYNC109 - a test's own patience
        """Waits for a message that the bot wrote or changed since this person last acted; gives the newest.

        `what` is a part of its words or a predicate. After `timeout` s raises AssertionError with the
        end of the chat.
        """

        def found() -> Message | None:
            return next((m for m in reversed(self.replies) if _is(m, what)), None)

        try:
            await asyncio.wait_for(self._world.until(lambda: found() is not None), timeout)
        except TimeoutError:
            wanted = repr(what) if isinstance(what, str) else "what was expected"
            raise AssertionError(f"{self.name} did not see {wanted} in {timeout} s\n{self.tail()}") from None
        message = found()
        if message is None:
            raise AssertionError("the message went away while it was being read")
        return message

    async def never_sees(self, what: What, during: float = 0.3) -> None:
        """Raises AssertionError when such a message comes within `during` s."""
        try:
            message = await self.sees(what, during)
        except AssertionError:
            return
        raise AssertionError(f"{self.name} saw what should not be there: {message.words!r}")

    def tail(self, count: int = 8) -> str:
        """The end of the chat as plain text, for failures."""
        lines = []
        for message in self.messages[-count:]:
            who = "bot" if message.from_bot else self.name
            lines.append(f"  {who}: {message.words or _kind(message)} {message.button_rows or ''}".rstrip())
        return "\n".join(lines) or "  (the chat is empty)"


def _is(message: Message, what: What) -> bool:
    return what in message.words if isinstance(what, str) else what(message)


def _kind(message: Message) -> str:
    content: Any = message.content
    names = ("photo_file", "location", "contact", "successful_payment")
    return next((f"[{name}]" for name in names if getattr(content, name)), "[empty]")
