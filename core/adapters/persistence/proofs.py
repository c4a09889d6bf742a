from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import insert_new
from core.kernel.errors import NotFound
from core.kernel.ids import new_id
from core.ordering.model import PhoneProof


class SqlProofs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, store_id: str, shopper_id: str, phone: str) -> PhoneProof:
        c = t.phone_proofs.c
        query = (
            select(t.phone_proofs)
            .where(c.store_id == store_id, c.shopper_id == shopper_id, c.phone == phone)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            await insert_new(
                self._connection, t.phone_proofs, asdict(PhoneProof(new_id(), store_id, shopper_id, phone))
            )
            row = (await self._connection.execute(query)).one()
        return PhoneProof(**row._mapping)

    async def by_id(self, proof_id: str) -> PhoneProof | None:
        query = select(t.phone_proofs).where(t.phone_proofs.c.proof_id == proof_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        return None if row is None else PhoneProof(**row._mapping)

    async def save(self, proof: PhoneProof) -> None:
        where = t.phone_proofs.c.proof_id == proof.proof_id
        result = await self._connection.execute(update(t.phone_proofs).where(where).values(**asdict(proof)))
        if result.rowcount == 0:
            raise NotFound(f"no proof {proof.proof_id}")

    async def unsent(self, now: datetime) -> list[PhoneProof]:
        c = t.phone_proofs.c
        query = select(t.phone_proofs).where(c.expires_at > now, c.sent_at.is_(None), c.tries_left > 0)
        rows = await self._connection.execute(query.order_by(c.expires_at))
        return [PhoneProof(**row._mapping) for row in rows]

    async def sendings(self, whose: str) -> tuple[datetime, ...]:
        # The row is there before it is locked, so that two first sendings at once are one after the other.
        await insert_new(self._connection, t.code_sendings, {"whose": whose, "sent": []})
        query = select(t.code_sendings.c.sent).where(t.code_sendings.c.whose == whose).with_for_update()
        sent = (await self._connection.execute(query)).scalar_one()
        return tuple(datetime.fromisoformat(at) for at in sent)

    async def save_sendings(self, whose: str, sent: Sequence[datetime]) -> None:
        change = update(t.code_sendings).where(t.code_sendings.c.whose == whose)
        await self._connection.execute(change.values(sent=[at.isoformat() for at in sent]))
