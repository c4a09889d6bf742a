"""Room for one more stop where every van is full: it is put in by force, and the lateness this makes is driven out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import inf

from pyvrp.search import NeighbourhoodParams, compute_neighbours

from core.fulfilment.routing.day import Day, Span
from core.fulfilment.routing.driven import driven
from core.fulfilment.routing.insertion import Gaps, Lane, Tour, lane_of
from core.fulfilment.routing.lateness import Neighbours, Punctual, prizes
from core.fulfilment.routing.parts import Part, part_of
from core.fulfilment.routing.problem import Stop, initial, problem_of, tours_of
from core.fulfilment.routing.repair import repaired

_MOST_STOPS = 300
# Of 111 hard newcomers to full vans, 0.15 s each: PyVRP's own values find room for 9, these for 78, and with force for 107.
_NEIGHBOURS = 20
# What has to change lies near the newcomer.
_MOST_PERTURBED = 8


def neighbours(day: Day, places: Sequence[int]) -> Neighbours:
    """Who of the places may stand next to whom. They serve for every window that lies within the place's here."""
    data = problem_of(day, sorted(places), 1, None, time_counts=True).data
    return compute_neighbours(data, NeighbourhoodParams(num_neighbours=_NEIGHBOURS))


def around(day: Day, lanes: Sequence[Lane], place: int, windows: Sequence[Span]) -> tuple[Part, list[Lane]]:
    """The day of the place (its last one) and of the lanes it may be squeezed into, some hundred stops; and these lanes
    on that day. Vans that have nothing to do are part of it."""
    chosen: list[Lane] = []
    stops = 0
    for lane in (lanes[i] for i in Gaps(day, lanes).by_lateness(place, windows)):
        stops += len(lane.tour.order)
        if chosen and stops > _MOST_STOPS:
            break
        chosen.append(lane)
    away = Counter(lane.tour.van for lane in lanes) - Counter(lane.tour.van for lane in chosen)
    shares = {i: van.kind.count - away[i] for i, van in enumerate(day.vans) if van.usable}
    part = part_of(day, [place, *(one for lane in chosen for one in lane.tour.order)], shares)
    tours = part.own([lane.tour for lane in chosen])
    return part, [Lane(part.day, tour, lane.timing) for tour, lane in zip(tours, chosen, strict=True)]


class Squeeze:
    """A search for drivable tours of the lanes' stops and the place, which has one window; it may be left and gone on with.

    `near` are the neighbours of all of them.
    """

    def __init__(self, day: Day, lanes: Sequence[Lane], place: int, near: Neighbours, seed: int) -> None:
        start = Gaps(day, lanes).least_late(place)
        self._day = day
        self._known = {lane.tour: lane for lane in lanes}
        self._wanted = sorted(one for tour in start for one in tour.order)
        self._driven = driven(day, lanes)
        ready, once = self._driven.day, self._driven.once
        self._problem = problem_of(ready, self._wanted, prizes(len(start)), None, time_counts=True, once=once)
        begin = initial(ready, self._problem, self._driven.own(start))
        self._search = Punctual(self._problem, begin, near, seed, _MOST_PERTURBED)

    def go_on(self, stop: Stop) -> list[Lane] | None:
        """None when none was found until `stop`. What PyVRP does not know (see `problem`) its plans may break."""
        while (found := self._search.go_on(stop)) is not None:
            plan = self._drivable(self._driven.true(tours_of(self._problem, found)))
            if sum(len(lane.tour.order) for lane in plan) == len(self._wanted):
                return plan
        return None

    def _drivable(self, tours: Sequence[Tour]) -> list[Lane]:
        plan = [self._known.get(tour) or lane_of(self._day, tour) for tour in tours]
        lanes = [lane for lane in plan if lane is not None]
        return lanes if len(lanes) == len(tours) else repaired(self._day, tours, self._wanted, inf)
