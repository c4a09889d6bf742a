"""One carton fewer: the units of a carton that is taken away are worked into the others, exchange by exchange.

What has no place waits. A step takes a few cartons apart and fills them again with their own units and the waiting
ones; it stands when no more waits than did some steps before (late acceptance: Burke and Bykov 2017, European Journal
of Operational Research 258(1)).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from core.fulfilment.packing.fill import Filled, Filler, Limit, Style
from core.fulfilment.packing.problem import Kind

MEMORY = 5
STUCK_A_CARTON = 80
"""After so many steps for each carton without less waiting than ever, another one had better be taken away."""
SHAKES = (0.1, 0.2, 0.4, 0.7)
APART = (2, 2, 2, 3, 3, 4, 4)
"""How many cartons a step takes apart; of these one is drawn."""
SLACK = 0.1
"""The emptier a carton, the more often it is taken apart; a full one as if so much of it were empty."""
HELD = 0.95
"""A step is given up when the cartons it has filled so far hold less than this of their share of what has to go in."""
FAVOUR = 1.5
"""Waiting units are taken for so much larger in every other step."""

WORTH_SHARE, FINE = 0.4, 10**9
"""Of how hard a unit is to place, by what it costs in the relaxation of the cover, or in the bound; the rest is by its size."""


def hardness(kinds: Sequence[Kind], sizes: Sequence[float], worth: Sequence[float]) -> list[int]:
    """How hard a unit of each kind is to place: its share of the `sizes` of all units, mixed with that of all `worth`;
    in whole numbers, whose sums compare alike in every order."""
    whole = sum(size * kind.quantity for size, kind in zip(sizes, kinds, strict=True))
    total = sum(each * kind.quantity for each, kind in zip(worth, kinds, strict=False))
    if not total:
        return [round(FINE * size / whole) for size in sizes]
    return [
        round(FINE * ((1 - WORTH_SHARE) * size / whole + WORTH_SHARE * each / total))
        for size, each in zip(sizes, worth, strict=True)
    ]


class Lessening:
    """`parcels` are those that stay, `waiting` the units by kind that have no place in them yet, `tried` what the last
    step made of those that it took apart."""

    def __init__(self, parcels: Sequence[Filled], away: int, worth: Sequence[int], filler: Filler) -> None:
        """Takes away the carton `parcels[away]`. `worth`: how hard a unit of each kind is to place."""
        self._worth = worth
        self._filler = filler
        self.parcels = [parcel for i, parcel in enumerate(parcels) if i != away]
        self.waiting = dict(parcels[away].counts)
        self.tried: list[Filled] = []
        self._least = self._weighed(self.waiting)
        self._past = [self._least] * MEMORY
        self._steps = 0
        self._vain = 0

    @property
    def is_stuck(self) -> bool:
        return self._vain >= STUCK_A_CARTON * len(self.parcels)

    def step(self, rng: random.Random, sort: Sequence[float], rule: int) -> bool:
        """One exchange, in an order near to that of `sort` (a size by kind); true once nothing waits."""
        chosen = self._emptier(rng)
        counts = dict(self.waiting)
        for i in chosen:
            for k, n in self.parcels[i].counts.items():
                counts[k] = counts.get(k, 0) + n
        place = self._steps % MEMORY
        most = max(self._weighed(self.waiting), self._past[place])
        self._vain += 1
        if not self._refill(chosen, counts, self._order(rng, sort, counts), Style(rule), most):
            return False
        waiting = {k: n for k, n in counts.items() if n}
        now = self._weighed(waiting)
        if now <= most:
            self.waiting = waiting
            for i, parcel in zip(chosen, self.tried, strict=True):
                self.parcels[i] = parcel
        self._past[place] = self._weighed(self.waiting)
        self._steps += 1
        if now < self._least:
            self._least, self._vain = now, 0
        return not self.waiting

    def _emptier(self, rng: random.Random) -> list[int]:
        """The cartons to take apart, in the order in which they are to be filled."""
        keys = [rng.random() / (1 + SLACK - _fullness(one)) for one in self.parcels]
        chosen = sorted(range(len(keys)), key=keys.__getitem__)[: rng.choice(APART)]
        rng.shuffle(chosen)
        return chosen

    def _refill(
        self, chosen: Sequence[int], counts: dict[int, int], order: list[int], style: Style, most: int
    ) -> bool:
        """Fills `tried` from `counts`; false once it shows that more than `most` will wait."""
        rooms = [self.parcels[i].room for i in chosen]
        must = (self._weighed(counts) - most) / sum(room.volume for room in rooms)
        self.tried = []
        held = share = 0
        for n, room in enumerate(rooms, start=1):
            if held < HELD * must * share:
                return False
            limit = Limit(self._worth, most) if n == len(rooms) else None
            parcel = self._filler.fill(room, order, counts, style, limit)
            self.tried.append(parcel)
            held += self._weighed(parcel.counts)
            share += room.volume
            for k, taken in parcel.counts.items():
                counts[k] -= taken
        return True

    def _order(self, rng: random.Random, sort: Sequence[float], counts: dict[int, int]) -> list[int]:
        shake, favour = rng.choice(SHAKES), rng.choice((1.0, FAVOUR))
        scores = {
            k: sort[k] * (1 + shake * (2 * rng.random() - 1)) * (favour if k in self.waiting else 1.0)
            for k in counts
        }
        return sorted(scores, key=lambda k: -scores[k])

    def _weighed(self, units: dict[int, int]) -> int:
        return sum(self._worth[k] * n for k, n in units.items())


def _fullness(parcel: Filled) -> float:
    return max(parcel.volume / parcel.room.volume, parcel.weight / parcel.room.max_weight)
