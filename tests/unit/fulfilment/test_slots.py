from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.routing.check import violations
from core.fulfilment.routing.day import day_of
from core.fulfilment.routing.model import (
    Break,
    Committed,
    Depot,
    Load,
    Offer,
    RouteRequest,
    SlotsRequest,
    Stop,
    VehicleType,
    Window,
)
from core.fulfilment.routing.solver import committed_tours, result_of, route
from core.fulfilment.slots import insert, offer_slots, on_the_vans_there_are, propose
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.routing.days import VAN, day, days, stop, stops

ONE_VAN = replace(VAN, count=1)
MORNING, EVENING = (0, 400), (500, 900)


def asked(
    request: RouteRequest, *candidates: Stop, slots: tuple[Window, ...] = (MORNING, EVENING)
) -> SlotsRequest:
    return SlotsRequest(**vars_of(request), candidates=candidates, slots=slots)


def vars_of(request: RouteRequest) -> dict[str, Any]:
    return {field.name: getattr(request, field.name) for field in fields(RouteRequest)}


def newcomer(x: float, y: float = 0, **more: object) -> Stop:
    return Stop("new", x=x, y=y, **more)  # type: ignore[arg-type]


def offers(request: SlotsRequest) -> list[Offer]:
    return list(offer_slots(request, iterations=20).offers)


def booked(request: SlotsRequest, candidate: Stop, slot: Window, plan: tuple[Committed, ...]) -> RouteRequest:
    """The day after the booking: the promised stops only, on the new committed routes."""
    kept = {name for one in plan for name in one.stops}
    everyone = (*request.stops, replace(candidate, windows=(slot,)))
    promised = tuple(one for one in everyone if one.id in kept)
    return RouteRequest(**vars_of(request) | {"stops": promised, "committed": plan})


def assert_drivable(request: RouteRequest) -> None:
    ready = day_of(request)
    result = result_of(
        ready, committed_tours(request, ready), dict.fromkeys(range(1, len(ready.places)), None)
    )
    assert result.unserved == ()
    assert violations(request, result) == []


@settings(max_examples=60, deadline=None)
@given(
    days(most=8),
    stops("new"),
    st.lists(st.tuples(st.integers(-100, 900), st.integers(0, 300)), min_size=1, max_size=4, unique=True),
)
def test_whatever_was_offered_can_be_driven(
    request: RouteRequest, wish: Stop, slots: list[tuple[int, int]]
) -> None:
    candidate = replace(wish, windows=())
    planned = route(request, iterations=3)
    committed = tuple(
        Committed(one.vehicle_id, tuple(visit.id for visit in one.stops)) for one in planned.routes
    )
    promised = {name for one in committed for name in one.stops}
    question = asked(
        replace(request, committed=committed), candidate, slots=tuple((s, s + length) for s, length in slots)
    )
    for proposal in propose(question, iterations=3):
        if proposal.committed is None:
            assert not proposal.offer.feasible
            continue
        assert {name for one in proposal.committed for name in one.stops} == promised | {"new"}
        assert_drivable(booked(question, candidate, proposal.offer.slot, proposal.committed))


def test_a_shopper_on_the_way_costs_nothing_and_one_far_off_costs_the_detour() -> None:
    busy = day(stop("a", 100, 0, (100, 110)), committed=(Committed("van", ("a",)),), vehicles=(ONE_VAN,))
    assert offers(asked(busy, newcomer(50), slots=(MORNING,))) == [Offer("new", MORNING, True, 0, 1, True)]
    (far,) = offers(asked(busy, newcomer(-50), slots=(MORNING,)))
    assert far.marginal_cost_minor == 100


def test_a_slot_is_green_only_when_a_van_is_near_anyway() -> None:
    wide = replace(VAN, shift=(0, 9_000), count=1)
    depot = replace(day().depot, window=(0, 9_000))
    busy = day(stop("a", 2_000, 0, (0, 9_000)), committed=(Committed("van", ("a",)),), vehicles=(wide,))
    busy = replace(busy, depot=depot)
    (near,) = offers(asked(busy, newcomer(1_000, 100), slots=((0, 9_000),)))
    (far,) = offers(asked(busy, newcomer(-600), slots=((0, 9_000),)))
    assert (near.green, far.green) == (True, False)


def test_a_van_that_would_stand_there_for_hours_does_not_pass_by() -> None:
    wide = replace(VAN, shift=(0, 90_000), count=1)
    depot = replace(day().depot, window=(0, 90_000))
    busy = day(stop("a", 500, 0, (500, 600)), committed=(Committed("van", ("a",)),), vehicles=(wide,))
    soon, late = offers(
        asked(replace(busy, depot=depot), newcomer(500), slots=((600, 1_200), (20_000, 20_600)))
    )
    assert (soon.green, late.green) == (True, False)


def test_the_first_shopper_of_the_day_pays_for_the_van() -> None:
    fresh = day(vehicles=(replace(VAN, fixed_cost_minor=5_000),))
    assert [one.marginal_cost_minor for one in offers(asked(fresh, newcomer(10)))] == [5_020, 5_020]


def test_a_slot_that_only_a_new_order_of_stops_makes_possible_is_found() -> None:
    """East then west is the promise; only west, west, then east has the newcomer in the west in time."""
    east = stop("east", 100, 0, (0, 1_000), service_s=200)
    west = stop("west", -100, 0, (300, 600))
    request = day(east, west, committed=(Committed("van", ("east", "west")),), vehicles=(ONE_VAN,))
    (offer,) = offers(asked(request, newcomer(-100, 10, service_s=10), slots=((100, 120),)))
    assert (offer.feasible, offer.tier) == (True, 2)


def test_a_break_that_falls_into_a_wait_takes_nobodys_room() -> None:
    """West, west, then east is back in time, and rests before all of them; a shift shorter by the break is too short."""
    first = stop("first", 10, 0, (10, 20), (900, 950))
    east = stop("east", 100, 0, (0, 1_000), service_s=200)
    west = stop("west", -100, 0, (450, 750))
    resting = replace(ONE_VAN, shift=(0, 960), breaks=(Break((20, 60), 100),))
    promise = Committed("van", ("first", "east", "west"))
    wide = replace(
        day(first, east, west, committed=(promise,), vehicles=(resting,)), depot=Depot("depot", x=0, y=0)
    )
    (offer,) = offers(asked(wide, newcomer(-100, 10, service_s=10), slots=((250, 270),)))
    assert (offer.feasible, offer.tier) == (True, 2)


@pytest.mark.parametrize(
    "candidate",
    [
        newcomer(10, temperature="frozen"),
        newcomer(10, demand=Load(weight_g=200)),
        newcomer(10, demand=Load(volume_ml=5_000)),
        newcomer(600),
        newcomer(100, max_ride_s=99),
    ],
)
def test_what_no_van_can_bring_is_not_offered(candidate: Stop) -> None:
    full = day(stop("a", 10, demand=Load(900, 0)), committed=(Committed("van", ("a",)),), vehicles=(ONE_VAN,))
    assert [one.feasible for one in offers(asked(full, candidate))] == [False, False]


def test_a_newcomer_does_not_make_promised_goods_ride_too_long() -> None:
    fish = stop("fish", 100, 0, (0, 1_000), max_ride_s=100)
    request = day(fish, committed=(Committed("van", ("fish",)),), vehicles=(ONE_VAN,))
    plan = insert(asked(request, newcomer(50, 40)), "new", MORNING, iterations=10)
    assert plan == (Committed("van", ("fish", "new")),)


def test_a_booking_leaves_the_next_offer_a_true_plan() -> None:
    question = asked(day(stop("a", 10), committed=(Committed("van", ("a",)),)), newcomer(20))
    plan = insert(question, "new", EVENING, iterations=10)
    assert plan is not None
    assert_drivable(booked(question, newcomer(20), EVENING, plan))


def test_with_no_time_to_search_a_doubtful_slot_is_refused_not_guessed() -> None:
    request = day(
        stop("a", 10, demand=Load(900, 0)), committed=(Committed("van", ("a",)),), vehicles=(ONE_VAN,)
    )
    question = replace(asked(request, newcomer(10, demand=Load(200, 0))), time_limit_s=1e-6)
    assert not any(one.feasible for one in offer_slots(question).offers)


def test_no_slots_no_candidates_no_offers() -> None:
    assert offers(asked(day(stop("a", 1)), slots=(MORNING,))) == []
    assert offers(asked(day(stop("a", 1)), newcomer(1), slots=())) == []


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("slots[0]", asked(day(), newcomer(1), slots=((5, 4),))),
        ("candidates[0].windows", asked(day(), replace(newcomer(1), windows=(MORNING,)))),
        ("candidates[0].x", asked(day(), Stop("new"))),
        ("stops", asked(day(stop("new", 1)), newcomer(1))),
        (
            "committed[0]",
            asked(
                day(stop("a", 1, temperature="frozen"), committed=(Committed("van", ("a",)),)), newcomer(1)
            ),
        ),
        ("committed[0]", asked(day(stop("a", 600), committed=(Committed("van", ("a",)),)), newcomer(1))),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(field: str, request_: SlotsRequest) -> None:
    with pytest.raises(InvalidInput) as refused:
        offer_slots(request_)
    assert refused.value.field == field


def test_an_unknown_candidate_cannot_be_booked() -> None:
    with pytest.raises(InvalidInput, match="candidate_id"):
        insert(asked(day(), newcomer(1)), "ghost", MORNING)


def two_vans_out(*vans: VehicleType) -> SlotsRequest:
    a = stop("a", 10, 0, (0, 400), demand=Load(500, 0))
    b = stop("b", -10, 0, (0, 400), demand=Load(400, 0))
    committed = (Committed("van", ("a",)), Committed("other", ("b",)))
    return asked(day(a, b, committed=committed, vehicles=vans), newcomer(20, demand=Load(100, 0)))


def test_where_a_van_broke_down_another_takes_its_stops_before_anything_is_offered() -> None:
    other = replace(VAN, id="other", count=1)
    whole = two_vans_out(ONE_VAN, other)
    assert on_the_vans_there_are(whole) is whole
    fewer = on_the_vans_there_are(two_vans_out(other))
    assert fewer is not None
    assert [(one.vehicle_id, set(one.stops)) for one in fewer.committed] == [("other", {"a", "b"})]
    assert [one.feasible for one in offers(fewer)] == [True, True]


def test_where_the_vans_left_cannot_bring_what_was_promised_there_is_nothing_to_offer() -> None:
    assert (
        on_the_vans_there_are(two_vans_out(replace(VAN, id="other", count=1, capacity=Load(600, 0)))) is None
    )
