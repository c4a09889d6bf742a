"""The least share of a carton that a unit takes up, measured in many ways: goods whose shares add up to more than
the whole in any one of them do not go in, in whatever way they are turned.

A measure is a product of three dual feasible functions, one an axis (Fekete and Schepers 2004, Mathematical Methods
of Operations Research 60(2)); a unit that may turn counts with the turn that takes least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.fulfilment.packing.problem import Price, Problem, Room

Extents = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Reals = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

CELLS = 1_500_000
"""Most cells that all tables together may have; more kinds and cartons are measured in fewer ways."""
STEPS = (1, 2)
CUTS = 3
ALL_WAYS = 1 + len(STEPS) + CUTS
ROUNDING = 1e-6
MOST_SETS = 300
"""More sets of cartons than this are not looked at: with so many some are always thinkable."""


class Shares:
    """Shares of `problem.kinds` in `problem.rooms`; infinite where a unit does not go in."""

    def __init__(self, problem: Problem, ways: int) -> None:
        """`ways`: most functions an axis is measured with; 1 is volume alone."""
        kinds, rooms = problem.kinds, problem.rooms
        most = max(len(kind.turns) for kind in kinds)
        turns = np.array([(kind.turns * most)[:most] for kind in kinds])
        weight = np.array([kind.weight for kind in kinds], dtype=float)
        # Each way of an axis multiplies with those of the others.
        ways = min(ways, int((CELLS / (most * len(kinds) * len(rooms))) ** (1 / 3)))
        self._quantities = np.array([kind.quantity for kind in kinds], dtype=float)
        self._tables = [_measured(turns, weight, room, ways) for room in rooms]
        self._needed: dict[frozenset[int], float] = {}

    def may_hold(self, rooms: Sequence[int]) -> bool:
        """False is a proof that all the goods do not go into these cartons, given by their indices."""
        kinds = frozenset(rooms)
        if kinds not in self._needed:
            least = np.minimum.reduce([self._tables[r] for r in kinds])
            self._needed[kinds] = float((least @ self._quantities).max())
        return self._needed[kinds] <= len(rooms) + ROUNDING

    def may_hold_some(self, room: int, counts: dict[int, int]) -> bool:
        """False is a proof that one carton does not take so many units of these kinds."""
        members = list(counts)
        taken = self._tables[room][:, members] @ np.array([counts[k] for k in members], dtype=float)
        return float(taken.max()) <= 1 + ROUNDING

    def paid(self, prices: Sequence[int]) -> Reals:
        """What a unit of each kind pays at least if all pay their shares of the price of the carton that they lie in,
        in the measure in which all together pay most."""
        least = np.full(self._tables[0].shape, np.inf)
        for table, price in zip(self._tables, prices, strict=True):
            paid = np.multiply(table, price, out=np.full(table.shape, np.inf), where=table < np.inf)
            np.minimum(least, paid, out=least)
        most: Reals = least[(least @ self._quantities).argmax()]
        return most

    def total(self, paid: Reals) -> float:
        return float(paid @ self._quantities)

    def cheaper_sets(self, rooms: Sequence[Room], than: Price, least: int) -> list[tuple[int, ...]] | None:
        """The sets of at least `least` cartons, by their indices, the cheapest first, that might hold all the goods
        for less than the first two components of a price; None when there are too many to look at."""
        found: list[tuple[tuple[int, int], tuple[int, ...]]] = []
        looked = 0
        open_sets: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
        while open_sets:
            first, second, chosen = open_sets.pop()
            for r in range(chosen[-1] if chosen else 0, len(rooms)):
                price = (first + rooms[r].price[0], second + rooms[r].price[1])
                if price >= than[:2]:
                    continue
                looked += 1
                if looked > MOST_SETS:
                    return None
                wider = (*chosen, r)
                open_sets.append((*price, wider))
                if len(wider) >= least and self.may_hold(wider):
                    found.append((price, wider))
        return [chosen for _, chosen in sorted(found)]


def _measured(turns: Extents, weight: Reals, room: Room, ways: int) -> Reals:
    """Rows: measures; columns: kinds."""
    size = (room.length, room.width, room.height)
    goes_in = np.all(turns <= np.array(size), axis=2) & (weight <= room.max_weight)[:, None]
    along, across, up = (_on_axis(turns[:, :, a], size[a], ways) for a in range(3))
    shares = along[:, None, None] * across[None, :, None] * up[None, None, :]
    by_size = np.where(goes_in, shares, np.inf).min(axis=-1).reshape(-1, len(turns))
    by_weight = np.where(goes_in.any(axis=1), weight / room.max_weight, np.inf)
    return np.vstack((by_size, by_weight))


def _on_axis(extent: Extents, size: int, ways: int) -> Reals:
    functions = list(_functions(extent, size))
    return np.stack(functions[: max(1, ways)])


def _functions(extent: Extents, size: int) -> Iterator[Reals]:
    yield extent / size
    for k in STEPS:
        steps = (k + 1) * extent
        yield np.where(steps % size == 0, extent / size, (steps // size) / k)
    for cut in _cuts(extent, size):
        yield np.where(extent > size - cut, 1.0, np.where(extent < cut, 0.0, extent / size))


def _cuts(extent: Extents, size: int) -> list[int]:
    """As many for every carton, so that all tables have the same rows; a cut of nothing changes nothing."""
    cuts = np.unique(extent[2 * extent <= size])
    if not len(cuts):
        return [0] * CUTS
    return [int(cuts[i]) for i in np.linspace(0, len(cuts) - 1, CUTS).round().astype(int)]
