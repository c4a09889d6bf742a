"""What comes in, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.kernel.geo import GeoPoint

Channel = Literal["telegram", "web", "terminal"]


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One thing a person sent: words, a tapped choice, a contact or a location. Exactly one of the four is there.

    `message_id` is unique per channel: the same one again is the same message and changes nothing.
    `language_hint` is what the channel knows of the person, used until they have written something.
    """

    store_id: str
    channel: Channel
    external_id: str
    message_id: str
    text: str | None = None
    action: str | None = None
    phone: str | None = None
    phone_is_own: bool = False
    """Whether the channel vouches that the phone is the sender's."""
    location: GeoPoint | None = None
    first_name: str | None = None
    language_hint: str | None = None
