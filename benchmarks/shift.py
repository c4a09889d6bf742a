"""One wave on the streets: vans drive the engine's plan, the day goes otherwise, the engine carries the plan on.

Every `TICK_S` somebody looks at the vans. Cancelled orders, a broken van, new express orders and vans more
than `LATE_S` behind go to the engine as events; the vans follow its answer. Every answer is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.city import DEPOT, Shopper, Streets, Tariff, road_m
from core.fulfilment.intake import Order
from core.fulfilment.plan import Event, PlannedStop, PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.routing.model import Route, Visit
from core.kernel.geo import GeoPoint

TICK_S = 600
LATE_S = 480


@dataclass(slots=True)
class Van:
    """A van that has left: the stops it has made, and those it will."""

    todo: list[str]
    left_s: float
    at: GeoPoint
    free_s: float
    metres: float = 0.0
    made: list[str] = field(default_factory=list)
    broken: bool = False


@dataclass(slots=True)
class Shift:
    """`arrivals` by order: when service truly began."""

    request: PlanRequest
    plan: PlanResult
    shoppers: dict[str, Shopper]
    streets: Streets
    breaks_s: int | None = None
    vans: list[Van] = field(default_factory=list)
    arrivals: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    replans: int = 0
    moved: int = 0
    violations: list[str] = field(default_factory=list)

    def run(self, starts_s: int, ends_s: int, express: Iterable[tuple[int, Order]]) -> None:
        """Until every van is home. `express` are orders that come meanwhile, by their time."""
        coming = sorted(express, key=lambda one: (one[0], one[1].id))
        now = starts_s
        while now < ends_s or any(van.todo and not van.broken for van in self.vans):
            self._move(now)
            events = [*self._cancelled(now), *self._broken(now), *self._late()]
            if events:
                self._carry_on(now, events, ())
            new = [order for placed, order in coming if placed <= now]
            coming = [one for one in coming if one[0] > now]
            if new and not self._carry_on(now, [], new):
                self.refused += sum(not self._carry_on(now, [], [order]) for order in new)
            now += TICK_S

    def costs(self, tariff: Tariff) -> tuple[int, float, float]:
        """Vans, metres and minor units."""
        metres = cost = 0.0
        for van in self.vans:
            way = van.metres + road_m(van.at, DEPOT)
            back = van.free_s + self.streets.drive_s(van.at, DEPOT, van.free_s)
            metres += way
            cost += tariff.minor(way, back - van.left_s)
        return len(self.vans), metres, cost

    def _move(self, now: int) -> None:
        """Everybody drives up to `now`; vans whose time has come leave."""
        # What a broken van had made is history; the rest of its stops leave with others.
        known = {s for van in self.vans if not van.broken for s in (*van.made, *van.todo)}
        for route in self.plan.routes:
            todo = [v.id for v in route.stops if self._stop(v.id).order_ids[0] not in self.arrivals]
            if todo and not known & {visit.id for visit in route.stops}:
                leaves = self._leaves(route)
                if leaves <= now:
                    self.vans.append(Van(todo, leaves, DEPOT, leaves))
        for van in self.vans:
            while van.todo and not van.broken and van.free_s <= now:
                self._serve(van)

    def _serve(self, van: Van) -> None:
        stop = self._stop(van.todo.pop(0))
        person = self.shoppers[stop.order_ids[0]]
        if stop.order_ids[0] in self.arrivals:
            return  # A van that broke down had been there already.
        arrival = van.free_s + self.streets.drive_s(van.at, person.point, van.free_s)
        begin = max(arrival, stop.window[0])
        for order_id in stop.order_ids:
            self.arrivals[order_id] = begin
        van.free_s = begin + self.streets.service_s(person)
        van.metres += road_m(van.at, person.point)
        van.at = person.point
        van.made.append(stop.id)

    def _cancelled(self, now: int) -> list[Event]:
        known = {one.order_id for one in self.plan.orders}
        return [
            Event("cancelled", order_id)
            for order_id in known - self.arrivals.keys()
            if (cancels := self.shoppers[order_id].cancels_s) is not None and cancels <= now
        ]

    def _broken(self, now: int) -> list[Event]:
        busy = [van for van in self.vans if van.todo and not van.broken]
        if self.breaks_s is None or now < self.breaks_s or not busy:
            return []
        self.breaks_s = None
        van = max(busy, key=lambda one: len(one.todo))
        van.broken = True
        since = min(now, int(self._planned(van).departure)) if van.made else now
        return [Event("van_down", route=self._route(van), from_s=since)]

    def _late(self) -> list[Event]:
        found = []
        for van in self.vans:
            if van.made and van.todo and not van.broken:
                behind = int(van.free_s - self._planned(van).departure)
                if behind > LATE_S:
                    found.append(Event("van_late", route=self._route(van), by_s=behind))
        return found

    def _carry_on(self, now: int, events: list[Event], new: Sequence[Order]) -> bool:
        """The engine's answer is followed, unless it has no room for who is new."""
        asked = replace(
            self.request,
            orders=(*self.request.orders, *new),
            previous=self.plan,
            events=tuple(events),
            now_s=now,
        )
        answer = plan(asked)
        self.replans += 1
        self.violations += plan_violations(asked, answer)
        if {order.id for order in new} & {one.order_id for one in answer.unserved}:
            return False
        self.moved += sum(change.what == "moved" for change in answer.changes)
        kept = {one.order_id for one in answer.orders}
        self.request = replace(
            self.request, orders=tuple(order for order in asked.orders if order.id in kept)
        )
        self.plan = answer
        home = {visit.id: route for route in answer.routes for visit in route.stops}
        for van in self.vans:
            made = set(van.made)
            route = next((home[stop_id] for stop_id in (*van.made, *van.todo) if stop_id in home), None)
            stays = route is not None and not van.broken
            van.todo = [visit.id for visit in route.stops if visit.id not in made] if route and stays else []
        return True

    def _route(self, van: Van) -> int:
        mine = {*van.made, *van.todo}
        return next(
            i for i, route in enumerate(self.plan.routes) if mine & {visit.id for visit in route.stops}
        )

    def _planned(self, van: Van) -> Visit:
        """The last stop that it made, as it was planned."""
        visits = self.plan.routes[self._route(van)].stops
        return next((visit for visit in visits if visit.id == van.made[-1]), visits[0])

    def _leaves(self, route: Route) -> float:
        first = self.shoppers[self._stop(route.stops[0].id).order_ids[0]]
        way_s = road_m(DEPOT, first.point) / self.request.speed_kmh * 3.6
        return route.stops[0].arrival - way_s

    def _stop(self, stop_id: str) -> PlannedStop:
        return next(stop for stop in self.plan.stops if stop.id == stop_id)
