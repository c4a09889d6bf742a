"""What a provider's word does to a payment, and how its money goes back. All inside the caller's transaction."""

from __future__ import annotations

from dataclasses import replace

from core.kernel.clock import Clock
from core.kernel.errors import Conflict
from core.payments import ledger as entries
from core.payments.model import LAWFUL, Payment, PaymentNotice
from core.payments.ports import Ledger, Payments


class PaymentMismatch(Conflict):
    """A notice speaks of other money than the payment it names."""

    key = "error-payment-mismatch"


async def settle(notice: PaymentNotice, payments: Payments, ledger: Ledger, clock: Clock) -> Payment | None:
    """The payment as the notice leaves it, or None when the notice changes nothing.

    The provider that took the money is the one that tells: a payment by card may be settled by any that can.
    Raises NotFound for an unknown payment and PaymentMismatch. What raises is to be rolled back, the notice with it.
    """
    # The lock comes before the record of the notice, so that all who speak of this payment queue here.
    payment = await payments.get(notice.payment_id)
    _same_money(notice, payment)
    if not await payments.first_time(notice):
        return None
    if notice.outcome == "failed":
        return await _fail(payment, payments)
    if payment.state in ("captured", "refunded"):
        # Even a second charge for the same payment: it stands among the notices for reconciliation to find.
        return None
    paid = replace(payment, provider=notice.provider, external_id=notice.external_id)
    return await capture(paid, payments, ledger, clock)


async def capture(payment: Payment, payments: Payments, ledger: Ledger, clock: Clock) -> Payment:
    """Money that arrived, by notice or at the door. Raises UnlawfulTransition, and Conflict when it is booked."""
    captured = payment.to("captured")
    await payments.save(captured)
    await ledger.book(entries.capture(captured, clock.now()))
    return captured


async def recognise(payment: Payment, ledger: Ledger, clock: Clock) -> None:
    """The goods were handed over. Raises Conflict unless captured, or when it is booked already."""
    if payment.state != "captured":
        raise Conflict(f"payment {payment.payment_id} is {payment.state}, so nothing is earned by it")
    await ledger.book(entries.recognise(payment, clock.now()))


async def refund(
    payment: Payment, payments: Payments, ledger: Ledger, clock: Clock, *, recognised: bool
) -> Payment:
    """The whole money back; `recognised` when the goods had been handed over. Raises UnlawfulTransition."""
    refunded = payment.to("refunded")
    await payments.save(refunded)
    await ledger.book(entries.refund(refunded, clock.now(), recognised=recognised))
    return refunded


async def void(payment: Payment, payments: Payments) -> Payment:
    """Nothing will be paid. Raises UnlawfulTransition when it was."""
    voided = payment.to("voided")
    await payments.save(voided)
    return voided


async def give_back(payment: Payment, payments: Payments, ledger: Ledger, clock: Clock) -> Payment:
    """Before the goods are handed over: refunds what was captured, voids what was not; what is over stays so."""
    if payment.state == "captured":
        return await refund(payment, payments, ledger, clock, recognised=False)
    return await void(payment, payments) if "voided" in LAWFUL[payment.state] else payment


async def _fail(payment: Payment, payments: Payments) -> Payment | None:
    # Notices overtake one another: a failure that comes after the money did is an earlier attempt's.
    if payment.state not in ("pending", "authorized"):
        return None
    failed = payment.to("failed")
    await payments.save(failed)
    return failed


def _same_money(notice: PaymentNotice, payment: Payment) -> None:
    told = (notice.amount_minor, notice.currency)
    asked = (payment.amount_minor, payment.currency)
    if told != asked:
        raise PaymentMismatch(f"payment {payment.payment_id} asks for {asked}, the notice tells of {told}")
