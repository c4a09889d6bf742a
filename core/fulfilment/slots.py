"""Which delivery slots may be promised: a quick test between committed stops, then a new plan of the day.

Tier 1 looks for a gap between two committed stops (`routing.insertion`). It is cheap, and right when it says
yes. What it refuses goes to tier 2, which moves some committed stops to make room (`routing.ejection`), and then lets
PyVRP rearrange all of them around the candidate.
No offer is made without a plan at hand that keeps every promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import inf
from time import perf_counter
from typing import Literal

from core.fulfilment.boxes import CellReason
from core.fulfilment.cells import boxes_in_cells
from core.fulfilment.routing.day import Day, Span, day_of
from core.fulfilment.routing.ejection import MOST_HOLES, Holes, Opened, room_for, room_instead_of_two
from core.fulfilment.routing.insertion import Gaps, Lane, Tour
from core.fulfilment.routing.model import Committed, Offer, SlotsRequest, SlotsResult, Stop, Window
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import Timing, hopeless, timing
from core.fulfilment.routing.solver import Stop as StopSearch
from core.fulfilment.routing.solver import committed_tours, enough, search
from core.fulfilment.routing.validate import validate
from core.kernel.errors import InvalidInput

# The part of the limit that tier 2 may use, so that the last search ends in time.
_SEARCH_SHARE = 0.9
# A shopper waits: what all searches of tier 2 for one candidate may take, and one of them.
_PATIENCE_S = 0.19
_SEARCH_S = 0.12
# Below this a search beside 200 stops would not get past its start, which grows with the square of the stops.
_LEAST_SEARCH_S = 0.02
_STOPS_OF_LEAST = 200
_SLOTS_AT_ONCE = 50
GREEN_M = 1_000
GREEN_S = 900
"""A slot is green when a van passes by anyway: when it drives at most this much further, and no van is out for more
than this much longer, the service not counted. One that stands there for hours does not pass by."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer and the plan that keeps it: the routes with the candidate in them, None when infeasible."""

    offer: Offer
    committed: tuple[Committed, ...] | None


def offer_slots(request: SlotsRequest, seed: int = 0, iterations: int | None = None) -> SlotsResult:
    """One offer per candidate and slot, in that order. Each candidate is judged as if it came alone.

    The time limit is for all offers together, of which a candidate takes no more than some tenths of a second; with
    `iterations` each search of tier 2 takes so many instead, which is repeatable. Raises InvalidInput, also when the committed routes themselves break a promise.
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
    every = tuple(asked)
    proposals: dict[tuple[int, Window], Proposal] = {}
    for place in every:
        reason = _why_not_in_cells(request.candidates[place - first])
        if reason is not None:
            asked.remove(place)
            proposals.update(_refused(day, place, request.slots, reason))
    deadline = inf if iterations is not None else began + request.time_limit_s * _SEARCH_SHARE
    gaps = Gaps(day, lanes)
    blocks = [request.slots[i : i + _SLOTS_AT_ONCE] for i in range(0, len(request.slots), _SLOTS_AT_ONCE)]
    for place, some in product(asked, blocks):
        in_time = perf_counter() < deadline
        proposals.update(_between(day, lanes, gaps, place, some) if in_time else _refused(day, place, some))
    for left, place in zip(range(len(asked), 0, -1), asked, strict=True):
        now = perf_counter()
        until = inf if deadline == inf else now + min(_PATIENCE_S, (deadline - now) / left)
        refused = [slot for slot in request.slots if proposals[place, slot].committed is None]
        in_time = now < deadline
        still = [
            s for s in refused if in_time and hopeless(_booked(day, place, _ticks(day, s)), place) is None
        ]
        for way in (partial(_made_room, day, lanes), partial(_rearranged, day, lanes, seed, iterations)):
            for found in way(place, still, until):
                proposals[place, found.offer.slot] = found
            still = [slot for slot in still if proposals[place, slot].committed is None]
    return [proposals[place, slot] for place in every for slot in request.slots]


def _promised(request: SlotsRequest, day: Day) -> list[Lane]:
    lanes = []
    for i, tour in enumerate(committed_tours(request, day)):
        if tour.order:
            known = timing(day, day.vans[tour.van], tour.order)
            if known is None:
                raise InvalidInput(f"committed[{i}]", "cannot be driven as promised")
            lanes.append(Lane(day, tour, known))
    return lanes


def _why_not_in_cells(candidate: Stop) -> CellReason | None:
    """Whether a van gets there is of no interest where the parcels have no place to wait."""
    return None if candidate.cells is None else boxes_in_cells(candidate.parcels, candidate.cells).reason


def _refused(
    day: Day, place: int, slots: Sequence[Window], reason: CellReason | None = None
) -> Iterator[tuple[tuple[int, Window], Proposal]]:
    tier: Literal[1, 2] = 2 if reason is None else 1
    for slot in slots:
        offer = Offer(day.places[place].id, slot, False, None, tier, reason=reason)
        yield (place, slot), Proposal(offer, None)


def _between(
    day: Day, lanes: list[Lane], gaps: Gaps, place: int, slots: Sequence[Window]
) -> Iterator[tuple[tuple[int, Window], Proposal]]:
    """Tier 1: each slot's cheapest gap that holds."""
    spans = [_ticks(day, slot) for slot in slots]
    prices = gaps.prices(place, spans) if gaps.lanes else [()] * len(spans)
    refused = dict(_refused(day, place, slots))
    for slot, span, row in zip(slots, spans, prices, strict=True):
        booked = _booked(day, place, span)
        best = next(gaps.fits(place, row, booked), None) if len(row) else None
        proposal = refused[place, slot]
        if best is not None:
            fit, tour, known = best
            tours = [lane.tour for lane in lanes]
            tours[fit.tour : fit.tour + 1] = [tour]
            before = lanes[fit.tour].timing if fit.tour < len(lanes) else None
            more = known.cost_minor - (before.cost_minor if before else 0)
            further = known.distance - (before.distance if before else 0)
            longer = known.duration - (before.duration if before else 0)
            green = _is_green(day, place, further, longer)
            offer = Offer(day.places[place].id, slot, True, more, 1, green)
            proposal = Proposal(offer, _committed(booked, tours))
        yield (place, slot), proposal


def _made_room(
    day: Day, lanes: list[Lane], place: int, slots: list[Window], until: float
) -> Iterator[Proposal]:
    """Tier 2: plans in which some committed stops change their van to let the candidate in."""
    still = list(slots)
    longest = max((len(lane.tour.order) for lane in lanes), default=0)
    if sum(len(lane.tour.order) ** 2 for lane in lanes) > MOST_HOLES:
        return

    def in_time() -> bool:
        return perf_counter() < until

    opened: Opened = {}
    for width, room in ((1, room_for), (2, room_instead_of_two)):
        if not still or longest < width or not in_time():
            return
        holes = Holes(day, lanes, width, opened)
        for slot in tuple(still):
            booked = _booked(day, place, _ticks(day, slot))
            tours = room(booked, holes, place, in_time)
            if tours is not None:
                still.remove(slot)
                yield _proposal(booked, lanes, place, slot, tours)


def _rearranged(
    day: Day,
    lanes: list[Lane],
    seed: int,
    iterations: int | None,
    place: int,
    still: list[Window],
    until: float,
) -> Iterator[Proposal]:
    """Tier 2: plans of all committed stops and the candidate, as far as PyVRP finds some to be driven.

    One search looks at all slots that are still open at once and finds the one it likes best; when it finds none,
    there is none to be found in any of them.
    """
    least = _LEAST_SEARCH_S * max(1.0, len(day.places) / _STOPS_OF_LEAST) ** 2
    while still:
        now = perf_counter()
        if iterations is None and until - now < least:
            return
        stop = enough(min(until, now + _SEARCH_S), iterations)
        plan = _replanned(
            _booked(day, place, *(_ticks(day, slot) for slot in still)), lanes, place, stop, seed
        )
        if plan is None:
            return
        slot = next(slot for slot in still if _drivable(_booked(day, place, _ticks(day, slot)), plan))
        still.remove(slot)
        yield _proposal(_booked(day, place, _ticks(day, slot)), lanes, place, slot, plan)


def _replanned(day: Day, lanes: list[Lane], place: int, stop: StopSearch, seed: int) -> list[Tour] | None:
    tours = [lane.tour for lane in lanes]
    wanted = [*(one for tour in tours for one in tour.order), place]
    found = search(day, wanted, stop, seed, start=tours, until_all_served=True)
    plan = repair(day, found, wanted, inf)
    return plan if {one for tour in plan for one in tour.order} == set(wanted) else None


def _drivable(day: Day, plan: list[Tour]) -> bool:
    return all(timing(day, day.vans[tour.van], tour.order) is not None for tour in plan)


def _proposal(day: Day, lanes: list[Lane], place: int, slot: Window, plan: list[Tour]) -> Proposal:
    known = [_timed(day, tour) for tour in plan]
    cost = sum(one.cost_minor for one in known) - sum(lane.timing.cost_minor for lane in lanes)
    distance = sum(one.distance for one in known) - sum(lane.timing.distance for lane in lanes)
    longer = sum(one.duration for one in known) - sum(lane.timing.duration for lane in lanes)
    # A search may also better the committed routes; that is no discount for the candidate.
    offer = Offer(day.places[place].id, slot, True, max(0, cost), 2, _is_green(day, place, distance, longer))
    return Proposal(offer, _committed(day, plan))


def _is_green(day: Day, place: int, further: int, longer: int) -> bool:
    out_longer = day.travel.units(longer - day.places[place].service)
    return day.travel.units(further) <= GREEN_M and out_longer <= GREEN_S


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


def _booked(day: Day, place: int, *spans: Span) -> Day:
    """The day on which the place has these windows only."""
    stops = list(day.places)
    stops[place] = replace(stops[place], windows=tuple(sorted(spans)))
    return replace(day, places=tuple(stops))
