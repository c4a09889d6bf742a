"""Makes any set of tours drivable, and serves what still fits."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from core.fulfilment.routing.day import Day, Van
from core.fulfilment.routing.insertion import Gaps, Lane, Tour, lane_of
from core.fulfilment.routing.schedule import timing


def repair(day: Day, tours: Sequence[Tour], wanted: Sequence[int], deadline: float) -> list[Tour]:
    """Drivable tours of the wanted places: what breaks a promise comes out, what is out goes in.

    After `deadline` (perf_counter) nothing more goes in: better an incomplete answer than a late one.
    """
    return [lane.tour for lane in repaired(day, tours, wanted, deadline)]


def repaired(day: Day, tours: Sequence[Tour], wanted: Sequence[int], deadline: float) -> list[Lane]:
    """As `repair`, with the timings of the tours."""
    lanes = [lane for tour in tours if (lane := _drivable(day, tour)) is not None]
    served = {place for lane in lanes for place in lane.tour.order}
    fill(day, lanes, [place for place in wanted if place not in served], deadline)
    return lanes


def fill(day: Day, lanes: list[Lane], pending: Sequence[int], deadline: float) -> None:
    """Puts the places into the lanes as far as they fit there as these are."""
    for place in by_need(day, pending):
        if perf_counter() > deadline:
            break
        _insert_cheapest(day, lanes, place)


def _insert_cheapest(day: Day, lanes: list[Lane], place: int) -> None:
    """Puts the place into the lanes where it costs least, if it fits anywhere."""
    gaps = Gaps(day, lanes)
    if not gaps.lanes:
        return
    prices = gaps.prices(place, day.places[place].windows).min(axis=0)
    for fit, tour, known in gaps.fits(place, prices, day):
        lanes[fit.tour : fit.tour + 1] = [Lane(day, tour, known)]
        return


def _drivable(day: Day, tour: Tour) -> Lane | None:
    """The tour without the places that break it: whoever is the first to be too late, too heavy, too long on the way."""
    van = day.vans[tour.van]
    order, good = tour.order, 0
    while order:
        lane = lane_of(day, Tour(tour.van, order))
        if lane is not None:
            return lane
        good = _longest_start(day, van, order, good)
        order = order[:good] + order[good + 1 :]
    return None


def _longest_start(day: Day, van: Van, order: tuple[int, ...], good: int) -> int:
    """How many of the first places can be driven, at least `good` and not all."""
    bad = len(order)
    while good + 1 < bad:
        middle = (good + bad) // 2
        if timing(day, van, order[:middle]) is None:
            bad = middle
        else:
            good = middle
    return good


def able_vans(day: Day, place: int) -> frozenset[int]:
    """The kinds of vans that could carry it, whenever that is."""
    stop = day.places[place]
    return frozenset(
        i
        for i, van in enumerate(day.vans)
        if van.usable
        and van.suits(stop.need)
        and max(stop.weight, stop.picked_weight) <= van.weight
        and max(stop.volume, stop.picked_volume) <= van.volume
    )


def by_need(day: Day, pending: Sequence[int]) -> list[int]:
    """The important and the hard to place first: those that few vans can take, and those in a hurry."""
    return sorted(
        pending,
        key=lambda place: (
            -day.places[place].priority,
            sum(day.vans[van].kind.count for van in able_vans(day, place)),
            day.places[place].max_ride,
            sum(end - start for start, end in day.places[place].windows),
            place,
        ),
    )
