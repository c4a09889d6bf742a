"""A large day in parts: neighbourhoods of some hundred stops, each with its share of the vans.

PyVRP needs time that grows with the square of the stops before its first plan stands; parts have theirs soon, one
after the other, and the whole starts from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.fulfilment.routing.day import Day, Need
from core.fulfilment.routing.insertion import Tour
from core.fulfilment.routing.travel import Travel

_STOPS = 250


@dataclass(frozen=True, slots=True)
class Part:
    """A day of its own; `places` and `vans` say which of the whole day its are."""

    day: Day
    places: tuple[int, ...]
    vans: tuple[int, ...]

    def whole(self, tours: Sequence[Tour]) -> list[Tour]:
        return [Tour(self.vans[tour.van], tuple(self.places[one] for one in tour.order)) for tour in tours]

    def own(self, tours: Sequence[Tour]) -> list[Tour]:
        """The other way about."""
        place = {old: new for new, old in enumerate(self.places)}
        return [Tour(self.vans.index(tour.van), tuple(place[one] for one in tour.order)) for tour in tours]


def parts(day: Day, wanted: Sequence[int]) -> list[Part]:
    """The wanted places in parts; one part alone when there is no need, or one van only."""
    vans = [i for i, van in enumerate(day.vans) if van.usable]
    count = min(-(-len(wanted) // _STOPS), sum(day.vans[i].kind.count for i in vans))
    groups = _neighbourhoods(day, wanted, count) if count > 1 else [list(wanted)]
    found, done = [], 0
    vanless: list[int] = []
    for near in groups:
        group = [*vanless, *near]
        shares = {i: _share(day.vans[i].kind.count, done, len(group), len(wanted)) for i in vans}
        # Kinds of few vans may all pass a group over; it goes with the next one. The last one always has some.
        if not any(shares.values()):
            vanless = group
        elif group:
            found.append(part_of(day, group, shares))
            done += len(group)
            vanless = []
    return found


def _share(count: int, before: int, here: int, everywhere: int) -> int:
    """Of `count` vans those of the next `here` stops, so that the shares add up to all of them."""
    return count * (before + here) // everywhere - count * before // everywhere


def _neighbourhoods(day: Day, wanted: Sequence[int], count: int) -> list[list[int]]:
    """Groups of about equal size around places that lie far from one another (Gonzalez 1985), the places that would
    lose most by another group first."""
    ways = day.travel.durations
    stops = np.array(wanted)
    centres = [int(ways[0, stops].argmax())]
    nearest = ways[stops[centres[0]], stops]
    while len(centres) < count:
        centres.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ways[stops[centres[-1]], stops])
    away = ways[stops[centres]][:, stops].T
    ranked = np.sort(away, axis=1)
    most = -(-len(stops) // count)
    groups: list[list[int]] = [[] for _ in centres]
    for i in np.argsort(ranked[:, 0] - ranked[:, 1], kind="stable"):
        group = next(int(g) for g in np.argsort(away[i], kind="stable") if len(groups[g]) < most)
        groups[group].append(int(stops[i]))
    return groups


def part_of(day: Day, group: Sequence[int], shares: dict[int, int]) -> Part:
    """The day of those places alone, in rising order, with so many vans of each kind; kinds of none are left out."""
    places = (0, *sorted(group))
    depots = range(len(day.places), len(day.travel.durations))
    rows = [*places, *depots]
    row = {old: new for new, old in enumerate(rows)}
    vans = tuple(i for i, share in shares.items() if share)

    def need(old: Need) -> Need:
        temperature, home, too_small = old
        return temperature, None if home is None else row[home], too_small

    square = np.ix_(rows, rows)
    own = Day(
        Travel(day.travel.durations[square], day.travel.distances[square], day.travel.scale),
        day.pace,
        day.quickest[square],
        tuple(replace(day.places[place], need=need(day.places[place].need)) for place in places),
        tuple(
            replace(day.vans[i], home=row[day.vans[i].home], kind=replace(day.vans[i].kind, count=shares[i]))
            for i in vans
        ),
        day.origin,
    )
    return Part(own, places, vans)
