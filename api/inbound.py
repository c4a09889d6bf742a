"""From what the widget sends to an InboundMessage."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

import phonenumbers

from api.schemas import TOKEN_PATTERN, Said
from core.conversation.message import InboundMessage
from core.kernel.errors import InvalidInput, NotFound
from core.kernel.geo import GeoPoint

# A database refuses NUL, and nobody types the others; line ends and tabs are words' own.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A web conversation: 192 secret bits and the store. The database knows only a digest of it."""

    token: str
    store_id: str

    @property
    def external_id(self) -> str:
        return sha256(self.token.encode()).hexdigest()[:40]

    def message_key(self, message_id: str) -> str:
        """Ids are the client's own and repeat between clients; the channel wants them unique."""
        return sha256(f"{self.token} {message_id}".encode()).hexdigest()


def new_ticket(store_id: str) -> Ticket:
    return Ticket(f"{secrets.token_urlsafe(24)}.{store_id}", store_id)


def ticket_of(token: str) -> Ticket:
    """Raises NotFound for what cannot be a conversation."""
    if not re.fullmatch(TOKEN_PATTERN, token):
        raise NotFound("not a conversation")
    return Ticket(token, token.partition(".")[2])


def inbound(ticket: Ticket, message_id: str, said: Said) -> InboundMessage:
    """Raises InvalidInput for a phone that is none and a text of control characters alone."""
    text = CONTROL.sub("", said.text) if said.text is not None else None
    if text is not None and not text.strip():
        raise InvalidInput("text", "the text is empty")
    return InboundMessage(
        store_id=ticket.store_id,
        channel="web",
        external_id=ticket.external_id,
        message_id=ticket.message_key(message_id),
        text=text,
        action=CONTROL.sub("", said.action) if said.action is not None else None,
        phone=_phone(said.phone) if said.phone is not None else None,
        location=GeoPoint(said.location.lat, said.location.lon) if said.location else None,
        language_hint=said.language,
    )


def _phone(written: str) -> str:
    try:
        number = phonenumbers.parse(written, "KZ")
    except phonenumbers.NumberParseException as error:
        raise InvalidInput("phone", "not a phone number", key="phone-unclear") from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidInput("phone", "not a phone number", key="phone-unclear")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
