"""Makes any set of tours drivable, and serves what still fits."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from core.fulfilment.routing.day import UNLIMITED, Day
from core.fulfilment.routing.insertion import Gaps, Lane, Tour
from core.fulfilment.routing.schedule import timing


def repair(day: Day, tours: Sequence[Tour], wanted: Sequence[int], deadline: float) -> list[Tour]:
    """Drivable tours of the wanted places: what breaks a promise comes out, what is out goes in.

    After `deadline` (perf_counter) nothing more goes in: better an incomplete answer than a late one.
    """
    lanes = [lane for tour in tours if (lane := _drivable(day, tour)) is not None]
    served = {place for lane in lanes for place in lane.tour.order}
    for place in _by_need(day, [place for place in wanted if place not in served]):
        if perf_counter() > deadline:
            break
        insert_cheapest(day, lanes, place)
    return [lane.tour for lane in lanes]


def insert_cheapest(day: Day, lanes: list[Lane], place: int) -> bool:
    """Puts the place into the lanes where it costs least; False, and nothing changed, if it fits nowhere."""
    gaps = Gaps(day, lanes)
    if not gaps.lanes:
        return False
    prices = gaps.prices(place, day.places[place].windows).min(axis=0)
    for fit, tour, known in gaps.fits(place, prices, day):
        lanes[fit.tour : fit.tour + 1] = [Lane(day, tour, known)]
        return True
    return False


def _drivable(day: Day, tour: Tour) -> Lane | None:
    """The tour without the places that break it."""
    order = tour.order
    van = day.vans[tour.van]
    while order:
        known = timing(day, van, order)
        if known is not None:
            return Lane(day, Tour(tour.van, order), known)
        order = _one_less(day, tour.van, order)
    return None


def _one_less(day: Day, van: int, order: tuple[int, ...]) -> tuple[int, ...]:
    """Without one place: the limited one that rides longest, else one whose loss mends all."""
    limited = [i for i, place in enumerate(order) if day.places[place].max_ride < UNLIMITED]
    if limited:
        return order[: limited[-1]] + order[limited[-1] + 1 :]
    shorter = [order[:i] + order[i + 1 :] for i in range(len(order))]
    return next((rest for rest in shorter if timing(day, day.vans[van], rest) is not None), order[:-1])


def _by_need(day: Day, pending: Sequence[int]) -> list[int]:
    """The important and the hard to place first."""
    return sorted(
        pending,
        key=lambda place: (
            -day.places[place].priority,
            day.places[place].max_ride,
            sum(end - start for start, end in day.places[place].windows),
            place,
        ),
    )
