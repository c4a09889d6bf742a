"""Paying inside Telegram: the last question before the money moves, and the news that it did."""

from __future__ import annotations

import asyncio

import structlog
from aiogram import F, Router
from aiogram.types import Message, PreCheckoutQuery, Update

from bot.desk import CHANNEL, Desk
from bot.handlers.origin import origin_of
from core.kernel.errors import DukenError, Unavailable
from core.payments.model import PaymentNotice

log = structlog.get_logger()

# Telegram gives the bot 10 s and then tells the shopper that the payment failed.
DECIDE_WITHIN_S = 7.0


def router() -> Router:
    made = Router(name="payments")
    made.pre_checkout_query.register(may_pay)
    made.message.register(paid, F.successful_payment)
    return made


async def may_pay(query: PreCheckoutQuery, event_update: Update, desk: Desk) -> None:
    refusal: str | None = "error-unavailable"
    try:
        async with asyncio.timeout(DECIDE_WITHIN_S):
            refusal = await desk.app.can_pay(query.invoice_payload, query.total_amount, query.currency)
    except TimeoutError:
        log.warning("telegram_pre_checkout_late", payment_id=query.invoice_payload)
    if refusal is None:
        await desk.sender.call(query.answer(ok=True))
        return
    origin = await origin_of(event_update, desk, query.from_user)
    said = desk.app.texts.say(await desk.language(origin), refusal)
    await desk.sender.call(query.answer(ok=False, error_message=said))


async def paid(message: Message, event_update: Update, desk: Desk) -> None:
    """The money has moved already: what does not fit is said and left to a person, and never thrown away.

    Whatever else fails is raised, for Telegram to bring the news again; the same news twice is settled once.
    """
    payment = message.successful_payment
    if payment is None:
        return
    charge = payment.telegram_payment_charge_id
    notice = PaymentNotice(
        provider=CHANNEL,
        event_id=charge,
        payment_id=payment.invoice_payload,
        outcome="captured",
        amount_minor=payment.total_amount,
        currency=payment.currency,
        external_id=charge,
    )
    try:
        await desk.app.settle_notice(notice)
    except Unavailable:
        # Telegram brings the news of the money again.
        raise
    except DukenError as error:
        log.error("telegram_payment_unmatched", charge=charge, error=str(error))
        origin = await origin_of(event_update, desk, message.from_user)
        if await desk.once(origin):
            await desk.tell(origin, error.key)
        return
    desk.news()
