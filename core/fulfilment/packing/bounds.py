"""What no packing can beat. Every bound is over units that share a temperature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np

from core.fulfilment.packing.problem import Kind, Problem, Room

_Row = np.ndarray[tuple[int], np.dtype[np.int64]]
_Reals = np.ndarray[tuple[int], np.dtype[np.float64]]

CELLS = 2_000_000
"""Most cells of one table while cuts are tried; more kinds are tried at fewer cuts."""


def lower_bounds(problem: Problem, *, deep: bool) -> tuple[int, int, int]:
    """For each component of a price, a total that no packing goes under. `deep` also tries the cuts of L2."""
    classes = sorted({kind.segregation for kind in problem.kinds if kind.segregation})
    whole = _bounds(problem.kinds, problem.rooms, deep)
    if len(classes) < 2:
        return whole
    apart = [
        _bounds([kind for kind in problem.kinds if kind.segregation == name], problem.rooms, deep)
        for name in classes
    ]
    first, second, third = (max(whole[p], sum(bounds[p] for bounds in apart)) for p in range(3))
    return first, second, third


def _bounds(kinds: Sequence[Kind], rooms: Sequence[Room], deep: bool) -> tuple[int, int, int]:
    """Every unit pays its share of the carton it lies in, at the cheapest carton that holds it.

    Shares are dual feasible functions (Fekete and Schepers 2001, Mathematical Programming 91): in no carton
    do they exceed the whole. A total is also at least the least price for every parcel, and at least what the
    unit that is dearest to house needs.
    """
    volume = np.array([kind.volume for kind in kinds], dtype=float)
    weight = np.array([kind.weight for kind in kinds], dtype=float)
    units = np.array([kind.quantity for kind in kinds], dtype=float)
    prices = np.array([(*room.price, 1) for room in rooms], dtype=float)
    least = np.full((prices.shape[1], 5, len(kinds)), np.inf)
    for room, price, holds in zip(rooms, prices, _homes(kinds, rooms, weight), strict=True):
        by_volume, by_weight = volume / room.volume, weight / room.max_weight
        shares = np.stack((by_volume, by_weight, _half(by_volume), _half(by_weight), np.ones(len(kinds))))
        for p, amount in enumerate(price):
            np.minimum(least[p], np.where(holds, shares * amount, np.inf), out=least[p])
    totals = [max(round_up((row[:4] @ units).max()), round_up(row[4].max())) for row in least]
    parcels = max(totals[3], _l2(kinds, rooms)) if deep else totals[3]
    first, second, third = (max(totals[p], parcels * int(prices[:, p].min())) for p in range(3))
    return first, second, third


def _homes(
    kinds: Sequence[Kind], rooms: Sequence[Room], weight: _Reals
) -> Iterator[np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """For each room, the kinds of which it holds a unit."""
    turns = np.array([(kind.turns * 6)[:6] for kind in kinds])
    for room in rooms:
        goes_in = np.all(turns <= np.array((room.length, room.width, room.height)), axis=2)
        yield np.any(goes_in, axis=1) & (weight <= room.max_weight)


def _half(part: _Reals) -> _Reals:
    return np.where(part > 0.5, 1.0, np.where(part == 0.5, 0.5, 0.0))


def round_up(total: float) -> int:
    """The error of the sums must never lift a bound over the truth."""
    return int(np.ceil(total * (1 - 1e-12) - 1e-9))


def _l2(kinds: Sequence[Kind], rooms: Sequence[Room]) -> int:
    """Bound L2 of Martello, Pisinger and Vigo (2000, Operations Research 48(2)), in a carton as large as
    all together.

    A unit that may turn counts with its least extent along each axis, and with its true volume.
    """
    least = np.array([[min(turn[a] for turn in kind.turns) for a in range(3)] for kind in kinds])
    volume = np.array([kind.volume for kind in kinds], dtype=float)
    count = np.array([kind.quantity for kind in kinds])
    size = (
        max(room.length for room in rooms),
        max(room.width for room in rooms),
        max(room.height for room in rooms),
    )
    best = 1
    for a, b, c in permutations(range(3)):
        if a < b:
            best = max(
                best,
                _l2_along(least[:, a], least[:, b], least[:, c], volume, count, (size[a], size[b], size[c])),
            )
    return best


def _l2_along(
    w: _Row,
    h: _Row,
    d: _Row,
    volume: _Reals,
    n: _Row,
    size: tuple[int, int, int],
) -> int:
    """Units wider and higher than half a carton stand one behind another along its depth; the rest by
    volume."""
    width, height, depth = size
    tall = (2 * w > width) & (2 * h > height)
    first = _line_bound(d[tall], n[tall], depth)
    p, q = _cuts(w, width, len(w)), _cuts(h, height, len(w))
    if not len(p) or not len(q):
        return first
    full = (w[None, None, :] > width - p[:, None, None]) & (h[None, None, :] > height - q[None, :, None])
    counted = (w[None, None, :] >= p[:, None, None]) & (h[None, None, :] >= q[None, :, None])
    rest = (counted | tall) & ~full
    free_depth = depth * first - (full * (d * n)).sum(axis=2)
    over = ((rest * (volume * n)).sum(axis=2) - free_depth * float(width * height)) / (width * height * depth)
    return first + max(0, int(np.ceil(over.max() - 1e-9)))


def _cuts(extent: _Row, size: int, kinds: int) -> _Row:
    cuts = np.unique(extent[2 * extent <= size])
    most = max(1, int((CELLS / kinds) ** 0.5))
    return cuts if len(cuts) <= most else cuts[:: -(-len(cuts) // most)]


def _line_bound(d: _Row, n: _Row, depth: int) -> int:
    """Martello and Toth's bound for packing lengths `d`, `n` of each, into lines of `depth`."""
    long = 2 * d > depth
    base = int(n[long].sum())
    best = base
    for p in _cuts(d, depth, max(1, len(d))):
        filling = long & (d <= depth - p)
        short = ~long & (d >= p)
        over = (d[short] * n[short]).sum() - (n[filling].sum() * depth - (d[filling] * n[filling]).sum())
        places = (((depth - d[filling]) // p) * n[filling]).sum()
        by_length = -(-int(over) // depth)
        by_number = -(-(int(n[short].sum()) - int(places)) // (depth // int(p)))
        best = max(best, base + by_length, base + by_number)
    return best
