"""A day as its lanes are driven, for a search that knows neither breaks nor ride times.

A break belongs to the stop after which it is taken. That stop takes longer, and begins when the break after it is in
time; a van takes one such stop for each of its breaks, so that tails of tours may still change their van. Breaks before
leaving and after returning shorten the shift. Who may not ride longer is served so long after its van
leaves; that van leaves no earlier than those it brings allow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.fulfilment.routing.day import UNLIMITED, Day, Place, Span, Van
from core.fulfilment.routing.insertion import Lane, Tour
from core.fulfilment.routing.problem import Once
from core.fulfilment.routing.schedule import stretches


@dataclass(frozen=True, slots=True)
class Driven:
    """`vans` says which van of the true day each of the day's is, `van_of` which of them each lane's is; `once` is for
    `problem_of`."""

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


def driven(day: Day, lanes: Sequence[Lane]) -> Driven:
    """Vans that have nothing to do come first, each kind with all its breaks."""
    are_limited = any(place.max_ride < UNLIMITED for place in day.places)
    if not are_limited and not any(van.rests for van in day.vans):
        return Driven(day, tuple(range(len(day.vans))), tuple(lane.tour.van for lane in lanes), ())
    out = Counter(lane.tour.van for lane in lanes)
    idle = [i for i, van in enumerate(day.vans) if van.kind.count > out[i]]
    vans = [_so_many(day.vans[i], day.vans[i].kind.count - out[i]) for i in idle]
    vans += [_so_many(_out(day, lane), 1) for lane in lanes]
    van_of = tuple(range(len(idle), len(vans)))
    return Driven(
        replace(day, places=_places(day, lanes), vans=tuple(vans)),
        (*idle, *(lane.tour.van for lane in lanes)),
        van_of,
        (*_breaks(lanes, van_of), *_rides(day, lanes, van_of)),
    )


def _places(day: Day, lanes: Sequence[Lane]) -> tuple[Place, ...]:
    latest = max((lane.timing.leaves for lane in lanes), default=0)
    places = [_soon(place, latest) for place in day.places]
    for lane in lanes:
        for at in lane.tour.order:
            places[at] = _soon(day.places[at], lane.timing.leaves)
        parts = stretches(day, lane.tour.order, lane.timing)
        for rest in lane.timing.rests:
            at, part = lane.tour.order[rest.after], parts[rest.after]
            # As many windows as before: whoever numbers them counts on it.
            windows = ((part.earliest, part.latest),) * len(places[at].windows)
            places[at] = replace(places[at], service=part.duration, windows=windows)
    return tuple(places)


def _breaks(lanes: Sequence[Lane], van_of: Sequence[int]) -> Iterator[Once]:
    """Each break of each kind of van once in every van that takes it on the way."""
    stops: dict[tuple[int, Span, int], list[int]] = defaultdict(list)
    takers: dict[tuple[int, Span, int], list[int]] = defaultdict(list)
    for van, lane in zip(van_of, lanes, strict=True):
        for rest in lane.timing.rests:
            kind = lane.tour.van, rest.span, rest.length
            stops[kind].append(lane.tour.order[rest.after])
            takers[kind].append(van)
    for kind in stops:
        yield Once(frozenset(stops[kind]), frozenset(takers[kind]))


def _rides(day: Day, lanes: Sequence[Lane], van_of: Sequence[int]) -> Iterator[Once]:
    """A place on no lane whose goods would ride too long is kept off the vans that leave so early."""
    served = {place for lane in lanes for place in lane.tour.order}
    every = frozenset(range(van_of[-1] + 1 if van_of else 0))
    for at, place in enumerate(day.places):
        gone = {
            van
            for van, lane in zip(van_of, lanes, strict=True)
            if lane.timing.leaves + place.max_ride < place.windows[0][0]
        }
        if gone and at not in served:
            yield Once(frozenset({at}), every - gone)


def _so_many(van: Van, count: int) -> Van:
    return replace(van, kind=replace(van.kind, count=count))


def _out(day: Day, lane: Lane) -> Van:
    """The van as it drives the lane: what it does not rest on the way it does before or after."""
    van, leaves = day.vans[lane.tour.van], lane.timing.leaves
    opens, closes = van.opens, van.closes
    between = {(rest.span, rest.length) for rest in lane.timing.rests}
    for (start, end), length in van.rests:
        if ((start, end), length) in between:
            continue
        if leaves >= start + length:
            opens = max(opens, start + length)
        else:
            closes = min(closes, end)
    opens = max(opens, _soonest(day, lane))
    return replace(van, opens=opens, closes=closes, rests=())


def _soonest(day: Day, lane: Lane) -> int:
    """From when on the van could leave, and its goods ride as long as they may."""
    rides = [
        begin - day.places[place].max_ride
        for place, begin in zip(lane.tour.order, lane.timing.begins, strict=True)
    ]
    return max(day.vans[lane.tour.van].opens, *rides)


def _soon(place: Place, leaves: int) -> Place:
    """The place, served so soon after the van leaves that its goods do not ride too long."""
    last = leaves + place.max_ride
    windows = tuple((start, min(end, last) if start <= last else end) for start, end in place.windows)
    return replace(place, windows=windows) if place.max_ride < UNLIMITED else place
