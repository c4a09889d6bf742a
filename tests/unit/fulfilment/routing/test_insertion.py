from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from core.fulfilment.routing.day import Day, day_of
from core.fulfilment.routing.insertion import Gaps, Lane, Tour, idle_vans
from core.fulfilment.routing.model import RouteRequest
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import Timing, timing
from tests.unit.fulfilment.routing.days import days, with_free_roads


def timed(day: Day, tour: Tour) -> Timing | None:
    return timing(day, day.vans[tour.van], tour.order)


@settings(max_examples=80, deadline=None)
@given(days(most=7))
def test_the_quick_look_at_gaps_agrees_with_driving_every_one_of_them(request: RouteRequest) -> None:
    """The last stop is the newcomer."""
    free = with_free_roads(request)
    day = day_of(replace(free, stops=tuple(replace(stop, windows=stop.windows[:1]) for stop in free.stops)))
    newcomer = len(day.places) - 1
    if newcomer < 1:
        return
    tours = repair(day, [], range(1, newcomer), float("inf"))
    lanes = [Lane(day, tour, known) for tour in tours if (known := timed(day, tour)) is not None]
    opened = [*tours, *(Tour(van, ()) for van in idle_vans(day, tours))]
    every = [tour.with_place(newcomer, i) for tour in opened for i in range(len(tour.order) + 1)]
    if not every:
        return
    gaps = Gaps(day, lanes)
    (row,) = gaps.prices(newcomer, day.places[newcomer].windows)
    assert np.isfinite(row).tolist() == [timed(day, tour) is not None for tour in every]
    costs = [
        known.cost_minor - (0 if len(tour.order) == 1 else cost_without(day, tour, newcomer))
        for tour in every
        if (known := timed(day, tour)) is not None
    ]
    best = next(gaps.fits(newcomer, row, day), None)
    assert (best is None) == (not costs)
    if best is not None:
        _, tour, known = best
        more = known.cost_minor - (0 if len(tour.order) == 1 else cost_without(day, tour, newcomer))
        # Each cost is rounded to a whole minor unit, the prices are not.
        assert more <= min(costs) + 1


def cost_without(day: Day, tour: Tour, place: int) -> int:
    known = timed(day, Tour(tour.van, tuple(other for other in tour.order if other != place)))
    assert known is not None
    return known.cost_minor
