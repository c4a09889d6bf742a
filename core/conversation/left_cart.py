"""A cart left behind: noted when a turn ends, looked at again when the reminder comes due."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.model import localized
from core.conversation.ports import Notification, UnitOfWork
from core.conversation.scene import Job, Scene
from core.conversation.taking import quoted_cart
from core.engagement.cart_reminder import CartNow, by_day, due_at, why_not
from core.engagement.model import CartReminder
from core.kernel.clock import Clock
from core.kernel.ids import new_id
from core.ordering.pricing import quote

GOODS_NAMED = 3


async def remember_cart(scene: Scene) -> None:
    """One waiting reminder for the cart as it is now; an older one of another cart is dropped."""
    shopper = scene.shopper
    cart = await scene.work.carts.get(scene.store.store_id, shopper.shopper_id)
    if cart.updated_at != scene.now:
        return
    await scene.work.reminders.drop_waiting(shopper.shopper_id, "changed")
    if not cart.lines or shopper.reminders_stopped or not (await quoted_cart(scene, cart)).lines:
        return
    due = due_at(cart.updated_at, scene.services.reminder_after, scene.store.tz)
    reminder = CartReminder(new_id(), scene.store.store_id, shopper.shopper_id, cart.updated_at, 1, due)
    if await scene.work.reminders.add(reminder):
        scene.jobs.append(Job(reminder_key(reminder), due))


def reminder_key(reminder: CartReminder) -> str:
    """The job's key: a reminder put off till the morning is another job."""
    return f"reminder:{reminder.reminder_id}:{int(reminder.due_at.timestamp())}"


async def send_reminder(work: UnitOfWork, reminder_id: str, clock: Clock) -> None:
    """Once per cart and step: sent and marked in one transaction, or dropped with the reason.

    One that comes due at night is put off; the sweep schedules it again."""
    reminder = await work.reminders.get(reminder_id)
    if reminder is None or reminder.sent_at is not None or reminder.dropped is not None:
        return
    store = await work.stores.get(reminder.store_id)
    now = clock.now()
    if by_day(now, store.tz) != now:
        await work.reminders.save(replace(reminder, due_at=by_day(now, store.tz)))
        return
    shopper = await work.people.get_shopper(reminder.shopper_id)
    cart = await work.carts.get(reminder.store_id, reminder.shopper_id)
    products = await work.products.get_many(reminder.store_id, [x.offer_id for x in cart.lines])
    quoted = quote(cart, products)
    sellable = [line for line in quoted.lines if products[line.offer_id].stock > 0]
    reason = why_not(
        reminder, CartNow(cart.updated_at, len(cart.lines), len(sellable), shopper.reminders_stopped)
    )
    if reason:
        await work.reminders.save(replace(reminder, dropped=reason))
        return
    goods = ", ".join(localized(line.names, shopper.language) for line in sellable[:GOODS_NAMED])
    await work.reminders.save(replace(reminder, sent_at=now))
    await work.outbox.put(
        Notification(
            key=f"reminder:{reminder_id}",
            store_id=reminder.store_id,
            channel=shopper.channel,
            external_id=shopper.external_id,
            kind="cart_reminder",
            params={"goods": goods},
            language=shopper.language,
        )
    )
