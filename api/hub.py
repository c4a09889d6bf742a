"""Open web chats, and what comes to them without being asked: paid, accepted, on the way.

The outbox table is the mailbox of a web shopper: rows are read by their rising number and never taken out, so a
chat that was closed finds them when it opens again, and several processes may serve the same shopper.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from api.render import Frame, Renderer
from core.conversation.plain import Speaker
from core.conversation.ports import Notification

if TYPE_CHECKING:
    from core.bootstrap import App

log = structlog.get_logger()

CHANNEL = "web"
EVERY_S = 1.0
PAGE = 200
# Row numbers are given before transactions commit, so a lower number may appear after a higher one.
LOOK_BACK = 50
WAITING_FRAMES = 100


@dataclass(eq=False, slots=True)
class OpenChat:
    """One connection. `seen` holds the notices it was sent, for the hub looks back a little every time."""

    external_id: str
    after: int = 0
    """Notices up to this number the client has already."""
    outgoing: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(WAITING_FRAMES))
    seen: set[int] = field(default_factory=set)

    def wants(self, seq: int) -> bool:
        return seq > self.after and seq not in self.seen

    def push(self, seq: int, frames: list[Frame]) -> None:
        """A client that reads nothing loses the push, not the notice: it is there when it asks again."""
        if not self.wants(seq) or not frames:
            return
        with suppress(asyncio.QueueFull):
            self.outgoing.put_nowait({"type": "reply", "in_reply_to": None, "after": seq, "replies": frames})
            self.seen.add(seq)


class Mailbox(Protocol):
    async def last(self, channel: str) -> int: ...

    async def since(self, channel: str, after: int, limit: int) -> list[tuple[int, Notification]]: ...

    async def of(
        self, channel: str, external_id: str, after: int, limit: int
    ) -> list[tuple[int, Notification]]: ...


class Hub:
    def __init__(self, app: App, mailbox: Mailbox) -> None:
        self._app = app
        self._mailbox = mailbox
        self._chats: defaultdict[str, set[OpenChat]] = defaultdict(set)
        self._nudged = asyncio.Event()
        self._cursor = 0

    @property
    def count(self) -> int:
        return sum(len(chats) for chats in self._chats.values())

    async def open(self, chat: OpenChat) -> None:
        """Gives the chat what came since `chat.after`, then whatever comes."""
        self._chats[chat.external_id].add(chat)
        for seq, frames in await self.notices(chat.external_id, chat.after):
            chat.push(seq, frames)

    def close(self, chat: OpenChat) -> None:
        self._chats[chat.external_id].discard(chat)
        if not self._chats[chat.external_id]:
            del self._chats[chat.external_id]

    def nudge(self) -> None:
        """Something was committed that may have left a notice."""
        self._nudged.set()

    async def last(self) -> int:
        """The number of the newest notice of anybody."""
        return await self._mailbox.last(CHANNEL)

    async def notices(self, external_id: str, after: int) -> list[tuple[int, list[Frame]]]:
        rows = await self._mailbox.of(CHANNEL, external_id, after, PAGE)
        return [(seq, await self._frames(notice)) for seq, notice in rows]

    async def run(self) -> None:
        """Until cancelled. A database that does not answer for a while is asked again."""
        self._cursor = await self._mailbox.last(CHANNEL)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), EVERY_S)
            self._nudged.clear()
            if not self._chats:
                continue
            try:
                await self._deliver()
            except Exception as error:  # noqa: BLE001 - the loop outlives any one failure, which is logged
                log.error("push_failed", error=repr(error))

    async def _deliver(self) -> None:
        rows = await self._mailbox.since(CHANNEL, max(0, self._cursor - LOOK_BACK), PAGE)
        for seq, notice in rows:
            chats = [c for c in self._chats.get(notice.external_id, ()) if c.wants(seq)]
            if chats:
                frames = await self._frames(notice)
                for chat in chats:
                    chat.push(seq, frames)
            self._cursor = max(self._cursor, seq)

    async def _frames(self, notice: Notification) -> list[Frame]:
        replies = await self._app.replies_to(notice)
        speaker = Speaker(self._app.texts, notice.language)
        return Renderer(speaker, notice.store_id, self._app.settings.pictures).frames(replies)
