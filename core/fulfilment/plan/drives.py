"""Routes for a wave: at once while it is small, else in pieces that several processes solve side by side.

The pieces of the first round are areas of the city. Every later round cuts the routes found so far along
other borders, by where and when they are driven, and improves each piece from its own routes on: what two
neighbours should exchange across a border meets inside a piece of the next round. The search seldom gets rid of
a van once it has one, so it begins with no more than would be full, as a sample shows; the few for whom these
are too few get more vans in later rounds. After the barycentre
clustering of routes in Santini, Schneider, Vidal and Vigo, "Decomposition strategies for vehicle routing
heuristics", INFORMS Journal on Computing 35 (2023).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from core.fulfilment.plan.crew import Crew
from core.fulfilment.plan.model import PlannedStop, PlanRequest
from core.fulfilment.plan.pieces import apportion, bisect, whereabouts
from core.fulfilment.plan.reasons import reasons
from core.fulfilment.plan.terms import committed, route_request
from core.fulfilment.routing.model import (
    Bulk,
    Reason,
    Route,
    RouteRequest,
    RouteResult,
    Unserved,
    VehicleType,
)
from core.fulfilment.temperature import Temperature

FIRST_SHARE = 0.4
"""Of the time for the pieces of the first round, which begin with nothing."""
SAMPLE_SHARE = 0.15
"""Of the time of the first round, to see how many stops fill a van."""
ROUNDS = 4
MEND_SHARE = 0.3
"""Of the time of a round, where some stop has no van yet."""
FEW = 0.1
"""Who wait, of the stops of a piece."""
LEAST_S = 0.1
COUNTED_S = 3_600.0
"""The limit where rounds are counted: no clock cuts these short, or they would not give the same plan each time."""

Monotonic = Callable[[], float]
Points = npt.NDArray[np.float64]
_Need = tuple[Temperature, str | None, tuple[Bulk, ...]]
"""What a stop asks of its van: what it keeps, and where it loads."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Up to `whole` stops are routed at once, more in pieces of about `piece`: routes of a hundred stops gain
    from being many together, more than from being solved in small pieces often."""

    whole: int = 1_500
    piece: int = 1_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some stops, the routes that some of them are on, and idle vans by their kind."""

    stops: tuple[str, ...]
    routes: tuple[Route, ...]
    idle: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Job:
    request: RouteRequest
    seed: int
    iterations: int | None


def drives(
    request: PlanRequest,
    stops: Sequence[PlannedStop],
    seconds: float,
    crew: Crew,
    monotonic: Monotonic,
    sizes: Sizes = Sizes(),
    start: Sequence[Route] = (),
) -> RouteResult:
    """The cheapest routes found within `seconds`, from `start` on; every stop is on one route or unserved with its
    reason."""
    if len(stops) <= sizes.whole:
        limit = max(LEAST_S, seconds) if request.iterations is None else COUNTED_S
        asked = replace(route_request(request, stops, limit), committed=committed(start))
        return _solve(_Job(asked, request.seed, request.iterations))
    end = monotonic() + seconds
    search = _Search(request, stops, crew, sizes, start)
    if not start:
        search.begin(FIRST_SHARE * seconds)
    search.give_up()
    for left in range(ROUNDS - 1, 0, -1):
        lean = left > 1
        waiting = len(search.waiting())
        # While many wait, pieces take them in better than one that is made of them.
        if waiting and (not lean or waiting <= FEW * sizes.piece):
            search.mend(MEND_SHARE * (end - monotonic()) / left, lean)
        search.improve((end - monotonic()) / left, lean)
    search.settle()
    return search.result()


def _solve(job: _Job) -> RouteResult:
    from core.fulfilment.routing.solver import (
        route,  # PyVRP takes a while to load; bad input needs none of it.
    )

    return route(job.request, job.seed, job.iterations)


class _Search:
    """The best plan so far."""

    def __init__(
        self,
        request: PlanRequest,
        stops: Sequence[PlannedStop],
        crew: Crew,
        sizes: Sizes,
        start: Sequence[Route],
    ) -> None:
        self._request = request
        self._crew = crew
        self._piece = sizes.piece
        self._rng = random.Random(request.seed)
        self._stops = {stop.id: stop for stop in stops}
        self._where = whereabouts(request, stops)
        self._reasons: dict[str, Reason] = {}
        self._routes = list(start)

    def result(self) -> RouteResult:
        served = {visit.id for route in self._routes for visit in route.stops}
        unserved = tuple(
            Unserved(stop_id, self._reasons.get(stop_id, "fleet_full"))
            for stop_id in self._stops
            if stop_id not in served
        )
        return RouteResult(tuple(self._routes), unserved, sum(route.cost_minor for route in self._routes))

    def begin(self, seconds: float) -> None:
        """Routes for areas of the city, each with its share of the fleet."""
        stops = list(self._stops)
        places = np.array([self._where[stop_id][:2] for stop_id in stops])
        pieces = [[stops[i] for i in piece] for piece in self._cut(places, np.ones(len(stops)))]
        shares = self._shares(self._lean(stops, self._sampled(pieces, SAMPLE_SHARE * seconds)), pieces)
        self._replace(
            [_Piece(tuple(piece), (), share) for piece, share in zip(pieces, shares, strict=True)],
            (1 - SAMPLE_SHARE) * seconds,
            self._request.iterations,
        )

    def give_up(self) -> None:
        """Stops that no van of the whole fleet could serve, for what reason; nobody waits for them any more."""
        left = self.waiting()
        asked = route_request(self._request, [self._stops[s] for s in left], LEAST_S)
        self._reasons = reasons(asked, left, self._request.vehicles)

    def improve(self, seconds: float, lean: bool) -> None:
        """Cuts the routes anew, by where and when they are driven, and improves every piece; `lean` with no more
        further vans than those who wait would fill."""
        waiting = self.waiting()
        groups = [tuple(visit.id for visit in route.stops) for route in self._routes]
        groups += [(stop_id,) for stop_id in waiting]
        pieces = self._cut(
            np.array([self._middle(group) for group in groups]), np.array([len(group) for group in groups])
        )
        idle = self._further(waiting, lean)
        # Idle vans go where somebody waits for one; if nobody does, everywhere.
        wanting = [[s for i in piece if i >= len(self._routes) for s in groups[i]] for piece in pieces]
        every = [[s for i in piece for s in groups[i]] for piece in pieces]
        shares = self._shares(idle, wanting if waiting else every)
        self._replace(
            [
                _Piece(tuple(stops), tuple(self._routes[i] for i in piece if i < len(self._routes)), share)
                for piece, stops, share in zip(pieces, every, shares, strict=True)
            ],
            seconds,
            self._request.iterations,
        )

    def waiting(self) -> list[str]:
        """Stops without a van, though some van could serve them."""
        served = {visit.id for route in self._routes for visit in route.stops}
        return [s for s in self._stops if s not in served and s not in self._reasons]

    def mend(self, seconds: float, lean: bool) -> None:
        """Searches for vans for those who wait, and for better routes near them."""
        self._replace([self._around_waiting(lean)], seconds, self._request.iterations)

    def settle(self) -> None:
        """Puts whoever still waits in where it costs least, however late it is: nobody is left behind with vans idle."""
        before = 0
        while (waiting := len(self.waiting())) and waiting != before:
            before = waiting
            # A limit of iterations knows no clock that could end it before everybody was tried.
            self._replace([self._around_waiting(lean=False)], LEAST_S, iterations=1)

    def _around_waiting(self, lean: bool) -> _Piece:
        """Brings those who wait, wherever they are, together with the routes near them that could serve them.

        Borders do not show which van of a rare kind somebody on the other side waits for."""
        waiting = self.waiting()[: self._piece // 2]
        able = {
            van.id
            for van in self._request.vehicles
            if any(self._suits(van, need) for need in {self._need(stop_id) for stop_id in waiting})
        }
        points = np.array([self._where[stop_id] for stop_id in waiting])

        def away(route: Route) -> float:
            middle = self._middle([visit.id for visit in route.stops])
            return float(np.hypot(*(points - middle)[:, :2].T).min())

        routes: list[Route] = []
        for route in sorted((one for one in self._routes if one.vehicle_id in able), key=away):
            size = len(waiting) + sum(len(one.stops) for one in (*routes, route))
            if routes and size > self._piece:
                break
            routes.append(route)
        stops = (*waiting, *(visit.id for route in routes for visit in route.stops))
        return _Piece(stops, tuple(routes), self._further(waiting, lean))

    def _idle(self) -> dict[str, int]:
        fleet = Counter({van.id: van.count for van in self._request.vehicles})
        return dict(fleet - Counter(route.vehicle_id for route in self._routes))

    def _further(self, waiting: Sequence[str], lean: bool) -> dict[str, int]:
        """Idle vans by their kind: where somebody waits and it is to be `lean`, so many as they would fill."""
        served = sum(len(route.stops) for route in self._routes)
        return (
            self._lean(waiting, served / len(self._routes)) if lean and waiting and served else self._idle()
        )

    def _lean(self, waiting: Sequence[str], a_van: float) -> dict[str, int]:
        """Of the idle vans so many as these stops fill, `a_van` each."""
        idle = self._idle()
        needs = Counter(self._need(stop_id) for stop_id in waiting)
        able = {
            need: sum(idle.get(van.id, 0) for van in self._request.vehicles if self._suits(van, need))
            for need in needs
        }
        lean = {}
        for van in self._request.vehicles:
            count = idle.get(van.id, 0)
            mine = sum(n / able[need] for need, n in needs.items() if able[need] and self._suits(van, need))
            lean[van.id] = min(count, ceil(count * mine / a_van))
        return lean

    def _sampled(self, pieces: Sequence[Sequence[str]], seconds: float) -> float:
        """How many stops fill a van: of a fleet that is too small by far, in half a piece for each worker."""
        sample = [piece[: -(-len(piece) // 2)] for piece in pieces]
        sample = self._rng.sample(sample, min(self._crew.workers, len(sample)))
        shares = self._shares(self._lean([s for piece in sample for s in piece], self._most_a_van()), sample)
        asked = [_Piece(tuple(piece), (), share) for piece, share in zip(sample, shares, strict=True)]
        asked = [piece for piece in asked if any(piece.idle.values())]
        jobs = self._jobs(asked, seconds, self._request.iterations)
        routes = [route for found in self._crew.each(_solve, jobs) for route in found.routes]
        served = sum(len(route.stops) for route in routes)
        return served / len(routes) if routes else self._most_a_van()

    def _most_a_van(self) -> float:
        """No fleet has more stops a van on the average, by its load and by the time at doors alone."""
        stops, vans = self._stops.values(), self._request.vehicles
        day_s = max(stop.window[1] for stop in stops) - min(stop.window[0] for stop in stops)

        def used(asked: int, offered: Callable[[VehicleType], int | None]) -> float:
            each = [(van.count, offered(van)) for van in vans]
            return asked / max(1.0, sum(count * (inf if most is None else most) for count, most in each))

        share = max(
            used(
                sum(stop.service_s for stop in stops),
                lambda van: van.shift[1] - van.shift[0] if van.shift else day_s,
            ),
            used(sum(stop.weight_g for stop in stops), lambda van: van.capacity.weight_g),
            used(sum(stop.volume_ml for stop in stops), lambda van: van.capacity.volume_ml),
        )
        return len(stops) / max(1.0, share * sum(van.count for van in vans))

    def _middle(self, stops: Sequence[str]) -> Points:
        middle: Points = np.array([self._where[stop_id] for stop_id in stops]).mean(axis=0)
        return middle

    def _replace(self, pieces: Sequence[_Piece], seconds: float, iterations: int | None) -> None:
        """Solves the pieces and keeps of each the better of old and new."""
        pieces = [piece for piece in pieces if piece.routes or any(piece.idle.values())]
        jobs = self._jobs(pieces, seconds, iterations)
        touched = {route.stops[0].id for piece in pieces for route in piece.routes}
        self._routes = [route for route in self._routes if route.stops[0].id not in touched]
        for piece, found in zip(pieces, self._crew.each(_solve, jobs), strict=True):
            better = self._worth(piece, found.routes) <= self._worth(piece, piece.routes)
            self._routes += found.routes if better else piece.routes

    def _jobs(self, pieces: Sequence[_Piece], seconds: float, iterations: int | None) -> list[_Job]:
        each = max(LEAST_S, seconds / max(1, ceil(len(pieces) / self._crew.workers)))
        if self._request.iterations is not None:
            each = COUNTED_S
        return [
            _Job(self._piece_request(piece, each), self._rng.randrange(2**31), iterations) for piece in pieces
        ]

    def _worth(self, piece: _Piece, routes: Sequence[Route]) -> tuple[int, float]:
        served = {visit.id for route in routes for visit in route.stops}
        left = sum(1 + self._stops[s].priority for s in piece.stops if s not in served)
        mean = sum(route.duration_s for route in routes) / max(1, len(routes))
        longer = sum(max(0, route.duration_s - mean) for route in routes)
        balance = longer * self._request.balance_cost_per_hour_minor / 3600
        return left, sum(route.cost_minor for route in routes) + balance

    def _need(self, stop_id: str) -> _Need:
        stop = self._stops[stop_id]
        return stop.temperature, stop.depot_id, stop.bulky

    def _suits(self, van: VehicleType, need: _Need) -> bool:
        temperature, depot_id, bulky = need
        return (
            temperature in van.temperatures
            and depot_id in (None, van.depot_id or self._request.depot.id)
            and all(map(van.has_room_for, bulky))
        )

    def _piece_request(self, piece: _Piece, seconds: float) -> RouteRequest:
        vans = Counter(route.vehicle_id for route in piece.routes) + Counter(piece.idle)
        whole = route_request(self._request, [self._stops[s] for s in piece.stops], seconds)
        return replace(
            whole,
            vehicles=tuple(replace(van, count=vans[van.id]) for van in whole.vehicles if vans[van.id]),
            committed=committed(piece.routes),
        )

    def _cut(self, points: Points, sizes: Points) -> list[list[int]]:
        """Indices in compact groups of about the size of a piece, along borders that differ each time; as many as keep
        all workers busy, but no more than vans."""
        total = float(sizes.sum())
        vans = sum(van.count for van in self._request.vehicles)
        workers = self._crew.workers
        pieces = min(ceil(ceil(total / self._piece) / workers) * workers, vans, len(points))
        turn = self._rng.uniform(0, np.pi)
        turned = points.copy()
        turned[:, :2] = points[:, :2] @ np.array(
            [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
        )
        return [list(map(int, piece)) for piece in bisect(turned, sizes, np.arange(len(points)), pieces)]

    def _shares(self, idle: dict[str, int], pieces: Sequence[Sequence[str]]) -> list[dict[str, int]]:
        """Who gets which idle vans. A stop wants a van of each kind the less, the more there are for it."""
        kinds = self._request.vehicles
        for_stop = {
            need: sum(idle.get(van.id, 0) for van in kinds if self._suits(van, need))
            for need in {self._need(s) for piece in pieces for s in piece}
        }
        shares: list[dict[str, int]] = [{} for _ in pieces]
        for van in kinds:
            wants = [
                sum(1 / for_stop[need] for need in needs if for_stop[need] and self._suits(van, need))
                for needs in ([self._need(s) for s in piece] for piece in pieces)
            ]
            for share, count in zip(shares, apportion(idle.get(van.id, 0), wants), strict=True):
                share[van.id] = count
        return shares
