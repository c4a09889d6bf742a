"""What happens to an order after it is placed. Each function is one step inside the caller's transaction."""

from __future__ import annotations

from dataclasses import replace

from core.delivery.slots import SlotBook
from core.kernel.clock import Clock
from core.kernel.errors import Forbidden, NotFound, UnlawfulTransition
from core.kernel.ids import digits
from core.ordering.lifecycle import advance, missed, ready, reminded
from core.ordering.model import Actor, DomainEvent, Order
from core.ordering.ports import OrderingWork
from core.payments.model import PREPAID, Payment, PaymentNotice
from core.payments.settle import capture, give_back, recognise, settle

CODE_DIGITS = 6
"""Of a pickup code."""


async def accept(work: OrderingWork, order: Order, clock: Clock) -> Order:
    """Raises UnlawfulTransition; Forbidden while an order that is paid in advance is not paid."""
    payment = await work.payments.of_order(order.order_id)
    if order.payment_method in PREPAID and (payment is None or payment.state != "captured"):
        raise Forbidden("not paid yet", key="error-not-paid", number=str(order.number))
    return await _save(work, advance(order, "accepted", clock.now(), "seller"))


async def reject(work: OrderingWork, book: SlotBook, order: Order, clock: Clock, reason: str) -> Order:
    order = advance(order, "rejected", clock.now(), "seller", reason)
    return await _undo(work, book, order, clock)


async def cancel(
    work: OrderingWork, book: SlotBook, order: Order, clock: Clock, actor: Actor, reason: str = ""
) -> Order:
    """Gives back goods, window and money. Raises UnlawfulTransition when the order has left already."""
    order = advance(order, "cancelled", clock.now(), actor, reason)
    return await _undo(work, book, order, clock)


async def _undo(work: OrderingWork, book: SlotBook, order: Order, clock: Clock) -> Order:
    await work.stock.release(order.order_id)
    await book.release_order(order.order_id, order.window)
    return await _given_back(work, order, clock)


async def _given_back(work: OrderingWork, order: Order, clock: Clock) -> Order:
    payment = await work.payments.of_order(order.order_id)
    if payment is not None:
        given_back = await give_back(payment, work.payments, work.ledger, clock)
        if given_back.state == "refunded":
            order = advance(order, "refunded", clock.now(), "system")
    return await _save(work, order)


async def mark_packed(work: OrderingWork, order: Order, clock: Clock) -> Order:
    return await _save(work, advance(order, "packed", clock.now(), "seller"))


async def dispatch(work: OrderingWork, order: Order, clock: Clock, actor: Actor) -> Order:
    """The goods leave the shelf for good."""
    order = advance(order, "dispatched", clock.now(), actor)
    await work.stock.allocate(order.order_id)
    return await _save(work, order)


async def arrive(work: OrderingWork, order: Order, clock: Clock, actor: Actor) -> Order:
    """It waits at its pickup point from now on, for a code that no other order there has. Raises UnlawfulTransition."""
    taken = await work.orders.codes_at(order.store_id, order.point_id) if order.point_id else frozenset()
    code = digits(CODE_DIGITS)
    while code in taken:
        code = digits(CODE_DIGITS)
    return await _save(work, ready(order, code, clock.now(), actor))


async def remind(work: OrderingWork, order: Order, clock: Clock) -> Order:
    """It is told once more that it waits at its point. Raises UnlawfulTransition."""
    return await _save(work, reminded(order, clock.now()))


async def nobody_home(work: OrderingWork, order: Order, clock: Clock, actor: Actor) -> Order:
    """It was brought to nobody: its shopper may choose another time. Raises UnlawfulTransition."""
    return await _save(work, missed(order, clock.now(), actor))


async def take_back(work: OrderingWork, order: Order, clock: Clock, actor: Actor, reason: str = "") -> Order:
    """Nobody came for it, or it was refused at the door: its goods are on sale again, its cells are free, and money that
    was paid goes back. Raises UnlawfulTransition for what is not on its way, or not at its point yet."""
    if order.state != "dispatched":
        # What was handed over has been opened: whether it can be sold is for a person to see.
        raise UnlawfulTransition(f"order {order.number} was not on its way", number=str(order.number))
    order = advance(order, "returned", clock.now(), actor, reason)
    await work.stock.put_back(order.order_id)
    await work.cells.release_order(order.order_id)
    return await _given_back(work, order, clock)


async def deliver(work: OrderingWork, order: Order, clock: Clock, actor: Actor) -> Order:
    """Handed over: what is paid at the door is paid now, and the money is earned."""
    order = advance(order, "delivered", clock.now(), actor)
    await work.cells.release_order(order.order_id)
    payment = await work.payments.of_order(order.order_id)
    if payment is not None:
        if payment.state == "pending" and payment.method == "cash":
            payment = await capture(payment, work.payments, work.ledger, clock)
        if payment.state == "captured":
            await recognise(payment, work.ledger, clock)
    return await _save(work, order)


async def pay(work: OrderingWork, notice: PaymentNotice, clock: Clock) -> tuple[Order, Payment] | None:
    """One order paid once. None when the notice is old news.

    Money for an order that is not wanted any more goes straight back.
    Raises NotFound, and PaymentMismatch for another amount; then nothing has changed.
    """
    payment = await settle(notice, work.payments, work.ledger, clock)
    if payment is None:
        return None
    order = await work.orders.get(payment.order_id)
    if payment.state != "captured":
        return order, payment
    event = DomainEvent("OrderPaid", order.order_id, clock.now(), "shopper")
    order = replace(order, events=(*order.events, event))
    if order.state == "unproven":
        order = advance(order, "reserved", clock.now(), "system", "paid")
    if order.state in {"cancelled", "rejected"}:
        payment = await give_back(payment, work.payments, work.ledger, clock)
        order = advance(order, "refunded", clock.now(), "system")
    await work.orders.save(order)
    return order, payment


async def expire_unpaid(work: OrderingWork, book: SlotBook, order: Order, clock: Clock) -> Order | None:
    """An order that waited for money in vain lets its goods and window go. None when it did not wait."""
    payment = await work.payments.of_order(order.order_id)
    waits = order.state in {"reserved", "held"} and order.payment_method in PREPAID
    if not waits or payment is None or payment.state == "captured":
        return None
    return await cancel(work, book, order, clock, "system", "unpaid")


async def own_order(work: OrderingWork, store_id: str, shopper_id: str, number: int) -> Order:
    """Raises NotFound for somebody else's order just as for none."""
    order = await work.orders.by_number(store_id, number)
    if order is None or order.shopper_id != shopper_id:
        raise NotFound("no such order of this shopper", key="error-order-not-found", number=str(number))
    return order


async def _save(work: OrderingWork, order: Order) -> Order:
    await work.orders.save(order)
    return order
