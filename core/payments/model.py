"""Money in motion. Amounts are integer minor units; an order's payment moves only along `LAWFUL`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.kernel.errors import UnlawfulTransition

PaymentMethod = Literal["card", "cash", "kaspi", "invoice"]
PaymentState = Literal["pending", "authorized", "captured", "voided", "failed", "refunded"]

LAWFUL: dict[PaymentState, frozenset[PaymentState]] = {
    "pending": frozenset({"authorized", "captured", "voided", "failed"}),
    "authorized": frozenset({"captured", "voided", "failed"}),
    "failed": frozenset({"pending", "authorized", "captured", "voided"}),
    "captured": frozenset({"refunded"}),
    # Money may arrive after the order was given up: it is taken down, to be sent back.
    "voided": frozenset({"captured"}),
    "refunded": frozenset(),
}

PREPAID: frozenset[PaymentMethod] = frozenset({"card", "kaspi"})
"""Methods whose money must be there before the seller is asked; the others settle at the door or by bill."""


@dataclass(frozen=True, slots=True)
class Payment:
    payment_id: str
    store_id: str
    order_id: str
    method: PaymentMethod
    amount_minor: int
    currency: str
    state: PaymentState
    created_at: datetime
    provider: str
    """`sandbox`, `telegram`, `cash` or `invoice`."""
    external_id: str | None = None
    """The provider's own id of the charge, unique per provider."""

    def to(self, state: PaymentState) -> Payment:
        """Raises UnlawfulTransition."""
        if state not in LAWFUL[self.state]:
            raise UnlawfulTransition(f"payment {self.payment_id}: {self.state} -> {state}")
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """What a provider told us, its signature already checked. `event_id` is unique per provider."""

    provider: str
    event_id: str
    payment_id: str
    outcome: Literal["captured", "failed"]
    amount_minor: int
    currency: str
    external_id: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One leg; positive is debit, negative is credit. The legs of one transaction sum to zero."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LedgerTransaction:
    """`(payment_id, kind)` is unique: the same movement is booked once, however often it is reported."""

    transaction_id: str
    store_id: str
    payment_id: str
    kind: Literal["capture", "refund", "recognise"]
    at: datetime
    currency: str
    entries: tuple[LedgerEntry, ...]
