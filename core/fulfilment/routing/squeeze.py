"""Room for one more stop where every van is full: it is put in by force, and the lateness this makes is driven out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pyvrp.search import NeighbourhoodParams, compute_neighbours

from core.fulfilment.routing.day import Day, Span
from core.fulfilment.routing.insertion import Gaps, Lane, Tour
from core.fulfilment.routing.lateness import Neighbours, prizes, punctual
from core.fulfilment.routing.parts import Part, part_of
from core.fulfilment.routing.problem import Stop, initial, problem_of, tours_of

_MOST_STOPS = 300
# Of 111 hard newcomers to full vans, 0.15 s each: PyVRP's own values find room for 9, these for 78, and with force for 107.
_NEIGHBOURS = 20
# What has to change lies near the newcomer.
_MOST_PERTURBED = 2


def neighbours(day: Day, places: Sequence[int]) -> Neighbours:
    """Who of the places may stand next to whom. They serve for every window that lies within the place's here."""
    data = problem_of(day, sorted(places), 1, None).data
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


def squeezed(
    day: Day, lanes: Sequence[Lane], place: int, near: Neighbours, stop: Stop, seed: int
) -> list[Tour] | None:
    """Tours of the lanes' stops and the place, which has one window; None when none was found until `stop`.

    `near` are the neighbours of all of them. What PyVRP does not know (see `problem`) the tours may break.
    """
    start = Gaps(day, lanes).least_late(place)
    wanted = sorted(one for tour in start for one in tour.order)
    problem = problem_of(day, wanted, prizes(len(start)), None)
    best = punctual(problem, initial(day, problem, start), near, stop, seed, _MOST_PERTURBED)
    return None if best is None else tours_of(problem, best)
