from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CartReminder:
    """One reminder for one left cart. `(shopper_id, cart_at, step)` is unique, so it is sent once."""

    reminder_id: str
    store_id: str
    shopper_id: str
    cart_at: datetime
    """When the cart last changed; a cart changed since is another cart."""
    step: int
    due_at: datetime
    sent_at: datetime | None = None
    dropped: str | None = None
    """Why it was not sent: bought, emptied, changed, stopped, gone."""
