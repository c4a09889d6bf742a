"""Choosing among filled cartons: the cheapest set that holds everything."""

from __future__ import annotations

import itertools

import pytest

from core.fulfilment.packing import CartonType, Item, PackRequest, pack, violations
from core.fulfilment.packing.cartonize import Pool, cheapest_cover
from core.fulfilment.packing.fill import Filled, Filler, Style
from core.fulfilment.packing.problem import split
from core.fulfilment.packing.search import Search

SMALL = CartonType("small", 100, 100, 100, max_weight_g=10_000, cost_minor=300)
LARGE = CartonType("large", 200, 100, 100, max_weight_g=10_000, cost_minor=500)


def filled(carton: str, counts: dict[int, int]) -> Filled:
    """A pattern of one of the two cartons; where the goods lie does not matter here."""
    cube = Item("cube", 50, 50, 50, 100)
    [problem], _, _ = split(PackRequest(items=(cube,), cartons=(SMALL, LARGE)))
    room = next(r for r in problem.rooms if r.carton.id == carton)
    return Filled(room, (), counts, 0, 0)


def test_one_dear_carton_beats_two_cheap_ones_when_it_holds_both() -> None:
    patterns = [filled("small", {0: 1}), filled("small", {1: 1}), filled("large", {0: 1, 1: 1})]
    chosen = cheapest_cover(patterns, [1, 1], below=600, time_limit_s=5).chosen
    assert chosen is not None and [p.room.carton.id for p in chosen] == ["large"]


def test_a_pattern_is_used_as_often_as_it_pays_though_one_cube_is_in_two_of_them() -> None:
    patterns = [filled("small", {0: 2}), filled("large", {0: 3, 1: 1}), filled("small", {1: 1})]
    chosen = cheapest_cover(patterns, [6, 1], below=1_200, time_limit_s=5).chosen
    assert chosen is not None
    assert [p.room.carton.id for p in chosen] == ["large", "large"]


def test_without_a_cover_there_is_no_answer() -> None:
    assert cheapest_cover([filled("small", {0: 2})], [3, 1], below=10_000, time_limit_s=5).chosen is None


def test_a_cover_as_dear_as_the_one_there_is_no_answer_though_prices_are_millions(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A solver that takes 60,000,000 for 59,999,999 says so on the standard output, where programs wait for JSON."""
    litres = CartonType("litres", 300, 500, 200, max_weight_g=10_000)
    [problem], _, _ = split(
        PackRequest(items=(Item("cube", 50, 50, 50, 100),), cartons=(litres,), objective="volume")
    )
    pattern = Filled(problem.rooms[0], (), {0: 3}, 0, 0)
    assert cheapest_cover([pattern, pattern], [5], 2 * pattern.room.price[0], 1.0).chosen is None
    assert capfd.readouterr().out == ""


def test_only_a_cheaper_cover_is_wanted_and_units_that_cost_a_carton_each_are_worth_most() -> None:
    patterns = [filled("small", {0: 1}), filled("small", {1: 3})]
    assert cheapest_cover(patterns, [2, 3], below=901, time_limit_s=5).chosen is not None
    cover = cheapest_cover(patterns, [2, 3], below=900, time_limit_s=5)
    assert cover.chosen is None
    assert cover.worth == pytest.approx((300, 100))


def test_what_is_in_two_of_the_chosen_cartons_is_packed_once() -> None:
    items = tuple(Item(name, 90, 90, 90, 100) for name in "abc")
    [problem], _, _ = split(PackRequest(items=items, cartons=(LARGE,), objective="count"))
    filler = Filler(problem, lambda: False)
    chosen = [filler.fill(problem.rooms[0], pair, [1, 1, 1], Style()) for pair in ([0, 1], [1, 2])]
    assert [p.counts for p in chosen] == [{0: 1, 1: 1}, {1: 1, 2: 1}]
    parcels = Search(problem, 0, lambda: 0.0)._each_once(chosen)
    assert parcels is not None and sorted(k for p in parcels for k in p.counts) == [0, 1, 2]
    assert all(len(p.blocks) == sum(p.counts.values()) for p in parcels)


def test_the_pool_keeps_the_cheapest_carton_of_each_content() -> None:
    pool = Pool()
    pool.add([filled("large", {0: 1}), filled("small", {0: 1}), filled("large", {0: 1})])
    assert [p.room.carton.id for p in pool.fullest()] == ["small"]


def test_a_long_packing_goes_through_the_choice_and_is_still_lawful() -> None:
    sizes = ((90, 60, 40), (70, 70, 50), (120, 60, 60), (50, 50, 90), (110, 90, 30), (60, 60, 60))
    items = tuple(Item(f"g{i}", *size, 300, quantity=2) for i, size in enumerate(sizes))
    request = PackRequest(items=items, cartons=(SMALL, LARGE), objective="cost", time_limit_s=1.0)
    result = pack(request)
    assert violations(request, result) == [] and not result.unpacked


def test_a_choice_for_which_no_time_is_left_is_not_begun() -> None:
    """A machine that stands still between two looks at the clock: HiGHS would be given less than no time."""
    items = tuple(Item(f"g{i}", 90 - i, 60, 40 + i, 300, quantity=2) for i in range(12))
    request = PackRequest(items=items, cartons=(SMALL, LARGE), objective="cost", time_limit_s=1.0)
    for looks in (300, 400, 500):
        clock = itertools.chain(itertools.repeat(0.0, looks), (0.5,), itertools.repeat(9.0))
        result = pack(request, monotonic=clock.__next__)
        assert violations(request, result) == []
