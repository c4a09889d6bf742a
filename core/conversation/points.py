"""Pickup points in conversation: the list with hours, ways and whether the cart fits, and the taking of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from core.catalog.model import localized
from core.conversation.reply import Choice, Message, Text
from core.conversation.scene import Outcome, Scene
from core.delivery import calendar
from core.delivery.model import Load
from core.delivery.points import (
    SHOP,
    CellNumber,
    PickupPoint,
    brought_within,
    chosen_cells,
    nearest_first,
    ready_from,
    shop_of,
    with_free,
)
from core.dialogue.state import DialogueState, Form
from core.fulfilment.boxes import CellReason
from core.fulfilment.cells import in_cells
from core.kernel.geo import GeoPoint, haversine_m
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering.place import items_of, load_of
from core.ordering.pricing import Quote

LISTED = 5
LIST_TIME_S = 0.1
"""For the packer, for each locker of a list."""
KNOWN = frozenset({"location", "house", "street"})
"""How well an address must be known to say what is near it."""

DELIVER = Choice("deliver", "button-deliver")


@dataclass(frozen=True, slots=True)
class Fit:
    """Which cells of a locker the cart takes, or why it cannot wait there."""

    cells: tuple[CellNumber, ...] = ()
    reason: CellReason | None = None


async def places(scene: Scene) -> list[PickupPoint]:
    """The shop first. Only the shop where there is nothing else."""
    points = await scene.work.points.of_store(scene.store.store_id)
    return [shop_of(scene.store, scene.services.policy), *points]


async def chosen(scene: Scene, form: Form) -> PickupPoint | None:
    """The point of the form; None for a door and for the shop itself."""
    if form.method == "delivery" or not form.is_driven or form.point_id is None:
        return None
    return await scene.work.points.get(scene.store.store_id, form.point_id)


def written(point: PickupPoint | None, scene: Scene) -> str:
    if point is None or point.point_id == SHOP:
        return scene.store.depot_address
    return f"{localized(point.names, scene.language)}, {point.address}"


def promised(
    store: Store, point: PickupPoint | None, window: TimeWindow | None
) -> tuple[tuple[str, object], ...]:
    """The rows of a summary: from when it can be had, and when the point is open."""
    if point is None or window is None:
        return ()
    return ("label-ready", ready_from(point, window, store)), ("label-hours", point.hours)


def where_shopper_is(form: Form) -> GeoPoint | None:
    return form.point if form.precision in KNOWN else None


async def settled(scene: Scene, state: DialogueState, quoted: Quote) -> Outcome:
    """The point question of a checkout: answered by itself where there is only the shop, or where the point that was
    chosen earlier takes the cart as it is now."""
    form = state.form
    assert form is not None
    there = await places(scene)
    if len(there) == 1:
        noted = Text("point-noted", {"place": written(there[0], scene), "hours": there[0].hours})
        return Outcome(replace(state, form=replace(form, point_id=SHOP)), (noted,))
    known = next((p for p in there if p.point_id == form.point_id), None)
    if known is not None:
        return await take(scene, state, known, quoted)
    return await listed(scene, state, there, where_shopper_is(form), quoted)


async def listed(
    scene: Scene,
    state: DialogueState,
    points: Sequence[PickupPoint],
    near: GeoPoint | None,
    quoted: Quote,
    key: str = "points",
) -> Outcome:
    """The nearest ones where it is known where the shopper is, else as they come."""
    shown = (nearest_first(points, near) if near else list(points))[:LISTED]
    rows: list[Text] = []
    choices: list[Choice] = []
    for number, point in enumerate(shown, 1):
        fit = await fits(scene, point, quoted, LIST_TIME_S)
        rows.append(_row(number, point, near, scene))
        if fit.reason is not None:
            rows.append(Text(f"point-refuses-{fit.reason.replace('_', '-')}"))
        else:
            name = {"name": _name(point, scene)}
            choices.append(Choice(f"point:{point.point_id}", "button-point", name))
    told = Message(key, ((Text(key),), tuple(rows)), (*choices, DELIVER))
    replies = (told,) if near else (told, Text("points-where", ask="location"))
    return Outcome(state.asking("point", " ".join(p.point_id for p in shown)), replies)


def _row(number: int, point: PickupPoint, near: GeoPoint | None, scene: Scene) -> Text:
    about = {
        "number": number,
        "name": _name(point, scene),
        "address": point.address,
        "hours": point.hours,
    }
    if near is None:
        return Text("point-row", about)
    km = Decimal(round(haversine_m(near, point.point) / 100)) / 10
    return Text("point-row-near", {**about, "km": km})


def _name(point: PickupPoint, scene: Scene) -> str:
    return localized(point.names, scene.language)


async def fits(scene: Scene, point: PickupPoint, quoted: Quote, time_limit_s: float) -> Fit:
    """Whether the cart can wait there; everywhere but in a locker somebody finds room for it."""
    if not point.is_locker or not quoted.lines:
        return Fit()
    taken = await scene.work.cells.taken(scene.store.store_id, point.point_id, scene.now)
    goods = items_of(quoted.lines, scene.store, TimeWindow(scene.now, scene.now), scene.services.estimates)
    placed = in_cells(goods, with_free(point, taken), time_limit_s=time_limit_s)
    if placed.reason is not None:
        return Fit(reason=placed.reason)
    return Fit(chosen_cells(point, taken, placed.taken))


async def take(scene: Scene, state: DialogueState, point: PickupPoint, quoted: Quote) -> Outcome:
    """Holds a van's way there, and the cells of a locker; says why when that cannot be, and shows the others."""
    form = state.form
    assert form is not None
    if point.is_locker:
        # Before the days that a release and a hold lock, so that two shoppers never wait for each other.
        await scene.work.cells.lock(scene.store.store_id, point.point_id)
    if form.booking_id:
        await scene.book.release(form.booking_id)
    form = replace(form, method="pickup", booking_id=None, window=None)
    if point.point_id == SHOP:
        return Outcome(replace(state.asking(None), form=replace(form, point_id=SHOP)))
    state = replace(state, form=replace(form, point_id=None))
    fit = await fits(scene, point, quoted, scene.services.slot_time_limit_s / 2)
    if fit.reason is not None:
        return await _others(scene, state, point, quoted, f"point-refuses-{fit.reason.replace('_', '-')}")
    moment = TimeWindow(scene.now, scene.now)
    load = load_of(quoted.lines, scene.store, moment, scene.services.estimates)
    window = await _first_way(scene, point, load)
    if window is None:
        return await _others(scene, state, point, quoted, "point-no-van")
    booking = await scene.book.hold(scene.shopper.shopper_id, point.point, load, window)
    if fit.cells:
        await scene.work.cells.hold(booking, point.point_id, fit.cells)
    seconds = (int(window.start.timestamp()), int(window.end.timestamp()))
    held = replace(
        form,
        point_id=point.point_id,
        booking_id=booking.booking_id,
        window=seconds,
        held_for=_brief(quoted),
    )
    ready = ready_from(point, window, scene.store)
    told = Text("point-taken", {"name": _name(point, scene), "address": point.address, "ready": ready})
    return Outcome(replace(state.asking(None), form=held), (told,))


def is_outdated(form: Form, quoted: Quote) -> bool:
    """Whether a point was made ready for other goods than those in the cart."""
    at_point = form.method == "pickup" and form.is_driven and form.booking_id is not None
    return at_point and form.held_for != _brief(quoted)


def _brief(quoted: Quote) -> str:
    goods = sorted(f"{line.offer_id}:{line.quantity}" for line in quoted.lines)
    return sha256("\n".join(goods).encode()).hexdigest()[:16]


async def _first_way(scene: Scene, point: PickupPoint, load: Load) -> TimeWindow | None:
    """The first window of the calendar in which a van can come while the point is open."""
    policy, store = scene.services.policy, scene.store
    for day in calendar.days(scene.now, policy, store):
        for offer in await scene.book.offers(point.point, load, day):
            if brought_within(point, offer.window, store):
                return offer.window
    return None


async def _others(
    scene: Scene, state: DialogueState, refused: PickupPoint, quoted: Quote, why: str
) -> Outcome:
    others = [p for p in await places(scene) if p.point_id != refused.point_id]
    form = state.form
    near = where_shopper_is(form) if form else None
    said = Text("point-not-taken", {"name": _name(refused, scene)})
    shown = await listed(scene, state, others, near, quoted, key="points-other")
    return Outcome(state, (Message("point-not-taken", ((said, Text(why)),)),)).then(shown)
