from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import insert_new, upsert
from core.kernel.errors import NotFound
from core.kernel.ids import code, new_id
from core.ordering.model import Shopper, Staff

INVITE_LENGTH = 12


class SqlPeople:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def shopper(self, store_id: str, channel: str, external_id: str, language: str) -> Shopper:
        c = t.shoppers.c
        query = select(t.shoppers).where(
            c.store_id == store_id, c.channel == channel, c.external_id == external_id
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            newcomer = {
                "shopper_id": new_id(),
                "store_id": store_id,
                "channel": channel,
                "external_id": external_id,
                "language": language,
                "reminders_stopped": False,
            }
            # Two first messages may come at once: whoever is second finds the first one's row.
            await insert_new(self._connection, t.shoppers, newcomer)
            row = (await self._connection.execute(query)).one()
        return Shopper(**row._mapping)

    async def get_shopper(self, shopper_id: str) -> Shopper:
        query = select(t.shoppers).where(t.shoppers.c.shopper_id == shopper_id)
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise NotFound(f"no shopper {shopper_id}")
        return Shopper(**row._mapping)

    async def save_shopper(self, shopper: Shopper) -> None:
        where = t.shoppers.c.shopper_id == shopper.shopper_id
        result = await self._connection.execute(update(t.shoppers).where(where).values(**asdict(shopper)))
        if result.rowcount == 0:
            raise NotFound(f"no shopper {shopper.shopper_id}")

    async def staff(self, store_id: str, channel: str, external_id: str) -> Staff | None:
        c = t.staff.c
        query = select(t.staff).where(
            c.store_id == store_id, c.channel == channel, c.external_id == external_id
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else Staff(**row._mapping)

    async def staff_of(self, store_id: str, role: str) -> list[Staff]:
        c = t.staff.c
        query = select(t.staff).where(c.store_id == store_id, c.role == role)
        rows = await self._connection.execute(query.order_by(c.channel, c.external_id))
        return [Staff(**row._mapping) for row in rows]

    async def save_language(self, staff: Staff) -> None:
        c = t.staff.c
        where = (
            (c.store_id == staff.store_id)
            & (c.channel == staff.channel)
            & (c.external_id == staff.external_id)
        )
        await self._connection.execute(update(t.staff).where(where).values(language=staff.language))

    async def invite(self, store_id: str, role: str) -> str:
        secret = code(INVITE_LENGTH)
        row = {"code_digest": _digest(secret), "store_id": store_id, "role": role, "used": False}
        await self._connection.execute(t.invites.insert(), row)
        return secret

    async def accept_invite(self, code: str, channel: str, external_id: str, language: str) -> Staff | None:
        """None when the code is unknown or used. Who is staff of the store already takes the new role."""
        c = t.invites.c
        used = (
            update(t.invites)
            .where(c.code_digest == _digest(code), c.used.is_(False))
            .values(used=True)
            .returning(c.store_id, c.role)
        )
        invite = (await self._connection.execute(used)).first()
        if invite is None:
            return None
        staff = Staff(invite.store_id, channel, external_id, invite.role, language)
        await upsert(self._connection, t.staff, [asdict(staff)])
        return staff


def _digest(code: str) -> str:
    return sha256(code.strip().upper().encode()).hexdigest()
