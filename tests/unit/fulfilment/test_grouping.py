"""Neighbours behind one door get one visit, where their promises and the vans allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.grouping import Consolidation, GroupOrder, GroupRequest, GroupResult, VehicleKind, group
from core.fulfilment.grouping.check import violations
from core.fulfilment.grouping.rules import allowed, joined
from core.fulfilment.intake import Order, OrderLine, by_seller
from core.fulfilment.plan import plan, plan_violations
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.wave import TEA, wave
from tests.unit.fulfilment.wave import order as wave_order

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


def test_a_group_buy_arrives_together_though_other_orders_would_fill_the_van_better() -> None:
    share = {"party_id": "barbecue", "weight_g": 1000}
    orders = (order("ann", **share), order("x", weight_g=2000), order("bob", **share), order("cem", **share))
    assert stops(*orders, vehicles=(VehicleKind("van", weight_g=3000),)) == [("ann", "bob", "cem"), ("x",)]


def test_a_party_keeps_to_itself_where_its_seller_wants_no_strangers() -> None:
    closed = {"party_id": "1042", "may_join": False}
    assert stops(order("1", **closed), order("2"), order("3", **closed), order("4")) == [
        ("1", "3"),
        ("2", "4"),
    ]


def test_a_party_too_large_for_a_van_is_brought_in_as_few_stops_as_can_be() -> None:
    shares = [order(str(n), party_id="school", weight_g=1000) for n in range(5)]
    assert sorted(map(len, stops(*shares, vehicles=(VehicleKind("van", weight_g=2000),)))) == [1, 2, 2]


def test_a_party_to_two_doors_or_in_two_slots_is_not_forced_together() -> None:
    at_home, at_work = order("1", party_id="p"), order("2", party_id="p", address_id="abaya-12")
    assert stops(at_home, at_work, order("3", EVENING, party_id="p")) == [("1",), ("2",), ("3",)]


def test_a_seller_who_wants_no_other_sellers_beside_it_is_heard() -> None:
    halal = {"seller_ids": ("halal",), "with_other_sellers": False}
    deli = order("deli", seller_ids=("deli",))
    assert stops(order("1", **halal), deli, order("2", **halal)) == [("1", "2"), ("deli",)]
    assert stops(order("1", seller_ids=("halal",)), deli) == [("1", "deli")]
    party = {"party_id": "1042"}
    assert stops(order("1", **halal, **party), replace(deli, **party)) == [("1",), ("deli",)]


def test_an_order_from_three_sellers_is_split_and_comes_as_one_stop() -> None:
    lines = [
        OrderLine("tea", seller_id="a"),
        OrderLine("mug", seller_id="b"),
        OrderLine("jam", seller_id="a"),
    ]
    whole = Order("1042", tuple(lines), "home", 43.2, 76.9, MORNING, may_join=False, priority=3)
    a, b = by_seller(whole)
    assert (a.id, b.id, a.party_id, b.party_id) == ("1042/a", "1042/b", "1042", "1042")
    assert [line.id for line in (*a.lines, *b.lines)] == ["tea", "jam", "mug"]
    assert replace(a, id="1042", lines=whole.lines, party_id="") == whole, "all else stays"
    stranger = Order("7", (OrderLine("tea"),), "home", 43.2, 76.9, MORNING)
    request = wave(a, stranger, b)
    result = plan(request)
    assert plan_violations(request, result) == []
    assert [c.order_ids for c in result.consolidations] == [("1042/a", "1042/b"), ("7",)]
    assert len({parcel.id for one in result.orders for parcel in one.parcels}) == 3, "each seller's own box"


def test_an_order_of_one_seller_is_left_as_it_is() -> None:
    whole = Order("1", (OrderLine("a", seller_id="x"), OrderLine("b", seller_id="x")), "h", 43, 76, MORNING)
    assert by_seller(whole) == (whole,)


def test_food_and_chemicals_for_one_door_are_one_stop_in_closed_boxes_of_their_own() -> None:
    soap, bread = (
        replace(TEA, id="soap", segregation="chemical"),
        replace(TEA, id="bread", segregation="food"),
    )
    request = wave(wave_order("1", soap, bread), wave_order("2", bread))
    result = plan(request)
    assert plan_violations(request, result) == []
    assert len(result.consolidations) == 1
    assert [len(one.parcels) for one in result.orders] == [2, 1]


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


def test_a_party_of_twenty_thousand_is_grouped_and_proved_in_bounded_effort() -> None:
    crowd = [order(f"{i:05}", party_id="all", seller_ids=(f"s{i % 7}",)) for i in range(20_000)]
    assert len(stops(*crowd)) == 1


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
        (
            (
                replace(GOOD, order_ids=("1",), window=MORNING, weight_g=1000, volume_ml=5000),
                replace(GOOD, id="2", order_ids=("2",), window=NOON, weight_g=1000, volume_ml=5000),
            ),
            "party p is torn apart",
        ),
        ((replace(GOOD, temperatures=()),), "consolidation 1: its temperatures are not those of its orders"),
    ],
)
def test_the_checker_sees_a_forged_grouping(consolidations: tuple[Consolidation, ...], said: str) -> None:
    request = GroupRequest((order("1", party_id="p"), order("2", NOON, party_id="p")))
    assert violations(request, GroupResult((GOOD,))) == []
    assert said in violations(request, GroupResult(consolidations))


sellers = st.builds(
    order,
    st.just("?"),
    may_join=st.booleans(),
    party_id=st.sampled_from(["", "p", "q"]),
    seller_ids=st.sampled_from([(), ("s",), ("t",), ("s", "t")]),
    with_other_sellers=st.booleans(),
)


@given(st.lists(sellers, min_size=2, max_size=5))
def test_orders_may_be_joined_one_by_one_just_where_every_pair_may(orders: list[GroupOrder]) -> None:
    together, one_by_one = orders[0], True
    for other in orders[1:]:
        one_by_one = one_by_one and allowed(together, other)
        together = joined(together, other)
    assert one_by_one == all(allowed(a, b) for a, b in combinations(orders, 2))


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
        party_id=st.sampled_from(["", "", "", "p", "q"]),
        seller_ids=st.sampled_from([(), ("s",), ("t",)]),
        with_other_sellers=st.sampled_from([True, True, False]),
    ),
    max_size=6,
).map(lambda orders: tuple(replace(o, id=str(i)) for i, o in enumerate(orders)))
FLEETS = (
    (),
    (VehicleKind("any", weight_g=8, temperatures=("ambient", "chilled", "frozen")),),
    (VehicleKind("plain", weight_g=6), VehicleKind("cold", weight_g=9, temperatures=("frozen", "chilled"))),
)


def fewest_by_trying_all(request: GroupRequest) -> int:
    """The least number of consolidations in a lawful grouping, by every partition."""
    return min(
        len(groups)
        for groups in partitions(request.orders)
        if not violations(request, GroupResult(tuple(map(forged, groups))))
    )


def partitions(orders: tuple[GroupOrder, ...]) -> Iterator[list[tuple[GroupOrder, ...]]]:
    if not orders:
        yield []
        return
    first, rest = orders[0], orders[1:]
    for k in range(len(rest) + 1):
        for mates in combinations(rest, k):
            for others in partitions(tuple(o for o in rest if o not in mates)):
                yield [(first, *mates), *others]


def forged(members: tuple[GroupOrder, ...]) -> Consolidation:
    return Consolidation(
        members[0].id,
        members[0].address_id,
        tuple(o.id for o in members),
        (max(o.window[0] for o in members), min(o.window[1] for o in members)),
        sum(o.weight_g for o in members),
        sum(o.volume_ml for o in members),
        tuple({t for o in members for t in o.temperatures}),
    )


@settings(max_examples=40, deadline=None)
@given(neighbours, st.sampled_from(FLEETS), st.sampled_from([0, 1800, 5400]))
def test_no_lawful_grouping_has_fewer_stops(
    orders: tuple[GroupOrder, ...], fleet: tuple[VehicleKind, ...], min_shared_s: int
) -> None:
    request = GroupRequest(orders, fleet, min_shared_s)
    result = group(request)
    assert violations(request, result) == []
    assert len(result.consolidations) == fewest_by_trying_all(request)
