from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.adapters.persistence.sql import conflict, insert_new
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, InvalidInput, NotFound
from core.payments.model import LedgerTransaction, Payment, PaymentNotice


class SqlPayments:
    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def add(self, payment: Payment) -> None:
        """Raises Conflict when the id, or the provider's own id of the charge, is taken."""
        with conflict(f"payment {payment.payment_id}"):
            await self._connection.execute(t.payments.insert(), asdict(payment))

    async def get(self, payment_id: str) -> Payment:
        query = select(t.payments).where(t.payments.c.payment_id == payment_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise NotFound(f"no payment {payment_id}")
        return Payment(**row._mapping)

    async def of_order(self, order_id: str) -> Payment | None:
        c = t.payments.c
        query = (
            select(t.payments)
            .where(c.order_id == order_id)
            .order_by(c.created_at.desc(), c.payment_id.desc())
            .limit(1)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else Payment(**row._mapping)

    async def save(self, payment: Payment) -> None:
        """Raises Conflict when another payment has the provider's id of the charge."""
        where = t.payments.c.payment_id == payment.payment_id
        with conflict(f"payment {payment.payment_id}"):
            result = await self._connection.execute(update(t.payments).where(where).values(**asdict(payment)))
        if result.rowcount == 0:
            raise NotFound(f"no payment {payment.payment_id}")

    async def first_time(self, notice: PaymentNotice) -> bool:
        row = {**asdict(notice), "received_at": self._clock.now()}
        return await insert_new(self._connection, t.payment_notices, row)


class SqlLedger:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def book(self, transaction: LedgerTransaction) -> None:
        """Also raises InvalidInput for entries that do not sum to zero, or that say nothing."""
        amounts = [entry.amount_minor for entry in transaction.entries]
        if sum(amounts) != 0 or len(amounts) < 2 or 0 in amounts:
            raise InvalidInput("entries", f"a transaction balances, this one has {amounts}")
        c = t.ledger_transactions.c
        booked = select(c.transaction_id).where(
            c.payment_id == transaction.payment_id, c.kind == transaction.kind
        )
        what = f"{transaction.kind} of payment {transaction.payment_id}"
        if (await self._connection.execute(booked)).first() is not None:
            raise Conflict(f"{what} is booked already")
        with conflict(what):
            await self._write(transaction)

    async def _write(self, transaction: LedgerTransaction) -> None:
        # The entries go first: the header seals them, see the triggers beside the tables.
        entries = [
            {
                "transaction_id": transaction.transaction_id,
                "position": position,
                "account": entry.account,
                "amount_minor": entry.amount_minor,
            }
            for position, entry in enumerate(transaction.entries)
        ]
        await self._connection.execute(t.ledger_entries.insert(), entries)
        header = {
            "transaction_id": transaction.transaction_id,
            "store_id": transaction.store_id,
            "payment_id": transaction.payment_id,
            "kind": transaction.kind,
            "at": transaction.at,
            "currency": transaction.currency,
        }
        await self._connection.execute(t.ledger_transactions.insert(), header)

    async def balances(self, store_id: str) -> dict[str, int]:
        entry = t.ledger_entries.c
        query = (
            select(entry.account, func.sum(entry.amount_minor).label("balance"))
            .join_from(t.ledger_entries, t.ledger_transactions)
            .where(t.ledger_transactions.c.store_id == store_id)
            .group_by(entry.account)
            .order_by(entry.account)
        )
        return {row.account: int(row.balance) for row in await self._connection.execute(query)}
