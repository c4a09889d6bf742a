"""Where a stop fits between others: every gap of every route at once, in constant time each.

Prefix and suffix segments of the routes (see `schedule`) make the test of one gap three joins; numpy does
them for all windows times all gaps together. Savelsbergh, "The vehicle routing problem with time windows:
minimizing route duration", ORSA Journal on Computing 4 (1992).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from core.fulfilment.routing.day import FAR, UNLIMITED, Day, Place, Span
from core.fulfilment.routing.schedule import Segment, Timing, join, loads, stretches, timing
from core.fulfilment.routing.travel import IntArray

FloatArray = npt.NDArray[np.float64]
_IMPOSSIBLE = np.inf
_MOST_TRIES = 40


@dataclass(frozen=True, slots=True)
class Tour:
    """One van's places in order; `van` indexes `Day.vans`."""

    van: int
    order: tuple[int, ...]

    def with_place(self, place: int, position: int) -> Tour:
        return Tour(self.van, (*self.order[:position], place, *self.order[position:]))


@dataclass(frozen=True, slots=True)
class Fit:
    """The place at `position` of the tour `tour` (an index; one past the end: an idle van of type `van`)."""

    tour: int
    van: int
    position: int


def idle_vans(day: Day, tours: Sequence[Tour]) -> list[int]:
    """Van types of which one more can leave."""
    used = Counter(tour.van for tour in tours if tour.order)
    return [i for i, van in enumerate(day.vans) if van.usable and used[i] < van.kind.count]


class Lane:
    """One drivable tour laid open for insertion: arrays over its gaps, gap g standing before place g.

    `load` holds per gap the most weight up to it and from it on, then the same of volume. Breaks stay after the stop
    they are taken after, and roads are as free as they ever are: what such a look allows, `Gaps.fits` settles by the
    full timing.
    """

    __slots__ = ("after", "before", "head", "load", "tail", "timing", "tour")

    def __init__(self, day: Day, tour: Tour, known: Timing) -> None:
        van = day.vans[tour.van]
        ways = day.quickest
        ends = Segment(0, van.opens, van.closes)
        parts = [
            ends,
            *stretches(day, tour.order, known),
            ends,
        ]
        path = [van.home, *tour.order, van.home]
        steps = [int(ways[a, b]) for a, b in pairwise(path)]
        self.tour = tour
        self.timing = known
        self.before = np.array(path[:-1])
        self.after = np.array(path[1:])
        self.head = _heads(parts, steps)
        self.tail = _tails(parts, steps)
        self.load = np.array([peak for leg in loads(day, tour.order) for peak in _peaks(leg)])


def lane_of(day: Day, tour: Tour) -> Lane | None:
    """None when the tour cannot be driven."""
    known = timing(day, day.vans[tour.van], tour.order)
    return None if known is None else Lane(day, tour, known)


def _peaks(legs: Sequence[int]) -> tuple[list[int], list[int]]:
    return list(accumulate(legs, max)), list(accumulate(reversed(legs), max))[::-1]


def _heads(stretches: Sequence[Segment], steps: Sequence[int]) -> IntArray:
    """Row g: duration, earliest, latest of the depot up to the place before gap g."""
    found = accumulate(zip(stretches[1:-1], steps[:-1], strict=True), _append, initial=stretches[0])
    return np.array([(s.duration, s.earliest, s.latest) for s in found])


def _tails(stretches: Sequence[Segment], steps: Sequence[int]) -> IntArray:
    """Row g: duration, earliest, latest of the place after gap g up to the depot."""
    backwards = zip(reversed(stretches[1:-1]), reversed(steps[1:]), strict=True)
    found = accumulate(backwards, _prepend, initial=stretches[-1])
    return np.array([(s.duration, s.earliest, s.latest) for s in found])[::-1]


def _append(so_far: Segment, step: tuple[Segment, int]) -> Segment:
    joined = join(so_far, *step)
    assert joined is not None, "a lane is made of a drivable tour"
    return joined


def _prepend(so_far: Segment, step: tuple[Segment, int]) -> Segment:
    joined = join(step[0], so_far, step[1])
    assert joined is not None, "a lane is made of a drivable tour"
    return joined


@dataclass(frozen=True, slots=True, eq=False)
class GapTable:
    """Gaps side by side, a column each: which lane's, between which places, what its van has driven before (`head`)
    and drives after (`tail`: duration, earliest, latest), and how much more it has `room` for: brought weight, picked
    weight, brought volume, picked volume.

    `direct` is the distance (ticks) that need not be driven once the gap is filled. `rates` are the costs per tick of
    distance and of duration, the duration so far, and what leaving would cost.
    """

    day: Day
    lanes: Sequence[Lane]
    lane: IntArray
    before: IntArray
    after: IntArray
    head: IntArray
    tail: IntArray
    room: IntArray
    direct: IntArray
    rates: FloatArray

    def prices(self, place: int, windows: Sequence[Span]) -> FloatArray:
        """What a place would cost, windows by gaps, comparable only; infinite where it does not fit.

        Ride times, breaks and traffic are not looked at here: the full timing settles them.
        """
        ways, roads = self.day.quickest, self.day.travel.distances
        spans = np.array(windows, dtype=np.int64)
        stop = self.day.places[place]
        to, onward = ways[:, place][self.before], ways[place][self.after]
        head, tail = self.head, self.tail

        ahead = head[0] + to
        late = head[1] + ahead > spans[:, 1:]
        wait = np.maximum(spans[:, :1] - (ahead + head[2]), 0)
        earliest = np.maximum(spans[:, :1] - ahead, head[1]) - wait
        latest = np.minimum(spans[:, 1:] - ahead, head[2])
        ahead = wait + (ahead + onward + stop.service)
        late |= earliest + ahead > tail[2]
        duration = ahead + tail[0] + np.maximum(tail[1] - ahead - latest, 0)

        per_distance, per_duration, base, fixed = self.rates
        longer = roads[:, place][self.before] + roads[place][self.after] - self.direct
        # The detour itself breaks ties, and decides alone when driving costs nothing.
        price = (fixed + longer * (per_distance + 1.0)) + (duration - base) * per_duration
        return np.where(late | ~self._has_room(stop), _IMPOSSIBLE, price)

    def lateness(self, place: int, window: Span) -> IntArray:
        """By how many ticks the place and those after it would be late in each gap; where one is as good as another,
        the shorter way is less. Where it does not fit for its load or its needs is worse than any lateness."""
        ways, stop = self.day.quickest, self.day.places[place]
        to, onward = ways[:, place][self.before], ways[place][self.after]
        arrives = self.head[0] + self.head[1] + to
        leaves = np.clip(arrives, *window) + stop.service
        late = np.maximum(arrives - window[1], 0) + np.maximum(leaves + onward - self.tail[2], 0)
        late += np.where(self._has_room(stop), 0, FAR)
        found: IntArray = late * 100 + to + onward - ways[self.before, self.after]
        return found

    def _has_room(self, stop: Place) -> npt.NDArray[np.bool_]:
        """What is brought rides up to the gap, what is loaded from there on."""
        suits = np.array([self.day.vans[lane.tour.van].suits(stop.need) for lane in self.lanes])
        asked = (stop.weight, stop.picked_weight, stop.volume, stop.picked_volume)
        fits = suits[self.lane]
        for room, wanted in zip(self.room, asked, strict=True):
            if wanted:
                fits &= room >= wanted
        return fits


def gap_table(
    day: Day, lanes: Sequence[Lane], lane: IntArray, columns: Sequence[IntArray], spared: IntArray | int = 0
) -> GapTable:
    """`lane` says to which of `lanes` a gap belongs; `columns` are `GapTable.before` to `tail` and the peaks of
    `Lane.load`; `spared` are the ticks of distance that its lane became shorter when the gap was made.

    Costs per tick are in 1 / 3 600 000 of a minor unit, to stay whole.
    """
    vans = [day.vans[one.tour.van] for one in lanes]
    unused = [0 if one.tour.order else 3_600_000 * day.travel.scale for one in lanes]
    rates = [
        (
            van.kind.cost_per_km_minor * 3600.0,
            van.kind.cost_per_hour_minor * 1000.0,
            one.timing.duration,
            van.kind.fixed_cost_minor * some,
        )
        for van, one, some in zip(vans, lanes, unused, strict=True)
    ]
    held = np.array([(van.weight, van.weight, van.volume, van.volume) for van in vans])
    before, after, head, tail, peaks = columns
    direct = day.travel.distances[before, after] + spared
    room = held.T[:, lane] - peaks
    return GapTable(day, lanes, lane, before, after, head, tail, room, direct, np.array(rates).T[:, lane])


class Gaps:
    """All gaps of all lanes, and of one idle van of each type, side by side."""

    def __init__(self, day: Day, lanes: Sequence[Lane]) -> None:
        idle = [Tour(van, ()) for van in idle_vans(day, [lane.tour for lane in lanes])]
        opened = [Lane(day, tour, _standing(day, tour)) for tour in idle]
        self.day = day
        self.lanes = [*lanes, *opened]
        self._taken = len(lanes)
        sizes = [len(lane.before) for lane in self.lanes]
        self._lane = np.repeat(np.arange(len(self.lanes)), sizes)
        self._position = np.concatenate([np.arange(size) for size in sizes]) if sizes else np.array([], int)
        self._is_limited = any(place.max_ride < UNLIMITED for place in day.places)
        self._is_rough = bool(day.pace.spans) or any(van.rests for van in day.vans)

    @cached_property
    def table(self) -> GapTable:
        columns = (
            np.concatenate([lane.before for lane in self.lanes]),
            np.concatenate([lane.after for lane in self.lanes]),
            np.ascontiguousarray(np.concatenate([lane.head for lane in self.lanes]).T),
            np.ascontiguousarray(np.concatenate([lane.tail for lane in self.lanes]).T),
            np.concatenate([lane.load for lane in self.lanes], axis=1),
        )
        return gap_table(self.day, self.lanes, self._lane, columns)

    def prices(self, place: int, windows: Sequence[Span]) -> FloatArray:
        """Of one place: windows by gaps, as `GapTable.prices`; infinite, too, where something would ride too long
        even on free roads."""
        prices = self.table.prices(place, windows)
        return np.where(self._rides_hopeless(place), _IMPOSSIBLE, prices) if self._is_limited else prices

    def _rides_hopeless(self, place: int) -> npt.NDArray[np.bool_]:
        ways, stop, table = self.day.quickest, self.day.places[place], self.table
        to, onward = ways[:, place][table.before], ways[place][table.after]
        longer = to + onward + stop.service - ways[table.before, table.after]
        return np.asarray((table.head[0] + to > stop.max_ride) | (longer > self._patience))

    @cached_property
    def _patience(self) -> IntArray:
        """By how much each gap may make what rides past it ride longer."""
        return np.concatenate([_patience(self.day, lane.tour) for lane in self.lanes])

    def by_lateness(self, place: int, windows: Sequence[Span]) -> list[int]:
        """The lanes that were given, those first in which the place makes people late the least in some window."""
        late = np.min([self.table.lateness(place, window) for window in windows], axis=0)
        least = [int(late[self._lane == lane].min()) for lane in range(self._taken)]
        return sorted(range(self._taken), key=least.__getitem__)

    def least_late(self, place: int) -> list[Tour]:
        """The lanes' tours with the place, which has one window, where it makes people late the least."""
        (window,) = self.day.places[place].windows
        gap = int(self.table.lateness(place, window).argmin())
        tours = [lane.tour for lane in self.lanes]
        changed = int(self._lane[gap])
        tours[changed] = tours[changed].with_place(place, int(self._position[gap]))
        return [tour for tour in tours if tour.order]

    def fits(self, place: int, prices: FloatArray, day: Day) -> Iterator[tuple[Fit, Tour, Timing]]:
        """Gaps by rising price (one row of `prices`) whose whole tour, ride times and all, can be driven.

        `day` is the day asked about: this one, with the window of `prices` as the only one of the place. Where the
        look was rough only the likeliest gaps are tried, and idle vans: these have the most time.
        """
        order = np.argsort(prices, kind="stable")
        if self._is_rough:
            order = order[(np.arange(len(order)) < _MOST_TRIES) | (self._lane[order] >= self._taken)]
        for gap in order:
            if prices[gap] == _IMPOSSIBLE:
                return
            lane = int(self._lane[gap])
            position = int(self._position[gap])
            tour = self.lanes[lane].tour.with_place(place, position)
            found = timing(day, day.vans[tour.van], tour.order)
            if found is not None:
                yield Fit(min(lane, self._taken), tour.van, position), tour, found


def _patience(day: Day, tour: Tour) -> IntArray:
    at, ridden, left = day.vans[tour.van].home, 0, []
    for place in tour.order:
        ridden += int(day.quickest[at, place])
        left.append(day.places[place].max_ride - ridden)
        ridden += day.places[place].service
        at = place
    return np.minimum.accumulate(np.array([*left, UNLIMITED])[::-1])[::-1]


def _standing(day: Day, tour: Tour) -> Timing:
    van = day.vans[tour.van]
    return Timing(van.opens, (), (), (), van.opens, 0, van.kind.fixed_cost_minor)
