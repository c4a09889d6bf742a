"""How a payment moves. Every function works inside the caller's transaction and books what it moves."""

from __future__ import annotations

from dataclasses import replace

from core.kernel.clock import Clock
from core.kernel.errors import Conflict
from core.payments import ledger as books
from core.payments.model import LAWFUL, Payment, PaymentNotice
from core.payments.ports import Ledger, Payments


class PaymentMismatch(Conflict):
    """The amount or the currency is not the payment's."""

    key = "error-payment-mismatch"


async def settle(notice: PaymentNotice, payments: Payments, ledger: Ledger, clock: Clock) -> Payment | None:
    """The payment after the notice, None when the notice tells nothing new.

    A payment is captured once whatever is repeated or reordered. Raises NotFound and PaymentMismatch.
    """
    payment = await payments.get(notice.payment_id)
    if (payment.amount_minor, payment.currency) != (notice.amount_minor, notice.currency):
        raise PaymentMismatch(
            f"payment {payment.payment_id}: {notice.amount_minor} {notice.currency} "
            f"instead of {payment.amount_minor} {payment.currency}"
        )
    if not await payments.first_time(notice) or payment.state == notice.outcome:
        return None
    if notice.outcome == "failed":
        return await _fail(payment, payments)
    return await _capture(payment, notice, payments, ledger, clock)


async def _fail(payment: Payment, payments: Payments) -> Payment | None:
    """A failure that comes after the money did is old news."""
    if "failed" not in LAWFUL[payment.state]:
        return None
    failed = payment.to("failed")
    await payments.save(failed)
    return failed


async def _capture(
    payment: Payment, notice: PaymentNotice, payments: Payments, ledger: Ledger, clock: Clock
) -> Payment | None:
    """Money that comes after the order was given up is captured too, so that it can be given back."""
    if payment.state == "refunded":
        return None
    captured = replace(payment, state="captured", provider=notice.provider, external_id=notice.external_id)
    await payments.save(captured)
    await ledger.book(books.capture(captured, clock.now()))
    return captured


async def capture_on_delivery(payment: Payment, payments: Payments, ledger: Ledger, clock: Clock) -> Payment:
    """Cash in the courier's hand. Raises UnlawfulTransition."""
    captured = payment.to("captured")
    await payments.save(captured)
    await ledger.book(books.capture(captured, clock.now()))
    return captured


async def recognise(payment: Payment, ledger: Ledger, clock: Clock) -> None:
    await ledger.book(books.recognise(payment, clock.now()))


async def give_back(payment: Payment, payments: Payments, ledger: Ledger, clock: Clock) -> Payment:
    """Refunds what was captured, voids what was not; what is over already stays as it is."""
    if payment.state == "captured":
        refunded = payment.to("refunded")
        await payments.save(refunded)
        await ledger.book(books.refund(refunded, clock.now()))
        return refunded
    if "voided" in LAWFUL[payment.state]:
        voided = payment.to("voided")
        await payments.save(voided)
        return voided
    return payment
