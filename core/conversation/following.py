"""After the order: its state, cancelling it, a person, the store's facts, reminders, the language."""

from __future__ import annotations

from dataclasses import replace

from core.conversation.at_point import at_point
from core.conversation.cards import order_view, shopper_choices
from core.conversation.checking_out import invoice
from core.conversation.notices import announce, notify_staff
from core.conversation.planning import plan_jobs
from core.conversation.reply import Choice, Reply, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import (
    AskCancel,
    CancelOrder,
    HandOff,
    OrderStatus,
    SetLanguage,
    SetReminders,
)
from core.dialogue.decide import START
from core.dialogue.state import DialogueState
from core.kernel.ids import new_id
from core.ordering import change
from core.ordering.lifecycle import CANCELLABLE, OPEN
from core.ordering.model import Order
from core.payments.model import PREPAID

ORDERS_LISTED = 5


async def order_status(scene: Scene, state: DialogueState, command: OrderStatus) -> Outcome:
    if command.number is not None:
        order = await change.own_order(
            scene.work, scene.store.store_id, scene.shopper.shopper_id, command.number
        )
        return Outcome(state, await _view(scene, order))
    orders = await _orders(scene)
    if not orders:
        return Outcome(state, (Text("no-orders", choices=(Choice("catalog", "button-catalog"),)),))
    newest = next((o for o in orders if o.state in OPEN), orders[0])
    others = tuple(
        Choice(f"order:{o.number}", "button-order", {"number": str(o.number)})
        for o in orders[:ORDERS_LISTED]
        if o.number != newest.number
    )
    replies = await _view(scene, newest)
    return Outcome(state, (*replies, Text("other-orders", choices=others)) if others else replies)


async def _view(scene: Scene, order: Order) -> tuple[Reply, ...]:
    payment = await scene.work.payments.of_order(order.order_id)
    at = await at_point(scene.work, order)
    view = order_view("order-state", order, payment, shopper_choices(order), at=at)
    waits = payment is not None and payment.state in {"pending", "failed"} and payment.method in PREPAID
    if payment is not None and waits and order.state in OPEN:
        return view, invoice(scene, order, payment)
    return (view,)


async def _orders(scene: Scene) -> list[Order]:
    return await scene.work.orders.of_shopper(scene.store.store_id, scene.shopper.shopper_id)


async def ask_cancel(scene: Scene, state: DialogueState, command: AskCancel) -> Outcome:
    if command.number is not None:
        order = await change.own_order(
            scene.work, scene.store.store_id, scene.shopper.shopper_id, command.number
        )
    else:
        found = next((o for o in await _orders(scene) if o.state in CANCELLABLE), None)
        if found is None:
            return Outcome(state, (Text("nothing-to-cancel"),))
        order = found
    number = str(order.number)
    if order.state not in CANCELLABLE:
        person = Choice("human", "button-human")
        return Outcome(state, (Text("cannot-cancel", {"number": number}, (person,)),))
    choices = (Choice(f"cancelyes:{number}", "button-yes-cancel"), Choice("no", "button-no"))
    return Outcome(
        state.asking("cancel_order", number), (Text("ask-cancel-order", {"number": number}, choices),)
    )


async def cancel_order(scene: Scene, state: DialogueState, command: CancelOrder) -> Outcome:
    order = await change.own_order(scene.work, scene.store.store_id, scene.shopper.shopper_id, command.number)
    after = await change.cancel(scene.work, scene.book, order, scene.services.clock, "shopper")
    payment = await scene.work.payments.of_order(order.order_id)
    await announce(scene.work, after, payment, since=len(order.events))
    scene.jobs += plan_jobs(order, after, scene.store, scene.services.policy, scene.now)
    key = "order-cancelled-refunded" if after.state == "refunded" else "order-cancelled"
    return Outcome(state, (Text(key, {"number": str(order.number)}),))


async def hand_off(scene: Scene, state: DialogueState, command: HandOff) -> Outcome:
    """A person is told, with the words and how to reach the shopper; the shopper hears the phone as well."""
    shopper = scene.shopper
    params = {
        "topic": command.topic,
        "text": command.text[:500],
        "name": shopper.name or state.known.name or "",
        "phone": shopper.phone or state.known.phone or "",
    }
    await notify_staff(scene.work, scene.store.store_id, f"hand_off:{new_id()}", "hand_off", params)
    said = Text(f"handed-off-{command.topic.replace('_', '-')}", {"phone": scene.store.phone})
    return Outcome(replace(state, failures=0), (said,))


async def set_reminders(scene: Scene, state: DialogueState, command: SetReminders) -> Outcome:
    await scene.work.people.save_shopper(replace(scene.shopper, reminders_stopped=not command.wanted))
    scene.shopper = replace(scene.shopper, reminders_stopped=not command.wanted)
    if not command.wanted:
        await scene.work.reminders.drop_waiting(scene.shopper.shopper_id, "stopped")
    return Outcome(state, (Text("reminders-on" if command.wanted else "reminders-off"),))


async def set_language(scene: Scene, state: DialogueState, command: SetLanguage) -> Outcome:
    scene.language = command.language
    state = replace(state, language=command.language)
    if state.form is not None or state.advice is not None:
        return Outcome(state, (Text("language-set-going-on"),))
    choices = tuple(Choice(o.action, o.key) for o in START)
    return Outcome(state, (Text("language-set", choices=choices),))
