from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import insert_new
from core.conversation.ports import Conversation, Notification
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.ids import new_id


class SqlConversations:
    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def load(self, store_id: str, shopper_id: str, channel: str, external_id: str) -> Conversation:
        c = t.conversations.c
        query = (
            select(t.conversations)
            .where(c.store_id == store_id, c.channel == channel, c.external_id == external_id)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            newcomer = {
                "conversation_id": new_id(),
                "store_id": store_id,
                "shopper_id": shopper_id,
                "channel": channel,
                "external_id": external_id,
                "state": {},
            }
            # The second of two first messages waits here for the first one's commit and then finds its row.
            await insert_new(self._connection, t.conversations, newcomer)
            row = (await self._connection.execute(query)).one()
        return Conversation(**row._mapping)

    async def save(self, conversation: Conversation) -> None:
        where = t.conversations.c.conversation_id == conversation.conversation_id
        change = update(t.conversations).where(where).values(state=conversation.state)
        if (await self._connection.execute(change)).rowcount == 0:
            raise NotFound(f"no conversation {conversation.conversation_id}")

    async def first_time(self, channel: str, message_id: str) -> bool:
        row = {"channel": channel, "message_id": message_id, "received_at": self._clock.now()}
        return await insert_new(self._connection, t.inbox, row)


class SqlOutbox:
    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def put(self, notification: Notification) -> None:
        row = {
            "key": notification.key,
            "store_id": notification.store_id,
            "channel": notification.channel,
            "external_id": notification.external_id,
            "kind": notification.kind,
            "params": notification.params,
            "language": notification.language,
            "due_at": self._clock.now(),
        }
        await insert_new(self._connection, t.outbox, row)
