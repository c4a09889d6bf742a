"""Who hears of what: from what happened to an order to queued notifications, and from those to replies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.conversation.at_point import at_point
from core.conversation.cards import order_view, shopper_choices
from core.conversation.feed_news import feed_replies
from core.conversation.plan_replies import change_replies, plan_replies, rerouted, route_replies, spoken
from core.conversation.ports import Notification, UnitOfWork
from core.conversation.reply import Choice, Message, Reply, Text
from core.kernel.timewindow import TimeWindow
from core.ordering import proof
from core.ordering.lifecycle import CANCELLABLE, MOVED, OPEN, REMINDED, is_missed
from core.ordering.model import DomainEvent, Order, Staff, StaffRole
from core.ordering.moving import windows_of
from core.payments.model import PREPAID, Payment

PLANNED = frozenset({"grouped", "packed", "routed"})
TO_SHOPPER = {
    "OrderPaid": "order_paid",
    "OrderAccepted": "order_accepted",
    "OrderRejected": "order_rejected",
    "OrderDispatched": "order_dispatched",
    "OrderReady": "order_ready",
    REMINDED: "order_still_waits",
    "OrderDelivered": "order_delivered",
    "OrderReturned": "order_returned",
    "OrderRefunded": "order_refunded",
}
# Told with the whole order.
VIEWED = frozenset(
    {
        "order_accepted",
        "order_paid",
        "order_dispatched",
        "order_delivered",
        "order_ready",
        "order_still_waits",
    }
)
# What is said of an order that a point or a locker hands over.
AT_POINT = {
    "order-dispatched": "order-dispatched-point",
    "order-delivered": "order-delivered-point",
    "order-returned": "order-returned-point",
}


async def announce(work: UnitOfWork, order: Order, payment: Payment | None, since: int) -> None:
    """Queues what the events from `since` on mean for people, in this transaction."""
    for position, event in enumerate(order.events[since:], start=since):
        key = f"{order.order_id}:{position}"
        for_staff = _for_staff(event, order)
        if for_staff:
            await notify_staff(work, order.store_id, key, for_staff, {"order_id": order.order_id})
        if event.name == MOVED:
            await _tell_moved(work, order, key, event)
        for_shopper = _for_shopper(event)
        if for_shopper:
            await notify_shopper(work, order, key, for_shopper, {"reason": event.reason})


def _for_staff(event: DomainEvent, order: Order) -> str | None:
    """A seller is asked when there is something to do: at once, or when an order paid in advance is paid."""
    prepaid = order.payment_method in PREPAID
    if event.name == "OrderPaid" and prepaid and order.state in {"reserved", "held"}:
        return "order_new"
    if event.name in {"OrderReserved", "OrderHeld"} and not prepaid:
        return "order_new"
    return "order_cancelled" if event.name == "OrderCancelled" and event.actor == "shopper" else None


async def _tell_moved(work: UnitOfWork, order: Order, key: str, event: DomainEvent) -> None:
    """Whoever packs it and, where it is planned already, whoever drives."""
    old, new = windows_of(event)
    moments = [moment.isoformat() for moment in (old.start, old.end, new.start, new.end)]
    roles: tuple[StaffRole, ...] = ("seller", "courier") if order.state in PLANNED else ("seller",)
    for role in roles:
        params = {"order_id": order.order_id, "moments": moments}
        await notify_staff(work, order.store_id, key, "order_moved", params, role)


def _for_shopper(event: DomainEvent) -> str | None:
    if event.name == "OrderCancelled":
        return "order_expired" if event.actor == "system" else None
    if event.name == "OrderHeld":
        return "order_proof_late" if event.reason == proof.TOO_LATE else None
    if event.name == "OrderRefunded" and event.actor == "system":
        return "order_refunded"
    return TO_SHOPPER.get(event.name)


async def notify_staff(
    work: UnitOfWork, store_id: str, key: str, kind: str, params: dict[str, Any], role: StaffRole = "seller"
) -> None:
    for person in await work.people.staff_of(store_id, role):
        await work.outbox.put(_to_staff(person, key, kind, params))


def _to_staff(person: Staff, key: str, kind: str, params: dict[str, Any]) -> Notification:
    return Notification(
        key=f"{key}:{person.channel}:{person.external_id}",
        store_id=person.store_id,
        channel=person.channel,
        external_id=person.external_id,
        kind=kind,
        params=params,
        language=person.language,
    )


async def notify_shopper(work: UnitOfWork, order: Order, key: str, kind: str, params: dict[str, Any]) -> None:
    shopper = await work.people.get_shopper(order.shopper_id)
    await work.outbox.put(
        Notification(
            key=f"{key}:shopper",
            store_id=order.store_id,
            channel=shopper.channel,
            external_id=shopper.external_id,
            kind=kind,
            params={"order_id": order.order_id, **params},
            language=order.language,
        )
    )


async def replies_for(work: UnitOfWork, notice: Notification) -> tuple[Reply, ...]:
    """What the person is shown, from how things are when it is delivered."""
    if notice.kind == "hand_off":
        return (Text("seller-hand-off", {**notice.params, "topic": f"topic-{notice.params['topic']}"}),)
    if notice.kind == "cart_reminder":
        choices = (
            Choice("cart", "button-cart"),
            Choice("checkout", "button-checkout"),
            Choice("stop", "button-stop-reminders"),
        )
        return (Text("cart-reminder", {"goods": notice.params["goods"]}, choices),)
    if notice.kind.startswith("feed_"):
        return feed_replies(notice)
    if notice.kind.startswith("day_"):
        day = date.fromisoformat(notice.params["day"])
        wave = await work.waves.latest(notice.store_id, day)
        return _of_day(notice, wave, day) if wave else ()
    return await _of_order(work, notice)


def _of_day(notice: Notification, wave: dict[str, Any], day: date) -> tuple[Reply, ...]:
    packs = notice.kind in {"day_plan", "day_changes"}
    wave = spoken(wave, notice.language, packs=packs)
    match notice.kind:
        case "day_plan":
            return plan_replies(wave, day)
        case "day_changes":
            return change_replies(wave, notice.params, day)
        case "day_reroutes":
            return (Text("day-reroutes", {"day": day}), *rerouted(wave, notice.params, day))
        case _:
            return route_replies(wave, day, can_change="kept" in wave)


async def _of_order(work: UnitOfWork, notice: Notification) -> tuple[Reply, ...]:
    order = await work.orders.get(notice.params["order_id"])
    payment = await work.payments.of_order(order.order_id)
    at = await at_point(work, order)
    number = {"number": str(order.number)}
    key = notice.kind.replace("_", "-")
    key = AT_POINT.get(key, key) if at else key
    match notice.kind:
        case "order_new":
            view = order_view("seller-order-new", order, payment, _decision(order), for_seller=True, at=at)
            flags = tuple(Text(f"screen-{code}") for code in order.screening)
            return (*flags, *_about_phone(order), view)
        case "order_moved":
            begins, ends, begins_now, ends_now = (
                datetime.fromisoformat(iso) for iso in notice.params["moments"]
            )
            windows = {"old": TimeWindow(begins, ends), "window": TimeWindow(begins_now, ends_now)}
            return (Text("seller-order-moved", {**number, **windows}),)
        case "order_cancelled":
            return (Text("seller-order-cancelled", number),)
        case "order_late" | "order_in_time" | "order_left_out" | "order_missed":
            return _of_the_way(notice, order)
        case "order_rejected":
            reason = notice.params.get("reason", "")
            return (Text("order-rejected", {**number, "reason": reason}),)
        case "order_uncollected" | "order_to_fetch":
            return (_to_be_fetched(notice, order),)
        case kind if kind in VIEWED:
            return (order_view(key, order, payment, shopper_choices(order), at=at),)
        case _:
            return (Text(key, number),)


def _to_be_fetched(notice: Notification, order: Order) -> Message:
    """Where what nobody came for lies, and what it is."""
    key = "seller-order-uncollected" if notice.kind == "order_uncollected" else "courier-order-to-fetch"
    told = Text(key, {"number": str(order.number), "place": order.address.text})
    cells = ", ".join(notice.params.get("cells", ()))
    return Message(key, ((told, *((Text("label-cells", {"value": cells}),) if cells else ())),))


def _of_the_way(notice: Notification, order: Order) -> tuple[Text, ...]:
    """That the door is not reached as it was promised; nothing of an order that nobody waits for any more."""
    if order.state not in OPEN or (notice.kind == "order_missed" and not is_missed(order)):
        return ()
    params = {"number": str(order.number), "window": order.window, "eta": notice.params.get("eta", "")}
    cancel = (Choice(f"cancel:{order.number}", "button-cancel-order"),) if order.state in CANCELLABLE else ()
    choices = () if notice.kind == "order_in_time" else (Choice("human", "button-human"), *cancel)
    key = notice.kind.replace("_", "-")
    if notice.kind == "order_missed" and order.slot_kind != "express":
        key, again = "order-missed-when", Choice(f"move:{order.number}", "button-move-order")
        choices = (again, *choices)
    return (Text(key, params, choices),)


def _about_phone(order: Order) -> tuple[Text, ...]:
    """What the seller should know of the number of an order that looked unreliable."""
    if proof.waits_for_call(order):
        return (Text("seller-call-first", {"phone": order.phone}),)
    waited = any(event.name == "OrderUnproven" for event in order.events)
    return (Text("seller-phone-proven", {"phone": order.phone}),) if waited else ()


def _decision(order: Order) -> tuple[Choice, ...]:
    if order.state not in {"reserved", "held"}:
        return ()
    return (
        Choice(f"accept:{order.number}", "button-step-accept"),
        Choice(f"reject:{order.number}", "button-step-reject"),
    )
