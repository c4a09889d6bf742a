"""Breaks for a search that knows none: each belongs to the stop after which it is taken.

That stop takes longer, and begins when the break after it is in time. A van takes one such stop for each of its breaks,
so that tails of tours may still change their van. Breaks before leaving and after returning shorten the shift.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.fulfilment.routing.day import Day, Van
from core.fulfilment.routing.insertion import Lane, Tour
from core.fulfilment.routing.problem import Once
from core.fulfilment.routing.schedule import stretches


@dataclass(frozen=True, slots=True)
class Rested:
    """The day with the breaks where lanes have them. `vans` says which van of the true day each of its is, `van_of` which
    of its each lane's is; `once` is for `problem_of`."""

    day: Day
    vans: tuple[int, ...]
    van_of: tuple[int, ...]
    once: tuple[Once, ...]

    def own(self, tours: Sequence[Tour]) -> list[Tour]:
        """The lanes' tours, with or without a stop more, and maybe one of a van that had nothing to do."""
        idle = [Tour(self.vans.index(tour.van), tour.order) for tour in tours[len(self.van_of) :]]
        return [*(Tour(van, tour.order) for van, tour in zip(self.van_of, tours, strict=False)), *idle]

    def true(self, tours: Sequence[Tour]) -> list[Tour]:
        return [Tour(self.vans[tour.van], tour.order) for tour in tours]


def rested(day: Day, lanes: Sequence[Lane]) -> Rested:
    """Vans that have nothing to do come first, each kind with all its breaks."""
    if not any(van.rests for van in day.vans):
        each = range(len(day.vans))
        return Rested(day, tuple(each), tuple(lane.tour.van for lane in lanes), ())
    out = Counter(lane.tour.van for lane in lanes)
    which = [i for i, van in enumerate(day.vans) if van.kind.count > out[i]]
    vans = [_so_many(day.vans[i], day.vans[i].kind.count - out[i]) for i in which]
    places = list(day.places)
    van_of = []
    stops: dict[tuple[int, int], list[int]] = defaultdict(list)
    takers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for lane in lanes:
        van_of.append(len(vans))
        which.append(lane.tour.van)
        vans.append(_so_many(_out(day.vans[lane.tour.van], lane), 1))
        parts = stretches(day, lane.tour.order, lane.timing)
        for rest in lane.timing.rests:
            at, part = lane.tour.order[rest.after], parts[rest.after]
            # As many windows as before: whoever numbers them counts on it.
            windows = ((part.earliest, part.latest),) * len(places[at].windows)
            places[at] = replace(places[at], service=part.duration, windows=windows)
            kind = lane.tour.van, day.vans[lane.tour.van].rests.index((rest.span, rest.length))
            stops[kind].append(at)
            takers[kind].append(van_of[-1])
    once = tuple(Once(frozenset(stops[kind]), frozenset(takers[kind])) for kind in stops)
    return Rested(replace(day, places=tuple(places), vans=tuple(vans)), tuple(which), tuple(van_of), once)


def _so_many(van: Van, count: int) -> Van:
    return replace(van, kind=replace(van.kind, count=count))


def _out(van: Van, lane: Lane) -> Van:
    """The van as it drives the lane: what it does not rest on the way it does before or after."""
    opens, closes = van.opens, van.closes
    between = {(rest.span, rest.length) for rest in lane.timing.rests}
    for (start, end), length in van.rests:
        if ((start, end), length) in between:
            continue
        if lane.timing.leaves >= start + length:
            opens = max(opens, start + length)
        else:
            closes = min(closes, end)
    return replace(van, opens=opens, closes=closes, rests=())
