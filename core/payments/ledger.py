"""Double entry, pure: what a movement of money books. Every transaction sums to zero.

`prepaid` is what shoppers have paid and the shop has not earned yet; `clearing:<provider>` is what a provider owes the
shop; `sales` is earned. Debit is positive.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from core.kernel.ids import new_id
from core.payments.model import LedgerEntry, LedgerTransaction, Payment

PREPAID_BY_SHOPPERS = "prepaid"
SALES = "sales"


def clearing(provider: str) -> str:
    return f"clearing:{provider}"


def capture(payment: Payment, at: datetime) -> LedgerTransaction:
    return _transaction(payment, "capture", at, debit=clearing(payment.provider), credit=PREPAID_BY_SHOPPERS)


def recognise(payment: Payment, at: datetime) -> LedgerTransaction:
    """At delivery the money is earned."""
    return _transaction(payment, "recognise", at, debit=PREPAID_BY_SHOPPERS, credit=SALES)


def refund(payment: Payment, at: datetime) -> LedgerTransaction:
    """Before delivery: the shop gives back what it had not earned."""
    return _transaction(payment, "refund", at, debit=PREPAID_BY_SHOPPERS, credit=clearing(payment.provider))


def _transaction(
    payment: Payment,
    kind: Literal["capture", "refund", "recognise"],
    at: datetime,
    *,
    debit: str,
    credit: str,
) -> LedgerTransaction:
    return LedgerTransaction(
        transaction_id=new_id(),
        store_id=payment.store_id,
        payment_id=payment.payment_id,
        kind=kind,
        at=at,
        currency=payment.currency,
        entries=(LedgerEntry(debit, payment.amount_minor), LedgerEntry(credit, -payment.amount_minor)),
    )
