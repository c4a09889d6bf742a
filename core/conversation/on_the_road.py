"""A day that goes otherwise, told by those who sell and drive: a van is down or late, or nobody is at home.

The turn only writes down what was said; a job carries the plan on and tells everybody whom it concerns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.conversation.planning import lock_day
from core.conversation.reply import Choice, Text
from core.conversation.scene import Job, Outcome, Scene
from core.dialogue.road import MOST_MINUTES
from core.dialogue.seller_commands import NobodyHome, OnTheRoad, VanDown, VanLate
from core.dialogue.state import DialogueState
from core.kernel.ids import new_id
from core.ordering import change
from core.ordering.carry_on import route_now
from core.ordering.kept_plan import KeptPlan, Mishap, as_data, kept_in, waiting_in
from core.ordering.lifecycle import OPEN
from core.ordering.model import Order
from core.ordering.plan_day import plan_key

MINUTES = (15, 30, 60, 90)
BEHIND_S = 2 * 3600
"""A van that should be home by its plan may still be on the way."""


@dataclass(frozen=True, slots=True)
class _Day:
    """The last wave of the day as data, and what of it is known already. Nobody else writes it in this turn."""

    day: date
    wave: dict[str, Any]
    kept: KeptPlan
    waiting: tuple[Mishap, ...]
    now_s: int

    def vans(self) -> list[int]:
        """Those that still drive."""
        return [n for n in sorted(set(self.kept.vans)) if self.drives(n)]

    def drives(self, van: int) -> bool:
        return van not in self.kept.down and route_now(self.kept, van, self.now_s, BEHIND_S) is not None

    def orders_ahead(self, van: int) -> list[str]:
        """Ids of the orders that the van has not brought by the plan."""
        stops = {stop.id: stop.order_ids for stop in self.kept.plan.stops}
        mine = (r for n, r in zip(self.kept.vans, self.kept.plan.routes, strict=True) if n == van)
        visits = (visit for route in mine for visit in route.stops if visit.departure > self.now_s)
        return list(dict.fromkeys(order_id for visit in visits for order_id in stops[visit.id]))


async def van_down(scene: Scene, state: DialogueState, command: VanDown) -> Outcome:
    found, van = await _of_van(scene, state, command)
    if isinstance(found, Outcome):
        return found
    if not command.sure:
        sure = Choice(f"vandown:{found.day.isoformat()}:{van}:yes", "button-yes-van-down")
        params = {"van": str(van), "day": found.day, "count": len(found.orders_ahead(van))}
        return Outcome(state, (Text("ask-van-down", params, (sure, Choice("no", "button-no"))),))
    if any(m.kind == "van_down" and m.van == van for m in found.waiting):
        return Outcome(state, (Text("known-already"),))
    await _note(scene, found, Mishap(new_id(), "van_down", van=van))
    return Outcome(state, (Text("noted-van-down", {"van": str(van)}),))


async def van_late(scene: Scene, state: DialogueState, command: VanLate) -> Outcome:
    """What is said again before the plan knew it takes the place of what was said first."""
    found, van = await _of_van(scene, state, command)
    if isinstance(found, Outcome):
        return found
    if found.day != _today(scene):
        return Outcome(state, (Text("not-that-day"),))
    minutes = command.minutes
    if minutes is None or not 0 < minutes <= MOST_MINUTES:
        at = f"vanlate:{found.day.isoformat()}:{van}"
        choices = tuple(Choice(f"{at}:{m}", "button-minutes", {"minutes": m}) for m in MINUTES)
        asked = state.asking("van_late", f"{found.day.isoformat()} {van}")
        return Outcome(asked, (Text("ask-van-late", {"van": str(van)}, choices),))
    if route_now(found.kept, van, found.now_s, 60 * minutes) is None:
        return Outcome(state, (Text("van-not-that-day", {"van": str(van)}),))
    before = tuple(m for m in found.waiting if not (m.kind == "van_late" and m.van == van))
    mishap = Mishap(new_id(), "van_late", van=van, by_s=60 * minutes)
    await _note(scene, replace(found, waiting=before), mishap)
    return Outcome(state, (Text("noted-van-late", {"van": str(van), "minutes": minutes}),))


async def nobody_home(scene: Scene, state: DialogueState, command: NobodyHome) -> Outcome:
    """The order is brought to nobody that day; its shopper is told."""
    if command.number is None:
        return await _whose_door(scene, state, command)
    order = await scene.work.orders.by_number(scene.store.store_id, command.number)
    found = await _read(scene, command.day or _today(scene))
    if found is None or order is None or not _is_driven(found, order):
        return Outcome(state, (Text("not-on-the-way", {"number": str(command.number)}),))
    if found.day != _today(scene):
        return Outcome(state, (Text("not-that-day"),))
    if any(m.order_id == order.order_id for m in found.waiting):
        return Outcome(state, (Text("known-already"),))
    actor = scene.staff.role if scene.staff else "courier"
    await change.nobody_home(scene.work, order, scene.services.clock, actor)
    await _note(scene, found, Mishap(new_id(), "no_show", order_id=order.order_id))
    return Outcome(state, (Text("noted-nobody-home", {"number": str(order.number)}),))


def _is_driven(found: _Day, order: Order) -> bool:
    """Whether a van brings it to a door that day; one where nobody was is not knocked at twice."""
    stops = {visit.id for route in found.kept.plan.routes for visit in route.stops}
    mine = {order_id for stop in found.kept.plan.stops if stop.id in stops for order_id in stop.order_ids}
    waits = order.state in OPEN and order.point_id is None
    return waits and order.order_id in mine and order.order_id not in found.kept.gone


async def _whose_door(scene: Scene, state: DialogueState, command: NobodyHome) -> Outcome:
    found, van = await _of_van(scene, state, command)
    if isinstance(found, Outcome):
        return found
    at = f"nobody:{found.day.isoformat()}:{van}"
    stops = [row for route in found.wave["routes"] if route["van"] == van for row in route["stops"]]
    # Whoever stands at a door may be there before the plan has them there, or after it had them gone.
    orders = [
        order
        for number in dict.fromkeys(number for row in stops for number in row["orders"])
        if (order := await scene.work.orders.by_number(scene.store.store_id, number)) is not None
        and _is_driven(found, order)
    ]
    choices = tuple(
        Choice(f"{at}:{order.number}", "button-which-order", {"number": str(order.number)})
        for order in orders
    )
    if not choices:
        return Outcome(state, (Text("van-not-that-day", {"van": str(van)}),))
    return Outcome(state, (Text("ask-nobody-home", {"van": str(van)}, choices),))


async def _of_van(scene: Scene, state: DialogueState, command: OnTheRoad) -> tuple[_Day | Outcome, int]:
    """The day and the van that is meant; or what has to be said or asked first."""
    found = await _read(scene, command.day or _today(scene))
    vans = found.vans() if found else []
    if found is None or not vans:
        return Outcome(state, (Text("no-vans-that-day"),)), 0
    van = command.van or (vans[0] if len(vans) == 1 else None)
    if van is None:
        return Outcome(state, (Text("ask-which-van", choices=_which(found.day, vans, command)),)), 0
    if van not in vans:
        return Outcome(state, (Text("van-not-that-day", {"van": str(van)}),)), 0
    return found, van


def _which(day: date, vans: Sequence[int], command: OnTheRoad) -> tuple[Choice, ...]:
    verb = {VanDown: "vandown", VanLate: "vanlate", NobodyHome: "nobody"}[type(command)]
    more = f":{command.minutes}" if isinstance(command, VanLate) and command.minutes else ""
    return tuple(
        Choice(f"{verb}:{day.isoformat()}:{van}{more}", "button-which-van", {"van": str(van)}) for van in vans
    )


async def _read(scene: Scene, day: date) -> _Day | None:
    """None for a day that is over or was not planned."""
    if day < _today(scene):
        return None
    await lock_day(scene.work, scene.store.store_id, day)
    wave = await scene.work.waves.latest(scene.store.store_id, day)
    kept = kept_in(wave)
    if wave is None or kept is None:
        return None
    return _Day(day, wave, kept, waiting_in(wave), int(scene.now.timestamp()))


async def _note(scene: Scene, found: _Day, mishap: Mishap) -> None:
    store_id = scene.store.store_id
    waiting = (*found.waiting, mishap)
    await scene.work.waves.save(store_id, found.day, found.wave | as_data(found.kept, waiting))
    scene.jobs.append(Job(plan_key(store_id, found.day, scene.now), scene.now))


def _today(scene: Scene) -> date:
    return scene.now.astimezone(scene.store.tz).date()
