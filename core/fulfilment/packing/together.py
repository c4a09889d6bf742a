"""A soft wish for cartons that are chosen: units of one product in as few of them as may be.

Two cartons that share a product are taken apart and filled again so that fewer products lie in both. The cartons
stay the same, so no price rises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from core.fulfilment.packing.fill import FLAT, LOW, SNUG, TIGHT, WALL_X, Filled, Filler, Style
from core.fulfilment.packing.problem import Problem, Room

RULES = (LOW, SNUG, FLAT, TIGHT, WALL_X)
MOST_TRIES = 120
MOST_PARCELS, MOST_UNITS = 60, 300
"""With more cartons than this every pair of them is too much to look at; with more units, a filling takes too long."""

Counts = dict[int, int]


def gathered(parcels: Sequence[Filled], problem: Problem, is_late: Callable[[], bool]) -> tuple[Filled, ...]:
    """The same goods in the same cartons, or fewer of them; no product is in more cartons than before."""
    best = list(parcels)
    if not 1 < len(best) <= MOST_PARCELS or problem.units > MOST_UNITS:
        return tuple(best)
    filler = Filler(problem, is_late)
    tries = MOST_TRIES
    pairs = _sharing(best)
    while pairs:
        i, j = pairs.pop()
        for ways in _shares_of(best[i].counts, best[j].counts):
            tries -= 1
            if is_late() or tries < 0:
                return tuple(best)
            two = _refilled((best[i].room, best[j].room), ways, problem, filler)
            if two is not None:
                best[i], best[j] = two
                best = [parcel for parcel in best if parcel.counts]
                pairs = _sharing(best)
                break
    return tuple(best)


def _sharing(parcels: Sequence[Filled]) -> list[tuple[int, int]]:
    """Pairs of cartons that hold a product both, those with most of such last."""
    shared = {
        (i, j): len(parcels[i].counts.keys() & parcels[j].counts.keys())
        for i, j in combinations(range(len(parcels)), 2)
    }
    return sorted((pair for pair, n in shared.items() if n), key=lambda pair: shared[pair])


def _shares_of(a: Counts, b: Counts) -> Iterator[tuple[Counts, Counts]]:
    """Ways to lay the goods of two cartons so that fewer products are in both: each shared one where more of it is,
    all in the first, all in the second; then one of them alone, also in exchange for something that is not shared."""
    shared = sorted(a.keys() & b.keys())
    both = Counter(a) + Counter(b)
    own_a, own_b = set(a) - set(b), set(b) - set(a)

    def way(to_a: set[int], split: Sequence[int] = ()) -> tuple[Counts, Counts]:
        first = {k: both[k] for k in to_a} | {k: a[k] for k in split}
        second = {k: both[k] for k in both if k not in to_a and k not in split} | {k: b[k] for k in split}
        return first, second

    yield way(own_a | {k for k in shared if a[k] >= b[k]})
    yield way(own_a | set(shared))
    yield way(own_a)
    for k in shared:
        rest = [other for other in shared if other != k]
        if rest:
            yield way(own_a | {k}, rest)
            yield way(own_a, rest)
        for given in sorted(own_a):
            yield way((own_a - {given}) | {k}, rest)
        for given in sorted(own_b):
            yield way(own_a | {given}, rest)


def _refilled(
    rooms: tuple[Room, Room], ways: tuple[Counts, Counts], problem: Problem, filler: Filler
) -> tuple[Filled, Filled] | None:
    """None where the goods do not go in so."""
    filled = []
    for room, counts in zip(rooms, ways, strict=True):
        one = _filled(room, counts, problem, filler)
        if one is None:
            return None
        filled.append(one)
    return filled[0], filled[1]


def _filled(room: Room, counts: Counts, problem: Problem, filler: Filler) -> Filled | None:
    kinds = problem.kinds
    volume = sum(kinds[k].volume * n for k, n in counts.items())
    weight = sum(kinds[k].weight * n for k, n in counts.items())
    if volume > room.volume or weight > room.max_weight:
        return None
    by_volume = sorted(counts, key=lambda k: (-kinds[k].volume, k))
    by_base = sorted(counts, key=lambda k: (-max(dx * dy for dx, dy, _ in kinds[k].turns), k))
    for order in (by_volume, by_base):
        for rule in RULES:
            filled = filler.fill(room, order, counts, Style(rule, patience=1))
            if filled.counts == counts:
                return filled
    return None
