"""Feeds on their way in: fetched from an address on a schedule, or sent by a seller and waiting for a word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from core.kernel.errors import InvalidInput

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=30)
MAX_URL_CHARS = 2_000
KEPT = timedelta(days=7)
"""How long a feed waits for a word."""

State = Literal["new", "tried", "accepted", "taken", "dropped"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """What the server said of the copy we have."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedSource:
    """Where a store's feed is fetched from. `due_at` is the next time; `report` tells of the last one, in plain data."""

    store_id: str
    url: str
    every: timedelta
    due_at: datetime
    fresh: Freshness = field(default_factory=Freshness)
    checked_at: datetime | None = None
    report: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def checked(cls, store_id: str, url: str, every: timedelta, now: datetime) -> FeedSource:
        """Due at once. Raises InvalidInput for what is no http address and for a pace out of bounds."""
        if not url.startswith(("http://", "https://")) or len(url) > MAX_URL_CHARS or not url.isprintable():
            raise InvalidInput("url", "an http or https address is needed", key="error-feed-address")
        if not SHORTEST <= every <= LONGEST:
            raise InvalidInput("every", "from 15 minutes to 30 days", key="error-feed-pace")
        return cls(store_id, url, every, now)


@dataclass(frozen=True, slots=True)
class IncomingFeed:
    """One file: new, tried without writing, accepted by a person, taken in; or dropped.

    `channel` and `external_id` are who sent it; empty for one that was fetched. `held`: what was tried looked
    like a slip, and whoever accepts it has been told so.
    """

    feed_id: str
    store_id: str
    name: str
    received_at: datetime
    state: State = "new"
    held: bool = False
    channel: str = ""
    external_id: str = ""
    language: str = ""
