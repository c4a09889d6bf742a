"""What a seller does in conversation."""

from __future__ import annotations

from dataclasses import replace

from core.conversation.at_point import at_point
from core.conversation.browsing import find_one
from core.conversation.cards import order_view
from core.conversation.feeding import take_job
from core.conversation.notices import announce
from core.conversation.plan_replies import parcel_replies, plan_replies, spoken
from core.conversation.planning import plan_jobs, read_day
from core.conversation.reply import Choice, Reply, Text
from core.conversation.scene import Job, Outcome, Scene
from core.dialogue.commands import Wanted
from core.dialogue.seller_commands import (
    SellerFeed,
    SellerLowStock,
    SellerOrder,
    SellerOrders,
    SellerPlan,
    SellerSetPrice,
    SellerSetStock,
    SellerStep,
)
from core.dialogue.state import DialogueState
from core.kernel.errors import NotFound
from core.kernel.money import MINOR_PER_MAJOR, Money
from core.ordering import change
from core.ordering.lifecycle import OPEN, steps_of
from core.ordering.model import Order
from core.ordering.plan_day import plan_key

LOW = 5
LISTED = 10
TO_PACK = frozenset({"grouped", "packed", "routed"})


async def orders(scene: Scene, state: DialogueState, command: SellerOrders) -> Outcome:
    found = await scene.work.orders.of_store(scene.store.store_id, frozenset(OPEN))
    if not found:
        return Outcome(state, (Text("seller-no-orders"),))
    listed = found[-LISTED:]
    choices = tuple(
        Choice(f"sorder:{o.number}", "button-seller-order", {"number": str(o.number), "total": _total(o)})
        for o in listed
    )
    return Outcome(state, (Text("seller-orders", {"count": len(found)}, choices),))


async def order(scene: Scene, state: DialogueState, command: SellerOrder) -> Outcome:
    found = await _order(scene, command.number)
    payment = await scene.work.payments.of_order(found.order_id)
    at = await at_point(scene.work, found)
    view = order_view("seller-order", found, payment, seller_choices(found), for_seller=True, at=at)
    return Outcome(state, (*await _packing(scene, found), view))


async def _packing(scene: Scene, order: Order) -> tuple[Reply, ...]:
    """How the last plan packs it, for whoever packs it now."""
    if order.state not in TO_PACK:
        return ()
    day = order.window.start.astimezone(scene.store.tz).date()
    wave = await scene.work.waves.latest(scene.store.store_id, day)
    planned = spoken(wave, scene.language, packs=True)["orders"] if wave else ()
    return tuple(r for one in planned if one["order_id"] == order.order_id for r in parcel_replies(one))


def seller_choices(order: Order) -> tuple[Choice, ...]:
    """The lawful next steps of this order, as buttons."""
    steps = {"accepted": "accept", "rejected": "reject", "packed": "packed", "dispatched": "dispatched"}
    steps["delivered"] = "delivered"
    lawful = [steps[to] for to in steps if to in steps_of(order)]
    if order.is_ready:
        return (
            Choice(f"delivered:{order.number}", "button-step-handed-over"),
            Choice(f"returned:{order.number}", "button-step-returned"),
        )
    if order.point_id is not None and order.state == "dispatched":
        lawful.append("ready")
    choices = tuple(Choice(f"{step}:{order.number}", f"button-step-{step}") for step in lawful)
    if order.state == "dispatched" and order.point_id is None:
        return (*choices, Choice(f"returned:{order.number}", "button-step-refused"))
    return choices


async def step(scene: Scene, state: DialogueState, command: SellerStep) -> Outcome:
    before = await _order(scene, command.number)
    after = await _stepped(scene, before, command)
    payment = await scene.work.payments.of_order(after.order_id)
    await announce(scene.work, after, payment, since=len(before.events))
    scene.jobs += plan_jobs(before, after, scene.store, scene.services.policy, scene.now)
    params = {"number": str(after.number)}
    return Outcome(state, (Text(f"seller-done-{command.step}", params, seller_choices(after)),))


async def _stepped(scene: Scene, order: Order, command: SellerStep) -> Order:
    work, clock = scene.work, scene.services.clock
    actor = scene.staff.role if scene.staff else "seller"
    match command.step:
        case "accept":
            return await change.accept(work, order, clock)
        case "reject":
            return await change.reject(work, scene.book, order, clock, command.reason)
        case "packed":
            return await change.mark_packed(work, order, clock)
        case "dispatched":
            return await change.dispatch(work, order, clock, "seller")
        case "ready":
            return await change.arrive(work, order, clock, actor)
        case "delivered":
            return await change.deliver(work, order, clock, "seller")
        case "returned":
            return await change.take_back(work, order, clock, actor)


async def plan(scene: Scene, state: DialogueState, command: SellerPlan) -> Outcome:
    """The plan there is. Planning takes longer than a turn: when it does not know all, a job makes it anew or carries
    it on, and sends what came of it."""
    day = command.day or scene.now.astimezone(scene.store.tz).date()
    found = await read_day(scene.work, scene.store.store_id, day)
    shown = plan_replies(spoken(found.wave, scene.language, packs=True), day) if found.wave else ()
    if found.news:
        scene.jobs.append(Job(plan_key(scene.store.store_id, day, scene.now), scene.now))
        return Outcome(state, (Text("seller-plan-making", {"day": day}), *shown))
    return Outcome(
        state, shown if found.wave and found.wave["orders"] else (Text("plan-empty", {"day": day}),)
    )


async def set_stock(scene: Scene, state: DialogueState, command: SellerSetStock) -> Outcome:
    product = await find_one(scene, Wanted(phrase=command.phrase))
    if product is None:
        return Outcome(state, (Text("seller-goods-unclear", {"phrase": command.phrase}),))
    await scene.work.products.set_stock(scene.store.store_id, product.offer_id, command.quantity)
    params = {"product": product.names, "left": command.quantity}
    return Outcome(state, (Text("seller-stock-set", params),))


async def set_price(scene: Scene, state: DialogueState, command: SellerSetPrice) -> Outcome:
    product = await find_one(scene, Wanted(phrase=command.phrase))
    if product is None:
        return Outcome(state, (Text("seller-goods-unclear", {"phrase": command.phrase}),))
    minor = command.price * MINOR_PER_MAJOR
    await scene.work.products.set_price(scene.store.store_id, product.offer_id, minor)
    params = {"product": product.names, "price": Money(minor, scene.store.currency)}
    return Outcome(state, (Text("seller-price-set", params),))


async def low_stock(scene: Scene, state: DialogueState, command: SellerLowStock) -> Outcome:
    goods = await scene.work.products.all(scene.store.store_id)
    low = sorted((p for p in goods if p.stock <= LOW), key=lambda p: p.stock)[:LISTED]
    if not low:
        return Outcome(state, (Text("seller-stock-fine"),))
    rows = tuple(Text("seller-low-row", {"product": p.names, "left": p.stock}) for p in low)
    return Outcome(state, (Text("seller-low-stock"), *rows))


async def feed(scene: Scene, state: DialogueState, command: SellerFeed) -> Outcome:
    """Taking it in is longer than a turn: a job does it and sends what came of it."""
    found = await scene.work.feeds.incoming(command.feed_id)
    if found is None or found.store_id != scene.store.store_id or found.state != "tried":
        return Outcome(state, (Text("feed-gone"),))
    after = replace(found, state="accepted" if command.accepted else "dropped")
    await scene.work.feeds.save_incoming(after)
    if not command.accepted:
        return Outcome(state, (Text("left-as-it-was"),))
    scene.jobs.append(take_job(after))
    return Outcome(state, (Text("feed-taking"),))


async def _order(scene: Scene, number: int) -> Order:
    found = await scene.work.orders.by_number(scene.store.store_id, number)
    if found is None:
        raise NotFound("no such order in this store", key="error-order-not-found", number=str(number))
    return found


def _total(order: Order) -> Money:
    return Money(order.total_minor, order.currency)
