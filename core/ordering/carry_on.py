"""What happened to a planned day since, given to the engine as events; and who has to hear of what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.delivery.model import DeliveryPolicy
from core.fulfilment.plan import Change, Event, PlanRequest, PlanResult
from core.ordering.day_vans import fresh, under_way, vans_of
from core.ordering.kept_plan import KeptPlan, Mishap, Seconds, seconds_of
from core.ordering.lifecycle import CALLED_OFF, PLANNABLE, is_out
from core.ordering.model import Order

Engine = Callable[[PlanRequest], PlanResult]

TOLD_LATE_S = 600
"""A shopper minds that much after the end of the window, and as much as the engine calls another time after that."""
TOLD_AGAIN_S = 900
RETOLD_S = 300
"""Who drives minds less."""
A_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class News:
    """What the kept plan does not know, orders by id. `gone` are not to be driven to any more: called off, at another
    time, or `done` already, before the plan had the van at the door. `new` have no place in the plan."""

    gone: tuple[str, ...]
    done: tuple[str, ...]
    new: tuple[str, ...]
    mishaps: tuple[Mishap, ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.done or self.new or self.mishaps)


@dataclass(frozen=True, slots=True)
class Planned:
    """The day as it is planned now. `request` is the engine's, for pictures. Of a day that was carried on, `changes` are
    those that people hear of, `rerouted` the places of routes that are driven otherwise than was told before, and
    `as_before` those of routes that did not change at all, with their places in the plan before."""

    kept: KeptPlan
    request: PlanRequest
    is_new: bool
    changes: tuple[Change, ...] = ()
    rerouted: tuple[int, ...] = ()
    as_before: dict[int, int] = field(default_factory=dict)


def known_to(kept: KeptPlan | None) -> frozenset[str]:
    return frozenset(one.order_id for one in kept.plan.orders) if kept else frozenset()


def news_of(
    kept: KeptPlan | None, orders: Mapping[str, Order], today: Collection[str], mishaps: Sequence[Mishap]
) -> News:
    """`orders` are those of the plan, wherever they are now, and those of its day; `today` the ids of the latter."""
    known = known_to(kept)
    gone, done = list[str](), list[str]()
    for order_id in known - set(kept.gone if kept else ()):
        order = orders[order_id]
        if order.state in {"delivered", "closed"} or order.is_ready:
            done.append(order_id)
        elif not is_out(order) and (order.state in CALLED_OFF or _moved(kept, order)):
            gone.append(order_id)
    new = (
        order_id
        for order_id in today
        if orders[order_id].is_driven
        and orders[order_id].state in PLANNABLE
        and (kept is None or kept.windows.get(order_id) != seconds_of(orders[order_id]))
    )
    return News(tuple(sorted(gone)), tuple(sorted(done)), tuple(sorted(new)), tuple(mishaps))


def _moved(kept: KeptPlan | None, order: Order) -> bool:
    return kept is not None and kept.windows.get(order.order_id) != seconds_of(order)


def is_draft(kept: KeptPlan, policy: DeliveryPolicy) -> bool:
    """Made before the first cut-off of its windows: nobody packs by it yet, so new orders may turn it over."""
    first = min((start for start, _ in kept.windows.values()), default=None)
    return first is None or kept.made_at.timestamp() < first - policy.lead.total_seconds()


def planned_anew(request: PlanRequest, kept: KeptPlan | None, engine: Engine, now: datetime) -> Planned:
    """From nothing, with the vans that drive that day."""
    down = kept.down if kept else ()
    fleet = replace(request, vehicles=fresh(request.vehicles, down))
    result = engine(fleet)
    vans = vans_of(request.vehicles, result, None, down)
    windows = {order.id: order.slot for order in request.orders}
    revision = kept.revision + 1 if kept else 1
    told = kept.told if kept else {}
    return Planned(KeptPlan(result, now, revision, windows, vans, down, (), told), fleet, is_new=True)


def carried_on(request: PlanRequest, kept: KeptPlan, news: News, engine: Engine, now: datetime) -> Planned:
    """`request` names the orders of the kept plan and the new ones, with the shop's own vans. An order at another
    time of the same day is taken out first and put in then: the engine knows each order once."""
    broken = {m.van for m in news.mishaps if m.kind == "van_down" and m.van is not None}
    before = replace(kept, down=tuple(sorted({*kept.down, *broken})))
    events = _events(before, news, request.now_s)
    first, asked = _step(request, before, events, engine)
    last, changes, origins = first, first.plan.changes, first.plan.carries_on
    again = known_to(kept).intersection(news.new)
    if again:
        there = again | known_to(first)
        rest = replace(request, orders=tuple(order for order in request.orders if order.id in there))
        last, asked = _step(rest, first, (), engine)
        changes = _in_turn(first.plan.changes, last.plan.changes)
        origins = tuple(None if i is None else first.plan.carries_on[i] for i in last.plan.carries_on)
    heard = tuple(change for change in changes if change.order_id not in news.done)
    rerouted = (i for i, old in enumerate(origins) if _is_other(kept.plan, last.plan, i, old, request.now_s))
    after = _noted(last, news, events, {order.id: order.slot for order in request.orders}, now)
    same = {i: old for i, old in enumerate(origins) if old is not None and _is_same(kept, after, i, old)}
    return Planned(after, asked, is_new=False, changes=heard, rerouted=tuple(rerouted), as_before=same)


def _step(
    request: PlanRequest, kept: KeptPlan, events: tuple[Event, ...], engine: Engine
) -> tuple[KeptPlan, PlanRequest]:
    late = {event.route: event.by_s for event in events if event.route is not None and event.by_s is not None}
    fleet = replace(request, vehicles=under_way(request, kept, kept.down, late))
    result = engine(replace(fleet, previous=kept.plan, events=events))
    vans = vans_of(request.vehicles, result, kept, kept.down)
    return replace(kept, plan=result, vans=vans), fleet


def _noted(
    kept: KeptPlan, news: News, events: tuple[Event, ...], slots: Mapping[str, Seconds], now: datetime
) -> KeptPlan:
    """With what the engine has been told by now."""
    windows = {order_id: window for order_id, window in kept.windows.items() if order_id not in news.gone}
    stopped = {event.order_id for event in events if event.order_id is not None}
    return replace(
        kept,
        made_at=now,
        revision=kept.revision + 1,
        windows=windows | {order_id: slots[order_id] for order_id in news.new},
        gone=tuple(sorted(({*kept.gone} | stopped) - {*news.new})),
    )


def _events(kept: KeptPlan, news: News, now_s: int) -> tuple[Event, ...]:
    """In the engine's words, of what the plan can still change."""
    known, routes = known_to(kept), kept.plan.routes
    missed = {m.order_id for m in news.mishaps if m.kind == "no_show" and m.order_id in known}
    late: dict[int, int] = {}
    for mishap in news.mishaps:
        if mishap.kind == "van_late" and mishap.van and mishap.by_s:
            i = route_now(kept, mishap.van, now_s, mishap.by_s)
            if i is not None:
                late[i] = min(late.get(i, 0) + mishap.by_s, A_DAY_S)
    broken = {m.van for m in news.mishaps if m.kind == "van_down"}
    return (
        *(
            Event("cancelled", order_id=order_id)
            for order_id in (*news.gone, *news.done)
            if order_id not in missed
        ),
        *(Event("no_show", order_id=order_id) for order_id in sorted(filter(None, missed))),
        *(
            Event("van_down", route=i)
            for i, route in enumerate(routes)
            if kept.vans[i] in broken and route.stops[-1].departure > now_s
        ),
        *(Event("van_late", route=i, by_s=by_s) for i, by_s in late.items() if kept.vans[i] not in kept.down),
    )


def route_now(kept: KeptPlan, van: int, now_s: int, behind_s: int = 0) -> int | None:
    """The route that the van is on, or drives next, when it may be so far behind its plan; None when it is done for
    the day, or was never needed."""
    mine = (i for i, number in enumerate(kept.vans) if number == van)
    ahead = [i for i in mine if kept.plan.routes[i].stops[-1].arrival + behind_s > now_s]
    return min(ahead, key=lambda i: kept.plan.routes[i].stops[0].arrival, default=None)


def _in_turn(first: Sequence[Change], last: Sequence[Change]) -> tuple[Change, ...]:
    """One change for each order: from where it was at first to where it is at last."""
    changes = {change.order_id: change for change in first}
    for change in last:
        earlier = changes.get(change.order_id)
        changes[change.order_id] = replace(change, before=earlier.before) if earlier else change
    return tuple(changes.values())


def _is_other(before: PlanResult, after: PlanResult, i: int, old: int | None, now_s: int) -> bool:
    """Whether who drives the route has to be told of it."""
    route = after.routes[i]
    if route.stops[-1].arrival <= now_s:
        return False
    if old is None:
        return True
    was, known, orders = before.routes[old], _orders_of(before), _orders_of(after)
    same = [(v.id, known[v.id]) for v in was.stops] == [(v.id, orders[v.id]) for v in route.stops]
    return not same or any(
        abs(new.arrival - told.arrival) >= RETOLD_S for new, told in zip(route.stops, was.stops, strict=True)
    )


def _is_same(before: KeptPlan, after: KeptPlan, i: int, old: int) -> bool:
    """To the second and the parcel: what was drawn of it still holds."""
    was, now = before.plan, after.plan
    route = now.routes[i]
    stops = {stop.id: stop for stop in was.stops}
    mine = [stop for stop in now.stops if stop.id in {visit.id for visit in route.stops}]
    return was.routes[old] == route and all(stops.get(stop.id) == stop for stop in mine)


def _orders_of(plan: PlanResult) -> dict[str, tuple[str, ...]]:
    return {stop.id: stop.order_ids for stop in plan.stops}


def shoppers_news(planned: Planned) -> tuple[dict[str, int], dict[str, int]]:
    """Which orders' shoppers hear of another time, and what all have been told then, both as in `KeptPlan.told`; an
    order that will be in time after all is told its time as well, and then nothing is held against it."""
    told = dict(planned.kept.told)
    heard: dict[str, int] = {}
    for change in planned.changes:
        ends = planned.kept.windows.get(change.order_id, (0, 0))[1]
        before = told.get(change.order_id)
        if change.what == "left_out":
            late = 0
        elif change.after is not None and change.after.arrival > ends + (
            TOLD_LATE_S if before is None else 0
        ):
            late = int(change.after.arrival)
        elif change.after is not None and before is not None:
            heard[change.order_id] = int(change.after.arrival)
            del told[change.order_id]
            continue
        else:
            continue
        if before is None or abs(late - before) >= TOLD_AGAIN_S:
            heard[change.order_id] = told[change.order_id] = late
    return heard, told
