"""When one van is where: the timing of a fixed order of stops, and pieces of it that can be joined.

A `Segment` sums up a stretch of a route so that two stretches join in constant time (Vidal, Crainic, Gendreau
and Prins 2013, after Savelsbergh's forward time slacks, 1992): its shortest duration and the earliest and
latest beginnings that achieve it without being late anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from core.fulfilment.routing.day import UNLIMITED, Day, Place, Span, Van
from core.fulfilment.routing.model import Reason
from core.fulfilment.routing.travel import cost_minor

# Where stops have several windows: later departures that are looked at.
_MOST_LATER = 12


@dataclass(frozen=True, slots=True)
class Segment:
    duration: int
    earliest: int
    latest: int


@dataclass(frozen=True, slots=True)
class Rest:
    """A break on the road: after which stop, when it may begin, how long it lasts, when it does begin."""

    after: int
    span: Span
    length: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """A route that can be driven: when service begins at its stops in order, in ticks from the origin."""

    leaves: int
    begins: tuple[int, ...]
    windows: tuple[Span, ...]
    rests: tuple[Rest, ...]
    returns: int
    distance: int
    cost_minor: int

    @property
    def duration(self) -> int:
        return self.returns - self.leaves


@dataclass(frozen=True, slots=True)
class _Drive:
    """One way to drive an order: when the van may be out, where its driver rests, and the times that follow."""

    opens: int
    closes: int
    rests: tuple[Rest, ...]
    leaves: int
    begins: tuple[int, ...]
    windows: tuple[Span, ...]
    returns: int


def join(first: Segment, second: Segment, way: int) -> Segment | None:
    """Both stretches one after the other with `way` between them; None if the second cannot be in time."""
    ahead = first.duration + way
    if first.earliest + ahead > second.latest:
        return None
    wait = max(second.earliest - ahead - first.latest, 0)
    return Segment(
        ahead + second.duration + wait,
        max(second.earliest - ahead, first.earliest) - wait,
        min(second.latest - ahead, first.latest),
    )


def timing(day: Day, van: Van, order: Sequence[int]) -> Timing | None:
    """The shortest schedule of the order (and the earliest of these), or None when some promise would break.

    Loads, temperatures, windows, the shift, breaks and ride times are all looked at. Who leaves at some time or later
    is back as early as can be, and leaves as late as that allows: without traffic every stop rides least then. Of a
    stop's windows the first that can be met is taken; leaving later may meet others, in a shorter schedule. In traffic
    nobody leaves later than to be back first, but where goods would ride too long. Of several breaks each is placed
    best for itself, one after the other.
    """
    if not _loads_fit(day, van, order) or _rides_hopeless(day, van, order):
        return None
    drives = [_rested(day, van, order, opens) for opens in _departures(day, van, order)]
    best = _shortest_lawful(day, order, drives)
    if best is None and any(drives):
        best = _shortest_lawful(
            day, order, [_rested(day, van, order, opens) for opens in _after_jams(day, van, order)]
        )
    if best is None:
        return None
    distance = length(day, van, order)
    cost = cost_minor(van.kind, distance, best.returns - best.leaves, day.travel.scale)
    return Timing(best.leaves, best.begins, best.windows, best.rests, best.returns, distance, cost)


def stretches(day: Day, order: Sequence[int], known: Timing) -> list[Segment]:
    """One per stop, with the break after it, in the windows of the timing."""
    found = []
    for i, (place, window) in enumerate(zip(order, known.windows, strict=True)):
        stretch: Segment | None = Segment(day.places[place].service, *window)
        for rest in known.rests:
            if rest.after == i and stretch is not None:
                stretch = join(stretch, Segment(rest.length, *rest.span), 0)
        assert stretch is not None, "the timing keeps both the window and the break"
        found.append(stretch)
    return found


def length(day: Day, van: Van, order: Sequence[int]) -> int:
    """Ticks of distance, depot to depot."""
    tour = [van.home, *order, van.home]
    return int(day.travel.distances[tour[:-1], tour[1:]].sum())


def loads(day: Day, order: Sequence[int]) -> tuple[list[int], list[int]]:
    """Weight and volume in the van on each leg of the order: one leg more than there are stops."""
    stops = [day.places[place] for place in order]
    return (
        list(accumulate((s.picked_weight - s.weight for s in stops), initial=sum(s.weight for s in stops))),
        list(accumulate((s.picked_volume - s.volume for s in stops), initial=sum(s.volume for s in stops))),
    )


def _loads_fit(day: Day, van: Van, order: Sequence[int]) -> bool:
    if not all(van.suits(day.places[place].need) for place in order):
        return False
    weights, volumes = loads(day, order)
    return max(weights) <= van.weight and max(volumes) <= van.volume


def _rides_hopeless(day: Day, van: Van, order: Sequence[int]) -> bool:
    """Whether goods would ride too long on free roads, without any wait. Most rides that are too long are so."""
    if all(day.places[place].max_ride == UNLIMITED for place in order):
        return False
    at, ridden = van.home, 0
    for place in order:
        stop = day.places[place]
        ridden += int(day.quickest[at, place])
        if ridden > stop.max_ride:
            return True
        ridden += stop.service
        at = place
    return False


def _rides_too_long(day: Day, order: Sequence[int], drive: _Drive) -> bool:
    return any(
        begin - drive.leaves > day.places[place].max_ride
        for place, begin in zip(order, drive.begins, strict=True)
    )


def _departures(day: Day, van: Van, order: Sequence[int]) -> Iterator[int]:
    """From when on a shortest schedule is looked for: the other windows of stops are met by leaving later."""
    opens = van.opens
    yield opens
    more = sum(len(day.places[place].windows) - 1 for place in order)
    for _ in range(min(more, _MOST_LATER)):
        latest = _latest(day, van, order, opens)
        if latest is None:
            return
        opens = latest + 1
        yield opens


def _after_jams(day: Day, van: Van, order: Sequence[int]) -> Iterator[int]:
    """From when on driving is easier, and the latest time of all, so that goods ride less."""
    for start, end, percent in day.pace.spans:
        easier = end if percent > 100 else start
        if van.opens < easier < van.closes:
            yield easier
    latest = _latest(day, van, order, van.opens) if day.pace.spans else None
    if latest is not None:
        yield latest


def _latest(day: Day, van: Van, order: Sequence[int], opens: int) -> int | None:
    """Until when the van may leave and meet the windows that it meets when it leaves at `opens`; breaks aside."""
    drive = _forward(day, van, order, opens, ())
    if drive is None or drive.returns > van.closes:
        return None
    return _latest_departure(day, van, order, replace(drive, returns=van.closes), ())


def _shortest_lawful(day: Day, order: Sequence[int], drives: Sequence[_Drive | None]) -> _Drive | None:
    lawful = (drive for drive in drives if drive is not None and not _rides_too_long(day, order, drive))
    return min(lawful, key=_shortest, default=None)


def _rested(day: Day, van: Van, order: Sequence[int], opens: int) -> _Drive | None:
    """The shortest drive from `opens` on, with all breaks."""
    best = _drive(day, van, order, opens, van.closes, ())
    for rest in van.rests:
        if best is not None:
            drives = _with_rest(day, van, order, best, *rest)
            best = min((drive for drive in drives if drive is not None), key=_shortest, default=None)
    return best


def _shortest(drive: _Drive) -> tuple[int, int]:
    return drive.returns - drive.leaves, drive.leaves


def _with_rest(
    day: Day, van: Van, order: Sequence[int], drive: _Drive, span: Span, length: int
) -> Iterator[_Drive | None]:
    """The drive with one more break: before leaving, after returning, or after a stop.

    Only after stops where the van may be at that time: a break before a stop that would be over before the break
    may begin gains nothing on a break after it.
    """
    start, end = span
    yield _drive(day, van, order, max(drive.opens, start + length), drive.closes, drive.rests)
    yield _drive(day, van, order, drive.opens, min(drive.closes, end), drive.rests)
    # As early as can be: the drive leaves as late as it may, so its own times are no bound.
    known = _forward(day, van, order, drive.opens, drive.rests)
    free = (
        [b + day.places[place].service for b, place in zip(known.begins, order, strict=True)] if known else []
    )
    for after, now in enumerate(free):
        if now <= end and (after + 1 == len(free) or free[after + 1] >= start):
            rests = (*drive.rests, Rest(after, span, length))
            yield _drive(day, van, order, drive.opens, drive.closes, rests)


def _drive(
    day: Day, van: Van, order: Sequence[int], opens: int, closes: int, rests: tuple[Rest, ...]
) -> _Drive | None:
    """Back as early as can be, and then leaving as late as that allows."""
    soonest = _forward(day, van, order, opens, rests)
    if soonest is None or soonest.returns > closes:
        return None
    leaves = _latest_departure(day, van, order, soonest, rests)
    found = _forward(day, van, order, leaves, rests)
    assert found is not None, "nobody who leaves later, but not too late, misses a window"
    return replace(found, opens=opens, closes=closes)


def _forward(day: Day, van: Van, order: Sequence[int], leaves: int, rests: tuple[Rest, ...]) -> _Drive | None:
    ways, arrival = day.travel.durations, day.pace.arrival
    begins, windows, taken = [], [], list[Rest]()
    at, now = van.home, leaves
    for i, place in enumerate(order):
        stop = day.places[place]
        now = arrival(now, int(ways[at, place]))
        window = next((span for span in stop.windows if span[1] >= now), None)
        if window is None:
            return None
        now = max(now, window[0])
        begins.append(now)
        windows.append(window)
        now += stop.service
        for rest in rests:
            if rest.after == i:
                now = max(now, rest.span[0])
                if now > rest.span[1]:
                    return None
                taken.append(replace(rest, start=now))
                now += rest.length
        at = place
    returns = arrival(now, int(ways[at, van.home]))
    return _Drive(leaves, returns, tuple(taken), leaves, tuple(begins), tuple(windows), returns)


def _latest_departure(
    day: Day, van: Van, order: Sequence[int], drive: _Drive, rests: tuple[Rest, ...]
) -> int:
    """Until when the van may leave to be back as early as `drive` is, in the same windows."""
    ways, departure = day.travel.durations, day.pace.departure
    now, after = drive.returns, van.home
    for i in range(len(order) - 1, -1, -1):
        place = order[i]
        now = departure(now, int(ways[place, after]))
        for rest in reversed(rests):
            if rest.after == i:
                now = min(now - rest.length, rest.span[1])
        now = min(now - day.places[place].service, drive.windows[i][1])
        after = place
    return departure(now, int(ways[van.home, after]))


def hopeless(day: Day, place: int) -> Reason | None:
    """Why no van could serve the place even if it had nothing else to do; None when one could."""
    stop = day.places[place]
    vans = [van for van in day.vans if stop.need[1] in (None, van.home)]
    if not vans:
        return "no_vehicle_at_depot"
    vans = [van for van in vans if stop.need[0] in van.kind.temperatures]
    if not vans:
        return "no_vehicle_for_temperature"
    vans = [van for van in vans if max(stop.weight, stop.picked_weight) <= van.weight]
    if not vans:
        return "heavier_than_every_van"
    vans = [
        van for van in vans if van.suits(stop.need) and max(stop.volume, stop.picked_volume) <= van.volume
    ]
    if not vans:
        return "larger_than_every_van"
    if any(timing(day, van, (place,)) for van in vans):
        return None
    return "ride_too_long" if _in_time_but_for_the_ride(day, vans, stop, place) else "window_unreachable"


def _in_time_but_for_the_ride(day: Day, vans: Sequence[Van], stop: Place, place: int) -> bool:
    places = list(day.places)
    places[place] = replace(stop, max_ride=UNLIMITED)
    free = replace(day, places=tuple(places))
    return any(timing(free, van, (place,)) for van in vans)
