"""Which delivery slots may be promised: a quick test between committed stops, then a new plan of the day.

Tier 1 looks for a gap between two committed stops (`routing.insertion`). It is cheap, and right when it says
yes. What it refuses goes to tier 2, which puts the candidate in by force and lets PyVRP rearrange the committed stops
around it until nobody is late (`routing.squeeze`).
No offer is made without a plan at hand that keeps every promise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf
from time import perf_counter, thread_time
from typing import Literal

from core.fulfilment.boxes import CellReason
from core.fulfilment.cells import boxes_in_cells
from core.fulfilment.routing.day import Day, Span, day_of
from core.fulfilment.routing.insertion import Fit, Gaps, Lane, Tour, lane_of
from core.fulfilment.routing.model import Committed, Offer, SlotsRequest, SlotsResult, Stop, Window
from core.fulfilment.routing.problem import Stop as StopSearch
from core.fulfilment.routing.repair import repair
from core.fulfilment.routing.schedule import Timing, hopeless
from core.fulfilment.routing.solver import committed_tours, enough, search
from core.fulfilment.routing.squeeze import Squeeze, around, neighbours
from core.fulfilment.routing.validate import validate
from core.kernel.errors import InvalidInput

# The part of the limit that tier 2 may use, so that the last search ends in time.
_SEARCH_SHARE = 0.9
# Of the limit, for a plan of the day with fewer vans, before anything can be offered.
_REPLANNING_SHARE = 0.3
# A shopper waits: what one candidate may take of a core, and what the search for a slot has before the next one's turn.
_PATIENCE_S = 0.21
_TURN_S = 0.025
# Below this a search would not get past its start.
_LEAST_SEARCH_S = 0.02
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


@dataclass(frozen=True, slots=True)
class _Patience:
    """What one candidate may take: so much of a core, by the thread's own clock, and no more than its share of the limit.

    A busy machine is slow to answer; it does not refuse what a quiet one would offer.
    """

    until: float
    deadline: float

    def left(self) -> float:
        return min(self.until - thread_time(), self.deadline - perf_counter())

    def turn(self) -> StopSearch:
        end = self.left() - _TURN_S
        return lambda best_cost: self.left() < max(0.0, end)


def offer_slots(request: SlotsRequest, seed: int = 0, iterations: int | None = None) -> SlotsResult:
    """One offer per candidate and slot, in that order. Each candidate is judged as if it came alone.

    The time limit is for all offers together, of which a candidate takes no more than some tenths of a second of a core;
    with `iterations` each search of tier 2 takes so many instead, which is repeatable. Raises InvalidInput, also when
    the committed routes themselves break a promise.
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


def on_the_vans_there_are(request: SlotsRequest, seed: int = 0) -> SlotsRequest | None:
    """The request itself where every committed route has its van. Where vans broke down since, the others take their
    stops; None when no way was found, in which case there is nothing to offer. Raises InvalidInput.
    """
    free = Counter({van.id: van.count for van in request.vehicles})
    kept = []
    for one in request.committed:
        free[one.vehicle_id] -= 1
        if free[one.vehicle_id] >= 0:
            kept.append(one)
    if len(kept) == len(request.committed):
        return request
    fewer = replace(request, committed=tuple(kept))
    validate(fewer)
    day = day_of(fewer)
    place = day.index()
    wanted = [place[name] for one in request.committed for name in one.stops]
    stop = enough(perf_counter() + request.time_limit_s * _REPLANNING_SHARE, None)
    plan = repair(day, search(day, wanted, stop, seed, start=committed_tours(fewer, day)), wanted, inf)
    is_whole = {one for tour in plan for one in tour.order} == set(wanted)
    return replace(fewer, committed=_committed(day, plan)) if is_whole else None


def propose(
    request: SlotsRequest, seed: int = 0, iterations: int | None = None, only: str | None = None
) -> list[Proposal]:
    """As `offer_slots`, with the plan behind each offer, for a caller who books what was offered."""
    began, core_began = perf_counter(), thread_time()
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
    each_took = (thread_time() - core_began) / max(1, len(asked))
    for left, place in zip(range(len(asked), 0, -1), asked, strict=True):
        now = perf_counter()
        until = inf if deadline == inf else thread_time() + _PATIENCE_S - each_took
        patience = _Patience(until, now + (deadline - now) / left)
        refused = [slot for slot in request.slots if proposals[place, slot].committed is None]
        # Where no van is out there is nobody to make room.
        still = [
            s
            for s in refused
            if lanes
            and patience.left() > _LEAST_SEARCH_S
            and hopeless(_booked(day, place, _ticks(day, s)), place) is None
        ]
        if still:
            for found in _squeezed_in(day, lanes, place, still, patience, seed, iterations):
                proposals[place, found.offer.slot] = found
    return [proposals[place, slot] for place in every for slot in request.slots]


def _promised(request: SlotsRequest, day: Day) -> list[Lane]:
    lanes = []
    for i, tour in enumerate(committed_tours(request, day)):
        if tour.order:
            lane = lane_of(day, tour)
            if lane is None:
                raise InvalidInput(f"committed[{i}]", "cannot be driven as promised")
            lanes.append(lane)
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
    refused = dict(_refused(day, place, slots))
    for slot, booked, best in _gaps_for(day, gaps, place, slots):
        proposal = refused[place, slot]
        if best is not None:
            fit, _, known = best
            before = lanes[fit.tour].timing if fit.tour < len(lanes) else None
            more = known.cost_minor - (before.cost_minor if before else 0)
            further = known.distance - (before.distance if before else 0)
            longer = known.duration - (before.duration if before else 0)
            green = _is_green(day, place, further, longer)
            offer = Offer(day.places[place].id, slot, True, more, 1, green)
            proposal = Proposal(offer, _committed(booked, [tour for tour, _ in _filled(lanes, best)]))
        yield (place, slot), proposal


def _gaps_for(
    day: Day, gaps: Gaps, place: int, slots: Sequence[Window]
) -> Iterator[tuple[Window, Day, tuple[Fit, Tour, Timing] | None]]:
    """Each slot's cheapest gap that holds, and the day on which it is booked."""
    spans = [_ticks(day, slot) for slot in slots]
    prices = gaps.prices(place, spans) if gaps.lanes and slots else [()] * len(spans)
    for slot, span, row in zip(slots, spans, prices, strict=True):
        booked = _booked(day, place, span)
        yield slot, booked, next(gaps.fits(place, row, booked), None) if len(row) else None


def _filled(lanes: Sequence[Lane], gap: tuple[Fit, Tour, Timing]) -> list[tuple[Tour, Timing]]:
    fit, tour, known = gap
    plan = [(lane.tour, lane.timing) for lane in lanes]
    plan[fit.tour : fit.tour + 1] = [(tour, known)]
    return plan


def _squeezed_in(
    day: Day,
    lanes: list[Lane],
    place: int,
    slots: list[Window],
    patience: _Patience,
    seed: int,
    iterations: int | None,
) -> Iterator[Proposal]:
    """Tier 2: plans of all committed stops and the candidate, as far as PyVRP finds some to be driven.

    The slots' searches take turns, those first that make people late the least. In a plan that was found the committed
    stops are on other routes: these may have gaps for other slots, and searches begin with them from then on.
    """
    spans = [_ticks(day, slot) for slot in slots]
    part, before = around(day, lanes, place, spans)
    own, here = part.day, len(part.places) - 1
    rest = [lane.tour for lane in lanes if not {*lane.tour.order} <= {*part.places}]
    whole = _booked(own, here, (min(start for start, _ in spans), max(end for _, end in spans)))
    near = neighbours(whole, range(1, here + 1))
    table, newest = Gaps(own, before).table, before
    still = sorted(slots, key=lambda slot: int(table.lateness(here, _ticks(day, slot)).min()))

    searches: dict[Window, Squeeze] = {}

    def found(slot: Window, plan: list[tuple[Tour, Timing]]) -> Proposal:
        still.remove(slot)
        tours = [*rest, *part.whole([tour for tour, _ in plan])]
        return Proposal(_offer(own, before, here, slot, [known for _, known in plan]), _committed(day, tours))

    while still:
        for slot in tuple(still):
            if patience.left() < _LEAST_SEARCH_S:
                return
            if slot not in still:
                continue
            if slot not in searches:
                booked = _booked(own, here, _ticks(day, slot))
                searches[slot] = Squeeze(booked, newest, here, near, seed)
            stop = patience.turn() if iterations is None else enough(inf, iterations)
            plan = searches[slot].go_on(stop)
            if plan is None:
                continue
            yield found(slot, [(lane.tour, lane.timing) for lane in plan])
            newest = _without(own, plan, here) or newest
            for other, _, gap in _gaps_for(own, Gaps(own, newest), here, tuple(still)):
                if gap is not None:
                    yield found(other, _filled(newest, gap))
        if iterations is not None:
            return


def _without(day: Day, plan: list[Lane], place: int) -> list[Lane]:
    """The plan's lanes but for the place; none at all where its van cannot drive so (a way about a place may take
    longer than through it)."""
    at = next(i for i, lane in enumerate(plan) if place in lane.tour.order)
    tour = Tour(plan[at].tour.van, tuple(one for one in plan[at].tour.order if one != place))
    if not tour.order:
        return [*plan[:at], *plan[at + 1 :]]
    lane = lane_of(day, tour)
    return [] if lane is None else [*plan[:at], lane, *plan[at + 1 :]]


def _offer(day: Day, before: Sequence[Lane], place: int, slot: Window, after: Sequence[Timing]) -> Offer:
    known = [lane.timing for lane in before]
    cost = sum(one.cost_minor for one in after) - sum(one.cost_minor for one in known)
    distance = sum(one.distance for one in after) - sum(one.distance for one in known)
    longer = sum(one.duration for one in after) - sum(one.duration for one in known)
    # A search may also better the committed routes; that is no discount for the candidate.
    return Offer(day.places[place].id, slot, True, max(0, cost), 2, _is_green(day, place, distance, longer))


def _is_green(day: Day, place: int, further: int, longer: int) -> bool:
    out_longer = day.travel.units(longer - day.places[place].service)
    return day.travel.units(further) <= GREEN_M and out_longer <= GREEN_S


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
