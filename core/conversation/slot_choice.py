"""The time of a delivery in conversation: what can be driven is offered, and what is chosen is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from core.conversation.asking import ask_lines
from core.conversation.cards import fee_text
from core.conversation.reply import Choice, SlotPicker, SlotView, Text
from core.conversation.scene import Outcome, Scene
from core.conversation.taking import quoted_cart
from core.delivery import calendar
from core.delivery.fees import charged_minor
from core.delivery.model import DeliverySlot, Fee, Load
from core.dialogue.commands import Hurry, OfferSlots, PickSlot
from core.dialogue.state import DialogueState, Form, SlotWish
from core.kernel.timewindow import TimeWindow
from core.ordering.place import load_of
from core.ordering.pricing import Quote

DAYS_SHOWN = 4


async def offer(scene: Scene, state: DialogueState, command: OfferSlots) -> Outcome:
    """The slots of the wished day that can be driven to the address; of the first day that has any when none was wished."""
    form = state.form
    if form is None or form.point is None:
        return Outcome(state)
    if state.open_lines and not (await cart_quote(scene)).lines:
        return ask_lines(state, scene.store.currency)
    quoted = await cart_quote(scene)
    load = cart_load(scene, quoted)
    days = calendar.days(scene.now, scene.services.policy, scene.store)
    wished = [command.day] if command.day else days
    soonest = await _express(scene, form, load) if days[0] in wished else None
    day, offers = await _first_day(scene, form, load, wished)
    missed = command.day if command.day and not offers and not soonest else None
    if missed:
        day, offers = await _first_day(scene, form, load, days)
    if soonest:
        day, offers = day or days[0], [soonest, *offers]
    if day is None:
        return Outcome(
            state.asking("slot"), (Text("no-slots", choices=(Choice("pickup", "button-pickup"),)),)
        )
    picker = SlotPicker(
        key="slots-other-day" if missed else "slots",
        slots=tuple(_slot_view(scene, quoted.goods_minor, o) for o in offers),
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
    shown = {**dict(state.fees_shown), **{_action(o): o.fee.minor for o in offers}}
    state = replace(state, fees_shown=tuple(shown.items()))
    return Outcome(state.asking("slot", day.isoformat()), (picker,))


async def _first_day(
    scene: Scene, form: Form, load: Load, days: list[date]
) -> tuple[date | None, list[DeliverySlot]]:
    for day in days:
        assert form.point is not None
        offers = await scene.book.offers(form.point, load, day, scene.shopper.shopper_id)
        if offers:
            return day, offers
    return None, []


async def _express(scene: Scene, form: Form, load: Load) -> DeliverySlot | None:
    assert form.point is not None
    return await scene.book.express(form.point, load, scene.shopper.shopper_id)


def _slot_view(scene: Scene, goods_minor: int, slot: DeliverySlot) -> SlotView:
    """With what it costs for goods of this sum."""
    return SlotView(
        start=slot.window.start,
        end=slot.window.end,
        fee_minor=charged_minor(goods_minor, "delivery", slot.fee, scene.services.policy),
        green=slot.green,
        action=_action(slot),
        express=slot.kind == "express",
        currency=scene.store.currency,
    )


def _action(slot: DeliverySlot) -> str:
    return "express" if slot.kind == "express" else f"slot:{int(slot.window.start.timestamp())}"


async def pick_slot(scene: Scene, state: DialogueState, command: PickSlot) -> Outcome:
    """Holds the window that was tapped, or the first drivable one that fits the words."""
    form = state.form
    if form is None:
        return Outcome(state)
    if form.point is None or (state.open_lines and not (await cart_quote(scene)).lines):
        day = command.day.isoformat() if command.day else None
        return _kept_in_mind(state, form, SlotWish(day, command.time_from, command.time_to))
    if command.start is not None:
        return await _take(scene, state, form, _tapped(scene, command.start), "slot-taken")
    load = cart_load(scene, await cart_quote(scene))
    slot = await _wished(scene, state, form, load, command)
    if slot is None:
        return Outcome(state, (Text("slot-none-fits"),))
    return await _take(scene, state, form, slot, "slot-taken")


async def hurry(scene: Scene, state: DialogueState, command: Hurry) -> Outcome:
    """Holds an express window; where no van can do that, the first window that there is, and says so."""
    form = state.form
    if form is None:
        return Outcome(state)
    if form.point is None or (state.open_lines and not (await cart_quote(scene)).lines):
        return _kept_in_mind(state, form, SlotWish(soonest=True))
    load = cart_load(scene, await cart_quote(scene))
    express = await _express(scene, form, load)
    if express is not None:
        return await _take(scene, state, form, express, "slot-taken-express")
    days = calendar.days(scene.now, scene.services.policy, scene.store)
    _, offers = await _first_day(scene, form, load, days)
    if not offers:
        return await offer(scene, state, OfferSlots())
    return await _take(scene, state, form, offers[0], "slot-taken-soonest")


def _kept_in_mind(state: DialogueState, form: Form, wish: SlotWish) -> Outcome:
    """Until the address is known."""
    return Outcome(replace(state.asking(None), form=replace(form, wish=wish)))


async def _take(
    scene: Scene, state: DialogueState, form: Form, slot: DeliverySlot | None, key: str
) -> Outcome:
    """Holds the slot for what it was shown to cost."""
    if slot is None or form.point is None:
        return Outcome(state, (Text("slot-none-fits"),))
    if form.booking_id:
        await scene.book.release(form.booking_id)
    quoted = await cart_quote(scene)
    booking = await scene.book.hold(
        scene.shopper.shopper_id,
        form.point,
        cart_load(scene, quoted),
        slot.window,
        kind=slot.kind,
        at_most_minor=dict(state.fees_shown).get(_action(slot), slot.fee.minor),
    )
    start, end = (int(moment.timestamp()) for moment in (slot.window.start, slot.window.end))
    held = replace(form, method="delivery", booking_id=booking.booking_id, window=(start, end))
    costs = charged_minor(quoted.goods_minor, "delivery", booking.fee, scene.services.policy)
    params = {"window": slot.window, "fee": fee_text(costs, scene.store.currency)}
    return Outcome(replace(state.asking(None), form=held, fees_shown=()), (Text(key, params),))


def _tapped(scene: Scene, start: int) -> DeliverySlot | None:
    """A window of the calendar by its start; what it costs is found when it is held."""
    policy = scene.services.policy
    days = calendar.days(scene.now, policy, scene.store)
    windows = (w for day in days for w in calendar.windows_of(day, policy, scene.store))
    window = next((w for w in windows if int(w.start.timestamp()) == start), None)
    return DeliverySlot(window, calendar.cutoff(window, policy), Fee(policy.fee_minor)) if window else None


async def _wished(
    scene: Scene, state: DialogueState, form: Form, load: Load, command: PickSlot
) -> DeliverySlot | None:
    days = calendar.days(scene.now, scene.services.policy, scene.store)
    # A time without a day is meant for the day that is on the screen.
    asked = command.day or (
        date.fromisoformat(state.subject) if state.pending == "slot" and state.subject else None
    )
    for day in [asked] if asked else days:
        _, offers = await _first_day(scene, form, load, [day])
        fits = [o for o in offers if fits_wish(o.window, command, scene)]
        if fits:
            return fits[0]
    return None


def fits_wish(window: TimeWindow, wish: PickSlot, scene: Scene) -> bool:
    """Begins no earlier than wished, and ends by the wished end; with one bound only, that one counts."""
    start, end = window.start.astimezone(scene.store.tz), window.end.astimezone(scene.store.tz)
    not_before = time.fromisoformat(wish.time_from) if wish.time_from else time.min
    if start.time() < not_before:
        return False
    return wish.time_to is None or end.time() <= time.fromisoformat(wish.time_to)


async def cart_quote(scene: Scene) -> Quote:
    return await quoted_cart(
        scene, await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    )


def cart_load(scene: Scene, quoted: Quote) -> Load:
    now = TimeWindow(scene.now, scene.now)
    return load_of(quoted.lines, scene.store, now, scene.services.estimates)
