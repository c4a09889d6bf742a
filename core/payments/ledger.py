"""Money's movements as balanced double entries. A debit is positive, a credit negative.

Accounts: `cash:{provider}` what a provider or the till holds for the store; `prepayments` what the store owes
shoppers until the goods are theirs; `revenue` what it has earned.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from core.kernel.errors import InvalidInput
from core.kernel.ids import new_id
from core.payments.model import LedgerEntry, LedgerTransaction, Payment

PREPAYMENTS = "prepayments"
REVENUE = "revenue"


def held_by(provider: str) -> str:
    return f"cash:{provider}"


def capture(payment: Payment, at: datetime) -> LedgerTransaction:
    """The money is here, the goods are still owed."""
    return _move(payment, "capture", at, debit=held_by(payment.provider), credit=PREPAYMENTS)


def recognise(payment: Payment, at: datetime) -> LedgerTransaction:
    """The goods are the shopper's: what was owed is earned."""
    return _move(payment, "recognise", at, debit=PREPAYMENTS, credit=REVENUE)


def refund(payment: Payment, at: datetime, *, recognised: bool) -> LedgerTransaction:
    """The whole money goes back: out of what was earned after delivery, out of what was owed before it."""
    source = REVENUE if recognised else PREPAYMENTS
    return _move(payment, "refund", at, debit=source, credit=held_by(payment.provider))


def _move(
    payment: Payment,
    kind: Literal["capture", "refund", "recognise"],
    at: datetime,
    *,
    debit: str,
    credit: str,
) -> LedgerTransaction:
    if payment.amount_minor <= 0:
        raise InvalidInput("amount_minor", f"payment {payment.payment_id} moves no money")
    return LedgerTransaction(
        transaction_id=new_id(),
        store_id=payment.store_id,
        payment_id=payment.payment_id,
        kind=kind,
        at=at,
        currency=payment.currency,
        entries=(LedgerEntry(debit, payment.amount_minor), LedgerEntry(credit, -payment.amount_minor)),
    )
