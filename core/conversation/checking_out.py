"""Checkout in conversation: asks the next thing, takes an address and a window, places the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal

from core.conversation import points, proving
from core.conversation.asking import ask_lines
from core.conversation.at_point import at_point
from core.conversation.cards import line_view, order_view, prompt, shopper_choices
from core.conversation.notices import announce
from core.conversation.reply import CartView, Choice, Invoice, Reply, Text
from core.conversation.scene import Job, Outcome, Scene
from core.conversation.slot_choice import cart_quote, hurry, offer, pick_slot
from core.delivery import calendar
from core.delivery.fees import charged_minor
from core.delivery.model import Address, Fee
from core.dialogue import checkout
from core.dialogue.commands import GiveAddress, Hurry, OfferSlots, PickSlot, Place, Proceed
from core.dialogue.state import DialogueState, Form, SlotWish
from core.kernel.money import Money
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Order
from core.ordering.place import Checkout, PlaceOrder
from core.ordering.pricing import Quote
from core.payments.model import PREPAID, Payment

CONFIRM = (
    Choice("confirm", "button-confirm"),
    Choice("edit:address", "button-edit-address"),
    Choice("edit:slot", "button-edit-slot"),
    Choice("edit:payment", "button-edit-payment"),
    Choice("edit:name", "button-edit-name"),
    Choice("edit:phone", "button-edit-phone"),
    Choice("leave", "button-leave-checkout"),
)
BESIDE = frozenset({"advice", "compare", "ask_seller", "which", "line_choice"})
"""Questions that may be open while a checkout waits."""


async def proceed(scene: Scene, state: DialogueState, command: Proceed) -> Outcome:
    """The next thing that is missing, or the summary to confirm."""
    if state.form is None:
        return Outcome(state)
    quoted = await cart_quote(scene)
    if state.open_lines and command.begins and quoted.lines:
        left_out = Text("lines-left-out", {"phrases": ", ".join(line.phrase for line in state.open_lines)})
        return Outcome(state, (left_out,)).then(
            await proceed(scene, replace(state, open_lines=()), Proceed())
        )
    if state.open_lines:
        # Whoever opened the line in this turn has asked already.
        if state.pending == "line_choice" and not command.begins:
            return Outcome(state)
        answered_else = not command.begins and all(line.asked for line in state.open_lines)
        return ask_lines(state, scene.store.currency, [(Text("noted"),)] if answered_else else ())
    if not quoted.is_sellable:
        return _unsellable(state, quoted)
    form = state.form
    if form.booking_id and await scene.book.held(form.booking_id) is None:
        form = replace(form, booking_id=None, window=None)
        state = replace(state, form=form)
        if form.method == "delivery":
            return Outcome(state, (Text("slot-lapsed"),)).then(await offer_slots(scene, state, OfferSlots()))
    step = "point" if points.is_outdated(form, quoted) else checkout.next_step(form)
    if step == "slot" and form.wish:
        return await _as_wished(scene, replace(state, form=replace(form, wish=None)), form.wish)
    if command.again and (said := await _again(scene, state, step, quoted)) is not None:
        return Outcome(state, (said,) if said else ())
    if step == "slot":
        return await offer_slots(scene, state, OfferSlots())
    if step == "point":
        chosen = await points.settled(scene, state, quoted)
        settled = chosen.state.form is not None and checkout.next_step(chosen.state.form) != "point"
        return chosen.then(await proceed(scene, chosen.state, Proceed())) if settled else chosen
    if step == "confirm" and form.payment == "cash" and await _is_at_locker(scene, form):
        state = replace(state, form=replace(form, payment=None))
        return Outcome(state.asking("payment"), (_ask_payment("ask-payment-locker"),))
    if step == "confirm":
        summary = await _summary(scene, form, quoted)
        return Outcome(state.asking("confirm", str(summary.total_minor)), (summary,))
    if step == "payment" and await _is_at_locker(scene, form):
        return Outcome(state.asking(step), (_ask_payment("ask-payment"),))
    if step == "payment" and form.method == "pickup":
        asked = prompt(checkout.question(step))
        choices = tuple(
            replace(c, key="pay-cash-there") if c.action == "pay:cash" else c for c in asked.choices
        )
        return Outcome(state.asking(step), (replace(asked, choices=choices),))
    return Outcome(state.asking(step), (prompt(checkout.question(step)),))


def _paid_by(form: Form) -> str:
    """No courier takes the money of who picks up."""
    there = form.payment == "cash" and form.method == "pickup"
    return "pay-cash-there" if there else f"button-pay-{form.payment}"


async def _is_at_locker(scene: Scene, form: Form) -> bool:
    point = await points.chosen(scene, form)
    return point is not None and point.is_locker


def _ask_payment(key: str) -> Text:
    """Nobody takes cash at a locker."""
    asked = prompt(checkout.question("payment"))
    return replace(asked, key=key, choices=tuple(c for c in asked.choices if c.action != "pay:cash"))


async def _as_wished(scene: Scene, state: DialogueState, wish: SlotWish) -> Outcome:
    """The wish that was said before the address was known."""
    day = date.fromisoformat(wish.day) if wish.day else None
    if wish.soonest:
        taken = await hurry(scene, state, Hurry())
        return taken.then(await proceed(scene, taken.state, Proceed()))
    if not (wish.time_from or wish.time_to):
        return await offer_slots(scene, state, OfferSlots(day))
    picked = await pick_slot(scene, state, PickSlot(None, day, wish.time_from, wish.time_to))
    return picked.then(await proceed(scene, picked.state, Proceed()))


async def _again(
    scene: Scene, state: DialogueState, step: checkout.Step, quoted: Quote
) -> Text | Literal[False] | None:
    """The open question in one short line; False where another question is open beside it, None where all of it must be
    shown: it was not yet, or the total has changed."""
    if state.pending in BESIDE:
        return False
    if state.pending != step or state.form is None:
        return None
    if step == "confirm":
        total = (await _summary(scene, state.form, quoted)).total_minor
        if str(total) != state.subject:
            return None
        sum_ = {"total": Money(total or 0, scene.store.currency)}
        return Text(
            "again-confirm", sum_, (CONFIRM[0], Choice("checkout", "button-check-order"), CONFIRM[-1])
        )
    if step == "slot":
        return Text(
            "again-slot", choices=(Choice("times", "button-times"), Choice("pickup", "button-pickup"))
        )
    if step == "point":
        return Text("again-point", choices=(Choice("points", "button-points"),))
    asked = prompt(checkout.question(step))
    return replace(asked, key=f"again-{step}")


def _unsellable(state: DialogueState, quoted: Quote) -> Outcome:
    """Checkout waits until the cart can be sold; what was told so far is kept."""
    state = state.without_checkout()
    if quoted.short:
        names = {line.offer_id: line.names for line in quoted.lines}
        said = [Text("only-left", {"product": names[o], "left": left}) for o, left in quoted.short.items()]
        return Outcome(state, (*said, Text("cart-needs-change", choices=(Choice("cart", "button-cart"),))))
    key = "cart-line-gone" if quoted.gone else "cart-empty"
    return Outcome(state, (Text(key, choices=(Choice("catalog", "button-catalog"),)),))


async def _summary(scene: Scene, form: Form, quoted: Quote) -> CartView:
    point = await points.chosen(scene, form)
    there = await scene.work.points.of_store(scene.store.store_id)
    where = form.address if form.method == "delivery" else points.written(point, scene)
    booking = await scene.book.held(form.booking_id) if form.booking_id else None
    fee = charged_minor(
        quoted.goods_minor, form.method, booking.fee if booking else Fee(0), scene.services.policy
    )
    window = _window(form) or calendar.pickup_window(scene.now, scene.services.policy, scene.store)
    return CartView(
        key="summary",
        lines=tuple(line_view(line) for line in quoted.lines),
        goods_minor=quoted.goods_minor,
        currency=scene.store.currency,
        delivery_minor=fee if form.method == "delivery" else None,
        total_minor=quoted.goods_minor + fee,
        details=(
            ("label-name", form.name or ""),
            ("label-phone", form.phone or ""),
            ("label-address" if form.method == "delivery" else "label-pickup", where or ""),
            *points.promised(scene.store, point, window if form.is_driven else None),
            ("label-payment", _paid_by(form)),
        ),
        window=None if point and form.is_driven else (window.start, window.end),
        choices=(
            *(c for c in CONFIRM[:-1] if form.method == "delivery" or c.action != "edit:slot"),
            *((Choice("points", "button-edit-point"),) if form.method == "pickup" and there else ()),
            CONFIRM[-1],
        ),
        express=booking is not None and booking.kind == "express",
    )


async def give_address(scene: Scene, state: DialogueState, command: GiveAddress) -> Outcome:
    city = scene.store.city
    geocoder = scene.services.geocoder
    found = geocoder.near(command.point, city) if command.point else geocoder.locate(command.text or "", city)
    form = state.form or state.known
    if form.booking_id:
        await scene.book.release(form.booking_id)
    form = replace(
        form,
        method="delivery",
        address=found.text,
        point=found.point,
        precision=found.precision,
        booking_id=None,
        window=None,
    )
    noted = Text("address-noted", {"address": found.text})
    if found.precision == "location":
        noted = Text("address-by-location")
    if found.precision == "city":
        noted = Text("address-not-on-map", {"address": found.text}, ask="location")
    if state.form is None:
        return Outcome(replace(state, known=form), (noted,))
    state = replace(state, fees_shown=())
    replies = (noted,) if found.precision in {"city", "location"} else ()
    return Outcome(replace(state.asking(None), form=form), replies)


async def offer_slots(scene: Scene, state: DialogueState, command: OfferSlots) -> Outcome:
    form = state.form
    if form is None:
        return Outcome(state)
    if form.point is None:
        # Asked anew: what is open, be it the address or a line, has to be answered before a time can be looked for.
        wish = SlotWish(command.day.isoformat()) if command.day else form.wish
        return await proceed(scene, replace(state.asking(None), form=replace(form, wish=wish)), Proceed())
    return await offer(scene, state, command)


async def place(scene: Scene, state: DialogueState, command: Place) -> Outcome:
    form = command.form
    quoted = await cart_quote(scene)
    if form.is_driven and not (form.booking_id and await scene.book.held(form.booking_id)):
        return await proceed(scene, state, Proceed())
    if (
        points.is_outdated(form, quoted)
        or (await _summary(scene, form, quoted)).total_minor != command.agreed_minor
    ):
        return Outcome(state, (Text("summary-changed"),)).then(await proceed(scene, state, Proceed()))
    services = scene.services
    placing = PlaceOrder(scene.store, services.policy, services.clock, services.estimates)
    provable = await proving.is_provable(scene, form.phone or "")
    details = replace(await _checkout(scene, form), provable=provable)
    order, payment = await placing(scene.work, scene.book, scene.shopper, details)
    shopper = replace(scene.shopper, name=form.name, phone=form.phone, language=scene.language)
    await scene.work.people.save_shopper(shopper)
    await announce(scene.work, order, payment, since=0)
    known = replace(form, booking_id=None, window=None)
    state = replace(state.asking(None), form=None, known=known, undo=None, last_order=order.number)
    replies: list[Reply] = [
        order_view(
            "order-placed", order, payment, shopper_choices(order), at=await at_point(scene.work, order)
        )
    ]
    if payment.method in PREPAID:
        scene.jobs.append(Job(f"unpaid:{order.order_id}", scene.now + services.unpaid_after))
        replies.append(invoice(scene, order, payment))
    return Outcome(state, tuple(replies)).then(await proving.ask(scene, state, order))


async def let_go(scene: Scene, before: Form | None, after: Form | None) -> None:
    """Gives a held window back as soon as the conversation has no more use for it."""
    held = before.booking_id if before else None
    if held and held != (after.booking_id if after else None):
        await scene.book.release(held)


def invoice(scene: Scene, order: Order, payment: Payment) -> Invoice:
    return Invoice(
        key="pay-now",
        order_number=order.number,
        payment_id=payment.payment_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        pay_url=scene.services.gateway.pay_url(payment),
        minutes=int(scene.services.unpaid_after.total_seconds() // 60),
        lines=tuple(line_view(line) for line in order.lines),
        delivery_minor=order.delivery_minor,
    )


async def _checkout(scene: Scene, form: Form) -> Checkout:
    store = scene.store
    address = Address(form.address or "", form.point or store.depot, form.precision or "city")  # type: ignore[arg-type]
    if form.method == "pickup":
        point = await points.chosen(scene, form)
        at = point.point if point else store.depot
        address = Address(points.written(point, scene), at, "house")
    return Checkout(
        name=form.name or "",
        phone=form.phone or "",
        method=form.method,
        address=address,
        payment=form.payment,  # type: ignore[arg-type]
        booking_id=form.booking_id,
        point_id=form.point_id if form.method == "pickup" and form.is_driven else None,
    )


def _window(form: Form) -> TimeWindow | None:
    if form.window is None:
        return None
    start, end = (datetime.fromtimestamp(s, UTC) for s in form.window)
    return TimeWindow(start, end)
