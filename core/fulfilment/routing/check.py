"""Proves a plan, or says what is wrong with it. Knows nothing of the solver: only question and answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from core.fulfilment.routing.model import Route, RouteRequest, RouteResult, Stop, VehicleType, Window
from core.fulfilment.routing.travel import Travel, cost_minor, places, travel


def violations(request: RouteRequest, result: RouteResult) -> list[str]:
    """Every broken promise in a sentence; none when the plan can be driven and its figures are true."""
    return list(_Checker(request).all(result))


class _Checker:
    def __init__(self, request: RouteRequest) -> None:
        self.ways: Travel = travel(request)
        self.depot_window = request.depot.window
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
            yield from self._figures(route, van)

    def _loads(self, route: Route, van: VehicleType) -> Iterator[str]:
        stops = [self.known[visit.id][1] for visit in route.stops]
        weight = sum(stop.demand.weight_g or 0 for stop in stops)
        volume = sum(stop.demand.volume_ml or 0 for stop in stops)
        if van.capacity.weight_g is not None and weight > van.capacity.weight_g:
            yield f"carries {weight} g, may carry {van.capacity.weight_g}"
        if van.capacity.volume_ml is not None and volume > van.capacity.volume_ml:
            yield f"carries {volume} ml, may carry {van.capacity.volume_ml}"
        for stop in stops:
            if stop.temperature not in van.temperatures:
                yield f"stop {stop.id} is {stop.temperature}, which this van does not carry"

    def _times(self, route: Route, van: VehicleType) -> Iterator[str]:
        """The van's day as reported, step by step, in ticks: a tenth of a second may decide."""
        ticks, ways = self.ways.ticks, self.ways.durations
        leaves, returns = self._span(route)
        at, free = 0, leaves
        for visit in route.stops:
            place, stop = self.known[visit.id]
            arrival, departure = ticks(visit.arrival), ticks(visit.departure)
            if arrival < free + ways[at, place]:
                yield f"cannot be at stop {stop.id} by {visit.arrival}"
            if departure != arrival + ticks(stop.service_s):
                yield f"leaves stop {stop.id} at {visit.departure}, which is not arrival plus service"
            if stop.windows and not any(self._inside(arrival, window) for window in stop.windows):
                yield f"serves stop {stop.id} at {visit.arrival}, outside its windows"
            if stop.max_ride_s is not None and arrival - leaves > ticks(stop.max_ride_s):
                ride = self.ways.units(arrival - leaves)
                yield f"goods of stop {stop.id} ride {ride} s, may {stop.max_ride_s}"
            at, free = place, departure
        for name, window in (("shift", van.shift), ("opening hours", self.depot_window)):
            if window is not None and not (self._inside(leaves, window) and self._inside(returns, window)):
                out = f"{self.ways.units(leaves)} to {self.ways.units(returns)}"
                yield f"is out from {out}, beyond the {name}"
        if self.depot_window is None and leaves < 0:
            yield f"leaves at {self.ways.units(leaves)}, before the day begins"

    def _inside(self, tick: int, window: Window) -> bool:
        return self.ways.ticks(window[0]) <= tick <= self.ways.ticks(window[1])

    def _span(self, route: Route) -> tuple[int, int]:
        """When the van leaves, just in time for its first stop, and when it is back."""
        first, last = route.stops[0], route.stops[-1]
        ways = self.ways.durations
        leaves = self.ways.ticks(first.arrival) - int(ways[0, self.known[first.id][0]])
        returns = self.ways.ticks(last.departure) + int(ways[self.known[last.id][0], 0])
        return leaves, returns

    def _figures(self, route: Route, van: VehicleType) -> Iterator[str]:
        tour = [0, *(self.known[visit.id][0] for visit in route.stops), 0]
        distance = sum(int(self.ways.distances[a, b]) for a, b in pairwise(tour))
        leaves, returns = self._span(route)
        if self.ways.ticks(route.distance_m) != distance:
            yield f"says {route.distance_m} m, drives {self.ways.units(distance)}"
        if self.ways.ticks(route.duration_s) != returns - leaves:
            yield f"says {route.duration_s} s, takes {self.ways.units(returns - leaves)}"
        cost = cost_minor(van, distance, returns - leaves, self.ways.scale)
        if route.cost_minor != cost:
            yield f"says it costs {route.cost_minor}, costs {cost}"
