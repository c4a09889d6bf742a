"""The time of a placed order: another window for it, and whether it comes by an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from core.conversation.notices import announce
from core.conversation.planning import plan_jobs
from core.conversation.reply import Choice, SlotPicker, SlotView, Text
from core.conversation.scene import Outcome, Scene
from core.conversation.slot_choice import DAYS_SHOWN, cart_load, cart_quote, fits_wish
from core.conversation.telling import tell_store
from core.delivery import calendar
from core.delivery.model import DeliverySlot
from core.dialogue import store_questions
from core.dialogue.commands import AskArrival, MoveOrder, PickSlot, TellStore
from core.dialogue.state import DialogueState
from core.kernel.timewindow import TimeWindow
from core.ordering import change, moving
from core.ordering.lifecycle import OPEN, PLANNABLE, is_missed
from core.ordering.model import Order
from core.ordering.place import load_of
from core.ordering.plan_day import day_of

PERSON = Choice("human", "button-human")


async def move(scene: Scene, state: DialogueState, command: MoveOrder) -> Outcome:
    """Moves the order to the window that was tapped or that fits the words, or shows the windows there are."""
    order = await _meant(scene, command)
    if order is None:
        fact = store_questions.fact("delivery", command.text)
        fact = "delivery-when" if fact == "delivery" else fact
        if command.doubtful:
            return await tell_store(scene, state, TellStore(fact, command.text))
        return Outcome(state.asking(None), (Text("nothing-to-move"),))
    why = moving.refusal(order, scene.now, scene.services.policy)
    if why is not None:
        return Outcome(state.asking(None), (_refused(order, why),))
    if command.start is not None:
        return await _moved(scene, state, order, _window_at(scene, command.start))
    again = is_missed(order)
    if again:
        command = replace(command, towards=None)
    wishes_time = bool(command.time_from or command.time_to)
    days = _days(scene, order, command)
    if (
        wishes_time
        and not again
        and _day_of(order, scene) in days
        and fits_wish(order.window, _wish(command), scene)
    ):
        return Outcome(state.asking(None), (_kept(order, "move-same"),))
    shown, offers = await _first_day(scene, order, days, command)
    # "By six" fits half a day: which hour of it is for the shopper to say.
    if shown is not None and command.time_from and not command.towards:
        return await _moved(scene, state, order, offers[0].window)
    if shown is not None:
        return _picker(scene, state, order, shown, offers, "move-when")
    if command.towards:
        return Outcome(state.asking(None), (_kept(order, f"move-not-{command.towards}"),))
    missed = days[0] if len(days) == 1 else None
    shown, offers = await _first_day(scene, order, _all_days(scene), MoveOrder())
    if shown is None and again:
        params = {"number": str(order.number)}
        return Outcome(state.asking(None), (Text("bring-again-nowhere", params, (PERSON,)),))
    if shown is None:
        return Outcome(state.asking(None), (_kept(order, "move-nowhere"),))
    key = "move-none-fits" if wishes_time or missed is None or missed == shown else "move-other-day"
    return _picker(scene, state, order, shown, offers, key, missed)


async def _meant(scene: Scene, command: MoveOrder) -> Order | None:
    """The order of that number, or the newest that waits; none while a cart is filled and it may be the cart's time."""
    store_id, shopper_id = scene.store.store_id, scene.shopper.shopper_id
    if command.number is not None:
        return await change.own_order(scene.work, store_id, shopper_id, command.number)
    if command.doubtful and (await scene.work.carts.get(store_id, shopper_id)).lines:
        return None
    return await _waiting(scene)


async def _waiting(scene: Scene) -> Order | None:
    orders = await scene.work.orders.of_shopper(scene.store.store_id, scene.shopper.shopper_id)
    return next((o for o in orders if o.state in OPEN and o.method == "delivery"), None)


def _refused(order: Order, why: moving.Refusal) -> Text:
    params = {"number": str(order.number), "window": order.window}
    return Text(f"move-{why}", params, (PERSON,))


def _kept(order: Order, key: str) -> Text:
    params = {"number": str(order.number), "window": order.window}
    return Text(key, params, (Choice(f"move:{order.number}", "button-move-order"), PERSON))


def _all_days(scene: Scene) -> list[date]:
    return calendar.days(scene.now, scene.services.policy, scene.store)


def _days(scene: Scene, order: Order, command: MoveOrder) -> list[date]:
    own = _day_of(order, scene)
    # "Tomorrow I am out, take another day" names its own day and does not want it.
    if command.day is not None and not (command.other_day and command.day == own):
        return [command.day]
    if command.towards:
        return [
            day for day in _all_days(scene) if (day <= own if command.towards == "earlier" else day >= own)
        ]
    if command.other_day:
        return [day for day in _all_days(scene) if day != own]
    # A time alone is meant for the day the order comes on.
    only_own = bool(command.time_from or command.time_to) and not is_missed(order)
    return [own] if only_own else _all_days(scene)


def _wish(command: MoveOrder) -> PickSlot:
    return PickSlot(time_from=command.time_from, time_to=command.time_to)


def _day_of(order: Order, scene: Scene) -> date:
    return day_of(order, scene.store)


async def _first_day(
    scene: Scene, order: Order, days: list[date], command: MoveOrder
) -> tuple[date | None, list[DeliverySlot]]:
    """The first of the days on which a van can come at another time that fits the wish."""
    window = TimeWindow(scene.now, scene.now)
    load = load_of(order.lines, scene.store, window, scene.services.estimates)
    for day in days:
        offers = await scene.book.offers(order.address.point, load, day, order.order_id)
        fits = [
            o
            for o in offers
            if o.window != order.window
            and fits_wish(o.window, _wish(command), scene)
            and command.towards != ("later" if o.window < order.window else "earlier")
        ]
        if fits:
            return day, fits
    return None, []


def _picker(
    scene: Scene,
    state: DialogueState,
    order: Order,
    day: date,
    offers: list[DeliverySlot],
    key: str,
    missed: date | None = None,
) -> Outcome:
    days = [d for d in _all_days(scene)[:DAYS_SHOWN] if d != day]
    again = is_missed(order)
    key = "bring-again-when" if again else key
    picker = SlotPicker(
        key=key,
        slots=tuple(_slot_view(order, offer) for offer in offers),
        params={
            "number": str(order.number),
            "window": order.window,
            "day": day,
            **({"missed": missed} if key == "move-other-day" else {}),
        },
        choices=(
            *(Choice(f"moveday:{order.number}:{d.isoformat()}", "button-day", {"day": d}) for d in days),
            PERSON if again else Choice("no", "button-keep-time"),
        ),
    )
    return Outcome(state.asking("move", f"{order.number} {day.isoformat()}"), (picker,))


def _slot_view(order: Order, slot: DeliverySlot) -> SlotView:
    """Without a fee, as a move costs nothing."""
    window = slot.window
    action = f"moveto:{order.number}:{int(window.start.timestamp())}"
    return SlotView(window.start, window.end, None, slot.green, action)


def _window_at(scene: Scene, start: int) -> TimeWindow | None:
    windows = (
        w for day in _all_days(scene) for w in calendar.windows_of(day, scene.services.policy, scene.store)
    )
    return next((w for w in windows if int(w.start.timestamp()) == start), None)


async def _moved(scene: Scene, state: DialogueState, order: Order, window: TimeWindow | None) -> Outcome:
    if window is None:
        return Outcome(state, (Text("slot-none-fits"),))
    if window == order.window:
        return Outcome(state.asking(None), (_kept(order, "move-same"),))
    load = load_of(order.lines, scene.store, window, scene.services.estimates)
    after = await moving.move(scene.work, scene.book, order, load, window, scene.services.clock, "shopper")
    payment = await scene.work.payments.of_order(order.order_id)
    await announce(scene.work, after, payment, since=len(order.events))
    scene.jobs += plan_jobs(order, after, scene.store, scene.services.policy, scene.now)
    key = "order-comes-again" if is_missed(order) else "order-moved"
    said = Text(key, {"number": str(after.number), "old": order.window, "window": after.window})
    return Outcome(state.asking(None), (said,))


async def ask_arrival(scene: Scene, state: DialogueState, command: AskArrival) -> Outcome:
    """Of an order that waits: from the plan of its day, or from its window; else which windows end by then."""
    order = await _waiting(scene)
    if order is None:
        return await _windows_by(scene, state, command)
    day = command.day or _day_of(order, scene)
    limit = datetime.combine(day, time.fromisoformat(command.time_to), scene.store.tz)
    arrival = await _arrival(scene, order)
    params = {"number": str(order.number), "limit": command.time_to, "window": order.window}
    if arrival is not None:
        params["eta"] = f"{arrival.astimezone(scene.store.tz):%H:%M}"
        key = "arrival-planned" if arrival <= limit else "arrival-planned-later"
    elif order.window.end <= limit:
        key = "arrival-by-window"
    else:
        key = "arrival-later" if order.window.start >= limit else "arrival-open"
    can_move = moving.refusal(order, scene.now, scene.services.policy) is None
    later = key in {"arrival-planned-later", "arrival-later", "arrival-open"}
    move_it = (Choice(f"move:{order.number}", "button-move-order"),) if can_move and later else ()
    return Outcome(state, (Text(key, params, move_it),))


async def _arrival(scene: Scene, order: Order) -> datetime | None:
    """When the last plan of its day has the van at the door."""
    if order.state not in PLANNABLE | {"dispatched"}:
        return None
    wave = await scene.work.waves.latest(scene.store.store_id, _day_of(order, scene))
    stops = [stop for route in wave["routes"] for stop in route["stops"]] if wave else []
    arrival = next((stop["arrival"] for stop in stops if order.number in stop["orders"]), None)
    return datetime.fromisoformat(arrival) if arrival else None


async def _windows_by(scene: Scene, state: DialogueState, command: AskArrival) -> Outcome:
    """The windows of the wished day, or of the first day that has any, that end by then: those that can be driven
    where the address and the goods are known, else those of the calendar."""
    point, quoted = (state.form or state.known).point, await cart_quote(scene)
    known = point is not None and bool(quoted.lines)
    fits = PickSlot(time_to=command.time_to)
    for day in [command.day] if command.day else _all_days(scene):
        if point is not None and quoted.lines:
            windows = [o.window for o in await scene.book.offers(point, cart_load(scene, quoted), day)]
        else:
            windows = calendar.bookable(day, scene.now, scene.services.policy, scene.store)
        wanted = [w for w in windows if fits_wish(w, fits, scene)]
        if wanted:
            hours = ", ".join(_hours(w, scene) for w in wanted)
            choices = (Choice("checkout", "button-checkout"),) if quoted.lines else ()
            params = {"day": day, "limit": command.time_to, "hours": hours}
            return Outcome(state, (Text("windows-by-known" if known else "windows-by", params, choices),))
    return Outcome(state, (Text("windows-none-by", {"limit": command.time_to}),))


def _hours(window: TimeWindow, scene: Scene) -> str:
    start, end = (moment.astimezone(scene.store.tz) for moment in (window.start, window.end))
    return f"{start:%H:%M}–{end:%H:%M}"
