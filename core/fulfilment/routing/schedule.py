"""When one van is where: the timing of a fixed order of stops, and pieces of it that can be joined.

A `Segment` sums up a stretch of a route so that two stretches join in constant time (Vidal, Crainic, Gendreau
and Prins 2013, after Savelsbergh's forward time slacks, 1992): its shortest duration and the earliest and
latest beginnings that achieve it without being late anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.fulfilment.routing.day import Day, Span, Van
from core.fulfilment.routing.travel import cost_minor


@dataclass(frozen=True, slots=True)
class Segment:
    duration: int
    earliest: int
    latest: int


@dataclass(frozen=True, slots=True)
class Timing:
    """A route that can be driven: when service begins at its stops in order, in ticks from the origin."""

    leaves: int
    begins: tuple[int, ...]
    windows: tuple[Span, ...]
    returns: int
    distance: int
    cost_minor: int

    @property
    def duration(self) -> int:
        return self.returns - self.leaves


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

    Loads, temperatures, windows, the shift and ride times are all looked at. Of a stop's windows the first
    that can be met is taken. The shortest schedule is also the one in which every stop rides least: a later
    departure shortens rides as long as it shortens the route.
    """
    if not _loads_fit(day, van, order):
        return None
    windows = _first_windows(day, van, order)
    if windows is None:
        return None
    leaves = _departure(day, van, order, windows)
    if leaves is None:
        return None
    ways = day.travel.durations
    begins, at, now = [], 0, leaves
    for place, (start, _) in zip(order, windows, strict=True):
        now = max(now + int(ways[at, place]), start)
        if now - leaves > day.places[place].max_ride:
            return None
        begins.append(now)
        now += day.places[place].service
        at = place
    returns = now + int(ways[at, 0])
    distance = length(day, order)
    cost = cost_minor(van.kind, distance, returns - leaves, day.travel.scale)
    return Timing(leaves, tuple(begins), windows, returns, distance, cost)


def length(day: Day, order: Sequence[int]) -> int:
    """Ticks of distance, depot to depot."""
    tour = [0, *order, 0]
    return int(day.travel.distances[tour[:-1], tour[1:]].sum())


def _loads_fit(day: Day, van: Van, order: Sequence[int]) -> bool:
    stops = [day.places[place] for place in order]
    return van.holds(sum(stop.weight for stop in stops), sum(stop.volume for stop in stops)) and all(
        van.suits(stop) for stop in stops
    )


def _first_windows(day: Day, van: Van, order: Sequence[int]) -> tuple[Span, ...] | None:
    chosen, at, now = [], 0, van.opens
    for place in order:
        stop = day.places[place]
        now += int(day.travel.durations[at, place])
        window = next((span for span in stop.windows if span[1] >= now), None)
        if window is None:
            return None
        chosen.append(window)
        now = max(now, window[0]) + stop.service
        at = place
    return tuple(chosen)


def _departure(day: Day, van: Van, order: Sequence[int], windows: Sequence[Span]) -> int | None:
    whole: Segment | None = Segment(0, van.opens, van.closes)
    at = 0
    for place, window in zip(order, windows, strict=True):
        if whole is not None:
            stretch = Segment(day.places[place].service, *window)
            whole = join(whole, stretch, int(day.travel.durations[at, place]))
            at = place
    if whole is not None:
        whole = join(whole, Segment(0, van.opens, van.closes), int(day.travel.durations[at, 0]))
    return None if whole is None else whole.earliest
