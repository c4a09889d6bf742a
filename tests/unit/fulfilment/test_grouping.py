"""Neighbours behind one door get one visit, where their promises and the vans allow."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.grouping import Consolidation, GroupOrder, GroupRequest, GroupResult, VehicleKind, group
from core.fulfilment.grouping.check import violations
from core.kernel.errors import InvalidInput

HOUR = 3600
MORNING = (10 * HOUR, 12 * HOUR)
NOON = (11 * HOUR, 13 * HOUR)
EVENING = (18 * HOUR, 20 * HOUR)


def order(order_id: str, window: tuple[int, int] = MORNING, **facts: object) -> GroupOrder:
    return replace(GroupOrder(order_id, "abaya-10", window, 1000, 5000), **facts)


def stops(*orders: GroupOrder, vehicles: tuple[VehicleKind, ...] = (), **facts: int) -> list[tuple[str, ...]]:
    request = GroupRequest(orders, vehicles, **facts)
    result = group(request)
    assert violations(request, result) == []
    return [consolidation.order_ids for consolidation in result.consolidations]


def test_two_orders_to_one_door_in_one_slot_are_one_stop() -> None:
    assert stops(order("1"), order("2")) == [("1", "2")]


def test_a_joined_stop_says_what_it_weighs_and_when_it_may_be_served() -> None:
    (stop,) = group(GroupRequest((order("1"), order("2", NOON, temperatures=("frozen",))))).consolidations
    assert stop == Consolidation(
        id="1",
        address_id="abaya-10",
        order_ids=("1", "2"),
        window=(11 * HOUR, 12 * HOUR),
        weight_g=2000,
        volume_ml=10_000,
        temperatures=("ambient", "frozen"),
    )


def test_other_doors_and_other_times_stay_other_stops() -> None:
    assert stops(order("1"), order("2", address_id="abaya-12")) == [("1",), ("2",)]
    assert stops(order("1"), order("2", EVENING)) == [("1",), ("2",)]


def test_a_seller_who_does_not_want_it_is_heard() -> None:
    assert stops(order("1"), order("2", may_join=False), order("3")) == [("1", "3"), ("2",)]


def test_slots_that_only_touch_do_not_join() -> None:
    touching = order("2", (12 * HOUR, 14 * HOUR))
    assert stops(order("1"), touching) == [("1",), ("2",)]
    assert stops(order("1"), touching, min_shared_s=0) == [("1", "2")]


def test_two_promises_of_the_same_ten_minutes_join() -> None:
    at_ten = (10 * HOUR, 10 * HOUR + 600)
    assert stops(order("1", at_ten), order("2", at_ten)) == [("1", "2")]


def test_frozen_and_ambient_goods_join_only_where_a_van_carries_both() -> None:
    pair = (order("1"), order("2", temperatures=("frozen",)))
    freezer, plain = VehicleKind("freezer", temperatures=("frozen",)), VehicleKind("plain")
    both = VehicleKind("both", temperatures=("ambient", "frozen"))
    assert stops(*pair, vehicles=(freezer, plain)) == [("1",), ("2",)]
    assert stops(*pair, vehicles=(plain, both)) == [("1", "2")]


def test_a_stop_is_never_more_than_a_van_holds() -> None:
    small = VehicleKind("small", weight_g=2500)
    assert len(stops(*(order(str(i)) for i in range(5)), vehicles=(small,))) == 3


def test_an_order_too_heavy_for_every_van_is_left_for_routing_to_explain() -> None:
    piano = order("piano", weight_g=300_000)
    assert stops(piano, order("1"), vehicles=(VehicleKind("van", weight_g=2500),)) == [("piano",), ("1",)]


def test_an_order_between_two_others_goes_where_fewest_stops_come_out() -> None:
    # First fit by earliest end would put "between" with "early" and fill the van, leaving three stops.
    early, between, late = (
        order("early", (0, 2 * HOUR)),
        order("between", (0, 5 * HOUR)),
        order("late", (3 * HOUR, 6 * HOUR)),
    )
    early2, late2 = order("early2", (0, 2 * HOUR)), order("late2", (4 * HOUR, 7 * HOUR))
    van = VehicleKind("van", weight_g=3000)
    assert len(stops(early, between, late, early2, late2, vehicles=(van,))) == 2


def test_among_equals_the_wider_promise_is_kept() -> None:
    early, late = order("early", (0, 4 * HOUR)), order("late", (6 * HOUR, 10 * HOUR))
    between = order("between", (HOUR, 7 * HOUR))
    assert stops(early, late, between) == [("early", "between"), ("late",)]
    # First fit would join the two that end first and leave them one hour.
    early, between, late = (
        order("early", (0, 4 * HOUR)),
        order("between", (3 * HOUR, 10 * HOUR)),
        order("late", (3 * HOUR + 2700, 11 * HOUR)),
    )
    assert stops(early, between, late) == [("early",), ("between", "late")]


def test_a_busy_pickup_point_is_grouped_in_bounded_effort() -> None:
    crowd = [order(f"{i:05}", (i % 14 * HOUR, (i % 14 + 2) * HOUR)) for i in range(10_000)]
    van = VehicleKind("van", weight_g=200_000)
    assert len(stops(*crowd, vehicles=(van,))) <= 64


def test_a_town_of_hard_choices_is_grouped_in_bounded_effort() -> None:
    town = [
        order(f"{n}", (n * 37 % 40 * 900, (n * 37 % 40 + 1 + n * 7 % 12) * 900), address_id=f"door-{n % 300}")
        for n in range(300 * 12)
    ]
    assert len(stops(*town, vehicles=(VehicleKind("van", weight_g=3000),))) < len(town)


def test_the_same_orders_are_always_grouped_the_same() -> None:
    request = GroupRequest(tuple(order(str(i), (i * 1000, i * 1000 + 5 * HOUR)) for i in range(20)))
    assert group(request) == group(request)


def test_no_orders_are_no_stops() -> None:
    assert group(GroupRequest(())) == GroupResult(())


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (GroupRequest((order("1"), order("1"))), "orders[1].id"),
        (GroupRequest((order(""),)), "orders[0].id"),
        (GroupRequest((order("1", (5, 4)),)), "orders[0].window"),
        (GroupRequest((order("1", weight_g=-1),)), "orders[0].weight_g"),
        (GroupRequest((order("1", temperatures=()),)), "orders[0].temperatures"),
        (GroupRequest((), (VehicleKind("v", volume_ml=-1),)), "vehicles[0].volume_ml"),
        (GroupRequest((), min_shared_s=-1), "min_shared_s"),
        (GroupRequest((), seed=-1), "seed"),
        (GroupRequest(tuple(order(str(i)) for i in range(20_001))), "orders"),
    ],
)
def test_what_cannot_be_grouped_is_refused_by_name(request_: GroupRequest, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        group(request_)
    assert caught.value.field == field


GOOD = Consolidation("1", "abaya-10", ("1", "2"), (11 * HOUR, 12 * HOUR), 2000, 10_000, ("ambient",))


@pytest.mark.parametrize(
    ("consolidations", "said"),
    [
        ((), "order 1 is in 0 consolidations"),
        ((GOOD, GOOD), "order 1 is in 2 consolidations"),
        ((replace(GOOD, order_ids=("1", "2", "ghost")),), "order ghost was never given"),
        ((replace(GOOD, window=MORNING),), "consolidation 1: its window is not within every order's"),
        ((replace(GOOD, weight_g=1),), "consolidation 1: its weight_g is not the sum of its orders'"),
        ((replace(GOOD, address_id="x"),), "consolidation 1: its orders go to several addresses"),
        (
            (replace(GOOD, window=(11 * HOUR, 11 * HOUR)),),
            "consolidation 1: its orders share too little time",
        ),
        ((replace(GOOD, temperatures=()),), "consolidation 1: its temperatures are not those of its orders"),
    ],
)
def test_the_checker_sees_a_forged_grouping(consolidations: tuple[Consolidation, ...], said: str) -> None:
    request = GroupRequest((order("1"), order("2", NOON)))
    assert violations(request, GroupResult((GOOD,))) == []
    assert said in violations(request, GroupResult(consolidations))


windows = st.tuples(st.integers(0, 8), st.integers(0, 6)).map(lambda w: (w[0] * 1800, (w[0] + w[1]) * 1800))
neighbours = st.lists(
    st.builds(
        order,
        st.just("?"),
        windows,
        weight_g=st.integers(0, 5),
        address_id=st.sampled_from(["a", "a", "b"]),
        temperatures=st.sampled_from([("ambient",), ("frozen",), ("ambient", "chilled")]),
        may_join=st.sampled_from([True, True, True, False]),
    ),
    max_size=6,
).map(lambda orders: tuple(replace(o, id=str(i)) for i, o in enumerate(orders)))
FLEETS = (
    (),
    (VehicleKind("any", weight_g=8, temperatures=("ambient", "chilled", "frozen")),),
    (VehicleKind("plain", weight_g=6), VehicleKind("cold", weight_g=9, temperatures=("frozen", "chilled"))),
)


def fewest_by_trying_all(request: GroupRequest) -> int:
    """The least number of lawful groups, by every partition."""

    def lawful(members: tuple[GroupOrder, ...]) -> bool:
        whole = (max(o.window[0] for o in members), min(o.window[1] for o in members))
        forged = Consolidation(
            "?",
            members[0].address_id,
            tuple(o.id for o in members),
            whole,
            sum(o.weight_g for o in members),
            sum(o.volume_ml for o in members),
            tuple({t for o in members for t in o.temperatures}),
        )
        return violations(replace(request, orders=members), GroupResult((forged,))) == []

    def least(left: tuple[GroupOrder, ...]) -> int:
        if not left:
            return 0
        first, rest = left[0], left[1:]
        return min(
            1 + least(tuple(o for o in rest if o not in mates))
            for k in range(len(rest) + 1)
            for mates in combinations(rest, k)
            if lawful((first, *mates))
        )

    return least(request.orders)


@settings(max_examples=40, deadline=None)
@given(neighbours, st.sampled_from(FLEETS), st.sampled_from([0, 1800, 5400]))
def test_no_lawful_grouping_has_fewer_stops(
    orders: tuple[GroupOrder, ...], fleet: tuple[VehicleKind, ...], min_shared_s: int
) -> None:
    request = GroupRequest(orders, fleet, min_shared_s)
    result = group(request)
    assert violations(request, result) == []
    assert len(result.consolidations) == fewest_by_trying_all(request)
