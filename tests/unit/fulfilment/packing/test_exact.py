"""Tiny packings against a search of every place there is: the packer finds the best, and its bound never lies."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.packing import CartonType, Item, PackRequest, pack, violations
from core.fulfilment.packing.fill import LOW, Filled, Filler, Limit, Style
from core.fulfilment.packing.lessen import Lessening
from core.fulfilment.packing.problem import split
from core.fulfilment.packing.shares import ALL_WAYS, Shares

SIZE = 4
Extent = tuple[int, int, int]
Cell = tuple[int, int, int]


def turns(item: Item, rotation: str) -> set[Extent]:
    given = (item.length_mm, item.width_mm, item.height_mm)
    return {given} if rotation == "none" else set(permutations(given))


def places(extent: Extent) -> Iterator[frozenset[Cell]]:
    """The cells that it takes, wherever it may lie in the carton."""
    for corner in product(*(range(SIZE - length + 1) for length in extent)):
        ranges = (range(start, start + length) for start, length in zip(corner, extent, strict=True))
        yield frozenset(product(*ranges))


def go_in(items: tuple[Item, ...], rotation: str, taken: frozenset[Cell] = frozenset()) -> bool:
    """Whether they all go into one carton, by trying every place for one after another."""
    if not items:
        return True
    first, *rest = items
    return any(
        not cells & taken and go_in(tuple(rest), rotation, taken | cells)
        for turn in turns(first, rotation)
        for cells in places(turn)
    )


def fewest(items: tuple[Item, ...], rotation: str) -> int:
    """The least number of cartons: over every way to share the items out among them."""
    goes_in = cache(lambda chosen: go_in(chosen, rotation))

    @cache
    def least(left: tuple[Item, ...]) -> int:
        if not left:
            return 0
        first, *others = left
        together = (
            (first, *more) for size in range(len(others), -1, -1) for more in combinations(others, size)
        )
        return min(
            1 + least(tuple(item for item in left if item not in chosen))
            for chosen in together
            if goes_in(chosen)
        )

    return least(items)


def tiny(seed: int) -> tuple[Item, ...]:
    rng = random.Random(seed)
    sizes = ((rng.randint(1, 4), rng.randint(1, 4), rng.randint(2, 4)) for _ in range(rng.randint(2, 5)))
    things = (Item(f"i{n}", *size, weight_g=1) for n, size in enumerate(sizes))
    return tuple(sorted(things, key=lambda item: -item.length_mm * item.width_mm * item.height_mm))


CUBE = CartonType("cube", SIZE, SIZE, SIZE, max_weight_g=1_000)


@pytest.mark.parametrize("rotation", ["none", "free"])
@pytest.mark.parametrize("seed", range(40))
def test_tiny_orders_go_into_the_fewest_cartons_there_are(seed: int, rotation: str) -> None:
    items = tiny(seed)
    request = PackRequest(items, (CUBE,), "count", rotation, min_support=0.0)  # type: ignore[arg-type]
    result = pack(request, max_rounds=60, monotonic=lambda: 0.0)
    assert violations(request, result) == []
    best = fewest(items, rotation)
    assert result.lower_bound <= best
    assert len(result.parcels) == best


@pytest.mark.parametrize("seed", range(40))
def test_shares_never_refuse_what_goes_in(seed: int) -> None:
    items = tiny(seed)
    [problem], _, _ = split(PackRequest(items, (CUBE,), "count", "free", min_support=0.0))
    best = fewest(items, "free")
    assert all(Shares(problem, ways).may_hold([0] * best) for ways in (1, ALL_WAYS))


def test_shares_tell_that_halves_and_a_bit_do_not_stack() -> None:
    """Three cubes just wider than half a carton: by volume eight of them would go in."""
    cube = Item("cube", 21, 21, 21, weight_g=1, quantity=3)
    carton = CartonType("carton", 40, 40, 40, max_weight_g=1_000)
    result = pack(PackRequest((cube,), (carton,), "count", "free"))
    assert len(result.parcels) == 3 == result.lower_bound
    [problem], _, _ = split(PackRequest((cube,), (carton,), "count", "free"))
    assert Shares(problem, 1).may_hold([0]) and not Shares(problem, ALL_WAYS).may_hold([0, 0])
    assert Shares(problem, ALL_WAYS).may_hold_some(0, {0: 1})
    assert not Shares(problem, ALL_WAYS).may_hold_some(0, {0: 2})


def test_a_flat_order_goes_into_the_flat_carton_though_a_thing_must_lie_off_the_corner() -> None:
    """Found only when a unit is laid at the far end: from the near corners the others are not held."""
    flat = CartonType("flat", 364, 374, 40, max_weight_g=2_860)
    tall = CartonType("tall", 229, 305, 520, max_weight_g=9_900)
    sheets = [Item(f"book{h}", 297, 210, h, weight_g=300) for h in (3, 4, 5)]
    board, box = Item("board", 330, 230, 6, weight_g=400), Item("box", 210, 148, 32, weight_g=600)
    request = PackRequest((board, box, *sheets), (flat, tall), "count", "free")
    result = pack(request, max_rounds=400, monotonic=lambda: 0.0)
    assert violations(request, result) == []
    assert [parcel.carton_id for parcel in result.parcels] == ["flat"]


def test_goods_of_three_cartons_work_their_way_into_two() -> None:
    """Long and short boards, shared out badly: only an exchange makes room for what waits."""
    long, short = Item("long", 60, 100, 100, 1, quantity=2), Item("short", 40, 100, 100, 1, quantity=2)
    carton = CartonType("box", 100, 100, 100, max_weight_g=1_000)
    [problem], _, _ = split(PackRequest((long, short), (carton,), "count", "none"))
    filler = Filler(problem, lambda: False)
    shares = ({0: 1}, {0: 1}, {1: 2})
    bad = [filler.fill(problem.rooms[0], [0, 1], [n.get(0, 0), n.get(1, 0)], Style()) for n in shares]
    lessening, rng = Lessening(bad, 0, [60, 40], filler), random.Random(0)
    assert len(lessening.parcels) == 2 and lessening.waiting
    done = any(lessening.step(rng, [60.0, 40.0], LOW) for _ in range(200))
    assert done
    assert [parcel.counts for parcel in lessening.parcels] == [{0: 1, 1: 1}] * 2


def test_an_exchange_that_begins_with_a_poor_carton_is_given_up() -> None:
    """Two cubes nearly fill a carton each and a plank waits: a plank alone in the first carton leads nowhere."""
    cube, plank = Item("cube", 95, 95, 95, 1, quantity=2), Item("plank", 100, 100, 10, 1)
    carton = CartonType("box", 100, 100, 100, max_weight_g=1_000)
    [problem], _, _ = split(PackRequest((cube, plank), (carton,), "count", "none"))
    filler = Filler(problem, lambda: False)
    apart = [filler.fill(problem.rooms[0], [k], [1, 1], Style()) for k in (0, 0, 1)]
    lessening, rng = Lessening(apart, 2, [86, 10], filler), random.Random(0)
    filled = set()
    for _ in range(100):
        assert not lessening.step(rng, [10.0, 9.0], LOW)
        filled.add(tuple(tuple(parcel.counts) for parcel in lessening.tried))
        assert [parcel.counts for parcel in lessening.parcels] == [{0: 1}] * 2
    assert filled == {((0,), (0,)), ((1,),)}


@given(
    st.lists(st.tuples(*[st.integers(1, 6)] * 3, st.integers(1, 3)), min_size=1, max_size=8),
    st.integers(-2, 1),
)
def test_a_carton_is_closed_early_only_where_too_much_stays_outside(
    sizes: list[tuple[int, int, int, int]], more: int
) -> None:
    items = [Item(str(n), dx, dy, dz, 1, quantity=q) for n, (dx, dy, dz, q) in enumerate(sizes)]
    request = PackRequest(tuple(items), (CartonType("box", 6, 6, 6, max_weight_g=1_000),), "count", "none")
    [problem], _, _ = split(request)
    kinds, filler = problem.kinds, Filler(problem, lambda: False)
    counts, order = [kind.quantity for kind in kinds], range(len(kinds))

    def outside(filled: Filled) -> int:
        return sum(counts) - sum(filled.counts.values())

    whole = filler.fill(problem.rooms[0], order, counts, Style())
    most = max(0, outside(whole) + more)
    limited = filler.fill(problem.rooms[0], order, counts, Style(), Limit([1] * len(kinds), most))
    assert limited == whole if outside(whole) <= most else outside(limited) > most
