"""Checkout in conversation: asks the next thing, takes an address and a window, places the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Literal

from core.conversation import proving
from core.conversation.asking import ask_lines
from core.conversation.cards import line_view, order_view, prompt, shopper_choices
from core.conversation.notices import announce
from core.conversation.reply import CartView, Choice, Invoice, Reply, SlotPicker, SlotView, Text
from core.conversation.scene import Job, Outcome, Scene
from core.conversation.taking import quoted_cart
from core.delivery import calendar
from core.delivery.model import Address, DeliverySlot, Load
from core.dialogue import checkout
from core.dialogue.commands import GiveAddress, OfferSlots, PickSlot, Place, Proceed
from core.dialogue.state import DialogueState, Form, SlotWish
from core.kernel.money import Money
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Order
from core.ordering.place import Checkout, PlaceOrder, load_of
from core.ordering.pricing import Quote, delivery_fee_minor
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
DAYS_SHOWN = 4
BESIDE = frozenset({"advice", "compare", "ask_seller", "which", "line_choice"})
"""Questions that may be open while a checkout waits."""


async def proceed(scene: Scene, state: DialogueState, command: Proceed) -> Outcome:
    """The next thing that is missing, or the summary to confirm."""
    if state.form is None:
        return Outcome(state)
    quoted = await _cart(scene)
    if state.open_lines and command.begins and quoted.lines:
        left_out = Text("lines-left-out", {"phrases": ", ".join(line.phrase for line in state.open_lines)})
        return Outcome(state, (left_out,)).then(
            await proceed(scene, replace(state, open_lines=()), Proceed())
        )
    if state.open_lines:
        # Whoever opened the line in this turn has asked already.
        asked = state.pending == "line_choice" and not command.begins
        return Outcome(state) if asked else ask_lines(state, scene.store.currency)
    if not quoted.is_sellable:
        return _unsellable(state, quoted)
    form = state.form
    if form.booking_id and not await scene.book.is_held(form.booking_id):
        form = replace(form, booking_id=None, window=None)
        state = replace(state, form=form)
        return Outcome(state, (Text("slot-lapsed"),)).then(await offer_slots(scene, state, OfferSlots()))
    step = checkout.next_step(form)
    if step == "slot" and form.wish:
        return await _as_wished(scene, replace(state, form=replace(form, wish=None)), form.wish)
    if command.again and (said := _again(scene, state, step, quoted)) is not None:
        return Outcome(state, (said,) if said else ())
    if step == "slot":
        return await offer_slots(scene, state, OfferSlots())
    if step == "confirm":
        summary = _summary(scene, form, quoted)
        return Outcome(state.asking("confirm", str(summary.total_minor)), (summary,))
    return Outcome(state.asking(step), (prompt(checkout.question(step)),))


async def _as_wished(scene: Scene, state: DialogueState, wish: SlotWish) -> Outcome:
    """The wish that was said before the address was known."""
    day = date.fromisoformat(wish.day) if wish.day else None
    if not (wish.time_from or wish.time_to):
        return await offer_slots(scene, state, OfferSlots(day))
    picked = await pick_slot(scene, state, PickSlot(None, day, wish.time_from, wish.time_to))
    return picked.then(await proceed(scene, picked.state, Proceed()))


def _again(
    scene: Scene, state: DialogueState, step: checkout.Step, quoted: Quote
) -> Text | Literal[False] | None:
    """The open question in one short line; False where another question is open beside it, None where all of it must be
    shown: it was not yet, or the total has changed."""
    if state.pending in BESIDE:
        return False
    if state.pending != step or state.form is None:
        return None
    if step == "confirm":
        total = _summary(scene, state.form, quoted).total_minor
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


def _summary(scene: Scene, form: Form, quoted: Quote) -> CartView:
    fee = delivery_fee_minor(quoted.goods_minor, form.method, scene.services.policy)
    where = form.address if form.method == "delivery" else scene.store.depot_address
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
            ("label-payment", f"button-pay-{form.payment}"),
        ),
        window=(window.start, window.end),
        choices=tuple(c for c in CONFIRM if form.method == "delivery" or c.action != "edit:slot"),
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
    replies = (noted,) if found.precision in {"city", "location"} else ()
    return Outcome(replace(state.asking(None), form=form), replies)


async def offer_slots(scene: Scene, state: DialogueState, command: OfferSlots) -> Outcome:
    """The slots of the wished day that can be driven; of the first day that has any when none was wished."""
    form = state.form
    if form is None or form.point is None:
        return await proceed(scene, state, Proceed()) if form else Outcome(state)
    if state.open_lines and not (await _cart(scene)).lines:
        return ask_lines(state, scene.store.currency)
    load = await _load(scene)
    days = calendar.days(scene.now, scene.services.policy, scene.store)
    day, offers = await _first_day(scene, form, load, [command.day] if command.day else days)
    missed = command.day if command.day and not offers else None
    if missed:
        day, offers = await _first_day(scene, form, load, days)
    if day is None:
        return Outcome(
            state.asking("slot"), (Text("no-slots", choices=(Choice("pickup", "button-pickup"),)),)
        )
    picker = SlotPicker(
        key="slots-other-day" if missed else "slots",
        slots=tuple(_slot_view(o) for o in offers),
        params={"day": day, **({"missed": missed} if missed else {})},
        choices=(
            *(
                Choice(f"day:{d.isoformat()}", "button-day", {"day": d})
                for d in days[:DAYS_SHOWN]
                if d != day
            ),
            Choice("pickup", "button-pickup"),
        ),
    )
    return Outcome(state.asking("slot", day.isoformat()), (picker,))


async def _first_day(
    scene: Scene, form: Form, load: Load, days: list[date]
) -> tuple[date | None, list[DeliverySlot]]:
    for day in days:
        assert form.point is not None
        offers = await scene.book.offers(form.point, load, day)
        if offers:
            return day, offers
    return None, []


def _slot_view(slot: DeliverySlot) -> SlotView:
    start = slot.window.start
    return SlotView(start, slot.window.end, slot.fee_minor, slot.green, f"slot:{int(start.timestamp())}")


async def pick_slot(scene: Scene, state: DialogueState, command: PickSlot) -> Outcome:
    """Holds the window that was tapped, or the first drivable one that fits the words."""
    form = state.form
    if form is None:
        return Outcome(state)
    if form.point is None or (state.open_lines and not (await _cart(scene)).lines):
        day = command.day.isoformat() if command.day else None
        wish = SlotWish(day, command.time_from, command.time_to)
        return Outcome(replace(state.asking(None), form=replace(form, wish=wish)))
    load = await _load(scene)
    window = await _wished(scene, state, form, load, command)
    if window is None:
        return Outcome(state, (Text("slot-none-fits"),))
    if form.booking_id:
        await scene.book.release(form.booking_id)
    booking = await scene.book.hold(scene.shopper.shopper_id, form.point, load, window)
    held = replace(
        form,
        method="delivery",
        booking_id=booking.booking_id,
        window=(int(window.start.timestamp()), int(window.end.timestamp())),
    )
    return Outcome(replace(state.asking(None), form=held), (Text("slot-taken", {"window": window}),))


async def _wished(
    scene: Scene, state: DialogueState, form: Form, load: Load, command: PickSlot
) -> TimeWindow | None:
    days = calendar.days(scene.now, scene.services.policy, scene.store)
    if command.start is not None:
        windows = (w for day in days for w in calendar.windows_of(day, scene.services.policy, scene.store))
        return next((w for w in windows if int(w.start.timestamp()) == command.start), None)
    # A time without a day is meant for the day that is on the screen.
    asked = command.day or (
        date.fromisoformat(state.subject) if state.pending == "slot" and state.subject else None
    )
    for day in [asked] if asked else days:
        _, offers = await _first_day(scene, form, load, [day])
        fits = [o.window for o in offers if _fits(o.window, command, scene)]
        if fits:
            return fits[0]
    return None


def _fits(window: TimeWindow, wish: PickSlot, scene: Scene) -> bool:
    """Begins no earlier than wished, and ends by the wished end; with one bound only, that one counts."""
    start, end = window.start.astimezone(scene.store.tz), window.end.astimezone(scene.store.tz)
    not_before = time.fromisoformat(wish.time_from) if wish.time_from else time.min
    if start.time() < not_before:
        return False
    return wish.time_to is None or end.time() <= time.fromisoformat(wish.time_to)


async def place(scene: Scene, state: DialogueState, command: Place) -> Outcome:
    form = command.form
    if form.method == "delivery" and not (form.booking_id and await scene.book.is_held(form.booking_id)):
        return await proceed(scene, state, Proceed())
    if _summary(scene, form, await _cart(scene)).total_minor != command.agreed_minor:
        return Outcome(state, (Text("summary-changed"),)).then(await proceed(scene, state, Proceed()))
    services = scene.services
    placing = PlaceOrder(scene.store, services.policy, services.clock, services.estimates)
    provable = await proving.is_provable(scene, form.phone or "")
    details = replace(_checkout(scene, form), provable=provable)
    order, payment = await placing(scene.work, scene.book, scene.shopper, details)
    shopper = replace(scene.shopper, name=form.name, phone=form.phone, language=scene.language)
    await scene.work.people.save_shopper(shopper)
    await announce(scene.work, order, payment, since=0)
    known = replace(form, booking_id=None, window=None)
    state = replace(state.asking(None), form=None, known=known, undo=None, last_order=order.number)
    replies: list[Reply] = [order_view("order-placed", order, payment, shopper_choices(order))]
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


def _checkout(scene: Scene, form: Form) -> Checkout:
    store = scene.store
    address = Address(form.address or "", form.point or store.depot, form.precision or "city")  # type: ignore[arg-type]
    if form.method == "pickup":
        address = Address(store.depot_address, store.depot, "house")
    return Checkout(
        name=form.name or "",
        phone=form.phone or "",
        method=form.method,
        address=address,
        payment=form.payment,  # type: ignore[arg-type]
        booking_id=form.booking_id,
    )


async def _cart(scene: Scene) -> Quote:
    return await quoted_cart(
        scene, await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    )


async def _load(scene: Scene) -> Load:
    quoted = await _cart(scene)
    now = TimeWindow(scene.now, scene.now)
    return load_of(quoted.lines, scene.store, now, scene.services.estimates)


def _window(form: Form) -> TimeWindow | None:
    if form.method == "pickup" or form.window is None:
        return None
    start, end = (datetime.fromtimestamp(s, UTC) for s in form.window)
    return TimeWindow(start, end)
