"""Room for one more stop where there is none: it takes another's place, which takes a third's, until one finds room.

What few vans can take is given way first by what others can take too: one heavy stop may need two light ones out.
Then ejection chains (Glover 1996; for routes with windows Nagata and Bräysy 2009) laid out for numpy: every route without
each of its stops is opened for insertion at once, as `insertion` opens the routes themselves. A chain touches a route
once, so that its links do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import perf_counter

import numpy as np

from core.fulfilment.routing.day import Day, Span
from core.fulfilment.routing.insertion import FloatArray, Gaps, Lane, Tour, gap_table, lane_of
from core.fulfilment.routing.repair import able_vans, by_need, fill
from core.fulfilment.routing.schedule import loads, stretches, timing
from core.fulfilment.routing.travel import IntArray

# Later than any time, and far enough from the end of 64 bits to be added up.
_NEVER = 1 << 50
Clock = Callable[[], bool]
"""Is there time left?"""
Opened = dict[Tour, tuple[IntArray, ...]]
_MOST_LINKS = 4
_MOST_TRIES = 20
# Of a day's stops without a van: for how many it is tried that others change theirs.
_MOST_LEFT = 20
# Of one van's stops: how many leave it for one that few vans can take. And in how many vans that is tried.
_MOST_LEAVING = 5
_MOST_CLEARED = 8
# Beyond this (one van with hundreds of stops) chains take longer than a search.
_MOST_HOLES = 200_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Of one stop, comparable only, infinite where it does not fit: instead of each stop, and into each lane."""

    instead: FloatArray
    into: FloatArray


class Holes:
    """The lanes without each of their stops, open for insertion; prices of served stops are kept.

    `stops` are those left out, `lane_of` says whose they are. Lanes that were `opened` before are not opened again.
    """

    def __init__(self, day: Day, lanes: Sequence[Lane], opened: Opened | None = None) -> None:
        gaps = Gaps(day, lanes)
        self.day = day
        self.lanes = gaps.lanes
        self._free = gaps.table
        sizes = [len(lane.tour.order) for lane in self.lanes]
        self.opened = {} if opened is None else opened
        parts = [self._open(lane) for lane, size in zip(self.lanes, sizes, strict=True) if size]
        holes = [np.concatenate([part[i] for part in parts], axis=-1) for i in range(6)]
        lane = np.repeat(np.arange(len(self.lanes)), [n * n for n in sizes])
        self._table = gap_table(day, self.lanes, lane, holes[:5], holes[5])
        self.stops = np.array([place for one in self.lanes for place in one.tour.order])
        self.lane_of = np.repeat(np.arange(len(self.lanes)), sizes)
        self._sizes = [n for n in sizes for _ in range(n)]
        self._hole_starts = _starts(self._sizes)
        self._lane_starts = _starts([len(one.before) for one in self.lanes])
        self._known: dict[int, Prices] = {}

    def _open(self, lane: Lane) -> tuple[IntArray, ...]:
        if lane.tour not in self.opened:
            self.opened[lane.tour] = _opened(self.day, lane)
        return self.opened[lane.tour]

    def prices(self, place: int, windows: Sequence[Span]) -> Prices:
        instead = self._table.prices(place, windows).min(axis=0)
        into = self._free.prices(place, windows).min(axis=0)
        return Prices(
            np.minimum.reduceat(instead, self._hole_starts), np.minimum.reduceat(into, self._lane_starts)
        )

    def prices_of(self, served: int) -> Prices:
        """Of the stop with this number among `stops`."""
        if served not in self._known:
            place = int(self.stops[served])
            self._known[served] = self.prices(place, self.day.places[place].windows)
        return self._known[served]

    def instead(self, place: int, windows: Sequence[Span], hole: int) -> Tour:
        """The tour of the stop with number `hole`, with the place where it costs least instead of that stop."""
        tour = self.lanes[self.lane_of[hole]].tour
        first = int(self._hole_starts[hole])
        row = self._table.prices(place, windows).min(axis=0)[first : first + self._sizes[hole]]
        rest = Tour(tour.van, tuple(one for one in tour.order if one != self.stops[hole]))
        return rest.with_place(place, int(row.argmin()))

    def into(self, place: int, windows: Sequence[Span], lane: int) -> Tour:
        first = int(self._lane_starts[lane])
        tour = self.lanes[lane].tour
        row = self._free.prices(place, windows).min(axis=0)[first : first + len(tour.order) + 1]
        return tour.with_place(place, int(row.argmin()))


def _starts(sizes: Sequence[int]) -> IntArray:
    return np.array([*accumulate(sizes, initial=0)][:-1])


def rearranged(day: Day, tours: list[Tour], wanted: Sequence[int], deadline: float) -> list[Tour]:
    """Drivable `tours` with some more of the `wanted` places, for each of which others change their van; as many as
    are found by `deadline` (perf_counter), the important first."""

    def in_time() -> bool:
        return perf_counter() < deadline

    served = {place for tour in tours for place in tour.order}
    opened: Opened = {}
    for place in by_need(day, [place for place in wanted if place not in served])[:_MOST_LEFT]:
        if not tours or not in_time() or sum(len(tour.order) ** 2 for tour in tours) > _MOST_HOLES:
            break
        lanes = _laid_open(day, tours)
        tours = (
            way_for(day, lanes, place, opened, deadline)
            or room_for(Holes(day, lanes, opened), place, in_time)
            or tours
        )
    return tours


def _laid_open(day: Day, tours: Sequence[Tour]) -> list[Lane]:
    lanes = []
    for tour in tours:
        lane = lane_of(day, tour)
        assert lane is not None, "the tours can be driven"
        lanes.append(lane)
    return lanes


def way_for(
    day: Day, lanes: Sequence[Lane], place: int, opened: Opened, deadline: float
) -> list[Tour] | None:
    """Drivable tours of the lanes' stops and the place, for which several of one van leave it, all of them such that vans
    that cannot take the place can take them; None when no van was found where that makes room, or not in time."""

    def in_time() -> bool:
        return perf_counter() < deadline

    able = able_vans(day, place)
    cleared = [
        (len(guests), i, lane, guests)
        for i, one in enumerate(lanes)
        if one.tour.van in able and in_time()
        for lane, guests in [_without_guests(day, one, place, able)]
        if lane is not None
    ]
    found = []
    for _, i, lane, guests in sorted(cleared, key=lambda one: one[:2])[:_MOST_CLEARED]:
        others = [*lanes[:i], lane, *lanes[i + 1 :]]
        fill(day, others, guests, deadline)
        served = {one for lane in others for one in lane.tour.order}
        homeless = [guest for guest in guests if guest not in served]
        while homeless and others:
            tours = room_for(Holes(day, others, opened), homeless.pop(), in_time)
            others = _laid_open(day, tours or [])
        if others:
            found.append(others)
    cheapest = min(found, key=lambda lanes: sum(one.timing.cost_minor for one in lanes), default=[])
    return [one.tour for one in cheapest] or None


def _without_guests(
    day: Day, lane: Lane, place: int, able: frozenset[int]
) -> tuple[Lane | None, tuple[int, ...]]:
    """The lane with the place and without as few stops that others can take as makes room for it, those first that are
    served at its time and lie far off the way; no lane where that does not help."""
    windows, spared = day.places[place].windows, _spared(day, lane.tour)

    def apart(at: int) -> tuple[int, int]:
        begins = lane.timing.begins[at]
        return min(max(start - begins, begins - end, 0) for start, end in windows), -int(spared[at])

    order = lane.tour.order
    guests = [order[at] for at in sorted(range(len(order)), key=apart) if able_vans(day, order[at]) - able]
    for leaving in range(1, min(len(guests), _MOST_LEAVING) + 1):
        gone = tuple(guests[:leaving])
        rest = Tour(lane.tour.van, tuple(one for one in order if one not in gone))
        opened = lane_of(day, rest)
        if opened is None:
            continue
        gaps = Gaps(day, [opened])
        prices = gaps.prices(place, windows).min(axis=0)[: len(opened.before)]
        for _, tour, known in gaps.fits(place, prices, day):
            return Lane(day, tour, known), gone
    return None, ()


def room_for(holes: Holes, place: int, in_time: Clock) -> list[Tour] | None:
    """Drivable tours of the stops of the holes' lanes and the place; None when no chain was found, or not in time."""
    day = holes.day
    windows = day.places[place].windows
    for tours in _chains(holes, place, windows, in_time):
        if all(timing(day, day.vans[tour.van], tour.order) is not None for tour in tours):
            return tours
    return None


def _chains(holes: Holes, place: int, windows: Sequence[Span], in_time: Clock) -> Iterator[list[Tour]]:
    """Tours with the place in them, by rising number of stops that move, and by what that costs.

    Of each number a few only, each with the best known way to take the place of the last stop that moved. Whether
    rides, breaks and traffic allow a plan is for the caller to see. Ends when `in_time` says no.
    """
    asked = holes.prices(place, windows)
    size, lanes = len(holes.stops), len(holes.lanes)
    cost = asked.instead
    touched = np.zeros((size, lanes), dtype=bool)
    touched[np.arange(size), holes.lane_of] = True
    ways: list[IntArray] = []
    for _ in range(_MOST_LINKS):
        moving = np.flatnonzero(np.isfinite(cost))
        if not len(moving):
            return
        known = []
        for served in moving:
            if not in_time():
                return
            known.append(holes.prices_of(int(served)))
        into = np.where(touched[moving], np.inf, np.array([one.into for one in known])) + cost[moving, None]
        for at in np.argsort(into.min(axis=1), kind="stable")[:_MOST_TRIES]:
            if not np.isfinite(into[at].min()):
                break
            path = _path(ways, int(moving[at]))
            yield _moved(holes, place, windows, path, int(into[at].argmin()))
        instead = np.array([one.instead for one in known]) + cost[moving, None]
        instead[touched[moving][:, holes.lane_of]] = np.inf
        best = instead.argmin(axis=0)
        cost = instead[best, np.arange(size)]
        ways.append(moving[best])
        touched = touched[moving[best]]
        touched[np.arange(size), holes.lane_of] = True


def _path(ways: Sequence[IntArray], last: int) -> list[int]:
    """The stops that move, the first of them first."""
    path = [last]
    for way in reversed(ways):
        path.append(int(way[path[-1]]))
    return path[::-1]


def _moved(holes: Holes, place: int, windows: Sequence[Span], path: Sequence[int], lane: int) -> list[Tour]:
    tours = {i: one.tour for i, one in enumerate(holes.lanes)}
    for hole in path:
        tours[int(holes.lane_of[hole])] = holes.instead(place, windows, hole)
        place = int(holes.stops[hole])
        windows = holes.day.places[place].windows
    tours[lane] = holes.into(place, windows, lane)
    return [tour for tour in tours.values() if tour.order]


def _opened(day: Day, lane: Lane) -> tuple[IntArray, ...]:
    """The columns of a gap table for the lane without its first stop, then without the second, and so on; last, by how
    much each gap's lane is shorter. Of n stops n squared gaps."""
    order = lane.tour.order
    home = day.vans[lane.tour.van].home
    path = np.array([home, *order, home])
    size = len(order)
    gone, gap = np.meshgrid(np.arange(size), np.arange(size), indexing="ij")
    before = path[np.where(gap <= gone, gap, gap + 1)]
    after = path[np.where(gap < gone, gap + 1, gap + 2)]
    spared = _spared(day, lane.tour)
    heads, tails = _heads(day, lane, before), _tails(day, lane, after)
    columns = (before, after, heads, tails, _peaks(day, lane, gone, gap), spared[gone])
    return tuple(column.reshape(*column.shape[:-2], size * size) for column in columns)


def _spared(day: Day, tour: Tour) -> IntArray:
    """Ticks of distance by which the tour is shorter without each of its stops."""
    home = day.vans[tour.van].home
    path, ways = np.array([home, *tour.order, home]), day.travel.distances
    spared: IntArray = ways[path[:-2], path[1:-1]] + ways[path[1:-1], path[2:]] - ways[path[:-2], path[2:]]
    return spared


def _stretches(day: Day, lane: Lane) -> IntArray:
    """Rows: duration, earliest, latest; a column per stop."""
    parts = stretches(day, lane.tour.order, lane.timing)
    return np.array([(part.duration, part.earliest, part.latest) for part in parts]).T


def _heads(day: Day, lane: Lane, before: IntArray) -> IntArray:
    """Duration, earliest, latest by stops left out and gap: what is driven up to the place before the gap."""
    stops, ways, size = _stretches(day, lane), day.quickest, len(before)
    heads = np.repeat(lane.head.T[:, None, :size], size, axis=1)
    for gap in range(1, size):
        way = ways[before[:gap, gap - 1], before[:gap, gap]]
        heads[:, :gap, gap] = _joined(heads[:, :gap, gap - 1], stops[:, gap, None], way)
    return heads


def _tails(day: Day, lane: Lane, after: IntArray) -> IntArray:
    """As `_heads`, from the place after the gap on."""
    stops, ways, size = _stretches(day, lane), day.quickest, len(after)
    tails = np.repeat(lane.tail.T[:, None, 1:], size, axis=1)
    for gap in range(size - 2, -1, -1):
        way = ways[after[gap + 1 :, gap], after[gap + 1 :, gap + 1]]
        tails[:, gap + 1 :, gap] = _joined(stops[:, gap, None], tails[:, gap + 1 :, gap + 1], way)
    return tails


def _joined(first: IntArray, second: IntArray, way: IntArray) -> IntArray:
    """`schedule.join` of many at once; what cannot be joined can never be joined to anything."""
    ahead = first[0] + way
    late = first[1] + ahead > second[2]
    wait = np.maximum(second[1] - ahead - first[2], 0)
    return np.stack(
        [
            np.where(late, 0, ahead + second[0] + wait),
            np.where(late, _NEVER, np.maximum(second[1] - ahead, first[1]) - wait),
            np.where(late, -_NEVER, np.minimum(second[2] - ahead, first[2])),
        ]
    )


def _peaks(day: Day, lane: Lane, gone: IntArray, gap: IntArray) -> IntArray:
    """As `Lane.load`, by stops left out and gap."""
    stops = [day.places[place] for place in lane.tour.order]
    brought = np.array([(stop.weight, stop.volume) for stop in stops]).T
    picked = np.array([(stop.picked_weight, stop.picked_volume) for stop in stops]).T
    found = []
    for legs, put, took in zip(loads(day, lane.tour.order), brought, picked, strict=True):
        leg = np.array(legs)
        without = np.where(gap <= gone, leg[gap] - put[gone], leg[gap + 1] - took[gone])
        found.append(np.maximum.accumulate(without, axis=1))
        found.append(np.maximum.accumulate(without[:, ::-1], axis=1)[:, ::-1])
    return np.array(found)
