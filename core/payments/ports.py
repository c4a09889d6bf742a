from __future__ import annotations

from typing import Protocol

from core.payments.model import LedgerTransaction, Payment, PaymentNotice


class Payments(Protocol):
    async def add(self, payment: Payment) -> None: ...

    async def get(self, payment_id: str) -> Payment:
        """Locked for this transaction. Raises NotFound."""

    async def of_order(self, order_id: str) -> Payment | None:
        """The order's latest payment, locked for this transaction."""

    async def save(self, payment: Payment) -> None: ...

    async def first_time(self, notice: PaymentNotice) -> bool:
        """Records the notice; False when this provider's event id was recorded before."""


class Ledger(Protocol):
    async def book(self, transaction: LedgerTransaction) -> None:
        """Raises Conflict when the same movement of this payment is booked already."""

    async def balances(self, store_id: str) -> dict[str, int]:
        """Account -> sum of its entries; all of them sum to zero."""


class Gateway(Protocol):
    """A provider whose page takes the money and whose webhook tells us."""

    @property
    def provider(self) -> str: ...

    def pay_url(self, payment: Payment) -> str: ...

    def read_notice(self, body: bytes, signature: str) -> PaymentNotice:
        """Raises Forbidden for a wrong signature and InvalidInput for a body it does not understand."""
