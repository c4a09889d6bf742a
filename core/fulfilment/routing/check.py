"""Proves a plan, or says what is wrong with it. Knows nothing of the solver: only question and answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, permutations

from core.fulfilment.routing.model import (
    Break,
    Bulk,
    Depot,
    Load,
    Pause,
    Route,
    RouteRequest,
    RouteResult,
    Stop,
    VehicleType,
    Visit,
    Window,
)
from core.fulfilment.routing.travel import Travel, cost_minor, homes, pace, places, travel


def violations(request: RouteRequest, result: RouteResult) -> list[str]:
    """Every broken promise in a sentence; none when the plan can be driven and its figures are true."""
    return list(_Checker(request).all(result))


class _Checker:
    def __init__(self, request: RouteRequest) -> None:
        self.ways: Travel = travel(request)
        self.pace = pace(request, self.ways.scale)
        self.home = homes(request)
        self.depots: dict[str, Depot] = {depot.id: depot for depot in (request.depot, *request.depots)}
        self.main = request.depot.id
        self.known: dict[str, tuple[int, Stop]] = {
            stop.id: (i, stop) for i, stop in enumerate(places(request), start=1)
        }
        self.expected = [stop.id for stop in request.stops]
        self.vans = {van.id: van for van in request.vehicles}

    def all(self, result: RouteResult) -> Iterator[str]:
        yield from self._once(result)
        yield from self._fleet(result)
        for i, route in enumerate(result.routes):
            for fault in self._route(route):
                yield f"route {i} ({route.vehicle_id}): {fault}"
        if result.cost_minor != sum(route.cost_minor for route in result.routes):
            yield f"the plan says it costs {result.cost_minor}, which is not the sum of its routes"

    def _once(self, result: RouteResult) -> Iterator[str]:
        seen = Counter(visit.id for route in result.routes for visit in route.stops)
        seen.update(one.id for one in result.unserved)
        for stop_id in self.expected:
            if seen[stop_id] == 0:
                yield f"stop {stop_id} is neither served nor named as unserved"
        for stop_id, times in seen.items():
            if times > 1:
                yield f"stop {stop_id} occurs {times} times"

    def _fleet(self, result: RouteResult) -> Iterator[str]:
        for vehicle_id, used in Counter(route.vehicle_id for route in result.routes).items():
            if vehicle_id not in self.vans:
                yield f"there is no vehicle {vehicle_id}"
            elif used > self.vans[vehicle_id].count:
                yield f"{used} routes of {vehicle_id}, of which there are {self.vans[vehicle_id].count}"

    def _route(self, route: Route) -> Iterator[str]:
        van = self.vans.get(route.vehicle_id)
        unknown = [visit.id for visit in route.stops if visit.id not in self.known]
        if unknown:
            yield f"nobody asked for stop {unknown[0]}"
        elif not route.stops:
            yield "has no stops"
        elif van is not None:
            yield from self._loads(route, van)
            yield from self._times(route, van)
            yield from self._breaks(route, van)
            yield from self._figures(route, van)

    def _loads(self, route: Route, van: VehicleType) -> Iterator[str]:
        stops = [self.known[visit.id][1] for visit in route.stops]
        weight = self._heaviest([(s.demand.weight_g or 0, s.pickup.weight_g or 0) for s in stops])
        volume = self._heaviest([(s.demand.volume_ml or 0, s.pickup.volume_ml or 0) for s in stops])
        if van.capacity.weight_g is not None and weight > van.capacity.weight_g:
            yield f"carries {weight} g, may carry {van.capacity.weight_g}"
        if van.capacity.volume_ml is not None and volume > van.capacity.volume_ml:
            yield f"carries {volume} ml, may carry {van.capacity.volume_ml}"
        for stop in stops:
            if stop.temperature not in van.temperatures:
                yield f"stop {stop.id} is {stop.temperature}, which this van does not carry"
            for bulk in stop.bulky:
                if not _goes_in(bulk, van):
                    yield f"stop {stop.id} holds something too large for this van's room"
            if stop.depot_id is not None and stop.depot_id != (van.depot_id or self.main):
                yield f"the goods of stop {stop.id} stand at {stop.depot_id}, where this van does not load"
        brought = [s.id for s in stops if _is_something(s.demand) or not _is_something(s.pickup)]
        if route.loading and list(route.loading) != brought[::-1]:
            yield "is not loaded in the opposite order of its stops"

    @staticmethod
    def _heaviest(brought_and_picked: list[tuple[int, int]]) -> int:
        """The most that lies in the van at once: all that is brought when it leaves, all that was picked at the end."""
        carried = most = sum(brought for brought, _ in brought_and_picked)
        for brought, picked in brought_and_picked:
            carried += picked - brought
            most = max(most, carried)
        return most

    def _times(self, route: Route, van: VehicleType) -> Iterator[str]:
        """The van's day as reported, step by step, in ticks: a tenth of a second may decide."""
        ticks, ways = self.ways.ticks, self.ways.durations
        leaves, returns = self._span(route, van)
        at, free = self._home(van), leaves
        for event in self._events(route):
            if isinstance(event, Pause):
                if ticks(event.start) < free or ticks(event.end) < ticks(event.start):
                    yield f"rests at {event.start}, in the middle of something else"
                free = ticks(event.end)
                continue
            place, stop = self.known[event.id]
            arrival, departure = ticks(event.arrival), ticks(event.departure)
            if arrival < self.pace.arrival(free, int(ways[at, place])):
                yield f"cannot be at stop {stop.id} by {event.arrival}"
            if departure != arrival + ticks(stop.service_s):
                yield f"leaves stop {stop.id} at {event.departure}, which is not arrival plus service"
            if stop.windows and not any(self._inside(arrival, window) for window in stop.windows):
                yield f"serves stop {stop.id} at {event.arrival}, outside its windows"
            if stop.max_ride_s is not None and arrival - leaves > ticks(stop.max_ride_s):
                ride = self.ways.units(arrival - leaves)
                yield f"goods of stop {stop.id} ride {ride} s, may {stop.max_ride_s}"
            at, free = place, departure
        hours = self.depots[van.depot_id or self.main].window
        for name, window in (("shift", van.shift), ("opening hours", hours)):
            if window is not None and not (self._inside(leaves, window) and self._inside(returns, window)):
                out = f"{self.ways.units(leaves)} to {self.ways.units(returns)}"
                yield f"is out from {out}, beyond the {name}"
        if hours is None and leaves < 0:
            yield f"leaves at {self.ways.units(leaves)}, before the day begins"

    def _breaks(self, route: Route, van: VehicleType) -> Iterator[str]:
        """Each break has a rest of its own on the road, or falls off the road."""
        leaves, returns = self._span(route, van)
        ticks, rests = self.ways.ticks, list(route.breaks)
        for due in van.breaks:
            rest = next((one for one in rests if self._is_taken(due, one)), None)
            if rest is not None:
                rests.remove(rest)
            elif leaves < ticks(due.window[0] + due.duration_s) and returns > ticks(due.window[1]):
                yield f"has no break of {due.duration_s} s from {due.window[0]} to {due.window[1]}"
        if rests:
            yield f"rests at {rests[0].start}, which no break asks for"

    def _is_taken(self, due: Break, rest: Pause) -> bool:
        ticks = self.ways.ticks
        return self._inside(ticks(rest.start), due.window) and ticks(rest.end) - ticks(rest.start) == ticks(
            due.duration_s
        )

    def _events(self, route: Route) -> list[Visit | Pause]:
        """What happens on the road; stops in the order driven, a break before the stop that begins after it."""
        events: list[Visit | Pause] = [*route.stops]
        for rest in sorted(route.breaks, key=lambda one: one.start):
            before = [i for i, one in enumerate(events) if _starts(one) <= rest.start]
            events.insert(before[-1] + 1 if before else 0, rest)
        return events

    def _home(self, van: VehicleType) -> int:
        return self.home[van.depot_id or self.main]

    def _inside(self, tick: int, window: Window) -> bool:
        return self.ways.ticks(window[0]) <= tick <= self.ways.ticks(window[1])

    def _span(self, route: Route, van: VehicleType) -> tuple[int, int]:
        """When the van leaves, just in time for its first stop, and when it is back."""
        first, last = route.stops[0], route.stops[-1]
        ways, ticks, home = self.ways.durations, self.ways.ticks, self._home(van)
        leaves = self.pace.departure(ticks(first.arrival), int(ways[home, self.known[first.id][0]]))
        free = max([ticks(last.departure), *(ticks(rest.end) for rest in route.breaks)])
        return leaves, self.pace.arrival(free, int(ways[self.known[last.id][0], home]))

    def _figures(self, route: Route, van: VehicleType) -> Iterator[str]:
        home = self._home(van)
        tour = [home, *(self.known[visit.id][0] for visit in route.stops), home]
        distance = sum(int(self.ways.distances[a, b]) for a, b in pairwise(tour))
        leaves, returns = self._span(route, van)
        if self.ways.ticks(route.distance_m) != distance:
            yield f"says {route.distance_m} m, drives {self.ways.units(distance)}"
        if self.ways.ticks(route.duration_s) != returns - leaves:
            yield f"says {route.duration_s} s, takes {self.ways.units(returns - leaves)}"
        cost = cost_minor(van, distance, returns - leaves, self.ways.scale)
        if route.cost_minor != cost:
            yield f"says it costs {route.cost_minor}, costs {cost}"


def _starts(event: Visit | Pause) -> float:
    return event.arrival if isinstance(event, Visit) else event.start


def _is_something(load: Load) -> bool:
    return bool(load.weight_g or load.volume_ml)


def _goes_in(bulk: Bulk, van: VehicleType) -> bool:
    room = (van.length_mm, van.width_mm, van.height_mm)
    ways = permutations((bulk.length_mm, bulk.width_mm, bulk.height_mm))
    return any(
        all(most is None or side <= most for side, most in zip(way, room, strict=True))
        for way in ways
        if not bulk.this_side_up or way[2] == bulk.height_mm
    )
