"""Which delivery slots may be promised: a quick test between committed stops, then a new plan of the day.

Tier 1 looks for a gap between two committed stops (`routing.insertion`). It is cheap, and right when it says
yes. What it refuses goes to tier 2, which lets PyVRP rearrange the committed routes around the candidate.
No offer is made without a plan at hand that keeps every promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from time import perf_counter

from core.fulfilment.routing.day import Day, day_of, hopeless
from core.fulfilment.routing.insertion import Gaps, Lane, Tour
from core.fulfilment.routing.model import Committed, Offer, SlotsRequest, SlotsResult, Window
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import Timing, timing
from core.fulfilment.routing.solver import committed_tours, enough, search
from core.fulfilment.routing.validate import validate
from core.kernel.errors import InvalidInput

# The part of the limit that tier 2 may use, so that the last search ends in time.
_SEARCH_SHARE = 0.9
# Below this a search would not get past its start.
_LEAST_SEARCH_S = 0.02


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer and the plan that keeps it: the routes with the candidate in them, None when infeasible."""

    offer: Offer
    committed: tuple[Committed, ...] | None


def offer_slots(request: SlotsRequest, seed: int = 0, iterations: int | None = None) -> SlotsResult:
    """One offer per candidate and slot, in that order. Each candidate is judged as if it came alone.

    The time limit is for all offers together; with `iterations` each search of tier 2 takes so many instead,
    which is repeatable. Raises InvalidInput, also when the committed routes themselves break a promise.
    """
    return SlotsResult(tuple(proposal.offer for proposal in propose(request, seed, iterations)))


def insert(
    request: SlotsRequest, candidate_id: str, slot: Window, seed: int = 0, iterations: int | None = None
) -> tuple[Committed, ...] | None:
    """The committed routes after `candidate_id` is booked for `slot`; None when no way was found.

    The caller stores the candidate as a stop with that one window. Raises InvalidInput.
    """
    chosen = tuple(candidate for candidate in request.candidates if candidate.id == candidate_id)
    if not chosen:
        raise InvalidInput("candidate_id", f"no candidate {candidate_id!r}")
    proposals = propose(replace(request, slots=(slot,)), seed, iterations, only=candidate_id)
    return proposals[0].committed


def propose(
    request: SlotsRequest, seed: int = 0, iterations: int | None = None, only: str | None = None
) -> list[Proposal]:
    """As `offer_slots`, with the plan behind each offer, for a caller who books what was offered."""
    began = perf_counter()
    validate(request)
    day = day_of(request)
    lanes = _promised(request, day)
    first = 1 + len(request.stops)
    asked = [
        first + i for i, candidate in enumerate(request.candidates) if only is None or candidate.id == only
    ]
    proposals: dict[tuple[int, Window], Proposal] = {}
    for place in asked:
        proposals.update(_between(request, day, lanes, place))
    refused = [key for key, proposal in proposals.items() if proposal.committed is None]
    deadline = began + request.time_limit_s * _SEARCH_SHARE
    for left, key in zip(range(len(refused), 0, -1), refused, strict=True):
        share = inf if iterations is not None else (deadline - perf_counter()) / left
        if share >= _LEAST_SEARCH_S:
            found = _rearranged(request, day, lanes, key, perf_counter() + share, seed, iterations)
            proposals[key] = found or proposals[key]
    return [proposals[place, slot] for place in asked for slot in request.slots]


def _promised(request: SlotsRequest, day: Day) -> list[Lane]:
    lanes = []
    for i, tour in enumerate(committed_tours(request, day)):
        if tour.order:
            known = timing(day, day.vans[tour.van], tour.order)
            if known is None:
                raise InvalidInput(f"committed[{i}]", "cannot be driven as promised")
            lanes.append(Lane(day, tour, known))
    return lanes


def _between(
    request: SlotsRequest, day: Day, lanes: list[Lane], place: int
) -> Iterator[tuple[tuple[int, Window], Proposal]]:
    """Tier 1: each slot's cheapest gap that holds."""
    gaps = Gaps(day, lanes)
    spans = [_ticks(day, slot) for slot in request.slots]
    prices = gaps.prices(place, spans) if gaps.lanes and spans else [()] * len(spans)
    for slot, span, row in zip(request.slots, spans, prices, strict=True):
        booked = _booked(day, place, span)
        best = next(gaps.fits(place, row, booked), None) if len(row) else None
        proposal = Proposal(Offer(day.places[place].id, slot, False, None, 2), None)
        if best is not None:
            fit, tour, known = best
            tours = [lane.tour for lane in lanes]
            tours[fit.tour : fit.tour + 1] = [tour]
            more = known.cost_minor - (lanes[fit.tour].timing.cost_minor if fit.tour < len(lanes) else 0)
            proposal = Proposal(Offer(day.places[place].id, slot, True, more, 1), _committed(booked, tours))
        yield (place, slot), proposal


def _rearranged(
    request: SlotsRequest,
    day: Day,
    lanes: list[Lane],
    key: tuple[int, Window],
    deadline: float,
    seed: int,
    iterations: int | None,
) -> Proposal | None:
    """Tier 2: a plan of all committed stops and the candidate, if PyVRP finds one to be driven."""
    place, slot = key
    booked = _booked(day, place, _ticks(day, slot))
    if hopeless(booked, place) is not None:
        return None
    tours = [lane.tour for lane in lanes]
    wanted = [*(stop for tour in tours for stop in tour.order), place]
    found = search(booked, wanted, enough(deadline, iterations), seed, start=tours)
    plan = repair(booked, found, wanted, inf)
    if {stop for tour in plan for stop in tour.order} != set(wanted):
        return None
    before = sum(lane.timing.cost_minor for lane in lanes)
    after = sum(_timed(booked, tour).cost_minor for tour in plan)
    # A longer search may also better the committed routes; that is no discount for the candidate.
    more = max(0, after - before)
    return Proposal(Offer(day.places[place].id, slot, True, more, 2), _committed(booked, plan))


def _timed(day: Day, tour: Tour) -> Timing:
    known = timing(day, day.vans[tour.van], tour.order)
    assert known is not None, "repair leaves only tours that can be driven"
    return known


def _committed(day: Day, tours: list[Tour]) -> tuple[Committed, ...]:
    return tuple(
        Committed(day.vans[tour.van].kind.id, tuple(day.places[place].id for place in tour.order))
        for tour in tours
        if tour.order
    )


def _ticks(day: Day, slot: Window) -> tuple[int, int]:
    return slot[0] * day.travel.scale - day.origin, slot[1] * day.travel.scale - day.origin


def _booked(day: Day, place: int, span: tuple[int, int]) -> Day:
    """The day on which the place has this one window."""
    stops = list(day.places)
    stops[place] = replace(stops[place], windows=(span,))
    return replace(day, places=tuple(stops))
